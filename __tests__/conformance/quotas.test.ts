import { InvalidInputException, LimitExceededException } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, PackedPolicyTooLargeException } from '@aws-sdk/client-sts';
import { defaultQuotas } from '../../src/engine/quotas.ts';
import { totpCode, totpStep } from '../../src/engine/totp.ts';
import { expectFailure, useAws } from '../support/aws.ts';
import { type Request, sendRequest } from '../support/calls.ts';
import { makeCertificate } from '../support/certificates.ts';
import { identityPolicy, sshPublicKey, trustPolicy } from '../support/fixtures.ts';
import { samlMetadata } from '../support/saml.ts';
import { createUser, roleArn } from '../support/sessions.ts';

/* Every quota: as many as it allows pass, one more is refused in AWS's words with the number of the account's quota. */

const now = Date.parse('2026-01-31T12:00:00Z');
const { aws, iam } = useAws({ now });
afterEach(() => aws.configure({ quotas: defaultQuotas }));

type QuotaName = keyof typeof defaultQuotas;

interface Row {
  readonly quota: QuotaName;
  /** What must be there first. */
  readonly around?: readonly Request[];
  /** The n-th thing that counts against the quota, from 1. */
  readonly add: (number: number) => Request;
  /** AWS's name of the quota, or its sentence where it has one of its own. */
  readonly refusal: string | ((limit: number) => string);
}

const arn = (resource: string): string => `arn:aws:iam::123456789012:${resource}`;
const certificates = [1, 2, 3].map((number) => makeCertificate({ subject: `thing ${number}` }));
const certificate = (number: number) => certificates[number - 1] as (typeof certificates)[number];
const user: Request = ['CreateUser', { UserName: 'holder' }];
const group: Request = ['CreateGroup', { GroupName: 'holder' }];
const role: Request = ['CreateRole', { RoleName: 'holder', AssumeRolePolicyDocument: trustPolicy }];
const of = { User: { UserName: 'holder' }, Group: { GroupName: 'holder' }, Role: { RoleName: 'holder' } };
const oidc: Request = ['CreateOpenIDConnectProvider', { Url: 'https://idp.example' }];
const saml = (number: number, more = {}): Request => [
  'CreateSAMLProvider',
  { Name: `thing${number}`, SAMLMetadataDocument: samlMetadata(), ...more },
];
const numbered = (kind: string, count = 3): string[] =>
  Array.from({ length: count }, (_, index) => `${kind}${index + 1}`);
const policies: Request[] = numbered('thing').map((PolicyName) => [
  'CreatePolicy',
  { PolicyName, PolicyDocument: identityPolicy },
]);

const device = (number: number): string => arn(`mfa/thing${number}`);

const rows: readonly Row[] = [
  {
    quota: 'usersPerAccount',
    add: (number) => ['CreateUser', { UserName: `thing${number}` }],
    refusal: 'UsersPerAccount',
  },
  {
    quota: 'groupsPerAccount',
    add: (number) => ['CreateGroup', { GroupName: `thing${number}` }],
    refusal: 'GroupsPerAccount',
  },
  {
    quota: 'rolesPerAccount',
    add: (number) => ['CreateRole', { RoleName: `thing${number}`, AssumeRolePolicyDocument: trustPolicy }],
    refusal: 'RolesPerAccount',
  },
  {
    quota: 'policiesPerAccount',
    add: (number) => policies[number - 1] as Request,
    refusal: 'PoliciesPerAccount',
  },
  {
    quota: 'instanceProfilesPerAccount',
    add: (number) => ['CreateInstanceProfile', { InstanceProfileName: `thing${number}` }],
    refusal: 'InstanceProfilesPerAccount',
  },
  {
    quota: 'serverCertificatesPerAccount',
    add: (number) => [
      'UploadServerCertificate',
      {
        ServerCertificateName: `thing${number}`,
        CertificateBody: certificate(1).pem,
        PrivateKey: certificate(1).keyPem,
      },
    ],
    refusal: 'ServerCertificatesPerAccount',
  },
  {
    quota: 'openIdConnectProvidersPerAccount',
    add: (number) => ['CreateOpenIDConnectProvider', { Url: `https://idp${number}.example` }],
    refusal: 'OpenIdConnectProvidersPerAccount',
  },
  { quota: 'samlProvidersPerAccount', add: (number) => saml(number), refusal: 'SAMLProvidersPerAccount' },
  {
    quota: 'virtualMfaDevicesPerAccount',
    add: (number) => ['CreateVirtualMFADevice', { VirtualMFADeviceName: `thing${number}` }],
    refusal: 'VirtualMFADevicesPerAccount',
  },
  {
    quota: 'groupsPerUser',
    around: [user, ...numbered('thing').map((GroupName): Request => ['CreateGroup', { GroupName }])],
    add: (number) => ['AddUserToGroup', { ...of.User, GroupName: `thing${number}` }],
    refusal: 'GroupsPerUser',
  },
  ...(['User', 'Group', 'Role'] as const).map((kind): Row => ({
    quota: `policiesPer${kind}`,
    around: [{ User: user, Group: group, Role: role }[kind], ...policies],
    add: (number) => [`Attach${kind}Policy`, { ...of[kind], PolicyArn: arn(`policy/thing${number}`) }],
    refusal: `PoliciesPer${kind}`,
  })),
  {
    quota: 'accessKeysPerUser',
    around: [user],
    add: () => ['CreateAccessKey', of.User],
    refusal: 'AccessKeysPerUser',
  },
  // Without a user's name it is about the root user, who has the same quota.
  { quota: 'accessKeysPerUser', add: () => ['CreateAccessKey', {}], refusal: 'AccessKeysPerUser' },
  {
    quota: 'certificatesPerUser',
    around: [user],
    add: (number) => ['UploadSigningCertificate', { ...of.User, CertificateBody: certificate(number).pem }],
    refusal: 'CertificatesPerUser',
  },
  {
    quota: 'sshPublicKeysPerUser',
    around: [user],
    add: (number) => ['UploadSSHPublicKey', { ...of.User, SSHPublicKeyBody: sshPublicKey(number) }],
    refusal: 'SSHPublicKeysPerUser',
  },
  {
    quota: 'mfaDevicesPerUser',
    around: [
      user,
      ...numbered('thing').map((VirtualMFADeviceName): Request => [
        'CreateVirtualMFADevice',
        { VirtualMFADeviceName },
      ]),
    ],
    add: (number) => {
      const seed = aws.state.accounts.get('123456789012')?.mfaDevices.get(device(number))?.seed as string;
      const step = Math.floor(now / totpStep);
      return [
        'EnableMFADevice',
        {
          ...of.User,
          SerialNumber: device(number),
          AuthenticationCode1: totpCode(seed, step - 1),
          AuthenticationCode2: totpCode(seed, step),
        },
      ];
    },
    refusal: 'MFADevicesPerUser',
  },
  {
    quota: 'serviceSpecificCredentialsPerUser',
    around: [user],
    add: () => ['CreateServiceSpecificCredential', { ...of.User, ServiceName: 'codecommit.amazonaws.com' }],
    refusal: 'ServiceSpecificCredentialsPerUser',
  },
  {
    quota: 'instanceSessionsPerInstanceProfile',
    around: [
      ['CreateInstanceProfile', { InstanceProfileName: 'holder' }],
      ...numbered('thing').map((RoleName): Request => [
        'CreateRole',
        { RoleName, AssumeRolePolicyDocument: trustPolicy },
      ]),
    ],
    add: (number) => [
      'AddRoleToInstanceProfile',
      { InstanceProfileName: 'holder', RoleName: `thing${number}` },
    ],
    refusal: 'InstanceSessionsPerInstanceProfile',
  },
  {
    quota: 'clientIdsPerOpenIdConnectProvider',
    around: [oidc],
    add: (number) => [
      'AddClientIDToOpenIDConnectProvider',
      { OpenIDConnectProviderArn: arn('oidc-provider/idp.example'), ClientID: `thing${number}` },
    ],
    refusal: 'ClientIdsPerOpenIdConnectProvider',
  },
  {
    quota: 'clientIdsPerOpenIdConnectProvider',
    add: (number) => [
      'CreateOpenIDConnectProvider',
      { Url: `https://idp${number}.example`, ClientIDList: numbered('thing', number) },
    ],
    refusal: 'ClientIdsPerOpenIdConnectProvider',
  },
  {
    quota: 'privateKeysPerSamlProvider',
    around: [saml(1)],
    add: (number) => [
      'UpdateSAMLProvider',
      { SAMLProviderArn: arn('saml-provider/thing1'), AddPrivateKey: certificate(number).keyPem },
    ],
    refusal: 'PrivateKeysPerSAMLProvider',
  },
  {
    quota: 'versionsPerPolicy',
    around: [policies[0] as Request],
    // The first version came with the policy.
    add: (number) =>
      number === 1
        ? ['GetPolicyVersion', { PolicyArn: arn('policy/thing1'), VersionId: 'v1' }]
        : ['CreatePolicyVersion', { PolicyArn: arn('policy/thing1'), PolicyDocument: identityPolicy }],
    refusal: (limit) =>
      `A managed policy can have up to ${limit} versions. Before you create a new version, you must delete an existing version.`,
  },
  {
    quota: 'tagsPerResource',
    around: [user],
    add: (number) => ['TagUser', { ...of.User, Tags: [{ Key: `thing${number}`, Value: '' }] }],
    refusal: () => 'The number of tags has reached the maximum limit.',
  },
];

describe.each(rows)('$quota', ({ quota, around = [], add, refusal }) => {
  test.each([1, 2])('of %d: one more is refused', async (limit) => {
    for (const request of around) await sendRequest(iam, request);
    aws.configure({ quotas: { [quota]: limit } });
    for (let number = 1; number <= limit; number += 1) await sendRequest(iam, add(number));
    await expectFailure(aws, () => sendRequest(iam, add(limit + 1)), {
      code: 'LimitExceeded',
      status: 409,
      message: typeof refusal === 'string' ? `Cannot exceed quota for ${refusal}: ${limit}` : refusal(limit),
      class: LimitExceededException,
    });
  });
});

test('a private key that comes with a new SAML provider counts', async () => {
  aws.configure({ quotas: { privateKeysPerSamlProvider: 0 } });
  await expectFailure(aws, () => sendRequest(iam, saml(1, { AddPrivateKey: certificate(1).keyPem })), {
    code: 'LimitExceeded',
    status: 409,
    message: 'Cannot exceed quota for PrivateKeysPerSAMLProvider: 0',
    class: LimitExceededException,
  });
});

test('thumbprintsPerOpenIdConnectProvider: InvalidInput, in words that count one less', async () => {
  aws.configure({ quotas: { thumbprintsPerOpenIdConnectProvider: 2 } });
  const ThumbprintList = ['a', 'b', 'c'].map((digit) => digit.repeat(40));
  const provider = (list: string[]): Request => [
    'CreateOpenIDConnectProvider',
    { Url: 'https://idp.example', ThumbprintList: list },
  ];
  await expectFailure(aws, () => sendRequest(iam, provider(ThumbprintList)), {
    code: 'InvalidInput',
    status: 400,
    message: 'Thumbprint list must contain fewer than 2 entries.',
    class: InvalidInputException,
  });
  await sendRequest(iam, provider(ThumbprintList.slice(1)));
});

/** A document and the same with white space, which does not count. */
const size = identityPolicy.length;
const spaced = JSON.stringify(JSON.parse(identityPolicy), undefined, 4).replaceAll('\n', '\r\n\t');
const trustSize = trustPolicy.length;

interface SizeRow {
  readonly quota: QuotaName;
  readonly around: readonly Request[];
  /** What fits exactly. */
  readonly limit: number;
  readonly put: Request;
  readonly message: (limit: number) => string;
}

const sizeRows: readonly SizeRow[] = [
  ...(['User', 'Group', 'Role'] as const).map((kind): SizeRow => {
    const word = kind.toLowerCase() as 'user' | 'group' | 'role';
    return {
      quota: `${word}PolicySize`,
      around: [
        { User: user, Group: group, Role: role }[kind],
        [`Put${kind}Policy`, { ...of[kind], PolicyName: 'one', PolicyDocument: spaced }],
      ],
      limit: 2 * size,
      put: [`Put${kind}Policy`, { ...of[kind], PolicyName: 'two', PolicyDocument: spaced }],
      message: (limit) => `Maximum policy size of ${limit} bytes exceeded for ${word} holder`,
    };
  }),
  {
    quota: 'policySize',
    around: [],
    limit: size,
    put: ['CreatePolicy', { PolicyName: 'thing', PolicyDocument: spaced }],
    message: (limit) => `Cannot exceed quota for PolicySize: ${limit}`,
  },
  {
    quota: 'policySize',
    around: [policies[0] as Request],
    limit: size,
    put: ['CreatePolicyVersion', { PolicyArn: arn('policy/thing1'), PolicyDocument: spaced }],
    message: (limit) => `Cannot exceed quota for PolicySize: ${limit}`,
  },
  {
    quota: 'assumeRolePolicySize',
    around: [],
    limit: trustSize,
    put: ['CreateRole', { RoleName: 'thing', AssumeRolePolicyDocument: ` ${trustPolicy}\n` }],
    message: (limit) => `Cannot exceed quota for ACLSizePerRole: ${limit}`,
  },
  {
    quota: 'assumeRolePolicySize',
    around: [role],
    limit: trustSize,
    put: ['UpdateAssumeRolePolicy', { ...of.Role, PolicyDocument: ` ${trustPolicy}\n` }],
    message: (limit) => `Cannot exceed quota for ACLSizePerRole: ${limit}`,
  },
];

test.each(sizeRows)('$quota counts characters but white space: $put.0', async (row) => {
  const { quota, around, limit, put, message } = row;
  for (const request of around) await sendRequest(iam, request);
  aws.configure({ quotas: { [quota]: limit - 1 } });
  await expectFailure(aws, () => sendRequest(iam, put), {
    code: 'LimitExceeded',
    status: 409,
    message: message(limit - 1),
    class: LimitExceededException,
  });
  aws.configure({ quotas: { [quota]: limit } });
  await sendRequest(iam, put);
});

test('sessionTokenSize: what does not fit in a token is told in percent', async () => {
  await sendRequest(iam, role);
  const alice = await createUser(iam, 'alice');
  const assume = () =>
    alice.sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn('holder'),
        RoleSessionName: 'session',
        Policy: identityPolicy,
      }),
    );
  const { SessionTokenSize = 0 } = await assume();
  aws.configure({ quotas: { sessionTokenSize: SessionTokenSize } });
  expect((await assume()).PackedPolicySize).toBe(100);
  aws.configure({ quotas: { sessionTokenSize: SessionTokenSize - 1 } });
  await expectFailure(aws, assume, {
    code: 'PackedPolicyTooLarge',
    status: 400,
    message: 'Packed policy consumes 101% of allotted space, please use smaller policy.',
    class: PackedPolicyTooLargeException,
  });
});

test('every quota is tried here, but those of other suites', () => {
  const tried = new Set<string>([...rows, ...sizeRows].map(({ quota }) => quota));
  expect(Object.keys(defaultQuotas).filter((name) => !tried.has(name))).toEqual([
    'thumbprintsPerOpenIdConnectProvider',
    // Only a number in the account summary.
    'policyVersionsInUse',
    // federation-token.test.ts
    'sessionPolicySize',
    'sessionTokenSize',
  ]);
});
