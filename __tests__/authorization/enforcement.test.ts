import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserCommand,
  GetUserCommand,
  IAMClient,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  DecodeAuthorizationMessageCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { failureOf, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({
  enforcement: 'strict',
  seed: { users: { alice: { accessKeys: 1 }, bob: { path: '/team/' } } },
});

const account = 'arn:aws:iam::123456789012';
const clientOf = (who: string) => new IAMClient({ credentials: aws.credentialsFor(who) });
const stsOf = (who: string) => new STSClient({ credentials: aws.credentialsFor(who) });
const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: string | string[], Resource: string | string[] = '*', Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const grant = (UserName: string, ...statements: object[]) =>
  iam.send(
    new PutUserPolicyCommand({ UserName, PolicyName: 'inline', PolicyDocument: policy(...statements) }),
  );
const denial = (principal: string, action: string, resource: string, reason: string) =>
  `User: ${account}:${principal} is not authorized to perform: ${action} on resource: ${resource}${reason}`;

test('root may everything; a user without policies is refused, gets a policy, and is allowed', async () => {
  const alice = clientOf('alice');
  const refused = await failureOf(alice.send(new GetUserCommand({ UserName: 'bob' })));
  expect(refused).toMatchObject({
    name: 'AccessDenied',
    Code: 'AccessDenied',
    Type: 'Sender',
    $fault: 'client',
  });
  expect(refused.$metadata.httpStatusCode).toBe(403);
  expect(refused.message).toBe(
    denial(
      'user/alice',
      'iam:GetUser',
      `${account}:user/team/bob`,
      ' because no identity-based policy allows the iam:GetUser action',
    ),
  );
  await grant('alice', allow('iam:GetUser'));
  expect((await alice.send(new GetUserCommand({ UserName: 'bob' }))).User?.UserName).toBe('bob');
});

test('GetCallerIdentity needs no permission', async () => {
  const identity = await stsOf('alice').send(new GetCallerIdentityCommand({}));
  expect(identity.Arn).toBe(`${account}:user/alice`);
});

test('AccessDenied comes before NoSuchEntity, and after ValidationError', async () => {
  const alice = clientOf('alice');
  expect((await failureOf(alice.send(new DeleteUserCommand({ UserName: 'nobody' })))).name).toBe(
    'AccessDenied',
  );
  expect((await failureOf(alice.send(new DeleteUserCommand({ UserName: 'no body' })))).name).toBe(
    'ValidationError',
  );
});

test('an explicit deny wins and is named', async () => {
  await grant('alice', allow('*'), { Effect: 'Deny', Action: 'iam:ListUsers', Resource: '*' });
  const refused = await failureOf(clientOf('alice').send(new ListUsersCommand({})));
  expect(refused.message).toBe(
    denial(
      'user/alice',
      'iam:ListUsers',
      `${account}:user/`,
      ' with an explicit deny in an identity-based policy',
    ),
  );
});

test('a permissions boundary bites', async () => {
  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: 'boundary', PolicyDocument: policy(allow('s3:*')) }),
  );
  await iam.send(
    new PutUserPermissionsBoundaryCommand({ UserName: 'alice', PermissionsBoundary: Policy?.Arn }),
  );
  await grant('alice', allow('iam:*'));
  const refused = await failureOf(clientOf('alice').send(new GetUserCommand({ UserName: 'bob' })));
  expect(refused.message).toMatch(/because no permissions boundary allows the iam:GetUser action$/);
});

test('tagging on creation asks for the permission to tag', async () => {
  await grant('alice', allow('iam:CreateUser'));
  const alice = clientOf('alice');
  await alice.send(new CreateUserCommand({ UserName: 'carl' }));
  const refused = await failureOf(
    alice.send(new CreateUserCommand({ UserName: 'dora', Tags: [{ Key: 'a', Value: 'b' }] })),
  );
  expect(refused.message).toBe(
    denial(
      'user/alice',
      'iam:TagUser',
      `${account}:user/dora`,
      ' because no identity-based policy allows the iam:TagUser action',
    ),
  );
});

test('condition keys of the request, the resource and the policy', async () => {
  await grant(
    'alice',
    allow('iam:CreateUser', '*', { StringEquals: { 'aws:RequestTag/team': 'red' } }),
    allow('iam:TagUser'),
    allow('iam:DeleteUser', '*', { StringEquals: { 'aws:ResourceTag/team': 'red' } }),
    allow('iam:AttachUserPolicy', '*', {
      ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
    }),
  );
  const alice = clientOf('alice');
  const create = (UserName: string, Value: string) =>
    alice.send(new CreateUserCommand({ UserName, Tags: [{ Key: 'team', Value }] }));
  await create('carl', 'red');
  expect((await failureOf(create('dora', 'blue'))).name).toBe('AccessDenied');
  await iam.send(new CreateUserCommand({ UserName: 'eve', Tags: [{ Key: 'team', Value: 'blue' }] }));
  expect((await failureOf(alice.send(new DeleteUserCommand({ UserName: 'eve' })))).name).toBe('AccessDenied');
  await alice.send(new DeleteUserCommand({ UserName: 'carl' }));
  const attach = (name: string) =>
    alice.send(
      new AttachUserPolicyCommand({ UserName: 'bob', PolicyArn: `arn:aws:iam::aws:policy/${name}` }),
    );
  await attach('ReadOnlyAccess');
  expect((await failureOf(attach('AdministratorAccess'))).name).toBe('AccessDenied');
});

describe('AssumeRole', () => {
  const trust = (Principal: object, Condition?: object) =>
    policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...(Condition && { Condition }) });
  const makeRole = (AssumeRolePolicyDocument: string) =>
    iam.send(new CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument }));
  const assume = (who: string, more: object = {}) =>
    stsOf(who).send(
      new AssumeRoleCommand({ RoleArn: `${account}:role/app`, RoleSessionName: 'test', ...more }),
    );

  test('a role that names the user needs no policy of the user', async () => {
    await makeRole(trust({ AWS: `${account}:user/alice` }));
    const { AssumedRoleUser } = await assume('alice');
    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::123456789012:assumed-role/app/test');
    const refused = await failureOf(assume('bob'));
    expect(refused.message).toBe(denial('user/team/bob', 'sts:AssumeRole', `${account}:role/app`, ''));
  });

  test('a role that trusts the account needs the policy of the user too', async () => {
    await makeRole(trust({ AWS: '123456789012' }));
    expect((await failureOf(assume('alice'))).name).toBe('AccessDenied');
    await grant('alice', allow('sts:AssumeRole', `${account}:role/app`));
    await assume('alice');
  });

  test('an external id is compared', async () => {
    await makeRole(trust({ AWS: `${account}:user/alice` }, { StringEquals: { 'sts:ExternalId': '42' } }));
    expect((await failureOf(assume('alice', { ExternalId: '43' }))).name).toBe('AccessDenied');
    await assume('alice', { ExternalId: '42' });
  });

  test('root may not', async () => {
    await makeRole(trust({ AWS: '*' }));
    const refused = await failureOf(
      new STSClient({}).send(
        new AssumeRoleCommand({ RoleArn: `${account}:role/app`, RoleSessionName: 'test' }),
      ),
    );
    expect(refused).toMatchObject({
      name: 'AccessDenied',
      message: 'Roles may not be assumed by root accounts.',
    });
  });

  test('session tags need sts:TagSession', async () => {
    await makeRole(trust({ AWS: `${account}:user/alice` }));
    const refused = await failureOf(assume('alice', { Tags: [{ Key: 'a', Value: 'b' }] }));
    expect(refused.message).toBe(denial('user/alice', 'sts:TagSession', `${account}:role/app`, ''));
  });

  test('a session policy narrows the role', async () => {
    await makeRole(trust({ AWS: `${account}:user/alice` }));
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: 'app',
        PolicyName: 'all',
        PolicyDocument: policy(allow('iam:*')),
      }),
    );
    const { Credentials } = await assume('alice', { Policy: policy(allow('iam:GetUser')) });
    const session = new IAMClient({
      credentials: {
        accessKeyId: Credentials?.AccessKeyId as string,
        secretAccessKey: Credentials?.SecretAccessKey as string,
        sessionToken: Credentials?.SessionToken as string,
      },
    });
    await session.send(new GetUserCommand({ UserName: 'bob' }));
    const refused = await failureOf(session.send(new ListUsersCommand({})));
    expect(refused.message).toBe(
      `User: arn:aws:sts::123456789012:assumed-role/app/test is not authorized to perform: iam:ListUsers on resource: ${account}:user/ because no session policy allows the iam:ListUsers action`,
    );
  });

  test('a namesake of a deleted user is not trusted', async () => {
    await makeRole(trust({ AWS: `${account}:user/carl` })).catch(() => undefined);
    await iam.send(new CreateUserCommand({ UserName: 'carl' }));
    await makeRole(trust({ AWS: `${account}:user/carl` }));
    await assume('carl');
    const { AccessKeyId } = { AccessKeyId: aws.credentialsFor('carl').accessKeyId };
    const { DeleteAccessKeyCommand } = await import('@aws-sdk/client-iam');
    await iam.send(new DeleteAccessKeyCommand({ UserName: 'carl', AccessKeyId }));
    await iam.send(new DeleteUserCommand({ UserName: 'carl' }));
    await iam.send(new CreateUserCommand({ UserName: 'carl' }));
    expect((await failureOf(assume('carl'))).name).toBe('AccessDenied');
  });
});

test('a refusal carries its explanation and a message that STS decodes', async () => {
  await grant('alice', allow('iam:Get*', `${account}:user/alice`));
  const refused = (await failureOf(
    clientOf('alice').send(new GetUserCommand({ UserName: 'bob' })),
  )) as unknown as {
    explanation: string;
    encodedMessage: string;
  };
  expect(refused.explanation).toContain(`${account}:user/team/bob`);
  expect(refused.explanation).toContain("enforcement is 'strict'");
  expect(Object.keys(refused)).not.toContain('explanation');
  const { DecodedMessage } = await new STSClient({}).send(
    new DecodeAuthorizationMessageCommand({ EncodedMessage: refused.encodedMessage }),
  );
  expect(JSON.parse(DecodedMessage as string)).toMatchObject({
    allowed: false,
    explicitDeny: false,
    context: {
      principal: { arn: `${account}:user/alice` },
      action: 'iam:GetUser',
      resource: `${account}:user/team/bob`,
    },
  });
});

test('soft mode refuses nothing and lists what would fail', async () => {
  aws.configure({ enforcement: 'soft' });
  await clientOf('alice').send(new GetUserCommand({ UserName: 'bob' }));
  expect(
    aws.decisions({ result: 'implicitDeny' }).map(({ action, principal }) => [principal, action]),
  ).toEqual([[`${account}:user/alice`, 'iam:GetUser']]);
  aws.configure({ enforcement: 'strict' });
});

test('the least privilege of what was called', async () => {
  await grant('alice', allow('iam:*'));
  const alice = clientOf('alice');
  await alice.send(new GetUserCommand({ UserName: 'bob' }));
  await alice.send(new ListUsersCommand({}));
  await alice.send(new CreateUserCommand({ UserName: 'carl', Tags: [{ Key: 'a', Value: 'b' }] }));
  expect(aws.leastPrivilegePolicy({ principal: `${account}:user/alice` })).toEqual({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['iam:CreateUser', 'iam:TagUser'], Resource: `${account}:user/carl` },
      { Effect: 'Allow', Action: 'iam:GetUser', Resource: `${account}:user/team/bob` },
      { Effect: 'Allow', Action: 'iam:ListUsers', Resource: `${account}:user/` },
    ],
  });
});

test('a question about another service', async () => {
  await grant('alice', allow('s3:GetObject', 'arn:aws:s3:::photos/*'));
  const ask = (resource: string) =>
    aws.authorize({ principal: 'alice', action: 's3:GetObject', resource }).result;
  expect(ask('arn:aws:s3:::photos/cat.jpg')).toBe('allowed');
  expect(ask('arn:aws:s3:::papers/tax.pdf')).toBe('implicitDeny');
  expect(() => aws.authorize({ principal: 'nobody', action: 's3:GetObject' })).toThrow(
    /there is no principal 'nobody'/,
  );
});

test('groups count', async () => {
  await iam
    .send(new AddUserToGroupCommand({ UserName: 'alice', GroupName: 'readers' }))
    .catch(() => undefined);
  expect(aws.authorize({ principal: 'alice', action: 'iam:GetUser' }).result).toBe('implicitDeny');
});
