/**
 * The quotas of an account (IAM User Guide, "IAM and AWS STS quotas"), with the values of a fresh account.
 * `mockIam({ quotas: { accessKeysPerUser: 1 } })` changes them.
 */
export const defaultQuotas = {
  usersPerAccount: 5000,
  groupsPerAccount: 300,
  rolesPerAccount: 1000,
  policiesPerAccount: 1500,
  instanceProfilesPerAccount: 1000,
  serverCertificatesPerAccount: 20,
  openIdConnectProvidersPerAccount: 100,
  samlProvidersPerAccount: 100,
  virtualMfaDevicesPerAccount: 5000,
  groupsPerUser: 10,
  policiesPerRole: 10,
  policiesPerUser: 10,
  policiesPerGroup: 10,
  accessKeysPerUser: 2,
  certificatesPerUser: 2,
  sshPublicKeysPerUser: 5,
  mfaDevicesPerUser: 8,
  serviceSpecificCredentialsPerUser: 2,
  instanceSessionsPerInstanceProfile: 1,
  clientIdsPerOpenIdConnectProvider: 100,
  thumbprintsPerOpenIdConnectProvider: 5,
  privateKeysPerSamlProvider: 2,
  versionsPerPolicy: 5,
  policyVersionsInUse: 10000,
  tagsPerResource: 50,
  /** Characters without white space, as the sizes of policies below. */
  policySize: 6144,
  userPolicySize: 2048,
  groupPolicySize: 5120,
  rolePolicySize: 10240,
  assumeRolePolicySize: 2048,
  /** Characters with white space; 2048 is also the most that the service model lets through. AssumeRole has no such limit. */
  sessionPolicySize: 2048,
  /** Bytes of an assembled session token. */
  sessionTokenSize: 4096,
} as const;

/** A quota that the option `quotas` can change: `'accessKeysPerUser'`. */
export type QuotaName = keyof typeof defaultQuotas;
/** Every quota with its value. */
export type Quotas = { readonly [Name in QuotaName]: number };
