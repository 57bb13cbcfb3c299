import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/*
 * The entry for vitest under vitest itself, in a process of its own.
 */

interface Report {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
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
  const cases = testResults.flatMap(({ assertionResults }) => assertionResults);

  test('the files load', () => expect(testResults.map(({ message }) => message)).toEqual(['', '', '']));

  test.each(cases)('$fullName', ({ fullName, status }) =>
    expect(status).toBe(fullName.endsWith(' fails') ? 'failed' : 'passed'),
  );

  test.each(cases.filter(({ fullName }) => /the (?:second|third) one fails/.test(fullName)))(
    'the remedy: $fullName',
    ({ failureMessages }) =>
      expect(failureMessages).toEqual([
        expect.stringContaining(
          'iam-in-memory: the account of useIam() is for one test at a time, and another test is under way. Call useIam() in a describe without concurrent tests, and give each of those a mock of its own: createIamMock(), and its requestHandler to the clients.',
        ),
      ]),
  );

  test('every case has run', () => expect(cases).toHaveLength(24));
});
