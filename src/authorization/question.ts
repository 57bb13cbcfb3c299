import { parseArn, partitionOf } from '../engine/arns.ts';
import { UsageError } from '../engine/errors.ts';
import type { State } from '../engine/state.ts';
import {
  type ContextInput,
  type Decision,
  type PolicyInput,
  type Principal,
  flawOfRequest,
} from '../policy/index.ts';
import { trustOf } from './call-authorizer.ts';
import { type RequestPlace, globalContext, resourceTagContext } from './context.ts';
import { resourceControlsOf } from '../iam/organization-policies.ts';
import { tagsOfResource } from './resource-tags.ts';
import { evaluateFor, isKey } from './subject-evaluation.ts';
import { type Subject, subjectOfPrincipal } from './subject.ts';

/** A question about any service's action: would this principal be allowed to? */
export interface AuthorizationQuestion {
  /**
   * ARN of a user, role, role session or root user; the name of a user of the account, or `'root'`; a service
   * (`{ service: 'lambda.amazonaws.com' }`), an identity of a provider (`{ federated: providerArn }`), or
   * `'anonymous'`.
   */
  readonly principal: Principal;
  /** `service:Action`. */
  readonly action: string;
  /** ARN of what it is done to. Default `'*'`. A role's trust policy has its say in `sts:AssumeRole` and its kin. */
  readonly resource?: string;
  /** Condition keys of the request, beyond those that follow from the principal, the time and the tags. */
  readonly context?: ContextInput;
  /** The policy of the resource (a bucket policy, a key policy), where it has one. */
  readonly resourcePolicy?: PolicyInput;
  /** Session policies of the principal, a session. */
  readonly sessionPolicies?: readonly PolicyInput[];
  /** One list of documents per level of the organization, from the root to the account. Default: those of the seed. */
  readonly serviceControlPolicies?: readonly (readonly PolicyInput[])[];
  readonly resourceControlPolicies?: readonly (readonly PolicyInput[])[];
}

const members: readonly string[] = [
  'principal',
  'action',
  'resource',
  'context',
  'resourcePolicy',
  'sessionPolicies',
  'serviceControlPolicies',
  'resourceControlPolicies',
] satisfies readonly (keyof AuthorizationQuestion)[];

/** @throws UsageError for a principal that does not exist, an action or resource that is none, or any other wrong member. */
export function answerQuestion(
  state: State,
  accountId: string,
  question: AuthorizationQuestion,
  place: RequestPlace,
): Decision {
  checkQuestion(question);
  const { action, resource = '*', context } = question;
  const subject = requireSubject(state, accountId, question.principal, place.region);
  const trust = action.toLowerCase().startsWith('sts:') ? trustOf(state, resource) : undefined;
  const resourceAccount = trust?.accountId ?? (accountOf(resource) || (subject.accountId ?? accountId));
  return evaluateFor(state, subject, {
    resourceAccount,
    action,
    resource,
    sessionPolicies: question.sessionPolicies ?? subject.sessionPolicies,
    serviceControlPolicies: question.serviceControlPolicies ?? subject.serviceControlPolicies,
    resourceControlPolicies:
      question.resourceControlPolicies ?? resourceControlsOf(state, resourceAccount, action),
    trustPolicy: trust?.trustPolicy,
    resourcePolicy: question.resourcePolicy,
    resourcePolicyRequired: question.resourcePolicy !== undefined && isKey(action),
    context: {
      ...globalContext(subject, place),
      ...resourceTagContext(tagsOfResource(state, resource)),
      ...context,
    },
  });
}

/** `service:Action`, perhaps with wildcards. */
export const isAction = (value: unknown): value is string =>
  typeof value === 'string' && /^[\w-]+:[\w*?]+$/.test(value);

function checkQuestion(question: AuthorizationQuestion): void {
  const flaw = flawOfRequest(question, members);
  if (flaw !== undefined) throw new UsageError(`iam-in-memory: authorize() ${flaw}`);
  const { action, resource = '*', context } = question;
  if (!isAction(action))
    throw new UsageError(
      `iam-in-memory: ${JSON.stringify(action)} is not an action. Write it as AWS does: 's3:GetObject'.`,
    );
  // What is neither matches no policy, and a question whether it is denied would always be answered with yes.
  if (resource !== '*' && !/^arn:(?:[^:]*:){4}./.test(resource))
    throw new UsageError(
      `iam-in-memory: ${JSON.stringify(resource)} is not a resource. Give its ARN, or '*' for actions on no resource.`,
    );
  if (typeof context === 'function')
    throw new UsageError('iam-in-memory: authorize() got a function for context. Give what it returns.');
}

/** The account an ARN names; the policies of AWS are in nobody's. */
function accountOf(arn: string): string | undefined {
  const accountId = parseArn(arn)?.accountId;
  return accountId === 'aws' ? undefined : accountId;
}

function requireSubject(state: State, accountId: string, principal: Principal, region: string): Subject {
  const named =
    typeof principal === 'string' && principal !== 'anonymous' && !principal.startsWith('arn:')
      ? arnOfUser(state, accountId, principal, partitionOf(region))
      : principal;
  const subject = named === undefined ? undefined : subjectOfPrincipal(state, named);
  if (subject !== undefined) return subject;
  throw new UsageError(
    `iam-in-memory: there is no principal ${typeof principal === 'string' ? `'${principal}'` : JSON.stringify(principal)}. Give the ARN of a user, a role, a role's session or the root user that exists in this mock, a user's name, or a service ({ service: 'lambda.amazonaws.com' }).`,
  );
}

function arnOfUser(state: State, accountId: string, name: string, partition: string): string | undefined {
  if (name === 'root') return `arn:${partition}:iam::${accountId}:root`;
  const user = state.accounts.get(accountId)?.users.get(name.toLowerCase());
  return user && `arn:${partition}:iam::${accountId}:user${user.path}${user.name}`;
}
