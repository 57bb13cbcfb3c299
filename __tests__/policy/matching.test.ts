import * as fc from 'fast-check';
import { type ContextInput, evaluate } from '../../src/policy/index.ts';

const principal = 'arn:aws:iam::123456789012:user/alice';

interface Case {
  readonly element: unknown;
  readonly value: string;
  readonly matches: boolean;
  readonly why: string;
}

function row(element: unknown, value: string, matches: boolean, why: string): Case {
  return { element, value, matches, why };
}

function result(
  statement: object,
  request: { action: string; resource: string; context?: ContextInput },
  version = '2012-10-17',
): string {
  const policy = { Version: version, Statement: { Effect: 'Allow', ...statement } };
  return evaluate({ principal, ...request, identityPolicies: [policy] }).result;
}

describe('Action: IAM User Guide, "IAM JSON policy elements: Action"', () => {
  test.each([
    row('s3:GetObject', 's3:GetObject', true, 'the same'),
    row('s3:GetObject', 's3:getobject', true, 'case does not count in the request'),
    row('S3:GETOBJECT', 's3:GetObject', true, 'nor in the policy'),
    row('s3:GetObject', 's3:GetObjectTagging', false, 'a prefix is not the whole'),
    row('s3:GetObjectTagging', 's3:GetObject', false, 'nor the other way round'),
    row('s3:*', 's3:GetObject', true, 'all of a service'),
    row('s3:*', 's3-object-lambda:GetObject', false, 'another service'),
    row('*', 's3:GetObject', true, 'everything'),
    row('*:*', 's3:GetObject', true, 'everything, in two words'),
    row('s3:Get*', 's3:GetObject', true, 'a star at the end'),
    row('s3:Get*', 's3:Get', true, 'a star for nothing'),
    row('s3:Get*', 's3:PutObject', false, 'another verb'),
    row('s3:*Object', 's3:GetObject', true, 'a star in front of the name'),
    row('s3:*Object', 's3:GetObjectTagging', false, 'the end counts'),
    row('s3:*Object*', 's3:GetObjectTagging', true, 'two stars'),
    row('s3:Get?bject', 's3:GetObject', true, 'a question mark'),
    row('s3:Get?Object', 's3:GetObject', false, 'a question mark is one character'),
    row('s3:get*', 's3:GetObject', true, 'a pattern in another case'),
    row(['s3:PutObject', 's3:GetObject'], 's3:GetObject', true, 'one of a list'),
    row(['s3:PutObject', 's3:DeleteObject'], 's3:GetObject', false, 'none of a list'),
    row([], 's3:GetObject', false, 'an empty list'),
    row(undefined, 's3:GetObject', false, 'no action'),
    row(1, 's3:GetObject', false, 'an action that is none'),
    row('', 's3:GetObject', false, 'the empty text'),
    row('s3.GetObject', 's3:GetObject', false, 'a dot is a dot'),
  ])('$element against $value: $matches, $why', ({ element, value, matches }) => {
    const request = { action: value, resource: 'arn:aws:s3:::photos' };
    expect(result({ Action: element, Resource: '*' }, request)).toBe(matches ? 'allowed' : 'implicitDeny');
  });

  test.each([
    row('s3:GetObject', 's3:GetObject', false, 'the one that is excepted'),
    row('s3:GetObject', 's3:PutObject', true, 'any other'),
    row('s3:*', 's3:PutObject', false, 'all of a service excepted'),
    row('s3:*', 'iam:GetUser', true, 'another service'),
    row(['s3:*', 'iam:*'], 'iam:GetUser', false, 'one of a list excepted'),
    row('*', 's3:GetObject', false, 'everything excepted'),
    row([], 's3:GetObject', false, 'an empty list allows nothing'),
  ])('NotAction $element against $value: $matches, $why', ({ element, value, matches }) => {
    const request = { action: value, resource: 'arn:aws:s3:::photos' };
    expect(result({ NotAction: element, Resource: '*' }, request)).toBe(matches ? 'allowed' : 'implicitDeny');
  });
});

describe('Resource: IAM User Guide, "IAM JSON policy elements: Resource"', () => {
  test.each([
    row('arn:aws:s3:::photos', 'arn:aws:s3:::photos', true, 'the same'),
    row('arn:aws:s3:::photos', 'arn:aws:s3:::Photos', false, 'case counts'),
    row('arn:aws:s3:::photos', 'arn:aws:s3:::photos/cat.jpg', false, 'a bucket is not its objects'),
    row('arn:aws:s3:::photos/*', 'arn:aws:s3:::photos', false, 'nor objects their bucket'),
    row('arn:aws:s3:::photos/*', 'arn:aws:s3:::photos/a/b.jpg', true, 'a star passes slashes'),
    row('arn:aws:s3:::photos*', 'arn:aws:s3:::photos-2', true, 'a star at the end'),
    row('arn:aws:s3:::*/cat.jpg', 'arn:aws:s3:::photos/cat.jpg', true, 'a star in front of the rest'),
    row('arn:aws:s3:::ph*os/*.jpg', 'arn:aws:s3:::photos/cat.jpg', true, 'two stars'),
    row('arn:aws:s3:::ph*os/*.jpg', 'arn:aws:s3:::photos/cat.png', false, 'the end counts'),
    row('arn:aws:s3:::photo?', 'arn:aws:s3:::photos', true, 'a question mark'),
    row('arn:aws:s3:::photos?', 'arn:aws:s3:::photos', false, 'a question mark is one character'),
    row('*', 'arn:aws:s3:::photos', true, 'everything'),
    row('*', '*', true, 'an action on no resource'),
    row('arn:aws:s3:::photos', '*', false, 'an action on no resource needs the star'),
    row(
      'arn:aws:sns:*:123456789012:topic',
      'arn:aws:sns:eu-west-1:123456789012:topic',
      true,
      'a star that is a field',
    ),
    row(
      'arn:aws:sns:*:*:topic',
      'arn:aws:sns:eu-west-1:123456789012:topic',
      true,
      'two stars that are fields',
    ),
    row(
      'arn:aws:sns:eu-*:123456789012:topic',
      'arn:aws:sns:eu-west-1:123456789012:topic',
      true,
      'a star that ends a field',
    ),
    row(
      'arn:aws:sns:eu-*-1:123456789012:topic',
      'arn:aws:sns:eu-west-1:123456789012:topic',
      true,
      'a star within a field',
    ),
    row(
      'arn:aws:sns:eu-*-1:topic',
      'arn:aws:sns:eu-west-1:123-1:topic',
      false,
      'a star within a field does not leave it',
    ),
    row(
      'arn:aws:s?s:eu-west-1:123456789012:queue',
      'arn:aws:sqs:eu-west-1:123456789012:queue',
      true,
      'a question mark within a field',
    ),
    row(
      'arn:aws:sns:eu-west?1:123456789012:topic',
      'arn:aws:sns:eu-west:1:123456789012:topic',
      false,
      'a question mark within a field is no colon',
    ),
    row(
      'arn:aws:sns:*',
      'arn:aws:sns:eu-west-1:123456789012:topic',
      true,
      'a star that ends a field may pass the colons',
    ),
    row(
      'arn:aws:*:topic',
      'arn:aws:sns:eu-west-1:123456789012:topic',
      true,
      'and so does one that is a field',
    ),
    row(
      'arn:aws:logs:eu-west-1:123456789012:log-group:*:x',
      'arn:aws:logs:eu-west-1:123456789012:log-group:a:b:x',
      true,
      'in the sixth field a star passes colons',
    ),
    row(
      'arn:aws:logs:eu-west-1:123456789012:log-*p:x',
      'arn:aws:logs:eu-west-1:123456789012:log-group:p:x',
      true,
      'in the sixth field also from within',
    ),
    row(['arn:aws:s3:::a', 'arn:aws:s3:::b'], 'arn:aws:s3:::b', true, 'one of a list'),
    row(['arn:aws:s3:::a', 'arn:aws:s3:::b'], 'arn:aws:s3:::c', false, 'none of a list'),
    row([null, '*'], 'arn:aws:s3:::c', true, 'null in a list names nothing'),
    row([], 'arn:aws:s3:::c', false, 'an empty list'),
    row(undefined, 'arn:aws:s3:::c', false, 'no resource'),
    row({ a: '*' }, 'arn:aws:s3:::c', false, 'a resource that is none'),
  ])('$element against $value: $matches, $why', ({ element, value, matches }) => {
    const request = { action: 's3:GetObject', resource: value };
    expect(result({ Action: '*', Resource: element }, request)).toBe(matches ? 'allowed' : 'implicitDeny');
  });

  test.each([
    row('arn:aws:s3:::photos/*', 'arn:aws:s3:::photos/cat.jpg', false, 'the one that is excepted'),
    row('arn:aws:s3:::photos/*', 'arn:aws:s3:::videos/cat.mp4', true, 'any other'),
    row(['arn:aws:s3:::a', 'arn:aws:s3:::b'], 'arn:aws:s3:::b', false, 'one of a list'),
    row([], 'arn:aws:s3:::b', false, 'an empty list allows nothing'),
  ])('NotResource $element against $value: $matches, $why', ({ element, value, matches }) => {
    const request = { action: 's3:GetObject', resource: value };
    expect(result({ Action: '*', NotResource: element }, request)).toBe(matches ? 'allowed' : 'implicitDeny');
  });
});

describe('policy variables: IAM User Guide, "IAM policy elements: Variables and tags"', () => {
  const context = {
    'aws:PrincipalTag/team': 'red',
    'my:star': '*',
    'my:list': ['a', 'b'],
    'my:colon': 'a:b',
  };
  test.each([
    row('arn:aws:s3:::home/${aws:username}/*', 'arn:aws:s3:::home/alice/x', true, 'the user name'),
    row('arn:aws:s3:::home/${aws:username}/*', 'arn:aws:s3:::home/bob/x', false, 'of another user'),
    row(
      'arn:aws:s3:::home/${AWS:UserName}/*',
      'arn:aws:s3:::home/alice/x',
      true,
      'the case of the key does not count',
    ),
    row('arn:aws:s3:::${aws:PrincipalTag/team}', 'arn:aws:s3:::red', true, 'a tag'),
    row(
      'arn:aws:s3:::${aws:PrincipalTag/team}-${aws:username}',
      'arn:aws:s3:::red-alice',
      true,
      'two variables',
    ),
    row(
      'arn:aws:s3:::${aws:PrincipalTag/none}',
      'arn:aws:s3:::',
      false,
      'a variable without a value matches nothing',
    ),
    row('arn:aws:s3:::${aws:PrincipalTag/none}*', 'arn:aws:s3:::x', false, 'not even with a star'),
    row(
      "arn:aws:s3:::${aws:PrincipalTag/none, 'blue'}",
      'arn:aws:s3:::blue',
      true,
      'the default of a missing key',
    ),
    row(
      "arn:aws:s3:::${aws:PrincipalTag/team, 'blue'}",
      'arn:aws:s3:::red',
      true,
      'a key that is there goes before the default',
    ),
    row("arn:aws:s3:::${aws:PrincipalTag/none,''}x", 'arn:aws:s3:::x', true, 'an empty default'),
    row('arn:aws:s3:::${my:star}', 'arn:aws:s3:::x', false, 'a star that a variable brings is a star'),
    row('arn:aws:s3:::${my:star}', 'arn:aws:s3:::*', true, 'a star that a variable brings is a star'),
    row('arn:aws:s3:::${my:list}', 'arn:aws:s3:::a', false, 'a key of several values is no variable'),
    row('arn:aws:s3:::${my:colon}', 'arn:aws:s3:::a:b', true, 'a colon that a variable brings'),
    row(
      'arn:aws:iam::${aws:PrincipalAccount}:role/*',
      'arn:aws:iam::123456789012:role/x',
      true,
      'a variable as the account',
    ),
    row('arn:aws:s3:::a${*}b', 'arn:aws:s3:::a*b', true, 'an escaped star'),
    row('arn:aws:s3:::a${*}b', 'arn:aws:s3:::axb', false, 'an escaped star is no wildcard'),
    row('arn:aws:s3:::a${?}b', 'arn:aws:s3:::a?b', true, 'an escaped question mark'),
    row('arn:aws:s3:::a${?}b', 'arn:aws:s3:::axb', false, 'an escaped question mark is no wildcard'),
    row('arn:aws:s3:::a${$}{x}', 'arn:aws:s3:::a${x}', true, 'an escaped dollar'),
    row(
      'arn:aws:s3:::${aws:username',
      'arn:aws:s3:::${aws:username',
      true,
      'an opening without an end is text',
    ),
    row('arn:aws:s3:::${}', 'arn:aws:s3:::${}', true, 'an empty reference is text'),
    row(
      'arn:aws:s3:::${a${aws:username}',
      'arn:aws:s3:::${aalice',
      true,
      'the inner one of two openings counts',
    ),
  ])('$element against $value: $matches, $why', ({ element, value, matches }) => {
    const request = { action: 's3:GetObject', resource: value, context };
    expect(result({ Action: '*', Resource: element }, request)).toBe(matches ? 'allowed' : 'implicitDeny');
  });

  test.each(['2008-10-17', undefined])('version %s has none', (version) => {
    const statement = { Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::${aws:username}' };
    const policy =
      version === undefined ? { Statement: statement } : { Version: version, Statement: statement };
    const ask = (resource: string): string =>
      evaluate({ principal, action: 's3:GetObject', resource, identityPolicies: [policy] }).result;
    expect(ask('arn:aws:s3:::alice')).toBe('implicitDeny');
    expect(ask('arn:aws:s3:::${aws:username}')).toBe('allowed');
  });

  test.each([
    {
      operator: 'StringEquals',
      value: '${aws:username}',
      given: 'alice',
      holds: true,
      why: 'the value of the variable',
    },
    { operator: 'StringEquals', value: '${aws:username}', given: 'bob', holds: false, why: 'another value' },
    {
      operator: 'StringEquals',
      value: '${my:none}',
      given: '${my:none}',
      holds: false,
      why: 'a variable without a value equals nothing',
    },
    {
      operator: 'StringNotEquals',
      value: '${my:none}',
      given: 'x',
      holds: true,
      why: 'which a negated operator takes for unequal',
    },
    {
      operator: 'StringLike',
      value: '${aws:username}/*',
      given: 'alice/x',
      holds: true,
      why: 'a variable and a wildcard',
    },
    {
      operator: 'StringLike',
      value: '${my:star}/*',
      given: 'x/y',
      holds: false,
      why: 'the star of a variable is no wildcard',
    },
    { operator: 'StringEquals', value: "${my:none, 'x'}", given: 'x', holds: true, why: 'a default' },
    {
      operator: 'ArnLike',
      value: 'arn:aws:iam::${aws:PrincipalAccount}:role/*',
      given: 'arn:aws:iam::123456789012:role/x',
      holds: true,
      why: 'in an ARN',
    },
    { operator: 'StringLike', value: 'a${*}', given: 'ab', holds: false, why: 'an escaped star' },
    {
      operator: 'StringEquals',
      value: 'a${*}',
      given: 'a*',
      holds: true,
      why: 'an escaped star where there are no wildcards',
    },
  ])('$operator $value, request $given: $holds, $why', ({ operator, value, given, holds }) => {
    const statement = { Action: '*', Resource: '*', Condition: { [operator]: { 'my:key': value } } };
    const request = { action: 's3:GetObject', resource: '*', context: { ...context, 'my:key': given } };
    expect(result(statement, request)).toBe(holds ? 'allowed' : 'implicitDeny');
  });
});

describe('what is malformed never allows', () => {
  const request = { principal, action: 's3:GetObject', resource: 'arn:aws:s3:::photos' };
  const good = { Effect: 'Allow', Action: '*', Resource: '*' };
  test.each([
    { title: 'an Effect in small letters', statement: { ...good, Effect: 'allow' } },
    { title: 'an Effect that is none', statement: { ...good, Effect: true } },
    { title: 'no Effect', statement: { Action: '*', Resource: '*' } },
    { title: 'a statement that is a text', statement: 'Allow' },
    { title: 'a statement that is null', statement: null },
    { title: 'an identity policy with a principal', statement: { ...good, Principal: '*' } },
    { title: 'an identity policy with NotPrincipal', statement: { ...good, NotPrincipal: { AWS: '1' } } },
    { title: 'no Action', statement: { Effect: 'Allow', Resource: '*' } },
    { title: 'no Resource', statement: { Effect: 'Allow', Action: '*' } },
  ])('$title', ({ statement }) => {
    const policy = { Version: '2012-10-17', Statement: statement };
    expect(evaluate({ ...request, identityPolicies: [policy] }).result).toBe('implicitDeny');
  });

  test('a Deny in small letters denies: the document must not be the reason for an allow', () => {
    const policy = { Version: '2012-10-17', Statement: [good, { ...good, Effect: 'deny' }] };
    expect(evaluate({ ...request, identityPolicies: [policy] }).result).toBe('explicitDeny');
  });

  test.each([
    ['a text that is no JSON', '{', TypeError],
    ['a text that is no object', '[]', TypeError],
    ['a list', [], TypeError],
  ])('%s is the mistake of the caller', (_, document, error) => {
    expect(() => evaluate({ ...request, identityPolicies: [{ name: 'x', document }] })).toThrow(error);
  });

  test('names that objects have by nature are no elements', () => {
    const policy = JSON.parse(
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"constructor":"x"}}}}',
    ) as object;
    expect(evaluate({ ...request, identityPolicies: [{ name: 'x', document: policy }] }).result).toBe(
      'implicitDeny',
    );
  });
});

/** The obvious matcher, on positions instead of texts; slow, and beyond doubt. */
function like(pattern: string, text: string): boolean {
  let reached = new Set([0]);
  for (const character of pattern) {
    const next = new Set<number>();
    for (const at of reached) {
      if (character === '*') for (let to = at; to <= text.length; to += 1) next.add(to);
      else if (at < text.length && (character === '?' || character === text[at])) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(text.length);
}

describe('wildcards', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 10 });
  const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });

  test('an action matches as the obvious matcher says', () => {
    fc.assert(
      fc.property(letters, texts, (pattern, text) => {
        const statement = { Action: `s3:${pattern}`, Resource: '*' };
        expect(result(statement, { action: `s3:${text}`, resource: '*' }) === 'allowed').toBe(
          like(pattern, text),
        );
      }),
    );
  });

  test('a resource matches as the obvious matcher says', () => {
    fc.assert(
      fc.property(letters, texts, (pattern, text) => {
        const statement = { Action: '*', Resource: `arn:aws:s3:::${pattern}` };
        const request = { action: 's3:x', resource: `arn:aws:s3:::${text}` };
        expect(result(statement, request) === 'allowed').toBe(like(pattern, text));
      }),
    );
  });

  test('a field of a resource matches as the obvious matcher says, when the text has no colon to spare', () => {
    fc.assert(
      fc.property(letters, texts, (pattern, text) => {
        const statement = { Action: '*', Resource: `arn:aws:sns:${pattern}:1:x` };
        const request = { action: 's3:x', resource: `arn:aws:sns:${text}:1:x` };
        expect(result(statement, request) === 'allowed').toBe(like(pattern, text));
      }),
    );
  });

  test('StringLike matches as the obvious matcher says', () => {
    fc.assert(
      fc.property(letters, texts, (pattern, text) => {
        const statement = { Action: '*', Resource: '*', Condition: { StringLike: { 'my:key': pattern } } };
        const request = { action: 's3:x', resource: '*', context: { 'my:key': text } };
        expect(result(statement, request) === 'allowed').toBe(like(pattern, text));
      }),
    );
  });

  test.each([
    ['*a*a*a*a*a*b', 'a'.repeat(100_000)],
    ['a*'.repeat(200) + 'b', 'a'.repeat(100_000)],
    ['*'.repeat(1000) + 'b', 'a'.repeat(100_000)],
    ['?*'.repeat(200) + 'b', 'a'.repeat(100_000)],
    ['*ab*ab*ab*ab*c', 'ab'.repeat(50_000)],
  ])('the pattern %# can not be made slow', (pattern, text) => {
    const started = performance.now();
    const request = { action: `s3:${text}`, resource: `arn:aws:s3:::${text}`, context: { 'my:key': text } };
    expect(result({ Action: `s3:${pattern}`, Resource: '*' }, request)).toBe('implicitDeny');
    expect(result({ Action: '*', Resource: `arn:aws:s3:::${pattern}` }, request)).toBe('implicitDeny');
    const likeKey = { Action: '*', Resource: '*', Condition: { StringLike: { 'my:key': pattern } } };
    expect(result(likeKey, request)).toBe('implicitDeny');
    const inField = { Action: '*', Resource: `arn:aws:${pattern.slice(0, 40)}x:::y` };
    expect(result(inField, { ...request, resource: `arn:aws:${text}:::y` })).toBe('implicitDeny');
    // A matcher that backtracks would need years; the bound only has to tell these apart on a busy machine.
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
