import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as hooks from 'node:test';
import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';

const { describe, test } = hooks;
const require = createRequire(import.meta.url);
const { useIam } = require('../../../src/jest.ts');
// Of the copy of the SDK that the sources load.
const iam = new (require('@aws-sdk/client-iam').IAMClient)({});

const aws = useIam({ seed: { users: { alice: {} } } }, hooks);
const names = async () => (await iam.send(new ListUsersCommand({}))).Users.map(({ UserName }) => UserName);
const create = (UserName) => iam.send(new CreateUserCommand({ UserName }));

for (const run of [1, 2]) {
  test(`each test starts from the seed: run ${run}`, async () => {
    assert.deepEqual(await names(), ['alice']);
    await create('bob');
    assert.equal(String(aws.changes()), 'user bob: created');
  });
}

test('a test with tests inside', async (t) => {
  await create('outer');
  for (const run of [1, 2]) {
    await t.test(`each starts from what the outer one has made: run ${run}`, async () => {
      assert.deepEqual(await names(), ['alice', 'outer']);
      await create('inner');
    });
  }
  assert.deepEqual(await names(), ['alice', 'outer']);
});

test('and the next starts from the seed', async () => assert.deepEqual(await names(), ['alice']));

describe('a mock for a describe', () => {
  const inner = useIam({ seed: { users: { inner: {} } } }, hooks);

  test('answers its tests', async () => assert.deepEqual(await names(), ['inner']));
  test('is installed', () => assert.equal(inner.installed, true));
});

test('after it the mock of the file answers', async () => assert.deepEqual(await names(), ['alice']));

test('without hooks nothing is installed', async () => {
  for (const wrong of [undefined, null, {}, import('node:test')]) {
    assert.throws(() => useIam({ seed: { users: { leaked: {} } } }, wrong), {
      name: 'IamInMemoryUsageError',
    });
  }
  assert.deepEqual(await names(), ['alice']);
});

process.on('exit', () => {
  assert.equal(aws.installed, false);
  assert.equal(IAMClient.prototype.send.name, 'send');
});
