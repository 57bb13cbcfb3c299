// Writes docs/coverage.md: every operation with its record, its tests, the hash of its model and what differs from AWS.
//
//   npm run coverage-table
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
require('esbuild-register/dist/node').register();
const { coverageDocument, coverageRows } = require('./coverage-table.ts');

const root = fileURLToPath(new URL('..', import.meta.url));
const target = `${root}docs/coverage.md`;
writeFileSync(target, coverageDocument(coverageRows(root)));
execFileSync(`${root}node_modules/.bin/oxfmt`, [target], { cwd: root, stdio: 'inherit' });
