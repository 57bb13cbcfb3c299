import type { PolicyType } from './authorization-request.ts';
import type { Decision } from './decision.ts';

interface Words {
  readonly explicit: string;
  readonly implicit: string;
}

/** IAM User Guide, "Troubleshoot access denied error messages". */
const words: Readonly<Record<PolicyType, Words>> = {
  identityPolicy: { explicit: 'an identity-based policy', implicit: 'identity-based policy' },
  resourcePolicy: { explicit: 'a resource-based policy', implicit: 'resource-based policy' },
  trustPolicy: { explicit: 'the role trust policy', implicit: 'role trust policy' },
  permissionsBoundary: { explicit: 'a permissions boundary', implicit: 'permissions boundary' },
  sessionPolicy: { explicit: 'a session policy', implicit: 'session policy' },
  serviceControlPolicy: { explicit: 'a service control policy', implicit: 'service control policy' },
  resourceControlPolicy: { explicit: 'a resource control policy', implicit: 'resource control policy' },
};

/**
 * The name of a kind of policy as AWS's messages have it.
 *
 * @example
 * policyTypeName('permissionsBoundary'); // 'permissions boundary'
 */
export function policyTypeName(type: PolicyType): string {
  return words[type].implicit;
}

/**
 * The clause with which AWS's AccessDenied messages name the reason; undefined for an allowed request.
 *
 * @example
 * denialReason(decision); // 'because no identity-based policy allows the s3:GetObject action'
 */
export function denialReason(decision: Pick<Decision, 'result' | 'deniedBy' | 'action'>): string | undefined {
  const { result, deniedBy, action } = decision;
  if (deniedBy === undefined) return undefined;
  return result === 'explicitDeny'
    ? `with an explicit deny in ${words[deniedBy].explicit}`
    : `because no ${words[deniedBy].implicit} allows the ${action} action`;
}
