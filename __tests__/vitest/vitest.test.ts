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

function reportOf(pool: string): Report['testResults'] {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(__dirname, '..', '..', 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--reporter=json',
      `--pool=${pool}`,
      '--root',
      join(__dirname, 'cases'),
    ],
    { encoding: 'utf8', env: { ...process.env, NODE_ENV: 'test', CI: 'true' } },
  );
  if (!stdout.startsWith('{')) throw new Error(`vitest did not report: ${stderr}${stdout}`);
  return (JSON.parse(stdout) as Report).testResults;
}

// In a context of `node:vm` the global `fetch` is no plain property.
describe.each(['forks', 'vmThreads'])('in the pool %s', (pool) => {
  const testResults = reportOf(pool);

  test('the file loads', () => expect(testResults.map(({ message }) => message)).toEqual(['']));

  test.each(testResults.flatMap(({ assertionResults }) => assertionResults))('$fullName', ({ status }) =>
    expect(status).toBe('passed'),
  );

  test('every case has run', () => expect(testResults[0]?.assertionResults).toHaveLength(9));
});
