import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { iamModel } from '../src/data/iam-model.ts';
import type { Member, ServiceModel, Shape } from '../src/data/service-model.ts';
import { stsModel } from '../src/data/sts-model.ts';
import { generalDifferences, knownDifferences } from './known-differences.ts';

/** What docs/coverage.md says of one operation. */
export interface CoverageRow {
  /** `iam:CreateUser` */
  readonly operation: string;
  /** The file of its record, from the root of the repository; undefined where there is none. */
  readonly record: string | undefined;
  /** The files of tests that send it most, at most three. */
  readonly tests: readonly string[];
  /** Changes with the constraints of its input. */
  readonly hash: string;
  /** Numbers of its known differences. */
  readonly differences: readonly number[];
}

/** A row for each operation of the models, as the repository at `root` stands now. */
export function coverageRows(root: string): CoverageRow[] {
  const records = recordsIn(root);
  const sends = sendsIn(root);
  return [iamModel, stsModel].flatMap((model) =>
    Object.keys(model.operations).map((name) => {
      const operation = `${model.service}:${name}`;
      return {
        operation,
        record: records.get(operation),
        tests: testsOf(model.service, records.get(operation), sends.get(name)),
        hash: modelHash(model, name),
        differences: knownDifferences.flatMap(({ operations }, index) =>
          operations.some((pattern) => matches(pattern, operation)) ? [index + 1] : [],
        ),
      };
    }),
  );
}

/** Does a name of {@link knownDifferences} mean this operation? */
export function matches(pattern: string, operation: string): boolean {
  const whole = pattern.includes(':') ? pattern : `iam:${pattern}`;
  return new RegExp(`^${whole.replaceAll('*', '\\w*')}$`).test(operation);
}

/** The file of each record: the operations of a family are the members of its catalogue, two spaces in. */
function recordsIn(root: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const service of ['iam', 'sts']) {
    for (const file of filesIn(root, `src/${service}`)) {
      const text = readFileSync(join(root, file), 'utf8');
      if (!/satisfies Partial<(?:Iam|Sts)Catalogue>/.test(text)) continue;
      for (const [, name] of text.matchAll(/^ {2}([A-Z]\w+): \{$/gm)) found.set(`${service}:${name}`, file);
    }
  }
  return found;
}

/** How often each test file sends each command. */
function sendsIn(root: string): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>();
  for (const file of filesIn(root, '__tests__').filter((name) => name.endsWith('.test.ts'))) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, name = ''] of text.matchAll(/new (?:\w+\.)?([A-Z]\w+)Command\(/g)) {
      const files = found.get(name) ?? new Map<string, number>();
      found.set(name, files.set(file, (files.get(file) ?? 0) + 1));
    }
  }
  return found;
}

function filesIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesIn(root, path) : [path];
    })
    .toSorted();
}

/** Its family's own tests first, then its service's, then whoever sends it most. */
function testsOf(
  service: string,
  record: string | undefined,
  sends: ReadonlyMap<string, number> = new Map(),
): string[] {
  const family = record?.replace('src/', '__tests__/').replace(/\.ts$/, '.test.ts');
  const rank = (file: string): number =>
    (file === family ? 10_000 : 0) +
    (file.startsWith(`__tests__/${service}/`) ? 1000 : 0) +
    (sends.get(file) ?? 0);
  return [...sends.keys()].toSorted((a, b) => rank(b) - rank(a) || (a < b ? -1 : 1)).slice(0, 3);
}

/** A short hash of everything that the model says of an input: names, shapes, constraints, signature and pages. */
export function modelHash(model: ServiceModel, name: string): string {
  const { input, ...others } = model.operations[name] ?? { input: [] };
  const resolved = { ...others, input: membersOf(model, input, []) };
  return createHash('sha256').update(JSON.stringify(resolved)).digest('hex').slice(0, 12);
}

function membersOf(model: ServiceModel, members: readonly Member[], open: readonly string[]): unknown[] {
  return members.map(([name, shape, required = false]) => [name, required, shapeOf(model, shape, open)]);
}

function missingShape(name: string): Shape {
  throw new Error(`The model has no shape ${name}.`);
}

/** A shape with the shapes it is made of; one inside itself is given by its name. */
function shapeOf(model: ServiceModel, name: string, open: readonly string[]): unknown {
  if (open.includes(name)) return name;
  const within = [...open, name];
  const { member, key, value, members, ...constraints } = model.shapes[name] ?? missingShape(name);
  const part = (shape: string | undefined): unknown => shape && shapeOf(model, shape, within);
  return {
    ...constraints,
    member: part(member),
    key: part(key),
    value: part(value),
    members: members && membersOf(model, members, within),
  };
}

/** The text of docs/coverage.md. */
export function coverageDocument(rows: readonly CoverageRow[]): string {
  const link = (path: string): string => `[${basename(path).replace(/\.ts$/, '')}](../${path})`;
  const line = ({ operation, record, tests, hash, differences }: CoverageRow): string => {
    const cells = [
      operation,
      record === undefined ? '**none**' : link(record),
      tests.map(link).join(', ') || '**none**',
      `\`${hash}\``,
      differences.map((number) => `[${number}](#d${number})`).join(', '),
    ];
    return `| ${cells.join(' | ')} |`;
  };
  return `# Coverage

Generated by \`npm run coverage-table\`; do not edit. A test (\`__tests__/coverage.test.ts\`) fails where an operation has no
record or no test, and where the model of an operation is not the one that the hash stands for.

${rows.length} operations: ${countOf(rows, 'iam')} of IAM, ${countOf(rows, 'sts')} of STS. The numbers of the last column are those of the
[known differences](#known-differences) from AWS.

| operation | record | tests | model | differs |
| --- | --- | --- | --- | --- |
${rows.map(line).join('\n')}

## Known differences

Of all operations:

${generalDifferences.map(({ difference, reason }) => `- ${difference} _${reason}_`).join('\n')}

By operation, each with its reason:

| | operations | what differs | why |
| --- | --- | --- | --- |
${knownDifferences
  .map(
    ({ operations, difference, reason }, index) =>
      `| <a id="d${index + 1}"></a>${index + 1} | ${operations.map((name) => `\`${name}\``).join(', ')} | ${difference} | ${reason} |`,
  )
  .join('\n')}
`;
}

const countOf = (rows: readonly CoverageRow[], service: string): number =>
  rows.filter(({ operation }) => operation.startsWith(`${service}:`)).length;

/** The rows of a docs/coverage.md, as far as they can be told from it. */
export function readCoverageDocument(text: string): Map<string, Pick<CoverageRow, 'hash' | 'tests'>> {
  const rows = new Map<string, Pick<CoverageRow, 'hash' | 'tests'>>();
  for (const line of text.split('\n')) {
    const [, operation = '', , tests = '', hash = ''] = line.split('|').map((cell) => cell.trim());
    if (!/^(?:iam|sts):\w+$/.test(operation)) continue;
    rows.set(operation, {
      hash: hash.replaceAll('`', ''),
      tests: [...tests.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path = '']) => path),
    });
  }
  return rows;
}
