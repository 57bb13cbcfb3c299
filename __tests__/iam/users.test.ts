import {
  CreateUserCommand,
  DeleteUserCommand,
  EntityAlreadyExistsException,
  GetUserCommand,
  InvalidInputException,
  LimitExceededException,
  ListUserTagsCommand,
  ListUsersCommand,
  NoSuchEntityException,
  TagUserCommand,
  UntagUserCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00.789Z' });

const missing = (name: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `The user with name ${name} cannot be found.`,
  class: NoSuchEntityException,
});

describe('CreateUser', () => {
  test('gives path, name, id, ARN and date, and nothing that was not asked for', async () => {
    const { $metadata, ...output } = await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    expect(output).toStrictEqual({
      User: {
        Path: '/',
        UserName: 'alice',
        UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/) as string,
        Arn: 'arn:aws:iam::123456789012:user/alice',
        CreateDate: new Date('2026-01-31T12:00:00Z'),
      },
    });
    expect($metadata.httpStatusCode).toBe(200);
  });

  test('keeps path and tags', async () => {
    const { User } = await iam.send(
      new CreateUserCommand({
        UserName: 'bob',
        Path: '/team/a/',
        Tags: [
          { Key: 'b', Value: '2' },
          { Key: 'a', Value: '' },
        ],
      }),
    );
    expect(User).toMatchObject({ Path: '/team/a/', Arn: 'arn:aws:iam::123456789012:user/team/a/bob' });
    expect(User?.Tags).toEqual([
      { Key: 'a', Value: '' },
      { Key: 'b', Value: '2' },
    ]);
  });

  test('refuses a name that differs only in case, in the spelling of the request', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    await expectFailure(aws, () => iam.send(new CreateUserCommand({ UserName: 'ALICE', Path: '/other/' })), {
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'User with name ALICE already exists.',
      class: EntityAlreadyExistsException,
    });
  });

  test('refuses the user beyond the quota', async () => {
    aws.configure({ quotas: { usersPerAccount: 1 } });
    await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    await expectFailure(aws, () => iam.send(new CreateUserCommand({ UserName: 'bob' })), {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for UsersPerAccount: 1',
      class: LimitExceededException,
    });
    aws.configure({ quotas: { usersPerAccount: 5000 } });
  });

  test('refuses duplicate tag keys, whatever their case', async () => {
    const Tags = [
      { Key: 'team', Value: 'a' },
      { Key: 'Team', Value: 'b' },
    ];
    await expectFailure(aws, () => iam.send(new CreateUserCommand({ UserName: 'alice', Tags })), {
      code: 'InvalidInput',
      status: 400,
      message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
      class: InvalidInputException,
    });
  });

  test('refuses a boundary that does not exist', async () => {
    const PermissionsBoundary = 'arn:aws:iam::123456789012:policy/gone';
    await expectFailure(
      aws,
      () => iam.send(new CreateUserCommand({ UserName: 'alice', PermissionsBoundary })),
      {
        code: 'NoSuchEntity',
        status: 404,
        message: `Scope ARN: ${PermissionsBoundary} does not exist or is not attachable.`,
        class: NoSuchEntityException,
      },
    );
  });

  test.each(['__proto__', 'constructor', 'toString', 'a', 'x'.repeat(64)])(
    'takes the name %s',
    async (UserName) => {
      await iam.send(new CreateUserCommand({ UserName }));
      const { User } = await iam.send(new GetUserCommand({ UserName }));
      expect(User?.UserName).toBe(UserName);
    },
  );
});

describe('GetUser', () => {
  test('finds a user by any case and shows the stored spelling', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'Alice' }));
    const { User } = await iam.send(new GetUserCommand({ UserName: 'aLICE' }));
    expect(User?.UserName).toBe('Alice');
  });

  test('without a name shows the root user to root, which has no user name', async () => {
    const { User } = await iam.send(new GetUserCommand({}));
    expect(User).toStrictEqual({
      Path: '/',
      UserId: '123456789012',
      Arn: 'arn:aws:iam::123456789012:root',
      CreateDate: new Date('2026-01-31T12:00:00Z'),
    });
  });

  test('refuses a missing user', () =>
    expectFailure(aws, () => iam.send(new GetUserCommand({ UserName: 'gone' })), missing('gone')));
});

describe('ListUsers', () => {
  test('goes by name without regard to case, filters by path and never shows tags', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'bob', Path: '/team/' }));
    await iam.send(new CreateUserCommand({ UserName: 'Carl', Path: '/team/x/' }));
    await iam.send(new CreateUserCommand({ UserName: 'alice', Tags: [{ Key: 'a', Value: 'b' }] }));
    const all = await iam.send(new ListUsersCommand({}));
    expect(all.Users?.map((user) => user.UserName)).toEqual(['alice', 'bob', 'Carl']);
    expect(all.IsTruncated).toBe(false);
    expect('Marker' in all).toBe(false);
    expect(all.Users?.[0]).not.toHaveProperty('Tags');
    const team = await iam.send(new ListUsersCommand({ PathPrefix: '/team' }));
    expect(team.Users?.map((user) => user.UserName)).toEqual(['bob', 'Carl']);
  });
});

describe('UpdateUser', () => {
  test('renames and moves, keeping id and tags', async () => {
    const { User: before } = await iam.send(
      new CreateUserCommand({ UserName: 'alice', Tags: [{ Key: 'a', Value: 'b' }] }),
    );
    await iam.send(new UpdateUserCommand({ UserName: 'ALICE', NewUserName: 'eve', NewPath: '/x/' }));
    const { User } = await iam.send(new GetUserCommand({ UserName: 'eve' }));
    expect(User).toEqual({
      ...before,
      UserName: 'eve',
      Path: '/x/',
      Arn: 'arn:aws:iam::123456789012:user/x/eve',
    });
    await expectFailure(aws, () => iam.send(new GetUserCommand({ UserName: 'alice' })), missing('alice'));
  });

  test('may change the case of the name alone', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    await iam.send(new UpdateUserCommand({ UserName: 'alice', NewUserName: 'Alice' }));
    expect((await iam.send(new GetUserCommand({ UserName: 'alice' }))).User?.UserName).toBe('Alice');
  });

  test('without anything new changes nothing', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    const before = aws.state;
    await iam.send(new UpdateUserCommand({ UserName: 'alice' }));
    expect(aws.state).toBe(before);
  });

  test('refuses a name that is taken', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    await iam.send(new CreateUserCommand({ UserName: 'bob' }));
    await expectFailure(
      aws,
      () => iam.send(new UpdateUserCommand({ UserName: 'alice', NewUserName: 'BOB' })),
      {
        code: 'EntityAlreadyExists',
        status: 409,
        message: 'User with name BOB already exists.',
        class: EntityAlreadyExistsException,
      },
    );
  });
});

describe('DeleteUser', () => {
  test('deletes; a namesake gets another id', async () => {
    const first = await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    await iam.send(new DeleteUserCommand({ UserName: 'alice' }));
    await expectFailure(aws, () => iam.send(new DeleteUserCommand({ UserName: 'alice' })), missing('alice'));
    const second = await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    expect(second.User?.UserId).not.toBe(first.User?.UserId);
  });
});

describe('tags of users', () => {
  test('an equal key takes the new value and the new spelling; missing keys are ignored when removed', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'alice', Tags: [{ Key: 'Team', Value: 'a' }] }));
    await iam.send(
      new TagUserCommand({
        UserName: 'alice',
        Tags: [
          { Key: 'team', Value: 'b' },
          { Key: 'x', Value: 'y' },
        ],
      }),
    );
    const listed = await iam.send(new ListUserTagsCommand({ UserName: 'alice' }));
    expect(listed.Tags).toEqual([
      { Key: 'team', Value: 'b' },
      { Key: 'x', Value: 'y' },
    ]);
    await iam.send(new UntagUserCommand({ UserName: 'alice', TagKeys: ['TEAM', 'nothing'] }));
    expect((await iam.send(new ListUserTagsCommand({ UserName: 'alice' }))).Tags).toEqual([
      { Key: 'x', Value: 'y' },
    ]);
  });

  test('fifty-first tag: the limit of the resource', async () => {
    const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }));
    await iam.send(new CreateUserCommand({ UserName: 'alice', Tags }));
    await expectFailure(
      aws,
      () => iam.send(new TagUserCommand({ UserName: 'alice', Tags: [{ Key: 'k50', Value: 'v' }] })),
      {
        code: 'LimitExceeded',
        status: 409,
        message: 'The number of tags has reached the maximum limit.',
        class: LimitExceededException,
      },
    );
  });
});
