import {
  CreateServiceSpecificCredentialCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeleteUserCommand,
  IAMClient,
  ListUsersCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetFederationTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { createIamMock } from '../../src/index.ts';
import type { Seed } from '../../src/index.ts';
import { useIam } from '../../src/jest.ts';

const aws = useIam({ now: '2026-01-31T12:00:00Z' });
const iam = new IAMClient({});
const sts = new STSClient({});

const read = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }] };
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

const full: Seed = {
  accountAlias: 'acme',
  passwordPolicy: { minimumPasswordLength: 14 },
  policies: {
    read,
    many: {
      document: read,
      versions: [trust, read].slice(1),
      defaultVersion: 'v1',
      path: '/x/',
      tags: { b: '2', a: '1' },
    },
  },
  groups: { readers: { policies: ['read'] }, admins: { path: '/a/', inlinePolicies: { z: read, b: read } } },
  users: {
    alice: {
      path: '/team/',
      tags: { team: 'a' },
      groups: ['readers', 'admins'],
      policies: ['read', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
      inlinePolicies: { own: read },
      permissionsBoundary: 'read',
      accessKeys: [{ status: 'Inactive' }, {}],
      password: 'Correct horse battery 1!',
    },
    Bob: {},
  },
  roles: {
    app: {
      trustPolicy: trust,
      description: 'The app.',
      maxSessionDuration: 7200,
      tags: { x: 'y' },
      policies: ['read'],
      permissionsBoundary: 'read',
    },
    plain: { trustPolicy: trust, maxSessionDuration: 3600, path: '/' },
  },
  instanceProfiles: { app: { role: 'app' }, empty: { path: '/p/' } },
  oidcProviders: { 'https://idp.example.com/x': { clientIds: ['b', 'a'], tags: { a: 'b' } } },
};

const own = (name: string) => `arn:aws:iam::123456789012:policy/${name}`;

const expected = {
  accountAlias: 'acme',
  passwordPolicy: {
    minimumPasswordLength: 14,
    requireSymbols: false,
    requireNumbers: false,
    requireUppercaseCharacters: false,
    requireLowercaseCharacters: false,
    allowUsersToChangePassword: false,
  },
  policies: {
    many: { path: '/x/', tags: { a: '1', b: '2' }, versions: { v1: read, v2: read }, defaultVersion: 'v1' },
    read: { document: read },
  },
  groups: {
    admins: { path: '/a/', inlinePolicies: { b: read, z: read } },
    readers: { policies: [own('read')] },
  },
  users: {
    alice: {
      path: '/team/',
      tags: { team: 'a' },
      groups: ['admins', 'readers'],
      policies: [own('read'), 'arn:aws:iam::aws:policy/ReadOnlyAccess'].toSorted(),
      inlinePolicies: { own: read },
      permissionsBoundary: own('read'),
      accessKeys: [{ status: 'Active' }, { status: 'Inactive' }],
      password: 'set',
    },
    Bob: {},
  },
  roles: {
    app: {
      trustPolicy: trust,
      description: 'The app.',
      maxSessionDuration: 7200,
      tags: { x: 'y' },
      policies: [own('read')],
      permissionsBoundary: own('read'),
    },
    plain: { trustPolicy: trust },
  },
  instanceProfiles: { app: { roles: ['app'] }, empty: { path: '/p/' } },
  oidcProviders: { 'idp.example.com/x': { clientIds: ['a', 'b'], tags: { a: 'b' } } },
};

test('shows what is there, sorted, without dates, ids and secrets', () => {
  aws.seed(full);
  expect(aws.snapshot()).toEqual(expected);
});

test('lists tables by name', () => {
  aws.seed(full);
  const { users, groups } = aws.snapshot();
  expect(Object.keys(users ?? {})).toEqual(['alice', 'Bob']);
  expect(Object.keys(groups?.['admins'] ?? {})).toEqual(['path', 'inlinePolicies']);
});

const reversed = (part: object | undefined) => Object.fromEntries(Object.entries(part ?? {}).toReversed());

test('is the same whatever the time, the identifiers and the order of calls', () => {
  const [one, other] = [
    createIamMock({ seed: full }),
    createIamMock({ seed: full, now: '2020-02-29T00:00:00Z', identifierSeed: 'other' }),
  ];
  expect(JSON.stringify(one.snapshot())).toBe(JSON.stringify(other.snapshot()));
  const third = createIamMock({
    seed: {
      ...full,
      users: reversed(full.users),
      groups: reversed(full.groups),
      roles: reversed(full.roles),
    },
  });
  expect(JSON.stringify(third.snapshot())).toBe(JSON.stringify(one.snapshot()));
});

test('holds no ARN of a time or secret of an account anywhere', () => {
  aws.seed(full);
  const text = JSON.stringify(aws.snapshot());
  for (const { accessKeyId, secretAccessKey } of aws.state.credentials.values()) {
    expect(text).not.toContain(accessKeyId);
    expect(text).not.toContain(secretAccessKey);
  }
  expect(text).not.toMatch(/2026|A[A-Z]{3}Q[A-Z2-7]{10,}/);
});

test('an empty account is nothing', async () => {
  expect(aws.snapshot()).toEqual({});
  await iam.send(new CreateUserCommand({ UserName: 'alice' }));
  await iam.send(new DeleteUserCommand({ UserName: 'alice' }));
  expect(aws.snapshot()).toEqual({});
  await iam.send(new ListUsersCommand({}));
  expect(aws.snapshot()).toEqual({});
});

test('is a plain copy: changing it changes nothing', () => {
  aws.seed(full);
  const snapshot = aws.snapshot();
  (snapshot.users as Record<string, unknown>)['alice'] = undefined;
  Object.assign(snapshot.roles?.['app'] ?? {}, { tags: {} });
  expect(aws.snapshot()).toEqual(expected);
  expect(Object.keys(aws.snapshot())).not.toContain('Symbol(iam-in-memory.snapshot)');
});

describe('several accounts', () => {
  const seed: Seed = { users: { alice: {} }, accounts: { '210987654321': { users: { bob: {} } } } };

  test('come under accounts as soon as another one holds something', () => {
    aws.seed(seed);
    expect(aws.snapshot()).toEqual({
      accounts: { '123456789012': { users: { alice: {} } }, '210987654321': { users: { bob: {} } } },
    });
  });

  test('another account alone does not pass for the default one', () => {
    aws.account('210987654321').seed({ users: { bob: {} } });
    expect(aws.snapshot()).toEqual({ accounts: { '210987654321': { users: { bob: {} } } } });
  });

  test('account(id) shows its own', () => {
    aws.seed(seed);
    expect(aws.account('210987654321').snapshot()).toEqual({ users: { bob: {} } });
    expect(aws.account('111122223333').snapshot()).toEqual({});
  });

  test('an account that was only looked at does not count', async () => {
    aws.seed({ users: { alice: {} } });
    await aws.as('arn:aws:iam::210987654321:root', () => iam.send(new ListUsersCommand({})));
    expect(aws.snapshot()).toEqual({ users: { alice: {} } });
  });
});

describe('on demand', () => {
  test('dates', () => {
    aws.seed({ users: { alice: { accessKeys: 1 } }, policies: { read } });
    expect(aws.snapshot({ dates: true })).toEqual({
      root: { createDate: '2026-01-31T12:00:00.000Z' },
      users: {
        alice: {
          createDate: '2026-01-31T12:00:00.000Z',
          accessKeys: [{ status: 'Active', createDate: '2026-01-31T12:00:00.000Z' }],
        },
      },
      policies: {
        read: {
          document: read,
          createDate: '2026-01-31T12:00:00.000Z',
          updateDate: '2026-01-31T12:00:00.000Z',
        },
      },
    });
  });

  test('ids', () => {
    aws.seed({ users: { alice: { accessKeys: 1 } } });
    const { accessKeyId } = aws.credentialsFor('alice');
    expect(aws.snapshot({ ids: true })).toEqual({
      users: {
        alice: {
          id: expect.stringMatching(/^AIDA/) as string,
          accessKeys: [{ accessKeyId, status: 'Active' }],
        },
      },
    });
  });

  test('secrets', () => {
    aws.seed({
      users: { alice: { accessKeys: [{ secretAccessKey: 'mine' }], password: 'Correct horse 1!' } },
    });
    expect(aws.snapshot({ secrets: true })).toEqual({
      users: {
        alice: { accessKeys: [{ secretAccessKey: 'mine', status: 'Active' }], password: 'Correct horse 1!' },
      },
    });
  });
});

test('sessions are shown with what they were given, until they are over', async () => {
  aws.seed({ roles: { app: {} } });
  await sts.send(
    new AssumeRoleCommand({
      RoleArn: 'arn:aws:iam::123456789012:role/app',
      RoleSessionName: 'deploy',
      DurationSeconds: 900,
      Policy: JSON.stringify(read),
      PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
      Tags: [{ Key: 'team', Value: 'a' }],
      TransitiveTagKeys: ['team'],
      SourceIdentity: 'alice',
      ExternalId: 'ticket',
    }),
  );
  await sts.send(new GetFederationTokenCommand({ Name: 'dora', Policy: JSON.stringify(read) }));
  const federated = {
    as: 'federated user dora',
    issuedBy: 'GetFederationToken',
    issuedTo: 'arn:aws:iam::123456789012:root',
    policy: read,
    federatedBy: { kind: 'root' },
  };
  expect(aws.snapshot()['sessions']).toEqual([
    federated,
    {
      as: 'role app, session deploy',
      issuedBy: 'AssumeRole',
      issuedTo: 'arn:aws:iam::123456789012:root',
      policy: read,
      policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      tags: { team: 'a' },
      transitiveTagKeys: ['team'],
      sourceIdentity: 'alice',
      externalId: 'ticket',
    },
  ]);
  aws.clock.advance('15m');
  expect(aws.snapshot()['sessions']).toEqual([federated]);
});

test('what hangs on users is shown with them', async () => {
  aws.seed({ users: { alice: { accessKeys: 1 } } });
  const UserName = 'alice';
  await iam.send(
    new CreateServiceSpecificCredentialCommand({ UserName, ServiceName: 'codecommit.amazonaws.com' }),
  );
  const { AccessKeyId } = { AccessKeyId: aws.credentialsFor('alice').accessKeyId };
  await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Inactive' }));
  await iam.send(
    new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone', Tags: [{ Key: 'a', Value: 'b' }] }),
  );
  expect(aws.snapshot()).toEqual({
    users: {
      alice: {
        accessKeys: [{ status: 'Inactive' }],
        serviceSpecificCredentials: ['codecommit.amazonaws.com Active'],
      },
    },
    mfaDevices: { 'arn:aws:iam::123456789012:mfa/phone': { tags: { a: 'b' } } },
  });
});
