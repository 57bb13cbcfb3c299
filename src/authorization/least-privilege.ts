import { withoutVariables } from '../policy/index.ts';

/** A permission that a call used. */
export interface UsedPermission {
  readonly action: string;
  readonly resource: string;
}

/** A policy document that only allows, ready for CreatePolicy and PutRolePolicy. */
export interface LeastPrivilegePolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Effect: 'Allow';
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
  }[];
}

/** What is no ARN (`access key AKIA…`) has no place in a policy. */
export const policyResource = (resource: string): string => (resource.startsWith('arn:') ? resource : '*');

/**
 * The smallest readable document that covers the permissions: actions used on the same resources share a
 * statement. Sorted throughout, so that it can be kept in a snapshot.
 */
export function leastPrivilegePolicy(used: readonly UsedPermission[]): LeastPrivilegePolicy {
  const resourcesOf = new Map<string, Set<string>>();
  for (const { action, resource } of used) {
    const resources = resourcesOf.get(action) ?? new Set();
    resourcesOf.set(action, resources.add(policyResource(resource)));
  }
  const actionsOn = new Map<string, { resources: string[]; actions: string[] }>();
  for (const [action, resources] of [...resourcesOf].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const sorted = resources.has('*') ? ['*'] : [...resources].map(withoutVariables).toSorted();
    const key = sorted.join('\n');
    const group = actionsOn.get(key) ?? { resources: sorted, actions: [] };
    group.actions.push(action);
    actionsOn.set(key, group);
  }
  return {
    Version: '2012-10-17',
    Statement: [...actionsOn.values()].map(({ actions, resources }) => ({
      Effect: 'Allow',
      Action: single(actions),
      Resource: single(resources),
    })),
  };
}

const single = (list: readonly string[]): string | readonly string[] =>
  list.length === 1 ? (list[0] as string) : list;
