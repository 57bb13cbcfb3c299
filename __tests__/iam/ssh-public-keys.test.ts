import { type KeyObject, createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import {
  CreateUserCommand,
  DeleteConflictException,
  DeleteSSHPublicKeyCommand,
  DeleteUserCommand,
  DuplicateSSHPublicKeyException,
  type EncodingType,
  GetSSHPublicKeyCommand,
  InvalidInputException,
  InvalidPublicKeyException,
  LimitExceededException,
  ListSSHPublicKeysCommand,
  NoSuchEntityException,
  UnrecognizedPublicKeyEncodingException,
  UpdateSSHPublicKeyCommand,
  UpdateUserCommand,
  UploadSSHPublicKeyCommand,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00.789Z' });

/** Made with `ssh-keygen -t rsa -b 2048 -C someone@example.com`; its fingerprint is that of `ssh-keygen -l -E md5`. */
const known = {
  line: 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCiqq7ItZ6WHLvcnRV8fKivOMHNuTcApVKN1c/zgHHivhwG13BpdzuSXhnEBnIrXGa5jVUkzkE9enzRXqHc/8Dsyx0joMdP4mVoF2qUmsHFZfu0XqNUQs4ozY4sAE01AcvT7CV9d6LzD3yAuM2obAgavUhxN/RVfI6Wn7KTCkgPuFxk0PInrB5ED8yPO4lp5oeixqRdVoUn470RSEmsFJ338gv6Jsq45jUCHWsnGDxDPGBD87Jz3NUKJpW2K/Al3z3dLfVSdFu0dsi+VD+d0y40c2uFezwhrc866GJwPj5O+AauAzM9VxmG8olrJ8Fh3UoY7hFO6N5TRYMOnMBuIKqL someone@example.com',
  fingerprint: '9a:b5:2e:09:31:9a:fb:7e:32:28:af:c1:c8:46:05:b2',
  pem: `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAoqquyLWelhy73J0VfHyo
rzjBzbk3AKVSjdXP84Bx4r4cBtdwaXc7kl4ZxAZyK1xmuY1VJM5BPXp80V6h3P/A
7MsdI6DHT+JlaBdqlJrBxWX7tF6jVELOKM2OLABNNQHL0+wlfXei8w98gLjNqGwI
Gr1IcTf0VXyOlp+ykwpID7hcZNDyJ6weRA/MjzuJaeaHosakXVaFJ+O9EUhJrBSd
9/IL+ibKuOY1Ah1rJxg8QzxgQ/Oyc9zVCiaVtivwJd893S31UnRbtHbIvlQ/ndMu
NHNrhXs8Ia3POuhicD4+TvgGrgMzPVcZhvKJayfBYd1KGO4RTujeU0WDDpzAbiCq
iwIDAQAB
-----END PUBLIC KEY-----
`,
};

const rsa = (modulusLength: number): KeyObject => generateKeyPairSync('rsa', { modulusLength }).publicKey;
const pemOf = (key: KeyObject, type: 'spki' | 'pkcs1' = 'spki'): string =>
  key.export({ format: 'pem', type }) as string;
const others = Array.from({ length: 5 }, () => pemOf(rsa(2048)));

const upload = async (SSHPublicKeyBody: string, UserName = 'alice') => {
  const { SSHPublicKey } = await iam.send(new UploadSSHPublicKeyCommand({ UserName, SSHPublicKeyBody }));
  return SSHPublicKey?.SSHPublicKeyId as string;
};

const get = async (SSHPublicKeyId: string, Encoding: EncodingType, UserName = 'alice') =>
  (await iam.send(new GetSSHPublicKeyCommand({ UserName, SSHPublicKeyId, Encoding }))).SSHPublicKey;

const missing = (id: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `The Public Key with id ${id} cannot be found.`,
  class: NoSuchEntityException,
});

const noUser = {
  code: 'NoSuchEntity',
  status: 404,
  message: 'The user with name gone cannot be found.',
  class: NoSuchEntityException,
};

beforeEach(() => iam.send(new CreateUserCommand({ UserName: 'Alice' })));

describe('UploadSSHPublicKey', () => {
  test('gives the key as it was sent, active, with the fingerprint that ssh-keygen shows', async () => {
    const { $metadata, ...output } = await iam.send(
      new UploadSSHPublicKeyCommand({ UserName: 'alice', SSHPublicKeyBody: known.line }),
    );
    expect(output).toStrictEqual({
      SSHPublicKey: {
        UserName: 'Alice',
        SSHPublicKeyId: expect.stringMatching(/^APKA[A-Z2-7]{17}$/) as string,
        Fingerprint: known.fingerprint,
        SSHPublicKeyBody: known.line,
        Status: 'Active',
        UploadDate: new Date('2026-01-31T12:00:00Z'),
      },
    });
    expect($metadata.httpStatusCode).toBe(200);
  });

  test.each([
    ['a PEM', known.pem],
    ['a PEM of PKCS#1', pemOf(createPublicKey(known.pem), 'pkcs1')],
    ['a line without a comment', known.line.split(' ').slice(0, 2).join(' ')],
    ['a line with a comment of several words', `${known.line} and more\n`],
  ])('finds the same fingerprint in %s', async (_encoding, SSHPublicKeyBody) => {
    const { SSHPublicKey } = await iam.send(
      new UploadSSHPublicKeyCommand({ UserName: 'Alice', SSHPublicKeyBody }),
    );
    expect(SSHPublicKey?.Fingerprint).toBe(known.fingerprint);
    expect(SSHPublicKey?.SSHPublicKeyBody).toBe(SSHPublicKeyBody);
  });

  const [name, base64] = known.line.split(' ') as [string, string];
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  test.each([
    ['a key of 1024 bits', pemOf(rsa(1024))],
    ['a key of another kind in PEM', pemOf(ec)],
    [
      'a key of another kind in a line',
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1hZ5CaTvbPyR9MxtZ+9cP0hAJq0TF1cPOQ7fK5n9bq',
    ],
    ['a line without a key', `${name} `.padEnd(20)],
    ['a line with a key that was cut', `${name} ${base64.slice(0, 200)}`],
    ['a line with half a length', `${name} ${Buffer.from([0, 0]).toString('base64')}`],
    ['a line with a key of another kind than it says', `ssh-dss ${base64}`],
    [
      'a line with more than a key',
      `${name} ${Buffer.concat([Buffer.from(base64, 'base64'), Buffer.alloc(4)]).toString('base64')}`,
    ],
    ['a PEM of nothing', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'],
  ])('refuses %s', (_what, SSHPublicKeyBody) =>
    expectFailure(aws, () => upload(SSHPublicKeyBody), {
      code: 'InvalidPublicKey',
      status: 400,
      message: 'The public key is malformed or otherwise invalid.',
      class: InvalidPublicKeyException,
    }),
  );

  test.each([
    ['text', 'a key'],
    ['a key without its name', base64],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
    ['the format of RFC 4716', `---- BEGIN SSH2 PUBLIC KEY ----\n${base64}\n---- END SSH2 PUBLIC KEY ----`],
  ])('does not recognize %s', (_what, SSHPublicKeyBody) =>
    expectFailure(aws, () => upload(SSHPublicKeyBody), {
      code: 'UnrecognizedPublicKeyEncoding',
      status: 400,
      message: 'The public key encoding format is unsupported or unrecognized.',
      class: UnrecognizedPublicKeyEncodingException,
    }),
  );

  test('refuses a key the user has, in whatever encoding; another user may have it too', async () => {
    await upload(known.line);
    await expectFailure(aws, () => upload(known.pem), {
      code: 'DuplicateSSHPublicKey',
      status: 400,
      message: 'The SSH public key is already associated with the specified IAM user.',
      class: DuplicateSSHPublicKeyException,
    });
    await iam.send(new CreateUserCommand({ UserName: 'bob' }));
    await expect(upload(known.pem, 'bob')).resolves.toMatch(/^APKA/);
  });

  test('refuses the sixth key', async () => {
    for (const body of others) await upload(body);
    await expectFailure(aws, () => upload(known.line), {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for SSHPublicKeysPerUser: 5',
      class: LimitExceededException,
    });
  });

  test('looks for the user first', () => expectFailure(aws, () => upload('x', 'gone'), noUser));
});

describe('GetSSHPublicKey', () => {
  const line = known.line.split(' ').slice(0, 2).join(' ');

  test.each<[string, string, EncodingType, string]>([
    ['a line as a line, with its comment', known.line, 'SSH', known.line],
    ['a line as PEM', known.line, 'PEM', known.pem],
    ['a PEM as PEM', known.pem, 'PEM', known.pem],
    ['a PEM as a line', known.pem, 'SSH', line],
  ])('shows %s', async (_what, sent, encoding, shown) => {
    const id = await upload(sent);
    expect(await get(id, encoding)).toStrictEqual({
      UserName: 'Alice',
      SSHPublicKeyId: id,
      Fingerprint: known.fingerprint,
      SSHPublicKeyBody: shown,
      Status: 'Active',
      UploadDate: new Date('2026-01-31T12:00:00Z'),
    });
  });

  test.each(others.slice(0, 3))('converts any key there and back', async (pem) => {
    const { SSHPublicKeyBody, Fingerprint } = (await get(await upload(pem), 'SSH')) ?? {};
    const wire = Buffer.from(SSHPublicKeyBody?.split(' ')[1] as string, 'base64');
    const digest = createHash('md5').update(wire).digest();
    expect(Fingerprint).toBe([...digest].map((byte) => byte.toString(16).padStart(2, '0')).join(':'));
    await iam.send(new CreateUserCommand({ UserName: 'bob' }));
    const copy = await upload(SSHPublicKeyBody as string, 'bob');
    expect((await get(copy, 'PEM', 'bob'))?.SSHPublicKeyBody).toBe(pem);
  });

  test('knows two encodings', async () => {
    const id = await upload(known.line);
    await expectFailure(aws, () => get(id, 'DER' as EncodingType), {
      code: 'ValidationError',
      status: 400,
      message:
        "1 validation error detected: Value at 'encoding' failed to satisfy constraint: Member must satisfy enum value set: [SSH, PEM]",
    });
  });
});

describe('ListSSHPublicKeys', () => {
  test('shows metadata by upload date, in pages', async () => {
    const ids: string[] = [];
    for (const body of [known.line, ...others.slice(0, 2)]) {
      ids.push(await upload(body));
      aws.clock.advance('1s');
    }
    const page = await iam.send(new ListSSHPublicKeysCommand({ UserName: 'Alice', MaxItems: 2 }));
    expect(page.SSHPublicKeys).toStrictEqual(
      ids.slice(0, 2).map((id, index) => ({
        UserName: 'Alice',
        SSHPublicKeyId: id,
        Status: 'Active',
        UploadDate: new Date(`2026-01-31T12:00:0${index}Z`),
      })),
    );
    const rest = await iam.send(new ListSSHPublicKeysCommand({ UserName: 'Alice', Marker: page.Marker }));
    expect(rest.SSHPublicKeys?.map(({ SSHPublicKeyId }) => SSHPublicKeyId)).toEqual(ids.slice(2));
    expect(rest.IsTruncated).toBe(false);
  });

  test('follows a rename of the user', async () => {
    const id = await upload(known.line);
    await iam.send(new UpdateUserCommand({ UserName: 'Alice', NewUserName: 'Bob' }));
    const { SSHPublicKeys } = await iam.send(new ListSSHPublicKeysCommand({ UserName: 'bob' }));
    expect(SSHPublicKeys?.map(({ UserName }) => UserName)).toEqual(['Bob']);
    await iam.send(new DeleteSSHPublicKeyCommand({ UserName: 'Bob', SSHPublicKeyId: id }));
    expect((await iam.send(new ListSSHPublicKeysCommand({ UserName: 'bob' }))).SSHPublicKeys).toEqual([]);
  });

  test('needs a user, which root is none', async () => {
    await expectFailure(aws, () => iam.send(new ListSSHPublicKeysCommand({ UserName: 'gone' })), noUser);
    await expectFailure(aws, () => iam.send(new ListSSHPublicKeysCommand({})), {
      code: 'ValidationError',
      status: 400,
      message: 'Must specify userName when calling with non-User credentials',
    });
  });
});

const update = (SSHPublicKeyId: string, Status: 'Active' | 'Inactive' | 'Expired') =>
  iam.send(new UpdateSSHPublicKeyCommand({ UserName: 'Alice', SSHPublicKeyId, Status }));

describe('UpdateSSHPublicKey', () => {
  test('switches off and on', async () => {
    const id = await upload(known.line);
    for (const status of ['Inactive', 'Active'] as const) {
      await update(id, status);
      expect((await get(id, 'SSH'))?.Status).toBe(status);
    }
    const before = aws.state;
    await update(id, 'Active');
    expect(aws.state).toBe(before);
  });

  test('cannot make a key expire', async () => {
    const id = await upload(known.line);
    await expectFailure(aws, () => update(id, 'Expired'), {
      code: 'InvalidInput',
      status: 400,
      message: 'The status of an SSH public key can only be set to Active or Inactive.',
      class: InvalidInputException,
    });
  });
});

describe('DeleteSSHPublicKey', () => {
  test('deletes, after which the user can go', async () => {
    const SSHPublicKeyId = await upload(known.line);
    await expectFailure(aws, () => iam.send(new DeleteUserCommand({ UserName: 'Alice' })), {
      code: 'DeleteConflict',
      status: 409,
      message: 'Cannot delete entity, must remove referenced objects first.',
      class: DeleteConflictException,
    });
    const command = new DeleteSSHPublicKeyCommand({ UserName: 'Alice', SSHPublicKeyId });
    await iam.send(command);
    await expectFailure(aws, () => iam.send(command), missing(SSHPublicKeyId));
    await iam.send(new DeleteUserCommand({ UserName: 'Alice' }));
  });
});

test.each([
  ['get', (SSHPublicKeyId: string, UserName: string) => get(SSHPublicKeyId, 'SSH', UserName)],
  [
    'update',
    (SSHPublicKeyId: string, UserName: string) =>
      iam.send(new UpdateSSHPublicKeyCommand({ UserName, SSHPublicKeyId, Status: 'Inactive' })),
  ],
  [
    'delete',
    (SSHPublicKeyId: string, UserName: string) =>
      iam.send(new DeleteSSHPublicKeyCommand({ UserName, SSHPublicKeyId })),
  ],
])('to %s, the user must be there, and the key be this user’s', async (_verb, call) => {
  await iam.send(new CreateUserCommand({ UserName: 'bob' }));
  const bobs = await upload(known.line, 'bob');
  await expectFailure(aws, () => call(bobs, 'alice'), missing(bobs));
  await expectFailure(aws, () => call('APKA'.padEnd(21, 'A'), 'alice'), missing('APKA'.padEnd(21, 'A')));
  await expectFailure(aws, () => call(bobs, 'gone'), noUser);
});
