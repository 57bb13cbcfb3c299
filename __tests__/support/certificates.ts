import { type KeyObject, generateKeyPairSync, sign } from 'node:crypto';

/** A certificate with the key it is for. */
export interface MadeCertificate {
  readonly pem: string;
  readonly keyPem: string;
  readonly subject: string;
  readonly privateKey: KeyObject;
}

/**
 * Makes an X.509 certificate, self-signed or signed by another one.
 *
 * ```ts
 * const authority = makeCertificate({ subject: 'authority' });
 * const server = makeCertificate({ subject: 'server', issuer: authority, notAfter: '2030-01-01T00:00:00Z' });
 * ```
 */
export function makeCertificate({
  subject = 'test',
  issuer,
  notBefore = '2020-01-01T00:00:00Z',
  notAfter = '2035-01-01T00:00:00Z',
}: {
  subject?: string;
  issuer?: MadeCertificate;
  notBefore?: string;
  notAfter?: string;
} = {}): MadeCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  serial += 1;
  const signed = sequence(
    element(0xa0, element(0x02, Buffer.from([2]))),
    element(0x02, Buffer.from([serial])),
    ecdsaWithSha256,
    name(issuer?.subject ?? subject),
    sequence(utcTime(notBefore), utcTime(notAfter)),
    name(subject),
    publicKey.export({ format: 'der', type: 'spki' }),
  );
  const signature = sign('sha256', signed, issuer?.privateKey ?? privateKey);
  const der = sequence(signed, ecdsaWithSha256, element(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString('base64').match(/.{1,64}/g) as string[];
  return {
    subject,
    privateKey,
    pem: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    keyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
  };
}

let serial = 0;

/** DER: tag, length, content. */
function element(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  if (length < 0x100) return Buffer.concat([Buffer.from([tag, 0x81, length]), content]);
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), content]);
}

const sequence = (...parts: Buffer[]): Buffer => element(0x30, Buffer.concat(parts));

/** 1.2.840.10045.4.3.2 */
const ecdsaWithSha256 = sequence(
  element(0x06, Buffer.from([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02])),
);

/** A name of one part: the common name, 2.5.4.3. */
const name = (text: string): Buffer =>
  sequence(
    element(0x31, sequence(element(0x06, Buffer.from([0x55, 0x04, 0x03])), element(0x0c, Buffer.from(text)))),
  );

const utcTime = (date: string): Buffer =>
  element(0x17, Buffer.from(`${date.replace(/[-:T]/g, '').slice(2, 14)}Z`));
