import {
  IAM,
  InvalidInputException,
  LimitExceededException,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';
import { makeCertificate } from '../support/certificates.ts';
import { identityPolicy, trustPolicy } from '../support/fixtures.ts';
import { samlMetadata } from '../support/saml.ts';

const { aws } = useAws();
const iam = new IAM({});
const certificate = makeCertificate();
const metadata = samlMetadata();

interface Tag {
  Key: string;
  Value: string;
}
interface Page {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** A kind of resource with tags of its own. `name` is what tells a resource apart: a name or an ARN. */
interface TaggableFamily {
  readonly family: string;
  /** Users and roles compare keys without regard to case. */
  readonly foldsCase: boolean;
  /** Makes a resource and returns what tells it apart. */
  readonly create: (Tags?: Tag[]) => Promise<string>;
  readonly tag: (name: string, Tags: Tag[]) => Promise<unknown>;
  readonly untag: (name: string, TagKeys: string[]) => Promise<unknown>;
  readonly list: (
    name: string,
    page?: Page,
  ) => Promise<{ Tags: Tag[] | undefined; IsTruncated?: boolean | undefined; Marker?: string | undefined }>;
  readonly missing: string;
  readonly sentence: string;
}

const arn = (resource: string): string => `arn:aws:iam::123456789012:${resource}`;
const sent = <Output>(output: Output) => output as Output & { Tags: Tag[] | undefined };

const families: readonly TaggableFamily[] = [
  {
    family: 'users',
    foldsCase: true,
    create: async (Tags) => (await iam.createUser({ UserName: 'thing', Tags })).User?.UserName as string,
    tag: (UserName, Tags) => iam.tagUser({ UserName, Tags }),
    untag: (UserName, TagKeys) => iam.untagUser({ UserName, TagKeys }),
    list: async (UserName, page) => sent(await iam.listUserTags({ UserName, ...page })),
    missing: 'gone',
    sentence: 'The user with name gone cannot be found.',
  },
  {
    family: 'roles',
    foldsCase: true,
    create: async (Tags) => {
      const input = { RoleName: 'thing', AssumeRolePolicyDocument: trustPolicy, Tags };
      return (await iam.createRole(input)).Role?.RoleName as string;
    },
    tag: (RoleName, Tags) => iam.tagRole({ RoleName, Tags }),
    untag: (RoleName, TagKeys) => iam.untagRole({ RoleName, TagKeys }),
    list: async (RoleName, page) => sent(await iam.listRoleTags({ RoleName, ...page })),
    missing: 'gone',
    sentence: 'The role with name gone cannot be found.',
  },
  {
    family: 'managed policies',
    foldsCase: false,
    create: async (Tags) => {
      const input = { PolicyName: 'thing', PolicyDocument: identityPolicy, Tags };
      return (await iam.createPolicy(input)).Policy?.Arn as string;
    },
    tag: (PolicyArn, Tags) => iam.tagPolicy({ PolicyArn, Tags }),
    untag: (PolicyArn, TagKeys) => iam.untagPolicy({ PolicyArn, TagKeys }),
    list: async (PolicyArn, page) => sent(await iam.listPolicyTags({ PolicyArn, ...page })),
    missing: arn('policy/gone'),
    sentence: `Policy ${arn('policy/gone')} was not found.`,
  },
  {
    family: 'instance profiles',
    foldsCase: false,
    create: async (Tags) => {
      const { InstanceProfile } = await iam.createInstanceProfile({ InstanceProfileName: 'thing', Tags });
      return InstanceProfile?.InstanceProfileName as string;
    },
    tag: (InstanceProfileName, Tags) => iam.tagInstanceProfile({ InstanceProfileName, Tags }),
    untag: (InstanceProfileName, TagKeys) => iam.untagInstanceProfile({ InstanceProfileName, TagKeys }),
    list: async (InstanceProfileName, page) =>
      sent(await iam.listInstanceProfileTags({ InstanceProfileName, ...page })),
    missing: 'gone',
    sentence: 'Instance Profile gone cannot be found.',
  },
  {
    family: 'OIDC providers',
    foldsCase: false,
    create: async (Tags) => {
      const { OpenIDConnectProviderArn } = await iam.createOpenIDConnectProvider({
        Url: 'https://idp.example',
        Tags,
      });
      return OpenIDConnectProviderArn as string;
    },
    tag: (OpenIDConnectProviderArn, Tags) => iam.tagOpenIDConnectProvider({ OpenIDConnectProviderArn, Tags }),
    untag: (OpenIDConnectProviderArn, TagKeys) =>
      iam.untagOpenIDConnectProvider({ OpenIDConnectProviderArn, TagKeys }),
    list: async (OpenIDConnectProviderArn, page) =>
      sent(await iam.listOpenIDConnectProviderTags({ OpenIDConnectProviderArn, ...page })),
    missing: arn('oidc-provider/gone'),
    sentence: `OpenId connect Provider ${arn('oidc-provider/gone')} cannot be found.`,
  },
  {
    family: 'SAML providers',
    foldsCase: false,
    create: async (Tags) => {
      const { SAMLProviderArn } = await iam.createSAMLProvider({
        Name: 'thing',
        SAMLMetadataDocument: metadata,
        Tags,
      });
      return SAMLProviderArn as string;
    },
    tag: (SAMLProviderArn, Tags) => iam.tagSAMLProvider({ SAMLProviderArn, Tags }),
    untag: (SAMLProviderArn, TagKeys) => iam.untagSAMLProvider({ SAMLProviderArn, TagKeys }),
    list: async (SAMLProviderArn, page) => sent(await iam.listSAMLProviderTags({ SAMLProviderArn, ...page })),
    missing: arn('saml-provider/gone'),
    sentence: `Manifest not found for arn ${arn('saml-provider/gone')}`,
  },
  {
    family: 'server certificates',
    foldsCase: false,
    create: async (Tags) => {
      const { ServerCertificateMetadata } = await iam.uploadServerCertificate({
        ServerCertificateName: 'thing',
        CertificateBody: certificate.pem,
        PrivateKey: certificate.keyPem,
        Tags,
      });
      return ServerCertificateMetadata?.ServerCertificateName as string;
    },
    tag: (ServerCertificateName, Tags) => iam.tagServerCertificate({ ServerCertificateName, Tags }),
    untag: (ServerCertificateName, TagKeys) => iam.untagServerCertificate({ ServerCertificateName, TagKeys }),
    list: async (ServerCertificateName, page) =>
      sent(await iam.listServerCertificateTags({ ServerCertificateName, ...page })),
    missing: 'gone',
    sentence: 'The Server Certificate with name gone cannot be found.',
  },
  {
    family: 'virtual MFA devices',
    foldsCase: false,
    create: async (Tags) => {
      const { VirtualMFADevice } = await iam.createVirtualMFADevice({ VirtualMFADeviceName: 'thing', Tags });
      return VirtualMFADevice?.SerialNumber as string;
    },
    tag: (SerialNumber, Tags) => iam.tagMFADevice({ SerialNumber, Tags }),
    untag: (SerialNumber, TagKeys) => iam.untagMFADevice({ SerialNumber, TagKeys }),
    list: async (SerialNumber, page) => sent(await iam.listMFADeviceTags({ SerialNumber, ...page })),
    missing: arn('mfa/gone'),
    sentence: `VirtualMFADevice with serial number ${arn('mfa/gone')} doesn't exist.`,
  },
];

const numbered = (count: number): Tag[] =>
  Array.from({ length: count }, (_, index) => ({
    Key: `k${String(index).padStart(2, '0')}`,
    Value: `v${index}`,
  }));

const invalid = (message: string) => ({
  code: 'InvalidInput',
  status: 400,
  message,
  class: InvalidInputException,
});
const violation = (constraint: string) => ({
  code: 'ValidationError',
  status: 400,
  message: `1 validation error detected: Value at ${constraint}`,
});
const tooMany = {
  code: 'LimitExceeded',
  status: 409,
  message: 'The number of tags has reached the maximum limit.',
  class: LimitExceededException,
};

describe.each(families)('tags of $family', (family) => {
  const { foldsCase, create, tag, untag, list, missing, sentence } = family;

  const tagsOf = async (name: string): Promise<Tag[] | undefined> => (await list(name)).Tags;

  test('none: an empty list that is complete', async () => {
    const { Tags, IsTruncated, ...rest } = await list(await create());
    expect([Tags, IsTruncated]).toEqual([[], false]);
    expect(rest).not.toHaveProperty('Marker');
  });

  test('a lowered quota counts those given on creation too', async () => {
    aws.configure({ quotas: { tagsPerResource: 2 } });
    await expectFailure(aws, () => create(numbered(3)), tooMany);
    expect(await tagsOf(await create(numbered(2)))).toEqual(numbered(2));
    aws.configure({ quotas: { tagsPerResource: 50 } });
  });

  test('given on creation are listed by key; values may be empty', async () => {
    const name = await create([
      { Key: 'b', Value: '' },
      { Key: 'a', Value: 'x y' },
      { Key: 'é', Value: 'ü' },
      { Key: '_.:/=+-@', Value: '_.:/=+-@' },
    ]);
    expect(await tagsOf(name)).toEqual([
      { Key: '_.:/=+-@', Value: '_.:/=+-@' },
      { Key: 'a', Value: 'x y' },
      { Key: 'b', Value: '' },
      { Key: 'é', Value: 'ü' },
    ]);
  });

  test.each(['__proto__', 'constructor', 'toString'])('may have the key %s', async (Key) => {
    const name = await create();
    await tag(name, [{ Key, Value: 'v' }]);
    expect(await tagsOf(name)).toEqual([{ Key, Value: 'v' }]);
    await untag(name, [Key]);
    expect(await tagsOf(name)).toEqual([]);
  });

  test('merge: a key that is there takes the new value', async () => {
    const name = await create([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]);
    await tag(name, [
      { Key: 'b', Value: '3' },
      { Key: 'c', Value: '4' },
    ]);
    expect(await tagsOf(name)).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '3' },
      { Key: 'c', Value: '4' },
    ]);
  });

  test(`keys in another case are ${foldsCase ? 'the same, and the new spelling wins' : 'other keys'}`, async () => {
    const name = await create([{ Key: 'Team', Value: '1' }]);
    await tag(name, [{ Key: 'TEAM', Value: '2' }]);
    expect(await tagsOf(name)).toEqual(
      foldsCase
        ? [{ Key: 'TEAM', Value: '2' }]
        : [
            { Key: 'TEAM', Value: '2' },
            { Key: 'Team', Value: '1' },
          ],
    );
    await untag(name, ['team']);
    expect(await tagsOf(name)).toHaveLength(foldsCase ? 0 : 2);
  });

  test('removing what is not there is no error and changes nothing', async () => {
    const name = await create([{ Key: 'a', Value: '1' }]);
    const before = aws.state;
    await untag(name, ['b', 'c']);
    expect(aws.state).toBe(before);
    await untag(name, ['b', 'a']);
    expect(await tagsOf(name)).toEqual([]);
  });

  test('setting what is there changes nothing', async () => {
    const name = await create([{ Key: 'a', Value: '1' }]);
    const before = aws.state;
    await tag(name, [{ Key: 'a', Value: '1' }]);
    expect(aws.state).toBe(before);
    expect(await tagsOf(name)).toEqual([{ Key: 'a', Value: '1' }]);
  });

  test('fifty are good; the next one is one too many, whether alone or among others', async () => {
    const name = await create(numbered(50));
    await tag(name, [{ Key: 'k07', Value: 'new' }]);
    await expectFailure(aws, () => tag(name, [{ Key: 'k50', Value: '' }]), tooMany);
    await expectFailure(
      aws,
      () =>
        tag(name, [
          { Key: 'k07', Value: 'newer' },
          { Key: 'k50', Value: '' },
        ]),
      tooMany,
    );
    await untag(name, ['k00']);
    await tag(name, [{ Key: 'k50', Value: '' }]);
    expect(await tagsOf(name)).toHaveLength(50);
  });

  test('more than fifty in a request do not pass the model', async () => {
    const tooLong = violation(
      "'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
    );
    await expectFailure(aws, () => create(numbered(51)), tooLong);
    const name = await create();
    await expectFailure(aws, () => tag(name, numbered(51)), tooLong);
  });

  test('pages follow each other without gap or repetition', async () => {
    const name = await create(numbered(7));
    const seen: Tag[] = [];
    let Marker: string | undefined;
    let pages = 0;
    do {
      const page = await list(name, { MaxItems: 3, ...(Marker === undefined ? {} : { Marker }) });
      seen.push(...(page.Tags ?? []));
      expect(page.IsTruncated).toBe(page.Marker !== undefined);
      Marker = page.Marker;
      pages += 1;
    } while (Marker !== undefined);
    expect(seen).toEqual(numbered(7));
    expect(pages).toBe(3);
  });

  const duplicates = foldsCase
    ? 'Duplicate tag keys found. Please note that Tag keys are case insensitive.'
    : 'Duplicate tag keys found.';

  test('duplicate keys are refused, on creation too, and before the resource is looked for', async () => {
    const Tags = [
      { Key: 'a', Value: '1' },
      { Key: foldsCase ? 'A' : 'a', Value: '2' },
    ];
    await expectFailure(aws, () => create(Tags), invalid(duplicates));
    await expectFailure(aws, () => tag(missing, Tags), invalid(duplicates));
    const name = await create();
    await expectFailure(aws, () => tag(name, Tags), invalid(duplicates));
  });

  test.each([
    { Key: 'aws:team', Value: 'x' },
    { Key: 'AWS:team', Value: 'x' },
    { Key: 'team', Value: 'aws:x' },
  ])('the prefix of AWS is reserved: %j', async (reserved) => {
    const refusal = invalid('aws: prefixed tag key names are not allowed for external use.');
    await expectFailure(aws, () => create([reserved]), refusal);
    const name = await create();
    await expectFailure(aws, () => tag(name, [{ Key: 'a', Value: '1' }, reserved]), refusal);
    await tag(name, [{ Key: 'xaws:team', Value: 'xaws:' }]);
  });

  test.each([
    [
      'a key without a value',
      { Key: 'a' } as Tag,
      "'tags.1.member.value' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a value without a key',
      { Value: 'a' } as Tag,
      "'tags.1.member.key' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a key with other characters',
      { Key: 'a*', Value: '' },
      "'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+",
    ],
    [
      'a key that is too long',
      { Key: 'a'.repeat(129), Value: '' },
      "'tags.1.member.key' failed to satisfy constraint: Member must have length less than or equal to 128",
    ],
    [
      'a value that is too long',
      { Key: 'a', Value: 'a'.repeat(257) },
      "'tags.1.member.value' failed to satisfy constraint: Member must have length less than or equal to 256",
    ],
  ])('%s does not pass the model, on creation or later', async (_name, bad, constraint) => {
    await expectFailure(aws, () => create([bad]), violation(constraint));
    await expectFailure(aws, () => tag(missing, [bad]), violation(constraint));
  });

  test.each([
    ['tagging', () => tag(missing, [{ Key: 'a', Value: '' }])],
    ['untagging', () => untag(missing, ['a'])],
    ['listing', () => list(missing)],
  ])('%s what is not there', (_name, operation) =>
    expectFailure(aws, operation, {
      code: 'NoSuchEntity',
      status: 404,
      message: sentence,
      class: NoSuchEntityException,
    }),
  );
});
