import type { AuthorizationRequest } from './authorization-request.ts';
import { type Finding, firstAllow, firstDenial, requiredSets, resourceGrant } from './chart.ts';
import { type Decision, DecisionRecord } from './decision.ts';
import { Question } from './questions.ts';
import { flawOfRequest } from './request-check.ts';

/**
 * Decides whether a request is allowed, as AWS does: IAM User Guide, "Policy evaluation logic".
 *
 * @returns the decision; what explains it (statements, near misses, what is missing) is found out when it is asked for
 * @throws TypeError for a member that there is not, for a value that is none of its member's, and for a policy that is no
 *   JSON object; whatever else is wrong in a policy never allows
 * @example
 * const decision = evaluate({
 *   principal: 'arn:aws:iam::123456789012:user/alice',
 *   action: 's3:GetObject',
 *   resource: 'arn:aws:s3:::photos/cat.jpg',
 *   identityPolicies: [{ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:Get*', Resource: '*' } }],
 * });
 * decision.result; // 'allowed'
 */
export function evaluate(request: AuthorizationRequest): Decision {
  const flaw = flawOfRequest(request);
  if (flaw !== undefined) throw new TypeError(`iam-in-memory: evaluate() ${flaw}`);
  return decideRequest(request);
}

/**
 * `evaluate` for requests that this package has made, which are right, and many.
 *
 * @internal
 */
export function decideRequest(request: AuthorizationRequest): Decision {
  const question = new Question(request);
  // An explicit deny anywhere ends the matter.
  const denial = firstDenial(question);
  if (denial !== undefined) return new DecisionRecord('explicitDeny', question, denial.set, [denial]);
  const grant = resourceGrant(question);
  const allows: Finding[] = [];
  for (const set of requiredSets(question, grant?.how)) {
    const allow = set === question.guard ? grant?.finding : firstAllow(set, question);
    if (allow === undefined) return new DecisionRecord('implicitDeny', question, set, []);
    allows.push(allow);
  }
  return new DecisionRecord('allowed', question, undefined, allows);
}
