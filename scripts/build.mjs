// Builds dist/esm and dist/cjs: declarations by tsc, JavaScript as few files, because loading two hundred of them
// costs a test file more than everything else about this package.
//
//   dist/esm   one file an entry, and what they share in chunks
//   dist/cjs   core.js, and an entry each that hands out its part of it; policy/ stands by itself, without the SDK
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
/** Where `esm` and `cjs` go. `node scripts/build.mjs FOLDER` builds the JavaScript alone, somewhere else. */
const [folderOfTests] = process.argv.slice(2);
const dist = folderOfTests ?? `${root}dist`;
const entries = { index: 'src/index.ts', jest: 'src/jest.ts', 'policy/index': 'src/policy/index.ts' };
/** vitest is ESM alone, hence so is what imports it. */
const esmEntries = { ...entries, vitest: 'src/vitest.ts' };

rmSync(dist, { recursive: true, force: true });
for (const [folder, type] of [
  ['esm', 'module'],
  ['cjs', 'commonjs'],
]) {
  if (folderOfTests === undefined) {
    execFileSync(process.execPath, [tsc, '-p', `tsconfig.${folder}.json`], { cwd: root, stdio: 'inherit' });
  }
  mkdirSync(`${dist}/${folder}`, { recursive: true });
  writeFileSync(`${dist}/${folder}/package.json`, `{"type":"${type}"}\n`);
}

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'es2022',
  packages: 'external',
  logLevel: 'warning',
};

await build({
  ...shared,
  format: 'esm',
  splitting: true,
  entryPoints: esmEntries,
  outdir: `${dist}/esm`,
  chunkNames: 'chunks/[name]-[hash]',
});

/** The evaluator has a bundle of its own, and everybody shares it: a parsed policy is one of both or of neither. */
const policyApart = {
  name: 'policy-apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/policy\/index\.ts$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './policy/index.js', external: true },
    ),
};
await build({
  ...shared,
  format: 'cjs',
  entryPoints: { 'policy/index': entries['policy/index'] },
  outdir: `${dist}/cjs`,
});
await build({
  ...shared,
  format: 'cjs',
  stdin: {
    contents: `export * as index from './src/index.ts'; export * as jest from './src/jest.ts';`,
    resolveDir: root,
  },
  outfile: `${dist}/cjs/core.js`,
  plugins: [policyApart],
});
for (const name of ['index', 'jest']) {
  writeFileSync(`${dist}/cjs/${name}.js`, `'use strict';\nmodule.exports = require('./core.js').${name};\n`);
}
