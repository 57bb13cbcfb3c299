import { IAMClient, TagUserCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import * as fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { createIamMock } from '../../src/index.ts';
import { iamModel } from '../../src/data/iam-model.ts';
import { stsModel } from '../../src/data/sts-model.ts';

/*
 * Whatever the bytes are: an answer in AWS's form, quickly, and a refusal leaves the account alone.
 */

const runs = Number(process.env['FUZZ_RUNS'] ?? 150);
const aws = createIamMock({ seed: { users: { alice: {} } } });
beforeEach(() => aws.reset());

const authorization =
  'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260131/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=00';

/** How often each answer was given: refusals of many kinds, and successes among them. */
const answered = new Map<string, number>();
afterAll(() => {
  if (process.env['FUZZ_RUNS'] !== undefined) console.info(Object.fromEntries(answered));
  expect(answered.get('success')).toBeGreaterThan(10);
  expect(answered.size).toBeGreaterThan(8);
});

type Request = Parameters<typeof aws.handleRequest>[0];

/** Sends a request, and asserts all that must hold of any answer. */
async function attack(request: Request): Promise<void> {
  const before = aws.state;
  const start = performance.now();
  const { status, headers, body } = await aws.handleRequest(request);
  expect(performance.now() - start).toBeLessThan(1000);
  const requestId = headers['x-amzn-requestid'] as string;
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(body).toContain(`<RequestId>${requestId}</RequestId>`);
  expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
  expectXml(body);
  if (status === 200) {
    expect(body).toMatch(
      /^<(\w+)Response xmlns="https:\/\/(iam|sts)\.amazonaws\.com\/doc\/[\d-]+\/">.*<\/\1Response>$/s,
    );
  } else {
    expect([400, 403, 404, 409, 410, 413]).toContain(status);
    expect(body).toMatch(
      /^<ErrorResponse xmlns="[^"<>]+">\n  <Error>\n    <Type>Sender<\/Type>\n    <Code>\w+<\/Code>\n/,
    );
    expect(aws.state).toBe(before);
  }
  const code = /<Code>(\w+)<\/Code>/.exec(body)?.[1] ?? 'success';
  answered.set(code, (answered.get(code) ?? 0) + 1);
}

/** A document of XML 1.0, to the characters: there are some that it may not even have as references. */
function expectXml(body: string): void {
  expect(XMLValidator.validate(body)).toBe(true);
  const text = body.replaceAll(/&(?:amp|lt|gt|quot|apos|#10|#xD|#x85|#x2028);/g, '');
  expect(text).not.toMatch(/&|[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u);
}

const post = (body: string | Uint8Array): Request => ({
  method: 'POST',
  url: 'https://iam.amazonaws.com/',
  headers: { authorization },
  body,
});

const holds = <T>(
  arbitrary: fc.Arbitrary<T>,
  check: (value: T) => Promise<void>,
  numRuns = runs,
): Promise<void> => fc.assert(fc.asyncProperty(arbitrary, check), { numRuns });

const forms = [
  'Action=CreateUser&Version=2010-05-08&UserName=bob&Path=%2Fteam%2F&Tags.member.1.Key=k&Tags.member.1.Value=%C3%A9',
  'Action=TagUser&Version=2010-05-08&UserName=alice&Tags.member.1.Key=k&Tags.member.1.Value=v&Tags.member.2.Key=l&Tags.member.2.Value=w',
  'Action=ListUsers&Version=2010-05-08&MaxItems=10&PathPrefix=%2F',
  'Action=PutUserPolicy&Version=2010-05-08&UserName=alice&PolicyName=p&PolicyDocument=%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D',
  'Action=UntagUser&Version=2010-05-08&UserName=alice&TagKeys=',
];

describe('bodies', () => {
  test('of any bytes', () => holds(fc.uint8Array({ maxLength: 2000 }), (bytes) => attack(post(bytes))));

  test('of any text', () =>
    holds(fc.string({ unit: 'binary', maxLength: 500 }), (text) => attack(post(text))));

  test('cut off anywhere', () =>
    holds(fc.tuple(fc.constantFrom(...forms), fc.double({ min: 0, max: 1, noNaN: true })), ([form, part]) =>
      attack(post(form.slice(0, Math.floor(form.length * part)))),
    ));

  test('with some bytes changed', () =>
    holds(
      fc.tuple(
        fc.constantFrom(...forms),
        fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 8 }),
      ),
      ([form, changes]) => {
        const bytes = Buffer.from(form);
        for (const [index, byte] of changes) bytes[index % bytes.length] = byte;
        return attack(post(bytes));
      },
    ));
});

describe('parameters', () => {
  const operations = [iamModel, stsModel].flatMap((model) =>
    Object.entries(model.operations).map(([operation, { input }]) => ({
      action: `Action=${operation}&Version=${model.version}`,
      members: input.map(([name]) => name),
    })),
  );
  const segment = fc.oneof(
    fc.constantFrom(
      'member',
      'entry',
      'key',
      'value',
      'Key',
      'Value',
      '1',
      '2',
      '0',
      '-1',
      '999999999',
      '1e9',
      '',
      '__proto__',
      'constructor',
      'toString',
      'length',
    ),
    fc.string({ maxLength: 5 }),
  );
  const value = fc.oneof(
    fc.constantFrom(
      '',
      '0',
      '-1',
      '1.5',
      '1e400',
      'NaN',
      'true',
      'null',
      '{}',
      '[',
      '<x/>',
      '/',
      'arn:aws:iam::123456789012:user/alice',
      'alice',
      '*',
    ),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.constantFrom('x'.repeat(3000), '{"a":'.repeat(2000), '('.repeat(500)),
  );

  test('with the names of every operation, and values of all kinds', () =>
    holds(
      fc.tuple(
        fc.constantFrom(...operations),
        fc.array(fc.tuple(fc.nat(), fc.array(segment, { maxLength: 5 }), value), { maxLength: 12 }),
      ),
      ([{ action, members }, parameters]) => {
        const pairs = parameters.map(([index, segments, content]) => {
          const name = [members[index % Math.max(1, members.length)] ?? 'X', ...segments].join('.');
          return `${encodeURIComponent(name)}=${encodeURIComponent(content)}`;
        });
        return attack(post([action, ...pairs].join('&')));
      },
      runs * 3,
    ));

  test('with a device name too long for a QR code', async () => {
    await attack(
      post(`Action=CreateVirtualMFADevice&Version=2010-05-08&VirtualMFADeviceName=${'x'.repeat(3000)}`),
    );
    await attack(
      post(`Action=CreateVirtualMFADevice&Version=2010-05-08&VirtualMFADeviceName=${'x'.repeat(226)}`),
    );
    expect(aws.calls().map(({ error }) => error?.message)).toEqual([
      "1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy constraint: Member must have length less than or equal to 226",
      undefined,
    ]);
  });

  test('by the thousand', async () => {
    const tags = Array.from(
      { length: 4000 },
      (_, index) => `Tags.member.${index + 1}.Key=k${index}&Tags.member.${index + 1}.Value=v`,
    );
    await attack(post(`Action=TagUser&Version=2010-05-08&UserName=alice&${tags.join('&')}`));
    await attack(post(`Action=TagUser&Version=2010-05-08&UserName=alice&${'UserName=bob&'.repeat(9000)}`));
    await attack(
      post(
        `Action=TagUser&Version=2010-05-08&UserName=alice&Tags.member.999999999.Key=k&Tags.member.999999999.Value=v`,
      ),
    );
    await attack(post(`${'&'.repeat(3_000_000)}Action=ListUsers&Version=2010-05-08`));
    await attack(post(`Action=ListUsers&Version=2010-05-08&${'%41'.repeat(1_000_000)}=1`));
  });
});

describe('characters that XML does not have', () => {
  const character = fc.oneof(
    fc.integer({ min: 0, max: 0x1f }),
    fc.integer({ min: 0x7f, max: 0x9f }),
    fc.constantFrom(0x2028, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xfffe, 0xffff, 0x1f600, 0x10ffff),
  );
  const text = fc
    .array(fc.oneof(character, fc.constantFrom(0x26, 0x3c, 0x61)), { minLength: 1, maxLength: 12 })
    .map((codes) => String.fromCodePoint(...codes));
  // Halves of surrogate pairs come in a body that is a text; percent escapes cannot have them.
  const escaped = (value: string) => value.replaceAll(/[^\p{Surrogate}]/gu, (one) => encodeURIComponent(one));

  test('in a name nobody knows', () =>
    holds(text, (action) => attack(post(`Action=${escaped(action)}&Version=2010-05-08`))));

  test('in a version', () =>
    holds(text, (version) => attack(post(`Action=ListUsers&Version=${escaped(version)}`))));

  test('in a value', () =>
    holds(text, (value) =>
      attack(
        sts(
          'AssumeRole',
          { RoleSessionName: value, RoleArn: 'arn:aws:iam::123456789012:role/none' },
          escaped,
        ),
      ),
    ));

  test('in a header', () =>
    holds(text, (value) =>
      attack({ ...post('Action=ListUsers&Version=2010-05-08'), headers: { authorization: value } }),
    ));

  test('in an output: a client id may be any text', () =>
    holds(text, async (id) => {
      aws.reset();
      const url = 'https%3A%2F%2Fidp.example.com';
      await attack(
        post(
          `Action=CreateOpenIDConnectProvider&Version=2010-05-08&Url=${url}&ClientIDList.member.1=${escaped(id)}&ThumbprintList.member.1=${'0'.repeat(40)}`,
        ),
      );
      await attack(
        post(
          'Action=GetOpenIDConnectProvider&Version=2010-05-08&OpenIDConnectProviderArn=arn:aws:iam::123456789012:oidc-provider/idp.example.com',
        ),
      );
      expect(aws.calls().at(-1)?.error).toBeUndefined();
    }));

  test('and in what a test lets it say', () =>
    holds(fc.tuple(text, text), async ([value, message]) => {
      aws.respondNext('GetUser', { User: { UserName: value } });
      const { status, body } = await aws.handleRequest(post('Action=GetUser&Version=2010-05-08'));
      expect(status).toBe(200);
      expectXml(body);
      aws.failNext('GetUser', { code: 'Code', message });
      const refusal = await aws.handleRequest(post('Action=GetUser&Version=2010-05-08'));
      expect(refusal.status).toBe(400);
      expectXml(refusal.body);
    }));

  test('are one replacement character each, and no other is changed', async () => {
    const UserName = 'a\u0000b\u001F\uFFFE\uD800\t😀\u007F<';
    aws.respondNext('GetUser', { User: { UserName } });
    const { body } = await aws.handleRequest(post('Action=GetUser&Version=2010-05-08'));
    expect(/<UserName>([^]*)<\/UserName>/.exec(body)?.[1]).toBe('a\uFFFDb\uFFFD\uFFFD\uFFFD\t😀\u007F&lt;');
  });
});

describe('heads', () => {
  const text = fc.string({ unit: 'binary-ascii', maxLength: 200 });

  test('with any credential', () =>
    holds(
      fc.oneof(
        text,
        text.map((tail) => `AWS4-HMAC-SHA256 Credential=${tail}`),
      ),
      (credential) => attack({ ...post(forms[2] as string), headers: { authorization: credential } }),
    ));

  test('with any headers', () =>
    holds(
      fc.dictionary(text, fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.constant(undefined))),
      (headers) => attack({ ...post(forms[2] as string), headers }),
    ));

  test('with any address', () =>
    holds(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.webUrl({ withQueryParameters: true }),
        text.map((tail) => `https://iam.amazonaws.com/?${tail}`),
      ),
      (url) => attack({ method: 'GET', url, headers: { authorization } }),
    ));

  test('of a megabyte', async () => {
    await attack({
      ...post(forms[2] as string),
      headers: { authorization: `AWS4-HMAC-SHA256 ${'Credential'.repeat(100_000)}` },
    });
    await attack({
      ...post(forms[2] as string),
      headers: { authorization: `Credential=${'/'.repeat(1_000_000)}` },
    });
    await attack({ method: 'GET', url: `https://iam.amazonaws.com/?${'x=1&'.repeat(250_000)}`, headers: {} });
  });
});

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const sts = (
  action: string,
  form: Record<string, string>,
  encode: (text: string) => string = encodeURIComponent,
): Request => ({
  method: 'POST',
  url: 'https://sts.amazonaws.com/',
  headers: { authorization },
  body: Object.entries({ Action: action, Version: '2011-06-15', ...form })
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join('&'),
});

describe('tokens', () => {
  const RoleArn = 'arn:aws:iam::123456789012:role/app';

  test('web identities of any kind, unsigned ones among them', () =>
    holds(
      fc.oneof(
        fc.string({ unit: 'grapheme', minLength: 4, maxLength: 200 }),
        fc.jsonValue().map((claims) => `${part({ alg: 'none' })}.${part({ claims })}.`),
        fc
          .jsonValue()
          .map(
            (claims) =>
              `${part({ alg: 'none' })}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
          ),
        fc.base64String({ minLength: 4 }).map((text) => `${text}.${text}.${text}`),
      ),
      (WebIdentityToken) =>
        attack(sts('AssumeRoleWithWebIdentity', { RoleArn, RoleSessionName: 'test', WebIdentityToken })),
    ));

  const billionLaughs = `<!DOCTYPE a [<!ENTITY a "ha">${'bcdefghij'
    .split('')
    .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefghi'[index]};`.repeat(10)}">`)
    .join('')}]><samlp:Response>&j;</samlp:Response>`;
  const external =
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><samlp:Response>&x;</samlp:Response>';

  test.each([
    ['recursive entities', billionLaughs],
    ['external entities', external],
    ['depth', '<a>'.repeat(20_000)],
  ])('SAML with %s', async (_, xml) => {
    const SAMLAssertion = Buffer.from(xml).toString('base64');
    await attack(
      sts('AssumeRoleWithSAML', {
        RoleArn,
        PrincipalArn: 'arn:aws:iam::123456789012:saml-provider/idp',
        SAMLAssertion,
      }),
    );
    const { body } = await aws.handleRequest(
      post(
        new URLSearchParams({
          Action: 'CreateSAMLProvider',
          Version: '2010-05-08',
          Name: 'idp',
          SAMLMetadataDocument: xml.padEnd(1000),
        }).toString(),
      ),
    );
    expect(body).toContain('<Code>');
    expect(body).not.toContain('root:');
  });

  test('SAML of any bytes', () =>
    holds(fc.uint8Array({ maxLength: 300 }), (bytes) =>
      attack(
        sts('AssumeRoleWithSAML', {
          RoleArn,
          PrincipalArn: 'arn:aws:iam::123456789012:saml-provider/idp',
          SAMLAssertion: Buffer.from(bytes).toString('base64'),
        }),
      ),
    ));
});

describe('text comes through as it is', () => {
  const host = createIamMock();
  beforeAll(() => host.install());
  afterAll(() => host.restore());
  const pair = (['direct', 'wire'] as const).map((transport) => {
    const { requestHandler } = createIamMock({ transport, seed: { users: { alice: {} } } });
    return { iam: new IAMClient({ requestHandler }), client: new STSClient({ requestHandler }) };
  });

  test('in messages, control characters and all', () =>
    holds(
      fc
        .string({ unit: 'binary', minLength: 1, maxLength: 20 })
        .filter((text) => !/\p{Surrogate}/u.test(text)),
      async (RoleSessionName) => {
        const RoleArn = 'arn:aws:iam::123456789012:role/none';
        const messages = pair.map(async ({ client }) => {
          const error = await client
            .send(new AssumeRoleCommand({ RoleArn, RoleSessionName }))
            .catch((thrown: Error) => thrown);
          return (error as Error).message;
        });
        const [expected, actual] = await Promise.all(messages);
        expect(actual).toBe(expected);
      },
      Math.min(runs, 100),
    ));

  test('in values of every script', () =>
    holds(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      async (Value) => {
        const results = pair.map(({ iam }) =>
          iam.send(new TagUserCommand({ UserName: 'alice', Tags: [{ Key: 'k', Value }] })).then(
            () => 'done',
            (error: Error) => error.message,
          ),
        );
        const [expected, actual] = await Promise.all(results);
        expect(actual).toBe(expected);
      },
      Math.min(runs, 100),
    ));
});
