import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/*
 * The entry for vitest under vitest itself, in a process of its own.
 */

interface Report {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const { stdout, stderr } = spawnSync(
  process.execPath,
  [
    join(__dirname, '..', '..', 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=json',
    '--root',
    join(__dirname, 'cases'),
  ],
  { encoding: 'utf8', env: { ...process.env, NODE_ENV: 'test', CI: 'true' } },
);
if (!stdout.startsWith('{')) throw new Error(`vitest did not report: ${stderr}${stdout}`);
const { testResults } = JSON.parse(stdout) as Report;

test('the file loads', () => expect(testResults.map(({ message }) => message)).toEqual(['']));

test.each(testResults.flatMap(({ assertionResults }) => assertionResults))('$fullName', ({ status }) =>
  expect(status).toBe('passed'),
);

test('every case has run', () => expect(testResults[0]?.assertionResults).toHaveLength(9));
