import { generateKeyPairSync } from 'node:crypto';
import {
  DeleteServerCertificateCommand,
  EntityAlreadyExistsException,
  GetServerCertificateCommand,
  InvalidInputException,
  KeyPairMismatchException,
  LimitExceededException,
  ListServerCertificateTagsCommand,
  ListServerCertificatesCommand,
  MalformedCertificateException,
  NoSuchEntityException,
  TagServerCertificateCommand,
  UntagServerCertificateCommand,
  UpdateServerCertificateCommand,
  UploadServerCertificateCommand,
  type UploadServerCertificateCommandInput,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';
import { makeCertificate } from '../support/certificates.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00.789Z' });

const top = makeCertificate({ subject: 'top' });
const middle = makeCertificate({ subject: 'middle', issuer: top });
const server = makeCertificate({ subject: 'server', issuer: middle, notAfter: '2031-05-06T07:08:09Z' });
const impostor = makeCertificate({ subject: 'middle' });

const upload = async (input: Partial<UploadServerCertificateCommandInput> = {}) => {
  const output = await iam.send(
    new UploadServerCertificateCommand({
      ServerCertificateName: 'web',
      CertificateBody: server.pem,
      PrivateKey: server.keyPem,
      ...input,
    }),
  );
  return output.ServerCertificateMetadata;
};

const get = async (ServerCertificateName: string) =>
  (await iam.send(new GetServerCertificateCommand({ ServerCertificateName }))).ServerCertificate;

const names = async (PathPrefix?: string) =>
  (await iam.send(new ListServerCertificatesCommand({ PathPrefix }))).ServerCertificateMetadataList?.map(
    (metadata) => metadata.ServerCertificateName,
  );

const missing = (name: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `The Server Certificate with name ${name} cannot be found.`,
  class: NoSuchEntityException,
});

const taken = (name: string) => ({
  code: 'EntityAlreadyExists',
  status: 409,
  message: `The Server Certificate with name ${name} already exists.`,
  class: EntityAlreadyExistsException,
});

const chained = (index: number) =>
  'Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, ' +
  `followed by any intermediaries in order. The index within the chain of the invalid certificate is: ${index}`;

describe('UploadServerCertificate', () => {
  test('gives metadata, with the end of the certificate, and nothing that was not asked for', async () => {
    const { $metadata, ...output } = await iam.send(
      new UploadServerCertificateCommand({
        ServerCertificateName: 'web',
        CertificateBody: server.pem,
        PrivateKey: server.keyPem,
      }),
    );
    expect(output).toStrictEqual({
      ServerCertificateMetadata: {
        Path: '/',
        ServerCertificateName: 'web',
        ServerCertificateId: expect.stringMatching(/^ASCA[A-Z2-7]{17}$/) as string,
        Arn: 'arn:aws:iam::123456789012:server-certificate/web',
        UploadDate: new Date('2026-01-31T12:00:00Z'),
        Expiration: new Date('2031-05-06T07:08:09Z'),
      },
    });
    expect($metadata.httpStatusCode).toBe(200);
  });

  test('keeps path, chain and tags', async () => {
    const chain = middle.pem + top.pem;
    const output = await iam.send(
      new UploadServerCertificateCommand({
        ServerCertificateName: 'web',
        Path: '/cloudfront/x/',
        CertificateBody: server.pem,
        PrivateKey: server.keyPem,
        CertificateChain: chain,
        Tags: [
          { Key: 'b', Value: '2' },
          { Key: 'B', Value: '' },
        ],
      }),
    );
    expect(output.Tags).toEqual([
      { Key: 'B', Value: '' },
      { Key: 'b', Value: '2' },
    ]);
    expect(await get('WEB')).toStrictEqual({
      ServerCertificateMetadata: {
        ...output.ServerCertificateMetadata,
        Path: '/cloudfront/x/',
        Arn: 'arn:aws:iam::123456789012:server-certificate/cloudfront/x/web',
      },
      CertificateBody: server.pem,
      CertificateChain: chain,
      Tags: output.Tags,
    });
  });

  test('takes keys in every PEM that a key can be in', async () => {
    const PrivateKey = server.privateKey.export({ format: 'pem', type: 'sec1' }) as string;
    await expect(upload({ PrivateKey })).resolves.toMatchObject({ ServerCertificateName: 'web' });
  });

  const parse = 'Unable to parse certificate. Please ensure the certificate is in PEM format.';
  const key = 'Unable to parse key; the body must contain a valid PEM key';
  const encrypted = server.privateKey.export({
    format: 'pem',
    type: 'pkcs8',
    cipher: 'aes-256-cbc',
    passphrase: 'secret',
  }) as string;

  test.each<[string, Partial<UploadServerCertificateCommandInput>, string]>([
    ['no certificate', { CertificateBody: 'x' }, parse],
    ['a certificate with its chain', { CertificateBody: server.pem + middle.pem }, parse],
    ['no chain', { CertificateChain: 'x' }, parse],
    ['a chain with text in it', { CertificateChain: `${middle.pem}and\n${top.pem}` }, parse],
    ['no key', { PrivateKey: 'x' }, key],
    ['a certificate for a key', { PrivateKey: server.pem }, key],
    ['an encrypted key', { PrivateKey: encrypted }, key],
    ['a chain that starts too high', { CertificateChain: top.pem + middle.pem }, chained(-1)],
    ['a chain with the certificate itself', { CertificateChain: server.pem + middle.pem }, chained(-1)],
    ['a chain of a namesake', { CertificateChain: impostor.pem }, chained(-1)],
    ['a chain with the wrong end', { CertificateChain: middle.pem + impostor.pem }, chained(0)],
    ['a chain that goes on', { CertificateChain: middle.pem + top.pem + middle.pem }, chained(1)],
  ])('refuses %s', (_what, input, message) =>
    expectFailure(aws, () => upload(input), {
      code: 'MalformedCertificate',
      status: 400,
      message,
      class: MalformedCertificateException,
    }),
  );

  test.each([
    ['of the same kind', middle.keyPem],
    ['of another kind', rsaKey()],
  ])('refuses the key of another certificate, %s', (_what, PrivateKey) =>
    expectFailure(aws, () => upload({ PrivateKey }), {
      code: 'KeyPairMismatch',
      status: 400,
      message: 'The public key certificate and the private key do not match.',
      class: KeyPairMismatchException,
    }),
  );

  test('refuses a name that differs only in case, in the spelling of the request', async () => {
    await upload();
    await expectFailure(aws, () => upload({ ServerCertificateName: 'WEB', Path: '/x/' }), taken('WEB'));
  });

  test('refuses the certificate beyond the quota', async () => {
    aws.configure({ quotas: { serverCertificatesPerAccount: 1 } });
    await upload();
    await expectFailure(aws, () => upload({ ServerCertificateName: 'two' }), {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for ServerCertificatesPerAccount: 1',
      class: LimitExceededException,
    });
    aws.configure({ quotas: { serverCertificatesPerAccount: 20 } });
  });

  test('refuses duplicate tag keys before it looks at the certificate', () =>
    expectFailure(
      aws,
      () =>
        upload({
          CertificateBody: 'x',
          Tags: [
            { Key: 'a', Value: '1' },
            { Key: 'a', Value: '2' },
          ],
        }),
      {
        code: 'InvalidInput',
        status: 400,
        message: 'Duplicate tag keys found.',
        class: InvalidInputException,
      },
    ));
});

describe('GetServerCertificate', () => {
  test('shows the body and never the key; without a chain there is none', async () => {
    const metadata = await upload();
    expect(await get('web')).toStrictEqual({
      ServerCertificateMetadata: metadata,
      CertificateBody: server.pem,
      Tags: [],
    });
  });

  test('refuses a missing one', () => expectFailure(aws, () => get('gone'), missing('gone')));
});

describe('ListServerCertificates', () => {
  test('goes by name, filters by path, and comes in pages', async () => {
    await upload({ ServerCertificateName: 'b', Path: '/cloudfront/' });
    await upload({ ServerCertificateName: 'C' });
    const a = await upload({ ServerCertificateName: 'a', Path: '/cloudfront/x/' });
    expect(await names()).toEqual(['a', 'b', 'C']);
    expect(await names('/cloud')).toEqual(['a', 'b']);
    const page = await iam.send(new ListServerCertificatesCommand({ MaxItems: 1 }));
    expect(page.ServerCertificateMetadataList).toStrictEqual([a]);
    expect(page.IsTruncated).toBe(true);
    const rest = await iam.send(new ListServerCertificatesCommand({ Marker: page.Marker }));
    expect(rest.ServerCertificateMetadataList).toHaveLength(2);
  });
});

const update = (ServerCertificateName: string, NewServerCertificateName?: string, NewPath?: string) =>
  iam.send(new UpdateServerCertificateCommand({ ServerCertificateName, NewServerCertificateName, NewPath }));

describe('UpdateServerCertificate', () => {
  test('renames and moves, keeping id and content', async () => {
    const before = await upload();
    await update('WEB', 'site', '/x/');
    expect(await get('site')).toMatchObject({
      ServerCertificateMetadata: {
        ...before,
        ServerCertificateName: 'site',
        Path: '/x/',
        Arn: 'arn:aws:iam::123456789012:server-certificate/x/site',
      },
      CertificateBody: server.pem,
    });
    await expectFailure(aws, () => get('web'), missing('web'));
    await expect(upload()).resolves.not.toMatchObject({ ServerCertificateId: before?.ServerCertificateId });
  });

  test('may change the case of the name alone; without anything new it changes nothing', async () => {
    await upload();
    await update('web', 'Web');
    expect(await names()).toEqual(['Web']);
    const before = aws.state;
    await update('web');
    await update('web', 'Web', '/');
    expect(aws.state).toBe(before);
  });

  test('refuses a name that is taken, and a missing certificate', async () => {
    await upload();
    await upload({ ServerCertificateName: 'two' });
    await expectFailure(aws, () => update('web', 'TWO'), taken('TWO'));
    await expectFailure(aws, () => update('gone', 'two'), missing('gone'));
  });
});

describe('DeleteServerCertificate', () => {
  test('deletes; a namesake gets another id', async () => {
    const before = await upload();
    const command = new DeleteServerCertificateCommand({ ServerCertificateName: 'WEB' });
    await iam.send(command);
    expect(await names()).toEqual([]);
    await expectFailure(aws, () => iam.send(command), missing('WEB'));
    expect((await upload())?.ServerCertificateId).not.toBe(before?.ServerCertificateId);
  });
});

const tags = async () =>
  (await iam.send(new ListServerCertificateTagsCommand({ ServerCertificateName: 'web' }))).Tags;

describe('tags of server certificates', () => {
  test('keys are told apart by case; missing keys are ignored when removed', async () => {
    await upload({ Tags: [{ Key: 'team', Value: 'a' }] });
    await iam.send(
      new TagServerCertificateCommand({
        ServerCertificateName: 'web',
        Tags: [
          { Key: 'team', Value: 'b' },
          { Key: 'Team', Value: 'c' },
        ],
      }),
    );
    expect(await tags()).toEqual([
      { Key: 'Team', Value: 'c' },
      { Key: 'team', Value: 'b' },
    ]);
    await iam.send(
      new UntagServerCertificateCommand({ ServerCertificateName: 'web', TagKeys: ['team', 'nothing'] }),
    );
    expect(await tags()).toEqual([{ Key: 'Team', Value: 'c' }]);
    const before = aws.state;
    await iam.send(new UntagServerCertificateCommand({ ServerCertificateName: 'web', TagKeys: ['team'] }));
    expect(aws.state).toBe(before);
  });

  test('the tag beyond the limit of the resource', async () => {
    await upload({ Tags: Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: 'v' })) });
    const command = new TagServerCertificateCommand({
      ServerCertificateName: 'web',
      Tags: [{ Key: 'more', Value: '' }],
    });
    await expectFailure(aws, () => iam.send(command), {
      code: 'LimitExceeded',
      status: 409,
      message: 'The number of tags has reached the maximum limit.',
      class: LimitExceededException,
    });
  });

  test('need the certificate', async () => {
    const ServerCertificateName = 'gone';
    await expectFailure(
      aws,
      () => iam.send(new TagServerCertificateCommand({ ServerCertificateName, Tags: [] })),
      missing('gone'),
    );
    await expectFailure(
      aws,
      () => iam.send(new UntagServerCertificateCommand({ ServerCertificateName, TagKeys: ['a'] })),
      missing('gone'),
    );
    await expectFailure(
      aws,
      () => iam.send(new ListServerCertificateTagsCommand({ ServerCertificateName })),
      missing('gone'),
    );
  });
});

function rsaKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
}
