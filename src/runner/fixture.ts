import { UsageError } from '../engine/errors.ts';
import type { IamMockOptions } from '../mock/options.ts';
import { install, installedWorlds, putBack, uninstall } from '../sdk/installation.ts';
import { type IamMock, mockIam } from '../sdk/sdk-mock.ts';
import { matchers } from './matchers.ts';
import type { RunnerHooks, RunningTest } from './test-hooks.ts';

/** A mock that lives by the hooks of a test runner: what `useIam` of every runner's entry is. */
export function fixture(options: IamMockOptions, hooks: RunnerHooks): IamMock {
  const answering = installedWorlds();
  const aws = mockIam(options);
  // Installed at once, so that no call slips out while the file is read, but below who answers already: the hooks of an
  // outer fixture may have run, as node:test runs them when they are registered.
  putBack([aws.world, ...answering]);
  try {
    registerMatchers(hooks);
    register(aws, hooks);
  } catch (error) {
    aws.restore();
    throw error;
  }
  return aws;
}

/** What a test found, and what the next one shall find. */
interface Start {
  readonly test: RunningTest | undefined;
  /** Gives back the account, its options, and whoever answers the clients. */
  readonly undo: () => void;
}

function register(aws: IamMock, hooks: RunnerHooks): void {
  const { world } = aws;
  hooks.beforeAll(() => {
    // On top while its tests run. Not by restore(), which would end the guards.
    uninstall(world);
    install(world);
  });
  // More than one where tests have tests inside, as those of node:test can.
  const underWay: Start[] = [];
  hooks.beforeEach((test) => {
    endForgotten(underWay, test);
    // A test may have restored it where no hook of ours could see it.
    install(world);
    underWay.push({ test, undo: returnTo(aws) });
    world.baseline = world.state;
  });
  hooks.afterEach((test) => {
    // A test that was refused has nothing to undo.
    if (underWay.at(-1)?.test === test) underWay.pop()?.undo();
  });
  hooks.afterAll(() => aws.restore());
}

function returnTo({ world }: IamMock): () => void {
  const { state, options } = world;
  const installed = installedWorlds();
  return () => {
    putBack(installed);
    world.baseline = state;
    world.restoreOptions(options);
    world.reset();
  };
}

/**
 * Ends what a failing hook of another's kept us from ending.
 *
 * @throws UsageError where the test before is not over: its account would be taken away under its feet.
 */
function endForgotten(underWay: Start[], next: RunningTest | undefined): void {
  // Who does not say which test it is can only have one inside another.
  if (next === undefined) return;
  for (let last = underWay.at(-1); last !== undefined; last = underWay.at(-1)) {
    if (last.test !== next && last.test?.result?.state === 'run') throw concurrent();
    underWay.pop();
    last.undo();
  }
}

const concurrent = (): UsageError =>
  new UsageError(
    'iam-in-memory: the account of useIam() is for one test at a time, and another test is under way. ' +
      'Call useIam() in a describe without concurrent tests, and give each of those a mock of its own: ' +
      'createIamMock(), and its requestHandler to the clients.',
  );

/** On the `expect` of the runner's own module (`import * as hooks`), else on the global one. */
function registerMatchers(hooks: RunnerHooks): void {
  const expect = hooks.expect ?? (globalThis as Partial<RunnerHooks>).expect;
  expect?.extend?.(matchers as never);
}
