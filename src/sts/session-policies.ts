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
 * @param sizeLimit of the document, in characters with white space; AssumeRole has none but that of the token.
 * @throws AwsError MalformedPolicyDocument, or ValidationError for an ARN that is not of a policy, for more than ten
 *   of them and for a document that is too long.
 */
export function sessionPolicies(
  { account, partition }: { readonly account: Account; readonly partition: string },
  { Policy, PolicyArns = [] }: PassedPolicies,
  sizeLimit = Number.POSITIVE_INFINITY,
): Pick<Session, 'policy' | 'policyArns'> {
  if (Policy === undefined && PolicyArns.length === 0) return noPolicies;
  const policyArns = PolicyArns.flatMap(({ arn }) => (arn === undefined ? [] : [arn]));
  // The limit is documented; the model does not have it, so the sentence is that of the constraints it has.
  if (policyArns.length > 10) {
    throw validationError(
      "1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to 10",
    );
  }
  // A quota that a test has lowered is worded as the model's own length.
  if (Policy !== undefined && Policy.length > sizeLimit) {
    throw validationError(
      `1 validation error detected: Value '${Policy}' at 'policy' failed to satisfy constraint: Member must have length less than or equal to ${sizeLimit}`,
    );
  }
  const complaint = Policy === undefined ? undefined : checkSessionPolicy(Policy);
  if (complaint !== undefined) throw malformedPolicyDocument(complaint);
  for (const arn of policyArns) requireSessionPolicy(account, arn, partition);
  return { policyArns, ...(Policy === undefined ? {} : { policy: Policy }) };
}

const noPolicies: Pick<Session, 'policy' | 'policyArns'> = { policyArns: [] };

/** Neither sentence is recorded: only the codes and the limits are documented. */
function requireSessionPolicy(account: Account, arn: string, partition: string): void {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'iam' || !parsed.resource.startsWith('policy/')) {
    throw validationError(`Invalid arn ${arn}`);
  }
  if (findPolicy(account, arn, partition) === undefined) {
    throw malformedPolicyDocument(`PolicyArn ${arn} does not exist or is not attachable.`);
  }
}
