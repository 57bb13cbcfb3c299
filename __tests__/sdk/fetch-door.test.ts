import { Socket } from 'node:net';
import { type IamMock, mockIam } from '../../src/index.ts';
import { failureOf } from '../support/aws.ts';

/*
 * `fetch` to IAM and STS: what it takes, what it gives and how it fails are those of Node's own. What is asserted here
 * was compared with Node's `fetch` to a server on localhost.
 */

let aws: IamMock;
const connect = jest.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
  throw new Error('A socket was about to be opened.');
});
beforeEach(() => {
  aws = mockIam();
});
afterEach(() => {
  aws.restore();
  expect(connect).not.toHaveBeenCalled();
});
afterAll(() => connect.mockRestore());

const sts = 'https://sts.amazonaws.com/';
const authorization =
  'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260131/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=00';
const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
const identity = 'Action=GetCallerIdentity&Version=2011-06-15';
const post = { method: 'POST', headers, body: identity };

/** The class of another implementation, jsdom's for one. */
class OtherUrl {
  readonly href: string;
  constructor(href: string) {
    this.href = href;
  }
  toString(): string {
    return this.href;
  }
}

describe('what is fetched', () => {
  test.each<[string, () => Promise<Response>]>([
    ['a text', () => fetch(sts, post)],
    ['a URL', () => fetch(new URL(sts), post)],
    ["another implementation's URL", () => fetch(new OtherUrl(sts) as unknown as URL, post)],
    ['a text that is an object', () => fetch(Object(sts) as string, post)],
    ['a text as nobody writes it', () => fetch(' HTTPS://STS.amazonaws.com:443\n', post)],
    ['a Request', () => fetch(new Request(sts, post))],
    [
      'a Request and changes to it',
      () => fetch(new Request(sts, { headers }), { method: 'POST', body: identity }),
    ],
    ['a query string', () => fetch(`${sts}?${identity}`, { headers })],
    ['a form', () => fetch(sts, { method: 'POST', headers, body: new URLSearchParams(identity) })],
    ['a blob', () => fetch(sts, { ...post, body: new Blob([identity]) })],
    ['a stream', () => fetch(sts, { ...post, body: new Blob([identity]).stream(), duplex: 'half' })],
  ])('%s', async (_, call) => {
    const response = await call();
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<Arn>arn:aws:iam::123456789012:root</Arn>');
  });

  test.each<[string, () => Promise<Response>, string]>([
    ['nothing', () => Reflect.apply(fetch, undefined, []), 'Failed to parse URL from undefined'],
    ['null', () => fetch(null as unknown as string), 'Failed to parse URL from null'],
    [
      'what is like a Request',
      () => fetch({ url: sts } as Request),
      'Failed to parse URL from [object Object]',
    ],
    ['a symbol', () => fetch(Symbol(sts) as unknown as string), 'Cannot convert a Symbol value to a string'],
    [
      'credentials in an address',
      () => fetch('https://a:b@sts.amazonaws.com/'),
      'Request cannot be constructed from a URL that includes credentials: https://a:b@sts.amazonaws.com/',
    ],
    ['a method that is none', () => fetch(sts, { method: 'TRACE' }), "'TRACE' HTTP method is unsupported."],
  ])('%s is refused as ever', async (_, call, message) => {
    const error = await failureOf(call());
    expect(error.name).toBe('TypeError');
    expect(error.message).toContain(message);
    expect(aws.calls()).toEqual([]);
  });

  test('the function looks like Node’s own', () => {
    expect({ name: fetch.name, length: fetch.length }).toEqual({ name: 'fetch', length: 1 });
  });
});

describe('responses', () => {
  const described = ({ status, statusText, ok, type, redirected, url }: Response) => ({
    status,
    statusText,
    ok,
    type,
    redirected,
    url,
  });
  const success = { status: 200, statusText: 'OK', ok: true, type: 'basic', redirected: false };

  test('tell all that one knows of an answer', async () => {
    const response = await fetch(`${sts}?${identity}#fragment`, { headers });
    expect(described(response)).toEqual({ ...success, url: `${sts}?${identity}` });
    expect(response.headers.get('x-amzn-requestid')).toHaveLength(36);
    expect(response).toBeInstanceOf(Response);
  });

  test('so do their clones, which are read for themselves', async () => {
    const response = await fetch(sts, post);
    const clone = response.clone();
    const again = clone.clone();
    for (const copy of [clone, again]) expect(described(copy)).toEqual({ ...success, url: sts });
    const texts = await Promise.all([response.text(), clone.text(), again.text()]);
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toContain('<Account>123456789012</Account>');
    expect(() => response.clone()).toThrow('Body has already been consumed.');
  });

  test("are AWS's errors, too", async () => {
    const response = await fetch(sts, { ...post, body: 'Action=Foo&Version=1' });
    expect(described(response)).toEqual({
      ...success,
      status: 400,
      statusText: 'Bad Request',
      ok: false,
      url: sts,
    });
    expect(await response.text()).toContain('<Code>InvalidAction</Code>');
  });

  test('to HEAD have no body', async () => {
    const response = await fetch(`${sts}?${identity}`, { method: 'HEAD', headers });
    expect(response.body).toBeNull();
    expect(await response.text()).toBe('');
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(100);
    expect(aws.calls('GetCallerIdentity')).toHaveLength(1);
  });
});

describe('failures', () => {
  /** A body that starts, and then nothing comes any more. */
  const stalled = () =>
    new ReadableStream({ start: (stream) => stream.enqueue(Buffer.from(identity.slice(0, 10))) });

  test('an aborted signal aborts', async () => {
    const error = await failureOf(fetch(sts, { ...post, signal: AbortSignal.abort() }));
    expect(error.name).toBe('AbortError');
    const reason = new Error('changed my mind');
    expect(await failureOf(fetch(new Request(sts, { ...post, signal: AbortSignal.abort(reason) })))).toBe(
      reason,
    );
    expect(aws.calls()).toEqual([]);
  });

  test('one that is aborted at once, too', async () => {
    const controller = new AbortController();
    const call = fetch(sts, { ...post, signal: controller.signal });
    controller.abort();
    expect((await failureOf(call)).name).toBe('AbortError');
    expect(aws.calls()).toEqual([]);
  });

  test('an abort does not wait for the body', async () => {
    const controller = new AbortController();
    const call = fetch(sts, { ...post, body: stalled(), duplex: 'half', signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 5);
    expect((await failureOf(call)).message).toBe('enough');
    const limited = { ...post, body: stalled(), duplex: 'half' as const, signal: AbortSignal.timeout(5) };
    expect((await failureOf(fetch(sts, limited))).name).toBe('TimeoutError');
    expect(aws.calls()).toEqual([]);
  });

  test('a body that fails fails the request', async () => {
    const cause = new Error('disk on fire');
    const body = new ReadableStream({ start: (stream) => stream.error(cause) });
    const error = await failureOf(fetch(sts, { ...post, body, duplex: 'half' }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe('fetch failed');
    expect(error.cause).toBe(cause);
    expect(aws.calls()).toEqual([]);
  });

  test('a scheduled fault of the connection is what fetch says of one', async () => {
    aws.failNext('GetCallerIdentity', 'ECONNRESET');
    const error = await failureOf(fetch(sts, post));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe('fetch failed');
    expect(error.cause).toMatchObject({ name: 'Error', code: 'ECONNRESET' });
  });
});

describe('a global that is no plain property', () => {
  const original = Object.getOwnPropertyDescriptor(globalThis, 'fetch') as PropertyDescriptor;
  beforeEach(() => aws.restore());
  afterEach(() => {
    aws.restore();
    Object.defineProperty(globalThis, 'fetch', original);
  });
  const elsewhere = () => Promise.resolve(new Response('from elsewhere'));
  const answered = async () => (await fetch(sts, post)).status;

  test('an accessor, as environments of test runners have it', async () => {
    let current: unknown = elsewhere;
    const accessor = {
      configurable: true,
      enumerable: false,
      get: () => current,
      set: (value: unknown) => void (current = value),
    };
    Object.defineProperty(globalThis, 'fetch', accessor);
    aws.install();
    expect(await answered()).toBe(200);
    expect(await (await fetch('https://example.com/')).text()).toBe('from elsewhere');
    aws.restore();
    // Not the setter: jest puts its own around it.
    expect(Object.getOwnPropertyDescriptor(globalThis, 'fetch')).toMatchObject({
      configurable: true,
      enumerable: false,
      get: accessor.get,
    });
    expect(current).toBe(elsewhere);
    expect(await (await fetch('https://example.com/')).text()).toBe('from elsewhere');
  });

  test('one that cannot be written', async () => {
    const fixed = { configurable: true, enumerable: true, writable: false, value: elsewhere };
    Object.defineProperty(globalThis, 'fetch', fixed);
    aws.install();
    expect(await answered()).toBe(200);
    aws.restore();
    expect(Object.getOwnPropertyDescriptor(globalThis, 'fetch')).toEqual(fixed);
  });

  test('one that is inherited', async () => {
    Reflect.deleteProperty(globalThis, 'fetch');
    const prototype = Object.prototype as { fetch?: unknown };
    Object.defineProperty(prototype, 'fetch', { configurable: true, value: elsewhere });
    try {
      aws.install();
      expect(await answered()).toBe(200);
      aws.restore();
      expect(globalThis.fetch).toBe(elsewhere);
    } finally {
      delete prototype.fetch;
    }
    expect('fetch' in globalThis).toBe(false);
  });

  test('none at all', async () => {
    Reflect.deleteProperty(globalThis, 'fetch');
    aws.install();
    expect('fetch' in globalThis).toBe(false);
    aws.restore();
    expect('fetch' in globalThis).toBe(false);
  });
});
