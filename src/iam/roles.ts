import type { Draft } from 'immer';
import type { Role } from '../engine/entities.ts';
import {
  deleteConflict,
  entityAlreadyExists,
  invalidInput,
  malformedPolicyDocument,
  quotaExceeded,
} from '../engine/errors.ts';
import { paginate } from '../engine/pagination.ts';
import { checkTagCount, checkTags, principalTagRules, tagPage } from '../engine/tags.ts';
import type { Transaction } from '../engine/transaction.ts';
import { checkTrustPolicy, policySize } from '../policy/index.ts';
import { encodeDocument } from './document-encoding.ts';
import { requireBoundaryPolicy } from './managed-policy.ts';
import type { IamCatalogue } from './operation-types.ts';
import {
  addRole,
  createdRoleView,
  findRole,
  listedRoleView,
  removeRole,
  requireModifiableRole,
  requireRole,
  roleArn,
  roleArnByName,
  roleKey,
  roleView,
} from './role.ts';
import { indexTrusts, storedTrustPolicy, trustedPrincipalExists } from './trusted-principals.ts';
import { taggingOnCreation } from './tagging-on-creation.ts';
import { type TaggedKind, tagEntity, untagEntity } from './tagging.ts';

/** Roles, their trust policies and their tags (IAM API Reference: CreateRole … UntagRole). */
export const rolesOperations = {
  CreateRole: {
    resource: ({ RoleName, Path = '/' }, account, { partition }) =>
      roleArn(partition, account.id, { name: RoleName, path: Path }),
    conditions: ({ PermissionsBoundary }) => ({ 'iam:PermissionsBoundary': PermissionsBoundary }),
    alsoNeeds: ({ RoleName, Path = '/', Tags }, account, { partition }) =>
      taggingOnCreation('iam:TagRole', roleArn(partition, account.id, { name: RoleName, path: Path }), Tags),
    run(call, { RoleName, Path = '/', AssumeRolePolicyDocument, PermissionsBoundary, Tags, ...settings }) {
      const tags = checkTags(Tags, principalTagRules);
      if (Path.startsWith('/aws-service-role/')) {
        throw invalidInput(`Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles`);
      }
      if (PermissionsBoundary !== undefined) requireBoundaryPolicy(call, PermissionsBoundary);
      checkTrust(call, AssumeRolePolicyDocument);
      if (findRole(call.account, RoleName) !== undefined)
        throw entityAlreadyExists(`Role with name ${RoleName} already exists.`);
      checkTrustSize(call, AssumeRolePolicyDocument);
      const limit = call.quotas.rolesPerAccount;
      if (call.account.roles.size >= limit) throw quotaExceeded('RolesPerAccount', limit);
      checkTagCount(tags, call.quotas.tagsPerResource);
      const { Description, MaxSessionDuration } = settings;
      const role = addRole(call, {
        name: RoleName,
        path: Path,
        trustPolicy: AssumeRolePolicyDocument,
        tags,
        ...(Description ? { description: Description } : {}),
        ...(MaxSessionDuration === undefined ? {} : { maxSessionDuration: MaxSessionDuration }),
        ...(PermissionsBoundary === undefined ? {} : { permissionsBoundary: PermissionsBoundary }),
      });
      // Only later calls show the trust policy in its stored form.
      const sent = encodeDocument(AssumeRolePolicyDocument);
      return { Role: { ...createdRoleView(call, role), AssumeRolePolicyDocument: sent } };
    },
  },

  GetRole: {
    resource: ({ RoleName }, account, { partition }) => roleArnByName(partition, account, RoleName),
    run: (call, { RoleName }) => ({ Role: roleView(call, requireRole(call.account, RoleName)) }),
  },

  ListRoles: {
    resource: ({ PathPrefix = '/' }, account, { partition }) =>
      `arn:${partition}:iam::${account.id}:role${PathPrefix}`,
    run(call, { PathPrefix = '/', ...request }) {
      const { items, end } = paginate(
        'ListRoles',
        request,
        (key) => call.account.roles.entries(key),
        (role) => role.path.startsWith(PathPrefix),
      );
      return { Roles: items.map((role) => listedRoleView(call, role)), ...end };
    },
  },

  UpdateRole: {
    resource: ({ RoleName }, account, { partition }) => roleArnByName(partition, account, RoleName),
    run(call, { RoleName, Description, MaxSessionDuration = 3600 }) {
      const role = requireModifiableRole(call.account, RoleName);
      // The API reference: without MaxSessionDuration "the default value of one hour is applied".
      changeRole(call, role, (draft) => {
        draft.maxSessionDuration = MaxSessionDuration;
        if (Description !== undefined) describe(draft, Description);
      });
      return {};
    },
  },

  UpdateRoleDescription: {
    resource: ({ RoleName }, account, { partition }) => roleArnByName(partition, account, RoleName),
    run(call, { RoleName, Description }) {
      const role = requireModifiableRole(call.account, RoleName);
      changeRole(call, role, (draft) => describe(draft, Description));
      return { Role: listedRoleView(call, requireRole(call.account, RoleName)) };
    },
  },

  UpdateAssumeRolePolicy: {
    resource: ({ RoleName }, account, { partition }) => roleArnByName(partition, account, RoleName),
    run(call, { RoleName, PolicyDocument }) {
      const role = requireModifiableRole(call.account, RoleName);
      checkTrust(call, PolicyDocument);
      checkTrustSize(call, PolicyDocument);
      const trustPolicy = storedTrustPolicy(PolicyDocument, call.partition);
      changeRole(call, role, (draft) => void (draft.trustPolicy = trustPolicy));
      indexTrusts(call, roleKey(role.name), { before: role.trustPolicy, after: trustPolicy });
      return {};
    },
  },

  DeleteRole: {
    resource: ({ RoleName }, account, { partition }) => roleArnByName(partition, account, RoleName),
    run(call, { RoleName }) {
      const role = requireModifiableRole(call.account, RoleName);
      const conflict = deleteConflicts.find(({ holds }) => holds(role));
      if (conflict !== undefined)
        throw deleteConflict(`Cannot delete entity, must ${conflict.remedy} first.`);
      removeRole(call, role);
      return {};
    },
  },

  // Tags are the account's even where the role is AWS's: service-linked roles can be tagged.
  TagRole: {
    resource: ({ RoleName }, account, { partition }) => roleArnByName(partition, account, RoleName),
    run: (call, { RoleName, Tags }) =>
      tagEntity(call, taggedRole, () => requireRole(call.account, RoleName), Tags),
  },

  UntagRole: {
    resource: ({ RoleName }, account, { partition }) => roleArnByName(partition, account, RoleName),
    run: (call, { RoleName, TagKeys }) =>
      untagEntity(call, taggedRole, requireRole(call.account, RoleName), TagKeys),
  },

  ListRoleTags: {
    resource: ({ RoleName }, account, { partition }) => roleArnByName(partition, account, RoleName),
    run: (call, { RoleName, ...request }) =>
      tagPage('ListRoleTags', request, requireRole(call.account, RoleName).tags),
  },
} satisfies Partial<IamCatalogue>;

/** What keeps a role from being deleted. The sentences are recorded, their order is that of an implementation after AWS. */
const deleteConflicts: readonly { holds: (role: Role) => boolean; remedy: string }[] = [
  { holds: (role) => role.instanceProfiles.length > 0, remedy: 'remove roles from instance profile' },
  { holds: (role) => role.attachedPolicies.length > 0, remedy: 'detach all policies' },
  { holds: (role) => role.inlinePolicies.length > 0, remedy: 'delete policies' },
];

function checkTrust(call: Transaction, document: string): void {
  const complaint = checkTrustPolicy(document, {
    principalExists: (kind, value) => trustedPrincipalExists(call, kind, value),
  });
  if (complaint !== undefined) throw malformedPolicyDocument(complaint);
}

function checkTrustSize(call: Transaction, document: string): void {
  const limit = call.quotas.assumeRolePolicySize;
  if (policySize(document) > limit) throw quotaExceeded('ACLSizePerRole', limit);
}

const taggedRole: TaggedKind<Role> = {
  rules: principalTagRules,
  put: (call, role) =>
    call.update((account) => {
      account.roles = account.roles.set(roleKey(role.name), role);
    }),
};

function changeRole(call: Transaction, role: Role, recipe: (draft: Draft<Role>) => void): void {
  call.update((account) => {
    account.roles = account.roles.update(roleKey(role.name), recipe);
  });
}

/** An empty text takes the description away; what AWS stores then is not recorded. */
function describe(role: Draft<Role>, description: string): void {
  if (description === '') delete role.description;
  else role.description = description;
}
