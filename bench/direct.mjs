// The direct door against aws-sdk-client-mock's canned answers, and against itself in a large account.
import { AttachUserPolicyCommand, CreateUserCommand, DeleteUserCommand, DetachUserPolicyCommand, GetUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { mockIam } from '../dist/esm/index.js';
import { compare, time } from './rounds.mjs';

const settings = { region: 'us-east-1', credentials: { accessKeyId: 'AKIAEXAMPLE000000000', secretAccessKey: 'secret' } };

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

const user = { Path: '/', UserName: 'alice', UserId: 'AIDAEXAMPLE', Arn: 'arn:aws:iam::123456789012:user/alice', CreateDate: new Date() };
const stub = canned(IAMClient, [
  [GetUserCommand, { User: user }],
  [CreateUserCommand, { User: user }],
  [DeleteUserCommand, {}],
  [AttachUserPolicyCommand, {}],
  [DetachUserPolicyCommand, {}],
]);
const stubSts = canned(STSClient, [[AssumeRoleCommand, { Credentials: { AccessKeyId: 'a', SecretAccessKey: 'b', SessionToken: 'c', Expiration: new Date() } }]]);

const policy = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const roleArn = 'arn:aws:iam::123456789012:role/app';

export async function directRows() {
  const aws = mockIam();
  const iam = new IAMClient(settings);
  const sts = new STSClient(settings);
  await iam.send(new CreateUserCommand({ UserName: 'alice' }));
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }] });
  const { CreateRoleCommand } = await import('@aws-sdk/client-iam');
  if (process.env.ROLES) await iam.send(new CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: trust }));

  const rows = [];
  const row = async (name, bar, ours, theirs) => rows.push({ name, bar, ...(await compare(ours, theirs)) });

  await row('GetUser, against a canned answer', 0.25, () => iam.send(new GetUserCommand({ UserName: 'alice' })), () => stub(new GetUserCommand({ UserName: 'alice' })));
  const createAndDelete = (send) => async () => {
    await send(new CreateUserCommand({ UserName: 'bob' }));
    await send(new DeleteUserCommand({ UserName: 'bob' }));
  };
  await row('CreateUser + DeleteUser, against canned answers', 1, createAndDelete((command) => iam.send(command)), createAndDelete(stub));
  const attachAndDetach = (send) => async () => {
    await send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn: policy }));
    await send(new DetachUserPolicyCommand({ UserName: 'alice', PolicyArn: policy }));
  };
  await row('AttachUserPolicy + DetachUserPolicy, against canned answers', 1, attachAndDetach((command) => iam.send(command)), attachAndDetach(stub));
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

/** The same calls in an account of ten and of five thousand users. */
export async function sizeRows() {
  const rows = [];
  const iam = new IAMClient(settings);
  const measureWith = async (users, roles, run) => {
    const aws = mockIam();
    for (let index = 0; index < users; index += 1) await iam.send(new CreateUserCommand({ UserName: `user-${index}` }));
    void roles;
    const result = await run(aws);
    aws.restore();
    return result;
  };
  const write = async () =>
    time(async () => {
      await iam.send(new CreateUserCommand({ UserName: 'new-user' }));
      await iam.send(new DeleteUserCommand({ UserName: 'new-user' }));
    });
  const small = await measureWith(10, 10, write);
  const large = await measureWith(4999, 1000, write);
  rows.push({ name: 'CreateUser + DeleteUser with 5,000 users, against 10', bar: 1.5, ours: large, theirs: small, ratio: large / small });
  const list = async () => time(() => iam.send(new ListUsersCommand({ MaxItems: 100 })));
  const few = await measureWith(100, 0, list);
  const many = await measureWith(5000, 0, list);
  rows.push({ name: 'ListUsers, a page of 100 of 5,000, against 100 of 100', bar: 1.5, ours: many, theirs: few, ratio: many / few });
  return rows;
}
