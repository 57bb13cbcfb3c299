import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  GetUserCommand,
  IAMClient,
  ListUsersCommand,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createIamMock, mockIam, UsageError } from '../../src/index.ts';
import { useIam } from '../../src/jest.ts';
import { failureOf } from '../support/aws.ts';

const aws = useIam({ now: '2026-01-31T12:00:00Z', seed: { users: { alice: {} } } });
const iam = new IAMClient({});
const create = (UserName: string) => iam.send(new CreateUserCommand({ UserName }));
const names = async () => (await iam.send(new ListUsersCommand({}))).Users?.map(({ UserName }) => UserName);

describe('reset', () => {
  test('goes back to the seed: the very same state', async () => {
    const { state } = aws;
    await create('bob');
    expect(aws.state).not.toBe(state);
    aws.reset();
    expect(aws.state).toBe(state);
    expect(await names()).toEqual(['alice']);
  });

  test('identifiers, request ids, journal and clock start over', async () => {
    const run = async () => {
      const { User, $metadata } = await create('bob');
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'bob' }));
      return [User?.UserId, $metadata.requestId, AccessKey, aws.calls().length];
    };
    const first = await run();
    aws.clock.advance('1h');
    aws.reset();
    expect(await run()).toEqual(first);
  });
});

describe('checkpoint and rollback', () => {
  test('put back the state as it was; the journal goes on', async () => {
    await create('bob');
    const mark = aws.checkpoint();
    const { state } = aws;
    await create('carl');
    aws.rollback(mark);
    expect(aws.state).toBe(state);
    expect(await names()).toEqual(['alice', 'bob']);
    expect(aws.calls('CreateUser')).toHaveLength(2);
    await create('carl');
    aws.rollback(mark);
    expect(await names()).toEqual(['alice', 'bob']);
  });

  test('a checkpoint is of the whole mock, whichever account took it', async () => {
    const mark = aws.account('210987654321').checkpoint();
    await create('bob');
    aws.rollback(mark);
    expect(await names()).toEqual(['alice']);
  });

  test.each([undefined, null, {}, 'x', 7])('%p is no checkpoint', (mark) => {
    expect(() => aws.rollback(mark as never)).toThrow(UsageError);
    expect(() => aws.rollback(mark as never)).toThrow(
      `iam-in-memory: rollback() got ${JSON.stringify(mark) ?? 'undefined'}, which is no checkpoint of this mock. Pass what its own checkpoint() returned.`,
    );
  });
});

describe('account', () => {
  test('is the same mock looked at from another account', () => {
    const other = aws.account('210987654321');
    expect(other.accountId).toBe('210987654321');
    expect(other.state).toBe(aws.state);
    expect(other).toBeInstanceOf(aws.constructor);
    expect(aws.account('123456789012')).toBe(aws);
    expect(other.account('123456789012').accountId).toBe('123456789012');
  });

  test.each(['12345', 'x', '', 123456789012, undefined])('refuses %p', (id) => {
    expect(() => aws.account(id as string)).toThrow(
      `iam-in-memory: ${JSON.stringify(id)} is no account id. It takes twelve digits in a text.`,
    );
  });
});

describe('state', () => {
  test('is frozen, and the same object as long as nothing changes', async () => {
    const { state } = aws;
    await iam.send(new GetUserCommand({ UserName: 'alice' }));
    await failureOf(create('alice'));
    expect(aws.state).toBe(state);
    const alice = state.accounts.get('123456789012')?.users.get('alice');
    expect(Object.isFrozen(alice)).toBe(true);
    expect(() => Object.assign(alice as object, { path: '/x/' })).toThrow(TypeError);
  });

  test('outputs are the caller’s own: changing one changes nothing', async () => {
    const { Users = [] } = await iam.send(new ListUsersCommand({}));
    Users.length = 0;
    const { User } = await iam.send(new GetUserCommand({ UserName: 'alice' }));
    Object.assign(User as object, { UserName: 'eve' });
    User?.CreateDate?.setFullYear(1999);
    expect(await names()).toEqual(['alice']);
    expect((await iam.send(new GetUserCommand({ UserName: 'alice' }))).User).toMatchObject({
      UserName: 'alice',
      CreateDate: new Date('2026-01-31T12:00:00Z'),
    });
  });
});

describe('the journal', () => {
  test('tells what was asked, by whom, and what came of it', async () => {
    const { User, $metadata } = await create('bob');
    await failureOf(iam.send(new GetUserCommand({ UserName: 'gone' })));
    expect(aws.calls()).toMatchObject([
      {
        service: 'iam',
        operation: 'CreateUser',
        input: { UserName: 'bob' },
        principal: 'arn:aws:iam::123456789012:root',
        accountId: '123456789012',
        region: 'us-east-1',
        time: new Date('2026-01-31T12:00:00Z'),
        requestId: $metadata.requestId,
        output: { User },
        error: undefined,
      },
      {
        operation: 'GetUser',
        output: undefined,
        error: { code: 'NoSuchEntity', message: 'The user with name gone cannot be found.', status: 404 },
      },
    ]);
  });

  test.each<[string, Parameters<typeof aws.calls>[0], string[]]>([
    ['everything', undefined, ['CreateUser', 'GetUser', 'GetCallerIdentity', 'GetUser']],
    ['an operation', 'GetUser', ['GetUser', 'GetUser']],
    ['an operation nobody called', 'DeleteUser', []],
    ['a service', { service: 'sts' }, ['GetCallerIdentity']],
    ['an operation and more', { operation: 'GetUser', failed: true }, ['GetUser']],
    ['what succeeded', { failed: false }, ['CreateUser', 'GetUser', 'GetCallerIdentity']],
    ['an error code', { error: 'NoSuchEntity' }, ['GetUser']],
    ['a principal', { principal: 'arn:aws:iam::123456789012:user/alice' }, ['GetUser']],
    ['a predicate', ({ input }) => input['UserName'] === 'bob', ['CreateUser']],
  ])('selects %s', async (_name, filter, operations) => {
    await create('bob');
    await aws.as('alice', () => iam.send(new GetUserCommand({})));
    await new STSClient({}).send(new GetCallerIdentityCommand({}));
    expect(await failureOf(iam.send(new GetUserCommand({ UserName: 'gone' })))).toBeInstanceOf(
      NoSuchEntityException,
    );
    expect(aws.calls(filter).map(({ operation }) => operation)).toEqual(operations);
  });

  test('keeps the last 250', async () => {
    for (let index = 0; index < 255; index += 1) {
      await failureOf(iam.send(new GetUserCommand({ UserName: `u${index}` })));
    }
    const calls = aws.calls();
    expect(calls).toHaveLength(250);
    expect(calls[0]?.input).toEqual({ UserName: 'u5' });
    expect(calls.at(-1)?.input).toEqual({ UserName: 'u254' });
  });
});

describe('two mocks', () => {
  test('do not see each other', async () => {
    const other = createIamMock();
    const client = new IAMClient({
      requestHandler: other.requestHandler,
      credentials: other.credentialsFor('root'),
      region: 'us-east-1',
    });
    aws.restore();
    try {
      await client.send(new CreateUserCommand({ UserName: 'zoe' }));
    } finally {
      aws.install();
    }
    expect(other.snapshot()).toEqual({ users: { zoe: {} } });
    expect(await names()).toEqual(['alice']);
  });

  test('the last one installed answers, until it is restored', async () => {
    const later = mockIam({ seed: { users: { zoe: {} } } });
    expect(await names()).toEqual(['zoe']);
    later.restore();
    expect(await names()).toEqual(['alice']);
  });
});
