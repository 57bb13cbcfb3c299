import { checkTagKeys } from './session-tags.ts';
import { iamArn } from '../engine/arns.ts';
import type { Caller } from '../engine/callers.ts';
import type { Tag } from '../engine/entities.ts';
import { AwsError, validationError } from '../engine/errors.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';
import { type SigningAlgorithm, signJsonWebToken, signingAlgorithms } from './json-web-token.ts';
import type { StsCatalogue } from './operation-types.ts';

/** Tokens with which callers show others who they are (STS API Reference, GetWebIdentityToken). */
export const outboundTokenOperations = {
  GetWebIdentityToken: {
    resource: () => '*',
    conditions: ({ Audience, SigningAlgorithm, DurationSeconds = defaultDuration }) => ({
      'sts:IdentityTokenAudience': Audience,
      'sts:SigningAlgorithm': SigningAlgorithm,
      'sts:DurationSeconds': String(DurationSeconds),
    }),
    alsoNeeds: ({ Tags }) => (Tags?.length ? [{ action: 'sts:TagGetWebIdentityToken', resource: '*' }] : []),
    run(call, { Audience, SigningAlgorithm, DurationSeconds = defaultDuration, Tags = [] }) {
      const algorithm = requireAlgorithm(SigningAlgorithm);
      checkTagKeys(Tags);
      const federation = call.account.settings.outboundFederation;
      if (federation?.enabled !== true) throw federationDisabled();
      const expiration = call.now + DurationSeconds * 1000;
      const sessionEnd = call.caller.credential?.expiration;
      if (sessionEnd !== undefined && expiration > sessionEnd) throw durationEscalation();
      const claims = {
        aud: Audience.length === 1 ? (Audience[0] as string) : [...Audience],
        sub: call.caller.arn,
        'https://sts.amazonaws.com/': {
          ...callerClaims(call),
          ...(Tags.length === 0
            ? {}
            : { request_tags: tagClaims(Tags.map(({ Key, Value }) => ({ key: Key, value: Value }))) }),
        },
        iss: federation.issuer,
        exp: expiration / 1000,
        iat: call.now / 1000,
        jti: call.identifiers.uuid(),
      };
      if (JSON.stringify(claims).length > longestPayload) throw payloadTooLarge();
      // Without a change the next token would have the same id: identifiers follow from the state.
      call.update((account) => {
        account.settings.outboundFederation = {
          ...federation,
          tokensIssued: (federation.tokensIssued ?? 0) + 1,
        };
      });
      return {
        WebIdentityToken: signJsonWebToken(claims, algorithm),
        Expiration: new Date(expiration),
      };
    },
  },
} satisfies Partial<StsCatalogue>;

/** Seconds. */
const defaultDuration = 300;

/** Characters. AWS does not publish its limit; this is what AssumeRoleWithWebIdentity would still take, in base64. */
const longestPayload = 14_000;

/** The model says five characters, the documentation which; the sentence is that of an enumeration. */
function requireAlgorithm(name: string): SigningAlgorithm {
  const algorithm = signingAlgorithms.find((known) => known === name);
  if (algorithm !== undefined) return algorithm;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'signingAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [${signingAlgorithms.join(', ')}]`,
  );
}

/** What AWS says of the caller in its own claim (IAM User Guide, "Understanding token claims"). */
function callerClaims({ account, caller, region }: Transaction): Record<string, unknown> {
  const { arn, tags } = principalOf(account, caller);
  const { organization } = account.settings;
  return {
    aws_account: account.id,
    source_region: region,
    principal_id: arn,
    ...(organization === undefined ? {} : { org_id: organization.id }),
    ...(tags.length === 0 ? {} : { principal_tags: tagClaims(tags) }),
  };
}

/** The identity whose permissions the caller has: of a session its role. */
function principalOf(account: Account, caller: Caller): { arn: string; tags: readonly Tag[] } {
  const sessionTags = caller.session?.tags ?? [];
  if (caller.userKey !== undefined) {
    return { arn: caller.arn, tags: account.users.get(caller.userKey)?.tags ?? [] };
  }
  if (caller.roleName === undefined) return { arn: caller.arn, tags: sessionTags };
  const role = account.roles.get(caller.roleName.toLowerCase());
  const path = role?.id === caller.roleId ? role?.path : '/';
  return {
    arn: iamArn(caller.partition, account.id, 'role', path ?? '/', caller.roleName),
    tags: [...(role?.id === caller.roleId ? (role?.tags ?? []) : []), ...sessionTags],
  };
}

/** A later tag replaces an earlier one of the same key: session tags come after those of the role. */
function tagClaims(tags: readonly Tag[]): Record<string, string> {
  const byKey = new Map(tags.map((tag) => [tag.key.toLowerCase(), tag]));
  return Object.fromEntries([...byKey.values()].map(({ key, value }) => [key, value]));
}

// The sentences are those of the service model's documentation; none is recorded.

const federationDisabled = (): AwsError =>
  new AwsError(
    'OutboundWebIdentityFederationDisabledException',
    'The outbound web identity federation feature is not enabled for this account. To use this feature, you must first enable it through the Amazon Web Services Management Console or API.',
    403,
  );

const durationEscalation = (): AwsError =>
  new AwsError(
    'SessionDurationEscalationException',
    'The requested token duration would extend the session beyond its original expiration time. You cannot use this operation to extend the lifetime of a session beyond what was granted when the session was originally created.',
    403,
  );

const payloadTooLarge = (): AwsError =>
  new AwsError(
    'JWTPayloadSizeExceededException',
    'The requested token payload size exceeds the maximum allowed size. Reduce the number of request tags included in the GetWebIdentityToken API call to reduce the token payload size.',
    400,
  );
