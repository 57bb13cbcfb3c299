import type { AuthorizationQuestion } from './authorization/question.ts';
import { UsageError } from './engine/errors.ts';
import { type Changes, changesBrand } from './mock/changes.ts';
import { snapshotText } from './mock/snapshot-text.ts';
import { snapshotBrand } from './mock/snapshot.ts';
import type { IamMockOptions } from './mock/options.ts';
import { matchers } from './mock/policy-matchers.ts';
import { install, uninstall } from './sdk/installation.ts';
import { type IamMock, mockIam } from './sdk/sdk-mock.ts';

/** The hooks of a test runner, where they are not globals. */
export interface TestHooks {
  readonly beforeAll: (hook: () => void) => unknown;
  readonly beforeEach: (hook: () => void) => unknown;
  readonly afterEach: (hook: () => void) => unknown;
  readonly afterAll: (hook: () => void) => unknown;
  /** Gets the matchers, where it comes with the hooks. */
  readonly expect?: { readonly extend: (added: never) => void };
}

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
 * @param hooks The runner's hooks; needed only where they are not globals (`import * as hooks from '@jest/globals'`,
 *   `import * as hooks from 'vitest'`).
 * @throws UsageError for an unknown option, a wrong seed, or outside a test runner.
 */
export function useIam(options: IamMockOptions = {}, hooks: TestHooks = globalHooks()): IamMock {
  const aws = mockIam(options);
  registerMatchers(hooks);
  const { world } = aws;
  // Installed at once, so that no call slips out while the file is read; on top of others while its tests run.
  hooks.beforeAll(() => {
    // Not by restore(), which would end the guards.
    uninstall(world);
    install(world);
  });
  let start = { state: world.state, options: world.options };
  hooks.beforeEach(() => {
    start = { state: world.state, options: world.options };
    world.baseline = start.state;
  });
  hooks.afterEach(() => {
    world.baseline = start.state;
    world.restoreOptions(start.options);
    world.reset();
  });
  hooks.afterAll(() => aws.restore());
  return aws;
}

/** On the `expect` of the runner's own module (`import * as hooks`), else on the global one. */
function registerMatchers(hooks: TestHooks): void {
  const { expect } = 'expect' in hooks ? hooks : (globalThis as Pick<TestHooks, 'expect'>);
  expect?.extend?.(matchers as never);
}

function globalHooks(): TestHooks {
  const hooks = globalThis as Partial<TestHooks>;
  for (const name of ['beforeAll', 'beforeEach', 'afterEach', 'afterAll'] as const) {
    if (typeof hooks[name] === 'function') continue;
    throw new UsageError(
      `iam-in-memory: useIam() needs ${name} of a test runner, and there is no such global here. ` +
        `Pass the runner's hooks, useIam(options, hooks) with import * as hooks from '@jest/globals' or 'vitest', ` +
        `or use mockIam() with reset() and restore().`,
    );
  }
  return hooks as TestHooks;
}

/**
 * A serializer for snapshot tests: `aws.snapshot()` as an indented text with policies in words, `aws.changes()` as a
 * line for each change. Other values are left alone.
 *
 * ```ts
 * expect.addSnapshotSerializer(serializer);   // or snapshotSerializers in the configuration
 * expect(aws.snapshot()).toMatchSnapshot();
 * ```
 */
export const serializer = {
  test: (value: unknown): boolean => hasBrand(value, snapshotBrand) || hasBrand(value, changesBrand),

  serialize(
    value: unknown,
    _config: unknown,
    indentation: string,
    _depth: unknown,
    _refs: unknown,
    _printer: unknown,
  ): string {
    const text = hasBrand(value, changesBrand)
      ? (value as Changes).format()
      : snapshotText(value as Readonly<Record<string, unknown>>);
    return text.replaceAll('\n', `\n${indentation}`);
  },
};

const hasBrand = (value: unknown, brand: symbol): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, brand);

export { matchers };

/** What the matchers add to `expect`. */
export interface PolicyMatchers<Result> {
  /** The account allows this. See `matchers`. */
  toAllow(question: AuthorizationQuestion): Result;
  /** The account does not allow this. See `matchers`. */
  toDeny(question: AuthorizationQuestion): Result;
}

declare global {
  // eslint-disable-next-line typescript/no-namespace -- jest's own types are in one, and nothing else merges with them
  namespace jest {
    // eslint-disable-next-line no-unused-vars, typescript/no-empty-object-type -- the parameters must be those of jest
    interface Matchers<R, T = {}> extends PolicyMatchers<R> {}
  }
}
