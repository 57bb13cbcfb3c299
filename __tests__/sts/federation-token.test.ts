import { CreateUserCommand, GetUserCommand } from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  type GetFederationTokenCommandInput,
  MalformedPolicyDocumentException,
  PackedPolicyTooLargeException,
} from '@aws-sdk/client-sts';
import { expectFailure, useAws } from '../support/aws.ts';
import { clientsWith, createRole, createUser, credentialOf, roleArn } from '../support/sessions.ts';

const { aws, iam, sts } = useAws({ now: '2026-01-31T12:00:00Z' });

const request = (more: Partial<GetFederationTokenCommandInput> = {}) =>
  new GetFederationTokenCommand({ Name: 'guest', ...more });

const Policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';

test('credentials, and whom they are', async () => {
  const { $metadata: _, ...output } = await sts.send(request());
  expect(output).toStrictEqual({
    Credentials: {
      AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/) as string,
      SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9/+]{40}$/) as string,
      SessionToken: expect.any(String) as string,
      Expiration: new Date('2026-01-31T13:00:00Z'),
    },
    FederatedUser: {
      FederatedUserId: '123456789012:guest',
      Arn: 'arn:aws:sts::123456789012:federated-user/guest',
    },
    SessionTokenSize: output.Credentials?.SessionToken?.length,
    SessionTokenUtilization: expect.any(Number) as number,
  });
});

test('the credentials are the federated user, who is no IAM user', async () => {
  const { Credentials } = await sts.send(request());
  const guest = clientsWith(Credentials);
  const { $metadata: _, ...identity } = await guest.sts.send(new GetCallerIdentityCommand({}));
  expect(identity).toStrictEqual({
    UserId: '123456789012:guest',
    Account: '123456789012',
    Arn: 'arn:aws:sts::123456789012:federated-user/guest',
  });
  await expectFailure(aws, () => guest.iam.send(new GetUserCommand({})), {
    code: 'ValidationError',
    status: 400,
    message: 'Must specify userName when calling with non-User credentials',
  });
});

test.each([
  ['user', undefined, 43_200],
  ['user', 129_600, 129_600],
  ['root', undefined, 3600],
  ['root', 7200, 3600],
  ['root', 900, 900],
] as const)('of the %s, asked for %s seconds, lasts %d', async (who, DurationSeconds, lasts) => {
  const client = who === 'root' ? sts : (await createUser(iam, 'alice')).sts;
  const { Credentials } = await client.send(
    request(DurationSeconds === undefined ? {} : { DurationSeconds }),
  );
  expect((Credentials?.Expiration?.getTime() as number) - aws.clock.now().getTime()).toBe(lasts * 1000);
});

test('the mock keeps whose policies bound it', async () => {
  const alice = await createUser(iam, 'alice');
  const output = await alice.sts.send(request({ Policy, Tags: [{ Key: 'team', Value: 'a' }] }));
  expect(output.PackedPolicySize).toBe(output.SessionTokenUtilization);
  expect(credentialOf(aws, output.Credentials)).toMatchObject({
    principal: { kind: 'federated-user', name: 'guest' },
    session: {
      issuedBy: 'GetFederationToken',
      issuedTo: 'arn:aws:iam::123456789012:user/alice',
      federatedBy: { kind: 'user', userId: alice.userId },
      policy: Policy,
      tags: [{ key: 'team', value: 'a' }],
    },
  });
});

describe('refusals', () => {
  const cases: [string, Partial<GetFederationTokenCommandInput>, Parameters<typeof expectFailure>[2]][] = [
    [
      'a name with a space',
      { Name: 'a b' },
      {
        code: 'ValidationError',
        status: 400,
        message:
          "1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
      },
    ],
    [
      'a name of one character',
      { Name: 'a' },
      {
        code: 'ValidationError',
        status: 400,
        message:
          "1 validation error detected: Value 'a' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 2",
      },
    ],
    [
      'a policy with an unknown effect',
      { Policy: Policy.replace('Allow', 'Perhaps') },
      {
        code: 'MalformedPolicyDocument',
        status: 400,
        message: 'Syntax errors in policy.',
        class: MalformedPolicyDocumentException,
      },
    ],
    [
      'a managed policy that is not there',
      { PolicyArns: [{ arn: 'arn:aws:iam::123456789012:policy/gone' }] },
      {
        code: 'MalformedPolicyDocument',
        status: 400,
        message: 'PolicyArn arn:aws:iam::123456789012:policy/gone does not exist or is not attachable.',
        class: MalformedPolicyDocumentException,
      },
    ],
    [
      'tags that differ in case',
      {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'A', Value: '2' },
        ],
      },
      {
        code: 'InvalidParameterValue',
        status: 400,
        message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
      },
    ],
    [
      'more tags than a token holds',
      { Tags: Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: 'v'.repeat(256) })) },
      {
        code: 'PackedPolicyTooLarge',
        status: 400,
        message: expect.stringMatching(
          /^Packed policy consumes 3\d\d% of allotted space, please use smaller policy\.$/,
        ) as string,
        class: PackedPolicyTooLargeException,
      },
    ],
  ];
  test.each(cases)('%s', async (_, more, failure) => {
    await expectFailure(aws, () => sts.send(request(more)), failure);
  });
});

describe('a lowered quota of session policies', () => {
  beforeEach(() => aws.configure({ quotas: { sessionPolicySize: Policy.length - 1 } }));
  afterEach(() => aws.configure({ quotas: { sessionPolicySize: 2048 } }));

  test('limits the text that is passed, as it was sent', async () => {
    const text = `${Policy} `;
    await expectFailure(aws, () => sts.send(request({ Policy: text })), {
      code: 'ValidationError',
      status: 400,
      message: `1 validation error detected: Value '${text}' at 'policy' failed to satisfy constraint: Member must have length less than or equal to ${Policy.length - 1}`,
    });
    aws.configure({ quotas: { sessionPolicySize: Policy.length } });
    expect((await sts.send(request({ Policy }))).FederatedUser).toBeDefined();
  });

  test('does not concern AssumeRole, whose only limit is that of the token', async () => {
    await createRole(iam, 'app');
    const alice = await createUser(iam, 'alice');
    const output = await alice.sts.send(
      new AssumeRoleCommand({ RoleArn: roleArn('app'), RoleSessionName: 'session', Policy }),
    );
    expect(output.PackedPolicySize).toBe(output.SessionTokenUtilization);
  });
});

test('a federated user is not the IAM user of its name', async () => {
  await iam.send(new CreateUserCommand({ UserName: 'guest' }));
  const { Credentials } = await sts.send(request());
  const { Arn } = await clientsWith(Credentials).sts.send(new GetCallerIdentityCommand({}));
  expect(Arn).toBe('arn:aws:sts::123456789012:federated-user/guest');
});
