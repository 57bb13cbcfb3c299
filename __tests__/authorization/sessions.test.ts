import {
  CreateUserCommand,
  DeleteUserCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountSummaryCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  AssumeRootCommand,
  type Credentials,
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { failureOf, useAws } from '../support/aws.ts';
import { enableDevice } from '../support/mfa.ts';
import { clientsWith } from '../support/sessions.ts';

/* What temporary credentials may call, whatever policies say: STS API Reference. */

const start = '2026-01-31T12:00:00Z';
const account = 'arn:aws:iam::123456789012';
const member = '210987654321';
const everything = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};
const withFactor = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `${account}:user/alice` },
      Action: 'sts:AssumeRole',
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    },
  ],
};
const { aws, iam, sts } = useAws({
  now: start,
  enforcement: 'strict',
  seed: {
    users: { alice: { accessKeys: 1, inlinePolicies: { all: everything } }, bob: {} },
    roles: { app: { trustPolicy: [`${account}:user/alice`] }, guarded: { trustPolicy: withFactor } },
    organization: { rootSessions: true },
    accounts: { [member]: { users: { zoe: {} }, organization: { managementAccountId: '123456789012' } } },
  },
});
const alice = {
  iam: new IAMClient({ credentials: aws.credentialsFor('alice') }),
  sts: new STSClient({ credentials: aws.credentialsFor('alice') }),
};

const of = (issued: Credentials | undefined) => clientsWith(issued);
/** Devices are enabled with a code of the present, which is good only once. */
function minuteLater(): number {
  aws.clock.advance('1m');
  return aws.clock.now().getTime();
}
const unknownToken = {
  name: 'InvalidClientTokenId',
  message: 'The security token included in the request is invalid.',
};
const refusedSts = (who: string, operation: string, resource = '*') => ({
  name: 'AccessDenied',
  message: `User: ${who} is not authorized to perform: sts:${operation} on resource: ${resource}`,
});
const last = () => aws.decisions().at(-1);
const otherOperations = [
  ['GetAccessKeyInfo', new GetAccessKeyInfoCommand({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' })],
  ['DecodeAuthorizationMessage', new DecodeAuthorizationMessageCommand({ EncodedMessage: 'x' })],
] as const;

describe('GetSessionToken', () => {
  const session = async (input: object = {}) =>
    of((await alice.sts.send(new GetSessionTokenCommand(input))).Credentials);

  test('without MFA: no IAM, and of STS only AssumeRole and GetCallerIdentity', async () => {
    const token = await session();
    expect(await failureOf(token.iam.send(new GetUserCommand({})))).toMatchObject(unknownToken);
    expect(last()).toMatchObject({
      result: 'explicitDeny',
      action: 'iam:GetUser',
      deniedBy: 'sessionPolicy',
    });
    expect(last()?.statements[0]?.policy).toBe('limits of GetSessionToken credentials without MFA');
    await token.sts.send(new GetCallerIdentityCommand({}));
    await token.sts.send(new AssumeRoleCommand({ RoleArn: `${account}:role/app`, RoleSessionName: 'test' }));
  });

  test.each(otherOperations)('%s is refused', async (operation, command) => {
    const token = await session();
    expect(await failureOf(token.sts.send(command as GetAccessKeyInfoCommand))).toMatchObject(
      refusedSts(`${account}:user/alice`, operation),
    );
  });

  test('sessions do not make sessions', async () => {
    const token = await session();
    for (const [name, command] of [
      ['GetSessionToken', new GetSessionTokenCommand({})],
      ['GetFederationToken', new GetFederationTokenCommand({ Name: 'guest' })],
    ] as const) {
      expect(await failureOf(token.sts.send(command as GetSessionTokenCommand))).toMatchObject({
        name: 'AccessDenied',
        message: `Cannot call ${name} with session credentials`,
      });
    }
  });

  test('with MFA: IAM as the user’s policies say, conditions included', async () => {
    const device = await enableDevice(iam, 'alice', Date.parse(start));
    await iam.send(
      new PutUserPolicyCommand({
        UserName: 'alice',
        PolicyName: 'all',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'iam:Get*',
              Resource: '*',
              Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
            },
            {
              Effect: 'Allow',
              Action: 'iam:ListUsers',
              Resource: '*',
              Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '60' } },
            },
          ],
        }),
      }),
    );
    const now = minuteLater();
    const { SerialNumber } = device;
    expect(await failureOf(session({ SerialNumber, TokenCode: '000000' }))).toMatchObject({
      name: 'AccessDenied',
      message: 'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    });
    const token = await session({ SerialNumber, TokenCode: device.code(now) });
    expect((await token.iam.send(new GetUserCommand({}))).User?.UserName).toBe('alice');
    await token.iam.send(new ListUsersCommand({}));
    aws.clock.advance('1m');
    expect(await failureOf(token.iam.send(new ListUsersCommand({})))).toMatchObject({ name: 'AccessDenied' });
    // The user's own key has no such key at all.
    expect(await failureOf(alice.iam.send(new GetUserCommand({})))).toMatchObject({ name: 'AccessDenied' });
  });
});

describe('AssumeRole with a second factor', () => {
  const assume = (input: object = {}) =>
    alice.sts.send(
      new AssumeRoleCommand({ RoleArn: `${account}:role/guarded`, RoleSessionName: 'test', ...input }),
    );

  test('the trust policy sees it, and the code must be right', async () => {
    const device = await enableDevice(iam, 'alice', Date.parse(start));
    const { SerialNumber } = device;
    const now = minuteLater();
    expect(await failureOf(assume())).toMatchObject(
      refusedSts(`${account}:user/alice`, 'AssumeRole', `${account}:role/guarded`),
    );
    expect(last()?.nearMisses[0]?.reasons).toMatchObject([
      { element: 'Condition', key: 'aws:MultiFactorAuthPresent', expected: ['true'], actual: undefined },
    ]);
    expect(await failureOf(assume({ SerialNumber, TokenCode: '000000' }))).toMatchObject({
      message: 'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    });
    await assume({ SerialNumber, TokenCode: device.code(now) });
    expect(await failureOf(assume({ SerialNumber, TokenCode: device.code(now) }))).toMatchObject({
      message: 'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    });
  });

  test('a session with a factor needs no other', async () => {
    const device = await enableDevice(iam, 'alice', Date.parse(start));
    const TokenCode = device.code(minuteLater());
    const { Credentials } = await alice.sts.send(
      new GetSessionTokenCommand({ SerialNumber: device.SerialNumber, TokenCode }),
    );
    await of(Credentials).sts.send(
      new AssumeRoleCommand({ RoleArn: `${account}:role/guarded`, RoleSessionName: 'test' }),
    );
  });
});

describe('GetFederationToken', () => {
  const guest = 'arn:aws:sts::123456789012:federated-user/guest';
  const session = async (input: object = { Policy: JSON.stringify(everything) }) =>
    of((await alice.sts.send(new GetFederationTokenCommand({ Name: 'guest', ...input }))).Credentials);

  test('no IAM, and of STS only GetCallerIdentity', async () => {
    const token = await session();
    expect(await failureOf(token.iam.send(new GetAccountSummaryCommand({})))).toMatchObject(unknownToken);
    expect((await token.sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(guest);
    const RoleArn = `${account}:role/app`;
    expect(
      await failureOf(token.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }))),
    ).toMatchObject(refusedSts(guest, 'AssumeRole', RoleArn));
  });

  test.each(otherOperations)('%s is refused', async (operation, command) => {
    const token = await session();
    expect(await failureOf(token.sts.send(command as GetAccessKeyInfoCommand))).toMatchObject(
      refusedSts(guest, operation),
    );
  });
});

describe('the root user', () => {
  test('assumes no role, and no root user', async () => {
    const RoleArn = `${account}:role/app`;
    expect(
      await failureOf(sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }))),
    ).toMatchObject({ name: 'AccessDenied', message: 'Roles may not be assumed by root accounts.' });
    const task = { arn: 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' };
    expect(
      await failureOf(sts.send(new AssumeRootCommand({ TargetPrincipal: member, TaskPolicyArn: task }))),
    ).toMatchObject(refusedSts(`${account}:root`, 'AssumeRoot', `arn:aws:iam::${member}:root`));
    expect(aws.decisions({ result: 'explicitDeny', principal: 'root' }).map(({ action }) => action)).toEqual([
      'sts:AssumeRole',
      'sts:AssumeRoot',
    ]);
  });

  test('a session of it without MFA cannot call IAM either', async () => {
    const { Credentials } = await sts.send(new GetSessionTokenCommand({}));
    expect(await failureOf(of(Credentials).iam.send(new ListUsersCommand({})))).toMatchObject(unknownToken);
  });
});

describe('AssumeRoot', () => {
  const root = `arn:aws:iam::${member}:root`;
  const session = async (task: string) => {
    const TaskPolicyArn = { arn: `arn:aws:iam::aws:policy/root-task/${task}` };
    const answer = await alice.sts.send(new AssumeRootCommand({ TargetPrincipal: member, TaskPolicyArn }));
    return of(answer.Credentials);
  };
  const beyond = (action: string, resource: string) => ({
    name: 'AccessDenied',
    message: `User: ${root} is not authorized to perform: ${action} on resource: ${resource} with an explicit deny in a session policy`,
  });

  test('the task is allowed, of the root user only, and nothing else', async () => {
    const { iam: auditor, sts: caller } = await session('IAMAuditRootUserCredentials');
    expect((await auditor.send(new ListAccessKeysCommand({}))).AccessKeyMetadata).toEqual([]);
    await auditor.send(new GetAccountSummaryCommand({}));
    expect((await caller.send(new GetCallerIdentityCommand({}))).Arn).toBe(root);
    expect(await failureOf(auditor.send(new ListUsersCommand({})))).toMatchObject(
      beyond('iam:ListUsers', `arn:aws:iam::${member}:user/`),
    );
    expect(await failureOf(auditor.send(new ListAccessKeysCommand({ UserName: 'zoe' })))).toMatchObject(
      beyond('iam:ListAccessKeys', `arn:aws:iam::${member}:user/zoe`),
    );
  });

  test('the last use of keys of the root user may be seen', async () => {
    const { AccessKey } = aws.world.perform('iam', 'CreateAccessKey', {}, member) as {
      AccessKey: { AccessKeyId: string };
    };
    const { AccessKeyId } = AccessKey;
    const { iam: auditor } = await session('IAMAuditRootUserCredentials');
    const answer = await auditor.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
    expect(answer.AccessKeyLastUsed?.ServiceName).toBe('N/A');
  });

  test('another task is another policy', async () => {
    const { iam: unlocker } = await session('S3UnlockBucketPolicy');
    expect(await failureOf(unlocker.send(new ListAccessKeysCommand({})))).toMatchObject(
      beyond('iam:ListAccessKeys', root),
    );
  });
});

test('a deleted principal in a trust policy is not replaced by its namesake', async () => {
  await iam.send(new CreateUserCommand({ UserName: 'carl' }));
  aws.seed({ roles: { carls: { trustPolicy: [`${account}:user/carl`] } } });
  const assume = () =>
    aws.as('carl', () =>
      new STSClient({}).send(
        new AssumeRoleCommand({ RoleArn: `${account}:role/carls`, RoleSessionName: 'test' }),
      ),
    );
  await assume();
  await iam.send(new DeleteUserCommand({ UserName: 'carl' }));
  await iam.send(new CreateUserCommand({ UserName: 'carl' }));
  expect(await failureOf(assume())).toMatchObject(
    refusedSts(`${account}:user/carl`, 'AssumeRole', `${account}:role/carls`),
  );
});

describe('default callers of as()', () => {
  test('are decided like keys', async () => {
    const list = () => iam.send(new ListUsersCommand({}));
    await aws.as('alice', list);
    expect(await failureOf(aws.as('bob', list))).toMatchObject({ name: 'AccessDenied' });
    expect(await failureOf(aws.as(`${account}:role/app`, list))).toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:sts::123456789012:assumed-role/app/iam-in-memory is not authorized to perform: iam:ListUsers on resource: ${account}:user/ because no identity-based policy allows the iam:ListUsers action`,
    });
    await list();
  });
});
