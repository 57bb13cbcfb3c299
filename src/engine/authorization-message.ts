import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * The text that a denial carries as `Encoded authorization failure message: …`, and that
 * DecodeAuthorizationMessage turns back into what was decided. It holds the message itself, so that nothing has
 * to be remembered: base64url of four bytes of checksum and the deflated JSON.
 */
export function encodeAuthorizationMessage(message: object): string {
  const packed = deflateRawSync(JSON.stringify(message));
  return Buffer.concat([checksum(packed), packed]).toString('base64url');
}

/** The JSON text of a message, or undefined for a text that {@link encodeAuthorizationMessage} did not make. */
export function decodeAuthorizationMessage(encoded: string): string | undefined {
  if (!/^[\w-]+$/.test(encoded)) return undefined;
  const bytes = Buffer.from(encoded, 'base64url');
  const packed = bytes.subarray(checksumLength);
  if (!checksum(packed).equals(bytes.subarray(0, checksumLength))) return undefined;
  try {
    return inflateRawSync(packed, { maxOutputLength: 1_000_000 }).toString();
  } catch {
    return undefined;
  }
}

const checksumLength = 4;

const checksum = (bytes: Uint8Array): Buffer =>
  createHash('sha256').update(bytes).digest().subarray(0, checksumLength);
