import {
  AddRoleToInstanceProfileCommand,
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  type EntityType,
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsCommandOutput,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  paginateGetAccountAuthorizationDetails,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00Z' });

const now = new Date('2026-01-31T12:00:00Z');
const account = 'arn:aws:iam::123456789012';
const document = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }],
});
const encoded = encodeURIComponent(document).replaceAll('*', '%2A');
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const readOnly = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
const text = (pattern: RegExp): string => expect.stringMatching(pattern) as string;

const details = async (
  input: { Filter?: EntityType[]; MaxItems?: number; Marker?: string | undefined } = {},
): Promise<Omit<GetAccountAuthorizationDetailsCommandOutput, '$metadata'>> => {
  const { $metadata: _, ...output } = await iam.send(new GetAccountAuthorizationDetailsCommand(input));
  return output;
};

/** What a page shows, in the order of its lists. */
const named = (output: Omit<GetAccountAuthorizationDetailsCommandOutput, '$metadata'>): string[] => [
  ...(output.UserDetailList ?? []).map(({ UserName }) => `user ${UserName}`),
  ...(output.GroupDetailList ?? []).map(({ GroupName }) => `group ${GroupName}`),
  ...(output.RoleDetailList ?? []).map(({ RoleName }) => `role ${RoleName}`),
  ...(output.Policies ?? []).map(({ PolicyName }) => `policy ${PolicyName}`),
];
/** One of everything: alice in devs, the role app in a profile, two policies of the account and one of AWS. */
async function furnish(): Promise<void> {
  const policy = (PolicyName: string) =>
    iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: document, Description: 'd' }));
  await policy('reader');
  await policy('Bounds');
  const inline = { PolicyName: 'inline', PolicyDocument: document };
  await iam.send(
    new CreateUserCommand({
      UserName: 'alice',
      Path: '/team/',
      PermissionsBoundary: `${account}:policy/Bounds`,
      Tags: [{ Key: 'a', Value: 'b' }],
    }),
  );
  await iam.send(new CreateUserCommand({ UserName: 'bob' }));
  await iam.send(new CreateGroupCommand({ GroupName: 'Devs' }));
  await iam.send(new AddUserToGroupCommand({ GroupName: 'devs', UserName: 'alice' }));
  await iam.send(new CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: trust }));
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'profile' }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'profile', RoleName: 'app' }));
  await iam.send(new PutUserPolicyCommand({ UserName: 'alice', ...inline }));
  await iam.send(new PutGroupPolicyCommand({ GroupName: 'Devs', ...inline }));
  await iam.send(new PutRolePolicyCommand({ RoleName: 'app', ...inline }));
  const PolicyArn = `${account}:policy/reader`;
  await iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn }));
  await iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn: readOnly }));
  await iam.send(new AttachGroupPolicyCommand({ GroupName: 'Devs', PolicyArn }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'app', PolicyArn }));
}

test('an empty account: four empty lists', async () => {
  expect(await details()).toStrictEqual({
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: [],
    Policies: [],
    IsTruncated: false,
  });
});

describe('a furnished account', () => {
  beforeEach(furnish);
  const attached = [
    { PolicyName: 'AmazonS3ReadOnlyAccess', PolicyArn: readOnly },
    { PolicyName: 'reader', PolicyArn: `${account}:policy/reader` },
  ];

  test('users', async () => {
    const { UserDetailList } = await details();
    expect(UserDetailList).toStrictEqual([
      {
        Path: '/team/',
        UserName: 'alice',
        UserId: text(/^AIDA[A-Z2-7]{17}$/),
        Arn: `${account}:user/team/alice`,
        CreateDate: now,
        UserPolicyList: [{ PolicyName: 'inline', PolicyDocument: encoded }],
        GroupList: ['Devs'],
        AttachedManagedPolicies: attached,
        PermissionsBoundary: {
          PermissionsBoundaryType: 'Policy',
          PermissionsBoundaryArn: `${account}:policy/Bounds`,
        },
        Tags: [{ Key: 'a', Value: 'b' }],
      },
      {
        Path: '/',
        UserName: 'bob',
        UserId: text(/^AIDA/),
        Arn: `${account}:user/bob`,
        CreateDate: now,
        GroupList: [],
        AttachedManagedPolicies: [],
        Tags: [],
      },
    ]);
  });

  test('groups', async () => {
    const { GroupDetailList } = await details();
    expect(GroupDetailList).toStrictEqual([
      {
        Path: '/',
        GroupName: 'Devs',
        GroupId: text(/^AGPA[A-Z2-7]{17}$/),
        Arn: `${account}:group/Devs`,
        CreateDate: now,
        GroupPolicyList: [{ PolicyName: 'inline', PolicyDocument: encoded }],
        AttachedManagedPolicies: [{ PolicyName: 'reader', PolicyArn: `${account}:policy/reader` }],
      },
    ]);
  });

  test('roles', async () => {
    const { RoleDetailList } = await details();
    const role = {
      Path: '/',
      RoleName: 'app',
      RoleId: text(/^AROA[A-Z2-7]{17}$/),
      Arn: `${account}:role/app`,
      CreateDate: now,
      AssumeRolePolicyDocument: encodeURIComponent(trust),
    };
    expect(RoleDetailList).toStrictEqual([
      {
        ...role,
        InstanceProfileList: [
          {
            Path: '/',
            InstanceProfileName: 'profile',
            InstanceProfileId: text(/^AIPA[A-Z2-7]{17}$/),
            Arn: `${account}:instance-profile/profile`,
            CreateDate: now,
            Roles: [role],
          },
        ],
        RolePolicyList: [{ PolicyName: 'inline', PolicyDocument: encoded }],
        AttachedManagedPolicies: [{ PolicyName: 'reader', PolicyArn: `${account}:policy/reader` }],
        Tags: [],
        RoleLastUsed: {},
      },
    ]);
  });

  test('policies: the account’s own, and those of AWS that it uses', async () => {
    const PolicyArn = `${account}:policy/reader`;
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: document }));
    const { Policies } = await details();
    const version = { Document: encoded, VersionId: 'v1', IsDefaultVersion: true, CreateDate: now };
    const policy = {
      PolicyId: text(/^ANPA/),
      Path: '/',
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: now,
      UpdateDate: now,
    };
    expect(Policies?.slice(0, 2)).toStrictEqual([
      {
        ...policy,
        PolicyName: 'Bounds',
        Arn: `${account}:policy/Bounds`,
        PermissionsBoundaryUsageCount: 1,
        PolicyVersionList: [version],
      },
      {
        ...policy,
        PolicyName: 'reader',
        Arn: PolicyArn,
        AttachmentCount: 3,
        PolicyVersionList: [{ ...version, VersionId: 'v2', IsDefaultVersion: false }, version],
      },
    ]);
    expect(Policies?.slice(2)).toEqual([
      expect.objectContaining({ PolicyName: 'AmazonS3ReadOnlyAccess', Arn: readOnly, AttachmentCount: 1 }),
    ]);
    const versions = Policies?.[2]?.PolicyVersionList ?? [];
    expect(versions.map(({ VersionId }) => VersionId)).toEqual(['v3', 'v2', 'v1']);
    for (const { Document } of versions)
      expect(JSON.parse(decodeURIComponent(Document ?? ''))).toHaveProperty('Statement');
  });

  const everything = [
    'user alice',
    'user bob',
    'group Devs',
    'role app',
    'policy Bounds',
    'policy reader',
    'policy AmazonS3ReadOnlyAccess',
  ];

  test.each([
    { Filter: [], expected: everything },
    { Filter: ['User'], expected: everything.slice(0, 2) },
    { Filter: ['Role', 'Group'], expected: everything.slice(2, 4) },
    { Filter: ['LocalManagedPolicy'], expected: everything.slice(4, 6) },
    { Filter: ['AWSManagedPolicy'], expected: everything.slice(6) },
    { Filter: ['AWSManagedPolicy', 'User', 'User'], expected: ['user alice', 'user bob', everything[6]] },
  ] as { Filter: EntityType[]; expected: string[] }[])('filter $Filter', async ({ Filter, expected }) => {
    const output = await details({ Filter });
    expect(named(output)).toEqual(expected);
    for (const list of ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'])
      expect(output).toHaveProperty(list, expect.any(Array));
  });

  test.each([1, 2, 3, 4, 6, 7, 8])('pages of %d count entries over all lists', async (pageSize) => {
    const seen: string[][] = [];
    for await (const page of paginateGetAccountAuthorizationDetails({ client: iam, pageSize }, {}))
      seen.push(named(page));
    expect(seen.flat()).toEqual(everything);
    expect(seen.slice(0, -1).every((page) => page.length === pageSize)).toBe(true);
    expect(seen.length).toBe(Math.ceil(everything.length / pageSize));
  });

  test('a marker goes on within the filter', async () => {
    const first = await details({ Filter: ['User', 'Role'], MaxItems: 1 });
    expect(first.IsTruncated).toBe(true);
    const rest = await details({ Filter: ['User', 'Role'], Marker: first.Marker });
    expect(named(rest)).toEqual(['user bob', 'role app']);
  });
});

test.each([
  {
    why: 'an unknown filter',
    input: { Filter: ['Policy' as EntityType] },
    message:
      /^1 validation error detected: Value at 'filter' failed to satisfy constraint: Member must satisfy/,
  },
  {
    why: 'no items at all',
    input: { MaxItems: 0 },
    message:
      /^1 validation error detected: Value at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1$/,
  },
  { why: 'a foreign marker', input: { Marker: 'bm9uc2Vuc2U=' }, message: /^Invalid Marker\.$/ },
])('refuses $why', ({ input, message }) =>
  expectFailure(aws, () => details(input), {
    code: 'ValidationError',
    status: 400,
    message: expect.stringMatching(message) as string,
  }),
);
