import type {
  EntityType,
  GroupDetail,
  ManagedPolicyDetail,
  PolicyDetail,
  RoleDetail,
  UserDetail,
} from '@aws-sdk/client-iam';
import { lastSegment } from '../engine/arns.ts';
import type { Group, InlinePolicy, InstanceProfile, Principal, Role, User } from '../engine/entities.ts';
import { paginate } from '../engine/pagination.ts';
import { tagViews } from '../engine/tags.ts';
import type { Transaction } from '../engine/transaction.ts';
import { boundaryView } from './boundary.ts';
import { encodeDocument } from './document-encoding.ts';
import { groupView } from './group.ts';
import { profileView } from './instance-profiles.ts';
import { type PolicyReference, findPolicy, policyArn } from './managed-policy.ts';
import type { IamCatalogue } from './operation-types.ts';
import { listedPolicyView } from './policy-view.ts';
import { embeddedRoleView, roleLastUsedView } from './role.ts';
import { listedUserView } from './user.ts';

/** Everything an account grants, in one listing (IAM API Reference: GetAccountAuthorizationDetails). */
export const authorizationDetailsOperations = {
  GetAccountAuthorizationDetails: {
    resource: () => '*',
    run(call, { Filter, ...request }) {
      const kinds = new Set(Filter?.length ? Filter : allKinds);
      const { items, end } = paginate('GetAccountAuthorizationDetails', request, (after) =>
        entitiesOf(call, kinds, after),
      );
      const output = {
        UserDetailList: [] as UserDetail[],
        GroupDetailList: [] as GroupDetail[],
        RoleDetailList: [] as RoleDetail[],
        Policies: [] as ManagedPolicyDetail[],
      };
      for (const item of items) {
        if (item.kind === 'User') output.UserDetailList.push(userDetail(call, item.entity));
        else if (item.kind === 'Group') output.GroupDetailList.push(groupDetail(call, item.entity));
        else if (item.kind === 'Role') output.RoleDetailList.push(roleDetail(call, item.entity));
        else output.Policies.push(policyDetail(call, item.entity));
      }
      return { ...output, ...end };
    },
  },
} satisfies Partial<IamCatalogue>;

const allKinds: readonly EntityType[] = ['User', 'Group', 'Role', 'LocalManagedPolicy', 'AWSManagedPolicy'];

type Detailed =
  | { readonly kind: 'User'; readonly entity: User }
  | { readonly kind: 'Group'; readonly entity: Group }
  | { readonly kind: 'Role'; readonly entity: Role }
  | { readonly kind: 'Policy'; readonly entity: PolicyReference };

/**
 * Users, groups, roles and policies as one sequence that pages are cut from, from the first place after `after`.
 * A place is the number of its kind and the key of the entity.
 */
function* entitiesOf(
  call: Transaction,
  kinds: ReadonlySet<EntityType>,
  after: string | undefined,
): IterableIterator<[place: string, item: Detailed]> {
  for (const [number, kind] of allKinds.entries()) {
    const prefix = `${number}/`;
    if (!kinds.has(kind) || (after !== undefined && after.slice(0, 2) > prefix)) continue;
    const start = after?.startsWith(prefix) ? after.slice(2) : undefined;
    for (const [key, item] of entitiesOfKind(call, kind, start)) yield [prefix + key, item];
  }
}

function* entitiesOfKind(
  call: Transaction,
  kind: EntityType,
  after: string | undefined,
): IterableIterator<[key: string, item: Detailed]> {
  const { users, groups, roles, policies } = call.account;
  switch (kind) {
    case 'User':
      for (const [key, entity] of users.entries(after)) yield [key, { kind, entity }];
      return;
    case 'Group':
      for (const [key, entity] of groups.entries(after)) yield [key, { kind, entity }];
      return;
    case 'Role':
      for (const [key, entity] of roles.entries(after)) yield [key, { kind, entity }];
      return;
    case 'LocalManagedPolicy':
      for (const [key, policy] of policies.entries(after)) {
        const arn = policyArn(call.partition, call.accountId, policy);
        yield [key, { kind: 'Policy', entity: { arn, policy, awsManaged: false } }];
      }
      return;
    case 'AWSManagedPolicy':
      // AWS's own 1,600 policies would drown the account: only those that it uses are shown.
      for (const [arn] of call.account.policyUsage.entries(after)) {
        const entity = findPolicy(call.account, arn);
        if (entity?.awsManaged) yield [arn, { kind: 'Policy', entity }];
      }
  }
}

/** UserPolicyList is absent where there is no inline policy, while groups and roles show an empty list. */
function userDetail(call: Transaction, user: User): UserDetail {
  const { PasswordLastUsed: _, ...facts } = listedUserView(call, user);
  return {
    ...facts,
    ...(user.inlinePolicies.length === 0 ? {} : { UserPolicyList: inlineDetails(user.inlinePolicies) }),
    GroupList: user.groups.map((key) => (call.account.groups.get(key) as Group).name),
    AttachedManagedPolicies: attachedPolicies(user),
    ...(user.permissionsBoundary === undefined
      ? {}
      : { PermissionsBoundary: boundaryView(user.permissionsBoundary) }),
    Tags: tagViews(user.tags),
  };
}

const groupDetail = (call: Transaction, group: Group): GroupDetail => ({
  ...groupView(call, group),
  GroupPolicyList: inlineDetails(group.inlinePolicies),
  AttachedManagedPolicies: attachedPolicies(group),
});

const roleDetail = (call: Transaction, role: Role): RoleDetail => ({
  ...embeddedRoleView(call, role),
  InstanceProfileList: role.instanceProfiles.map((key) =>
    profileView(call, call.account.instanceProfiles.get(key) as InstanceProfile),
  ),
  RolePolicyList: inlineDetails(role.inlinePolicies),
  AttachedManagedPolicies: attachedPolicies(role),
  ...(role.permissionsBoundary === undefined
    ? {}
    : { PermissionsBoundary: boundaryView(role.permissionsBoundary) }),
  Tags: tagViews(role.tags),
  RoleLastUsed: roleLastUsedView(call, role),
});

function policyDetail(call: Transaction, reference: PolicyReference): ManagedPolicyDetail {
  const { versions, defaultVersionId } = reference.policy;
  return {
    ...listedPolicyView(call, reference),
    PolicyVersionList: versions.map(({ id, document, createDate }) => ({
      Document: encodeDocument(document),
      VersionId: id,
      IsDefaultVersion: id === defaultVersionId,
      CreateDate: new Date(createDate),
    })),
  };
}

const inlineDetails = (policies: readonly InlinePolicy[]): PolicyDetail[] =>
  policies.map(({ name, document }) => ({ PolicyName: name, PolicyDocument: encodeDocument(document) }));

/** By name, as ListAttachedUserPolicies and its kin have them. */
const attachedPolicies = ({
  attachedPolicies: arns,
}: Principal): { PolicyName: string; PolicyArn: string }[] =>
  arns
    .map((arn) => ({ PolicyName: lastSegment(arn), PolicyArn: arn }))
    .toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));

const sortKey = ({ PolicyName, PolicyArn }: { PolicyName: string; PolicyArn: string }): string =>
  `${PolicyName.toLowerCase()} ${PolicyArn}`;
