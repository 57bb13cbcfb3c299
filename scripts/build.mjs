// Builds dist/esm and dist/cjs with declarations. Both come from the same sources, by tsc alone.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));

rmSync(`${root}dist`, { recursive: true, force: true });
for (const [folder, type] of [
  ['esm', 'module'],
  ['cjs', 'commonjs'],
]) {
  execFileSync(process.execPath, [tsc, '-p', `tsconfig.${folder}.json`], { cwd: root, stdio: 'inherit' });
  writeFileSync(`${root}dist/${folder}/package.json`, `{"type":"${type}"}\n`);
}
