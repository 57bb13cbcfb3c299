import { AwsError } from '../engine/errors.ts';

/** The answer to a token or assertion that says something wrong. */
export const invalidToken = (message: string): AwsError => new AwsError('InvalidIdentityToken', message, 400);

/**
 * The source identity that a provider names. The sentence is documented for SAML assertions; web identity tokens are
 * taken to be refused alike.
 *
 * @throws AwsError InvalidIdentityToken
 */
export function checkSourceIdentity(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !/^[\w+=,.@-]{2,64}$/.test(value)) {
    throw invalidToken('Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"');
  }
  return value;
}
