import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  MalformedPolicyDocumentException,
  UpdateAssumeRolePolicyCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00Z' });

const user = (rest: string) => `arn:aws:iam::123456789012:user/${rest}`;
const role = (rest: string) => `arn:aws:iam::123456789012:role/${rest}`;

const trustOf = (AWS: string | string[], more: object = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole', ...more },
  });

const createRole = (RoleName: string, AssumeRolePolicyDocument: string, Path = '/') =>
  iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Path }));
const createUser = async (UserName: string, Path = '/') =>
  (await iam.send(new CreateUserCommand({ UserName, Path }))).User?.UserId as string;
const destroyUser = (UserName: string) => iam.send(new DeleteUserCommand({ UserName }));

async function trustPolicyOf(RoleName: string): Promise<string> {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  return decodeURIComponent(Role?.AssumeRolePolicyDocument as string);
}

const invalidPrincipal = (value: string) => ({
  code: 'MalformedPolicyDocument',
  status: 400,
  message: `Invalid principal in policy: "AWS":"${value}"`,
  class: MalformedPolicyDocumentException,
});

describe('who may be named', () => {
  test.each([
    ['a user that does not exist', user('gone')],
    ['a role that does not exist', role('gone')],
    ['a user under another path', user('team/alice')],
    ['a user in another spelling', user('ALICE')],
    ['a role by the name of a user', role('alice')],
    ['a group', 'arn:aws:iam::123456789012:group/admins'],
  ])('not %s', async (_, arn) => {
    await createUser('alice');
    await expectFailure(aws, () => createRole('app', trustOf(arn)), invalidPrincipal(arn));
  });

  test('the first bad one is reported', async () => {
    await createUser('alice');
    await expectFailure(
      aws,
      () => createRole('app', trustOf([user('alice'), user('first'), user('second')])),
      invalidPrincipal(user('first')),
    );
  });

  test.each([
    ['a user', user('team/alice')],
    ['a role', role('team/base')],
    ['the account', 'arn:aws:iam::123456789012:root'],
    ['any account', '999988887777'],
    ['the root of any account', 'arn:aws:iam::999988887777:root'],
    ['a user of an account the mock knows nothing of', 'arn:aws:iam::999988887777:user/somebody'],
    ['a session of a role', 'arn:aws:sts::123456789012:assumed-role/base/run'],
    ['everybody', '*'],
  ])('%s', async (_, arn) => {
    await createUser('alice', '/team/');
    await createRole('base', trustOf('*'), '/team/');
    await expect(createRole('app', trustOf(arn))).resolves.toMatchObject({ Role: { RoleName: 'app' } });
  });

  test('in an account with entities of its own, only who is there', async () => {
    const other = aws.account('210987654321');
    const { accessKeyId, secretAccessKey } = other.credentialsFor('root');
    const client = new IAMClient({ credentials: { accessKeyId, secretAccessKey } });
    await client.send(new CreateUserCommand({ UserName: 'there' }));
    await createRole('app', trustOf('arn:aws:iam::210987654321:user/there'));
    const gone = 'arn:aws:iam::210987654321:user/gone';
    await expectFailure(aws, () => createRole('bad', trustOf(gone)), invalidPrincipal(gone));
    const { User } = await client.send(new CreateUserCommand({ UserName: 'x' }));
    expect(User?.Arn).toBe('arn:aws:iam::210987654321:user/x');
    // The trust follows a principal of another account too.
    await client.send(new UpdateUserCommand({ UserName: 'there', NewUserName: 'moved' }));
    expect(await trustPolicyOf('app')).toBe(trustOf('arn:aws:iam::210987654321:user/moved'));
    await client.send(new DeleteUserCommand({ UserName: 'moved' }));
    expect(await trustPolicyOf('app')).toMatch(/"AWS":"AIDA[A-Z2-7]{17}"/);
  });
});

describe('an account id', () => {
  test('is shown as given by CreateRole and as the root ARN when it is read back', async () => {
    const text = trustOf('123456789012');
    const { Role } = await createRole('app', text);
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument as string)).toBe(text);
    expect(await trustPolicyOf('app')).toBe(trustOf('arn:aws:iam::123456789012:root'));
    const { Roles } = await iam.send(new ListRolesCommand({}));
    expect(decodeURIComponent(Roles?.[0]?.AssumeRolePolicyDocument as string)).toBe(
      trustOf('arn:aws:iam::123456789012:root'),
    );
  });

  test('of a condition stays what it is, and so does the white space', async () => {
    const text = `{ "Statement" : [ { "Effect":"Allow",\n "Principal": {"AWS": [ "123456789012" , "*" ] }, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}} } ] }`;
    await createRole('app', trustOf('*'));
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'app', PolicyDocument: text }));
    expect(await trustPolicyOf('app')).toBe(
      text.replace('[ "123456789012"', '[ "arn:aws:iam::123456789012:root"'),
    );
  });
});

describe('a deleted principal', () => {
  test('leaves its unique id, and a namesake is not trusted', async () => {
    const id = await createUser('alice');
    await createRole('app', trustOf(user('alice')));
    await destroyUser('ALICE');
    expect(await trustPolicyOf('app')).toBe(trustOf(id));
    await createUser('alice');
    expect(await trustPolicyOf('app')).toBe(trustOf(id));
    await expectFailure(
      aws,
      () => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'app', PolicyDocument: trustOf(id) })),
      invalidPrincipal(id),
    );
  });

  test('is replaced in every role that names it, and nothing else is touched', async () => {
    const id = await createUser('al', '/x/');
    await createUser('alice', '/x/');
    const documents = {
      one: trustOf([user('x/al'), user('x/alice'), '*']),
      two: trustOf(user('x/al'), {
        Condition: { StringEquals: { 'aws:PrincipalArn': user('x/al') } },
      }),
      three: trustOf(user('x/alice')),
    };
    for (const [name, document] of Object.entries(documents)) await createRole(name, document);
    await destroyUser('al');
    expect(await trustPolicyOf('one')).toBe(trustOf([id, user('x/alice'), '*']));
    expect(await trustPolicyOf('two')).toBe(
      trustOf(id, { Condition: { StringEquals: { 'aws:PrincipalArn': user('x/al') } } }),
    );
    expect(await trustPolicyOf('three')).toBe(documents.three);
  });

  test('may be a role', async () => {
    const { Role } = await createRole('base', trustOf('*'));
    await createRole('app', trustOf(role('base')));
    await iam.send(new DeleteRoleCommand({ RoleName: 'base' }));
    expect(await trustPolicyOf('app')).toBe(trustOf(Role?.RoleId as string));
  });

  test('may be a role that trusts itself', async () => {
    await createRole('app', trustOf('*'));
    await iam.send(
      new UpdateAssumeRolePolicyCommand({ RoleName: 'app', PolicyDocument: trustOf(role('app')) }),
    );
    await iam.send(new DeleteRoleCommand({ RoleName: 'app' }));
    await createRole('app', trustOf('*'));
    expect(await trustPolicyOf('app')).toBe(trustOf('*'));
  });

  test('of a role that no longer names it changes nothing', async () => {
    await createUser('alice');
    await createUser('bob');
    await createRole('app', trustOf(user('alice')));
    await createRole('old', trustOf(user('alice')));
    await iam.send(
      new UpdateAssumeRolePolicyCommand({ RoleName: 'app', PolicyDocument: trustOf(user('bob')) }),
    );
    await iam.send(new DeleteRoleCommand({ RoleName: 'old' }));
    await destroyUser('alice');
    expect(await trustPolicyOf('app')).toBe(trustOf(user('bob')));
  });
});

describe('a renamed principal', () => {
  test('stays trusted under its new name and path, and by its id when it goes at last', async () => {
    const id = await createUser('alice');
    await createRole('app', trustOf(user('alice')));
    await iam.send(new UpdateUserCommand({ UserName: 'alice', NewUserName: 'Zoe', NewPath: '/t/' }));
    expect(await trustPolicyOf('app')).toBe(trustOf(user('t/Zoe')));
    await iam.send(new UpdateUserCommand({ UserName: 'zoe', NewPath: '/u/' }));
    expect(await trustPolicyOf('app')).toBe(trustOf(user('u/Zoe')));
    await createUser('alice');
    await destroyUser('alice');
    expect(await trustPolicyOf('app')).toBe(trustOf(user('u/Zoe')));
    await destroyUser('zoe');
    expect(await trustPolicyOf('app')).toBe(trustOf(id));
  });
});

test('a user that keeps its keys keeps being trusted', async () => {
  await createUser('alice');
  await iam.send(new CreateAccessKeyCommand({ UserName: 'alice' }));
  await createRole('app', trustOf(user('alice')));
  await expect(destroyUser('alice')).rejects.toThrow('must delete access keys first');
  expect(await trustPolicyOf('app')).toBe(trustOf(user('alice')));
});
