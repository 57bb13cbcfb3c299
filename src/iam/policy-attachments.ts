import type { PolicyUsageType } from '@aws-sdk/client-iam';
import { lastSegment, parseArn, requireArn } from '../engine/arns.ts';
import type { Principal, TaggedPrincipal } from '../engine/entities.ts';
import { noSuchEntity, policyNotAttachable, quotaExceeded, validationError } from '../engine/errors.ts';
import { type PageEnd, type PageRequest, paginate, paginateList } from '../engine/pagination.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';
import { findPolicy, requirePolicy } from './managed-policy.ts';
import type { IamCatalogue } from './operation-types.ts';
import { countPolicyUse } from './policy-usage.ts';
import { type PrincipalKind, groupKind, presentBoundary, roleKind, userKind } from './principal.ts';
import { findRole } from './role.ts';
import { findUser } from './user.ts';

/** Managed policies on users, groups and roles (IAM API Reference: AttachUserPolicy … ListEntitiesForPolicy). */
export const policyAttachmentsOperations = {
  AttachUserPolicy: {
    resource: ({ UserName }, account, { partition }) => userKind.arnByName(partition, account, UserName),
    conditions: ({ UserName, PolicyArn }, account) => ({
      'iam:PolicyARN': PolicyArn,
      ...presentBoundary(findUser(account, UserName)),
    }),
    run(call, { UserName, PolicyArn }) {
      refuseUnparsable(PolicyArn);
      return attachPolicy(call, userKind, UserName, PolicyArn);
    },
  },
  DetachUserPolicy: {
    resource: ({ UserName }, account, { partition }) => userKind.arnByName(partition, account, UserName),
    conditions: ({ UserName, PolicyArn }, account) => ({
      'iam:PolicyARN': PolicyArn,
      ...presentBoundary(findUser(account, UserName)),
    }),
    run: (call, { UserName, PolicyArn }) => detachPolicy(call, userKind, UserName, PolicyArn),
  },
  ListAttachedUserPolicies: {
    resource: ({ UserName }, account, { partition }) => userKind.arnByName(partition, account, UserName),
    run: (call, { UserName, ...request }) =>
      listAttached('ListAttachedUserPolicies', request, userKind.require(call.account, UserName)),
  },

  AttachGroupPolicy: {
    resource: ({ GroupName }, account, { partition }) => groupKind.arnByName(partition, account, GroupName),
    conditions: ({ PolicyArn }) => ({ 'iam:PolicyARN': PolicyArn }),
    run: (call, { GroupName, PolicyArn }) => attachPolicy(call, groupKind, GroupName, PolicyArn),
  },
  DetachGroupPolicy: {
    resource: ({ GroupName }, account, { partition }) => groupKind.arnByName(partition, account, GroupName),
    conditions: ({ PolicyArn }) => ({ 'iam:PolicyARN': PolicyArn }),
    run: (call, { GroupName, PolicyArn }) => detachPolicy(call, groupKind, GroupName, PolicyArn),
  },
  ListAttachedGroupPolicies: {
    resource: ({ GroupName }, account, { partition }) => groupKind.arnByName(partition, account, GroupName),
    run: (call, { GroupName, ...request }) =>
      listAttached('ListAttachedGroupPolicies', request, groupKind.require(call.account, GroupName)),
  },

  AttachRolePolicy: {
    resource: ({ RoleName }, account, { partition }) => roleKind.arnByName(partition, account, RoleName),
    conditions: ({ RoleName, PolicyArn }, account) => ({
      'iam:PolicyARN': PolicyArn,
      ...presentBoundary(findRole(account, RoleName)),
    }),
    run(call, { RoleName, PolicyArn }) {
      refuseUnparsable(PolicyArn);
      return attachPolicy(call, roleKind, RoleName, PolicyArn);
    },
  },
  DetachRolePolicy: {
    resource: ({ RoleName }, account, { partition }) => roleKind.arnByName(partition, account, RoleName),
    conditions: ({ RoleName, PolicyArn }, account) => ({
      'iam:PolicyARN': PolicyArn,
      ...presentBoundary(findRole(account, RoleName)),
    }),
    run: (call, { RoleName, PolicyArn }) => detachPolicy(call, roleKind, RoleName, PolicyArn),
  },
  ListAttachedRolePolicies: {
    resource: ({ RoleName }, account, { partition }) => roleKind.arnByName(partition, account, RoleName),
    run: (call, { RoleName, ...request }) =>
      listAttached('ListAttachedRolePolicies', request, roleKind.require(call.account, RoleName)),
  },

  ListEntitiesForPolicy: {
    resource: ({ PolicyArn }) => PolicyArn,
    run(call, { PolicyArn, EntityFilter, PathPrefix = '/', PolicyUsageFilter, ...request }) {
      const { arn } = requirePolicy(call, PolicyArn);
      const uses = useOf(arn, PolicyUsageFilter);
      const { items, end } = paginate(
        'ListEntitiesForPolicy',
        request,
        (after) => (call.account.policyUsage.has(arn) ? entitiesOf(call.account, after) : []),
        ({ kind, entity }) =>
          (EntityFilter === undefined || EntityFilter === kind) &&
          entity.path.startsWith(PathPrefix) &&
          uses(entity),
      );
      const named = (kind: EntityOfPolicy['kind']) =>
        items.filter((item) => item.kind === kind).map((item) => item.entity);
      return {
        PolicyGroups: named('Group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
        PolicyUsers: named('User').map(({ name, id }) => ({ UserName: name, UserId: id })),
        PolicyRoles: named('Role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
        ...end,
      };
    },
  },
} satisfies Partial<IamCatalogue>;

/** AttachUserPolicy and AttachRolePolicy have a sentence of their own for text that is no ARN; the others InvalidInput. */
function refuseUnparsable(arn: string): void {
  if (parseArn(arn) === undefined) throw validationError('Invalid ARN:  Could not be parsed!');
}

/**
 * Attaches a policy; one that is attached already stays where it is.
 *
 * @throws AwsError InvalidInput, NoSuchEntity, UnmodifiableEntity, PolicyNotAttachable, LimitExceeded
 */
function attachPolicy<Entity extends Principal>(
  call: Transaction,
  kind: PrincipalKind<Entity>,
  name: string,
  arn: string,
): Record<never, never> {
  requireArn(arn);
  const entity = kind.requireModifiable(call.account, name);
  const found = findPolicy(call.account, arn, call.partition);
  if (found === undefined) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  if (found.policy.path.startsWith('/aws-service-role/'))
    throw policyNotAttachable('Cannot attach a Service Role Policy to a Customer Role.');
  if (entity.attachedPolicies.includes(arn)) return {};
  const limit = call.quotas[kind.attachments.quota];
  if (entity.attachedPolicies.length >= limit) throw quotaExceeded(kind.attachments.name, limit);
  kind.update(call, entity, (draft) => void draft.attachedPolicies.push(arn));
  countPolicyUse(call, arn, { attachments: 1 });
  return {};
}

function detachPolicy<Entity extends Principal>(
  call: Transaction,
  kind: PrincipalKind<Entity>,
  name: string,
  arn: string,
): Record<never, never> {
  requireArn(arn);
  const entity = kind.requireModifiable(call.account, name);
  if (!entity.attachedPolicies.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
  const rest = entity.attachedPolicies.filter((attached) => attached !== arn);
  kind.update(call, entity, (draft) => void (draft.attachedPolicies = rest));
  countPolicyUse(call, arn, { attachments: -1 });
  return {};
}

function listAttached(
  operation: string,
  { PathPrefix = '/', ...request }: PageRequest & { readonly PathPrefix?: string | undefined },
  entity: Principal,
): { AttachedPolicies: { PolicyName: string; PolicyArn: string }[] } & PageEnd {
  const attached = entity.attachedPolicies
    .filter((arn) => pathOf(arn).startsWith(PathPrefix))
    .map((arn) => ({ key: `${lastSegment(arn).toLowerCase()} ${arn}`, arn }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const { items, end } = paginateList(operation, request, attached, ({ key }) => key);
  return {
    AttachedPolicies: items.map(({ arn }) => ({ PolicyName: lastSegment(arn), PolicyArn: arn })),
    ...end,
  };
}

/** `/team/` of `arn:aws:iam::123456789012:policy/team/reader`. */
const pathOf = (arn: string): string => arn.slice(arn.indexOf('/'), arn.lastIndexOf('/') + 1);

interface EntityOfPolicy {
  readonly kind: 'Group' | 'Role' | 'User';
  readonly entity: Principal | TaggedPrincipal;
}

/** Groups, then roles, then users, each by name: one sequence, from the first key greater than `after`. */
function* entitiesOf(
  { groups, roles, users }: Account,
  after: string | undefined,
): IterableIterator<[key: string, item: EntityOfPolicy]> {
  const tables = [
    ['Group', groups],
    ['Role', roles],
    ['User', users],
  ] as const;
  const [reached, position] = after === undefined ? [''] : after.split('/');
  for (const [kind, table] of tables) {
    if (kind < (reached as string)) continue;
    for (const [key, entity] of table.entries(kind === reached ? position : undefined))
      yield [`${kind}/${key}`, { kind, entity }];
  }
}

/** Whether an entity uses the policy, in the way that is asked for. */
function useOf(
  arn: string,
  usage: PolicyUsageType | undefined,
): (entity: Principal | TaggedPrincipal) => boolean {
  return (entity) =>
    (usage !== 'PermissionsBoundary' && entity.attachedPolicies.includes(arn)) ||
    (usage !== 'PermissionsPolicy' && 'permissionsBoundary' in entity && entity.permissionsBoundary === arn);
}
