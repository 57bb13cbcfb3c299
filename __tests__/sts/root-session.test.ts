import {
  CreateAccessKeyCommand,
  EnableOrganizationsRootSessionsCommand,
  ListAccessKeysCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  AssumeRootCommand,
  type AssumeRootCommandInput,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import { expectFailure, useAws } from '../support/aws.ts';
import { assume, clientsWith, createRole, createUser, credentialOf, roleArn } from '../support/sessions.ts';

const { aws, iam, sts } = useAws({ now: '2026-01-31T12:00:00Z' });

const member = '210987654321';
const task = (name: string) => ({ arn: `arn:aws:iam::aws:policy/root-task/${name}` });

const request = (more: Partial<AssumeRootCommandInput> = {}) =>
  new AssumeRootCommand({
    TargetPrincipal: member,
    TaskPolicyArn: task('IAMAuditRootUserCredentials'),
    ...more,
  });

const notAuthorized = (target = member, caller = 'arn:aws:iam::123456789012:root') => ({
  code: 'AccessDenied',
  status: 403,
  message: `User: ${caller} is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::${target}:root`,
});

const denied = (message: string) => ({ code: 'AccessDenied', status: 403, message });

type Organization = Readonly<Record<string, unknown>>;

/** Puts an account in an organization: only AWS Organizations itself could. */
function join(accountId: string, organization: Organization): void {
  aws.world.transact(accountId, (call) =>
    call.update((account) => {
      account.settings.organization = {
        id: 'o-example0001',
        rootCredentialsManagement: false,
        rootSessions: false,
        ...organization,
      };
    }),
  );
}

describe('with root sessions of the organization', () => {
  beforeEach(async () => {
    join('123456789012', {});
    await iam.send(new EnableOrganizationsRootSessionsCommand({}));
  });

  test('credentials of the root user of the member, for fifteen minutes', async () => {
    const { $metadata: _, ...output } = await sts.send(request());
    expect(output).toStrictEqual({
      Credentials: {
        AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/) as string,
        SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9/+]{40}$/) as string,
        SessionToken: expect.any(String) as string,
        Expiration: new Date('2026-01-31T12:15:00Z'),
      },
      SessionTokenSize: output.Credentials?.SessionToken?.length,
      SessionTokenUtilization: expect.any(Number) as number,
    });
    const root = clientsWith(output.Credentials);
    expect(await root.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      UserId: member,
      Account: member,
      Arn: `arn:aws:iam::${member}:root`,
    });
  });

  test('they act on the root user of the member', async () => {
    const { Credentials } = await sts.send(request());
    const root = clientsWith(Credentials);
    const { AccessKey } = await root.iam.send(new CreateAccessKeyCommand({}));
    const { AccessKeyMetadata } = await root.iam.send(new ListAccessKeysCommand({}));
    expect(AccessKeyMetadata?.map((key) => key.AccessKeyId)).toEqual([AccessKey?.AccessKeyId]);
    expect(aws.state.accounts.get(member)?.root.accessKeys).toEqual([AccessKey?.AccessKeyId]);
  });

  test.each([
    'IAMAuditRootUserCredentials',
    'IAMCreateRootUserPassword',
    'IAMDeleteRootUserCredentials',
    'S3UnlockBucketPolicy',
    'SQSUnlockQueuePolicy',
  ])('the task %s', async (name) => {
    const { Credentials } = await sts.send(request({ TaskPolicyArn: task(name) }));
    expect(credentialOf(aws, Credentials)?.session).toMatchObject({
      issuedBy: 'AssumeRoot',
      taskPolicyArn: task(name).arn,
    });
  });

  test.each([
    ['a principal', { TargetPrincipal: `arn:aws:iam::${member}:root` }, 900],
    ['a shorter time', { DurationSeconds: 60 }, 60],
  ])('%s', async (_, more, lasts) => {
    const { Credentials } = await sts.send(request(more));
    expect((Credentials?.Expiration?.getTime() as number) - aws.clock.now().getTime()).toBe(lasts * 1000);
    expect(credentialOf(aws, Credentials)?.accountId).toBe(member);
  });

  test('a source identity goes on', async () => {
    await createRole(iam, 'admin');
    const session = await assume(sts, 'admin', { SourceIdentity: 'alice' });
    expect((await session.sts.send(request())).SourceIdentity).toBe('alice');
    const plain = await assume(sts, 'admin');
    expect('SourceIdentity' in (await plain.sts.send(request()))).toBe(false);
  });

  test.each([
    ['arn:aws:iam::210987654321:user/root', 'arn:aws:iam::210987654321:user/root is invalid'],
    ['210987654321x', '210987654321x is invalid'],
  ])('%s is no target', async (TargetPrincipal, message) => {
    await expectFailure(aws, () => sts.send(request({ TargetPrincipal })), {
      code: 'ValidationError',
      status: 400,
      message,
    });
  });

  test.each(['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/root-task/Everything'])(
    '%s is no task',
    async (arn) => {
      await expectFailure(aws, () => sts.send(request({ TaskPolicyArn: { arn } })), {
        code: 'ValidationError',
        status: 400,
        message: `Invalid arn ${arn}`,
      });
    },
  );

  test('at most fifteen minutes', async () => {
    await expectFailure(aws, () => sts.send(request({ DurationSeconds: 901 })), {
      code: 'ValidationError',
      status: 400,
      message:
        "1 validation error detected: Value '901' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 900",
    });
  });

  test('not the account that manages the others', async () => {
    await expectFailure(
      aws,
      () => sts.send(request({ TargetPrincipal: '123456789012' })),
      notAuthorized('123456789012'),
    );
  });

  test('not an account of another organization', async () => {
    join(member, { id: 'o-other00001', managementAccountId: '111111111111' });
    await expectFailure(aws, () => sts.send(request()), notAuthorized());
  });

  test('a member that administers it may, any other may not', async () => {
    const [other, target] = ['333333333333', '444444444444'];
    join(target, { managementAccountId: '123456789012' });
    for (const delegatedAdministrator of [true, false]) {
      join(other, { managementAccountId: '123456789012', delegatedAdministrator });
      aws.world.perform(
        'iam',
        'CreateRole',
        { RoleName: 'admin', AssumeRolePolicyDocument: trustManagement },
        other,
      );
      const { sts: admin } = await assume(sts, roleArn('admin', other));
      const call = () => admin.send(request({ TargetPrincipal: target }));
      if (delegatedAdministrator) await call();
      else
        await expectFailure(
          aws,
          call,
          notAuthorized(target, `arn:aws:sts::${other}:assumed-role/admin/session`),
        );
      aws.world.perform('iam', 'DeleteRole', { RoleName: 'admin' }, other);
    }
  });

  test('federated users may not', async () => {
    const { Credentials } = await sts.send(new GetFederationTokenCommand({ Name: 'guest' }));
    await expectFailure(
      aws,
      () => clientsWith(Credentials).sts.send(request()),
      notAuthorized(member, 'arn:aws:sts::123456789012:federated-user/guest'),
    );
  });

  test('the session gets no further ones', async () => {
    await createRole(iam, 'app');
    const { Credentials } = await sts.send(request());
    const root = clientsWith(Credentials).sts;
    await expectFailure(
      aws,
      () => root.send(new AssumeRoleCommand({ RoleArn: roleArn('app'), RoleSessionName: 'session' })),
      denied('Roles may not be assumed by root accounts.'),
    );
    await expectFailure(
      aws,
      () => root.send(new GetSessionTokenCommand({})),
      denied('Cannot call GetSessionToken with session credentials'),
    );
    await expectFailure(
      aws,
      () => root.send(new GetFederationTokenCommand({ Name: 'guest' })),
      denied('Cannot call GetFederationToken with session credentials'),
    );
  });
});

const trustManagement = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' }],
});

describe('without', () => {
  test('an organization', async () => {
    await expectFailure(aws, () => sts.send(request()), notAuthorized());
  });

  test('root sessions in it', async () => {
    join('123456789012', { rootCredentialsManagement: true });
    const alice = await createUser(iam, 'alice');
    await expectFailure(
      aws,
      () => alice.sts.send(request()),
      notAuthorized(member, 'arn:aws:iam::123456789012:user/alice'),
    );
  });
});
