import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteConflictException,
  DeletePolicyCommand,
  DeleteUserCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  GetPolicyCommand,
  InvalidInputException,
  LimitExceededException,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListEntitiesForPolicyCommand,
  type ListEntitiesForPolicyCommandInput,
  NoSuchEntityException,
  PolicyNotAttachableException,
  PutRolePermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
  UnmodifiableEntityException,
  UpdateGroupCommand,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00Z' });

const trust =
  '{"Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}';
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
const serviceRolePolicy = 'arn:aws:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy';

/** The same three operations on the three kinds of entities. */
const kinds = [
  {
    kind: 'user',
    quota: 'PoliciesPerUser',
    create: (UserName: string) => iam.send(new CreateUserCommand({ UserName })),
    attach: (UserName: string, PolicyArn: string) =>
      iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn })),
    detach: (UserName: string, PolicyArn: string) =>
      iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn })),
    list: (UserName: string, more: object = {}) =>
      iam.send(new ListAttachedUserPoliciesCommand({ UserName, ...more })),
    unparsable: { code: 'ValidationError', message: 'Invalid ARN:  Could not be parsed!' },
  },
  {
    kind: 'group',
    quota: 'PoliciesPerGroup',
    create: (GroupName: string) => iam.send(new CreateGroupCommand({ GroupName })),
    attach: (GroupName: string, PolicyArn: string) =>
      iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn })),
    detach: (GroupName: string, PolicyArn: string) =>
      iam.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn })),
    list: (GroupName: string, more: object = {}) =>
      iam.send(new ListAttachedGroupPoliciesCommand({ GroupName, ...more })),
    unparsable: {
      code: 'InvalidInput',
      message: 'ARN AdministratorAccess-policy is not valid.',
      class: InvalidInputException,
    },
  },
  {
    kind: 'role',
    quota: 'PoliciesPerRole',
    create: (RoleName: string) =>
      iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust })),
    attach: (RoleName: string, PolicyArn: string) =>
      iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn })),
    detach: (RoleName: string, PolicyArn: string) =>
      iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
    list: (RoleName: string, more: object = {}) =>
      iam.send(new ListAttachedRolePoliciesCommand({ RoleName, ...more })),
    unparsable: { code: 'ValidationError', message: 'Invalid ARN:  Could not be parsed!' },
  },
];

async function createPolicy(PolicyName: string, Path = '/'): Promise<string> {
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName,
      Path,
      PolicyDocument:
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}',
    }),
  );
  return Policy?.Arn as string;
}

async function attachmentCount(PolicyArn: string): Promise<number | undefined> {
  return (await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.AttachmentCount;
}

const policyArn = (rest: string) => `arn:aws:iam::123456789012:policy/${rest}`;
const noPolicy = (arn: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `Policy ${arn} was not found.`,
  class: NoSuchEntityException,
});
const notAttachable = (arn: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `Policy ${arn} does not exist or is not attachable.`,
  class: NoSuchEntityException,
});

describe.each(kinds)('of a $kind', ({ kind, quota, create, attach, detach, list, unparsable }) => {
  const missing = {
    code: 'NoSuchEntity',
    status: 404,
    message: `The ${kind} with name gone cannot be found.`,
    class: NoSuchEntityException,
  };

  test('an attached policy is listed and counted, until it is detached', async () => {
    await create('Thing');
    const arn = await createPolicy('reader', '/team/');
    const { $metadata, ...output } = await attach('thing', arn);
    expect(output).toStrictEqual({});
    expect($metadata.httpStatusCode).toBe(200);
    const { $metadata: _, ...listed } = await list('THING');
    expect(listed).toStrictEqual({
      AttachedPolicies: [{ PolicyName: 'reader', PolicyArn: arn }],
      IsTruncated: false,
    });
    expect(await attachmentCount(arn)).toBe(1);
    const { $metadata: __, ...detached } = await detach('thing', arn);
    expect(detached).toStrictEqual({});
    expect((await list('thing')).AttachedPolicies).toEqual([]);
    expect(await attachmentCount(arn)).toBe(0);
  });

  test('attaching twice is attaching once', async () => {
    await create('x');
    const arn = await createPolicy('p');
    await attach('x', arn);
    const before = aws.state;
    await attach('x', arn);
    expect(aws.state).toBe(before);
    expect(await attachmentCount(arn)).toBe(1);
  });

  test('AWS managed policies attach by their ARN', async () => {
    await create('x');
    await attach('x', administrator);
    expect((await list('x')).AttachedPolicies).toEqual([
      { PolicyName: 'AdministratorAccess', PolicyArn: administrator },
    ]);
  });

  test('refuses a service role policy', async () => {
    await create('x');
    await expectFailure(aws, () => attach('x', serviceRolePolicy), {
      code: 'PolicyNotAttachable',
      status: 400,
      message: 'Cannot attach a Service Role Policy to a Customer Role.',
      class: PolicyNotAttachableException,
    });
  });

  test.each([
    ['nobody made', policyArn('gone')],
    ['of another path', policyArn('other/p')],
    ['of another account', 'arn:aws:iam::999988887777:policy/p'],
    ['AWS does not have', 'arn:aws:iam::aws:policy/NoSuchPolicy'],
  ])('refuses a policy %s', async (_, arn) => {
    await create('x');
    await createPolicy('p');
    await expectFailure(aws, () => attach('x', arn), notAttachable(arn));
    await expectFailure(aws, () => detach('x', arn), noPolicy(arn));
  });

  test('refuses to detach what is not attached', async () => {
    await create('x');
    const arn = await createPolicy('p');
    await expectFailure(aws, () => detach('x', arn), noPolicy(arn));
    await attach('x', arn);
    await detach('x', arn);
    await expectFailure(aws, () => detach('x', arn), noPolicy(arn));
  });

  test('the entity comes before the policy', async () => {
    await expectFailure(aws, () => attach('gone', policyArn('gone')), missing);
    await expectFailure(aws, () => detach('gone', policyArn('gone')), missing);
    await expectFailure(aws, () => list('gone'), missing);
  });

  test('refuses text that is no ARN', async () => {
    await create('x');
    const text = 'AdministratorAccess-policy';
    await expectFailure(aws, () => attach('x', text), { status: 400, ...unparsable });
    await expectFailure(aws, () => detach('x', text), {
      code: 'InvalidInput',
      status: 400,
      message: `ARN ${text} is not valid.`,
      class: InvalidInputException,
    });
    await expectFailure(aws, () => attach('x', 'short'), {
      code: 'ValidationError',
      status: 400,
      message:
        "1 validation error detected: Value at 'policyArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
    });
  });

  test('refuses the policy beyond the quota, but not one that is attached', async () => {
    await create('x');
    const arns: string[] = [];
    for (let index = 0; index < 11; index += 1) arns.push(await createPolicy(`policy-${index}`));
    for (const arn of arns.slice(0, 10)) await attach('x', arn);
    await expectFailure(aws, () => attach('x', arns[10] as string), {
      code: 'LimitExceeded',
      status: 409,
      message: `Cannot exceed quota for ${quota}: 10`,
      class: LimitExceededException,
    });
    await expect(attach('x', arns[0] as string)).resolves.toBeDefined();
  });

  test('listings go by policy name and filter by the path of the policy', async () => {
    await create('x');
    for (const [name, path] of [
      ['c', '/team/'],
      ['B', '/team/a/'],
      ['a', '/'],
    ] as const) {
      await attach('x', await createPolicy(name, path));
    }
    const first = await list('x', { MaxItems: 2 });
    expect(first.AttachedPolicies?.map((policy) => policy.PolicyName)).toEqual(['a', 'B']);
    expect(first.IsTruncated).toBe(true);
    const second = await list('x', { MaxItems: 2, Marker: first.Marker });
    expect(second.AttachedPolicies?.map((policy) => policy.PolicyName)).toEqual(['c']);
    expect('Marker' in second).toBe(false);
    const team = await list('x', { PathPrefix: '/team/' });
    expect(team.AttachedPolicies?.map((policy) => policy.PolicyArn)).toEqual([
      policyArn('team/a/B'),
      policyArn('team/c'),
    ]);
    await expectFailure(aws, () => list('x', { PathPrefix: '/team' }), {
      code: 'ValidationError',
      status: 400,
      message:
        'The specified value for pathPrefix is invalid. It must begin with the / character and contain only alphanumeric characters and/or / characters.',
    });
  });

  test('an attached policy cannot be deleted', async () => {
    await create('x');
    const PolicyArn = await createPolicy('p');
    await attach('x', PolicyArn);
    await expectFailure(aws, () => iam.send(new DeletePolicyCommand({ PolicyArn })), {
      code: 'DeleteConflict',
      status: 409,
      message: 'Cannot delete a policy attached to entities.',
      class: DeleteConflictException,
    });
    await detach('x', PolicyArn);
    await expect(iam.send(new DeletePolicyCommand({ PolicyArn }))).resolves.toBeDefined();
  });
});

test('a user with attached policies cannot be deleted', async () => {
  await iam.send(new CreateUserCommand({ UserName: 'x' }));
  await iam.send(new AttachUserPolicyCommand({ UserName: 'x', PolicyArn: administrator }));
  await expectFailure(aws, () => iam.send(new DeleteUserCommand({ UserName: 'x' })), {
    code: 'DeleteConflict',
    status: 409,
    message: 'Cannot delete entity, must detach all policies first.',
    class: DeleteConflictException,
  });
});

test('policies of a role of IAM Identity Center are neither attached nor detached', async () => {
  const RoleName = 'AWSReservedSSO_Admin_0123456789abcdef';
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  const refusal = {
    code: 'UnmodifiableEntity',
    status: 400,
    message: `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
    class: UnmodifiableEntityException,
  };
  const input = { RoleName, PolicyArn: policyArn('gone') };
  await expectFailure(aws, () => iam.send(new AttachRolePolicyCommand(input)), refusal);
  await expectFailure(aws, () => iam.send(new DetachRolePolicyCommand(input)), refusal);
});

describe('ListEntitiesForPolicy', () => {
  const [users, groups, roles] = kinds as [(typeof kinds)[0], (typeof kinds)[0], (typeof kinds)[0]];
  let arn = '';

  const entities = async (more: Partial<ListEntitiesForPolicyCommandInput> = {}) => {
    const { $metadata, ...output } = await iam.send(
      new ListEntitiesForPolicyCommand({ PolicyArn: arn, ...more }),
    );
    expect($metadata.httpStatusCode).toBe(200);
    return output;
  };
  const names = async (more: Partial<ListEntitiesForPolicyCommandInput> = {}) => {
    const { PolicyGroups = [], PolicyRoles = [], PolicyUsers = [] } = await entities(more);
    return [
      ...PolicyGroups.map((group) => group.GroupName),
      ...PolicyRoles.map((role) => role.RoleName),
      ...PolicyUsers.map((user) => user.UserName),
    ];
  };

  beforeEach(async () => {
    arn = await createPolicy('shared');
  });

  test('shows names and ids, and three lists always', async () => {
    expect(await entities()).toStrictEqual({
      PolicyGroups: [],
      PolicyUsers: [],
      PolicyRoles: [],
      IsTruncated: false,
    });
    const { User } = await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    const { Group } = await iam.send(new CreateGroupCommand({ GroupName: 'admins' }));
    await users.create('unrelated');
    await users.attach('unrelated', administrator);
    await users.attach('alice', arn);
    await groups.attach('admins', arn);
    expect(await entities()).toStrictEqual({
      PolicyGroups: [{ GroupName: 'admins', GroupId: Group?.GroupId }],
      PolicyUsers: [{ UserName: 'alice', UserId: User?.UserId }],
      PolicyRoles: [],
      IsTruncated: false,
    });
  });

  test('is one sequence of groups, roles and users, each by name', async () => {
    for (const kind of [users, groups, roles]) {
      for (const name of ['b', 'A']) {
        await kind.create(`${name}-${kind.kind}`);
        await kind.attach(`${name}-${kind.kind}`, arn);
      }
    }
    const pages: unknown[] = [];
    let Marker: string | undefined;
    do {
      const page = await entities({ MaxItems: 3, ...(Marker === undefined ? {} : { Marker }) });
      pages.push([
        page.PolicyGroups?.map((group) => group.GroupName),
        page.PolicyRoles?.map((role) => role.RoleName),
        page.PolicyUsers?.map((user) => user.UserName),
      ]);
      Marker = page.Marker;
    } while (Marker !== undefined);
    expect(pages).toEqual([
      [['A-group', 'b-group'], ['A-role'], []],
      [[], ['b-role'], ['A-user', 'b-user']],
    ]);
  });

  test('filters by kind of entity and by its path', async () => {
    await groups.create('g');
    await groups.attach('g', arn);
    await iam.send(new UpdateGroupCommand({ GroupName: 'g', NewPath: '/team/' }));
    await iam.send(new CreateUserCommand({ UserName: 'u', Path: '/team/a/' }));
    await users.attach('u', arn);
    await roles.create('r');
    await roles.attach('r', arn);
    expect(await names()).toEqual(['g', 'r', 'u']);
    expect(await names({ EntityFilter: 'Group' })).toEqual(['g']);
    expect(await names({ EntityFilter: 'Role' })).toEqual(['r']);
    expect(await names({ EntityFilter: 'User' })).toEqual(['u']);
    expect(await names({ EntityFilter: 'LocalManagedPolicy' })).toEqual([]);
    expect(await names({ EntityFilter: 'AWSManagedPolicy' })).toEqual([]);
    expect(await names({ PathPrefix: '/team/' })).toEqual(['g', 'u']);
    expect(await names({ PathPrefix: '/team/', EntityFilter: 'User' })).toEqual(['u']);
  });

  test('tells attachments from boundaries, and shows an entity with both once', async () => {
    for (const name of ['attached', 'both']) await users.create(name);
    await roles.create('bounded');
    await users.attach('attached', arn);
    await users.attach('both', arn);
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'both', PermissionsBoundary: arn }));
    await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: 'bounded', PermissionsBoundary: arn }));
    expect(await names()).toEqual(['bounded', 'attached', 'both']);
    expect(await names({ PolicyUsageFilter: 'PermissionsPolicy' })).toEqual(['attached', 'both']);
    expect(await names({ PolicyUsageFilter: 'PermissionsBoundary' })).toEqual(['bounded', 'both']);
  });

  test('knows AWS managed policies', async () => {
    await users.create('alice');
    await users.attach('alice', administrator);
    expect(await names({ PolicyArn: administrator })).toEqual(['alice']);
  });

  test('refuses a missing policy and text that is no ARN', async () => {
    const gone = policyArn('gone');
    await expectFailure(aws, () => entities({ PolicyArn: gone }), noPolicy(gone));
    const text = 'this is surely no ARN';
    await expectFailure(aws, () => entities({ PolicyArn: text }), {
      code: 'InvalidInput',
      status: 400,
      message: `ARN ${text} is not valid.`,
      class: InvalidInputException,
    });
  });
});
