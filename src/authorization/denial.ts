import { encodeAuthorizationMessage } from '../engine/authorization-message.ts';
import { AwsError } from '../engine/errors.ts';
import { type ContextInput, type Decision, denialReason, explain } from '../policy/index.ts';
import type { Subject } from './subject.ts';

/** What a refusal carries besides AWS's sentence. */
export interface DenialDetail {
  readonly decision: Decision;
  /** The decision for a person, with the mode that refused. */
  readonly explanation: string;
  /** For `sts:DecodeAuthorizationMessage`. */
  readonly encodedMessage: string;
}

/**
 * AccessDenied as AWS words it: `User: <arn> is not authorized to perform: <action> on resource: <resource>
 * <reason>` (IAM User Guide, "Troubleshoot access denied error messages").
 *
 * @param resourceName what the sentence calls the resource, where that is not its ARN
 */
export function denied(
  subject: Subject,
  decision: Decision,
  context: ContextInput,
  resourceName: string = decision.resource,
): AwsError {
  const reason = givesReason(decision) ? ` ${denialReason(decision)}` : '';
  return new AwsError(
    'AccessDenied',
    `User: ${subject.principal} is not authorized to perform: ${decision.action} on resource: ${resourceName}${reason}`,
    403,
    lazyDetail(subject, decision, context),
  );
}

/** STS ends the sentence after the role, so that nobody learns whether it exists; an explicit deny is named. */
const givesReason = ({ action, result }: Decision): boolean =>
  !['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity', 'sts:SetContext'].includes(action) ||
  result === 'explicitDeny';

/** Explaining costs far more than refusing, so it waits until somebody looks. */
function lazyDetail(subject: Subject, decision: Decision, context: ContextInput): DenialDetail {
  return {
    decision,
    get explanation() {
      return `${explain(decision)}\n\n(refused by iam-in-memory because enforcement is 'strict')`;
    },
    get encodedMessage() {
      return encodeAuthorizationMessage(authorizationMessage(subject, decision, context));
    },
  };
}

/** The JSON that DecodeAuthorizationMessage documents (STS API Reference). */
export function authorizationMessage(subject: Subject, decision: Decision, context: ContextInput): object {
  const { principal, principalId } = subject;
  return {
    allowed: decision.result === 'allowed',
    explicitDeny: decision.result === 'explicitDeny',
    matchedStatements: {
      items: decision.statements.map(({ sid, effect, policy, policyType, statement }) => ({
        statementId: sid ?? '',
        effect: effect.toUpperCase(),
        sourcePolicyId: policy,
        sourcePolicyType: policyType,
        statement,
      })),
    },
    failures: {
      items: decision.missing.map(({ policyType, statement }) => ({ policyType, missing: statement })),
    },
    context: {
      principal: {
        id: principalId ?? subject.accountId,
        name: principal.slice(principal.lastIndexOf('/') + 1),
        arn: principal,
      },
      action: decision.action,
      resource: decision.resource,
      conditions: { items: Object.entries(context).flatMap(conditionItem) },
    },
  };
}

function conditionItem([key, value]: [string, ContextInput[string]]): object[] {
  if (value === undefined || value === null) return [];
  const values = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return [
    {
      key,
      values: {
        items: values.map((one) => ({ value: one instanceof Date ? one.toISOString() : String(one) })),
      },
    },
  ];
}
