import { STATUS_CODES } from 'node:http';
import { hostOf } from '../wire/http-messages.ts';
import type { Answerer, RequestJudge } from './judgement.ts';

/**
 * Answers `fetch` where `judge` claims the request; all others go their way untouched, input and all. Returns what
 * closes the door.
 */
export function openFetchDoor(judge: RequestJudge): () => void {
  const original = globalThis.fetch;
  if (typeof original !== 'function') return () => {};
  let open = true;
  /** Like Node's own, it has one parameter to those who ask. */
  async function fetch(input: string | URL | Request, ...[init]: [init?: RequestInit]): Promise<Response> {
    const url = open ? urlOf(input) : undefined;
    const verdict =
      url === undefined ? 'pass' : judge(hostOf(url.host), () => `${methodOf(input, init)} ${url.href}`);
    if (url === undefined || verdict === 'pass') return await original(input, init);
    if (typeof verdict !== 'function') throw failed(verdict);
    return await answer(verdict, new Request(isRequest(input) ? input : url, init));
  }
  const putBack = replaceFetch(fetch);
  return () => {
    open = false;
    // Somebody who came later may have put a function over ours, which then lets everything pass.
    if (globalThis.fetch === fetch) putBack();
  };
}

/**
 * Some environments inherit it, or have it as an accessor: contexts of `node:vm` even as one that has no getter, and
 * a value all the same.
 */
function replaceFetch(value: typeof fetch): () => void {
  const original = globalThis.fetch;
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  const plain = { configurable: true, enumerable: descriptor?.enumerable ?? true, writable: true };
  Object.defineProperty(globalThis, 'fetch', { ...plain, value });
  return () => {
    if (descriptor === undefined) Reflect.deleteProperty(globalThis, 'fetch');
    else if (descriptor.get !== undefined || 'value' in descriptor)
      Object.defineProperty(globalThis, 'fetch', descriptor);
    else Object.defineProperty(globalThis, 'fetch', { ...plain, value: original });
  };
}

async function answer(answerer: Answerer, request: Request): Promise<Response> {
  const { method, signal } = request;
  signal.throwIfAborted();
  const url = new URL(request.url);
  url.hash = '';
  const sent = {
    method,
    url: url.href,
    headers: { host: url.host, ...Object.fromEntries(request.headers) },
    body: request.body === null ? undefined : await bodyOf(request),
  };
  signal.throwIfAborted();
  const { status, headers, body } = await answerer(sent).catch((error: unknown) => {
    throw failed(error);
  });
  const statusText = STATUS_CODES[status] ?? '';
  const response = new Response(method === 'HEAD' ? null : body, { status, statusText, headers });
  return fetched(response, url.href);
}

/** A body may never end; an abort does not wait for it. */
function bodyOf(request: Request): Promise<Uint8Array> {
  const { signal } = request;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort);
    request
      .arrayBuffer()
      .then(
        (buffer) => resolve(new Uint8Array(buffer)),
        (error: unknown) => reject(failed(error)),
      )
      .finally(() => signal.removeEventListener('abort', abort));
  });
}

/** A response that was made knows nothing of where one that was fetched comes from, and neither do its clones. */
function fetched(response: Response, url: string): Response {
  const clone = (): Response => fetched(Response.prototype.clone.call(response), url);
  return Object.defineProperties(response, {
    url: { value: url },
    type: { value: 'basic' },
    clone: { value: clone },
  });
}

/** What `fetch` throws for whatever goes wrong below it. */
const failed = (cause: unknown): TypeError => new TypeError('fetch failed', { cause });

const isRequest = (input: unknown): input is Request =>
  typeof input === 'object' && input !== null && typeof (input as { url?: unknown }).url === 'string';

const methodOf = (input: unknown, init: RequestInit | undefined): string =>
  init?.method ?? (isRequest(input) ? input.method : 'GET');

/** Where `fetch` goes: what is no request is an address, in whatever has its text. */
function urlOf(input: unknown): URL | undefined {
  try {
    return new URL(isRequest(input) ? input.url : String(input));
  } catch {
    // The real one says what is wrong with it.
    return undefined;
  }
}
