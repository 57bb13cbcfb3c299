import {
  AddClientIDToOpenIDConnectProviderCommand,
  AddRoleToInstanceProfileCommand,
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateAccountAliasCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreateLoginProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  CreateServiceLinkedRoleCommand,
  CreateServiceSpecificCredentialCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteAccountAliasCommand,
  DeleteAccountPasswordPolicyCommand,
  DeleteGroupCommand,
  DeleteInstanceProfileCommand,
  DeleteLoginProfileCommand,
  DeleteOpenIDConnectProviderCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DeleteServiceSpecificCredentialCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  DeleteUserPolicyCommand,
  DeleteVirtualMFADeviceCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  IAMClient,
  ListUsersCommand,
  PutGroupPolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  RemoveUserFromGroupCommand,
  SetDefaultPolicyVersionCommand,
  TagRoleCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateAccessKeyCommand,
  UpdateAccountPasswordPolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateGroupCommand,
  UpdateLoginProfileCommand,
  UpdateRoleCommand,
  UpdateServiceSpecificCredentialCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { useIam } from '../../src/jest.ts';
import { samlMetadata } from '../support/saml.ts';

const document = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }],
});
const trust = (Service: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
  });
const read = 'arn:aws:iam::123456789012:policy/read';
const aliceKey = 'AKIAIOSFODNN7EXAMPLE';
const idleKey = 'AKIAI44QH8DHBEXAMPLE';

const aws = useIam({
  now: '2026-01-31T12:00:00Z',
  seed: {
    accountAlias: 'acme',
    policies: { read: { versions: [JSON.parse(document), JSON.parse(document)], defaultVersion: 'v1' } },
    groups: { admins: { inlinePolicies: { own: document } }, empty: {} },
    users: {
      alice: {
        tags: { team: 'a' },
        groups: ['admins'],
        policies: ['read'],
        inlinePolicies: { own: document },
        permissionsBoundary: 'read',
        password: 'Correct horse 1!',
        accessKeys: [{ accessKeyId: aliceKey }, { accessKeyId: idleKey, status: 'Inactive' }],
      },
      bob: {},
    },
    roles: {
      app: {
        description: 'Old.',
        policies: ['read'],
        inlinePolicies: { own: document },
        permissionsBoundary: 'read',
      },
      idle: {},
    },
    instanceProfiles: { app: { role: 'app' }, empty: {} },
    oidcProviders: { 'https://idp.example.com': { clientIds: ['a'] } },
  },
});
const iam = new IAMClient({});
const sts = new STSClient({});

type Send = () => Promise<unknown>;
const UserName = 'alice';
const RoleName = 'app';

describe('one call, told of the resource', () => {
  test.each<[string, Send, string[]]>([
    ['ListUsers', () => iam.send(new ListUsersCommand({})), []],
    // users
    [
      'CreateUser',
      () => iam.send(new CreateUserCommand({ UserName: 'carl', Path: '/x/' })),
      ['user carl: created'],
    ],
    [
      'CreateUser with tags and boundary',
      () =>
        iam.send(
          new CreateUserCommand({
            UserName: 'carl',
            Tags: [{ Key: 'a', Value: 'b' }],
            PermissionsBoundary: read,
          }),
        ),
      ['user carl: created'],
    ],
    ['DeleteUser', () => iam.send(new DeleteUserCommand({ UserName: 'bob' })), ['user bob: deleted']],
    [
      'UpdateUser',
      () => iam.send(new UpdateUserCommand({ UserName, NewUserName: 'eve', NewPath: '/x/' })),
      ['user alice: renamed to eve', 'user alice: path is now /x/ (was /)'],
    ],
    [
      'UpdateUser, the case of the name alone',
      () => iam.send(new UpdateUserCommand({ UserName, NewUserName: 'Alice' })),
      ['user alice: renamed to Alice'],
    ],
    [
      'TagUser',
      () =>
        iam.send(
          new TagUserCommand({
            UserName,
            Tags: [
              { Key: 'team', Value: 'b' },
              { Key: 'cost', Value: '1' },
            ],
          }),
        ),
      ['user alice: tagged cost=1', 'user alice: tagged team=b (was a)'],
    ],
    [
      'TagUser with what is there',
      () => iam.send(new TagUserCommand({ UserName, Tags: [{ Key: 'team', Value: 'a' }] })),
      [],
    ],
    [
      'UntagUser',
      () => iam.send(new UntagUserCommand({ UserName, TagKeys: ['team'] })),
      ['user alice: untagged team'],
    ],
    [
      'AddUserToGroup',
      () => iam.send(new AddUserToGroupCommand({ UserName, GroupName: 'empty' })),
      ['user alice: added to group empty'],
    ],
    [
      'RemoveUserFromGroup',
      () => iam.send(new RemoveUserFromGroupCommand({ UserName, GroupName: 'admins' })),
      ['user alice: removed from group admins'],
    ],
    [
      'AttachUserPolicy',
      () =>
        iam.send(
          new AttachUserPolicyCommand({ UserName, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
        ),
      ['user alice: attached arn:aws:iam::aws:policy/ReadOnlyAccess'],
    ],
    [
      'DetachUserPolicy',
      () => iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn: read })),
      [`user alice: detached ${read}`],
    ],
    [
      'PutUserPolicy',
      () => iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'new', PolicyDocument: document })),
      ['user alice: inline policy new put'],
    ],
    [
      'PutUserPolicy over another',
      () =>
        iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument: ` ${document}` })),
      ['user alice: inline policy own changed'],
    ],
    [
      'DeleteUserPolicy',
      () => iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: 'own' })),
      ['user alice: inline policy own deleted'],
    ],
    [
      'PutUserPermissionsBoundary',
      () => iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'bob', PermissionsBoundary: read })),
      [`user bob: permissions boundary is now ${read}`],
    ],
    [
      'DeleteUserPermissionsBoundary',
      () => iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName })),
      ['user alice: permissions boundary removed'],
    ],
    [
      'UpdateAccessKey, off',
      () => iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId: aliceKey, Status: 'Inactive' })),
      [`user alice: access key ${aliceKey} deactivated`],
    ],
    [
      'UpdateAccessKey, on',
      () => iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId: idleKey, Status: 'Active' })),
      [`user alice: access key ${idleKey} activated`],
    ],
    [
      'DeleteAccessKey',
      () => iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: idleKey })),
      [`user alice: access key ${idleKey} deleted`],
    ],
    [
      'CreateLoginProfile',
      () => iam.send(new CreateLoginProfileCommand({ UserName: 'bob', Password: 'Correct horse 1!' })),
      ['user bob: password set'],
    ],
    [
      'UpdateLoginProfile',
      () =>
        iam.send(
          new UpdateLoginProfileCommand({
            UserName,
            Password: 'Another horse 2!',
            PasswordResetRequired: true,
          }),
        ),
      ['user alice: password changed', 'user alice: password reset required'],
    ],
    [
      'DeleteLoginProfile',
      () => iam.send(new DeleteLoginProfileCommand({ UserName })),
      ['user alice: password deleted'],
    ],
    // groups
    ['CreateGroup', () => iam.send(new CreateGroupCommand({ GroupName: 'new' })), ['group new: created']],
    ['DeleteGroup', () => iam.send(new DeleteGroupCommand({ GroupName: 'empty' })), ['group empty: deleted']],
    [
      'UpdateGroup',
      () => iam.send(new UpdateGroupCommand({ GroupName: 'admins', NewGroupName: 'root' })),
      ['group admins: renamed to root'],
    ],
    [
      'AttachGroupPolicy',
      () => iam.send(new AttachGroupPolicyCommand({ GroupName: 'admins', PolicyArn: read })),
      [`group admins: attached ${read}`],
    ],
    [
      'PutGroupPolicy',
      () =>
        iam.send(
          new PutGroupPolicyCommand({ GroupName: 'empty', PolicyName: 'p', PolicyDocument: document }),
        ),
      ['group empty: inline policy p put'],
    ],
    // roles
    [
      'CreateRole',
      () =>
        iam.send(
          new CreateRoleCommand({
            RoleName: 'new',
            AssumeRolePolicyDocument: trust('ec2.amazonaws.com'),
            Description: 'x',
          }),
        ),
      ['role new: created'],
    ],
    ['DeleteRole', () => iam.send(new DeleteRoleCommand({ RoleName: 'idle' })), ['role idle: deleted']],
    [
      'UpdateRole',
      () => iam.send(new UpdateRoleCommand({ RoleName, Description: 'New.', MaxSessionDuration: 7200 })),
      [
        'role app: description is now New. (was Old.)',
        'role app: max session duration is now 7200 (was 3600)',
      ],
    ],
    [
      'UpdateAssumeRolePolicy',
      () =>
        iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust('ec2.amazonaws.com') })),
      ['role app: trust policy changed'],
    ],
    [
      'TagRole',
      () => iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'a', Value: '' }] })),
      ['role app: tagged a='],
    ],
    [
      'AttachRolePolicy',
      () => iam.send(new AttachRolePolicyCommand({ RoleName: 'idle', PolicyArn: read })),
      [`role idle: attached ${read}`],
    ],
    [
      'AttachRolePolicy again',
      () => iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: read })),
      [],
    ],
    [
      'DetachRolePolicy',
      () => iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: read })),
      [`role app: detached ${read}`],
    ],
    [
      'PutRolePolicy',
      () => iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: document })),
      ['role app: inline policy p put'],
    ],
    [
      'DeleteRolePolicy',
      () => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'own' })),
      ['role app: inline policy own deleted'],
    ],
    [
      'PutRolePermissionsBoundary',
      () => iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: 'idle', PermissionsBoundary: read })),
      [`role idle: permissions boundary is now ${read}`],
    ],
    [
      'DeleteRolePermissionsBoundary',
      () => iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName })),
      ['role app: permissions boundary removed'],
    ],
    [
      'CreateServiceLinkedRole',
      () => iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'ecs.amazonaws.com' })),
      [
        'role AWSServiceRoleForECS: created',
        'role AWSServiceRoleForECS: attached arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy',
      ],
    ],
    // instance profiles
    [
      'CreateInstanceProfile',
      () => iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'new' })),
      ['instance profile new: created'],
    ],
    [
      'AddRoleToInstanceProfile',
      () => iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'empty', RoleName })),
      ['instance profile empty: role app added'],
    ],
    [
      'RemoveRoleFromInstanceProfile',
      () => iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: 'app', RoleName })),
      ['instance profile app: role app removed'],
    ],
    [
      'DeleteInstanceProfile',
      () => iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName: 'empty' })),
      ['instance profile empty: deleted'],
    ],
    // policies
    [
      'CreatePolicy',
      () => iam.send(new CreatePolicyCommand({ PolicyName: 'new', PolicyDocument: document })),
      ['policy new: created'],
    ],
    [
      'CreatePolicyVersion',
      () => iam.send(new CreatePolicyVersionCommand({ PolicyArn: read, PolicyDocument: document })),
      ['policy read: version v3 created'],
    ],
    [
      'CreatePolicyVersion as the default',
      () =>
        iam.send(
          new CreatePolicyVersionCommand({ PolicyArn: read, PolicyDocument: document, SetAsDefault: true }),
        ),
      ['policy read: version v3 created', 'policy read: version v3 is now the default'],
    ],
    [
      'SetDefaultPolicyVersion',
      () => iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn: read, VersionId: 'v2' })),
      ['policy read: version v2 is now the default'],
    ],
    [
      'DeletePolicyVersion',
      () => iam.send(new DeletePolicyVersionCommand({ PolicyArn: read, VersionId: 'v2' })),
      ['policy read: version v2 deleted'],
    ],
    // providers
    [
      'CreateOpenIDConnectProvider',
      () =>
        iam.send(
          new CreateOpenIDConnectProviderCommand({ Url: 'https://new.example.com', ClientIDList: ['a'] }),
        ),
      ['OIDC provider new.example.com: created', 'OIDC provider new.example.com: client id a added'],
    ],
    [
      'AddClientIDToOpenIDConnectProvider',
      () =>
        iam.send(
          new AddClientIDToOpenIDConnectProviderCommand({
            OpenIDConnectProviderArn: 'arn:aws:iam::123456789012:oidc-provider/idp.example.com',
            ClientID: 'b',
          }),
        ),
      ['OIDC provider idp.example.com: client id b added'],
    ],
    [
      'DeleteOpenIDConnectProvider',
      () =>
        iam.send(
          new DeleteOpenIDConnectProviderCommand({
            OpenIDConnectProviderArn: 'arn:aws:iam::123456789012:oidc-provider/idp.example.com',
          }),
        ),
      ['OIDC provider idp.example.com: deleted'],
    ],
    [
      'CreateSAMLProvider',
      () => iam.send(new CreateSAMLProviderCommand({ Name: 'idp', SAMLMetadataDocument: samlMetadata() })),
      ['SAML provider idp: created'],
    ],
    // the account
    [
      'CreateAccountAlias',
      () => iam.send(new CreateAccountAliasCommand({ AccountAlias: 'acme2' })),
      ['account 123456789012: alias is now acme2 (was acme)'],
    ],
    [
      'DeleteAccountAlias',
      () => iam.send(new DeleteAccountAliasCommand({ AccountAlias: 'acme' })),
      ['account 123456789012: alias removed'],
    ],
    [
      'UpdateAccountPasswordPolicy',
      () => iam.send(new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 9 })),
      [
        expect.stringMatching(
          /^account 123456789012: password policy is now \{"minimumPasswordLength":9,/,
        ) as string,
      ],
    ],
    // devices
    [
      'CreateVirtualMFADevice',
      () => iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' })),
      ['MFA device arn:aws:iam::123456789012:mfa/phone: created'],
    ],
    // sessions
    [
      'AssumeRole',
      () =>
        sts.send(
          new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/app', RoleSessionName: 'deploy' }),
        ),
      ['session deploy of role app: issued'],
    ],
    [
      'GetFederationToken',
      () => sts.send(new GetFederationTokenCommand({ Name: 'dora' })),
      ['session of federated user dora: issued'],
    ],
  ])('%s', async (_name, send, texts) => {
    await send();
    expect(aws.changes().map(({ text }) => text)).toEqual(texts);
  });
});

const rename = (from: string, to: string) =>
  iam.send(new UpdateUserCommand({ UserName: from, NewUserName: to }));

describe('several calls', () => {
  test('a new access key, of a user and of root', async () => {
    const bobs = await iam.send(new CreateAccessKeyCommand({ UserName: 'bob' }));
    const roots = await iam.send(new CreateAccessKeyCommand({}));
    expect(aws.changes()).toEqual([
      {
        account: '123456789012',
        type: 'root user',
        name: '123456789012',
        kind: 'changed',
        text: `root user: access key ${roots.AccessKey?.AccessKeyId} created`,
      },
      {
        account: '123456789012',
        type: 'user',
        name: 'bob',
        kind: 'changed',
        text: `user bob: access key ${bobs.AccessKey?.AccessKeyId} created`,
      },
    ]);
  });

  test('a key that came and went leaves nothing', async () => {
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'bob' }));
    await iam.send(new DeleteAccessKeyCommand({ UserName: 'bob', AccessKeyId: AccessKey?.AccessKeyId }));
    expect(aws.changes()).toEqual([]);
    await iam.send(new CreateUserCommand({ UserName: 'carl' }));
    await iam.send(new DeleteUserCommand({ UserName: 'carl' }));
    expect(aws.changes()).toEqual([]);
  });

  test('what was attached to a new resource is told beside its creation', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'carl' }));
    await iam.send(new AddUserToGroupCommand({ UserName: 'carl', GroupName: 'admins' }));
    await iam.send(new AttachUserPolicyCommand({ UserName: 'carl', PolicyArn: read }));
    await iam.send(new PutUserPolicyCommand({ UserName: 'carl', PolicyName: 'p', PolicyDocument: document }));
    expect(aws.changes()).toEqual([
      { account: '123456789012', type: 'user', name: 'carl', kind: 'created', text: 'user carl: created' },
      ...['added to group admins', `attached ${read}`, 'inline policy p put'].map((sentence) => ({
        account: '123456789012',
        type: 'user',
        name: 'carl',
        kind: 'changed',
        text: `user carl: ${sentence}`,
      })),
    ]);
  });

  test('a namesake made later is another one', async () => {
    await iam.send(new DeleteUserCommand({ UserName: 'bob' }));
    await iam.send(new CreateUserCommand({ UserName: 'bob' }));
    expect(aws.changes().map(({ text }) => text)).toEqual(['user bob: deleted', 'user bob: created']);
  });

  test('a user who swaps names with another', async () => {
    await rename('alice', 'x');
    await rename('bob', 'alice');
    await rename('x', 'bob');
    expect(aws.changes().map(({ text }) => text)).toEqual([
      'user alice: renamed to bob',
      'user bob: renamed to alice',
    ]);
  });

  test('a renamed group is named so at its members', async () => {
    await iam.send(new UpdateGroupCommand({ GroupName: 'admins', NewGroupName: 'owners' }));
    expect(aws.changes().map(({ text }) => text)).toEqual(['group admins: renamed to owners']);
    expect(aws.snapshot()).toMatchObject({ users: { alice: { groups: ['owners'] } } });
  });

  test('things of a user: devices, certificates and credentials', async () => {
    const device = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }));
    const { ServiceSpecificCredential } = await iam.send(
      new CreateServiceSpecificCredentialCommand({ UserName, ServiceName: 'codecommit.amazonaws.com' }),
    );
    const id = ServiceSpecificCredential?.ServiceSpecificCredentialId;
    const mark = aws.checkpoint();
    expect(aws.changes().map(({ text }) => text)).toEqual([
      `user alice: credential ${id} for codecommit.amazonaws.com created`,
      'MFA device arn:aws:iam::123456789012:mfa/phone: created',
    ]);
    await iam.send(
      new UpdateServiceSpecificCredentialCommand({
        UserName,
        ServiceSpecificCredentialId: id,
        Status: 'Inactive',
      }),
    );
    expect(aws.changes(mark).map(({ text }) => text)).toEqual([
      `service-specific credential ${id}: status is now Inactive (was Active)`,
    ]);
    await iam.send(new DeleteServiceSpecificCredentialCommand({ UserName, ServiceSpecificCredentialId: id }));
    await iam.send(
      new DeleteVirtualMFADeviceCommand({ SerialNumber: device.VirtualMFADevice?.SerialNumber }),
    );
    expect(aws.changes(mark).map(({ text }) => text)).toEqual([
      `user alice: service-specific credential ${id} deleted`,
      'MFA device arn:aws:iam::123456789012:mfa/phone: deleted',
    ]);
  });

  test('by type, then by name without regard to case', async () => {
    for (const name of ['b', 'C', 'a']) {
      await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: document }));
      await iam.send(new CreateUserCommand({ UserName: name }));
    }
    expect(aws.changes().map(({ text }) => text)).toEqual([
      'user a: created',
      'user b: created',
      'user C: created',
      'policy a: created',
      'policy b: created',
      'policy C: created',
    ]);
  });

  test('mere use is no change: last-used dates of keys and roles', async () => {
    const client = new STSClient({ credentials: aws.credentialsFor('arn:aws:iam::123456789012:role/app') });
    const mark = aws.checkpoint();
    await client.send(new GetCallerIdentityCommand({}));
    expect(aws.changes(mark)).toEqual([]);
  });

  test('a session of a user has no name: its key stands for it', async () => {
    const { Credentials } = await aws.as('bob', () => sts.send(new GetSessionTokenCommand({})));
    expect(aws.changes().format()).toBe(`session ${Credentials?.AccessKeyId} of user bob: issued`);
  });

  test('a policy that is gone', async () => {
    await iam.send(new CreatePolicyCommand({ PolicyName: 'x', PolicyDocument: document }));
    const mark = aws.checkpoint();
    await iam.send(new DeletePolicyCommand({ PolicyArn: 'arn:aws:iam::123456789012:policy/x' }));
    expect(aws.changes(mark).format()).toBe('policy x: deleted');
    expect(aws.changes().format()).toBe('nothing changed');
  });

  test('a password policy that is gone', async () => {
    await iam.send(new UpdateAccountPasswordPolicyCommand({}));
    const mark = aws.checkpoint();
    await iam.send(new DeleteAccountPasswordPolicyCommand({}));
    expect(aws.changes(mark).format()).toBe('account 123456789012: password policy removed');
  });
});

describe('since', () => {
  test('a checkpoint: what came after it', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'carl' }));
    const mark = aws.checkpoint();
    await iam.send(new TagUserCommand({ UserName: 'carl', Tags: [{ Key: 'a', Value: 'b' }] }));
    expect(aws.changes(mark).format()).toBe('user carl: tagged a=b');
    expect(aws.changes().format()).toBe('user carl: created');
    aws.rollback(mark);
    expect(aws.changes(mark).format()).toBe('nothing changed');
  });

  test('a later checkpoint: what was undone', async () => {
    const before = aws.checkpoint();
    await iam.send(new CreateUserCommand({ UserName: 'carl' }));
    const after = aws.checkpoint();
    aws.rollback(before);
    expect(aws.changes(after).format()).toBe('user carl: deleted');
  });

  test('anything else is refused', () => {
    expect(() => aws.changes({} as never)).toThrow(
      'iam-in-memory: changes() got {}, which is no checkpoint of this mock. Pass what its own checkpoint() returned.',
    );
  });
});

describe('other accounts', () => {
  test('are told with their id; account(id) tells its own', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'carl' }));
    await aws.as('arn:aws:iam::210987654321:root', () =>
      iam.send(new CreateUserCommand({ UserName: 'dora' })),
    );
    const changes = aws.changes();
    expect(changes.map(({ account, name }) => [account, name])).toEqual([
      ['123456789012', 'carl'],
      ['210987654321', 'dora'],
    ]);
    expect(changes.format()).toBe('user carl: created\n[210987654321] user dora: created');
    expect(aws.account('210987654321').changes().format()).toBe('user dora: created');
  });
});

describe('the list', () => {
  test('is an array of plain objects, and a text', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'carl' }));
    const changes = aws.changes();
    expect(Array.isArray(changes)).toBe(true);
    expect(changes).toStrictEqual([
      { account: '123456789012', type: 'user', name: 'carl', kind: 'created', text: 'user carl: created' },
    ]);
    expect(String(changes)).toBe('user carl: created');
    expect(JSON.parse(JSON.stringify(changes))).toEqual([...changes]);
  });
});

test('an account of thousands costs what changed', async () => {
  aws.seed({ users: Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`u${index}`, {}])) });
  await iam.send(new TagUserCommand({ UserName: 'u1500', Tags: [{ Key: 'a', Value: 'b' }] }));
  const start = performance.now();
  for (let round = 0; round < 100; round += 1) aws.changes();
  // Comparing 3,000 users a hundred times would take far longer.
  expect(performance.now() - start).toBeLessThan(500);
  expect(aws.changes().format()).toBe('user u1500: tagged a=b');
});
