import type { Role, User } from '../engine/entities.ts';
import type { Account } from '../engine/state.ts';
import { type PrincipalPolicies, rolePolicies, userPolicies } from '../iam/principal-policies.ts';
import type { NamedPolicy } from '../policy/index.ts';

/*
 * Collecting the policies of a principal costs more than deciding by them. Entities are immutable, so what was
 * collected holds as long as the entity and the tables it was read from are the same objects.
 */

interface Collected {
  readonly sources: readonly unknown[];
  readonly policies: PrincipalPolicies;
}

const collected = new WeakMap<object, Collected>();

/** Of the user itself, of its groups, and what the account grants to all of its users. */
export function policiesOfUser(account: Account, user: User, arn: string): PrincipalPolicies {
  const { policies, groups, settings } = account;
  return cached(user, [policies, groups, settings.passwordPolicy, arn], () => {
    const own = userPolicies(account, user);
    const granted = passwordPolicyGrant(account, arn);
    return granted === undefined ? own : { ...own, identityPolicies: [...own.identityPolicies, granted] };
  });
}

export function policiesOfRole(account: Account, role: Role): PrincipalPolicies {
  return cached(role, [account.policies], () => rolePolicies(account, role));
}

function cached(
  entity: object,
  sources: readonly unknown[],
  collect: () => PrincipalPolicies,
): PrincipalPolicies {
  const known = collected.get(entity);
  if (known?.sources.every((source, index) => source === sources[index])) return known.policies;
  const policies = collect();
  collected.set(entity, { sources, policies });
  return policies;
}

/**
 * "Allow users to change their own password […] gives users permissions to the iam:ChangePassword action for only
 * their user and to the iam:GetAccountPasswordPolicy action. This option does not attach a permissions policy to each
 * user. Rather, IAM applies the permissions at the account-level for all users" (IAM User Guide, "Account password
 * policy").
 */
function passwordPolicyGrant(account: Account, arn: string): NamedPolicy | undefined {
  if (account.settings.passwordPolicy?.allowUsersToChangePassword !== true) return undefined;
  return {
    name: 'AllowUsersToChangePassword of the account password policy',
    type: 'account',
    document: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'iam:ChangePassword', Resource: arn },
        { Effect: 'Allow', Action: 'iam:GetAccountPasswordPolicy', Resource: '*' },
      ],
    },
  };
}
