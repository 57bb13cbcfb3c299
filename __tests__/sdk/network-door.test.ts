import http, { type Server, createServer } from 'node:http';
import https, { request as importedRequest } from 'node:https';
import { Socket } from 'node:net';
import { type Duplex, PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { IAMClient } from '@aws-sdk/client-iam';
import type * as sts from '@aws-sdk/client-sts';
import { STSClient } from '@aws-sdk/client-sts';
import { type IamMock, createIamMock, mockIam } from '../../src/index.ts';
import { memoryConnection } from '../../src/sdk/network/memory-connection.ts';
import { failureOf } from '../support/aws.ts';
import { signerOf } from '../support/signing.ts';

/*
 * Requests that no SDK client of ours makes: other copies of the SDK, hand-written signers, plain `fetch`.
 */

let aws: IamMock;
/** Where sockets would have gone. None is ever opened. */
let dialled: string[] = [];
const connect = jest.spyOn(Socket.prototype, 'connect').mockImplementation(function dial(
  this: Socket,
  ...args: unknown[]
) {
  const [first] = args.flat() as { host?: string; path?: string }[];
  dialled.push(String(first?.path ?? first?.host));
  void Promise.resolve().then(() => this.destroy(new Error('no sockets in tests')));
  return this;
});
beforeEach(() => {
  aws = mockIam();
  dialled = [];
});
afterEach(() => {
  aws.restore();
});
afterAll(() => connect.mockRestore());

const authorization =
  'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260131/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=00';
const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
const identity = 'Action=GetCallerIdentity&Version=2011-06-15';
const rootArn = '<Arn>arn:aws:iam::123456789012:root</Arn>';

interface Reply {
  status: number | undefined;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** Sends `body` on a request and reads the whole reply. */
function finish(request: http.ClientRequest, body: string | Readable = identity): Promise<Reply> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      text(response).then(
        (content) => resolve({ status: response.statusCode, headers: response.headers, body: content }),
        reject,
      );
    });
    if (typeof body === 'string') request.end(body);
    else body.pipe(request);
  });
}

describe('node:http and node:https', () => {
  const options = { method: 'POST', headers };

  test.each<[string, () => http.ClientRequest]>([
    ['https.request(url, options)', () => https.request('https://sts.amazonaws.com/', options)],
    ['https.request(URL, options)', () => https.request(new URL('https://sts.amazonaws.com/'), options)],
    ['https.request(options)', () => https.request({ ...options, host: 'sts.amazonaws.com', path: '/' })],
    ['https.request({ hostname })', () => https.request({ ...options, hostname: 'STS.amazonaws.com' })],
    ['a host that ends in a dot', () => https.request('https://sts.amazonaws.com./', options)],
    ['a request that was imported before', () => importedRequest('https://sts.amazonaws.com/', options)],
    ['http.request', () => http.request('http://sts.amazonaws.com/', options)],
    [
      'an agent of its own',
      () =>
        https.request('https://sts.amazonaws.com/', {
          ...options,
          agent: new https.Agent({ keepAlive: true, maxSockets: 1 }),
        }),
    ],
    ['no agent', () => https.request('https://sts.amazonaws.com/', { ...options, agent: false })],
    [
      'new http.ClientRequest',
      () => new http.ClientRequest('http://sts.amazonaws.com/').setHeader('authorization', authorization),
    ],
  ])('%s', async (_, make) => {
    const request = make();
    const isPost = request.method === 'POST';
    if (!isPost) request.path = `/?${identity}`;
    const reply = await finish(request, isPost ? identity : '');
    expect(reply.status).toBe(200);
    expect(reply.body).toContain(rootArn);
    expect(dialled).toEqual([]);
  });

  test('the reply has the headers that AWS sends and none of ours', async () => {
    const reply = await finish(https.request('https://sts.amazonaws.com/', options));
    expect(Object.keys(reply.headers).toSorted()).toEqual([
      'content-length',
      'content-type',
      'date',
      'x-amzn-requestid',
    ]);
    expect(reply.body).toContain(`<RequestId>${reply.headers['x-amzn-requestid'] as string}</RequestId>`);
  });

  test('https.get with a query string', async () => {
    const reply = await finish(https.get(`https://sts.amazonaws.com/?${identity}`, { headers }), '');
    expect(reply.body).toContain(rootArn);
  });

  test('a body in pieces, without a length', async () => {
    const request = https.request('https://iam.amazonaws.com/', options);
    const reply = await finish(
      request,
      Readable.from(['Action=CreateUser&Ver', 'sion=2010-05-08&UserName=', 'alice']),
    );
    expect(reply.status).toBe(200);
    expect(aws.calls()).toMatchObject([{ operation: 'CreateUser', input: { UserName: 'alice' } }]);
  });

  test('several lines of one header are signed as AWS reads them', async () => {
    aws.configure({ signatures: 'verify' });
    aws.seed({ users: { alice: { accessKeys: 1 } } });
    const signed = await signerOf(aws.credentialsFor('alice'), 'sts', 'us-east-1').sign(
      {
        method: 'POST',
        protocol: 'https:',
        hostname: 'sts.amazonaws.com',
        path: '/',
        headers: { host: 'sts.amazonaws.com', 'x-amz-meta-team': 'red,blue' },
        body: identity,
      },
      { signingDate: new Date() },
    );
    const lines = { ...signed.headers, 'x-amz-meta-team': ['red', ' blue '] };
    const reply = await finish(
      https.request('https://sts.amazonaws.com/', { method: 'POST', headers: lines }),
    );
    expect(reply.body).toContain('<Arn>arn:aws:iam::123456789012:user/alice</Arn>');
    const others = { ...signed.headers, 'x-amz-meta-team': ['blue', 'red'] };
    const refused = await finish(
      https.request('https://sts.amazonaws.com/', { method: 'POST', headers: others }),
    );
    expect(refused.body).toContain('<Code>SignatureDoesNotMatch</Code>');
  });

  test('Expect: 100-continue', async () => {
    const request = https.request('https://sts.amazonaws.com/', {
      method: 'POST',
      headers: { ...headers, expect: '100-continue', 'content-length': identity.length },
    });
    request.on('continue', () => request.end(identity));
    request.flushHeaders();
    const reply = await new Promise<string>((resolve, reject) => {
      request.on('response', (response) => resolve(text(response)));
      request.on('error', reject);
    });
    expect(reply).toContain(rootArn);
  });

  test('many at once on an agent with few sockets', async () => {
    const agent = new https.Agent({ keepAlive: true, maxSockets: 2 });
    const replies = await Promise.all(
      Array.from({ length: 30 }, () =>
        finish(https.request('https://sts.amazonaws.com/', { ...options, agent })),
      ),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(aws.calls()).toHaveLength(30);
  });

  test('a request that is given up', async () => {
    const request = https.request('https://sts.amazonaws.com/', options);
    const closed = new Promise((resolve) => request.on('close', resolve));
    request.on('error', () => {});
    request.write('Action=Get');
    request.destroy();
    await closed;
    expect(aws.calls()).toEqual([]);
  });

  test('under fake timers', async () => {
    jest.useFakeTimers();
    try {
      const reply = await finish(https.request('https://sts.amazonaws.com/', options));
      expect(reply.status).toBe(200);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('endpoints', () => {
  const regions = [
    'us-east-1',
    'eu-west-1',
    'aws-global',
    'cn-north-1',
    'cn-northwest-1',
    'us-gov-west-1',
    'us-gov-east-1',
    'us-iso-east-1',
    'us-isob-east-1',
    'eu-isoe-west-1',
    'us-isof-south-1',
    'eusc-de-east-1',
    'il-central-1',
  ];
  const hosts = [new IAMClient({ region: 'us-east-1' }), new STSClient({ region: 'us-east-1' })].flatMap(
    (client) => {
      const provider = client.config.endpointProvider as (parameters: object) => { url: URL };
      return regions.flatMap((Region) =>
        [false, true].flatMap((UseFIPS) =>
          [false, true].flatMap((UseDualStack) =>
            [false, true].map((UseGlobalEndpoint) => ({
              service: client.config.serviceId.toLowerCase(),
              host: provider({ Region, UseFIPS, UseDualStack, UseGlobalEndpoint }).url.host,
            })),
          ),
        ),
      );
    },
  );
  const distinct = [...new Map(hosts.map((entry) => [entry.host, entry])).values()];

  test.each([
    ...distinct,
    { service: 'sts', host: 'vpce-0a1b-c2d3.sts.us-east-1.vpce.amazonaws.com' },
    { service: 'iam', host: 'iam.us-east-1.amazonaws.com:443' },
    { service: 'iam', host: 'iam.amazonaws.com.' },
    { service: 'sts', host: 'sts.eu-west-1.amazonaws.com.:443' },
  ])('$host is $service', async ({ service, host }) => {
    const form = service === 'iam' ? 'Action=ListUsers&Version=2010-05-08' : identity;
    const response = await fetch(`https://${host}/`, { method: 'POST', headers, body: form });
    expect(response.status).toBe(200);
    expect(aws.calls()).toMatchObject([{ service }]);
  });

  test('there are some of every partition', () => {
    expect(distinct.length).toBeGreaterThan(60);
  });

  test.each([
    's3.amazonaws.com',
    'sts.s3.amazonaws.com',
    'iam.s3.us-east-1.amazonaws.com',
    'sts.s3-us-west-2.amazonaws.com',
    'dynamodb.us-east-1.amazonaws.com',
    's3.amazonaws.com.',
    'iam.amazonaws.com..',
    'sts.amazonaws.com.example.org',
    'my-amazonaws.com',
    'iam.example.com',
    'localhost',
    '127.0.0.1',
    '[::1]',
    'myiam.amazonaws.com',
  ])('%s is another', async (host) => {
    await failureOf(finish(https.request(`https://${host}/`, { method: 'POST', headers })));
    expect(dialled).toHaveLength(1);
    expect(aws.calls()).toEqual([]);
  });
});

const warning = () => jest.spyOn(console, 'warn').mockImplementation(() => {});

describe('other services of AWS', () => {
  const bucket = 'https://bucket.s3.eu-west-1.amazonaws.com/key';
  test("'bypass' lets them go, silently", async () => {
    const warn = warning();
    await failureOf(finish(https.get(bucket), ''));
    expect(dialled).toEqual(['bucket.s3.eu-west-1.amazonaws.com']);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  test("'warn' lets them go and says so once a host", async () => {
    aws.configure({ onUnhandledRequest: 'warn' });
    const warn = warning();
    await failureOf(finish(https.get(bucket), ''));
    await failureOf(finish(https.get(`${bucket}2`), ''));
    expect(dialled).toHaveLength(2);
    expect(warn.mock.calls).toEqual([
      [
        `iam-in-memory: GET ${bucket} goes to AWS (bucket.s3.eu-west-1.amazonaws.com): the mock answers IAM and STS only. ` +
          "Mock that service too, or choose with the option onUnhandledRequest: 'bypass', 'warn' or 'error'.",
      ],
    ]);
    warn.mockRestore();
  });

  test.each<[string, () => Promise<unknown>, (error: Error) => unknown]>([
    ['https', () => finish(https.get(bucket), ''), (error) => error],
    ['fetch', () => fetch(bucket), (error) => error.cause],
  ])("'error' refuses them (%s)", async (_, call, reason) => {
    aws.configure({ onUnhandledRequest: 'error' });
    const error = reason(await failureOf(call())) as Error;
    expect(error.name).toBe('IamInMemoryUsageError');
    expect(error.message).toContain(`GET ${bucket} goes to AWS`);
    expect(dialled).toEqual([]);
  });
});

describe('the instance metadata endpoint is never reached', () => {
  test.each(['169.254.169.254', '[fd00:ec2::254]', '169.254.170.2', '169.254.170.23', '[fd00:ec2::23]'])(
    '%s',
    async (host) => {
      const refused = { code: 'ECONNREFUSED', syscall: 'connect' };
      const error = await failureOf(finish(http.get(`http://${host}/latest/meta-data/`), ''));
      expect(error).toMatchObject({ ...refused, message: expect.stringMatching(/^connect ECONNREFUSED /) });
      expect((await failureOf(fetch(`http://${host}/`))).cause).toMatchObject(refused);
      expect(dialled).toEqual([]);
    },
  );
});

/** A server that is reached through an agent of its own, over connections that are no sockets. */
function elsewhere(): { agent: http.Agent; connections: () => number; server: Server } {
  let connections = 0;
  const server = createServer((request, response) => {
    response.setHeader('x-method', request.method ?? '');
    request.pipe(response);
  });
  class PipeAgent extends http.Agent {
    override createConnection(): Duplex {
      connections += 1;
      const [client, end] = memoryConnection();
      server.emit('connection', end);
      return client;
    }
  }
  return { agent: new PipeAgent({ keepAlive: true }), connections: () => connections, server };
}

describe('everything else passes untouched', () => {
  test('streams both ways on a connection that is kept alive', async () => {
    const { agent, connections } = elsewhere();
    for (const word of ['one', 'two', 'three']) {
      const body = new PassThrough();
      const reply = finish(http.request('http://service.example/', { method: 'PUT', agent }), body);
      for (let index = 0; index < 100; index += 1) body.write(word);
      body.end();
      expect(await reply).toMatchObject({
        status: 200,
        body: word.repeat(100),
        headers: { 'x-method': 'PUT' },
      });
    }
    expect(connections()).toBe(1);
    agent.destroy();
  });

  test('fetch gets exactly what it was given', async () => {
    aws.restore();
    const seen: unknown[][] = [];
    const original = globalThis.fetch;
    globalThis.fetch = (...args: unknown[]) => {
      seen.push(args);
      return Promise.resolve(new Response('from elsewhere'));
    };
    try {
      aws.install();
      const request = new Request('https://example.com/', { method: 'POST', body: 'x' });
      const init = { headers: { a: 'b' } };
      await fetch(request, init);
      await fetch('/relative');
      await fetch('data:text/plain,hello');
      expect(seen).toEqual([
        [request, init],
        ['/relative', undefined],
        ['data:text/plain,hello', undefined],
      ]);
      expect(seen[0]?.[0]).toBe(request);
      expect(request.bodyUsed).toBe(false);
    } finally {
      aws.restore();
      globalThis.fetch = original;
    }
  });
});

function anotherCopy(): typeof sts {
  let copy: typeof sts | undefined;
  jest.isolateModules(() => {
    copy = require('@aws-sdk/client-sts') as typeof sts;
  });
  if (copy === undefined) throw new Error('The SDK was not loaded.');
  return copy;
}

describe('other copies of the SDK', () => {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' };

  test('reach the same account', async () => {
    const { STSClient: Client, GetCallerIdentityCommand } = anotherCopy();
    expect(Client).not.toBe(STSClient);
    const client = new Client({ region: 'eu-central-1', credentials });
    const { Arn, $metadata } = await client.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe('arn:aws:iam::123456789012:root');
    expect($metadata).toMatchObject({ httpStatusCode: 200, attempts: 1 });
    expect(aws.calls()).toMatchObject([{ region: 'eu-central-1', accessKeyId: credentials.accessKeyId }]);
    expect(dialled).toEqual([]);
    client.destroy();
  });

  test('retry what is scheduled', async () => {
    const { STSClient: Client, GetCallerIdentityCommand } = anotherCopy();
    const client = new Client({ region: 'us-east-1', credentials });
    aws.failNext('GetCallerIdentity', 'ECONNRESET');
    aws.failNext('GetCallerIdentity', 503);
    const { $metadata } = await client.send(new GetCallerIdentityCommand({}));
    expect($metadata.attempts).toBe(3);
    client.destroy();
  });

  test('without credentials they look in vain, and not at the metadata endpoint', async () => {
    const { STSClient: Client, GetCallerIdentityCommand } = anotherCopy();
    const error = await failureOf(new Client({ region: 'us-east-1' }).send(new GetCallerIdentityCommand({})));
    delete process.env['AWS_SHARED_CREDENTIALS_FILE'];
    delete process.env['AWS_CONFIG_FILE'];
    expect(error.name).toBe('CredentialsProviderError');
    expect(dialled).toEqual([]);
  });
});

const call = () => finish(https.request('https://sts.amazonaws.com/', { method: 'POST', headers }));

describe('faults on a socket', () => {
  test.each([
    ['ECONNRESET', { code: 'ECONNRESET', errno: -104, syscall: 'read', message: 'read ECONNRESET' }],
    ['EPIPE', { code: 'EPIPE', errno: -32, syscall: 'write', message: 'write EPIPE' }],
    ['ETIMEDOUT', { code: 'ETIMEDOUT', errno: -110, syscall: 'connect', message: 'connect ETIMEDOUT' }],
    [
      'ENOTFOUND',
      { code: 'ENOTFOUND', errno: -3008, syscall: 'getaddrinfo', message: 'getaddrinfo ENOTFOUND' },
    ],
  ])('%s', async (code, error) => {
    aws.failNext('GetCallerIdentity', code);
    // The SDK's own handler gives it another name, above this door.
    expect(await failureOf(call())).toMatchObject({ name: 'Error', ...error });
    expect((await call()).status).toBe(200);
  });

  test('an answer of AWS', async () => {
    aws.failNext('GetCallerIdentity', 'Throttling');
    const { status, body } = await call();
    expect(status).toBe(400);
    expect(body).toContain('<Code>Throttling</Code>\n    <Message>Rate exceeded</Message>');
  });
});

const fetched = async () => await (await fetch(`https://sts.amazonaws.com/?${identity}`, { headers })).text();

describe('the caller inside `as`', () => {
  test('is known on every way, to each of those that run at once', async () => {
    aws.seed({ users: { alice: {}, bob: {} } });
    const url = `https://sts.amazonaws.com/?${identity}`;
    const ways = [
      async () => (await finish(https.get(url, { headers }), '')).body,
      async () => await (await fetch(url, { headers })).text(),
    ];
    const arns = ['alice', 'bob'].map((name) => `arn:aws:iam::123456789012:user/${name}`);
    const replies = await Promise.all(arns.flatMap((arn) => ways.map((way) => aws.as(arn, way))));
    expect(replies.map((body) => /<Arn>(.*)<\/Arn>/.exec(body)?.[1])).toEqual(
      arns.flatMap((arn) => [arn, arn]),
    );
  });
});

describe('a request under way', () => {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' };
  const accountIn = (body: string) => /<Account>(\d+)<\/Account>/.exec(body)?.[1];

  /** A request half of whose body is sent, what sends the other half, and its reply. */
  function halfSent() {
    const request = https.request('https://sts.amazonaws.com/', { method: 'POST', headers });
    const reply = new Promise<string>((resolve, reject) => {
      request.on('error', reject);
      request.on('response', (response) => resolve(text(response)));
    });
    request.write(identity.slice(0, 10));
    return { reply, sendRest: () => request.end(identity.slice(10)) };
  }

  test('is answered although its mock is restored meanwhile', async () => {
    const { reply, sendRest } = halfSent();
    await new Promise((resolve) => setTimeout(resolve, 5));
    aws.restore();
    sendRest();
    expect(accountIn(await reply)).toBe('123456789012');
    expect(aws.calls('GetCallerIdentity')).toHaveLength(1);
    expect(dialled).toEqual([]);
  });

  test('is answered by its own mock, whichever is installed meanwhile', async () => {
    const { reply, sendRest } = halfSent();
    using other = createIamMock({ accountId: '210987654321' }).install();
    expect(accountIn(await fetched())).toBe('210987654321');
    aws.restore();
    sendRest();
    expect(accountIn(await reply)).toBe('123456789012');
    expect(other.calls()).toHaveLength(1);
  });

  test('of a client of another copy does not try again, and find AWS', async () => {
    const { STSClient: Client, GetCallerIdentityCommand } = anotherCopy();
    const client = new Client({ region: 'us-east-1', credentials });
    let asked = false;
    const hook = jest.spyOn(http.ClientRequest.prototype, 'end').mockImplementation(function end(
      this: http.ClientRequest,
      ...args: unknown[]
    ) {
      hook.mockRestore();
      asked = true;
      aws.restore();
      return this.end(...(args as []));
    });
    const { $metadata } = await client.send(new GetCallerIdentityCommand({}));
    expect({ asked, attempts: $metadata.attempts, dialled }).toEqual({
      asked: true,
      attempts: 1,
      dialled: [],
    });
    client.destroy();
  });

  test('through fetch, too', async () => {
    let sendRest: () => void = () => {};
    const body = new ReadableStream({
      start(stream) {
        stream.enqueue(Buffer.from(identity.slice(0, 10)));
        sendRest = () => {
          stream.enqueue(Buffer.from(identity.slice(10)));
          stream.close();
        };
      },
    });
    const init = { method: 'POST', headers, body, duplex: 'half' as const };
    const response = fetch('https://sts.amazonaws.com/', init);
    await new Promise((resolve) => setTimeout(resolve, 5));
    aws.restore();
    using other = createIamMock({ accountId: '210987654321' }).install();
    sendRest();
    expect(accountIn(await (await response).text())).toBe('123456789012');
    expect(other.calls()).toEqual([]);
  });
});

describe('coming and going', () => {
  test('restore() takes the doors away', () => {
    aws.restore();
    const before = [globalThis.fetch, Reflect.get(http.Agent.prototype, 'addRequest')];
    const descriptors = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
    aws.install();
    expect(globalThis.fetch).not.toBe(before[0]);
    aws.restore();
    expect([globalThis.fetch, Reflect.get(http.Agent.prototype, 'addRequest')]).toEqual(before);
    expect(Object.getOwnPropertyDescriptor(globalThis, 'fetch')).toEqual(descriptors);
  });

  test('a hook that somebody put over ours stays theirs, and finds us gone', async () => {
    const ours = globalThis.fetch;
    const theirs = ((...args: Parameters<typeof fetch>) => ours(...args)) as typeof fetch;
    globalThis.fetch = theirs;
    try {
      aws.restore();
      expect(globalThis.fetch).toBe(theirs);
      await failureOf(fetch('https://sts.amazonaws.com/'));
      expect(aws.calls()).toEqual([]);
    } finally {
      aws.install();
      aws.restore();
      Reflect.deleteProperty(globalThis, 'fetch');
      globalThis.fetch = realFetch;
    }
  });

  test('the mock that was installed last answers', async () => {
    const other = createIamMock({ accountId: '210987654321' }).install();
    expect(await fetched()).toContain('<Account>210987654321</Account>');
    other.restore();
    expect(await fetched()).toContain('<Account>123456789012</Account>');
  });

  test('an install that fails leaves nothing behind', async () => {
    aws.restore();
    const prototypes = [IAMClient, STSClient].map(
      ({ prototype }) => Object.getPrototypeOf(prototype) as object,
    );
    const sends = () => prototypes.map((prototype) => Object.getOwnPropertyDescriptor(prototype, 'send'));
    const [before, addRequest] = [sends(), Reflect.get(http.Agent.prototype, 'addRequest')];
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'fetch') as PropertyDescriptor;
    Object.defineProperty(globalThis, 'fetch', {
      configurable: true,
      get() {
        throw new Error('no fetch today');
      },
    });
    try {
      expect(() => aws.install()).toThrow('no fetch today');
    } finally {
      Object.defineProperty(globalThis, 'fetch', descriptor);
    }
    expect(aws.installed).toBe(false);
    expect(sends()).toEqual(before);
    expect(Reflect.get(http.Agent.prototype, 'addRequest')).toBe(addRequest);
    await failureOf(call());
    expect(dialled).toEqual(['sts.amazonaws.com']);
    aws.install();
    expect((await call()).status).toBe(200);
  });

  test('install and restore, warm, take less than a millisecond', () => {
    const times: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      const start = performance.now();
      aws.restore();
      aws.install();
      times.push(performance.now() - start);
    }
    expect(times.toSorted((a, b) => a - b)[10]).toBeLessThan(1);
  });
});

const realFetch = globalThis.fetch;
