import { createHmac } from 'node:crypto';

/** Length of a time step in milliseconds. */
export const totpStep = 30_000;

/**
 * The step whose code `code` is, or undefined where it is none of the steps around the time: RFC 6238 with
 * SHA-1, 30 seconds and six digits, as virtual MFA devices of AWS compute them.
 *
 * ```ts
 * const step = totpMatches(device.seed, '123456', call.now);
 * ```
 *
 * @param seed base32 text, as `Base32StringSeed` holds it
 * @param now milliseconds
 * @param drift how many steps a clock may be off either way; RFC 6238, 5.2 recommends one
 */
export function totpMatches(seed: string, code: string, now: number, drift = 1): number | undefined {
  const present = Math.floor(now / totpStep);
  for (let distance = 0; distance <= drift; distance += 1) {
    if (totpCode(seed, present - distance) === code) return present - distance;
    if (totpCode(seed, present + distance) === code) return present + distance;
  }
  return undefined;
}

/** The code of a time step (RFC 4226, 5.3: dynamic truncation). */
export function totpCode(seed: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.max(0, step)));
  const digest = createHmac('sha1', bytesOfBase32(seed)).update(counter).digest();
  const offset = (digest[digest.length - 1] as number) & 15;
  const number = digest.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Bytes of base32 text (RFC 4648, 6); case, white space and padding do not count, as in authenticator apps. */
function bytesOfBase32(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const character of text.toUpperCase()) {
    const digit = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(character);
    if (digit < 0) continue;
    value = ((value << 5) | digit) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >> bits) & 255);
    }
  }
  return Uint8Array.from(bytes);
}
