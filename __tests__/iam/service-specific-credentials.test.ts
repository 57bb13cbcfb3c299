import {
  CreateAccessKeyCommand,
  CreateServiceSpecificCredentialCommand,
  CreateUserCommand,
  DeleteConflictException,
  DeleteServiceSpecificCredentialCommand,
  DeleteUserCommand,
  IAMClient,
  LimitExceededException,
  ListServiceSpecificCredentialsCommand,
  type ListServiceSpecificCredentialsCommandInput,
  NoSuchEntityException,
  ResetServiceSpecificCredentialCommand,
  type ServiceSpecificCredential,
  UpdateServiceSpecificCredentialCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00.789Z' });

const passwordServices = ['codecommit.amazonaws.com', 'cassandra.amazonaws.com'];
const apiKeyServices = ['bedrock.amazonaws.com', 'logs.amazonaws.com'];

const create = async (
  ServiceName = 'codecommit.amazonaws.com',
  UserName = 'alice',
  CredentialAgeDays?: number,
) => {
  const output = await iam.send(
    new CreateServiceSpecificCredentialCommand({ UserName, ServiceName, CredentialAgeDays }),
  );
  return output.ServiceSpecificCredential as ServiceSpecificCredential & {
    ServiceSpecificCredentialId: string;
  };
};

const list = async (input: ListServiceSpecificCredentialsCommandInput = { UserName: 'alice' }) =>
  (await iam.send(new ListServiceSpecificCredentialsCommand(input))).ServiceSpecificCredentials ?? [];

const owners = async (ServiceName?: string) =>
  (await list({ AllUsers: true, ServiceName })).map(({ UserName }) => UserName);

const noUser = {
  code: 'NoSuchEntity',
  status: 404,
  message: 'The user with name gone cannot be found.',
  class: NoSuchEntityException,
};
const missing = (id: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `No such credential ${id} exists`,
  class: NoSuchEntityException,
});
const unsupported = (service: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `No such service ${service} is supported for Service Specific Credentials`,
  class: NoSuchEntityException,
});

beforeEach(async () => {
  await iam.send(new CreateUserCommand({ UserName: 'Alice' }));
});

describe('CreateServiceSpecificCredential', () => {
  test.each(passwordServices)('gives a user name and a password for %s', async (ServiceName) => {
    const { $metadata, ...output } = await iam.send(
      new CreateServiceSpecificCredentialCommand({ UserName: 'alice', ServiceName }),
    );
    expect(output).toStrictEqual({
      ServiceSpecificCredential: {
        CreateDate: new Date('2026-01-31T12:00:00Z'),
        ServiceName,
        ServiceUserName: 'Alice-at-123456789012',
        ServicePassword: expect.stringMatching(/^[A-Za-z0-9+/]{59}=$/) as string,
        ServiceSpecificCredentialId: expect.stringMatching(/^ACCA[A-Z2-7]{17}$/) as string,
        UserName: 'Alice',
        Status: 'Active',
      },
    });
    expect($metadata.httpStatusCode).toBe(200);
    const password = output.ServiceSpecificCredential?.ServicePassword as string;
    expect(Buffer.from(password, 'base64').toString('base64')).toBe(password);
  });

  test.each(apiKeyServices)('gives an alias and a secret for %s', async (ServiceName) => {
    const credential = await create(ServiceName);
    expect(credential).toStrictEqual({
      CreateDate: new Date('2026-01-31T12:00:00Z'),
      ServiceName,
      ServiceCredentialAlias: 'Alice-at-123456789012',
      ServiceCredentialSecret: expect.stringMatching(/^[A-Za-z0-9+/]{59,}=*$/) as string,
      ServiceSpecificCredentialId: expect.stringMatching(/^ACCA[A-Z2-7]{17}$/) as string,
      UserName: 'Alice',
      Status: 'Active',
    });
  });

  test('the secret of Bedrock names itself, its alias and the secret part', async () => {
    const { ServiceCredentialSecret = '' } = await create('bedrock.amazonaws.com');
    expect(ServiceCredentialSecret.slice(0, 4)).toBe('ABSK');
    expect(Buffer.from(ServiceCredentialSecret.slice(4), 'base64').toString()).toMatch(
      /^Alice-at-123456789012:[A-Za-z0-9+/]{59}=$/,
    );
  });

  test('an API key may end', async () => {
    const { ExpirationDate, Status, ServiceSpecificCredentialId } = await create(
      'bedrock.amazonaws.com',
      'alice',
      30,
    );
    expect(ExpirationDate).toEqual(new Date('2026-03-02T12:00:00Z'));
    expect(Status).toBe('Active');
    aws.clock.set('2026-03-02T11:59:59Z');
    expect((await list())[0]).toMatchObject({ Status: 'Active', ExpirationDate });
    aws.clock.set('2026-03-02T12:00:00Z');
    expect((await list())[0]).toMatchObject({
      Status: 'Expired',
      ExpirationDate,
      ServiceSpecificCredentialId,
    });
  });

  test.each(passwordServices)('passwords for %s do not end', (ServiceName) =>
    expectFailure(aws, () => create(ServiceName, 'alice', 30), {
      code: 'ValidationError',
      status: 400,
      message: `CredentialAgeDays is not supported for service ${ServiceName}.`,
    }),
  );

  test('two for each service, told apart by a number that is used again', async () => {
    const first = await create();
    expect((await create()).ServiceUserName).toBe('Alice+1-at-123456789012');
    await expectFailure(aws, () => create(), {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2',
      class: LimitExceededException,
    });
    expect((await create('logs.amazonaws.com')).ServiceCredentialAlias).toBe('Alice-at-123456789012');
    const { ServiceSpecificCredentialId } = first;
    await iam.send(
      new DeleteServiceSpecificCredentialCommand({ UserName: 'alice', ServiceSpecificCredentialId }),
    );
    expect((await create()).ServiceUserName).toBe('Alice-at-123456789012');
  });

  test('the quota is the mock’s to set', async () => {
    aws.configure({ quotas: { serviceSpecificCredentialsPerUser: 0 } });
    await expectFailure(aws, () => create(), {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for ServiceSpecificCredentialsPerUser: 0',
      class: LimitExceededException,
    });
    aws.configure({ quotas: { serviceSpecificCredentialsPerUser: 2 } });
  });

  test.each(['s3.amazonaws.com', 'codecommit', 'constructor', ''])('there is nothing for %p', (service) =>
    expectFailure(aws, () => create(service), unsupported(service)),
  );

  test('looks for the user first', () => expectFailure(aws, () => create('s3', 'gone'), noUser));
});

describe('ListServiceSpecificCredentials', () => {
  test('shows metadata without secrets, by creation, in pages', async () => {
    const { ServicePassword, ...first } = await create();
    aws.clock.advance('1s');
    const { ServiceCredentialSecret, ...second } = await create('bedrock.amazonaws.com', 'alice', 1);
    expect(ServicePassword).not.toBe(ServiceCredentialSecret);
    expect(await list()).toStrictEqual([first, second]);
    const page = await iam.send(
      new ListServiceSpecificCredentialsCommand({ UserName: 'alice', MaxItems: 1 }),
    );
    expect(page.ServiceSpecificCredentials).toStrictEqual([first]);
    expect(page.IsTruncated).toBe(true);
    expect(await list({ UserName: 'alice', Marker: page.Marker })).toStrictEqual([second]);
  });

  test('filters by service', async () => {
    await create();
    const { ServiceSpecificCredentialId } = await create('cassandra.amazonaws.com');
    const found = await list({ UserName: 'alice', ServiceName: 'cassandra.amazonaws.com' });
    expect(found.map((credential) => credential.ServiceSpecificCredentialId)).toEqual([
      ServiceSpecificCredentialId,
    ]);
    expect(await list({ UserName: 'alice', ServiceName: 'logs.amazonaws.com' })).toEqual([]);
    await expectFailure(aws, () => list({ UserName: 'alice', ServiceName: 's3' }), unsupported('s3'));
  });

  test('shows those of everybody', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'bob' }));
    await create('logs.amazonaws.com', 'bob');
    aws.clock.advance('1s');
    await create();
    aws.clock.advance('1s');
    await create('logs.amazonaws.com');
    expect(await owners()).toEqual(['bob', 'Alice', 'Alice']);
    expect(await owners('logs.amazonaws.com')).toEqual(['bob', 'Alice']);
    await expectFailure(aws, () => list({ AllUsers: true, UserName: 'bob' }), {
      code: 'ValidationError',
      status: 400,
      message: 'AllUsers cannot be specified together with UserName.',
    });
  });

  test('without a name it is the caller’s own, which root has none of', async () => {
    await create();
    const alice = await clientOf('alice');
    const { ServiceSpecificCredentials } = await alice.send(new ListServiceSpecificCredentialsCommand({}));
    expect(ServiceSpecificCredentials?.map(({ UserName }) => UserName)).toEqual(['Alice']);
    await expectFailure(aws, () => list({}), {
      code: 'ValidationError',
      status: 400,
      message: 'Must specify userName when calling with non-User credentials',
    });
    await expectFailure(aws, () => list({ UserName: 'gone' }), noUser);
  });

  test('follows a rename of the user; what was generated keeps the old name', async () => {
    await create();
    await iam.send(new UpdateUserCommand({ UserName: 'Alice', NewUserName: 'Bob' }));
    expect(await list({ UserName: 'bob' })).toMatchObject([
      { UserName: 'Bob', ServiceUserName: 'Alice-at-123456789012' },
    ]);
  });
});

describe('UpdateServiceSpecificCredential', () => {
  test('switches off and on', async () => {
    const { ServiceSpecificCredentialId } = await create();
    const update = (Status: 'Active' | 'Inactive' | 'Expired') =>
      iam.send(
        new UpdateServiceSpecificCredentialCommand({
          UserName: 'alice',
          ServiceSpecificCredentialId,
          Status,
        }),
      );
    for (const status of ['Inactive', 'Active'] as const) {
      await update(status);
      expect((await list())[0]?.Status).toBe(status);
    }
    const before = aws.state;
    await update('Active');
    expect(aws.state).toBe(before);
    await expectFailure(aws, () => update('Expired'), {
      code: 'ValidationError',
      status: 400,
      message: 'The status of a service-specific credential can only be set to Active or Inactive.',
    });
  });
});

describe('ResetServiceSpecificCredential', () => {
  test.each([...passwordServices, ...apiKeyServices])('gives another secret for %s', async (service) => {
    const before = await create(service);
    const { ServiceSpecificCredentialId } = before;
    aws.clock.advance('1h');
    const { ServiceSpecificCredential: after } = await iam.send(
      new ResetServiceSpecificCredentialCommand({ UserName: 'alice', ServiceSpecificCredentialId }),
    );
    const secret = service.startsWith('c') ? 'ServicePassword' : 'ServiceCredentialSecret';
    expect(after?.[secret]).toHaveLength(before[secret]?.length as number);
    expect(after?.[secret]).not.toBe(before[secret]);
    expect({ ...after, [secret]: '' }).toStrictEqual({ ...before, [secret]: '' });
  });
});

describe('DeleteServiceSpecificCredential', () => {
  test('deletes, after which the user can go', async () => {
    const { ServiceSpecificCredentialId } = await create();
    await expectFailure(aws, () => iam.send(new DeleteUserCommand({ UserName: 'Alice' })), {
      code: 'DeleteConflict',
      status: 409,
      message: 'Cannot delete entity, must remove referenced objects first.',
      class: DeleteConflictException,
    });
    const alice = await clientOf('alice');
    await alice.send(new DeleteServiceSpecificCredentialCommand({ ServiceSpecificCredentialId }));
    expect(await list()).toEqual([]);
  });
});

test.each([
  [
    'update',
    (UserName: string, id: string) =>
      new UpdateServiceSpecificCredentialCommand({
        UserName,
        ServiceSpecificCredentialId: id,
        Status: 'Inactive',
      }),
  ],
  [
    'reset',
    (UserName: string, id: string) =>
      new ResetServiceSpecificCredentialCommand({ UserName, ServiceSpecificCredentialId: id }),
  ],
  [
    'delete',
    (UserName: string, id: string) =>
      new DeleteServiceSpecificCredentialCommand({ UserName, ServiceSpecificCredentialId: id }),
  ],
])('to %s, the user must be there, and the credential be this user’s', async (_verb, command) => {
  await iam.send(new CreateUserCommand({ UserName: 'bob' }));
  const { ServiceSpecificCredentialId: bobs } = await create('logs.amazonaws.com', 'bob');
  const nobodys = 'ACCA'.padEnd(21, 'A');
  const send = (userName: string, id: string) =>
    iam.send(command(userName, id) as ResetServiceSpecificCredentialCommand);
  await expectFailure(aws, () => send('alice', bobs), missing(bobs));
  await expectFailure(aws, () => send('alice', nobodys), missing(nobodys));
  await expectFailure(aws, () => send('gone', bobs), noUser);
  await expectFailure(aws, () => send('alice', 'an-id-with-hyphens-in-it'), {
    code: 'ValidationError',
    status: 400,
    message:
      "1 validation error detected: Value at 'serviceSpecificCredentialId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w]+",
  });
});

async function clientOf(UserName: string): Promise<IAMClient> {
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {};
  return new IAMClient({ credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } });
}
