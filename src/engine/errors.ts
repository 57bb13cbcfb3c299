import type { ServiceModel } from '../data/service-model.ts';

/**
 * What AWS would answer instead of an output: code, sentence and HTTP status.
 *
 * It travels inside the engine only; a door turns it into the SDK's own class. `IAMServiceException` and its
 * kin are never constructed here, because each copy of the SDK has its own.
 */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** The code on the wire: `NoSuchEntity`, not `NoSuchEntityException`. */
  readonly code: string;
  readonly status: number;
  /** Extra facts for a person, never part of AWS's own answer (the decision behind an AccessDenied). */
  readonly detail: unknown;

  constructor(code: string, message: string, status: number, detail?: unknown) {
    super(message);
    this.code = code;
    this.status = status;
    this.detail = detail;
  }
}

/**
 * The person who wrote the test asked for something that makes no sense: an unknown option, a wrong seed. The message
 * names the value and the remedy.
 *
 * @example
 * expect(() => mockIam({ enforcement: 'on' })).toThrow(UsageError);
 */
export class UsageError extends Error {
  override readonly name: string = 'IamInMemoryUsageError';
}

/**
 * The mock has no answer for this call, or reached a state it should not: the message says what to do.
 *
 * @example
 * await expect(iam.send(new CommandOfANewerSdk({}))).rejects.toThrow(UnsupportedOperationError);
 */
export class UnsupportedOperationError extends UsageError {
  override readonly name: string = 'IamInMemoryUnsupportedOperationError';
}

/** Status of each code the models do not declare (validation.md, 2.6). */
export const commonStatuses: Readonly<Record<string, number>> = {
  ValidationError: 400,
  MalformedInput: 400,
  InvalidParameterValue: 400,
  InvalidAction: 400,
  MissingParameter: 400,
  Throttling: 400,
  IncompleteSignature: 400,
  RequestExpired: 400,
  ExpiredTokenException: 400,
  AccessDenied: 403,
  MissingAuthenticationToken: 403,
  InvalidClientTokenId: 403,
  ExpiredToken: 403,
  SignatureDoesNotMatch: 403,
  OptInRequired: 403,
  InternalFailure: 500,
  ServiceUnavailable: 503,
};

/** Status AWS sends with `code`; 400 for a code nobody declares. */
export function statusOf(code: string, model: ServiceModel): number {
  return model.errors[code]?.[1] ?? commonStatuses[code] ?? 400;
}

const failure = (code: string, status: number) => (message: string) => new AwsError(code, message, status);

/** The entity is not there (404). */
export const noSuchEntity = failure('NoSuchEntity', 404);
/** The name, url or alias is taken (409). */
export const entityAlreadyExists = failure('EntityAlreadyExists', 409);
/** Something still hangs on the entity (409). */
export const deleteConflict = failure('DeleteConflict', 409);
/** A quota would be passed (409). */
export const limitExceeded = failure('LimitExceeded', 409);
/** Cross-parameter checks, duplicate tag keys, malformed ARNs (400). */
export const invalidInput = failure('InvalidInput', 400);
export const validationError = failure('ValidationError', 400);
export const malformedPolicyDocument = failure('MalformedPolicyDocument', 400);
/** The role belongs to AWS: service-linked or SSO (400). */
export const unmodifiableEntity = failure('UnmodifiableEntity', 400);
export const policyNotAttachable = failure('PolicyNotAttachable', 400);
export const accessDenied = failure('AccessDenied', 403);
/** The key is inactive, deleted or (with `unknownCredentials: 'reject'`) unknown (403). */
export const invalidClientTokenId = () =>
  new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
/** The session is over (403). */
export const expiredToken = () =>
  new AwsError('ExpiredToken', 'The security token included in the request is expired', 403);

/** `Cannot exceed quota for UsersPerAccount: 5000`, AWS's sentence for nearly every quota. */
export const quotaExceeded = (quota: string, limit: number): AwsError =>
  limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`);
