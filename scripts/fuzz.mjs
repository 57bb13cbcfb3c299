// Plays thousands of random sequences of calls (__tests__/properties/account-invariants.test.ts) and prints the figures.
//
//   npm run fuzz                          2,000 sequences from a new seed
//   npm run fuzz -- 10000 600 42          so many, of up to so many calls, from this seed
//
// A failure prints seed and path: `FUZZ_SEED=… FUZZ_PATH=… npx jest account-invariants` plays that sequence alone, with
// FUZZ_SHRINK=1 it is made as short as possible.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [runs = '2000', length = '600', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
process.stdout.write(`${runs} sequences of up to ${length} calls, seed ${seed}\n`);
const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [jest, '--runTestsByPath', '__tests__/properties/account-invariants.test.ts'],
  {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, FUZZ_RUNS: runs, FUZZ_LENGTH: length, FUZZ_SEED: seed },
    stdio: 'inherit',
  },
);
process.exitCode = status ?? 1;
