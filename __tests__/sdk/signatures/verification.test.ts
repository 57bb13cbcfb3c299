import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { createIamMock } from '../../../src/index.ts';
import {
  type Keys,
  type PlainRequest,
  type SdkRequest,
  captured,
  onWire,
  signerOf,
} from '../../support/signing.ts';

/*
 * Requests are signed by real SDK clients and by the SDK's signer; then one thing at a time is changed.
 */

const now = new Date('2026-01-31T12:00:00Z');
const aws = createIamMock({
  now,
  seed: { users: { alice: { accessKeys: 1 }, bob: { accessKeys: 1 } }, roles: { app: {} } },
});
const alice: Keys = aws.credentialsFor('alice');
const session = aws.credentialsFor('arn:aws:iam::123456789012:role/app') as Keys & { expiration: Date };

beforeAll(() =>
  jest.useFakeTimers({ now, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setTimeout'] }),
);
afterAll(() => jest.useRealTimers());
beforeEach(() => aws.reset());

const region = 'us-east-1';
const clientsOf = (credentials: Keys) => ({
  iam: new IAMClient({ region, credentials }),
  sts: new STSClient({ region, credentials }),
  s3: new S3Client({ region, credentials }),
  dynamodb: new DynamoDBClient({ region, credentials }),
});

const aliceIdentity = {
  accessKeyId: alice.accessKeyId,
  principalArn: 'arn:aws:iam::123456789012:user/alice',
  userId: aws.lookupCredential(alice.accessKeyId)?.userId,
  accountId: '123456789012',
};
const sessionIdentity = {
  accessKeyId: session.accessKeyId,
  principalArn: expect.stringMatching(/^arn:aws:sts::123456789012:assumed-role\/app\//),
  userId: aws.lookupCredential(session.accessKeyId)?.userId,
  accountId: '123456789012',
  sessionToken: session.sessionToken,
};

type SignedBy = Record<string, (credentials: Keys) => Promise<PlainRequest>>;

/** Requests of every kind, by the clients that make them. */
const byClients: SignedBy = {
  'IAM, a form': (keys) =>
    captured(clientsOf(keys).iam, new CreateUserCommand({ UserName: 'x+y@z', Path: '/a b/' })),
  'STS, a form': (keys) => captured(clientsOf(keys).sts, new GetCallerIdentityCommand({})),
  'S3, a query': (keys) =>
    captured(
      clientsOf(keys).s3,
      new ListObjectsV2Command({ Bucket: 'photos', Prefix: 'a/b c+d=e&f*', MaxKeys: 3 }),
    ),
  'S3, a strange key': (keys) =>
    captured(clientsOf(keys).s3, new GetObjectCommand({ Bucket: 'photos', Key: "é//a b/../!'()*~+%25.txt" })),
  'S3, a body': (keys) =>
    captured(
      clientsOf(keys).s3,
      new PutObjectCommand({ Bucket: 'photos', Key: 'k', Body: 'hello', Metadata: { Team: ' a  b ' } }),
    ),
  'DynamoDB, JSON': (keys) =>
    captured(clientsOf(keys).dynamodb, new PutItemCommand({ TableName: 't', Item: { id: { S: 'ünï' } } })),
};

describe('requests that real clients have signed', () => {
  test.each(Object.entries(byClients))('%s, with a long-term key', async (_name, make) => {
    expect(aws.verifyRequest(await make(alice))).toEqual({
      ok: true,
      identity: aliceIdentity,
      service: expect.stringMatching(/^(iam|sts|s3|dynamodb)$/),
      region,
      signedHeaders: expect.arrayContaining(['host', 'x-amz-date']),
      presigned: false,
    });
  });

  test.each(Object.entries(byClients))('%s, with a temporary key', async (_name, make) => {
    const verdict = aws.verifyRequest(await make(session));
    expect(verdict).toMatchObject({ ok: true, identity: sessionIdentity });
    expect(verdict.ok && verdict.signedHeaders).toContain('x-amz-security-token');
  });

  test('the root user', async () => {
    const root = aws.credentialsFor('root');
    expect(aws.verifyRequest(await captured(clientsOf(root).iam, new ListUsersCommand({})))).toMatchObject({
      ok: true,
      identity: { principalArn: 'arn:aws:iam::123456789012:root', userId: '123456789012' },
    });
  });

  test('a key of another account', async () => {
    const other = aws
      .account('210987654321')
      .seed({ users: { eve: { accessKeys: 1 } } })
      .credentialsFor('eve');
    expect(aws.verifyRequest(await captured(clientsOf(other).iam, new ListUsersCommand({})))).toMatchObject({
      ok: true,
      identity: { principalArn: 'arn:aws:iam::210987654321:user/eve', accountId: '210987654321' },
    });
  });

  test.each([
    'cn-north-1',
    'us-gov-west-1',
    'us-iso-east-1',
    'us-isob-east-1',
    'eu-isoe-west-1',
    'us-isof-south-1',
    'eusc-de-east-1',
  ])('IAM and STS in %s, dual-stack and FIPS endpoints as well', async (elsewhere) => {
    for (const options of [{}, { useFipsEndpoint: true }, { useDualstackEndpoint: true }]) {
      const iam = new IAMClient({ region: elsewhere, credentials: alice, ...options });
      expect(aws.verifyRequest(await captured(iam, new ListUsersCommand({})))).toMatchObject({
        ok: true,
        region: elsewhere,
        service: 'iam',
      });
      const sts = new STSClient({ region: elsewhere, credentials: alice, ...options });
      expect(aws.verifyRequest(await captured(sts, new GetCallerIdentityCommand({})))).toMatchObject({
        ok: true,
        region: elsewhere,
        service: 'sts',
      });
    }
  });

  test('nothing changes: no last-used date, no call', async () => {
    const before = aws.state;
    aws.verifyRequest(await captured(clientsOf(alice).iam, new ListUsersCommand({})));
    expect(aws.state).toBe(before);
    expect(aws.calls()).toEqual([]);
  });
});

const presignS3 = (
  keys: Keys,
  expiresIn = 900,
  command: unknown = new GetObjectCommand({ Bucket: 'photos', Key: 'a b/ü.png' }),
) => getSignedUrl(clientsOf(keys).s3, command as GetObjectCommand, { expiresIn });

const presignSts = async (
  keys: Keys,
  expiresIn?: number,
  query: Record<string, string> = {},
): Promise<string> => {
  const request: SdkRequest = {
    method: 'GET',
    protocol: 'https:',
    hostname: 'sts.amazonaws.com',
    path: '/',
    query: { Action: 'GetCallerIdentity', Version: '2011-06-15', ...query },
    headers: { host: 'sts.amazonaws.com' },
  };
  const signed = await signerOf(keys, 'sts', region).presign(request, {
    signingDate: now,
    ...(expiresIn === undefined ? {} : { expiresIn }),
  });
  return onWire(signed).url;
};

describe('presigned URLs', () => {
  test('of S3, with a long-term key', async () => {
    expect(aws.verifyRequest(await presignS3(alice))).toEqual({
      ok: true,
      identity: aliceIdentity,
      service: 's3',
      region,
      signedHeaders: ['host'],
      presigned: true,
      expires: new Date('2026-01-31T12:15:00Z'),
    });
  });

  test('of S3, with a temporary key', async () => {
    const url = await presignS3(session);
    expect(url).toContain('X-Amz-Security-Token=');
    expect(aws.verifyRequest({ method: 'GET', url, headers: { host: new URL(url).host } })).toMatchObject({
      ok: true,
      identity: sessionIdentity,
      presigned: true,
    });
  });

  test('of S3, for other methods', async () => {
    const put = await presignS3(alice, 60, new PutObjectCommand({ Bucket: 'photos', Key: 'k' }));
    expect(aws.verifyRequest({ method: 'PUT', url: put, headers: {}, body: 'whatever' })).toMatchObject({
      ok: true,
    });
    const head = await presignS3(alice, 60, new HeadObjectCommand({ Bucket: 'photos', Key: 'k' }));
    expect(aws.verifyRequest({ method: 'HEAD', url: head, headers: {} })).toMatchObject({ ok: true });
    expect(aws.verifyRequest(head)).toMatchObject({
      ok: false,
      code: 'SignatureDoesNotMatch',
      differences: { hints: ['The request was signed for HEAD, and sent with GET.'] },
    });
  });

  test('of STS, as tokens of EKS clusters are', async () => {
    expect(aws.verifyRequest(await presignSts(session, 60))).toMatchObject({
      ok: true,
      service: 'sts',
      identity: sessionIdentity,
      expires: new Date('2026-01-31T12:01:00Z'),
    });
  });

  test.each([
    ['S3', presignS3, 900, { code: 'AccessDenied', message: 'Request has expired', status: 403 }],
    ['STS', presignSts, 60, { code: 'RequestExpired', message: 'Request has expired.', status: 400 }],
  ] as const)('of %s end by the clock', async (_name, presign, seconds, refusal) => {
    const url = await presign(alice, seconds);
    aws.clock.advance(seconds * 1000);
    expect(aws.verifyRequest(url)).toMatchObject({ ok: true });
    aws.clock.advance(1);
    expect(aws.verifyRequest(url)).toEqual({ ok: false, ...refusal });
  });

  test('live for a week at most', async () => {
    const url = await presignS3(alice, 604_800);
    aws.clock.advance('7d');
    expect(aws.verifyRequest(url)).toMatchObject({ ok: true });
    expect(aws.verifyRequest(url.replace('X-Amz-Expires=604800', 'X-Amz-Expires=604801'))).toEqual({
      ok: false,
      code: 'AuthorizationQueryParametersError',
      message:
        'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
      status: 400,
    });
  });

  test.each([
    ['-1', 'X-Amz-Expires must be non-negative'],
    ['soon', 'X-Amz-Expires should be a number'],
    ['1e3', 'X-Amz-Expires should be a number'],
    ['', 'X-Amz-Expires should be a number'],
    [
      '99999999999999999999',
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    ],
  ])('with the lifetime %p', async (value, message) => {
    const url = (await presignS3(alice, 900)).replace('X-Amz-Expires=900', `X-Amz-Expires=${value}`);
    expect(aws.verifyRequest(url)).toMatchObject({
      code: 'AuthorizationQueryParametersError',
      message,
      status: 400,
    });
    const sts = (await presignSts(alice, 900)).replace('X-Amz-Expires=900', `X-Amz-Expires=${value}`);
    expect(aws.verifyRequest(sts)).toMatchObject({ code: 'IncompleteSignature', message, status: 400 });
  });

  test.each([
    ['S3', presignS3, { code: 'ExpiredToken', message: 'The provided token has expired.', status: 400 }],
    [
      'STS',
      presignSts,
      { code: 'ExpiredToken', message: 'The security token included in the request is expired', status: 403 },
    ],
  ] as const)('of %s end with the session they were signed in', async (_name, presign, refusal) => {
    const url = await presign(session, 43_200);
    const verdict = aws.verifyRequest(url);
    expect(session.expiration).toEqual(new Date('2026-01-31T13:00:00Z'));
    expect(verdict).toMatchObject({ ok: true, expires: session.expiration });
    aws.clock.advance('59m');
    expect(aws.verifyRequest(url)).toMatchObject({ ok: true });
    aws.clock.advance('1m');
    expect(aws.verifyRequest(url)).toEqual({ ok: false, ...refusal });
  });

  test('not before they are signed', async () => {
    const [s3, sts] = [await presignS3(alice), await presignSts(alice)];
    aws.clock.set('2026-01-31T11:45:00Z');
    expect(aws.verifyRequest(s3)).toMatchObject({ ok: true });
    aws.clock.set('2026-01-31T11:44:59Z');
    expect(aws.verifyRequest(s3)).toEqual({
      ok: false,
      code: 'AccessDenied',
      message: 'Request is not valid yet',
      status: 403,
    });
    expect(aws.verifyRequest(sts)).toEqual({
      ok: false,
      code: 'SignatureDoesNotMatch',
      message:
        'Signature not yet current: 20260131T120000Z is still later than 20260131T115959Z (20260131T114459Z + 15 min.)',
      status: 403,
    });
  });

  test('without X-Amz-Expires are good for 15 minutes', async () => {
    const signer = signerOf(alice, 'sts', region);
    const url = await presignSts(alice, 60);
    const plain = new URL(url);
    plain.searchParams.delete('X-Amz-Expires');
    plain.searchParams.delete('X-Amz-Signature');
    const canonical = [
      'GET',
      '/',
      [...plain.searchParams]
        .map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`)
        .toSorted()
        .join('&'),
      'host:sts.amazonaws.com',
      '',
      'host',
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    ].join('\n');
    const { createHash } = await import('node:crypto');
    const hash = createHash('sha256').update(canonical).digest('hex');
    const signature = await signer.sign(
      `AWS4-HMAC-SHA256\n20260131T120000Z\n20260131/us-east-1/sts/aws4_request\n${hash}`,
      { signingDate: now },
    );
    plain.searchParams.append('X-Amz-Signature', signature);
    const verdict = aws.verifyRequest(plain.href);
    expect(verdict).toMatchObject({ ok: true, presigned: true });
    expect(verdict).not.toHaveProperty('expires');
    aws.clock.advance(900_001);
    expect(aws.verifyRequest(plain.href)).toMatchObject({
      code: 'SignatureDoesNotMatch',
      message: expect.stringMatching(
        /^Signature expired: 20260131T120000Z is now earlier than 20260131T120000Z \(20260131T121500Z - 15 min\.\)$/,
      ),
    });
  });

  test.each(['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-SignedHeaders', 'X-Amz-Date'])(
    '%s missing, empty or twice',
    async (name) => {
      const pair = new RegExp(`[?&]${name}=[^&]*`);
      const [s3, sts] = [await presignS3(alice), await presignSts(alice)];
      for (const change of [
        (url: string) => url.replace(pair, (found) => `${found[0]}Nothing=`),
        (url: string) => url.replace(pair, (found) => `${found.slice(0, found.indexOf('='))}=`),
        (url: string) => `${url}&${(pair.exec(url) as RegExpExecArray)[0].slice(1)}`,
      ]) {
        const empty = name === 'X-Amz-Algorithm' && change(sts).includes('X-Amz-Algorithm=&');
        expect(aws.verifyRequest(change(sts))).toEqual({
          ok: false,
          code: 'IncompleteSignature',
          message: empty
            ? "Unsupported AWS 'algorithm': ''"
            : `AWS query-string parameters must include '${name}'. Re-examine the query-string parameters.`,
          status: 400,
        });
        expect(aws.verifyRequest(change(s3))).toMatchObject({
          ok: false,
          code: 'AuthorizationQueryParametersError',
          status: 400,
        });
      }
    },
  );

  test('with a parameter added, removed or changed', async () => {
    for (const url of [await presignS3(session), await presignSts(session)]) {
      for (const changed of [
        `${url}&versionId=1`,
        url.replace('X-Amz-Expires=900', 'X-Amz-Expires=901'),
        url.replace(/x-id=GetObject|Version=2011-06-15/, ''),
        url.replace(/X-Amz-Signature=./, 'X-Amz-Signature=x'),
        url.replace('X-Amz-SignedHeaders=host', 'X-Amz-SignedHeaders=host%3Bx-forwarded-for'),
        url.replace(/(https:\/\/[^/]+\/)/, '$1private/'),
      ].filter((changed_) => changed_ !== url))
        expect(aws.verifyRequest(changed)).toMatchObject({
          ok: false,
          code: 'SignatureDoesNotMatch',
          status: 403,
        });
    }
  });
});
