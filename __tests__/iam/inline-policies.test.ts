import {
  CreateGroupCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteConflictException,
  DeleteGroupPolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  GetGroupPolicyCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  LimitExceededException,
  ListGroupPoliciesCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  MalformedPolicyDocumentException,
  NoSuchEntityException,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UnmodifiableEntityException,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00Z' });

const trust =
  '{"Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}';

/** The same four operations on the three kinds of entities. */
const kinds = [
  {
    kind: 'user',
    member: 'UserName',
    limit: 2048,
    create: (UserName: string) => iam.send(new CreateUserCommand({ UserName })),
    put: (UserName: string, PolicyName: string, PolicyDocument: string) =>
      iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument })),
    get: (UserName: string, PolicyName: string) =>
      iam.send(new GetUserPolicyCommand({ UserName, PolicyName })),
    destroy: (UserName: string, PolicyName: string) =>
      iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName })),
    list: (UserName: string, page: object = {}) =>
      iam.send(new ListUserPoliciesCommand({ UserName, ...page })),
  },
  {
    kind: 'group',
    member: 'GroupName',
    limit: 5120,
    create: (GroupName: string) => iam.send(new CreateGroupCommand({ GroupName })),
    put: (GroupName: string, PolicyName: string, PolicyDocument: string) =>
      iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument })),
    get: (GroupName: string, PolicyName: string) =>
      iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName })),
    destroy: (GroupName: string, PolicyName: string) =>
      iam.send(new DeleteGroupPolicyCommand({ GroupName, PolicyName })),
    list: (GroupName: string, page: object = {}) =>
      iam.send(new ListGroupPoliciesCommand({ GroupName, ...page })),
  },
  {
    kind: 'role',
    member: 'RoleName',
    limit: 10240,
    create: (RoleName: string) =>
      iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust })),
    put: (RoleName: string, PolicyName: string, PolicyDocument: string) =>
      iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument })),
    get: (RoleName: string, PolicyName: string) =>
      iam.send(new GetRolePolicyCommand({ RoleName, PolicyName })),
    destroy: (RoleName: string, PolicyName: string) =>
      iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })),
    list: (RoleName: string, page: object = {}) =>
      iam.send(new ListRolePoliciesCommand({ RoleName, ...page })),
  },
];

const document = (resource = '*') =>
  JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: resource } });

/** A good document of exactly so many characters without white space. */
function documentOfSize(size: number): string {
  const bare = document('arn:aws:s3:::');
  return document(`arn:aws:s3:::${'x'.repeat(size - bare.length)}`);
}

const malformed = (message: string) => ({
  code: 'MalformedPolicyDocument',
  status: 400,
  message,
  class: MalformedPolicyDocumentException,
});

describe.each(kinds)('of a $kind', ({ kind, member, limit, create, put, get, destroy, list }) => {
  const missing = {
    code: 'NoSuchEntity',
    status: 404,
    message: `The ${kind} with name gone cannot be found.`,
    class: NoSuchEntityException,
  };
  const missingPolicy = (name: string) => ({
    code: 'NoSuchEntity',
    status: 404,
    message: `The ${kind} policy with name ${name} cannot be found.`,
    class: NoSuchEntityException,
  });

  test('Get shows the text as it was put, percent-encoded byte for byte', async () => {
    await create('Thing');
    const text = `{ "Statement": [{"Sid":"a!'()*~é",\n"Effect":"Allow","Action":"s3:*","Resource":"*"}] }`;
    const { $metadata, ...output } = await put('thing', 'Reader', text);
    expect(output).toStrictEqual({});
    expect($metadata.httpStatusCode).toBe(200);
    const { $metadata: _, ...policy } = await get('THING', 'Reader');
    expect(policy).toStrictEqual({
      [member]: 'Thing',
      PolicyName: 'Reader',
      PolicyDocument:
        '%7B%20%22Statement%22%3A%20%5B%7B%22Sid%22%3A%22a%21%27%28%29%2A~%C3%A9%22%2C%0A%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22s3%3A%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%20%7D',
    });
  });

  test('Put replaces the policy of its name, and names have case', async () => {
    await create('x');
    await put('x', 'p', document('arn:aws:s3:::a/*'));
    await put('x', 'p', document('arn:aws:s3:::b/*'));
    await put('x', 'P', document());
    expect((await list('x')).PolicyNames).toEqual(['P', 'p']);
    expect(decodeURIComponent((await get('x', 'p')).PolicyDocument as string)).toBe(
      document('arn:aws:s3:::b/*'),
    );
  });

  test('putting the same policy again changes nothing', async () => {
    await create('x');
    await put('x', 'p', document());
    const before = aws.state;
    await put('x', 'p', document());
    expect(aws.state).toBe(before);
  });

  test('List gives the names in order, page by page', async () => {
    await create('x');
    expect(await list('x')).toMatchObject({ PolicyNames: [], IsTruncated: false });
    for (const name of ['c', 'a', 'b']) await put('x', name, document());
    const first = await list('x', { MaxItems: 2 });
    expect(first).toMatchObject({ PolicyNames: ['a', 'b'], IsTruncated: true });
    await destroy('x', 'b');
    const second = await list('x', { Marker: first.Marker });
    expect(second).toMatchObject({ PolicyNames: ['c'], IsTruncated: false });
    expect('Marker' in second).toBe(false);
  });

  test('Delete takes the policy away once', async () => {
    await create('x');
    await put('x', 'p', document());
    const { $metadata, ...output } = await destroy('x', 'p');
    expect(output).toStrictEqual({});
    expect($metadata.httpStatusCode).toBe(200);
    await expectFailure(aws, () => destroy('x', 'p'), missingPolicy('p'));
    await expectFailure(aws, () => get('x', 'p'), missingPolicy('p'));
  });

  test('a missing entity comes before a broken document', async () => {
    await expectFailure(aws, () => put('gone', 'p', '{'), missing);
    await expectFailure(aws, () => get('gone', 'p'), missing);
    await expectFailure(aws, () => destroy('gone', 'p'), missing);
    await expectFailure(aws, () => list('gone'), missing);
  });

  test.each([
    ['no JSON', '{', 'Syntax errors in policy.'],
    [
      'no action',
      '{"Statement":{"Effect":"Allow","Resource":"*"}}',
      'Policy statement must contain actions.',
    ],
    [
      'a principal',
      '{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}}',
      'Policy document should not specify a principal.',
    ],
  ])('refuses a document with %s', async (_, text, message) => {
    await create('x');
    await expectFailure(aws, () => put('x', 'p', text), malformed(message));
  });

  test('takes documents of both versions and of none', async () => {
    await create('x');
    for (const [name, version] of [
      ['old', '2008-10-17'],
      ['new', '2012-10-17'],
    ] as const) {
      await put('x', name, JSON.stringify({ Version: version, ...JSON.parse(document()) }));
    }
    expect((await list('x')).PolicyNames).toEqual(['new', 'old']);
  });

  test('refuses more than the quota of all documents together, not counting white space', async () => {
    await create('Thing');
    const exceeded = {
      code: 'LimitExceeded',
      status: 409,
      message: `Maximum policy size of ${limit} bytes exceeded for ${kind} Thing`,
      class: LimitExceededException,
    };
    await expectFailure(aws, () => put('thing', 'p', documentOfSize(limit + 1)), exceeded);
    await put('Thing', 'p', ` ${documentOfSize(limit - 200)}\n\t\r`);
    await expectFailure(aws, () => put('Thing', 'q', documentOfSize(201)), exceeded);
    await put('Thing', 'q', documentOfSize(200));
    // Of a policy that is replaced only the new text counts.
    await put('Thing', 'p', documentOfSize(limit - 200));
    await expectFailure(aws, () => put('Thing', 'p', documentOfSize(limit - 199)), exceeded);
  });

  test('refuses bad names and characters in the words of IAM', async () => {
    await create('x');
    await expectFailure(aws, () => put('x', 'a b', document()), {
      code: 'ValidationError',
      status: 400,
      message:
        'The specified value for policyName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    });
    await expectFailure(aws, () => put('x', 'p', '{"Statement":"Ω"}'), {
      code: 'ValidationError',
      status: 400,
      message:
        'The specified value for policyDocument is invalid. It must contain only printable ASCII characters.',
    });
  });
});

test('a user and a role with inline policies cannot be deleted', async () => {
  const [user, , role] = kinds;
  await user?.create('x');
  await role?.create('x');
  await user?.put('x', 'p', document());
  await role?.put('x', 'p', document());
  const conflict = {
    code: 'DeleteConflict',
    status: 409,
    message: 'Cannot delete entity, must delete policies first.',
    class: DeleteConflictException,
  };
  await expectFailure(aws, () => iam.send(new DeleteUserCommand({ UserName: 'x' })), conflict);
  await expectFailure(aws, () => iam.send(new DeleteRoleCommand({ RoleName: 'x' })), conflict);
});

test('policies of a role of IAM Identity Center cannot be changed', async () => {
  const RoleName = 'AWSReservedSSO_Admin_0123456789abcdef';
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  const refusal = {
    code: 'UnmodifiableEntity',
    status: 400,
    message: `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
    class: UnmodifiableEntityException,
  };
  await expectFailure(
    aws,
    () => iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: '{' })),
    refusal,
  );
  await expectFailure(
    aws,
    () => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'p' })),
    refusal,
  );
  await expect(iam.send(new ListRolePoliciesCommand({ RoleName }))).resolves.toMatchObject({
    PolicyNames: [],
  });
});
