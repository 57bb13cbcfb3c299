import { setTimeout as sleep } from 'node:timers/promises';
import { CreateUserCommand, GetUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { createIamMock } from '../../../src/index.ts';
import { useIam } from '../../../src/vitest.ts';

const iam = new IAMClient({});
const create = (UserName: string) => iam.send(new CreateUserCommand({ UserName }));
const names = async () => (await iam.send(new ListUsersCommand({}))).Users?.map(({ UserName }) => UserName);

describe('one account', () => {
  useIam({ seed: { users: { alice: {} } } });

  test.concurrent('the first of concurrent tests keeps it', async () => {
    await create('carl');
    await sleep(50);
    await iam.send(new GetUserCommand({ UserName: 'carl' }));
  });

  test.concurrent('the second one fails', async () => create('dora'));
  test.concurrent('the third one fails', async () => create('emil'));

  test('the next test starts from the seed', async () => expect(await names()).toEqual(['alice']));
  test.concurrent('a concurrent test that is alone has it', async () =>
    expect(await names()).toEqual(['alice']));
});

describe('an account each', () => {
  test.concurrent.each(['carl', 'dora', 'emil'])('%s', async (UserName) => {
    const { requestHandler } = createIamMock();
    const own = new IAMClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      requestHandler,
    });
    await own.send(new CreateUserCommand({ UserName }));
    await sleep(10);
    expect((await own.send(new ListUsersCommand({}))).Users?.map((user) => user.UserName)).toEqual([
      UserName,
    ]);
  });
});
