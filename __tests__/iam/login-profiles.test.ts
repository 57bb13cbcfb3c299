import {
  ChangePasswordCommand,
  CreateAccountAliasCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteConflictException,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  EntityAlreadyExistsException,
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  IAMClient,
  InvalidUserTypeException,
  ListUsersCommand,
  NoSuchEntityException,
  PasswordPolicyViolationException,
  UpdateAccountPasswordPolicyCommand,
  type UpdateAccountPasswordPolicyCommandInput,
  UpdateLoginProfileCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { UsageError, createIamMock } from '../../src/index.ts';
import { issueSession } from '../../src/sts/session.ts';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00.789Z' });

const good = 'correct-Horse-7';
const better = 'better-Horse-8';

const create = (Password: string | undefined = good, UserName: string | undefined = 'alice') =>
  iam.send(new CreateLoginProfileCommand({ UserName, Password }));
const profile = async (UserName = 'alice') =>
  (await iam.send(new GetLoginProfileCommand({ UserName }))).LoginProfile;
const update = (Password?: string, PasswordResetRequired?: boolean) =>
  iam.send(new UpdateLoginProfileCommand({ UserName: 'alice', Password, PasswordResetRequired }));
const setPolicy = (policy: UpdateAccountPasswordPolicyCommandInput) =>
  iam.send(new UpdateAccountPasswordPolicyCommand(policy));
let alice: IAMClient;
const change = (OldPassword: string, NewPassword: string) =>
  alice.send(new ChangePasswordCommand({ OldPassword, NewPassword }));

/** The root user of the account, as the organization's management account may be it for some minutes. */
function privilegedRoot(): IAMClient {
  const { Credentials } = aws.world.transact(aws.accountId, (call) =>
    issueSession(call, {
      accountId: aws.accountId,
      principal: { kind: 'root' },
      durationSeconds: 900,
      minimumTokenSize: undefined,
      session: { issuedBy: 'AssumeRoot', issuedTo: 'test', policyArns: [], tags: [], transitiveTagKeys: [] },
    }),
  );
  return new IAMClient({
    credentials: {
      accessKeyId: Credentials.AccessKeyId as string,
      secretAccessKey: Credentials.SecretAccessKey as string,
      sessionToken: Credentials.SessionToken as string,
    },
  });
}

const noProfile = (name: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `Login Profile for User ${name} cannot be found.`,
  class: NoSuchEntityException,
});
const noUser = {
  code: 'NoSuchEntity',
  status: 404,
  message: 'The user with name gone cannot be found.',
  class: NoSuchEntityException,
};
const weak = {
  code: 'PasswordPolicyViolation',
  status: 400,
  message: 'Password does not conform to the account password policy.',
  class: PasswordPolicyViolationException,
};
const reused = {
  code: 'PasswordPolicyViolation',
  status: 400,
  message: 'Policy constraint violation with password reuse prevention during password change.',
  class: PasswordPolicyViolationException,
};
const nullMember = (member: string) => ({
  code: 'ValidationError',
  status: 400,
  message: `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must not be null`,
});

beforeEach(async () => {
  await iam.send(new CreateUserCommand({ UserName: 'Alice' }));
  alice = new IAMClient({ credentials: aws.credentialsFor('Alice') });
});

describe('CreateLoginProfile', () => {
  test('gives name, date and whether the password must be changed', async () => {
    const { $metadata, ...output } = await create();
    expect(output).toStrictEqual({
      LoginProfile: {
        UserName: 'Alice',
        CreateDate: new Date('2026-01-31T12:00:00Z'),
        PasswordResetRequired: false,
      },
    });
    expect($metadata.httpStatusCode).toBe(200);
    expect(await profile()).toStrictEqual(output.LoginProfile);
  });

  test('may require a change', async () => {
    const { LoginProfile } = await iam.send(
      new CreateLoginProfileCommand({ UserName: 'alice', Password: good, PasswordResetRequired: true }),
    );
    expect(LoginProfile?.PasswordResetRequired).toBe(true);
    expect((await profile())?.PasswordResetRequired).toBe(true);
  });

  test('without a name it is the caller’s own', async () => {
    await alice.send(new CreateLoginProfileCommand({ Password: good }));
    expect((await profile())?.UserName).toBe('Alice');
  });

  test('refuses a second one, in the spelling of the request', async () => {
    await create();
    await expectFailure(aws, () => create(better, 'ALICE'), {
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'Login Profile for user ALICE already exists.',
      class: EntityAlreadyExistsException,
    });
  });

  test('needs a user and a password', async () => {
    await expectFailure(aws, () => create('weak', 'gone'), noUser);
    await expectFailure(
      aws,
      () => iam.send(new CreateLoginProfileCommand({ UserName: 'alice' })),
      nullMember('password'),
    );
  });
});

const taken = async (password: string) => {
  await expect(create(password)).resolves.toHaveProperty('LoginProfile');
  await iam.send(new DeleteLoginProfileCommand({ UserName: 'alice' }));
};

describe('passwords', () => {
  describe('without a policy: eight characters, three kinds, not the name of the account', () => {
    test.each([
      'Abcdefg1',
      'abcdef1!',
      'ABCDEF1!',
      'Abcdefg!',
      'Ab1!Ab1!',
      'a1|bcdef',
      'A'.repeat(120) + 'a1',
    ])('takes %s', taken);
    test.each([
      'Abcdef1',
      'abcdefgh',
      'abcdefg1',
      'ABCDEFG!',
      '1234567!',
      'Abcdefgh',
      'abcdef1~',
      'ábcdefg1',
    ])('refuses %s', (password) => expectFailure(aws, () => create(password), weak));

    test('refuses the alias', async () => {
      await taken('my-acc0unt');
      await iam.send(new CreateAccountAliasCommand({ AccountAlias: 'my-acc0unt' }));
      await expectFailure(aws, () => create('my-acc0unt'), weak);
    });
  });

  describe('with a policy: its length and its kinds, nothing else', () => {
    test.each<[UpdateAccountPasswordPolicyCommandInput, string, string]>([
      [{}, 'aaaaaa', 'aaaaa'],
      [{ MinimumPasswordLength: 12 }, 'aaaaaaaaaaaa', 'aaaaaaaaaaa'],
      [{ RequireUppercaseCharacters: true }, 'aaaaaA', 'aaaaa1!'],
      [{ RequireLowercaseCharacters: true }, 'AAAAAa', 'AAAAA1!'],
      [{ RequireNumbers: true }, 'aaaaa1', 'aaaaaA!'],
      ..."!@#$%^&*()_+-=[]{}|'"
        .split('')
        .map((symbol): [UpdateAccountPasswordPolicyCommandInput, string, string] => [
          { RequireSymbols: true },
          `aaaaa${symbol}`,
          'aaaaaA1~',
        ]),
    ])('%j takes %s and refuses %s', async (policy, fits, fails) => {
      await setPolicy(policy);
      await taken(fits);
      await expectFailure(aws, () => create(fails), weak);
    });
  });

  test('are checked wherever they are set', async () => {
    await create();
    await expectFailure(aws, () => update('weak'), weak);
    await expectFailure(aws, () => change(good, 'weak'), weak);
  });
});

describe('GetLoginProfile', () => {
  test('without a name shows the caller’s own', async () => {
    await create();
    const { LoginProfile } = await alice.send(new GetLoginProfileCommand({}));
    expect(LoginProfile?.UserName).toBe('Alice');
  });

  test('needs a user with a profile', async () => {
    await expectFailure(aws, () => profile(), noProfile('Alice'));
    await expectFailure(aws, () => profile('gone'), noUser);
  });

  test('follows a rename of the user', async () => {
    await create();
    await iam.send(new UpdateUserCommand({ UserName: 'alice', NewUserName: 'Bob' }));
    expect((await profile('bob'))?.UserName).toBe('Bob');
  });
});

describe('UpdateLoginProfile', () => {
  test('keeps what is not given', async () => {
    await create();
    await update(undefined, true);
    expect((await profile())?.PasswordResetRequired).toBe(true);
    await update(better);
    expect(await profile()).toEqual({
      UserName: 'Alice',
      CreateDate: new Date('2026-01-31T12:00:00Z'),
      PasswordResetRequired: true,
    });
    const before = aws.state;
    await update();
    await update(undefined, true);
    expect(aws.state).toBe(before);
    await expect(change(better, good)).resolves.toBeDefined();
  });

  test('needs a user with a profile', async () => {
    await expectFailure(aws, () => update('weak'), noProfile('Alice'));
    await expectFailure(
      aws,
      () => iam.send(new UpdateLoginProfileCommand({ UserName: 'gone', Password: 'weak' })),
      noUser,
    );
  });
});

describe('DeleteLoginProfile', () => {
  test('deletes, after which the user can go', async () => {
    await create();
    await expectFailure(aws, () => iam.send(new DeleteUserCommand({ UserName: 'alice' })), {
      code: 'DeleteConflict',
      status: 409,
      message: 'Cannot delete entity, must delete login profile first.',
      class: DeleteConflictException,
    });
    await alice.send(new DeleteLoginProfileCommand({}));
    await expectFailure(aws, () => profile(), noProfile('Alice'));
    await expectFailure(
      aws,
      () => iam.send(new DeleteLoginProfileCommand({ UserName: 'alice' })),
      noProfile('Alice'),
    );
    await expectFailure(aws, () => iam.send(new DeleteLoginProfileCommand({ UserName: 'gone' })), noUser);
  });
});

describe('ChangePassword', () => {
  test('changes the caller’s password and fulfils a required change', async () => {
    await iam.send(
      new CreateLoginProfileCommand({ UserName: 'alice', Password: good, PasswordResetRequired: true }),
    );
    const output = await change(good, better);
    expect(Object.keys(output)).toEqual(['$metadata']);
    expect((await profile())?.PasswordResetRequired).toBe(false);
    await expect(change(better, good)).resolves.toBeDefined();
  });

  test('needs the old password', async () => {
    await create();
    await expectFailure(aws, () => change(better, 'weak'), {
      code: 'AccessDenied',
      status: 403,
      message: 'The old password was incorrect.',
    });
  });

  test('is for users', async () => {
    const onlyUsers = {
      code: 'InvalidUserType',
      status: 400,
      message: 'Only IAM Users can change their own password',
      class: InvalidUserTypeException,
    };
    const command = new ChangePasswordCommand({ OldPassword: good, NewPassword: better });
    const root = privilegedRoot();
    for (const client of [iam, root]) await expectFailure(aws, () => client.send(command), onlyUsers);
  });

  test('needs a profile', () => expectFailure(aws, () => change(good, better), noProfile('Alice')));

  test('checks both members', () =>
    expectFailure(
      aws,
      () => iam.send(new ChangePasswordCommand({ OldPassword: undefined, NewPassword: '' })),
      {
        code: 'ValidationError',
        status: 400,
        message:
          "3 validation errors detected: Value at 'oldPassword' failed to satisfy constraint: Member must not be null; " +
          "Value at 'newPassword' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+; " +
          "Value at 'newPassword' failed to satisfy constraint: Member must have length greater than or equal to 1",
      },
    ));
});

const number = (index: number) => `password-Number-${index}`;

describe('reuse of passwords', () => {
  test('is fine without a policy that prevents it', async () => {
    await create();
    await expect(change(good, good)).resolves.toBeDefined();
    await setPolicy({});
    await expect(change(good, good)).resolves.toBeDefined();
  });

  test.each([1, 2, 3, 24])('is prevented for the last %i', async (PasswordReusePrevention) => {
    await setPolicy({ PasswordReusePrevention });
    await create(number(0));
    for (let index = 1; index <= PasswordReusePrevention; index += 1) {
      await expectFailure(aws, () => change(number(index - 1), number(0)), reused);
      await change(number(index - 1), number(index));
    }
    // The first one is now further back than the policy looks.
    await change(number(PasswordReusePrevention), number(0));
  });

  test('counts passwords that an administrator has set, who is free to repeat them', async () => {
    await setPolicy({ PasswordReusePrevention: 2 });
    await create(number(0));
    await update(number(1));
    await expectFailure(aws, () => change(number(1), number(0)), reused);
    await update(number(0));
    await expect(change(number(0), number(2))).resolves.toBeDefined();
  });
});

describe('the root user', () => {
  test('must be named by nobody but a session of AssumeRoot', async () => {
    for (const command of [
      new CreateLoginProfileCommand({ Password: good }),
      new GetLoginProfileCommand({}),
      new DeleteLoginProfileCommand({}),
    ]) {
      await expectFailure(aws, () => iam.send(command as GetLoginProfileCommand), nullMember('userName'));
    }
  });

  test('gets, shows and loses its password in a session of AssumeRoot', async () => {
    const root = privilegedRoot();
    await expectFailure(aws, () => root.send(new GetLoginProfileCommand({})), noProfile('123456789012'));
    const { LoginProfile } = await root.send(new CreateLoginProfileCommand({}));
    const shown = { CreateDate: new Date('2026-01-31T12:00:00Z'), PasswordResetRequired: false };
    expect(LoginProfile).toStrictEqual(shown);
    expect((await root.send(new GetLoginProfileCommand({}))).LoginProfile).toStrictEqual(shown);
    await expectFailure(aws, () => root.send(new CreateLoginProfileCommand({})), {
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'Login Profile for user 123456789012 already exists.',
      class: EntityAlreadyExistsException,
    });
    await root.send(new DeleteLoginProfileCommand({}));
    await expectFailure(aws, () => root.send(new DeleteLoginProfileCommand({})), noProfile('123456789012'));
  });

  test('is given no password by the caller', async () => {
    const root = privilegedRoot();
    await expectFailure(aws, () => root.send(new CreateLoginProfileCommand({ Password: good })), {
      code: 'ValidationError',
      status: 400,
      message: 'Password must be omitted when calling with an AssumeRoot session.',
    });
  });
});

describe('PasswordLastUsed', () => {
  test('is there once somebody has signed in', async () => {
    await create();
    expect((await iam.send(new GetUserCommand({ UserName: 'alice' }))).User).not.toHaveProperty(
      'PasswordLastUsed',
    );
    aws.clock.advance('1h');
    aws.signIn('alice');
    const { User } = await iam.send(new GetUserCommand({ UserName: 'alice' }));
    expect(User?.PasswordLastUsed).toEqual(new Date('2026-01-31T13:00:00Z'));
  });

  test('is there in lists and in the credential report, for the root user too, and belongs to the baseline', async () => {
    const own = createIamMock({
      now: '2026-01-31T12:00:00Z',
      seed: { users: { alice: { password: good }, bob: { password: good } } },
    });
    own.signIn('arn:aws:iam::123456789012:user/alice');
    own.signIn('root');
    const { state } = own;
    own.reset();
    expect(own.state).toBe(state);
    const client = new IAMClient({
      requestHandler: own.requestHandler,
      credentials: own.credentialsFor('root'),
    });
    const { Users = [] } = await client.send(new ListUsersCommand({}));
    expect(
      Users.map(({ UserName, PasswordLastUsed }) => [UserName, PasswordLastUsed?.toISOString()]),
    ).toEqual([
      ['alice', '2026-01-31T12:00:00.000Z'],
      ['bob', undefined],
    ]);
    await client.send(new GenerateCredentialReportCommand({}));
    const { Content } = await client.send(new GetCredentialReportCommand({}));
    const [columns = [], ...rows] = Buffer.from(Content ?? [])
      .toString()
      .split('\n')
      .map((line) => line.split(','));
    const [user, used] = [columns.indexOf('user'), columns.indexOf('password_last_used')];
    expect(rows.map((row) => [row[user], row[used]])).toEqual([
      ['<root_account>', '2026-01-31T12:00:00+00:00'],
      ['alice', '2026-01-31T12:00:00+00:00'],
      ['bob', 'no_information'],
    ]);
  });

  test.each([
    [
      'bob',
      "user bob has no password to sign in with. Seed one (users: { bob: { password: '…' } }) or call CreateLoginProfile.",
    ],
    [
      'arn:aws:iam::123456789012:role/app',
      "'arn:aws:iam::123456789012:role/app' has no password: users and the root user sign in with one. To act as a role or a federated user, use credentialsFor() or as().",
    ],
    ['ghost', "there is no user 'ghost' in account 123456789012. Users: alice, bob. Roles: app."],
  ])('%s cannot sign in', (who, message) => {
    const own = createIamMock({ seed: { users: { alice: {}, bob: {} }, roles: { app: {} } } });
    const { state } = own;
    expect(() => own.signIn(who)).toThrow(UsageError);
    expect(() => own.signIn(who)).toThrow(`iam-in-memory: ${message}`);
    expect(own.state).toBe(state);
  });
});
