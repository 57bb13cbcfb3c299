import { UsageError } from '../engine/errors.ts';
import type { ServiceName } from '../engine/execute.ts';
import { type Effect, type Fault, effectOf } from './fault-effects.ts';
import { checkChoice, checkMembers } from './members.ts';
import { requireOperation, serviceOf } from './operation-names.ts';
import { checkedOutput } from './scheduled-output.ts';
import { shown } from './shown-values.ts';

/** Which of the next requests an answer is scheduled for, and how many. `{ times: 2, after: 1 }`: the second and the third. */
export interface AnswerOptions {
  /** How many requests get it. Default 1. The SDK makes up to three requests of one call (`maxAttempts`). */
  readonly times?: number | undefined;
  /** How many requests pass before the first that gets it. Default 0. */
  readonly after?: number | undefined;
  /** `'iam'` or `'sts'`: with `'*'` the operations of that service alone. */
  readonly service?: ServiceName | undefined;
}

/** Which of the next requests fail, and how many. `{ times: 2, after: 1 }`: the second and the third. */
export interface FaultOptions extends AnswerOptions {
  /** Does the account do what was asked before the answer is lost? Default `false`. For faults of the connection. */
  readonly processed?: boolean | undefined;
}

/** One scheduled deviation from what the engine would say. */
interface Scheduled {
  readonly service: ServiceName | undefined;
  /** `'*'` for every operation. */
  readonly operation: string;
  readonly effect: Effect;
  after: number;
  times: number;
}

/** The faults and raw answers that tests have asked for, in their order. */
export class FaultSchedule {
  #scheduled: Scheduled[] = [];

  /** No faults: what the fast path asks. */
  get isEmpty(): boolean {
    return this.#scheduled.length === 0;
  }

  /** Is anything scheduled for this operation, now or after some more requests? */
  concerns(service: ServiceName, operation: string): boolean {
    return this.#scheduled.some((fault) => matches(fault, service, operation));
  }

  /** @throws UsageError for an operation nobody knows, a fault that says nothing, and options that are none. */
  fail(operation: string, fault: Fault, options: FaultOptions = {}): void {
    const what = `failNext('${operation}', …)`;
    // A fault for a name that nobody calls would wait for ever.
    if (operation !== '*') requireOperation(operation);
    checkMembers(`the options of ${what}`, options, ['times', 'after', 'processed', 'service']);
    const { processed, ...which } = options;
    checkChoice(what, 'processed', processed, [true, false]);
    const effect = effectOf(fault);
    if (effect.kind === 'connection') this.#add(what, operation, { ...effect, processed }, which);
    else if (processed === true) {
      throw new UsageError(
        `iam-in-memory: failNext('${operation}', …, { processed: true }) is for faults of the connection ('ECONNRESET', 'TimeoutError', an Error). An answer of AWS's says that nothing was done.`,
      );
    } else this.#add(what, operation, effect, which);
  }

  /** @throws UsageError for a misspelt operation, an output that AWS could not give, and options that are none. */
  respond(operation: string, output: unknown, options: AnswerOptions = {}): void {
    const what = `respondNext('${operation}', …)`;
    checkMembers(`the options of ${what}`, options, ['times', 'after', 'service']);
    this.#add(what, operation, { kind: 'output', output: checkedOutput(operation, output) }, options);
  }

  /** The effect on the request that is being made; it counts as made. */
  take(service: ServiceName, operation: string): Effect | undefined {
    for (const fault of this.#scheduled) {
      if (!matches(fault, service, operation)) continue;
      if (fault.after > 0) {
        fault.after -= 1;
        continue;
      }
      fault.times -= 1;
      if (fault.times === 0) this.#scheduled = this.#scheduled.filter((other) => other !== fault);
      return fault.effect;
    }
    return undefined;
  }

  clear(): void {
    this.#scheduled = [];
  }

  #add(what: string, operation: string, effect: Effect, options: AnswerOptions): void {
    const { times = 1, after = 0, service } = options;
    if (!isCount(times, 1) || !isCount(after, 0)) {
      throw new UsageError(
        `iam-in-memory: ${what} got times: ${shown(times)}, after: ${shown(after)}. Give whole numbers, times 1 or more, after 0 or more.`,
      );
    }
    checkChoice(what, 'service', service, ['iam', 'sts']);
    const owner = serviceOf(operation);
    if (service !== undefined && owner !== undefined && service !== owner) {
      throw new UsageError(
        `iam-in-memory: ${what} got service: '${service}'. ${operation} is an operation of ${owner.toUpperCase()}.`,
      );
    }
    this.#scheduled.push({ operation, effect, times, after, service });
  }
}

const isCount = (value: number, least: number): boolean =>
  value === Number.POSITIVE_INFINITY || (Number.isInteger(value) && value >= least);

const matches = (fault: Scheduled, service: ServiceName, operation: string): boolean =>
  (fault.operation === '*' || fault.operation === operation) &&
  (fault.service === undefined || fault.service === service);
