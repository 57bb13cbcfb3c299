import * as hooks from '@jest/globals';
import { mockIam } from '../../src/index.ts';
import { type PolicyMatchers, matchers, useIam } from '../../src/jest.ts';

const { expect, test } = hooks;

/* As docs/enforcement.md says it to those who import `expect`. */

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends PolicyMatchers<R> {}
}

test('the matchers are typed on an imported expect', () => {
  expect.extend(matchers);
  const aws = mockIam({ seed: { users: { alice: {} } } });
  expect(aws).toDeny({ principal: 'alice', action: 's3:GetObject' });
  expect(aws).not.toAllow({ principal: 'alice', action: 's3:GetObject' });
  expect(() =>
    // @ts-expect-error -- a question has no such member
    expect(aws).toDeny({ principal: 'alice', action: 's3:GetObject', ressource: '*' }),
  ).toThrow("authorize() got 'ressource'. It takes: principal,");
  aws.restore();
});

hooks.describe('with the hooks of the module', () => {
  const aws = useIam({ seed: { users: { alice: {} } } }, hooks);

  test('useIam registers them by itself', () => {
    expect(aws).toDeny({ principal: 'alice', action: 's3:GetObject' });
  });
});
