import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  GetRoleCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createIamMock, UsageError } from '../../src/index.ts';
import { useIam } from '../../src/jest.ts';
import { failureOf } from '../support/aws.ts';

const aws = useIam({
  now: '2026-01-31T12:00:00Z',
  seed: {
    users: { alice: { path: '/team/', accessKeys: [{ status: 'Inactive' }, {}] }, bob: {} },
    roles: { app: { path: '/service/' } },
    accounts: { '210987654321': { users: { carl: {} }, roles: { deploy: { trustPolicy: '*' } } } },
  },
});
const iam = new IAMClient({});
const sts = new STSClient({});

const whoIs = async (credentials: { accessKeyId: string; secretAccessKey: string }) =>
  (await new STSClient({ credentials }).send(new GetCallerIdentityCommand({}))).Arn;

describe('credentialsFor', () => {
  test.each([
    ['root', 'arn:aws:iam::123456789012:root'],
    ['alice', 'arn:aws:iam::123456789012:user/team/alice'],
    ['BOB', 'arn:aws:iam::123456789012:user/bob'],
    ['arn:aws:iam::123456789012:user/team/alice', 'arn:aws:iam::123456789012:user/team/alice'],
    ['arn:aws:iam::210987654321:user/carl', 'arn:aws:iam::210987654321:user/carl'],
    ['arn:aws:iam::210987654321:root', 'arn:aws:iam::210987654321:root'],
    [
      'arn:aws:iam::123456789012:role/service/app',
      'arn:aws:sts::123456789012:assumed-role/app/iam-in-memory',
    ],
    [
      'arn:aws:sts::123456789012:assumed-role/app/deploy-42',
      'arn:aws:sts::123456789012:assumed-role/app/deploy-42',
    ],
    ['arn:aws:sts::123456789012:federated-user/dora', 'arn:aws:sts::123456789012:federated-user/dora'],
  ])('%s is %s to GetCallerIdentity', async (who, arn) => {
    expect(await whoIs(aws.credentialsFor(who))).toBe(arn);
  });

  test('of another account through account()', async () => {
    const other = aws.account('210987654321');
    expect(await whoIs(other.credentialsFor('carl'))).toBe('arn:aws:iam::210987654321:user/carl');
    expect(await whoIs(other.credentialsFor('root'))).toBe('arn:aws:iam::210987654321:root');
    expect(await whoIs(aws.account('111122223333').credentialsFor('root'))).toBe(
      'arn:aws:iam::111122223333:root',
    );
  });

  test('root: always the same key, which no listing shows', async () => {
    const credentials = aws.credentialsFor('root');
    expect(credentials).toEqual({
      accessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/) as string,
      secretAccessKey: expect.stringMatching(/^[A-Za-z0-9/+]{40}$/) as string,
    });
    const { state } = aws;
    expect(aws.credentialsFor('root')).toEqual(credentials);
    expect(createIamMock().credentialsFor('root')).toEqual(credentials);
    expect(createIamMock({ identifierSeed: 'x' }).credentialsFor('root')).not.toEqual(credentials);
    expect(aws.state).toBe(state);
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({}));
    expect(AccessKeyMetadata).toEqual([]);
    expect(aws.snapshot()).not.toHaveProperty('accounts.123456789012.root');
  });

  test('root: the key of a client outlives reset() and rollback()', async () => {
    const mark = aws.checkpoint();
    const credentials = aws.account('210987654321').credentialsFor('root');
    await iam.send(new CreateUserCommand({ UserName: 'x' }));
    aws.reset();
    expect(await whoIs(credentials)).toBe('arn:aws:iam::210987654321:root');
    aws.rollback(mark);
    expect(await whoIs(credentials)).toBe('arn:aws:iam::210987654321:root');
  });

  test('a user: the first active key', async () => {
    const credentials = aws.credentialsFor('alice');
    const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName: 'alice' }));
    const active = AccessKeyMetadata.filter(({ Status }) => Status === 'Active');
    expect(active.map(({ AccessKeyId }) => AccessKeyId)).toEqual([credentials.accessKeyId]);
    expect(aws.credentialsFor('alice')).toEqual(credentials);
  });

  test('a user without a key: a new one that is listed', async () => {
    const credentials = aws.credentialsFor('bob');
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: 'bob' }));
    expect(AccessKeyMetadata).toEqual([
      {
        UserName: 'bob',
        AccessKeyId: credentials.accessKeyId,
        Status: 'Active',
        CreateDate: new Date('2026-01-31T12:00:00Z'),
      },
    ]);
    expect(aws.credentialsFor('bob')).toEqual(credentials);
    expect(aws.calls('CreateAccessKey')).toEqual([]);
  });

  test('a role: a fresh session of an hour each time', async () => {
    const arn = 'arn:aws:iam::123456789012:role/service/app';
    const [one, other] = [aws.credentialsFor(arn), aws.credentialsFor(arn)];
    expect(one).toEqual({
      accessKeyId: expect.stringMatching(/^ASIA/) as string,
      secretAccessKey: expect.stringMatching(/^.{40}$/) as string,
      sessionToken: expect.stringMatching(/^.{100,}$/) as string,
      expiration: new Date('2026-01-31T13:00:00Z'),
    });
    expect(other.accessKeyId).not.toBe(one.accessKeyId);
    aws.clock.advance('1h');
    expect(await failureOf(whoIs(one))).toMatchObject({
      name: 'ExpiredToken',
      message: 'The security token included in the request is expired',
    });
  });

  test('issued before any call they belong to the baseline, after a call they do not', async () => {
    const mock = createIamMock({ seed: { users: { bob: {}, dora: {} } } });
    const early = mock.credentialsFor('bob').accessKeyId;
    mock.reset();
    expect(mock.lookupCredential(early)?.status).toBe('Active');
    const handler = { requestHandler: mock.requestHandler, region: 'us-east-1' };
    await new IAMClient({ ...handler, credentials: mock.credentialsFor('root') }).send(
      new CreateUserCommand({ UserName: 'x' }),
    );
    const late = mock.credentialsFor('dora').accessKeyId;
    expect(mock.lookupCredential(late)?.status).toBe('Active');
    mock.reset();
    expect(mock.lookupCredential(late)).toBeUndefined();
  });

  test.each([
    [
      'nobody',
      `iam-in-memory: there is no user 'nobody' in account 123456789012. Users: alice, bob. Roles: app.`,
    ],
    [
      'app',
      `iam-in-memory: there is no user 'app' in account 123456789012. There is a role: give its ARN, arn:aws:iam::123456789012:role/service/app. Users: alice, bob. Roles: app.`,
    ],
    [
      'arn:aws:iam::123456789012:user/gone',
      `iam-in-memory: there is no user 'gone' in account 123456789012. Users: alice, bob. Roles: app.`,
    ],
    [
      'arn:aws:iam::210987654321:role/gone',
      `iam-in-memory: there is no role 'gone' in account 210987654321. Users: carl. Roles: deploy.`,
    ],
    [
      'arn:aws:sts::111122223333:assumed-role/app/x',
      `iam-in-memory: there is no role 'app' in account 111122223333. Users: none. Roles: none.`,
    ],
    [
      'arn:aws:iam::123456789012:user/alice',
      'iam-in-memory: there is no arn:aws:iam::123456789012:user/alice. Do you mean arn:aws:iam::123456789012:user/team/alice?',
    ],
    [
      'arn:aws:iam::123456789012:role/app',
      'iam-in-memory: there is no arn:aws:iam::123456789012:role/app. Do you mean arn:aws:iam::123456789012:role/service/app?',
    ],
    [
      'arn:aws:s3:::bucket',
      `iam-in-memory: 'arn:aws:s3:::bucket' is no ARN of a principal. ARNs look like arn:aws:iam::123456789012:user/alice, arn:aws:iam::123456789012:role/app or arn:aws:sts::123456789012:assumed-role/app/session.`,
    ],
    [
      'arn:aws:iam::123456789012:group/admins',
      `iam-in-memory: 'arn:aws:iam::123456789012:group/admins' is no principal that has credentials. Give the ARN of a root user, user, role, assumed role or federated user.`,
    ],
    ['', `iam-in-memory: "" names nobody. Give 'root', the name of a user, or an ARN.`],
  ])('refuses %p and says what there is', (who, message) => {
    expect(() => aws.credentialsFor(who)).toThrow(UsageError);
    expect(() => aws.credentialsFor(who)).toThrow(new UsageError(message));
  });

  test('lists ten names at most', () => {
    const users = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`u${10 + index}`, {}]));
    expect(() => createIamMock({ seed: { users } }).credentialsFor('x')).toThrow(
      'Users: u10, u11, u12, u13, u14, u15, u16, u17, u18, u19, …. Roles: none.',
    );
  });
});

const me = async () => (await sts.send(new GetCallerIdentityCommand({}))).Arn;

describe('as', () => {
  test.each([
    ['alice', 'arn:aws:iam::123456789012:user/team/alice'],
    ['root', 'arn:aws:iam::123456789012:root'],
    ['arn:aws:iam::210987654321:root', 'arn:aws:iam::210987654321:root'],
    ['arn:aws:iam::210987654321:role/deploy', 'arn:aws:sts::210987654321:assumed-role/deploy/iam-in-memory'],
    ['arn:aws:sts::123456789012:assumed-role/app/x', 'arn:aws:sts::123456789012:assumed-role/app/x'],
    ['arn:aws:sts::123456789012:federated-user/dora', 'arn:aws:sts::123456789012:federated-user/dora'],
  ])('%s: calls without credentials are by %s', async (who, arn) => {
    expect(await aws.as(who, me)).toBe(arn);
    expect(await me()).toBe('arn:aws:iam::123456789012:root');
  });

  test('calls that name nobody are about the caller', async () => {
    const { User } = await aws.as('alice', () => iam.send(new GetUserCommand({})));
    expect(User?.UserName).toBe('alice');
  });

  test('gives back what the function returns or throws, at once or later', async () => {
    expect(aws.as('alice', () => 42)).toBe(42);
    expect(() =>
      aws.as('alice', () => {
        throw new RangeError('mine');
      }),
    ).toThrow(new RangeError('mine'));
    await expect(aws.as('alice', async () => 'later')).resolves.toBe('later');
    await expect(aws.as('alice', async () => Promise.reject(new RangeError('late')))).rejects.toThrow('late');
  });

  test('nests, and does not leak into what runs beside it', async () => {
    const seen = await Promise.all([
      aws.as('alice', async () => {
        const before = await me();
        const inside = await aws.as('bob', me);
        return [before, inside, await me()];
      }),
      me(),
      aws.account('210987654321').as('carl', me),
    ]);
    expect(seen).toEqual([
      [
        'arn:aws:iam::123456789012:user/team/alice',
        'arn:aws:iam::123456789012:user/bob',
        'arn:aws:iam::123456789012:user/team/alice',
      ],
      'arn:aws:iam::123456789012:root',
      'arn:aws:iam::210987654321:user/carl',
    ]);
  });

  test('leaves nothing in the account, however often the caller calls', async () => {
    const { state } = aws;
    await aws.as('bob', me);
    await aws.as('arn:aws:iam::123456789012:role/service/app', me);
    expect(aws.state).toBe(state);
    expect(aws.changes()).toHaveLength(0);
  });

  test('a client with credentials of its own keeps them; with a key nobody issued it has none', async () => {
    const own = new STSClient({ credentials: aws.credentialsFor('alice') });
    const dummy = new STSClient({ credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
    const seen = await aws.as('bob', async () => [
      (await own.send(new GetCallerIdentityCommand({}))).Arn,
      (await dummy.send(new GetCallerIdentityCommand({}))).Arn,
    ]);
    expect(seen).toEqual(['arn:aws:iam::123456789012:user/team/alice', 'arn:aws:iam::123456789012:user/bob']);
    aws.configure({ unknownCredentials: 'reject' });
    const refused = await aws.as('bob', () => failureOf(dummy.send(new GetCallerIdentityCommand({}))));
    expect(refused.name).toBe('InvalidClientTokenId');
  });

  test('does not expire, and ends with the user', async () => {
    await aws.as('arn:aws:iam::123456789012:role/service/app', async () => {
      aws.clock.advance('30d');
      expect(await me()).toBe('arn:aws:sts::123456789012:assumed-role/app/iam-in-memory');
    });
    await aws.as('bob', async () => {
      await iam.send(new DeleteUserCommand({ UserName: 'bob' }));
      expect((await failureOf(me())).name).toBe('InvalidClientTokenId');
    });
  });

  test('a namesake made later is somebody else', async () => {
    await iam.send(new DeleteUserCommand({ UserName: 'bob' }));
    const { User } = await iam.send(new CreateUserCommand({ UserName: 'bob' }));
    const { UserId } = await aws.as('bob', () => sts.send(new GetCallerIdentityCommand({})));
    expect(UserId).toBe(User?.UserId);
  });

  test('refuses who does not exist, and does not run', () => {
    const fn = jest.fn();
    expect(() => aws.as('nobody', fn)).toThrow(
      `there is no user 'nobody' in account 123456789012. Users: alice, bob. Roles: app.`,
    );
    expect(fn).not.toHaveBeenCalled();
  });

  test('the journal names the caller', async () => {
    await aws.as('alice', () => iam.send(new GetRoleCommand({ RoleName: 'app' })));
    expect(aws.calls('GetRole')).toMatchObject([
      { principal: 'arn:aws:iam::123456789012:user/team/alice', accountId: '123456789012' },
    ]);
  });
});

describe('lookupCredential', () => {
  test('a key of a user through its life', async () => {
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'bob' }));
    const id = AccessKey?.AccessKeyId as string;
    const { User } = await iam.send(new GetUserCommand({ UserName: 'bob' }));
    const known = {
      secretAccessKey: AccessKey?.SecretAccessKey,
      principalArn: 'arn:aws:iam::123456789012:user/bob',
      userId: User?.UserId,
      accountId: '123456789012',
    };
    expect(aws.lookupCredential(id)).toStrictEqual({ ...known, status: 'Active' });
    const client = new IAMClient({
      credentials: { accessKeyId: id, secretAccessKey: AccessKey?.SecretAccessKey as string },
    });
    await client.send(new GetUserCommand({}));
    expect(aws.lookupCredential(id)).toStrictEqual({
      ...known,
      status: 'Active',
      lastUsed: { date: new Date('2026-01-31T12:00:00Z'), service: 'iam', region: 'us-east-1' },
    });
    const change = { UserName: 'bob', AccessKeyId: id };
    await iam.send(new UpdateAccessKeyCommand({ ...change, Status: 'Inactive' }));
    expect(aws.lookupCredential(id)?.status).toBe('Inactive');
    await iam.send(new DeleteAccessKeyCommand(change));
    expect(aws.lookupCredential(id)).toMatchObject({ status: 'Deleted', secretAccessKey: '' });
    await iam.send(new DeleteUserCommand({ UserName: 'bob' }));
    expect(aws.lookupCredential(id)).toMatchObject({
      status: 'Deleted',
      principalArn: User?.UserId,
      userId: User?.UserId,
    });
  });

  test('a session, expired by the clock', async () => {
    const { Credentials, AssumedRoleUser } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: 'arn:aws:iam::210987654321:role/deploy',
        RoleSessionName: 'deploy',
        DurationSeconds: 900,
      }),
    );
    const id = Credentials?.AccessKeyId as string;
    expect(aws.lookupCredential(id)).toStrictEqual({
      secretAccessKey: Credentials?.SecretAccessKey,
      sessionToken: Credentials?.SessionToken,
      principalArn: 'arn:aws:sts::210987654321:assumed-role/deploy/deploy',
      userId: AssumedRoleUser?.AssumedRoleId,
      accountId: '210987654321',
      status: 'Active',
      expiration: new Date('2026-01-31T12:15:00Z'),
    });
    aws.clock.advance('15m');
    expect(aws.lookupCredential(id)?.status).toBe('Expired');
  });

  test('the key of root, and keys nobody issued', () => {
    const { accessKeyId, secretAccessKey } = aws.credentialsFor('root');
    expect(aws.lookupCredential(accessKeyId)).toStrictEqual({
      secretAccessKey,
      principalArn: 'arn:aws:iam::123456789012:root',
      userId: '123456789012',
      accountId: '123456789012',
      status: 'Active',
    });
    expect(aws.lookupCredential('AKIAIOSFODNN7EXAMPLE')).toBeUndefined();
    expect(aws.lookupCredential('')).toBeUndefined();
  });

  test('says the same through every account', () => {
    const { accessKeyId } = aws.credentialsFor('alice');
    expect(aws.account('210987654321').lookupCredential(accessKeyId)).toEqual(
      aws.lookupCredential(accessKeyId),
    );
  });
});
