import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { useIam } from 'iam-in-memory/vitest';

const aws = useIam({ seed: { users: { alice: {} } } });
const iam = new IAMClient({});

test.each([1, 2])('the seed, whatever was called before: run %i', async () => {
  await iam.send(new CreateUserCommand({ UserName: 'bob' }));
  expect(String(aws.changes())).toBe('user bob: created');
  expect(aws).toDeny({ principal: 'alice', action: 's3:GetObject' });
  // @ts-expect-error: a question without an action does not compile
  expect(() => expect(aws).toDeny({ principal: 'alice' })).toThrow('authorize() got no action');
});
