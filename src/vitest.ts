import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
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
 * @throws UsageError for an unknown option or a wrong seed.
 */
export function useIam(options: IamMockOptions = {}): IamMock {
  return fixture(options, { beforeAll, beforeEach, afterEach, afterAll, expect });
}

declare global {
  // Assertions of vitest are those of chai, whose interface has had no parameters in any version.
  // eslint-disable-next-line typescript/no-namespace -- chai's own types are in one, and nothing else merges with them
  namespace Chai {
    interface Assertion extends PolicyMatchers<void> {}
  }
}
