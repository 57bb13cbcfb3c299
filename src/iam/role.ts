import type { Role as RoleView } from '@aws-sdk/client-iam';
import { iamArn } from '../engine/arns.ts';
import type { Role } from '../engine/entities.ts';
import { noSuchEntity, unmodifiableEntity } from '../engine/errors.ts';
import type { Account } from '../engine/state.ts';
import { tagViews } from '../engine/tags.ts';
import type { Transaction } from '../engine/transaction.ts';
import { boundaryView } from './boundary.ts';
import { encodeDocument } from './document-encoding.ts';
import { countPolicyUse } from './policy-usage.ts';
import { indexTrusts, replaceTrustedPrincipal, storedTrustPolicy } from './trusted-principals.ts';

/** Roles are found whatever the case of their name. */
export const roleKey = (name: string): string => name.toLowerCase();

export const findRole = (account: Account, name: string): Role | undefined =>
  account.roles.get(roleKey(name));

/** @throws AwsError NoSuchEntity */
export function requireRole(account: Account, name: string): Role {
  const role = findRole(account, name);
  if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

/**
 * A role that its account may change.
 *
 * @throws AwsError NoSuchEntity; UnmodifiableEntity for a service-linked role and a role of IAM Identity Center.
 */
export function requireModifiableRole(account: Account, name: string): Role {
  const role = requireRole(account, name);
  refuseProtected(role);
  return role;
}

/** @throws AwsError UnmodifiableEntity */
export function refuseProtected(role: Role): void {
  if (role.serviceLinked === undefined && !role.name.startsWith('AWSReservedSSO_')) return;
  throw unmodifiableEntity(
    `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`,
  );
}

export const roleArn = (partition: string, accountId: string, role: Pick<Role, 'path' | 'name'>): string =>
  iamArn(partition, accountId, 'role', role.path, role.name);

/** The ARN an authorization is about: of the role as it is, or as it would be where there is none. */
export function roleArnByName(partition: string, account: Account, name: string): string {
  return roleArn(partition, account.id, findRole(account, name) ?? { path: '/', name });
}

/** What whoever makes a role decides; the rest is that of a new role. */
export type NewRole = Pick<Role, 'name' | 'path' | 'trustPolicy'> &
  Partial<Omit<Role, 'id' | 'createDate' | 'instanceProfiles'>>;

/**
 * Adds a role to the caller's account, with everything that has to know of it. The name must be free, the
 * documents checked and the policies there.
 *
 * @returns the role as it is stored: principals of the trust policy in the form IAM reads them back
 */
export function addRole(call: Transaction, given: NewRole): Role {
  const role: Role = {
    maxSessionDuration: 3600,
    tags: [],
    attachedPolicies: [],
    inlinePolicies: [],
    ...given,
    trustPolicy: storedTrustPolicy(given.trustPolicy, call.partition),
    id: call.identifiers.uniqueId('AROA', call.accountId),
    createDate: call.now,
    instanceProfiles: [],
  };
  const key = roleKey(role.name);
  call.update((account) => {
    account.roles = account.roles.set(key, role);
    account.uniqueIds = account.uniqueIds.set(role.id, { kind: 'role', key });
  });
  indexTrusts(call, key, { after: role.trustPolicy });
  countRolePolicies(call, role, 1);
  return role;
}

/** Takes a role that nothing holds any more out of the account; trust policies keep its unique id. */
export function removeRole(call: Transaction, role: Role): void {
  const key = roleKey(role.name);
  indexTrusts(call, key, { before: role.trustPolicy });
  call.update((account) => {
    account.roles = account.roles.delete(key);
    account.uniqueIds = account.uniqueIds.delete(role.id);
  });
  countRolePolicies(call, role, -1);
  replaceTrustedPrincipal(call, 'role', role, () => role.id);
}

/** The service-linked roles of AWS come and go with their policies attached. */
function countRolePolicies(call: Transaction, role: Role, change: 1 | -1): void {
  for (const arn of role.attachedPolicies) countPolicyUse(call, arn, { attachments: change });
  if (role.permissionsBoundary !== undefined)
    countPolicyUse(call, role.permissionsBoundary, { boundaries: change });
}

type ShownRole = Required<
  Pick<RoleView, 'Path' | 'RoleName' | 'RoleId' | 'Arn' | 'CreateDate' | 'AssumeRolePolicyDocument'>
> &
  RoleView;

/** A role as instance profiles and CreateServiceLinkedRole show it. */
export function embeddedRoleView(call: Transaction, role: Role): ShownRole {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: roleArn(call.partition, call.accountId, role),
    CreateDate: new Date(role.createDate),
    AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
  };
}

/** A role as CreateRole shows it: neither description nor session duration, even where they were given. */
export const createdRoleView = (call: Transaction, role: Role): ShownRole => ({
  ...embeddedRoleView(call, role),
  ...boundaryAndTags(role),
});

/** A role as ListRoles shows it: without boundary, tags and last use. */
export const listedRoleView = (call: Transaction, role: Role): ShownRole => ({
  ...embeddedRoleView(call, role),
  ...(role.description === undefined ? {} : { Description: role.description }),
  MaxSessionDuration: role.maxSessionDuration,
});

/** A role as GetRole shows it: everything. */
export const roleView = (call: Transaction, role: Role): ShownRole => ({
  ...listedRoleView(call, role),
  ...boundaryAndTags(role),
  RoleLastUsed: roleLastUsedView(call, role),
});

/** IAM reports uses of the last 400 days; a role without one has an empty RoleLastUsed. */
export function roleLastUsedView(
  call: Transaction,
  { lastUsed }: Role,
): NonNullable<RoleView['RoleLastUsed']> {
  if (lastUsed === undefined || call.now - lastUsed.date > trackingPeriod) return {};
  return { LastUsedDate: new Date(lastUsed.date), Region: lastUsed.region };
}

const trackingPeriod = 400 * 24 * 60 * 60 * 1000;

const boundaryAndTags = ({ permissionsBoundary, tags, sourceTemplate }: Role): Partial<RoleView> => ({
  ...(permissionsBoundary === undefined ? {} : { PermissionsBoundary: boundaryView(permissionsBoundary) }),
  ...(tags.length === 0 ? {} : { Tags: tagViews(tags) }),
  ...(sourceTemplate === undefined
    ? {}
    : {
        SourceRoleTemplate: {
          TemplateArn: sourceTemplate.arn,
          TemplateMinorVersion: sourceTemplate.minorVersion,
        },
      }),
});
