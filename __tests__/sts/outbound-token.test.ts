import { createPublicKey, verify } from 'node:crypto';
import {
  CreateOpenIDConnectProviderCommand,
  DisableOutboundWebIdentityFederationCommand,
  EnableOutboundWebIdentityFederationCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleWithWebIdentityCommand,
  GetWebIdentityTokenCommand,
  type GetWebIdentityTokenCommandInput,
  InvalidIdentityTokenException,
  JWTPayloadSizeExceededException,
  OutboundWebIdentityFederationDisabledException,
  SessionDurationEscalationException,
} from '@aws-sdk/client-sts';
import { outboundSigningKeys } from '../../src/sts/json-web-token.ts';
import { expectFailure, useAws } from '../support/aws.ts';
import { assume, createRole, createUser, roleArn } from '../support/sessions.ts';

const { aws, iam, sts } = useAws({ now: '2026-01-31T12:00:00Z' });

const now = Date.parse('2026-01-31T12:00:00Z') / 1000;
const root = 'arn:aws:iam::123456789012:root';

const request = (more: Partial<GetWebIdentityTokenCommandInput> = {}) =>
  new GetWebIdentityTokenCommand({
    Audience: ['https://api.example.com'],
    SigningAlgorithm: 'RS256',
    ...more,
  });

const enable = async (): Promise<string> =>
  (await iam.send(new EnableOutboundWebIdentityFederationCommand({}))).IssuerIdentifier as string;

interface Read {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>> & {
    readonly 'https://sts.amazonaws.com/': Readonly<Record<string, unknown>>;
  };
}

/** A token as whoever gets it reads it. */
function read(token: string | undefined): Read {
  const [header, claims] = (token as string)
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as never);
  return { header, claims } as unknown as Read;
}

/** Verifies a token as its receiver does: by the published key with its id (RFC 7515, 5.2). */
function isSigned(token: string | undefined): boolean {
  const [header, claims, signature] = (token as string).split('.') as [string, string, string];
  const { kid, alg } = read(token).header;
  const jwk = outboundSigningKeys().keys.find((key) => key.kid === kid && key.alg === alg);
  return verify(
    alg === 'RS256' ? 'sha256' : 'sha384',
    Buffer.from(`${header}.${claims}`),
    { key: createPublicKey({ key: { ...jwk }, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
}

describe('GetWebIdentityToken', () => {
  test('says who calls, to whom, and for how long', async () => {
    const issuer = await enable();
    const { $metadata: _, ...output } = await sts.send(request());
    expect(output).toStrictEqual({
      WebIdentityToken: expect.any(String) as string,
      Expiration: new Date('2026-01-31T12:05:00Z'),
    });
    expect(read(output.WebIdentityToken)).toEqual({
      header: { alg: 'RS256', typ: 'JWT', kid: expect.any(String) as string },
      claims: {
        iss: issuer,
        sub: root,
        aud: 'https://api.example.com',
        iat: now,
        exp: now + 300,
        jti: expect.stringMatching(
          /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
        ) as string,
        'https://sts.amazonaws.com/': {
          aws_account: '123456789012',
          source_region: 'us-east-1',
          principal_id: root,
        },
      },
    });
  });

  test.each(['RS256', 'ES384'])(
    'is signed with %s, by a key everybody can read',
    async (SigningAlgorithm) => {
      await enable();
      const { WebIdentityToken } = await sts.send(request({ SigningAlgorithm }));
      expect(read(WebIdentityToken).header['alg']).toBe(SigningAlgorithm);
      expect(isSigned(WebIdentityToken)).toBe(true);
      const [header, , signature] = (WebIdentityToken as string).split('.');
      const forged = Buffer.from(JSON.stringify({ ...read(WebIdentityToken).claims, sub: 'x' }));
      expect(isSigned(`${header}.${forged.toString('base64url')}.${signature}`)).toBe(false);
    },
  );

  test('the published keys are public', () => {
    for (const key of outboundSigningKeys().keys) expect(key).not.toHaveProperty('d');
  });

  test('of a user, with the tags of both', async () => {
    await enable();
    const alice = await createUser(iam, 'alice', { Path: '/team/', Tags: [{ Key: 'team', Value: 'a' }] });
    const { WebIdentityToken } = await alice.sts.send(request({ Tags: [{ Key: 'job', Value: '7' }] }));
    const { claims } = read(WebIdentityToken);
    expect(claims['sub']).toBe('arn:aws:iam::123456789012:user/team/alice');
    expect(claims['https://sts.amazonaws.com/']).toMatchObject({
      principal_id: 'arn:aws:iam::123456789012:user/team/alice',
      principal_tags: { team: 'a' },
      request_tags: { job: '7' },
    });
  });

  test('of a session, whose principal is the role, with the tags of both', async () => {
    await enable();
    await createRole(iam, 'app', {
      Path: '/x/',
      Tags: [
        { Key: 'team', Value: 'a' },
        { Key: 'cost', Value: '1' },
      ],
    });
    const session = await assume(sts, 'arn:aws:iam::123456789012:role/x/app', {
      Tags: [{ Key: 'TEAM', Value: 'b' }],
    });
    const { claims } = read((await session.sts.send(request())).WebIdentityToken);
    expect(claims['sub']).toBe('arn:aws:sts::123456789012:assumed-role/app/session');
    expect(claims['https://sts.amazonaws.com/']).toMatchObject({
      principal_id: 'arn:aws:iam::123456789012:role/x/app',
      principal_tags: { TEAM: 'b', cost: '1' },
    });
  });

  test('several audiences are a list', async () => {
    await enable();
    const { WebIdentityToken } = await sts.send(request({ Audience: ['a', 'b'] }));
    expect(read(WebIdentityToken).claims['aud']).toEqual(['a', 'b']);
  });

  test('no two tokens have the same id, not even in the same second', async () => {
    await enable();
    const ids = [];
    for (let count = 0; count < 5; count += 1) {
      ids.push(read((await sts.send(request())).WebIdentityToken).claims['jti']);
    }
    expect(new Set(ids).size).toBe(5);
  });

  test('the same calls give the same RS256 token', async () => {
    await enable();
    const { WebIdentityToken } = await sts.send(request());
    aws.reset();
    await enable();
    expect((await sts.send(request())).WebIdentityToken).toBe(WebIdentityToken);
  });

  test.each([60, 3600])('lasts %d seconds', async (DurationSeconds) => {
    await enable();
    const { WebIdentityToken, Expiration } = await sts.send(request({ DurationSeconds }));
    expect(read(WebIdentityToken).claims['exp']).toBe(now + DurationSeconds);
    expect(Expiration).toEqual(new Date((now + DurationSeconds) * 1000));
  });

  test('but not longer than the session', async () => {
    await enable();
    await createRole(iam, 'app');
    const session = await assume(sts, 'app', { DurationSeconds: 900 });
    await session.sts.send(request({ DurationSeconds: 900 }));
    await expectFailure(aws, () => session.sts.send(request({ DurationSeconds: 901 })), {
      code: 'SessionDurationEscalationException',
      status: 403,
      message:
        'The requested token duration would extend the session beyond its original expiration time. You cannot use this operation to extend the lifetime of a session beyond what was granted when the session was originally created.',
      class: SessionDurationEscalationException,
    });
  });

  test.each(['never switched on', 'switched off'])('the feature was %s', async (how) => {
    if (how === 'switched off') {
      await enable();
      await iam.send(new DisableOutboundWebIdentityFederationCommand({}));
    }
    await expectFailure(aws, () => sts.send(request()), {
      code: 'OutboundWebIdentityFederationDisabledException',
      status: 403,
      message:
        'The outbound web identity federation feature is not enabled for this account. To use this feature, you must first enable it through the Amazon Web Services Management Console or API.',
      class: OutboundWebIdentityFederationDisabledException,
    });
  });

  const tags = Array.from({ length: 50 }, (_, index) => ({
    Key: `key-${index}-${'k'.repeat(100)}`,
    Value: 'v'.repeat(256),
  }));
  const cases: [string, Partial<GetWebIdentityTokenCommandInput>, Parameters<typeof expectFailure>[2]][] = [
    [
      'another algorithm',
      { SigningAlgorithm: 'HS256' },
      {
        code: 'ValidationError',
        status: 400,
        message:
          "1 validation error detected: Value 'HS256' at 'signingAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [RS256, ES384]",
      },
    ],
    [
      'no audience',
      { Audience: [] },
      {
        code: 'ValidationError',
        status: 400,
        message:
          "1 validation error detected: Value at 'audience' failed to satisfy constraint: Member must have length greater than or equal to 1",
      },
    ],
    [
      'a short time',
      { DurationSeconds: 59 },
      {
        code: 'ValidationError',
        status: 400,
        message:
          "1 validation error detected: Value '59' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 60",
      },
    ],
    [
      'tags that differ in case',
      {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'A', Value: '2' },
        ],
      },
      {
        code: 'InvalidParameterValue',
        status: 400,
        message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
      },
    ],
    [
      'more tags than a token holds',
      { Tags: tags },
      {
        code: 'JWTPayloadSizeExceededException',
        status: 400,
        message:
          'The requested token payload size exceeds the maximum allowed size. Reduce the number of request tags included in the GetWebIdentityToken API call to reduce the token payload size.',
        class: JWTPayloadSizeExceededException,
      },
    ],
  ];
  test.each(cases)('%s', async (_, more, failure) => {
    await enable();
    await expectFailure(aws, () => sts.send(request(more)), failure);
  });
});

const exchange = (WebIdentityToken: string | undefined) =>
  sts.send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: roleArn('app'),
      RoleSessionName: 'session',
      WebIdentityToken,
    }),
  );

const forge = (token: string): string => {
  const [header, claims, signature] = token.split('.') as [string, string, string];
  const changed = Buffer.from(claims, 'base64url').toString().replace(':root', ':user/admin');
  return `${header}.${Buffer.from(changed).toString('base64url')}.${signature}`;
};

describe('a token of the mock in front of its own AssumeRoleWithWebIdentity', () => {
  beforeEach(async () => {
    await createRole(iam, 'app');
    await iam.send(new CreateOpenIDConnectProviderCommand({ Url: await enable(), ClientIDList: ['me'] }));
  });

  test('is believed', async () => {
    const { WebIdentityToken } = await sts.send(request({ Audience: ['me'] }));
    expect(await exchange(WebIdentityToken)).toMatchObject({
      SubjectFromWebIdentityToken: root,
      Audience: 'me',
    });
  });

  test.each([
    ['changed claims', forge],
    ['another signature', (token: string) => token.replace(/\.[\w-]+$/, '.c2lnbmF0dXJl')],
    [
      'another algorithm',
      (token: string) =>
        token.replace(/^[\w-]+/, Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url')),
    ],
  ])('with %s is not', async (_, change) => {
    const { WebIdentityToken } = await sts.send(request({ Audience: ['me'] }));
    await expectFailure(aws, () => exchange(change(WebIdentityToken as string)), {
      code: 'InvalidIdentityToken',
      status: 400,
      message:
        'The web identity token provided could not be validated. See the AssumeRoleWithWebIdentity documentation for requirements.',
      class: InvalidIdentityTokenException,
    });
  });
});
