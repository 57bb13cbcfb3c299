import { PassThrough } from 'node:stream';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import aws4 from 'aws4';
import { AwsClient, AwsV4Signer } from 'aws4fetch';
import { UsageError, createIamMock } from '../../../src/index.ts';
import { type Keys, signerOf } from '../../support/signing.ts';

/*
 * Signers that nobody at AWS wrote, and requests in the forms that people have them at hand.
 */

const now = new Date('2026-01-31T12:00:00Z');
const aws = createIamMock({
  now,
  seed: { users: { alice: { accessKeys: 1 } }, roles: { app: {} } },
});
const alice: Keys = aws.credentialsFor('alice');
const session = aws.credentialsFor('arn:aws:iam::123456789012:role/app') as Required<Keys>;

beforeAll(() => jest.useFakeTimers({ now, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
afterAll(() => jest.useRealTimers());

const ok = expect.objectContaining({ ok: true });
const paths = [
  '/',
  '/a',
  '/a/',
  '/a%20b',
  '/a%2Bb',
  '/a+b',
  '/a%2Fb',
  '/%C3%BC',
  '/a//b',
  '/a/./b',
  "/!'()*",
  '/a=b&c',
];

describe('aws4', () => {
  test.each(paths.flatMap((path) => [[path, 's3'] as const, [path, 'execute-api'] as const]))(
    '%s of %s',
    (path, service) => {
      const host =
        service === 's3' ? 'photos.s3.us-east-1.amazonaws.com' : 'a1b2.execute-api.us-east-1.amazonaws.com';
      const request = {
        host,
        path,
        service,
        region: 'us-east-1',
        method: 'GET',
        headers: {} as Record<string, string>,
      };
      aws4.sign(request, { ...alice });
      expect(
        aws.verifyRequest({ method: 'GET', url: `https://${host}${path}`, headers: request.headers }),
      ).toEqual(ok);
    },
  );

  test('counts the bytes of a body in a number', () => {
    const body = 'Action=ListQueues';
    const request = {
      service: 'sqs',
      region: 'us-east-1',
      body,
      method: 'POST',
      headers: {} as Record<string, string>,
    };
    aws4.sign(request, { ...alice });
    expect(typeof request.headers['Content-Length']).toBe('number');
    const url = 'https://sqs.us-east-1.amazonaws.com/';
    expect(aws.verifyRequest({ method: 'POST', url, headers: request.headers, body })).toEqual(ok);
  });
});

describe('aws4fetch', () => {
  test.each(paths.flatMap((path) => [[path, 's3'] as const, [path, 'execute-api'] as const]))(
    '%s of %s',
    async (path, service) => {
      const host =
        service === 's3' ? 'photos.s3.us-east-1.amazonaws.com' : 'a1b2.execute-api.us-east-1.amazonaws.com';
      const signed = await new AwsV4Signer({
        ...session,
        service,
        region: 'us-east-1',
        url: `https://${host}${path}`,
      }).sign();
      expect(aws.verifyRequest(signed)).toEqual(ok);
    },
  );

  test('signs a Request of fetch', async () => {
    const client = new AwsClient({ ...session, service: 'dynamodb', region: 'us-east-1' });
    const request = await client.sign('https://dynamodb.us-east-1.amazonaws.com/', {
      headers: { 'x-amz-target': 'a' },
    });
    expect(aws.verifyRequest(request)).toEqual(ok);
    const iam = new AwsClient({ ...session, service: 'iam', region: 'us-east-1' });
    const call = await iam.sign('https://iam.amazonaws.com/', {
      method: 'POST',
      body: 'Action=ListUsers&Version=2010-05-08',
    });
    expect(() => aws.verifyRequest(call)).toThrow(
      new UsageError(
        'iam-in-memory: verifyRequest() got a request whose body is a stream. Read it first: { method, url, headers, body: await text(request) } with text of node:stream/consumers.',
      ),
    );
    expect(await aws.handleRequest(call)).toMatchObject({
      status: 200,
      body: expect.stringContaining('<UserName>alice</UserName>'),
    });
  });

  test('signs WebSockets of IoT, whose token is added behind the signature', async () => {
    const settings = { ...session, service: 'iotdevicegateway', region: 'us-east-1', signQuery: true };
    const { url } = await new AwsV4Signer({
      ...settings,
      url: 'https://abc-ats.iot.us-east-1.amazonaws.com/mqtt',
    }).sign();
    expect(aws.verifyRequest(url)).toEqual(ok);
    expect(aws.verifyRequest(url.href.replace('https:', 'wss:'))).toEqual(ok);
    url.searchParams.set('X-Amz-Security-Token', 'another');
    expect(aws.verifyRequest(url)).toMatchObject({ ok: false });
  });
});

test('tokens for databases are URLs without a scheme', async () => {
  const hostname = 'orders.a1b2.us-east-1.rds.amazonaws.com';
  const { query = {} } = await signerOf(alice, 'rds-db', 'us-east-1').presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname,
      port: 3306,
      path: '/',
      query: { Action: 'connect', DBUser: 'app' },
      headers: { host: `${hostname}:3306` },
    },
    { signingDate: now, expiresIn: 900 },
  );
  const token = `${hostname}:3306/?${new URLSearchParams(query as Record<string, string>).toString()}`;
  expect(aws.verifyRequest(token)).toMatchObject({
    ok: true,
    service: 'rds-db',
    expires: new Date('2026-01-31T12:15:00Z'),
  });
});

describe('buckets that are named like services and regions', () => {
  const client = (options: object) => new S3Client({ region: 'us-east-1', credentials: session, ...options });

  test.each(
    ['logs', 'events', 'lambda', 'sns', 'states', 's3-backups', 'us-west-2'].flatMap((bucket) =>
      [
        {},
        { useDualstackEndpoint: true },
        { useAccelerateEndpoint: true },
        { forcePathStyle: true },
        { region: 'eu-west-1' },
      ].map((options) => [bucket, options] as const),
    ),
  )('%s %j', async (bucket, options) => {
    const url = await getSignedUrl(
      client(options) as never,
      new GetObjectCommand({ Bucket: bucket, Key: 'a' }) as never,
    );
    expect(aws.verifyRequest(url)).toMatchObject({
      ok: true,
      service: 's3',
      region: (options as { region?: string }).region ?? 'us-east-1',
    });
  });

  test('the region is still S3’s to say', async () => {
    const url = await getSignedUrl(
      client({}) as never,
      new GetObjectCommand({ Bucket: 'us-west-2', Key: 'a' }) as never,
    );
    expect(aws.verifyRequest(url.replace('.s3.us-east-1.', '.s3.eu-west-1.'))).toMatchObject({
      ok: false,
      code: 'AuthorizationQueryParametersError',
    });
  });
});

describe('two ways at once', () => {
  test.each([
    'Bearer x',
    'AWS4-HMAC-SHA256 Credential=a/b/c/s3/aws4_request, SignedHeaders=host, Signature=0',
  ])('S3 takes no Authorization header beside a presigned URL: %s', async (authorization) => {
    const s3 = new S3Client({ region: 'us-east-1', credentials: alice });
    const url = await getSignedUrl(
      s3 as never,
      new GetObjectCommand({ Bucket: 'photos', Key: 'a' }) as never,
    );
    expect(aws.verifyRequest({ url, headers: { authorization } })).toEqual({
      ok: false,
      code: 'InvalidArgument',
      message:
        'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
      status: 400,
    });
  });
});

describe('requests in other forms', () => {
  const signed = async () => {
    const url = 'https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08';
    const { headers } = await new AwsV4Signer({ ...alice, service: 'iam', region: 'us-east-1', url }).sign();
    return { url, headers };
  };

  test('headers as Headers, a Map, pairs, an object, lists', async () => {
    const { url, headers } = await signed();
    const pairs = [...headers];
    const record = Object.fromEntries(pairs);
    const lists = Object.fromEntries(pairs.map(([name, value]) => [name.toUpperCase(), [value]]));
    for (const form of [headers, new Map(pairs), pairs, record, lists]) {
      expect(aws.verifyRequest({ url, headers: form })).toEqual(ok);
      expect(await aws.handleRequest({ url, headers: form })).toMatchObject({ status: 200 });
    }
  });

  test('an address as a URL', async () => {
    const { url, headers } = await signed();
    expect(aws.verifyRequest({ url: new URL(url), headers })).toEqual(ok);
  });

  test('bodies: none, text, bytes, a buffer of bytes, a stream, the request itself', async () => {
    const text = 'Action=GetUser&Version=2010-05-08&UserName=alice';
    const bytes = new TextEncoder().encode(text);
    const stream = () => new Blob([text]).stream() as unknown as AsyncIterable<Uint8Array>;
    const headers = {
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIA/20260131/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0',
    };
    const url = 'https://iam.amazonaws.com/';
    for (const body of [
      text,
      bytes,
      bytes.buffer,
      new DataView(bytes.buffer) as unknown as Uint8Array,
      stream(),
    ]) {
      expect(await aws.handleRequest({ method: 'POST', url, headers, body })).toMatchObject({ status: 200 });
    }
    const incoming = Object.assign(new PassThrough(), { method: 'POST', url, headers });
    incoming.end(text);
    expect(await aws.handleRequest(incoming)).toMatchObject({ status: 200 });
    for (const body of [null, undefined, ''])
      expect(await aws.handleRequest({ method: 'POST', url, headers, body })).toMatchObject({
        status: 400,
        body: expect.stringContaining('<Code>MissingAction</Code>'),
      });
  });

  test('a stream that breaks rejects with its error', async () => {
    const body = new PassThrough();
    const answer = aws.handleRequest({
      method: 'POST',
      url: 'https://iam.amazonaws.com/',
      headers: {},
      body,
    });
    body.destroy(new Error('aborted'));
    await expect(answer).rejects.toThrow('aborted');
  });

  test.each<[what: string, given: unknown, message: string]>([
    ['nothing', undefined, 'verifyRequest() got undefined. Give { method, url, headers, body }.'],
    ['a number', 3, 'verifyRequest() got 3. Give { method, url, headers, body }.'],
    [
      'a method',
      { method: 1 },
      "verifyRequest() got 1 for the method of a request. Give a text such as 'POST'.",
    ],
    [
      'a url',
      { url: 1 },
      "verifyRequest() got 1 for the url of a request. Give an address, 'https://iam.amazonaws.com/', or a URL.",
    ],
    [
      'headers',
      { headers: 'host: a' },
      'verifyRequest() got "host: a" for the headers of a request. Give an object such as { host: \'iam.amazonaws.com\' }, or Headers.',
    ],
    [
      'a body',
      { body: { a: 1 } },
      'verifyRequest() got {"a":1} for the body of a request. Give a text or bytes, as they are sent.',
    ],
  ])('%s that is none is told', async (_what, given, message) => {
    expect(() => aws.verifyRequest(given as never)).toThrow(new UsageError(`iam-in-memory: ${message}`));
    await expect(aws.handleRequest(given as never)).rejects.toThrow(
      new UsageError(`iam-in-memory: ${message.replace('verifyRequest', 'handleRequest')}`),
    );
  });
});

describe('hostile headers', () => {
  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'SignedHeaders names %s',
    async (name) => {
      const strict = createIamMock({
        now,
        signatures: 'verify',
        seed: { users: { alice: { accessKeys: 1 } } },
      });
      const url = 'https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08';
      const credentials: Keys = strict.credentialsFor('alice');
      const { headers } = await new AwsV4Signer({
        ...credentials,
        service: 'iam',
        region: 'us-east-1',
        url,
      }).sign();
      const authorization =
        headers.get('authorization')?.replace('SignedHeaders=', `SignedHeaders=${name};`) ?? '';
      headers.set('authorization', authorization);
      const record = Object.fromEntries(headers);
      expect(strict.verifyRequest({ url, headers: record })).toMatchObject({
        ok: false,
        code: 'SignatureDoesNotMatch',
      });
      expect(await strict.handleRequest({ url, headers: record })).toMatchObject({
        status: 403,
        body: expect.stringContaining('<Code>SignatureDoesNotMatch</Code>'),
      });
    },
  );

  test('a credential said a hundred thousand times takes no longer than it takes to read it', () => {
    const start = performance.now();
    for (const authorization of [
      'Credential='.repeat(100_000),
      ' Credential='.repeat(100_000),
      'X-Amz-Credential=a/'.repeat(100_000),
    ])
      expect(aws.verifyRequest({ url: 'https://example.com/', headers: { authorization } })).toMatchObject({
        ok: false,
      });
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
