import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/*
 * useIam() with the hooks of node:test, in a process of its own.
 */

const { stdout, stderr, status } = spawnSync(
  process.execPath,
  [
    '--no-warnings',
    '--require',
    'esbuild-register',
    '--test-reporter',
    'tap',
    join(__dirname, 'cases', 'node-test.cases.mjs'),
  ],
  // Under jest it would take itself for a file of a test run.
  { encoding: 'utf8', env: { ...process.env, NODE_TEST_CONTEXT: undefined } },
);
const results = [...stdout.matchAll(/^ *(ok|not ok) \d+ - (.*)$/gm)].map(([, result, name]) => ({
  name,
  result,
}));

test.each(results)('$name', ({ result }) => expect(result).toBe('ok'));

test('every case has run', () => {
  expect(results).toHaveLength(11);
  expect([status, stderr]).toEqual([0, '']);
});
