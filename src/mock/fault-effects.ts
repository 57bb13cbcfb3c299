import { isNativeError } from 'node:util/types';
import type { ServiceModel } from '../data/service-model.ts';
import { AwsError, UsageError, statusOf } from '../engine/errors.ts';
import { connectionError } from './connection-errors.ts';
import { codeOfClass, misspeltCode, usualMessages } from './error-codes.ts';
import { checkMembers } from './members.ts';
import { shown } from './shown-values.ts';

/**
 * What a call fails with.
 *
 * - a code of AWS's (`'Throttling'`, `'NoSuchEntity'`, `'ServiceFailure'`), with or without a sentence and a status
 * - an HTTP status (`503`)
 * - what happens to a connection: `'ECONNRESET'`, `'ECONNREFUSED'`, `'EPIPE'`, `'ETIMEDOUT'`, `'ENOTFOUND'`, … (any name of
 *   the operating system's), `'TimeoutError'` or `'AbortError'`
 * - an `Error`: an exception class of the SDK stands for its code, any other is thrown as the connection's
 */
export type Fault = string | number | Error | FaultDescription;

/** A fault with more than its code. `{ code: 'ServiceFailure', message: 'Try later.', status: 503 }` */
export interface FaultDescription {
  readonly code: string;
  /** Default: AWS's usual sentence. */
  readonly message?: string | undefined;
  /** 400 to 599. Default: the status AWS sends with the code. */
  readonly status?: number | undefined;
}

/** What becomes of a request instead of the engine's answer. */
export type Effect =
  | { readonly kind: 'error'; readonly errorFor: (model: ServiceModel) => AwsError }
  | { readonly kind: 'output'; readonly output: Readonly<Record<string, unknown>> }
  | { readonly kind: 'connection'; readonly error: () => Error; readonly processed?: boolean | undefined };

const remedy = `Give a code ('Throttling'), a status (503), the name of a connection's error ('ECONNRESET'), { code, message, status }, or an Error.`;

/** @throws UsageError for a fault that says nothing, or says it in a way that neither AWS nor Node does. */
export function effectOf(fault: Fault): Effect {
  if (typeof fault === 'number') return awsError(codeOfStatus(fault), undefined, fault);
  if (typeof fault === 'string') return effectOfName(fault);
  if (fault instanceof Error || isNativeError(fault)) return effectOfError(fault);
  if (typeof fault !== 'object' || fault === null || typeof fault.code !== 'string')
    throw new UsageError(`iam-in-memory: failNext() got ${shown(fault)} for a fault. ${remedy}`);
  return effectOfDescription(fault);
}

function effectOfName(name: string): Effect {
  const error = connectionError(name);
  if (error !== undefined) return { kind: 'connection', error };
  checkCode(name);
  const meant = misspeltCode(name);
  if (meant === undefined) return awsError(name);
  throw new UsageError(
    `iam-in-memory: failNext() got the code '${name}'. Did you mean '${meant}'? If not, give { code: '${name}' }.`,
  );
}

function effectOfDescription(fault: FaultDescription): Effect {
  checkMembers('the fault of failNext()', fault, ['code', 'message', 'status']);
  const { code, message, status } = fault;
  if (message !== undefined && typeof message !== 'string') {
    throw new UsageError(`iam-in-memory: failNext() got ${shown(message)} for a message. Give a text.`);
  }
  const error = connectionError(code, message);
  if (error === undefined) {
    checkCode(code);
    if (status !== undefined) checkStatus(status);
    return awsError(code, message, status);
  }
  if (status === undefined) return { kind: 'connection', error };
  throw new UsageError(
    `iam-in-memory: failNext() got ${shown(fault)} for a fault. ${code} happens to a connection, and no status comes with it.`,
  );
}

/** What the SDK throws has a `$fault`; its class names end in what the wire does not say. */
function effectOfError(fault: Error & { Code?: unknown; $metadata?: { httpStatusCode?: number } }): Effect {
  const code = fault.Code ?? fault.name;
  if (!('$fault' in fault) || typeof code !== 'string') return { kind: 'connection', error: () => fault };
  const status = fault.$metadata?.httpStatusCode;
  if (status !== undefined) checkStatus(status);
  return awsError(code, fault.message || undefined, status);
}

const awsError = (name: string, message?: string, status?: number): Effect => ({
  kind: 'error',
  errorFor(model) {
    const code = codeOfClass(name, model);
    const sentence = message ?? usualMessages[code] ?? `${code} (scheduled by failNext)`;
    return new AwsError(code, sentence, status ?? statusOf(code, model));
  },
});

/** AWS's codes are words in capitals, some with dots; `E…` in capitals throughout is an error of some other system. */
function checkCode(code: string): void {
  if (/^(?!E[A-Z0-9]+$)[A-Z][A-Za-z0-9]*(?:\.[A-Z][A-Za-z0-9]*)*$/.test(code)) return;
  const meant = misspeltCode(code);
  const hint =
    meant === undefined
      ? `AWS's codes are words such as 'NoSuchEntity'; for what else can happen to a connection give an Error: Object.assign(new Error('…'), { code: '${code}' }).`
      : `Did you mean '${meant}'?`;
  throw new UsageError(
    code === '' || /^\d+$/.test(code)
      ? `iam-in-memory: failNext() got '${code}' for a code. ${remedy}`
      : `iam-in-memory: failNext() got '${code}', which is neither a code of AWS's nor a connection's error that Node knows. ${hint}`,
  );
}

function checkStatus(status: number): void {
  if (Number.isInteger(status) && status >= 400 && status <= 599) return;
  throw new UsageError(
    `iam-in-memory: failNext() got the status ${shown(status)}. Give one between 400 and 599, or a code.`,
  );
}

function codeOfStatus(status: number): string {
  checkStatus(status);
  if (status === 429) return 'Throttling';
  if (status === 503) return 'ServiceUnavailable';
  if (status >= 500) return 'InternalFailure';
  return status === 403 ? 'AccessDenied' : 'ValidationError';
}
