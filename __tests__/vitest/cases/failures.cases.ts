import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { afterEach, describe, expect, test } from 'vitest';
import { UsageError, mockIam } from '../../../src/index.ts';
import { useIam } from '../../../src/vitest.ts';

// What a test that fails leaves behind is not there for the next.

useIam({ seed: { users: { alice: {} } } });
const iam = new IAMClient({});
const names = async () => (await iam.send(new ListUsersCommand({}))).Users?.map(({ UserName }) => UserName);

test('a test that ends before its restore() fails', async () => {
  mockIam({ seed: { users: { leaked: {} } } });
  expect(await names()).toEqual(['nobody']);
});

test('the mock of the file answers the next', async () => expect(await names()).toEqual(['alice']));

describe('a hook', () => {
  let failing = true;
  afterEach(() => {
    if (failing) throw new Error('a failing hook');
  });

  test('a test with a hook before ours fails', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'bob' }));
  });

  test('a test that is tried again fails', { retry: 1 }, async () => {
    await iam.send(new CreateUserCommand({ UserName: 'bob' }));
  });

  test('the next one starts from the seed', async () => {
    failing = false;
    expect(await names()).toEqual(['alice']);
  });
});

test('useIam() inside a test is refused', async () => {
  const inside = () => useIam({ seed: { users: { leaked: {} } } });
  expect(inside).toThrow(UsageError);
  expect(inside).toThrow("was called in the test 'useIam() inside a test is refused', where it is too late");
  expect(await names()).toEqual(['alice']);
});

describe('tests with fixtures of their own', () => {
  const extended = test.extend<{ title: string }>({ title: async ({ task }, use) => use(task.name) });

  extended('run with the hooks of ours', async ({ title }) => {
    expect(title).toBe('run with the hooks of ours');
    expect(await names()).toEqual(['alice']);
  });
});
