import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteUserCommand,
  GetUserCommand,
  IAMClient,
  ListUsersCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { UsageError, createIamMock } from '../../src/index.ts';
import { matchers } from '../../src/jest.ts';
import { type Failure, failureOf, useAws } from '../support/aws.ts';

const account = 'arn:aws:iam::123456789012';
const { aws, iam } = useAws({
  now: '2026-01-31T12:00:00Z',
  seed: { users: { alice: { accessKeys: 1 } }, roles: { app: { trustPolicy: ['lambda.amazonaws.com'] } } },
});
const alice = new IAMClient({ credentials: aws.credentialsFor('alice') });
const getUser = () => alice.send(new GetUserCommand({ UserName: 'alice' }));
const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const grant = (...Statement: object[]) =>
  iam.send(
    new PutUserPolicyCommand({ UserName: 'alice', PolicyName: 'p', PolicyDocument: policy(...Statement) }),
  );
const allow = (Action: string | string[], Resource = '*') => ({ Effect: 'Allow', Action, Resource });

interface Denial extends Failure {
  readonly decision: { readonly result: string };
  readonly explanation: string;
  readonly encodedMessage: string;
}

describe('modes', () => {
  afterEach(() => aws.configure({ enforcement: 'off' }));

  test('off: everybody may everything, and nothing is decided', async () => {
    await getUser();
    expect(aws.decisions()).toEqual([]);
    expect(aws.calls('GetUser')[0]?.decisions).toEqual([]);
  });

  test('soft: everything is decided, nothing refused', async () => {
    aws.configure({ enforcement: 'soft' });
    await getUser();
    await alice.send(new CreateUserCommand({ UserName: 'bob', Tags: [{ Key: 'a', Value: 'b' }] }));
    await iam.send(new DeleteUserCommand({ UserName: 'bob' }));
    expect(aws.decisions({ result: 'implicitDeny' }).map(({ action }) => action)).toEqual([
      'iam:GetUser',
      'iam:CreateUser',
      'iam:TagUser',
    ]);
    expect(aws.decisions({ result: 'allowed' })).toMatchObject([
      { principal: `${account}:root`, action: 'iam:DeleteUser', resource: `${account}:user/bob` },
    ]);
    expect(aws.calls('CreateUser')[0]?.decisions).toHaveLength(2);
  });

  test('strict: the first refusal ends the call', async () => {
    aws.configure({ enforcement: 'strict' });
    expect((await failureOf(getUser())).name).toBe('AccessDenied');
    await failureOf(alice.send(new CreateUserCommand({ UserName: 'bob', Tags: [{ Key: 'a', Value: 'b' }] })));
    expect(aws.decisions().map(({ action }) => action)).toEqual(['iam:GetUser', 'iam:CreateUser']);
  });

  test('modes are switched between calls, and each call is remembered in its own', async () => {
    await getUser();
    aws.configure({ enforcement: 'strict' });
    await failureOf(getUser());
    aws.configure({ enforcement: 'soft' });
    await getUser();
    aws.configure({ enforcement: 'off' });
    await getUser();
    expect(aws.calls('GetUser').map(({ error, decisions }) => [error?.code, decisions.length])).toEqual([
      [undefined, 0],
      ['AccessDenied', 1],
      [undefined, 1],
      [undefined, 0],
    ]);
  });

  test('a call that is not well-formed is not decided', async () => {
    aws.configure({ enforcement: 'strict' });
    expect((await failureOf(alice.send(new GetUserCommand({ UserName: 'no such name' })))).name).toBe(
      'ValidationError',
    );
    expect(aws.decisions()).toEqual([]);
  });

  test('decisions are what they were when the policies were others', async () => {
    aws.configure({ enforcement: 'soft' });
    await getUser();
    await grant(allow('*'));
    await getUser();
    expect(aws.decisions({ principal: 'alice' }).map(({ result }) => result)).toEqual([
      'implicitDeny',
      'allowed',
    ]);
    const [first] = aws.decisions();
    expect(aws.decisions()[0]).toBe(first);
  });

  test('the mode is named where it could surprise', async () => {
    aws.configure({ enforcement: 'strict' });
    const { explanation } = (await failureOf(getUser())) as Denial;
    expect(explanation).toMatch(/refused by iam-in-memory because enforcement is 'strict'\)$/);
    const [decision] = aws.decisions();
    expect(aws.explain(decision as never)).toMatch(/\(enforcement is 'strict'\)$/);
  });

  test('a mode that is none', () => {
    expect(() => aws.configure({ enforcement: 'hard' as never })).toThrow(UsageError);
  });
});

describe('the example of LocalStack’s documentation', () => {
  test('a user is refused, gets a policy, is allowed; root is the default', async () => {
    const { aws: own, client } = (() => {
      const mock = createIamMock({ accountId: '000000000000', enforcement: 'strict' });
      const requestHandler = mock.requestHandler;
      return {
        aws: mock,
        client: {
          iam: (credentials?: object) => new IAMClient({ requestHandler, ...credentials }),
          sts: (credentials?: object) => new STSClient({ requestHandler, ...credentials }),
        },
      };
    })();
    const root = client.iam();
    expect((await client.sts().send(new GetCallerIdentityCommand({}))).Arn).toBe(
      'arn:aws:iam::000000000000:root',
    );
    await root.send(new CreateUserCommand({ UserName: 'test' }));
    const { AccessKey } = await root.send(new CreateAccessKeyCommand({ UserName: 'test' }));
    const credentials = {
      accessKeyId: AccessKey?.AccessKeyId as string,
      secretAccessKey: AccessKey?.SecretAccessKey as string,
    };
    const user = client.iam({ credentials });
    expect((await client.sts({ credentials }).send(new GetCallerIdentityCommand({}))).Arn).toBe(
      'arn:aws:iam::000000000000:user/test',
    );
    const refused = await failureOf(user.send(new ListUsersCommand({})));
    expect(refused.message).toBe(
      'User: arn:aws:iam::000000000000:user/test is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::000000000000:user/ because no identity-based policy allows the iam:ListUsers action',
    );
    const { Policy } = await root.send(
      new CreatePolicyCommand({ PolicyName: 'list', PolicyDocument: policy(allow('iam:ListUsers')) }),
    );
    await root.send(new AttachUserPolicyCommand({ UserName: 'test', PolicyArn: Policy?.Arn }));
    expect((await user.send(new ListUsersCommand({}))).Users).toHaveLength(1);
    expect((await failureOf(user.send(new CreateUserCommand({ UserName: 'more' })))).name).toBe(
      'AccessDenied',
    );
    expect(own.decisions({ result: 'implicitDeny' }).map(({ action }) => action)).toEqual([
      'iam:ListUsers',
      'iam:CreateUser',
    ]);
  });

  test('a policy that is half enough: the explanation names exactly what is missing', async () => {
    await grant(allow(['iam:CreateUser', 'iam:TagUser'], `${account}:user/team/*`));
    aws.configure({ enforcement: 'soft' });
    await alice.send(
      new CreateUserCommand({ UserName: 'bob', Path: '/team/', Tags: [{ Key: 'team', Value: 'red' }] }),
    );
    await grant(allow('iam:CreateUser', `${account}:user/team/*`));
    await alice.send(
      new CreateUserCommand({ UserName: 'carl', Path: '/team/', Tags: [{ Key: 'team', Value: 'red' }] }),
    );
    aws.configure({ enforcement: 'off' });
    const [before, after] = aws.calls('CreateUser');
    expect(aws.explain(before?.decisions ?? [])).toContain('Implicitly denied: none');
    const missing = after?.decisions.flatMap((decision) =>
      decision.missing.map(({ statement }) => statement),
    );
    expect(missing).toEqual([
      { Effect: 'Allow', Action: 'iam:TagUser', Resource: `${account}:user/team/carl` },
    ]);
    expect(aws.explain(after?.decisions ?? [])).toBe(
      [
        `Principal: ${account}:user/alice`,
        'Necessary permissions:',
        `  iam:CreateUser on ${account}:user/team/carl`,
        `  iam:TagUser on ${account}:user/team/carl`,
        'Explicitly denied: none',
        'Explicitly allowed:',
        `  iam:CreateUser on ${account}:user/team/carl`,
        '    by statement 1 of identity-based policy user_alice_p (line 1, column 38)',
        'Implicitly denied:',
        `  iam:TagUser on ${account}:user/team/carl because no identity-based policy allows the iam:TagUser action`,
        '    near miss: statement 1 of identity-based policy user_alice_p (line 1, column 38)',
        '      Action is "iam:CreateUser", the request has "iam:TagUser"',
        `    missing in an identity-based policy: {"Effect":"Allow","Action":"iam:TagUser","Resource":"${account}:user/team/carl"}`,
        '',
        "(enforcement is 'off')",
      ].join('\n'),
    );
    // What is missing is enough.
    await grant(allow('iam:CreateUser', `${account}:user/team/*`), ...(missing as object[]));
    aws.configure({ enforcement: 'strict' });
    await iam.send(new DeleteUserCommand({ UserName: 'carl' }));
    await alice.send(
      new CreateUserCommand({ UserName: 'carl', Path: '/team/', Tags: [{ Key: 'team', Value: 'red' }] }),
    );
    aws.configure({ enforcement: 'off' });
  });
});

describe('what a refusal carries', () => {
  afterEach(() => aws.configure({ enforcement: 'off', transport: 'auto' }));

  const doors = [
    ['direct', () => getUser()],
    ['wire', () => getUser()],
    [
      'wire',
      () => {
        const client = new IAMClient({ credentials: aws.credentialsFor('alice') });
        client.middlewareStack.add((next) => (args) => next(args), { step: 'finalizeRequest', name: 'own' });
        return client.send(new GetUserCommand({ UserName: 'alice' }));
      },
    ],
    [
      'auto',
      () =>
        new IAMClient({
          credentials: aws.credentialsFor('alice'),
          requestHandler: aws.requestHandler,
        }).send(new GetUserCommand({ UserName: 'alice' })),
    ],
  ] as const;

  test.each(doors)('through the %s door', async (transport, call) => {
    aws.configure({ enforcement: 'strict', transport });
    const failure = (await failureOf(call())) as Denial;
    expect(failure.decision.result).toBe('implicitDeny');
    expect(failure.explanation).toContain(
      `iam:GetUser on ${account}:user/alice because no identity-based policy allows the iam:GetUser action`,
    );
    expect(failure.encodedMessage).toMatch(/^[\w-]{50,}$/);
    // AWS's own answer is unharmed.
    expect(Object.keys(failure)).not.toEqual(expect.arrayContaining(['decision']));
    expect(JSON.stringify(failure)).not.toContain('explanation');
    expect(failure.message).not.toContain('iam-in-memory');
  });

  test('errors that are no refusals carry nothing', async () => {
    const failure = await failureOf(iam.send(new GetUserCommand({ UserName: 'nobody' })));
    expect('decision' in failure).toBe(false);
    expect('explanation' in failure).toBe(false);
  });
});

describe('questions', () => {
  const ask = (question: object) => aws.authorize(question as never);
  const question = { principal: 'alice', action: 's3:GetObject' };
  const trusted = {
    principal: { service: 'lambda.amazonaws.com' },
    action: 'sts:AssumeRole',
    resource: `${account}:role/app`,
  };

  test('a role’s trust policy has its say', () => {
    expect(ask(trusted).result).toBe('allowed');
    const refused = ask({ ...trusted, principal: { service: 'ec2.amazonaws.com' } });
    expect(refused).toMatchObject({ result: 'implicitDeny', deniedBy: 'trustPolicy' });
    expect(ask({ ...trusted, principal: 'alice' }).deniedBy).toBe('trustPolicy');
    expect(ask({ ...trusted, resource: `${account}:role/none` }).deniedBy).toBe('trustPolicy');
  });

  test('principals: names, ARNs, services, the anonymous', async () => {
    await grant(allow('s3:*'));
    const action = 's3:GetObject';
    const resource = 'arn:aws:s3:::photos/cat.jpg';
    const open = { Statement: [{ Effect: 'Allow', Principal: '*', Action: action, Resource: '*' }] };
    expect(ask({ principal: 'alice', action, resource }).result).toBe('allowed');
    expect(ask({ principal: 'root', action, resource }).result).toBe('allowed');
    expect(ask({ principal: `${account}:user/alice`, action, resource }).result).toBe('allowed');
    expect(ask({ principal: `${account}:role/app`, action, resource }).result).toBe('implicitDeny');
    expect(ask({ principal: 'arn:aws:sts::123456789012:assumed-role/app/x', action, resource }).result).toBe(
      'implicitDeny',
    );
    expect(ask({ principal: 'anonymous', action, resource }).result).toBe('implicitDeny');
    expect(ask({ principal: 'anonymous', action, resource, resourcePolicy: open }).result).toBe('allowed');
  });

  test('context, session policies and organization policies of the question', async () => {
    await grant({ ...allow('s3:*'), Condition: { StringEquals: { 's3:prefix': 'public/' } } });
    const listing = { principal: 'alice', action: 's3:ListBucket', resource: 'arn:aws:s3:::photos' };
    const context = { 's3:prefix': 'public/' };
    expect(ask(listing).result).toBe('implicitDeny');
    expect(ask({ ...listing, context }).result).toBe('allowed');
    expect(
      ask({ ...listing, context, sessionPolicies: [JSON.parse(policy(allow('s3:Get*')))] }).deniedBy,
    ).toBe('sessionPolicy');
    expect(
      ask({ ...listing, context, serviceControlPolicies: [[JSON.parse(policy(allow('iam:*')))]] }).deniedBy,
    ).toBe('serviceControlPolicy');
  });

  test('nothing is recorded and nothing refused', () => {
    ask({ principal: 'alice', action: 's3:GetObject' });
    expect(aws.decisions()).toEqual([]);
    expect(aws.calls()).toEqual([]);
  });

  test.each([
    [{ principal: 'nobody', action: 's3:GetObject' }, /there is no principal 'nobody'/],
    [{ principal: `${account}:role/none`, action: 's3:GetObject' }, /there is no principal/],
    [{ principal: 'arn:nothing', action: 's3:GetObject' }, /there is no principal/],
    [{ principal: 'alice', action: 'GetObject' }, /"GetObject" is not an action/],
    [{ principal: 'alice', action: undefined }, /authorize\(\) got no action/],
    [
      { principal: 'alice', action: 's3:GetObject', ressource: '*' },
      /got 'ressource'\. It takes: principal, /,
    ],
  ])('%j is no question', (asked, message) => {
    expect(() => ask(asked as object)).toThrow(message);
    expect(() => ask(asked as object)).toThrow(UsageError);
    // Nor does a matcher pass by it.
    for (const matcher of [matchers.toAllow, matchers.toDeny])
      expect(() => matcher(aws, asked as never)).toThrow(message);
  });

  test.each(['*', 'arn:aws:s3:::*', 'arn:aws:s3:::photos/a:b', 'arn:aws:iam::123456789012:user/*'])(
    '%s is a resource',
    (resource) => expect(ask({ ...question, resource }).result).toBe('implicitDeny'),
  );
});

describe('filters', () => {
  test('by name, by ARN, by the role of a session', async () => {
    const own = createIamMock({
      enforcement: 'soft',
      seed: {
        users: { alice: {} },
        roles: { app: { path: '/team/', trustPolicy: [`${account}:user/alice`] } },
      },
    });
    const requestHandler = own.requestHandler;
    await new STSClient({ requestHandler, credentials: own.credentialsFor('alice') }).send(
      new AssumeRoleCommand({ RoleArn: `${account}:role/team/app`, RoleSessionName: 'one' }),
    );
    await new IAMClient({
      requestHandler,
      credentials: own.credentialsFor('arn:aws:sts::123456789012:assumed-role/app/two'),
    }).send(new ListUsersCommand({}));
    const actionsOf = (principal: string) => own.decisions({ principal }).map(({ action }) => action);
    expect(actionsOf('alice')).toEqual(['sts:AssumeRole']);
    expect(actionsOf(`${account}:user/alice`)).toEqual(['sts:AssumeRole']);
    expect(actionsOf(`${account}:role/team/app`)).toEqual(['iam:ListUsers']);
    expect(actionsOf('arn:aws:sts::123456789012:assumed-role/app/two')).toEqual(['iam:ListUsers']);
    expect(actionsOf('root')).toEqual([]);
    expect(() => actionsOf(`${account}:role/other`)).toThrow("there is no role 'other' in account");
    expect(own.leastPrivilegePolicy({ principal: `${account}:role/team/app` }).Statement).toEqual([
      { Effect: 'Allow', Action: 'iam:ListUsers', Resource: `${account}:user/` },
    ]);
    expect(
      own.decisions({ action: 'iam:ListUsers', result: 'implicitDeny', deniedBy: 'identityPolicy' }),
    ).toHaveLength(1);
  });
});

describe('organization policies of a seed', () => {
  const seedWith = (organization: object) => () => createIamMock({ seed: { organization } });

  test.each([
    [
      { serviceControlPolicies: ['FullAWSAccess'] },
      /seed\.organization\.serviceControlPolicies: binds member accounts only\. Give managementAccountId/,
    ],
    [
      { managementAccountId: '111122223333', serviceControlPolicies: 'FullAWSAccess' },
      /expected a list of policy documents, or of levels of them, got "FullAWSAccess"/,
    ],
    [
      { managementAccountId: '111122223333', serviceControlPolicies: ['DenyEverything'] },
      /serviceControlPolicies\[0\]: expected a policy document or 'FullAWSAccess', got "DenyEverything"/,
    ],
    [
      { managementAccountId: '111122223333', resourceControlPolicies: [[{}], [7]] },
      /resourceControlPolicies\[1\]\[0\]: expected a policy document/,
    ],
  ])('%j', (organization, message) => {
    expect(seedWith(organization)).toThrow(message);
  });

  test('what binds an account is told by its place in the seed', () => {
    const deny = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }] };
    const own = createIamMock({
      seed: {
        users: { alice: { policies: ['AdministratorAccess'] } },
        organization: {
          managementAccountId: '111122223333',
          serviceControlPolicies: [['FullAWSAccess'], ['FullAWSAccess', deny]],
        },
      },
    });
    const decision = own.authorize({ principal: 'alice', action: 's3:GetObject' });
    expect(decision.statements).toMatchObject([
      {
        policy: 'serviceControlPolicies[1][1]',
        policyType: 'serviceControlPolicy',
        level: 1,
        effect: 'Deny',
      },
    ]);
  });
});
