import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  GetUserCommand,
  IAMClient,
  ListUsersCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as fc from 'fast-check';
import { createIamMock } from '../../../src/index.ts';
import { type Keys, type PlainRequest, type SdkRequest, captured, signerOf } from '../../support/signing.ts';

/*
 * One thing at a time is changed in requests that were right, for a service of each way to word errors.
 */

const now = new Date('2026-01-31T12:00:00Z');
const aws = createIamMock({ now, seed: { users: { alice: { accessKeys: 1 } }, roles: { app: {} } } });
const alice: Keys = aws.credentialsFor('alice');
const session = aws.credentialsFor('arn:aws:iam::123456789012:role/app') as Keys;

beforeAll(() =>
  jest.useFakeTimers({ now, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setTimeout'] }),
);
afterAll(() => jest.useRealTimers());
beforeEach(() => aws.reset());

const region = 'us-east-1';
const requestOf = {
  iam: (credentials: Keys) =>
    captured(new IAMClient({ region, credentials }), new GetUserCommand({ UserName: 'alice' })),
  dynamodb: (credentials: Keys) =>
    captured(new DynamoDBClient({ region, credentials }), new ListTablesCommand({})),
  s3: (credentials: Keys) =>
    captured(
      new S3Client({ region, credentials }),
      new PutObjectCommand({ Bucket: 'photos', Key: 'k', Body: 'hello' }),
    ),
  lambda: async (credentials: Keys): Promise<PlainRequest> => {
    const request = {
      method: 'GET',
      protocol: 'https:',
      hostname: 'lambda.us-east-1.amazonaws.com',
      path: '/2015-03-31/functions/arn%3Aaws%3Alambda/policy',
      headers: { host: 'lambda.us-east-1.amazonaws.com' },
    };
    const { headers } = await signerOf(credentials, 'lambda', region).sign(request, {
      signingDate: new Date(),
    });
    return { method: 'GET', url: `https://${request.hostname}${request.path}`, headers };
  },
};
type Service = keyof typeof requestOf;
const services = Object.keys(requestOf) as Service[];

interface Refusal {
  code: string;
  message: string | RegExp;
  status: number;
}

function expectRefusal(request: PlainRequest, { code, message, status }: Refusal): void {
  const verdict = aws.verifyRequest(request);
  if (verdict.ok) throw new Error('The signature was accepted.');
  expect({ code: verdict.code, message: verdict.message, status: verdict.status }).toEqual({
    code,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
    status,
  });
}

/** The common front end's refusals by their name in the Query protocol, and S3's own. */
type Expected = {
  query: string;
  queryStatus: number;
  message: string | RegExp;
  s3: [string, string | RegExp, number];
};

const jsonNames: Record<string, string> = {
  SignatureDoesNotMatch: 'InvalidSignatureException',
  InvalidClientTokenId: 'UnrecognizedClientException',
  ExpiredToken: 'ExpiredTokenException',
  MissingAuthenticationToken: 'MissingAuthenticationTokenException',
  IncompleteSignature: 'IncompleteSignatureException',
};

function refusalFor(service: Service, { query, queryStatus, message, s3 }: Expected): Refusal {
  switch (service) {
    case 'iam':
      return { code: query, message, status: queryStatus };
    case 'dynamodb':
      return { code: jsonNames[query] as string, message, status: 400 };
    case 'lambda':
      return { code: jsonNames[query] as string, message, status: 403 };
    case 's3':
      return { code: s3[0], message: s3[1], status: s3[2] };
  }
}

const mismatch: Expected = {
  query: 'SignatureDoesNotMatch',
  queryStatus: 403,
  message:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  s3: [
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    403,
  ],
};
const invalidToken: Expected = {
  query: 'InvalidClientTokenId',
  queryStatus: 403,
  message: 'The security token included in the request is invalid.',
  s3: ['InvalidToken', 'The provided token is malformed or otherwise invalid.', 400],
};
const unknownKey: Expected = {
  ...invalidToken,
  s3: ['InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403],
};
const scopeRefusal = (message: string, s3: string): Expected => ({
  query: 'SignatureDoesNotMatch',
  queryStatus: 403,
  message,
  s3: ['AuthorizationHeaderMalformed', `The authorization header is malformed; ${s3}`, 400],
});
const incomplete = (message: string | RegExp, s3: string): Expected => ({
  query: 'IncompleteSignature',
  queryStatus: 400,
  message,
  s3: ['AuthorizationHeaderMalformed', `The authorization header is malformed; ${s3}`, 400],
});

const inAuthorization =
  (from: string | RegExp, to: string) =>
  (request: PlainRequest): void => {
    const before = request.headers['authorization'] as string;
    request.headers['authorization'] = before.replace(from, to);
    if (request.headers['authorization'] === before) throw new Error(`${String(from)} is not in ${before}.`);
  };

const threeParts =
  'the authorization header requires three components: Credential, SignedHeaders, and Signature.';
const fiveElements =
  'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".';

const cases: readonly [
  name: string,
  change: (request: PlainRequest, service: Service) => void,
  expected: Expected,
][] = [
  ['another signature', inAuthorization(/Signature=./, 'Signature=x'), mismatch],
  ['a truncated signature', inAuthorization(/.$/, ''), mismatch],
  [
    'another method',
    (request) => void (request.method = request.method === 'PUT' ? 'POST' : 'PUT'),
    mismatch,
  ],
  ['another path', (request) => void (request.url += '2'), mismatch],
  ['a parameter more', (request) => void (request.url += '?a=b'), mismatch],
  ['another host, in the header', (request) => void (request.headers['host'] = 'localhost:4566'), mismatch],
  [
    'another date on the same day',
    (request) => void (request.headers['x-amz-date'] = '20260131T120001Z'),
    mismatch,
  ],
  ['a header fewer than SignedHeaders says', inAuthorization(/SignedHeaders=/, 'SignedHeaders=a;'), mismatch],
  [
    'no signature at all',
    (request) => void delete request.headers['authorization'],
    {
      query: 'MissingAuthenticationToken',
      queryStatus: 403,
      message: 'Request is missing Authentication Token',
      s3: ['AccessDenied', 'Access Denied', 403],
    },
  ],
  [
    'a key that nobody issued',
    inAuthorization(/Credential=\w+/, 'Credential=AKIAIOSFODNN7EXAMPLE'),
    unknownKey,
  ],
  ['a key of the same length with another letter case', inAuthorization('AKIA', 'akia'), unknownKey],
  [
    'a superfluous session token',
    (request) => {
      request.headers['x-amz-security-token'] = 'token';
      inAuthorization('x-amz-date', 'x-amz-date;x-amz-security-token')(request);
    },
    invalidToken,
  ],
  [
    'another region',
    inAuthorization('/us-east-1/', '/eu-west-1/'),
    scopeRefusal(
      "Credential should be scoped to a valid region, not 'eu-west-1'.",
      "the region 'eu-west-1' is wrong; expecting 'us-east-1'",
    ),
  ],
  [
    'another terminator',
    inAuthorization('aws4_request', 'aws5_request'),
    scopeRefusal(
      "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'.",
      'incorrect terminal "aws5_request". This endpoint uses "aws4_request".',
    ),
  ],
  [
    'another day in the scope',
    inAuthorization('/20260131/', '/20260130/'),
    scopeRefusal(
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260130' != '20260131', from '20260131T120000Z'.",
      'invalid credential date "20260130". This date is not the same as X-Amz-Date: "20260131".',
    ),
  ],
  [
    'a credential of four parts',
    inAuthorization('/us-east-1/', '/'),
    incomplete(
      /^Credential must have exactly 5 slash-delimited elements, e\.g\. keyid\/date\/region\/service\/term, got 'AKIA\w{16}\/20260131\/\w+\/aws4_request'$/,
      fiveElements,
    ),
  ],
  [
    'a credential of six parts',
    inAuthorization('/us-east-1/', '/us/east-1/'),
    incomplete(/^Credential must have exactly 5 slash-delimited elements/, fiveElements),
  ],
  [
    'an empty part of the credential',
    inAuthorization('/us-east-1/', '//'),
    incomplete(/^Credential must have exactly 5 slash-delimited elements/, fiveElements),
  ],
  [
    'no Credential',
    inAuthorization(/Credential=[^,]*, /, ''),
    incomplete(
      /^Authorization header requires 'Credential' parameter\. Authorization=AWS4-HMAC-SHA256 SignedHeaders=.*$/,
      threeParts,
    ),
  ],
  [
    'no SignedHeaders',
    inAuthorization(/SignedHeaders=[^,]*, /, ''),
    incomplete(/^Authorization header requires 'SignedHeaders' parameter\. Authorization=/, threeParts),
  ],
  [
    'no Signature',
    inAuthorization(/, Signature=.*/, ''),
    incomplete(/^Authorization header requires 'Signature' parameter\. Authorization=/, threeParts),
  ],
  [
    'an empty Signature',
    inAuthorization(/Signature=.*/, 'Signature='),
    incomplete(/^Authorization header requires 'Signature' parameter\. Authorization=/, threeParts),
  ],
  [
    'nothing behind the algorithm',
    inAuthorization(/ .*/, ''),
    incomplete(
      "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA256",
      threeParts,
    ),
  ],
  [
    'a part without equal sign',
    inAuthorization('Credential=', 'Credential:'),
    incomplete(
      /^'Credential:AKIA[^']*' not a valid key=value pair \(missing equal-sign\) in Authorization header: 'AWS4-HMAC-SHA256 Credential:/,
      threeParts,
    ),
  ],
  [
    'a part that is there twice',
    inAuthorization('SignedHeaders=', 'Signature=x, SignedHeaders='),
    incomplete(/not a valid key=value pair/, threeParts),
  ],
  [
    'another scheme',
    inAuthorization('AWS4-HMAC-SHA256', 'Bearer'),
    {
      ...incomplete("Unsupported AWS 'algorithm': 'Bearer'", ''),
      s3: ['InvalidArgument', 'Unsupported Authorization Type', 400],
    },
  ],
  [
    'signature version 2',
    (request) =>
      void (request.headers['authorization'] = 'AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg='),
    {
      ...incomplete("Unsupported AWS 'algorithm': 'AWS'", ''),
      s3: [
        'InvalidRequest',
        'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
        400,
      ],
    },
  ],
  [
    'no date',
    (request) => void delete request.headers['x-amz-date'],
    {
      ...incomplete(
        /^Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header\. Authorization=AWS4-HMAC-SHA256 Credential=/,
        '',
      ),
      s3: ['AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header', 403],
    },
  ],
  [
    'a date that is none',
    (request) => void (request.headers['x-amz-date'] = '2026-01-31 12:00'),
    {
      ...incomplete(
        "Date must be in ISO-8601 'basic format'. Got '2026-01-31 12:00'. See http://en.wikipedia.org/wiki/ISO_8601",
        '',
      ),
      s3: ['AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header', 403],
    },
  ],
  [
    'a month that is none',
    (request) => void (request.headers['x-amz-date'] = '20261331T120000Z'),
    {
      ...incomplete(/^Date must be in ISO-8601 'basic format'\. Got '20261331T120000Z'/, ''),
      s3: ['AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header', 403],
    },
  ],
  [
    'a host that is not signed',
    inAuthorization(/host;/, ''),
    {
      query: 'SignatureDoesNotMatch',
      queryStatus: 403,
      message: "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
      s3: ['AccessDenied', 'There were headers present in the request which were not signed', 403],
    },
  ],
  [
    'an x-amz- header that is not signed',
    (request) => void (request.headers['X-Amz-Acl'] = 'public-read'),
    {
      query: 'SignatureDoesNotMatch',
      queryStatus: 403,
      message: "'x-amz-acl' must be a 'SignedHeader' in the AWS Authorization.",
      s3: ['AccessDenied', 'There were headers present in the request which were not signed', 403],
    },
  ],
  [
    'the clock 15 minutes and a second later',
    () => aws.clock.set('2026-01-31T12:15:01Z'),
    {
      query: 'SignatureDoesNotMatch',
      queryStatus: 403,
      message:
        'Signature expired: 20260131T120000Z is now earlier than 20260131T120001Z (20260131T121501Z - 15 min.)',
      s3: [
        'RequestTimeTooSkewed',
        'The difference between the request time and the current time is too large.',
        403,
      ],
    },
  ],
  [
    'the clock 15 minutes and a second earlier',
    () => aws.clock.set('2026-01-31T11:44:59Z'),
    {
      query: 'SignatureDoesNotMatch',
      queryStatus: 403,
      message:
        'Signature not yet current: 20260131T120000Z is still later than 20260131T115959Z (20260131T114459Z + 15 min.)',
      s3: [
        'RequestTimeTooSkewed',
        'The difference between the request time and the current time is too large.',
        403,
      ],
    },
  ],
  [
    'another service',
    (request, service) => inAuthorization(`/${service}/`, '/ec2/')(request),
    {
      query: 'SignatureDoesNotMatch',
      queryStatus: 403,
      message: /^Credential should be scoped to correct service: '(iam|dynamodb|lambda)'\.$/,
      s3: [
        'AuthorizationHeaderMalformed',
        'The authorization header is malformed; incorrect service "ec2". This endpoint belongs to "s3".',
        400,
      ],
    },
  ],
];

describe.each(services)('a request to %s with', (service) => {
  test.each(cases)('%s', async (_name, change, expected) => {
    const request = await requestOf[service](alice);
    expect(aws.verifyRequest(request).ok).toBe(true);
    change(request, service);
    expectRefusal(request, refusalFor(service, expected));
  });
});

describe.each(services)('a temporary key at %s', (service) => {
  test('without its token', async () => {
    const { accessKeyId, secretAccessKey } = session;
    expectRefusal(
      await requestOf[service]({ accessKeyId, secretAccessKey }),
      refusalFor(service, unknownKey),
    );
  });

  test.each(['', 'x', `${session.sessionToken}x`, session.sessionToken?.slice(1)])(
    'with the token %.20p',
    async (sessionToken) => {
      const request = await requestOf[service]({ ...session, sessionToken: sessionToken || 'x' });
      if (sessionToken === '') request.headers['x-amz-security-token'] = '';
      expectRefusal(request, refusalFor(service, invalidToken));
    },
  );

  test('with the token of another session', async () => {
    const other = aws.credentialsFor('arn:aws:iam::123456789012:role/app') as Keys;
    expectRefusal(
      await requestOf[service]({ ...session, sessionToken: other.sessionToken as string }),
      refusalFor(service, invalidToken),
    );
  });

  test('whose session is over', async () => {
    aws.clock.set('2026-01-31T13:00:00Z');
    jest.setSystemTime(new Date('2026-01-31T13:00:00Z'));
    const signed = await requestOf[service](session);
    jest.setSystemTime(now);
    expectRefusal(
      signed,
      refusalFor(service, {
        query: 'ExpiredToken',
        queryStatus: 403,
        message: 'The security token included in the request is expired',
        s3: ['ExpiredToken', 'The provided token has expired.', 400],
      }),
    );
  });
});

describe('keys that are refused', () => {
  const root = new IAMClient({
    region,
    requestHandler: aws.requestHandler,
    credentials: aws.credentialsFor('root'),
  });
  const sessionOf = async (): Promise<PlainRequest> => {
    const { AccessKey } = await root.send(new CreateAccessKeyCommand({ UserName: 'alice' }));
    made = AccessKey?.AccessKeyId as string;
    return await requestOf.iam({ accessKeyId: made, secretAccessKey: AccessKey?.SecretAccessKey as string });
  };
  let made = '';

  test('an inactive key, until it is active again', async () => {
    const request = await sessionOf();
    await root.send(new UpdateAccessKeyCommand({ UserName: 'alice', AccessKeyId: made, Status: 'Inactive' }));
    expectRefusal(request, refusalFor('iam', unknownKey));
    await root.send(new UpdateAccessKeyCommand({ UserName: 'alice', AccessKeyId: made, Status: 'Active' }));
    expect(aws.verifyRequest(request).ok).toBe(true);
  });

  test('a deleted key', async () => {
    const request = await sessionOf();
    await root.send(new DeleteAccessKeyCommand({ UserName: 'alice', AccessKeyId: made }));
    expectRefusal(request, refusalFor('iam', unknownKey));
  });

  test('the key of a user that is gone', async () => {
    const request = await requestOf.iam(alice);
    await root.send(new DeleteAccessKeyCommand({ UserName: 'alice', AccessKeyId: alice.accessKeyId }));
    await root.send(new DeleteUserCommand({ UserName: 'alice' }));
    expectRefusal(request, refusalFor('iam', unknownKey));
  });
});

describe('several things are wrong', () => {
  test('with the scope: all are told', async () => {
    const request = await requestOf.iam(alice);
    inAuthorization('/20260131/us-east-1/iam/aws4_request', '/20260130/eu-west-1/sts/aws4')(request);
    expectRefusal(request, {
      code: 'SignatureDoesNotMatch',
      message:
        "Credential should be scoped to a valid region, not 'eu-west-1'. Credential should be scoped to correct service: 'iam'. " +
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws4'. " +
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260130' != '20260131', from '20260131T120000Z'.",
      status: 403,
    });
  });

  test('with the headers: all are told', async () => {
    const request = await requestOf.iam(alice);
    inAuthorization(/SignedHeaders=[^,]*/, 'SignedHeaders=content-type')(request);
    const message = aws.verifyRequest(request);
    expect(message).toMatchObject({
      message: expect.stringMatching(
        /^'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization\. .*'x-amz-date' must be a 'SignedHeader' in the AWS Authorization\./,
      ),
    });
  });
});

const headersOf = async (hostname: string, service: string, more: Record<string, string>) => {
  const headers = { host: hostname, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...more };
  const signed = await signerOf(alice, service, region).sign(
    { method: 'POST', protocol: 'https:', hostname, path: '/', headers, body: 'a' },
    { signingDate: now },
  );
  return {
    method: 'POST',
    url: `https://${hostname}/`,
    headers: signed.headers,
    body: 'b',
  };
};

describe('the body', () => {
  test('of a form', async () => {
    const request = await requestOf.iam(alice);
    request.body = String(request.body).replace('alice', 'mallory');
    expectRefusal(request, refusalFor('iam', mismatch));
  });

  test('as bytes is as good as text', async () => {
    const request = await requestOf.iam(alice);
    expect(aws.verifyRequest({ ...request, body: new TextEncoder().encode(request.body as string) }).ok).toBe(
      true,
    );
  });

  test('of S3 must have the hash that is signed', async () => {
    const request = await requestOf.s3(alice);
    const hash = request.headers['x-amz-content-sha256'] as string;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expectRefusal(
      { ...request, body: 'hullo' },
      {
        code: 'XAmzContentSHA256Mismatch',
        message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
        status: 400,
      },
    );
    request.headers['x-amz-content-sha256'] =
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    expectRefusal(request, refusalFor('s3', mismatch));
  });

  test('of S3 needs a hash', async () => {
    const request = await requestOf.s3(alice);
    delete request.headers['x-amz-content-sha256'];
    expectRefusal(request, {
      code: 'InvalidRequest',
      message: 'Missing required header for this request: x-amz-content-sha256',
      status: 400,
    });
  });

  test.each([
    'hash',
    '',
    'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855',
    'unsigned-payload',
  ])('of S3 needs a hash, and %p is none', async (value) => {
    const request = await requestOf.s3(alice);
    request.headers['x-amz-content-sha256'] = value;
    expectRefusal(request, {
      code: 'InvalidArgument',
      message: /^x-amz-content-sha256 must be UNSIGNED-PAYLOAD, .* or a valid sha256 value\.$/,
      status: 400,
    });
  });

  test.each(['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'])(
    'of S3 may be anything with %s',
    async (mark) => {
      const request: SdkRequest = {
        method: 'PUT',
        protocol: 'https:',
        hostname: 'photos.s3.us-east-1.amazonaws.com',
        path: '/k',
        headers: { host: 'photos.s3.us-east-1.amazonaws.com', 'x-amz-content-sha256': mark },
        body: 'signed',
      };
      const { headers } = await signerOf(alice, 's3', region, { uriEscapePath: false }).sign(request, {
        signingDate: now,
      });
      const sent = {
        method: 'PUT',
        url: 'https://photos.s3.us-east-1.amazonaws.com/k',
        headers: headers,
        body: 'another',
      };
      expect(aws.verifyRequest(sent)).toMatchObject({ ok: true, service: 's3' });
      expectRefusal(
        {
          ...sent,
          headers: {
            ...headers,
            'x-amz-content-sha256': 'UNSIGNED-PAYLOAD'.slice(mark === 'UNSIGNED-PAYLOAD' ? 1 : 0),
          },
        },
        mark === 'UNSIGNED-PAYLOAD'
          ? { code: 'InvalidArgument', message: /^x-amz-content-sha256 must be/, status: 400 }
          : refusalFor('s3', mismatch),
      );
    },
  );

  test('may be unsigned at REST services, and not in forms or JSON documents', async () => {
    expect(
      aws.verifyRequest(await headersOf('data.mediastore.us-east-1.amazonaws.com', 'mediastore', {})).ok,
    ).toBe(true);
    expect(
      aws.verifyRequest(
        await headersOf('iam.amazonaws.com', 'iam', { 'content-type': 'application/x-www-form-urlencoded' }),
      ).ok,
    ).toBe(false);
    expect(
      aws.verifyRequest(
        await headersOf('kms.us-east-1.amazonaws.com', 'kms', { 'x-amz-target': 'TrentService.ListKeys' }),
      ).ok,
    ).toBe(false);
  });
});

const at = async (
  url: string,
  { service = 'execute-api', headers = {} }: { service?: string; headers?: Record<string, string> } = {},
): Promise<PlainRequest> => {
  const { protocol, hostname, port, pathname, host } = new URL(url);
  const signed = await signerOf(alice, service, region).sign(
    {
      method: 'GET',
      protocol,
      hostname,
      ...(port ? { port: Number(port) } : {}),
      path: pathname,
      headers: { host, ...headers },
    },
    { signingDate: now },
  );
  return { method: 'GET', url, headers: signed.headers };
};

describe('where a request may stand', () => {
  test.each([
    'https://abc123.execute-api.us-east-1.amazonaws.com/prod/items',
    'http://localhost:4566/a%20b/c',
    'https://example.com/',
    'http://[::1]:8080/x',
  ])('at %s', async (url) => {
    expect(aws.verifyRequest(await at(url))).toMatchObject({ ok: true, service: 'execute-api' });
  });

  test('with the host in the address alone', async () => {
    const request = await at('http://localhost:4566/x');
    delete request.headers['host'];
    expect(aws.verifyRequest(request).ok).toBe(true);
    const standardPort = await at('https://example.com/x');
    delete standardPort.headers['host'];
    expect(aws.verifyRequest({ ...standardPort, url: 'https://example.com:443/x' }).ok).toBe(true);
  });

  test('with a path for an address, and the host as HTTP/2 has it', async () => {
    const request = await at('https://example.com/x');
    expect(aws.verifyRequest({ ...request, url: '/x' }).ok).toBe(true);
    const { host, ...headers } = request.headers;
    expect(aws.verifyRequest({ ...request, url: '/x', headers: { ...headers, ':authority': host } }).ok).toBe(
      true,
    );
    expectRefusal(
      { ...request, url: '/x', headers },
      { code: 'InvalidSignatureException', message: /'Host' or ':authority'/, status: 403 },
    );
  });

  test('with header names in any case, and several values', async () => {
    const request = await at('https://example.com/x', {
      headers: { 'x-amz-meta-team': 'a,b', 'X-Custom': '  two   spaces ' },
    });
    const headers: Record<string, string | string[]> = {};
    for (const [name, value] of Object.entries(request.headers)) headers[name.toUpperCase()] = value;
    headers['X-AMZ-META-TEAM'] = ['a', 'b'];
    headers['X-CUSTOM'] = 'two spaces';
    expect(aws.verifyRequest({ ...request, headers }).ok).toBe(true);
  });

  test('with commas and no spaces in the Authorization header', async () => {
    const request = await at('https://example.com/x');
    request.headers['authorization'] = (request.headers['authorization'] as string).replaceAll(', ', ',');
    expect(aws.verifyRequest(request).ok).toBe(true);
  });

  test('with a fragment behind the address, which nobody sends', async () => {
    const request = await at('https://example.com/x');
    expect(aws.verifyRequest({ ...request, url: 'https://example.com/x#part' }).ok).toBe(true);
  });

  test('with a Date header in place of x-amz-date', async () => {
    const { createHash, createHmac } = await import('node:crypto');
    const date = 'Sat, 31 Jan 2026 12:00:00 GMT';
    const hash = (text: string) => createHash('sha256').update(text).digest('hex');
    const canonical = `GET\n/\n\ndate:${date}\nhost:example.com\n\ndate;host\n${hash('')}`;
    const toSign = `AWS4-HMAC-SHA256\n20260131T120000Z\n20260131/us-east-1/execute-api/aws4_request\n${hash(canonical)}`;
    let key: Buffer | string = `AWS4${alice.secretAccessKey}`;
    for (const part of ['20260131', 'us-east-1', 'execute-api', 'aws4_request'])
      key = createHmac('sha256', key).update(part).digest();
    const signature = createHmac('sha256', key).update(toSign).digest('hex');
    const request = {
      method: 'GET',
      url: 'https://example.com/',
      headers: {
        date,
        authorization: `AWS4-HMAC-SHA256 Credential=${alice.accessKeyId}/20260131/us-east-1/execute-api/aws4_request, SignedHeaders=date;host, Signature=${signature}`,
      },
    };
    expect(aws.verifyRequest(request)).toMatchObject({ ok: true, signedHeaders: ['date', 'host'] });
    expect(
      aws.verifyRequest({
        ...request,
        headers: { ...request.headers, date: 'Sat, 31 Jan 2026 12:00:01 GMT' },
      }).ok,
    ).toBe(false);
  });

  test('S3 at its global endpoint, for buckets of any region', async () => {
    for (const bucketRegion of ['us-east-1', 'eu-west-1']) {
      const s3 = new S3Client({
        region: bucketRegion,
        credentials: alice,
        endpoint: 'https://s3.amazonaws.com',
        forcePathStyle: true,
      });
      const request = await captured(s3, new GetObjectCommand({ Bucket: 'photos', Key: 'k' }));
      expect(request.url).toMatch(/^https:\/\/s3\.amazonaws\.com\/photos\/k/);
      expect(aws.verifyRequest(request)).toMatchObject({ ok: true, region: bucketRegion });
    }
  });

  test('S3 in a bucket whose name is a region', async () => {
    const s3 = new S3Client({ region: 'eu-west-1', credentials: alice });
    const request = await captured(s3, new GetObjectCommand({ Bucket: 'us-east-2', Key: 'k' }));
    expect(aws.verifyRequest(request)).toMatchObject({ ok: true, region: 'eu-west-1' });
  });
});

describe('laws', () => {
  const text = fc
    .string({ unit: 'grapheme', maxLength: 12 })
    // Lone surrogates have no percent encoding.
    .filter((value) => !/\p{Surrogate}/u.test(value));

  test('whatever the SDK signs is verified, for any path, query, header and body', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
          segments: fc.array(text, { maxLength: 4 }),
          query: fc.dictionary(
            text.filter((name) => name !== '' && !/^x-amz-|^__proto__$/i.test(name)),
            fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })),
            { maxKeys: 5 },
          ),
          header: fc.string({ maxLength: 20 }),
          body: text,
          service: fc.constantFrom('s3', 'execute-api'),
          temporary: fc.boolean(),
        }),
        async ({ method, segments, query, header, body, service, temporary }) => {
          const hostname = 'localhost';
          // S3 clients send the slashes in a key as they are; services at large take them for a part of the segment.
          const slash = service === 's3' ? '/' : '%2F';
          const path = `/${segments
            .map((segment) =>
              encodeURIComponent(segment)
                .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
                .replaceAll('%2F', slash),
            )
            .join('/')}`;
          const request: SdkRequest = {
            method,
            protocol: 'https:',
            hostname,
            path,
            query,
            headers: {
              host: hostname,
              'x-header': header,
              ...(service === 's3' ? { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } : {}),
            },
            body,
          };
          const signed = await signerOf(temporary ? session : alice, service, region, {
            uriEscapePath: service !== 's3',
          }).sign(request, { signingDate: now });
          const parameters = Object.entries(query).flatMap(([name, value]) =>
            [value].flat().map((item) => `${encodeURIComponent(name)}=${encodeURIComponent(item)}`),
          );
          const sent = {
            method,
            url: `https://localhost${path}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`,
            headers: signed.headers,
            body,
          };
          const verdict = aws.verifyRequest(sent);
          if (!verdict.ok) throw new Error(JSON.stringify(verdict, undefined, 1));
          expect(verdict.identity.accessKeyId).toBe((temporary ? session : alice).accessKeyId);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('no request with anything changed is verified', async () => {
    const requests = await Promise.all([
      requestOf.iam(alice),
      requestOf.dynamodb(session),
      requestOf.lambda(alice),
    ]);
    fc.assert(
      fc.property(
        fc.constantFrom(...requests),
        fc.oneof(
          fc.record({
            what: fc.constant('query'),
            value: fc.tuple(
              text.filter((name) => name !== ''),
              text,
            ),
          }),
          fc.record({ what: fc.constant('header'), value: fc.tuple(fc.nat(), fc.string({ minLength: 1 })) }),
          fc.record({
            what: fc.constant('body'),
            value: fc.tuple(fc.string({ minLength: 1 }), fc.constant('')),
          }),
          fc.record({
            what: fc.constant('signature'),
            value: fc.tuple(fc.stringMatching(/^[0-9a-f]{64}$/), fc.constant('')),
          }),
        ),
        (request, { what, value: [first, second] }) => {
          const changed: PlainRequest = { ...request, headers: { ...request.headers } };
          if (what === 'query') changed.url += `?${encodeURIComponent(first)}=${encodeURIComponent(second)}`;
          else if (what === 'body')
            changed.body = `${typeof request.body === 'object' ? new TextDecoder().decode(request.body) : (request.body ?? '')}${first}`;
          else if (what === 'signature')
            changed.headers['authorization'] = (request.headers['authorization'] as string).replace(
              /[0-9a-f]{64}$/,
              first as string,
            );
          else {
            const signed = (
              /SignedHeaders=([^,]*)/.exec(request.headers['authorization'] as string)?.[1] ?? ''
            ).split(';');
            const name = signed[(first as number) % signed.length] as string;
            if (`${request.headers[name]}${second}`.replace(/\s+/g, ' ').trim() === request.headers[name])
              return;
            changed.headers[name] += second;
          }
          expect(aws.verifyRequest(changed).ok).toBe(false);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('any text for an Authorization header, an address or a header is refused in AWS’s words', () => {
    const hostile = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(
        'AWS4-HMAC-SHA256',
        'AWS4-HMAC-SHA256 ,,,',
        'AWS4-HMAC-SHA256 =',
        'AWS4-HMAC-SHA256 Credential=a/b/c/d/e',
        'AWS4-HMAC-SHA256 Credential=////, SignedHeaders=;;;, Signature=s',
        '%',
        '__proto__',
        ','.repeat(5000),
      ),
    );
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (authorization, date, query, name) => {
        for (const url of [
          `https://iam.amazonaws.com/?${query}`,
          `https://photos.s3.amazonaws.com/?X-Amz-Signature=${query}`,
          query,
        ]) {
          const verdict = aws.verifyRequest({
            method: 'POST',
            url,
            headers: { authorization, 'x-amz-date': date, [name]: query },
            body: query,
          });
          expect(verdict).toMatchObject({
            ok: false,
            code: expect.stringMatching(/^\w+$/),
            message: expect.any(String),
          });
          expect((verdict as { status: number }).status).toBeGreaterThanOrEqual(400);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('enormous headers are refused in a moment, and not repeated whole', () => {
    const size = 1_000_000;
    for (const authorization of [
      'A'.repeat(size),
      `AWS4-HMAC-SHA256 ${'a=b,'.repeat(size / 4)}`,
      `AWS4-HMAC-SHA256 Credential=${'/'.repeat(size)}`,
      `AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=${'h;'.repeat(size / 2)}, Signature=s`,
    ]) {
      const started = performance.now();
      const verdict = aws.verifyRequest({
        method: 'GET',
        url: 'https://iam.amazonaws.com/',
        headers: { authorization, 'x-amz-date': '20260131T120000Z' },
      });
      expect(performance.now() - started).toBeLessThan(1000);
      expect(verdict.ok).toBe(false);
      expect((verdict as { message: string }).message.length).toBeLessThan(5000);
    }
  });
});

test('an unsigned listing of users is not answered for nobody', async () => {
  expectRefusal(
    {
      ...(await captured(new IAMClient({ region, credentials: alice }), new ListUsersCommand({}))),
      headers: {},
    },
    { code: 'MissingAuthenticationToken', message: 'Request is missing Authentication Token', status: 403 },
  );
});
