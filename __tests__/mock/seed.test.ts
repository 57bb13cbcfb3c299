import {
  CreateUserCommand,
  GetAccountPasswordPolicyCommand,
  GetGroupPolicyCommand,
  GetInstanceProfileCommand,
  GetLoginProfileCommand,
  GetOpenIDConnectProviderCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetSAMLProviderCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAccountAliasesCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListOpenIDConnectProvidersCommand,
  ListOrganizationsFeaturesCommand,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
  ListRolesCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createIamMock } from '../../src/index.ts';
import { samlMetadata } from '../support/saml.ts';
import { useIam } from '../../src/jest.ts';

const aws = useIam({ now: '2026-01-31T12:00:00Z' });
const iam = new IAMClient({});

const readReports = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' }],
};
const readAll = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }],
};
const own = (name: string) => `arn:aws:iam::123456789012:policy/${name}`;
const text = (encoded: string | undefined): unknown => JSON.parse(decodeURIComponent(encoded ?? ''));

describe('users', () => {
  test('come with path, tags, groups, policies, boundary, keys and a password', async () => {
    aws.seed({
      policies: { 'read-reports': readReports, limit: readAll },
      groups: { analysts: {}, admins: {} },
      users: {
        alice: {
          path: '/team/',
          tags: { team: 'a', cost: '' },
          groups: ['analysts', 'admins'],
          policies: ['read-reports', own('limit')],
          inlinePolicies: { own: readAll },
          permissionsBoundary: 'limit',
          accessKeys: 2,
          password: 'Correct horse 1!',
        },
      },
    });
    const { User } = await iam.send(new GetUserCommand({ UserName: 'alice' }));
    expect(User).toEqual({
      Path: '/team/',
      UserName: 'alice',
      UserId: expect.stringMatching(/^AIDA/) as string,
      Arn: 'arn:aws:iam::123456789012:user/team/alice',
      CreateDate: new Date('2026-01-31T12:00:00Z'),
      Tags: [
        { Key: 'cost', Value: '' },
        { Key: 'team', Value: 'a' },
      ],
      PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: own('limit') },
    });
    const groups = await iam.send(new ListGroupsForUserCommand({ UserName: 'alice' }));
    expect(groups.Groups?.map(({ GroupName }) => GroupName)).toEqual(['admins', 'analysts']);
    const attached = await iam.send(new ListAttachedUserPoliciesCommand({ UserName: 'alice' }));
    expect(attached.AttachedPolicies?.map(({ PolicyArn }) => PolicyArn).toSorted()).toEqual([
      own('limit'),
      own('read-reports'),
    ]);
    const inline = await iam.send(new GetUserPolicyCommand({ UserName: 'alice', PolicyName: 'own' }));
    expect(text(inline.PolicyDocument)).toEqual(readAll);
    const keys = await iam.send(new ListAccessKeysCommand({ UserName: 'alice' }));
    expect(keys.AccessKeyMetadata?.map(({ Status }) => Status)).toEqual(['Active', 'Active']);
    const login = await iam.send(new GetLoginProfileCommand({ UserName: 'alice' }));
    expect(login.LoginProfile?.UserName).toBe('alice');
  });

  test('may have tags as the SDK lists them', async () => {
    aws.seed({ users: { alice: { tags: [{ Key: 'team', Value: 'a' }] } } });
    const { User } = await iam.send(new GetUserCommand({ UserName: 'alice' }));
    expect(User?.Tags).toEqual([{ Key: 'team', Value: 'a' }]);
  });

  test('may have access keys with ids, secrets and states of the test', async () => {
    aws.seed({
      users: {
        alice: {
          accessKeys: [
            { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI', status: 'Inactive' },
            {},
          ],
        },
        bob: { accessKeys: [{ status: 'Inactive' }, { secretAccessKey: 'mine' }] },
      },
    });
    expect(aws.lookupCredential('AKIAIOSFODNN7EXAMPLE')).toEqual({
      secretAccessKey: 'wJalrXUtnFEMI',
      principalArn: 'arn:aws:iam::123456789012:user/alice',
      userId: expect.stringMatching(/^AIDA/) as string,
      accountId: '123456789012',
      status: 'Inactive',
    });
    const ofAlice = await iam.send(new ListAccessKeysCommand({ UserName: 'alice' }));
    expect(ofAlice.AccessKeyMetadata).toHaveLength(2);
    expect(ofAlice.AccessKeyMetadata).toContainEqual({
      UserName: 'alice',
      AccessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      Status: 'Inactive',
      CreateDate: new Date('2026-01-31T12:00:00Z'),
    });
    const ofBob = await iam.send(new ListAccessKeysCommand({ UserName: 'bob' }));
    expect(ofBob.AccessKeyMetadata?.map(({ Status }) => Status).toSorted()).toEqual(['Active', 'Inactive']);
    expect(aws.credentialsFor('bob').secretAccessKey).toBe('mine');
  });

  test('are called by a seeded key', async () => {
    const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };
    aws.seed({ users: { alice: { accessKeys: [key] } } });
    const identity = await new STSClient({ credentials: key }).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe('arn:aws:iam::123456789012:user/alice');
  });
});

describe('groups and policies', () => {
  test('groups take policies of the account by name, of AWS by name, and ARNs', async () => {
    aws.seed({
      policies: { 'read-reports': readReports },
      groups: {
        analysts: {
          path: '/x/',
          policies: ['READ-reports', 'ReadOnlyAccess', 'arn:aws:iam::aws:policy/IAMFullAccess', 'Billing'],
          inlinePolicies: { own: JSON.stringify(readAll, null, 2) },
        },
      },
    });
    const { AttachedPolicies } = await iam.send(
      new ListAttachedGroupPoliciesCommand({ GroupName: 'analysts' }),
    );
    expect(AttachedPolicies?.map(({ PolicyArn }) => PolicyArn).toSorted()).toEqual(
      [
        own('read-reports'),
        'arn:aws:iam::aws:policy/IAMFullAccess',
        'arn:aws:iam::aws:policy/ReadOnlyAccess',
        'arn:aws:iam::aws:policy/job-function/Billing',
      ].toSorted(),
    );
    const inline = await iam.send(new GetGroupPolicyCommand({ GroupName: 'analysts', PolicyName: 'own' }));
    expect(decodeURIComponent(inline.PolicyDocument ?? '')).toBe(JSON.stringify(readAll, null, 2));
  });

  test('policies are documents, or documents with path, description, tags and versions', async () => {
    aws.seed({
      policies: {
        short: readReports,
        text: JSON.stringify(readReports),
        long: {
          document: readReports,
          versions: [readAll, readReports],
          path: '/team/',
          description: 'For reports.',
          tags: { a: 'b' },
        },
        pinned: { versions: [readReports, readAll], defaultVersion: 'v1' },
      },
    });
    const { Policies } = await iam.send(new ListPoliciesCommand({ Scope: 'Local' }));
    expect(Policies?.map(({ PolicyName, DefaultVersionId }) => [PolicyName, DefaultVersionId])).toEqual([
      ['long', 'v3'],
      ['pinned', 'v1'],
      ['short', 'v1'],
      ['text', 'v1'],
    ]);
    const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn: own('team/long') }));
    expect(Versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion])).toEqual([
      ['v3', true],
      ['v2', false],
      ['v1', false],
    ]);
    const second = await iam.send(
      new GetPolicyVersionCommand({ PolicyArn: own('team/long'), VersionId: 'v2' }),
    );
    expect(text(second.PolicyVersion?.Document)).toEqual(readAll);
  });
});

const trustOf = async (RoleName: string): Promise<unknown> => {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  return text(Role?.AssumeRolePolicyDocument);
};

const trust = (Principal: object, Action = 'sts:AssumeRole') => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action }],
});

describe('roles', () => {
  test('come with everything', async () => {
    aws.seed({
      policies: { 'read-reports': readReports },
      roles: {
        app: {
          path: '/service/',
          description: 'The app.',
          maxSessionDuration: 7200,
          tags: { team: 'a' },
          policies: ['read-reports'],
          inlinePolicies: { own: readAll },
          permissionsBoundary: own('read-reports'),
          trustPolicy: trust({ Service: 'lambda.amazonaws.com' }),
        },
      },
      instanceProfiles: { app: { path: '/service/', role: 'app', tags: { a: 'b' } }, empty: {} },
    });
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'app' }));
    expect(Role).toMatchObject({
      Arn: 'arn:aws:iam::123456789012:role/service/app',
      Description: 'The app.',
      MaxSessionDuration: 7200,
      Tags: [{ Key: 'team', Value: 'a' }],
      PermissionsBoundary: { PermissionsBoundaryArn: own('read-reports') },
    });
    expect(await trustOf('app')).toEqual(trust({ Service: 'lambda.amazonaws.com' }));
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'app' }));
    expect(attached.AttachedPolicies).toEqual([
      { PolicyName: 'read-reports', PolicyArn: own('read-reports') },
    ]);
    const inline = await iam.send(new GetRolePolicyCommand({ RoleName: 'app', PolicyName: 'own' }));
    expect(text(inline.PolicyDocument)).toEqual(readAll);
    const profile = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName: 'app' }));
    expect(profile.InstanceProfile?.Roles?.map(({ RoleName }) => RoleName)).toEqual(['app']);
    expect(profile.InstanceProfile?.Path).toBe('/service/');
  });

  const oidc = 'arn:aws:iam::123456789012:oidc-provider/idp.example.com';

  test.each<[string, string | string[] | undefined, object]>([
    ['nothing: the account', undefined, trust({ AWS: 'arn:aws:iam::123456789012:root' })],
    ['a service', 'lambda.amazonaws.com', trust({ Service: 'lambda.amazonaws.com' })],
    [
      'services',
      ['lambda.amazonaws.com', 'ec2.amazonaws.com'],
      trust({ Service: ['lambda.amazonaws.com', 'ec2.amazonaws.com'] }),
    ],
    ['an account', '210987654321', trust({ AWS: 'arn:aws:iam::210987654321:root' })],
    ['everybody', '*', trust({ AWS: '*' })],
    [
      'a user',
      'arn:aws:iam::123456789012:user/alice',
      trust({ AWS: 'arn:aws:iam::123456789012:user/alice' }),
    ],
    ['an OIDC provider', oidc, trust({ Federated: oidc }, 'sts:AssumeRoleWithWebIdentity')],
    ['a text', JSON.stringify(trust({ AWS: '*' })), trust({ AWS: '*' })],
  ])('trust %s', async (_name, trustPolicy, expected) => {
    aws.seed({
      users: { alice: {} },
      oidcProviders: { 'idp.example.com': {} },
      roles: { app: { trustPolicy } },
    });
    expect(await trustOf('app')).toEqual(expected);
  });

  test('a mixed list gives a statement for each action', async () => {
    aws.seed({
      oidcProviders: { 'https://idp.example.com': {} },
      roles: {
        app: {
          trustPolicy: [
            'lambda.amazonaws.com',
            'arn:aws:iam::123456789012:oidc-provider/idp.example.com',
            '210987654321',
          ],
        },
      },
    });
    expect(await trustOf('app')).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com', AWS: 'arn:aws:iam::210987654321:root' },
          Action: 'sts:AssumeRole',
        },
        {
          Effect: 'Allow',
          Principal: { Federated: 'arn:aws:iam::123456789012:oidc-provider/idp.example.com' },
          Action: 'sts:AssumeRoleWithWebIdentity',
        },
      ],
    });
  });

  test('may trust each other in a ring, across accounts too', async () => {
    aws.seed({
      roles: { a: { trustPolicy: 'arn:aws:iam::210987654321:role/b' } },
      accounts: { '210987654321': { roles: { b: { trustPolicy: 'arn:aws:iam::123456789012:role/a' } } } },
    });
    expect(await trustOf('a')).toEqual(trust({ AWS: 'arn:aws:iam::210987654321:role/b' }));
  });
});

describe('the account', () => {
  test('alias, password policy and providers', async () => {
    aws.seed({
      accountAlias: 'acme',
      passwordPolicy: { minimumPasswordLength: 14, requireNumbers: true, maxPasswordAge: 90 },
      oidcProviders: {
        'https://token.actions.githubusercontent.com': {
          clientIds: ['sts.amazonaws.com'],
          thumbprints: ['a'.repeat(40)],
          tags: { a: 'b' },
        },
      },
    });
    const { AccountAliases } = await iam.send(new ListAccountAliasesCommand({}));
    expect(AccountAliases).toEqual(['acme']);
    const { PasswordPolicy } = await iam.send(new GetAccountPasswordPolicyCommand({}));
    expect(PasswordPolicy).toMatchObject({
      MinimumPasswordLength: 14,
      RequireNumbers: true,
      RequireSymbols: false,
      MaxPasswordAge: 90,
    });
    const { OpenIDConnectProviderList } = await iam.send(new ListOpenIDConnectProvidersCommand({}));
    const OpenIDConnectProviderArn =
      'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com';
    expect(OpenIDConnectProviderList).toEqual([{ Arn: OpenIDConnectProviderArn }]);
    const provider = await iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
    expect(provider).toMatchObject({
      Url: 'token.actions.githubusercontent.com',
      ClientIDList: ['sts.amazonaws.com'],
      ThumbprintList: ['a'.repeat(40)],
    });
  });

  test('an organization has an id of its own, or the one given', () => {
    aws.seed({ organization: { rootSessions: true } });
    expect(aws.state.accounts.get('123456789012')?.settings.organization).toEqual({
      id: expect.stringMatching(/^o-[a-z0-9]{10}$/) as string,
      rootCredentialsManagement: false,
      rootSessions: true,
    });
    aws.seed({ organization: { id: 'o-exampleorgid' } });
    expect(aws.state.accounts.get('123456789012')?.settings.organization?.id).toBe('o-exampleorgid');
  });

  test('members of an organization take its id, whoever is seeded first', async () => {
    aws.seed({
      organization: { managementAccountId: '210987654321' },
      accounts: { '210987654321': { organization: { rootSessions: true } } },
    });
    const { OrganizationId, EnabledFeatures } = await aws.as('arn:aws:iam::210987654321:root', () =>
      iam.send(new ListOrganizationsFeaturesCommand({})),
    );
    expect(EnabledFeatures).toEqual(['RootSessions']);
    expect(aws.state.accounts.get('123456789012')?.settings.organization).toEqual({
      id: OrganizationId,
      managementAccountId: '210987654321',
      rootCredentialsManagement: false,
      rootSessions: false,
    });
  });

  test('SAML providers', async () => {
    aws.seed({ samlProviders: { idp: { metadata: samlMetadata(), tags: { a: 'b' } } } });
    const SAMLProviderArn = 'arn:aws:iam::123456789012:saml-provider/idp';
    const { SAMLMetadataDocument, Tags } = await iam.send(new GetSAMLProviderCommand({ SAMLProviderArn }));
    expect(SAMLMetadataDocument).toBe(samlMetadata());
    expect(Tags).toEqual([{ Key: 'a', Value: 'b' }]);
  });

  test('other accounts come under accounts, and through account()', async () => {
    aws.seed({ users: { alice: {} }, accounts: { '210987654321': { users: { bob: {} } } } });
    aws.account('111122223333').seed({ users: { carl: {} } });
    const namesIn = async (id: string) => {
      const { Users } = await aws.as(`arn:aws:iam::${id}:root`, () => iam.send(new ListUsersCommand({})));
      return Users?.map(({ Arn }) => Arn);
    };
    expect(await namesIn('123456789012')).toEqual(['arn:aws:iam::123456789012:user/alice']);
    expect(await namesIn('210987654321')).toEqual(['arn:aws:iam::210987654321:user/bob']);
    expect(await namesIn('111122223333')).toEqual(['arn:aws:iam::111122223333:user/carl']);
  });

  test.each(['__proto__', 'constructor', 'toString', '1'])('takes a user named %s', async (name) => {
    aws.seed({ users: Object.fromEntries([[name, { groups: [] }]]) });
    const { User } = await iam.send(new GetUserCommand({ UserName: name }));
    expect(User?.UserName).toBe(name);
  });
});

const names = async (): Promise<(string | undefined)[] | undefined> =>
  (await iam.send(new ListUsersCommand({}))).Users?.map(({ UserName }) => UserName);

describe('the baseline', () => {
  test('a seed before any call is there after reset()', async () => {
    aws.seed({ users: { alice: {} } }).seed({ users: { bob: {} } });
    await iam.send(new CreateUserCommand({ UserName: 'carl' }));
    expect(await names()).toEqual(['alice', 'bob', 'carl']);
    aws.reset();
    expect(await names()).toEqual(['alice', 'bob']);
  });

  test('a seed after a call that changed something is gone after reset()', async () => {
    aws.seed({ users: { alice: {} } });
    await iam.send(new CreateUserCommand({ UserName: 'carl' }));
    aws.seed({ users: { bob: {} } });
    expect(await names()).toEqual(['alice', 'bob', 'carl']);
    aws.reset();
    expect(await names()).toEqual(['alice']);
  });

  test('a seed is no call: the journal does not have it, and nothing changed since the baseline', () => {
    aws.seed({ users: { alice: { accessKeys: 1 } }, roles: { app: {} } });
    expect(aws.calls()).toEqual([]);
    expect(aws.changes()).toHaveLength(0);
  });

  test('the option seed is there from the start, the same in every mock', () => {
    const seed = { users: { alice: { accessKeys: 1 } }, roles: { app: {} } };
    const [one, other] = [createIamMock({ seed, now: 0 }), createIamMock({ seed, now: 0 })];
    expect(one.state.accounts.get('123456789012')?.users.has('alice')).toBe(true);
    expect(JSON.stringify(one.state)).toBe(JSON.stringify(other.state));
    const { state } = one;
    one.reset();
    expect(one.state).toBe(state);
  });

  test('strict rules do not concern a seed', async () => {
    const strict = createIamMock({
      enforcement: 'strict',
      unknownCredentials: 'reject',
      seed: { users: { alice: {} } },
    });
    expect(strict.seed({ roles: { app: {} } }).snapshot()).toHaveProperty('roles.app');
    const { Roles } = await iam.send(new ListRolesCommand({}));
    expect(Roles).toEqual([]);
  });
});
