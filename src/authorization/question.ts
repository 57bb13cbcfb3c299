import { UsageError } from '../engine/errors.ts';
import type { State } from '../engine/state.ts';
import { type ContextInput, type Decision, type PolicyInput, evaluate } from '../policy/index.ts';
import { type RequestPlace, globalContext, resourceTagContext } from './context.ts';
import { tagsOfResource } from './resource-tags.ts';
import { subjectOfArn } from './subject.ts';

/** A question about any service's action: would this principal be allowed to? */
export interface AuthorizationQuestion {
  /** ARN of a user, role, role session or root user; or the name of a user of the account. */
  readonly principal: string;
  /** `service:Action`. */
  readonly action: string;
  /** ARN of what it is done to. Default `'*'`. */
  readonly resource?: string;
  /** Condition keys of the request, beyond those that follow from the principal, the time and the tags. */
  readonly context?: ContextInput;
  /** The policy of the resource (a bucket policy, a key policy), where it has one. */
  readonly resourcePolicy?: PolicyInput;
  /** One list of documents per level of the organization, from the root to the account. */
  readonly serviceControlPolicies?: readonly (readonly PolicyInput[])[];
  readonly resourceControlPolicies?: readonly (readonly PolicyInput[])[];
}

/** @throws UsageError for a principal that does not exist, or an action that is none. */
export function answerQuestion(
  state: State,
  accountId: string,
  question: AuthorizationQuestion,
  place: RequestPlace,
): Decision {
  const { principal, action, resource = '*', context, ...policies } = question;
  if (!/^[\w-]+:[\w*?]+$/.test(action)) {
    throw new UsageError(
      `iam-in-memory: '${action}' is not an action. Write it as AWS does: 's3:GetObject'.`,
    );
  }
  const arn = principal.startsWith('arn:') ? principal : arnOfUser(state, accountId, principal);
  const subject = arn === undefined ? undefined : subjectOfArn(state, arn);
  if (subject === undefined) {
    throw new UsageError(
      `iam-in-memory: there is no principal '${principal}'. Give the ARN of a user, a role, a role's session or the root user that exists in this mock, or a user's name.`,
    );
  }
  return evaluate({
    ...policies,
    principal: subject.principal,
    principalId: subject.principalId,
    issuerArn: subject.issuerArn,
    principalAccount: subject.accountId,
    action,
    resource,
    identityPolicies: subject.identityPolicies,
    permissionsBoundaries: subject.permissionsBoundaries,
    context: {
      ...globalContext(subject, place),
      ...resourceTagContext(tagsOfResource(state, resource), action.slice(0, action.indexOf(':'))),
      ...context,
    },
  });
}

function arnOfUser(state: State, accountId: string, name: string): string | undefined {
  if (name === 'root') return `arn:aws:iam::${accountId}:root`;
  const user = state.accounts.get(accountId)?.users.get(name.toLowerCase());
  return user && `arn:aws:iam::${accountId}:user${user.path}${user.name}`;
}
