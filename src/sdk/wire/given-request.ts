import { isAnyArrayBuffer } from 'node:util/types';
import { UsageError } from '../../engine/errors.ts';
import type { HttpRequest } from './http-messages.ts';

/**
 * A request as people have it at hand: its parts, what `node:http` hands a server, or a `Request` of `fetch` (whose
 * body, where it has one, only `handleRequest` can read).
 */
export interface IncomingRequest {
  /** Default `GET`. */
  readonly method?: string | undefined;
  /** Absolute, or a path where the `host` header tells the rest. Default `/`. */
  readonly url?: string | URL | undefined;
  /** Names in any case, with the values of several lines in a list; or `Headers`, or any other pairs. */
  readonly headers?:
    | Readonly<Record<string, string | number | readonly string[] | undefined>>
    | Iterable<readonly [name: string, value: string]>
    | undefined;
  readonly body?:
    | string
    | Uint8Array
    | ArrayBufferLike
    | AsyncIterable<string | Uint8Array>
    | null
    | undefined;
}

/**
 * A request whose body is there already.
 *
 * @param what the method that was given it
 * @throws UsageError for what is no request, and for a body that must be read first
 */
export function givenRequest(what: string, given: IncomingRequest | string | URL): HttpRequest {
  if (typeof given === 'string' || given instanceof URL)
    return { method: 'GET', url: absolute(String(given)), headers: {} };
  const request = partsOf(what, given);
  const { body } = given;
  if (isStream(body) || (body == null && isStream(given))) {
    throw new UsageError(
      `iam-in-memory: ${what} got a request whose body is a stream. Read it first: { method, url, headers, body: await text(request) } with text of node:stream/consumers.`,
    );
  }
  return { ...request, body: bodyOf(what, body) };
}

/** Tokens for databases are URLs without a scheme. */
const absolute = (url: string): string =>
  /^(?:\/|[a-z][a-z0-9+.-]*:\/\/)/i.test(url) ? url : `https://${url}`;

/** The same, after the body has been read where it is a stream, or where the request itself is one. */
export async function readRequest(what: string, given: IncomingRequest): Promise<HttpRequest> {
  const request = partsOf(what, given);
  const { body } = given;
  if (isStream(body)) return { ...request, body: await bytesOf(body) };
  if (body == null && isStream(given)) return { ...request, body: await bytesOf(given) };
  return { ...request, body: bodyOf(what, body) };
}

function partsOf(what: string, given: IncomingRequest): HttpRequest {
  const { method = 'GET', url = '/', headers = {} } = requireObject(what, given);
  if (typeof method !== 'string') throw wrongPart(what, 'method', method, "a text such as 'POST'");
  if (typeof url !== 'string' && !(url instanceof URL))
    throw wrongPart(what, 'url', url, "an address, 'https://iam.amazonaws.com/', or a URL");
  if (typeof headers !== 'object' || headers === null)
    throw wrongPart(what, 'headers', headers, "an object such as { host: 'iam.amazonaws.com' }, or Headers");
  return { method, url: String(url), headers: recordOf(headers) };
}

function requireObject(what: string, given: unknown): IncomingRequest {
  if (typeof given === 'object' && given !== null) return given;
  throw new UsageError(
    `iam-in-memory: ${what} got ${JSON.stringify(given) ?? String(given)}. Give { method, url, headers, body }.`,
  );
}

function recordOf(headers: NonNullable<IncomingRequest['headers']>): HttpRequest['headers'] {
  if (!(Symbol.iterator in headers)) return headers;
  // Without a prototype: `__proto__` is a name like any other.
  const record = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of headers) {
    const earlier = record[name];
    record[name] = earlier === undefined ? value : [earlier, value].flat();
  }
  return record;
}

function bodyOf(what: string, body: unknown): HttpRequest['body'] {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string') return body;
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (isAnyArrayBuffer(body)) return new Uint8Array(body);
  throw wrongPart(what, 'body', body, 'a text or bytes, as they are sent');
}

const isStream = (value: unknown): value is AsyncIterable<string | Uint8Array> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

async function bytesOf(stream: AsyncIterable<string | Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}

const wrongPart = (what: string, part: string, value: unknown, wanted: string): UsageError =>
  new UsageError(
    `iam-in-memory: ${what} got ${JSON.stringify(value) ?? String(value)} for the ${part} of a request. Give ${wanted}.`,
  );
