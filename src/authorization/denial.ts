import { encodeAuthorizationMessage } from '../engine/authorization-message.ts';
import { AwsError, invalidClientTokenId } from '../engine/errors.ts';
import { type ContextInput, type Decision, type Principal, denialReason, explain } from '../policy/index.ts';
import { refusedByLimit } from './session-limits.ts';

/** What a refusal carries besides AWS's sentence. */
export interface DenialDetail {
  readonly decision: Decision;
  /** The decision for a person, with the mode that refused. */
  readonly explanation: string;
  /** For `sts:DecodeAuthorizationMessage`. */
  readonly encodedMessage: string;
}

/** Who was refused, as messages name them. */
export interface Refused {
  readonly principal: Principal;
  readonly principalId?: string | undefined;
  readonly accountId?: string | undefined;
}

/** Is this error the answer of a decision, and not of the operation itself? */
export const isDenial = ({ detail }: AwsError): boolean =>
  typeof detail === 'object' && detail !== null && Object.hasOwn(detail, 'decision');

/**
 * The error of a refused call, AccessDenied as AWS words it: `User: <arn> is not authorized to perform: <action> on
 * resource: <resource> <reason>` (IAM User Guide, "Troubleshoot access denied error messages").
 *
 * @param resourceName what the sentence calls the resource, where that is not its ARN
 */
export function denied(
  who: Refused,
  decision: Decision,
  context: () => ContextInput,
  resourceName: string = decision.resource,
): AwsError {
  const detail = denialDetail(who, decision, context);
  const { action } = decision;
  const byLimit = refusedByLimit(decision);
  if (byLimit && action === 'sts:AssumeRole' && principalName(who.principal).endsWith(':root')) {
    return accessDenied('Roles may not be assumed by root accounts.', detail);
  }
  if (byLimit && action.startsWith('iam:')) {
    // IAM does not know such tokens: this is what it is seen to answer; the sentence is not documented.
    const { code, message, status } = invalidClientTokenId();
    return new AwsError(code, message, status, detail);
  }
  const reason = givesReason(decision, byLimit) ? ` ${denialReason(decision)}` : '';
  return accessDenied(
    `User: ${principalName(who.principal)} is not authorized to perform: ${action} on resource: ${resourceName}${reason}`,
    detail,
  );
}

/** The error of an identity that a provider vouches for and a role does not trust: STS says no more. */
export function deniedFederated(decision: Decision, context: () => ContextInput, action: string): AwsError {
  const detail = denialDetail({ principal: decision.principal }, decision, context);
  return accessDenied(`Not authorized to perform ${action}`, detail);
}

const accessDenied = (message: string, detail: DenialDetail): AwsError =>
  new AwsError('AccessDenied', message, 403, detail);

/**
 * STS ends the sentence after the role, so that nobody learns whether it exists; an explicit deny is named. So it does
 * where no policy is the reason.
 */
const givesReason = ({ action, result }: Decision, byLimit: boolean): boolean =>
  !byLimit &&
  (result === 'explicitDeny' ||
    !['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity', 'sts:SetContext'].includes(action));

/** Explaining costs far more than refusing, so it waits until somebody looks. */
export function denialDetail(
  who: Refused,
  decision: Decision,
  context: () => ContextInput,
  note?: string,
): DenialDetail {
  return {
    decision,
    get explanation() {
      const notes = note === undefined ? '' : `${note}\n`;
      return `${explain(decision)}\n\n${notes}(refused by iam-in-memory because enforcement is 'strict')`;
    },
    get encodedMessage() {
      return encodeAuthorizationMessage(authorizationMessage(who, decision, context()));
    },
  };
}

/** The JSON that DecodeAuthorizationMessage documents (STS API Reference). */
export function authorizationMessage(who: Refused, decision: Decision, context: ContextInput): object {
  const name = principalName(who.principal);
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
        id: who.principalId ?? who.accountId ?? '',
        name: name.slice(name.lastIndexOf('/') + 1),
        arn: name,
      },
      action: decision.action,
      resource: decision.resource,
      conditions: { items: Object.entries(context).flatMap(conditionItem) },
    },
  };
}

function principalName(principal: Principal): string {
  if (typeof principal === 'string') return principal;
  return 'service' in principal ? principal.service : principal.federated;
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
