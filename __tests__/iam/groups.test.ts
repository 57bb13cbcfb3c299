import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteConflictException,
  DeleteGroupCommand,
  DeleteGroupPolicyCommand,
  DeleteUserCommand,
  DetachGroupPolicyCommand,
  EntityAlreadyExistsException,
  GetGroupCommand,
  LimitExceededException,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  NoSuchEntityException,
  PutGroupPolicyCommand,
  RemoveUserFromGroupCommand,
  UpdateGroupCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00.789Z' });

const missingGroup = (name: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `The group with name ${name} cannot be found.`,
  class: NoSuchEntityException,
});
const missingUser = (name: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `The user with name ${name} cannot be found.`,
  class: NoSuchEntityException,
});
const conflict = (remedy: string) => ({
  code: 'DeleteConflict',
  status: 409,
  message: `Cannot delete entity, must ${remedy} first.`,
  class: DeleteConflictException,
});

const createGroup = (GroupName: string, Path?: string) =>
  iam.send(new CreateGroupCommand({ GroupName, ...(Path === undefined ? {} : { Path }) }));
const createUser = (UserName: string) => iam.send(new CreateUserCommand({ UserName }));
const add = (UserName: string, GroupName: string) =>
  iam.send(new AddUserToGroupCommand({ UserName, GroupName }));
const remove = (UserName: string, GroupName: string) =>
  iam.send(new RemoveUserFromGroupCommand({ UserName, GroupName }));

/** Names of the users of a group, in the order of the reply. */
async function usersOf(GroupName: string): Promise<(string | undefined)[]> {
  const { Users } = await iam.send(new GetGroupCommand({ GroupName }));
  return (Users ?? []).map((user) => user.UserName);
}

/** Names of the groups of a user, in the order of the reply. */
async function groupsOf(UserName: string): Promise<(string | undefined)[]> {
  const { Groups } = await iam.send(new ListGroupsForUserCommand({ UserName }));
  return (Groups ?? []).map((group) => group.GroupName);
}

const sentence = '{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}';

describe('CreateGroup', () => {
  test('gives path, name, id, ARN and date', async () => {
    const { $metadata, ...output } = await createGroup('Admins');
    expect(output).toStrictEqual({
      Group: {
        Path: '/',
        GroupName: 'Admins',
        GroupId: expect.stringMatching(/^AGPA[A-Z2-7]{17}$/) as string,
        Arn: 'arn:aws:iam::123456789012:group/Admins',
        CreateDate: new Date('2026-01-31T12:00:00Z'),
      },
    });
    expect($metadata.httpStatusCode).toBe(200);
  });

  test('puts the path into the ARN', async () => {
    const { Group } = await createGroup('ops', '/team/a/');
    expect(Group).toMatchObject({ Path: '/team/a/', Arn: 'arn:aws:iam::123456789012:group/team/a/ops' });
  });

  test('refuses a name that differs only in case, in the spelling of the request', async () => {
    await createGroup('admins');
    await expectFailure(aws, () => createGroup('ADMINS', '/other/'), {
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'Group with name ADMINS already exists.',
      class: EntityAlreadyExistsException,
    });
  });

  test('a user may have the name of a group', async () => {
    await createGroup('ops');
    await expect(createUser('ops')).resolves.toMatchObject({ User: { UserName: 'ops' } });
  });

  test('refuses the group beyond the quota', async () => {
    aws.configure({ quotas: { groupsPerAccount: 1 } });
    await createGroup('one');
    await expectFailure(aws, () => createGroup('two'), {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for GroupsPerAccount: 1',
      class: LimitExceededException,
    });
    aws.configure({ quotas: { groupsPerAccount: 300 } });
  });

  test.each([
    [
      { GroupName: 'a b' },
      'The specified value for groupName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    ],
    [
      { GroupName: 'ok', Path: 'x' },
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    ],
    [
      { GroupName: 'x'.repeat(129) },
      "1 validation error detected: Value at 'groupName' failed to satisfy constraint: Member must have length less than or equal to 128",
    ],
  ])('refuses %j', (input, message) =>
    expectFailure(aws, () => iam.send(new CreateGroupCommand(input)), {
      code: 'ValidationError',
      status: 400,
      message,
    }),
  );
});

describe('GetGroup', () => {
  test('shows an empty list for a group without users', async () => {
    await createGroup('ops');
    const { $metadata, ...output } = await iam.send(new GetGroupCommand({ GroupName: 'OPS' }));
    expect(output).toStrictEqual({
      Group: {
        Path: '/',
        GroupName: 'ops',
        GroupId: expect.stringMatching(/^AGPA/) as string,
        Arn: 'arn:aws:iam::123456789012:group/ops',
        CreateDate: new Date('2026-01-31T12:00:00Z'),
      },
      Users: [],
      IsTruncated: false,
    });
    expect($metadata.httpStatusCode).toBe(200);
  });

  test('shows users by name, without their tags', async () => {
    await createGroup('ops');
    await iam.send(new CreateUserCommand({ UserName: 'bob', Tags: [{ Key: 'a', Value: 'b' }] }));
    await createUser('Alice');
    await createUser('outsider');
    await add('bob', 'ops');
    await add('Alice', 'ops');
    const { Users } = await iam.send(new GetGroupCommand({ GroupName: 'ops' }));
    expect(Users?.map((user) => user.UserName)).toEqual(['Alice', 'bob']);
    expect(Users?.[1]).toStrictEqual({
      Path: '/',
      UserName: 'bob',
      UserId: expect.stringMatching(/^AIDA/) as string,
      Arn: 'arn:aws:iam::123456789012:user/bob',
      CreateDate: new Date('2026-01-31T12:00:00Z'),
    });
  });

  test('pages its users and does not mix up groups whose names begin alike', async () => {
    for (const name of ['ops', 'ops2', 'op']) await createGroup(name);
    for (const name of ['a', 'b', 'c']) {
      await createUser(name);
      await add(name, 'ops');
    }
    await add('b', 'ops2');
    await add('c', 'op');
    const first = await iam.send(new GetGroupCommand({ GroupName: 'ops', MaxItems: 2 }));
    expect(first.Users?.map((user) => user.UserName)).toEqual(['a', 'b']);
    expect(first.IsTruncated).toBe(true);
    await remove('b', 'ops');
    const second = await iam.send(
      new GetGroupCommand({ GroupName: 'ops', MaxItems: 2, Marker: first.Marker }),
    );
    expect(second.Users?.map((user) => user.UserName)).toEqual(['c']);
    expect(second.IsTruncated).toBe(false);
    expect('Marker' in second).toBe(false);
  });

  test('refuses a missing group', () =>
    expectFailure(aws, () => iam.send(new GetGroupCommand({ GroupName: 'gone' })), missingGroup('gone')));
});

describe('ListGroups', () => {
  test('goes by name and filters by the beginning of the path', async () => {
    await createGroup('b', '/team/');
    await createGroup('C', '/team/x/');
    await createGroup('a');
    const all = await iam.send(new ListGroupsCommand({}));
    expect(all.Groups?.map((group) => group.GroupName)).toEqual(['a', 'b', 'C']);
    expect(all.IsTruncated).toBe(false);
    const team = await iam.send(new ListGroupsCommand({ PathPrefix: '/te' }));
    expect(team.Groups?.map((group) => group.GroupName)).toEqual(['b', 'C']);
  });

  test('gives every group once, page by page', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await createGroup(name);
    const first = await iam.send(new ListGroupsCommand({ MaxItems: 2 }));
    const second = await iam.send(new ListGroupsCommand({ MaxItems: 2, Marker: first.Marker }));
    expect([...(first.Groups ?? []), ...(second.Groups ?? [])].map((group) => group.GroupName)).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
    expect(second.IsTruncated).toBe(false);
  });

  test('refuses a marker of another listing', async () => {
    for (const name of ['a', 'b']) await createUser(name);
    await createGroup('a');
    await add('a', 'a');
    await add('b', 'a');
    const { Marker } = await iam.send(new GetGroupCommand({ GroupName: 'a', MaxItems: 1 }));
    await expectFailure(aws, () => iam.send(new ListGroupsCommand({ Marker })), {
      code: 'ValidationError',
      status: 400,
      message: 'Invalid Marker.',
    });
  });
});

describe('UpdateGroup', () => {
  test('moves name and path and keeps the id and everyone in the group', async () => {
    const { Group } = await createGroup('ops');
    for (const name of ['alice', 'bob']) {
      await createUser(name);
      await add(name, 'ops');
    }
    await createGroup('admins');
    await add('alice', 'admins');
    const { $metadata, ...output } = await iam.send(
      new UpdateGroupCommand({ GroupName: 'OPS', NewGroupName: 'Zoo', NewPath: '/x/' }),
    );
    expect(output).toStrictEqual({});
    expect($metadata.httpStatusCode).toBe(200);
    const after = await iam.send(new GetGroupCommand({ GroupName: 'zoo' }));
    expect(after.Group).toMatchObject({
      GroupId: Group?.GroupId as string,
      GroupName: 'Zoo',
      Arn: 'arn:aws:iam::123456789012:group/x/Zoo',
    });
    expect(after.Users?.map((user) => user.UserName)).toEqual(['alice', 'bob']);
    expect(await groupsOf('alice')).toEqual(['admins', 'Zoo']);
    await expectFailure(aws, () => iam.send(new GetGroupCommand({ GroupName: 'ops' })), missingGroup('ops'));
    await remove('alice', 'zoo');
    expect(await usersOf('zoo')).toEqual(['bob']);
  });

  test('may change the case of the name', async () => {
    await createGroup('ops');
    await createUser('alice');
    await add('alice', 'ops');
    await iam.send(new UpdateGroupCommand({ GroupName: 'ops', NewGroupName: 'OPS' }));
    expect(await groupsOf('alice')).toEqual(['OPS']);
    expect(await usersOf('ops')).toEqual(['alice']);
  });

  test('without new values changes nothing', async () => {
    await createGroup('ops');
    const before = aws.state;
    await iam.send(new UpdateGroupCommand({ GroupName: 'ops' }));
    await iam.send(new UpdateGroupCommand({ GroupName: 'ops', NewGroupName: 'ops', NewPath: '/' }));
    expect(aws.state).toBe(before);
  });

  test('refuses a taken name', async () => {
    await createGroup('a');
    await createGroup('b');
    await expectFailure(aws, () => iam.send(new UpdateGroupCommand({ GroupName: 'a', NewGroupName: 'B' })), {
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'Group with name B already exists.',
      class: EntityAlreadyExistsException,
    });
  });

  test('refuses a missing group', () =>
    expectFailure(
      aws,
      () => iam.send(new UpdateGroupCommand({ GroupName: 'gone', NewPath: '/x/' })),
      missingGroup('gone'),
    ));
});

describe('AddUserToGroup and RemoveUserFromGroup', () => {
  test('adding twice is adding once', async () => {
    await createGroup('ops');
    await createUser('alice');
    await add('ALICE', 'Ops');
    const before = aws.state;
    await add('alice', 'ops');
    expect(aws.state).toBe(before);
    expect(await usersOf('ops')).toEqual(['alice']);
  });

  test('refuses a missing user and a missing group', async () => {
    await createGroup('ops');
    await createUser('alice');
    await expectFailure(aws, () => add('gone', 'ops'), missingUser('gone'));
    await expectFailure(aws, () => add('alice', 'gone'), missingGroup('gone'));
    await expectFailure(aws, () => remove('gone', 'ops'), missingUser('gone'));
    await expectFailure(aws, () => remove('alice', 'gone'), missingGroup('gone'));
  });

  test('refuses the group beyond the quota of the user, but not one the user is in', async () => {
    await createUser('alice');
    for (let index = 0; index < 11; index += 1) await createGroup(`g${index}`);
    for (let index = 0; index < 10; index += 1) await add('alice', `g${index}`);
    await expectFailure(aws, () => add('alice', 'g10'), {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for GroupsPerUser: 10',
      class: LimitExceededException,
    });
    await expect(add('alice', 'g9')).resolves.toBeDefined();
  });

  test('refuses to remove who is not in the group', async () => {
    await createGroup('ops');
    await createUser('alice');
    const before = aws.state;
    // The sentence is not on record.
    await expect(remove('alice', 'ops')).rejects.toBeInstanceOf(NoSuchEntityException);
    expect(aws.state).toBe(before);
  });

  test('follows a user who is renamed', async () => {
    await createGroup('ops');
    await createUser('alice');
    await add('alice', 'ops');
    await iam.send(new UpdateUserCommand({ UserName: 'alice', NewUserName: 'zoe' }));
    expect(await usersOf('ops')).toEqual(['zoe']);
    expect(await groupsOf('zoe')).toEqual(['ops']);
  });
});

describe('ListGroupsForUser', () => {
  test('goes by name, page by page', async () => {
    await createUser('alice');
    for (const name of ['c', 'B', 'a']) {
      await createGroup(name, '/p/');
      await add('alice', name);
    }
    const { $metadata, ...first } = await iam.send(
      new ListGroupsForUserCommand({ UserName: 'Alice', MaxItems: 2 }),
    );
    expect(first.Groups?.map((group) => group.Arn)).toEqual([
      'arn:aws:iam::123456789012:group/p/a',
      'arn:aws:iam::123456789012:group/p/B',
    ]);
    expect(first.IsTruncated).toBe(true);
    const second = await iam.send(new ListGroupsForUserCommand({ UserName: 'alice', Marker: first.Marker }));
    expect(second.Groups?.map((group) => group.GroupName)).toEqual(['c']);
    expect($metadata.httpStatusCode).toBe(200);
  });

  test('is empty for a user in no group, and refuses a missing user', async () => {
    await createUser('alice');
    expect(await groupsOf('alice')).toEqual([]);
    await expectFailure(
      aws,
      () => iam.send(new ListGroupsForUserCommand({ UserName: 'gone' })),
      missingUser('gone'),
    );
  });
});

const destroy = () => iam.send(new DeleteGroupCommand({ GroupName: 'ops' }));

describe('DeleteGroup', () => {
  const obstacles = [
    {
      name: 'users',
      put: async () => {
        await createUser('alice');
        await add('alice', 'ops');
      },
      take: () => remove('alice', 'ops'),
      remedy: 'remove users from group',
    },
    {
      name: 'managed policies',
      put: async () => {
        const { Policy } = await iam.send(
          new CreatePolicyCommand({
            PolicyName: 'p',
            PolicyDocument: sentence.replace('{', '{"Version":"2012-10-17",'),
          }),
        );
        await iam.send(new AttachGroupPolicyCommand({ GroupName: 'ops', PolicyArn: Policy?.Arn }));
      },
      take: () =>
        iam.send(
          new DetachGroupPolicyCommand({
            GroupName: 'ops',
            PolicyArn: 'arn:aws:iam::123456789012:policy/p',
          }),
        ),
      remedy: 'detach all policies',
    },
    {
      name: 'inline policies',
      put: () =>
        iam.send(new PutGroupPolicyCommand({ GroupName: 'ops', PolicyName: 'p', PolicyDocument: sentence })),
      take: () => iam.send(new DeleteGroupPolicyCommand({ GroupName: 'ops', PolicyName: 'p' })),
      remedy: 'delete policies',
    },
  ];

  test.each(obstacles)('is refused while there are $name', async ({ put, take, remedy }) => {
    await createGroup('ops');
    await put();
    await expectFailure(aws, destroy, conflict(remedy));
    await take();
    await expect(destroy()).resolves.toBeDefined();
    await expectFailure(aws, destroy, missingGroup('ops'));
  });

  test('gives a new id to a group of the same name', async () => {
    const { Group: first } = await createGroup('ops');
    await iam.send(new DeleteGroupCommand({ GroupName: 'Ops' }));
    const { Group: second } = await createGroup('ops');
    expect(second?.GroupId).not.toBe(first?.GroupId);
  });

  test('a user in a group cannot be deleted', async () => {
    await createGroup('ops');
    await createUser('alice');
    await add('alice', 'ops');
    await expectFailure(
      aws,
      () => iam.send(new DeleteUserCommand({ UserName: 'alice' })),
      conflict('remove users from group'),
    );
  });
});
