import { iamArn, lastSegment, parseArn } from '../engine/arns.ts';
import type { Caller } from '../engine/callers.ts';
import type { Role, Session, Tag, User } from '../engine/entities.ts';
import type { Account, State } from '../engine/state.ts';
import { managedPolicy, rolePolicies, userPolicies } from '../iam/principal-policies.ts';
import type { NamedPolicy } from '../policy/index.ts';

/** Whoever a decision is about, with every policy that bears on them. */
export interface Subject {
  readonly principal: string;
  readonly accountId: string;
  readonly principalId: string | undefined;
  /** ARN of the role behind a session, of the user behind a federated user. */
  readonly issuerArn: string | undefined;
  readonly identityPolicies: readonly NamedPolicy[];
  readonly permissionsBoundaries: readonly NamedPolicy[] | undefined;
  /** Undefined where the session was given none; an empty list allows nothing. */
  readonly sessionPolicies: readonly NamedPolicy[] | undefined;
  /** `aws:PrincipalTag/…`: of the user or role, overridden by those of the session. */
  readonly tags: readonly Tag[];
  readonly session: Session | undefined;
  /** When the temporary credential was issued, in milliseconds. */
  readonly issued: number | undefined;
}

const nobody = {
  identityPolicies: [],
  permissionsBoundaries: undefined,
  sessionPolicies: undefined,
  tags: [],
} as const;

/** The subject behind a call. A session whose role is gone has no policies left. */
export function subjectOfCaller(state: State, caller: Caller): Subject {
  const account = state.accounts.get(caller.accountId);
  const { session } = caller;
  const base = {
    ...nobody,
    principal: caller.arn,
    accountId: caller.accountId,
    principalId: caller.kind === 'root' ? undefined : caller.userId,
    issuerArn: undefined,
    sessionPolicies: account && session && sessionPolicies(account, caller, session),
    session,
    issued: session === undefined ? undefined : caller.credential?.createDate,
  };
  if (account === undefined) return base;
  switch (caller.kind) {
    case 'user': {
      const user = caller.userKey === undefined ? undefined : account.users.get(caller.userKey);
      return user === undefined ? base : { ...base, ...ofUser(account, user) };
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
      return issuer === undefined
        ? { ...base, tags: session?.tags ?? [] }
        : { ...base, ...ofUser(account, issuer), issuerArn: session?.issuedTo, tags: session?.tags ?? [] };
    }
    default:
      return base;
  }
}

/**
 * The subject of a question put by ARN: a user, a role (as a session of it would be decided), a session of a
 * role, the root user. Undefined for an entity that does not exist.
 */
export function subjectOfArn(state: State, arn: string): Subject | undefined {
  const parsed = parseArn(arn);
  const account = parsed && state.accounts.get(parsed.accountId);
  if (parsed === undefined) return undefined;
  const { accountId, resource, partition } = parsed;
  const base = {
    ...nobody,
    principal: arn,
    accountId,
    issuerArn: undefined,
    session: undefined,
    issued: undefined,
  };
  if (resource === 'root') return { ...base, principalId: undefined };
  if (account === undefined) return undefined;
  if (resource.startsWith('user/')) {
    const user = userOfArn(account, arn);
    return user && { ...base, ...ofUser(account, user), principalId: user.id };
  }
  const isSession = resource.startsWith('assumed-role/');
  if (!isSession && !resource.startsWith('role/')) return undefined;
  const name = isSession ? (resource.split('/')[1] as string) : lastSegment(resource);
  const role = account.roles.get(name.toLowerCase());
  if (role === undefined) return undefined;
  const session = isSession ? resource.slice(resource.lastIndexOf('/') + 1) : undefined;
  return {
    ...base,
    ...ofRole(account, role, partition),
    principalId: session === undefined ? role.id : `${role.id}:${session}`,
  };
}

function ofUser(
  account: Account,
  user: User,
): Pick<Subject, 'identityPolicies' | 'permissionsBoundaries' | 'tags'> {
  return { ...userPolicies(account, user), tags: user.tags };
}

function ofRole(account: Account, role: Role, partition: string, sessionTags: readonly Tag[] = []) {
  const own = role.tags.filter(
    ({ key }) => !sessionTags.some((tag) => tag.key.toLowerCase() === key.toLowerCase()),
  );
  return {
    ...rolePolicies(account, role),
    issuerArn: iamArn(partition, account.id, 'role', role.path, role.name),
    tags: [...own, ...sessionTags],
  };
}

function userOfArn(account: Account, arn: string): User | undefined {
  const { resource = '' } = parseArn(arn) ?? {};
  return resource.startsWith('user/') ? account.users.get(lastSegment(resource).toLowerCase()) : undefined;
}

/** "If you do not pass a policy, the federated user session has no permissions" (GetFederationToken). */
function sessionPolicies(
  account: Account,
  caller: Caller,
  session: Session,
): readonly NamedPolicy[] | undefined {
  const arns = session.taskPolicyArn === undefined ? session.policyArns : [session.taskPolicyArn];
  const given = session.policy !== undefined || arns.length > 0;
  if (!given && caller.kind !== 'federated-user') return undefined;
  const policies = arns.flatMap((arn) => managedPolicy(account, arn, 'session') ?? []);
  return session.policy === undefined
    ? policies
    : [{ name: 'session policy', type: 'session', document: session.policy }, ...policies];
}
