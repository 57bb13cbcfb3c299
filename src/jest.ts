import type { IamMockOptions } from './mock/options.ts';
import type { PolicyMatchers } from './runner/matchers.ts';
import { fixture } from './runner/fixture.ts';
import { type TestHooks, runnerHooks } from './runner/test-hooks.ts';
import type { IamMock } from './sdk/sdk-mock.ts';

export { matchers } from './runner/matchers.ts';
export type { PolicyMatchers } from './runner/matchers.ts';
export type { TestHooks } from './runner/test-hooks.ts';
export { serializer } from './runner/serializer.ts';

/**
 * A mock for the tests of a file, or of a `describe`: installed at once, the same for every test, taken away after the
 * last.
 *
 * Each test starts from the seed, and from what `beforeAll` hooks have made. What it calls, seeds and configures is
 * undone when it ends, and its clock and journal start over.
 *
 * ```ts
 * import { useIam } from 'iam-in-memory/jest';
 *
 * const aws = useIam({ seed: { users: { alice: {} } } });
 *
 * test('…', async () => { … });
 * ```
 *
 * A fixture cannot see where a `describe` ends: what the `beforeAll` of one has made stays for the tests that follow it.
 * Call `useIam` in the `describe` where that matters. Concurrent tests need a mock each, by `createIamMock()`.
 *
 * @param hooks The runner's hooks; needed only where they are not globals (`import * as hooks from '@jest/globals'`, or
 *   from `'node:test'`).
 * @throws UsageError for an unknown option, a wrong seed, or without the hooks of a test runner.
 */
export function useIam(options: IamMockOptions = {}, hooks?: TestHooks): IamMock {
  return fixture(
    options,
    hooks === undefined
      ? runnerHooks(globalThis, 'there is no such global here')
      : runnerHooks(hooks, 'the hooks it got have none'),
  );
}

declare global {
  // eslint-disable-next-line typescript/no-namespace -- jest's own types are in one, and nothing else merges with them
  namespace jest {
    // eslint-disable-next-line no-unused-vars, typescript/no-empty-object-type -- the parameters must be those of jest
    interface Matchers<R, T = {}> extends PolicyMatchers<R> {}
  }
}
