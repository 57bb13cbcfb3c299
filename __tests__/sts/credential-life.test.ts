import {
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  GetAccountSummaryCommand,
  GetUserCommand,
  ListUsersCommand,
  UpdateAccessKeyCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  type STSClient,
} from '@aws-sdk/client-sts';
import { mockIam } from '../../src/index.ts';
import { expectFailure, useAws } from '../support/aws.ts';
import { assume, clientsWith, createRole, createUser, credentialOf, roleArn } from '../support/sessions.ts';

const { aws, iam, sts } = useAws({ now: '2026-01-31T12:00:00Z' });

const expired = {
  code: 'ExpiredToken',
  status: 403,
  message: 'The security token included in the request is expired',
};
const invalid = {
  code: 'InvalidClientTokenId',
  status: 403,
  message: 'The security token included in the request is invalid.',
};

type Clients = ReturnType<typeof clientsWith>;

/** Any operation will do: who calls is looked at before anything else, even before the input. */
const operations: [string, (clients: Clients) => Promise<unknown>][] = [
  ['GetCallerIdentity', (clients) => clients.sts.send(new GetCallerIdentityCommand({}))],
  ['GetSessionToken', (clients) => clients.sts.send(new GetSessionTokenCommand({}))],
  ['AssumeRole, badly', (clients) => clients.sts.send(new AssumeRoleCommand({} as never))],
  ['ListUsers', (clients) => clients.iam.send(new ListUsersCommand({}))],
  ['CreateUser, badly', (clients) => clients.iam.send(new CreateUserCommand({ UserName: '' }))],
];

/** Every kind of session. */
const sessions: [string, (client: STSClient) => Promise<Clients>][] = [
  ['AssumeRole', (client) => assume(client, 'app', { DurationSeconds: 900 })],
  [
    'GetSessionToken',
    async (client) =>
      clientsWith((await client.send(new GetSessionTokenCommand({ DurationSeconds: 900 }))).Credentials),
  ],
  [
    'GetFederationToken',
    async (client) =>
      clientsWith(
        (await client.send(new GetFederationTokenCommand({ Name: 'guest', DurationSeconds: 900 })))
          .Credentials,
      ),
  ],
];

describe('a session that is over', () => {
  describe.each(sessions)('of %s', (_kind, open) => {
    test.each(operations)('%s', async (_operation, call) => {
      await createRole(iam, 'app');
      const session = await open(sts);
      aws.clock.advance(899_999);
      await session.sts.send(new GetCallerIdentityCommand({}));
      aws.clock.advance(1);
      await expectFailure(aws, () => call(session), expired);
    });
  });

  test('is over for good', async () => {
    await createRole(iam, 'app');
    const session = await assume(sts, 'app');
    aws.clock.advance('30d');
    await expectFailure(aws, () => session.sts.send(new GetCallerIdentityCommand({})), expired);
  });

  test('ends at the time it was told, whatever it assumes meanwhile', async () => {
    await createRole(iam, 'app');
    const first = await assume(sts, 'app', { DurationSeconds: 900 });
    aws.clock.advance('10m');
    const second = await assume(first.sts, 'app', { DurationSeconds: 900 });
    aws.clock.advance('5m');
    await expectFailure(aws, () => first.sts.send(new GetCallerIdentityCommand({})), expired);
    await second.sts.send(new GetCallerIdentityCommand({}));
    aws.clock.advance('10m');
    await expectFailure(aws, () => second.sts.send(new GetCallerIdentityCommand({})), expired);
  });
});

describe('under fake timers', () => {
  afterEach(() => jest.useRealTimers());

  test('sessions end with the faked time', async () => {
    jest.useFakeTimers({ now: Date.parse('2026-05-01T00:00:00.900Z') });
    const other = mockIam();
    try {
      await createRole(iam, 'app');
      const { credentials, ...session } = await assume(sts, 'app');
      expect(credentials.Expiration).toEqual(new Date('2026-05-01T01:00:00Z'));
      jest.advanceTimersByTime(3_599_000);
      await session.sts.send(new GetCallerIdentityCommand({}));
      jest.advanceTimersByTime(100);
      await expectFailure(other, () => session.sts.send(new GetCallerIdentityCommand({})), expired);
      jest.setSystemTime(Date.parse('2027-01-01T00:00:00Z'));
      await expectFailure(other, () => session.sts.send(new GetCallerIdentityCommand({})), expired);
    } finally {
      other.restore();
    }
  });
});

/** Issues sessions of a quarter of an hour until there are this many. */
async function issue(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn('app'),
        RoleSessionName: `session-${index}`,
        DurationSeconds: 900,
        SourceIdentity: 'alice',
      }),
    );
    ids.push(Credentials?.AccessKeyId as string);
  }
  return ids;
}

describe('sessions that are over are emptied', () => {
  test('by later ones, and are still answered as over', async () => {
    await createRole(iam, 'app');
    const [id] = await issue(1);
    const before = aws.state.credentials.get(id as string);
    aws.clock.advance('15m');
    await issue(1);
    expect(aws.state.credentials.get(id as string)).toEqual({
      accessKeyId: id,
      accountId: '123456789012',
      secretAccessKey: '',
      status: 'Expired',
      principal: before?.principal,
      createDate: before?.createDate,
      expiration: before?.expiration,
    });
    aws.configure({ unknownCredentials: 'root' });
    const session = clientsWith({ AccessKeyId: id, SecretAccessKey: 'whatever' });
    await expectFailure(aws, () => session.sts.send(new GetCallerIdentityCommand({})), expired);
    expect(await sts.send(new GetAccessKeyInfoCommand({ AccessKeyId: id }))).toMatchObject({
      Account: '123456789012',
    });
  });

  test('nothing else is touched: living sessions, long-term keys', async () => {
    await createRole(iam, 'app', { MaxSessionDuration: 43_200 });
    const alice = await createUser(iam, 'alice');
    const long = await assume(sts, 'app', { DurationSeconds: 43_200 });
    await issue(5);
    const kept = [alice.accessKeyId, long.credentials.AccessKeyId as string].map((id) =>
      aws.state.credentials.get(id),
    );
    aws.clock.advance('1h');
    await issue(5);
    expect(kept.map((credential) => aws.state.credentials.get(credential?.accessKeyId as string))).toEqual(
      kept,
    );
    await long.sts.send(new GetCallerIdentityCommand({}));
    await alice.sts.send(new GetCallerIdentityCommand({}));
  });

  test('however many there are: of a hundred few are left full once a hundred more were issued', async () => {
    await createRole(iam, 'app');
    const old = await issue(100);
    aws.clock.advance('15m');
    await issue(100);
    const full = old.filter((id) => aws.state.credentials.get(id)?.session !== undefined);
    expect(full.length).toBeLessThan(30);
    expect(aws.state.credentials.size).toBe(200);
  });

  test('a session that failed to be issued empties nothing', async () => {
    await createRole(iam, 'app');
    await issue(1);
    aws.clock.advance('15m');
    await expectFailure(
      aws,
      () => sts.send(new AssumeRoleCommand({ RoleArn: roleArn('gone'), RoleSessionName: 'session' })),
      {
        code: 'AccessDenied',
        status: 403,
        message:
          'User: arn:aws:iam::123456789012:root is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/gone',
      },
    );
  });
});

describe('a key that is inactive or deleted', () => {
  describe.each(['inactive', 'deleted', 'of a user who is gone'])('%s', (how) => {
    test.each(operations)('%s', async (_operation, call) => {
      const alice = await createUser(iam, 'alice');
      const key = { UserName: 'alice', AccessKeyId: alice.accessKeyId };
      if (how === 'inactive') await iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }));
      else await iam.send(new DeleteAccessKeyCommand(key));
      if (how.startsWith('of a user')) await iam.send(new DeleteUserCommand({ UserName: 'alice' }));
      await expectFailure(aws, () => call(alice), invalid);
    });
  });

  test('is good again when it is active again', async () => {
    const alice = await createUser(iam, 'alice');
    const key = { UserName: 'alice', AccessKeyId: alice.accessKeyId };
    await iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }));
    await iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Active' }));
    expect((await alice.iam.send(new GetUserCommand({}))).User?.UserName).toBe('alice');
  });
});

const identity = async ({ sts: client }: Clients) => {
  const { Arn, UserId } = await client.send(new GetCallerIdentityCommand({}));
  return { Arn, UserId };
};

describe('whose a session is', () => {
  test('a session token outlives its key and follows the user to a new name', async () => {
    const alice = await createUser(iam, 'alice');
    const { Credentials } = await alice.sts.send(new GetSessionTokenCommand({}));
    const session = clientsWith(Credentials);
    await iam.send(new DeleteAccessKeyCommand({ UserName: 'alice', AccessKeyId: alice.accessKeyId }));
    await iam.send(new UpdateUserCommand({ UserName: 'alice', NewUserName: 'alicia', NewPath: '/x/' }));
    expect(await identity(session)).toEqual({
      Arn: 'arn:aws:iam::123456789012:user/x/alicia',
      UserId: alice.userId,
    });
  });

  test('it ends with the user; a namesake is somebody else', async () => {
    const alice = await createUser(iam, 'alice');
    const { Credentials } = await alice.sts.send(new GetSessionTokenCommand({}));
    await iam.send(new DeleteAccessKeyCommand({ UserName: 'alice', AccessKeyId: alice.accessKeyId }));
    await iam.send(new DeleteUserCommand({ UserName: 'alice' }));
    await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    await expectFailure(aws, () => identity(clientsWith(Credentials)), invalid);
  });

  test('every call of a session is kept as a use of its key', async () => {
    await createRole(iam, 'app');
    const session = await assume(sts, 'app');
    aws.clock.advance('1m');
    await session.iam.send(new GetAccountSummaryCommand({}));
    expect(credentialOf(aws, session.credentials)?.lastUsed).toEqual({
      date: Date.parse('2026-01-31T12:01:00Z'),
      service: 'iam',
      region: 'us-east-1',
    });
  });
});
