import { CreateUserCommand, IAMClient, ListUsersCommand, NoSuchEntityException } from '@aws-sdk/client-iam';
import { GetUserCommand } from '@aws-sdk/client-iam';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { serializer, useIam } from '../../../src/vitest.ts';

// Without globals, as vitest is by default.

const aws = useIam({ now: '2026-01-31T12:00:00Z', seed: { users: { alice: {} } } });
const iam = new IAMClient({});
const names = async () => (await iam.send(new ListUsersCommand({}))).Users?.map(({ UserName }) => UserName);

expect.addSnapshotSerializer(serializer);

describe('each test starts from the seed', () => {
  test.each([1, 2])('run %i', async () => {
    expect(await names()).toEqual(['alice']);
    await iam.send(new CreateUserCommand({ UserName: 'bob' }));
    aws.configure({ enforcement: 'soft' });
    expect(aws.calls()).toHaveLength(2);
  });

  test('and its options', () => expect(aws.explain([])).toContain("(enforcement is 'off')"));
});

describe('what beforeAll makes is there for every test', () => {
  beforeAll(async () => {
    await iam.send(new CreateUserCommand({ UserName: 'zoe' }));
  });

  test.each([1, 2])('run %i', async () => expect(await names()).toEqual(['alice', 'zoe']));
});

test('errors are of the classes that the code under test knows', async () => {
  await expect(iam.send(new GetUserCommand({ UserName: 'ghost' }))).rejects.toBeInstanceOf(
    NoSuchEntityException,
  );
});

test('the matchers are there', () => {
  expect(aws).toDeny({ principal: 'alice', action: 's3:GetObject' });
  expect(aws).toAllow({ principal: 'root', action: 's3:GetObject' });
  expect(() => expect(aws).toAllow({ principal: 'alice', action: 's3:GetObject' })).toThrow(
    /alice, s3:GetObject on \*: implicitDeny\n\n[\s\S]*Necessary permissions/,
  );
});

test('changes are a text in snapshots', async () => {
  await iam.send(new CreateUserCommand({ UserName: 'bob' }));
  expect(aws.changes()).toMatchInlineSnapshot('user bob: created');
});

test('the account follows the timers of vitest', async () => {
  vi.useFakeTimers({ now: new Date('2027-05-05T05:05:05Z') });
  aws.clock.reset();
  expect((await iam.send(new CreateUserCommand({ UserName: 'bob' }))).User?.CreateDate).toEqual(
    new Date('2027-05-05T05:05:05Z'),
  );
  vi.useRealTimers();
});
