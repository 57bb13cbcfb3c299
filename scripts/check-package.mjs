// Checks the packed package as its users get it: its manifest and types, then the README's promises in an empty
// folder outside the repository, in CommonJS with jest and in ESM, alone and with vitest; and that the TypeScript of
// today finds the types, as does the last one that knows no `exports` (what ts-jest sets for CommonJS).
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'iam-in-memory-'));
const run = (command, args, cwd = root) => execFileSync(command, args, { cwd, stdio: 'inherit' });
const bin = (name) => join(root, 'node_modules', '.bin', name);

try {
  const packed = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root, encoding: 'utf8' }),
  );
  const [{ filename }] = Array.isArray(packed) ? packed : Object.values(packed);
  const tarball = join(folder, filename.replace('@', '').replace('/', '-'));
  run(bin('publint'), ['run', tarball, '--strict']);
  // vitest is ESM alone, and so is our entry for it.
  run(bin('attw'), [tarball, '--profile', 'node16', '--exclude-entrypoints', './vitest']);
  run(bin('attw'), [tarball, '--profile', 'esm-only', '--entrypoints', './vitest']);

  const { devDependencies } = JSON.parse(
    execFileSync('cat', [join(root, 'package.json')], { encoding: 'utf8' }),
  );
  const wanted = [
    '@aws-sdk/client-iam',
    '@aws-sdk/client-sts',
    '@types/jest',
    '@types/node',
    'jest',
    'typescript',
    'vitest',
  ].map((name) => `${name}@${devDependencies[name]}`);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'a-new-user', private: true }));
  run(
    'npm',
    [
      'install',
      '--no-audit',
      '--no-fund',
      '--silent',
      tarball,
      ...wanted,
      'typescript-5@npm:typescript@^5.9.0',
    ],
    folder,
  );
  cpSync(join(root, '__tests__', 'package', 'new-user'), folder, { recursive: true });
  run(join(folder, 'node_modules', '.bin', 'jest'), ['--rootDir', folder, 'users.test.js'], folder);
  run(process.execPath, ['--no-warnings', 'esm-user.mjs'], folder);
  run(join(folder, 'node_modules', '.bin', 'vitest'), ['run', 'vitest-user'], folder);
  // One at a time: nobody has the matchers of both runners.
  for (const file of ['typed-user.ts', 'vitest-user.test.mts']) {
    const options = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      'false',
      '--module',
      'nodenext',
      '--types',
      'node',
    ];
    run(join(folder, 'node_modules', '.bin', 'tsc'), [...options, file], folder);
  }
  run(
    process.execPath,
    [
      join('node_modules', 'typescript-5', 'bin', 'tsc'),
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--target',
      'es2022',
      '--module',
      'commonjs',
      '--moduleResolution',
      'node10',
      '--types',
      'jest,node',
      'commonjs-user.ts',
    ],
    folder,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
