import { type KeyObject, createHash, createPublicKey } from 'node:crypto';
import { AwsError } from '../engine/errors.ts';

/** An RSA key that was uploaded, in both encodings that GetSSHPublicKey speaks. */
export interface ParsedSshKey {
  /** `ssh-rsa AAAA…`, without a comment. */
  readonly line: string;
  /** SubjectPublicKeyInfo. */
  readonly pem: string;
  /** MD5 of the key as SSH sends it: sixteen pairs of hexadecimal digits with colons between. */
  readonly fingerprint: string;
}

/**
 * "The public key must be encoded in ssh-rsa format or PEM format. The minimum bit-length of the public key is
 * 2048 bits" (IAM API Reference, UploadSSHPublicKey).
 *
 * @throws AwsError UnrecognizedPublicKeyEncoding, InvalidPublicKey. The codes are documented, the sentences are
 *   those of the reference's error lists.
 */
export function parseSshKey(body: string): ParsedSshKey {
  const key = readKey(body.trim());
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    throw invalidPublicKey();
  const { n, e } = key.export({ format: 'jwk' });
  const wire = Buffer.concat(
    [Buffer.from('ssh-rsa'), unsigned(e as string), unsigned(n as string)].flatMap(withLength),
  );
  return {
    line: `ssh-rsa ${wire.toString('base64')}`,
    pem: key.export({ format: 'pem', type: 'spki' }) as string,
    fingerprint: (createHash('md5').update(wire).digest('hex').match(/../g) as string[]).join(':'),
  };
}

function readKey(text: string): KeyObject {
  const isPem = /^-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(text);
  if (!isPem && !/^ssh-[a-z0-9]+(?:\s|$)/.test(text)) {
    throw new AwsError(
      'UnrecognizedPublicKeyEncoding',
      'The public key encoding format is unsupported or unrecognized.',
      400,
    );
  }
  try {
    return isPem ? createPublicKey(text) : keyOfLine(text);
  } catch {
    throw invalidPublicKey();
  }
}

/** The key of `ssh-rsa AAAA… comment` (RFC 4253, 6.6: the name, e and n). */
function keyOfLine(line: string): KeyObject {
  const [name, base64 = ''] = line.split(/\s+/);
  const wire = Buffer.from(base64, 'base64');
  const fields: Buffer[] = [];
  for (let offset = 0; offset < wire.length;) {
    const length = wire.readUInt32BE(offset);
    const field = wire.subarray(offset + 4, offset + 4 + length);
    if (field.length !== length) throw new RangeError('The key ends too early.');
    fields.push(field);
    offset += 4 + length;
  }
  const [type, e, n, ...more] = fields;
  if (name !== 'ssh-rsa' || String(type) !== name || !e || !n || more.length > 0)
    throw new TypeError('This is no RSA key.');
  const jwk = { kty: 'RSA', e: e.toString('base64url'), n: n.toString('base64url') };
  return createPublicKey({ key: jwk, format: 'jwk' });
}

/** An unsigned number as SSH writes it: a zero in front where it would look negative (RFC 4251, 5: mpint). */
function unsigned(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url');
  return (bytes[0] as number) < 128 ? bytes : Buffer.concat([Buffer.from([0]), bytes]);
}

function withLength(field: Buffer): Buffer[] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(field.length);
  return [length, field];
}

const invalidPublicKey = (): AwsError =>
  new AwsError('InvalidPublicKey', 'The public key is malformed or otherwise invalid.', 400);
