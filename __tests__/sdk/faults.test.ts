import {
  CreateUserCommand,
  EntityAlreadyExistsException,
  GetUserCommand,
  IAMClient,
  LimitExceededException,
  ListUsersCommand,
  NoSuchEntityException,
  ServiceFailureException,
} from '@aws-sdk/client-iam';
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import type { IamMock } from '../../src/index.ts';
import { failureOf, useAws } from '../support/aws.ts';

/*
 * Scheduled faults, through the SDK's own retries.
 */

const { aws } = useAws();
/** The SDK's retries, without its waiting. */
const impatient = { retryStrategy: new ConfiguredRetryStrategy(3, () => 0) };
const iam = new IAMClient(impatient);
const sts = new STSClient(impatient);

describe('the retries of the SDK', () => {
  test.each([
    'Throttling',
    'ServiceFailure',
    500,
    503,
    'ECONNRESET',
    'ETIMEDOUT',
    'EPIPE',
    'ENOTFOUND',
    'TimeoutError',
  ])('%s twice, then success: three attempts', async (fault) => {
    aws.failNext('ListUsers', fault, { times: 2 });
    const { Users, $metadata } = await iam.send(new ListUsersCommand({}));
    expect(Users).toEqual([]);
    expect($metadata).toMatchObject({ httpStatusCode: 200, attempts: 3 });
    expect(aws.calls('ListUsers')).toHaveLength(3);
  });

  test('with the waiting in between, as it is by default', async () => {
    aws.failNext('ListUsers', 'ServiceUnavailable', { times: 1 });
    const { $metadata } = await new IAMClient({}).send(new ListUsersCommand({}));
    expect($metadata.attempts).toBe(2);
    expect($metadata.totalRetryDelay).toBeGreaterThanOrEqual(0);
  });

  test('give up after the third', async () => {
    aws.failNext('ListUsers', 'Throttling', { times: 3 });
    const error = await failureOf(iam.send(new ListUsersCommand({})));
    expect(error).toMatchObject({
      name: 'Throttling',
      message: 'Rate exceeded',
      Code: 'Throttling',
      Type: 'Sender',
      $metadata: { httpStatusCode: 400, attempts: 3 },
    });
    expect((await iam.send(new ListUsersCommand({}))).$metadata.attempts).toBe(1);
  });

  test('are not made for an error of the caller', async () => {
    aws.failNext('GetUser', 'NoSuchEntity', { times: 2 });
    const error = await failureOf(iam.send(new GetUserCommand({ UserName: 'alice' })));
    expect(error).toBeInstanceOf(NoSuchEntityException);
    expect(error.$metadata).toMatchObject({ httpStatusCode: 404, attempts: 1 });
  });

  test("are the client's own: maxAttempts 1 means one", async () => {
    aws.failNext('ListUsers', 'Throttling');
    const error = await failureOf(new IAMClient({ maxAttempts: 1 }).send(new ListUsersCommand({})));
    expect(error.$metadata.attempts).toBe(1);
  });
});

describe('what a call fails with', () => {
  test.each<[string, Parameters<IamMock['failNext']>[1], object]>([
    [
      'a code of the model',
      'ServiceFailure',
      {
        name: 'ServiceFailureException',
        Code: 'ServiceFailure',
        Type: 'Receiver',
        $fault: 'server',
        $metadata: { httpStatusCode: 500 },
      },
    ],
    [
      'the name of its class',
      'NoSuchEntityException',
      { name: 'NoSuchEntityException', Code: 'NoSuchEntity', $metadata: { httpStatusCode: 404 } },
    ],
    [
      'a code of no model',
      'OptInRequired',
      { name: 'OptInRequired', Code: 'OptInRequired', $metadata: { httpStatusCode: 403 } },
    ],
    [
      'a code with a sentence',
      { code: 'AccessDenied', message: 'Not today.' },
      { name: 'AccessDenied', message: 'Not today.', $metadata: { httpStatusCode: 403 } },
    ],
    [
      'a code with a sentence and a status',
      { code: 'Teapot', message: 'Short & <stout>', status: 418 },
      { name: 'Teapot', message: 'Short & <stout>', $metadata: { httpStatusCode: 418 } },
    ],
    ['a status', 500, { name: 'InternalFailure', $metadata: { httpStatusCode: 500 } }],
    ['the status of throttling', 429, { name: 'Throttling', $metadata: { httpStatusCode: 429 } }],
    [
      'an exception of the SDK',
      new LimitExceededException({ message: 'Too many.', $metadata: {} }),
      {
        name: 'LimitExceededException',
        message: 'Too many.',
        Code: 'LimitExceeded',
        $metadata: { httpStatusCode: 409 },
      },
    ],
    [
      'an error of any kind',
      Object.assign(new Error('cable cut'), { code: 'ECUT' }),
      { message: 'cable cut', code: 'ECUT' },
    ],
    [
      'a connection that is reset',
      'ECONNRESET',
      { message: 'read ECONNRESET', code: 'ECONNRESET', errno: -104, syscall: 'read' },
    ],
    ['a connection that takes too long', 'TimeoutError', { name: 'TimeoutError', code: 'ETIMEDOUT' }],
  ])('%s', async (_, fault, expected) => {
    aws.failNext('GetUser', fault, { times: 3 });
    expect(await failureOf(iam.send(new GetUserCommand({ UserName: 'alice' })))).toMatchObject(expected);
  });

  test.each<[string, Parameters<IamMock['failNext']>[1]]>([
    ['TimeoutError', 'ECONNRESET'],
    ['TimeoutError', 'EPIPE'],
    ['TimeoutError', 'ETIMEDOUT'],
    ['Error', 'ECONNREFUSED'],
    ['Error', 'ENOTFOUND'],
    ['Error', 'EHOSTUNREACH'],
    ['TimeoutError', Object.assign(new Error('cable cut'), { code: 'EPIPE' })],
    ['SyntaxError', new SyntaxError('nonsense')],
  ])('has the name that the SDK’s own handler gives it: %s (%s)', async (name, fault) => {
    aws.failNext('GetUser', fault);
    const call = new IAMClient({ maxAttempts: 1 }).send(new GetUserCommand({ UserName: 'alice' }));
    const code = typeof fault === 'string' ? fault : (fault as { code?: string }).code;
    expect(await failureOf(call)).toMatchObject(code === undefined ? { name } : { name, code });
  });

  test('is an exception of the class of the client', async () => {
    aws.failNext('GetUser', 'ServiceFailure', { times: 3 });
    expect(await failureOf(iam.send(new GetUserCommand({})))).toBeInstanceOf(ServiceFailureException);
  });

  test('leaves the account alone', async () => {
    const before = aws.state;
    aws.failNext('CreateUser', 'AccessDenied');
    await failureOf(iam.send(new CreateUserCommand({ UserName: 'alice' })));
    expect(aws.state).toBe(before);
  });

  test('is in the journal, with the input that was asked', async () => {
    aws.failNext('CreateUser', 'AccessDenied');
    aws.failNext('CreateUser', 'ECONNRESET');
    await failureOf(iam.send(new CreateUserCommand({ UserName: 'alice' })));
    await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    expect(aws.calls().map(({ input, error }) => ({ input, error }))).toEqual([
      {
        input: { UserName: 'alice' },
        error: {
          code: 'AccessDenied',
          message: 'You do not have sufficient access to perform this action.',
          status: 403,
        },
      },
      { input: { UserName: 'alice' }, error: { code: 'ECONNRESET', message: 'read ECONNRESET', status: 0 } },
      { input: { UserName: 'alice' }, error: undefined },
    ]);
  });
});

const outcomes = async (count: number): Promise<string> => {
  let text = '';
  for (let index = 0; index < count; index += 1)
    text += await iam.send(new ListUsersCommand({})).then(
      () => '.',
      () => 'x',
    );
  return text;
};

describe('which call fails', () => {
  test.each([
    [{}, 'x.....'],
    [{ times: 2 }, 'xx....'],
    [{ after: 2 }, '..x...'],
    [{ after: 1, times: 3 }, '.xxx..'],
    [{ times: Number.POSITIVE_INFINITY }, 'xxxxxx'],
    [{ service: 'iam' as const }, 'x.....'],
  ])('%p', async (options, expected) => {
    aws.failNext('ListUsers', 'AccessDenied', options);
    expect(await outcomes(6)).toBe(expected);
  });

  test('several faults wait their turn', async () => {
    aws.failNext('ListUsers', 'AccessDenied');
    aws.respondNext('ListUsers', { Users: [], IsTruncated: false });
    aws.failNext('ListUsers', 'AccessDenied');
    expect(await outcomes(4)).toBe('x.x.');
  });

  test('only the operation that was named', async () => {
    aws.failNext('GetUser', 'AccessDenied');
    expect(await outcomes(2)).toBe('..');
  });

  test("'*' is every operation of both services", async () => {
    aws.failNext('*', 'AccessDenied', { times: 2 });
    expect((await failureOf(iam.send(new ListUsersCommand({})))).name).toBe('AccessDenied');
    expect((await failureOf(sts.send(new GetCallerIdentityCommand({})))).name).toBe('AccessDenied');
    await sts.send(new GetCallerIdentityCommand({}));
  });

  test('unsigned calls too', async () => {
    aws.failNext('AssumeRoleWithWebIdentity', 'IDPCommunicationError', { times: 2 });
    const error = await failureOf(
      sts.send(
        new AssumeRoleWithWebIdentityCommand({ RoleArn: 'x', RoleSessionName: 'y', WebIdentityToken: 'z' }),
      ),
    );
    expect(error.name).toBe('ValidationError');
    expect(error.$metadata.attempts).toBe(3);
  });

  test('reset() forgets them', async () => {
    aws.failNext('ListUsers', 'AccessDenied');
    aws.reset();
    expect(await outcomes(1)).toBe('.');
  });

  test("transport: 'direct' does not hide them", async () => {
    aws.configure({ transport: 'direct' });
    aws.failNext('ListUsers', 'AccessDenied');
    expect(await outcomes(2)).toBe('x.');
    aws.configure({ transport: 'auto' });
  });
});

describe('an answer that is lost', () => {
  test('after the account did what was asked: the retry finds it done', async () => {
    aws.failNext('CreateUser', 'ECONNRESET', { processed: true });
    const error = await failureOf(iam.send(new CreateUserCommand({ UserName: 'alice' })));
    expect(error).toBeInstanceOf(EntityAlreadyExistsException);
    expect(error.$metadata.attempts).toBe(2);
    await iam.send(new GetUserCommand({ UserName: 'alice' }));
  });

  test('before that: the retry does it', async () => {
    aws.failNext('CreateUser', 'TimeoutError');
    const { $metadata } = await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    expect($metadata.attempts).toBe(2);
  });
});

describe('respondNext', () => {
  test('answers one call and changes nothing', async () => {
    const before = aws.state;
    const CreateDate = new Date('2020-01-01T00:00:00Z');
    const User = {
      UserName: 'ghost',
      Path: '/',
      UserId: 'AIDA',
      Arn: 'arn:aws:iam::1:user/ghost',
      CreateDate,
    };
    aws.respondNext('GetUser', { User });
    expect((await iam.send(new GetUserCommand({ UserName: 'ghost' }))).User).toEqual(User);
    expect(aws.state).toBe(before);
    expect(await failureOf(iam.send(new GetUserCommand({ UserName: 'ghost' })))).toBeInstanceOf(
      NoSuchEntityException,
    );
  });

  test('keeps what it was given, whatever becomes of that', async () => {
    const output = { Users: [], IsTruncated: false };
    aws.respondNext('ListUsers', output, { times: 2 });
    output.IsTruncated = true;
    const first = await iam.send(new ListUsersCommand({}));
    first.Users?.push({} as never);
    expect(await iam.send(new ListUsersCommand({}))).toMatchObject({ Users: [], IsTruncated: false });
  });

  test('answers what this package does not know', async () => {
    aws.respondNext('SummonDragon', { Dragon: { Name: 'Smaug', Heads: 1 } });
    const { status, body } = await aws.handleRequest({
      method: 'POST',
      url: 'https://iam.amazonaws.com/',
      headers: {},
      body: 'Action=SummonDragon&Version=2010-05-08',
    });
    expect(status).toBe(200);
    expect(body).toContain(
      '<SummonDragonResult><Dragon><Name>Smaug</Name><Heads>1</Heads></Dragon></SummonDragonResult>',
    );
    expect(aws.calls('SummonDragon')).toMatchObject([{ output: { Dragon: { Name: 'Smaug' } } }]);
  });
});

describe('mistakes in a test are told', () => {
  test.each<[string, () => void, string]>([
    [
      'a misspelt operation',
      () => aws.failNext('GetUsr', 'Throttling'),
      "iam-in-memory: neither IAM nor STS has an operation 'GetUsr'. Did you mean 'GetUser'?",
    ],
    [
      'the name of a command for an answer',
      () => aws.respondNext('GetUserCommand', {}),
      "iam-in-memory: neither IAM nor STS has an operation 'GetUserCommand'. Did you mean 'GetUser'?",
    ],
    [
      'the name of a command',
      () => aws.failNext('GetUserCommand', 'Throttling'),
      "iam-in-memory: neither IAM nor STS has an operation 'GetUserCommand'. Did you mean 'GetUser'?",
    ],
    [
      'the wrong case',
      () => aws.failNext('getUser', 'Throttling'),
      "iam-in-memory: neither IAM nor STS has an operation 'getUser'. Did you mean 'GetUser'?",
    ],
    [
      'no times',
      () => aws.failNext('GetUser', 'Throttling', { times: 0 }),
      "iam-in-memory: failNext('GetUser', …) got times: 0, after: 0. Give whole numbers, times 1 or more, after 0 or more.",
    ],
    [
      'half a time',
      () => aws.failNext('GetUser', 'Throttling', { after: 0.5 }),
      "iam-in-memory: failNext('GetUser', …) got times: 1, after: 0.5. Give whole numbers, times 1 or more, after 0 or more.",
    ],
    [
      'a status that is none',
      () => aws.failNext('GetUser', 200),
      'iam-in-memory: failNext() got the status 200. Give one between 400 and 599, or a code.',
    ],
    [
      'an empty code',
      () => aws.failNext('GetUser', ''),
      "iam-in-memory: failNext() got '' for a code. Give a code ('Throttling'), a status (503), the name of a connection's error ('ECONNRESET'), { code, message, status }, or an Error.",
    ],
    [
      'no fault',
      () => aws.failNext('GetUser', {} as never),
      "iam-in-memory: failNext() got {} for a fault. Give a code ('Throttling'), a status (503), the name of a connection's error ('ECONNRESET'), { code, message, status }, or an Error.",
    ],
    [
      'an answer that says it was done',
      () => aws.failNext('GetUser', 'Throttling', { processed: true }),
      "iam-in-memory: failNext('GetUser', …, { processed: true }) is for faults of the connection ('ECONNRESET', 'TimeoutError', an Error). An answer of AWS's says that nothing was done.",
    ],
    [
      'no output',
      () => aws.respondNext('GetUser', undefined as never),
      "iam-in-memory: respondNext('GetUser', …) got undefined for an output. Give an object, {} for an operation without output.",
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(expect.objectContaining({ name: 'IamInMemoryUsageError', message }));
  });
});
