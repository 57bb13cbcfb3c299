import { UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleWithSAMLCommand, AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import { expectFailure, useAws } from '../support/aws.ts';
import { base64, samlResponse } from '../support/saml-response.ts';
import { samlMetadata } from '../support/saml.ts';

/* Whether a role trusts an identity that a provider vouches for: there is no caller, the trust policy decides. */

const start = '2026-12-01T12:00:00Z';
const seconds = Date.parse(start) / 1000;
const account = 'arn:aws:iam::123456789012';
const issuer = 'idp.example.com';
const oidcArn = `${account}:oidc-provider/${issuer}`;
const samlArn = `${account}:saml-provider/corp`;
const { aws, iam, sts } = useAws({
  now: start,
  enforcement: 'strict',
  seed: {
    oidcProviders: { [issuer]: { clientIds: ['sts.amazonaws.com'] } },
    samlProviders: { corp: { metadata: samlMetadata() } },
    roles: { app: { tags: { team: 'red' } } },
  },
});

const trust = (Federated: string, Action: string | string[], Condition?: object) =>
  iam.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName: 'app',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Federated }, Action, ...(Condition && { Condition }) }],
      }),
    }),
  );

const refused = (operation: string) => ({
  code: 'AccessDenied',
  status: 403,
  message: `Not authorized to perform sts:${operation}`,
});

describe('web identities', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = (claims: object = {}) =>
    [
      part({ alg: 'RS256', typ: 'JWT', kid: 'k' }),
      part({
        iss: `https://${issuer}`,
        sub: 'repo:acme/app:ref:refs/heads/main',
        aud: 'sts.amazonaws.com',
        iat: seconds,
        exp: seconds + 300,
        ...claims,
      }),
      part({ signature: true }),
    ].join('.');
  const assume = (claims: object = {}) =>
    sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: `${account}:role/app`,
        RoleSessionName: 'build-7',
        WebIdentityToken: token(claims),
      }),
    );
  const action = 'sts:AssumeRoleWithWebIdentity';
  const subject = { [`${issuer}:sub`]: 'repo:acme/app:*' };
  const tags = {
    'https://aws.amazon.com/tags': { principal_tags: { team: ['red'] }, transitive_tag_keys: ['team'] },
  };

  test.each<[string, object | undefined, object]>([
    ['no condition', undefined, {}],
    ['the subject', { StringLike: subject }, {}],
    ['the audience', { StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' } }, {}],
    ['both', { StringLike: subject, StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' } }, {}],
    ['the name of the session', { StringLike: { 'sts:RoleSessionName': 'build-*' } }, {}],
    ['a tag of the role', { StringEquals: { 'aws:ResourceTag/team': 'red' } }, {}],
    ['the time', { DateLessThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } }, {}],
    ['the provider', { StringEquals: { 'aws:FederatedProvider': oidcArn } }, {}],
  ])('trusted on %s', async (_, condition, claims) => {
    await trust(oidcArn, action, condition);
    await assume(claims);
    expect(aws.decisions().at(-1)).toMatchObject({
      result: 'allowed',
      action,
      principal: { federated: oidcArn },
    });
  });

  test.each<[string, object | undefined, object]>([
    ['another subject', { StringLike: subject }, { sub: 'repo:evil/app:ref:refs/heads/main' }],
    ['another audience', { StringEquals: { [`${issuer}:aud`]: 'other' } }, {}],
    ['a key of another issuer', { StringLike: { 'accounts.google.com:sub': '*' } }, {}],
    ['another name of the session', { StringLike: { 'sts:RoleSessionName': 'deploy-*' } }, {}],
    ['a tag that the role has not', { StringEquals: { 'aws:ResourceTag/team': 'blue' } }, {}],
  ])('not trusted on %s', async (_, condition, claims) => {
    await trust(oidcArn, action, condition);
    await expectFailure(aws, () => assume(claims), refused('AssumeRoleWithWebIdentity'));
    const [decision] = aws.decisions({ result: 'implicitDeny' });
    expect(decision?.deniedBy).toBe('trustPolicy');
    expect(decision?.nearMisses[0]?.reasons[0]?.element).toBe('Condition');
  });

  test('another provider is not trusted', async () => {
    await trust(`${account}:oidc-provider/other.example.com`, action).catch(() =>
      trust(samlArn, 'sts:AssumeRoleWithSAML'),
    );
    await expectFailure(aws, () => assume(), refused('AssumeRoleWithWebIdentity'));
  });

  test('tags of the token need sts:TagSession', async () => {
    await trust(oidcArn, action);
    await expectFailure(aws, () => assume(tags), refused('AssumeRoleWithWebIdentity'));
    expect(aws.decisions({ result: 'implicitDeny' })[0]?.action).toBe('sts:TagSession');
    await trust(oidcArn, [action, 'sts:TagSession'], { StringEquals: { 'aws:RequestTag/team': 'red' } });
    await assume(tags);
  });

  test('a source identity of the token needs sts:SetSourceIdentity', async () => {
    await trust(oidcArn, action);
    const claims = { 'https://aws.amazon.com/source_identity': 'alice' };
    await expectFailure(aws, () => assume(claims), refused('AssumeRoleWithWebIdentity'));
    expect(aws.decisions({ result: 'implicitDeny' })[0]?.action).toBe('sts:SetSourceIdentity');
  });

  test('soft mode records and refuses nothing', async () => {
    aws.configure({ enforcement: 'soft' });
    await trust(oidcArn, action, { StringLike: { [`${issuer}:sub`]: 'repo:other/*' } });
    await assume();
    expect(aws.decisions({ result: 'implicitDeny' })).toMatchObject([{ action, deniedBy: 'trustPolicy' }]);
    aws.configure({ enforcement: 'strict' });
  });
});

describe('SAML', () => {
  const action = 'sts:AssumeRoleWithSAML';
  const assume = (attributes: Record<string, string> = {}) =>
    sts.send(
      new AssumeRoleWithSAMLCommand({
        RoleArn: `${account}:role/app`,
        PrincipalArn: samlArn,
        SAMLAssertion: base64(
          samlResponse({
            issued: seconds * 1000,
            attributes: { Role: `${account}:role/app,${samlArn}`, RoleSessionName: 'alice', ...attributes },
          }),
        ),
      }),
    );

  test.each<[string, object | undefined]>([
    ['no condition', undefined],
    ['saml:aud', { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } }],
    ['saml:iss', { StringEquals: { 'saml:iss': 'https://idp.example.com/saml' } }],
    ['saml:sub', { StringEquals: { 'saml:sub': 'alice@example.com' } }],
    ['saml:sub_type', { StringEquals: { 'saml:sub_type': 'persistent' } }],
    ['saml:doc', { StringEquals: { 'saml:doc': '123456789012/corp' } }],
    ['sts:RoleSessionName', { StringEquals: { 'sts:RoleSessionName': 'alice' } }],
  ])('trusted on %s', async (_, condition) => {
    await trust(samlArn, action, condition);
    await assume();
  });

  test.each<[string, object]>([
    ['saml:aud', { StringEquals: { 'SAML:aud': 'https://other.example.com' } }],
    ['saml:sub', { StringEquals: { 'saml:sub': 'bob@example.com' } }],
    ['saml:sub_type', { StringEquals: { 'saml:sub_type': 'transient' } }],
  ])('not trusted on %s', async (_, condition) => {
    await trust(samlArn, action, condition);
    await expectFailure(aws, () => assume(), refused('AssumeRoleWithSAML'));
  });

  test('tags of the assertion need sts:TagSession', async () => {
    await trust(samlArn, action);
    await expectFailure(aws, () => assume({ 'PrincipalTag:team': 'red' }), refused('AssumeRoleWithSAML'));
    await trust(samlArn, [action, 'sts:TagSession']);
    await assume({ 'PrincipalTag:team': 'red' });
  });
});
