import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListUsersCommand,
  MalformedPolicyDocumentException,
  NoSuchEntityException,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expectFailure, useAws } from '../support/aws.ts';

/*
 * Eventual consistency on request: for ten seconds after a write.
 */

const { aws, iam, sts } = useAws({ now: '2026-01-31T12:00:00Z' });
beforeEach(() => aws.delayConsistency('10s'));

const trusting = (principal: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' }],
  });
const account = 'arn:aws:iam::123456789012';
const createUser = (UserName = 'alice') => iam.send(new CreateUserCommand({ UserName }));
const createRole = (RoleName = 'app', principal = '123456789012') =>
  iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trusting(principal) }));
const userNames = async (): Promise<(string | undefined)[] | undefined> =>
  (await iam.send(new ListUsersCommand({}))).Users?.map(({ UserName }) => UserName);

test('a list is as it was, then as it is', async () => {
  await createUser('alice');
  aws.clock.advance('6s');
  await createUser('bob');
  expect(await userNames()).toEqual([]);
  aws.clock.advance('4s');
  expect(await userNames()).toEqual(['alice']);
  aws.clock.advance('5999ms');
  expect(await userNames()).toEqual(['alice']);
  aws.clock.advance(1);
  expect(await userNames()).toEqual(['alice', 'bob']);
});

test('a single entity is there at once', async () => {
  await createUser();
  expect((await iam.send(new GetUserCommand({ UserName: 'alice' }))).User?.UserName).toBe('alice');
});

test('lists of a new user do not find the user', async () => {
  await createUser();
  await expectFailure(aws, () => iam.send(new ListAccessKeysCommand({ UserName: 'alice' })), {
    code: 'NoSuchEntity',
    message: 'The user with name alice cannot be found.',
    status: 404,
    class: NoSuchEntityException,
  });
});

test('a new key is unknown, then known', async () => {
  await createUser();
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'alice' }));
  const alice = new STSClient({
    credentials: {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    },
  });
  await expectFailure(aws, () => alice.send(new GetCallerIdentityCommand({})), {
    code: 'InvalidClientTokenId',
    message: 'The security token included in the request is invalid.',
    status: 403,
  });
  aws.clock.advance('10s');
  expect((await alice.send(new GetCallerIdentityCommand({}))).Arn).toBe(`${account}:user/alice`);
});

test('a new role cannot be assumed, then it can, and its session is known at once', async () => {
  await createRole();
  const assume = () =>
    sts.send(new AssumeRoleCommand({ RoleArn: `${account}:role/app`, RoleSessionName: 'test' }));
  await expectFailure(aws, assume, {
    code: 'AccessDenied',
    message: `User: ${account}:root is not authorized to perform: sts:AssumeRole on resource: ${account}:role/app`,
    status: 403,
  });
  aws.clock.advance('10s');
  const { Credentials } = await assume();
  const session = new STSClient({
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    },
  });
  expect((await session.send(new GetCallerIdentityCommand({}))).Arn).toBe(
    'arn:aws:sts::123456789012:assumed-role/app/test',
  );
});

test('a new principal is invalid in a trust policy, then valid', async () => {
  await createRole('old');
  await createUser();
  const invalid = {
    code: 'MalformedPolicyDocument',
    message: `Invalid principal in policy: "AWS":"${account}:user/alice"`,
    status: 400,
    class: MalformedPolicyDocumentException,
  };
  const update = () =>
    iam.send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: 'old',
        PolicyDocument: trusting(`${account}:user/alice`),
      }),
    );
  await expectFailure(aws, () => createRole('new', `${account}:user/alice`), invalid);
  aws.clock.advance('5s');
  await createRole('older');
  aws.clock.advance('5s');
  await createRole('new', `${account}:user/alice`);
  await update();
});

test('a trust policy with an old principal is accepted for a role that is new', async () => {
  await createUser();
  aws.clock.advance('10s');
  await createRole('new');
  await iam.send(
    new UpdateAssumeRolePolicyCommand({ RoleName: 'new', PolicyDocument: trusting(`${account}:user/alice`) }),
  );
});

test('what was there before it began is there', async () => {
  aws.delayConsistency(0);
  await createUser('alice');
  aws.delayConsistency('10s');
  await createUser('bob');
  expect(await userNames()).toEqual(['alice']);
});

test('it ends at once with 0, and with reset()', async () => {
  await createUser('alice');
  aws.delayConsistency(0);
  expect(await userNames()).toEqual(['alice']);
  aws.delayConsistency('1h');
  aws.reset();
  await createUser('bob');
  expect(await userNames()).toEqual(['bob']);
});

test('what the facade changes is everywhere at once', async () => {
  const mark = aws.checkpoint();
  await createUser('alice');
  aws.rollback(mark);
  await createUser('bob');
  expect(await userNames()).toEqual([]);
  aws.clock.advance('10s');
  expect(await userNames()).toEqual(['bob']);
});

test('both doors see the same', async () => {
  const wire = new IAMClient({});
  wire.middlewareStack.add((next) => async (args) => await next(args), { step: 'build' });
  await createUser();
  expect((await wire.send(new ListUsersCommand({}))).Users).toEqual([]);
  aws.clock.advance('10s');
  expect((await wire.send(new ListUsersCommand({}))).Users).toHaveLength(1);
});

test('a duration that is none is a mistake', () => {
  expect(() => aws.delayConsistency('soon')).toThrow(
    "iam-in-memory: \"soon\" is not a duration. Give milliseconds (0 or more) or text such as '90s', '15m', '1h', '7d'.",
  );
});
