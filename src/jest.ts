import { UsageError } from './engine/errors.ts';
import type { IamMockOptions } from './mock/options.ts';
import type { PolicyMatchers } from './runner/matchers.ts';
import { type TestHooks, fixture } from './runner/fixture.ts';
import type { IamMock } from './sdk/sdk-mock.ts';

export { matchers } from './runner/matchers.ts';
export type { PolicyMatchers } from './runner/matchers.ts';
export type { TestHooks } from './runner/fixture.ts';
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
 * @param hooks The runner's hooks; needed only where they are not globals (`import * as hooks from '@jest/globals'`).
 * @throws UsageError for an unknown option, a wrong seed, or outside a test runner.
 */
export function useIam(options: IamMockOptions = {}, hooks: TestHooks = globalHooks()): IamMock {
  return fixture(options, hooks);
}

function globalHooks(): TestHooks {
  const hooks = globalThis as Partial<TestHooks>;
  for (const name of ['beforeAll', 'beforeEach', 'afterEach', 'afterAll'] as const) {
    if (typeof hooks[name] === 'function') continue;
    throw new UsageError(
      `iam-in-memory: useIam() needs ${name} of a test runner, and there is no such global here. ` +
        `Pass the runner's hooks, useIam(options, hooks) with import * as hooks from '@jest/globals', ` +
        `import useIam from 'iam-in-memory/vitest' in vitest, or use mockIam() with reset() and restore().`,
    );
  }
  return hooks as TestHooks;
}

declare global {
  // eslint-disable-next-line typescript/no-namespace -- jest's own types are in one, and nothing else merges with them
  namespace jest {
    // eslint-disable-next-line no-unused-vars, typescript/no-empty-object-type -- the parameters must be those of jest
    interface Matchers<R, T = {}> extends PolicyMatchers<R> {}
  }
}
