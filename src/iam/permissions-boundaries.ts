import type { TaggedPrincipal } from '../engine/entities.ts';
import type { Transaction } from '../engine/transaction.ts';
import { requireBoundaryPolicy, requirePolicyArn } from './managed-policy.ts';
import type { IamCatalogue } from './operation-types.ts';
import { countPolicyUse } from './policy-usage.ts';
import { type PrincipalKind, presentBoundary, roleKind, userKind } from './principal.ts';
import { findRole } from './role.ts';
import { findUser } from './user.ts';

/** Permissions boundaries of users and roles (IAM API Reference: PutUserPermissionsBoundary …). */
export const permissionsBoundariesOperations = {
  PutUserPermissionsBoundary: {
    resource: ({ UserName }, account, { partition }) => userKind.arnByName(partition, account, UserName),
    conditions: ({ PermissionsBoundary }) => ({ 'iam:PermissionsBoundary': PermissionsBoundary }),
    run: (call, { UserName, PermissionsBoundary }) =>
      putBoundary(call, userKind, UserName, PermissionsBoundary),
  },
  DeleteUserPermissionsBoundary: {
    resource: ({ UserName }, account, { partition }) => userKind.arnByName(partition, account, UserName),
    conditions: ({ UserName }, account) => presentBoundary(findUser(account, UserName)),
    run: (call, { UserName }) => deleteBoundary(call, userKind, UserName),
  },

  PutRolePermissionsBoundary: {
    resource: ({ RoleName }, account, { partition }) => roleKind.arnByName(partition, account, RoleName),
    conditions: ({ PermissionsBoundary }) => ({ 'iam:PermissionsBoundary': PermissionsBoundary }),
    run: (call, { RoleName, PermissionsBoundary }) =>
      putBoundary(call, roleKind, RoleName, PermissionsBoundary),
  },
  DeleteRolePermissionsBoundary: {
    resource: ({ RoleName }, account, { partition }) => roleKind.arnByName(partition, account, RoleName),
    conditions: ({ RoleName }, account) => presentBoundary(findRole(account, RoleName)),
    run: (call, { RoleName }) => deleteBoundary(call, roleKind, RoleName),
  },
} satisfies Partial<IamCatalogue>;

/**
 * Sets the boundary, or replaces it.
 *
 * @throws AwsError NoSuchEntity for the entity and `Scope ARN: …` for the policy; UnmodifiableEntity, InvalidInput,
 *   PolicyNotAttachable
 */
function putBoundary(
  call: Transaction,
  kind: PrincipalKind<TaggedPrincipal>,
  name: string,
  arn: string,
): Record<never, never> {
  requirePolicyArn(arn);
  const entity = kind.requireModifiable(call.account, name);
  requireBoundaryPolicy(call, arn);
  if (entity.permissionsBoundary === arn) return {};
  if (entity.permissionsBoundary !== undefined)
    countPolicyUse(call, entity.permissionsBoundary, { boundaries: -1 });
  kind.update(call, entity, (draft) => void (draft.permissionsBoundary = arn));
  countPolicyUse(call, arn, { boundaries: 1 });
  return {};
}

/** Where there is no boundary, nothing happens: what AWS answers then is not recorded, and its peers succeed. */
function deleteBoundary(
  call: Transaction,
  kind: PrincipalKind<TaggedPrincipal>,
  name: string,
): Record<never, never> {
  const entity = kind.requireModifiable(call.account, name);
  if (entity.permissionsBoundary === undefined) return {};
  kind.update(call, entity, (draft) => void delete draft.permissionsBoundary);
  countPolicyUse(call, entity.permissionsBoundary, { boundaries: -1 });
  return {};
}
