// Every figure of docs/performance.md, in one process. `--write` renews the page.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { directRows, heapRow, pointerRows, sizeRows } from './direct.mjs';
import { loadingRow } from './loading.mjs';

const sections = [
  ['The direct door', directRows],
  ['Growth', sizeRows],
  ['Pointers', pointerRows],
  ['Loading and heap', async () => [loadingRow(), await heapRow()]],
];
// Further sections bring their own rows, where their files are.
for (const [title, file, name] of [
  ['The wire and the network', './wire.mjs', 'wireRows'],
  ['Enforcement', './authorization.mjs', 'authorizationRows'],
]) {
  const rows = await import(file).then(
    (module) => module[name],
    () => undefined,
  );
  if (rows !== undefined) sections.push([title, rows]);
}

const digits = (value) => (value === undefined ? '' : value >= 100 ? value.toFixed(0) : value.toFixed(2));
const tables = [];
for (const [title, rowsOf] of sections) {
  const rows = await rowsOf();
  console.log(`\n${String(title)}`);
  console.table(
    rows.map(({ name, ours, theirs, ratio, bar }) => ({
      what: name,
      ours: digits(ours),
      theirs: digits(theirs),
      ratio: digits(ratio),
      bar,
    })),
  );
  tables.push(
    `## ${String(title)}\n\n| what | ours | theirs | ratio | bar |\n|---|---|---|---|---|\n` +
      rows
        .map(
          ({ name, ours, theirs, ratio, bar }) =>
            `| ${String(name)} | ${digits(ours)} | ${digits(theirs)} | ${digits(ratio)} | ${String(bar)} |`,
        )
        .join('\n'),
  );
}

if (process.argv.includes('--write')) {
  const { version } = JSON.parse(
    readFileSync(new URL('../node_modules/@aws-sdk/client-iam/package.json', import.meta.url), 'utf8'),
  );
  writeFileSync(
    new URL('../docs/performance.md', import.meta.url),
    `# Performance

Measured by \`npm run bench -- --write\` on ${cpus().length} cores of ${String(cpus()[0]?.model).trim()}, Node ${process.version}, @aws-sdk/client-iam ${version}. Times are
medians in microseconds where nothing else is said. Both sides of a ratio run alternately in one process; times of one machine say little about another, ratios more.

${tables.join('\n\n')}

The policy evaluator is measured by \`node bench/policy.mjs\`, against \`JSON.parse\` of the documents it reads.
`,
  );
}
