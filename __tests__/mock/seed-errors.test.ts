import { createIamMock, UsageError } from '../../src/index.ts';
import type { Seed } from '../../src/index.ts';

const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** The message of a seed that must be refused. */
function refusal(seed: unknown, quotas = {}): string {
  const aws = createIamMock({ quotas });
  const { state, world } = aws;
  try {
    aws.seed(seed as Seed);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).name).toBe('IamInMemoryUsageError');
    // Nothing half-applied: neither in the present nor in what reset() returns to.
    expect(aws.state).toBe(state);
    expect(world.baseline).toBe(state);
    return (error as Error).message;
  }
  throw new Error('The seed was taken, but was expected to be refused.');
}

const userKeys = 'path, tags, groups, policies, inlinePolicies, permissionsBoundary, accessKeys, password';
const accountKeys =
  'users, groups, roles, policies, instanceProfiles, oidcProviders, samlProviders, accountAlias, passwordPolicy, organization, roleTemplates';

describe('a seed of a wrong shape is refused with its path', () => {
  test.each<[string, unknown, string]>([
    ['no object', 7, `seed: expected an object with ${accountKeys}, accounts, got 7.`],
    ['a list', [], `seed: expected an object with ${accountKeys}, accounts, got [].`],
    ['an unknown part', { user: {} }, `seed.user: unknown key. Keys here are: ${accountKeys}, accounts.`],
    [
      'a part from the prototype',
      { constructor: {} },
      `seed.constructor: unknown key. Keys here are: ${accountKeys}, accounts.`,
    ],
    [
      'users as a list',
      { users: ['alice'] },
      'seed.users: expected an object of users by name, got ["alice"].',
    ],
    [
      'a user that is none',
      { users: { alice: true } },
      `seed.users.alice: expected an object with ${userKeys}, got true.`,
    ],
    [
      'an unknown key of a user',
      { users: { alice: { polices: [] } } },
      `seed.users.alice.polices: unknown key. Keys here are: ${userKeys}.`,
    ],
    [
      'a name that needs quotation marks',
      { roles: { 'my-role': { path: 7 } } },
      `seed.roles['my-role'].path: expected a text, got 7.`,
    ],
    [
      'policies as a text',
      { users: { alice: { policies: 'ReadOnlyAccess' } } },
      'seed.users.alice.policies: expected a list of policy ARNs and names, got "ReadOnlyAccess".',
    ],
    [
      'a policy that is no name',
      { users: { alice: { policies: ['ReadOnlyAccess', document] } } },
      `seed.users.alice.policies[1]: expected a text, got ${JSON.stringify(document).slice(0, 57)}….`,
    ],
    [
      'groups of a user as null',
      { users: { alice: { groups: null } } },
      'seed.users.alice.groups: expected a list of group names, got null.',
    ],
    [
      'inline policies as a list',
      { groups: { admins: { inlinePolicies: [document] } } },
      `seed.groups.admins.inlinePolicies: expected an object of policy documents by name, got ${JSON.stringify([document]).slice(0, 57)}….`,
    ],
    [
      'an inline policy that is no document',
      { groups: { admins: { inlinePolicies: { all: 7 } } } },
      'seed.groups.admins.inlinePolicies.all: expected a policy document (an object or its text), got 7.',
    ],
    ['tags of numbers', { users: { a: { tags: { x: 1 } } } }, 'seed.users.a.tags.x: expected a text, got 1.'],
    [
      'tags in another spelling',
      { users: { a: { tags: [{ key: 'x', value: 'y' }] } } },
      'seed.users.a.tags[0].key: unknown key. Keys here are: Key, Value.',
    ],
    [
      'a tag without a value',
      { users: { a: { tags: [{ Key: 'x' }] } } },
      'seed.users.a.tags[0].Value: missing. Give Value.',
    ],
    [
      'access keys of a wrong number',
      { users: { a: { accessKeys: -1 } } },
      'seed.users.a.accessKeys: expected a number of keys or a list of them, got -1.',
    ],
    [
      'an access key id that is none',
      { users: { a: { accessKeys: [{ accessKeyId: 'short' }] } } },
      'seed.users.a.accessKeys[0].accessKeyId: expected an access key id (16 to 128 letters and digits), got "short".',
    ],
    [
      'an access key status that is none',
      { users: { a: { accessKeys: [{ status: 'Deleted' }] } } },
      `seed.users.a.accessKeys[0].status: expected 'Active' or 'Inactive', got "Deleted".`,
    ],
    [
      'a role duration in words',
      { roles: { a: { maxSessionDuration: '1h' } } },
      'seed.roles.a.maxSessionDuration: expected a number, got "1h".',
    ],
    [
      'a trust policy that is none',
      { roles: { a: { trustPolicy: 7 } } },
      'seed.roles.a.trustPolicy: expected a policy document (an object or its text), got 7.',
    ],
    [
      'a principal that is none',
      { roles: { a: { trustPolicy: [7] } } },
      'seed.roles.a.trustPolicy[0]: expected a text, got 7.',
    ],
    [
      'a policy without a document',
      { policies: { x: { path: '/' } } },
      'seed.policies.x.document: missing. Give a document, or versions.',
    ],
    [
      'a policy with no versions',
      { policies: { x: { versions: [] } } },
      'seed.policies.x.document: missing. Give a document, or versions.',
    ],
    [
      'an unknown key of a policy',
      { policies: { x: { document, name: 'x' } } },
      'seed.policies.x.name: unknown key. Keys here are: document, versions, defaultVersion, path, description, tags.',
    ],
    [
      'a SAML provider without metadata',
      { samlProviders: { x: {} } },
      'seed.samlProviders.x.metadata: missing. Give metadata.',
    ],
    [
      'a flag in words',
      { passwordPolicy: { requireNumbers: 'yes' } },
      'seed.passwordPolicy.requireNumbers: expected true or false, got "yes".',
    ],
    [
      'an account id that is none',
      { accounts: { '12345': {} } },
      `seed.accounts['12345']: an account id has twelve digits.`,
    ],
    [
      'a key of another account',
      { accounts: { '210987654321': { users: { bob: { x: 1 } } } } },
      `seed.accounts['210987654321'].users.bob.x: unknown key. Keys here are: ${userKeys}.`,
    ],
    [
      'accounts in accounts',
      { accounts: { '210987654321': { accounts: {} } } },
      `seed.accounts['210987654321'].accounts: unknown key. Keys here are: ${accountKeys}.`,
    ],
    [
      'a function',
      { users: { a: { path: () => '/' } } },
      'seed.users.a.path: expected a text, got a function.',
    ],
  ])('%s', (_name, seed, message) => expect(refusal(seed)).toBe(`iam-in-memory: ${message}`));

  test('members that are undefined are as absent', () => {
    const aws = createIamMock({ seed: { users: { alice: { path: undefined } }, groups: undefined } });
    expect(aws.snapshot()).toEqual({ users: { alice: {} } });
  });
});

describe('a seed that AWS would refuse is refused in its words', () => {
  const policy = 'arn:aws:iam::123456789012:policy/gone';
  test.each<[string, unknown, string]>([
    [
      'an unknown policy by name',
      { users: { alice: { policies: ['gone'] } } },
      `seed.users.alice.policies[0]: there is no policy 'gone', neither in account 123456789012 nor of AWS's. Add it to the seed's policies, or give an ARN.`,
    ],
    [
      'an unknown policy by ARN',
      { users: { alice: { policies: ['ReadOnlyAccess', policy] } } },
      `seed.users.alice.policies[1]: AttachUserPolicy answers NoSuchEntity: Policy ${policy} does not exist or is not attachable. Seed it too, or correct the name.`,
    ],
    [
      'an unknown boundary',
      { roles: { app: { permissionsBoundary: 'gone' } } },
      `seed.roles.app.permissionsBoundary: there is no policy 'gone', neither in account 123456789012 nor of AWS's. Add it to the seed's policies, or give an ARN.`,
    ],
    [
      'an unknown group',
      { users: { alice: { groups: ['admins'] } } },
      'seed.users.alice.groups[0]: AddUserToGroup answers NoSuchEntity: The group with name admins cannot be found. Seed it too, or correct the name.',
    ],
    [
      'an unknown role of an instance profile',
      { instanceProfiles: { app: { role: 'app' } } },
      'seed.instanceProfiles.app.role: AddRoleToInstanceProfile answers NoSuchEntity: The role with name app cannot be found. Seed it too, or correct the name.',
    ],
    [
      'a name that AWS does not take',
      { users: { 'a b': {} } },
      `seed.users['a b']: CreateUser answers ValidationError: The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-. Correct the value.`,
    ],
    [
      'a document that is none',
      { policies: { x: '{' } },
      'seed.policies.x: CreatePolicy answers MalformedPolicyDocument: Syntax errors in policy. Correct the document.',
    ],
    [
      'a later version that is none',
      { policies: { x: { document, versions: [document, { Statement: [] }] } } },
      'seed.policies.x.versions[1]: CreatePolicyVersion answers MalformedPolicyDocument: Syntax errors in policy. Correct the document.',
    ],
    [
      'a principal that does not exist',
      { roles: { app: { trustPolicy: 'arn:aws:iam::123456789012:user/gone' } } },
      'seed.roles.app.trustPolicy: UpdateAssumeRolePolicy answers MalformedPolicyDocument: Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:user/gone". Correct the document.',
    ],
    [
      'a short form that is none',
      { roles: { app: { trustPolicy: 'lambda' } } },
      `seed.roles.app.trustPolicy: "lambda" is no principal. Give a service ('lambda.amazonaws.com'), an account id, an ARN, a list of these, or a policy document.`,
    ],
    [
      'too many access keys',
      { users: { alice: { accessKeys: 3 } } },
      'seed.users.alice.accessKeys: CreateAccessKey answers LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2. Seed less, or raise the limit with the option quotas.',
    ],
    [
      'too many access keys with secrets',
      { users: { alice: { accessKeys: [{}, {}, { secretAccessKey: 'mine' }] } } },
      'seed.users.alice.accessKeys[2]: Cannot exceed quota for AccessKeysPerUser: 2. Seed less, or raise the limit with the option quotas.',
    ],
    [
      'an access key id twice',
      {
        users: {
          alice: { accessKeys: [{ accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }] },
          bob: { accessKeys: [{ accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }] },
        },
      },
      'seed.users.bob.accessKeys[0].accessKeyId: the id AKIAIOSFODNN7EXAMPLE is taken. Give another one, or none.',
    ],
    [
      'names that differ in case alone',
      { users: { alice: {}, Alice: {} } },
      'seed.users.Alice: CreateUser answers EntityAlreadyExists: User with name Alice already exists. A seed only adds: leave out what is there already, or change it by calls.',
    ],
    [
      'something wrong in another account',
      { users: { alice: {} }, accounts: { '210987654321': { users: { bob: { groups: ['x'] } } } } },
      `seed.accounts['210987654321'].users.bob.groups[0]: AddUserToGroup answers NoSuchEntity: The group with name x cannot be found. Seed it too, or correct the name.`,
    ],
  ])('%s', (_name, seed, message) => expect(refusal(seed)).toBe(`iam-in-memory: ${message}`));

  test("quotas are the mock's own", () => {
    expect(refusal({ users: { a: {}, b: {} } }, { usersPerAccount: 1 })).toBe(
      'iam-in-memory: seed.users.b: CreateUser answers LimitExceeded: Cannot exceed quota for UsersPerAccount: 1. Seed less, or raise the limit with the option quotas.',
    );
  });

  test('what AWS said is the cause', () => {
    try {
      createIamMock({ seed: { users: { 'a b': {} } } });
    } catch (error) {
      expect((error as Error).cause).toMatchObject({
        name: 'AwsError',
        code: 'ValidationError',
        status: 400,
      });
    }
    expect.assertions(1);
  });

  test('an entity that is there already is not merged', () => {
    const aws = createIamMock({ seed: { users: { alice: { tags: { a: 'b' } } } } });
    const { state } = aws;
    expect(() => aws.seed({ groups: { admins: {} }, users: { alice: { tags: { c: 'd' } } } })).toThrow(
      'seed.users.alice: CreateUser answers EntityAlreadyExists: User with name alice already exists. A seed only adds: leave out what is there already, or change it by calls.',
    );
    expect(aws.state).toBe(state);
  });

  test('a mock with a wrong seed is not made', () => {
    expect(() => createIamMock({ seed: { users: { alice: { groups: ['x'] } } } })).toThrow(UsageError);
  });
});
