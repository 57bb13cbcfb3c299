import type { Draft } from 'immer';
import type { Principal, TaggedPrincipal } from '../engine/entities.ts';
import type { QuotaName } from '../engine/quotas.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';
import { groupArnByName, groupKey, requireGroup } from './group.ts';
import { requireModifiableRole, requireRole, roleArnByName, roleKey } from './role.ts';
import { requireUser, userArnByName, userKey } from './user.ts';

/**
 * What policies of users, groups and roles differ in: where the entity is, whether it may be changed, and its
 * quotas. Everything else about inline policies, attachments and boundaries is written once.
 */
export interface PrincipalKind<Entity extends Principal = Principal> {
  /** As AWS's sentences call it. */
  readonly word: 'user' | 'group' | 'role';
  /** @throws AwsError NoSuchEntity */
  readonly require: (account: Account, name: string) => Entity;
  /** @throws AwsError NoSuchEntity; UnmodifiableEntity for a role of AWS's. */
  readonly requireModifiable: (account: Account, name: string) => Entity;
  readonly arnByName: (partition: string, account: Account, name: string) => string;
  readonly update: (call: Transaction, entity: Entity, recipe: (draft: Draft<Entity>) => void) => void;
  readonly attachments: { readonly quota: QuotaName; readonly name: string };
  /** Characters of all inline policies together. */
  readonly inlineSize: QuotaName;
}

export const userKind: PrincipalKind<TaggedPrincipal> = {
  word: 'user',
  require: requireUser,
  requireModifiable: requireUser,
  arnByName: userArnByName,
  update: (call, user, recipe) =>
    call.update((account) => {
      account.users = account.users.update(userKey(user.name), recipe);
    }),
  attachments: { quota: 'policiesPerUser', name: 'PoliciesPerUser' },
  inlineSize: 'userPolicySize',
};

export const groupKind: PrincipalKind = {
  word: 'group',
  require: requireGroup,
  requireModifiable: requireGroup,
  arnByName: groupArnByName,
  update: (call, group, recipe) =>
    call.update((account) => {
      account.groups = account.groups.update(groupKey(group.name), recipe);
    }),
  attachments: { quota: 'policiesPerGroup', name: 'PoliciesPerGroup' },
  inlineSize: 'groupPolicySize',
};

export const roleKind: PrincipalKind<TaggedPrincipal> = {
  word: 'role',
  require: requireRole,
  requireModifiable: requireModifiableRole,
  arnByName: roleArnByName,
  update: (call, role, recipe) =>
    call.update((account) => {
      account.roles = account.roles.update(roleKey(role.name), recipe);
    }),
  attachments: { quota: 'policiesPerRole', name: 'PoliciesPerRole' },
  inlineSize: 'rolePolicySize',
};

/** The boundary a user or role has now, as the condition key that AWS gives changes of its policies. */
export const presentBoundary = (
  entity: TaggedPrincipal | undefined,
): { 'iam:PermissionsBoundary': string | undefined } => ({
  'iam:PermissionsBoundary': entity?.permissionsBoundary,
});
