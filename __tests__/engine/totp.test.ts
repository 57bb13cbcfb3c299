import { totpCode, totpMatches } from '../../src/engine/totp.ts';

// The vectors of RFC 6238, appendix B (SHA-1), cut to six digits: seed "12345678901234567890".
const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('codes', () => {
  test.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('at second %d the code is %s', (second, code) => {
    expect(totpCode(seed, Math.floor(second / 30))).toBe(code);
    expect(totpMatches(seed, code, second * 1000)).toBe(Math.floor(second / 30));
  });

  test('a seed is read whatever its case, spaces and padding', () => {
    expect(totpCode('gezd gnbv gy3t qojq gezd gnbv gy3t qojq====', 1)).toBe('287082');
  });
});

describe('matching', () => {
  const at = 1_234_567_890_000;
  const step = Math.floor(at / 30_000);

  test.each([-1, 0, 1])('a clock may be %d steps off', (off) => {
    expect(totpMatches(seed, totpCode(seed, step + off), at)).toBe(step + off);
  });

  test.each([-2, 2])('but not %d', (off) => {
    expect(totpMatches(seed, totpCode(seed, step + off), at)).toBeUndefined();
    expect(totpMatches(seed, totpCode(seed, step + off), at, 2)).toBe(step + off);
  });

  test.each(['000000', '', '12345', 'abcdef'])('%j is no code', (code) => {
    expect(totpMatches(seed, code, at)).toBeUndefined();
  });
});
