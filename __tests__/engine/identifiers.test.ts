import * as fc from 'fast-check';
import { accountOf, identifierSource, requestIdentifiers } from '../../src/engine/identifiers.ts';

jest.setTimeout(60_000);

const prefixes = ['AIDA', 'AGPA', 'AROA', 'AIPA', 'ANPA', 'ANVA', 'ASCA', 'APKA', 'ACCA'] as const;
const accountId = fc.oneof(
  fc.constantFrom('000000000000', '000000000001', '999999999999', '999999999998', '123456789012'),
  fc.integer({ min: 0, max: 999_999_999_999 }).map((number) => String(number).padStart(12, '0')),
);
const seed = fc.string();
const serial = fc.integer({ min: 0, max: 1_000_000 });

test('unique ids and access key ids carry their account', () => {
  fc.assert(
    fc.property(seed, serial, accountId, fc.constantFrom(...prefixes), (text, number, account, prefix) => {
      const source = identifierSource(text, number);
      const id = source.uniqueId(prefix, account);
      expect(id).toMatch(new RegExp(`^${prefix}[A-Z2-7]{17}$`));
      expect(accountOf(id)).toBe(account);
      for (const kind of ['AKIA', 'ASIA', 'ABIA'] as const) {
        const key = source.accessKeyId(kind, account);
        expect(key).toMatch(new RegExp(`^${kind}[A-Z2-7]{16}$`));
        expect(accountOf(key)).toBe(account);
      }
    }),
  );
});

test.each([
  // Published pairs of key and account: decoding is not of our invention.
  ['ASIAY34FZKBOKMUTVV7A', '609629065308'],
  ['ASIAQNZGKIQY56JQ7WML', '029608264753'],
])('the account of %s is %s', (id, account) => expect(accountOf(id)).toBe(account));

test.each([
  '',
  'AKIA',
  'AKIAIOSFODNN7EXAMPLE',
  'AKIA0000000000000000',
  'akiay34fzkbokmutvv7a',
  'test',
  'AKIA!!!!!!!!!!!!!!!!',
])('%p carries none', (id) => expect(accountOf(id)).toBeUndefined());

test('secrets, tokens and texts do not all begin alike', () => {
  const sources = Array.from({ length: 200 }, (_, index) => index);
  const beginnings = (make: (source: ReturnType<typeof identifierSource>) => string): number =>
    new Set(sources.map((index) => make(identifierSource('iam-in-memory', index)))).size;
  expect(beginnings((source) => source.secretAccessKey().slice(0, 5))).toBeGreaterThan(195);
  expect(beginnings((source) => source.sessionToken().slice(16, 21))).toBeGreaterThan(195);
  expect(beginnings((source) => source.uuid().slice(0, 8))).toBeGreaterThan(195);
  expect(beginnings((source) => source.text(1, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'))).toBeGreaterThan(30);
});

test('the same seed and serial give the same identifiers, another of either gives others', () => {
  fc.assert(
    fc.property(seed, serial, (text, number) => {
      const all = (source = identifierSource(text, number)) => [
        source.uniqueId('AIDA', '123456789012'),
        source.accessKeyId('AKIA', '123456789012'),
        source.secretAccessKey(),
        source.sessionToken(),
        source.uuid(),
        source.text(10, 'abc'),
      ];
      expect(all()).toEqual(all());
      const next = all(identifierSource(text, number + 1));
      const other = all(identifierSource(`${text}x`, number));
      for (const [index, id] of all().slice(0, 5).entries()) {
        expect(next[index]).not.toBe(id);
        expect(other[index]).not.toBe(id);
      }
    }),
  );
});

test('no id comes twice, within a call or between calls', () => {
  const seen = new Set<string>();
  let made = 0;
  for (let number = 0; number < 20_000; number += 1) {
    const source = identifierSource('iam-in-memory', number);
    for (const id of [
      source.accessKeyId('ASIA', '123456789012'),
      source.accessKeyId('ASIA', '123456789012'),
      source.uniqueId('AROA', '123456789012'),
    ]) {
      seen.add(id);
      made += 1;
    }
  }
  expect(seen.size).toBe(made);
});

test('secrets, tokens and UUIDs have the form of AWS’s', () => {
  fc.assert(
    fc.property(seed, serial, fc.integer({ min: 16, max: 4096 }), (text, number, bytes) => {
      const source = identifierSource(text, number);
      expect(source.secretAccessKey()).toMatch(/^[A-Za-z0-9/+]{40}$/);
      expect(source.sessionToken(bytes)).toMatch(/^IQoJb3JpZ2luX2Vj[A-Za-z0-9/+]*$/);
      expect(source.sessionToken(bytes)).toHaveLength(bytes);
      expect(source.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(source.text(12, 'xyz')).toMatch(/^[xyz]{12}$/);
    }),
  );
});

test('request ids are UUIDs that do not repeat', () => {
  const identifier = requestIdentifiers('iam-in-memory');
  const ids = Array.from({ length: 50_000 }, (_, count) => identifier(count));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids.slice(0, 100))
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(requestIdentifiers('iam-in-memory')(7)).toBe(ids[7]);
  expect(requestIdentifiers('x')(7)).not.toBe(ids[7]);
});
