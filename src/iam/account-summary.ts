import type { SummaryKeyType } from '@aws-sdk/client-iam';
import type { Transaction } from '../engine/transaction.ts';

/** The 34 numbers of GetAccountSummary: what is there, what is switched on, and what the quotas are. */
export function accountSummary({ account, quotas }: Transaction): Record<SummaryKeyType, number> {
  const { root, settings } = account;
  return {
    Users: account.users.size,
    UsersQuota: quotas.usersPerAccount,
    Groups: account.groups.size,
    GroupsQuota: quotas.groupsPerAccount,
    Roles: account.roles.size,
    RolesQuota: quotas.rolesPerAccount,
    InstanceProfiles: account.instanceProfiles.size,
    InstanceProfilesQuota: quotas.instanceProfilesPerAccount,
    Policies: account.policies.size,
    PoliciesQuota: quotas.policiesPerAccount,
    PolicyVersionsInUse: count(account.policies.values(), (policy) => policy.versions.length),
    PolicyVersionsInUseQuota: quotas.policyVersionsInUse,
    ServerCertificates: account.serverCertificates.size,
    ServerCertificatesQuota: quotas.serverCertificatesPerAccount,
    MFADevices: account.mfaDevices.size,
    MFADevicesInUse: count(account.mfaDevices.values(), (device) => flag(device.assignedTo !== undefined)),
    Providers: account.samlProviders.size + account.oidcProviders.size,
    AccountMFAEnabled: flag(root.mfaDevices.length > 0),
    AccountAccessKeysPresent: flag(root.accessKeys.length > 0),
    AccountPasswordPresent: flag(root.loginProfile !== undefined),
    AccountSigningCertificatesPresent: flag(root.signingCertificates.length > 0),
    GlobalEndpointTokenVersion: settings.globalEndpointTokenVersion === 'v2Token' ? 2 : 1,
    UserPolicySizeQuota: quotas.userPolicySize,
    GroupPolicySizeQuota: quotas.groupPolicySize,
    RolePolicySizeQuota: quotas.rolePolicySize,
    AssumeRolePolicySizeQuota: quotas.assumeRolePolicySize,
    PolicySizeQuota: quotas.policySize,
    VersionsPerPolicyQuota: quotas.versionsPerPolicy,
    GroupsPerUserQuota: quotas.groupsPerUser,
    SigningCertificatesPerUserQuota: quotas.certificatesPerUser,
    AccessKeysPerUserQuota: quotas.accessKeysPerUser,
    AttachedPoliciesPerUserQuota: quotas.policiesPerUser,
    AttachedPoliciesPerGroupQuota: quotas.policiesPerGroup,
    AttachedPoliciesPerRoleQuota: quotas.policiesPerRole,
  };
}

function count<T>(items: Iterable<T>, weight: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += weight(item);
  return total;
}

const flag = (value: boolean): number => (value ? 1 : 0);
