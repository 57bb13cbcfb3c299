import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  EntityAlreadyExistsException,
  GetOpenIDConnectProviderCommand,
  InvalidInputException,
  LimitExceededException,
  ListOpenIDConnectProviderTagsCommand,
  ListOpenIDConnectProvidersCommand,
  NoSuchEntityException,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  UntagOpenIDConnectProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00.789Z' });

const Url = 'https://token.actions.githubusercontent.com';
const arn = 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com';
const thumbprint = (digit: string) => digit.repeat(40);

const create = (more: Partial<CreateOpenIDConnectProviderCommand['input']> = {}) =>
  iam.send(new CreateOpenIDConnectProviderCommand({ Url, ...more }));
const get = async (OpenIDConnectProviderArn = arn) => {
  const { $metadata: _, ...output } = await iam.send(
    new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }),
  );
  return output;
};
const addClient = (ClientID: string, OpenIDConnectProviderArn = arn) =>
  iam.send(new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID }));
const removeClient = (ClientID: string, OpenIDConnectProviderArn = arn) =>
  iam.send(new RemoveClientIDFromOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID }));
const setThumbprints = (ThumbprintList: string[], OpenIDConnectProviderArn = arn) =>
  iam.send(new UpdateOpenIDConnectProviderThumbprintCommand({ OpenIDConnectProviderArn, ThumbprintList }));
const remove = (OpenIDConnectProviderArn = arn) =>
  iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));

const invalid = (message: string) => ({
  code: 'InvalidInput',
  status: 400,
  message,
  class: InvalidInputException,
});
const limit = (message: string) => ({
  code: 'LimitExceeded',
  status: 409,
  message,
  class: LimitExceededException,
});
const missing = (message: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message,
  class: NoSuchEntityException,
});
const violation = (message: string) => ({ code: 'ValidationError', status: 400, message });

describe('CreateOpenIDConnectProvider', () => {
  test('gives the ARN of the url without its scheme; tags only where there are some', async () => {
    const { $metadata: _, ...output } = await create();
    expect(output).toStrictEqual({ OpenIDConnectProviderArn: arn });
    const tagged = await create({ Url: 'https://idp.example/a/b', Tags: [{ Key: 'a', Value: '' }] });
    expect(tagged.OpenIDConnectProviderArn).toBe('arn:aws:iam::123456789012:oidc-provider/idp.example/a/b');
    expect(tagged.Tags).toEqual([{ Key: 'a', Value: '' }]);
  });

  test('a closing slash does not count', async () => {
    expect((await create({ Url: `${Url}/` })).OpenIDConnectProviderArn).toBe(arn);
    await expectFailure(aws, () => create(), {
      code: 'EntityAlreadyExists',
      status: 409,
      message: `Provider with url ${Url} already exists.`,
      class: EntityAlreadyExistsException,
    });
  });

  test('keeps client ids in order, each once, and thumbprints in small letters', async () => {
    await create({ ClientIDList: ['b', 'a', 'b'], ThumbprintList: [thumbprint('A'), thumbprint('0')] });
    expect(await get()).toStrictEqual({
      Url: 'token.actions.githubusercontent.com',
      ClientIDList: ['b', 'a'],
      ThumbprintList: [thumbprint('a'), thumbprint('0')],
      CreateDate: new Date('2026-01-31T12:00:00Z'),
      Tags: [],
    });
  });

  test('without lists has empty ones: nothing is fetched', async () => {
    await create();
    expect(await get()).toMatchObject({ ClientIDList: [], ThumbprintList: [] });
  });

  test.each([
    ['no scheme', 'idp.example'],
    ['a scheme and nothing', 'https://'],
    ['no host', 'https:///x'],
    ['what is no host', 'https://a b'],
    ['text', 'provider'],
  ])('refuses %s', (_name, url) =>
    expectFailure(aws, () => create({ Url: url }), violation('Invalid Open ID Connect Provider URL')),
  );

  test('refuses http', () =>
    expectFailure(
      aws,
      () => create({ Url: 'http://idp.example' }),
      invalid('Invalid Open ID Connect Provider URL. The URL must begin with https://.'),
    ));

  test.each([
    'https://idp.example?x=1',
    'https://idp.example/a?',
    'https://idp.example:443',
    'https://idp.example/#a',
  ])('refuses the query, port or fragment of %s', (url) =>
    expectFailure(aws, () => create({ Url: url }), invalid('Invalid Open ID Connect Provider URL.')),
  );

  test.each([
    [
      'thumbprints',
      { ThumbprintList: ['abc'] },
      'thumbprintList',
      'Member must have length less than or equal to 40, Member must have length greater than or equal to 40',
    ],
    [
      'client ids',
      { ClientIDList: [''] },
      'clientIDList',
      'Member must have length less than or equal to 255, Member must have length greater than or equal to 1',
    ],
  ])('refuses %s of the wrong length', (_name, lists, member, constraint) =>
    expectFailure(
      aws,
      () => create(lists),
      violation(
        `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must satisfy constraint: [${constraint}]`,
      ),
    ),
  );

  test('five thumbprints are good, the sixth is one too many', async () => {
    const list = ['0', '1', '2', '3', '4', '5'].map(thumbprint);
    await expectFailure(
      aws,
      () => create({ ThumbprintList: list }),
      invalid('Thumbprint list must contain fewer than 5 entries.'),
    );
    await create({ ThumbprintList: list.slice(0, 5) });
    expect((await get()).ThumbprintList).toHaveLength(5);
  });

  test('a hundred client ids are good', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => `client-${index}`);
    const exceeded = limit('Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100');
    await expectFailure(aws, () => create({ ClientIDList: ids }), exceeded);
    await create({ ClientIDList: ids.slice(0, 100) });
    await expectFailure(aws, () => addClient('client-100'), exceeded);
    await addClient('client-99');
  });

  test('refuses the provider beyond the quota', async () => {
    aws.configure({ quotas: { openIdConnectProvidersPerAccount: 1 } });
    await create();
    await expectFailure(
      aws,
      () => create({ Url: 'https://other.example' }),
      limit('Cannot exceed quota for OpenIdConnectProvidersPerAccount: 1'),
    );
    aws.configure({ quotas: { openIdConnectProvidersPerAccount: 100 } });
  });

  test('refuses duplicate tag keys', () =>
    expectFailure(
      aws,
      () =>
        create({
          Tags: [
            { Key: 'a', Value: '1' },
            { Key: 'a', Value: '2' },
          ],
        }),
      invalid('Duplicate tag keys found.'),
    ));
});

describe('GetOpenIDConnectProvider', () => {
  test('outputs are the receiver’s own', async () => {
    await create({
      ClientIDList: ['a'],
      ThumbprintList: [thumbprint('a')],
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    const first = await get();
    first.ClientIDList?.push('x');
    first.ThumbprintList?.pop();
    first.Tags?.pop();
    expect(await get()).toMatchObject({
      ClientIDList: ['a'],
      ThumbprintList: [thumbprint('a')],
      Tags: [{ Key: 'a', Value: 'b' }],
    });
  });
});

describe('ListOpenIDConnectProviders', () => {
  test('ARNs, in order', async () => {
    await create({ Url: 'https://b.example' });
    await create({ Url: 'https://a.example' });
    const { $metadata: _, ...output } = await iam.send(new ListOpenIDConnectProvidersCommand({}));
    expect(output).toStrictEqual({
      OpenIDConnectProviderList: ['a', 'b'].map((name) => ({
        Arn: `arn:aws:iam::123456789012:oidc-provider/${name}.example`,
      })),
    });
  });
});

describe('client ids', () => {
  test('are added and removed idempotently', async () => {
    await create({ ClientIDList: ['a'] });
    await addClient('b');
    const before = aws.state;
    await addClient('b');
    expect(aws.state).toBe(before);
    expect((await get()).ClientIDList).toEqual(['a', 'b']);
    await removeClient('a');
    await removeClient('a');
    expect((await get()).ClientIDList).toEqual(['b']);
  });
});

describe('UpdateOpenIDConnectProviderThumbprint', () => {
  test('replaces the whole list', async () => {
    await create({ ThumbprintList: ['0', '1'].map(thumbprint) });
    await setThumbprints([thumbprint('F')]);
    expect((await get()).ThumbprintList).toEqual([thumbprint('f')]);
    await setThumbprints([]);
    expect((await get()).ThumbprintList).toEqual([]);
  });

  test('with the present list changes nothing', async () => {
    await create({ ThumbprintList: [thumbprint('a')] });
    const before = aws.state;
    await setThumbprints([thumbprint('A')]);
    expect(aws.state).toBe(before);
  });

  test('refuses more than five', async () => {
    await create();
    await expectFailure(
      aws,
      () => setThumbprints(['0', '1', '2', '3', '4', '5'].map(thumbprint)),
      invalid('Thumbprint list must contain fewer than 5 entries.'),
    );
  });
});

describe('tags', () => {
  test('merge by exact key, and go by key', async () => {
    await create({ Tags: [{ Key: 'a', Value: '1' }] });
    await iam.send(
      new TagOpenIDConnectProviderCommand({
        OpenIDConnectProviderArn: arn,
        Tags: [
          { Key: 'b', Value: '2' },
          { Key: 'a', Value: '3' },
          { Key: 'A', Value: '4' },
        ],
      }),
    );
    await iam.send(
      new UntagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn, TagKeys: ['b', 'gone'] }),
    );
    const { $metadata: _, ...listed } = await iam.send(
      new ListOpenIDConnectProviderTagsCommand({ OpenIDConnectProviderArn: arn }),
    );
    expect(listed).toStrictEqual({
      Tags: [
        { Key: 'A', Value: '4' },
        { Key: 'a', Value: '3' },
      ],
      IsTruncated: false,
    });
  });
});

describe('a provider that is not there', () => {
  type Operation = (OpenIDConnectProviderArn: string) => Promise<unknown>;
  const reads: readonly (readonly [string, Operation])[] = [
    ['GetOpenIDConnectProvider', get],
    ['AddClientIDToOpenIDConnectProvider', (Arn) => addClient('a', Arn)],
    ['RemoveClientIDFromOpenIDConnectProvider', (Arn) => removeClient('a', Arn)],
    ['UpdateOpenIDConnectProviderThumbprint', (Arn) => setThumbprints([], Arn)],
  ];
  const others: readonly (readonly [string, Operation])[] = [
    ['DeleteOpenIDConnectProvider', remove],
    [
      'TagOpenIDConnectProvider',
      (OpenIDConnectProviderArn) =>
        iam.send(
          new TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, Tags: [{ Key: 'a', Value: 'b' }] }),
        ),
    ],
    [
      'UntagOpenIDConnectProvider',
      (OpenIDConnectProviderArn) =>
        iam.send(new UntagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, TagKeys: ['a'] })),
    ],
    [
      'ListOpenIDConnectProviderTags',
      (OpenIDConnectProviderArn) =>
        iam.send(new ListOpenIDConnectProviderTagsCommand({ OpenIDConnectProviderArn })),
    ],
  ];
  const gone = 'arn:aws:iam::123456789012:oidc-provider/gone.example';

  test.each(reads)('%s', (_name, operation) =>
    expectFailure(aws, () => operation(gone), missing(`OpenIDConnect Provider not found for arn ${gone}`)),
  );

  test.each(others)('%s', (_name, operation) =>
    expectFailure(aws, () => operation(gone), missing(`OpenId connect Provider ${gone} cannot be found.`)),
  );

  test.each([...reads, ...others])('%s refuses the ARN of a role', (_name, operation) =>
    expectFailure(
      aws,
      () => operation('arn:aws:iam::123456789012:role/idp.example'),
      violation('Invalid resource type in ARN'),
    ),
  );

  test.each([...reads, ...others])('%s refuses text that is no ARN', (_name, operation) =>
    expectFailure(
      aws,
      () => operation('oidc-provider/idp.example'),
      invalid('ARN oidc-provider/idp.example is not valid.'),
    ),
  );

  test('a provider is deleted once, and can be made again', async () => {
    await create();
    await remove();
    await expectFailure(aws, () => remove(), missing(`OpenId connect Provider ${arn} cannot be found.`));
    await create();
  });
});
