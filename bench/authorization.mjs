// What deciding costs: the same calls with enforcement 'strict' and 'off', side by side in one process.
import { CreateUserCommand, GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { createIamMock } from '../dist/esm/index.js';
import { compare } from './rounds.mjs';

const account = 'arn:aws:iam::123456789012';
const statement = (index) => ({
  Sid: `S${index}`,
  Effect: 'Allow',
  Action: [`s3:Get*`, `dynamodb:Describe${index}*`, `sqs:Send${index}`],
  Resource: [`arn:aws:s3:::bucket-${index}/*`],
});
const document = (Statement) => ({ Version: '2012-10-17', Statement });
const allow = document([{ Effect: 'Allow', Action: 'iam:GetUser', Resource: `${account}:user/*` }]);

/** A mock of one user and one role, called over its own clients. */
function accountWith(enforcement, policies = {}) {
  const names = Object.keys(policies);
  const aws = createIamMock({
    enforcement,
    now: '2026-01-31T12:00:00Z',
    seed: {
      policies,
      users: { alice: { accessKeys: 1, policies: names, inlinePolicies: { read: allow } } },
      roles: { app: { trustPolicy: [`${account}:user/alice`] } },
    },
  });
  const settings = {
    region: 'us-east-1',
    credentials: aws.credentialsFor('alice'),
    requestHandler: aws.requestHandler,
  };
  aws.install();
  return { aws, iam: new IAMClient(settings), sts: new STSClient(settings) };
}

const twenty = Object.fromEntries(
  Array.from({ length: 10 }, (_, index) => [
    `policy-${index}`,
    document(Array.from({ length: 10 }, (__, number) => statement(10 * index + number))),
  ]),
);

export async function authorizationRows() {
  const rows = [];
  const row = async (name, bar, ours, theirs) => rows.push({ name, bar, ...(await compare(ours, theirs)) });
  const getUser = ({ iam }) => {
    const command = new GetUserCommand({ UserName: 'alice' });
    return () => iam.send(command);
  };
  const worlds = [];
  const world = (...args) => worlds[worlds.push(accountWith(...args)) - 1];

  await row('GetUser, strict against off', 2, getUser(world('strict')), getUser(world('off')));
  await row('GetUser, soft against off', 2, getUser(world('soft')), getUser(world('off')));
  await row(
    'GetUser with ten policies of ten statements, strict against off',
    2,
    getUser(world('strict', twenty)),
    getUser(world('off', twenty)),
  );
  const refused = ({ iam }) => {
    const command = new CreateUserCommand({ UserName: 'bob' });
    return () => iam.send(command).catch(() => undefined);
  };
  const missing = ({ iam }) => {
    const command = new GetUserCommand({ UserName: 'bob' });
    return () => iam.send(command).catch(() => undefined);
  };
  await row('a refusal, against a NoSuchEntity', 2, refused(world('strict')), missing(world('off')));
  const assume = ({ aws, sts }) => {
    const command = new AssumeRoleCommand({ RoleArn: `${account}:role/app`, RoleSessionName: 'bench' });
    const mark = aws.checkpoint();
    let count = 0;
    return () => {
      count += 1;
      if (count % 1000 === 0) aws.rollback(mark);
      return sts.send(command);
    };
  };
  await row('AssumeRole, strict against off', 2, assume(world('strict')), assume(world('off')));
  for (const { aws } of worlds) aws.restore();
  return rows;
}
