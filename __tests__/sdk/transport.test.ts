import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateUserCommand,
  GetUserCommand,
  IAM,
  IAMClient,
  ListUsersCommand,
  NoSuchEntityException,
  paginateListUsers,
  waitUntilUserExists,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { type IamMock, createIamMock, mockIam } from '../../src/index.ts';
import { failureOf } from '../support/aws.ts';

/*
 * Which door a client goes through, and that all of the SDK's ways to call go through either.
 */

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };

let aws: IamMock;
const connect = jest.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
  throw new Error('A socket was about to be opened.');
});
beforeEach(() => {
  aws = mockIam({ region: 'eu-west-1' });
});
afterEach(() => {
  aws.restore();
  expect(connect).not.toHaveBeenCalled();
});
afterAll(() => connect.mockRestore());

type SeenRequest = { method: string; hostname: string; headers: Record<string, string>; body: string };

/** A client whose requests can be seen, which sends it over the wire. */
function watched<Client extends IAMClient | STSClient>(
  client: Client,
): { client: Client; requests: SeenRequest[] } {
  const requests: SeenRequest[] = [];
  const stack = client.middlewareStack as IAMClient['middlewareStack'];
  stack.add(
    (next) => async (args) => {
      requests.push((args as unknown as { request: SeenRequest }).request);
      return await next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'watch' },
  );
  return { client, requests };
}

describe("transport: 'auto'", () => {
  test('middleware behind `initialize` sees the signed request', async () => {
    const { client, requests } = watched(new IAMClient({ credentials: keys, region: 'us-west-2' }));
    await client.send(new CreateUserCommand({ UserName: 'alice' }));
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: 'POST',
      hostname: 'iam.amazonaws.com',
      body: 'Action=CreateUser&Version=2010-05-08&UserName=alice',
      headers: {
        authorization: expect.stringMatching(
          /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/us-east-1\/iam\/aws4_request, /,
        ),
        'amz-sdk-request': 'attempt=1; max=3',
      },
    });
    expect(aws.calls()).toMatchObject([
      { operation: 'CreateUser', accessKeyId: keys.accessKeyId, region: 'us-east-1' },
    ]);
  });

  test('middleware that changes the request changes what the account is asked', async () => {
    const client = new IAMClient({});
    client.middlewareStack.add(
      (next) => async (args) => {
        const { request } = args as { request: SeenRequest };
        request.body = request.body.replace('UserName=alice', 'UserName=bob');
        return await next(args);
      },
      { step: 'build' },
    );
    const { User } = await client.send(new CreateUserCommand({ UserName: 'alice' }));
    expect(User?.UserName).toBe('bob');
  });

  test('middleware of the command runs', async () => {
    const command = new CreateUserCommand({ UserName: 'alice' });
    const seen: unknown[] = [];
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        seen.push((result.response as { statusCode: number }).statusCode);
        return result;
      },
      { step: 'deserialize' },
    );
    await new IAMClient({}).send(command);
    expect(seen).toEqual([200]);
  });

  test('middleware that is added later counts, and removed counts no more', async () => {
    const client = new IAMClient({});
    await client.send(new ListUsersCommand({}));
    const { requests } = watched(client);
    await client.send(new ListUsersCommand({}));
    client.middlewareStack.remove('watch');
    await client.send(new ListUsersCommand({}));
    expect(requests).toHaveLength(1);
    expect(aws.calls('ListUsers')).toHaveLength(3);
  });

  test('the raw response has what AWS sends, and a body that can be read in pieces', async () => {
    const client = new IAMClient({});
    let seen: { statusCode: number; headers: Record<string, string> } | undefined;
    let text = '';
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { body, ...response } = result.response as typeof seen & { body: AsyncIterable<Uint8Array> };
        for await (const chunk of body) text += Buffer.from(chunk).toString();
        seen = response;
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );
    const { $metadata } = await client.send(new ListUsersCommand({}));
    expect(seen).toMatchObject({
      statusCode: 200,
      headers: { 'x-amzn-requestid': $metadata.requestId, 'content-type': 'text/xml' },
    });
    expect(text).toContain(`<RequestId>${$metadata.requestId}</RequestId>`);
  });

  test('a client with neither region nor credentials is root in the region of the mock', async () => {
    const { client, requests } = watched(new STSClient({}));
    const { Arn } = await client.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe('arn:aws:iam::123456789012:root');
    expect(requests[0]?.hostname).toBe('sts.eu-west-1.amazonaws.com');
    expect(aws.calls()).toMatchObject([{ accessKeyId: undefined, region: 'eu-west-1' }]);
  });

  test('credentials of the environment are used, from the moment they are there', async () => {
    const { client } = watched(new STSClient({}));
    await client.send(new GetCallerIdentityCommand({}));
    process.env['AWS_ACCESS_KEY_ID'] = 'AKIAENVIRONMENT00001';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
    try {
      await client.send(new GetCallerIdentityCommand({}));
    } finally {
      delete process.env['AWS_ACCESS_KEY_ID'];
      delete process.env['AWS_SECRET_ACCESS_KEY'];
    }
    expect(aws.calls().map((call) => call.accessKeyId)).toEqual([undefined, 'AKIAENVIRONMENT00001']);
  });

  test('a region that is no host name is refused as the SDK refuses it', async () => {
    for (const { client } of [
      watched(new STSClient({ region: 'not a region' })),
      { client: new STSClient({ region: 'not a region' }) },
    ]) {
      const error = await failureOf(client.send(new GetCallerIdentityCommand({})));
      expect(error.message).toContain('is not a valid hostname component');
    }
    expect(aws.calls()).toEqual([]);
  });

  test('a provider that fails fails the call', async () => {
    const { client } = watched(
      new STSClient({ credentials: () => Promise.reject(new Error('no keys today')), region: 'us-east-1' }),
    );
    expect((await failureOf(client.send(new GetCallerIdentityCommand({})))).message).toBe('no keys today');
  });

  test('an aborted signal aborts', async () => {
    const client = new IAMClient({});
    const signal = AbortSignal.abort();
    const error = await failureOf(client.send(new ListUsersCommand({}), { abortSignal: signal }));
    expect(error.name).toBe('AbortError');
    expect(error.message).toBe('Request aborted');
    expect(aws.calls()).toEqual([]);
  });

  test('a signal that is not aborted changes nothing', async () => {
    const { Users } = await new IAMClient({}).send(new ListUsersCommand({}), {
      abortSignal: new AbortController().signal,
    });
    expect(Users).toEqual([]);
  });

  test('one command can be sent many times', async () => {
    const client = new IAMClient({});
    const command = new ListUsersCommand({});
    for (let index = 0; index < 3; index += 1) await client.send(command);
    expect(aws.calls('ListUsers')).toHaveLength(3);
  });

  test('signatures to be verified need a wire', async () => {
    aws.configure({ signatures: 'verify' });
    const client = new IAMClient({});
    let signed: string | undefined;
    client.middlewareStack.add(
      (next) => async (args) => {
        signed = (args as { request?: SeenRequest }).request?.headers['authorization'];
        return await next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await client.send(new ListUsersCommand({}));
    expect(signed).toMatch(/^AWS4-HMAC-SHA256 /);
  });
});

describe("transport: 'direct'", () => {
  test('leaves middleware out that only a wire could serve', async () => {
    aws.configure({ transport: 'direct' });
    const { client, requests } = watched(new IAMClient({}));
    await client.send(new CreateUserCommand({ UserName: 'alice' }));
    expect(requests).toEqual([]);
    expect(aws.calls('CreateUser')).toHaveLength(1);
  });
});

describe.each(['direct', 'wire'] as const)("every way of the SDK's to call, transport: '%s'", (transport) => {
  beforeEach(() => aws.configure({ transport }));

  test('a promise', async () => {
    expect((await new IAMClient({}).send(new ListUsersCommand({}))).Users).toEqual([]);
  });

  test('a callback', async () => {
    const client = new IAMClient({});
    const [failure, output] = await new Promise<unknown[]>((resolve) => {
      client.send(new ListUsersCommand({}), (...results) => resolve(results));
    });
    expect(failure).toBeNull();
    expect(output).toMatchObject({ Users: [] });
    const [error] = await new Promise<unknown[]>((resolve) => {
      client.send(new GetUserCommand({ UserName: 'nobody' }), {}, (...results) => resolve(results));
    });
    expect(error).toBeInstanceOf(NoSuchEntityException);
  });

  test('an aggregated client', async () => {
    const iam = new IAM({});
    await iam.createUser({ UserName: 'alice' });
    expect((await iam.listUsers()).Users).toHaveLength(1);
    await expect(iam.getUser({ UserName: 'nobody' })).rejects.toThrow(NoSuchEntityException);
  });

  test('a paginator', async () => {
    const client = new IAMClient({});
    for (const UserName of ['a', 'b', 'c']) await client.send(new CreateUserCommand({ UserName }));
    const names: (string | undefined)[] = [];
    for await (const { Users = [] } of paginateListUsers({ client, pageSize: 1 }, {}))
      names.push(...Users.map((user) => user.UserName));
    expect(names).toEqual(['a', 'b', 'c']);
  });

  test('a waiter', async () => {
    const client = new IAMClient({});
    await client.send(new CreateUserCommand({ UserName: 'alice' }));
    const { state } = await waitUntilUserExists({ client, maxWaitTime: 5 }, { UserName: 'alice' });
    expect(state).toBe('SUCCESS');
  });
});

const shape = (name: string) => () => [3, 'com.amazonaws.iam', name, 0, [], []];

describe('an operation this package does not know is reported to the person, not to the program', () => {
  const expected = {
    name: 'IamInMemoryUnsupportedOperationError',
    message: expect.stringContaining("aws.respondNext('SummonDragon', output)"),
  };

  test('through the direct door', async () => {
    const command = new ListUsersCommand({});
    Object.assign(command, {
      schema: [9, 'com.amazonaws.iam', 'SummonDragon', 0, shape('I'), shape('O')],
    });
    expect(await failureOf(new IAMClient({}).send(command))).toMatchObject(expected);
  });

  test('over the wire', async () => {
    const client = new IAMClient({});
    client.middlewareStack.add(
      (next) => async (args) => {
        const { request } = args as { request: SeenRequest };
        request.body = request.body.replace('Action=ListUsers', 'Action=SummonDragon');
        return await next(args);
      },
      { step: 'build' },
    );
    expect(await failureOf(client.send(new ListUsersCommand({})))).toMatchObject(expected);
  });
});

describe('aws.requestHandler', () => {
  test('answers a client without anything installed', async () => {
    aws.restore();
    const other = createIamMock({ accountId: '210987654321' });
    const client = new STSClient({
      region: 'us-east-1',
      credentials: keys,
      requestHandler: other.requestHandler,
    });
    expect((await client.send(new GetCallerIdentityCommand({}))).Account).toBe('210987654321');
  });

  test('wins over the mock that is installed', async () => {
    const other = createIamMock({ accountId: '210987654321' });
    const client = new STSClient({ requestHandler: other.requestHandler });
    expect((await client.send(new GetCallerIdentityCommand({}))).Account).toBe('210987654321');
    expect(aws.calls()).toEqual([]);
  });

  test('is always the same', () => {
    expect(aws.requestHandler).toBe(aws.requestHandler);
    expect(aws.requestHandler.metadata).toEqual({ handlerProtocol: 'http/1.1' });
    expect(aws.requestHandler.httpHandlerConfigs()).toEqual({});
  });

  test.each<[string, () => Promise<unknown>, string]>([
    [
      'JSON',
      () =>
        new DynamoDBClient({
          region: 'eu-west-1',
          credentials: keys,
          requestHandler: aws.requestHandler,
        }).send(new ListTablesCommand({})),
      'POST https://dynamodb.eu-west-1.amazonaws.com/, signed for dynamodb.',
    ],
    [
      'XML',
      () =>
        new S3Client({ region: 'eu-west-1', credentials: keys, requestHandler: aws.requestHandler }).send(
          new ListBucketsCommand({}),
        ),
      'GET https://s3.eu-west-1.amazonaws.com/?x-id=ListBuckets, signed for s3.',
    ],
    [
      'an endpoint of one’s own',
      () =>
        new DynamoDBClient({
          region: 'eu-west-1',
          endpoint: 'http://localhost:8000',
          credentials: keys,
          requestHandler: aws.requestHandler,
        }).send(new ListTablesCommand({})),
      'POST http://localhost:8000/, signed for dynamodb.',
    ],
    [
      'no signature',
      () =>
        aws.requestHandler.handle({
          protocol: 'https:',
          hostname: 'bucket.s3.amazonaws.com',
          method: 'GET',
          path: '/key',
          headers: {},
        }),
      'GET https://bucket.s3.amazonaws.com/key.',
    ],
  ])('tells the person who gave it to the client of another service (%s)', async (_, call, request) => {
    const error = await failureOf(call());
    expect(error.name).toBe('IamInMemoryUsageError');
    expect(error.message).toBe(
      `iam-in-memory: aws.requestHandler got ${request} It answers IAM and STS only: give it to an IAMClient or STSClient, and let another handler or mock answer the other service.`,
    );
    expect(aws.calls()).toEqual([]);
  });

  test.each(['http://localhost:4566', 'https://iam.internal.example', 'https://proxy.amazonaws.com'])(
    'answers clients of IAM and STS with the endpoint %s',
    async (endpoint) => {
      const settings = {
        region: 'eu-west-1',
        endpoint,
        credentials: keys,
        requestHandler: aws.requestHandler,
      };
      expect((await new IAMClient(settings).send(new ListUsersCommand({}))).Users).toEqual([]);
      const { Account } = await new STSClient(settings).send(new GetCallerIdentityCommand({}));
      expect(Account).toBe('123456789012');
    },
  );

  test('looks at the signal again when the body has been read', async () => {
    const controller = new AbortController();
    async function* body() {
      yield 'Action=CreateUser&Version=2010-05-08';
      controller.abort();
      yield '&UserName=alice';
    }
    const request = {
      protocol: 'https:',
      hostname: 'iam.amazonaws.com',
      method: 'POST',
      path: '/',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260131/us-east-1/iam/aws4_request',
      },
    };
    const { signal: abortSignal } = controller;
    const aborted = aws.requestHandler.handle({ ...request, body: body() }, { abortSignal });
    expect((await failureOf(aborted)).name).toBe('AbortError');
    expect(aws.calls()).toEqual([]);
    const { response } = await aws.requestHandler.handle({ ...request, body: body() });
    expect(response.statusCode).toBe(200);
  });

  test('carries what the clients of a credential chain ask', async () => {
    await new IAMClient({}).send(
      new (await import('@aws-sdk/client-iam')).CreateRoleCommand({
        RoleName: 'app',
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
        }),
      }),
    );
    const client = new STSClient({
      region: 'us-east-1',
      requestHandler: aws.requestHandler,
      credentials: fromTemporaryCredentials({
        masterCredentials: keys,
        params: { RoleArn: 'arn:aws:iam::123456789012:role/app', RoleSessionName: 'chained' },
        clientConfig: { region: 'us-east-1', requestHandler: aws.requestHandler },
      }),
    });
    const { Arn } = await client.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe('arn:aws:sts::123456789012:assumed-role/app/chained');
  });
});

const assume = (role: string, masterCredentials?: ReturnType<typeof fromTemporaryCredentials>) =>
  fromTemporaryCredentials({
    ...(masterCredentials && { masterCredentials }),
    params: { RoleArn: `arn:aws:iam::123456789012:role/${role}`, RoleSessionName: 'chained' },
  });

test.each(['auto', 'wire'] as const)(
  "a credential chain of clients that have no region failed with 'Region is missing' (%s)",
  async (transport) => {
    aws.configure({ transport });
    aws.seed({ roles: { first: {}, second: {} } });
    const sts = new STSClient({ credentials: assume('second', assume('first')) });
    const before = Object.getOwnPropertyDescriptor(sts.config, 'region');
    for (let round = 0; round < 2; round += 1) {
      const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
      expect(Arn).toBe('arn:aws:sts::123456789012:assumed-role/second/chained');
    }
    expect(aws.calls('AssumeRole').map(({ region, principal }) => [region, principal])).toEqual([
      ['eu-west-1', 'arn:aws:iam::123456789012:root'],
      ['eu-west-1', 'arn:aws:sts::123456789012:assumed-role/first/chained'],
    ]);
    aws.restore();
    expect(Object.getOwnPropertyDescriptor(sts.config, 'region')).toEqual(before);
  },
);

test.each(['auto', 'wire'] as const)(
  "a web identity named by the environment failed with 'Region is missing' (%s)",
  async (transport) => {
    aws.configure({ transport });
    const folder = mkdtempSync(join(tmpdir(), 'iam-in-memory-'));
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: 'https://oidc.example.com', aud: 'app', sub: 'job', iat: now - 5, exp: now + 600 };
    const parts = [{ alg: 'RS256' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    writeFileSync(join(folder, 'token'), [...parts, 'c2ln'].join('.'));
    const provider = 'arn:aws:iam::123456789012:oidc-provider/oidc.example.com';
    aws.seed({
      oidcProviders: { 'oidc.example.com': { clientIds: ['app'] } },
      roles: { job: { trustPolicy: provider } },
    });
    const variables = {
      AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'token'),
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/job',
      AWS_ROLE_SESSION_NAME: 'named',
    };
    const sts = new STSClient({});
    try {
      Object.assign(process.env, variables);
      const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
      expect(Arn).toBe('arn:aws:sts::123456789012:assumed-role/job/named');
    } finally {
      for (const name of Object.keys(variables)) delete process.env[name];
      rmSync(folder, { recursive: true });
    }
  },
);

test('restore() gives clients their own configuration back', async () => {
  const client = new IAMClient({});
  const before = Object.getOwnPropertyDescriptors(client.config);
  const { requests } = watched(client);
  await client.send(new ListUsersCommand({}));
  expect(requests).toHaveLength(1);
  aws.restore();
  const after = Object.getOwnPropertyDescriptors(client.config);
  for (const name of ['region', 'credentials', 'useFipsEndpoint', 'requestHandler'] as const)
    expect({ [name]: after[name] }).toEqual({ [name]: before[name] });
});
