import { UsageError } from '../engine/errors.ts';

type Register = (hook: () => void) => unknown;

/**
 * The hooks of a test runner, where they are not globals: `beforeAll` and `afterAll` as jest and vitest call them, or
 * `before` and `after` as node:test and mocha do.
 */
export type TestHooks = {
  readonly beforeEach: Register;
  readonly afterEach: Register;
  /** Gets the matchers, where it comes with the hooks. */
  readonly expect?: { readonly extend: (added: never) => void };
} & (
  | { readonly beforeAll: Register; readonly afterAll: Register }
  | { readonly before: Register; readonly after: Register }
);

/** A test, as a runner shows it to its hooks. */
export interface RunningTest {
  readonly result?: { readonly state: string } | undefined;
}

type RegisterEach = (hook: (test?: RunningTest) => void) => unknown;

/** What a fixture asks of a runner. Not every runner says to a hook which test it is called for. */
export interface RunnerHooks {
  readonly beforeAll: Register;
  readonly beforeEach: RegisterEach;
  readonly afterEach: RegisterEach;
  readonly afterAll: Register;
  readonly expect: TestHooks['expect'];
}

/**
 * The hooks that somebody gave, by whichever names.
 *
 * @param otherwise why a hook may be missing, in words
 * @throws UsageError naming the hook that is missing
 */
export function runnerHooks(given: unknown, otherwise: string): RunnerHooks {
  const hooks = Object(given) as Record<string, unknown>;
  const register = (...names: string[]): Register => {
    const name = names.find((one) => typeof hooks[one] === 'function');
    if (name === undefined) throw missing(names.join(' or '), otherwise);
    // A hook without parameters: with one, some runners would wait for a callback.
    return (hook) => (hooks[name] as Register)(() => hook());
  };
  return {
    beforeAll: register('beforeAll', 'before'),
    beforeEach: register('beforeEach'),
    afterEach: register('afterEach'),
    afterAll: register('afterAll', 'after'),
    expect: hooks['expect'] as TestHooks['expect'],
  };
}

const missing = (name: string, otherwise: string): UsageError =>
  new UsageError(
    `iam-in-memory: useIam() needs ${name} of a test runner, and ${otherwise}. ` +
      `Pass the runner's hooks, useIam(options, hooks) with import * as hooks from '@jest/globals', 'node:test' or 'mocha', ` +
      `import useIam from 'iam-in-memory/vitest' in vitest, or use mockIam() with reset() and restore().`,
  );
