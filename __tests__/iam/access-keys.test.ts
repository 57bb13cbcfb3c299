import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteConflictException,
  DeleteUserCommand,
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  IAMClient,
  InvalidInputException,
  LimitExceededException,
  ListAccessKeysCommand,
  ListUsersCommand,
  NoSuchEntityException,
  type StatusType,
  UpdateAccessKeyCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam, sts } = useAws({ now: '2026-01-31T12:00:00.789Z' });

interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A key of a user, or of whoever the client calls as. */
async function createKey(UserName?: string, client: IAMClient = iam): Promise<Key> {
  const { AccessKey } = await client.send(
    new CreateAccessKeyCommand(UserName === undefined ? {} : { UserName }),
  );
  return {
    accessKeyId: AccessKey?.AccessKeyId as string,
    secretAccessKey: AccessKey?.SecretAccessKey as string,
  };
}

const createUser = (UserName: string) => iam.send(new CreateUserCommand({ UserName }));
const clientOf = (credentials: Key) => new IAMClient({ credentials, region: 'eu-west-1' });
const update = (AccessKeyId: string, Status: string, UserName?: string, client: IAMClient = iam) =>
  client.send(
    new UpdateAccessKeyCommand({
      AccessKeyId,
      Status: Status as StatusType,
      ...(UserName === undefined ? {} : { UserName }),
    }),
  );
const destroy = (AccessKeyId: string, UserName?: string, client: IAMClient = iam) =>
  client.send(new DeleteAccessKeyCommand({ AccessKeyId, ...(UserName === undefined ? {} : { UserName }) }));
const removeAlice = () => iam.send(new DeleteUserCommand({ UserName: 'alice' }));
const lastUsed = (AccessKeyId: string, client: IAMClient = iam) =>
  client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));

const missingUser = (name: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `The user with name ${name} cannot be found.`,
  class: NoSuchEntityException,
});
const missingKey = (id: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `The Access Key with id ${id} cannot be found.`,
  class: NoSuchEntityException,
});
const refusedKey = {
  code: 'InvalidClientTokenId',
  status: 403,
  message: 'The security token included in the request is invalid.',
};
const needsUserName = {
  code: 'ValidationError',
  status: 400,
  message: 'Must specify userName when calling with non-User credentials',
};

async function roleSession(): Promise<IAMClient> {
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'app',
      AssumeRolePolicyDocument:
        '{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}',
    }),
  );
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/app', RoleSessionName: 'run' }),
  );
  return new IAMClient({
    credentials: {
      accessKeyId: Credentials?.AccessKeyId as string,
      secretAccessKey: Credentials?.SecretAccessKey as string,
      sessionToken: Credentials?.SessionToken as string,
    },
  });
}

describe('CreateAccessKey', () => {
  test('gives the key with its secret, once', async () => {
    await createUser('Alice');
    const { $metadata, ...output } = await iam.send(new CreateAccessKeyCommand({ UserName: 'alice' }));
    expect(output).toStrictEqual({
      AccessKey: {
        UserName: 'Alice',
        AccessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/) as string,
        Status: 'Active',
        SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9/+]{40}$/) as string,
        CreateDate: new Date('2026-01-31T12:00:00Z'),
      },
    });
    expect($metadata.httpStatusCode).toBe(200);
  });

  test('the key acts as its user from then on', async () => {
    await createUser('alice');
    const key = await createKey('alice');
    const { Arn } = await new STSClient({ credentials: key }).send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe('arn:aws:iam::123456789012:user/alice');
  });

  test('without a user name makes a key of the caller', async () => {
    await createUser('alice');
    const own = clientOf(await createKey('alice'));
    await createKey(undefined, own);
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: 'alice' }));
    expect(AccessKeyMetadata).toHaveLength(2);
  });

  test('without a user name makes a root key for root, which has no user name', async () => {
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({}));
    expect(AccessKey).not.toHaveProperty('UserName');
    const client = clientOf({
      accessKeyId: AccessKey?.AccessKeyId as string,
      secretAccessKey: AccessKey?.SecretAccessKey as string,
    });
    const { User } = await client.send(new GetUserCommand({}));
    expect(User?.Arn).toBe('arn:aws:iam::123456789012:root');
  });

  test('refuses the third key, whether the others are active or not; root has the same quota', async () => {
    await createUser('alice');
    const { accessKeyId } = await createKey('alice');
    await update(accessKeyId, 'Inactive', 'alice');
    await createKey('alice');
    const tooMany = {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for AccessKeysPerUser: 2',
      class: LimitExceededException,
    };
    await expectFailure(aws, () => createKey('alice'), tooMany);
    await createKey();
    await createKey();
    await expectFailure(aws, () => createKey(), tooMany);
    await destroy(accessKeyId, 'alice');
    await expect(createKey('alice')).resolves.toBeDefined();
  });

  test('refuses a missing user', () => expectFailure(aws, () => createKey('gone'), missingUser('gone')));
});

describe('ListAccessKeys', () => {
  test('goes by creation, without secrets', async () => {
    await createUser('alice');
    const first = await createKey('alice');
    aws.clock.advance('1h');
    const second = await createKey('alice');
    await update(first.accessKeyId, 'Inactive', 'alice');
    const { $metadata, ...output } = await iam.send(new ListAccessKeysCommand({ UserName: 'ALICE' }));
    expect(output).toStrictEqual({
      AccessKeyMetadata: [
        {
          UserName: 'alice',
          AccessKeyId: first.accessKeyId,
          Status: 'Inactive',
          CreateDate: new Date('2026-01-31T12:00:00Z'),
        },
        {
          UserName: 'alice',
          AccessKeyId: second.accessKeyId,
          Status: 'Active',
          CreateDate: new Date('2026-01-31T13:00:00Z'),
        },
      ],
      IsTruncated: false,
    });
    expect($metadata.httpStatusCode).toBe(200);
  });

  test('pages, also keys of the same second', async () => {
    await createUser('alice');
    const ids = [(await createKey('alice')).accessKeyId, (await createKey('alice')).accessKeyId];
    const first = await iam.send(new ListAccessKeysCommand({ UserName: 'alice', MaxItems: 1 }));
    expect(first.IsTruncated).toBe(true);
    const second = await iam.send(
      new ListAccessKeysCommand({ UserName: 'alice', MaxItems: 1, Marker: first.Marker }),
    );
    expect(second.IsTruncated).toBe(false);
    const listed = [first, second].flatMap((page) => page.AccessKeyMetadata ?? []);
    expect(listed).toHaveLength(2);
    expect(new Set(listed.map((key) => key.AccessKeyId))).toEqual(new Set(ids));
  });

  test('without a user name lists the keys of the caller', async () => {
    await createUser('alice');
    const own = await createKey('alice');
    const root = await createKey();
    const ofUser = await clientOf(own).send(new ListAccessKeysCommand({}));
    expect(ofUser.AccessKeyMetadata?.map((key) => key.AccessKeyId)).toEqual([own.accessKeyId]);
    const ofRoot = await iam.send(new ListAccessKeysCommand({}));
    expect(ofRoot.AccessKeyMetadata).toStrictEqual([
      {
        AccessKeyId: root.accessKeyId,
        Status: 'Active',
        CreateDate: new Date('2026-01-31T12:00:00Z'),
      },
    ]);
  });

  test('never shows sessions of the user', async () => {
    await createUser('alice');
    const key = await createKey('alice');
    await new STSClient({ credentials: key }).send(new GetSessionTokenCommand({}));
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: 'alice' }));
    expect(AccessKeyMetadata?.map((item) => item.AccessKeyId)).toEqual([key.accessKeyId]);
  });

  test('is empty for a user without keys, and refuses a missing user', async () => {
    await createUser('alice');
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: 'alice' }));
    expect(AccessKeyMetadata).toEqual([]);
    await expectFailure(
      aws,
      () => iam.send(new ListAccessKeysCommand({ UserName: 'gone' })),
      missingUser('gone'),
    );
  });
});

describe('without a user name, a role session', () => {
  test.each([
    ['CreateAccessKey', (client: IAMClient) => client.send(new CreateAccessKeyCommand({}))],
    ['ListAccessKeys', (client: IAMClient) => client.send(new ListAccessKeysCommand({}))],
    ['UpdateAccessKey', (client: IAMClient) => update('AKIA'.padEnd(20, 'A'), 'Active', undefined, client)],
    ['DeleteAccessKey', (client: IAMClient) => destroy('AKIA'.padEnd(20, 'A'), undefined, client)],
  ])('%s does not know whom it is about', async (_, operation) => {
    const client = await roleSession();
    await expectFailure(aws, () => operation(client), needsUserName);
  });
});

describe('UpdateAccessKey', () => {
  test('an inactive key is refused, and good again once it is active', async () => {
    await createUser('alice');
    const key = await createKey('alice');
    const client = clientOf(key);
    const { $metadata, ...output } = await update(key.accessKeyId, 'Inactive', 'alice');
    expect(output).toStrictEqual({});
    expect($metadata.httpStatusCode).toBe(200);
    await expectFailure(aws, () => client.send(new GetUserCommand({})), refusedKey);
    await update(key.accessKeyId, 'Active', 'alice');
    await expect(client.send(new GetUserCommand({}))).resolves.toMatchObject({
      User: { UserName: 'alice' },
    });
  });

  test('setting the status a key has changes nothing', async () => {
    await createUser('alice');
    const key = await createKey('alice');
    const before = aws.state;
    await update(key.accessKeyId, 'Active', 'alice');
    expect(aws.state).toBe(before);
  });

  test('a user may deactivate the key it calls with', async () => {
    await createUser('alice');
    const key = await createKey('alice');
    await update(key.accessKeyId, 'Inactive', undefined, clientOf(key));
    await expectFailure(aws, () => clientOf(key).send(new GetUserCommand({})), refusedKey);
  });

  test('refuses a key of another user, of nobody, and a missing user', async () => {
    await createUser('alice');
    await createUser('bob');
    const { accessKeyId } = await createKey('bob');
    const nobody = 'AKIAIOSFODNN7EXAMPLE';
    await expectFailure(aws, () => update(accessKeyId, 'Inactive', 'alice'), missingKey(accessKeyId));
    await expectFailure(aws, () => update(nobody, 'Inactive', 'alice'), missingKey(nobody));
    await expectFailure(aws, () => update(nobody, 'Inactive', 'gone'), missingUser('gone'));
  });

  test('refuses Expired, which only the service may set', async () => {
    await createUser('alice');
    const { accessKeyId } = await createKey('alice');
    const before = aws.state;
    // The sentence is not on record.
    await expect(update(accessKeyId, 'Expired', 'alice')).rejects.toBeInstanceOf(InvalidInputException);
    expect(aws.state).toBe(before);
  });

  test.each([
    [
      { AccessKeyId: 'AKIAIOSFODNN7EXAMPLE', Status: 'Off' },
      "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive, Expired]",
    ],
    [
      { AccessKeyId: 'AKIA-OSFODNN7EXAMPLE', Status: 'Active' },
      'The specified value for accessKeyId is invalid. It must contain only alphanumeric characters.',
    ],
    [
      { AccessKeyId: 'short', Status: 'Active' },
      "1 validation error detected: Value at 'accessKeyId' failed to satisfy constraint: Member must have length greater than or equal to 16",
    ],
  ])('refuses %j', (input, message) =>
    expectFailure(
      aws,
      () => iam.send(new UpdateAccessKeyCommand(input as { AccessKeyId: string; Status: StatusType })),
      { code: 'ValidationError', status: 400, message },
    ),
  );
});

describe('DeleteAccessKey', () => {
  test('the deleted id is refused for ever and never taken for root', async () => {
    await createUser('alice');
    const key = await createKey('alice');
    await destroy(key.accessKeyId, 'alice');
    await expectFailure(aws, () => clientOf(key).send(new ListUsersCommand({})), refusedKey);
    await expectFailure(aws, () => destroy(key.accessKeyId, 'alice'), missingKey(key.accessKeyId));
    await expectFailure(aws, () => update(key.accessKeyId, 'Active', 'alice'), missingKey(key.accessKeyId));
  });

  test('leaves no secret behind', async () => {
    await createUser('alice');
    const key = await createKey('alice');
    await destroy(key.accessKeyId, 'alice');
    expect(JSON.stringify(aws.state)).not.toContain(key.secretAccessKey);
  });

  test('without a user name deletes a key of the caller, root included', async () => {
    await createUser('alice');
    const [own, root] = [await createKey('alice'), await createKey()];
    await expectFailure(aws, () => destroy(own.accessKeyId), missingKey(own.accessKeyId));
    await destroy(own.accessKeyId, undefined, clientOf(own));
    await destroy(root.accessKeyId);
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({}));
    expect(AccessKeyMetadata).toEqual([]);
  });

  test('refuses a key of another user', async () => {
    await createUser('alice');
    await createUser('bob');
    const { accessKeyId } = await createKey('bob');
    await expectFailure(aws, () => destroy(accessKeyId, 'alice'), missingKey(accessKeyId));
  });

  test('a user with keys cannot be deleted, also with inactive ones', async () => {
    await createUser('alice');
    const { accessKeyId } = await createKey('alice');
    await update(accessKeyId, 'Inactive', 'alice');
    await expectFailure(aws, removeAlice, {
      code: 'DeleteConflict',
      status: 409,
      message: 'Cannot delete entity, must delete access keys first.',
      class: DeleteConflictException,
    });
    await destroy(accessKeyId, 'alice');
    await expect(removeAlice()).resolves.toBeDefined();
  });
});

describe('GetAccessKeyLastUsed', () => {
  test('of a key never used has no date, and N/A for the rest', async () => {
    await createUser('Alice');
    const { accessKeyId } = await createKey('alice');
    const { $metadata, ...output } = await lastUsed(accessKeyId);
    expect(output).toStrictEqual({
      UserName: 'Alice',
      AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' },
    });
    expect($metadata.httpStatusCode).toBe(200);
  });

  test('tells date, service and region of the last call; IAM is always in us-east-1', async () => {
    await createUser('alice');
    const key = await createKey('alice');
    aws.clock.advance('90m');
    await clientOf(key).send(new ListUsersCommand({}));
    expect((await lastUsed(key.accessKeyId)).AccessKeyLastUsed).toStrictEqual({
      LastUsedDate: new Date('2026-01-31T13:30:00Z'),
      ServiceName: 'iam',
      Region: 'us-east-1',
    });
    aws.clock.advance('1h');
    await new STSClient({ credentials: key, region: 'eu-central-1' }).send(new GetCallerIdentityCommand({}));
    expect((await lastUsed(key.accessKeyId)).AccessKeyLastUsed).toStrictEqual({
      LastUsedDate: new Date('2026-01-31T14:30:00Z'),
      ServiceName: 'sts',
      Region: 'eu-central-1',
    });
  });

  test('follows a renamed user, and knows keys of root', async () => {
    await createUser('alice');
    const [key, root] = [await createKey('alice'), await createKey()];
    await iam.send(new UpdateUserCommand({ UserName: 'alice', NewUserName: 'zoe' }));
    expect((await lastUsed(key.accessKeyId)).UserName).toBe('zoe');
    const ofRoot = await lastUsed(root.accessKeyId);
    expect(ofRoot.AccessKeyLastUsed).toEqual({ ServiceName: 'N/A', Region: 'N/A' });
    expect(ofRoot).not.toHaveProperty('UserName');
  });

  test('asked with the key itself tells of the call before', async () => {
    await createUser('alice');
    const key = await createKey('alice');
    const client = clientOf(key);
    expect((await lastUsed(key.accessKeyId, client)).AccessKeyLastUsed?.ServiceName).toBe('N/A');
    expect((await lastUsed(key.accessKeyId, client)).AccessKeyLastUsed?.ServiceName).toBe('iam');
  });

  test('cannot be used to probe ids: nobody’s, deleted, of a session or of another account', async () => {
    await createUser('alice');
    const key = await createKey('alice');
    const { Credentials } = await new STSClient({ credentials: key }).send(new GetSessionTokenCommand({}));
    const deleted = await createKey('alice');
    await destroy(deleted.accessKeyId, 'alice');
    const ids = ['AKIAIOSFODNN7EXAMPLE', deleted.accessKeyId, Credentials?.AccessKeyId as string];
    for (const id of ids) {
      await expectFailure(aws, () => lastUsed(id), {
        code: 'AccessDenied',
        status: 403,
        message: `User: arn:aws:iam::123456789012:root is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key ${id}`,
      });
    }
  });
});
