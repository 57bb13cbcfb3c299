import { createHash, createHmac } from 'node:crypto';
import type * as signer from '@smithy/signature-v4';
import { loadModule } from '../../engine/lazy-module.ts';

/**
 * What a signature of version 4 is made of: six lines of a canonical request, the time and the scope.
 *
 * ```
 * GET                               method
 * /                                 path
 * Action=GetCallerIdentity&…        query
 * host:sts.amazonaws.com            headers, one to a line, and an empty line
 *
 * host                              signedHeaders
 * e3b0c44298fc1c…                   payloadHash
 * ```
 */
export interface SigningParts {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly signedHeaders: string;
  readonly payloadHash: string;
  /** `20260131T120000Z` */
  readonly date: string;
  readonly scope: CredentialScope;
}

/** `20260131/us-east-1/iam/aws4_request` */
export interface CredentialScope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export const algorithm = 'AWS4-HMAC-SHA256';
export const terminator = 'aws4_request';

/** SHA-256 of nothing. */
export const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

export const scopeText = ({ date, region, service }: CredentialScope): string =>
  `${date}/${region}/${service}/${terminator}`;

export function canonicalRequest(parts: SigningParts): string {
  const headers = parts.headers.map(([name, value]) => `${name}:${value}\n`).join('');
  return [parts.method, parts.path, parts.query, headers, parts.signedHeaders, parts.payloadHash].join('\n');
}

export const stringToSign = (parts: SigningParts, canonical = canonicalRequest(parts)): string =>
  [algorithm, parts.date, scopeText(parts.scope), sha256(canonical)].join('\n');

/** The key that `secret` gives for a day, region and service. */
export function signingKey(secret: string, { date, region, service }: CredentialScope): Uint8Array {
  let key: string | Uint8Array = `AWS4${secret}`;
  for (const part of [date, region, service, terminator]) key = hmac(key, part);
  return key as Uint8Array;
}

export const hmac = (key: string | Uint8Array, data: string): Uint8Array =>
  createHmac('sha256', key).update(data).digest();

/*
 * What AWS makes of a request's parts, by the SDK's own signer. Its steps are taken one by one because a service
 * must reckon with what a signer never sends: only what SignedHeaders names is signed, a `date` header included.
 */

/** The path as every service but S3 signs it: without `.`, `..` and empty segments, and encoded once more. */
export const normalizedPath = (path: string): string =>
  (canonicalizer()
    .canonical(path || '/')
    .split('\n', 2)[1] as string) || '/';

/** Parameters sorted by name and value. */
export const canonicalQuery = (parameters: readonly (readonly [name: string, value: string])[]): string =>
  parameters
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .toSorted(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

/**
 * Percent-encodes everything but letters, digits and `-_.~`. The signer encodes names and values alike; asked for
 * a whole query it would lose a parameter named `__proto__`.
 */
export const uriEncode = (text: string): string =>
  /^[\w.~-]*$/.test(text)
    ? text
    : signatureV4()
        .getCanonicalQuery(httpRequest({ query: { v: text } }))
        .slice(2);

/** A header's value without spaces around it or several in a row. */
export const canonicalValue = (value: string): string =>
  signatureV4().getCanonicalHeaders(httpRequest({ headers: { v: value } }))['v'] ?? '';

const httpRequest = (part: Partial<HttpRequest>): HttpRequest => ({
  method: '',
  protocol: '',
  hostname: '',
  path: '',
  query: {},
  headers: {},
  ...part,
});

type HttpRequest = Parameters<typeof signer.getCanonicalQuery>[0];

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

// Loaded when the first signature is looked at: most tests never do.
let loaded: typeof signer | undefined;

const signatureV4 = (): typeof signer => (loaded ??= loadModule('@smithy/signature-v4') as typeof signer);

interface Canonicalizer {
  canonical(path: string): string;
}

let instance: Canonicalizer | undefined;

function canonicalizer(): Canonicalizer {
  instance ??= new (class extends signatureV4().SignatureV4 implements Canonicalizer {
    constructor() {
      const credentials = { accessKeyId: '', secretAccessKey: '' };
      super({ credentials, region: '', service: '', sha256: Uint8Array as never, uriEscapePath: true });
    }
    canonical(path: string): string {
      return this.createCanonicalRequest(httpRequest({ path }), {}, '');
    }
  })();
  return instance;
}
