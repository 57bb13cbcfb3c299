import { parseArn, partitionOf } from '../engine/arns.ts';
import type { Role, User } from '../engine/entities.ts';
import { UsageError } from '../engine/errors.ts';
import { type Account, emptyAccount } from '../engine/state.ts';
import { findUser, userArn } from '../iam/user.ts';
import type { World } from './world.ts';

/** Somebody a test wants to be. */
export type Somebody =
  | { readonly kind: 'root'; readonly accountId: string }
  | { readonly kind: 'user'; readonly accountId: string; readonly user: User }
  | { readonly kind: 'role'; readonly accountId: string; readonly role: Role; readonly sessionName: string }
  | { readonly kind: 'federated-user'; readonly accountId: string; readonly name: string };

/** Session name where a role is named without one. */
const defaultSessionName = 'iam-in-memory';

/**
 * Who is meant by `'root'`, a user's name, or an ARN (root, user, role, assumed role, federated user; of any account).
 *
 * @throws UsageError that names what exists.
 */
export function resolveSomebody(world: World, accountId: string, who: string): Somebody {
  if (typeof who !== 'string' || who === '') {
    throw new UsageError(
      `iam-in-memory: ${JSON.stringify(who)} names nobody. Give 'root', the name of a user, or an ARN.`,
    );
  }
  if (who === 'root') return { kind: 'root', accountId };
  if (!who.startsWith('arn:')) {
    const user = findUser(accountOf(world, accountId), who);
    if (user === undefined)
      throw nobody(world, accountId, `no user '${who}'`, hintOfRole(world, accountId, who));
    return { kind: 'user', accountId, user };
  }
  return resolveArn(world, who);
}

function resolveArn(world: World, text: string): Somebody {
  const arn = parseArn(text);
  if (arn === undefined || !/^\d{12}$/.test(arn.accountId)) {
    throw new UsageError(
      `iam-in-memory: '${text}' is no ARN of a principal. ARNs look like arn:aws:iam::123456789012:user/alice, ` +
        `arn:aws:iam::123456789012:role/app or arn:aws:sts::123456789012:assumed-role/app/session.`,
    );
  }
  const { accountId, resource, service } = arn;
  if (resource === 'root') return { kind: 'root', accountId };
  const [kind, ...names] = resource.split('/');
  const account = accountOf(world, accountId);
  const [first = '', second] = names;
  const last = names.at(-1) ?? '';
  if (service === 'iam' && kind === 'user') {
    const user = findUser(account, last);
    if (user === undefined) throw nobody(world, accountId, `no user '${last}'`);
    requirePath(text, userArn(partitionOf(world.options.region), accountId, user));
    return { kind: 'user', accountId, user };
  }
  if (service === 'iam' && kind === 'role') {
    const role = account.roles.get(last.toLowerCase());
    if (role === undefined) throw nobody(world, accountId, `no role '${last}'`);
    requirePath(
      text,
      `arn:${partitionOf(world.options.region)}:iam::${accountId}:role${role.path}${role.name}`,
    );
    return { kind: 'role', accountId, role, sessionName: defaultSessionName };
  }
  if (service === 'sts' && kind === 'assumed-role') {
    const role = account.roles.get(first.toLowerCase());
    if (role === undefined) throw nobody(world, accountId, `no role '${first}'`);
    return { kind: 'role', accountId, role, sessionName: second || defaultSessionName };
  }
  if (service === 'sts' && kind === 'federated-user' && first !== '')
    return { kind: 'federated-user', accountId, name: first };
  throw new UsageError(
    `iam-in-memory: '${text}' is no principal that has credentials. Give the ARN of a root user, user, role, ` +
      `assumed role or federated user.`,
  );
}

const accountOf = (world: World, id: string): Account => world.state.accounts.get(id) ?? emptyAccount(id, 0);

/** What follows the partition. */
const resourceOf = (arn: string): string => arn.slice(arn.indexOf(':', 4));

/** A name alone would find it; an ARN that says another path is a mistake of the test. */
function requirePath(given: string, actual: string): void {
  if (resourceOf(given).toLowerCase() !== resourceOf(actual).toLowerCase())
    throw new UsageError(`iam-in-memory: there is no ${given}. Do you mean ${actual}?`);
}

function nobody(world: World, accountId: string, missing: string, hint = ''): UsageError {
  const account = accountOf(world, accountId);
  return new UsageError(
    `iam-in-memory: there is ${missing} in account ${accountId}.${hint} ` +
      `Users: ${listed(account.users.values())}. Roles: ${listed(account.roles.values())}.`,
  );
}

function hintOfRole(world: World, accountId: string, name: string): string {
  const role = accountOf(world, accountId).roles.get(name.toLowerCase());
  if (role === undefined) return '';
  return ` There is a role: give its ARN, arn:${partitionOf(world.options.region)}:iam::${accountId}:role${role.path}${role.name}.`;
}

/** At most ten names, since an account may hold thousands. */
function listed(entities: Iterable<{ readonly name: string }>): string {
  const names: string[] = [];
  for (const { name } of entities) {
    if (names.length === 10) return `${names.join(', ')}, …`;
    names.push(name);
  }
  return names.length === 0 ? 'none' : names.join(', ');
}
