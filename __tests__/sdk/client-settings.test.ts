import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateUserCommand,
  GetUserCommand,
  IAMClient,
  type IAMClientConfig,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ConfiguredRetryStrategy, StandardRetryStrategy } from '@smithy/core/retry';
import { type IamMock, mockIam } from '../../src/index.ts';

/*
 * What a client was made with decides nothing about the answer: `transport: 'auto'` answers like the wire.
 */

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
const region = 'us-east-1';

/** Waits out what a new user takes to be known everywhere. */
class Patient extends StandardRetryStrategy {
  asked = 0;
  override async refreshRetryTokenForRetry(
    ...[token, info]: Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>
  ): ReturnType<StandardRetryStrategy['refreshRetryTokenForRetry']> {
    this.asked += 1;
    if (this.asked > 2) throw (info as { error?: Error }).error ?? new Error('enough');
    return {
      ...token,
      getRetryCount: () => this.asked,
      getRetryDelay: () => 1,
      getRetryCost: () => 0,
    };
  }
}

interface Seen {
  readonly error: string | undefined;
  readonly message: string | undefined;
  readonly attempts: number | undefined;
  readonly requests: number;
}

/** What a person sees of a call through one transport. */
async function seen(
  transport: 'auto' | 'wire',
  settings: () => IAMClientConfig,
  call: (client: IAMClient) => Promise<unknown>,
  prepare: (aws: IamMock) => void = () => {},
): Promise<Seen> {
  const aws = mockIam({ transport });
  try {
    prepare(aws);
    const answer = (await call(new IAMClient(settings())).catch((error: unknown) => error)) as Error & {
      $metadata?: { attempts?: number };
    };
    // Node's own errors are of another realm than this test.
    const failed = typeof answer.message === 'string';
    return {
      error: failed ? answer.name : undefined,
      message: failed ? answer.message : undefined,
      attempts: answer.$metadata?.attempts,
      requests: aws.calls().length,
    };
  } finally {
    aws.restore();
  }
}

const getGhost = (client: IAMClient) => client.send(new GetUserCommand({ UserName: 'ghost' }));
const list = (client: IAMClient) => client.send(new ListUsersCommand({}));
const tooMany = (aws: IamMock) => aws.configure({ quotas: { usersPerAccount: 0 } });
const create = (client: IAMClient) => client.send(new CreateUserCommand({ UserName: 'alice' }));

test.each<
  [
    what: string,
    settings: () => IAMClientConfig,
    call: typeof getGhost | typeof list | typeof create,
    prepare: ((aws: IamMock) => void) | undefined,
    expected: Partial<Seen>,
  ]
>([
  [
    'a strategy that extends the SDK’s',
    () => ({ region, credentials: keys, retryStrategy: new Patient(5) }),
    getGhost,
    undefined,
    { error: 'NoSuchEntityException', requests: 3 },
  ],
  [
    'the SDK’s configured strategy',
    () => ({ region, credentials: keys, retryStrategy: new ConfiguredRetryStrategy(5, 1) }),
    create,
    tooMany,
    { error: 'LimitExceededException', attempts: 5, requests: 5 },
  ],
  [
    'the SDK’s own strategy, given',
    () => ({ region, credentials: keys, retryStrategy: new StandardRetryStrategy(2) }),
    create,
    tooMany,
    { error: 'LimitExceededException', attempts: 2, requests: 2 },
  ],
  [
    'a number of attempts',
    () => ({ region, credentials: keys, maxAttempts: 2 }),
    create,
    tooMany,
    { error: 'LimitExceededException', attempts: 2, requests: 2 },
  ],
  [
    'adaptive retries',
    () => ({ region, credentials: keys, retryMode: 'adaptive' }),
    create,
    tooMany,
    { error: 'LimitExceededException', attempts: 3, requests: 3 },
  ],
  [
    'a strategy that is no class',
    () => ({
      region,
      credentials: keys,
      retryStrategy: {
        acquireInitialRetryToken: async () => ({ getRetryCount: () => 0, getRetryDelay: () => 0 }),
        refreshRetryTokenForRetry: () => Promise.reject(new Error('once is enough')),
        recordSuccess: () => {},
      },
    }),
    create,
    tooMany,
    { requests: 1 },
  ],
  [
    'keys that are not there',
    () => ({ region, credentials: { accessKeyId: undefined, secretAccessKey: undefined } as never }),
    list,
    undefined,
    { error: 'Error', message: 'Resolved credential object is not valid', requests: 0 },
  ],
  [
    'a key without its secret',
    () => ({ region, credentials: { accessKeyId: 'AKIA' } as never }),
    list,
    undefined,
    { error: 'Error', message: 'Resolved credential object is not valid', requests: 0 },
  ],
  [
    'an endpoint that is none',
    () => ({ region, credentials: keys, endpoint: 'notaurl' }),
    list,
    undefined,
    { error: 'TypeError', message: 'Invalid URL', requests: 0 },
  ],
  [
    'an endpoint that does not go with FIPS',
    () => ({ region, credentials: keys, endpoint: 'https://iam.example', useFipsEndpoint: true }),
    list,
    undefined,
    { error: 'EndpointError', requests: 0 },
  ],
  [
    'a signer of its own',
    () => ({
      region,
      credentials: keys,
      signer: { sign: () => Promise.reject(new Error('no ink')) },
    }),
    list,
    undefined,
    { message: 'no ink', requests: 0 },
  ],
  [
    'half of a character',
    () => ({ region, credentials: keys }),
    (client) => client.send(new GetUserCommand({ UserName: '\uD800' })),
    undefined,
    { error: 'URIError', requests: 0 },
  ],
])(
  '%s',
  async (_what, settings, call, prepare, expected) => {
    const overWire = await seen('wire', settings, call, prepare);
    expect(overWire).toMatchObject(expected);
    expect(await seen('auto', settings, call, prepare)).toEqual(overWire);
    // The SDK waits for real between its attempts.
  },
  30_000,
);

/** Does the raw response of a call have a body, as only the wire's has? */
async function usesWire(client: IAMClient | STSClient, call: () => Promise<unknown>): Promise<boolean> {
  let bodies = 0;
  (client as IAMClient).middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      if ((answer.response as { body?: unknown }).body !== undefined) bodies += 1;
      return answer;
    },
    { step: 'initialize' },
  );
  await call();
  await call();
  return bodies > 0;
}

describe('clients of the usual making stay on the fast door, with middleware at the first step', () => {
  beforeAll(() => {
    fast = mockIam();
  });
  afterAll(() => fast.restore());
  let fast: IamMock;

  test.each([
    ['neither region nor credentials', {}],
    ['a region and keys', { region, credentials: keys }],
    ['attempts and their mode', { region, credentials: keys, maxAttempts: 2, retryMode: 'adaptive' }],
    ['FIPS and two stacks', { region, credentials: keys, useFipsEndpoint: true, useDualstackEndpoint: true }],
  ])('%s', async (_what, settings) => {
    const iam = new IAMClient(settings);
    expect(await usesWire(iam, () => iam.send(new ListUsersCommand({})))).toBe(false);
    const sts = new STSClient(settings);
    expect(await usesWire(sts, () => sts.send(new GetCallerIdentityCommand({})))).toBe(false);
  });

  test('others do not', async () => {
    const iam = new IAMClient({ region, credentials: keys, endpoint: 'https://iam.example' });
    expect(await usesWire(iam, () => iam.send(new ListUsersCommand({})))).toBe(true);
  });
});

describe('profiles of files that a test has brought', () => {
  const folder = mkdtempSync(join(tmpdir(), 'iam-in-memory-profiles-'));
  const file = join(folder, 'config');
  const environment = { AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') };
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(['auto', 'wire'] as const)('the profile of a client counts: %s', async (transport) => {
    const aws = mockIam({ transport, seed: { users: { alice: { accessKeys: 1 } } } });
    const { accessKeyId, secretAccessKey } = aws.credentialsFor('alice');
    writeFileSync(
      file,
      `[profile alice]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\nregion=eu-central-1\n`,
    );
    Object.assign(process.env, environment);
    const alice = new STSClient({ profile: 'alice' });
    expect((await alice.send(new GetCallerIdentityCommand({}))).Arn).toBe(
      'arn:aws:iam::123456789012:user/alice',
    );
    const nobody = new STSClient({ profile: 'nope' });
    await expect(nobody.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'CredentialsProviderError',
    });
    aws.restore();
  });
});

describe('calls under way when the mock is restored', () => {
  test.each(['auto', 'wire'] as const)('are told so: %s', async (transport) => {
    const aws = mockIam({ transport });
    const call = new IAMClient({}).send(new ListUsersCommand({}));
    aws.restore();
    await expect(call).rejects.toThrow(
      'iam-in-memory: the mock was restored while a call was under way. Await every call before restore().',
    );
  });

  test('a call that is tried again is told so too', async () => {
    const aws = mockIam();
    aws.failNext('ListUsers', 'Throttling', { times: 3 });
    const client = new IAMClient({});
    const call = client.send(new ListUsersCommand({}));
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
    aws.restore();
    await expect(call).rejects.toThrow('the mock was restored while a call was under way');
    expect(Object.getOwnPropertyDescriptor(client.config, 'credentials')).toBeDefined();
  });
});
