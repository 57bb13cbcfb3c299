import { iamArn, lastSegment, parseArn } from '../engine/arns.ts';
import type { Role } from '../engine/entities.ts';
import type { AuthorizationRequest, FederatedRequest } from '../engine/execute.ts';
import type { ConditionKeys } from '../engine/operation.ts';
import type { State } from '../engine/state.ts';
import { type ContextInput, type Decision, type NamedPolicy, decideRequest } from '../policy/index.ts';
import {
  type Context,
  globalContext,
  placeContext,
  requestTagContext,
  resourceTagContext,
} from './context.ts';
import { denied, deniedFederated } from './denial.ts';
import { resourceControlsOf } from '../iam/organization-policies.ts';
import { resourceNameOf } from './resource-names.ts';
import { tagsOfResource } from './resource-tags.ts';
import { evaluateFor } from './subject-evaluation.ts';
import { type Subject, subjectOfCaller } from './subject.ts';

/** What becomes of decisions: every one is recorded, and in strict mode the first refusal ends the call. */
export interface AuthorizationSink {
  readonly strict: boolean;
  record(decision: Decision): void;
}

/** A permission that a call asks for. */
export interface Needed {
  readonly action: string;
  readonly resource: string;
  readonly conditions?: ConditionKeys;
}

/**
 * Decides a signed call of IAM or STS: the operation's own permission on each of its resources, then whatever
 * else it needs.
 *
 * @throws AwsError AccessDenied in strict mode, before the operation has looked at the state.
 */
export function authorizeCall(request: AuthorizationRequest, sink: AuthorizationSink): void {
  const { operation, caller, call, input, account, state } = request;
  if (caller.kind === 'anonymous' || operation.permission === 'none') return;
  const subject = subjectOfCaller(state, caller);
  let shared: Context | undefined;
  for (const needed of neededPermissions(request)) {
    const { action, resource, conditions } = needed;
    // Most policies have no conditions: their keys are gathered when one is looked at.
    const context = (): Context => {
      shared ??= Object.assign(
        globalContext(subject, call),
        requestTagContext(input),
        operation.conditions?.(input, account, caller),
      );
      return { ...shared, ...resourceTagContext(tagsOfResource(state, resource)), ...conditions };
    };
    const decision = decide(state, subject, action, resource, context);
    sink.record(decision);
    if (sink.strict && decision.result !== 'allowed')
      throw denied(subject, decision, context, nameOf(needed, request));
  }
}

/** Every action and resource a call asks permission for, the operation's own first. */
export function neededPermissions({
  operation,
  call,
  input,
  account,
  caller,
}: Omit<AuthorizationRequest, 'state'>): readonly Needed[] {
  const action = `${call.service}:${call.operation}`;
  const resources = operation.resource(input, account, caller);
  const needed =
    typeof resources === 'string'
      ? [{ action, resource: resources }]
      : resources.map((resource) => ({ action, resource }));
  const more = operation.alsoNeeds?.(input, account, caller);
  return more === undefined ? needed : [...needed, ...more];
}

/** What a denial calls the resource, where that is not its ARN; what a call needs besides is known by its ARN. */
function nameOf(
  { action, resource }: Needed,
  { operation, call, input }: AuthorizationRequest,
): string | undefined {
  if (action !== `iam:${call.operation}`) return undefined;
  return operation.resourceName?.(input) ?? resourceNameOf(call.operation, resource);
}

/** The decision about one permission of a subject; roles that are to be assumed have their say. */
export function decide(
  state: State,
  subject: Subject,
  action: string,
  resource: string,
  context: () => ContextInput,
): Decision {
  const target = action.startsWith('sts:') ? trustOf(state, resource) : undefined;
  const resourceAccount = target?.accountId ?? subject.accountId;
  const trustPolicy = target?.trustPolicy;
  return evaluateFor(state, subject, { resourceAccount, action, resource, context, trustPolicy });
}

interface Trust {
  readonly accountId: string;
  readonly trustPolicy: NamedPolicy;
}

/**
 * The trust policy of the role an ARN names, in whatever account of the mock; undefined where it names no role. A
 * role that is not there trusts nobody. Names in ARNs are "case sensitive" (IAM User Guide, "IAM identifiers").
 */
export function trustOf(state: State, arn: string): Trust | undefined {
  const { resource = '', accountId = '', partition = '' } = parseArn(arn) ?? {};
  if (!resource.startsWith('role/')) return undefined;
  const role = state.accounts.get(accountId)?.roles.get(lastSegment(resource).toLowerCase());
  const exists = role !== undefined && iamArn(partition, accountId, 'role', role.path, role.name) === arn;
  const trustPolicy = exists
    ? trustPolicyOf(role)
    : { name: `${arn} (there is no such role)`, document: nobody };
  return { accountId, trustPolicy };
}

const nobody = { Version: '2012-10-17', Statement: [] };

const trustPolicyOf = (role: Role): NamedPolicy => ({
  name: role.name,
  document: role.trustPolicy,
});

/**
 * Decides whether a role trusts an identity that a web or SAML provider vouches for. There is no caller, so the
 * trust policy decides, and the resource control policies over the role.
 *
 * @throws AwsError AccessDenied `Not authorized to perform sts:AssumeRoleWithWebIdentity` in strict mode.
 */
export function authorizeFederated(
  { role, roleArn, accountId, provider, actions, context: claims, ...place }: FederatedRequest,
  state: State,
  sink: AuthorizationSink,
): void {
  const context = { ...placeContext(place), ...resourceTagContext(role.tags), ...claims };
  for (const action of actions) {
    const decision = decideRequest({
      principal: { federated: provider },
      resourceAccount: accountId,
      action,
      resource: roleArn,
      context,
      resourceControlPolicies: resourceControlsOf(state, accountId, action),
      trustPolicy: trustPolicyOf(role),
    });
    sink.record(decision);
    if (sink.strict && decision.result !== 'allowed')
      throw deniedFederated(decision, () => context, actions[0] ?? action);
  }
}
