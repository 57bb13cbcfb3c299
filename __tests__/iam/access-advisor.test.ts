import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GenerateServiceLastAccessedDetailsCommand,
  type GenerateServiceLastAccessedDetailsCommandInput,
  GetServiceLastAccessedDetailsCommand,
  type GetServiceLastAccessedDetailsCommandOutput,
  GetServiceLastAccessedDetailsWithEntitiesCommand,
  GetUserCommand,
  IAMClient,
  InvalidInputException,
  ListPoliciesGrantingServiceAccessCommand,
  ListUsersCommand,
  NoSuchEntityException,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  type ServiceLastAccessed,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expectFailure, failureOf, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00Z' });

const now = new Date('2026-01-31T12:00:00Z');
const arnOf = (resource: string): string => `arn:aws:iam::123456789012:${resource}`;
const statement = (fields: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Resource: '*', ...fields }] });
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' }],
});

const user = (UserName: string) => iam.send(new CreateUserCommand({ UserName }));
const role = (RoleName: string) =>
  iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
const inline = (UserName: string, fields: object, PolicyName = 'inline') =>
  iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: statement(fields) }));
const policy = (PolicyName: string, fields: object) =>
  iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: statement(fields) }));
/** Clients that act as a user or a role. */
const as = (resource: string): { iam: IAMClient; sts: STSClient } => {
  const credentials = aws.credentialsFor(arnOf(resource));
  return {
    iam: new IAMClient({ credentials }),
    sts: new STSClient({ credentials, region: 'eu-west-1' }),
  };
};

const generate = async (
  Arn: string,
  Granularity?: GenerateServiceLastAccessedDetailsCommandInput['Granularity'],
): Promise<string> => {
  const { JobId } = await iam.send(new GenerateServiceLastAccessedDetailsCommand({ Arn, Granularity }));
  return JobId ?? '';
};
const read = async (
  JobId: string,
): Promise<Omit<GetServiceLastAccessedDetailsCommandOutput, '$metadata'>> => {
  const { $metadata: _, ...output } = await iam.send(
    new GetServiceLastAccessedDetailsCommand({ JobId, MaxItems: 1000 }),
  );
  return output;
};
const services = async (...subject: Parameters<typeof generate>): Promise<ServiceLastAccessed[]> =>
  (await read(await generate(...subject))).ServicesLastAccessed ?? [];
const namespaces = async (arn: string): Promise<string[]> =>
  (await services(arn)).map(({ ServiceNamespace }) => ServiceNamespace ?? '');

const entities = async (
  of: string,
  rest: { ServiceNamespace?: string; MaxItems?: number; Marker?: string } = {},
) => {
  const JobId = await generate(arnOf(of));
  const { $metadata: _, ...output } = await iam.send(
    new GetServiceLastAccessedDetailsWithEntitiesCommand({ JobId, ServiceNamespace: 'iam', ...rest }),
  );
  return output;
};

const info = (Name: string, kind: 'user' | 'role') => ({
  Arn: arnOf(`${kind}/${Name}`),
  Name,
  Type: kind.toUpperCase(),
  Id: expect.stringMatching(kind === 'user' ? /^AIDA/ : /^AROA/) as string,
  Path: '/',
});

describe('a report', () => {
  test('is complete at once; unused services have no dates', async () => {
    await user('alice');
    await inline('alice', { Action: ['s3:GetObject', 'iam:*'] });
    const JobId = await generate(arnOf('user/alice'));
    expect(JobId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await read(JobId)).toStrictEqual({
      JobStatus: 'COMPLETED',
      JobType: 'SERVICE_LEVEL',
      JobCreationDate: now,
      JobCompletionDate: now,
      ServicesLastAccessed: [
        {
          ServiceName: 'AWS Identity and Access Management (IAM)',
          ServiceNamespace: 'iam',
          TotalAuthenticatedEntities: 0,
        },
        { ServiceName: 'Amazon S3', ServiceNamespace: 's3', TotalAuthenticatedEntities: 0 },
      ],
      IsTruncated: false,
    });
  });

  test('shows when, where and by whom a service was used last', async () => {
    await user('alice');
    await inline('alice', { Action: ['sts:*', 'iam:GetUser'] });
    const alice = as('user/alice');
    await alice.iam.send(new GetUserCommand({}));
    aws.clock.advance('1h');
    await alice.iam.send(new ListUsersCommand({}));
    await alice.sts.send(new GetCallerIdentityCommand({}));
    expect(await services(arnOf('user/alice'))).toStrictEqual([
      {
        ServiceName: 'AWS Identity and Access Management (IAM)',
        ServiceNamespace: 'iam',
        LastAuthenticated: new Date('2026-01-31T13:00:00Z'),
        LastAuthenticatedEntity: arnOf('user/alice'),
        LastAuthenticatedRegion: 'us-east-1',
        TotalAuthenticatedEntities: 1,
      },
      {
        ServiceName: 'AWS Security Token Service',
        ServiceNamespace: 'sts',
        LastAuthenticated: new Date('2026-01-31T13:00:00Z'),
        LastAuthenticatedEntity: arnOf('user/alice'),
        LastAuthenticatedRegion: 'eu-west-1',
        TotalAuthenticatedEntities: 1,
      },
    ]);
  });

  test('does not change after it was made', async () => {
    await user('alice');
    await inline('alice', { Action: 'iam:*' });
    const JobId = await generate(arnOf('user/alice'));
    const before = await read(JobId);
    await as('user/alice').iam.send(new GetUserCommand({}));
    await inline('alice', { Action: 's3:*' });
    expect(await read(JobId)).toEqual(before);
  });

  test('follows a user who is renamed', async () => {
    await user('alice');
    await inline('alice', { Action: 'iam:*' });
    await as('user/alice').iam.send(new GetUserCommand({}));
    await iam.send(new UpdateUserCommand({ UserName: 'alice', NewUserName: 'eve', NewPath: '/x/' }));
    expect(await services(arnOf('user/x/eve'))).toMatchObject([
      { ServiceNamespace: 'iam', LastAuthenticatedEntity: arnOf('user/x/eve') },
    ]);
  });

  test('a namesake made later begins with nothing', async () => {
    const make = async (): Promise<void> => {
      await role('app');
      await iam.send(
        new PutRolePolicyCommand({
          RoleName: 'app',
          PolicyName: 'inline',
          PolicyDocument: statement({ Action: 'iam:*' }),
        }),
      );
    };
    await make();
    await as('role/app').iam.send(new ListUsersCommand({}));
    expect(await services(arnOf('role/app'))).toMatchObject([{ TotalAuthenticatedEntities: 1 }]);
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'app', PolicyName: 'inline' }));
    await iam.send(new DeleteRoleCommand({ RoleName: 'app' }));
    await make();
    expect(await services(arnOf('role/app'))).toMatchObject([{ TotalAuthenticatedEntities: 0 }]);
  });

  test('forgets what was used more than 400 days ago', async () => {
    await user('alice');
    await inline('alice', { Action: 'iam:*' });
    await as('user/alice').iam.send(new GetUserCommand({}));
    aws.clock.advance('400d');
    expect(await services(arnOf('user/alice'))).toMatchObject([{ TotalAuthenticatedEntities: 1 }]);
    aws.clock.advance('1s');
    expect(await services(arnOf('user/alice'))).toStrictEqual([
      {
        ServiceName: 'AWS Identity and Access Management (IAM)',
        ServiceNamespace: 'iam',
        TotalAuthenticatedEntities: 0,
      },
    ]);
  });

  test('knows nothing of calls that failed, of those of others and of those of root', async () => {
    await user('alice');
    await user('bob');
    await inline('alice', { Action: 'iam:*' });
    const alice = as('user/alice');
    await failureOf(alice.iam.send(new GetUserCommand({ UserName: 'gone' })));
    await as('user/bob').iam.send(new GetUserCommand({}));
    await iam.send(new GetUserCommand({}));
    expect(await services(arnOf('user/alice'))).toMatchObject([{ TotalAuthenticatedEntities: 0 }]);
  });
});

describe('which services: those of the actions that are allowed', () => {
  test.each([
    { what: 'one action', fields: { Action: 's3:GetObject' }, expected: ['s3'] },
    { what: 'any spelling', fields: { Action: ['EC2:describe*', 'Sqs:*'] }, expected: ['ec2', 'sqs'] },
    {
      what: 'a namespace that is part of another',
      fields: { Action: 's3-outposts:*' },
      expected: ['s3-outposts'],
    },
    { what: 'a namespace that no service has', fields: { Action: 'nothing:*' }, expected: [] },
    { what: 'a name every object has', fields: { Action: 'constructor:x' }, expected: [] },
    { what: 'a denial', fields: { Effect: 'Deny', Action: 's3:*' }, expected: [] },
  ])('$what', async ({ fields, expected }) => {
    await user('alice');
    await inline('alice', fields);
    expect(await namespaces(arnOf('user/alice'))).toEqual(expected);
  });

  test('of everything: every service there is, ascending', async () => {
    await user('alice');
    await inline('alice', { Action: '*' });
    const all = await namespaces(arnOf('user/alice'));
    expect(all.length).toBeGreaterThan(400);
    expect(all).toEqual(all.toSorted());
    expect(all).toEqual(expect.arrayContaining(['dynamodb', 'ec2', 'iam', 'lambda', 's3', 'sts']));
  });

  test('of everything but some: a service that is not named as a whole stays', async () => {
    await user('alice');
    await inline('alice', { NotAction: ['iam:*', 'S3:*', 'sts:AssumeRole'] });
    const some = await namespaces(arnOf('user/alice'));
    expect(some).toEqual(expect.arrayContaining(['ec2', 'sts']));
    expect(some).not.toEqual(expect.arrayContaining(['iam']));
    expect(some).not.toEqual(expect.arrayContaining(['s3']));
  });

  test('of a user: its own policies, its groups’, and the default version of managed ones', async () => {
    await user('alice');
    await inline('alice', { Action: 's3:*' });
    await policy('queues', { Action: 'sqs:*' });
    await iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn: arnOf('policy/queues') }));
    await iam.send(new CreateGroupCommand({ GroupName: 'devs' }));
    await iam.send(new AddUserToGroupCommand({ GroupName: 'devs', UserName: 'alice' }));
    await iam.send(
      new PutGroupPolicyCommand({
        GroupName: 'devs',
        PolicyName: 'inline',
        PolicyDocument: statement({ Action: 'ec2:*' }),
      }),
    );
    await iam.send(
      new AttachGroupPolicyCommand({
        GroupName: 'devs',
        PolicyArn: 'arn:aws:iam::aws:policy/AWSLambda_ReadOnlyAccess',
      }),
    );
    expect(await namespaces(arnOf('user/alice'))).toEqual(
      expect.arrayContaining(['ec2', 'lambda', 's3', 'sqs']),
    );
  });

  test('in pages', async () => {
    await user('alice');
    await inline('alice', { Action: ['ec2:*', 'iam:*', 's3:*'] });
    const JobId = await generate(arnOf('user/alice'));
    const first = await iam.send(new GetServiceLastAccessedDetailsCommand({ JobId, MaxItems: 2 }));
    expect(first).toMatchObject({
      IsTruncated: true,
      ServicesLastAccessed: [{ ServiceNamespace: 'ec2' }, { ServiceNamespace: 'iam' }],
    });
    const rest = await iam.send(new GetServiceLastAccessedDetailsCommand({ JobId, Marker: first.Marker }));
    expect(rest).toMatchObject({ IsTruncated: false, ServicesLastAccessed: [{ ServiceNamespace: 's3' }] });
    expect(rest).not.toHaveProperty('Marker');
  });
});

describe('actions', () => {
  test('those that are allowed, with the last use of those that were used', async () => {
    await user('alice');
    await inline('alice', { Action: ['iam:GetUser*', 'iam:ListUsers', 's3:*', 'sts:Get*'] });
    const alice = as('user/alice');
    await alice.iam.send(new GetUserCommand({}));
    aws.clock.advance('5s');
    await alice.iam.send(new GetUserCommand({}));
    await alice.iam.send(new ListUsersCommand({}));
    const [ofIam, ofS3, ofSts] = await services(arnOf('user/alice'), 'ACTION_LEVEL');
    const used = {
      LastAccessedEntity: arnOf('user/alice'),
      LastAccessedTime: new Date('2026-01-31T12:00:05Z'),
      LastAccessedRegion: 'us-east-1',
    };
    expect(ofIam?.TrackedActionsLastAccessed).toStrictEqual([
      { ActionName: 'GetUser', ...used },
      { ActionName: 'GetUserPolicy' },
      { ActionName: 'ListUsers', ...used },
    ]);
    expect(ofS3).not.toHaveProperty('TrackedActionsLastAccessed');
    expect(ofSts).not.toHaveProperty('TrackedActionsLastAccessed');
    expect(await read(await generate(arnOf('user/alice'), 'ACTION_LEVEL'))).toMatchObject({
      JobType: 'ACTION_LEVEL',
    });
    const [atServiceLevel] = await services(arnOf('user/alice'));
    expect(atServiceLevel).not.toHaveProperty('TrackedActionsLastAccessed');
  });
});

describe('roles, groups and policies', () => {
  beforeEach(async () => {
    for (const name of ['alice', 'bob', 'carl']) await user(name);
    await iam.send(new CreateGroupCommand({ GroupName: 'devs' }));
    for (const UserName of ['alice', 'bob'])
      await iam.send(new AddUserToGroupCommand({ GroupName: 'devs', UserName }));
    await role('app');
    await policy('reader', { Action: ['iam:Get*', 'iam:List*'] });
    const PolicyArn = arnOf('policy/reader');
    await iam.send(new AttachGroupPolicyCommand({ GroupName: 'devs', PolicyArn }));
    await iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'app', PolicyArn }));
    await as('user/bob').iam.send(new GetUserCommand({}));
    aws.clock.advance('1m');
    await as('role/app').iam.send(new ListUsersCommand({}));
    aws.clock.advance('1m');
    await as('user/carl').iam.send(new GetUserCommand({}));
  });

  test.each([
    { of: 'role/app', last: 'role/app', time: '2026-01-31T12:01:00Z', total: 1 },
    { of: 'group/devs', last: 'user/bob', time: '2026-01-31T12:00:00Z', total: 1 },
    { of: 'policy/reader', last: 'role/app', time: '2026-01-31T12:01:00Z', total: 2 },
  ])('$of', async ({ of, last, time, total }) => {
    expect(await services(arnOf(of))).toStrictEqual([
      {
        ServiceName: 'AWS Identity and Access Management (IAM)',
        ServiceNamespace: 'iam',
        LastAuthenticated: new Date(time),
        LastAuthenticatedEntity: arnOf(last),
        LastAuthenticatedRegion: 'us-east-1',
        TotalAuthenticatedEntities: total,
      },
    ]);
  });

  test('a group without policies has no services', async () => {
    await iam.send(new CreateGroupCommand({ GroupName: 'empty' }));
    expect(await services(arnOf('group/empty'))).toEqual([]);
  });

  test('entities of a policy: everybody it is attached to, most recent first', async () => {
    expect(await entities('policy/reader')).toStrictEqual({
      JobStatus: 'COMPLETED',
      JobCreationDate: new Date('2026-01-31T12:02:00Z'),
      JobCompletionDate: new Date('2026-01-31T12:02:00Z'),
      EntityDetailsList: [
        { EntityInfo: info('app', 'role'), LastAuthenticated: new Date('2026-01-31T12:01:00Z') },
        { EntityInfo: info('bob', 'user'), LastAuthenticated: new Date('2026-01-31T12:00:00Z') },
        { EntityInfo: info('alice', 'user') },
      ],
      IsTruncated: false,
    });
  });

  test.each([
    { of: 'group/devs', expected: ['bob', 'alice'] },
    { of: 'role/app', expected: ['app'] },
    { of: 'user/alice', expected: ['alice'] },
  ])('entities of $of', async ({ of, expected }) => {
    const { EntityDetailsList } = await entities(of);
    expect(EntityDetailsList?.map(({ EntityInfo }) => EntityInfo?.Name)).toEqual(expected);
  });

  test('nobody for a service that the policies do not grant', async () => {
    expect(await entities('policy/reader', { ServiceNamespace: 's3' })).toMatchObject({
      EntityDetailsList: [],
      IsTruncated: false,
    });
  });

  test('entities in pages', async () => {
    const JobId = await generate(arnOf('policy/reader'));
    const seen: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await iam.send(
        new GetServiceLastAccessedDetailsWithEntitiesCommand({
          JobId,
          ServiceNamespace: 'iam',
          MaxItems: 1,
          Marker,
        }),
      );
      expect(page.EntityDetailsList?.length).toBe(1);
      seen.push(page.EntityDetailsList?.[0]?.EntityInfo?.Name);
      ({ Marker } = page);
    } while (Marker !== undefined);
    expect(seen).toEqual(['app', 'bob', 'alice']);
  });
});

describe('ListPoliciesGrantingServiceAccess', () => {
  const granting = async (of: string, ServiceNamespaces: string[]) => {
    const { $metadata: _, ...output } = await iam.send(
      new ListPoliciesGrantingServiceAccessCommand({ Arn: arnOf(of), ServiceNamespaces }),
    );
    return output;
  };

  beforeEach(async () => {
    await user('alice');
    await inline('alice', { Action: 's3:GetObject' });
    await policy('reader', { Action: ['s3:*', 'ec2:*'] });
    await iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn: arnOf('policy/reader') }));
    await iam.send(new CreateGroupCommand({ GroupName: 'devs' }));
    await iam.send(new AddUserToGroupCommand({ GroupName: 'devs', UserName: 'alice' }));
    await iam.send(new AttachGroupPolicyCommand({ GroupName: 'devs', PolicyArn: arnOf('policy/reader') }));
    await iam.send(
      new PutGroupPolicyCommand({
        GroupName: 'devs',
        PolicyName: 'everything',
        PolicyDocument: statement({ Action: '*' }),
      }),
    );
    await role('app');
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: 'app',
        PolicyName: 'bucket',
        PolicyDocument: statement({ Action: 's3:*' }),
      }),
    );
  });
  const reader = { PolicyName: 'reader', PolicyType: 'MANAGED', PolicyArn: arnOf('policy/reader') };
  const everything = {
    PolicyName: 'everything',
    PolicyType: 'INLINE',
    EntityType: 'GROUP',
    EntityName: 'devs',
  };

  test('of a user: its own and those of its groups, a policy once, in the order of the namespaces asked for', async () => {
    expect(await granting('user/alice', ['s3', 'sqs', 'EC2'])).toStrictEqual({
      PoliciesGrantingServiceAccess: [
        {
          ServiceNamespace: 's3',
          Policies: [
            { PolicyName: 'inline', PolicyType: 'INLINE', EntityType: 'USER', EntityName: 'alice' },
            reader,
            everything,
          ],
        },
        { ServiceNamespace: 'sqs', Policies: [everything] },
        { ServiceNamespace: 'EC2', Policies: [reader, everything] },
      ],
      IsTruncated: false,
    });
  });

  test('of a role and of a group', async () => {
    expect((await granting('role/app', ['s3', 'ec2'])).PoliciesGrantingServiceAccess).toStrictEqual([
      {
        ServiceNamespace: 's3',
        Policies: [{ PolicyName: 'bucket', PolicyType: 'INLINE', EntityType: 'ROLE', EntityName: 'app' }],
      },
      { ServiceNamespace: 'ec2', Policies: [] },
    ]);
    expect((await granting('group/devs', ['ec2'])).PoliciesGrantingServiceAccess).toStrictEqual([
      { ServiceNamespace: 'ec2', Policies: [everything, reader] },
    ]);
  });

  test('more than a hundred namespaces come in two pages', async () => {
    const ServiceNamespaces = Array.from({ length: 101 }, (_, index) => `service${index}`);
    const Arn = arnOf('role/app');
    const first = await iam.send(new ListPoliciesGrantingServiceAccessCommand({ Arn, ServiceNamespaces }));
    expect(first.IsTruncated).toBe(true);
    const { Marker } = first;
    const rest = await iam.send(
      new ListPoliciesGrantingServiceAccessCommand({ Arn, ServiceNamespaces, Marker }),
    );
    expect(rest).toMatchObject({
      IsTruncated: false,
      PoliciesGrantingServiceAccess: [{ ServiceNamespace: 'service100' }],
    });
  });

  test('not of a policy', () =>
    expectFailure(aws, () => granting('policy/reader', ['s3']), {
      code: 'InvalidInput',
      status: 400,
      message: `ARN ${arnOf('policy/reader')} is not valid.`,
      class: InvalidInputException,
    }));
});

describe.each(['GenerateServiceLastAccessedDetails', 'ListPoliciesGrantingServiceAccess'])(
  '%s refuses',
  (operation) => {
    const call = (Arn: string): Promise<unknown> =>
      operation === 'GenerateServiceLastAccessedDetails'
        ? generate(Arn)
        : iam.send(new ListPoliciesGrantingServiceAccessCommand({ Arn, ServiceNamespaces: ['s3'] }));

    test.each([
      [arnOf('user/gone'), 'The user with name gone cannot be found.'],
      [arnOf('user/path/alice'), 'The user with name alice cannot be found.'],
      ['arn:aws:iam::999999999999:user/alice', 'The user with name alice cannot be found.'],
      ['arn:aws-cn:iam::123456789012:user/alice', 'The user with name alice cannot be found.'],
      [arnOf('group/gone'), 'The group with name gone cannot be found.'],
      [arnOf('role/gone'), 'The role with name gone cannot be found.'],
      [arnOf('policy/gone'), `Policy ${arnOf('policy/gone')} was not found.`],
    ])('%s', async (arn, message) => {
      await user('alice');
      await expectFailure(aws, () => call(arn), {
        code: 'NoSuchEntity',
        status: 404,
        message,
        class: NoSuchEntityException,
      });
    });

    test.each([
      'no-arn-but-long-enough',
      arnOf('root'),
      arnOf('instance-profile/x'),
      'arn:aws:sts::123456789012:assumed-role/app/session',
      'arn:aws:s3:::bucket/user/alice',
    ])('%s', (arn) =>
      expectFailure(aws, () => call(arn), {
        code: 'InvalidInput',
        status: 400,
        message: `ARN ${arn} is not valid.`,
        class: InvalidInputException,
      }),
    );
  },
);

describe('readers of a report', () => {
  const gone = '00000000-0000-4000-8000-000000000000';
  const readers: [string, (client: IAMClient, JobId: string) => Promise<unknown>][] = [
    [
      'GetServiceLastAccessedDetails',
      (client, JobId) => client.send(new GetServiceLastAccessedDetailsCommand({ JobId })),
    ],
    [
      'GetServiceLastAccessedDetailsWithEntities',
      (client, JobId) =>
        client.send(new GetServiceLastAccessedDetailsWithEntitiesCommand({ JobId, ServiceNamespace: 'iam' })),
    ],
  ];

  test.each(readers)('%s refuses a job that is not there', (_name, call) =>
    expectFailure(aws, () => call(iam, gone), {
      code: 'NoSuchEntity',
      status: 404,
      message: expect.any(String) as string,
      class: NoSuchEntityException,
    }),
  );

  test.each(readers)('%s refuses what is no job id', (_name, call) =>
    expectFailure(aws, () => call(iam, 'short'), {
      code: 'ValidationError',
      status: 400,
      message:
        "1 validation error detected: Value at 'jobId' failed to satisfy constraint: Member must have length greater than or equal to 36",
    }),
  );

  test.each(readers)('%s answers whoever asked for the report, and nobody else', async (_name, call) => {
    await role('app');
    await user('alice');
    const first = as('role/app');
    const { JobId = '' } = await first.iam.send(
      new GenerateServiceLastAccessedDetailsCommand({ Arn: arnOf('role/app') }),
    );
    await call(first.iam, JobId);
    await call(as('role/app').iam, JobId);
    for (const other of [iam, as('user/alice').iam])
      expect(await failureOf(call(other, JobId))).toMatchObject({
        Code: 'NoSuchEntity',
        name: 'NoSuchEntityException',
      });
  });
});

test('a use within the second that is known already leaves the state as it is', async () => {
  await user('alice');
  const alice = as('user/alice');
  await alice.iam.send(new GetUserCommand({}));
  const before = aws.state;
  await alice.iam.send(new GetUserCommand({}));
  expect(aws.state).toBe(before);
  await alice.iam.send(new ListUsersCommand({}));
  expect(aws.state).not.toBe(before);
});
