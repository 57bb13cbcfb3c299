import { type HttpRequest, address, header } from '../wire/http-messages.ts';
import {
  type SigningParts,
  canonicalQuery,
  canonicalValue,
  normalizedPath,
  sha256,
  uriEncode,
} from './canonical-request.ts';
import { isS3 } from './error-style.ts';
import type { Refusals } from './refusals.ts';
import { type Parameters, type SignatureClaim, decode } from './signature-claim.ts';

/** What AWS signs of this request, given what the signature claims. */
export function signingParts(
  request: HttpRequest,
  query: Parameters,
  claim: SignatureClaim,
  payloadHash: string,
): SigningParts {
  const { path } = address(request);
  return {
    method: request.method,
    path: isS3(claim.scope.service) ? s3Path(path) : normalizedPath(path),
    query: canonicalQuery(query.filter(([name]) => !isUnsigned(name, claim))),
    headers: claim.signedHeaders.map((name) => [name, canonicalValue(signedHeader(request, name) ?? '')]),
    signedHeaders: claim.signedHeaders.join(';'),
    payloadHash,
    date: claim.date,
    scope: claim.scope,
  };
}

/**
 * The signature itself; and the session token of a presigned WebSocket of IoT, which is added behind the signature ("some
 * services require that you add it after the signature", "Create a signed AWS API request").
 */
const isUnsigned = (name: string, { scope, presigned }: SignatureClaim): boolean =>
  presigned &&
  (name === 'X-Amz-Signature' || (name === 'X-Amz-Security-Token' && scope.service === 'iotdevicegateway'));

/** A header as it came; the host from the address where no header tells it. */
export function signedHeader(request: HttpRequest, name: string): string | undefined {
  const value = header(request, name);
  if (value !== undefined || name !== 'host') return value;
  return header(request, ':authority') ?? authorityOf(request.url);
}

/** Host and port as an HTTP client sends them. */
function authorityOf(url: string): string | undefined {
  const [, scheme = '', authority] = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?([^/?#]*)/i.exec(url) ?? [];
  return authority?.replace(/^(?:http|ws)$/i.test(scheme) ? /:80$/ : /:443$/, '').toLowerCase();
}

/**
 * Each character encoded once, whatever the client had encoded: S3 reads a `+` as a space, and `%2F` as a slash like
 * any other ("Encode the forward slash character, '/', everywhere except in the object key name", S3 API Reference).
 * `//`, `.` and `..` are part of a key.
 */
export const s3Path = (path: string): string =>
  (path === '' ? '/' : path)
    .split('/')
    .flatMap((segment) => decode(segment).split('/'))
    .map(uriEncode)
    .join('/');

/** Values of `x-amz-content-sha256` that are no hash: the body is not signed, or piece by piece. */
const payloadMarks =
  /^(?:UNSIGNED-PAYLOAD|STREAMING-UNSIGNED-PAYLOAD-TRAILER|STREAMING-AWS4-(?:HMAC-SHA256|ECDSA-P256-SHA256)-PAYLOAD(?:-TRAILER)?)$/;

/**
 * The last line of the canonical request. S3 takes the header's word and compares it with the body later; services
 * of one operation to a path let `UNSIGNED-PAYLOAD` stand (the Smithy trait `aws.auth#unsignedPayload`); for the
 * others the body is what counts.
 *
 * @throws AwsError of S3, for a header that is missing or is none.
 */
export function payloadHashOf(
  request: HttpRequest,
  query: Parameters,
  claim: SignatureClaim,
  refusals: Refusals,
): string {
  const claimed =
    query.find(([name]) => name === 'X-Amz-Content-Sha256')?.[1] ?? header(request, 'x-amz-content-sha256');
  if (isS3(claim.scope.service)) {
    if (claimed === undefined) {
      // "When you generate a presigned URL you don't know the payload" (S3 API Reference).
      if (claim.presigned) return 'UNSIGNED-PAYLOAD';
      throw refusals.contentHash('missing');
    }
    if (!payloadMarks.test(claimed) && !isHash(claimed)) throw refusals.contentHash('malformed');
    return claimed;
  }
  if (claimed === 'UNSIGNED-PAYLOAD' && !speaksRpc(request)) return claimed;
  return bodyHash(request);
}

export const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

export const bodyHash = ({ body }: HttpRequest): string => sha256(body ?? '');

/** Query forms and JSON documents: services of these protocols always read the body they check. */
const speaksRpc = (request: HttpRequest): boolean =>
  header(request, 'x-amz-target') !== undefined ||
  header(request, 'content-type')?.startsWith('application/x-www-form-urlencoded') === true;
