import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { coverageRows, matches, readCoverageDocument } from '../scripts/coverage-table.ts';
import { knownDifferences } from '../scripts/known-differences.ts';
import { iamCatalogue } from '../src/iam/catalogue.ts';
import { stsCatalogue } from '../src/sts/catalogue.ts';

/*
 * No operation without a record, without a test, or with another model than the one it was written for. The table is
 * docs/coverage.md; `npm run coverage-table` writes it anew.
 */

const root = join(__dirname, '..');
const rows = coverageRows(root);
const committed = readCoverageDocument(readFileSync(join(root, 'docs/coverage.md'), 'utf8'));
const named = (keep: (row: (typeof rows)[number]) => boolean): string[] =>
  rows.filter(keep).map(({ operation }) => operation);

test('there are 180 operations of IAM and 11 of STS, and the catalogues have no others', () => {
  const catalogued = [
    ...Object.keys(iamCatalogue).map((name) => `iam:${name}`),
    ...Object.keys(stsCatalogue).map((name) => `sts:${name}`),
  ];
  expect(rows).toHaveLength(191);
  expect(catalogued.toSorted()).toEqual(rows.map(({ operation }) => operation).toSorted());
});

test('every operation has a record: the list of those to come is empty', () => {
  expect(named(({ record }) => record === undefined)).toEqual([]);
});

test('every operation is sent by a test', () => {
  expect(named(({ tests }) => tests.length === 0)).toEqual([]);
});

test('docs/coverage.md has a row for every operation, and for no other', () => {
  expect([...committed.keys()]).toEqual(rows.map(({ operation }) => operation));
});

test('no model has changed since its operation was looked at', () => {
  // Look at what changed in the model, adapt record and tests, then `npm run coverage-table`.
  const present = Object.fromEntries(rows.map(({ operation, hash }) => [operation, hash]));
  const known = Object.fromEntries([...committed].map(([operation, { hash }]) => [operation, hash]));
  expect(known).toEqual(present);
});

test('the tests that docs/coverage.md names still send their operations', () => {
  const stale = [...committed].flatMap(([operation, { tests }]) => {
    const sends = new RegExp(`new (?:\\w+\\.)?${operation.slice(4)}Command\\(`);
    return tests
      .filter((file) => !sends.test(readFileSync(join(root, file), 'utf8')))
      .map((file) => `${operation} in ${file}`);
  });
  expect(stale).toEqual([]);
});

test('known differences are those of operations that exist, and are in docs/coverage.md', () => {
  const text = readFileSync(join(root, 'docs/coverage.md'), 'utf8').replaceAll(/\s+/g, ' ');
  for (const { operations, difference, reason } of knownDifferences) {
    for (const pattern of operations)
      expect({ pattern, known: rows.some(({ operation }) => matches(pattern, operation)) }).toEqual({
        pattern,
        known: true,
      });
    expect(text).toContain(difference);
    expect(text).toContain(reason);
  }
});
