import {
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  GetUserCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  MalformedPolicyDocumentException,
  PackedPolicyTooLargeException,
} from '@aws-sdk/client-sts';
import { expectFailure, useAws } from '../support/aws.ts';
import {
  assume,
  clientsWith,
  createRole,
  createUser,
  credentialOf,
  performIn,
  roleArn,
} from '../support/sessions.ts';

const { aws, iam, sts } = useAws({ now: '2026-01-31T12:00:00.789Z' });

const root = 'arn:aws:iam::123456789012:root';
const request = (more: Partial<AssumeRoleCommandInput> = {}) =>
  new AssumeRoleCommand({ RoleArn: roleArn('app'), RoleSessionName: 'session', ...more });

const notAuthorized = (
  role: string,
  { caller = root, action = 'sts:AssumeRole' }: { caller?: string; action?: string } = {},
) => ({
  code: 'AccessDenied',
  status: 403,
  message: `User: ${caller} is not authorized to perform: ${action} on resource: ${role}`,
});
const invalid = (message: string) => ({ code: 'ValidationError', status: 400, message });
const invalidParameter = (message: string) => ({ code: 'InvalidParameterValue', status: 400, message });

const issue = async () => {
  await createRole(iam, 'app');
  return (await sts.send(request())).Credentials;
};

describe('what is issued', () => {
  test('credentials, who they are, and the size of the token', async () => {
    const id = await createRole(iam, 'app', { Path: '/team/' });
    const { $metadata, ...output } = await sts.send(
      request({ RoleArn: 'arn:aws:iam::123456789012:role/team/app' }),
    );
    expect(output).toStrictEqual({
      Credentials: {
        AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/) as string,
        SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9/+]{40}$/) as string,
        SessionToken: expect.stringMatching(/^[A-Za-z0-9/+]{100,}$/) as string,
        Expiration: new Date('2026-01-31T13:00:00Z'),
      },
      AssumedRoleUser: {
        AssumedRoleId: `${id}:session`,
        Arn: 'arn:aws:sts::123456789012:assumed-role/app/session',
      },
      SessionTokenSize: output.Credentials?.SessionToken?.length,
      SessionTokenUtilization: Math.ceil((100 * (output.SessionTokenSize as number)) / 4096),
    });
    expect($metadata.httpStatusCode).toBe(200);
  });

  test('the credentials are the role session', async () => {
    const id = await createRole(iam, 'app');
    const session = await assume(sts, 'app');
    const { $metadata: _, ...identity } = await session.sts.send(new GetCallerIdentityCommand({}));
    expect(identity).toStrictEqual({
      UserId: `${id}:session`,
      Account: '123456789012',
      Arn: 'arn:aws:sts::123456789012:assumed-role/app/session',
    });
    await expectFailure(aws, () => session.iam.send(new GetUserCommand({})), {
      code: 'ValidationError',
      status: 400,
      message: 'Must specify userName when calling with non-User credentials',
    });
  });

  test('two sessions of one name have different keys', async () => {
    await createRole(iam, 'app');
    const [one, two] = [await sts.send(request()), await sts.send(request())];
    expect(one.Credentials?.AccessKeyId).not.toBe(two.Credentials?.AccessKeyId);
    expect(one.Credentials?.SecretAccessKey).not.toBe(two.Credentials?.SecretAccessKey);
    expect(one.Credentials?.SessionToken).not.toBe(two.Credentials?.SessionToken);
    expect(one.AssumedRoleUser).toEqual(two.AssumedRoleUser);
  });

  test('the same calls after a reset give the same credentials', async () => {
    const before = await issue();
    aws.reset();
    expect(await issue()).toEqual(before);
  });

  test('the mock keeps what the session was given', async () => {
    await createRole(iam, 'app');
    const Policy = '{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
    const { Credentials } = await sts.send(
      request({
        Policy,
        PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
        Tags: [{ Key: 'team', Value: 'a' }],
        TransitiveTagKeys: ['team'],
        SourceIdentity: 'alice',
        ExternalId: 'ext:1',
      }),
    );
    expect(credentialOf(aws, Credentials)).toMatchObject({
      status: 'Active',
      accountId: '123456789012',
      createDate: Date.parse('2026-01-31T12:00:00Z'),
      expiration: Date.parse('2026-01-31T13:00:00Z'),
      session: {
        issuedBy: 'AssumeRole',
        issuedTo: root,
        policy: Policy,
        policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
        tags: [{ key: 'team', value: 'a' }],
        transitiveTagKeys: ['team'],
        sourceIdentity: 'alice',
        externalId: 'ext:1',
      },
    });
  });

  test('PackedPolicySize is there for policies and tags only, and repeats the utilization', async () => {
    await createRole(iam, 'app');
    const plain = await sts.send(request({ SourceIdentity: 'alice' }));
    expect('PackedPolicySize' in plain).toBe(false);
    for (const more of [
      { Policy: '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}' },
      { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }] },
      { Tags: [{ Key: 'k', Value: 'v' }] },
    ]) {
      const output = await sts.send(request(more));
      expect(output.PackedPolicySize).toBe(output.SessionTokenUtilization);
      expect(output.SessionTokenSize).toBeGreaterThan((plain.SessionTokenSize as number) - 5);
    }
  });

  test('tags that only the calling session hands on bring no PackedPolicySize', async () => {
    await createRole(iam, 'app');
    const first = await assume(sts, 'app', { Tags: [{ Key: 'k', Value: 'v' }], TransitiveTagKeys: ['k'] });
    const second = await first.sts.send(request());
    expect('PackedPolicySize' in second).toBe(false);
    const third = await first.sts.send(request({ Tags: [{ Key: 'own', Value: 'v' }] }));
    expect(third.PackedPolicySize).toBe(third.SessionTokenUtilization);
  });

  test.each([
    [0, undefined],
    [1, undefined],
    [2000, 2000],
    [4096, 4096],
  ])('MinimumSessionTokenSize %d fills the token up', async (MinimumSessionTokenSize, size) => {
    await createRole(iam, 'app');
    const plain = await sts.send(request());
    const output = await sts.send(request({ MinimumSessionTokenSize }));
    expect(output.SessionTokenSize).toBe(size ?? plain.SessionTokenSize);
    expect(output.Credentials?.SessionToken).toHaveLength(output.SessionTokenSize as number);
    if (size === 4096) expect(output.SessionTokenUtilization).toBe(100);
  });

  test('a role of another account of the mock', async () => {
    performIn(aws, '210987654321', 'CreateRole', {
      RoleName: 'deploy',
      AssumeRolePolicyDocument:
        '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"}]}',
    });
    const { credentials, ...session } = await assume(sts, roleArn('deploy', '210987654321'));
    const identity = await session.sts.send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({
      Account: '210987654321',
      Arn: 'arn:aws:sts::210987654321:assumed-role/deploy/session',
    });
    await session.iam.send(new CreateUserCommand({ UserName: 'made-there' }));
    expect(aws.state.accounts.get('210987654321')?.users.has('made-there')).toBe(true);
    expect(aws.state.accounts.get('123456789012')?.users.size ?? 0).toBe(0);
    expect(credentialOf(aws, credentials)?.accountId).toBe('210987654321');
  });
});

describe('the role', () => {
  test('one that is not there is refused like one that does not trust the caller', async () => {
    await expectFailure(aws, () => sts.send(request()), notAuthorized(roleArn('app')));
  });

  test.each([
    ['another case', 'arn:aws:iam::123456789012:role/team/APP'],
    ['without its path', 'arn:aws:iam::123456789012:role/app'],
    ['another path', 'arn:aws:iam::123456789012:role/other/app'],
    ['another account', 'arn:aws:iam::210987654321:role/team/app'],
    ['another partition', 'arn:aws-cn:iam::123456789012:role/team/app'],
    ['no role', 'arn:aws:iam::123456789012:user/team/app'],
    ['another service', 'arn:aws:sts::123456789012:role/team/app'],
  ])('its ARN must be exact: %s', async (_, RoleArn) => {
    await createRole(iam, 'app', { Path: '/team/' });
    await expectFailure(aws, () => sts.send(request({ RoleArn })), notAuthorized(RoleArn));
  });

  test('the refusal names the caller', async () => {
    const alice = await createUser(iam, 'alice', { Path: '/staff/' });
    await expectFailure(
      aws,
      () => alice.sts.send(request()),
      notAuthorized(roleArn('app'), { caller: 'arn:aws:iam::123456789012:user/staff/alice' }),
    );
  });

  test.each(['arn:aws:iam::123456789012', 'x'.repeat(20), 'arn:aws:iam:role/application'])(
    'text that is no ARN is invalid: %s',
    async (RoleArn) => {
      await expectFailure(aws, () => sts.send(request({ RoleArn })), invalid(`${RoleArn} is invalid`));
    },
  );

  test('parameters are checked all at once, with their values', async () => {
    await expectFailure(
      aws,
      () => sts.send(request({ RoleSessionName: 'bad session!!', DurationSeconds: 100 })),
      invalid(
        "2 validation errors detected: Value 'bad session!!' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*; Value '100' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
      ),
    );
  });
});

describe('who may not', () => {
  test('federated users', async () => {
    await createRole(iam, 'app');
    const { Credentials } = await sts.send(new GetFederationTokenCommand({ Name: 'guest' }));
    await expectFailure(
      aws,
      () => clientsWith(Credentials).sts.send(request()),
      notAuthorized(roleArn('app'), { caller: 'arn:aws:sts::123456789012:federated-user/guest' }),
    );
  });

  test('a user with a session token may', async () => {
    await createRole(iam, 'app');
    const alice = await createUser(iam, 'alice');
    const { Credentials } = await alice.sts.send(new GetSessionTokenCommand({}));
    const session = await assume(clientsWith(Credentials).sts, 'app', { DurationSeconds: 3600 });
    expect((await session.sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(
      'arn:aws:sts::123456789012:assumed-role/app/session',
    );
  });
});

describe('duration', () => {
  test.each([
    [undefined, '2026-01-31T13:00:00Z'],
    [900, '2026-01-31T12:15:00Z'],
    [7200, '2026-01-31T14:00:00Z'],
  ])('%s seconds', async (DurationSeconds, end) => {
    await createRole(iam, 'app', { MaxSessionDuration: 7200 });
    const { Credentials } = await sts.send(request(DurationSeconds ? { DurationSeconds } : {}));
    expect(Credentials?.Expiration).toEqual(new Date(end));
  });

  test('no longer than the role says', async () => {
    await createRole(iam, 'app', { MaxSessionDuration: 7200 });
    await expectFailure(
      aws,
      () => sts.send(request({ DurationSeconds: 7201 })),
      invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'),
    );
  });

  test('an hour where a role session assumes a role', async () => {
    await createRole(iam, 'app', { MaxSessionDuration: 43_200 });
    const session = await assume(sts, 'app', { DurationSeconds: 43_200 });
    await expectFailure(
      aws,
      () => session.sts.send(request({ DurationSeconds: 3601 })),
      invalid(
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
      ),
    );
    const { Credentials } = await session.sts.send(request({ DurationSeconds: 3600 }));
    expect(Credentials?.Expiration).toEqual(new Date('2026-01-31T13:00:00Z'));
  });
});

describe('session policies', () => {
  test.each([
    [
      '{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}',
      'The policy is not in the valid JSON format.',
    ],
    ['{"Statement":[{"Effect":"Perhaps","Action":"s3:*","Resource":"*"}]}', 'Syntax errors in policy.'],
    [
      'invalid',
      "Unexpected character ('i' (code 105)): expected a valid value (number, String, array, object, 'true', 'false' or 'null')\n at [Source: java.io.StringReader@52b5743d; line: 1, column: 2]",
    ],
  ])('%s', async (Policy, message) => {
    await createRole(iam, 'app');
    await expectFailure(aws, () => sts.send(request({ Policy })), {
      code: 'MalformedPolicyDocument',
      status: 400,
      message,
      class: MalformedPolicyDocumentException,
    });
  });

  test('managed ones must exist in the account of the role', async () => {
    await createRole(iam, 'app');
    const { Policy } = await iam.send(
      new CreatePolicyCommand({
        PolicyName: 'mine',
        PolicyDocument:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
      }),
    );
    const { Credentials } = await sts.send(request({ PolicyArns: [{ arn: Policy?.Arn }] }));
    expect(credentialOf(aws, Credentials)?.session?.policyArns).toEqual([Policy?.Arn]);
    const arn = 'arn:aws:iam::123456789012:policy/gone';
    await expectFailure(aws, () => sts.send(request({ PolicyArns: [{ arn }] })), {
      code: 'MalformedPolicyDocument',
      status: 400,
      message: `PolicyArn ${arn} does not exist or is not attachable.`,
      class: MalformedPolicyDocumentException,
    });
  });

  test.each(['arn:aws:iam::123456789012:role/app', 'something that is no arn'])(
    'a managed one must be a policy: %s',
    async (arn) => {
      await createRole(iam, 'app');
      await expectFailure(
        aws,
        () => sts.send(request({ PolicyArns: [{ arn }] })),
        invalid(`Invalid arn ${arn}`),
      );
    },
  );

  test('a short ARN is a constraint', async () => {
    await expectFailure(
      aws,
      () => sts.send(request({ PolicyArns: [{ arn: 'arn:x' }] })),
      invalid(
        "1 validation error detected: Value 'arn:x' at 'policyArns.1.member.arn' failed to satisfy constraint: Member must have length greater than or equal to 20",
      ),
    );
  });

  test('at most ten managed ones', async () => {
    await createRole(iam, 'app');
    const PolicyArns = Array.from({ length: 11 }, () => ({ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }));
    await expectFailure(
      aws,
      () => sts.send(request({ PolicyArns })),
      invalid(
        "1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to 10",
      ),
    );
    await sts.send(request({ PolicyArns: PolicyArns.slice(1) }));
  });

  test('all together must fit in a token', async () => {
    await createRole(iam, 'app');
    const Policy = JSON.stringify({
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${'x'.repeat(6000)}` }],
    });
    await expectFailure(aws, () => sts.send(request({ Policy })), {
      code: 'PackedPolicyTooLarge',
      status: 400,
      message: expect.stringMatching(
        /^Packed policy consumes 1[5-9]\d% of allotted space, please use smaller policy\.$/,
      ) as string,
      class: PackedPolicyTooLargeException,
    });
  });

  test('white space takes no room', async () => {
    await createRole(iam, 'app');
    const Policy = `{"Statement":[{"Effect":"Allow",${' '.repeat(9000)}"Action":"s3:*","Resource":"*"}]}`;
    const { SessionTokenUtilization } = await sts.send(request({ Policy }));
    expect(SessionTokenUtilization).toBeLessThan(20);
  });
});

describe('session tags', () => {
  const Tags = [
    { Key: 'Team', Value: 'a' },
    { Key: 'cost', Value: '' },
  ];

  test('duplicate keys, whatever their case', async () => {
    await createRole(iam, 'app');
    await expectFailure(
      aws,
      () => sts.send(request({ Tags: [...Tags, { Key: 'team', Value: 'b' }] })),
      invalidParameter('Duplicate tag keys found. Please note that Tag keys are case insensitive.'),
    );
  });

  test('a transitive key needs its tag', async () => {
    await createRole(iam, 'app');
    await expectFailure(
      aws,
      () => sts.send(request({ Tags, TransitiveTagKeys: ['team', 'other'] })),
      invalidParameter('The specified transitive tag key must be included in the requested tags.'),
    );
    await sts.send(request({ Tags, TransitiveTagKeys: ['team'] }));
  });

  test('keys of AWS are reserved', async () => {
    await createRole(iam, 'app');
    await expectFailure(
      aws,
      () => sts.send(request({ Tags: [{ Key: 'aws:team', Value: 'a' }] })),
      invalidParameter('aws: prefixed tag key names are not allowed for external use.'),
    );
  });

  test('transitive tags follow through a chain and cannot be set again; others stay behind', async () => {
    await createRole(iam, 'app');
    const first = await assume(sts, 'app', { Tags, TransitiveTagKeys: ['Team'] });
    const second = await assume(first.sts, 'app', { Tags: [{ Key: 'stage', Value: 'x' }] });
    expect(credentialOf(aws, second.credentials)?.session).toMatchObject({
      tags: [
        { key: 'Team', value: 'a' },
        { key: 'stage', value: 'x' },
      ],
      transitiveTagKeys: ['Team'],
    });
    const third = await assume(second.sts, 'app');
    expect(credentialOf(aws, third.credentials)?.session?.tags).toEqual([{ key: 'Team', value: 'a' }]);
    await expectFailure(
      aws,
      () => third.sts.send(request({ Tags: [{ Key: 'TEAM', Value: 'b' }] })),
      invalidParameter(
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
      ),
    );
    await third.sts.send(request({ Tags: [{ Key: 'stage', Value: 'y' }] }));
  });
});

describe('source identity', () => {
  test('is shown, and kept through a chain', async () => {
    await createRole(iam, 'app');
    expect((await sts.send(request())).SourceIdentity).toBeUndefined();
    const output = await sts.send(request({ SourceIdentity: 'alice' }));
    expect(output.SourceIdentity).toBe('alice');
    const session = clientsWith(output.Credentials);
    expect((await session.sts.send(request())).SourceIdentity).toBe('alice');
    expect((await session.sts.send(request({ SourceIdentity: 'alice' }))).SourceIdentity).toBe('alice');
    await expectFailure(
      aws,
      () => session.sts.send(request({ SourceIdentity: 'bob' })),
      notAuthorized(roleArn('app'), {
        caller: 'arn:aws:sts::123456789012:assumed-role/app/session',
        action: 'sts:SetSourceIdentity',
      }),
    );
  });
});

describe('after the role is gone', () => {
  test('its sessions still know who they are, and a role of its name is another', async () => {
    const id = await createRole(iam, 'app');
    const session = await assume(sts, 'app');
    await iam.send(new DeleteRoleCommand({ RoleName: 'app' }));
    const identity = () => session.sts.send(new GetCallerIdentityCommand({}));
    expect(await identity()).toMatchObject({
      UserId: `${id}:session`,
      Arn: 'arn:aws:sts::123456789012:assumed-role/app/session',
    });
    await expectFailure(aws, () => sts.send(request()), notAuthorized(roleArn('app')));
    const newId = await createRole(iam, 'app');
    expect(newId).not.toBe(id);
    expect((await identity()).UserId).toBe(`${id}:session`);
    const { AssumedRoleUser } = await sts.send(request());
    expect(AssumedRoleUser?.AssumedRoleId).toBe(`${newId}:session`);
  });
});

test('tags of a request do not leak into the answer or the state', async () => {
  await createRole(iam, 'app');
  const Tags = [{ Key: 'k', Value: 'v' }];
  const { Credentials } = await sts.send(request({ Tags, TransitiveTagKeys: ['k'] }));
  const before = JSON.stringify(credentialOf(aws, Credentials));
  (Tags[0] as { Value: string }).Value = 'changed';
  (Credentials as { SessionToken: string }).SessionToken = 'changed';
  expect(JSON.stringify(credentialOf(aws, Credentials))).toBe(before);
});
