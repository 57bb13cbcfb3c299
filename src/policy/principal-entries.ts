import { isFields, stringsOf } from './json-values.ts';
import { hasPolicies, type Identity } from './principals.ts';

/** One principal of a Principal or NotPrincipal element. */
export interface PrincipalEntry {
  readonly type: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser' | '*';
  readonly value: string;
  /** The account, when the entry names an account as a whole. */
  readonly account: string | undefined;
}

/**
 * How a resource policy reaches the one who asks. `direct`: by the own ARN or as everyone; `issuer`: through the role or
 * user behind a session; `account`: through the account as a whole, whose own policies must still allow.
 */
export type Grant = 'direct' | 'issuer' | 'account';

/** Compiles a Principal element; types that are unknown name nobody. */
export function compilePrincipals(element: unknown): readonly PrincipalEntry[] {
  if (element === '*') return [{ type: '*', value: '*', account: undefined }];
  if (!isFields(element)) return [];
  const entries: PrincipalEntry[] = [];
  for (const [type, value] of Object.entries(element)) {
    if (type !== 'AWS' && type !== 'Service' && type !== 'Federated' && type !== 'CanonicalUser') continue;
    for (const text of stringsOf(value)) {
      entries.push({ type, value: text, account: type === 'AWS' ? accountOf(text) : undefined });
    }
  }
  return entries;
}

function accountOf(text: string): string | undefined {
  if (/^\d{12}$/.test(text)) return text;
  return /^arn:[^:]*:iam::(\d{12}):root$/.exec(text)?.[1];
}

/** How the entry reaches the identity; undefined when it does not. */
export function grantOf(entry: PrincipalEntry, identity: Identity): Grant | undefined {
  const { type, value } = entry;
  switch (type) {
    case '*':
      return 'direct';
    case 'Service':
      return identity.kind === 'service' && (value === '*' || value === identity.name) ? 'direct' : undefined;
    case 'Federated':
      return identity.kind === 'federated' && (value === '*' || value === identity.name)
        ? 'direct'
        : undefined;
    case 'CanonicalUser':
      return identity.canonicalUser !== undefined && value === identity.canonicalUser ? 'direct' : undefined;
    default:
      return awsGrant(entry, identity);
  }
}

function awsGrant({ value, account }: PrincipalEntry, identity: Identity): Grant | undefined {
  // `{"AWS":"*"}` is everyone, the anonymous included: IAM User Guide, "Principal", all principals.
  if (value === '*')
    return identity.kind === 'service' || identity.kind === 'federated' ? undefined : 'direct';
  if (!hasPolicies(identity)) return undefined;
  if (account !== undefined) {
    if (identity.account !== account) return undefined;
    return identity.kind === 'root' ? 'direct' : 'account';
  }
  if (value === identity.issuer) return 'issuer';
  if (value === identity.name) return 'direct';
  return idGrant(value, identity);
}

/**
 * A stored policy keeps the unique id of the user or role it was written for, so that a namesake is not trusted: IAM
 * User Guide, "Principal". `AROA…` is the role, `AROA…:name` one session of it.
 */
function idGrant(value: string, { id, kind }: Identity): Grant | undefined {
  if (id === undefined) return undefined;
  if (value === id)
    return kind === 'role' || (kind === 'assumedRole' && !id.includes(':')) ? 'issuer' : 'direct';
  return id.startsWith(`${value}:`) ? 'issuer' : undefined;
}

/** The strongest way in which a list of entries reaches the identity. */
export function strongestGrant(entries: readonly PrincipalEntry[], identity: Identity): Grant | undefined {
  let strongest: Grant | undefined;
  for (const entry of entries) {
    const grant = grantOf(entry, identity);
    if (grant === 'direct') return grant;
    if (grant === 'issuer' || strongest === undefined) strongest = grant ?? strongest;
  }
  return strongest;
}

/**
 * Whether NotPrincipal spares the identity: only when it names the very one that asks. A session is named by its own
 * ARN, and naming the account alone spares its root user only (IAM User Guide, "NotPrincipal").
 */
export function isSpared(entries: readonly PrincipalEntry[], identity: Identity): boolean {
  const grant = strongestGrant(entries, identity);
  return grant === 'direct' || (grant === 'issuer' && identity.kind === 'role');
}
