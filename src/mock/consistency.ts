import { invalidClientTokenId } from '../engine/errors.ts';
import { type Call, type Environment, type Outcome, execute } from '../engine/execute.ts';
import type { State } from '../engine/state.ts';

/**
 * IAM is eventually consistent: "changes that you make might not be immediately visible" (IAM User Guide,
 * Troubleshoot IAM). This is a plain model of it: for a fixed time after a write,
 *
 * - a new access key is unknown (InvalidClientTokenId),
 * - a new role or identity provider cannot be assumed with,
 * - a new user or role is no principal for a trust policy (MalformedPolicyDocument),
 * - lists are as they were before the write.
 *
 * Everything else, reading a single entity included, is up to date. The time is the account's clock's.
 */
export class ConsistencyDelay {
  #delay = 0;
  /** States with the time they began, oldest first. */
  #history: { readonly since: number; readonly state: State }[] = [];

  get isOn(): boolean {
    return this.#delay > 0;
  }

  /** Milliseconds; 0 is AWS as one would like it. */
  set(delay: number): void {
    this.#delay = delay;
    this.#history = [];
  }

  /** Answers a call, some of them by the state of some time ago. */
  execute(present: State, call: Call, environment: Environment): Outcome {
    const past = this.#pastOf(present, call.now);
    const outcome = past === present ? undefined : executeLate(past, present, call, environment);
    const result = outcome ?? execute(present, call, environment);
    if (result.state !== present) this.#history.push({ since: call.now, state: result.state });
    return result;
  }

  /** The state that has reached every part of AWS by now. */
  #pastOf(present: State, now: number): State {
    // What the facade changed (a seed, a rollback) is everywhere at once.
    if (this.#history.at(-1)?.state !== present)
      this.#history = [{ since: Number.NEGATIVE_INFINITY, state: present }];
    const settled = this.#history.findLastIndex(({ since }) => since + this.#delay <= now);
    if (settled > 0) this.#history.splice(0, settled);
    return this.#history[0]?.state ?? present;
  }
}

/** What the past refuses: the codes by which it says that something is not there yet. */
const refusals: Readonly<Record<string, readonly string[]>> = {
  AssumeRole: ['AccessDenied'],
  AssumeRoleWithSAML: ['AccessDenied', 'InvalidIdentityToken'],
  AssumeRoleWithWebIdentity: ['AccessDenied', 'InvalidIdentityToken'],
  CreateRole: ['MalformedPolicyDocument'],
  UpdateAssumeRolePolicy: ['MalformedPolicyDocument'],
};

/** The answer that differs from the present's; undefined where none does. */
function executeLate(past: State, present: State, call: Call, environment: Environment): Outcome | undefined {
  if (isNewKey(past, present, call.accessKeyId))
    return { state: present, caller: undefined, input: undefined, error: invalidClientTokenId() };
  // Sessions are known everywhere from their first moment.
  const view: State = { ...past, serial: present.serial, credentials: present.credentials };
  if (call.operation.startsWith('List') || call.operation === 'GetAccountAuthorizationDetails')
    return { ...execute(view, call, environment), state: present };
  const codes = refusals[call.operation];
  if (codes === undefined) return undefined;
  const { authorize: _, authorizeFederated: __, recordUse: ___, ...probing } = environment;
  const probe = execute(view, call, probing);
  return probe.error !== undefined && codes.includes(probe.error.code)
    ? { ...probe, state: present }
    : undefined;
}

function isNewKey(past: State, present: State, accessKeyId: string | undefined): boolean {
  const credential = accessKeyId === undefined ? undefined : present.credentials.get(accessKeyId);
  return (
    credential !== undefined &&
    credential.sessionToken === undefined &&
    past.credentials.get(credential.accessKeyId) === undefined
  );
}
