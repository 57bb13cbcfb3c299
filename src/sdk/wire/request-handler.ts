import { STATUS_CODES } from 'node:http';
import { type AwsError, UsageError } from '../../engine/errors.ts';
import type { World } from '../../mock/world.ts';
import { serviceOfHost } from '../endpoints.ts';
import { type HttpReply, hostOf } from './http-messages.ts';
import { answerHttp, errorOfReply } from './wire-door.ts';

/** A request as SDK clients hand it to their `requestHandler`. */
export interface SmithyRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>> | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface SmithyResponse {
  statusCode: number;
  reason?: string;
  headers: Record<string, string>;
  body: ReplyBody;
}

type ReplyBody = Uint8Array & AsyncIterable<Uint8Array>;

/**
 * The SDK's interface of an HTTP handler, in plain types: it fits the `requestHandler` option of every client
 * since 2021, whatever copy of `@smithy/types` that was compiled with.
 */
export interface WireRequestHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(
    request: SmithyRequest,
    options?: { abortSignal?: unknown; requestTimeout?: number },
  ): Promise<{ response: SmithyResponse }>;
  updateHttpClientConfig(key: never, value: never): void;
  httpHandlerConfigs(): object;
  destroy(): void;
}

/** The mocks behind the handlers made here. */
const worlds = new WeakMap<object, () => World>();

/** The mock whose `requestHandler` this is; undefined for any other handler. */
export const worldOfHandler = (handler: unknown): (() => World) | undefined =>
  typeof handler === 'object' && handler !== null ? worlds.get(handler) : undefined;

const errors = new WeakMap<object, AwsError>();

/** The mock's own error behind an exception of the SDK, which keeps the response it was made of. */
export function errorBehind(exception: unknown): AwsError | undefined {
  const response = (exception as { $response?: unknown } | null | undefined)?.$response;
  return typeof response === 'object' && response !== null ? errors.get(response) : undefined;
}

/** A handler that answers with `world()`, as an SDK client's `requestHandler`. */
export function wireRequestHandler(
  world: () => World,
  options?: { refusesUnknown?: boolean },
): WireRequestHandler {
  const handler: WireRequestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request, { abortSignal } = {}) {
      if (isAborted(abortSignal)) throw abortError(abortSignal);
      refuseOtherServices(request);
      const { method, headers } = request;
      // The SDK sends a text; anything else may have to be read first.
      const body = typeof request.body === 'string' ? request.body : await wholeBody(request.body);
      if (isAborted(abortSignal)) throw abortError(abortSignal);
      const reply = answerAsNode(() =>
        answerHttp(world(), { method, url: urlOf(request), headers, body }, options),
      );
      const response = smithyResponse(reply);
      const error = errorOfReply(reply);
      if (error !== undefined) errors.set(response, error);
      return { response };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {},
  };
  worlds.set(handler, world);
  return handler;
}

/** The answer to another service's client would be one that it cannot read, or believes. */
function refuseOtherServices(request: SmithyRequest): void {
  const host = serviceOfHost(hostOf(request.hostname));
  if (host === 'iam' || host === 'sts') return;
  // A proxy or a server of one's own may stand for any service; then it is the signature that says which.
  const signedFor = /\/([^/,\s]+)\/aws4_request\b/.exec(request.headers['authorization'] ?? '')?.[1];
  if (signedFor === undefined ? host === undefined : signedFor === 'iam' || signedFor === 'sts') return;
  throw new UsageError(
    `iam-in-memory: aws.requestHandler got ${request.method} ${urlOf(request)}${signedFor === undefined ? '' : `, signed for ${signedFor}`}. ` +
      'It answers IAM and STS only: give it to an IAMClient or STSClient, and let another handler or mock answer the other service.',
  );
}

/** What the SDK's own handler calls timeouts: its retries and its users go by that name. */
const timeoutCodes: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** Failures of the connection have the names that the SDK's handler for Node gives them. */
function answerAsNode(answer: () => HttpReply): HttpReply {
  try {
    return answer();
  } catch (error) {
    if (error instanceof Error && timeoutCodes.has((error as { code?: unknown }).code))
      error.name = 'TimeoutError';
    throw error;
  }
}

/** A reply as the SDK reads it. */
export function smithyResponse({
  status,
  headers,
  body,
}: Omit<HttpReply, 'body'> & { readonly body: string | Uint8Array }): SmithyResponse {
  return {
    statusCode: status,
    reason: STATUS_CODES[status] ?? '',
    headers,
    body: replyBody(body),
  };
}

/**
 * Bytes, which the SDK takes for a body as gladly as a stream and reads in a fraction of the time. For middleware
 * that reads a body in pieces they are one piece. Made here, because a `Buffer` is of another realm under jsdom.
 */
function replyBody(content: string | Uint8Array): ReplyBody {
  const bytes = new Uint8Array(typeof content === 'string' ? Buffer.from(content) : content);
  return Object.defineProperty(bytes, Symbol.asyncIterator, {
    async *value(): AsyncGenerator<Uint8Array> {
      yield bytes;
    },
  }) as ReplyBody;
}

function urlOf({ protocol, hostname, port, path, query }: SmithyRequest): string {
  const origin = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;
  return `${origin}${path}${queryString(query)}`;
}

function queryString(query: SmithyRequest['query']): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(query ?? {})) {
    const key = encodeURIComponent(name);
    for (const item of Array.isArray(value) ? (value as readonly string[]) : [value as string | null])
      parts.push(item === null ? key : `${key}=${encodeURIComponent(item)}`);
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

async function wholeBody(body: unknown): Promise<Uint8Array | undefined> {
  if (body === undefined || body === null) return undefined;
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<string | Uint8Array>)
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}

const isAborted = (signal: unknown): boolean =>
  (signal as { aborted?: boolean } | null | undefined)?.aborted === true;

/** The error that the SDK's own handler throws for an aborted signal. */
function abortError(signal: unknown): Error {
  const { reason } = signal as { reason?: unknown };
  const message = typeof reason === 'string' ? reason : 'Request aborted';
  const error = new Error(message, reason instanceof Error ? { cause: reason } : undefined);
  error.name = 'AbortError';
  return error;
}
