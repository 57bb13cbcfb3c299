/*
 * What every operation of IAM and STS asks permission for, written down by hand from AWS's Service Authorization
 * Reference ("Actions, resources, and condition keys for AWS Identity and Access Management" and "… Security Token
 * Service") and the sentences AWS is seen to refuse with. Nothing here is read from the sources.
 */

/** Operation (`sts:` in front where it is one of STS), a well-formed input, the ARN, and what a denial calls it. */
export type PermissionRow = readonly [
  operation: string,
  input: object,
  resource: string,
  called?: string | undefined,
];

export const account = 'arn:aws:iam::123456789012';
const trust = '{"Version":"2012-10-17","Statement":[]}';
const document =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}';
const pem = (kind: string) => `-----BEGIN ${kind}-----\nTUlJQg==\n-----END ${kind}-----`;
const tags = { Tags: [{ Key: 'team', Value: 'red' }] };
const tagKeys = { TagKeys: ['team'] };

// Users are called by their ARN with its path.
const user = (operation: string, more: object = {}): PermissionRow => [
  operation,
  { UserName: 'bob', ...more },
  `${account}:user/team/bob`,
];
const role = (operation: string, more: object = {}): PermissionRow => [
  operation,
  { RoleName: 'app', ...more },
  `${account}:role/team/app`,
  'role app',
];
const group = (operation: string, more: object = {}): PermissionRow => [
  operation,
  { GroupName: 'ops', ...more },
  `${account}:group/team/ops`,
  'group ops',
];
const profile = (operation: string, more: object = {}): PermissionRow => [
  operation,
  { InstanceProfileName: 'web', ...more },
  `${account}:instance-profile/team/web`,
  'instance profile web',
];
const policyArn = `${account}:policy/team/access`;
const policy = (operation: string, more: object = {}): PermissionRow => [
  operation,
  { PolicyArn: policyArn, ...more },
  policyArn,
  `policy ${account}:policy/team/access`,
];
const certificate = (operation: string, more: object = {}): PermissionRow => [
  operation,
  { ServerCertificateName: 'tls', ...more },
  `${account}:server-certificate/tls`,
];
const oidcArn = `${account}:oidc-provider/token.actions.githubusercontent.com`;
const oidc = (operation: string, more: object = {}): PermissionRow => [
  operation,
  { OpenIDConnectProviderArn: oidcArn, ...more },
  oidcArn,
];
const samlArn = `${account}:saml-provider/corp`;
const saml = (operation: string, more: object = {}): PermissionRow => [
  operation,
  { SAMLProviderArn: samlArn, ...more },
  samlArn,
];
const mfaArn = `${account}:mfa/phone`;
const delegation = (operation: string, more: object = {}): PermissionRow => [
  operation,
  { DelegationRequestId: 'delegation-0123456789', ...more },
  `${account}:delegation-request/delegation-0123456789`,
];
const wholeAccount = (operation: string, input: object = {}): PermissionRow => [operation, input, '*'];

export const iamPermissions: readonly PermissionRow[] = [
  // Users.
  ['CreateUser', { UserName: 'new', Path: '/x/' }, `${account}:user/x/new`],
  user('GetUser'),
  ['ListUsers', {}, `${account}:user/`],
  ['ListUsers', { PathPrefix: '/team/' }, `${account}:user/team/`],
  user('UpdateUser', { NewUserName: 'bob' }),
  user('DeleteUser'),
  user('TagUser', tags),
  user('UntagUser', tagKeys),
  user('ListUserTags'),
  // Groups.
  ['CreateGroup', { GroupName: 'new' }, `${account}:group/new`],
  group('GetGroup'),
  ['ListGroups', {}, `${account}:group/`],
  group('UpdateGroup', { NewGroupName: 'ops' }),
  group('DeleteGroup'),
  group('AddUserToGroup', { UserName: 'bob' }),
  group('RemoveUserFromGroup', { UserName: 'bob' }),
  user('ListGroupsForUser'),
  // Roles.
  ['CreateRole', { RoleName: 'new', AssumeRolePolicyDocument: trust }, `${account}:role/new`],
  role('GetRole'),
  ['ListRoles', {}, `${account}:role/`],
  role('UpdateRole'),
  role('UpdateRoleDescription', { Description: 'an app' }),
  role('UpdateAssumeRolePolicy', { PolicyDocument: trust }),
  role('DeleteRole'),
  role('TagRole', tags),
  role('UntagRole', tagKeys),
  role('ListRoleTags'),
  [
    'CreateServiceLinkedRole',
    { AWSServiceName: 'ecs.amazonaws.com' },
    `${account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
  ],
  role('DeleteServiceLinkedRole'),
  [
    'GetServiceLinkedRoleDeletionStatus',
    {
      DeletionTaskId:
        'task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/1b2c3d4e-0000-4000-8000-000000000000',
    },
    `${account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    'role AWSServiceRoleForECS',
  ],
  [
    'AcquireRole',
    { TemplateArn: 'arn:aws:iam::aws:role-template/rds/monitoring', TemplateMinorVersion: '1' },
    'arn:aws:iam::aws:role-template/rds/monitoring',
  ],
  [
    'GetRoleTemplateVersion',
    { TemplateArn: 'arn:aws:iam::aws:role-template/rds/monitoring' },
    'arn:aws:iam::aws:role-template/rds/monitoring',
  ],
  // Instance profiles.
  ['CreateInstanceProfile', { InstanceProfileName: 'new' }, `${account}:instance-profile/new`],
  profile('GetInstanceProfile'),
  ['ListInstanceProfiles', {}, `${account}:instance-profile/`],
  role('ListInstanceProfilesForRole'),
  profile('DeleteInstanceProfile'),
  profile('AddRoleToInstanceProfile', { RoleName: 'app' }),
  profile('RemoveRoleFromInstanceProfile', { RoleName: 'app' }),
  profile('TagInstanceProfile', tags),
  profile('UntagInstanceProfile', tagKeys),
  profile('ListInstanceProfileTags'),
  // Managed policies.
  ['CreatePolicy', { PolicyName: 'new', PolicyDocument: document }, `${account}:policy/new`],
  policy('GetPolicy'),
  ['ListPolicies', {}, '*', 'policy path /'],
  ['ListPolicies', { PathPrefix: '/team/' }, '*', 'policy path /team/'],
  policy('DeletePolicy'),
  policy('CreatePolicyVersion', { PolicyDocument: document }),
  policy('GetPolicyVersion', { VersionId: 'v1' }),
  policy('ListPolicyVersions'),
  policy('SetDefaultPolicyVersion', { VersionId: 'v1' }),
  policy('DeletePolicyVersion', { VersionId: 'v1' }),
  policy('TagPolicy', tags),
  policy('UntagPolicy', tagKeys),
  policy('ListPolicyTags'),
  policy('ListEntitiesForPolicy'),
  // Attachments, boundaries and inline policies.
  user('AttachUserPolicy', { PolicyArn: policyArn }),
  user('DetachUserPolicy', { PolicyArn: policyArn }),
  user('ListAttachedUserPolicies'),
  group('AttachGroupPolicy', { PolicyArn: policyArn }),
  group('DetachGroupPolicy', { PolicyArn: policyArn }),
  group('ListAttachedGroupPolicies'),
  role('AttachRolePolicy', { PolicyArn: policyArn }),
  role('DetachRolePolicy', { PolicyArn: policyArn }),
  role('ListAttachedRolePolicies'),
  user('PutUserPermissionsBoundary', { PermissionsBoundary: policyArn }),
  user('DeleteUserPermissionsBoundary'),
  role('PutRolePermissionsBoundary', { PermissionsBoundary: policyArn }),
  role('DeleteRolePermissionsBoundary'),
  user('PutUserPolicy', { PolicyName: 'p', PolicyDocument: document }),
  user('GetUserPolicy', { PolicyName: 'p' }),
  user('DeleteUserPolicy', { PolicyName: 'p' }),
  user('ListUserPolicies'),
  group('PutGroupPolicy', { PolicyName: 'p', PolicyDocument: document }),
  group('GetGroupPolicy', { PolicyName: 'p' }),
  group('DeleteGroupPolicy', { PolicyName: 'p' }),
  group('ListGroupPolicies'),
  role('PutRolePolicy', { PolicyName: 'p', PolicyDocument: document }),
  role('GetRolePolicy', { PolicyName: 'p' }),
  role('DeleteRolePolicy', { PolicyName: 'p' }),
  role('ListRolePolicies'),
  // Credentials of users.
  user('CreateAccessKey'),
  user('ListAccessKeys'),
  user('UpdateAccessKey', { AccessKeyId: 'AKIAIOSFODNN7EXAMPLE', Status: 'Inactive' }),
  user('DeleteAccessKey', { AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }),
  ['GetAccessKeyLastUsed', { AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }, 'access key AKIAIOSFODNN7EXAMPLE'],
  user('CreateLoginProfile', { Password: 'correct horse battery staple' }),
  user('GetLoginProfile'),
  user('UpdateLoginProfile', { Password: 'correct horse battery staple' }),
  user('DeleteLoginProfile'),
  ['ChangePassword', { OldPassword: 'x', NewPassword: 'y' }, `${account}:user/guest`],
  user('UploadSigningCertificate', { CertificateBody: pem('CERTIFICATE') }),
  user('ListSigningCertificates'),
  user('UpdateSigningCertificate', {
    CertificateId: 'TA7SMP42TDN5Z26OBPJE7EXAMPLE',
    Status: 'Inactive',
  }),
  user('DeleteSigningCertificate', { CertificateId: 'TA7SMP42TDN5Z26OBPJE7EXAMPLE' }),
  user('UploadSSHPublicKey', { SSHPublicKeyBody: 'ssh-rsa AAAA' }),
  user('GetSSHPublicKey', { SSHPublicKeyId: 'APKAEIVFHP46CEXAMPLE', Encoding: 'SSH' }),
  user('ListSSHPublicKeys'),
  user('UpdateSSHPublicKey', { SSHPublicKeyId: 'APKAEIVFHP46CEXAMPLE', Status: 'Inactive' }),
  user('DeleteSSHPublicKey', { SSHPublicKeyId: 'APKAEIVFHP46CEXAMPLE' }),
  user('CreateServiceSpecificCredential', { ServiceName: 'codecommit.amazonaws.com' }),
  user('ListServiceSpecificCredentials'),
  user('UpdateServiceSpecificCredential', {
    ServiceSpecificCredentialId: 'ACCA1234567890EXAMPLE',
    Status: 'Inactive',
  }),
  user('ResetServiceSpecificCredential', { ServiceSpecificCredentialId: 'ACCA1234567890EXAMPLE' }),
  user('DeleteServiceSpecificCredential', { ServiceSpecificCredentialId: 'ACCA1234567890EXAMPLE' }),
  // MFA devices: assigning them is about the user, making them about the device.
  ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone' }, mfaArn],
  ['DeleteVirtualMFADevice', { SerialNumber: mfaArn }, mfaArn],
  user('EnableMFADevice', {
    SerialNumber: mfaArn,
    AuthenticationCode1: '123456',
    AuthenticationCode2: '654321',
  }),
  user('ResyncMFADevice', {
    SerialNumber: mfaArn,
    AuthenticationCode1: '123456',
    AuthenticationCode2: '654321',
  }),
  user('DeactivateMFADevice', { SerialNumber: mfaArn }),
  user('ListMFADevices'),
  user('GetMFADevice', { SerialNumber: `${account}:u2f/user/bob/key-ABCDEFGHIJKLMNOP` }),
  wholeAccount('ListVirtualMFADevices'),
  ['TagMFADevice', { SerialNumber: mfaArn, ...tags }, mfaArn],
  ['UntagMFADevice', { SerialNumber: mfaArn, ...tagKeys }, mfaArn],
  ['ListMFADeviceTags', { SerialNumber: mfaArn }, mfaArn],
  // Server certificates.
  [
    'UploadServerCertificate',
    {
      ServerCertificateName: 'new',
      CertificateBody: pem('CERTIFICATE'),
      PrivateKey: pem('RSA PRIVATE KEY'),
    },
    `${account}:server-certificate/new`,
  ],
  certificate('GetServerCertificate'),
  wholeAccount('ListServerCertificates'),
  certificate('UpdateServerCertificate', { NewServerCertificateName: 'tls' }),
  certificate('DeleteServerCertificate'),
  certificate('TagServerCertificate', tags),
  certificate('UntagServerCertificate', tagKeys),
  certificate('ListServerCertificateTags'),
  // Identity providers.
  ['CreateOpenIDConnectProvider', { Url: 'https://token.actions.githubusercontent.com' }, oidcArn],
  oidc('GetOpenIDConnectProvider'),
  wholeAccount('ListOpenIDConnectProviders'),
  oidc('AddClientIDToOpenIDConnectProvider', { ClientID: 'app' }),
  oidc('RemoveClientIDFromOpenIDConnectProvider', { ClientID: 'app' }),
  oidc('UpdateOpenIDConnectProviderThumbprint', { ThumbprintList: ['a'.repeat(40)] }),
  oidc('DeleteOpenIDConnectProvider'),
  oidc('TagOpenIDConnectProvider', tags),
  oidc('UntagOpenIDConnectProvider', tagKeys),
  oidc('ListOpenIDConnectProviderTags'),
  ['CreateSAMLProvider', { Name: 'corp', SAMLMetadataDocument: 'x'.repeat(1000) }, samlArn],
  saml('GetSAMLProvider'),
  wholeAccount('ListSAMLProviders'),
  saml('UpdateSAMLProvider', { SAMLMetadataDocument: 'x'.repeat(1000) }),
  saml('DeleteSAMLProvider'),
  saml('TagSAMLProvider', tags),
  saml('UntagSAMLProvider', tagKeys),
  saml('ListSAMLProviderTags'),
  // The account.
  wholeAccount('CreateAccountAlias', { AccountAlias: 'acme' }),
  wholeAccount('ListAccountAliases'),
  wholeAccount('DeleteAccountAlias', { AccountAlias: 'acme' }),
  wholeAccount('GetAccountSummary'),
  wholeAccount('GetAccountAuthorizationDetails'),
  wholeAccount('GetAccountPasswordPolicy'),
  wholeAccount('UpdateAccountPasswordPolicy'),
  wholeAccount('DeleteAccountPasswordPolicy'),
  wholeAccount('GetAccountProperties'),
  wholeAccount('PutAccountProperties', { Properties: { 'Namespace/Property': 'true' } }),
  wholeAccount('SetSecurityTokenServicePreferences', { GlobalEndpointTokenVersion: 'v2Token' }),
  wholeAccount('GenerateCredentialReport'),
  wholeAccount('GetCredentialReport'),
  wholeAccount('EnableOutboundWebIdentityFederation'),
  wholeAccount('DisableOutboundWebIdentityFederation'),
  wholeAccount('GetOutboundWebIdentityFederationInfo'),
  // Organizations.
  wholeAccount('EnableOrganizationsRootCredentialsManagement'),
  wholeAccount('DisableOrganizationsRootCredentialsManagement'),
  wholeAccount('EnableOrganizationsRootSessions'),
  wholeAccount('DisableOrganizationsRootSessions'),
  wholeAccount('ListOrganizationsFeatures'),
  [
    'GenerateOrganizationsAccessReport',
    { EntityPath: 'o-a1b2c3d4e5/r-f6g7h8i9j0example/123456789012' },
    `${account}:access-report/o-a1b2c3d4e5/r-f6g7h8i9j0example/123456789012`,
  ],
  wholeAccount('GetOrganizationsAccessReport', { JobId: '11111111-2222-4333-8444-555555555555' }),
  // Access advisor and simulation.
  [
    'GenerateServiceLastAccessedDetails',
    { Arn: `${account}:role/team/app` },
    `${account}:role/team/app`,
    'role app',
  ],
  wholeAccount('GetServiceLastAccessedDetails', { JobId: '11111111-2222-4333-8444-555555555555' }),
  wholeAccount('GetServiceLastAccessedDetailsWithEntities', {
    JobId: '11111111-2222-4333-8444-555555555555',
    ServiceNamespace: 's3',
  }),
  [
    'ListPoliciesGrantingServiceAccess',
    { Arn: `${account}:user/team/bob`, ServiceNamespaces: ['s3'] },
    `${account}:user/team/bob`,
  ],
  wholeAccount('SimulateCustomPolicy', { PolicyInputList: [document], ActionNames: ['s3:GetObject'] }),
  [
    'SimulatePrincipalPolicy',
    { PolicySourceArn: `${account}:group/team/ops`, ActionNames: ['s3:GetObject'] },
    `${account}:group/team/ops`,
    'group ops',
  ],
  wholeAccount('GetContextKeysForCustomPolicy', { PolicyInputList: [document] }),
  [
    'GetContextKeysForPrincipalPolicy',
    { PolicySourceArn: `${account}:user/team/bob` },
    `${account}:user/team/bob`,
  ],
  // Delegation requests.
  [
    'CreateDelegationRequest',
    {
      Description: 'access',
      Permissions: { PolicyTemplateArn: 'arn:aws:iam::aws:policy-template/partner' },
      RequestorWorkflowId: 'workflow-1',
      NotificationChannel: 'arn:aws:sns:us-east-1:123456789012:topic',
      SessionDuration: 3600,
    },
    `${account}:delegation-request/*`,
  ],
  delegation('GetDelegationRequest'),
  wholeAccount('ListDelegationRequests'),
  delegation('AssociateDelegationRequest'),
  delegation('UpdateDelegationRequest'),
  delegation('AcceptDelegationRequest'),
  delegation('RejectDelegationRequest'),
  delegation('SendDelegationToken'),
  [
    'GetHumanReadableSummary',
    { EntityArn: `${account}:delegation-request/delegation-0123456789` },
    `${account}:delegation-request/delegation-0123456789`,
  ],
];

export const stsPermissions: readonly PermissionRow[] = [
  [
    'AssumeRole',
    { RoleArn: `${account}:role/team/app`, RoleSessionName: 'test' },
    `${account}:role/team/app`,
  ],
  [
    'AssumeRoot',
    {
      TargetPrincipal: '210987654321',
      TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/SQSUnlockQueuePolicy' },
    },
    'arn:aws:iam::210987654321:root',
  ],
  wholeAccount('DecodeAuthorizationMessage', { EncodedMessage: 'bm90aGluZw' }),
  wholeAccount('GetAccessKeyInfo', { AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }),
  wholeAccount('GetDelegatedAccessToken', { TradeInToken: 'token' }),
  ['GetFederationToken', { Name: 'guest' }, 'arn:aws:sts::123456789012:federated-user/guest'],
  wholeAccount('GetWebIdentityToken', { Audience: ['me'], SigningAlgorithm: 'RS256' }),
];

/** No permission is asked for: AWS says so of the first two, and the others come unsigned. */
export const needNothing: readonly (readonly [operation: string, input: object])[] = [
  ['GetCallerIdentity', {}],
  ['GetSessionToken', {}],
];
export const unsigned = ['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'];

/** Permissions that a call asks for besides its own, first the call with what makes them necessary. */
export const furtherPermissions: readonly (readonly [
  operation: string,
  input: object,
  action: string,
  resource: string,
])[] = [
  ['CreateUser', { UserName: 'new', Path: '/x/', ...tags }, 'iam:TagUser', `${account}:user/x/new`],
  [
    'CreateRole',
    { RoleName: 'new', AssumeRolePolicyDocument: trust, ...tags },
    'iam:TagRole',
    `${account}:role/new`,
  ],
  [
    'CreatePolicy',
    { PolicyName: 'new', PolicyDocument: document, ...tags },
    'iam:TagPolicy',
    `${account}:policy/new`,
  ],
  [
    'CreateInstanceProfile',
    { InstanceProfileName: 'new', ...tags },
    'iam:TagInstanceProfile',
    `${account}:instance-profile/new`,
  ],
  ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone', ...tags }, 'iam:TagMFADevice', mfaArn],
  [
    'CreateOpenIDConnectProvider',
    { Url: 'https://token.actions.githubusercontent.com', ...tags },
    'iam:TagOpenIDConnectProvider',
    oidcArn,
  ],
  [
    'CreateSAMLProvider',
    { Name: 'corp', SAMLMetadataDocument: 'x'.repeat(1000), ...tags },
    'iam:TagSAMLProvider',
    samlArn,
  ],
  [
    'UploadServerCertificate',
    {
      ServerCertificateName: 'new',
      CertificateBody: pem('CERTIFICATE'),
      PrivateKey: pem('RSA PRIVATE KEY'),
      ...tags,
    },
    'iam:TagServerCertificate',
    `${account}:server-certificate/new`,
  ],
  [
    'AddRoleToInstanceProfile',
    { InstanceProfileName: 'web', RoleName: 'app' },
    'iam:PassRole',
    `${account}:role/team/app`,
  ],
];
