import { type DenialDetail, denialDetail } from '../authorization/denial.ts';
import { type GuardOptions, judgeCall } from '../authorization/service-guard.ts';
import { partitionOf } from '../engine/arns.ts';
import type { Decision, Principal } from '../policy/index.ts';
import type { World } from './world.ts';

/** A call of another service's client, before anybody has answered it. */
export interface ServiceRequest {
  /** Prefix of the service's actions. */
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly accessKeyId: string | undefined;
  readonly region: string | undefined;
  readonly http?: { readonly method: string; readonly path: string } | undefined;
}

/** A refusal that is to be worded as the service does. */
export interface ServiceRefusal {
  readonly principal: Principal;
  readonly decision: Decision;
  readonly detail: DenialDetail;
}

/**
 * Decides a call to another service, in the mode the account is in, and keeps what was decided.
 *
 * @returns the refusal, in strict mode
 * @throws AwsError for a key that is over, inactive or (with `unknownCredentials: 'reject'`) unknown, in strict mode
 */
export function judgeServiceCall(
  world: World,
  request: ServiceRequest,
  options: GuardOptions,
): ServiceRefusal | undefined {
  const { enforcement } = world.options;
  if (enforcement === 'off') return undefined;
  const region = request.region ?? world.options.region;
  const strict = enforcement === 'strict';
  const caller = callerOf(world, request.accessKeyId, region, strict);
  if (caller === undefined) return undefined;
  const { accountId } = caller;
  const call = { ...request, region, accountId, partition: partitionOf(region) };
  const place = { now: world.clock.read(), region };
  const { permissions, decisions, refusal } = judgeCall(world.state, caller, call, place, options);
  const refused = strict && refusal !== undefined;
  const kept = refused ? decisions.slice(0, decisions.indexOf(refusal.decision) + 1) : decisions;
  world.journal.add({ caller, permissions, decisions: kept, refused });
  if (!refused) return undefined;
  const { subject, decision, context, note } = refusal;
  return {
    principal: subject.principal,
    decision,
    detail: denialDetail(subject, decision, () => context, note),
  };
}

/** In soft mode a key that is no good is nobody, and refuses nothing. */
function callerOf(world: World, accessKeyId: string | undefined, region: string, strict: boolean) {
  try {
    return world.callerOf(accessKeyId, region);
  } catch (error) {
    if (strict) throw error;
    return undefined;
  }
}
