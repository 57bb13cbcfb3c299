import { createHash, createHmac } from 'node:crypto';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { createIamMock } from '../../../src/index.ts';
import { type Keys, type PlainRequest, signerOf } from '../../support/signing.ts';

/*
 * A signer written by hand, with one of the usual mistakes at a time: the verdict must name it.
 */

const now = new Date('2026-01-31T12:00:00Z');
const aws = createIamMock({ now, seed: { users: { alice: { accessKeys: 1 }, bob: { accessKeys: 1 } } } });
const alice: Keys = aws.credentialsFor('alice');
const bob: Keys = aws.credentialsFor('bob');

const sha256 = (data: string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** Everything that goes into a signature, right for the request below until a test changes it. */
interface Draft {
  method: string;
  path: string;
  query: string;
  headers: [string, string][];
  signedHeaders: string;
  payloadHash: string;
  canonical: (draft: Draft) => string;
  toSign: (canonical: string, draft: Draft) => string;
  date: string;
  scope: { date: string; region: string; service: string };
  secret: string;
  key: (draft: Draft) => string | Buffer;
  signature: (key: string | Buffer, toSign: string) => string;
}

const body = '{"name":"x"}\n';

const draft = (service = 'execute-api'): Draft => ({
  method: 'POST',
  path: service === 's3' ? '/a%20b/c%2Bd' : '/a%2520b/c%252Bd',
  query: 'a=1&b=x%20y&b=z%2F',
  headers: [
    ['content-type', 'application/json'],
    ['host', 'localhost:4566'],
    ['x-amz-date', '20260131T120000Z'],
    ['x-list', 'a b,c'],
    ...(service === 's3' ? ([['x-amz-content-sha256', sha256(body)]] as [string, string][]) : []),
  ].toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)) as [string, string][],
  get signedHeaders() {
    return this.headers.map(([name]) => name).join(';');
  },
  set signedHeaders(value: string) {
    Object.defineProperty(this, 'signedHeaders', { value });
  },
  payloadHash: sha256(body),
  canonical: ({ method, path, query, headers, signedHeaders, payloadHash }) =>
    `${method}\n${path}\n${query}\n${headers.map(([name, value]) => `${name}:${value}\n`).join('')}\n${signedHeaders}\n${payloadHash}`,
  toSign: (canonical, { date, scope }) =>
    `AWS4-HMAC-SHA256\n${date}\n${scope.date}/${scope.region}/${scope.service}/aws4_request\n${sha256(canonical)}`,
  date: '20260131T120000Z',
  scope: { date: '20260131', region: 'us-east-1', service },
  secret: alice.secretAccessKey,
  key: ({ secret, scope }) =>
    [scope.date, scope.region, scope.service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`),
  signature: (key, toSign) => hmac(key, toSign).toString('hex'),
});

/** The request that arrives, whatever was signed. */
function requestOf(
  signed: Draft,
  service = 'execute-api',
): PlainRequest & { canonical: string; toSign: string } {
  const canonical = signed.canonical(signed);
  const toSign = signed.toSign(canonical, signed);
  const right = draft(service);
  const headers = Object.fromEntries(right.headers);
  headers['x-list'] = '  a   b,c ';
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${alice.accessKeyId}/20260131/us-east-1/${service}/aws4_request, ` +
    `SignedHeaders=${right.signedHeaders}, Signature=${signed.signature(signed.key(signed), toSign)}`;
  return {
    method: 'POST',
    url: 'http://localhost:4566/a%20b/c%2Bd?b=z/&b=x+y&a=1',
    headers,
    body,
    canonical,
    toSign,
  };
}

const differencesOf = (request: PlainRequest) => {
  const verdict = aws.verifyRequest(request);
  if (verdict.ok) throw new Error('The signature was accepted.');
  expect(verdict.code).toMatch(/^(SignatureDoesNotMatch|InvalidSignatureException)$/);
  if (verdict.differences === undefined) throw new Error('No differences were told.');
  return verdict.differences;
};

test.each(['execute-api', 's3'])('the draft is right for %s', (service) => {
  expect(aws.verifyRequest(requestOf(draft(service), service))).toMatchObject({ ok: true, service });
});

const header = (name: string, value: string) => (signed: Draft) => {
  signed.headers = signed.headers.map((pair) => (pair[0] === name ? [name, value] : pair));
};
const derive =
  (...parts: string[]) =>
  ({ secret }: Draft) =>
    parts.reduce<string | Buffer>(hmac, `AWS4${secret}`);

const mistakes: readonly [hint: string, mistake: (signed: Draft) => void, service?: 's3'][] = [
  ['The request was signed for GET, and sent with POST.', (signed) => void (signed.method = 'GET')],
  ['The method was signed in lower case.', (signed) => void (signed.method = 'post')],
  [
    'The path was encoded once: every service but S3 wants each segment of the path, as it is sent, encoded once more.',
    (signed) => void (signed.path = '/a%20b/c%2Bd'),
  ],
  [
    'The path was encoded twice: S3 wants it encoded once.',
    (signed) => void (signed.path = '/a%2520b/c%252Bd'),
    's3',
  ],
  ['The path was signed without any encoding.', (signed) => void (signed.path = '/a b/c+d'), 's3'],
  ['An empty path was signed: the canonical request has `/`.', (signed) => void (signed.path = '')],
  ['The path was left out: `/` was signed for `/a%2520b/c%252Bd`.', (signed) => void (signed.path = '/')],
  ['The path was signed with another slash at its end.', (signed) => void (signed.path += '/')],
  [
    'The parameters of the query were not sorted by name.',
    (signed) => void (signed.query = 'b=z%2F&b=x%20y&a=1'),
  ],
  [
    'The query was signed as it was sent: parameters are to be sorted and encoded anew.',
    (signed) => void (signed.query = 'b=z/&b=x+y&a=1'),
  ],
  [
    'The query was signed with the encoding it was sent with, and not encoded anew.',
    (signed) => void (signed.query = 'a=1&b=x+y&b=z/'),
  ],
  [
    'A space in the query was signed as `+`: it is to be `%20`.',
    (signed) => void (signed.query = 'a=1&b=x+y&b=z%2F'),
  ],
  [
    'A `+` in the query was meant as a plus: AWS reads a space. Send `%2B`.',
    (signed) => void (signed.query = 'a=1&b=x%2By&b=z%2F'),
  ],
  [
    'The parameters of the query were signed without encoding.',
    (signed) => void (signed.query = 'a=1&b=x y&b=z/'),
  ],
  ['The query was left out of the canonical request.', (signed) => void (signed.query = '')],
  [
    'The parameter `a` was added to the query after signing.',
    (signed) => void (signed.query = 'b=x%20y&b=z%2F'),
  ],
  ['The host was signed as `localhost`, and sent as `localhost:4566`.', header('host', 'localhost')],
  [
    'The host was signed as `execute-api.us-east-1.amazonaws.com`, and sent as `localhost:4566`.',
    header('host', 'execute-api.us-east-1.amazonaws.com'),
  ],
  [
    'The content type was signed with a charset, and sent without.',
    header('content-type', 'application/json; charset=utf-8'),
  ],
  [
    'The values of the headers were not trimmed, and several spaces in a row not made one.',
    header('x-list', '  a   b,c '),
  ],
  [
    'Several values of one header were joined by `, `: a comma alone is to be between them.',
    header('x-list', 'a b, c'),
  ],
  [
    'The payload was signed as UNSIGNED-PAYLOAD: this service wants the hash of the body.',
    (signed) => void (signed.payloadHash = 'UNSIGNED-PAYLOAD'),
  ],
  [
    `The payload was signed as UNSIGNED-PAYLOAD, but x-amz-content-sha256 says ${sha256(body)}.`,
    (signed) => void (signed.payloadHash = 'UNSIGNED-PAYLOAD'),
    's3',
  ],
  [
    'The payload was signed as empty: the canonical request ends with the hash of the body that is sent.',
    (signed) => void (signed.payloadHash = sha256('')),
  ],
  [
    'The hash of the payload is missing from the canonical request.',
    (signed) => void (signed.payloadHash = ''),
  ],
  [
    'The hash of the payload was signed in upper case.',
    (signed) => void (signed.payloadHash = sha256(body).toUpperCase()),
  ],
  [
    'A line end was added to the body before it was hashed.',
    (signed) => void (signed.payloadHash = sha256(`${body}\n`)),
  ],
  [
    'A line end was added to the body after it was hashed.',
    (signed) => void (signed.payloadHash = sha256('{"name":"x"}')),
  ],
  [
    'There is to be an empty line between the headers and SignedHeaders.',
    (signed) => {
      const { canonical } = signed;
      signed.canonical = (all) => canonical(all).replace('\n\n', '\n');
    },
  ],
  [
    'The lines of the canonical request were ended with `\\r\\n`: `\\n` is wanted.',
    (signed) => {
      const { canonical } = signed;
      signed.canonical = (all) => canonical(all).replaceAll('\n', '\r\n');
    },
  ],
  [
    'The canonical request has a line end too many.',
    (signed) => {
      const { canonical } = signed;
      signed.canonical = (all) => `${canonical(all)}\n`;
    },
  ],
  [
    'The canonical request itself was signed: the string to sign has its hash, after algorithm, date and scope.',
    (signed) => void (signed.toSign = (canonical) => canonical),
  ],
  [
    'The string to sign has the canonical request where its hash is to be.',
    (signed) => {
      const { toSign } = signed;
      signed.toSign = (canonical, all) => toSign(canonical, all).replace(sha256(canonical), () => canonical);
    },
  ],
  [
    'The hash in the string to sign is in upper case.',
    (signed) => {
      const { toSign } = signed;
      signed.toSign = (canonical, all) =>
        toSign(canonical, all).replace(/\w+$/, (hash) => hash.toUpperCase());
    },
  ],
  [
    'The string to sign has the day where the full date is to be.',
    (signed) => void (signed.date = '20260131'),
  ],
  [
    'The request was signed for the region `eu-west-1`, and the credential says `us-east-1`.',
    (signed) => void (signed.scope = { ...signed.scope, region: 'eu-west-1' }),
  ],
  [
    'The request was signed for the service `lambda`, and the credential says `execute-api`.',
    (signed) => void (signed.scope = { ...signed.scope, service: 'lambda' }),
  ],
  [
    'The request was signed for the date `20260201`, and the credential says `20260131`.',
    (signed) => void (signed.scope = { ...signed.scope, date: '20260201' }),
  ],
  [
    'The signing key was derived for the region `eu-central-1`, and the credential says `us-east-1`.',
    (signed) => void (signed.key = derive('20260131', 'eu-central-1', 'execute-api', 'aws4_request')),
  ],
  [
    'The signing key was derived for the service `s3`, and the credential says `execute-api`.',
    (signed) => void (signed.key = derive('20260131', 'us-east-1', 's3', 'aws4_request')),
  ],
  [
    'The signing key was derived for the date `20260130`, and the credential says `20260131`.',
    (signed) => void (signed.key = derive('20260130', 'us-east-1', 'execute-api', 'aws4_request')),
  ],
  [
    'The signing key was derived from the full date: it takes the day alone.',
    (signed) => void (signed.key = derive('20260131T120000Z', 'us-east-1', 'execute-api', 'aws4_request')),
  ],
  [
    'The last step of the signing key, `aws4_request`, is missing.',
    (signed) => void (signed.key = derive('20260131', 'us-east-1', 'execute-api')),
  ],
  [
    'The signing key was derived from the secret alone: it is to begin with `AWS4`.',
    (signed) =>
      void (signed.key = ({ secret }) =>
        ['20260131', 'us-east-1', 'execute-api', 'aws4_request'].reduce<string | Buffer>(hmac, secret)),
  ],
  [
    'The steps of the signing key were put into hexadecimal digits: each takes the bytes of the one before.',
    (signed) =>
      void (signed.key = ({ secret }) =>
        ['20260131', 'us-east-1', 'execute-api', 'aws4_request'].reduce<string>(
          (key, part) => hmac(key, part).toString('hex'),
          `AWS4${secret}`,
        )),
  ],
  [
    'The secret was used as it is: the signing key is derived from it in four steps.',
    (signed) => void (signed.key = ({ secret }) => secret),
  ],
  ['The secret was used with a line end behind it.', (signed) => void (signed.secret += '\n')],
  ['An empty secret was used.', (signed) => void (signed.secret = '')],
  [
    `The secret of another key was used: that of ${bob.accessKeyId}, with the id ${alice.accessKeyId}.`,
    (signed) => void (signed.secret = bob.secretAccessKey),
  ],
];

test.each(mistakes.map(([hint, mistake, service]) => ({ hint, mistake, service })))(
  '$hint',
  ({ hint, mistake, service }) => {
    const signed = draft(service);
    mistake(signed);
    const request = requestOf(signed, service);
    const right = draft(service);
    const { expected, signed: found, signature, hints } = differencesOf(request);
    expect(hints).toEqual([hint]);
    const canonical = right.canonical(right);
    expect(expected).toEqual({
      canonicalRequest: canonical,
      stringToSign: right.toSign(canonical, right),
      signature: right.signature(right.key(right), right.toSign(canonical, right)),
    });
    expect(found?.signature).toBe(signature);
    // What the caller has signed is shown as it was signed, but for keys, which are shown nowhere.
    if (!/secret|signing key/.test(hint)) {
      expect(found?.stringToSign).toBe(request.toSign);
      if (!hint.startsWith('The canonical request itself'))
        expect(found?.canonicalRequest).toBe(request.canonical);
    }
  },
);

test('no hint shows a secret', () => {
  for (const [, mistake, service] of mistakes) {
    const signed = draft(service);
    mistake(signed);
    const text = JSON.stringify(differencesOf(requestOf(signed, service)));
    expect(text).not.toContain(alice.secretAccessKey);
    expect(text).not.toContain(bob.secretAccessKey);
  }
});

test('two mistakes at once', () => {
  const signed = draft();
  signed.path = '/a%20b/c%2Bd';
  signed.payloadHash = sha256('');
  expect(differencesOf(requestOf(signed)).hints).toEqual([
    'The path was encoded once: every service but S3 wants each segment of the path, as it is sent, encoded once more.',
    'The payload was signed as empty: the canonical request ends with the hash of the body that is sent.',
  ]);
});

test.each([
  [
    'in upper case',
    (hex: string) => hex.toUpperCase(),
    'The signature is right but for its case: AWS compares it in lower-case hexadecimal digits.',
  ],
  [
    'in Base64',
    (hex: string) => Buffer.from(hex, 'hex').toString('base64'),
    'The signature is right, but encoded with Base64: AWS wants hexadecimal digits.',
  ],
  [
    'cut off',
    (hex: string) => hex.slice(0, 40),
    'The signature is no SHA-256 HMAC in hexadecimal digits: 64 are needed, this has 40 characters.',
  ],
])('a right signature %s', (_name, change, hint) => {
  const signed = draft();
  const { signature } = signed;
  signed.signature = (key, toSign) => change(signature(key, toSign));
  const differences = differencesOf(requestOf(signed));
  expect(differences.hints).toEqual([hint]);
  expect(differences).not.toHaveProperty('signed');
});

test('a mistake nobody has thought of', () => {
  const signed = draft();
  signed.secret = 'somebody else’s';
  const { hints, expected, ...more } = differencesOf(requestOf(signed));
  expect(hints).toEqual([
    expect.stringMatching(
      /^None of the usual mistakes leads to this signature\..*content-type;host;x-amz-date;x-list/s,
    ),
  ]);
  expect(Object.keys(more)).toEqual(['signature']);
  expect(expected.canonicalRequest).toBe(draft().canonical(draft()));
});

test('a body that changed under the hash it was signed with', () => {
  const signed = draft();
  signed.headers = [
    ...signed.headers,
    ['x-amz-content-sha256', sha256('before')] as [string, string],
  ].toSorted(([a], [b]) => (a < b ? -1 : 1));
  signed.payloadHash = sha256('before');
  const request = requestOf(signed);
  const signature = /Signature=(.*)/.exec(request.headers['authorization'] as string)?.[1];
  request.headers['x-amz-content-sha256'] = sha256('before');
  request.headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${alice.accessKeyId}/20260131/us-east-1/execute-api/aws4_request, SignedHeaders=${signed.signedHeaders}, Signature=${signature}`;
  expect(differencesOf(request).hints).toEqual([
    `The body changed after signing: the one signed has the hash ${sha256('before')}, the one sent ${sha256(body)}.`,
  ]);
});

test('a header that SignedHeaders names and the request has not', () => {
  const request = requestOf(draft());
  request.headers['authorization'] = (request.headers['authorization'] as string).replace(
    'content-type;host;x-amz-date;x-list',
    'accept;content-type;host;x-amz-date;x-list',
  );
  const signed = draft();
  const canonical = signed.canonical({
    ...signed,
    signedHeaders: 'accept;content-type;host;x-amz-date;x-list',
  });
  const signature = signed.signature(signed.key(signed), signed.toSign(canonical, signed));
  request.headers['authorization'] = request.headers['authorization'].replace(
    /Signature=.*/,
    `Signature=${signature}`,
  );
  expect(differencesOf(request).hints).toEqual([
    'SignedHeaders names `accept`, and the request has no such header.',
  ]);
});

test('SignedHeaders that are not sorted', () => {
  const order = 'x-list;host;x-amz-date;content-type';
  const signed = draft();
  signed.headers = order
    .split(';')
    .map((name) => signed.headers.find(([known]) => known === name) as [string, string]);
  const request = requestOf(signed);
  request.headers['authorization'] = (request.headers['authorization'] as string).replace(
    'content-type;host;x-amz-date;x-list',
    order,
  );
  expect(differencesOf(request).hints).toEqual([
    'The headers were signed in the order and case of SignedHeaders: lower-case names, sorted, are wanted.',
  ]);
});

const s3 = (credentials: Keys) => new S3Client({ region: 'us-east-1', credentials });
const presign = (credentials: Keys) =>
  getSignedUrl(s3(credentials), new GetObjectCommand({ Bucket: 'photos', Key: 'k' }), { expiresIn: 60 });

describe('presigned URLs', () => {
  beforeAll(() =>
    jest.useFakeTimers({ now, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setTimeout'] }),
  );
  afterAll(() => jest.useRealTimers());
  test.each([
    [
      'response-content-type=text%2Fplain',
      'The parameter `response-content-type` was added to the query after signing.',
    ],
    ['utm_source=mail', 'The parameter `utm_source` was added to the query after signing.'],
  ])('with %s added', async (parameter, hint) => {
    expect(
      differencesOf({ method: 'GET', url: `${await presign(alice)}&${parameter}`, headers: {} }).hints,
    ).toEqual([hint]);
  });

  test('behind a proxy', async () => {
    const url = await presign(alice);
    expect(
      differencesOf({ method: 'GET', url, headers: { host: 's3.us-east-1.amazonaws.com' } }).hints[0],
    ).toMatch(/^None of the usual mistakes/);
  });

  test('with the token added after signing', async () => {
    const role = createIamMock({ now, seed: { roles: { app: {} } } });
    const session = role.credentialsFor('arn:aws:iam::123456789012:role/app') as Keys;
    const { accessKeyId, secretAccessKey } = session;
    const url = `${await presign({ accessKeyId, secretAccessKey })}&X-Amz-Security-Token=${encodeURIComponent(session.sessionToken as string)}`;
    expect(role.verifyRequest(url)).toMatchObject({
      code: 'SignatureDoesNotMatch',
      differences: {
        hints: ['The session token (X-Amz-Security-Token) was added to the query after signing.'],
      },
    });
  });
});

test('a large request is explained in a moment', () => {
  const signed = draft();
  signed.secret = 'somebody else’s';
  const request = requestOf(signed);
  const started = performance.now();
  const query = Array.from({ length: 5000 }, (_, index) => `p${index}=${index}`).join('&');
  expect(
    differencesOf({ ...request, url: `http://localhost:4566/?${query}`, body: 'x'.repeat(4_000_000) }).hints,
  ).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(3000);
});

describe('what a request of S3 may hide', () => {
  /** Signs one request by hand and sends another. */
  function hintsOf(
    signed: { path: string; headers?: [string, string][] },
    sent: { path: string; headers?: Record<string, string> },
  ): readonly string[] {
    const right = draft('s3');
    right.path = signed.path;
    right.query = '';
    right.headers = [...right.headers.filter(([name]) => name !== 'x-list'), ...(signed.headers ?? [])];
    const canonical = right.canonical(right);
    const { method, signedHeaders } = right;
    return differencesOf({
      method,
      url: `http://localhost:4566${sent.path}`,
      headers: {
        ...Object.fromEntries(right.headers),
        ...sent.headers,
        authorization: `AWS4-HMAC-SHA256 Credential=${alice.accessKeyId}/20260131/us-east-1/s3/aws4_request, SignedHeaders=${signedHeaders}, Signature=${right.signature(right.key(right), right.toSign(canonical, right))}`,
      },
      body,
    }).hints;
  }

  test('a plus that was meant as one', () =>
    expect(hintsOf({ path: '/a%2Bb' }, { path: '/a+b' })).toEqual([
      'A `+` in the path was meant as a plus: S3 reads a space. Send `%2B`.',
    ]));

  test('an encoded slash', () =>
    expect(hintsOf({ path: '/a%2Fb' }, { path: '/a%2Fb' })).toEqual([
      'A `%2F` in the path was signed as it was sent: for S3 it is a slash like any other, which is not encoded.',
    ]));

  test('two lines of one header, as Node joins them', () =>
    expect(
      hintsOf(
        { path: '/', headers: [['x-amz-meta-a', 'one,two']] },
        { path: '/', headers: { 'x-amz-meta-a': 'one, two' } },
      ),
    ).toEqual([
      'Several lines of one header: AWS puts a comma alone between their values, and the `headers` of a Node server have `, `. Verify with its `headersDistinct`.',
    ]));

  test('a header of UTF-8, as Node reads it', () =>
    expect(
      hintsOf(
        { path: '/', headers: [['x-amz-meta-a', 'ü']] },
        { path: '/', headers: { 'x-amz-meta-a': Buffer.from('ü').toString('latin1') } },
      ),
    ).toEqual([
      'A header has more than ASCII: it was signed as UTF-8, and Node reads the bytes of headers as Latin-1.',
    ]));

  test('the lines of a header as a list are what AWS signs', () => {
    const url = 'http://localhost:4566/';
    const right = draft('s3');
    right.path = '/';
    right.query = '';
    right.headers = [...right.headers.filter(([name]) => name !== 'x-list'), ['x-amz-meta-a', 'one,two']];
    const canonical = right.canonical(right);
    const authorization = `AWS4-HMAC-SHA256 Credential=${alice.accessKeyId}/20260131/us-east-1/s3/aws4_request, SignedHeaders=${right.signedHeaders}, Signature=${right.signature(right.key(right), right.toSign(canonical, right))}`;
    const headers = { ...Object.fromEntries(right.headers), 'x-amz-meta-a': [' one', 'two '], authorization };
    expect(aws.verifyRequest({ method: 'POST', url, headers, body })).toMatchObject({ ok: true });
  });
});

test('a presigned URL says which headers it wants', async () => {
  const { query = {} } = await signerOf(alice, 'sts', 'us-east-1').presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: 'sts.us-east-1.amazonaws.com',
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host: 'sts.us-east-1.amazonaws.com', 'x-k8s-aws-id': 'cluster' },
    },
    { signingDate: now, expiresIn: 60, unhoistableHeaders: new Set(['x-k8s-aws-id']) } as never,
  );
  const url = `https://sts.us-east-1.amazonaws.com/?${new URLSearchParams(query as Record<string, string>).toString()}`;
  expect(aws.verifyRequest({ url, headers: { 'x-k8s-aws-id': 'cluster' } })).toMatchObject({ ok: true });
  expect(differencesOf({ method: 'GET', url, headers: {} }).hints).toEqual([
    expect.stringContaining('None of the usual mistakes leads to this signature.'),
    'SignedHeaders names `x-k8s-aws-id`, and the request has no such header.',
  ]);
});
