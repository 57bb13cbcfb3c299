import { GetRoleCommand, GetUserCommand, type IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { UsageError } from '../../src/index.ts';
import { useAws } from '../support/aws.ts';

/*
 * A policy made of what was used leaves nothing out, however many calls there were; where it would, it says so.
 */

const app = 'arn:aws:iam::123456789012:role/app';
const bucket = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
});

const { aws, iam } = useAws({
  seed: {
    users: { alice: {}, carol: { path: '/team/', inlinePolicies: { all: bucket } } },
    roles: { app: {}, idle: {} },
  },
});
beforeEach(() => aws.configure({ enforcement: 'soft' }));

const send = async (count: number, client: IAMClient = iam): Promise<void> => {
  for (let index = 0; index < count; index += 1) await client.send(new ListUsersCommand({}));
};

test('what a role did before 250 calls of others is in its policy', async () => {
  await aws.as(app, () => iam.send(new GetUserCommand({ UserName: 'carol' })));
  await aws.as(app, () => iam.send(new GetRoleCommand({ RoleName: 'app' })));
  await aws.as(app, () => iam.send(new GetUserCommand({ UserName: 'alice' })));
  await send(251);
  expect(aws.calls('GetUser')).toEqual([]);
  expect(aws.leastPrivilegePolicy({ principal: app }).Statement).toEqual([
    { Effect: 'Allow', Action: 'iam:GetRole', Resource: 'arn:aws:iam::123456789012:role/app' },
    {
      Effect: 'Allow',
      Action: 'iam:GetUser',
      Resource: ['arn:aws:iam::123456789012:user/alice', 'arn:aws:iam::123456789012:user/team/carol'],
    },
  ]);
  expect(aws.leastPrivilegePolicy().Statement).toHaveLength(3);
  expect(aws.leastPrivilegePolicy({ principal: 'root' }).Statement).toEqual([
    { Effect: 'Allow', Action: 'iam:ListUsers', Resource: 'arn:aws:iam::123456789012:user/' },
  ]);
});

test('what is forgotten and what is not are one policy', async () => {
  await aws.as('alice', () => iam.send(new GetUserCommand({ UserName: 'alice' })));
  await send(249);
  await aws.as('alice', () => iam.send(new GetUserCommand({ UserName: 'carol' })));
  await aws.as('alice', () => iam.send(new GetUserCommand({ UserName: 'alice' })));
  expect(aws.calls({ principal: 'alice' })).toHaveLength(2);
  expect(aws.leastPrivilegePolicy({ principal: 'alice' }).Statement).toEqual([
    {
      Effect: 'Allow',
      Action: 'iam:GetUser',
      Resource: ['arn:aws:iam::123456789012:user/alice', 'arn:aws:iam::123456789012:user/team/carol'],
    },
  ]);
});

test('so is what was asked of other services', async () => {
  const s3 = new S3Client({ region: 'us-east-1', credentials: aws.credentialsFor('carol') });
  aws.guard(mockClient(s3));
  await s3.send(new GetObjectCommand({ Bucket: 'photos', Key: 'cat.jpg' }));
  await send(251);
  expect(aws.leastPrivilegePolicy({ principal: 'carol' }).Statement).toEqual([
    { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/cat.jpg' },
  ]);
});

test('calls that were refused stay out of it', async () => {
  aws.configure({ enforcement: 'strict' });
  await aws.as('alice', () => iam.send(new GetUserCommand({ UserName: 'alice' }))).catch(() => {});
  await send(251);
  expect(aws.leastPrivilegePolicy({ principal: 'alice' }).Statement).toEqual([]);
});

test('somebody who exists and did nothing has an empty policy, nobody has none', async () => {
  await send(251);
  expect(aws.leastPrivilegePolicy({ principal: 'alice' }).Statement).toEqual([]);
  expect(() => aws.leastPrivilegePolicy({ principal: 'ghost' })).toThrow(
    "iam-in-memory: there is no user 'ghost' in account 123456789012.",
  );
});

test('reset() forgets them', async () => {
  await aws.as('alice', () => iam.send(new GetUserCommand({ UserName: 'alice' })));
  await send(251);
  aws.reset();
  await send(1);
  expect(aws.leastPrivilegePolicy().Statement).toEqual([
    { Effect: 'Allow', Action: 'iam:ListUsers', Resource: 'arn:aws:iam::123456789012:user/' },
  ]);
});

describe('a policy that would leave something out is refused', () => {
  test('with enforcement off, as soon as a call was forgotten', async () => {
    aws.configure({ enforcement: 'off' });
    await aws.as(app, () => iam.send(new GetUserCommand({ UserName: 'alice' })));
    await send(249);
    expect(aws.leastPrivilegePolicy({ principal: app }).Statement).toHaveLength(1);
    await send(1);
    const message =
      "iam-in-memory: leastPrivilegePolicy() would leave something out: with enforcement: 'off' it knows the last 250 calls alone, and there were more since the last reset(). Make the mock with enforcement: 'soft', or call reset() before what the policy is for.";
    for (const principal of [app, 'alice', undefined]) {
      const ask = () => aws.leastPrivilegePolicy({ principal });
      expect(ask).toThrow(UsageError);
      expect(ask).toThrow(message);
    }
    // Nor does it help to begin afterwards.
    aws.configure({ enforcement: 'soft' });
    expect(() => aws.leastPrivilegePolicy()).toThrow(message);
    aws.reset();
    expect(aws.leastPrivilegePolicy().Statement).toEqual([]);
  });

  test('past 10,000 different permissions', async () => {
    const get = async (first: number, end: number): Promise<void> => {
      for (let index = first; index < end; index += 1)
        await iam.send(new GetUserCommand({ UserName: `user-${index}` })).catch(() => {});
    };
    await get(0, 10_000);
    await get(0, 250);
    await get(10_000, 10_001);
    expect(aws.leastPrivilegePolicy().Statement[0]?.Resource).toHaveLength(10_001);
    await get(0, 250);
    expect(() => aws.leastPrivilegePolicy()).toThrow(
      'iam-in-memory: leastPrivilegePolicy() would leave something out: the calls since the last reset() needed more than 10,000 different permissions. Call reset() before what the policy is for.',
    );
  });
});
