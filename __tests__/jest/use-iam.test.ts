import { CreateRoleCommand, CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { UsageError, mockIam } from '../../src/index.ts';
import { useIam } from '../../src/jest.ts';

const aws = useIam({ now: '2026-01-31T12:00:00Z', seed: { users: { alice: {} } } });
const iam = new IAMClient({});
// A client made once for the whole file: its key belongs to what every test starts from.
const asAlice = new STSClient({ credentials: aws.credentialsFor('alice') });

const create = (UserName: string) => iam.send(new CreateUserCommand({ UserName }));
const names = async () => (await iam.send(new ListUsersCommand({}))).Users?.map(({ UserName }) => UserName);
const arn = async () => (await asAlice.send(new GetCallerIdentityCommand({}))).Arn;

describe('each test starts from the seed, whatever the one before did', () => {
  const started: unknown[] = [];

  test.each([1, 2])('run %i', async () => {
    started.push(aws.state);
    expect(aws.state).toBe(started[0]);
    expect(await names()).toEqual(['alice']);
    expect(aws.clock.now()).toEqual(new Date('2026-01-31T12:00:00Z'));
    expect(aws.calls()).toHaveLength(1);
    expect(aws.world.options.enforcement).toBe('off');
    expect(await arn()).toBe('arn:aws:iam::123456789012:user/alice');
    aws.reset();

    // A seed before any call would move the baseline for good.
    aws.seed({ users: { bob: {} } });
    expect(aws.changes()).toEqual([]);
    await create('carl');
    aws.reset();
    expect(await names()).toEqual(['alice', 'bob']);
    aws.credentialsFor('bob');
    aws.clock.advance('1d');
    aws.configure({ enforcement: 'strict', quotas: { usersPerAccount: 1 } });
  });
});

describe('what beforeAll makes is there for every test', () => {
  beforeAll(async () => {
    await create('zoe');
  });

  test.each([1, 2])('run %i', async () => {
    expect(await names()).toEqual(['alice', 'zoe']);
    expect(aws.changes()).toEqual([]);
    await create('bob');
    expect(aws.changes().format()).toBe('user bob: created');
  });
});

describe('what beforeEach makes is made for every test', () => {
  beforeEach(() => aws.seed({ roles: { app: {} } }));

  test.each([1, 2])('run %i', async () => {
    expect(aws.snapshot()).toHaveProperty('roles.app');
    await expect(
      iam.send(new CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: '{}' })),
    ).rejects.toThrow();
  });
});

describe('a mock for a describe', () => {
  const inner = useIam({ seed: { users: { inner: {} } } });

  test('answers the tests of the describe', async () => {
    expect(await names()).toEqual(['inner']);
    expect(inner.installed).toBe(true);
  });

  describe('and another one inside', () => {
    useIam({ seed: { users: { innermost: {} } } });

    test('answers its own', async () => {
      expect(await names()).toEqual(['innermost']);
    });
  });

  test('again', async () => {
    expect(await names()).toEqual(['inner']);
  });
});

test('after the describe the mock of the file answers again', async () => {
  expect((await names())?.includes('alice')).toBe(true);
});

describe('who answers is undone as well', () => {
  test('a mock that the test does not restore', async () => {
    mockIam({ seed: { users: { leaked: {} } } });
    expect(await names()).toEqual(['leaked']);
  });

  test('is gone in the next, which restores the mock of the file', async () => {
    expect(await names()).toEqual(['alice', 'zoe']);
    aws.restore();
    expect(aws.installed).toBe(false);
  });

  test('and that one answers again', async () => {
    expect(aws.installed).toBe(true);
    expect(await names()).toEqual(['alice', 'zoe']);
  });

  describe('inside a mock for a describe', () => {
    const inner = useIam({ seed: { users: { inner: {} } } });

    test('whichever is restored', () => {
      mockIam();
      inner.restore();
      aws.restore();
    });

    test('they answer in their order', async () => {
      expect(await names()).toEqual(['inner']);
      inner.restore();
      expect(await names()).toEqual(['alice', 'zoe']);
    });
  });

  describe('but not a mock of a beforeAll', () => {
    const mocks: { restore(): void }[] = [];
    beforeAll(() => void mocks.push(mockIam({ seed: { users: { early: {} } } })));
    afterAll(() => mocks[0]?.restore());

    test.each([1, 2])('run %i', async () => expect(await names()).toEqual(['early']));
  });

  test('after the describe the mock of the file answers', async () => {
    expect(await names()).toEqual(['alice', 'zoe']);
  });
});

const hooksOf = () => {
  const hooks: Record<string, (() => void)[]> = {};
  const register = (name: string) => (hook: () => void) => {
    (hooks[name] ??= []).push(hook);
  };
  return {
    run: (name: string) => hooks[name]?.forEach((hook) => hook()),
    hooks: {
      beforeAll: register('beforeAll'),
      beforeEach: register('beforeEach'),
      afterEach: register('afterEach'),
      afterAll: register('afterAll'),
    },
  };
};

describe('hooks', () => {
  test('of another runner may be given', async () => {
    const { run, hooks } = hooksOf();
    const mock = useIam({ seed: { users: { yara: {} } } }, hooks);
    expect(mock.installed).toBe(true);
    run('beforeAll');
    run('beforeEach');
    expect(await names()).toEqual(['yara']);
    await create('bob');
    run('afterEach');
    expect(await names()).toEqual(['yara']);
    run('afterAll');
    expect(mock.installed).toBe(false);
    expect((await names())?.includes('yara')).toBe(false);
  });

  test('may be called before and after, as in node:test and mocha', async () => {
    const { run, hooks } = hooksOf();
    const { beforeAll: before, afterAll: after, beforeEach: each, afterEach } = hooks;
    const mock = useIam({ seed: { users: { yara: {} } } }, { before, after, beforeEach: each, afterEach });
    run('beforeAll');
    run('beforeEach');
    await create('bob');
    run('afterEach');
    expect(await names()).toEqual(['yara']);
    run('afterAll');
    expect(mock.installed).toBe(false);
  });

  test('a test inside a test starts from what the outer one has made', async () => {
    const { run, hooks } = hooksOf();
    const mock = useIam({}, hooks);
    run('beforeAll');
    run('beforeEach');
    await create('outer');
    run('beforeEach');
    expect(mock.changes()).toEqual([]);
    await create('inner');
    run('afterEach');
    expect(await names()).toEqual(['outer']);
    run('afterEach');
    expect(await names()).toEqual([]);
    run('afterAll');
  });

  const remedy =
    "Pass the runner's hooks, useIam(options, hooks) with import * as hooks from '@jest/globals', 'node:test' or 'mocha', import useIam from 'iam-in-memory/vitest' in vitest, or use mockIam() with reset() and restore().";
  const words: Readonly<Record<string, string>> = {
    beforeAll: 'beforeAll or before',
    beforeEach: 'beforeEach',
    afterEach: 'afterEach',
    afterAll: 'afterAll or after',
  };

  test.each(Object.keys(words))('a missing global %s is told', (name) => {
    const globals = globalThis as Record<string, unknown>;
    const hook = globals[name];
    delete globals[name];
    try {
      expect(() => useIam()).toThrow(UsageError);
      expect(() => useIam()).toThrow(
        `iam-in-memory: useIam() needs ${words[name]} of a test runner, and there is no such global here. ${remedy}`,
      );
    } finally {
      globals[name] = hook;
    }
  });

  test.each<readonly [string, unknown]>([
    ['null', null],
    ['a number', 5],
    ['nothing', {}],
    ['a promise', import('node:test')],
    ...Object.keys(words).map((name) => [`no ${name}`, { ...hooksOf().hooks, [name]: undefined }] as const),
    ['a hook that is none', { ...hooksOf().hooks, afterEach: true }],
  ])('%s for hooks is told, and installs nothing', async (_, hooks) => {
    const wrong = () => useIam({ seed: { users: { leaked: {} } } }, hooks as never);
    expect(wrong).toThrow(UsageError);
    expect(wrong).toThrow(`of a test runner, and the hooks it got have none. ${remedy}`);
    expect(await names()).toEqual(['alice', 'zoe']);
  });

  test.each(Object.keys(words))('a runner that refuses %s leaves nothing installed', async (name) => {
    const refused = new Error('no hooks here');
    const hooks = {
      ...hooksOf().hooks,
      [name]: () => {
        throw refused;
      },
    };
    expect(() => useIam({ seed: { users: { leaked: {} } } }, hooks)).toThrow(refused);
    expect(await names()).toEqual(['alice', 'zoe']);
  });

  test('a wrong option leaves nothing installed and no hook registered', () => {
    const { hooks } = hooksOf();
    const spies = { ...hooks, beforeEach: jest.fn(), afterEach: jest.fn(), afterAll: jest.fn() };
    expect(() => useIam({ seed: { users: { 'a b': {} } } }, spies)).toThrow('seed.users');
    expect(spies.beforeEach).not.toHaveBeenCalled();
    expect(aws.installed).toBe(true);
  });
});
