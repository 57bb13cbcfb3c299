import { checkIdentityPolicy, checkSessionPolicy } from '../../src/policy/index.ts';

const syntax = 'Syntax errors in policy.';
const version = 'Policy document must be version 2012-10-17 or greater.';
const legacy = 'The policy failed legacy parsing';
const sids = 'Statement IDs (SID) in a single policy must be unique.';
const noActions = 'Policy statement must contain actions.';
const noResources = 'Policy statement must contain resources.';
const noVendor = 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
const twoColons = 'Actions/Condition can contain only one colon.';
const noPrincipal = 'Policy document should not specify a principal.';
const iamPath =
  'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, ' +
  'mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.';
const vendor = 'Resource vendor must be fully qualified and cannot contain regexes.';

const good = { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::example_bucket' };

/** A document of Version 2012-10-17 around the statements. */
function of(...statements: unknown[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.length === 1 ? statements[0] : statements,
  });
}

function withResource(resource: unknown): string {
  return of({ Effect: 'Allow', Action: 's3:ListBucket', Resource: resource });
}

function withAction(action: unknown): string {
  return of({ Effect: 'Allow', Action: action, Resource: '*' });
}

function withCondition(condition: unknown): string {
  return of({ ...good, Condition: condition });
}

function withDate(value: unknown): string {
  return withCondition({ DateGreaterThan: { 'aws:CurrentTime': value } });
}

interface Case {
  readonly title: string;
  readonly text: string;
  readonly managed: string | undefined;
  /** Where Put*Policy answers differently. */
  readonly inline?: string | undefined;
}

const cases: Record<string, readonly Case[]> = {
  'stage 1: syntax': [
    { title: 'no JSON', text: 'not json', managed: syntax },
    { title: 'the empty text', text: '', managed: syntax },
    { title: 'a list', text: '[]', managed: syntax },
    { title: 'a string', text: '"policy"', managed: syntax },
    { title: 'null', text: 'null', managed: syntax },
    { title: 'an empty object', text: '{}', managed: syntax },
    { title: 'only a Version', text: '{"Version":"2012-10-17"}', managed: syntax },
    {
      title: 'a Version of 2013',
      text: JSON.stringify({ Version: '2013-10-17', Statement: good }),
      managed: syntax,
    },
    {
      title: 'a Version that is a number',
      text: JSON.stringify({ Version: 2012, Statement: good }),
      managed: syntax,
    },
    {
      title: 'a Version that is null',
      text: JSON.stringify({ Version: null, Statement: good }),
      managed: syntax,
    },
    {
      title: 'an unknown top element',
      text: JSON.stringify({ Version: '2012-10-17', Statement: good, Extra: 1 }),
      managed: syntax,
    },
    {
      title: 'a top element in another case',
      text: JSON.stringify({ version: '2012-10-17', Statement: good }),
      managed: syntax,
    },
    {
      title: 'an Id that is no string',
      text: JSON.stringify({ Version: '2012-10-17', Id: ['x'], Statement: good }),
      managed: syntax,
    },
    {
      title: 'an Id',
      text: JSON.stringify({ Version: '2012-10-17', Id: 'x', Statement: good }),
      managed: undefined,
    },
    { title: 'no statement in the list', text: '{"Version":"2012-10-17","Statement":[]}', managed: syntax },
    { title: 'a statement that is a string', text: of('Allow'), managed: syntax },
    { title: 'a list with one element that is no object', text: of(good, 'x'), managed: syntax },
    { title: 'a list within the list of statements', text: of([good], good), managed: syntax },
    { title: 'a statement without anything', text: of({}), managed: syntax },
    { title: 'a statement without Effect', text: of({ Action: 's3:*', Resource: '*' }), managed: syntax },
    { title: 'an Effect that is a list', text: of({ ...good, Effect: ['Allow'] }), managed: syntax },
    { title: 'an Effect that is no effect', text: of({ ...good, Effect: 'Maybe' }), managed: syntax },
    { title: 'an Effect with a space behind', text: of({ ...good, Effect: 'Allow ' }), managed: syntax },
    { title: 'an unknown element', text: of({ ...good, Extra: 'x' }), managed: syntax },
    {
      title: 'an element in another case',
      text: of({ Effect: 'Allow', action: 's3:*', Resource: '*' }),
      managed: syntax,
    },
    { title: 'Action and NotAction', text: of({ ...good, NotAction: 's3:*' }), managed: syntax },
    { title: 'Resource and NotResource', text: of({ ...good, NotResource: '*' }), managed: syntax },
    { title: 'an Action that is a number', text: withAction(1), managed: syntax },
    { title: 'an Action that is an object', text: withAction({ a: 's3:*' }), managed: syntax },
    { title: 'an Action list with a number', text: withAction(['s3:*', 1]), managed: syntax },
    { title: 'an Action list with null', text: withAction(['s3:*', null]), managed: syntax },
    { title: 'an Action that is null', text: withAction(null), managed: syntax },
    { title: 'a Resource that is a number', text: withResource(1), managed: syntax },
    { title: 'a Resource that is an object', text: withResource({ a: '*' }), managed: syntax },
    { title: 'a Resource that is null', text: withResource(null), managed: syntax },
    { title: 'a Resource list with null is accepted', text: withResource(['*', null]), managed: undefined },
    { title: 'a Sid that is no string', text: of({ ...good, Sid: 1 }), managed: syntax },
    { title: 'a Sid that is a list', text: of({ ...good, Sid: ['a'] }), managed: syntax },
    { title: 'a Condition that is a string', text: withCondition('x'), managed: syntax },
    { title: 'a Condition that is a list', text: withCondition([]), managed: syntax },
    { title: 'a Condition that is null', text: withCondition(null), managed: syntax },
    { title: 'an operator over a string', text: withCondition({ StringEquals: 'x' }), managed: syntax },
    { title: 'an operator over a list', text: withCondition({ StringEquals: [] }), managed: syntax },
    {
      title: 'a condition value that is an object',
      text: withCondition({ StringEquals: { a: { b: 'c' } } }),
      managed: syntax,
    },
    {
      title: 'a list of condition values with an object',
      text: withCondition({ StringEquals: { a: [{ b: 'c' }] } }),
      managed: syntax,
    },
    {
      title: 'an unknown operator with a key',
      text: withCondition({ StringEqual: { a: 'b' } }),
      managed: syntax,
    },
    {
      title: 'an unknown prefix',
      text: withCondition({ 'ForSomeValues:StringEquals': { a: 'b' } }),
      managed: syntax,
    },
    {
      title: 'two colons behind the prefix',
      text: withCondition({ 'ForAnyValue::StringEquals': { a: 'b' } }),
      managed: syntax,
    },
    { title: 'Null with IfExists', text: withCondition({ NullIfExists: { a: 'true' } }), managed: syntax },
    { title: 'an unknown operator with an empty map', text: withCondition({ x: {} }), managed: undefined },
    { title: 'an empty Condition', text: withCondition({}), managed: undefined },
    {
      title: 'a boolean for Bool',
      text: withCondition({ Bool: { 'aws:SecureTransport': true } }),
      managed: undefined,
    },
    {
      title: 'a boolean for Null',
      text: withCondition({ Null: { 'aws:TokenIssueTime': false } }),
      managed: undefined,
    },
    {
      title: 'a number for Numeric',
      text: withCondition({ NumericLessThan: { 's3:max-keys': 10 } }),
      managed: undefined,
    },
    {
      title: 'a name twice in one object',
      text: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Effect":"Deny","Action":"s3:*","Resource":"*"}}',
      managed: syntax,
    },
    {
      title: 'a name twice, once written with an escape',
      text: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","\\u0045ffect":"Allow","Action":"s3:*","Resource":"*"}}',
      managed: syntax,
    },
  ],
  'stage 2: version of managed policies': [
    { title: 'no Version', text: JSON.stringify({ Statement: good }), managed: version, inline: undefined },
    {
      title: 'the older Version',
      text: JSON.stringify({ Version: '2008-10-17', Statement: good }),
      managed: version,
      inline: undefined,
    },
    {
      title: 'no Version, equal Sids',
      text: JSON.stringify({
        Statement: [
          { ...good, Sid: 'a' },
          { ...good, Sid: 'a' },
        ],
      }),
      managed: version,
      inline: sids,
    },
    {
      title: 'no Version, an Effect in another case',
      text: JSON.stringify({ Statement: { ...good, Effect: 'denY' } }),
      managed: version,
      inline: legacy,
    },
  ],
  'principals have no place': [
    { title: 'Principal', text: of({ ...good, Principal: '*' }), managed: noPrincipal },
    {
      title: 'NotPrincipal',
      text: of({ ...good, NotPrincipal: { AWS: '123456789012' } }),
      managed: noPrincipal,
    },
    {
      title: 'Principal without action and resource',
      text: of({ Effect: 'Allow', Principal: '*' }),
      managed: noPrincipal,
    },
    { title: 'Principal and a syntax error', text: of({ Effect: 'Maybe', Principal: '*' }), managed: syntax },
    {
      title: 'Principal without Version',
      text: JSON.stringify({ Statement: { ...good, Principal: '*' } }),
      managed: version,
      inline: noPrincipal,
    },
  ],
  'stage 3: legacy parsing': [
    { title: 'allow in small letters', text: of({ ...good, Effect: 'allow' }), managed: legacy },
    {
      title: 'an Effect in mixed case and equal Sids',
      text: of({ ...good, Sid: 'a', Effect: 'aLLow' }, { ...good, Sid: 'a' }),
      managed: legacy,
    },
    { title: 'four colons', text: withResource('arn:aws:s3::bucket'), managed: legacy },
    {
      title: 'four colons and no action',
      text: of({ Effect: 'Allow', Resource: 'arn:aws:s3::example_bucket' }),
      managed: legacy,
    },
    { title: 'three fields', text: withResource('arn:aws:fdsasf'), managed: legacy },
    { title: 'an empty service', text: withResource('arn:aws::::example_bucket'), managed: legacy },
    { title: 'an empty service and few colons', text: withResource('arn:aws::x'), managed: legacy },
    {
      title: 'NotResource with four colons',
      text: of({ Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3::x' }),
      managed: legacy,
    },
    {
      title: 'a second statement with four colons',
      text: of(good, { ...good, Resource: 'arn:aws:s3::x' }),
      managed: legacy,
    },
    { title: 'a Date that is a word', text: withDate('sdfdsf'), managed: legacy },
    { title: 'a Date that is a boolean', text: withDate(true), managed: legacy },
    { title: 'a Date in a list', text: withDate(['2020-01-01', 'x']), managed: legacy },
    {
      title: 'a Date under a prefix and a suffix',
      text: withCondition({ 'ForAnyValue:DateEqualsIfExists': { a: 'x' } }),
      managed: legacy,
    },
    {
      title: 'a bad Date and an unknown partition',
      text: of({ ...good, Resource: 'arn:error:s3:::x', Condition: { DateGreaterThan: { a: 'x' } } }),
      managed: legacy,
    },
    ...[
      '2013-12-32',
      '2013-13-01',
      '2013-01-01T24',
      '2013-01-01T00:60',
      '2013-01-01T00:00:60',
      '2013-01-01T00:00:00.1234567890',
      '2013-01-01T00:00:00Z1',
      '2013-01-01T00:00:00+1',
      '2013-01-01T00:00:00+24',
      '2013-01-01T00:00:00+01:60',
      '2013-01-01-01',
      '292278994-01-01',
      '-292275055',
      '9223372036854775808',
      '',
      'T00:00',
      '1.5',
    ].map((value) => ({
      title: `the Date ${JSON.stringify(value)}`,
      text: withDate(value),
      managed: legacy,
    })),
    ...[
      '01T',
      '-292275054',
      '292278993',
      '2013-06-30T00:00:00Z',
      '2013-06-30t00:00:00z',
      '2013-06-30',
      '2013-6-3',
      '2013',
      '2016-12-13T21:20:37.593194+00:00',
      '2016-12-13T21:20:37.593194+10',
      '2016-12-13T21:20',
      '0',
      '9223372036854775807',
      1388534400,
    ].map((value) => ({
      title: `the Date ${JSON.stringify(value)}`,
      text: withDate(value),
      managed: undefined,
    })),
  ],
  'stage 4: Sids': [
    { title: 'equal Sids', text: of({ ...good, Sid: 'a' }, { ...good, Sid: 'a' }), managed: sids },
    {
      title: 'Sids that differ by case',
      text: of({ ...good, Sid: 'a' }, { ...good, Sid: 'A' }),
      managed: undefined,
    },
    {
      title: 'empty Sids do not count',
      text: of({ ...good, Sid: '' }, { ...good, Sid: '' }),
      managed: undefined,
    },
    {
      title: 'equal Sids, the second without Action',
      text: of({ ...good, Sid: 'a' }, { Sid: 'a', Effect: 'Allow', Resource: '*' }),
      managed: sids,
    },
    {
      title: 'equal Sids and a resource that is no ARN',
      text: of({ ...good, Sid: 'a', Resource: 'x' }, { ...good, Sid: 'a' }),
      managed: sids,
    },
  ],
  'stage 5: actions': [
    { title: 'only an Effect', text: of({ Effect: 'Allow' }), managed: noActions },
    { title: 'an empty list', text: of({ ...good, Action: [] }), managed: noActions },
    {
      title: 'an empty NotAction',
      text: of({ Effect: 'Allow', NotAction: [], Resource: '*' }),
      managed: noActions,
    },
    {
      title: 'the second statement without one',
      text: of(good, { Effect: 'Allow', Resource: '*' }),
      managed: noActions,
    },
    {
      title: 'no action and resources that are no ARNs',
      text: of({ Effect: 'Allow', Resource: ['adf', 'aa'] }),
      managed: noActions,
    },
  ],
  'stage 6: resources': [
    {
      title: 'no ARN',
      text: withResource('sdfsadf'),
      managed: 'Resource sdfsadf must be in ARN format or "*".',
    },
    { title: 'the empty string', text: withResource(''), managed: 'Resource  must be in ARN format or "*".' },
    { title: 'two stars', text: withResource('**'), managed: 'Resource ** must be in ARN format or "*".' },
    {
      title: 'an unknown partition',
      text: withResource('arn:error:s3:::example_bucket'),
      managed: 'Partition "error" is not valid for resource "arn:error:s3:::example_bucket".',
    },
    {
      title: 'an unknown partition, four colons',
      text: withResource('arn:error:s3::example_bucket'),
      managed: 'Partition "error" is not valid for resource "arn:error:s3::example_bucket:*".',
    },
    {
      title: 'three fields',
      text: withResource('a:b:cadfsdf'),
      managed: 'Partition "b" is not valid for resource "arn:b:cadfsdf:*:*:*".',
    },
    {
      title: 'two fields',
      text: withResource('a:b'),
      managed: 'Partition "b" is not valid for resource "arn:b:*:*:*:*".',
    },
    {
      title: 'nine fields',
      text: withResource('a:b:c:d:e:f:g:h'),
      managed: 'Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".',
    },
    {
      title: 'the first field missing',
      text: withResource('aws:s3:::example_bucket'),
      managed: 'Partition "s3" is not valid for resource "arn:s3:::example_bucket:*".',
    },
    { title: 'nothing after the partition', text: withResource('arn:aws'), managed: vendor },
    { title: 'a wildcard in the service', text: withResource('arn:aws:s*:::x'), managed: vendor },
    {
      title: 'IAM with a region',
      text: withResource('arn:aws:iam:us-east-1::user/x'),
      managed: 'IAM resource arn:aws:iam:us-east-1::user/x cannot contain region information.',
    },
    {
      title: 'S3 with a region',
      text: withResource('arn:aws:s3:us-east-1::example_bucket'),
      managed: 'Resource arn:aws:s3:us-east-1::example_bucket can not contain region information.',
    },
    {
      title: 'an S3 access point with a region',
      text: withResource('arn:aws:s3:us-east-1:123456789012:accesspoint/x'),
      managed: undefined,
    },
    {
      title: 'an IAM resource without a known path',
      text: withResource('arn:aws:iam:::example_bucket'),
      managed: iamPath,
    },
    {
      title: 'an IAM path that is the star',
      text: withResource('arn:aws:iam::123456789012:*'),
      managed: undefined,
    },
    ...[
      'user/x',
      'federated-user/x',
      'role/a/b',
      'group/*',
      'instance-profile/x',
      'mfa/x',
      'server-certificate/x',
      'policy/x',
      'sms-mfa/x',
      'saml-provider/x',
      'oidc-provider/x',
      'report/x',
      'access-report/x',
    ].map((path) => ({
      title: `the IAM path ${path}`,
      text: withResource(`arn:aws:iam::123456789012:${path}`),
      managed: undefined,
    })),
    ...['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-eusc', '*'].map(
      (partition) => ({
        title: `the partition ${partition}`,
        text: withResource(`arn:${partition}:s3:::x`),
        managed: undefined,
      }),
    ),
    {
      title: 'a list, read from its alphabetical end',
      text: withResource(['a', 'b']),
      managed: 'Resource b must be in ARN format or "*".',
    },
    {
      title: 'NotResource',
      text: of({ Effect: 'Deny', Action: 's3:*', NotResource: 'x' }),
      managed: 'Resource x must be in ARN format or "*".',
    },
    { title: 'an unknown service', text: withResource('arn:aws:s33:::x'), managed: undefined },
    {
      title: 'an unknown service with a region',
      text: withResource('arn:aws:invalid-service:us-east-1::x'),
      managed: undefined,
    },
    {
      title: 'a colon inside a policy variable',
      text: withResource('arn:aws:iam::${aws:PrincipalAccount}:user/${aws:username}'),
      managed: undefined,
    },
    {
      title: 'a resource that is no ARN, and an action with two colons',
      text: of({ Effect: 'Allow', Action: 's:3:ListBucket', Resource: 'sdfsadf' }),
      managed: 'Resource sdfsadf must be in ARN format or "*".',
    },
  ],
  'stage 7: vendors of actions': [
    { title: 'a bare name', text: withAction('invalid'), managed: noVendor },
    { title: 'the empty string', text: withAction(''), managed: noVendor },
    {
      title: 'a bare name and no Resource',
      text: of({ Effect: 'Allow', Action: 'invalid' }),
      managed: noVendor,
    },
    { title: 'two colons', text: withAction('s3:List:Bucket'), managed: twoColons },
    {
      title: 'a space in the vendor',
      text: withAction('a a:ListBucket'),
      managed: 'Vendor a a is not valid',
    },
    { title: 'a star in the vendor', text: withAction('s*:ListBucket'), managed: 'Vendor s* is not valid' },
    { title: 'NotAction', text: of({ Effect: 'Allow', NotAction: 'x', Resource: '*' }), managed: noVendor },
    { title: 'the star', text: withAction('*'), managed: undefined },
    { title: 'spaces in the name', text: withAction('iam: asdf safdsf af '), managed: undefined },
    { title: 'an unknown service', text: withAction('fsx:ListBucket'), managed: undefined },
    { title: 'a dot and a hyphen', text: withAction('a.b-c:x'), managed: undefined },
  ],
  'stage 8: resources must exist': [
    { title: 'no Resource', text: of({ Effect: 'Allow', Action: 's3:*' }), managed: noResources },
    { title: 'an empty list', text: withResource([]), managed: noResources },
    {
      title: 'an empty NotResource',
      text: of({ Effect: 'Allow', Action: 's3:*', NotResource: [] }),
      managed: noResources,
    },
  ],
  'good documents': [
    { title: 'one statement', text: of(good), managed: undefined },
    { title: 'two statements', text: of(good, { ...good, Effect: 'Deny' }), managed: undefined },
    {
      title: 'NotAction and NotResource',
      text: of({ Effect: 'Deny', NotAction: ['iam:*'], NotResource: ['arn:aws:s3:::a'] }),
      managed: undefined,
    },
    { title: 'a Sid with spaces', text: of({ ...good, Sid: 'my statement' }), managed: undefined },
    ...[
      'StringEquals',
      'StringNotEquals',
      'StringEqualsIgnoreCase',
      'StringNotEqualsIgnoreCase',
      'StringLike',
      'StringNotLike',
      'NumericEquals',
      'NumericNotEquals',
      'NumericLessThan',
      'NumericLessThanEquals',
      'NumericGreaterThan',
      'NumericGreaterThanEquals',
      'Bool',
      'BinaryEquals',
      'IpAddress',
      'NotIpAddress',
      'ArnEquals',
      'ArnLike',
      'ArnNotEquals',
      'ArnNotLike',
      'Null',
      'StringEqualsIfExists',
      'ForAllValues:StringLike',
      'ForAnyValue:StringLike',
      'ForAnyValue:StringNotLikeIfExists',
    ].map((operator) => ({
      title: `the operator ${operator}`,
      text: withCondition({ [operator]: { 'aws:x': 'true' } }),
      managed: undefined,
    })),
  ],
};

for (const [stage, list] of Object.entries(cases)) {
  describe(stage, () => {
    test.each(list)('$title', (one) => {
      expect(checkIdentityPolicy(one.text, { managed: true })).toBe(one.managed);
      expect(checkIdentityPolicy(one.text, { managed: false })).toBe(
        'inline' in one ? one.inline : one.managed,
      );
    });
  });
}

describe('session policies', () => {
  test.each([
    { title: 'a good document', text: of(good), message: undefined },
    { title: 'no Version', text: JSON.stringify({ Statement: good }), message: undefined },
    { title: 'a bad element', text: of({ ...good, Extra: 1 }), message: syntax },
    { title: 'no statement', text: '{"Version":"2012-10-17"}', message: syntax },
    { title: 'a principal', text: of({ ...good, Principal: '*' }), message: noPrincipal },
    {
      title: 'a text that ends too early',
      text: '{"Version":',
      message: 'The policy is not in the valid JSON format.',
    },
    {
      title: 'a word',
      text: 'invalid',
      message:
        "Unexpected character ('i' (code 105)): expected a valid value (number, String, array, object, 'true', 'false' or 'null')\n" +
        ' at [Source: java.io.StringReader@52b5743d; line: 1, column: 2]',
    },
    {
      title: 'a word in the second line',
      text: '\n  invalid',
      message:
        "Unexpected character ('i' (code 105)): expected a valid value (number, String, array, object, 'true', 'false' or 'null')\n" +
        ' at [Source: java.io.StringReader@52b5743d; line: 2, column: 4]',
    },
  ])('$title', ({ text, message }) => {
    expect(checkSessionPolicy(text)).toBe(message);
  });
});

test('a document as deep as it is long is read without a stack', () => {
  const text = `{"Version":"2012-10-17","Statement":${'['.repeat(20000)}${']'.repeat(20000)}}`;
  expect(checkIdentityPolicy(text, { managed: true })).toBe(syntax);
});
