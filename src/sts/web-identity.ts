import { parseArn } from '../engine/arns.ts';
import type { Session } from '../engine/entities.ts';
import { AwsError, accessDenied, validationError } from '../engine/errors.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';
import { invalidToken } from './federated-claims.ts';
import { isOwnToken } from './json-web-token.ts';
import type { StsCatalogue } from './operation-types.ts';
import { type VouchedFor, askTrust, findTargetRole, issueRoleSession } from './role-session.ts';
import { plainSession, present } from './session.ts';
import { type WebIdentity, readWebIdentity, sharedProviders } from './web-identity-token.ts';

/**
 * Sessions of roles for whoever an identity provider vouches for (STS API Reference, AssumeRoleWithWebIdentity).
 *
 * The mock reaches no network, so it does not know the keys of providers: it believes every signature but those
 * of its own GetWebIdentityToken, whose keys it has.
 */
export const webIdentityOperations = {
  AssumeRoleWithWebIdentity: {
    resource: ({ RoleArn }) => RoleArn,
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
      const provider = providerOf(call, target.account, identity);
      const vouchedFor: VouchedFor = {
        operation: 'AssumeRoleWithWebIdentity',
        provider: provider.name,
        sessionName: input.RoleSessionName,
        passedTags: identity.tags,
        sourceIdentity: identity.sourceIdentity,
        context: identity.context,
      };
      askTrust(call, target, vouchedFor);
      const audience = requireAudience(provider, identity);
      checkTime(identity, call.now);
      checkSignature(identity);
      const session: Session = {
        ...plainSession('AssumeRoleWithWebIdentity', provider.name),
        federatedProvider: provider.name,
        context: identity.context,
      };
      return {
        ...issueRoleSession(call, { ...input, ...vouchedFor, target, session }),
        SubjectFromWebIdentityToken: identity.subject,
        Provider: provider.shared ? identity.namedIssuer : provider.name,
        ...present({ Audience: audience }),
      };
    },
  },
} satisfies Partial<StsCatalogue>;

/** The provider of a token in the account of the role, as trust policies name it. */
interface Provider {
  /** ARN, also of one that is not there; the bare name of a provider that AWS knows by itself. */
  readonly name: string;
  readonly shared: boolean;
  readonly clientIds: readonly string[] | undefined;
}

function providerOf(call: Transaction, account: Account, { issuer }: WebIdentity): Provider {
  const arn = `arn:${call.partition}:iam::${account.id}:oidc-provider/${issuer}`;
  const clientIds = account.oidcProviders.get(arn)?.clientIds;
  const shared = clientIds === undefined && sharedProviders.has(issuer);
  return { name: shared ? issuer : arn, shared, clientIds };
}

/**
 * The audience of a token that its provider knows. Whom the tokens of shared providers are for is left to the
 * trust policy.
 */
function requireAudience(
  { shared, clientIds }: Provider,
  { audiences, namedIssuer }: WebIdentity,
): string | undefined {
  if (shared) return audiences[0];
  if (clientIds === undefined) {
    throw invalidToken(`No OpenIDConnect provider found in your account for ${namedIssuer}`);
  }
  const audience = audiences.find((name) => clientIds.includes(name));
  if (audience === undefined) throw invalidToken('Incorrect token audience');
  return audience;
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
