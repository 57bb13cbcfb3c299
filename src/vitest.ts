import * as vitest from 'vitest';
import { UsageError } from './engine/errors.ts';
import type { IamMockOptions } from './mock/options.ts';
import { fixture } from './runner/fixture.ts';
import type { PolicyMatchers } from './runner/matchers.ts';
import type { IamMock } from './sdk/sdk-mock.ts';

export { matchers } from './runner/matchers.ts';
export type { PolicyMatchers } from './runner/matchers.ts';
export { serializer } from './runner/serializer.ts';

/**
 * A mock for the tests of a file, or of a `describe`: installed at once, the same for every test, taken away after the
 * last. Needs no globals.
 *
 * Each test starts from the seed, and from what `beforeAll` hooks have made. What it calls, seeds and configures is
 * undone when it ends, and its clock and journal start over.
 *
 * ```ts
 * import { expect, test } from 'vitest';
 * import { useIam } from 'iam-in-memory/vitest';
 *
 * const aws = useIam({ seed: { users: { alice: {} } } });
 *
 * test('…', async () => { … });
 * ```
 *
 * A fixture cannot see where a `describe` ends: what the `beforeAll` of one has made stays for the tests that follow it.
 * Call `useIam` in the `describe` where that matters. Concurrent tests need a mock each, by `createIamMock()`.
 *
 * @throws UsageError for an unknown option, a wrong seed, or inside a test. Of concurrent tests all but the first fail
 *   by one.
 */
export function useIam(options: IamMockOptions = {}): IamMock {
  refuseInsideTest();
  const { afterAll, afterEach, beforeAll, beforeEach, expect } = vitest;
  return fixture(options, {
    beforeAll,
    // Taken apart in the parameter, as vitest reads it there.
    beforeEach: (hook) => beforeEach(({ task }) => hook(task)),
    afterEach: (hook) => afterEach(({ task }) => hook(task)),
    afterAll,
    expect,
  });
}

/** There vitest takes hooks without a word, and never runs them. */
function refuseInsideTest(): void {
  // Vitest tells since version 4.1.
  const { TestRunner } = vitest as { TestRunner?: { getCurrentTest?: () => { name: string } | undefined } };
  const test = TestRunner?.getCurrentTest?.();
  if (test === undefined) return;
  throw new UsageError(
    `iam-in-memory: useIam() was called in the test '${test.name}', where it is too late for hooks. Call it at the top of the file or of a describe, or use mockIam() and restore().`,
  );
}

declare global {
  // Assertions of vitest are those of chai, whose interface has had no parameters in any version.
  // eslint-disable-next-line typescript/no-namespace -- chai's own types are in one, and nothing else merges with them
  namespace Chai {
    interface Assertion extends PolicyMatchers<void> {}
  }
}
