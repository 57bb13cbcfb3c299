import { Socket } from 'node:net';
import { mockIam } from '../../src/index.ts';
import { expectedReport } from './expected-report.ts';
import {
  type InstalledSdk,
  type SdkVersion,
  installedSdk,
  sdkFolders,
  versionNumber,
} from './installed-sdk.ts';

/*
 * Three copies of the SDK in one process, of which this package sees one as its own: all reach the same account.
 */

const story = require('./story.cjs') as (
  sdk: InstalledSdk,
  aws: object,
  configured: object,
) => Promise<object>;

const aws = mockIam();
const connections: unknown[] = [];
const connect = jest.spyOn(Socket.prototype, 'connect').mockImplementation(function refuse(
  ...args: unknown[]
) {
  connections.push(args);
  throw new Error('A socket was to be opened.');
});
beforeEach(() => aws.reset());
afterAll(() => {
  aws.restore();
  connect.mockRestore();
  expect(connections).toEqual([]);
});

// What the account does not issue acts as its root.
const configured = { region: 'us-east-1', credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'test' } };
const versions = Object.keys(sdkFolders) as SdkVersion[];

const { peerDependencies } = require('../../package.json') as { peerDependencies: Record<string, string> };

const minorVersion = (version: SdkVersion): number => Number(versionNumber(version).split('.')[1]);

const hasSchemas = (version: SdkVersion): boolean =>
  (new (installedSdk(version).iam.GetUserCommand)({}) as { schema?: unknown }).schema !== undefined;

test('the copies are what they are meant to be', () => {
  // The oldest one that is promised: no newer one differs in more.
  expect(peerDependencies['@aws-sdk/client-iam']).toBe(`>=${versionNumber('2024')} <4`);
  expect(minorVersion('2024')).toBeLessThanOrEqual(637);
  expect(minorVersion('2025')).toBeGreaterThan(700);
  expect(minorVersion('2025')).toBeLessThan(760);
  expect(minorVersion('newest')).toBeGreaterThan(1100);
  expect(versions.filter(hasSchemas)).toEqual(['newest']);
});

test.each(versions)('the story, told with the SDK: %s', async (version) => {
  // The mock's own key, so that signatures can be verified.
  expect(
    await story(installedSdk(version), aws, { ...configured, credentials: aws.credentialsFor('root') }),
  ).toEqual(expectedReport);
});

test('what one copy writes the others read', async () => {
  for (const version of versions) {
    const { IAMClient, CreateUserCommand } = installedSdk(version).iam;
    await new IAMClient(configured).send(new CreateUserCommand({ UserName: `by-${version}` }));
  }
  for (const version of versions) {
    const { IAMClient, ListUsersCommand } = installedSdk(version).iam;
    const { Users } = await new IAMClient(configured).send(new ListUsersCommand({}));
    expect(Users?.map(({ UserName }) => UserName)).toEqual(['by-2024', 'by-2025', 'by-newest']);
  }
  expect(aws.calls('CreateUser')).toHaveLength(3);
  expect(aws.calls('ListUsers').map(({ accessKeyId, principal }) => [accessKeyId, principal])).toEqual(
    versions.map(() => ['AKIATEST', 'arn:aws:iam::123456789012:root']),
  );
});

test('errors are of the class of the copy that asked', async () => {
  const errors = await Promise.all(
    versions.map((version) => {
      const { IAMClient, GetUserCommand } = installedSdk(version).iam;
      return new IAMClient(configured)
        .send(new GetUserCommand({ UserName: 'nobody' }))
        .catch((error: unknown) => error);
    }),
  );
  for (const [index, error] of errors.entries()) {
    for (const [other, version] of versions.entries()) {
      const { NoSuchEntityException } = installedSdk(version).iam;
      expect((error as Error).constructor === NoSuchEntityException).toBe(index === other);
    }
  }
});

test('a role that one copy assumes is the caller of another', async () => {
  const { IAMClient, CreateRoleCommand } = installedSdk('newest').iam;
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
  });
  await new IAMClient(configured).send(
    new CreateRoleCommand({ RoleName: 'shared', AssumeRolePolicyDocument: document }),
  );
  for (const assuming of versions) {
    for (const asking of versions) {
      const { fromTemporaryCredentials } = installedSdk(assuming).providers;
      const { STSClient, GetCallerIdentityCommand } = installedSdk(asking).sts;
      const credentials = fromTemporaryCredentials({
        masterCredentials: configured.credentials,
        params: { RoleArn: 'arn:aws:iam::123456789012:role/shared', RoleSessionName: `from-${assuming}` },
        clientConfig: { region: 'us-east-1' },
      });
      const { Arn } = await new STSClient({ region: 'us-east-1', credentials }).send(
        new GetCallerIdentityCommand({}),
      );
      expect(Arn).toBe(`arn:aws:sts::123456789012:assumed-role/shared/from-${assuming}`);
    }
  }
});

test.each(versions)('aws.requestHandler serves clients of the SDK: %s', async (version) => {
  const { iam } = installedSdk(version);
  const client = new iam.IAMClient({ ...configured, requestHandler: aws.requestHandler });
  const { User } = await client.send(new iam.CreateUserCommand({ UserName: 'handled' }));
  expect(User?.Arn).toBe('arn:aws:iam::123456789012:user/handled');
});

test.each(versions)('transport: direct and wire are alike for the SDK: %s', async (version) => {
  const { iam } = installedSdk(version);
  for (const transport of ['direct', 'wire', 'auto'] as const) {
    aws.configure({ transport });
    const client = new iam.IAMClient(configured);
    await client.send(new iam.CreateUserCommand({ UserName: transport }));
    await expect(client.send(new iam.GetUserCommand({ UserName: 'nobody' }))).rejects.toThrow(
      iam.NoSuchEntityException,
    );
  }
  expect([...aws.state.accounts.get('123456789012')!.users.values()].map(({ name }) => name)).toEqual([
    'auto',
    'direct',
    'wire',
  ]);
});
