import {
  GetCredentialReportCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListUsersCommand,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { UsageError } from '../../src/index.ts';
import { failureOf, useAws } from '../support/aws.ts';

/*
 * What a test schedules is what the call gets, or the test is told at once: a misspelt member, option or code that did
 * nothing would make it pass for nothing.
 */

const { aws, iam, sts } = useAws();
const told = (mistake: () => unknown, message: string): void => {
  const { state } = aws;
  expect(mistake).toThrow(UsageError);
  expect(mistake).toThrow(`iam-in-memory: ${message}`);
  expect(aws.state).toBe(state);
  expect(aws.world.faults.isEmpty).toBe(true);
};

describe('faults say something', () => {
  test.each([
    [
      'NoSuchEntity',
      NoSuchEntityException,
      'The request was rejected because it referenced a resource entity that does not exist.',
    ],
    [
      'NoSuchEntityException',
      NoSuchEntityException,
      'The request was rejected because it referenced a resource entity that does not exist.',
    ],
    ['AccessDenied', Error, 'You do not have sufficient access to perform this action.'],
    ['ValidationError', Error, 'The input fails to satisfy the constraints specified by an AWS service.'],
    ['SomethingOfTomorrow', Error, 'SomethingOfTomorrow (scheduled by failNext)'],
  ])('%s', async (code, type, message) => {
    aws.failNext('GetUser', code);
    const error = await failureOf(iam.send(new GetUserCommand({})));
    expect(error).toBeInstanceOf(type);
    expect(error.message).toBe(message);
  });

  test.each(['ENETDOWN', 'EHOSTDOWN', 'ECONNABORTED', 'EPROTO', 'AbortError'])(
    '%s happens to the connection',
    async (name) => {
      aws.failNext('GetUser', name, { times: 3 });
      const error = (await failureOf(iam.send(new GetUserCommand({})))) as Error & { code?: string };
      expect([error.name, error.code]).toContain(name);
      expect(aws.calls('GetUser').every((call) => call.error?.status === 0)).toBe(true);
    },
  );
});

describe('operations by their commands', () => {
  test('failNext, respondNext and calls', async () => {
    aws.failNext(GetUserCommand, 'AccessDenied');
    aws.respondNext(GetCallerIdentityCommand, { Arn: 'arn:of:a:ghost' });
    expect((await failureOf(iam.send(new GetUserCommand({})))).name).toBe('AccessDenied');
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe('arn:of:a:ghost');
    expect(aws.calls(GetUserCommand)).toHaveLength(1);
    expect(aws.calls({ operation: GetCallerIdentityCommand, failed: false })).toHaveLength(1);
  });

  test('types know outputs', () => {
    // @ts-expect-error: no such member
    expect(() => aws.respondNext('GetUser', { Usr: {} })).toThrow(UsageError);
    // @ts-expect-error: a text is wanted
    expect(() => aws.respondNext(ListUsersCommand, { Users: [{ UserName: 3 }] })).toThrow(UsageError);
  });
});

describe('an answer is one that AWS could give', () => {
  test('dates may be texts, parts may be missing, and the answer is a copy', async () => {
    const output = { Users: [{ UserName: 'ghost', CreateDate: '2026-01-31T12:00:00Z' }], IsTruncated: true };
    aws.respondNext('ListUsers', output);
    output.Users.pop();
    const { Users, IsTruncated, $metadata } = await iam.send(new ListUsersCommand({}));
    expect(Users).toEqual([{ UserName: 'ghost', CreateDate: new Date('2026-01-31T12:00:00Z') }]);
    expect(IsTruncated).toBe(true);
    expect($metadata.httpStatusCode).toBe(200);
  });

  test('bytes', async () => {
    aws.respondNext('GetCredentialReport', { Content: new TextEncoder().encode('user,arn') });
    const { Content } = await iam.send(new GetCredentialReportCommand({}));
    expect(Buffer.from(Content ?? []).toString()).toBe('user,arn');
  });

  test('an output that was recorded, $metadata and all', async () => {
    const recorded = await iam.send(new ListAccessKeysCommand({}));
    aws.respondNext('ListAccessKeys', recorded);
    expect(await iam.send(new ListAccessKeysCommand({}))).toMatchObject({ AccessKeyMetadata: [] });
  });

  const holdsItself: { User?: unknown } = {};
  holdsItself.User = holdsItself;

  test.each<[what: string, operation: string, output: unknown, message: string]>([
    [
      'a member in small letters',
      'GetUser',
      { user: {} },
      "respondNext('GetUser', …): output.user: unknown member. Members here are: User.",
    ],
    [
      'a text for a structure',
      'GetUser',
      { User: 'x' },
      "respondNext('GetUser', …): output.User: expected an object with ",
    ],
    [
      'a member further down',
      'GetUser',
      { User: { Name: 'x' } },
      "respondNext('GetUser', …): output.User.Name: unknown member.",
    ],
    [
      'a structure for a list',
      'ListUsers',
      { Users: { UserName: 'x' } },
      'respondNext(\'ListUsers\', …): output.Users: expected a list, got {"UserName":"x"}.',
    ],
    [
      'a date that is none',
      'GetUser',
      { User: { CreateDate: 'yesterday' } },
      'respondNext(\'GetUser\', …): output.User.CreateDate: expected a Date or an ISO 8601 text, got "yesterday".',
    ],
    [
      'a number for a text',
      'ListUsers',
      { Users: [{ UserName: 3 }] },
      "respondNext('ListUsers', …): output.Users[0].UserName: expected a text, got 3.",
    ],
    [
      'an output where there is none',
      'DeleteUser',
      { User: {} },
      "respondNext('DeleteUser', …): output.User: unknown member. DeleteUser has no output: give {}.",
    ],
    [
      'no object',
      'GetUser',
      'x',
      'respondNext(\'GetUser\', …) got "x" for an output. Give an object, {} for an operation without output.',
    ],
    ['what holds itself', 'SummonDragon', holdsItself, "respondNext('SummonDragon', …): output.User.User"],
    [
      'what XML cannot name',
      'SummonDragon',
      { 'a b': 1 },
      "respondNext('SummonDragon', …): output.a b: this is no name of an XML element.",
    ],
    [
      'a misspelt operation',
      'GetUsr',
      {},
      "neither IAM nor STS has an operation 'GetUsr'. Did you mean 'GetUser'?",
    ],
    [
      'every operation',
      '*',
      {},
      "respondNext('*', …) has no output to give: each operation has its own. Name one.",
    ],
  ])('not %s', (_what, operation, output, message) =>
    told(() => aws.respondNext(operation, output as object), message),
  );
});

describe('mistakes are told', () => {
  test.each<[what: string, mistake: () => unknown, message: string]>([
    [
      'a misspelt option',
      () => aws.failNext('GetUser', 'AccessDenied', { time: 2 } as never),
      "the options of failNext('GetUser', …) got 'time'. It takes: times, after, processed, service.",
    ],
    [
      'a number for options',
      () => aws.failNext('GetUser', 'AccessDenied', 2 as never),
      "the options of failNext('GetUser', …) got 2. Give an object of: times, after, processed, service.",
    ],
    [
      'null for options',
      () => aws.respondNext('GetUser', {}, null as never),
      "the options of respondNext('GetUser', …) got null. Give an object of: times, after, service.",
    ],
    [
      'a service there is not',
      () => aws.failNext('*', 'AccessDenied', { service: 's3' as never }),
      "failNext('*', …) got service: \"s3\". Give 'iam' or 'sts'.",
    ],
    [
      'another service’s operation',
      () => aws.failNext('GetUser', 'AccessDenied', { service: 'sts' }),
      "failNext('GetUser', …) got service: 'sts'. GetUser is an operation of IAM.",
    ],
    [
      'processed that is no flag',
      () => aws.failNext('GetUser', 'ECONNRESET', { processed: 'yes' as never }),
      'failNext(\'GetUser\', …) got processed: "yes". Give true or false.',
    ],
    [
      'a status of success',
      () => aws.failNext('GetUser', { code: 'Throttling', status: 200 }),
      'failNext() got the status 200. Give one between 400 and 599, or a code.',
    ],
    [
      'a status that is none',
      () => aws.failNext('GetUser', { code: 'Throttling', status: Number.NaN }),
      'failNext() got the status NaN. Give one between 400 and 599, or a code.',
    ],
    ['a status in a text', () => aws.failNext('GetUser', '503'), "failNext() got '503' for a code."],
    [
      'a misspelt code',
      () => aws.failNext('GetUser', 'NoSuchEntty'),
      "failNext() got the code 'NoSuchEntty'. Did you mean 'NoSuchEntity'? If not, give { code: 'NoSuchEntty' }.",
    ],
    [
      'an error of another system',
      () => aws.failNext('GetUser', 'EWHATEVER'),
      "failNext() got 'EWHATEVER', which is neither a code of AWS's nor a connection's error that Node knows.",
    ],
    [
      'a sentence for a code',
      () => aws.failNext('GetUser', 'socket hang up'),
      "failNext() got 'socket hang up', which is neither a code of AWS's nor a connection's error that Node knows.",
    ],
    [
      'no operation',
      () => aws.failNext(undefined as never, 'Throttling'),
      "failNext() got undefined for an operation. Give its name ('GetUser') or the SDK's command class (GetUserCommand).",
    ],
    [
      'a command of another service',
      () => aws.respondNext(ListBucketsCommand as never, {} as never),
      'respondNext() got ListBucketsCommand, a command of com.amazonaws.s3. The mock answers IAM and STS only.',
    ],
  ])('%s', (_what, mistake, message) => told(mistake, message));
});

test("a fault of '*' may be for one service alone", async () => {
  aws.failNext('*', 'AccessDenied', { service: 'sts' });
  await new IAMClient({}).send(new ListUsersCommand({}));
  expect((await failureOf(new STSClient({}).send(new GetCallerIdentityCommand({})))).name).toBe(
    'AccessDenied',
  );
});
