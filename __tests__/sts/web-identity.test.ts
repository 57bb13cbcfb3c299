import { CreateOpenIDConnectProviderCommand } from '@aws-sdk/client-iam';
import {
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  ExpiredTokenException,
  GetCallerIdentityCommand,
  InvalidIdentityTokenException,
  MalformedPolicyDocumentException,
  STSClient,
} from '@aws-sdk/client-sts';
import { expectFailure, useAws } from '../support/aws.ts';
import { clientsWith, createRole, credentialOf, performIn, roleArn } from '../support/sessions.ts';

const { aws, iam, sts } = useAws({ now: '2026-01-31T12:00:00Z' });

const now = Date.parse('2026-01-31T12:00:00Z') / 1000;
const github = 'https://token.actions.githubusercontent.com';
const githubArn = 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com';
const goodClaims = {
  iss: github,
  sub: 'repo:acme/app:ref:refs/heads/main',
  aud: 'sts.amazonaws.com',
  iat: now - 10,
  exp: now + 300,
};

type Claims = Record<string, unknown>;

const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token as a provider would sign it; nobody here has the provider's key. */
const token = (claims: Claims = {}, header: Claims = {}, signature = part('signature')): string =>
  `${part({ alg: 'RS256', typ: 'JWT', kid: 'k', ...header })}.${part({ ...goodClaims, ...claims })}.${signature}`;

const request = (
  WebIdentityToken: string | undefined = token(),
  more: Partial<AssumeRoleWithWebIdentityCommandInput> = {},
) =>
  new AssumeRoleWithWebIdentityCommand({
    RoleArn: roleArn('ci'),
    RoleSessionName: 'build-7',
    WebIdentityToken,
    ...more,
  });

const invalidToken = (message: string) => ({
  code: 'InvalidIdentityToken',
  status: 400,
  message,
  class: InvalidIdentityTokenException,
});
const notValidated = invalidToken(
  'The web identity token provided could not be validated. See the AssumeRoleWithWebIdentity documentation for requirements.',
);
const notAuthorized = {
  code: 'AccessDenied',
  status: 403,
  message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
};

/** A role `ci` and the provider of GitHub. */
async function prepare(): Promise<string> {
  await iam.send(
    new CreateOpenIDConnectProviderCommand({
      Url: github,
      ClientIDList: ['sts.amazonaws.com', 'other-client'],
    }),
  );
  return createRole(iam, 'ci', { MaxSessionDuration: 7200 });
}

describe('what is issued', () => {
  test('credentials, whom they are for and who vouched for it', async () => {
    const id = await prepare();
    const { $metadata: _, ...output } = await sts.send(request());
    expect(output).toStrictEqual({
      Credentials: {
        AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/) as string,
        SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9/+]{40}$/) as string,
        SessionToken: expect.any(String) as string,
        Expiration: new Date('2026-01-31T13:00:00Z'),
      },
      SubjectFromWebIdentityToken: goodClaims.sub,
      AssumedRoleUser: {
        AssumedRoleId: `${id}:build-7`,
        Arn: 'arn:aws:sts::123456789012:assumed-role/ci/build-7',
      },
      Provider: githubArn,
      Audience: 'sts.amazonaws.com',
      SessionTokenSize: output.Credentials?.SessionToken?.length,
      SessionTokenUtilization: expect.any(Number) as number,
    });
  });

  test('the credentials are the session, which remembers what the token said', async () => {
    await prepare();
    const { Credentials } = await sts.send(request(token({ azp: 'other-client', amr: ['mfa', 'pwd'] })));
    expect(await clientsWith(Credentials).sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Arn: 'arn:aws:sts::123456789012:assumed-role/ci/build-7',
    });
    expect(credentialOf(aws, Credentials)?.session).toEqual({
      issuedBy: 'AssumeRoleWithWebIdentity',
      issuedTo: githubArn,
      federatedProvider: githubArn,
      policyArns: [],
      tags: [],
      transitiveTagKeys: [],
      context: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        'token.actions.githubusercontent.com:sub': goodClaims.sub,
        'token.actions.githubusercontent.com:azp': 'other-client',
        'token.actions.githubusercontent.com:amr': ['mfa', 'pwd'],
      },
    });
  });

  test('it is sent unsigned: the client needs no credentials, and bad ones do not matter', async () => {
    await prepare();
    const client = new STSClient({
      credentials: () => Promise.reject(new Error('no credentials here')),
    });
    await client.send(request());
    expect(aws.calls().at(-1)).toMatchObject({
      operation: 'AssumeRoleWithWebIdentity',
      accessKeyId: undefined,
    });
  });

  test('the role and the provider are of the account in the ARN', async () => {
    performIn(aws, '210987654321', 'CreateRole', {
      RoleName: 'ci',
      AssumeRolePolicyDocument: JSON.stringify({
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Federated: githubArn.replace('123456789012', '210987654321') },
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: {
              StringEquals: {
                'token.actions.githubusercontent.com:sub': 'repo:acme/app:ref:refs/heads/main',
              },
            },
          },
        ],
      }),
    });
    const RoleArn = roleArn('ci', '210987654321');
    await prepare();
    await expectFailure(
      aws,
      () => sts.send(request(token(), { RoleArn })),
      invalidToken(`No OpenIDConnect provider found in your account for ${github}`),
    );
    performIn(aws, '210987654321', 'CreateOpenIDConnectProvider', {
      Url: github,
      ClientIDList: ['sts.amazonaws.com'],
    });
    const { Credentials, Provider } = await sts.send(request(token(), { RoleArn }));
    expect(Provider).toBe(githubArn.replace('123456789012', '210987654321'));
    expect(credentialOf(aws, Credentials)?.accountId).toBe('210987654321');
  });

  test('session policies and the size of the token', async () => {
    await prepare();
    const output = await sts.send(
      request(token(), {
        Policy: '{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
        MinimumSessionTokenSize: 2048,
      }),
    );
    expect(output).toMatchObject({
      SessionTokenSize: 2048,
      SessionTokenUtilization: 50,
      PackedPolicySize: 50,
    });
  });
});

describe('the token', () => {
  const noJwt = invalidToken(
    'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
  );

  test.each([
    ['any text', 'opaque-access-token'],
    ['two parts', `${part({ alg: 'RS256' })}.${part(goodClaims)}`],
    ['four parts', `${token()}.x`],
    ['a header that is no JSON', `${part('{')}.${part(goodClaims)}.x`],
    ['claims that are no object', `${part({ alg: 'RS256' })}.${part([1])}.x`],
    ['claims that are null', `${part({ alg: 'RS256' })}.${part('null')}.x`],
    ['a header without algorithm', `${part({ typ: 'JWT' })}.${part(goodClaims)}.x`],
    ['white space', ` ${token()}`],
  ])('%s is no JWT', async (_, text) => {
    await prepare();
    await expectFailure(aws, () => sts.send(request(text)), noJwt);
  });

  test('that it is none comes before a role that is not there', async () => {
    await expectFailure(aws, () => sts.send(request('opaque')), noJwt);
  });

  test.each([
    ['none', { alg: 'none' }, ''],
    ['none in another case', { alg: 'NONE' }, part('x')],
    ['nothing', { alg: 'RS256' }, ''],
  ])('signed with %s', async (_, header, signature) => {
    await prepare();
    await expectFailure(aws, () => sts.send(request(token({}, header, signature))), notValidated);
  });

  test.each(['iss', 'sub', 'aud', 'exp'])('without %s', async (claim) => {
    await prepare();
    await expectFailure(
      aws,
      () => sts.send(request(token({ [claim]: undefined }))),
      invalidToken(`Missing a required claim: ${claim}`),
    );
  });

  test.each([0, -1, -5000])('that ended %d seconds from now', async (seconds) => {
    await prepare();
    await expectFailure(aws, () => sts.send(request(token({ exp: now + seconds }))), {
      code: 'ExpiredTokenException',
      status: 400,
      message: `Token expired: current date/time ${now} must be before the expiration date/time ${now + seconds}`,
      class: ExpiredTokenException,
    });
  });

  test('the clock is the one of the account', async () => {
    await prepare();
    await sts.send(request());
    aws.clock.advance('5m');
    await expectFailure(aws, () => sts.send(request()), {
      code: 'ExpiredTokenException',
      status: 400,
      message: `Token expired: current date/time ${now + 300} must be before the expiration date/time ${now + 300}`,
      class: ExpiredTokenException,
    });
  });

  test.each(['nbf', 'iat'])('that begins later, by %s', async (claim) => {
    await prepare();
    await sts.send(request(token({ [claim]: now + 60 })));
    await expectFailure(aws, () => sts.send(request(token({ [claim]: now + 3600 }))), notValidated);
  });

  test('its value is never shown', async () => {
    await expectFailure(aws, () => sts.send(request('abc')), {
      code: 'ValidationError',
      status: 400,
      message:
        "1 validation error detected: Value at 'webIdentityToken' failed to satisfy constraint: Member must have length greater than or equal to 4",
    });
  });
});

describe('the role', () => {
  test('that is not there', async () => {
    await expectFailure(aws, () => sts.send(request()), notAuthorized);
  });

  test.each([
    'arn:aws:iam::123456789012:user/ci',
    'arn:aws:sts::123456789012:assumed-role/ci/x',
    'not an arn, but long',
  ])('%s is no role', async (RoleArn) => {
    await prepare();
    await expectFailure(aws, () => sts.send(request(token(), { RoleArn })), {
      code: 'ValidationError',
      status: 400,
      message: 'Request ARN is invalid',
    });
  });

  test('sets the longest duration', async () => {
    await prepare();
    const { Credentials } = await sts.send(request(token(), { DurationSeconds: 7200 }));
    expect(Credentials?.Expiration).toEqual(new Date('2026-01-31T14:00:00Z'));
    await expectFailure(aws, () => sts.send(request(token(), { DurationSeconds: 7201 })), {
      code: 'ValidationError',
      status: 400,
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    });
  });

  test('a session policy must be one', async () => {
    await prepare();
    await expectFailure(aws, () => sts.send(request(token(), { Policy: '{' })), {
      code: 'MalformedPolicyDocument',
      status: 400,
      message: 'The policy is not in the valid JSON format.',
      class: MalformedPolicyDocumentException,
    });
  });
});

describe('the provider', () => {
  test.each(['https://example.com', `${github}/other`, 'http://token.actions.githubusercontent.com'])(
    'of %s is not there',
    async (iss) => {
      await prepare();
      await expectFailure(
        aws,
        () => sts.send(request(token({ iss }))),
        invalidToken(`No OpenIDConnect provider found in your account for ${iss}`),
      );
    },
  );

  test.each(['https://tenant.example.com', 'https://tenant.example.com/'])(
    'a slash at the end makes no difference: %s',
    async (iss) => {
      await createRole(iam, 'ci');
      await iam.send(
        new CreateOpenIDConnectProviderCommand({ Url: 'https://tenant.example.com/', ClientIDList: ['app'] }),
      );
      const { Provider } = await sts.send(request(token({ iss, aud: 'app' })));
      expect(Provider).toBe('arn:aws:iam::123456789012:oidc-provider/tenant.example.com');
    },
  );

  test.each([
    ['another', 'stranger'],
    ['several others', ['stranger', 'danger']],
  ])('does not know the audience: %s', async (_, aud) => {
    await prepare();
    await expectFailure(
      aws,
      () => sts.send(request(token({ aud }))),
      invalidToken('Incorrect token audience'),
    );
  });

  test('the audience comes before the time', async () => {
    await prepare();
    await expectFailure(
      aws,
      () => sts.send(request(token({ aud: 'stranger', exp: now - 1 }))),
      invalidToken('Incorrect token audience'),
    );
  });

  test.each([
    ['one of several audiences', { aud: ['stranger', 'other-client'] }, 'other-client'],
    ['the authorized party', { aud: 'stranger', azp: 'other-client' }, 'other-client'],
  ])('knows %s', async (_, claims, audience) => {
    await prepare();
    expect((await sts.send(request(token(claims)))).Audience).toBe(audience);
  });

  test.each(['https://accounts.google.com', 'accounts.google.com', 'https://cognito-identity.amazonaws.com'])(
    '%s is known without one',
    async (iss) => {
      await createRole(iam, 'ci');
      const output = await sts.send(request(token({ iss, aud: 'app-1', sub: '1234567890' })));
      expect(output).toMatchObject({
        Provider: iss,
        Audience: 'app-1',
        SubjectFromWebIdentityToken: '1234567890',
      });
      const host = iss.replace('https://', '');
      expect(credentialOf(aws, output.Credentials)?.session).toMatchObject({
        federatedProvider: host,
        context: { [`${host}:aud`]: 'app-1', [`${host}:sub`]: '1234567890' },
      });
    },
  );

  test('for Google the audience is the authorized party', async () => {
    await createRole(iam, 'ci');
    const { Credentials } = await sts.send(
      request(token({ iss: 'https://accounts.google.com', aud: 'server', azp: 'phone' })),
    );
    expect(credentialOf(aws, Credentials)?.session?.context).toMatchObject({
      'accounts.google.com:aud': 'phone',
      'accounts.google.com:oaud': 'server',
    });
  });

  test.each(['www.amazon.com', 'graph.facebook.com'])(
    '%s has access tokens that are opaque',
    async (ProviderId) => {
      await createRole(iam, 'ci');
      const output = await sts.send(request('Atza|opaque', { ProviderId }));
      expect(output.Provider).toBe(ProviderId);
      expect(output.SubjectFromWebIdentityToken).toHaveLength(32);
      expect('Audience' in output).toBe(false);
      const other = await sts.send(request('Atza|another', { ProviderId }));
      expect(other.SubjectFromWebIdentityToken).not.toBe(output.SubjectFromWebIdentityToken);
    },
  );
});

describe('what a token passes on', () => {
  const nested = {
    'https://aws.amazon.com/tags': {
      principal_tags: { team: ['a'], cost: [''] },
      transitive_tag_keys: ['team'],
    },
  };
  const flattened = {
    'https://aws.amazon.com/tags/principal_tags/team': 'a',
    'https://aws.amazon.com/tags/principal_tags/cost': '',
    'https://aws.amazon.com/tags/transitive_tag_keys': ['team'],
  };

  test.each([
    ['nested', nested],
    ['flattened', flattened],
  ])('session tags, %s', async (_, claims) => {
    await prepare();
    const output = await sts.send(request(token(claims)));
    expect(output.PackedPolicySize).toBe(output.SessionTokenUtilization);
    expect(credentialOf(aws, output.Credentials)?.session).toMatchObject({
      tags: [
        { key: 'cost', value: '' },
        { key: 'team', value: 'a' },
      ],
      transitiveTagKeys: ['team'],
    });
  });

  test.each([
    ['two values', { team: ['a', 'b'] }],
    ['a number', { team: 1 }],
    ['a long value', { team: ['x'.repeat(257)] }],
  ])('no tag: %s', async (_, principal_tags) => {
    await prepare();
    await expectFailure(
      aws,
      () => sts.send(request(token({ 'https://aws.amazon.com/tags': { principal_tags } }))),
      invalidToken('Invalid value for the session tag team in the web identity token'),
    );
  });

  test('a source identity', async () => {
    await prepare();
    const claim = 'https://aws.amazon.com/source_identity';
    const output = await sts.send(request(token({ [claim]: 'octocat' })));
    expect(output.SourceIdentity).toBe('octocat');
    expect(credentialOf(aws, output.Credentials)?.session?.sourceIdentity).toBe('octocat');
    for (const bad of ['aws:x', 'x', 'a b', 7]) {
      await expectFailure(
        aws,
        () => sts.send(request(token({ [claim]: bad }))),
        invalidToken('Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"'),
      );
    }
  });
});

const trust = (subject: string, more: object = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: githubArn },
        Action: ['sts:AssumeRoleWithWebIdentity'],
        Condition: {
          StringLike: { 'token.actions.githubusercontent.com:sub': subject },
          StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
        },
        ...more,
      },
    ],
  });

async function prepareTrust(document: string): Promise<void> {
  await iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: github, ClientIDList: ['sts.amazonaws.com'] }),
  );
  await createRole(iam, 'ci', { AssumeRolePolicyDocument: document });
  aws.configure({ enforcement: 'strict' });
}

describe('trust, where the account decides', () => {
  afterEach(() => aws.configure({ enforcement: 'off' }));

  test('the claims the role asks for', async () => {
    await prepareTrust(trust('repo:acme/app:*'));
    const { AssumedRoleUser } = await sts.send(request());
    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::123456789012:assumed-role/ci/build-7');
  });

  test('another repository', async () => {
    await prepareTrust(trust('repo:acme/other:*'));
    await expectFailure(aws, () => sts.send(request()), notAuthorized);
  });

  test('another provider', async () => {
    await prepareTrust(
      trust('repo:acme/app:*', {
        Principal: { Federated: 'arn:aws:iam::123456789012:oidc-provider/example.com' },
      }),
    );
    await expectFailure(aws, () => sts.send(request()), notAuthorized);
  });

  test('tags need a permission of their own', async () => {
    const tags = { 'https://aws.amazon.com/tags': { principal_tags: { team: ['a'] } } };
    await prepareTrust(trust('repo:acme/app:*'));
    await expectFailure(aws, () => sts.send(request(token(tags))), notAuthorized);
    aws.reset();
    aws.configure({ enforcement: 'off' });
    await prepareTrust(
      trust('repo:acme/app:*', { Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'] }),
    );
    await sts.send(request(token(tags)));
  });
});
