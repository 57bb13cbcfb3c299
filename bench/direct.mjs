// The direct door against aws-sdk-client-mock's canned answers, and against itself in a large account.
import {
  AttachUserPolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserCommand,
  DetachUserPolicyCommand,
  GetUserCommand,
  IAMClient,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { mockIam } from '../dist/esm/index.js';
import { compare, time } from './rounds.mjs';

const settings = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIAEXAMPLE000000000', secretAccessKey: 'secret' },
};

/** A client whose `send` is a stub with canned answers; its history is emptied every 100 calls. */
function canned(Client, answers) {
  const client = new Client(settings);
  const mock = mockClient(client);
  for (const [command, output] of answers) mock.on(command).resolves(output);
  let calls = 0;
  return (command) => {
    calls += 1;
    if (calls % 100 === 0) mock.resetHistory();
    return client.send(command);
  };
}

const user = {
  Path: '/',
  UserName: 'alice',
  UserId: 'AIDAEXAMPLE',
  Arn: 'arn:aws:iam::123456789012:user/alice',
  CreateDate: new Date(),
};
const stub = canned(IAMClient, [
  [GetUserCommand, { User: user }],
  [CreateUserCommand, { User: user }],
  [DeleteUserCommand, {}],
  [AttachUserPolicyCommand, {}],
  [DetachUserPolicyCommand, {}],
]);
const stubSts = canned(STSClient, [
  [
    AssumeRoleCommand,
    { Credentials: { AccessKeyId: 'a', SecretAccessKey: 'b', SessionToken: 'c', Expiration: new Date() } },
  ],
]);

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
});
const policy = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const roleArn = 'arn:aws:iam::123456789012:role/app';

export async function directRows() {
  const aws = mockIam();
  const iam = new IAMClient(settings);
  const sts = new STSClient(settings);
  await iam.send(new CreateUserCommand({ UserName: 'alice' }));
  await iam.send(new CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: trust }));

  const rows = [];
  const row = async (name, bar, ours, theirs) => rows.push({ name, bar, ...(await compare(ours, theirs)) });

  await row(
    'GetUser, against a canned answer',
    0.25,
    () => iam.send(new GetUserCommand({ UserName: 'alice' })),
    () => stub(new GetUserCommand({ UserName: 'alice' })),
  );
  const createAndDelete = (send) => async () => {
    await send(new CreateUserCommand({ UserName: 'bob' }));
    await send(new DeleteUserCommand({ UserName: 'bob' }));
  };
  await row(
    'CreateUser + DeleteUser, against canned answers',
    1,
    createAndDelete((command) => iam.send(command)),
    createAndDelete(stub),
  );
  const attachAndDetach = (send) => async () => {
    await send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn: policy }));
    await send(new DetachUserPolicyCommand({ UserName: 'alice', PolicyArn: policy }));
  };
  await row(
    'AttachUserPolicy + DetachUserPolicy, against canned answers',
    1,
    attachAndDetach((command) => iam.send(command)),
    attachAndDetach(stub),
  );
  const assume = { RoleArn: roleArn, RoleSessionName: 'deploy' };
  const mark = aws.checkpoint();
  let assumed = 0;
  await row(
    'AssumeRole, against a canned answer',
    1,
    () => {
      assumed += 1;
      if (assumed % 1000 === 0) aws.rollback(mark);
      return sts.send(new AssumeRoleCommand(assume));
    },
    () => stubSts(new AssumeRoleCommand(assume)),
  );
  aws.restore();
  return rows;
}

/** The same calls in a small account and in a full one. */
export async function sizeRows() {
  const iam = new IAMClient(settings);
  const inAccountOf = (users, roles, measured) =>
    withAccount(users, roles, async () => time(await measured(iam)));
  const write = async () => async () => {
    await iam.send(new CreateUserCommand({ UserName: 'new-user' }));
    await iam.send(new DeleteUserCommand({ UserName: 'new-user' }));
  };
  const attach = async () => async () => {
    await iam.send(new AttachUserPolicyCommand({ UserName: 'user-7', PolicyArn: policy }));
    await iam.send(new DetachUserPolicyCommand({ UserName: 'user-7', PolicyArn: policy }));
  };
  const list = async () => () => iam.send(new ListUsersCommand({ MaxItems: 100 }));
  const row = async (name, measured, small, large) => {
    const theirs = await inAccountOf(...small, measured);
    const ours = await inAccountOf(...large, measured);
    return { name, bar: 1.5, ours, theirs, ratio: ours / theirs };
  };
  return [
    await row(
      'CreateUser + DeleteUser with 4,999 users and 999 roles, against 10 and 10',
      write,
      [10, 10],
      [4999, 999],
    ),
    await row('AttachUserPolicy + DetachUserPolicy, likewise', attach, [10, 10], [4999, 999]),
    await row('ListUsers, a page of 100 of 5,000, against 100 of 100', list, [100, 0], [5000, 0]),
  ];
}

async function withAccount(users, roles, run) {
  const aws = mockIam();
  const iam = new IAMClient(settings);
  for (let index = 0; index < users; index += 1)
    await iam.send(new CreateUserCommand({ UserName: `user-${index}` }));
  for (let index = 0; index < roles; index += 1) {
    await iam.send(new CreateRoleCommand({ RoleName: `role-${index}`, AssumeRolePolicyDocument: trust }));
  }
  try {
    return await run(aws);
  } finally {
    aws.restore();
  }
}

/** Microseconds of what moves a pointer, with 5,000 users in the account. */
export async function pointerRows() {
  return withAccount(5000, 0, async (aws) => {
    const mark = aws.checkpoint();
    const rows = [];
    for (const [name, run] of [
      ['checkpoint()', () => aws.checkpoint()],
      ['rollback(mark)', () => aws.rollback(mark)],
      ['reset()', () => aws.reset()],
    ]) {
      rows.push({ name: `${String(name)} with 5,000 users`, bar: '20 µs', ours: await time(run) });
    }
    return rows;
  });
}

/** Heap after many calls, against the heap after the first ten thousand. */
export async function heapRow(calls = 1_000_000) {
  return withAccount(10, 10, async () => {
    const iam = new IAMClient(settings);
    const used = () => {
      globalThis.gc();
      globalThis.gc();
      return process.memoryUsage().heapUsed / 1_048_576;
    };
    let first = 0;
    for (let index = 0; index < calls; index += 1) {
      if (index === 10_000) first = used();
      if (index % 10 === 0) {
        await iam.send(new CreateUserCommand({ UserName: 'heap' }));
        await iam.send(new DeleteUserCommand({ UserName: 'heap' }));
      } else await iam.send(new GetUserCommand({ UserName: 'user-7' }));
    }
    const last = used();
    return {
      name: `heap after ${String(calls)} calls, against after 10,000 (MiB)`,
      bar: 'no growth',
      ours: last,
      theirs: first,
      ratio: last / first,
    };
  });
}
