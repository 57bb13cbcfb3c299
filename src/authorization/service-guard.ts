import { iamArn, lastSegment, parseArn } from '../engine/arns.ts';
import type { Caller } from '../engine/callers.ts';
import { UsageError } from '../engine/errors.ts';
import type { State } from '../engine/state.ts';
import {
  type ContextInput,
  type Decision,
  type PolicyInput,
  flawOfPolicy,
  decisionAbout,
  possibleResources,
} from '../policy/index.ts';
import { type Context, type RequestPlace, globalContext, resourceTagContext } from './context.ts';
import { isAction } from './question.ts';
import { tagsOfResource } from './resource-tags.ts';
import { type ServiceCall, type ServicePermission, permissionsOfCall } from './service-operations.ts';
import { instanceProfileOf, passedToInstances } from './services/pass-role.ts';
import { evaluateFor, isKey } from './subject-evaluation.ts';
import { type Subject, subjectOfCaller } from './subject.ts';

/** What a test knows better than the rules of this package. */
export interface GuardOptions {
  /**
   * The permissions a call needs. Gets those that the rules have found; returning undefined leaves them.
   *
   * ```ts
   * aws.guard(client, { permissions: (call, found) => call.operation === 'Query' ? [...found, extra] : undefined });
   * ```
   */
  readonly permissions?: (
    call: ServiceCall,
    found: readonly ServicePermission[],
  ) => readonly ServicePermission[] | undefined;
  /** The policy of a resource (a bucket policy, a key policy) by its ARN; undefined where it has none. */
  readonly resourcePolicy?: (resource: string) => PolicyInput | undefined;
}

/** What became of a call: all decisions up to the first refusal in strict mode, all of them in soft mode. */
export interface Verdict {
  readonly permissions: readonly ServicePermission[];
  readonly decisions: readonly Decision[];
  readonly refusal:
    | {
        readonly subject: Subject;
        readonly decision: Decision;
        readonly context: ContextInput;
        readonly note: string | undefined;
      }
    | undefined;
}

/** Decides a call to another service by the policies of the caller. */
export function judgeCall(
  state: State,
  caller: Caller,
  call: ServiceCall,
  place: RequestPlace,
  options: GuardOptions,
): Verdict {
  const found = permissionsOfCall(call);
  const derived = [...found.permissions, ...profilePermissions(state, call)];
  const permissions = refinedPermissions(options, call, derived);
  const subject = subjectOfCaller(state, caller);
  const shared = globalContext(subject, place);
  const decisions: Decision[] = [];
  let refusal: Verdict['refusal'];
  for (const permission of permissions) {
    const { resource } = permission;
    const context: Context = {
      ...shared,
      ...resourceTagContext(tagsOfResource(state, resource)),
      ...permission.conditions,
    };
    const decision = decideLeniently(
      state,
      subject,
      permission,
      context,
      policyOfResource(options, resource),
    );
    decisions.push(decision);
    if (decision.result !== 'allowed') refusal ??= { subject, decision, context, note: found.note };
  }
  return { permissions, decisions, refusal };
}

/** @throws UsageError for what is no list of permissions: the call would be decided without them. */
function refinedPermissions(
  { permissions: refine }: GuardOptions,
  call: ServiceCall,
  derived: readonly ServicePermission[],
): readonly ServicePermission[] {
  const refined: unknown = refine?.(call, derived);
  if (refined === undefined) return derived;
  if (Array.isArray(refined) && refined.every(isPermission)) return refined;
  throw new UsageError(
    `iam-in-memory: permissions() of guard() returned ${JSON.stringify(refined)} for ${call.operation}. Return a list of { action: 's3:GetObject', resource: arn }, or undefined for what was found.`,
  );
}

const isPermission = (value: Partial<ServicePermission> | null): value is ServicePermission =>
  isAction(value?.action) && typeof value.resource === 'string';

/** @throws UsageError for what is no policy. */
function policyOfResource({ resourcePolicy }: GuardOptions, resource: string): PolicyInput | undefined {
  const policy = resourcePolicy?.(resource);
  const flaw = policy === undefined ? undefined : flawOfPolicy(policy, `resourcePolicy('${resource}')`);
  if (flaw === undefined) return policy;
  throw new UsageError(`iam-in-memory: guard() ${flaw}`);
}

/** Instances are given an instance profile; it is its role that is passed. */
function profilePermissions(state: State, call: ServiceCall): readonly ServicePermission[] {
  const profile = instanceProfileOf(call);
  const account = state.accounts.get(call.accountId);
  if (profile === undefined || account === undefined) return [];
  const roles = account.instanceProfiles.get(lastSegment(profile).toLowerCase())?.roles ?? [];
  return passedToInstances(
    roles.flatMap((key) => {
      const role = account.roles.get(key);
      return role === undefined ? [] : [iamArn(call.partition, account.id, 'role', role.path, role.name)];
    }),
  );
}

/**
 * A part of an ARN that the input does not tell could be anything: a policy that allows one such resource may allow
 * the call, while a denial must cover them all.
 */
function decideLeniently(
  state: State,
  subject: Subject,
  permission: ServicePermission,
  context: Context,
  resourcePolicy: PolicyInput | undefined,
): Decision {
  const { action, resource } = permission;
  const decide = (about: string): Decision => {
    const resourceAccount = parseArn(about)?.accountId || subject.accountId;
    return evaluateFor(state, subject, {
      resourceAccount,
      action,
      resource: about,
      context,
      resourcePolicy,
      resourcePolicyRequired: resourcePolicy !== undefined && isKey(action),
    });
  };
  const strict = decide(resource);
  // `*` alone is no unknown resource: the action has none.
  if (strict.result === 'allowed' || resource === '*' || !/[*?]/.test(resource)) return strict;
  for (const candidate of possibleResources(strict)) {
    const decision = decide(candidate);
    if (decision.result === 'allowed') return decisionAbout(decision, resource);
  }
  return strict;
}
