import { AwsError } from '../../engine/errors.ts';
import { type Refusals, type ScopeFault, lifetimeSentence, shown } from './refusals.ts';

/*
 * S3 checks signatures by itself, and has words of its own ("Error responses" in the S3 API Reference; sentences
 * as clients report them).
 */

const wordings = {
  header: ['AuthorizationHeaderMalformed', 'The authorization header is malformed; '],
  query: ['AuthorizationQueryParametersError', ''],
} as const;

/** Malformed signatures are named after the place they stand in. */
function malformed(presigned: boolean, problem: string): AwsError {
  const [code, prefix] = wordings[presigned ? 'query' : 'header'];
  return new AwsError(code, shown(prefix + problem), 400);
}

const malformedCredential =
  'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".';

const inCredential = (presigned: boolean): string =>
  presigned ? 'Error parsing the X-Amz-Credential parameter; ' : '';

function scopeProblem(fault: ScopeFault, presigned: boolean): string {
  switch (fault.kind) {
    case 'region':
      return `${inCredential(presigned)}the region '${fault.found}' is wrong; expecting '${fault.expected}'`;
    case 'service':
      return `${inCredential(presigned)}incorrect service "${fault.found}". This endpoint belongs to "${fault.expected}".`;
    case 'terminator':
      return `${inCredential(presigned)}incorrect terminal "${fault.found}". This endpoint uses "${fault.expected}".`;
    case 'date':
      return `${presigned ? 'I' : 'i'}nvalid credential date "${fault.found}". This date is not the same as X-Amz-Date: "${fault.expected}".`;
  }
}

const denied = (message: string): AwsError => new AwsError('AccessDenied', message, 403);

export const s3Refusals: Refusals = {
  unsigned: () => denied('Access Denied'),
  signedTwice: () =>
    new AwsError(
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
      400,
    ),
  malformedHeader: () =>
    malformed(
      false,
      'the authorization header requires three components: Credential, SignedHeaders, and Signature.',
    ),
  incompleteHeader: (_authorization, missing) =>
    missing.length === 0
      ? denied('AWS authentication requires a valid Date or x-amz-date header')
      : malformed(
          false,
          'the authorization header requires three components: Credential, SignedHeaders, and Signature.',
        ),
  incompleteQuery: () =>
    malformed(
      true,
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    ),
  unsupported(name, presigned) {
    if (presigned)
      return malformed(true, 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"');
    // Signature version 2.
    return name === 'AWS'
      ? new AwsError(
          'InvalidRequest',
          'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
          400,
        )
      : new AwsError('InvalidArgument', 'Unsupported Authorization Type', 400);
  },
  malformedCredential: (_credential, presigned) =>
    malformed(presigned, inCredential(presigned) + malformedCredential),
  malformedDate: (_date, presigned) =>
    presigned
      ? malformed(true, `X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`)
      : denied('AWS authentication requires a valid Date or x-amz-date header'),
  wrongScope: (faults, presigned) => malformed(presigned, scopeProblem(faults[0] as ScopeFault, presigned)),
  wantsLifetime: true,
  wrongLifetime: (value) => malformed(true, lifetimeSentence(value)),
  tooOld: () =>
    new AwsError(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      403,
    ),
  tooNew: (_signed, _limit, _now, presigned) =>
    presigned ? denied('Request is not valid yet') : s3Refusals.tooOld('', '', ''),
  presignedExpired: () => denied('Request has expired'),
  unknownKey: () =>
    new AwsError(
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      403,
    ),
  wrongToken: () =>
    new AwsError('InvalidToken', 'The provided token is malformed or otherwise invalid.', 400),
  // A temporary key is no key of anybody's without its token.
  missingToken: () => s3Refusals.unknownKey(),
  sessionExpired: () => new AwsError('ExpiredToken', 'The provided token has expired.', 400),
  unsignedHeaders: () => denied('There were headers present in the request which were not signed'),
  contentHash(problem) {
    switch (problem) {
      case 'missing':
        return new AwsError(
          'InvalidRequest',
          'Missing required header for this request: x-amz-content-sha256',
          400,
        );
      case 'malformed':
        return new AwsError(
          'InvalidArgument',
          'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
          400,
        );
      case 'different':
        return new AwsError(
          'XAmzContentSHA256Mismatch',
          "The provided 'x-amz-content-sha256' header does not match what was computed.",
          400,
        );
    }
  },
  mismatch: (differences) =>
    new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
      differences,
    ),
};
