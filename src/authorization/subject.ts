import { iamArn, lastSegment, parseArn } from '../engine/arns.ts';
import type { Caller } from '../engine/callers.ts';
import type { Role, Session, Tag, User } from '../engine/entities.ts';
import type { Account, State } from '../engine/state.ts';
import type { NamedPolicy, Principal } from '../policy/index.ts';
import { serviceControlsOf } from '../iam/organization-policies.ts';
import { policiesOfRole, policiesOfUser } from './principal-cache.ts';
import { rootLimits, sessionPoliciesOf } from './session-limits.ts';

/** Whoever a decision is about, with every policy that bears on them. */
export interface Subject {
  readonly principal: Principal;
  readonly accountId: string | undefined;
  readonly principalId: string | undefined;
  /** ARN of the role behind a session, of the user behind a federated user. */
  readonly issuerArn: string | undefined;
  readonly identityPolicies: readonly NamedPolicy[];
  readonly permissionsBoundaries: readonly NamedPolicy[] | undefined;
  /** Undefined where the session was given none and has no limits; an empty list allows nothing. */
  readonly sessionPolicies: readonly NamedPolicy[] | undefined;
  /** By level of the organization, where the account is a member of one. */
  readonly serviceControlPolicies: readonly (readonly NamedPolicy[])[] | undefined;
  /** `aws:PrincipalTag/…`: of the user or role, overridden by those of the session. */
  readonly tags: readonly Tag[];
  readonly session: Session | undefined;
  /** When the temporary credential was issued, in milliseconds. */
  readonly issued: number | undefined;
  /** `aws:PrincipalOrgID`. */
  readonly organizationId: string | undefined;
}

interface KnownSubject {
  readonly account: Account | undefined;
  readonly arn: string;
  readonly subject: Subject;
}

const known = new WeakMap<object, KnownSubject>();

/**
 * The subject behind a call. Kept as long as credential and account are the same objects, because most calls follow
 * others of the same caller.
 */
export function subjectOfCaller(state: State, caller: Caller): Subject {
  const account = state.accounts.get(caller.accountId);
  const key = caller.credential ?? account;
  const found = key && known.get(key);
  if (found !== undefined && found.account === account && found.arn === caller.arn) return found.subject;
  const subject = newSubject(account, caller);
  if (key !== undefined) known.set(key, { account, arn: caller.arn, subject });
  return subject;
}

/** A session whose role is gone has no policies left. */
function newSubject(account: Account | undefined, caller: Caller): Subject {
  const { session } = caller;
  const base: Subject = {
    principal: caller.arn,
    accountId: caller.accountId,
    principalId: caller.kind === 'root' ? undefined : caller.userId,
    issuerArn: undefined,
    identityPolicies: [],
    permissionsBoundaries: undefined,
    sessionPolicies: sessionPoliciesOf(account, caller),
    serviceControlPolicies: account && serviceControlsOf(account),
    tags: [],
    session,
    issued: session === undefined ? undefined : caller.credential?.createDate,
    organizationId: account?.settings.organization?.id,
  };
  if (account === undefined) return base;
  switch (caller.kind) {
    case 'user': {
      const user = caller.userKey === undefined ? undefined : account.users.get(caller.userKey);
      return user === undefined ? base : { ...base, ...ofUser(account, user, caller.arn) };
    }
    case 'assumed-role': {
      const key = caller.roleId === undefined ? undefined : account.uniqueIds.get(caller.roleId)?.key;
      const role = key === undefined ? undefined : account.roles.get(key);
      return role === undefined
        ? base
        : { ...base, ...ofRole(account, role, caller.partition, session?.tags) };
    }
    case 'federated-user': {
      const issuer = session && userOfArn(account, session.issuedTo);
      if (session === undefined || issuer === undefined) return { ...base, tags: session?.tags ?? [] };
      // "The session tag passed in the request takes precedence over the user tag" (GetFederationToken).
      const { identityPolicies, permissionsBoundaries } = ofUser(account, issuer, session.issuedTo);
      const tags = withSessionTags(issuer.tags, session.tags);
      return { ...base, identityPolicies, permissionsBoundaries, issuerArn: session.issuedTo, tags };
    }
    default:
      return base;
  }
}

/**
 * The subject of a question: a user, a role (as a session of it would be decided), a session of a role, the root
 * user, all by ARN; a service, a provider's identity or the anonymous. Undefined for an entity that does not exist.
 */
export function subjectOfPrincipal(state: State, principal: Principal): Subject | undefined {
  const base: Subject = {
    principal,
    accountId: undefined,
    principalId: undefined,
    issuerArn: undefined,
    identityPolicies: [],
    permissionsBoundaries: undefined,
    sessionPolicies: undefined,
    serviceControlPolicies: undefined,
    tags: [],
    session: undefined,
    issued: undefined,
    organizationId: undefined,
  };
  if (typeof principal !== 'string' || principal === 'anonymous') return base;
  const parsed = parseArn(principal);
  if (parsed === undefined) return undefined;
  const account = state.accounts.get(parsed.accountId);
  const inAccount: Subject = {
    ...base,
    accountId: parsed.accountId,
    serviceControlPolicies: account && serviceControlsOf(account),
    organizationId: account?.settings.organization?.id,
  };
  if (parsed.resource === 'root') return { ...inAccount, sessionPolicies: rootLimits() };
  return account && subjectOfEntity(account, principal, inAccount);
}

function subjectOfEntity(account: Account, arn: string, base: Subject): Subject | undefined {
  const { resource = '', partition = '' } = parseArn(arn) ?? {};
  if (resource.startsWith('user/')) {
    const user = userOfArn(account, arn);
    return user && { ...base, ...ofUser(account, user, arn), principalId: user.id };
  }
  const isSession = resource.startsWith('assumed-role/');
  if (!isSession && !resource.startsWith('role/')) return undefined;
  const name = isSession ? (resource.split('/')[1] as string) : lastSegment(resource);
  const role = account.roles.get(name.toLowerCase());
  if (role === undefined) return undefined;
  const session = isSession ? `:${lastSegment(resource)}` : '';
  return { ...base, ...ofRole(account, role, partition), principalId: `${role.id}${session}` };
}

function ofUser(account: Account, user: User, arn: string) {
  const { identityPolicies, permissionsBoundaries } = policiesOfUser(account, user, arn);
  return { identityPolicies, permissionsBoundaries, tags: user.tags };
}

function ofRole(account: Account, role: Role, partition: string, sessionTags: readonly Tag[] = []) {
  const { identityPolicies, permissionsBoundaries } = policiesOfRole(account, role);
  return {
    identityPolicies,
    permissionsBoundaries,
    issuerArn: iamArn(partition, account.id, 'role', role.path, role.name),
    tags: withSessionTags(role.tags, sessionTags),
  };
}

/** Keys have no case: a session tag replaces the tag of the entity. */
function withSessionTags(tags: readonly Tag[], sessionTags: readonly Tag[]): readonly Tag[] {
  if (sessionTags.length === 0) return tags;
  const keys = new Set(sessionTags.map(({ key }) => key.toLowerCase()));
  return [...tags.filter(({ key }) => !keys.has(key.toLowerCase())), ...sessionTags];
}

function userOfArn(account: Account, arn: string): User | undefined {
  const { resource = '' } = parseArn(arn) ?? {};
  return resource.startsWith('user/') ? account.users.get(lastSegment(resource).toLowerCase()) : undefined;
}
