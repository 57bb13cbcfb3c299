import { iamModel } from '../data/iam-model.ts';
import type { ServiceModel } from '../data/service-model.ts';
import { stsModel } from '../data/sts-model.ts';
import { commonStatuses } from '../engine/errors.ts';
import { nearMiss } from './near-misses.ts';

/** `NoSuchEntity`, of `NoSuchEntityException` too. */
export function codeOfClass(name: string, model: ServiceModel): string {
  if (Object.hasOwn(model.errors, name)) return name;
  return Object.keys(model.errors).find((code) => model.errors[code]?.[0] === name) ?? name;
}

/** The known code or class that a misspelt one was probably meant to be; undefined for one that is known or far from all. */
export function misspeltCode(name: string): string | undefined {
  const known = [iamModel, stsModel].flatMap(({ errors }) => [
    ...Object.keys(errors),
    ...Object.values(errors).map(([className]) => className),
  ]);
  known.push(...Object.keys(commonStatuses));
  return known.includes(name) ? undefined : nearMiss(name, known);
}

/**
 * What a code says where nobody gave it a sentence: AWS's own where it has always the same one, else what the SDK and
 * the common errors of the API references say of it. AWS's would name an entity.
 */
export const usualMessages: Readonly<Record<string, string>> = {
  AccessDenied: 'You do not have sufficient access to perform this action.',
  ConcurrentModification:
    'The request was rejected because multiple requests to change this object were submitted simultaneously. Wait a few minutes and submit your request again.',
  DeleteConflict:
    'The request was rejected because it attempted to delete a resource that has attached subordinate entities.',
  EntityAlreadyExists:
    'The request was rejected because it attempted to create a resource that already exists.',
  EntityTemporarilyUnmodifiable:
    'The request was rejected because it referenced an entity that is temporarily unmodifiable, such as a user name that was deleted and then recreated.',
  ExpiredToken: 'The security token included in the request is expired',
  IDPCommunicationError:
    'The request could not be fulfilled because the identity provider (IDP) that was asked to verify the incoming identity token could not be reached.',
  IDPRejectedClaim: 'The identity provider (IdP) reported that authentication failed.',
  InternalFailure: 'The request processing has failed because of an unknown error, exception or failure.',
  InvalidAuthenticationCode: 'Authentication code for device is not valid.',
  InvalidClientTokenId: 'The security token included in the request is invalid.',
  InvalidIdentityToken:
    'The web identity token that was passed could not be validated by Amazon Web Services. Get a new identity token from the identity provider and then retry the request.',
  InvalidInput:
    'The request was rejected because an invalid or out-of-range value was supplied for an input parameter.',
  LimitExceeded:
    'The request was rejected because it attempted to create resources beyond the current Amazon Web Services account limits.',
  MalformedPolicyDocument: 'Syntax errors in policy.',
  MissingAuthenticationToken: 'Request is missing Authentication Token',
  NoSuchEntity: 'The request was rejected because it referenced a resource entity that does not exist.',
  NotSupportedService: 'The specified service does not support service-specific credentials.',
  OptInRequired: 'The AWS Access Key Id needs a subscription for the service',
  PasswordPolicyViolation:
    'The request was rejected because the provided password did not meet the requirements imposed by the account password policy.',
  RequestExpired: 'Request has expired.',
  ServiceFailure: 'The request processing has failed because of an unknown error, exception or failure.',
  ServiceUnavailable: 'The request has failed due to a temporary failure of the server.',
  SignatureDoesNotMatch:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  Throttling: 'Rate exceeded',
  ThrottlingException: 'Rate exceeded',
  UnmodifiableEntity:
    'The request was rejected because service-linked roles are protected Amazon Web Services resources.',
  ValidationError: 'The input fails to satisfy the constraints specified by an AWS service.',
};
