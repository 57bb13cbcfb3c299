import { EntityAlreadyExistsException, NoSuchEntityException } from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';
import { type Reply, type Request, sendRequest } from '../support/calls.ts';
import { makeCertificate } from '../support/certificates.ts';
import { identityPolicy, trustPolicy } from '../support/fixtures.ts';
import { samlMetadata } from '../support/saml.ts';

const { aws, iam } = useAws();
const send = (request: Request): Promise<Reply> => sendRequest(iam, request);
const certificate = makeCertificate();
const metadata = samlMetadata();

/** A kind of resource that is told apart by a name. */
interface NamedFamily {
  readonly family: string;
  /** Names that differ in case alone are one. */
  readonly foldsCase: boolean;
  readonly create: (name: string, path?: string) => Request;
  /** Reads by name, and where the output has the name as it is stored; absent where reading goes by ARN. */
  readonly read?: { readonly request: (name: string) => Request; readonly nameIn: (reply: Reply) => unknown };
  /** Gives a new name. */
  readonly rename?: (name: string, newName: string) => Request;
  readonly remove: (name: string) => Request;
  /** Names in the listing, in order. */
  readonly list: { readonly request: Request; readonly namesIn: (reply: Reply) => unknown[] };
  /** The unique id in the output of create. */
  readonly idIn?: (reply: Reply) => unknown;
  readonly missing: (name: string) => string;
  readonly duplicate: (name: string) => string;
  /** Longest name. */
  readonly longest: number;
  /** The member of the input, and the name of the sentence of IAM's own for bad characters (or the pattern). */
  readonly member: string;
  readonly pattern?: string;
}

type Fields = Readonly<Record<string, unknown>>;
const field = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((inner, key) => (inner as Fields | undefined)?.[key], value);
const each = (value: unknown, key: string): unknown[] => (value as Fields[]).map((item) => item[key]);

const arn = (resource: string): string => `arn:aws:iam::123456789012:${resource}`;

const families: readonly NamedFamily[] = [
  {
    family: 'users',
    foldsCase: true,
    create: (UserName, Path) => ['CreateUser', { UserName, Path }],
    read: {
      request: (UserName) => ['GetUser', { UserName }],
      nameIn: (reply) => field(reply, 'User', 'UserName'),
    },
    rename: (UserName, NewUserName) => ['UpdateUser', { UserName, NewUserName }],
    remove: (UserName) => ['DeleteUser', { UserName }],
    list: { request: ['ListUsers', {}], namesIn: (reply) => each(reply['Users'], 'UserName') },
    idIn: (reply) => field(reply, 'User', 'UserId'),
    missing: (name) => `The user with name ${name} cannot be found.`,
    duplicate: (name) => `User with name ${name} already exists.`,
    longest: 64,
    member: 'userName',
  },
  {
    family: 'groups',
    foldsCase: true,
    create: (GroupName, Path) => ['CreateGroup', { GroupName, Path }],
    read: {
      request: (GroupName) => ['GetGroup', { GroupName }],
      nameIn: (reply) => field(reply, 'Group', 'GroupName'),
    },
    rename: (GroupName, NewGroupName) => ['UpdateGroup', { GroupName, NewGroupName }],
    remove: (GroupName) => ['DeleteGroup', { GroupName }],
    list: { request: ['ListGroups', {}], namesIn: (reply) => each(reply['Groups'], 'GroupName') },
    idIn: (reply) => field(reply, 'Group', 'GroupId'),
    missing: (name) => `The group with name ${name} cannot be found.`,
    duplicate: (name) => `Group with name ${name} already exists.`,
    longest: 128,
    member: 'groupName',
  },
  {
    family: 'roles',
    foldsCase: true,
    create: (RoleName, Path) => ['CreateRole', { RoleName, Path, AssumeRolePolicyDocument: trustPolicy }],
    read: {
      request: (RoleName) => ['GetRole', { RoleName }],
      nameIn: (reply) => field(reply, 'Role', 'RoleName'),
    },
    remove: (RoleName) => ['DeleteRole', { RoleName }],
    list: { request: ['ListRoles', {}], namesIn: (reply) => each(reply['Roles'], 'RoleName') },
    idIn: (reply) => field(reply, 'Role', 'RoleId'),
    missing: (name) => `The role with name ${name} cannot be found.`,
    duplicate: (name) => `Role with name ${name} already exists.`,
    longest: 64,
    member: 'roleName',
  },
  {
    family: 'instance profiles',
    foldsCase: true,
    create: (InstanceProfileName, Path) => ['CreateInstanceProfile', { InstanceProfileName, Path }],
    read: {
      request: (InstanceProfileName) => ['GetInstanceProfile', { InstanceProfileName }],
      nameIn: (reply) => field(reply, 'InstanceProfile', 'InstanceProfileName'),
    },
    remove: (InstanceProfileName) => ['DeleteInstanceProfile', { InstanceProfileName }],
    list: {
      request: ['ListInstanceProfiles', {}],
      namesIn: (reply) => each(reply['InstanceProfiles'], 'InstanceProfileName'),
    },
    idIn: (reply) => field(reply, 'InstanceProfile', 'InstanceProfileId'),
    missing: (name) => `Instance Profile ${name} cannot be found.`,
    duplicate: (name) => `Instance Profile ${name} already exists.`,
    longest: 128,
    member: 'instanceProfileName',
  },
  {
    family: 'managed policies',
    foldsCase: true,
    create: (PolicyName, Path) => ['CreatePolicy', { PolicyName, Path, PolicyDocument: identityPolicy }],
    remove: (name) => ['DeletePolicy', { PolicyArn: arn(`policy/${name}`) }],
    list: {
      request: ['ListPolicies', { Scope: 'Local' }],
      namesIn: (reply) => each(reply['Policies'], 'PolicyName'),
    },
    idIn: (reply) => field(reply, 'Policy', 'PolicyId'),
    missing: (name) => `Policy ${arn(`policy/${name}`)} was not found.`,
    duplicate: (name) => `A policy called ${name} already exists. Duplicate names are not allowed.`,
    longest: 128,
    member: 'policyName',
  },
  {
    family: 'server certificates',
    foldsCase: true,
    create: (ServerCertificateName, Path) => [
      'UploadServerCertificate',
      { ServerCertificateName, Path, CertificateBody: certificate.pem, PrivateKey: certificate.keyPem },
    ],
    read: {
      request: (ServerCertificateName) => ['GetServerCertificate', { ServerCertificateName }],
      nameIn: (reply) =>
        field(reply, 'ServerCertificate', 'ServerCertificateMetadata', 'ServerCertificateName'),
    },
    rename: (ServerCertificateName, NewServerCertificateName) => [
      'UpdateServerCertificate',
      { ServerCertificateName, NewServerCertificateName },
    ],
    remove: (ServerCertificateName) => ['DeleteServerCertificate', { ServerCertificateName }],
    list: {
      request: ['ListServerCertificates', {}],
      namesIn: (reply) => each(reply['ServerCertificateMetadataList'], 'ServerCertificateName'),
    },
    idIn: (reply) => field(reply, 'ServerCertificateMetadata', 'ServerCertificateId'),
    missing: (name) => `The Server Certificate with name ${name} cannot be found.`,
    duplicate: (name) => `The Server Certificate with name ${name} already exists.`,
    longest: 128,
    member: 'serverCertificateName',
  },
  {
    family: 'SAML providers',
    foldsCase: false,
    create: (Name) => ['CreateSAMLProvider', { Name, SAMLMetadataDocument: metadata }],
    read: {
      request: (name) => ['GetSAMLProvider', { SAMLProviderArn: arn(`saml-provider/${name}`) }],
      nameIn: () => undefined,
    },
    remove: (name) => ['DeleteSAMLProvider', { SAMLProviderArn: arn(`saml-provider/${name}`) }],
    list: {
      request: ['ListSAMLProviders', {}],
      namesIn: (reply) =>
        each(reply['SAMLProviderList'], 'Arn').map((text) => (text as string).split('/').at(-1)),
    },
    missing: (name) => `Manifest not found for arn ${arn(`saml-provider/${name}`)}`,
    duplicate: (name) => `SAMLProvider with name ${name} already exists.`,
    longest: 128,
    member: 'name',
    pattern: '[\\w._-]+',
  },
];

const missingName = (message: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message,
  class: NoSuchEntityException,
});
const taken = (message: string) => ({
  code: 'EntityAlreadyExists',
  status: 409,
  message,
  class: EntityAlreadyExistsException,
});
const violation = (message: string) => ({ code: 'ValidationError', status: 400, message });
const template = (member: string, constraint: string) =>
  violation(`1 validation error detected: Value at '${member}' failed to satisfy constraint: ${constraint}`);

const pathed = families.filter(({ family }) => family !== 'SAML providers');

describe.each(families)('names of $family', (family) => {
  const { foldsCase, create, read, remove, list, missing, duplicate, longest, member, pattern } = family;
  const names = async (): Promise<unknown[]> => list.namesIn(await send(list.request));

  test('a name that is taken is told as it was asked for', async () => {
    await send(create('MyThing'));
    await expectFailure(aws, () => send(create('MyThing')), taken(duplicate('MyThing')));
  });

  test(`names in another case are ${foldsCase ? 'the same name' : 'other names'}`, async () => {
    await send(create('MyThing'));
    if (foldsCase) {
      await expectFailure(aws, () => send(create('MYTHING')), taken(duplicate('MYTHING')));
      await expectFailure(aws, () => send(create('mything')), taken(duplicate('mything')));
      expect(await names()).toEqual(['MyThing']);
    } else {
      await send(create('MYTHING'));
      expect(await names()).toEqual(['MYTHING', 'MyThing']);
    }
  });

  if (read !== undefined) {
    test(`reading ${foldsCase ? 'does not go' : 'goes'} by case`, async () => {
      await send(create('MyThing'));
      if (foldsCase) expect(read.nameIn(await send(read.request('mYtHING')))).toBe('MyThing');
      else await expectFailure(aws, () => send(read.request('mYtHING')), missingName(missing('mYtHING')));
    });

    test('a name that nobody has', () =>
      expectFailure(aws, () => send(read.request('gone')), missingName(missing('gone'))));
  }

  test('deleting a name that nobody has', () =>
    expectFailure(aws, () => send(remove('gone')), missingName(missing('gone'))));

  test('a name is free again once it is deleted; a unique id is not', async () => {
    const first = await send(create('MyThing'));
    await send(remove(foldsCase && family.read !== undefined ? 'mything' : 'MyThing'));
    expect(await names()).toEqual([]);
    const second = await send(create(foldsCase ? 'MYTHING' : 'MyThing'));
    if (family.idIn !== undefined) expect(family.idIn(second)).not.toBe(family.idIn(first));
  });

  test('listings go by name', async () => {
    for (const name of ['b', 'C', 'a', 'B2', '_', 'a-b', 'a1']) await send(create(name));
    const order = foldsCase
      ? ['_', 'a', 'a-b', 'a1', 'b', 'B2', 'C']
      : ['B2', 'C', '_', 'a', 'a-b', 'a1', 'b'];
    expect(await names()).toEqual(order);
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '.', '_', '0'])(
    'takes %s for a name like any other',
    async (name) => {
      if (read !== undefined)
        await expectFailure(aws, () => send(read.request(name)), missingName(missing(name)));
      await send(create(name));
      expect(await names()).toEqual([name]);
      await expectFailure(aws, () => send(create(name)), taken(duplicate(name)));
      await send(remove(name));
      expect(await names()).toEqual([]);
    },
  );

  test('the longest name, and one more', async () => {
    await send(create('x'.repeat(longest)));
    expect(await names()).toEqual(['x'.repeat(longest)]);
    await expectFailure(
      aws,
      () => send(create('x'.repeat(longest + 1))),
      template(member, `Member must have length less than or equal to ${longest}`),
    );
  });

  test.each(['a b', 'a/b', 'é', 'a\n', 'a*', 'a:b'])('refuses the name %j', (name) =>
    expectFailure(
      aws,
      () => send(create(name)),
      pattern === undefined
        ? violation(
            `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
          )
        : template(member, `Member must satisfy regular expression pattern: ${pattern}`),
    ),
  );

  test('refuses to be without a name', () =>
    expectFailure(
      aws,
      () => send(create(undefined as unknown as string)),
      template(member, 'Member must not be null'),
    ));
});

describe.each(pathed)('paths of $family', ({ create, list, duplicate }) => {
  test('do not make names distinct', async () => {
    await send(create('MyThing', '/a/'));
    await expectFailure(aws, () => send(create('mything', '/b/')), taken(duplicate('mything')));
  });

  test('narrow a listing as the text they are', async () => {
    for (const [name, path] of [
      ['a', '/'],
      ['b', '/team/'],
      ['c', '/team/x/'],
      ['d', '/teams/'],
    ] as const)
      await send(create(name, path));
    const [operation, input] = list.request;
    const under = async (PathPrefix: string): Promise<unknown[]> =>
      list.namesIn(await send([operation, { ...input, PathPrefix }]));
    expect(await under('/')).toEqual(['a', 'b', 'c', 'd']);
    expect(await under('/team/')).toEqual(['b', 'c']);
    expect(await under('/nobody/')).toEqual([]);
  });

  test.each(['team', '/team', 'team/', '', '//\u00e9/'])('refuses the path %j', (path) =>
    expectFailure(
      aws,
      () => send(create('MyThing', path)),
      violation(
        'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
      ),
    ),
  );
});

const renamed = families.flatMap((family) =>
  family.rename === undefined || family.read === undefined
    ? []
    : [{ ...family, rename: family.rename, read: family.read }],
);

describe.each(renamed)('renaming $family', ({ create, rename, read, list, missing, duplicate }) => {
  test('the new name is found, the old one is free', async () => {
    await send(create('old'));
    await send(rename('OLD', 'New'));
    expect(read.nameIn(await send(read.request('new')))).toBe('New');
    await expectFailure(aws, () => send(read.request('old')), missingName(missing('old')));
    await send(create('old'));
  });

  test('the case alone may change', async () => {
    await send(create('thing'));
    await send(rename('thing', 'Thing'));
    expect(list.namesIn(await send(list.request))).toEqual(['Thing']);
  });

  test('refuses a name that is taken, and one that is not there', async () => {
    await send(create('one'));
    await send(create('two'));
    await expectFailure(aws, () => send(rename('one', 'TWO')), taken(duplicate('TWO')));
    await expectFailure(aws, () => send(rename('gone', 'three')), missingName(missing('gone')));
  });

  test('to the present name changes nothing', async () => {
    await send(create('thing'));
    const before = aws.state;
    await send(rename('thing', 'thing'));
    expect(aws.state).toBe(before);
  });
});

test('families do not share their names', async () => {
  for (const { create } of families) await send(create('thing'));
  for (const { list } of families) expect(list.namesIn(await send(list.request))).toEqual(['thing']);
});
