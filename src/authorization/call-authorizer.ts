import { parseArn, lastSegment } from '../engine/arns.ts';
import type { Role } from '../engine/entities.ts';
import { accessDenied, invalidClientTokenId } from '../engine/errors.ts';
import type { AuthorizationRequest, FederatedRequest } from '../engine/execute.ts';
import type { ConditionKeys } from '../engine/operation.ts';
import type { State } from '../engine/state.ts';
import { type Decision, type Principal, evaluate } from '../policy/index.ts';
import { globalContext, requestTagContext, resourceTagContext } from './context.ts';
import { denied } from './denial.ts';
import { tagsOfResource } from './resource-tags.ts';
import { type Subject, subjectOfCaller } from './subject.ts';

/** What becomes of decisions: every one is recorded, and in strict mode the first refusal ends the call. */
export interface AuthorizationSink {
  readonly strict: boolean;
  record(decision: Decision): void;
}

/**
 * Decides a signed call of IAM or STS: the operation's own permission on each of its resources, then whatever
 * else it needs.
 *
 * @throws AwsError AccessDenied in strict mode, before the operation has looked at the state.
 */
export function authorizeCall(request: AuthorizationRequest, sink: AuthorizationSink): void {
  const { operation, caller, call, input, account, state } = request;
  if (caller.kind === 'anonymous') return;
  if (sink.strict) refuseLimitedSessions(request);
  if (operation.permission === 'none') return;
  const subject = subjectOfCaller(state, caller);
  const needed = neededPermissions(request);
  const shared = {
    ...globalContext(subject, call),
    ...requestTagContext(input),
    ...operation.conditions?.(input, account, caller),
  };
  if (sink.strict && caller.kind === 'root' && call.operation === 'AssumeRole') {
    throw accessDenied('Roles may not be assumed by root accounts.');
  }
  for (const { action, resource, conditions, resourceName } of needed) {
    const context = {
      ...shared,
      ...resourceTagContext(tagsOfResource(state, resource), 'iam'),
      ...conditions,
    };
    const decision = decide(state, subject, action, resource, context);
    sink.record(decision);
    if (decision.result !== 'allowed' && sink.strict) throw denied(subject, decision, context, resourceName);
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
  const own = (typeof resources === 'string' ? [resources] : resources).map((resource) => ({
    action,
    resource,
    resourceName: operation.resourceName?.(input),
  }));
  return [...own, ...(operation.alsoNeeds?.(input, account, caller) ?? [])];
}

interface Needed {
  readonly action: string;
  readonly resource: string;
  readonly conditions?: ConditionKeys;
  readonly resourceName?: string | undefined;
}

function decide(
  state: State,
  subject: Subject,
  action: string,
  resource: string,
  context: ConditionContext,
): Decision {
  const target = action.startsWith('sts:') ? roleOf(state, resource) : undefined;
  return evaluate({
    principal: subject.principal,
    principalId: subject.principalId,
    issuerArn: subject.issuerArn,
    principalAccount: subject.accountId,
    resourceAccount: target === undefined ? subject.accountId : target.accountId,
    action,
    resource,
    context,
    identityPolicies: subject.identityPolicies,
    permissionsBoundaries: subject.permissionsBoundaries,
    sessionPolicies: subject.sessionPolicies,
    trustPolicy: target && {
      name: `trust policy of role ${target.role.name}`,
      document: target.role.trustPolicy,
    },
  });
}

type ConditionContext = NonNullable<Parameters<typeof evaluate>[0]['context']>;

/** The role an ARN names, in whatever account of the mock. */
function roleOf(state: State, arn: string): { readonly role: Role; readonly accountId: string } | undefined {
  const { resource = '', accountId = '' } = parseArn(arn) ?? {};
  if (!resource.startsWith('role/')) return undefined;
  const role = state.accounts.get(accountId)?.roles.get(lastSegment(resource).toLowerCase());
  return role && { role, accountId };
}

/**
 * Decides whether a role trusts an identity that a web or SAML provider vouches for. There is no caller, so the
 * trust policy alone decides.
 *
 * @throws AwsError AccessDenied `Not authorized to perform sts:AssumeRoleWithWebIdentity` in strict mode.
 */
export function authorizeFederated(request: FederatedRequest, sink: AuthorizationSink): void {
  const { role, accountId, provider, actions, context, now, region } = request;
  for (const action of actions) {
    const decision = evaluate({
      principal: { federated: provider } satisfies Principal,
      resourceAccount: accountId,
      action,
      resource: request.roleArn,
      context: {
        'aws:CurrentTime': new Date(now),
        'aws:EpochTime': Math.floor(now / 1000),
        'aws:RequestedRegion': region,
        'aws:SecureTransport': true,
        'aws:SourceIp': '127.0.0.1',
        ...context,
      },
      trustPolicy: { name: `trust policy of role ${role.name}`, document: role.trustPolicy },
    });
    sink.record(decision);
    if (decision.result !== 'allowed' && sink.strict)
      throw accessDenied(`Not authorized to perform ${actions[0]}`);
  }
}

/**
 * Temporary credentials that may not call everything: those of GetSessionToken need a second factor for IAM and
 * may call AssumeRole and GetCallerIdentity only of STS; those of GetFederationToken only the latter (STS API
 * Reference). The sentence is the one AWS is seen to answer with; it is not documented.
 */
function refuseLimitedSessions({ caller, call }: AuthorizationRequest): void {
  const { session } = caller;
  if (session === undefined) return;
  const limited =
    session.issuedBy === 'GetFederationToken' ||
    (session.issuedBy === 'GetSessionToken' && session.mfaAuthenticated === undefined);
  if (call.service === 'iam' && limited) throw invalidClientTokenId();
}
