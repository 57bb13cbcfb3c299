import { AwsError } from '../../engine/errors.ts';
import { type ErrorStyle, type Refusals, type ScopeFault, lifetimeSentence, shown } from './refusals.ts';

/** `Credential` and so on, sentences of "Troubleshoot Signature Version 4 signing" in the AWS General Reference. */
const requires = (name: string): string => `Authorization header requires '${name}' parameter.`;

const scopeSentence = (fault: ScopeFault): string => {
  switch (fault.kind) {
    case 'region':
      return `Credential should be scoped to a valid region, not '${fault.found}'.`;
    case 'service':
      return `Credential should be scoped to correct service: '${fault.expected}'.`;
    case 'terminator':
      return `Credential should be scoped with a valid terminator: '${fault.expected}', not '${fault.found}'.`;
    case 'date':
      return (
        `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ` +
        `'${fault.found}' != '${fault.expected}', from '${fault.sent}'.`
      );
  }
};

/**
 * The front end that nearly all services share. They differ in names and statuses alone: those of the AWS Query
 * protocol, and with JSON the names of their exceptions (the common errors of the services' API references).
 */
export function commonRefusals(style: Exclude<ErrorStyle, 's3'>): Refusals {
  const refuse = (code: keyof typeof codes, message: string, detail?: unknown): AwsError => {
    const [query, json, status] = codes[code];
    if (style === 'query') return new AwsError(query, message, status, detail);
    return new AwsError(json, message, style === 'json' ? 400 : 403, detail);
  };
  const unknownKey = (): AwsError =>
    refuse('unknownKey', 'The security token included in the request is invalid.');
  return {
    unsigned: () => refuse('unsigned', 'Request is missing Authentication Token'),
    malformedHeader: (authorization, part) =>
      refuse(
        'incomplete',
        `'${shown(part)}' not a valid key=value pair (missing equal-sign) in Authorization header: '${shown(authorization)}'.`,
      ),
    incompleteHeader: (authorization, missing, dated) =>
      refuse(
        'incomplete',
        [
          ...missing.map(requires),
          ...(dated
            ? []
            : ["Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."]),
          `Authorization=${shown(authorization)}`,
        ].join(' '),
      ),
    incompleteQuery: (parameters) =>
      refuse(
        'incomplete',
        [
          ...parameters.map((name) => `AWS query-string parameters must include '${name}'.`),
          'Re-examine the query-string parameters.',
        ].join(' '),
      ),
    // The sentence is not documented.
    unsupported: (name) => refuse('incomplete', `Unsupported AWS 'algorithm': '${shown(name)}'`),
    malformedCredential: (credential) =>
      refuse(
        'incomplete',
        `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${shown(credential)}'`,
      ),
    malformedDate: (date) =>
      refuse(
        'incomplete',
        `Date must be in ISO-8601 'basic format'. Got '${shown(date)}'. See http://en.wikipedia.org/wiki/ISO_8601`,
      ),
    wrongScope: (faults) => refuse('mismatch', shown(faults.map(scopeSentence).join(' '))),
    wantsLifetime: false,
    // S3's sentence: that of the others is not documented.
    wrongLifetime: (value) => refuse('incomplete', lifetimeSentence(value)),
    tooOld: (signed, limit, now) =>
      refuse('mismatch', `Signature expired: ${signed} is now earlier than ${limit} (${now} - 15 min.)`),
    tooNew: (signed, limit, now) =>
      refuse(
        'mismatch',
        `Signature not yet current: ${signed} is still later than ${limit} (${now} + 15 min.)`,
      ),
    presignedExpired: () => refuse('presignedExpired', 'Request has expired.'),
    unknownKey,
    wrongToken: unknownKey,
    missingToken: unknownKey,
    sessionExpired: () => refuse('sessionExpired', 'The security token included in the request is expired'),
    unsignedHeaders: (names) =>
      refuse(
        'mismatch',
        names
          .map(
            (name) => `'${shown(labels[name] ?? name)}' must be a 'SignedHeader' in the AWS Authorization.`,
          )
          .join(' '),
      ),
    contentHash: () => refuse('mismatch', mismatchSentence),
    mismatch: (differences) => refuse('mismatch', mismatchSentence, differences),
  };
}

const labels: Readonly<Record<string, string>> = { __proto__: null, host: "Host' or ':authority" } as never;

const mismatchSentence =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/** Code in the Query protocol, code with JSON, status in the Query protocol. */
const codes = {
  unsigned: ['MissingAuthenticationToken', 'MissingAuthenticationTokenException', 403],
  incomplete: ['IncompleteSignature', 'IncompleteSignatureException', 400],
  mismatch: ['SignatureDoesNotMatch', 'InvalidSignatureException', 403],
  unknownKey: ['InvalidClientTokenId', 'UnrecognizedClientException', 403],
  sessionExpired: ['ExpiredToken', 'ExpiredTokenException', 403],
  presignedExpired: ['RequestExpired', 'RequestExpired', 400],
} as const;
