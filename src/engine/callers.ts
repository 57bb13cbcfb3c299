import { iamArn } from './arns.ts';
import type { Credential, Session } from './entities.ts';
import { expiredToken, invalidClientTokenId } from './errors.ts';
import type { State } from './state.ts';

/** Who makes a call, as AWS sees it (behaviours of callers: GetCallerIdentity shows arn and userId). */
export interface Caller {
  readonly kind: 'root' | 'user' | 'assumed-role' | 'federated-user' | 'anonymous';
  readonly accountId: string;
  /** `aws`, `aws-cn` …, after the region of the call. */
  readonly partition: string;
  readonly arn: string;
  readonly userId: string;
  /** Key of the user in the account's table. */
  readonly userKey?: string;
  readonly roleName?: string;
  readonly roleId?: string;
  /** The credential the call was made with; absent for the default caller and for unsigned calls. */
  readonly credential?: Credential;
  readonly session?: Session;
}

/** Where to look when a call comes without a known credential. */
export interface CallerDefaults {
  readonly defaultAccountId: string;
  readonly unknownCredentials: 'root' | 'reject';
  /** Keys that belong to whoever runs the account, not to its state: they outlive every change of it. */
  readonly standingCredential?: ((accessKeyId: string) => Credential | undefined) | undefined;
}

/**
 * The caller a credential stands for, at the time `now`.
 *
 * @throws AwsError ExpiredToken for a session that is over, InvalidClientTokenId for an inactive or deleted key
 *   and, with `unknownCredentials: 'reject'`, for an id nobody issued.
 */
export function identify(
  state: State,
  accessKeyId: string | undefined,
  now: number,
  partition: string,
  defaults: CallerDefaults,
): Caller {
  const credential =
    accessKeyId === undefined
      ? undefined
      : (state.credentials.get(accessKeyId) ?? defaults.standingCredential?.(accessKeyId));
  if (credential === undefined) {
    if (accessKeyId !== undefined && defaults.unknownCredentials === 'reject') throw invalidClientTokenId();
    return rootCaller(defaults.defaultAccountId, partition);
  }
  if (isExpired(credential, now)) throw expiredToken();
  if (credential.status !== 'Active') throw invalidClientTokenId();
  const caller = callerOf(state, credential, partition);
  if (caller === undefined) throw invalidClientTokenId();
  return caller;
}

/** Is this session over? Long-term keys never are. */
export const isExpired = (credential: Credential, now: number): boolean =>
  credential.status === 'Expired' || (credential.expiration !== undefined && credential.expiration <= now);

export function rootCaller(accountId: string, partition: string, credential?: Credential): Caller {
  const arn = `arn:${partition}:iam::${accountId}:root`;
  const root: Caller = { kind: 'root', accountId, partition, arn, userId: accountId };
  return credential === undefined ? root : { ...root, ...ofCredential(credential) };
}

export function anonymousCaller(accountId: string, partition: string): Caller {
  return { kind: 'anonymous', accountId, partition, arn: '*', userId: 'anonymous' };
}

/** The identity behind a credential whatever its status; undefined when its user is gone. */
export function callerOf(state: State, credential: Credential, partition: string): Caller | undefined {
  const { principal, accountId } = credential;
  switch (principal.kind) {
    case 'root':
      return rootCaller(accountId, partition, credential);
    case 'user': {
      const account = state.accounts.get(accountId);
      const userKey = account?.uniqueIds.get(principal.userId)?.key;
      const user = userKey === undefined ? undefined : account?.users.get(userKey);
      if (user === undefined || userKey === undefined) return undefined;
      const arn = iamArn(partition, accountId, 'user', user.path, user.name);
      return {
        kind: 'user',
        accountId,
        partition,
        arn,
        userId: user.id,
        userKey,
        ...ofCredential(credential),
      };
    }
    case 'assumed-role':
      return {
        kind: 'assumed-role',
        accountId,
        partition,
        arn: `arn:${partition}:sts::${accountId}:assumed-role/${principal.roleName}/${principal.sessionName}`,
        userId: `${principal.roleId}:${principal.sessionName}`,
        roleName: principal.roleName,
        roleId: principal.roleId,
        ...ofCredential(credential),
      };
    case 'federated-user':
      return {
        kind: 'federated-user',
        accountId,
        partition,
        arn: `arn:${partition}:sts::${accountId}:federated-user/${principal.name}`,
        userId: `${accountId}:${principal.name}`,
        ...ofCredential(credential),
      };
  }
}

function ofCredential(credential: Credential): Pick<Caller, 'credential' | 'session'> {
  return credential.session === undefined ? { credential } : { credential, session: credential.session };
}
