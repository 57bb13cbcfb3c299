import type { ServiceModel } from '../data/service-model.ts';
import { copyOf } from '../engine/copies.ts';
import { AwsError, UsageError, statusOf } from '../engine/errors.ts';
import type { ServiceName } from '../engine/execute.ts';

/**
 * What a call fails with.
 *
 * - a code of AWS's (`'Throttling'`, `'NoSuchEntity'`, `'ServiceFailure'`), with or without a sentence and a status
 * - an HTTP status (`503`)
 * - what happens to a connection: `'ECONNRESET'`, `'ECONNREFUSED'`, `'EPIPE'`, `'ETIMEDOUT'`, `'ENOTFOUND'`, …, or `'TimeoutError'`
 * - an `Error`: an exception class of the SDK stands for its code, any other is thrown as the connection's
 */
export type Fault = string | number | Error | { code: string; message?: string; status?: number };

/** Which of the next requests a scheduled answer is for, and how many. `{ times: 2, after: 1 }`: the second and the third. */
export interface FaultOptions {
  /** How many requests fail. Default 1. The SDK makes up to three requests of one call (`maxAttempts`). */
  times?: number;
  /** How many requests pass before the first that fails. Default 0. */
  after?: number;
  /** Does the account do what was asked before the answer is lost? Default `false`. For faults of the connection. */
  processed?: boolean;
  /** `'iam'` or `'sts'`; needed only for a name that both have. */
  service?: ServiceName;
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

/** What becomes of a request instead of the engine's answer. */
export type Effect =
  | { readonly kind: 'error'; readonly errorFor: (model: ServiceModel) => AwsError }
  | { readonly kind: 'output'; readonly output: Readonly<Record<string, unknown>> }
  | { readonly kind: 'connection'; readonly error: () => Error; readonly processed: boolean };

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

  /** @throws UsageError for counts that are none and faults that say nothing. */
  fail(operation: string, fault: Fault, options: FaultOptions = {}): void {
    const effect = effectOf(fault, options.processed ?? false);
    if (options.processed === true && effect.kind !== 'connection') {
      throw new UsageError(
        `iam-in-memory: failNext('${operation}', …, { processed: true }) is for faults of the connection ('ECONNRESET', 'TimeoutError', an Error). An answer of AWS's says that nothing was done.`,
      );
    }
    this.#add(operation, effect, options);
  }

  respond(operation: string, output: Readonly<Record<string, unknown>>, options: FaultOptions = {}): void {
    if (typeof output !== 'object' || output === null)
      throw new UsageError(
        `iam-in-memory: respondNext('${operation}', …) got ${JSON.stringify(output)} for an output. Give an object, {} for an operation without output.`,
      );
    this.#add(operation, { kind: 'output', output: copyOf(output) }, options);
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

  #add(operation: string, effect: Effect, { times = 1, after = 0, service }: FaultOptions): void {
    if (!isCount(times, 1) || !isCount(after, 0)) {
      throw new UsageError(
        `iam-in-memory: a fault of '${operation}' got times: ${times}, after: ${after}. Give whole numbers, times 1 or more, after 0 or more.`,
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

/** System calls and messages of Node's own errors. */
const connectionErrors: Readonly<Record<string, { errno: number; syscall: string; message: string }>> = {
  ECONNRESET: { errno: -104, syscall: 'read', message: 'read ECONNRESET' },
  ECONNREFUSED: { errno: -111, syscall: 'connect', message: 'connect ECONNREFUSED' },
  EPIPE: { errno: -32, syscall: 'write', message: 'write EPIPE' },
  ETIMEDOUT: { errno: -110, syscall: 'connect', message: 'connect ETIMEDOUT' },
  EHOSTUNREACH: { errno: -113, syscall: 'connect', message: 'connect EHOSTUNREACH' },
  ENETUNREACH: { errno: -101, syscall: 'connect', message: 'connect ENETUNREACH' },
  ENOTFOUND: { errno: -3008, syscall: 'getaddrinfo', message: 'getaddrinfo ENOTFOUND' },
  EAI_AGAIN: { errno: -3001, syscall: 'getaddrinfo', message: 'getaddrinfo EAI_AGAIN' },
};

/** AWS's sentences for codes that come with always the same one. */
const usualMessages: Readonly<Record<string, string>> = {
  Throttling: 'Rate exceeded',
  ServiceUnavailable: 'The request has failed due to a temporary failure of the server.',
  InternalFailure: 'The request processing has failed because of an unknown error, exception or failure.',
  InvalidClientTokenId: 'The security token included in the request is invalid.',
  ExpiredToken: 'The security token included in the request is expired',
};

function effectOf(fault: Fault, processed: boolean): Effect {
  if (typeof fault === 'number') return awsError(codeOfStatus(fault), undefined, fault);
  if (typeof fault === 'string') return connectionEffect(fault, processed) ?? awsError(fault);
  if (fault instanceof Error) {
    const code = (fault as { Code?: unknown }).Code ?? fault.name;
    // What the SDK throws has a `$fault`; its class names end in what the wire does not say.
    if ('$fault' in fault && typeof code === 'string') {
      const { httpStatusCode } = (fault as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
      return awsError(code, fault.message, httpStatusCode);
    }
    return { kind: 'connection', error: () => fault, processed };
  }
  if (typeof fault !== 'object' || fault === null || typeof fault.code !== 'string' || fault.code === '') {
    throw new UsageError(
      `iam-in-memory: failNext() got ${JSON.stringify(fault)} for a fault. Give a code ('Throttling'), a status (503), { code, message, status }, or an Error.`,
    );
  }
  return awsError(fault.code, fault.message, fault.status);
}

function awsError(name: string, message?: string, status?: number): Effect {
  if (name === '') throw new UsageError(`iam-in-memory: failNext() got '' for a code.`);
  return {
    kind: 'error',
    errorFor: (model) => {
      const code = codeOfClass(name, model);
      return new AwsError(code, message ?? usualMessages[code] ?? '', status ?? statusOf(code, model));
    },
  };
}

/** `NoSuchEntity`, of `NoSuchEntityException` too. */
function codeOfClass(name: string, model: ServiceModel): string {
  if (model.errors[name] !== undefined) return name;
  return Object.keys(model.errors).find((code) => model.errors[code]?.[0] === name) ?? name;
}

function codeOfStatus(status: number): string {
  if (!Number.isInteger(status) || status < 400 || status > 599)
    throw new UsageError(
      `iam-in-memory: failNext() got the status ${status}. Give one between 400 and 599, or a code.`,
    );
  if (status === 429) return 'Throttling';
  if (status === 503) return 'ServiceUnavailable';
  if (status >= 500) return 'InternalFailure';
  return status === 403 ? 'AccessDenied' : 'ValidationError';
}

function connectionEffect(code: string, processed: boolean): Effect | undefined {
  if (code === 'TimeoutError') {
    return {
      kind: 'connection',
      processed,
      error: () =>
        Object.assign(new Error('Connection timed out'), { name: 'TimeoutError', code: 'ETIMEDOUT' }),
    };
  }
  const known = connectionErrors[code];
  if (known === undefined) return undefined;
  const { message, errno, syscall } = known;
  return {
    kind: 'connection',
    processed,
    error: () => Object.assign(new Error(message), { errno, code, syscall }),
  };
}
