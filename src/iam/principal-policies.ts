import type { Group, InlinePolicy, Role, User } from '../engine/entities.ts';
import type { Account } from '../engine/state.ts';
import type { NamedPolicy } from '../policy/index.ts';
import { findPolicy } from './managed-policy.ts';

/** The policies that bear on what a user or role may do, under the names that simulation results give them. */
export interface PrincipalPolicies {
  /** Of the principal itself and, for a user, of its groups. */
  readonly identityPolicies: readonly NamedPolicy[];
  /** The permissions boundary, in a list; undefined where there is none. */
  readonly permissionsBoundaries: readonly NamedPolicy[] | undefined;
}

export function userPolicies(account: Account, user: User): PrincipalPolicies {
  const identityPolicies = [...inline('user', user), ...attached(account, 'user', user)];
  for (const groupKey of user.groups) {
    const group = account.groups.get(groupKey);
    if (group !== undefined) identityPolicies.push(...groupPolicies(account, group));
  }
  return { identityPolicies, permissionsBoundaries: boundaries(account, user.permissionsBoundary) };
}

export function groupPolicies(account: Account, group: Group): readonly NamedPolicy[] {
  return [...inline('group', group), ...attached(account, 'group', group)];
}

export function rolePolicies(account: Account, role: Role): PrincipalPolicies {
  return {
    identityPolicies: [...inline('role', role), ...attached(account, 'role', role)],
    permissionsBoundaries: boundaries(account, role.permissionsBoundary),
  };
}

/** The default version of a managed policy, named; undefined for one that is not there. */
export function managedPolicy(account: Account, arn: string, type: string): NamedPolicy | undefined {
  const policy = findPolicy(account, arn)?.policy;
  const version = policy?.versions.find(({ id }) => id === policy.defaultVersionId);
  return policy && version && { name: policy.name, arn, type, document: version.document };
}

function attached(
  account: Account,
  type: string,
  principal: { readonly attachedPolicies: readonly string[] },
): readonly NamedPolicy[] {
  return principal.attachedPolicies.flatMap((arn) => managedPolicy(account, arn, type) ?? []);
}

/** `user_alice_reports`, as SimulatePrincipalPolicy names an inline policy. */
function inline(
  type: 'user' | 'group' | 'role',
  { name, inlinePolicies }: { readonly name: string; readonly inlinePolicies: readonly InlinePolicy[] },
): readonly NamedPolicy[] {
  return inlinePolicies.map((policy) => ({
    name: `${type}_${name}_${policy.name}`,
    type,
    document: policy.document,
  }));
}

/** A boundary whose policy cannot be read allows nothing, rather than everything. */
function boundaries(account: Account, arn: string | undefined): readonly NamedPolicy[] | undefined {
  if (arn === undefined) return undefined;
  return [managedPolicy(account, arn, 'boundary') ?? { name: arn, arn, document: { Statement: [] } }];
}
