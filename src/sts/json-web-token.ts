import { type KeyObject, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { es384TestKey, rs256TestKey } from '../data/test-signing-keys.ts';

/** A token taken apart; nothing of it is believed yet. */
export interface JsonWebToken {
  readonly algorithm: string;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What the signature is of. */
  readonly signedText: string;
  readonly signature: Uint8Array;
}

/** The parts of a JWT in compact form (RFC 7519, 7.2); undefined for a text that is none. */
export function readJsonWebToken(token: string): JsonWebToken | undefined {
  const match = /^([\w-]+)\.([\w-]+)\.([\w-]*)$/.exec(token);
  if (match === null) return undefined;
  const header = jsonObject(match[1] as string);
  const claims = jsonObject(match[2] as string);
  if (header === undefined || claims === undefined || typeof header['alg'] !== 'string') return undefined;
  return {
    algorithm: header['alg'],
    claims,
    signedText: `${match[1]}.${match[2]}`,
    signature: Buffer.from(match[3] as string, 'base64url'),
  };
}

function jsonObject(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The algorithms that GetWebIdentityToken signs with. */
export type SigningAlgorithm = 'RS256' | 'ES384';

export const signingAlgorithms: readonly SigningAlgorithm[] = ['RS256', 'ES384'];

const testKeys = { RS256: rs256TestKey, ES384: es384TestKey };
const digests = { RS256: 'sha256', ES384: 'sha384' };

/** Read once per process: parsing an RSA key takes longer than signing with an elliptic one. */
const privateKeys = new Map<SigningAlgorithm, KeyObject>();

/**
 * Signs claims with the mock's test key. RS256 gives the same token for the same claims; ES384 signatures have
 * a random part, in AWS as here.
 */
export function signJsonWebToken(claims: object, algorithm: SigningAlgorithm): string {
  const jwk = testKeys[algorithm];
  let key = privateKeys.get(algorithm);
  if (key === undefined) privateKeys.set(algorithm, (key = createPrivateKey({ key: jwk, format: 'jwk' })));
  const text = `${encode({ alg: algorithm, kid: jwk.kid, typ: 'JWT' })}.${encode(claims)}`;
  // JWS has the two numbers of an ECDSA signature side by side, not in DER (RFC 7518, 3.4).
  const signature = sign(digests[algorithm], Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

/** Is this a token of {@link signJsonWebToken}? */
export function isOwnToken({ algorithm, signedText, signature }: JsonWebToken): boolean {
  const jwk = testKeys[algorithm as SigningAlgorithm] as (typeof testKeys)[SigningAlgorithm] | undefined;
  if (jwk === undefined) return false;
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const digest = digests[algorithm as SigningAlgorithm];
  return verify(digest, Buffer.from(signedText), { key, dsaEncoding: 'ieee-p1363' }, signature);
}

/** A public key as verifiers read it (RFC 7517). */
export interface PublicJsonWebKey {
  readonly kty: string;
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly use: 'sig';
  readonly n?: string;
  readonly e?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
}

/**
 * The public keys of the tokens of GetWebIdentityToken, as AWS serves them under `/.well-known/jwks.json` of the
 * account's issuer:
 *
 * ```ts
 * await jwtVerify(WebIdentityToken, createLocalJWKSet(outboundSigningKeys()));
 * ```
 */
export function outboundSigningKeys(): { keys: PublicJsonWebKey[] } {
  const { kty, n, e } = rs256TestKey;
  const { crv, x, y } = es384TestKey;
  return {
    keys: [
      { kty, n, e, kid: rs256TestKey.kid, alg: 'RS256', use: 'sig' },
      { kty: es384TestKey.kty, crv, x, y, kid: es384TestKey.kid, alg: 'ES384', use: 'sig' },
    ],
  };
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
