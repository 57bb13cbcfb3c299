import { lastSegment, requireArn } from '../engine/arns.ts';
import type { Group, Principal, ReportedEntity, Role, User } from '../engine/entities.ts';
import { invalidInput, noSuchEntity } from '../engine/errors.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';
import { groupArn, groupKey, requireGroup } from './group.ts';
import { type PolicyReference, requirePolicy } from './managed-policy.ts';
import { managedPolicy } from './principal-policies.ts';
import { requireRole, roleArn } from './role.ts';
import { requireUser, userArn } from './user.ts';

/** What an access report can be about. */
export type AccessSubject =
  | { readonly kind: 'user'; readonly entity: User }
  | { readonly kind: 'group'; readonly entity: Group }
  | { readonly kind: 'role'; readonly entity: Role }
  | { readonly kind: 'policy'; readonly entity: PolicyReference };

/**
 * The user, group, role or policy behind an ARN.
 *
 * @throws AwsError NoSuchEntity with the sentence of its family; InvalidInput for any other ARN, and for text that is
 *   none (the code is documented, the sentence is the one of operations on policies).
 */
export function requireSubject(call: Transaction, arn: string): AccessSubject {
  const { service, accountId, resource } = requireArn(arn);
  const kind = resource.slice(0, Math.max(0, resource.indexOf('/')));
  if (service !== 'iam' || !subjectKinds.has(kind)) throw invalidInput(`ARN ${arn} is not valid.`);
  if (kind === 'policy') return { kind, entity: requirePolicy(call, arn) };
  const name = lastSegment(resource);
  const { account, partition } = call;
  const here = (found: string): void => {
    if (found !== arn) throw noSuchEntity(`The ${kind} with name ${name} cannot be found.`);
  };
  if (accountId !== account.id) here('');
  switch (kind) {
    case 'user': {
      const entity = requireUser(account, name);
      here(userArn(partition, account.id, entity));
      return { kind, entity };
    }
    case 'group': {
      const entity = requireGroup(account, name);
      here(groupArn(partition, account.id, entity));
      return { kind, entity };
    }
    default: {
      const entity = requireRole(account, name);
      here(roleArn(partition, account.id, entity));
      return { kind: 'role', entity };
    }
  }
}

const subjectKinds: ReadonlySet<string> = new Set(['user', 'group', 'role', 'policy']);

/** A policy that grants something, and on whom. */
export interface GrantingPolicy {
  readonly name: string;
  readonly document: string;
  /** Of a managed policy. */
  readonly arn?: string;
  /** Whose inline policy it is. */
  readonly owner?: { readonly kind: 'USER' | 'GROUP' | 'ROLE'; readonly name: string };
}

/** The permissions policies of a subject: its own and, of a user, those of its groups. Boundaries grant nothing. */
export function policiesOf(account: Account, subject: AccessSubject): readonly GrantingPolicy[] {
  if (subject.kind === 'policy') return managed(account, [subject.entity.arn]);
  if (subject.kind !== 'user') return ownPolicies(account, subject.kind, subject.entity);
  const { entity: user } = subject;
  const all = [
    ...ownPolicies(account, 'user', user),
    ...user.groups.flatMap((key) => ownPolicies(account, 'group', account.groups.get(key) as Group)),
  ];
  // A policy that is attached to the user and to a group is one policy.
  const seen = new Set<string>();
  return all.filter(({ arn }) => arn === undefined || (!seen.has(arn) && seen.add(arn)));
}

const ownPolicies = (
  account: Account,
  kind: 'user' | 'group' | 'role',
  principal: Principal,
): readonly GrantingPolicy[] => [
  ...principal.inlinePolicies.map(({ name, document }) => ({
    name,
    document,
    owner: { kind: kind.toUpperCase() as 'USER' | 'GROUP' | 'ROLE', name: principal.name },
  })),
  ...managed(account, principal.attachedPolicies),
];

const managed = (account: Account, arns: readonly string[]): readonly GrantingPolicy[] =>
  arns.flatMap((arn) => {
    const found = managedPolicy(account, arn, 'managed');
    return found === undefined ? [] : [{ name: found.name, document: found.document as string, arn }];
  });

/** The users and roles that could use the policies of a subject, users first, each by name. */
export function entitiesOf(call: Transaction, subject: AccessSubject): readonly ReportedEntity[] {
  const { account } = call;
  switch (subject.kind) {
    case 'user':
      return [reportedUser(call, subject.entity)];
    case 'role':
      return [reportedRole(call, subject.entity)];
    case 'group':
      return membersOf(account, subject.entity).map((user) => reportedUser(call, user));
    case 'policy': {
      const has = ({ attachedPolicies }: Principal): boolean => attachedPolicies.includes(subject.entity.arn);
      const holds = (key: string): boolean => has(account.groups.get(key) as Group);
      return [
        ...[...account.users.values()]
          .filter((user) => has(user) || user.groups.some(holds))
          .map((user) => reportedUser(call, user)),
        ...[...account.roles.values()].filter(has).map((role) => reportedRole(call, role)),
      ];
    }
  }
}

const membersOf = (account: Account, group: Group): readonly User[] =>
  [...account.memberships.entriesWithPrefix(`${groupKey(group.name)}/`)].map(
    ([, { userKey }]) => account.users.get(userKey) as User,
  );

const reportedUser = ({ partition, accountId }: Transaction, user: User): ReportedEntity => ({
  id: user.id,
  name: user.name,
  kind: 'user',
  arn: userArn(partition, accountId, user),
  path: user.path,
});

const reportedRole = ({ partition, accountId }: Transaction, role: Role): ReportedEntity => ({
  id: role.id,
  name: role.name,
  kind: 'role',
  arn: roleArn(partition, accountId, role),
  path: role.path,
});
