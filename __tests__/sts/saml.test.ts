import { CreateSAMLProviderCommand, UpdateSAMLProviderCommand } from '@aws-sdk/client-iam';
import {
  AssumeRoleWithSAMLCommand,
  type AssumeRoleWithSAMLCommandInput,
  ExpiredTokenException,
  GetCallerIdentityCommand,
  InvalidIdentityTokenException,
  STSClient,
} from '@aws-sdk/client-sts';
import { expectFailure, failureOf, useAws } from '../support/aws.ts';
import { type ResponseParts, base64, samlResponse } from '../support/saml-response.ts';
import { samlMetadata } from '../support/saml.ts';
import { clientsWith, createRole, credentialOf, roleArn } from '../support/sessions.ts';

const { aws, iam, sts } = useAws({ now: '2026-12-01T12:00:00Z' });

const issued = Date.parse('2026-12-01T12:00:00Z');
const providerArn = 'arn:aws:iam::123456789012:saml-provider/corp';
const pair = `${roleArn('staff')},${providerArn}`;

/** A response for the role `staff`; attributes given here replace or, with `[]`, remove those of the default. */
const response = ({ attributes = {}, ...parts }: Partial<ResponseParts> = {}): string =>
  samlResponse({
    issued,
    ...parts,
    attributes: { Role: pair, RoleSessionName: 'alice@example.com', ...attributes },
  });

const request = (xml: string = response(), more: Partial<AssumeRoleWithSAMLCommandInput> = {}) =>
  new AssumeRoleWithSAMLCommand({
    RoleArn: roleArn('staff'),
    PrincipalArn: providerArn,
    SAMLAssertion: base64(xml),
    ...more,
  });

const invalidToken = (message: string) => ({
  code: 'InvalidIdentityToken',
  status: 400,
  message,
  class: InvalidIdentityTokenException,
});
const notAuthorized = {
  code: 'AccessDenied',
  status: 403,
  message: 'Not authorized to perform sts:AssumeRoleWithSAML',
};
const tooLate = {
  code: 'ExpiredTokenException',
  status: 400,
  message: 'Token must be redeemed within 5 minutes of issuance',
  class: ExpiredTokenException,
};

/** The provider `corp` and the role `staff`. */
async function prepare(): Promise<string> {
  await iam.send(new CreateSAMLProviderCommand({ Name: 'corp', SAMLMetadataDocument: samlMetadata() }));
  return createRole(iam, 'staff', { MaxSessionDuration: 43_200 });
}

describe('what is issued', () => {
  test('credentials, the subject and who vouched for it', async () => {
    const id = await prepare();
    const { $metadata: _, ...output } = await sts.send(request());
    expect(output).toStrictEqual({
      Credentials: {
        AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/) as string,
        SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9/+]{40}$/) as string,
        SessionToken: expect.any(String) as string,
        Expiration: new Date('2026-12-01T13:00:00Z'),
      },
      AssumedRoleUser: {
        AssumedRoleId: `${id}:alice@example.com`,
        Arn: 'arn:aws:sts::123456789012:assumed-role/staff/alice@example.com',
      },
      Subject: 'alice@example.com',
      SubjectType: 'persistent',
      Issuer: 'https://idp.example.com/saml',
      Audience: 'https://signin.aws.amazon.com/saml',
      // printf 'https://idp.example.com/saml123456789012/corp' | openssl sha1 -binary | base64
      NameQualifier: 'HahBW48oNiXLlr28VT6/xduH27c=',
      SessionTokenSize: output.Credentials?.SessionToken?.length,
      SessionTokenUtilization: expect.any(Number) as number,
    });
  });

  test('the credentials are the session, which remembers the assertion', async () => {
    await prepare();
    const { Credentials } = await sts.send(request());
    expect(await clientsWith(Credentials).sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Arn: 'arn:aws:sts::123456789012:assumed-role/staff/alice@example.com',
    });
    expect(credentialOf(aws, Credentials)?.session).toMatchObject({
      issuedBy: 'AssumeRoleWithSAML',
      issuedTo: providerArn,
      federatedProvider: providerArn,
      context: {
        'saml:sub': 'alice@example.com',
        'saml:sub_type': 'persistent',
        'saml:iss': 'https://idp.example.com/saml',
        'saml:aud': 'https://signin.aws.amazon.com/saml',
        'saml:doc': '123456789012/corp',
      },
    });
  });

  test('it is sent unsigned', async () => {
    await prepare();
    const client = new STSClient({ credentials: () => Promise.reject(new Error('no credentials')) });
    await client.send(request());
    expect(aws.calls().at(-1)?.accessKeyId).toBeUndefined();
  });

  test.each([
    ['urn:oasis:names:tc:SAML:2.0:nameid-format:transient', 'transient'],
    [
      'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
      'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    ],
    [undefined, 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified'],
  ])('a subject of format %s is of type %s', async (format, type) => {
    await prepare();
    expect((await sts.send(request(response({ format })))).SubjectType).toBe(type);
  });

  test.each(['saml:', 'saml2:', ''])('the prefix of the namespace does not matter: "%s"', async (prefix) => {
    await prepare();
    expect((await sts.send(request(response({ prefix })))).Subject).toBe('alice@example.com');
  });

  test('references and character data are read as XML has them', async () => {
    await prepare();
    const output = await sts.send(request(response({ nameId: 'a&amp;b <![CDATA[<c>]]>&#33;' })));
    expect(output.Subject).toBe('a&b <c>!');
  });

  test('without a recipient there is no audience', async () => {
    await prepare();
    expect('Audience' in (await sts.send(request(response({ recipient: undefined }))))).toBe(false);
  });

  test.each([`${providerArn},${roleArn('staff')}`, ` ${roleArn('staff')} , ${providerArn} `])(
    'the pair may be written as "%s"',
    async (Role) => {
      await prepare();
      await sts.send(request(response({ attributes: { Role } })));
    },
  );

  test('one of several pairs', async () => {
    await prepare();
    const Role = [`${roleArn('other')},${providerArn}`, pair];
    await sts.send(request(response({ attributes: { Role } })));
  });

  test('tags, transitive keys and a source identity', async () => {
    await prepare();
    const output = await sts.send(
      request(
        response({
          attributes: {
            'PrincipalTag:team': 'a',
            'PrincipalTag:cost center': '7',
            TransitiveTagKeys: ['team'],
            SourceIdentity: 'alice',
          },
        }),
      ),
    );
    expect(output.SourceIdentity).toBe('alice');
    expect(output.PackedPolicySize).toBe(output.SessionTokenUtilization);
    expect(credentialOf(aws, output.Credentials)?.session).toMatchObject({
      sourceIdentity: 'alice',
      tags: [
        { key: 'cost center', value: '7' },
        { key: 'team', value: 'a' },
      ],
      transitiveTagKeys: ['team'],
    });
  });
});

describe('duration', () => {
  test.each([
    ['an hour', {}, undefined, '2026-12-01T13:00:00Z'],
    ['what is asked for', {}, 7200, '2026-12-01T14:00:00Z'],
    [
      'no longer than the session there',
      { sessionEnd: '2026-12-01T12:30:00Z' },
      7200,
      '2026-12-01T12:30:00Z',
    ],
    ['shorter than the session there', { sessionEnd: '2026-12-01T20:00:00Z' }, 900, '2026-12-01T12:15:00Z'],
    [
      'the attribute is for the console alone',
      { attributes: { SessionDuration: '1800' } },
      undefined,
      '2026-12-01T13:00:00Z',
    ],
  ])('%s', async (_, parts, DurationSeconds, end) => {
    await prepare();
    const { Credentials } = await sts.send(
      request(response(parts), DurationSeconds === undefined ? {} : { DurationSeconds }),
    );
    expect(Credentials?.Expiration).toEqual(new Date(end));
  });

  test('no longer than the role says', async () => {
    await iam.send(new CreateSAMLProviderCommand({ Name: 'corp', SAMLMetadataDocument: samlMetadata() }));
    await createRole(iam, 'staff');
    await expectFailure(aws, () => sts.send(request(response(), { DurationSeconds: 3601 })), {
      code: 'ValidationError',
      status: 400,
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    });
  });
});

describe('the provider', () => {
  test.each([
    'arn:aws:iam::123456789012:saml-provider/gone',
    'arn:aws:iam::210987654321:saml-provider/corp',
    'arn:aws:iam::123456789012:role/staff',
    'no arn, but twenty long',
  ])('%s is not there', async (PrincipalArn) => {
    await prepare();
    await expectFailure(
      aws,
      () => sts.send(request(response(), { PrincipalArn })),
      invalidToken("Specified provider doesn't exist"),
    );
  });

  test('must have the issuer in its metadata, as it is now', async () => {
    await prepare();
    const issuer = 'https://new.example.com/saml';
    await expectFailure(
      aws,
      () => sts.send(request(response({ issuer }))),
      invalidToken('Issuer not present in specified provider'),
    );
    await iam.send(
      new UpdateSAMLProviderCommand({
        SAMLProviderArn: providerArn,
        SAMLMetadataDocument: samlMetadata({ entityId: issuer }),
      }),
    );
    expect((await sts.send(request(response({ issuer })))).Issuer).toBe(issuer);
  });
});

const send = (SAMLAssertion: string) => sts.send(request('', { SAMLAssertion }));

describe('the assertion', () => {
  const notReadable = invalidToken('Invalid base64 SAMLResponse');

  test.each([
    ['no base64', '<samlp:Response/>'],
    ['no XML', base64('alice')],
    ['XML that is not well-formed', base64(response().replace('</samlp:Response>', ''))],
    ['other XML', base64('<Response/>')],
    ['of another namespace', base64(response().replaceAll('SAML:2.0:assertion', 'SAML:1.0:assertion'))],
    ['without subject', base64(response().replace(/<saml:Subject>[^]*<\/saml:Subject>/, ''))],
  ])('%s', async (_, text) => {
    await prepare();
    await expectFailure(aws, () => send(text), notReadable);
  });

  test.each([
    ['a document type', '<!DOCTYPE r [<!ENTITY e "alice">]>', 'alice@example.com'],
    ['an external entity', '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>', '&e;'],
    ['a bomb', '<!DOCTYPE r [<!ENTITY a "xx"><!ENTITY e "&a;&a;">]>', '&e;'],
    ['an unknown entity', '', '&e;'],
  ])('%s is never expanded', async (_, doctype, nameId) => {
    await prepare();
    const xml = response({ nameId }).replace('<?xml version="1.0"?>', `<?xml version="1.0"?>${doctype}`);
    await expectFailure(aws, () => send(base64(xml)), notReadable);
  });

  test('an encrypted one says that the mock cannot read it', async () => {
    await prepare();
    const xml = response().replace(
      /<saml:Assertion[^]*<\/saml:Assertion>/,
      '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>',
    );
    const failure = await failureOf(send(base64(xml)));
    expect(failure.name).toBe('IamInMemoryUnsupportedOperationError');
    expect(failure.message).toContain('does not decrypt SAML assertions');
  });

  test('its value is never shown', async () => {
    await expectFailure(aws, () => send('abc'), {
      code: 'ValidationError',
      status: 400,
      message:
        "1 validation error detected: Value at 'sAMLAssertion' failed to satisfy constraint: Member must have length greater than or equal to 4",
    });
  });

  test('is good for five minutes', async () => {
    await prepare();
    aws.clock.advance('299s');
    await sts.send(request());
    aws.clock.advance('1s');
    await expectFailure(aws, () => sts.send(request()), tooLate);
  });

  test.each([
    ['the confirmation', { confirmationEnd: '2026-12-01T12:00:00Z' }],
    ['the conditions', { conditionsEnd: '2026-12-01T11:59:59Z' }],
    ['the session', { sessionEnd: '2026-12-01T12:00:00Z' }],
  ])('or shorter, where %s ended', async (_, parts) => {
    await prepare();
    await expectFailure(aws, () => sts.send(request(response(parts))), tooLate);
  });

  test.each([
    ['no name', { RoleSessionName: [] }, 'RoleSessionName is required in AuthnResponse'],
    ['an empty name', { RoleSessionName: '' }, 'RoleSessionName is required in AuthnResponse'],
    [
      'a name with a space',
      { RoleSessionName: 'alice smith' },
      'RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}',
    ],
    [
      'a long name',
      { RoleSessionName: 'a'.repeat(65) },
      'RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}',
    ],
    [
      'a reserved source identity',
      { SourceIdentity: 'aws:alice' },
      'Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"',
    ],
  ])('has %s', async (_, attributes, message) => {
    await prepare();
    await expectFailure(aws, () => sts.send(request(response({ attributes }))), invalidToken(message));
  });
});

describe('the role', () => {
  test('that is not there', async () => {
    await iam.send(new CreateSAMLProviderCommand({ Name: 'corp', SAMLMetadataDocument: samlMetadata() }));
    await expectFailure(aws, () => sts.send(request()), notAuthorized);
  });

  test.each([
    ['another role', `${roleArn('other')},${providerArn}`],
    ['another provider', `${roleArn('staff')},arn:aws:iam::123456789012:saml-provider/other`],
    ['the role alone', roleArn('staff')],
    ['nothing', []],
  ])('must be in the assertion with the provider, which has %s', async (_, Role) => {
    await prepare();
    await expectFailure(aws, () => sts.send(request(response({ attributes: { Role } }))), notAuthorized);
  });

  test('not those of IAM Identity Center', async () => {
    await prepare();
    await createRole(iam, 'AWSReservedSSO_Admin_0123456789abcdef');
    const RoleArn = roleArn('AWSReservedSSO_Admin_0123456789abcdef');
    await expectFailure(
      aws,
      () => sts.send(request(response({ attributes: { Role: `${RoleArn},${providerArn}` } }), { RoleArn })),
      notAuthorized,
    );
  });
});

describe('trust, where the account decides', () => {
  afterEach(() => aws.configure({ enforcement: 'off' }));

  test.each([
    ['https://signin.aws.amazon.com/saml', true],
    ['https://elsewhere.example.com/saml', false],
  ])('saml:aud %s: %s', async (audience, trusted) => {
    await iam.send(new CreateSAMLProviderCommand({ Name: 'corp', SAMLMetadataDocument: samlMetadata() }));
    await createRole(iam, 'staff', {
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Federated: providerArn },
            Action: 'sts:AssumeRoleWithSAML',
            Condition: { StringEquals: { 'SAML:aud': audience } },
          },
        ],
      }),
    });
    aws.configure({ enforcement: 'strict' });
    if (trusted) await sts.send(request());
    else await expectFailure(aws, () => sts.send(request()), notAuthorized);
  });
});
