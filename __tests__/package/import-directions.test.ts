import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/*
 * Imports go one way, and the linter holds them to it: here it is given files that go the other.
 */

const root = join(__dirname, '..', '..');

const refused: [folder: string, source: string][] = [
  ['engine', '../iam/user.ts'],
  ['engine', '../sts/session.ts'],
  ['engine', '../policy/index.ts'],
  ['engine', '../authorization/question.ts'],
  ['engine', '../mock/world.ts'],
  ['engine', '../sdk/sdk-mock.ts'],
  ['engine', '@smithy/core'],
  ['engine', '../index.ts'],
  ['policy', '../data/iam-model.ts'],
  ['policy', '../engine/errors.ts'],
  ['policy', '../iam/user.ts'],
  ['policy', '@aws-sdk/client-iam'],
  ['policy', '@aws-sdk/core/protocols'],
  ['iam', '../authorization/question.ts'],
  ['iam', '../mock/world.ts'],
  ['iam', '../sdk/sdk-mock.ts'],
  ['iam', '@smithy/core/client'],
  ['iam', '../index.ts'],
  ['sts', '../authorization/question.ts'],
  ['sts', '../mock/world.ts'],
  ['sts', '@smithy/core/client'],
  ['authorization', '../mock/world.ts'],
  ['authorization', '../sdk/sdk-mock.ts'],
  ['authorization', '@smithy/core/client'],
  ['mock', '../sdk/installation.ts'],
  ['mock', '@smithy/core/client'],
  ['mock', '../jest.ts'],
  ['mock', '../runner/fixture.ts'],
  ['sdk', '../runner/fixture.ts'],
  ['sdk', '../index.ts'],
  ['runner', '@smithy/core/client'],
  ['runner', '../vitest.ts'],
];

const allowed: [folder: string, source: string][] = [
  ['engine', '../data/iam-model.ts'],
  ['engine', 'immer'],
  ['policy', './patterns.ts'],
  ['iam', '../engine/errors.ts'],
  ['iam', '../policy/index.ts'],
  ['iam', '@aws-sdk/client-iam'],
  ['sts', '../engine/errors.ts'],
  ['authorization', '../iam/principal.ts'],
  ['authorization', '../policy/index.ts'],
  ['mock', '../authorization/question.ts'],
  ['sdk', '../mock/world.ts'],
  ['sdk', '@smithy/core/client'],
  ['runner', '../sdk/installation.ts'],
];

const fileOf = (folder: string, index: number): string => `src/${folder}/probe-${index}.ts`;

function lint(): string[] {
  const place = mkdtempSync(join(tmpdir(), 'iam-in-memory-lint-'));
  try {
    cpSync(join(root, '.oxlintrc.json'), join(place, '.oxlintrc.json'));
    [...refused, ...allowed].forEach(([folder, source], index) => {
      const file = join(place, fileOf(folder, index));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `import { thing } from '${source}';\n\nexport const other = thing;\n`);
    });
    const program = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
    const { stdout } = spawnSync(process.execPath, [program, '--format', 'json'], {
      cwd: place,
      encoding: 'utf8',
    });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
    return diagnostics
      .filter(({ code }) => code.includes('no-restricted-imports'))
      .map(({ filename }) => filename);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

const complaints = lint();

test.each(refused.map((probe, index) => [...probe, index] as const))(
  '%s may not import %s',
  (folder, _source, index) => {
    expect(complaints).toContain(fileOf(folder, index));
  },
);

test.each(allowed.map((probe, index) => [...probe, refused.length + index] as const))(
  '%s may import %s',
  (folder, _source, index) => {
    expect(complaints).not.toContain(fileOf(folder, index));
  },
);
