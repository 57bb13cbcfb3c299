import { createHash } from 'node:crypto';
import type { Session } from '../engine/entities.ts';
import type { AwsError } from '../engine/errors.ts';
import { checkSourceIdentity, invalidToken } from './federated-claims.ts';
import { type JsonWebToken, readJsonWebToken } from './json-web-token.ts';
import type { PassedTags } from './session-tags.ts';

/** Whom a web identity token speaks of. Nothing of it has been checked against a provider, a clock or a key. */
export interface WebIdentity {
  /** Host and path of the provider, as ARNs and condition keys have it. */
  readonly issuer: string;
  /** The provider as the token names it, with its scheme. */
  readonly namedIssuer: string;
  readonly subject: string;
  /** The authorized party first, where the token names one. */
  readonly audiences: readonly string[];
  readonly sourceIdentity: string | undefined;
  readonly tags: PassedTags;
  /** Condition keys that a trust policy, and the policies of the session, can ask for. */
  readonly context: NonNullable<Session['context']>;
  /** Absent for the OAuth 2.0 access tokens of providers that issue opaque ones. */
  readonly token?: JsonWebToken;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Providers that AWS knows by itself: roles trust them by these names, and an account needs no entity for them. */
export const sharedProviders: ReadonlySet<string> = new Set([
  'accounts.google.com',
  'cognito-identity.amazonaws.com',
  'graph.facebook.com',
  'www.amazon.com',
]);

/** "Currently www.amazon.com and graph.facebook.com are the only supported identity providers for OAuth 2.0 access tokens." */
const accessTokenProviders: ReadonlySet<string> = new Set(['www.amazon.com', 'graph.facebook.com']);

/**
 * Reads a web identity token.
 *
 * @returns undefined for a text that is neither a JWT nor an access token of a provider that issues them
 * @throws AwsError InvalidIdentityToken where a claim is missing or makes no sense
 */
export function readWebIdentity(text: string, providerId?: string): WebIdentity | undefined {
  const token = readJsonWebToken(text);
  if (token !== undefined) return identityOf(token);
  return providerId !== undefined && accessTokenProviders.has(providerId)
    ? opaqueIdentity(text, providerId)
    : undefined;
}

function identityOf(token: JsonWebToken): WebIdentity {
  const { claims } = token;
  const namedIssuer = requireClaim(claims, 'iss');
  const issuer = namedIssuer.replace(/^https:\/\//, '').replace(/\/$/, '');
  const subject = requireClaim(claims, 'sub');
  const audience = textsOf(claims['aud']);
  if (audience.length === 0) throw missingClaim('aud');
  const party = textsOf(claims['azp']);
  return {
    token,
    claims,
    issuer,
    namedIssuer,
    subject,
    audiences: [...party, ...audience],
    sourceIdentity: checkSourceIdentity(claims['https://aws.amazon.com/source_identity']),
    tags: tagsOf(claims),
    context: contextOf(claims, issuer, subject, audience, party),
  };
}

/**
 * The condition keys of a provider (IAM User Guide, "Available keys for AWS OIDC federation"). For Google `aud`
 * is the authorized party, where there is one, and `oaud` the audience.
 */
function contextOf(
  claims: Readonly<Record<string, unknown>>,
  issuer: string,
  subject: string,
  audience: readonly string[],
  party: readonly string[],
): NonNullable<Session['context']> {
  const prefix = `${issuer.toLowerCase()}:`;
  const isGoogle = issuer === 'accounts.google.com';
  const context: Record<string, string | readonly string[]> = {
    [`${prefix}aud`]: single(isGoogle && party.length > 0 ? party : audience),
    [`${prefix}sub`]: subject,
  };
  if (isGoogle) context[`${prefix}oaud`] = single(audience);
  if (party.length > 0) context[`${prefix}azp`] = single(party);
  const methods = textsOf(claims['amr']);
  if (methods.length > 0) context[`${prefix}amr`] = methods;
  return context;
}

/** The mock cannot ask the provider whose token this is: the same token is the same person, that is all. */
function opaqueIdentity(text: string, provider: string): WebIdentity {
  const subject = createHash('sha256').update(text).digest('hex').slice(0, 32);
  return {
    issuer: provider,
    namedIssuer: provider,
    subject,
    audiences: [],
    sourceIdentity: undefined,
    tags: { tags: [], transitiveTagKeys: [] },
    context: { [`${provider}:${provider === 'www.amazon.com' ? 'user_id' : 'id'}`]: subject },
  };
}

const tagsClaim = 'https://aws.amazon.com/tags';

/**
 * Session tags of a token, nested (`{ principal_tags: { team: ['a'] }, transitive_tag_keys: ['team'] }`) or
 * flattened (`…/tags/principal_tags/team`), as the IAM User Guide, "Passing session tags", describes them.
 */
function tagsOf(claims: Readonly<Record<string, unknown>>): PassedTags {
  const nested = (claims[tagsClaim] ?? {}) as Record<string, unknown>;
  const values = new Map<string, unknown>();
  for (const [key, value] of Object.entries(nested['principal_tags'] ?? {})) values.set(key, value);
  const prefix = `${tagsClaim}/principal_tags/`;
  for (const [name, value] of Object.entries(claims)) {
    if (name.startsWith(prefix)) values.set(name.slice(prefix.length), value);
  }
  return {
    tags: [...values].map(([Key, value]) => ({ Key, Value: tagValue(Key, value) })),
    transitiveTagKeys: textsOf(nested['transitive_tag_keys'] ?? claims[`${tagsClaim}/transitive_tag_keys`]),
  };
}

/** "You cannot specify multiple values" for a tag; the lengths are those of all session tags. */
function tagValue(key: string, value: unknown): string {
  const [text, ...others] = Array.isArray(value) ? (value as unknown[]) : [value];
  if (typeof text !== 'string' || others.length > 0 || key.length > 128 || text.length > 256) {
    throw invalidToken(`Invalid value for the session tag ${key} in the web identity token`);
  }
  return text;
}

function requireClaim(claims: Readonly<Record<string, unknown>>, name: string): string {
  const value = claims[name];
  if (typeof value !== 'string' || value === '') throw missingClaim(name);
  return value;
}

/** AWS's usual wording; not recorded. */
const missingClaim = (name: string): AwsError => invalidToken(`Missing a required claim: ${name}`);

/** The texts of a claim that may be one or a list. */
const textsOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter(
    (item): item is string => typeof item === 'string' && item !== '',
  );

const single = (texts: readonly string[]): string | readonly string[] =>
  texts.length === 1 ? (texts[0] as string) : texts;
