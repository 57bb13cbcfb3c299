import { EnableOutboundWebIdentityFederationCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  AssumeRootCommand,
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  GetWebIdentityTokenCommand,
  type STSClient,
} from '@aws-sdk/client-sts';
import { encodeAuthorizationMessage } from '../../src/engine/authorization-message.ts';
import { expectFailure, useAws } from '../support/aws.ts';
import { assume, createRole, createUser, roleArn } from '../support/sessions.ts';

// What each operation asks permission for, seen where the account decides.

const { aws, iam, sts } = useAws({ now: '2026-01-31T12:00:00Z' });
afterEach(() => aws.configure({ enforcement: 'off' }));

const alice = 'arn:aws:iam::123456789012:user/alice';
const app = roleArn('app');

const allow = (Action: string | string[], more: object = {}): object => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...more,
});
const document = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const trust = (Action: string | string[], more: object = {}): string =>
  document({ Effect: 'Allow', Principal: { AWS: alice }, Action, ...more });

/** Alice with these permissions, in front of a role with this trust policy. */
async function as(
  statements: readonly object[],
  AssumeRolePolicyDocument?: string,
): Promise<{ sts: STSClient }> {
  const user = await createUser(iam, 'alice');
  if (statements.length > 0) {
    await iam.send(
      new PutUserPolicyCommand({
        UserName: 'alice',
        PolicyName: 'p',
        PolicyDocument: document(...statements),
      }),
    );
  }
  if (AssumeRolePolicyDocument !== undefined) await createRole(iam, 'app', { AssumeRolePolicyDocument });
  aws.configure({ enforcement: 'strict' });
  return user;
}

const assumeApp = (client: STSClient, more: Partial<AssumeRoleCommandInput> = {}) =>
  client.send(new AssumeRoleCommand({ RoleArn: app, RoleSessionName: 'session', ...more }));

const refused = (action: string, resource: string, reason = '') => ({
  code: 'AccessDenied',
  status: 403,
  message: `User: ${alice} is not authorized to perform: ${action} on resource: ${resource}${reason}`,
});

const because = (action: string) => ` because no identity-based policy allows the ${action} action`;
const task = (name: string) => ({ arn: `arn:aws:iam::aws:policy/root-task/${name}` });

describe('AssumeRole', () => {
  test('root may assume no role', async () => {
    await createRole(iam, 'app');
    aws.configure({ enforcement: 'strict' });
    await expectFailure(aws, () => assumeApp(sts), {
      code: 'AccessDenied',
      status: 403,
      message: 'Roles may not be assumed by root accounts.',
    });
  });

  test.each(['arn:aws:iam:role/xxxxxxxxx', 'x'.repeat(30)])(
    'an ARN that is none is told before anybody is asked: %s',
    async (RoleArn) => {
      const user = await as([]);
      const invalid = { code: 'ValidationError', status: 400, message: `${RoleArn} is invalid` };
      await expectFailure(aws, () => assumeApp(user.sts, { RoleArn }), invalid);
      await expectFailure(aws, () => assumeApp(sts, { RoleArn }), invalid);
    },
  );

  test('a role that is not there is refused like one that does not trust', async () => {
    const user = await as([allow('sts:*')]);
    await expectFailure(aws, () => assumeApp(user.sts), refused('sts:AssumeRole', app));
  });

  const conditions: [string, object, Partial<AssumeRoleCommandInput>, Partial<AssumeRoleCommandInput>][] = [
    [
      'sts:ExternalId',
      { StringEquals: { 'sts:ExternalId': 'secret' } },
      { ExternalId: 'secret' },
      { ExternalId: 'other' },
    ],
    ['no sts:ExternalId', { StringEquals: { 'sts:ExternalId': 'secret' } }, { ExternalId: 'secret' }, {}],
    [
      'sts:RoleSessionName',
      { StringLike: { 'sts:RoleSessionName': 'ci-*' } },
      { RoleSessionName: 'ci-7' },
      { RoleSessionName: 'me' },
    ],
    [
      'sts:SourceIdentity',
      { StringEquals: { 'sts:SourceIdentity': 'alice' } },
      { SourceIdentity: 'alice' },
      { SourceIdentity: 'bob' },
    ],
    [
      'sts:TransitiveTagKeys',
      { 'ForAllValues:StringEquals': { 'sts:TransitiveTagKeys': ['team'] } },
      { Tags: [{ Key: 'team', Value: 'a' }], TransitiveTagKeys: ['team'] },
      { Tags: [{ Key: 'cost', Value: 'a' }], TransitiveTagKeys: ['cost'] },
    ],
    [
      'aws:RequestTag',
      { StringEquals: { 'aws:RequestTag/team': 'a' } },
      { Tags: [{ Key: 'team', Value: 'a' }] },
      { Tags: [{ Key: 'team', Value: 'b' }] },
    ],
  ];
  test.each(conditions)('a trust policy may ask for %s', async (_, Condition, good, bad) => {
    const every = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];
    const user = await as([], trust(every, { Condition }));
    await assumeApp(user.sts, good);
    await expectFailure(aws, () => assumeApp(user.sts, bad), refused('sts:AssumeRole', app));
  });

  test.each([
    ['sts:TagSession', { Tags: [{ Key: 'team', Value: 'a' }] }],
    ['sts:SetSourceIdentity', { SourceIdentity: 'alice' }],
    [
      'sts:SetContext',
      {
        ProvidedContexts: [
          { ProviderArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter', ContextAssertion: 'assertion' },
        ],
      },
    ],
  ])('needs %s besides', async (action, more) => {
    const user = await as([], trust('sts:AssumeRole'));
    await assumeApp(user.sts);
    await expectFailure(aws, () => assumeApp(user.sts, more), refused(action, app));
    aws.reset();
    aws.configure({ enforcement: 'off' });
    await assumeApp((await as([], trust(['sts:AssumeRole', action]))).sts, more);
  });
});

/** What a chain hands on needs the trust of every role in it, whether the request repeats it or not. */
describe('a chain of roles', () => {
  const every = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];
  const second = roleArn('second');

  /** The second role trusts these actions; the caller is in a session of the first. */
  async function inChain(actions: string[], first: Partial<AssumeRoleCommandInput>) {
    const user = await as([], trust(every));
    const AssumeRolePolicyDocument = document({
      Effect: 'Allow',
      Principal: { AWS: app },
      Action: actions,
    });
    await createRole(iam, 'second', { AssumeRolePolicyDocument });
    const session = await assume(user.sts, 'app', first);
    return (more: Partial<AssumeRoleCommandInput> = {}) =>
      session.sts.send(new AssumeRoleCommand({ RoleArn: second, RoleSessionName: 'chain', ...more }));
  }

  const refusedInChain = (action: string) => ({
    ...refused(action, second),
    message: `User: arn:aws:sts::123456789012:assumed-role/app/session is not authorized to perform: ${action} on resource: ${second}`,
  });
  const tagged = {
    RoleSessionName: 'session',
    Tags: [{ Key: 'cost', Value: '1' }],
    TransitiveTagKeys: ['cost'],
  };

  test('transitive tags need sts:TagSession at the next role too', async () => {
    const next = await inChain(['sts:AssumeRole'], tagged);
    await expectFailure(aws, () => next(), refusedInChain('sts:TagSession'));
  });

  test('tags that are not handed on need nothing', async () => {
    const next = await inChain(['sts:AssumeRole'], { ...tagged, TransitiveTagKeys: [] });
    expect((await next()).AssumedRoleUser?.Arn).toMatch(/assumed-role\/second\/chain$/);
  });

  test('a source identity needs sts:SetSourceIdentity at the next role too', async () => {
    const next = await inChain(['sts:AssumeRole'], { SourceIdentity: 'alice' });
    await expectFailure(aws, () => next(), refusedInChain('sts:SetSourceIdentity'));
    await expectFailure(
      aws,
      () => next({ SourceIdentity: 'alice' }),
      refusedInChain('sts:SetSourceIdentity'),
    );
  });

  test('with them the chain goes on', async () => {
    const next = await inChain(every, { ...tagged, SourceIdentity: 'alice' });
    expect(await next()).toMatchObject({ SourceIdentity: 'alice' });
  });
});

describe('others', () => {
  const guest = 'arn:aws:sts::123456789012:federated-user/guest';

  test('GetSessionToken needs nothing', async () => {
    await (await as([])).sts.send(new GetSessionTokenCommand({}));
  });

  test('GetFederationToken names the federated user', async () => {
    const user = await as([allow('sts:GetFederationToken', { Resource: guest })]);
    await user.sts.send(new GetFederationTokenCommand({ Name: 'guest' }));
    const other = guest.replace('guest', 'other');
    await expectFailure(
      aws,
      () => user.sts.send(new GetFederationTokenCommand({ Name: 'other' })),
      refused('sts:GetFederationToken', other, because('sts:GetFederationToken')),
    );
    await expectFailure(
      aws,
      () => user.sts.send(new GetFederationTokenCommand({ Name: 'guest', Tags: [{ Key: 'a', Value: 'b' }] })),
      refused('sts:TagSession', guest),
    );
  });

  test('GetWebIdentityToken can be limited by audience, algorithm and duration', async () => {
    await iam.send(new EnableOutboundWebIdentityFederationCommand({}));
    const user = await as([
      allow('sts:GetWebIdentityToken', {
        Condition: {
          'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': ['me'] },
          StringEquals: { 'sts:SigningAlgorithm': 'ES384' },
          NumericLessThanEquals: { 'sts:DurationSeconds': '300' },
        },
      }),
    ]);
    const good = { Audience: ['me'], SigningAlgorithm: 'ES384' };
    await user.sts.send(new GetWebIdentityTokenCommand(good));
    for (const bad of [{ Audience: ['you'] }, { SigningAlgorithm: 'RS256' }, { DurationSeconds: 301 }]) {
      await expectFailure(
        aws,
        () => user.sts.send(new GetWebIdentityTokenCommand({ ...good, ...bad })),
        refused('sts:GetWebIdentityToken', '*', because('sts:GetWebIdentityToken')),
      );
    }
  });

  test('AssumeRoot names the root user and the task', async () => {
    aws.world.transact('123456789012', (call) =>
      call.update((account) => {
        account.settings.organization = {
          id: 'o-example0001',
          rootCredentialsManagement: false,
          rootSessions: true,
        };
      }),
    );
    const target = 'arn:aws:iam::210987654321:root';
    const user = await as([
      allow('sts:AssumeRoot', {
        Condition: { StringEquals: { 'sts:TaskPolicyArn': task('SQSUnlockQueuePolicy').arn } },
      }),
    ]);
    const call = (name: string, TargetPrincipal = '210987654321') =>
      user.sts.send(new AssumeRootCommand({ TargetPrincipal, TaskPolicyArn: task(name) }));
    await call('SQSUnlockQueuePolicy');
    await call('SQSUnlockQueuePolicy', target);
    await expectFailure(
      aws,
      () => call('S3UnlockBucketPolicy'),
      refused('sts:AssumeRoot', target, because('sts:AssumeRoot')),
    );
  });

  test.each([
    ['GetAccessKeyInfo', new GetAccessKeyInfoCommand({ AccessKeyId: 'ASIAQNZGKIQY56JQ7WML' })],
    [
      'DecodeAuthorizationMessage',
      new DecodeAuthorizationMessageCommand({
        EncodedMessage: encodeAuthorizationMessage({ allowed: false }),
      }),
    ],
  ])('%s', async (name, command) => {
    const action = `sts:${name}`;
    const user = await as([]);
    const call = (client: STSClient) => client.send(command as GetAccessKeyInfoCommand);
    await expectFailure(aws, () => call(user.sts), refused(action, '*', because(action)));
    aws.reset();
    aws.configure({ enforcement: 'off' });
    await call((await as([allow(action)])).sts);
  });
});
