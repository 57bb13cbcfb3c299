import { generateKeyPairSync } from 'node:crypto';
import {
  CreateSAMLProviderCommand,
  DeleteSAMLProviderCommand,
  EntityAlreadyExistsException,
  GetSAMLProviderCommand,
  InvalidInputException,
  LimitExceededException,
  ListSAMLProviderTagsCommand,
  ListSAMLProvidersCommand,
  NoSuchEntityException,
  TagSAMLProviderCommand,
  UntagSAMLProviderCommand,
  UpdateSAMLProviderCommand,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';
import { nextIdpCertificate, samlMetadata } from '../support/saml.ts';

const { aws, iam } = useAws({ now: '2026-12-01T12:00:00Z' });

const arn = 'arn:aws:iam::123456789012:saml-provider/corp';
const metadata = samlMetadata();
const pem = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  }) as string;

const create = (more: Partial<CreateSAMLProviderCommand['input']> = {}) =>
  iam.send(new CreateSAMLProviderCommand({ Name: 'corp', SAMLMetadataDocument: metadata, ...more }));
const get = async (SAMLProviderArn = arn) => {
  const { $metadata, ...output } = await iam.send(new GetSAMLProviderCommand({ SAMLProviderArn }));
  expect($metadata.httpStatusCode).toBe(200);
  return output;
};
const update = (more: Partial<UpdateSAMLProviderCommand['input']>) =>
  iam.send(new UpdateSAMLProviderCommand({ SAMLProviderArn: arn, ...more }));
const invalid = (message: string) => ({
  code: 'InvalidInput',
  status: 400,
  message,
  class: InvalidInputException,
});

describe('CreateSAMLProvider', () => {
  test('gives the ARN, and tags only where there are some', async () => {
    const { $metadata: _, ...output } = await create();
    expect(output).toStrictEqual({ SAMLProviderArn: arn });
    const tagged = await create({
      Name: 'other_idp.example-1',
      Tags: [
        { Key: 'b', Value: '2' },
        { Key: 'a', Value: '1' },
      ],
    });
    expect(tagged.SAMLProviderArn).toBe('arn:aws:iam::123456789012:saml-provider/other_idp.example-1');
    expect(tagged.Tags).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]);
  });

  test('the partition follows the region', async () => {
    aws.configure({ region: 'us-gov-west-1' });
    expect((await create()).SAMLProviderArn).toBe('arn:aws-us-gov:iam::123456789012:saml-provider/corp');
    aws.configure({ region: 'us-east-1' });
  });

  test.each([
    ['no XML', 'x'.repeat(1000)],
    ['no certificate', samlMetadata({ keys: [] })],
    ['a document type', metadata.replace('?>', '?><!DOCTYPE x>')],
  ])('refuses metadata with %s', (_name, SAMLMetadataDocument) =>
    expectFailure(aws, () => create({ SAMLMetadataDocument }), invalid('Could not parse metadata')),
  );

  test('refuses metadata that is too short before it is looked at', () =>
    expectFailure(aws, () => create({ SAMLMetadataDocument: '<x/>' }), {
      code: 'ValidationError',
      status: 400,
      message:
        "1 validation error detected: Value at 'sAMLMetadataDocument' failed to satisfy constraint: Member must have length greater than or equal to 1000",
    }));

  test('refuses a name with other characters', () =>
    expectFailure(aws, () => create({ Name: 'a b' }), {
      code: 'ValidationError',
      status: 400,
      message:
        "1 validation error detected: Value at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w._-]+",
    }));

  test('refuses a second one of the name', async () => {
    await create();
    await expectFailure(aws, () => create(), {
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'SAMLProvider with name corp already exists.',
      class: EntityAlreadyExistsException,
    });
  });

  test('refuses the one beyond the quota', async () => {
    aws.configure({ quotas: { samlProvidersPerAccount: 1 } });
    await create();
    await expectFailure(aws, () => create({ Name: 'second' }), {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for SAMLProvidersPerAccount: 1',
      class: LimitExceededException,
    });
    aws.configure({ quotas: { samlProvidersPerAccount: 100 } });
  });

  test('refuses duplicate tag keys; keys that differ in case are two', async () => {
    const Tags = [
      { Key: 'a', Value: '1' },
      { Key: 'a', Value: '2' },
    ];
    await expectFailure(aws, () => create({ Tags }), invalid('Duplicate tag keys found.'));
    const both = await create({
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'A', Value: '2' },
      ],
    });
    expect(both.Tags).toHaveLength(2);
  });

  test('encrypted assertions that are required need a key', async () => {
    await expectFailure(
      aws,
      () => create({ AssertionEncryptionMode: 'Required' }),
      invalid('A private key is required when AssertionEncryptionMode is Required.'),
    );
    await create({ AssertionEncryptionMode: 'Required', AddPrivateKey: pem() });
    expect(await get()).toMatchObject({ AssertionEncryptionMode: 'Required' });
  });

  test('refuses a private key that is none', () =>
    expectFailure(aws, () => create({ AddPrivateKey: 'secret' }), invalid('The private key is not valid.')));
});

describe('GetSAMLProvider', () => {
  test('shows document and dates; the end is that of the certificates', async () => {
    await create();
    expect(await get()).toStrictEqual({
      SAMLProviderUUID: expect.stringMatching(/^[A-Z0-9]{22,64}$/) as string,
      SAMLMetadataDocument: metadata,
      CreateDate: new Date('2026-12-01T12:00:00Z'),
      ValidUntil: new Date('2036-11-21T19:01:44Z'),
    });
  });

  test('the date of the metadata comes before that of the certificates', async () => {
    await create({
      SAMLMetadataDocument: samlMetadata({ attributes: ' validUntil="2027-03-04T05:06:07Z"' }),
    });
    expect((await get()).ValidUntil).toEqual(new Date('2027-03-04T05:06:07Z'));
  });

  test('shows keys by id and date, never the key, and tags and mode where there are some', async () => {
    await create({
      AddPrivateKey: pem(),
      AssertionEncryptionMode: 'Allowed',
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    expect(await get()).toMatchObject({
      AssertionEncryptionMode: 'Allowed',
      Tags: [{ Key: 'a', Value: 'b' }],
      PrivateKeyList: [
        {
          KeyId: expect.stringMatching(/^[A-Z0-9]{22,64}$/) as string,
          Timestamp: new Date('2026-12-01T12:00:00Z'),
        },
      ],
    });
    expect(Object.keys((await get()).PrivateKeyList?.[0] ?? {})).toEqual(['KeyId', 'Timestamp']);
  });

  test('outputs are the receiver’s own', async () => {
    await create({ Tags: [{ Key: 'a', Value: 'b' }] });
    const first = await get();
    first.Tags?.push({ Key: 'x', Value: 'y' });
    expect((await get()).Tags).toEqual([{ Key: 'a', Value: 'b' }]);
  });
});

describe('ListSAMLProviders', () => {
  test('by ARN, with dates', async () => {
    expect((await iam.send(new ListSAMLProvidersCommand({}))).SAMLProviderList).toEqual([]);
    await create({ Name: 'b' });
    aws.clock.advance('1h');
    await create({ Name: 'a' });
    const { $metadata: _, ...output } = await iam.send(new ListSAMLProvidersCommand({}));
    expect(output).toStrictEqual({
      SAMLProviderList: [
        ['a', '13'],
        ['b', '12'],
      ].map(([name, hour]) => ({
        Arn: `arn:aws:iam::123456789012:saml-provider/${name}`,
        ValidUntil: new Date('2036-11-21T19:01:44Z'),
        CreateDate: new Date(`2026-12-01T${hour}:00:00Z`),
      })),
    });
  });
});

describe('UpdateSAMLProvider', () => {
  test('replaces the document and its end, and keeps the rest', async () => {
    await create({ Tags: [{ Key: 'a', Value: 'b' }] });
    const before = await get();
    aws.clock.advance('1h');
    const next = samlMetadata({ keys: [{ certificate: nextIdpCertificate }] });
    expect((await update({ SAMLMetadataDocument: next })).SAMLProviderArn).toBe(arn);
    expect(await get()).toEqual({
      ...before,
      SAMLMetadataDocument: next,
      ValidUntil: new Date('2046-11-19T19:01:44Z'),
    });
  });

  test('keys are rotated in two requests', async () => {
    await create({ AddPrivateKey: pem() });
    const [old] = (await get()).PrivateKeyList ?? [];
    aws.clock.advance('1h');
    await update({ AddPrivateKey: pem() });
    expect((await get()).PrivateKeyList?.map(({ Timestamp }) => Timestamp?.toISOString())).toEqual([
      '2026-12-01T12:00:00.000Z',
      '2026-12-01T13:00:00.000Z',
    ]);
    await update({ RemovePrivateKey: old?.KeyId });
    const rest = (await get()).PrivateKeyList;
    expect(rest).toHaveLength(1);
    expect(rest?.[0]?.KeyId).not.toBe(old?.KeyId);
  });

  test('refuses both changes of keys at once', () =>
    expectFailure(
      aws,
      () => update({ AddPrivateKey: pem(), RemovePrivateKey: 'A'.repeat(22) }),
      invalid('AddPrivateKey and RemovePrivateKey cannot be specified in the same request.'),
    ));

  test('refuses a third key', async () => {
    await create({ AddPrivateKey: pem() });
    await update({ AddPrivateKey: pem() });
    await expectFailure(aws, () => update({ AddPrivateKey: pem() }), {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for PrivateKeysPerSAMLProvider: 2',
      class: LimitExceededException,
    });
  });

  test('refuses to remove a key that is not there, and the last one while it is required', async () => {
    await create({ AddPrivateKey: pem(), AssertionEncryptionMode: 'Required' });
    await expectFailure(
      aws,
      () => update({ RemovePrivateKey: 'A'.repeat(22) }),
      invalid(`The private key with id ${'A'.repeat(22)} cannot be found.`),
    );
    const [key] = (await get()).PrivateKeyList ?? [];
    await expectFailure(
      aws,
      () => update({ RemovePrivateKey: key?.KeyId }),
      invalid('A private key is required when AssertionEncryptionMode is Required.'),
    );
    await update({ RemovePrivateKey: key?.KeyId, AssertionEncryptionMode: 'Allowed' });
    expect(await get()).not.toHaveProperty('PrivateKeyList');
  });

  test('refuses bad metadata and leaves the good', async () => {
    await create();
    await expectFailure(
      aws,
      () => update({ SAMLMetadataDocument: 'x'.repeat(1000) }),
      invalid('Could not parse metadata'),
    );
  });

  test('with nothing new changes nothing', async () => {
    await create();
    const before = aws.state;
    await update({});
    await update({ SAMLMetadataDocument: metadata });
    expect(aws.state).toBe(before);
  });
});

describe('tags', () => {
  test('merge by exact key, and go by key', async () => {
    await create({ Tags: [{ Key: 'a', Value: '1' }] });
    const Tags = [
      { Key: 'a', Value: '2' },
      { Key: 'A', Value: '3' },
    ];
    await iam.send(new TagSAMLProviderCommand({ SAMLProviderArn: arn, Tags }));
    const list = () => iam.send(new ListSAMLProviderTagsCommand({ SAMLProviderArn: arn }));
    expect((await list()).Tags).toEqual([
      { Key: 'A', Value: '3' },
      { Key: 'a', Value: '2' },
    ]);
    await iam.send(new UntagSAMLProviderCommand({ SAMLProviderArn: arn, TagKeys: ['A', 'gone'] }));
    expect(await list()).toMatchObject({ Tags: [{ Key: 'a', Value: '2' }], IsTruncated: false });
  });
});

describe('a provider that is not there', () => {
  const SAMLProviderArn = 'arn:aws:iam::123456789012:saml-provider/gone';
  const operations: readonly (readonly [string, (SAMLProviderArn: string) => Promise<unknown>])[] = [
    ['GetSAMLProvider', (Arn) => iam.send(new GetSAMLProviderCommand({ SAMLProviderArn: Arn }))],
    ['UpdateSAMLProvider', (Arn) => update({ SAMLProviderArn: Arn, SAMLMetadataDocument: metadata })],
    ['DeleteSAMLProvider', (Arn) => iam.send(new DeleteSAMLProviderCommand({ SAMLProviderArn: Arn }))],
    [
      'TagSAMLProvider',
      (Arn) =>
        iam.send(new TagSAMLProviderCommand({ SAMLProviderArn: Arn, Tags: [{ Key: 'a', Value: '' }] })),
    ],
    [
      'UntagSAMLProvider',
      (Arn) => iam.send(new UntagSAMLProviderCommand({ SAMLProviderArn: Arn, TagKeys: ['a'] })),
    ],
    ['ListSAMLProviderTags', (Arn) => iam.send(new ListSAMLProviderTagsCommand({ SAMLProviderArn: Arn }))],
  ];

  test.each(operations)('%s says so', (_name, operation) =>
    expectFailure(aws, () => operation(SAMLProviderArn), {
      code: 'NoSuchEntity',
      status: 404,
      message: `Manifest not found for arn ${SAMLProviderArn}`,
      class: NoSuchEntityException,
    }),
  );

  test.each(operations)('%s refuses the ARN of another kind of resource', (_name, operation) =>
    expectFailure(aws, () => operation('arn:aws:iam::123456789012:role/saml-provider'), {
      code: 'ValidationError',
      status: 400,
      message: 'Invalid resource type in ARN',
    }),
  );

  test.each(operations)('%s refuses text that is no ARN', (_name, operation) =>
    expectFailure(
      aws,
      () => operation('saml-provider/corporation'),
      invalid('ARN saml-provider/corporation is not valid.'),
    ),
  );

  test('once it is deleted', async () => {
    await create();
    await iam.send(new DeleteSAMLProviderCommand({ SAMLProviderArn: arn }));
    await expectFailure(aws, () => get(), {
      code: 'NoSuchEntity',
      status: 404,
      message: `Manifest not found for arn ${arn}`,
      class: NoSuchEntityException,
    });
    await create();
  });
});
