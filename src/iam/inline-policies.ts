import type { Principal } from '../engine/entities.ts';
import { limitExceeded, malformedPolicyDocument, noSuchEntity } from '../engine/errors.ts';
import { type PageEnd, type PageRequest, paginateList } from '../engine/pagination.ts';
import type { Transaction } from '../engine/transaction.ts';
import { checkIdentityPolicy, policySize } from '../policy/index.ts';
import { encodeDocument } from './document-encoding.ts';
import type { IamCatalogue } from './operation-types.ts';
import { type PrincipalKind, groupKind, presentBoundary, roleKind, userKind } from './principal.ts';
import { findRole } from './role.ts';
import { findUser } from './user.ts';

/** Inline policies of users, groups and roles (IAM API Reference: PutUserPolicy … ListRolePolicies). */
export const inlinePoliciesOperations = {
  PutUserPolicy: {
    resource: ({ UserName }, account, { partition }) => userKind.arnByName(partition, account, UserName),
    conditions: ({ UserName }, account) => presentBoundary(findUser(account, UserName)),
    run: (call, { UserName, ...policy }) => putPolicy(call, userKind, UserName, policy),
  },
  GetUserPolicy: {
    resource: ({ UserName }, account, { partition }) => userKind.arnByName(partition, account, UserName),
    run(call, { UserName, PolicyName }) {
      const { owner, ...policy } = getPolicy(call, userKind, UserName, PolicyName);
      return { UserName: owner, ...policy };
    },
  },
  DeleteUserPolicy: {
    resource: ({ UserName }, account, { partition }) => userKind.arnByName(partition, account, UserName),
    conditions: ({ UserName }, account) => presentBoundary(findUser(account, UserName)),
    run: (call, { UserName, PolicyName }) => deletePolicy(call, userKind, UserName, PolicyName),
  },
  ListUserPolicies: {
    resource: ({ UserName }, account, { partition }) => userKind.arnByName(partition, account, UserName),
    run: (call, { UserName, ...request }) =>
      listPolicies('ListUserPolicies', request, userKind.require(call.account, UserName)),
  },

  PutGroupPolicy: {
    resource: ({ GroupName }, account, { partition }) => groupKind.arnByName(partition, account, GroupName),
    run: (call, { GroupName, ...policy }) => putPolicy(call, groupKind, GroupName, policy),
  },
  GetGroupPolicy: {
    resource: ({ GroupName }, account, { partition }) => groupKind.arnByName(partition, account, GroupName),
    run(call, { GroupName, PolicyName }) {
      const { owner, ...policy } = getPolicy(call, groupKind, GroupName, PolicyName);
      return { GroupName: owner, ...policy };
    },
  },
  DeleteGroupPolicy: {
    resource: ({ GroupName }, account, { partition }) => groupKind.arnByName(partition, account, GroupName),
    run: (call, { GroupName, PolicyName }) => deletePolicy(call, groupKind, GroupName, PolicyName),
  },
  ListGroupPolicies: {
    resource: ({ GroupName }, account, { partition }) => groupKind.arnByName(partition, account, GroupName),
    run: (call, { GroupName, ...request }) =>
      listPolicies('ListGroupPolicies', request, groupKind.require(call.account, GroupName)),
  },

  PutRolePolicy: {
    resource: ({ RoleName }, account, { partition }) => roleKind.arnByName(partition, account, RoleName),
    conditions: ({ RoleName }, account) => presentBoundary(findRole(account, RoleName)),
    run: (call, { RoleName, ...policy }) => putPolicy(call, roleKind, RoleName, policy),
  },
  GetRolePolicy: {
    resource: ({ RoleName }, account, { partition }) => roleKind.arnByName(partition, account, RoleName),
    run(call, { RoleName, PolicyName }) {
      const { owner, ...policy } = getPolicy(call, roleKind, RoleName, PolicyName);
      return { RoleName: owner, ...policy };
    },
  },
  DeleteRolePolicy: {
    resource: ({ RoleName }, account, { partition }) => roleKind.arnByName(partition, account, RoleName),
    conditions: ({ RoleName }, account) => presentBoundary(findRole(account, RoleName)),
    run: (call, { RoleName, PolicyName }) => deletePolicy(call, roleKind, RoleName, PolicyName),
  },
  ListRolePolicies: {
    resource: ({ RoleName }, account, { partition }) => roleKind.arnByName(partition, account, RoleName),
    run: (call, { RoleName, ...request }) =>
      listPolicies('ListRolePolicies', request, roleKind.require(call.account, RoleName)),
  },
} satisfies Partial<IamCatalogue>;

/**
 * Adds a policy, or replaces the one of its name.
 *
 * @throws AwsError NoSuchEntity, UnmodifiableEntity, MalformedPolicyDocument; LimitExceeded where all documents
 *   together would be too long.
 */
function putPolicy<Entity extends Principal>(
  call: Transaction,
  kind: PrincipalKind<Entity>,
  name: string,
  policy: { readonly PolicyName: string; readonly PolicyDocument: string },
): Record<never, never> {
  const entity = kind.requireModifiable(call.account, name);
  const complaint = checkIdentityPolicy(policy.PolicyDocument, { managed: false });
  if (complaint !== undefined) throw malformedPolicyDocument(complaint);
  const others = entity.inlinePolicies.filter((present) => present.name !== policy.PolicyName);
  const limit = call.quotas[kind.inlineSize];
  const size = others.reduce((sum, { document }) => sum + policySize(document), 0);
  if (size + policySize(policy.PolicyDocument) > limit) {
    throw limitExceeded(`Maximum policy size of ${limit} bytes exceeded for ${kind.word} ${entity.name}`);
  }
  const put = { name: policy.PolicyName, document: policy.PolicyDocument };
  if (entity.inlinePolicies.some((present) => present.name === put.name && present.document === put.document))
    return {};
  const policies = [...others, put].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  kind.update(call, entity, (draft) => void (draft.inlinePolicies = policies));
  return {};
}

function getPolicy<Entity extends Principal>(
  call: Transaction,
  kind: PrincipalKind<Entity>,
  name: string,
  policyName: string,
): { owner: string; PolicyName: string; PolicyDocument: string } {
  const entity = kind.require(call.account, name);
  const policy = entity.inlinePolicies.find((present) => present.name === policyName);
  if (policy === undefined) throw missingPolicy(kind, policyName);
  return {
    owner: entity.name,
    PolicyName: policy.name,
    PolicyDocument: encodeDocument(policy.document),
  };
}

function deletePolicy<Entity extends Principal>(
  call: Transaction,
  kind: PrincipalKind<Entity>,
  name: string,
  policyName: string,
): Record<never, never> {
  const entity = kind.requireModifiable(call.account, name);
  const policies = entity.inlinePolicies.filter((present) => present.name !== policyName);
  if (policies.length === entity.inlinePolicies.length) throw missingPolicy(kind, policyName);
  kind.update(call, entity, (draft) => void (draft.inlinePolicies = policies));
  return {};
}

function listPolicies(
  operation: string,
  request: PageRequest,
  entity: Principal,
): { PolicyNames: string[] } & PageEnd {
  const { items, end } = paginateList(operation, request, entity.inlinePolicies, ({ name }) => name);
  return { PolicyNames: items.map(({ name }) => name), ...end };
}

const missingPolicy = (kind: { readonly word: string }, policyName: string) =>
  noSuchEntity(`The ${kind.word} policy with name ${policyName} cannot be found.`);
