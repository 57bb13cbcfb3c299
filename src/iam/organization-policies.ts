import type { OrganizationPolicy } from '../engine/entities.ts';
import type { Account, State } from '../engine/state.ts';
import type { NamedPolicy } from '../policy/index.ts';

type Levels = readonly (readonly NamedPolicy[])[];

/**
 * The service control policies over an account's principals, by level from the root to the account. "SCPs don't affect
 * users or roles in the management account" (AWS Organizations User Guide).
 */
export function serviceControlsOf({ id, settings: { organization } }: Account): Levels | undefined {
  if (organization === undefined || (organization.managementAccountId ?? id) === id) return undefined;
  return organization.serviceControlPolicies;
}

/** Services whose resources they bind (AWS Organizations User Guide, "Resource control policies"). */
const controlledServices: ReadonlySet<string> = new Set([
  'aoss',
  'cognito-identity',
  'cognito-idp',
  'ecr',
  'kms',
  'logs',
  's3',
  'secretsmanager',
  'sqs',
  'sts',
]);

/**
 * The resource control policies over an account's resources, by level; none for the management account, and for
 * services that have no part in them.
 */
export function resourceControlsOf(state: State, accountId: string, action: string): Levels | undefined {
  const organization = state.accounts.get(accountId)?.settings.organization;
  const policies = organization?.resourceControlPolicies;
  if (policies === undefined || (organization?.managementAccountId ?? accountId) === accountId)
    return undefined;
  if (!controlledServices.has(action.slice(0, action.indexOf(':')))) return undefined;
  return withFullAccess(policies);
}

/** "RCPFullAWSAccess […] is automatically attached to every entity […] You can't detach this policy." */
const fullAccess: NamedPolicy = {
  name: 'RCPFullAWSAccess',
  arn: 'arn:aws:organizations::aws:policy/resource_control_policy/p-RCPFullAWSAccess',
  document: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
  },
};

const completed = new WeakMap<object, Levels>();

function withFullAccess(policies: readonly (readonly OrganizationPolicy[])[]): Levels {
  let levels = completed.get(policies);
  if (levels === undefined) {
    levels = policies.map((level) => [fullAccess, ...level]);
    completed.set(policies, levels);
  }
  return levels;
}
