import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  type CreateRoleCommandInput,
  CreateServiceLinkedRoleCommand,
  DeleteConflictException,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  EntityAlreadyExistsException,
  GetRoleCommand,
  IAMClient,
  InvalidInputException,
  LimitExceededException,
  ListRoleTagsCommand,
  ListRolesCommand,
  ListUsersCommand,
  MalformedPolicyDocumentException,
  NoSuchEntityException,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagRoleCommand,
  UnmodifiableEntityException,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam, sts } = useAws({ now: '2026-01-31T12:00:00.789Z' });

const trustOf = (principal: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  });
const trust = trustOf({ Service: 'lambda.amazonaws.com' });

const createRole = (RoleName: string, more: Partial<CreateRoleCommandInput> = {}) =>
  iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, ...more }));

async function getRole(RoleName: string) {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  if (Role === undefined) throw new Error('no role in the reply');
  return Role;
}

const missing = (name: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `The role with name ${name} cannot be found.`,
  class: NoSuchEntityException,
});
const malformed = (message: string) => ({
  code: 'MalformedPolicyDocument',
  status: 400,
  message,
  class: MalformedPolicyDocumentException,
});
const validation = (message: string) => ({ code: 'ValidationError', status: 400, message });

async function createPolicy(PolicyName: string): Promise<string> {
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName,
      PolicyDocument:
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}',
    }),
  );
  return Policy?.Arn as string;
}

const trustWithSid = (Sid: string) =>
  JSON.stringify({
    Statement: {
      Sid,
      Effect: 'Allow',
      Principal: { Service: 'ec2.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  });

/** A good trust policy of exactly so many characters without white space. */
const trustOfSize = (size: number) => trustWithSid('x'.repeat(size - trustWithSid('').length));

describe('CreateRole', () => {
  test('gives path, name, id, ARN, date and the encoded trust policy, and nothing else', async () => {
    const { $metadata, ...output } = await createRole('App', {
      Description: 'for the app',
      MaxSessionDuration: 7200,
      Path: '/team/',
    });
    expect(output).toStrictEqual({
      Role: {
        Path: '/team/',
        RoleName: 'App',
        RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/) as string,
        Arn: 'arn:aws:iam::123456789012:role/team/App',
        CreateDate: new Date('2026-01-31T12:00:00Z'),
        AssumeRolePolicyDocument:
          '%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22lambda.amazonaws.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D',
      },
    });
    expect($metadata.httpStatusCode).toBe(200);
  });

  test('shows tags and boundary where they were given', async () => {
    const PermissionsBoundary = await createPolicy('limits');
    const { Role } = await createRole('app', {
      PermissionsBoundary,
      Tags: [
        { Key: 'b', Value: '2' },
        { Key: 'a', Value: '' },
      ],
    });
    expect(Role?.Tags).toEqual([
      { Key: 'a', Value: '' },
      { Key: 'b', Value: '2' },
    ]);
    expect(Role?.PermissionsBoundary).toEqual({
      PermissionsBoundaryType: 'Policy',
      PermissionsBoundaryArn: PermissionsBoundary,
    });
  });

  test('refuses a name that differs only in case, in the spelling of the request', async () => {
    await createRole('my-role');
    await expectFailure(aws, () => createRole('MY-ROLE', { Path: '/x/' }), {
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'Role with name MY-ROLE already exists.',
      class: EntityAlreadyExistsException,
    });
  });

  test('a broken trust policy comes before a taken name', async () => {
    await createRole('app');
    await expectFailure(
      aws,
      () => createRole('app', { AssumeRolePolicyDocument: '{' }),
      malformed('This policy contains invalid Json'),
    );
  });

  test('refuses the role beyond the quota', async () => {
    aws.configure({ quotas: { rolesPerAccount: 1 } });
    await createRole('one');
    await expectFailure(aws, () => createRole('two'), {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for RolesPerAccount: 1',
      class: LimitExceededException,
    });
    aws.configure({ quotas: { rolesPerAccount: 1000 } });
  });

  test('refuses the path of service-linked roles', () =>
    expectFailure(aws, () => createRole('app', { Path: '/aws-service-role/ecs.amazonaws.com/' }), {
      code: 'InvalidInput',
      status: 400,
      message: `Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles`,
      class: InvalidInputException,
    }));

  test('refuses a boundary that does not exist or is none', async () => {
    const gone = 'arn:aws:iam::123456789012:policy/gone';
    await expectFailure(aws, () => createRole('app', { PermissionsBoundary: gone }), {
      code: 'NoSuchEntity',
      status: 404,
      message: `Scope ARN: ${gone} does not exist or is not attachable.`,
      class: NoSuchEntityException,
    });
    const text = 'this is surely no ARN';
    await expectFailure(aws, () => createRole('app', { PermissionsBoundary: text }), {
      code: 'InvalidInput',
      status: 400,
      message: `ARN ${text} is not valid.`,
      class: InvalidInputException,
    });
  });

  test('refuses duplicate tag keys, whatever their case, before anything else', () =>
    expectFailure(
      aws,
      () =>
        createRole('app', {
          AssumeRolePolicyDocument: '{',
          Tags: [
            { Key: 'team', Value: 'a' },
            { Key: 'TEAM', Value: 'b' },
          ],
        }),
      {
        code: 'InvalidInput',
        status: 400,
        message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
        class: InvalidInputException,
      },
    ));

  test('refuses a trust policy beyond the quota, not counting white space', async () => {
    await createRole('fits', { AssumeRolePolicyDocument: `${trustOfSize(2048)}\n  \t` });
    const exceeded = {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for ACLSizePerRole: 2048',
      class: LimitExceededException,
    };
    await expectFailure(
      aws,
      () => createRole('large', { AssumeRolePolicyDocument: trustOfSize(2049) }),
      exceeded,
    );
    await expectFailure(
      aws,
      () =>
        iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'fits', PolicyDocument: trustOfSize(2049) })),
      exceeded,
    );
  });

  test.each([
    [
      { RoleName: 'a/b' },
      'The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    ],
    [
      { RoleName: 'x'.repeat(65) },
      "1 validation error detected: Value at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64",
    ],
    [
      { MaxSessionDuration: 3599 },
      "1 validation error detected: Value at 'maxSessionDuration' failed to satisfy constraint: Member must have value greater than or equal to 3600",
    ],
    [
      { MaxSessionDuration: 43201 },
      "1 validation error detected: Value at 'maxSessionDuration' failed to satisfy constraint: Member must have value less than or equal to 43200",
    ],
    [
      { Path: '/no/end' },
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    ],
    [
      { Description: 'Ω' },
      "1 validation error detected: Value at 'description' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*",
    ],
  ])('refuses %j', (input, message) =>
    expectFailure(aws, () => createRole('app', input), validation(message)),
  );
});

describe('GetRole', () => {
  test('adds session duration and last use, which is empty before the first', async () => {
    await createRole('app');
    const { $metadata, ...output } = await iam.send(new GetRoleCommand({ RoleName: 'APP' }));
    expect(output).toStrictEqual({
      Role: {
        Path: '/',
        RoleName: 'app',
        RoleId: expect.stringMatching(/^AROA/) as string,
        Arn: 'arn:aws:iam::123456789012:role/app',
        CreateDate: new Date('2026-01-31T12:00:00Z'),
        AssumeRolePolicyDocument: encodeURIComponent(trust),
        MaxSessionDuration: 3600,
        RoleLastUsed: {},
      },
    });
    expect($metadata.httpStatusCode).toBe(200);
  });

  test('shows description, duration, tags and boundary where they are set', async () => {
    const PermissionsBoundary = await createPolicy('limits');
    await createRole('app', {
      Description: 'd',
      MaxSessionDuration: 43200,
      Tags: [{ Key: 'k', Value: 'v' }],
      PermissionsBoundary,
    });
    expect(await getRole('app')).toMatchObject({
      Description: 'd',
      MaxSessionDuration: 43200,
      Tags: [{ Key: 'k', Value: 'v' }],
      PermissionsBoundary: {
        PermissionsBoundaryType: 'Policy',
        PermissionsBoundaryArn: PermissionsBoundary,
      },
    });
  });

  test('tells when and where a session of the role last called, for 400 days', async () => {
    await createRole('app', { AssumeRolePolicyDocument: trustOf({ AWS: '123456789012' }) });
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/app', RoleSessionName: 'run' }),
    );
    expect((await getRole('app')).RoleLastUsed).toEqual({});
    const session = new IAMClient({
      credentials: {
        accessKeyId: Credentials?.AccessKeyId as string,
        secretAccessKey: Credentials?.SecretAccessKey as string,
        sessionToken: Credentials?.SessionToken as string,
      },
    });
    aws.clock.advance('10m');
    await session.send(new ListUsersCommand({}));
    const used = { LastUsedDate: new Date('2026-01-31T12:10:00Z'), Region: 'us-east-1' };
    expect((await getRole('app')).RoleLastUsed).toStrictEqual(used);
    aws.clock.set('2027-03-07T12:10:00Z');
    expect((await getRole('app')).RoleLastUsed).toStrictEqual(used);
    aws.clock.advance('1s');
    expect((await getRole('app')).RoleLastUsed).toStrictEqual({});
  });

  test('refuses a missing role', () => expectFailure(aws, () => getRole('gone'), missing('gone')));
});

describe('ListRoles', () => {
  test('goes by name, filters by path and leaves out tags, boundary and last use', async () => {
    await createRole('b', { Path: '/team/' });
    await createRole('C', { Path: '/team/x/', Description: 'd', Tags: [{ Key: 'k', Value: 'v' }] });
    await createRole('a', { PermissionsBoundary: await createPolicy('limits') });
    const all = await iam.send(new ListRolesCommand({}));
    expect(all.Roles?.map((role) => role.RoleName)).toEqual(['a', 'b', 'C']);
    expect(Object.keys(all.Roles?.[0] ?? {}).toSorted()).toEqual([
      'Arn',
      'AssumeRolePolicyDocument',
      'CreateDate',
      'MaxSessionDuration',
      'Path',
      'RoleId',
      'RoleName',
    ]);
    expect(all.Roles?.[2]).toMatchObject({ Description: 'd', MaxSessionDuration: 3600 });
    expect(all.Roles?.[2]).not.toHaveProperty('Tags');
    const team = await iam.send(new ListRolesCommand({ PathPrefix: '/team/', MaxItems: 1 }));
    expect(team.Roles?.map((role) => role.RoleName)).toEqual(['b']);
    const rest = await iam.send(
      new ListRolesCommand({ PathPrefix: '/team/', MaxItems: 1, Marker: team.Marker }),
    );
    expect(rest.Roles?.map((role) => role.RoleName)).toEqual(['C']);
    expect(rest.IsTruncated).toBe(false);
  });
});

describe('UpdateRole', () => {
  test('sets description and session duration', async () => {
    await createRole('app', { Description: 'old' });
    const { $metadata, ...output } = await iam.send(
      new UpdateRoleCommand({ RoleName: 'App', Description: 'new', MaxSessionDuration: 7200 }),
    );
    expect(output).toStrictEqual({});
    expect($metadata.httpStatusCode).toBe(200);
    expect(await getRole('app')).toMatchObject({ Description: 'new', MaxSessionDuration: 7200 });
  });

  test('keeps the description and, as documented, resets the duration where they are not given', async () => {
    await createRole('app', { Description: 'kept', MaxSessionDuration: 7200 });
    await iam.send(new UpdateRoleCommand({ RoleName: 'app' }));
    expect(await getRole('app')).toMatchObject({ Description: 'kept', MaxSessionDuration: 3600 });
  });

  test('refuses a missing role', () =>
    expectFailure(aws, () => iam.send(new UpdateRoleCommand({ RoleName: 'gone' })), missing('gone')));
});

describe('UpdateRoleDescription', () => {
  test('returns the role', async () => {
    await createRole('app', { MaxSessionDuration: 7200 });
    const { Role } = await iam.send(
      new UpdateRoleDescriptionCommand({ RoleName: 'APP', Description: 'new' }),
    );
    expect(Role).toMatchObject({
      RoleName: 'app',
      Description: 'new',
      AssumeRolePolicyDocument: encodeURIComponent(trust),
    });
    expect(await getRole('app')).toMatchObject({ Description: 'new', MaxSessionDuration: 7200 });
  });

  test('refuses a missing role', () =>
    expectFailure(
      aws,
      () => iam.send(new UpdateRoleDescriptionCommand({ RoleName: 'gone', Description: '' })),
      missing('gone'),
    ));
});

describe('UpdateAssumeRolePolicy', () => {
  test('replaces the trust policy, verbatim', async () => {
    await createRole('app');
    const PolicyDocument = `{ "Statement" : [ ${JSON.stringify({
      Effect: 'Allow',
      Principal: { Service: 'ec2.amazonaws.com' },
      Action: 'sts:AssumeRole',
    })} ] }`;
    const { $metadata, ...output } = await iam.send(
      new UpdateAssumeRolePolicyCommand({ RoleName: 'APP', PolicyDocument }),
    );
    expect(output).toStrictEqual({});
    expect($metadata.httpStatusCode).toBe(200);
    expect(decodeURIComponent((await getRole('app')).AssumeRolePolicyDocument as string)).toBe(
      PolicyDocument,
    );
  });

  test('the role comes first, then the document', async () => {
    await expectFailure(
      aws,
      () => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'gone', PolicyDocument: '{' })),
      missing('gone'),
    );
    await createRole('app');
    await expectFailure(
      aws,
      () => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'app', PolicyDocument: '{' })),
      malformed('This policy contains invalid Json'),
    );
  });
});

describe('trust policies', () => {
  test.each([
    ['{"Version":"2020-01-01","Statement":[]}', 'The policy must contain a valid version string'],
    ['{"Version":"2012-10-17"}', 'Could not parse the policy: Statement is empty!'],
    ['{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}', 'Missing required field Principal'],
    [
      trust.replace('sts:AssumeRole', 's3:GetObject'),
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
    [trust.replace('"Action"', '"Resource":"*","Action"'), 'Has prohibited field Resource'],
    [
      trustOf({ Service: 'invalid.amazonaws.com' }),
      'Invalid principal in policy: "SERVICE":"invalid.amazonaws.com"',
    ],
    [trustOf({ AWS: 'somestring' }), 'Invalid principal in policy: "AWS":"somestring"'],
  ])('%s is refused by both operations', async (document, message) => {
    await expectFailure(
      aws,
      () => createRole('new', { AssumeRolePolicyDocument: document }),
      malformed(message),
    );
    await createRole('app');
    await expectFailure(
      aws,
      () => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'app', PolicyDocument: document })),
      malformed(message),
    );
  });
});

const destroy = (RoleName = 'app') => iam.send(new DeleteRoleCommand({ RoleName }));
const conflict = (remedy: string) => ({
  code: 'DeleteConflict',
  status: 409,
  message: `Cannot delete entity, must ${remedy} first.`,
  class: DeleteConflictException,
});

describe('DeleteRole', () => {
  test('asks for everything on the role to go, in order', async () => {
    await createRole('app');
    const PolicyArn = await createPolicy('p');
    const profile = { InstanceProfileName: 'web', RoleName: 'app' };
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'web' }));
    await iam.send(new AddRoleToInstanceProfileCommand(profile));
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'app', PolicyArn }));
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: 'app',
        PolicyName: 'inline',
        PolicyDocument: '{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}',
      }),
    );
    await expectFailure(aws, destroy, conflict('remove roles from instance profile'));
    await iam.send(new RemoveRoleFromInstanceProfileCommand(profile));
    await expectFailure(aws, destroy, conflict('detach all policies'));
    await iam.send(new DetachRolePolicyCommand({ RoleName: 'app', PolicyArn }));
    await expectFailure(aws, destroy, conflict('delete policies'));
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'app', PolicyName: 'inline' }));
    const { $metadata, ...output } = await destroy();
    expect(output).toStrictEqual({});
    expect($metadata.httpStatusCode).toBe(200);
    await expectFailure(aws, destroy, missing('app'));
  });

  test('tags and boundary do not keep it; a namesake has a new id', async () => {
    const PermissionsBoundary = await createPolicy('limits');
    const { Role: first } = await createRole('app', {
      PermissionsBoundary,
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    await destroy('APP');
    const { Role: second } = await createRole('app');
    expect(second?.RoleId).not.toBe(first?.RoleId);
    expect(await getRole('app')).not.toHaveProperty('PermissionsBoundary');
  });
});

const tag = (...tags: [string, string][]) =>
  iam.send(new TagRoleCommand({ RoleName: 'app', Tags: tags.map(([Key, Value]) => ({ Key, Value })) }));
const tags = async () => (await iam.send(new ListRoleTagsCommand({ RoleName: 'APP' }))).Tags;

describe('tags of roles', () => {
  test('merge without regard to case; the new spelling wins', async () => {
    await createRole('app', { Tags: [{ Key: 'Team', Value: 'a' }] });
    await tag(['TEAM', 'b'], ['env', 'prod']);
    expect(await tags()).toEqual([
      { Key: 'TEAM', Value: 'b' },
      { Key: 'env', Value: 'prod' },
    ]);
    await iam.send(new UntagRoleCommand({ RoleName: 'app', TagKeys: ['team', 'unknown'] }));
    expect(await tags()).toEqual([{ Key: 'env', Value: 'prod' }]);
    const before = aws.state;
    await iam.send(new UntagRoleCommand({ RoleName: 'app', TagKeys: ['unknown'] }));
    expect(aws.state).toBe(before);
  });

  test('are listed page by page', async () => {
    await createRole('app');
    await tag(['c', '3'], ['a', '1'], ['b', '2']);
    const first = await iam.send(new ListRoleTagsCommand({ RoleName: 'app', MaxItems: 2 }));
    expect(first).toMatchObject({
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
      IsTruncated: true,
    });
    const second = await iam.send(new ListRoleTagsCommand({ RoleName: 'app', Marker: first.Marker }));
    expect(second).toMatchObject({ Tags: [{ Key: 'c', Value: '3' }], IsTruncated: false });
  });

  test('are at most fifty', async () => {
    await createRole('app');
    await tag(...Array.from({ length: 50 }, (_, index): [string, string] => [`k${index}`, 'v']));
    await expectFailure(aws, () => tag(['one-more', 'v']), {
      code: 'LimitExceeded',
      status: 409,
      message: 'The number of tags has reached the maximum limit.',
      class: LimitExceededException,
    });
  });

  test('duplicate keys come before a missing role, bad tags before both', async () => {
    await expectFailure(aws, () => tag(['a', '1'], ['A', '2']), {
      code: 'InvalidInput',
      status: 400,
      message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
      class: InvalidInputException,
    });
    await expectFailure(aws, () => tag(['a', '1']), missing('app'));
    await expectFailure(
      aws,
      () => iam.send(new TagRoleCommand({ RoleName: 'app', Tags: [{ Key: 'a', Value: undefined }] })),
      validation(
        "1 validation error detected: Value at 'tags.1.member.value' failed to satisfy constraint: Member must not be null",
      ),
    );
    await expectFailure(
      aws,
      () => iam.send(new UntagRoleCommand({ RoleName: 'app', TagKeys: ['a'] })),
      missing('app'),
    );
    await expectFailure(aws, () => iam.send(new ListRoleTagsCommand({ RoleName: 'app' })), missing('app'));
  });
});

describe.each([
  {
    kind: 'IAM Identity Center',
    RoleName: 'AWSReservedSSO_Admin_0123456789abcdef',
    create: () => createRole('AWSReservedSSO_Admin_0123456789abcdef'),
  },
  {
    kind: 'a service',
    RoleName: 'AWSServiceRoleForAutoScaling',
    create: () =>
      iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'autoscaling.amazonaws.com' })),
  },
])('a role of $kind', ({ RoleName, create }) => {
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';

  test.each([
    ['UpdateRole', () => iam.send(new UpdateRoleCommand({ RoleName }))],
    [
      'UpdateRoleDescription',
      () => iam.send(new UpdateRoleDescriptionCommand({ RoleName, Description: 'x' })),
    ],
    [
      'UpdateAssumeRolePolicy',
      () => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: '{' })),
    ],
    ['DeleteRole', () => iam.send(new DeleteRoleCommand({ RoleName }))],
    ['AttachRolePolicy', () => iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))],
    ['DetachRolePolicy', () => iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }))],
    [
      'PutRolePolicy',
      () => iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: '{' })),
    ],
    ['DeleteRolePolicy', () => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'p' }))],
    [
      'PutRolePermissionsBoundary',
      () => iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: PolicyArn })),
    ],
    ['DeleteRolePermissionsBoundary', () => iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }))],
    [
      'AddRoleToInstanceProfile',
      async () => iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'web', RoleName })),
    ],
  ])('is not changed by %s', async (_, operation) => {
    await create();
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'web' }));
    await expectFailure(aws, operation, {
      code: 'UnmodifiableEntity',
      status: 400,
      message: `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
      class: UnmodifiableEntityException,
    });
  });

  test('may be tagged', async () => {
    await create();
    await iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'a', Value: 'b' }] }));
    expect((await getRole(RoleName)).Tags).toEqual([{ Key: 'a', Value: 'b' }]);
    await iam.send(new UntagRoleCommand({ RoleName, TagKeys: ['a'] }));
    expect(await getRole(RoleName)).not.toHaveProperty('Tags');
  });
});
