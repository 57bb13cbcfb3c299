import type { AwsError } from '../../engine/errors.ts';

/** What is wrong with a credential scope, beside what is right. */
export type ScopeFault =
  | { readonly kind: 'region' | 'service' | 'terminator'; readonly found: string; readonly expected: string }
  | { readonly kind: 'date'; readonly found: string; readonly expected: string; readonly sent: string };

/** Every reason to refuse a request for its signature, in the words of the service that was asked. */
export interface Refusals {
  /** No signature at all. */
  unsigned(): AwsError;
  /** In the header and in the query string at once; absent where the header alone counts. */
  signedTwice?(): AwsError;
  /** A header that is not `AWS4-HMAC-SHA256 Name=value, …`. */
  malformedHeader(authorization: string, part: string): AwsError;
  /** Parts are missing: `Credential`, `SignedHeaders`, `Signature`, and the request's date. */
  incompleteHeader(authorization: string, missing: readonly string[], dated: boolean): AwsError;
  /** Parameters are missing, or there twice. */
  incompleteQuery(parameters: readonly string[]): AwsError;
  /** An algorithm other than AWS4-HMAC-SHA256. */
  unsupported(name: string, presigned: boolean): AwsError;
  /** The credential has not five parts. */
  malformedCredential(credential: string, presigned: boolean): AwsError;
  malformedDate(date: string, presigned: boolean): AwsError;
  wrongScope(faults: readonly ScopeFault[], presigned: boolean): AwsError;
  /** Must a presigned request say how long it lives? */
  readonly wantsLifetime: boolean;
  /** `X-Amz-Expires` is no number, negative, or more than seven days. */
  wrongLifetime(value: string): AwsError;
  /** Signed more than 15 minutes ago. Times as `20260131T120000Z`. */
  tooOld(signed: string, limit: string, now: string): AwsError;
  /** Signed more than 15 minutes from now. */
  tooNew(signed: string, limit: string, now: string, presigned: boolean): AwsError;
  /** The presigned URL is over. */
  presignedExpired(): AwsError;
  unknownKey(): AwsError;
  /** Another session token than the key's, or one for a key that has none. */
  wrongToken(): AwsError;
  /** A temporary key without its session token. */
  missingToken(): AwsError;
  sessionExpired(): AwsError;
  /** Headers that must be in SignedHeaders and are not. */
  unsignedHeaders(names: readonly string[]): AwsError;
  /** `x-amz-content-sha256`: missing, none of its values, or not the body's. */
  contentHash(problem: 'missing' | 'malformed' | 'different'): AwsError;
  mismatch(differences: () => unknown): AwsError;
}

/** How a service words its errors. */
export type ErrorStyle = 'query' | 'json' | 'rest-json' | 's3';

/** AWS does not say how much of it a message repeats; a hostile header is not repeated whole. */
export const shown = (text: string): string => (text.length > 2000 ? `${text.slice(0, 2000)}…` : text);

/** What is wrong with `X-Amz-Expires`, as S3 says it. */
export function lifetimeSentence(value: string): string {
  if (!/^-?\d+$/.test(value)) return 'X-Amz-Expires should be a number';
  return value.startsWith('-')
    ? 'X-Amz-Expires must be non-negative'
    : 'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds';
}
