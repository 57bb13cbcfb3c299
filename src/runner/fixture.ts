import type { IamMockOptions } from '../mock/options.ts';
import { matchers } from './matchers.ts';
import { install, uninstall } from '../sdk/installation.ts';
import { type IamMock, mockIam } from '../sdk/sdk-mock.ts';

/** The hooks of a test runner, where they are not globals. */
export interface TestHooks {
  readonly beforeAll: (hook: () => void) => unknown;
  readonly beforeEach: (hook: () => void) => unknown;
  readonly afterEach: (hook: () => void) => unknown;
  readonly afterAll: (hook: () => void) => unknown;
  /** Gets the matchers, where it comes with the hooks. */
  readonly expect?: { readonly extend: (added: never) => void };
}

/** A mock that lives by the hooks of a test runner: what `useIam` of every runner's entry is. */
export function fixture(options: IamMockOptions, hooks: TestHooks): IamMock {
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
