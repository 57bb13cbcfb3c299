// oxlint-disable-next-line import/no-unassigned-import -- it adds matchers to jest
import 'aws-sdk-client-mock-jest';
import { Socket } from 'node:net';
import {
  CreateUserCommand,
  GetUserCommand,
  IAM,
  IAMClient,
  ListUsersCommand,
  NoSuchEntityException,
  paginateListUsers,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { createIamMock } from '../../src/index.ts';
import { failureOf } from '../support/aws.ts';

/*
 * For people who have `mockClient(IAMClient)` already.
 */

const aws = createIamMock();
const iamMock = mockClient(IAMClient);
const stsMock = mockClient(STSClient);
const connect = jest.spyOn(Socket.prototype, 'connect');

beforeEach(() => {
  aws.reset();
  iamMock.reset();
  stsMock.reset();
  aws.bridge(iamMock);
  aws.bridge(stsMock);
});
afterAll(() => {
  iamMock.restore();
  stsMock.restore();
  expect(connect).not.toHaveBeenCalled();
  connect.mockRestore();
});

const alice = { UserName: 'alice' };

test('the account answers by default', async () => {
  const iam = new IAMClient({});
  await iam.send(new CreateUserCommand(alice));
  const { User, $metadata } = await iam.send(new GetUserCommand(alice));
  expect(User?.Arn).toBe('arn:aws:iam::123456789012:user/alice');
  expect($metadata).toMatchObject({ httpStatusCode: 200, attempts: 1 });
  expect(await failureOf(iam.send(new GetUserCommand({ UserName: 'bob' })))).toBeInstanceOf(
    NoSuchEntityException,
  );
  const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  expect(Arn).toBe('arn:aws:iam::123456789012:root');
});

test("the user's own answers win", async () => {
  iamMock.on(GetUserCommand).rejects(new Error('not today'));
  iamMock.on(ListUsersCommand, { PathPrefix: '/x/' }).resolves({ Users: [], Marker: 'mine' });
  const iam = new IAMClient({});
  await iam.send(new CreateUserCommand(alice));
  await expect(iam.send(new GetUserCommand(alice))).rejects.toThrow('not today');
  expect(await iam.send(new ListUsersCommand({ PathPrefix: '/x/' }))).toEqual({ Users: [], Marker: 'mine' });
  expect((await iam.send(new ListUsersCommand({}))).Users).toHaveLength(1);
});

test('answers that were there before the bridge win too', async () => {
  iamMock.reset();
  iamMock.on(GetUserCommand).resolves({});
  aws.bridge(iamMock);
  expect(await new IAMClient({}).send(new GetUserCommand(alice))).toEqual({});
});

test('after answers for once the account answers again', async () => {
  iamMock.on(ListUsersCommand).resolvesOnce({ Marker: 'first' }).rejectsOnce('second');
  const iam = new IAMClient({});
  expect(await iam.send(new ListUsersCommand({}))).toEqual({ Marker: 'first' });
  await expect(iam.send(new ListUsersCommand({}))).rejects.toThrow('second');
  expect((await iam.send(new ListUsersCommand({}))).Users).toEqual([]);
});

test('callsFake can see what the account knows', async () => {
  const iam = new IAMClient({});
  await iam.send(new CreateUserCommand(alice));
  iamMock
    .on(GetUserCommand)
    .callsFake((input) => ({ User: { ...input, UserId: String(aws.calls().length) } }));
  expect((await iam.send(new GetUserCommand(alice))).User).toEqual({ ...alice, UserId: '1' });
});

test('the history and the matchers of jest see every call', async () => {
  const iam = new IAMClient({});
  await iam.send(new CreateUserCommand(alice));
  await iam.send(new GetUserCommand(alice));
  await failureOf(iam.send(new GetUserCommand({ UserName: 'bob' })));
  expect(iamMock).toHaveReceivedCommandTimes(GetUserCommand, 2);
  expect(iamMock).toHaveReceivedCommandWith(CreateUserCommand, alice);
  expect(iamMock).toHaveReceivedNthSpecificCommandWith(2, GetUserCommand, { UserName: 'bob' });
  expect(iamMock).not.toHaveReceivedCommand(ListUsersCommand);
  expect(iamMock.calls()).toHaveLength(3);
  expect(iamMock.commandCalls(GetUserCommand)[0]?.args[0].input).toEqual(alice);
});

test('after reset() of the stub the bridge is gone', async () => {
  const iam = new IAMClient({});
  await iam.send(new CreateUserCommand(alice));
  iamMock.reset();
  expect(await iam.send(new GetUserCommand(alice))).toBeUndefined();
  expect(aws.calls()).toHaveLength(1);
  aws.bridge(iamMock);
  expect((await iam.send(new GetUserCommand(alice))).User?.UserName).toBe('alice');
});

test('a stub of one client', async () => {
  const [stubbed, other] = [new IAMClient({}), createIamMock({ accountId: '210987654321' })];
  const stub = other.bridge(mockClient(stubbed));
  const { User } = await stubbed.send(new CreateUserCommand(alice));
  expect(User?.Arn).toBe('arn:aws:iam::210987654321:user/alice');
  expect(stub).toHaveReceivedCommandTimes(CreateUserCommand, 1);
  expect(iamMock).not.toHaveReceivedAnyCommand();
});

test('callbacks, aggregated clients and paginators', async () => {
  const output = await new Promise((resolve) => {
    new IAMClient({}).send(new CreateUserCommand(alice), (_, result) => resolve(result));
  });
  expect(output).toMatchObject({ User: alice });
  const iam = new IAM({});
  expect((await iam.getUser(alice)).User).toMatchObject(alice);
  const pages: number[] = [];
  for await (const { Users } of paginateListUsers({ client: iam }, {})) pages.push(Users?.length ?? 0);
  expect(pages).toEqual([1]);
});

test('credentials of the client are the caller', async () => {
  const { AccessKey } = await new IAM({}).createUser(alice).then(() => new IAM({}).createAccessKey(alice));
  const sts = new STSClient({
    credentials: {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    },
  });
  expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe('arn:aws:iam::123456789012:user/alice');
});

test('scheduled faults go through retries here too', async () => {
  aws.failNext('ListUsers', 'ServiceUnavailable');
  expect((await new IAMClient({}).send(new ListUsersCommand({}))).$metadata.attempts).toBe(2);
});

test('what is no stub is a mistake', () => {
  const message =
    'iam-in-memory: bridge() takes what mockClient() of aws-sdk-client-mock returned: aws.bridge(mockClient(IAMClient)).';
  for (const value of ['a stub', {}, undefined, { send: () => {} }])
    expect(() => aws.bridge(value as never)).toThrow(message);
});

test('a stub of another service is a mistake', () => {
  class Client {
    config = { serviceId: 'S3' };
    send(): void {}
  }
  aws.bridge(mockClient(Client as never));
  expect(() => new Client().send()).toThrow(
    'iam-in-memory: bridge() was given a stub of Client. The mock answers IAM and STS only.',
  );
});
