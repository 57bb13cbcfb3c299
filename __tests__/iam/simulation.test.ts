import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetContextKeysForCustomPolicyCommand,
  GetContextKeysForPrincipalPolicyCommand,
  InvalidInputException,
  NoSuchEntityException,
  PutGroupPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  AttachUserPolicyCommand,
  SimulateCustomPolicyCommand,
  type SimulateCustomPolicyCommandInput,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
  paginateSimulateCustomPolicy,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws();

const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: string, Resource = '*', Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const deny = (Action: string, Resource = '*') => ({ Effect: 'Deny', Action, Resource });
const custom = async (input: Partial<SimulateCustomPolicyCommandInput>) => {
  const { EvaluationResults = [] } = await iam.send(
    new SimulateCustomPolicyCommand({ PolicyInputList: [], ActionNames: ['s3:GetObject'], ...input }),
  );
  return EvaluationResults;
};
const photos = 'arn:aws:s3:::photos/cat.jpg';
const papers = 'arn:aws:s3:::papers/tax.pdf';

describe('SimulateCustomPolicy', () => {
  test('without resources: one result for everything, no details by resource', async () => {
    const PolicyInputList = [
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}',
    ];
    expect(await custom({ PolicyInputList })).toStrictEqual([
      {
        EvalActionName: 's3:GetObject',
        EvalResourceName: '*',
        EvalDecision: 'allowed',
        MatchedStatements: [
          {
            SourcePolicyId: 'PolicyInputList.1',
            SourcePolicyType: 'IAM Policy',
            StartPosition: { Line: 1, Column: 38 },
            EndPosition: { Line: 1, Column: 86 },
          },
        ],
        MissingContextValues: [],
      },
    ]);
  });

  test('with resources: the most restrictive decides, each has a result of its own', async () => {
    const [result] = await custom({
      PolicyInputList: [policy(allow('s3:GetObject', 'arn:aws:s3:::photos/*'))],
      ResourceArns: [photos, papers],
    });
    expect(result?.EvalDecision).toBe('implicitDeny');
    expect(result?.MatchedStatements).toEqual([]);
    expect(result?.EvalDecisionDetails).toEqual({});
    expect(
      result?.ResourceSpecificResults?.map((one) => [one.EvalResourceName, one.EvalResourceDecision]),
    ).toEqual([
      [photos, 'allowed'],
      [papers, 'implicitDeny'],
    ]);
  });

  test('an explicit deny lists the denial first, and the allow too', async () => {
    const [result] = await custom({ PolicyInputList: [policy(allow('s3:*')), policy(deny('s3:GetObject'))] });
    expect(result?.EvalDecision).toBe('explicitDeny');
    expect(result?.MatchedStatements?.map((one) => one.SourcePolicyId)).toEqual([
      'PolicyInputList.2',
      'PolicyInputList.1',
    ]);
  });

  test('context values decide conditions; missing ones are named', async () => {
    const PolicyInputList = [
      policy(
        allow('s3:GetObject', '*', {
          StringEquals: { 'aws:RequestedRegion': 'eu-west-1', 's3:prefix': 'a' },
        }),
      ),
    ];
    const [without] = await custom({ PolicyInputList });
    expect(without).toMatchObject({
      EvalDecision: 'implicitDeny',
      MissingContextValues: ['aws:RequestedRegion', 's3:prefix'],
    });
    const [given] = await custom({
      PolicyInputList,
      ContextEntries: [
        { ContextKeyName: 'aws:requestedregion', ContextKeyValues: ['eu-west-1'], ContextKeyType: 'string' },
        { ContextKeyName: 's3:prefix', ContextKeyValues: ['a'], ContextKeyType: 'string' },
      ],
    });
    expect(given).toMatchObject({ EvalDecision: 'allowed', MissingContextValues: [] });
  });

  test('boundary and organization say what they allow', async () => {
    const [result] = await custom({
      PolicyInputList: [policy(allow('*'))],
      PermissionsBoundaryPolicyInputList: [policy(allow('ec2:*'))],
      OrderedOrganizationPolicyInputList: [{ ServiceControlPolicyInputList: [policy(allow('*'))] }],
    });
    expect(result).toMatchObject({
      EvalDecision: 'implicitDeny',
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
      OrganizationsDecisionDetail: { AllowedByOrganizations: true },
    });
  });

  test('a resource policy of another account needs the identity policy too', async () => {
    const input = {
      CallerArn: 'arn:aws:iam::123456789012:user/alice',
      ResourceArns: [photos],
      ResourceOwner: 'arn:aws:iam::210987654321:root',
      ResourcePolicy: policy({
        ...allow('s3:GetObject', photos),
        Principal: { AWS: 'arn:aws:iam::123456789012:user/alice' },
      }),
    };
    const [alone] = await custom({ ...input, PolicyInputList: [policy(allow('ec2:*'))] });
    expect(alone).toMatchObject({
      EvalDecision: 'implicitDeny',
      EvalDecisionDetails: { 'IAM Policy': 'implicitDeny', 'Resource Policy': 'allowed' },
    });
    const [both] = await custom({ ...input, PolicyInputList: [policy(allow('s3:*'))] });
    expect(both?.EvalDecision).toBe('allowed');
    expect(both?.MatchedStatements?.map((one) => one.SourcePolicyType).toSorted()).toEqual([
      'IAM Policy',
      'Resource Policy',
    ]);
  });

  test('pages by action', async () => {
    const ActionNames = ['s3:GetObject', 's3:PutObject', 'ec2:RunInstances'];
    const seen: (string | undefined)[] = [];
    for await (const page of paginateSimulateCustomPolicy(
      { client: iam, pageSize: 2 },
      { PolicyInputList: [policy(allow('s3:*'))], ActionNames },
    )) {
      for (const result of page.EvaluationResults ?? [])
        seen.push(`${result.EvalActionName} ${result.EvalDecision}`);
    }
    expect(seen).toEqual(['s3:GetObject allowed', 's3:PutObject allowed', 'ec2:RunInstances implicitDeny']);
  });

  const broken: [string, Partial<SimulateCustomPolicyCommandInput>, string | RegExp][] = [
    [
      'a resource that is no ARN',
      { ResourceArns: ['photos'] },
      'ResourceNames are not in a valid ARN format: photos.',
    ],
    [
      'a resource owner that is no root ARN',
      { ResourceOwner: '123456789012' },
      "'123456789012' is not a valid as a Resource Owner.",
    ],
    [
      'a caller that is a session',
      { CallerArn: 'arn:aws:sts::123456789012:assumed-role/a/b' },
      'Invalid Entity Arn: arn:aws:sts::123456789012:assumed-role/a/b does not clearly define entity type and name.',
    ],
    ['a resource policy without a caller', { ResourcePolicy: policy(allow('*')) }, /CallerArn/],
    ['wildcards in an action', { ActionNames: ['s3:Get*'] }, /wildcards/],
    ['a policy that is no JSON', { PolicyInputList: ['nothing'] }, /JSON/],
    ['an unknown handling option', { ResourceHandlingOption: 'EC2-Moon' }, /EC2-Moon/],
  ];
  test.each(broken)('refuses %s', async (_what, input, message) => {
    let text = '';
    const send = () =>
      iam
        .send(
          new SimulateCustomPolicyCommand({
            PolicyInputList: [policy(allow('*'))],
            ActionNames: ['s3:GetObject'],
            ...input,
          }),
        )
        .catch((error: Error) => {
          text = error.message;
          throw error;
        });
    await expect(send()).rejects.toBeInstanceOf(InvalidInputException);
    if (typeof message === 'string') expect(text).toBe(message);
    else expect(text).toMatch(message);
  });
});

describe('SimulatePrincipalPolicy', () => {
  const alice = 'arn:aws:iam::123456789012:user/alice';
  const simulate = async (input: Partial<SimulatePrincipalPolicyCommandInput> = {}) => {
    const { EvaluationResults = [] } = await iam.send(
      new SimulatePrincipalPolicyCommand({ PolicySourceArn: alice, ActionNames: ['s3:GetObject'], ...input }),
    );
    return EvaluationResults;
  };

  beforeEach(async () => {
    await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    await iam.send(new CreateGroupCommand({ GroupName: 'readers' }));
    await iam.send(new AddUserToGroupCommand({ UserName: 'alice', GroupName: 'readers' }));
    await iam.send(
      new PutGroupPolicyCommand({
        GroupName: 'readers',
        PolicyName: 'read',
        PolicyDocument: policy(allow('s3:Get*')),
      }),
    );
    await iam.send(
      new PutUserPolicyCommand({
        UserName: 'alice',
        PolicyName: 'own',
        PolicyDocument: policy(allow('sqs:*')),
      }),
    );
  });

  test("a user has its own policies, its groups' and attached ones, under AWS's names", async () => {
    await iam.send(
      new AttachUserPolicyCommand({
        UserName: 'alice',
        PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    );
    const [result] = await simulate();
    expect(result?.EvalDecision).toBe('allowed');
    expect(result?.MatchedStatements).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ SourcePolicyId: 'group_readers_read', SourcePolicyType: 'IAM Policy' }),
        // Recorded: the only statement of AdministratorAccess stands from 3/17 to 8/6.
        {
          SourcePolicyId: 'AdministratorAccess',
          SourcePolicyType: 'IAM Policy',
          StartPosition: { Line: 3, Column: 17 },
          EndPosition: { Line: 8, Column: 6 },
        },
      ]),
    );
    const [own] = await simulate({ ActionNames: ['sqs:SendMessage'] });
    expect(own?.MatchedStatements?.map((one) => one.SourcePolicyId)).toContain('user_alice_own');
  });

  test('the boundary counts, and one given in the request replaces it', async () => {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'boundary', PolicyDocument: policy(allow('sqs:*')) }),
    );
    await iam.send(
      new PutUserPermissionsBoundaryCommand({ UserName: 'alice', PermissionsBoundary: Policy?.Arn }),
    );
    expect((await simulate())[0]).toMatchObject({
      EvalDecision: 'implicitDeny',
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
    });
    const [replaced] = await simulate({ PermissionsBoundaryPolicyInputList: [policy(allow('s3:*'))] });
    expect(replaced?.EvalDecision).toBe('allowed');
    const [excluded] = await simulate({ PolicyExclusionList: [{ PolicyType: 'permission-boundary' }] });
    expect(excluded?.EvalDecision).toBe('allowed');
    expect(excluded).not.toHaveProperty('PermissionsBoundaryDecisionDetail');
  });

  test('policies can be left out', async () => {
    const InlinePolicyIdentifier = {
      AttachmentType: 'group',
      AttachmentName: 'readers',
      PolicyName: 'read',
    } as const;
    expect((await simulate({ PolicyExclusionList: [{ InlinePolicyIdentifier }] }))[0]?.EvalDecision).toBe(
      'implicitDeny',
    );
    expect((await simulate({ PolicyExclusionList: [{ PolicyType: 'inline' }] }))[0]?.EvalDecision).toBe(
      'implicitDeny',
    );
  });

  test('groups and roles can be asked about', async () => {
    const group = await simulate({ PolicySourceArn: 'arn:aws:iam::123456789012:group/readers' });
    expect(group[0]?.EvalDecision).toBe('allowed');
    const trust = policy({
      Effect: 'Allow',
      Principal: { Service: 'ec2.amazonaws.com' },
      Action: 'sts:AssumeRole',
    });
    await iam.send(new CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: trust }));
    const role = await simulate({
      PolicySourceArn: 'arn:aws:iam::123456789012:role/app',
      PolicyInputList: [policy(allow('s3:*'))],
    });
    expect(role[0]?.EvalDecision).toBe('allowed');
  });

  test.each([
    'arn:aws:iam::123456789012:root',
    'arn:aws:sts::123456789012:assumed-role/app/session',
    'arn:aws:iam::123456789012:policy/x',
  ])('refuses %s, which is no user, group or role', (PolicySourceArn) =>
    expectFailure(
      aws,
      () => iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['s3:GetObject'] })),
      {
        code: 'InvalidInput',
        status: 400,
        message: `Invalid Entity Arn: ${PolicySourceArn} does not clearly define entity type and name.`,
        class: InvalidInputException,
      },
    ),
  );

  test.each([
    ['a missing user', 'user', 'gone', 'user/gone', '123456789012'],
    ['a user at another path', 'user', 'alice', 'user/team/alice', '123456789012'],
    ['a user of another account with the name of one here', 'user', 'alice', 'user/alice', '999999999999'],
    ['a group of another account', 'group', 'devs', 'group/devs', '999999999999'],
    ['a role at another path', 'role', 'app', 'role/team/app', '123456789012'],
  ])('%s is not found', async (_what, kind, name, resource, accountId) => {
    await expectFailure(
      aws,
      () =>
        iam.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: `arn:aws:iam::${accountId}:${resource}`,
            ActionNames: ['s3:GetObject'],
          }),
        ),
      {
        code: 'NoSuchEntity',
        status: 404,
        message: `The ${kind} with name ${name} cannot be found.`,
        class: NoSuchEntityException,
      },
    );
  });
});

describe('context keys', () => {
  const read = policy(
    allow('s3:*', 'arn:aws:s3:::${aws:username}/*', {
      StringEquals: { 's3:prefix': '${aws:PrincipalTag/team}' },
      Bool: { 'aws:SecureTransport': 'true' },
    }),
  );

  test('of given policies, in the order of first use', async () => {
    const { ContextKeyNames } = await iam.send(
      new GetContextKeysForCustomPolicyCommand({ PolicyInputList: [read] }),
    );
    expect(ContextKeyNames).toEqual([
      'aws:username',
      's3:prefix',
      'aws:PrincipalTag/team',
      'aws:SecureTransport',
    ]);
  });

  test("of a user's policies and further ones", async () => {
    await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    await iam.send(new PutUserPolicyCommand({ UserName: 'alice', PolicyName: 'own', PolicyDocument: read }));
    const more = policy(allow('ec2:*', '*', { StringEquals: { 'ec2:Region': 'eu-west-1' } }));
    const { ContextKeyNames } = await iam.send(
      new GetContextKeysForPrincipalPolicyCommand({
        PolicySourceArn: 'arn:aws:iam::123456789012:user/alice',
        PolicyInputList: [more],
      }),
    );
    expect(ContextKeyNames).toEqual([
      'aws:username',
      's3:prefix',
      'aws:PrincipalTag/team',
      'aws:SecureTransport',
      'ec2:Region',
    ]);
  });
});

describe('what is given must be policies and owners', () => {
  test.each([
    [
      'an effect there is not',
      '{"Version":"2012-10-17","Statement":{"Effect":"Nope","Action":"s3:*","Resource":"*"}}',
      'Syntax errors in policy.',
    ],
    ['no statement', '{"Version":"2012-10-17"}', 'Syntax errors in policy.'],
    [
      'a principal',
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}}',
      'Policy document should not specify a principal.',
    ],
  ])('%s', (_what, text, message) =>
    expectFailure(aws, () => custom({ PolicyInputList: [text] }), {
      code: 'InvalidInput',
      status: 400,
      message,
      class: InvalidInputException,
    }),
  );

  test.each([
    [
      'two things',
      { PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess', PolicyType: 'aws-managed' as const },
    ],
  ])('an exclusion that says %s', async (_what, exclusion) => {
    await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    await expectFailure(
      aws,
      () =>
        iam.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: 'arn:aws:iam::123456789012:user/alice',
            ActionNames: ['s3:GetObject'],
            PolicyExclusionList: [exclusion as never],
          }),
        ),
      {
        code: 'InvalidInput',
        status: 400,
        message: 'PolicyExclusionList.1 must specify exactly one member.',
        class: InvalidInputException,
      },
    );
  });

  const queue = (accountId: string) => `arn:aws:sqs:us-east-1:${accountId}:q`;
  const send = (input: Partial<SimulateCustomPolicyCommandInput>) =>
    custom({
      ActionNames: ['sqs:SendMessage'],
      PolicyInputList: [policy(allow('sqs:*'))],
      CallerArn: 'arn:aws:iam::123456789012:user/alice',
      ...input,
    });

  test('an ARN names the owner itself, whatever ResourceOwner says', async () => {
    const [own] = await send({
      ResourceArns: [queue('123456789012')],
      ResourceOwner: 'arn:aws:iam::999999999999:root',
    });
    expect(own).toMatchObject({ EvalDecision: 'allowed' });
    expect(own?.ResourceSpecificResults).toMatchObject([{ EvalDecisionDetails: {} }]);
  });

  test('a resource of another account is decided across accounts, and says so', async () => {
    const [foreign] = await send({ ResourceArns: [queue('999999999999')] });
    expect(foreign).toMatchObject({ EvalDecision: 'implicitDeny' });
    expect(foreign?.ResourceSpecificResults?.[0]?.EvalDecisionDetails).toMatchObject({
      'IAM Policy': 'allowed',
    });
  });
});
