import type { Draft } from 'immer';
import type { Caller } from '../engine/callers.ts';
import type { CredentialHolder, User } from '../engine/entities.ts';
import { noSuchEntity, validationError } from '../engine/errors.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';
import { requireUser, userArnByName, userKey } from './user.ts';

/** Whose keys, certificates or devices a call is about: a user's, or the root user's own. */
export type ActingUser =
  | { readonly kind: 'user'; readonly key: string; readonly name: string; readonly holder: User }
  | { readonly kind: 'root'; readonly holder: CredentialHolder };

/**
 * The user a call names or, where it names none, the caller ("If you do not specify a user name, IAM
 * determines the user name implicitly based on the access key ID signing the request", IAM API Reference).
 *
 * @throws AwsError NoSuchEntity; ValidationError where a role or federated session names nobody.
 */
export function actingUser(call: Transaction, userName: string | undefined): ActingUser {
  if (userName !== undefined) {
    const user = requireUser(call.account, userName);
    return { kind: 'user', key: userKey(user.name), name: user.name, holder: user };
  }
  const { caller } = call;
  switch (caller.kind) {
    case 'root':
      return { kind: 'root', holder: call.account.root };
    case 'user': {
      const key = caller.userKey as string;
      const user = call.account.users.get(key);
      if (user === undefined) throw noSuchEntity(`The user with name ${key} cannot be found.`);
      return { kind: 'user', key, name: user.name, holder: user };
    }
    default:
      throw validationError('Must specify userName when calling with non-User credentials');
  }
}

/** As {@link actingUser}, for what the root user cannot have (SSH keys, service-specific credentials). */
export function actingIamUser(
  call: Transaction,
  userName: string | undefined,
): ActingUser & { kind: 'user' } {
  const acting = actingUser(call, userName);
  if (acting.kind === 'root')
    throw validationError('Must specify userName when calling with non-User credentials');
  return acting;
}

/** Changes the credentials of a user, or of the root user, by an Immer recipe. */
export function updateActingUser(
  call: Transaction,
  acting: ActingUser,
  recipe: (draft: Draft<CredentialHolder>) => void,
): void {
  call.update((account) => {
    if (acting.kind === 'root') recipe(account.root);
    else account.users = account.users.update(acting.key, recipe);
  });
}

/** The `UserName` of an output about this user: the root user has none. */
export const actingUserName = (acting: ActingUser): { UserName: string | undefined } | Record<never, never> =>
  acting.kind === 'root' ? {} : { UserName: acting.name };

/** The ARN an authorization is about where the user may be left out: then the caller's own. */
export const actingUserArn = (userName: string | undefined, account: Account, caller: Caller): string =>
  userName === undefined ? caller.arn : userArnByName(caller.partition, account, userName);
