import * as fc from 'fast-check';
import { AwsError } from '../../src/engine/errors.ts';
import { type PageEnd, paginate, paginateList } from '../../src/engine/pagination.ts';
import { Table } from '../../src/engine/table.ts';

const tableOf = (keys: readonly string[]): Table<string> =>
  keys.reduce((table, key) => table.set(key, key), Table.empty<string>());

const page = (
  table: Table<string>,
  MaxItems: number,
  Marker?: string,
  operation = 'ListThings',
): { items: string[]; end: PageEnd } =>
  paginate(operation, { MaxItems, Marker }, (key) => table.entries(key));

/** Items of all pages, with what `between` makes of the table after each page. */
function follow(
  start: Table<string>,
  size: number,
  between: (table: Table<string>, last: string) => Table<string> = (table) => table,
): string[] {
  let [table, Marker]: [Table<string>, string | undefined] = [start, undefined];
  const seen: string[] = [];
  for (;;) {
    const { items, end } = page(table, size, Marker);
    seen.push(...items);
    if (seen.length > 1000) throw new Error('The markers go round in circles.');
    if (!end.IsTruncated) return seen;
    expect(end.Marker?.length).toBeLessThanOrEqual(320);
    Marker = end.Marker;
    table = between(table, items.at(-1) as string);
  }
}

const prefixes = [
  '',
  'a'.repeat(250),
  '漢'.repeat(100),
  '\u{1F600}'.repeat(64),
  `x${'\u{1F600}'.repeat(120)}`,
];

describe.each(prefixes)('keys that begin alike, case %#', (prefix) => {
  const keys = Array.from({ length: 9 }, (_, index) => `${prefix}${index}`);

  test.each([1, 2, 4, 9])('pages of %d give every item once', (size) =>
    expect(follow(tableOf(keys), size)).toEqual(keys),
  );

  test('items that are added or go elsewhere shift nothing', () => {
    const seen = follow(tableOf(keys), 2, (table, last) =>
      table.set(`${prefix.slice(0, -1)}!`, '!').delete(keys[(keys.indexOf(last) + 8) % 9] as string),
    );
    expect(seen.filter((key) => keys.includes(key))).toEqual(keys);
  });
});

test('a long marker whose item is gone goes on with what begins alike, and misses nothing', () => {
  const prefix = '漢'.repeat(100);
  const table = tableOf(['a', `${prefix}1`, `${prefix}2`, `${prefix}3`, '龍']);
  const { items, end } = page(table, 3);
  expect(items).toEqual(['a', `${prefix}1`, `${prefix}2`]);
  const rest = page(table.delete(`${prefix}2`), 10, end.Marker).items;
  expect(rest).toEqual([`${prefix}1`, `${prefix}3`, '龍']);
});

test('a short marker whose item is gone goes on behind it', () => {
  const table = tableOf(['a', 'b', 'c']);
  const { end } = page(table, 2);
  expect(page(table.delete('b'), 10, end.Marker).items).toEqual(['c']);
});

test.each([
  ['another operation', Buffer.from('ListOthers\na').toString('base64')],
  ['an operation whose name goes on', Buffer.from('ListThingsToo\na').toString('base64')],
  ['no position', Buffer.from('ListThings').toString('base64')],
  ['another separator', Buffer.from('ListThings a').toString('base64')],
  ['a digest that is too short', Buffer.from('ListThings\tabc').toString('base64')],
  ['base64 that is not as it is written', `${Buffer.from('ListThings\na').toString('base64')}=`],
  ['plain text', 'b'],
])('refuses a marker of %s', (_name, marker) =>
  expect(() => page(tableOf(['a', 'b']), 1, marker)).toThrow(
    new AwsError('ValidationError', 'Invalid Marker.', 400),
  ),
);

test('a filter leaves out, and what it leaves out fills no page', () => {
  const table = tableOf(['a1', 'b2', 'a3', 'b4', 'a5']);
  const { items, end } = paginate(
    'ListThings',
    { MaxItems: 3 },
    (key) => table.entries(key),
    (item) => item.startsWith('a'),
  );
  expect([items, end]).toEqual([['a1', 'a3', 'a5'], { IsTruncated: false }]);
});

test('a hundred where nothing is asked for', () => {
  const list = Array.from({ length: 101 }, (_, index) => String(index).padStart(3, '0'));
  const { items, end } = paginateList('ListThings', {}, list, (item) => item);
  expect([items.length, end.IsTruncated]).toEqual([100, true]);
  expect(paginateList('ListThings', { Marker: end.Marker }, list, (item) => item).items).toEqual(['100']);
});

test('any keys, any size: every item once, in order, with markers that can be sent back', () => {
  const key = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 }),
    fc.string({ unit: 'grapheme', minLength: 90, maxLength: 128 }),
    fc.constantFrom(...prefixes.slice(1)),
  );
  fc.assert(
    fc.property(fc.uniqueArray(key, { maxLength: 20 }), fc.integer({ min: 1, max: 7 }), (keys, size) => {
      const table = tableOf(keys);
      expect(follow(table, size)).toEqual([...table.keys()]);
    }),
    { numRuns: 200 },
  );
});
