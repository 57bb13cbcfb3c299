import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/**
 * The identifiers of one call, in the form AWS gives them. The same seed and serial give the same
 * identifiers: this is what makes ids, keys and tokens equal from run to run.
 */
export interface IdentifierSource {
  /** A unique id (`AIDA…`, `AROA…`) of 21 characters that carries the account, as AWS's do since 2019. */
  uniqueId(prefix: UniqueIdPrefix, accountId: string): string;
  /** An access key id (`AKIA…`, `ASIA…`) of 20 characters that carries the account. */
  accessKeyId(prefix: 'AKIA' | 'ASIA' | 'ABIA', accountId: string): string;
  /** 40 characters of `A-Za-z0-9/+`. */
  secretAccessKey(): string;
  /** Base64 text of about `bytes` bytes. AWS promises no length; its tokens have several hundred characters. */
  sessionToken(bytes?: number): string;
  /** A UUID of version 4. */
  uuid(): string;
  /** `length` characters of `alphabet`. */
  text(length: number, alphabet: string): string;
}

export type UniqueIdPrefix = 'AIDA' | 'AGPA' | 'AROA' | 'AIPA' | 'ANPA' | 'ANVA' | 'ASCA' | 'APKA' | 'ACCA';

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const hex = '0123456789abcdef';

/** The identifiers of the `serial`-th change of a mock whose seed is `seed`. */
export function identifierSource(seed: string, serial: number): IdentifierSource {
  const key = hash(seed);
  let generator: RandomGenerator | undefined;
  let issued = 0;
  const random = (): RandomGenerator => {
    // The first number it draws is the sum of the second and the last: neither may be the other's complement.
    generator ??= xoroshiro128plusFromState([key, mix(key ^ serial), serial, ~serial]);
    return generator;
  };
  // Bytes, and one text at the end: appending character by character leaves a rope of hundreds of pieces behind,
  // which cost more to collect than everything else about a session.
  const text = (length: number, alphabet: string): string => {
    const bytes = Buffer.allocUnsafe(length);
    for (let index = 0; index < length; index += 1) {
      bytes[index] = alphabet.charCodeAt(uniformInt(random(), 0, alphabet.length - 1));
    }
    return bytes.toString('latin1');
  };
  const longBase64 = (length: number): string => {
    const words = Math.ceil((length * 3) / 16);
    const [wordsOf, bytesOf] = words <= scratch.length ? [scratch, scratchBytes] : freshScratch(words);
    const source = random();
    for (let index = 0; index < words; index += 1) wordsOf[index] = source.next();
    return bytesOf.toString('base64', 0, words * 4).slice(0, length);
  };
  const identifier = (prefix: string, accountId: string, halfBits: number): string =>
    prefix +
    accountPart(accountId) +
    uniquePart(accountId, permute(key, serial * idsPerChange + issued++, halfBits), halfBits);
  return {
    text,
    uniqueId: (prefix, accountId) => identifier(prefix, accountId, 22),
    accessKeyId: (prefix, accountId) => identifier(prefix, accountId, 19),
    secretAccessKey: () => longBase64(40),
    sessionToken: (bytes = 396) => tokenStart + longBase64(Math.max(0, bytes - tokenStart.length)),
    uuid: () => {
      return `${text(8, hex)}-${text(4, hex)}-4${text(3, hex)}-${text(1, '89ab')}${text(3, hex)}-${text(12, hex)}`;
    },
  };
}

/**
 * The UUIDs of a mock's requests, by their number. Every call needs one, so only the first word changes; it is
 * a permutation of the number and never repeats.
 */
export function requestIdentifiers(seed: string): (count: number) => string {
  const key = hash(seed);
  const tail = identifierSource(seed, 0).uuid().slice(8);
  return (count) => word(mix(key ^ count)) + tail;
}

const hexBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Eight hexadecimal digits; from a table, since `toString(16)` costs more than the rest of an identifier. */
const word = (value: number): string =>
  `${hexBytes[value >>> 24]}${hexBytes[(value >>> 16) & 255]}${hexBytes[(value >>> 8) & 255]}${hexBytes[value & 255]}`;

/** How AWS's session tokens begin: base64 of their first bytes. */
const tokenStart = 'IQoJb3JpZ2luX2Vj';

/** Where random bytes stand until they are text: nothing is allocated for them. */
const scratch = new Int32Array(1024);
const scratchBytes = Buffer.from(scratch.buffer);

function freshScratch(words: number): [Int32Array, Buffer] {
  const fresh = new Int32Array(words);
  return [fresh, Buffer.from(fresh.buffer)];
}

/** More identifiers than any one call makes, so that no two calls share one. */
const idsPerChange = 16;

/**
 * The account inside an access key id or unique id, or undefined where the id does not carry one.
 *
 * The eight characters after the prefix are base32 of 2^39 + account / 2; the half of the alphabet that the
 * next character is of tells odd from even. (Published by researchers in 2019 to 2023; moto and LocalStack
 * encode it the same way.)
 */
export function accountOf(id: string): string | undefined {
  let half = 0;
  for (const character of id.slice(4, 12)) {
    const digit = base32.indexOf(character);
    if (digit < 0) return undefined;
    half = half * 32 + digit;
  }
  half -= accountOffset;
  const odd = base32.indexOf(id[12] ?? '');
  if (half < 0 || odd < 0 || half > 499_999_999_999) return undefined;
  return String(half * 2 + (odd >= 16 ? 1 : 0)).padStart(12, '0');
}

const accountOffset = 549_755_813_888;

function accountPart(accountId: string): string {
  return digits(Math.floor(Number(accountId) / 2) + accountOffset, 8);
}

/** The rest of an id: one character that also tells odd accounts from even ones, then base32 of the bits left. */
function uniquePart(accountId: string, number: number, halfBits: number): string {
  const characters = Math.floor((2 * halfBits) / 5);
  const high = Math.floor(number / 32 ** characters);
  return base32[(high % 16) + (Number(accountId) % 2) * 16] + digits(number, characters);
}

function digits(number: number, length: number): string {
  let text = '';
  for (let rest = number, index = 0; index < length; index += 1) {
    text = base32[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/**
 * A permutation of the numbers of `2 * halfBits` bits (a Feistel network of four rounds): ids look random and
 * still never repeat, which drawing 38 bits at random would not promise within a million sessions.
 */
function permute(key: number, number: number, halfBits: number): number {
  const size = 2 ** halfBits;
  let left = Math.floor(number / size) % size;
  let right = number % size;
  for (let round = 0; round < 4; round += 1) {
    const next = (left ^ (mix(right ^ Math.imul(key + round, 0x9e3779b1)) >>> (32 - halfBits))) >>> 0;
    left = right;
    right = next;
  }
  return left * size + right;
}

/** FNV-1a. */
function hash(seed: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < seed.length; index += 1)
    value = Math.imul(value ^ seed.charCodeAt(index), 0x01000193);
  return mix(value);
}

/** The finisher of murmur3: every bit of the input reaches every bit of the output. */
function mix(value: number): number {
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) | 0;
}
