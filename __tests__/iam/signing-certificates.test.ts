import {
  CreateUserCommand,
  DeleteConflictException,
  DeleteSigningCertificateCommand,
  DeleteUserCommand,
  DuplicateCertificateException,
  InvalidCertificateException,
  InvalidInputException,
  LimitExceededException,
  ListSigningCertificatesCommand,
  MalformedCertificateException,
  NoSuchEntityException,
  UpdateSigningCertificateCommand,
  UpdateUserCommand,
  UploadSigningCertificateCommand,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';
import { makeCertificate } from '../support/certificates.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00.789Z' });

const [first, second, third] = [1, 2, 3].map((number) => makeCertificate({ subject: `c${number}` }).pem) as [
  string,
  string,
  string,
];
const lapsed = makeCertificate({ notAfter: '2026-01-31T12:00:00Z' }).pem;
const lastSecond = makeCertificate({ notAfter: '2026-01-31T12:00:01Z' }).pem;

const upload = async (CertificateBody: string, UserName?: string) => {
  const { Certificate } = await iam.send(new UploadSigningCertificateCommand({ UserName, CertificateBody }));
  return Certificate?.CertificateId as string;
};

const list = async (UserName?: string) =>
  (await iam.send(new ListSigningCertificatesCommand({ UserName }))).Certificates ?? [];

beforeEach(() => iam.send(new CreateUserCommand({ UserName: 'Alice' })));

describe('UploadSigningCertificate', () => {
  test('gives the certificate as it was sent, active, with an id of 32 characters', async () => {
    const { $metadata, ...output } = await iam.send(
      new UploadSigningCertificateCommand({ UserName: 'alice', CertificateBody: first }),
    );
    expect(output).toStrictEqual({
      Certificate: {
        UserName: 'Alice',
        CertificateId: expect.stringMatching(/^[A-Z0-9]{32}$/) as string,
        CertificateBody: first,
        Status: 'Active',
        UploadDate: new Date('2026-01-31T12:00:00Z'),
      },
    });
    expect($metadata.httpStatusCode).toBe(200);
    expect(await list('Alice')).toStrictEqual([output.Certificate]);
  });

  test('without a name it is the root user’s own, which has no user name', async () => {
    const { Certificate } = await iam.send(new UploadSigningCertificateCommand({ CertificateBody: first }));
    expect(Certificate).not.toHaveProperty('UserName');
    expect((await list()).map(({ CertificateBody }) => CertificateBody)).toEqual([first]);
    expect(await list('Alice')).toEqual([]);
  });

  const malformed = {
    code: 'MalformedCertificate',
    status: 400,
    message: 'Unable to parse certificate. Please ensure the certificate is in PEM format.',
    class: MalformedCertificateException,
  };
  test.each([
    ['text', 'certificate'],
    ['a certificate without its frame', first.split('\n').slice(1, -2).join('\n')],
    ['a frame around nothing', '-----BEGIN CERTIFICATE-----\n\n-----END CERTIFICATE-----'],
    ['a frame around something else', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
    ['a certificate that was cut', first.split('\n').toSpliced(2, 2).join('\n')],
    ['two certificates', first + second],
    ['a key', makeCertificate().keyPem],
  ])('refuses %s', (_what, CertificateBody) =>
    expectFailure(
      aws,
      () => iam.send(new UploadSigningCertificateCommand({ UserName: 'Alice', CertificateBody })),
      malformed,
    ),
  );

  test('looks for the user before it looks at the certificate', () =>
    expectFailure(
      aws,
      () => iam.send(new UploadSigningCertificateCommand({ UserName: 'gone', CertificateBody: 'x' })),
      {
        code: 'NoSuchEntity',
        status: 404,
        message: 'The user with name gone cannot be found.',
        class: NoSuchEntityException,
      },
    ));

  test('refuses a certificate from the second it expires', async () => {
    await expectFailure(aws, () => upload(lapsed, 'Alice'), {
      code: 'InvalidCertificate',
      status: 400,
      message: 'The certificate has expired.',
      class: InvalidCertificateException,
    });
    await expect(upload(lastSecond, 'Alice')).resolves.toHaveLength(32);
  });

  test.each([
    ['in other line breaks', first.replaceAll('\n', '\r\n')],
    ['as it was', first],
  ])('refuses the certificate of any other user of the account, %s', async (_how, again) => {
    const id = await upload(first);
    await expectFailure(aws, () => upload(again, 'Alice'), {
      code: 'DuplicateCertificate',
      status: 409,
      message: `The Certificate with id ${id} already exists.`,
      class: DuplicateCertificateException,
    });
  });

  test.each([undefined, 'Alice'])('refuses the third of %s', async (UserName) => {
    await upload(first, UserName);
    await upload(second, UserName);
    await expectFailure(aws, () => upload(third, UserName), {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for CertificatesPerUser: 2',
      class: LimitExceededException,
    });
  });

  test('the quota is the mock’s to set', async () => {
    aws.configure({ quotas: { certificatesPerUser: 3 } });
    for (const body of [first, second, third]) await upload(body, 'Alice');
    aws.configure({ quotas: { certificatesPerUser: 2 } });
    expect(await list('Alice')).toHaveLength(3);
  });
});

describe('ListSigningCertificates', () => {
  test('goes by upload date, in pages', async () => {
    const ids = [await upload(first, 'Alice')];
    aws.clock.advance('1s');
    ids.push(await upload(second, 'Alice'));
    const page = await iam.send(new ListSigningCertificatesCommand({ UserName: 'Alice', MaxItems: 1 }));
    expect(page.Certificates?.map(({ CertificateId }) => CertificateId)).toEqual([ids[0]]);
    expect(page.IsTruncated).toBe(true);
    const rest = await iam.send(
      new ListSigningCertificatesCommand({ UserName: 'Alice', Marker: page.Marker }),
    );
    expect(rest.Certificates?.map(({ CertificateId }) => CertificateId)).toEqual([ids[1]]);
    expect(rest.IsTruncated).toBe(false);
  });

  test('follows a rename of the user', async () => {
    const id = await upload(first, 'Alice');
    await iam.send(new UpdateUserCommand({ UserName: 'Alice', NewUserName: 'Bob' }));
    expect((await list('bob')).map(({ UserName, CertificateId }) => [UserName, CertificateId])).toEqual([
      ['Bob', id],
    ]);
  });

  test('needs the user', () =>
    expectFailure(aws, () => list('gone'), {
      code: 'NoSuchEntity',
      status: 404,
      message: 'The user with name gone cannot be found.',
      class: NoSuchEntityException,
    }));
});

describe('UpdateSigningCertificate', () => {
  test('switches off and on', async () => {
    const CertificateId = await upload(first, 'Alice');
    for (const Status of ['Inactive', 'Active'] as const) {
      await iam.send(new UpdateSigningCertificateCommand({ UserName: 'Alice', CertificateId, Status }));
      expect((await list('Alice'))[0]?.Status).toBe(Status);
    }
    const before = aws.state;
    await iam.send(
      new UpdateSigningCertificateCommand({ UserName: 'Alice', CertificateId, Status: 'Active' }),
    );
    expect(aws.state).toBe(before);
  });

  test('cannot make a certificate expire', async () => {
    const CertificateId = await upload(first, 'Alice');
    await expectFailure(
      aws,
      () =>
        iam.send(
          new UpdateSigningCertificateCommand({ UserName: 'Alice', CertificateId, Status: 'Expired' }),
        ),
      {
        code: 'InvalidInput',
        status: 400,
        message: 'The status of a signing certificate can only be set to Active or Inactive.',
        class: InvalidInputException,
      },
    );
  });
});

describe('DeleteSigningCertificate', () => {
  test('deletes, after which the user can go and the certificate be uploaded again', async () => {
    const CertificateId = await upload(first, 'Alice');
    await expectFailure(aws, () => iam.send(new DeleteUserCommand({ UserName: 'Alice' })), {
      code: 'DeleteConflict',
      status: 409,
      message: 'Cannot delete entity, must delete certificates first.',
      class: DeleteConflictException,
    });
    await iam.send(new DeleteSigningCertificateCommand({ UserName: 'Alice', CertificateId }));
    await iam.send(new DeleteUserCommand({ UserName: 'Alice' }));
    await expect(upload(first)).resolves.not.toBe(CertificateId);
  });
});

test.each([
  [
    'update',
    (CertificateId: string) =>
      new UpdateSigningCertificateCommand({ UserName: 'Alice', CertificateId, Status: 'Inactive' }),
  ],
  [
    'delete',
    (CertificateId: string) => new DeleteSigningCertificateCommand({ UserName: 'Alice', CertificateId }),
  ],
])('to %s, the certificate must be there and be this user’s', async (_verb, command) => {
  const others = await upload(first);
  for (const id of [others, 'A'.repeat(32)]) {
    await expectFailure(aws, () => iam.send(command(id) as UpdateSigningCertificateCommand), {
      code: 'NoSuchEntity',
      status: 404,
      message: `The Certificate with id ${id} cannot be found.`,
      class: NoSuchEntityException,
    });
  }
});
