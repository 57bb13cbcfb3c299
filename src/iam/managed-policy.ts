import { requireArn } from '../engine/arns.ts';
import type { ManagedPolicy, PolicyVersion } from '../engine/entities.ts';
import { accessDenied, invalidInput, noSuchEntity, policyNotAttachable } from '../engine/errors.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';
import { awsManagedPolicy } from './aws-managed-policies.ts';

export const policyKey = (name: string): string => name.toLowerCase();

export const policyArn = (
  partition: string,
  accountId: string,
  policy: Pick<ManagedPolicy, 'path' | 'name'>,
): string => `arn:${partition}:iam::${accountId}:policy${policy.path}${policy.name}`;

/** A managed policy wherever it lives: the account's own, or one of AWS's. */
export interface PolicyReference {
  readonly arn: string;
  readonly policy: ManagedPolicy;
  readonly awsManaged: boolean;
}

/**
 * The managed policy behind an ARN as seen from `account`; undefined for one that does not exist or belongs to
 * another account or partition. Policies are known by their ARN, so nothing else may lead to one.
 *
 * @param expected the partition of the call; left out for ARNs that the account has accepted already
 * @throws AwsError InvalidInput `ARN X is not valid.` for text that is no ARN.
 */
export function findPolicy(account: Account, arn: string, expected?: string): PolicyReference | undefined {
  const { accountId, region, resource, service, partition } = requireArn(arn);
  if (service !== 'iam' || region !== '' || !resource.startsWith('policy/')) return undefined;
  if (expected !== undefined && partition !== expected) return undefined;
  if (accountId === 'aws') {
    const policy = awsManagedPolicy(`arn:aws:iam::aws:${resource}`);
    return policy && { arn, policy, awsManaged: true };
  }
  const policy = account.policies.get(policyKey(resource.slice(resource.lastIndexOf('/') + 1)));
  if (policy === undefined || accountId !== account.id || policyArn(partition, accountId, policy) !== arn)
    return undefined;
  return { arn, policy, awsManaged: false };
}

/** @throws AwsError NoSuchEntity `Policy <arn> was not found.` */
export function requirePolicy(call: Transaction, arn: string): PolicyReference {
  const found = findPolicy(call.account, arn, call.partition);
  if (found === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
  return found;
}

/**
 * The customer managed policy that `operation` is to change.
 *
 * @throws AwsError AccessDenied for a policy that AWS manages, whether there is one of that ARN or not: it is
 *   recorded that AWS answers AccessDenied, the sentence is the usual one of its time; NoSuchEntity, InvalidInput.
 */
export function requireOwnPolicy(call: Transaction, arn: string, operation: string): PolicyReference {
  if (requireArn(arn).accountId === 'aws') {
    throw accessDenied(
      `User: ${call.caller.arn} is not authorized to perform: iam:${operation} on resource: policy ${arn}`,
    );
  }
  return requirePolicy(call, arn);
}

/** @throws AwsError NoSuchEntity `Policy <arn> version vN does not exist or is not attachable.` */
export function requireVersion({ arn, policy }: PolicyReference, versionId: string): PolicyVersion {
  const version = policy.versions.find(({ id }) => id === versionId);
  if (version === undefined)
    throw noSuchEntity(`Policy ${arn} version ${versionId} does not exist or is not attachable.`);
  return version;
}

/** @throws AwsError InvalidInput for what is no ARN of a policy, whether there is one or not. */
export function requirePolicyArn(arn: string): void {
  const { resource, service } = requireArn(arn);
  if (service !== 'iam' || !resource.startsWith('policy/')) throw invalidInput(`ARN ${arn} is not valid.`);
}

/**
 * The policy that is to become a permissions boundary.
 *
 * @throws AwsError InvalidInput, NoSuchEntity `Scope ARN: …`, PolicyNotAttachable for a service role policy.
 */
export function requireBoundaryPolicy(call: Transaction, arn: string): PolicyReference {
  requirePolicyArn(arn);
  const found = findPolicy(call.account, arn, call.partition);
  if (found === undefined) throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`);
  if (found.policy.path.startsWith('/aws-service-role/')) {
    throw policyNotAttachable('Cannot attach a Service Role Policy to a Customer Role.');
  }
  return found;
}
