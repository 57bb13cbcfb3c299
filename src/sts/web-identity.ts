import { parseArn } from '../engine/arns.ts';
import type { Session } from '../engine/entities.ts';
import { AwsError, accessDenied, validationError } from '../engine/errors.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';
import { isOwnToken } from './json-web-token.ts';
import type { StsCatalogue } from './operation-types.ts';
import { findTargetRole, issueRoleSession } from './role-session.ts';
import { plainSession, present } from './session.ts';
import { type WebIdentity, invalidToken, readWebIdentity, sharedProviders } from './web-identity-token.ts';

/**
 * Sessions of roles for whoever an identity provider vouches for (STS API Reference, AssumeRoleWithWebIdentity).
 *
 * The mock reaches no network, so it does not know the keys of providers: it believes every signature but those
 * of its own GetWebIdentityToken, whose keys it has. Whether the role trusts the provider and its claims is for
 * the authorization in front of this to say.
 */
export const webIdentityOperations = {
  AssumeRoleWithWebIdentity: {
    resource: ({ RoleArn }) => RoleArn,
    conditions: ({ RoleSessionName, WebIdentityToken, ProviderId }) => {
      const identity = readWebIdentity(WebIdentityToken, ProviderId);
      return {
        'sts:RoleSessionName': RoleSessionName,
        'sts:SourceIdentity': identity?.sourceIdentity,
        ...identity?.context,
      };
    },
    run(call, input) {
      const { RoleArn, WebIdentityToken, ProviderId } = input;
      const arn = parseArn(RoleArn);
      if (arn?.service !== 'iam' || !arn.resource.startsWith('role/')) {
        throw validationError('Request ARN is invalid');
      }
      const identity = readWebIdentity(WebIdentityToken, ProviderId);
      if (identity === undefined) {
        throw invalidToken(
          'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
        );
      }
      const target = findTargetRole(call, RoleArn);
      if (target === undefined) throw accessDenied('Not authorized to perform sts:AssumeRoleWithWebIdentity');
      const { provider, audience } = requireProvider(call, target.account, identity);
      checkTime(identity, call.now);
      checkSignature(identity);
      const federatedProvider = provider ?? identity.issuer;
      const session: Session = {
        ...plainSession('AssumeRoleWithWebIdentity', federatedProvider),
        federatedProvider,
        context: identity.context,
      };
      const issued = issueRoleSession(call, {
        ...input,
        target,
        session,
        sessionName: input.RoleSessionName,
        passedTags: identity.tags,
        sourceIdentity: identity.sourceIdentity,
      });
      return {
        ...issued,
        SubjectFromWebIdentityToken: identity.subject,
        Provider: provider ?? identity.namedIssuer,
        ...present({ Audience: audience }),
      };
    },
  },
} satisfies Partial<StsCatalogue>;

/**
 * The provider of a token in the role's account, and the audience that the provider knows. Providers that AWS
 * itself knows need no entity; whom their tokens are for is left to the trust policy.
 */
function requireProvider(
  call: Transaction,
  account: Account,
  { issuer, namedIssuer, audiences }: WebIdentity,
): { provider?: string; audience?: string | undefined } {
  const arn = `arn:${call.partition}:iam::${account.id}:oidc-provider/${issuer}`;
  const provider = account.oidcProviders.get(arn);
  if (provider === undefined) {
    if (sharedProviders.has(issuer)) return { audience: audiences[0] };
    throw invalidToken(`No OpenIDConnect provider found in your account for ${namedIssuer}`);
  }
  const audience = audiences.find((name) => provider.clientIds.includes(name));
  if (audience === undefined) throw invalidToken('Incorrect token audience');
  return { provider: arn, audience };
}

/** How far the clocks of provider and service may be apart: five minutes, as elsewhere in AWS. */
const clockSkew = 300;

function checkTime({ claims }: WebIdentity, now: number): void {
  if (claims === undefined) return;
  const seconds = now / 1000;
  const { exp, nbf, iat } = claims;
  if (typeof exp !== 'number') throw invalidToken('Missing a required claim: exp');
  if (exp <= seconds) {
    throw new AwsError(
      'ExpiredTokenException',
      `Token expired: current date/time ${seconds} must be before the expiration date/time ${exp}`,
      400,
    );
  }
  for (const start of [nbf, iat]) {
    if (typeof start === 'number' && start > seconds + clockSkew) throw notValidated();
  }
}

function checkSignature({ token }: WebIdentity): void {
  if (token === undefined) return;
  const { algorithm, signature, claims } = token;
  const isOurs = /^https:\/\/[\w-]+\.tokens\.sts\.global\.api\.aws$/.test(String(claims['iss']));
  if (/^none$/i.test(algorithm) || signature.length === 0 || (isOurs && !isOwnToken(token))) {
    throw notValidated();
  }
}

const notValidated = (): AwsError =>
  invalidToken(
    'The web identity token provided could not be validated. See the AssumeRoleWithWebIdentity documentation for requirements.',
  );
