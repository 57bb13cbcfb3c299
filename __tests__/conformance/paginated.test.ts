import { iamModel } from '../../src/data/iam-model.ts';
import { totpCode, totpStep } from '../../src/engine/totp.ts';
import { expectFailure, useAws } from '../support/aws.ts';
import { type Reply, type Request, sendRequest } from '../support/calls.ts';
import { makeCertificate } from '../support/certificates.ts';
import { identityPolicy, sshPublicKey, trustPolicy } from '../support/fixtures.ts';
import { samlMetadata } from '../support/saml.ts';

const many = 40;
const { aws, iam } = useAws({
  now: '2026-01-31T12:00:00Z',
  quotas: {
    accessKeysPerUser: many,
    certificatesPerUser: many,
    sshPublicKeysPerUser: many,
    mfaDevicesPerUser: many,
    serviceSpecificCredentialsPerUser: many,
    policiesPerUser: many,
    policiesPerGroup: many,
    policiesPerRole: many,
    versionsPerPolicy: many,
    groupsPerUser: many,
  },
});
const send = (request: Request): Promise<Reply> => sendRequest(iam, request);

/** An operation that gives its result in pages. */
interface PaginatedFamily {
  readonly operation: string;
  /** What the listing needs around it; its members are part of every request. */
  readonly input?: () => object | Promise<object>;
  /** Member of the output with the items, or how they are found. */
  readonly items: string | ((reply: Reply) => readonly string[]);
  /** Member of an item that tells it apart; absent where items are texts. */
  readonly id?: string;
  /** Adds the item with this name. */
  readonly make?: (name: string) => readonly Request[] | Promise<readonly Request[]>;
  /** Takes an item out; `id` is what the listing tells it apart by. */
  readonly remove?: (id: string) => readonly Request[] | Promise<readonly Request[]>;
  /** How many items there are, where they cannot be added one by one. */
  readonly fixed?: number;
  /** Spelling of the member that tells whether more follows. */
  readonly isTruncated?: string;
  /** No MaxItems in the model: pages cannot be made small. */
  readonly unsized?: true;
}

const user: Request = ['CreateUser', { UserName: 'holder' }];
const group: Request = ['CreateGroup', { GroupName: 'holder' }];
const role: Request = ['CreateRole', { RoleName: 'holder', AssumeRolePolicyDocument: trustPolicy }];
const policyOf = (PolicyName: string): Request => [
  'CreatePolicy',
  { PolicyName, PolicyDocument: identityPolicy },
];
const policyArn = (name: string): string => `arn:aws:iam::123456789012:policy/${name}`;
const holderOf = { User: user, Group: group, Role: role } as const;

/** A tag of a resource as an item of its listing. */
const tagFamily = (kind: string, create: Request, name: Record<string, string>): PaginatedFamily => ({
  operation: `List${kind}Tags`,
  input: async () => {
    await send(create);
    return name;
  },
  items: 'Tags',
  id: 'Key',
  make: (Key) => [[`Tag${kind}`, { ...name, Tags: [{ Key, Value: 'v' }] }]],
  remove: (Key) => [[`Untag${kind}`, { ...name, TagKeys: [Key] }]],
});

const attachedFamily = (kind: keyof typeof holderOf): PaginatedFamily => ({
  operation: `ListAttached${kind}Policies`,
  input: async () => {
    await send(holderOf[kind]);
    return { [`${kind}Name`]: 'holder' };
  },
  items: 'AttachedPolicies',
  id: 'PolicyName',
  make: (name) => [
    policyOf(name),
    [`Attach${kind}Policy`, { [`${kind}Name`]: 'holder', PolicyArn: policyArn(name) }],
  ],
  remove: (name) => [[`Detach${kind}Policy`, { [`${kind}Name`]: 'holder', PolicyArn: policyArn(name) }]],
});

const inlineFamily = (kind: keyof typeof holderOf): PaginatedFamily => ({
  operation: `List${kind}Policies`,
  input: async () => {
    await send(holderOf[kind]);
    return { [`${kind}Name`]: 'holder' };
  },
  items: 'PolicyNames',
  make: (PolicyName) => [
    [`Put${kind}Policy`, { [`${kind}Name`]: 'holder', PolicyName, PolicyDocument: identityPolicy }],
  ],
  remove: (PolicyName) => [[`Delete${kind}Policy`, { [`${kind}Name`]: 'holder', PolicyName }]],
});

/** What a user holds. */
const held = async (): Promise<object> => {
  await send(user);
  return { UserName: 'holder' };
};

const certificate = makeCertificate();
const certificates = new Map<string, string>();
const certificateFor = (name: string): string => {
  const pem = certificates.get(name) ?? makeCertificate({ subject: name }).pem;
  certificates.set(name, pem);
  return pem;
};
const numberIn = (name: string): number => Number(/\d+$/.exec(name)?.[0]);

/** Six services that a policy grants. */
const services = ['dynamodb', 'ec2', 'lambda', 's3', 'sns', 'sqs'];
const servicePolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: services.map((service) => `${service}:*`), Resource: '*' }],
});
const jobOf = async (Arn: string): Promise<object> => {
  const { JobId } = await send(['GenerateServiceLastAccessedDetails', { Arn }]);
  return { JobId };
};

const idsIn = (list: unknown, id: string): string[] =>
  (list as Record<string, string>[]).map((item) => item[id] as string);

const families: readonly PaginatedFamily[] = [
  {
    operation: 'ListUsers',
    items: 'Users',
    id: 'UserName',
    make: (UserName) => [['CreateUser', { UserName }]],
    remove: (UserName) => [['DeleteUser', { UserName }]],
  },
  {
    operation: 'ListGroups',
    items: 'Groups',
    id: 'GroupName',
    make: (GroupName) => [['CreateGroup', { GroupName }]],
    remove: (GroupName) => [['DeleteGroup', { GroupName }]],
  },
  {
    operation: 'GetGroup',
    input: async () => {
      await send(group);
      return { GroupName: 'holder' };
    },
    items: 'Users',
    id: 'UserName',
    make: (UserName) => [
      ['CreateUser', { UserName }],
      ['AddUserToGroup', { UserName, GroupName: 'holder' }],
    ],
    remove: (UserName) => [['RemoveUserFromGroup', { UserName, GroupName: 'holder' }]],
  },
  {
    operation: 'ListGroupsForUser',
    input: held,
    items: 'Groups',
    id: 'GroupName',
    make: (GroupName) => [
      ['CreateGroup', { GroupName }],
      ['AddUserToGroup', { UserName: 'holder', GroupName }],
    ],
    remove: (GroupName) => [['RemoveUserFromGroup', { UserName: 'holder', GroupName }]],
  },
  {
    operation: 'ListRoles',
    items: 'Roles',
    id: 'RoleName',
    make: (RoleName) => [['CreateRole', { RoleName, AssumeRolePolicyDocument: trustPolicy }]],
    remove: (RoleName) => [['DeleteRole', { RoleName }]],
  },
  {
    operation: 'ListInstanceProfiles',
    items: 'InstanceProfiles',
    id: 'InstanceProfileName',
    make: (InstanceProfileName) => [['CreateInstanceProfile', { InstanceProfileName }]],
    remove: (InstanceProfileName) => [['DeleteInstanceProfile', { InstanceProfileName }]],
  },
  {
    operation: 'ListInstanceProfilesForRole',
    input: async () => {
      await send(role);
      return { RoleName: 'holder' };
    },
    items: 'InstanceProfiles',
    id: 'InstanceProfileName',
    make: (InstanceProfileName) => [
      ['CreateInstanceProfile', { InstanceProfileName }],
      ['AddRoleToInstanceProfile', { InstanceProfileName, RoleName: 'holder' }],
    ],
    remove: (InstanceProfileName) => [
      ['RemoveRoleFromInstanceProfile', { InstanceProfileName, RoleName: 'holder' }],
    ],
  },
  {
    operation: 'ListPolicies',
    input: () => ({ Scope: 'Local' }),
    items: 'Policies',
    id: 'PolicyName',
    make: (name) => [policyOf(name)],
    remove: (name) => [['DeletePolicy', { PolicyArn: policyArn(name) }]],
  },
  {
    operation: 'ListPolicyVersions',
    input: async () => {
      await send(policyOf('versioned'));
      return { PolicyArn: policyArn('versioned') };
    },
    items: (reply) => idsIn(reply['Versions'], 'VersionId').filter((id) => id !== 'v1'),
    make: () => [
      ['CreatePolicyVersion', { PolicyArn: policyArn('versioned'), PolicyDocument: identityPolicy }],
    ],
    remove: (VersionId) => [['DeletePolicyVersion', { PolicyArn: policyArn('versioned'), VersionId }]],
  },
  {
    operation: 'ListEntitiesForPolicy',
    input: async () => {
      await send(policyOf('attached'));
      return { PolicyArn: policyArn('attached') };
    },
    items: (reply) => [
      ...idsIn(reply['PolicyGroups'], 'GroupName'),
      ...idsIn(reply['PolicyRoles'], 'RoleName'),
      ...idsIn(reply['PolicyUsers'], 'UserName'),
    ],
    make: (name) => {
      const kind = (['User', 'Group', 'Role'] as const)[numberIn(name) % 3] as 'User' | 'Group' | 'Role';
      const [operation, input] = holderOf[kind];
      const named = { [`${kind}Name`]: name };
      return [
        [operation, { ...input, ...named }],
        [`Attach${kind}Policy`, { ...named, PolicyArn: policyArn('attached') }],
      ];
    },
    remove: (name) => {
      const kind = ['User', 'Group', 'Role'][numberIn(name) % 3] as string;
      return [[`Detach${kind}Policy`, { [`${kind}Name`]: name, PolicyArn: policyArn('attached') }]];
    },
  },
  ...(['User', 'Group', 'Role'] as const).flatMap((kind) => [attachedFamily(kind), inlineFamily(kind)]),
  tagFamily('User', user, { UserName: 'holder' }),
  tagFamily('Role', role, { RoleName: 'holder' }),
  tagFamily('Policy', policyOf('tagged'), { PolicyArn: policyArn('tagged') }),
  tagFamily('InstanceProfile', ['CreateInstanceProfile', { InstanceProfileName: 'tagged' }], {
    InstanceProfileName: 'tagged',
  }),
  tagFamily('OpenIDConnectProvider', ['CreateOpenIDConnectProvider', { Url: 'https://idp.example' }], {
    OpenIDConnectProviderArn: 'arn:aws:iam::123456789012:oidc-provider/idp.example',
  }),
  tagFamily(
    'SAMLProvider',
    ['CreateSAMLProvider', { Name: 'tagged', SAMLMetadataDocument: samlMetadata() }],
    {
      SAMLProviderArn: 'arn:aws:iam::123456789012:saml-provider/tagged',
    },
  ),
  tagFamily('MFADevice', ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'tagged' }], {
    SerialNumber: 'arn:aws:iam::123456789012:mfa/tagged',
  }),
  tagFamily(
    'ServerCertificate',
    [
      'UploadServerCertificate',
      { ServerCertificateName: 'tagged', CertificateBody: certificate.pem, PrivateKey: certificate.keyPem },
    ],
    { ServerCertificateName: 'tagged' },
  ),
  {
    operation: 'ListServerCertificates',
    items: 'ServerCertificateMetadataList',
    id: 'ServerCertificateName',
    make: (ServerCertificateName) => [
      [
        'UploadServerCertificate',
        { ServerCertificateName, CertificateBody: certificate.pem, PrivateKey: certificate.keyPem },
      ],
    ],
    remove: (ServerCertificateName) => [['DeleteServerCertificate', { ServerCertificateName }]],
  },
  {
    operation: 'ListAccessKeys',
    input: held,
    items: 'AccessKeyMetadata',
    id: 'AccessKeyId',
    make: () => [['CreateAccessKey', { UserName: 'holder' }]],
    remove: (AccessKeyId) => [['DeleteAccessKey', { UserName: 'holder', AccessKeyId }]],
  },
  {
    operation: 'ListSigningCertificates',
    input: held,
    items: 'Certificates',
    id: 'CertificateId',
    make: (name) => [
      ['UploadSigningCertificate', { UserName: 'holder', CertificateBody: certificateFor(name) }],
    ],
    remove: (CertificateId) => [['DeleteSigningCertificate', { UserName: 'holder', CertificateId }]],
  },
  {
    operation: 'ListSSHPublicKeys',
    input: held,
    items: 'SSHPublicKeys',
    id: 'SSHPublicKeyId',
    make: (name) => [
      ['UploadSSHPublicKey', { UserName: 'holder', SSHPublicKeyBody: sshPublicKey(numberIn(name)) }],
    ],
    remove: (SSHPublicKeyId) => [['DeleteSSHPublicKey', { UserName: 'holder', SSHPublicKeyId }]],
  },
  {
    operation: 'ListServiceSpecificCredentials',
    input: held,
    items: 'ServiceSpecificCredentials',
    id: 'ServiceSpecificCredentialId',
    make: () => [
      ['CreateServiceSpecificCredential', { UserName: 'holder', ServiceName: 'codecommit.amazonaws.com' }],
    ],
    remove: (ServiceSpecificCredentialId) => [
      ['DeleteServiceSpecificCredential', { UserName: 'holder', ServiceSpecificCredentialId }],
    ],
  },
  {
    operation: 'ListVirtualMFADevices',
    items: 'VirtualMFADevices',
    id: 'SerialNumber',
    make: (VirtualMFADeviceName) => [['CreateVirtualMFADevice', { VirtualMFADeviceName }]],
    remove: (SerialNumber) => [['DeleteVirtualMFADevice', { SerialNumber }]],
  },
  {
    operation: 'ListMFADevices',
    input: held,
    items: 'MFADevices',
    id: 'SerialNumber',
    make: async (VirtualMFADeviceName) => {
      const { VirtualMFADevice } = await send(['CreateVirtualMFADevice', { VirtualMFADeviceName }]);
      const { SerialNumber, Base32StringSeed } = VirtualMFADevice as {
        SerialNumber: string;
        Base32StringSeed: Uint8Array;
      };
      const seed = new TextDecoder().decode(Base32StringSeed);
      const step = Math.floor(aws.clock.now().getTime() / totpStep);
      return [
        [
          'EnableMFADevice',
          {
            UserName: 'holder',
            SerialNumber,
            AuthenticationCode1: totpCode(seed, step - 1),
            AuthenticationCode2: totpCode(seed, step),
          },
        ],
      ];
    },
    remove: (SerialNumber) => [['DeactivateMFADevice', { UserName: 'holder', SerialNumber }]],
  },
  {
    operation: 'ListAccountAliases',
    items: 'AccountAliases',
    input: async () => {
      await send(['CreateAccountAlias', { AccountAlias: 'only-one' }]);
      return {};
    },
    fixed: 1,
  },
  {
    operation: 'ListDelegationRequests',
    items: 'DelegationRequests',
    id: 'DelegationRequestId',
    isTruncated: 'isTruncated',
    make: async (RequestorWorkflowId) => {
      const { DelegationRequestId } = await send([
        'CreateDelegationRequest',
        {
          RequestorWorkflowId,
          Description: 'test',
          Permissions: { PolicyTemplateArn: policyArn('template') },
          NotificationChannel: 'arn:aws:sns:us-east-1:123456789012:topic',
          SessionDuration: 3600,
        },
      ]);
      return [['AssociateDelegationRequest', { DelegationRequestId }]];
    },
  },
  {
    operation: 'GetAccountAuthorizationDetails',
    items: (reply) => [
      ...idsIn(reply['UserDetailList'], 'UserName'),
      ...idsIn(reply['GroupDetailList'], 'GroupName'),
      ...idsIn(reply['RoleDetailList'], 'RoleName'),
      ...idsIn(reply['Policies'], 'PolicyName'),
    ],
    make: (name) => {
      const kind = (['User', 'Group', 'Role'] as const)[numberIn(name) % 3] as 'User' | 'Group' | 'Role';
      const [operation, input] = holderOf[kind];
      return [[operation, { ...input, [`${kind}Name`]: name }]];
    },
    remove: (name) => {
      const kind = ['User', 'Group', 'Role'][numberIn(name) % 3] as string;
      return [[`Delete${kind}`, { [`${kind}Name`]: name }]];
    },
  },
  {
    operation: 'SimulateCustomPolicy',
    input: () => ({ PolicyInputList: [servicePolicy], ActionNames: services.map((name) => `${name}:List`) }),
    items: 'EvaluationResults',
    id: 'EvalActionName',
    fixed: services.length,
  },
  {
    operation: 'SimulatePrincipalPolicy',
    input: async () => {
      await send(user);
      return {
        PolicySourceArn: 'arn:aws:iam::123456789012:user/holder',
        ActionNames: services.map((name) => `${name}:List`),
      };
    },
    items: 'EvaluationResults',
    id: 'EvalActionName',
    fixed: services.length,
  },
  {
    operation: 'GetServiceLastAccessedDetails',
    input: async () => {
      await send(['CreatePolicy', { PolicyName: 'services', PolicyDocument: servicePolicy }]);
      return jobOf(policyArn('services'));
    },
    items: 'ServicesLastAccessed',
    id: 'ServiceNamespace',
    fixed: services.length,
  },
  {
    operation: 'GetServiceLastAccessedDetailsWithEntities',
    input: async () => {
      const PolicyArn = policyArn('services');
      await send(['CreatePolicy', { PolicyName: 'services', PolicyDocument: servicePolicy }]);
      for (const UserName of ['a', 'b', 'c', 'd', 'e', 'f']) {
        await send(['CreateUser', { UserName }]);
        await send(['AttachUserPolicy', { UserName, PolicyArn }]);
      }
      return { ...(await jobOf(PolicyArn)), ServiceNamespace: 's3' };
    },
    items: (reply) =>
      idsIn(
        (reply['EntityDetailsList'] as { EntityInfo: object }[]).map((item) => item.EntityInfo),
        'Name',
      ),
    fixed: 6,
  },
  {
    operation: 'GetOrganizationsAccessReport',
    input: async () => {
      aws.world.transact('123456789012', (call) =>
        call.update((account) => {
          account.settings.organization = {
            id: 'o-exampleorgid',
            rootCredentialsManagement: false,
            rootSessions: false,
          };
        }),
      );
      const { JobId } = await send([
        'GenerateOrganizationsAccessReport',
        { EntityPath: 'o-exampleorgid/r-abcd' },
      ]);
      return { JobId };
    },
    items: 'AccessDetails',
    id: 'ServiceNamespace',
    fixed: Number.POSITIVE_INFINITY,
  },
  {
    operation: 'ListPoliciesGrantingServiceAccess',
    input: async () => {
      await send(user);
      return { Arn: 'arn:aws:iam::123456789012:user/holder', ServiceNamespaces: services };
    },
    items: 'PoliciesGrantingServiceAccess',
    id: 'ServiceNamespace',
    fixed: services.length,
    unsized: true,
  },
];

test('every operation with a marker is here', () => {
  const withMarker = Object.entries(iamModel.operations)
    .filter(([, { input }]) => input.some(([name]) => name === 'Marker'))
    .map(([operation]) => operation);
  expect(families.map(({ operation }) => operation).toSorted()).toEqual(withMarker.toSorted());
});

const invalidMarker = { code: 'ValidationError', status: 400, message: 'Invalid Marker.' };
const violation = (constraint: string) => ({
  code: 'ValidationError',
  status: 400,
  message: `1 validation error detected: Value at 'maxItems' failed to satisfy constraint: ${constraint}`,
});

describe.each(families)('pages of $operation', (family) => {
  const { operation, make, remove, fixed, isTruncated = 'IsTruncated' } = family;

  let input: object;
  const list = (page: object = {}): Promise<Reply> => send([operation, { ...input, ...page }]);
  const idsOf = (reply: Reply): readonly string[] => {
    const { items, id } = family;
    if (typeof items === 'function') return items(reply);
    return id === undefined ? (reply[items] as string[]) : idsIn(reply[items], id);
  };
  const add = async (names: readonly string[]): Promise<void> => {
    for (const name of names) for (const request of (await make?.(name)) ?? []) await send(request);
  };

  /** Follows the markers to the end. */
  async function follow(MaxItems: number): Promise<{ pages: Reply[]; ids: string[] }> {
    const pages: Reply[] = [];
    let Marker: string | undefined;
    do {
      const page = await list({ MaxItems, ...(Marker === undefined ? {} : { Marker }) });
      expect(page[isTruncated]).toBe(page.Marker !== undefined);
      pages.push(page);
      if (pages.length > 1000) throw new Error('The markers go round in circles.');
      ({ Marker } = page);
    } while (Marker !== undefined);
    return { pages, ids: pages.flatMap(idsOf) };
  }

  beforeEach(async () => {
    input = (await family.input?.()) ?? {};
    // Out of order: what is listed is in the order of the listing.
    if (fixed === undefined) await add(['item-3', 'item-1', 'item-5', 'item-2', 'item-4']);
  });

  test('everything at once: complete, without a marker', async () => {
    const reply = await list(family.unsized ? {} : { MaxItems: 1000 });
    expect(reply[isTruncated]).toBe(false);
    expect(reply).not.toHaveProperty('Marker');
    if (fixed !== Number.POSITIVE_INFINITY) expect(idsOf(reply)).toHaveLength(fixed ?? 5);
    expect(new Set(idsOf(reply)).size).toBe(idsOf(reply).length);
  });

  test('refuses a marker that nobody handed out', async () => {
    for (const Marker of ['abc', 'ÿ', 'AAAA', 'item-1', Buffer.from(`${operation}x`).toString('base64')])
      await expectFailure(aws, () => list({ Marker }), invalidMarker);
  });

  test('refuses the marker of another operation', async () => {
    const other = operation === 'ListUsers' ? 'ListGroups' : 'ListUsers';
    const kind = other === 'ListUsers' ? 'User' : 'Group';
    for (const name of ['other-1', 'other-2']) await send([`Create${kind}`, { [`${kind}Name`]: name }]);
    const { Marker } = await send([other, { MaxItems: 1 }]);
    expect(Marker).toBeDefined();
    await expectFailure(aws, () => list({ Marker }), invalidMarker);
  });

  if (family.unsized) return;

  test.each([
    [0, 'Member must have value greater than or equal to 1'],
    [-1, 'Member must have value greater than or equal to 1'],
    [1001, 'Member must have value less than or equal to 1000'],
  ])('MaxItems %d does not pass the model', (MaxItems, constraint) =>
    expectFailure(aws, () => list({ MaxItems }), violation(constraint)),
  );

  test('one by one, or two by two, gives the same in the same order', async () => {
    const whole = idsOf(await list({ MaxItems: 1000 }));
    const size = fixed === Number.POSITIVE_INFINITY ? 100 : 1;
    for (const step of [size, 2 * size]) {
      const { ids, pages } = await follow(step);
      expect(ids).toEqual(whole);
      // Policies have a version that the tests cannot take away.
      const total = operation === 'ListPolicyVersions' ? whole.length + 1 : whole.length;
      expect(pages).toHaveLength(Math.ceil(total / step));
    }
  });

  test('a page that ends exactly at the end is the last', async () => {
    const whole = idsOf(await list({ MaxItems: 1000 }));
    const total = operation === 'ListPolicyVersions' ? whole.length + 1 : whole.length;
    const page = await list({ MaxItems: total });
    expect(page[isTruncated]).toBe(false);
    expect(page).not.toHaveProperty('Marker');
    if (total > 1) {
      const short = await list({ MaxItems: total - 1 });
      expect(short[isTruncated]).toBe(true);
      const rest = await list({ MaxItems: total - 1, Marker: short.Marker });
      expect(rest[isTruncated]).toBe(false);
    }
  });

  test('markers can be sent back: they are short enough', async () => {
    const { pages } = await follow(fixed === Number.POSITIVE_INFINITY ? 100 : 1);
    for (const { Marker } of pages) if (Marker !== undefined) expect(Marker.length).toBeLessThanOrEqual(320);
  });

  if (make === undefined) return;

  test('a marker is good for more than once, and items added before it do not shift it', async () => {
    const whole = idsOf(await list());
    const { Marker } = await list({ MaxItems: 2 });
    const first = idsOf(await list({ Marker }));
    expect(idsOf(await list({ Marker }))).toEqual(first);
    aws.clock.advance('1m');
    await add(['item-0', 'item-9']);
    const again = idsOf(await list({ Marker }));
    expect(again.filter((id) => whole.includes(id))).toEqual(first);
  });

  if (remove === undefined) return;

  test('items that go do not shift it either, not even the one it follows', async () => {
    const whole = idsOf(await list());
    const page = await list({ MaxItems: 2 });
    const seen = idsOf(page);
    for (const id of seen) for (const request of await remove(id)) await send(request);
    const rest = idsOf(await list({ Marker: page.Marker }));
    expect(rest).toEqual(whole.filter((id) => !seen.includes(id)));
    const next = rest[0] as string;
    for (const request of await remove(next)) await send(request);
    expect(idsOf(await list({ Marker: page.Marker }))).toEqual(rest.slice(1));
  });
});
