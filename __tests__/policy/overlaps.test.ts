import * as fc from 'fast-check';
import { commonText } from '../../src/policy/overlaps.ts';
import { compilePattern, matchesPattern } from '../../src/policy/patterns.ts';

/*
 * Of two patterns a text that both match, if there is any.
 */

const common = (one: string, other: string) =>
  commonText([{ text: one, literal: false }], [{ text: other, literal: false }]);
const matches = (pattern: string, text: string) => matchesPattern(compilePattern(pattern), text);

test.each([
  ['abc', 'abc', 'abc'],
  ['a*', '*c', 'ac'],
  ['key/*', 'key/abc', 'key/abc'],
  ['?bc', 'a??', 'abc'],
  ['*', '*', ''],
  ['a?', '*', 'ax'],
  ['a*b*c', 'ab?d*', 'abxdc'],
  ['abc', 'abd', undefined],
  ['a', 'a?', undefined],
])('%s and %s', (one, other, text) => {
  expect(common(one, other)).toBe(text);
  expect(common(other, one)).toBe(text);
});

test('what is unknown is a name', () => {
  expect(common('key/*', '*:alias/a')).toBeUndefined();
  expect(common('a:*', '*:b')).toBe('a:b');
  expect(common('?', ':')).toBeUndefined();
});

test('pieces that stand for themselves', () => {
  expect(commonText([{ text: 'a*', literal: true }], [{ text: 'a?', literal: false }])).toBe('a*');
  expect(commonText([{ text: 'a*', literal: true }], [{ text: 'ab', literal: false }])).toBeUndefined();
});

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 });

test('what is found is matched by both', () =>
  fc.assert(
    fc.property(pattern, pattern, (one, other) => {
      const found = common(one, other);
      if (found === undefined) return;
      expect([matches(one, found), matches(other, found)]).toEqual([true, true]);
    }),
    { numRuns: 1000 },
  ));

test('where any text is matched by both, one is found', () =>
  fc.assert(
    fc.property(pattern, pattern, text, (one, other, some) => {
      if (matches(one, some) && matches(other, some)) expect(common(one, other)).toBeDefined();
    }),
    { numRuns: 3000 },
  ));

test('stars do not take for ever', () => {
  const start = performance.now();
  expect(common(`${'*a'.repeat(200)}b`, `${'a*'.repeat(200)}c`)).toBeUndefined();
  expect(performance.now() - start).toBeLessThan(2000);
});
