import { Readable } from 'node:stream';
import {
  BatchGetItemCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { DecryptCommand, KMSClient, KMSServiceException } from '@aws-sdk/client-kms';
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  LambdaServiceException,
} from '@aws-sdk/client-lambda';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { AuthorizationErrorException, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient, SQSServiceException } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, DecodeAuthorizationMessageCommand, STSClient } from '@aws-sdk/client-sts';
import { type AwsClientStub, mockClient } from 'aws-sdk-client-mock';
import { type GuardOptions, UsageError } from '../../src/index.ts';
import { type Failure, failureOf, useAws } from '../support/aws.ts';

/* Calls of other services' clients, judged by the account before whatever answers them. */

const account = 'arn:aws:iam::123456789012';
const { aws } = useAws({
  now: '2026-01-31T12:00:00Z',
  enforcement: 'strict',
  seed: {
    users: {
      alice: {
        accessKeys: 1,
        inlinePolicies: {
          photos: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' },
              {
                Effect: 'Allow',
                Action: 's3:ListBucket',
                Resource: 'arn:aws:s3:::photos',
                Condition: { StringLike: { 's3:prefix': 'public/*' } },
              },
              { Effect: 'Allow', Action: 'dynamodb:*', Resource: 'arn:aws:dynamodb:*:*:table/orders' },
              { Effect: 'Allow', Action: 'lambda:CreateFunction', Resource: '*' },
              {
                Effect: 'Allow',
                Action: 'kms:Decrypt',
                Resource: 'arn:aws:kms:us-east-1:123456789012:key/1234',
              },
            ],
          },
        },
      },
    },
    roles: { app: { trustPolicy: [`${account}:user/alice`] } },
  },
});
afterEach(() => aws.configure({ enforcement: 'strict' }));

const credentials = aws.credentialsFor('alice');
const region = 'us-east-1';

/** A request handler that would be the network, with an answer of its own; it counts what reaches it. */
function network(body = '', headers: Record<string, string> = {}) {
  const seen: string[] = [];
  return {
    seen,
    requestHandler: {
      metadata: { handlerProtocol: 'http/1.1' },
      async handle(request: { method: string; path: string }) {
        seen.push(`${request.method} ${request.path}`);
        return { response: { statusCode: 200, headers, body: Readable.from([Buffer.from(body)]) } };
      },
      updateHttpClientConfig() {},
      httpHandlerConfigs: () => ({}),
      destroy() {},
    } as never,
  };
}

type AnyClient = { send(command: never): Promise<unknown> };
type Denial = Failure & { readonly explanation: string; readonly encodedMessage: string };

const queueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/jobs';
const topicArn = 'arn:aws:sns:us-east-1:123456789012:news';
const by = `User: ${account}:user/alice is not authorized to perform:`;

describe('the denial is the service’s own', () => {
  const { requestHandler, seen } = network();
  const options = { credentials, region, requestHandler };
  const denials: readonly [
    title: string,
    client: object,
    command: object,
    thrown: {
      name: string;
      class: abstract new (...args: never[]) => Error;
      status: number;
      code?: string;
      message: string;
    },
  ][] = [
    [
      'S3',
      new S3Client(options),
      new PutObjectCommand({ Bucket: 'photos', Key: 'cat.jpg', Body: 'x' }),
      {
        name: 'AccessDenied',
        class: S3ServiceException,
        status: 403,
        code: 'AccessDenied',
        message: `${by} s3:PutObject on resource: "arn:aws:s3:::photos/cat.jpg" because no identity-based policy allows the s3:PutObject action`,
      },
    ],
    [
      'S3 without a resource',
      new S3Client(options),
      new ListBucketsCommand({}),
      {
        name: 'AccessDenied',
        class: S3ServiceException,
        status: 403,
        code: 'AccessDenied',
        message: `${by} s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action`,
      },
    ],
    [
      'S3 HEAD, without a body',
      new S3Client(options),
      new HeadObjectCommand({ Bucket: 'papers', Key: 'tax.pdf' }),
      { name: 'Unknown', class: S3ServiceException, status: 403, message: 'UnknownError' },
    ],
    [
      'DynamoDB',
      new DynamoDBClient(options),
      new GetItemCommand({ TableName: 'users', Key: { id: { S: '1' } } }),
      {
        name: 'AccessDeniedException',
        class: DynamoDBServiceException,
        status: 400,
        message: `${by} dynamodb:GetItem on resource: arn:aws:dynamodb:us-east-1:123456789012:table/users because no identity-based policy allows the dynamodb:GetItem action`,
      },
    ],
    [
      'KMS',
      new KMSClient(options),
      new DecryptCommand({ CiphertextBlob: new Uint8Array([1]), KeyId: '5678' }),
      {
        name: 'AccessDeniedException',
        class: KMSServiceException,
        status: 400,
        message: `${by} kms:Decrypt on resource: arn:aws:kms:us-east-1:123456789012:key/5678 because no identity-based policy allows the kms:Decrypt action`,
      },
    ],
    [
      'Lambda',
      new LambdaClient(options),
      new InvokeCommand({ FunctionName: 'resize' }),
      {
        name: 'AccessDeniedException',
        class: LambdaServiceException,
        status: 403,
        message: `${by} lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:123456789012:function:resize because no identity-based policy allows the lambda:InvokeFunction action`,
      },
    ],
    [
      'SQS, in small letters',
      new SQSClient(options),
      new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'x' }),
      {
        name: 'AccessDenied',
        class: SQSServiceException,
        status: 403,
        message: `${by} sqs:sendmessage on resource: arn:aws:sqs:us-east-1:123456789012:jobs because no identity-based policy allows the sqs:sendmessage action`,
      },
    ],
    [
      'SNS, in capital letters',
      new SNSClient(options),
      new PublishCommand({ TopicArn: topicArn, Message: 'x' }),
      {
        name: 'AuthorizationErrorException',
        class: AuthorizationErrorException,
        status: 403,
        code: 'AuthorizationError',
        message: `${by} SNS:Publish on resource: ${topicArn} because no identity-based policy allows the SNS:Publish action`,
      },
    ],
  ];

  test.each(denials)('%s', async (_, client, command, thrown) => {
    aws.guard(client);
    const failure = (await failureOf((client as AnyClient).send(command as never))) as Denial;
    expect(failure).toBeInstanceOf(thrown.class);
    expect({
      name: failure.name,
      status: failure.$metadata.httpStatusCode,
      message: failure.message,
    }).toEqual({
      name: thrown.name,
      status: thrown.status,
      message: thrown.message,
    });
    if (thrown.code !== undefined) expect(failure.Code).toBe(thrown.code);
    expect(failure.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    // Nothing reached the service, and nothing was tried twice.
    expect(seen).toEqual([]);
    expect(aws.decisions()).toHaveLength(1);
    expect(failure.explanation).toMatch(/refused by iam-in-memory because enforcement is 'strict'\)$/);
    expect(Object.keys(failure)).not.toContain('explanation');
    const { DecodedMessage } = await new STSClient({}).send(
      new DecodeAuthorizationMessageCommand({ EncodedMessage: failure.encodedMessage }),
    );
    expect(JSON.parse(DecodedMessage as string)).toMatchObject({
      allowed: false,
      context: { principal: { arn: `${account}:user/alice` } },
    });
  });
});

describe('what is allowed goes on', () => {
  test('to whatever answers the client', async () => {
    const { requestHandler, seen } = network('meow', { 'content-length': '4' });
    const s3 = aws.guard(new S3Client({ credentials, region, requestHandler }));
    const { ContentLength } = await s3.send(new GetObjectCommand({ Bucket: 'photos', Key: 'cat.jpg' }));
    expect(ContentLength).toBe(4);
    expect(seen).toEqual(['GET /cat.jpg']);
    expect(aws.decisions()).toMatchObject([
      {
        result: 'allowed',
        principal: `${account}:user/alice`,
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::photos/cat.jpg',
      },
    ]);
  });

  test('conditions see the input', async () => {
    const { requestHandler } = network('<ListBucketResult/>');
    const s3 = aws.guard(new S3Client({ credentials, region, requestHandler }));
    const list = (Prefix: string) => s3.send(new ListObjectsV2Command({ Bucket: 'photos', Prefix }));
    await list('public/2026');
    expect((await failureOf(list('private/'))).name).toBe('AccessDenied');
    expect(aws.decisions({ result: 'implicitDeny' })[0]?.nearMisses[0]?.reasons).toMatchObject([
      { key: 's3:prefix', expected: ['public/*'], actual: ['private/'] },
    ]);
  });

  test('every permission of a call is needed', async () => {
    const { requestHandler } = network('{}');
    const dynamo = aws.guard(new DynamoDBClient({ credentials, region, requestHandler }));
    const tables = (...names: string[]) =>
      dynamo.send(
        new BatchGetItemCommand({
          RequestItems: Object.fromEntries(names.map((name) => [name, { Keys: [{ id: { S: '1' } }] }])),
        }),
      );
    await tables('orders');
    const refused = await failureOf(tables('orders', 'users'));
    expect(refused.message).toContain('table/users');
    expect(aws.decisions().map(({ result }) => result)).toEqual(['allowed', 'allowed', 'implicitDeny']);
  });

  test('roles that are passed are asked for', async () => {
    const lambda = aws.guard(
      new LambdaClient({ credentials, region, requestHandler: network('{}').requestHandler }),
    );
    const create = new CreateFunctionCommand({
      FunctionName: 'resize',
      Role: `${account}:role/app`,
      Code: { ZipFile: new Uint8Array([1]) },
    });
    expect((await failureOf(lambda.send(create))).message).toBe(
      `${by} iam:PassRole on resource: ${account}:role/app because no identity-based policy allows the iam:PassRole action`,
    );
    aws.seed({
      groups: {
        passers: {
          inlinePolicies: {
            pass: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'iam:PassRole',
                  Resource: '*',
                  Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
                },
              ],
            },
          },
        },
      },
    });
    aws.world.perform('iam', 'AddUserToGroup', { UserName: 'alice', GroupName: 'passers' }, '123456789012');
    await lambda.send(create);
  });

  test('a part that the input does not tell may be what a policy allows, and is denied only as a whole', async () => {
    const kms = aws.guard(
      new KMSClient({ credentials, region, requestHandler: network('{}').requestHandler }),
    );
    const decrypt = () => kms.send(new DecryptCommand({ CiphertextBlob: new Uint8Array([1]) }));
    // Alice may decrypt with the key 1234, and the ciphertext may be of it.
    await decrypt();
    const deny = (Resource: string) =>
      aws.world.perform(
        'iam',
        'PutUserPolicy',
        {
          UserName: 'alice',
          PolicyName: 'deny',
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Deny', Action: 'kms:*', Resource }],
          }),
        },
        '123456789012',
      );
    deny('arn:aws:kms:us-east-1:123456789012:key/5678');
    await decrypt();
    deny('arn:aws:kms:us-east-1:123456789012:key/*');
    expect((await failureOf(decrypt())).message).toMatch(
      /with an explicit deny in an identity-based policy$/,
    );
  });
});

describe('a resource that the input does not tell', () => {
  const decrypt = (Statement: readonly object[], options: GuardOptions = {}) => {
    aws.world.perform(
      'iam',
      'PutUserPolicy',
      {
        UserName: 'alice',
        PolicyName: 'photos',
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      },
      '123456789012',
    );
    const { requestHandler } = network('{}');
    const kms = aws.guard(new KMSClient({ credentials, region, requestHandler }), options);
    return kms.send(new DecryptCommand({ CiphertextBlob: new Uint8Array([1]) }));
  };
  const allow = (Resource: string) => ({ Effect: 'Allow', Action: 'kms:Decrypt', Resource });

  test.each([
    'arn:aws:kms:*:123456789012:key/abc',
    'arn:aws:kms:*:*:key/abc*',
    'arn:aws:kms:us-*:123456789012:key/?bc',
    'arn:aws:kms:${aws:RequestedRegion}:*:key/${aws:username}',
  ])('may be %s', async (resource) => {
    await decrypt([allow(resource)]);
    // What was asked is recorded, not what it may have been.
    expect(aws.decisions().at(-1)).toMatchObject({
      result: 'allowed',
      resource: 'arn:aws:kms:us-east-1:123456789012:key/*',
    });
  });

  test.each([
    'arn:aws:kms:eu-west-1:123456789012:key/abc',
    'arn:aws:kms:us-east-1:210987654321:key/*',
    'arn:aws:kms:*:*:alias/abc',
  ])('is not %s', async (resource) => {
    expect(await failureOf(decrypt([allow(resource)]))).toMatchObject({ name: 'AccessDeniedException' });
  });

  test('may be what a denial leaves out', () =>
    decrypt([
      allow('*'),
      { Effect: 'Deny', Action: 'kms:*', NotResource: 'arn:aws:kms:us-east-1:*:key/abc' },
    ]));

  test('is denied by a denial that leaves out other things', async () => {
    expect(
      await failureOf(
        decrypt([
          allow('*'),
          { Effect: 'Deny', Action: 'kms:*', NotResource: 'arn:aws:kms:eu-west-1:*:key/abc' },
        ]),
      ),
    ).toMatchObject({ name: 'AccessDeniedException' });
  });

  const keyPolicy = (AWS: string): GuardOptions => ({
    resourcePolicy: () => ({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'kms:*', Resource: '*' }],
    }),
  });

  test('a key policy must let the account in', async () => {
    await decrypt([allow('*')], keyPolicy('arn:aws:iam::123456789012:root'));
    expect(await failureOf(decrypt([allow('*')], keyPolicy(`${account}:role/app`)))).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('because no resource-based policy allows the kms:Decrypt action'),
    });
  });
});

describe('modes', () => {
  const { requestHandler, seen } = network('{"TableNames":[]}');
  const dynamo = aws.guard(new DynamoDBClient({ credentials, region, requestHandler }));
  const list = () => dynamo.send(new ListTablesCommand({}));

  test('off: nothing is decided', async () => {
    aws.configure({ enforcement: 'off' });
    await list();
    expect(aws.decisions()).toEqual([]);
    expect(seen.splice(0)).toHaveLength(1);
  });

  test('soft: recorded, and answered', async () => {
    aws.configure({ enforcement: 'soft' });
    await list();
    expect(aws.decisions()).toMatchObject([
      { result: 'implicitDeny', action: 'dynamodb:ListTables', resource: '*' },
    ]);
    expect(seen.splice(0)).toHaveLength(1);
    expect(aws.leastPrivilegePolicy({ principal: 'alice' })).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'dynamodb:ListTables', Resource: '*' }],
    });
  });

  test('strict: refused, and no privilege', async () => {
    await failureOf(list());
    expect(seen).toEqual([]);
    expect(aws.leastPrivilegePolicy().Statement).toEqual([]);
  });

  test('calls of other services are no calls of the account', async () => {
    await failureOf(list());
    expect(aws.calls()).toEqual([]);
  });
});

describe('who calls', () => {
  const list = (client: S3Client) => client.send(new ListBucketsCommand({}));
  const handler = () => network('<ListAllMyBucketsResult/>').requestHandler;

  test('a client without credentials is the default caller', async () => {
    const s3 = aws.guard(new S3Client({ requestHandler: handler() }));
    await list(s3);
    expect(aws.decisions()).toMatchObject([{ principal: `${account}:root`, result: 'allowed' }]);
    expect((await failureOf(aws.as('alice', () => list(s3)))).name).toBe('AccessDenied');
  });

  test('a session of a role', async () => {
    const { Credentials } = await new STSClient({ credentials }).send(
      new AssumeRoleCommand({ RoleArn: `${account}:role/app`, RoleSessionName: 'test' }),
    );
    const session = {
      accessKeyId: Credentials?.AccessKeyId as string,
      secretAccessKey: Credentials?.SecretAccessKey as string,
      sessionToken: Credentials?.SessionToken as string,
    };
    const s3 = aws.guard(new S3Client({ credentials: session, region, requestHandler: handler() }));
    expect((await failureOf(list(s3))).message).toMatch(
      /^User: arn:aws:sts::123456789012:assumed-role\/app\/test is not authorized to perform: s3:ListAllMyBuckets because/,
    );
    aws.clock.advance('2h');
    expect(await failureOf(list(s3))).toMatchObject({
      name: 'ExpiredToken',
      message: 'The provided token has expired.',
    });
    const dynamo = aws.guard(
      new DynamoDBClient({ credentials: session, region, requestHandler: network('{}').requestHandler }),
    );
    expect(await failureOf(dynamo.send(new ListTablesCommand({})))).toMatchObject({
      name: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
    });
    aws.configure({ enforcement: 'soft' });
    await list(s3);
  });

  test('an inactive key', async () => {
    aws.world.perform(
      'iam',
      'UpdateAccessKey',
      { UserName: 'alice', AccessKeyId: credentials.accessKeyId, Status: 'Inactive' },
      '123456789012',
    );
    const s3 = aws.guard(new S3Client({ credentials, region, requestHandler: handler() }));
    expect(await failureOf(list(s3))).toMatchObject({ name: 'InvalidAccessKeyId' });
    const kms = aws.guard(new KMSClient({ credentials, region, requestHandler: handler() }));
    expect(
      await failureOf(kms.send(new DecryptCommand({ CiphertextBlob: new Uint8Array([1]) }))),
    ).toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });

  test('unsigned calls are nobody’s', async () => {
    const { requestHandler, seen } = network('meow');
    const s3 = aws.guard(
      new S3Client({ region, requestHandler, signer: { sign: async (request: object) => request } as never }),
    );
    await s3.send(new GetObjectCommand({ Bucket: 'papers', Key: 'tax.pdf' }));
    expect(seen).toHaveLength(1);
    expect(aws.decisions()).toEqual([]);
  });

  test('the region of the client is that of resources and of aws:RequestedRegion', async () => {
    const dynamo = aws.guard(
      new DynamoDBClient({ credentials, region: 'eu-central-1', requestHandler: handler() }),
    );
    await failureOf(dynamo.send(new GetItemCommand({ TableName: 'users', Key: { id: { S: '1' } } })));
    expect(aws.decisions()[0]?.resource).toBe('arn:aws:dynamodb:eu-central-1:123456789012:table/users');
  });
});

describe('options', () => {
  test('a test knows better what a call needs', async () => {
    const seen: object[] = [];
    const s3 = aws.guard(new S3Client({ credentials, region, requestHandler: network().requestHandler }), {
      permissions(call, found) {
        seen.push({ ...call, http: undefined }, ...found);
        return call.operation === 'ListBuckets' ? [] : undefined;
      },
    });
    await s3.send(new ListBucketsCommand({}));
    expect(seen).toEqual([
      {
        service: 's3',
        operation: 'ListBuckets',
        input: {},
        accessKeyId: credentials.accessKeyId,
        region,
        accountId: '123456789012',
        partition: 'aws',
        http: undefined,
      },
      { action: 's3:ListAllMyBuckets', resource: '*' },
    ]);
    expect((await failureOf(s3.send(new GetObjectCommand({ Bucket: 'papers', Key: 'x' })))).name).toBe(
      'AccessDenied',
    );
  });

  test('policies of resources', async () => {
    const s3 = aws.guard(
      new S3Client({ credentials, region, requestHandler: network('meow').requestHandler }),
      {
        resourcePolicy: (resource) =>
          resource.startsWith('arn:aws:s3:::papers/')
            ? {
                Statement: [
                  {
                    Effect: 'Allow',
                    Principal: { AWS: `${account}:user/alice` },
                    Action: 's3:GetObject',
                    Resource: '*',
                  },
                ],
              }
            : undefined,
      },
    );
    await s3.send(new GetObjectCommand({ Bucket: 'papers', Key: 'tax.pdf' }));
    await failureOf(s3.send(new GetObjectCommand({ Bucket: 'diary', Key: 'today' })));
  });
});

describe('a class', () => {
  test('guards all its clients, also those that were there and those of its aggregated client', async () => {
    const { requestHandler, seen } = network('<ListAllMyBucketsResult/>');
    const before = new S3Client({ credentials, region, requestHandler });
    expect(aws.guard(S3Client)).toBe(S3Client);
    const after = new S3({ credentials, region, requestHandler });
    expect((await failureOf(before.send(new ListBucketsCommand({})))).name).toBe('AccessDenied');
    expect((await failureOf(after.listBuckets({}))).name).toBe('AccessDenied');
    expect(seen).toEqual([]);
    aws.restore();
    aws.install();
    await before.send(new ListBucketsCommand({}));
    await after.listBuckets({});
    expect(Object.hasOwn(S3Client.prototype, 'send')).toBe(false);
    expect(seen).toHaveLength(2);
  });
});

describe('a stub of aws-sdk-client-mock', () => {
  let stub: AwsClientStub<DynamoDBClient>;
  beforeAll(() => {
    stub = aws.guard(mockClient(DynamoDBClient));
  });
  afterEach(() => stub.reset());
  const get = (TableName: string) => new GetItemCommand({ TableName, Key: { id: { S: '1' } } });
  const dynamo = new DynamoDBClient({ credentials, region });

  test('answers what is allowed, and does not see what is not', async () => {
    stub.on(GetItemCommand).resolves({ Item: { id: { S: '1' } } });
    expect((await dynamo.send(get('orders'))).Item).toEqual({ id: { S: '1' } });
    const refused = (await failureOf(dynamo.send(get('users')))) as Denial;
    expect(refused).toBeInstanceOf(DynamoDBServiceException);
    expect(refused).toMatchObject({
      name: 'AccessDeniedException',
      message: `${by} dynamodb:GetItem on resource: arn:aws:dynamodb:us-east-1:123456789012:table/users because no identity-based policy allows the dynamodb:GetItem action`,
    });
    expect(refused.explanation).toContain('table/users');
    expect(stub.commandCalls(GetItemCommand)).toHaveLength(1);
  });

  test('is guarded after its reset, and in every mode', async () => {
    stub.on(GetItemCommand).resolves({});
    expect((await failureOf(dynamo.send(get('users')))).name).toBe('AccessDeniedException');
    aws.configure({ enforcement: 'soft' });
    await dynamo.send(get('users'));
    expect(aws.decisions({ result: 'implicitDeny' })).toHaveLength(2);
    aws.configure({ enforcement: 'off' });
    await dynamo.send(get('users'));
    expect(stub.calls()).toHaveLength(2);
  });

  test('a client without region and credentials is the default caller', async () => {
    stub.on(GetItemCommand).resolves({});
    const plain = new DynamoDBClient({});
    await plain.send(get('users'));
    expect(aws.decisions()).toMatchObject([{ principal: `${account}:root` }]);
    expect((await failureOf(aws.as('alice', () => plain.send(get('users'))))).name).toBe(
      'AccessDeniedException',
    );
  });

  test('calls with a callback are called back', async () => {
    stub.on(GetItemCommand).callsFake((_input: unknown) => ({ Item: {} }));
    const error = await new Promise((done) => {
      dynamo.send(get('users'), (failure: unknown) => done(failure));
    });
    expect(error).toMatchObject({ name: 'AccessDeniedException' });
  });

  test('restore() takes the guard away and leaves the stub', async () => {
    stub.on(GetItemCommand).resolves({});
    aws.restore();
    aws.install();
    await dynamo.send(get('users'));
    expect(stub.calls()).toHaveLength(1);
    stub.restore();
    expect(Object.hasOwn(DynamoDBClient.prototype, 'send')).toBe(false);
  });
});

describe('a stubbed client', () => {
  test('is guarded by its stub', async () => {
    const kms = new KMSClient({ credentials, region });
    const stub = aws.guard(mockClient(kms));
    stub.on(DecryptCommand).resolves({ KeyId: '1234' });
    expect((await kms.send(new DecryptCommand({ CiphertextBlob: new Uint8Array([1]) }))).KeyId).toBe('1234');
    expect(
      (await failureOf(kms.send(new DecryptCommand({ CiphertextBlob: new Uint8Array([1]), KeyId: '5678' }))))
        .name,
    ).toBe('AccessDeniedException');
    expect(() => aws.guard(kms)).toThrow(/Guard what it returned/);
    stub.restore();
  });
});

describe('mistakes', () => {
  test.each([
    ['a client of IAM', () => new IAMClient({}), /IAM and STS are answered by the account itself/],
    ['a client of STS', () => new STSClient({}), /IAM and STS are answered by the account itself/],
    ['a command', () => new GetObjectCommand({ Bucket: 'b', Key: 'k' }), /guard\(\) takes a client/],
    ['a function', () => () => 7, /guard\(\) takes a client/],
    ['an object', () => ({}), /guard\(\) takes a client/],
    ['nothing', () => undefined, /guard\(\) takes a client/],
    ['null', () => null, /guard\(\) takes a client/],
    ['a name', () => 'S3Client', /guard\(\) takes a client/],
  ])('%s', (_, target, message) => {
    expect(() => aws.guard(target() as object)).toThrow(message);
    expect(() => aws.guard(target() as object)).toThrow(UsageError);
  });

  test.each<[title: string, options: unknown, message: string]>([
    [
      'a misspelt option',
      { permission: () => [] },
      "guard() got 'permission'. It takes: permissions, resourcePolicy.",
    ],
    ['null', null, 'guard() got null. Give an object of: permissions, resourcePolicy.'],
    ['a text', 'x', 'guard() got "x". Give an object of: permissions, resourcePolicy.'],
    [
      'a list of permissions',
      { permissions: [] },
      'guard() got [] for permissions. Give a function that returns it.',
    ],
    [
      'a policy',
      { resourcePolicy: {} },
      'guard() got {} for resourcePolicy. Give a function that returns it.',
    ],
    [
      'null for one',
      { resourcePolicy: null },
      'guard() got null for resourcePolicy. Give a function that returns it.',
    ],
  ])('%s for options', (_, options, message) => {
    const s3 = new S3Client({ credentials, region });
    const before = s3.middlewareStack.identify();
    const stub = mockClient(SNSClient);
    for (const target of [s3, S3Client, stub]) {
      expect(() => aws.guard(target, options as never)).toThrow(UsageError);
      expect(() => aws.guard(target, options as never)).toThrow(`iam-in-memory: ${message}`);
    }
    expect(s3.middlewareStack.identify()).toEqual(before);
    stub.restore();
  });

  describe.each(['strict', 'soft'] as const)('what a callback returns, in mode %s', (enforcement) => {
    const wanted =
      "Return a list of { action: 's3:GetObject', resource: arn }, or undefined for what was found.";
    const get = new GetObjectCommand({ Bucket: 'photos', Key: 'cat.jpg' });
    const object = 'arn:aws:s3:::photos/cat.jpg';
    const document = 'Give the JSON of a policy document, as a text or an object.';

    test.each<[title: string, options: object, message: string]>([
      [
        'no list',
        { permissions: () => ({ action: 's3:GetObject', resource: '*' }) },
        `permissions() of guard() returned {"action":"s3:GetObject","resource":"*"} for GetObject. ${wanted}`,
      ],
      [
        'null',
        { permissions: () => null },
        `permissions() of guard() returned null for GetObject. ${wanted}`,
      ],
      [
        'texts',
        { permissions: () => ['s3:GetObject'] },
        `permissions() of guard() returned ["s3:GetObject"] for GetObject. ${wanted}`,
      ],
      [
        'a permission without a resource',
        { permissions: () => [{ action: 's3:GetObject' }] },
        `permissions() of guard() returned [{"action":"s3:GetObject"}] for GetObject. ${wanted}`,
      ],
      [
        'an action that is none',
        { permissions: () => [{ action: 'x', resource: '*' }] },
        `permissions() of guard() returned [{"action":"x","resource":"*"}] for GetObject. ${wanted}`,
      ],
      [
        'nothing in the list',
        { permissions: () => [undefined] },
        `permissions() of guard() returned [null] for GetObject. ${wanted}`,
      ],
      [
        'a promise',
        { permissions: async () => [] },
        `permissions() of guard() returned {} for GetObject. ${wanted}`,
      ],
      [
        'a text that is no policy',
        { resourcePolicy: () => 'nonsense' },
        `guard() got "nonsense" for resourcePolicy('${object}'). ${document}`,
      ],
      [
        'null for a policy',
        { resourcePolicy: () => null },
        `guard() got null for resourcePolicy('${object}'). ${document}`,
      ],
    ])('%s', async (_, options, message) => {
      aws.configure({ enforcement });
      const { requestHandler, seen } = network();
      const s3 = aws.guard(new S3Client({ credentials, region, requestHandler }), options);
      const error = await failureOf(s3.send(get));
      expect(error).toBeInstanceOf(UsageError);
      expect(error.message).toContain(`iam-in-memory: ${message}`);
      const stubbed = new S3Client({ credentials, region });
      const stub = aws.guard(mockClient(stubbed), options);
      expect((await failureOf(stubbed.send(get))).message).toBe(error.message);
      expect([seen, stub.calls()]).toEqual([[], []]);
      expect(aws.decisions()).toEqual([]);
    });
  });
});

test('restore() leaves the stack of a client as it was', () => {
  const s3 = new S3Client({ credentials, region });
  const before = s3.middlewareStack.identify();
  aws.guard(s3);
  aws.guard(s3);
  expect(s3.middlewareStack.identify()).toHaveLength(before.length + 2);
  aws.restore();
  aws.install();
  expect(s3.middlewareStack.identify()).toEqual(before);
});
