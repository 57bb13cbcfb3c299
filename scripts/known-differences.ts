/**
 * What is known to differ from AWS, or is not known of AWS, operation by operation. docs/coverage.md shows it; a comment
 * in the source says the same where it happens.
 */
export interface KnownDifference {
  /** Names of operations of IAM, of STS with `sts:` before; `*` for any run of characters. */
  readonly operations: readonly string[];
  readonly difference: string;
  readonly reason: string;
}

/** Of all operations. */
export const generalDifferences: readonly Omit<KnownDifference, 'operations'>[] = [
  {
    difference: 'Last-used dates of keys, roles and services move with calls that succeed only.',
    reason: 'A failed call leaves the very same state object behind. AWS counts refused calls too.',
  },
  {
    difference: 'Listings are in the order of names without regard to case.',
    reason: 'Names are unique without regard to case, and tables are keyed that way; AWS promises no order.',
  },
  {
    difference: 'Changes are seen by the next call.',
    reason: 'AWS is eventually consistent. `consistencyDelay` shows older answers on request.',
  },
  {
    difference: 'No request is throttled and no service is down unless a test asks for it (`failNext`).',
    reason: 'Request rates of AWS are not published, and a test wants neither.',
  },
  {
    difference: 'Identifiers, secrets and tokens have the form of AWS and follow from a seed.',
    reason: 'The same calls give the same ids, so that snapshots can be compared.',
  },
];

const usual = 'Only the code is documented; the sentence is worded as AWS words it elsewhere.';
const modelled = 'Only the code is documented; the sentence is that of the service model.';

export const knownDifferences: readonly KnownDifference[] = [
  // Users, groups, roles
  {
    operations: ['DeleteUser', 'DeleteRole'],
    difference: 'Where several things are in the way, the order in which they are named may be another.',
    reason: 'The sentences are recorded; of the order only "inline policies before access keys" is.',
  },
  {
    operations: ['AddUserToGroup', 'RemoveUserFromGroup'],
    difference: 'Of a missing group and a missing user the group is reported.',
    reason: 'Not recorded; it comes first in the request.',
  },
  {
    operations: ['RemoveUserFromGroup'],
    difference: 'Sentence of NoSuchEntity for a user who is not in the group.',
    reason: usual,
  },
  {
    operations: ['RemoveRoleFromInstanceProfile'],
    difference: 'Sentence of NoSuchEntity for a role that is in another profile or none.',
    reason: usual,
  },
  {
    operations: ['UpdateRole'],
    difference: 'Without MaxSessionDuration the duration goes back to 3600 seconds.',
    reason:
      'The API reference says so ("the default value of one hour is applied"); not seen in a recording.',
  },
  {
    operations: ['UpdateRole', 'UpdateRoleDescription', 'CreateRole'],
    difference: 'An empty description is no description.',
    reason: 'What AWS stores then is not recorded.',
  },
  {
    operations: ['DeleteUserPermissionsBoundary', 'DeleteRolePermissionsBoundary'],
    difference: 'Succeeds where there is no boundary.',
    reason: 'What AWS answers is not recorded; its peers of this kind succeed.',
  },
  {
    operations: ['CreateRole', 'UpdateAssumeRolePolicy', 'AcquireRole'],
    difference: 'Principals of accounts that the mock has never heard of are taken to exist.',
    reason: 'Their users and roles are nowhere to be looked up.',
  },
  {
    operations: ['TagUser', 'TagRole', 'CreateUser', 'CreateRole'],
    difference: 'Sentence of InvalidInput for tag values that begin with `aws:`.',
    reason: 'The prefix is documented as reserved; the sentence for values is the one recorded for keys.',
  },

  // Service-linked roles, templates
  {
    operations: ['CreateServiceLinkedRole'],
    difference: 'Services without a row in `src/data/service-linked-roles.ts` are refused with InvalidInput.',
    reason: 'AWS publishes no complete list, and its answer to an unknown service is not recorded.',
  },
  {
    operations: ['DeleteServiceLinkedRole', 'GetServiceLinkedRoleDeletionStatus'],
    difference:
      'The role is gone at once and the deletion never fails; the task says IN_PROGRESS once, then SUCCEEDED.',
    reason:
      'Nothing in the mock uses such a role, and a test with a clock that stands still must see the end.',
  },
  {
    operations: ['GetServiceLinkedRoleDeletionStatus'],
    difference: 'Sentences for malformed and unknown task ids.',
    reason: usual,
  },
  {
    operations: ['AcquireRole', 'GetRoleTemplateVersion'],
    difference: 'Templates are there only where a seed puts them (`roleTemplates`).',
    reason: "They belong to AWS's services; no operation makes one, and their documents are not public.",
  },
  {
    operations: ['AcquireRole', 'GetRoleTemplateVersion'],
    difference: 'The permission is asked for on the ARN of the template.',
    reason: 'Neither action stands in the service authorization reference this follows.',
  },
  {
    operations: ['AcquireRole'],
    difference: 'Sentences of RoleTemplateDisabled, NameConflict and of parameters that do not fit.',
    reason: modelled,
  },

  // Managed policies
  {
    operations: [
      'GetPolicy',
      'ListPolicies',
      'GetPolicyVersion',
      'ListPolicyVersions',
      'GetAccountAuthorizationDetails',
    ],
    difference:
      'Of AWS managed policies the ids are made up, descriptions are absent, and versions since the middle of 2023 that are not the newest have the creation date of the version before them.',
    reason: 'The npm package that the data comes from has neither ids nor descriptions, nor those dates.',
  },
  {
    operations: [
      'ListPolicyTags',
      'TagPolicy',
      'UntagPolicy',
      'DeletePolicy',
      'CreatePolicyVersion',
      'DeletePolicyVersion',
      'SetDefaultPolicyVersion',
    ],
    difference: 'Sentence of AccessDenied for a policy that AWS manages.',
    reason: 'The code is recorded; the sentence is the usual one of a denial.',
  },
  {
    operations: ['CreatePolicyVersion', 'CreatePolicy'],
    difference: 'The 10,000 policy versions in use per account are counted and not enforced.',
    reason: 'The default quotas of policies and versions do not reach it, and its sentence is not recorded.',
  },

  // Simulation
  {
    operations: ['SimulateCustomPolicy', 'SimulatePrincipalPolicy'],
    difference: 'EvalResourceName is the ARN given, or `*`.',
    reason: 'Since 2026 AWS shows the template of the resource type; its templates are not public.',
  },
  {
    operations: ['SimulateCustomPolicy', 'SimulatePrincipalPolicy', 'GetContextKeysFor*'],
    difference: 'Sentences of InvalidInput for wildcards, a missing CallerArn and texts that are no policy.',
    reason: usual,
  },

  // Credentials of users
  {
    operations: ['UpdateAccessKey', 'UpdateSigningCertificate', 'UpdateSSHPublicKey'],
    difference: 'Sentence of InvalidInput for the status Expired.',
    reason: usual,
  },
  {
    operations: ['GetAccessKeyLastUsed'],
    difference: 'Sentence of AccessDenied for ids of nobody and of other accounts.',
    reason: 'The code is recorded; the sentence is the usual one of a denial.',
  },
  {
    operations: ['CreateLoginProfile', 'CreateServiceSpecificCredential', 'ListServiceSpecificCredentials'],
    difference: 'Sentences for members that must not be given together or in this session.',
    reason: usual,
  },
  {
    operations: ['CreateServiceSpecificCredential', 'ResetServiceSpecificCredential'],
    difference: 'API keys of services other than Bedrock look like service passwords.',
    reason: 'Their form is not documented.',
  },
  {
    operations: ['UploadSigningCertificate'],
    difference: 'Sentences of MalformedCertificate and DuplicateCertificate.',
    reason: usual,
  },
  {
    operations: ['UploadServerCertificate'],
    difference: 'Sentence of KeyPairMismatch.',
    reason: 'That of the API reference; not recorded.',
  },
  {
    operations: ['EnableMFADevice', 'ResyncMFADevice', 'sts:AssumeRole', 'sts:GetSessionToken'],
    difference: 'A device without a seed (hardware, SMS, security key) is believed any code.',
    reason: 'The mock does not know what is inside it.',
  },
  {
    operations: ['EnableMFADevice'],
    difference: 'Any serial number that is no ARN counts as a hardware device.',
    reason: 'AWS knows the tokens it sold.',
  },
  {
    operations: ['ResyncMFADevice'],
    difference: 'A clock may be off by ten minutes at most.',
    reason: 'AWS does not say by how much it may be.',
  },
  {
    operations: ['GetMFADevice'],
    difference: 'Certifications are absent.',
    reason: 'They come from the attestation of a key, which the mock never sees.',
  },
  {
    operations: ['sts:AssumeRole', 'sts:GetSessionToken'],
    difference: 'Sentence for an MFA serial number without a code, or a code without a serial number.',
    reason: "Seen in users' reports, not recorded.",
  },

  // Reports
  {
    operations: ['GenerateCredentialReport', 'GetCredentialReport'],
    difference: 'The report is complete as soon as anybody looks again.',
    reason: 'A test with a clock that stands still need not wait for it.',
  },
  {
    operations: ['GetCredentialReport'],
    difference: 'Sentences of ReportNotPresent and ReportExpired.',
    reason: 'Those of the API reference; not recorded.',
  },
  {
    operations: [
      'GenerateServiceLastAccessedDetails',
      'GetServiceLastAccessedDetails*',
      'GenerateOrganizationsAccessReport',
      'GetOrganizationsAccessReport',
    ],
    difference:
      'Reports are complete at once and know only calls to IAM and STS that succeeded in this mock.',
    reason: 'Calls to other services do not come here.',
  },
  {
    operations: ['GetServiceLastAccessedDetails*', 'GetOrganizationsAccessReport'],
    difference: 'Sentence of NoSuchEntity for a job that is unknown or of another requester.',
    reason: usual,
  },
  {
    operations: ['GenerateOrganizationsAccessReport', 'GetOrganizationsAccessReport'],
    difference:
      'A path to the root or to a unit stands for every account of the organization, and all services count as accessible.',
    reason: 'The mock keeps no organizational units.',
  },

  // Identity providers
  {
    operations: ['CreateOpenIDConnectProvider', 'UpdateOpenIDConnectProviderThumbprint'],
    difference: 'No thumbprint is fetched, and OpenIdIdpCommunicationError never happens.',
    reason: 'Nothing here touches the network.',
  },
  {
    operations: [
      'CreateOpenIDConnectProvider',
      'UpdateOpenIDConnectProviderThumbprint',
      'AddClientIDToOpenIDConnectProvider',
    ],
    difference: 'Sentences for too many thumbprints and client ids.',
    reason: 'Those of an implementation that kept the wording of AWS; not recorded.',
  },
  {
    operations: ['CreateSAMLProvider', 'UpdateSAMLProvider'],
    difference: 'Sentences of EntityAlreadyExists and of private keys that cannot be read.',
    reason: usual,
  },

  // Account and organization
  {
    operations: ['DeleteAccountAlias'],
    difference: 'Sentence of NoSuchEntity.',
    reason: 'The code is recorded; the sentence is worded as AWS words it elsewhere.',
  },
  {
    operations: ['CreateAccountAlias'],
    difference: 'An alias is taken where another account of the mock has it.',
    reason: 'The other accounts of the world are not here.',
  },
  {
    operations: ['PutAccountProperties', 'GetAccountProperties'],
    difference: 'Any key in a namespace takes any value; sentences of InvalidInput.',
    reason: 'Which keys there are, and of what type, is not public.',
  },
  {
    operations: ['*OrganizationsRoot*', 'ListOrganizationsFeatures'],
    difference: 'The organization comes from a seed; sentences of its refusals.',
    reason: `AWS Organizations is another service. ${modelled}`,
  },
  {
    operations: ['*OutboundWebIdentityFederation*'],
    difference: 'Sentences of FeatureEnabled and FeatureDisabled.',
    reason: modelled,
  },

  // Temporary delegation
  {
    operations: ['CreateDelegationRequest'],
    difference: 'Anybody may create a request.',
    reason: 'AWS admits partners one by one; here both sides can be tested.',
  },
  {
    operations: ['GetDelegationRequest'],
    difference:
      'There is no PermissionPolicy, and the permission check is ALLOWED for root and UNSURE for others.',
    reason: 'The policy behind a template is registered between the partner and AWS.',
  },
  {
    operations: ['*DelegationRequest', 'SendDelegationToken'],
    difference: 'Sentences of refusals; a request expires after seven days in any state.',
    reason: 'Seven days are documented for rejected requests, of other states only that there is an end.',
  },
  {
    operations: ['SendDelegationToken'],
    difference: 'The token is read in the state of the account.',
    reason: "AWS sends it to the partner's SNS topic.",
  },
  {
    operations: ['GetHumanReadableSummary'],
    difference: 'The text is a plain account of the request, in English only.',
    reason: 'AWS has a language model write it.',
  },
  {
    operations: ['sts:GetDelegatedAccessToken'],
    difference: 'A token that was never good is answered with AccessDenied.',
    reason: 'Only what becomes of a token that was good once is documented.',
  },

  // Sessions
  {
    operations: ['sts:AssumeRole*', 'sts:GetFederationToken', 'sts:GetSessionToken', 'sts:AssumeRoot'],
    difference: 'Sizes of tokens, and hence PackedPolicySize, are those of a model of our own.',
    reason:
      'How AWS packs policies and tags is not published: every character but white space counts as a byte.',
  },
  {
    operations: ['sts:AssumeRole*', 'sts:GetFederationToken'],
    difference: 'Sentences of finer faults in session policies, and of ARNs that are no policy.',
    reason: 'Recorded is `Syntax errors in policy.`; for the others the sentences of IAM stand in.',
  },
  {
    operations: ['sts:AssumeRole'],
    difference: 'Context assertions are not looked into.',
    reason: 'IAM Identity Center makes them, and nobody else can read them.',
  },
  {
    operations: ['sts:AssumeRoleWithWebIdentity'],
    difference: 'Signatures are verified only of tokens that GetWebIdentityToken of this mock issued.',
    reason: 'A test has no key of a real provider, and nothing here touches the network.',
  },
  {
    operations: ['sts:AssumeRoleWithWebIdentity'],
    difference: 'The subject of an opaque access token follows from its text; sentence for missing claims.',
    reason: 'The provider cannot be asked whose it is.',
  },
  {
    operations: ['sts:AssumeRoleWithSAML'],
    difference:
      'Signatures, `NotBefore` and audience restrictions are not verified, and encrypted assertions are refused as unsupported.',
    reason:
      'A test makes its own assertions and has no key of a real provider; only AWS can read encrypted ones.',
  },
  {
    operations: ['sts:AssumeRoot'],
    difference: 'An account of which nothing is known counts as a member of the organization.',
    reason: 'AWS Organizations is another service.',
  },
  {
    operations: ['sts:GetWebIdentityToken'],
    difference:
      'Tokens are signed with test keys that the package carries; those with ES384 differ from run to run.',
    reason:
      'Verifiers need the public half (`outboundSigningKeys`); ECDSA signatures have a random part, in AWS too.',
  },
];
