import { parseArn } from '../engine/arns.ts';
import type { Session } from '../engine/entities.ts';
import { malformedPolicyDocument, validationError } from '../engine/errors.ts';
import type { Account } from '../engine/state.ts';
import { findPolicy } from '../iam/managed-policy.ts';
import { checkSessionPolicy } from '../policy/index.ts';

/** Session policies as a request passes them. */
export interface PassedPolicies {
  readonly Policy?: string | undefined;
  readonly PolicyArns?: readonly { readonly arn?: string | undefined }[] | undefined;
}

/**
 * The policies a request limits its session with; managed ones must be of the account of the session, or AWS's.
 *
 * @throws AwsError MalformedPolicyDocument, or ValidationError for an ARN that is not of a policy and for more
 *   than ten of them.
 */
export function sessionPolicies(
  account: Account,
  { Policy, PolicyArns = [] }: PassedPolicies,
): Pick<Session, 'policy' | 'policyArns'> {
  const policyArns = PolicyArns.flatMap(({ arn }) => (arn === undefined ? [] : [arn]));
  // The limit is documented; the model does not have it, so the sentence is that of the constraints it has.
  if (policyArns.length > 10) {
    throw validationError(
      "1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to 10",
    );
  }
  const complaint = Policy === undefined ? undefined : checkSessionPolicy(Policy);
  if (complaint !== undefined) throw malformedPolicyDocument(complaint);
  for (const arn of policyArns) requireSessionPolicy(account, arn);
  return { policyArns, ...(Policy === undefined ? {} : { policy: Policy }) };
}

/** Neither sentence is recorded: only the codes and the limits are documented. */
function requireSessionPolicy(account: Account, arn: string): void {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'iam' || !parsed.resource.startsWith('policy/')) {
    throw validationError(`Invalid arn ${arn}`);
  }
  if (findPolicy(account, arn) === undefined) {
    throw malformedPolicyDocument(`PolicyArn ${arn} does not exist or is not attachable.`);
  }
}
