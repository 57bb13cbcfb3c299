import { hostOf } from '../wire/http-messages.ts';
import type { RequestJudge } from './judgement.ts';

/**
 * Answers `fetch` where `judge` claims the request; all others go their way untouched, input and all. Returns what
 * closes the door.
 */
export function openFetchDoor(judge: RequestJudge): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  const original = globalThis.fetch;
  if (descriptor === undefined || typeof original !== 'function') return () => {};
  let open = true;
  async function fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const url = open ? urlOf(input) : undefined;
    if (url === undefined) return await original(input, init);
    const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
    const verdict = judge.judge(hostOf(url.host), () => `${method} ${url.href}`);
    if (verdict === 'pass') return await original(input, init);
    if (verdict !== 'answer') throw failed(verdict);
    return await answer(judge, new Request(input, init));
  }
  Object.defineProperty(globalThis, 'fetch', { ...descriptor, value: fetch });
  return () => {
    open = false;
    if (globalThis.fetch === fetch) Object.defineProperty(globalThis, 'fetch', descriptor);
  };
}

async function answer(judge: RequestJudge, request: Request): Promise<Response> {
  request.signal.throwIfAborted();
  const sent = {
    method: request.method,
    url: request.url,
    headers: { host: new URL(request.url).host, ...Object.fromEntries(request.headers) },
    body: new Uint8Array(await request.arrayBuffer()),
  };
  request.signal.throwIfAborted();
  const { status, headers, body } = await judge.answer(sent).catch((error: unknown) => {
    throw failed(error);
  });
  const response = new Response(body, { status, headers });
  // A response that was made, not fetched, has no address.
  Object.defineProperty(response, 'url', { value: request.url });
  return response;
}

/** What `fetch` throws for whatever goes wrong below it. */
const failed = (cause: unknown): TypeError => new TypeError('fetch failed', { cause });

function urlOf(input: string | URL | Request): URL | undefined {
  const text = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
  return URL.canParse(text) ? new URL(text) : undefined;
}
