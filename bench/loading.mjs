// What importing the package costs on top of the two SDK clients, each time in a process of its own.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './rounds.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const script = `
  require('@aws-sdk/client-iam'); require('@aws-sdk/client-sts');
  const start = process.hrtime.bigint();
  require('iam-in-memory');
  process.stdout.write(String(Number(process.hrtime.bigint() - start) / 1e6));`;

export function loadingRow() {
  const times = Array.from({ length: 9 }, () =>
    Number(execFileSync(process.execPath, ['--no-warnings', '-e', script], { cwd: root, encoding: 'utf8' })),
  );
  return {
    name: "require('iam-in-memory') on top of the two SDK clients (ms)",
    bar: '40 ms',
    ours: median(times),
  };
}
