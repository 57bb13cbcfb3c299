import { checkTrustPolicy, type PrincipalKind } from '../../src/policy/index.ts';

const json = 'This policy contains invalid Json';
const syntax = 'Syntax error in policy.';
const assumeOnly = 'AssumeRole policy may only specify STS AssumeRole actions.';
const empty = 'Could not parse the policy: Statement is empty!';
const emptyPrincipal = 'Missing required field Principal cannot be empty!';

const account = '123456789012';
const good = { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' };
const github = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`;
const subject = 'token.actions.githubusercontent.com:sub';

function of(...statements: unknown[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.length === 1 ? statements[0] : statements,
  });
}

function withPrincipal(principal: unknown): string {
  return of({ ...good, Principal: principal });
}

function withAction(action: unknown): string {
  return of({ ...good, Action: action });
}

function withGithub(condition?: unknown, provider = github): string {
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: provider },
    Action: 'sts:AssumeRoleWithWebIdentity',
  };
  return of(condition === undefined ? statement : { ...statement, Condition: condition });
}

function unscoped(provider: string, key: string): string {
  return (
    `Trust policy with trusted principal ${provider} must evaluate, using StringEquals, StringLike or ` +
    `StringEqualsIgnoreCase, ${key} which is not scoped to all.`
  );
}

function bad(kind: string, value: string): string {
  return `Invalid principal in policy: "${kind}":"${value}"`;
}

interface Case {
  readonly title: string;
  readonly text: string;
  readonly message: string | undefined;
}

const cases: Record<string, readonly Case[]> = {
  'the document': [
    { title: 'no JSON', text: 'invalid', message: json },
    { title: 'the empty text', text: '', message: json },
    { title: 'a list', text: '[]', message: syntax },
    { title: 'no Version', text: JSON.stringify({ Statement: good }), message: undefined },
    {
      title: 'the older Version',
      text: JSON.stringify({ Version: '2008-10-17', Statement: good }),
      message: undefined,
    },
    {
      title: 'an unknown Version',
      text: JSON.stringify({ Version: '2013-10-17', Statement: good }),
      message: 'The policy must contain a valid version string',
    },
    {
      title: 'an unknown Version before an empty statement',
      text: '{"Version":"x","Statement":[]}',
      message: 'The policy must contain a valid version string',
    },
    { title: 'no Statement', text: '{"Version":"2012-10-17"}', message: empty },
    { title: 'an empty object', text: '{}', message: empty },
    { title: 'an empty list', text: '{"Version":"2012-10-17","Statement":[]}', message: empty },
    {
      title: 'equal Sids',
      text: of({ ...good, Sid: 'a' }, { ...good, Sid: 'a' }),
      message: 'The Statement Ids in the policy are not unique',
    },
    { title: 'different Sids', text: of({ ...good, Sid: 'a' }, { ...good, Sid: 'b' }), message: undefined },
  ],
  Effect: [
    {
      title: 'none',
      text: of({ Principal: good.Principal, Action: good.Action }),
      message: 'Missing required field Effect',
    },
    {
      title: 'a word that is no effect',
      text: of({ ...good, Effect: 'Maybe' }),
      message: 'Invalid effect: Maybe',
    },
    { title: 'small letters', text: of({ ...good, Effect: 'allow' }), message: 'Invalid effect: allow' },
    { title: 'Deny', text: of({ ...good, Effect: 'Deny' }), message: undefined },
    {
      title: 'in the second statement',
      text: of(good, { ...good, Effect: 'No' }),
      message: 'Invalid effect: No',
    },
  ],
  Principal: [
    {
      title: 'none',
      text: of({ Effect: 'Allow', Action: 'sts:AssumeRole' }),
      message: 'Missing required field Principal',
    },
    { title: 'an empty object', text: withPrincipal({}), message: emptyPrincipal },
    {
      title: 'a string',
      text: withPrincipal('arn:aws:iam::123456789012:root'),
      message: 'Principal must be a JSON object.',
    },
    {
      title: 'the star',
      text: withPrincipal('*'),
      message: 'AssumeRolepolicy contained an invalid principal: "STAR":"*".',
    },
    { title: 'a list', text: withPrincipal(['*']), message: syntax },
    {
      title: 'a canonical user',
      text: withPrincipal({ CanonicalUser: 'abc' }),
      message: 'Invalid principal in policy: "CanonicalUser"',
    },
    {
      title: 'an unknown type',
      text: withPrincipal({ Robot: 'abc' }),
      message: 'Invalid principal in policy: "Robot"',
    },
    {
      title: 'NotPrincipal with Allow',
      text: of({ Effect: 'Allow', NotPrincipal: { AWS: account }, Action: 'sts:AssumeRole' }),
      message: 'Allow with NotPrincipal is not allowed.',
    },
    {
      title: 'NotPrincipal with Deny',
      text: of({ Effect: 'Deny', NotPrincipal: { AWS: account }, Action: 'sts:AssumeRole' }),
      message: 'AssumeRole policy must not contain NotPrincipal field.',
    },
    { title: 'everyone', text: withPrincipal({ AWS: '*' }), message: undefined },
    { title: 'an account', text: withPrincipal({ AWS: account }), message: undefined },
    {
      title: 'an account as root',
      text: withPrincipal({ AWS: `arn:aws:iam::${account}:root` }),
      message: undefined,
    },
    {
      title: 'a user with a path',
      text: withPrincipal({ AWS: `arn:aws:iam::${account}:user/a/b` }),
      message: undefined,
    },
    { title: 'a role', text: withPrincipal({ AWS: `arn:aws:iam::${account}:role/a` }), message: undefined },
    {
      title: 'a role session',
      text: withPrincipal({ AWS: `arn:aws:sts::${account}:assumed-role/a/s` }),
      message: undefined,
    },
    {
      title: 'a federated user',
      text: withPrincipal({ AWS: `arn:aws:sts::${account}:federated-user/bob` }),
      message: undefined,
    },
    {
      title: 'a role in China',
      text: withPrincipal({ AWS: `arn:aws-cn:iam::${account}:role/a` }),
      message: undefined,
    },
    {
      title: 'a list',
      text: withPrincipal({ AWS: [account, `arn:aws:iam::${account}:role/a`] }),
      message: undefined,
    },
    {
      title: 'several types',
      text: withPrincipal({ AWS: account, Service: 'ec2.amazonaws.com' }),
      message: undefined,
    },
    { title: 'a word', text: withPrincipal({ AWS: 'somestring' }), message: bad('AWS', 'somestring') },
    {
      title: 'the second of a list',
      text: withPrincipal({ AWS: [account, 'somestring', 'other'] }),
      message: bad('AWS', 'somestring'),
    },
    {
      title: 'eleven digits',
      text: withPrincipal({ AWS: '12345678901' }),
      message: bad('AWS', '12345678901'),
    },
    {
      title: 'a wildcard in a name',
      text: withPrincipal({ AWS: `arn:aws:iam::${account}:user/*` }),
      message: bad('AWS', `arn:aws:iam::${account}:user/*`),
    },
    {
      title: 'a group',
      text: withPrincipal({ AWS: `arn:aws:iam::${account}:group/a` }),
      message: bad('AWS', `arn:aws:iam::${account}:group/a`),
    },
    {
      title: 'a unique id',
      text: withPrincipal({ AWS: 'AROAEXAMPLEEXAMPLE123' }),
      message: bad('AWS', 'AROAEXAMPLEEXAMPLE123'),
    },
    {
      title: 'a missing user',
      text: withPrincipal({ AWS: `arn:aws:iam::${account}:user/gone` }),
      message: bad('AWS', `arn:aws:iam::${account}:user/gone`),
    },
    {
      title: 'a missing account',
      text: withPrincipal({ AWS: '999999999999' }),
      message: bad('AWS', '999999999999'),
    },
    ...[
      'ec2.amazonaws.com',
      'lambda.amazonaws.com',
      'ec2.application-autoscaling.amazonaws.com',
      'ec2.amazonaws.com.cn',
      'alexa-appkit.amazon.com',
      'codedeploy.eu-west-1.amazonaws.com',
    ].map((service) => ({
      title: `the service ${service}`,
      text: withPrincipal({ Service: service }),
      message: undefined,
    })),
    ...[
      'invalid.amazonaws.com',
      'ec2',
      'ec2.example.com',
      'amazonaws.com',
      '*',
      'EC2.amazonaws.com',
      'ec2.amazonaws.com.',
      'a b.amazonaws.com',
    ].map((service) => ({
      title: `no service ${service}`,
      text: withPrincipal({ Service: service }),
      message: bad('SERVICE', service),
    })),
    {
      title: 'a service that the caller knows not to exist',
      text: withPrincipal({ Service: 'gone.amazonaws.com' }),
      message: bad('SERVICE', 'gone.amazonaws.com'),
    },
    {
      title: 'a malformed provider',
      text: of({ ...good, Principal: { Federated: 'nonsense' } }),
      message: bad('FEDERATED', 'nonsense'),
    },
    {
      title: 'a SAML provider',
      text: of({
        ...good,
        Principal: { Federated: `arn:aws:iam::${account}:saml-provider/x` },
        Action: 'sts:AssumeRoleWithSAML',
      }),
      message: undefined,
    },
  ],
  Action: [
    {
      title: 'none',
      text: of({ Effect: 'Allow', Principal: { AWS: account } }),
      message: 'Missing required field Action',
    },
    { title: 'an empty list', text: withAction([]), message: 'Missing required field Action' },
    { title: 'another service', text: withAction('s3:GetObject'), message: assumeOnly },
    { title: 'the star', text: withAction('*'), message: assumeOnly },
    {
      title: 'one of two of another service',
      text: withAction(['sts:AssumeRole', 'iam:GetUser']),
      message: assumeOnly,
    },
    {
      title: 'NotAction',
      text: of({ Effect: 'Deny', Principal: { AWS: account }, NotAction: 'sts:AssumeRole' }),
      message: assumeOnly,
    },
    { title: 'no colon', text: withAction('AssumeRole'), message: assumeOnly },
    { title: 'all of sts', text: withAction('sts:*'), message: undefined },
    ...[
      'sts:AssumeRole',
      'sts:AssumeRoleWithSAML',
      'sts:AssumeRoleWithWebIdentity',
      'sts:TagSession',
      'sts:SetSourceIdentity',
      'sts:SetContext',
      'STS:assumerole',
    ].map((action) => ({ title: action, text: withAction(action), message: undefined })),
    {
      title: 'an action of another service beats a bad principal',
      text: of({ ...good, Principal: { AWS: 'somestring' }, Action: 's3:*' }),
      message: assumeOnly,
    },
  ],
  Resource: [
    { title: 'Resource', text: of({ ...good, Resource: '*' }), message: 'Has prohibited field Resource' },
    {
      title: 'NotResource',
      text: of({ ...good, NotResource: '*' }),
      message: 'AssumeRole policy must not contain resources.',
    },
  ],
  Condition: [
    {
      title: 'a known operator',
      text: of({ ...good, Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }),
      message: undefined,
    },
    {
      title: 'a missing colon',
      text: of({ ...good, Condition: { ForAllValuesStringEquals: { a: 'b' } } }),
      message: 'Invalid Condition type : ForAllValuesStringEquals',
    },
    {
      title: 'Cognito without one',
      text: withGithub(undefined, 'cognito-identity.amazonaws.com'),
      message: 'A condition block must be present for the Cognito provider',
    },
    {
      title: 'Cognito with one',
      text: withGithub(
        { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'x' } },
        'cognito-identity.amazonaws.com',
      ),
      message: undefined,
    },
  ],
  'shared issuers': [
    { title: 'no condition', text: withGithub(), message: unscoped(github, subject) },
    {
      title: 'only the audience',
      text: withGithub({ StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } }),
      message: unscoped(github, subject),
    },
    {
      title: 'the subject by StringEquals',
      text: withGithub({ StringEquals: { [subject]: 'repo:a/b:ref:refs/heads/main' } }),
      message: undefined,
    },
    {
      title: 'the subject by StringLike',
      text: withGithub({ StringLike: { [subject]: 'repo:a/*' } }),
      message: undefined,
    },
    {
      title: 'the subject by StringEqualsIgnoreCase',
      text: withGithub({ StringEqualsIgnoreCase: { [subject]: ['repo:a/b'] } }),
      message: undefined,
    },
    {
      title: 'the subject by ForAnyValue',
      text: withGithub({ 'ForAnyValue:StringLike': { [subject]: ['repo:a/*'] } }),
      message: undefined,
    },
    {
      title: 'a subject that is everything',
      text: withGithub({ StringLike: { [subject]: '*' } }),
      message: unscoped(github, subject),
    },
    {
      title: 'one subject of two that is everything',
      text: withGithub({ StringLike: { [subject]: ['repo:a/b', '*'] } }),
      message: unscoped(github, subject),
    },
    {
      title: 'a negated operator',
      text: withGithub({ StringNotEquals: { [subject]: 'x' } }),
      message: unscoped(github, subject),
    },
    {
      title: 'an operator that passes without the key',
      text: withGithub({ StringLikeIfExists: { [subject]: 'repo:a/*' } }),
      message: unscoped(github, subject),
    },
    {
      title: "an enterprise's own issuer",
      text: withGithub(undefined, `${github}/octo`),
      message: unscoped(`${github}/octo`, 'token.actions.githubusercontent.com/octo:sub'),
    },
    {
      title: "an enterprise's own issuer, scoped",
      text: withGithub(
        { StringEquals: { 'token.actions.githubusercontent.com/octo:sub': 'repo:a/b' } },
        `${github}/octo`,
      ),
      message: undefined,
    },
    {
      title: 'GitLab',
      text: withGithub(undefined, `arn:aws:iam::${account}:oidc-provider/gitlab.com`),
      message: unscoped(`arn:aws:iam::${account}:oidc-provider/gitlab.com`, 'gitlab.com:sub'),
    },
    {
      title: 'Vercel names its tenants by audience',
      text: withGithub(
        { StringEquals: { 'oidc.vercel.com:aud': 'https://vercel.com/x' } },
        `arn:aws:iam::${account}:oidc-provider/oidc.vercel.com`,
      ),
      message: undefined,
    },
    {
      title: 'an issuer of one tenant',
      text: withGithub(undefined, `arn:aws:iam::${account}:oidc-provider/login.example.com`),
      message: undefined,
    },
    {
      title: 'a denial need not be scoped',
      text: of({ Effect: 'Deny', Principal: { Federated: github }, Action: 'sts:AssumeRoleWithWebIdentity' }),
      message: undefined,
    },
  ],
};

function principalExists(kind: PrincipalKind, value: string): boolean {
  return !/gone|999999999999/.test(`${kind} ${value}`);
}

for (const [element, list] of Object.entries(cases)) {
  describe(element, () => {
    test.each(list)('$title', ({ text, message }) => {
      expect(checkTrustPolicy(text, { principalExists })).toBe(message);
    });
  });
}

test('without a look-up every well-formed principal exists', () => {
  expect(checkTrustPolicy(withPrincipal({ AWS: `arn:aws:iam::${account}:user/gone` }))).toBeUndefined();
});

test('the look-up sees each principal once, with its kind, and never the star', () => {
  const seen: string[] = [];
  checkTrustPolicy(withPrincipal({ AWS: ['*', account], Service: 'ec2.amazonaws.com' }), {
    principalExists(kind, value) {
      seen.push(`${kind} ${value}`);
      return true;
    },
  });
  expect(seen).toEqual([`AWS ${account}`, 'Service ec2.amazonaws.com']);
});
