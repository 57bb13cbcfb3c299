import { type ContextInput, evaluate } from '../../src/policy/index.ts';

/**
 * `holds`: an Allow with the condition allows and a Deny with it denies. `fails`: neither. `unreadable`: the policy or
 * the request holds something the operator can't read, so that an Allow does not allow and a Deny still denies.
 */
type Outcome = 'holds' | 'fails' | 'unreadable';

interface Case {
  readonly operator: string;
  readonly policy: unknown;
  readonly request: ContextInput[string];
  readonly outcome: Outcome;
  readonly why: string;
}

const operators = 'IAM User Guide, "IAM JSON policy elements: Condition operators"';
const sets = 'IAM User Guide, "Set operators for multivalued context keys"';

function row(
  operator: string,
  policy: unknown,
  request: ContextInput[string],
  outcome: Outcome,
  why: string,
): Case {
  return { operator, policy, request, outcome, why };
}

const tables: Record<string, readonly Case[]> = {
  [`strings: ${operators}`]: [
    row('StringEquals', 'blue', 'blue', 'holds', 'the same text'),
    row('StringEquals', 'blue', 'Blue', 'fails', 'case counts'),
    row('StringEquals', ['red', 'blue'], 'blue', 'holds', 'one of several values is enough'),
    row('StringEquals', ['red', 'blue'], 'green', 'fails', 'none of several values'),
    row('StringEquals', 'bl*', 'blue', 'fails', 'a star is a star'),
    row('StringEquals', 'bl*', 'bl*', 'holds', 'a star equals a star'),
    row('StringEquals', '', '', 'holds', 'the empty text is a text'),
    row('StringEquals', 'true', true, 'holds', 'a boolean of the request is its text'),
    row('StringEquals', '5', 5, 'holds', 'a number of the request is its text'),
    row('StringEquals', true, 'true', 'holds', 'a boolean of the policy is its text'),
    row('StringEquals', 'blue', undefined, 'fails', 'a missing key'),
    row('StringEquals', 'blue', null, 'fails', 'a key that is null is missing'),
    row('StringEquals', 'blue', [], 'fails', 'a key without values is missing'),
    row('StringEquals', [], 'blue', 'fails', 'no value of the policy equals anything'),
    row('StringNotEquals', 'blue', 'red', 'holds', 'another text'),
    row('StringNotEquals', 'blue', 'blue', 'fails', 'the same text'),
    row('StringNotEquals', ['red', 'blue'], 'green', 'holds', 'none of several values'),
    row('StringNotEquals', ['red', 'blue'], 'red', 'fails', 'one of several values'),
    row('StringNotEquals', 'blue', undefined, 'holds', 'a missing key is not equal'),
    row('StringEqualsIgnoreCase', 'Blue', 'bLUE', 'holds', 'case does not count'),
    row('StringEqualsIgnoreCase', 'Blue', 'red', 'fails', 'another text'),
    row('StringEqualsIgnoreCase', 'b*', 'Blue', 'fails', 'no wildcards'),
    row('StringNotEqualsIgnoreCase', 'Blue', 'bLUE', 'fails', 'case does not count'),
    row('StringNotEqualsIgnoreCase', 'Blue', 'red', 'holds', 'another text'),
    row('StringNotEqualsIgnoreCase', 'Blue', undefined, 'holds', 'a missing key is not equal'),
    row('StringLike', 'bl*', 'blue', 'holds', 'a star at the end'),
    row('StringLike', '*ue', 'blue', 'holds', 'a star in front'),
    row('StringLike', 'b*e', 'blue', 'holds', 'a star within'),
    row('StringLike', 'b*e', 'be', 'holds', 'a star for nothing'),
    row('StringLike', 'b??e', 'blue', 'holds', 'one character for each question mark'),
    row('StringLike', 'b?e', 'blue', 'fails', 'one character too few'),
    row('StringLike', 'BL*', 'blue', 'fails', 'case counts'),
    row('StringLike', '*', '', 'holds', 'a star for the empty text'),
    row('StringLike', '*', undefined, 'fails', 'a star does not stand for a missing key'),
    row('StringLike', 'blue', 'blue', 'holds', 'no wildcard at all'),
    row('StringLike', 'a.c', 'abc', 'fails', 'a dot is a dot'),
    row('StringLike', 'home/*', 'home/a:b/c', 'holds', 'a star passes colons and slashes'),
    row('StringNotLike', 'bl*', 'blue', 'fails', 'like'),
    row('StringNotLike', 'bl*', 'red', 'holds', 'unlike'),
    row('StringNotLike', ['bl*', 're*'], 'red', 'fails', 'like one of several'),
    row('StringNotLike', 'bl*', undefined, 'holds', 'a missing key is unlike'),
  ],
  [`numbers: ${operators}`]: [
    row('NumericEquals', '10', '10', 'holds', 'equal'),
    row('NumericEquals', 10, 10, 'holds', 'JSON numbers'),
    row('NumericEquals', '10', '10.0', 'holds', 'numbers are compared, not texts'),
    row('NumericEquals', '10', '11', 'fails', 'not equal'),
    row('NumericEquals', ['1', '10'], 10, 'holds', 'one of several'),
    row('NumericEquals', '-5', '-5', 'holds', 'negative'),
    row('NumericEquals', '10', undefined, 'fails', 'a missing key'),
    row('NumericEquals', 'ten', '10', 'unreadable', 'the policy has no number'),
    row('NumericEquals', '', '0', 'unreadable', 'the empty text is no number'),
    row('NumericEquals', '10', 'ten', 'unreadable', 'the request has no number'),
    row('NumericEquals', '0x10', '16', 'unreadable', 'no hexadecimal numbers'),
    row('NumericNotEquals', '10', '11', 'holds', 'not equal'),
    row('NumericNotEquals', '10', '10', 'fails', 'equal'),
    row('NumericNotEquals', '10', undefined, 'holds', 'a missing key'),
    row('NumericNotEquals', 'ten', '10', 'unreadable', 'a negation does not turn nonsense into an allow'),
    row('NumericNotEquals', '10', 'ten', 'unreadable', 'nor nonsense of the request'),
    row('NumericLessThan', '10', '9', 'holds', 'less'),
    row('NumericLessThan', '10', '10', 'fails', 'not less'),
    row('NumericLessThan', '10', '9.5', 'holds', 'fractions'),
    row('NumericLessThan', '9', '10', 'fails', 'by value, not by text'),
    row('NumericLessThan', '10', undefined, 'fails', 'a missing key is not less'),
    row('NumericLessThanEquals', '10', '10', 'holds', 'equal'),
    row('NumericLessThanEquals', '10', '10.1', 'fails', 'more'),
    row('NumericGreaterThan', '10', '11', 'holds', 'more'),
    row('NumericGreaterThan', '10', '10', 'fails', 'not more'),
    row('NumericGreaterThan', '10', undefined, 'fails', 'a missing key is not more'),
    row('NumericGreaterThanEquals', '10', '10', 'holds', 'equal'),
    row('NumericGreaterThanEquals', '10', '9', 'fails', 'less'),
  ],
  [`dates: ${operators}`]: [
    row('DateEquals', '2026-01-31T12:00:00Z', '2026-01-31T12:00:00Z', 'holds', 'equal'),
    row(
      'DateEquals',
      '2026-01-31T12:00:00Z',
      '2026-01-31T13:00:00+01:00',
      'holds',
      'the same moment in another zone',
    ),
    row('DateEquals', '2026-01-31', '2026-01-31T00:00:00Z', 'holds', 'a day is its first moment'),
    row('DateEquals', '2026', '2026-01-01T00:00:00Z', 'holds', 'a year is its first moment'),
    row('DateEquals', '1769860800', '2026-01-31T12:00:00Z', 'holds', 'seconds since 1970'),
    row('DateEquals', 1769860800, '2026-01-31T12:00:00Z', 'holds', 'seconds as a JSON number'),
    row('DateEquals', '2026-01-31T12:00:00Z', 1769860800, 'holds', 'seconds in the request'),
    row(
      'DateEquals',
      '2026-01-31T12:00:00Z',
      new Date('2026-01-31T12:00:00Z'),
      'holds',
      'a Date in the request',
    ),
    row('DateEquals', '2026-01-31T12:00:00.500Z', '2026-01-31T12:00:00Z', 'fails', 'fractions count'),
    row('DateEquals', 'yesterday', '2026-01-31T12:00:00Z', 'unreadable', 'the policy has no date'),
    row('DateEquals', '2026-13-01', '2026-01-31T12:00:00Z', 'unreadable', 'a month that is none'),
    row('DateEquals', '2026-01-31', 'yesterday', 'unreadable', 'the request has no date'),
    row('DateEquals', '2026-01-31', undefined, 'fails', 'a missing key'),
    row('DateNotEquals', '2026-01-31', '2026-02-01', 'holds', 'another day'),
    row('DateNotEquals', '2026-01-31', '2026-01-31', 'fails', 'the same day'),
    row('DateNotEquals', '2026-01-31', undefined, 'holds', 'a missing key'),
    row('DateLessThan', '2026-02-01', '2026-01-31T23:59:59Z', 'holds', 'before'),
    row('DateLessThan', '2026-02-01', '2026-02-01T00:00:00Z', 'fails', 'not before'),
    row('DateLessThanEquals', '2026-02-01', '2026-02-01T00:00:00Z', 'holds', 'the same moment'),
    row('DateLessThanEquals', '2026-02-01', '2026-02-01T00:00:01Z', 'fails', 'after'),
    row('DateGreaterThan', '2026-02-01', '2026-02-01T00:00:01Z', 'holds', 'after'),
    row('DateGreaterThan', '2026-02-01', '2026-02-01T00:00:00Z', 'fails', 'not after'),
    row('DateGreaterThan', '2026-02-01', undefined, 'fails', 'a missing key is not after'),
    row('DateGreaterThanEquals', '2026-02-01', '2026-02-01T00:00:00Z', 'holds', 'the same moment'),
    row('DateGreaterThanEquals', '2026-02-01', '2026-01-01', 'fails', 'before'),
  ],
  [`booleans: ${operators}`]: [
    row('Bool', 'true', 'true', 'holds', 'true'),
    row('Bool', true, true, 'holds', 'JSON booleans'),
    row('Bool', 'true', 'false', 'fails', 'false'),
    row('Bool', 'false', 'false', 'holds', 'both false'),
    row('Bool', 'True', 'true', 'holds', 'in any case'),
    row('Bool', ['true', 'false'], 'false', 'holds', 'either'),
    row('Bool', 'true', undefined, 'fails', 'a missing key is not true'),
    row('Bool', 'false', undefined, 'fails', 'a missing key is not false either'),
    row('Bool', 'yes', 'true', 'unreadable', 'the policy has no boolean'),
    row('Bool', 'true', 'yes', 'unreadable', 'the request has no boolean'),
    row('BoolIfExists', 'true', undefined, 'holds', 'a missing key passes'),
    row('BoolIfExists', 'true', 'false', 'fails', 'a key that is there must hold'),
  ],
  [`bytes: ${operators}`]: [
    row('BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', 'holds', 'the same base64'),
    row('BinaryEquals', 'QmluYXJ5', new TextEncoder().encode('Binary'), 'holds', 'the same bytes'),
    row('BinaryEquals', 'QmluYXJ5', 'QmluYXJ6', 'fails', 'other bytes'),
    row('BinaryEquals', 'QmluYXJ5', undefined, 'fails', 'a missing key'),
    row('BinaryEquals', 'no base64!', 'QmluYXJ5', 'unreadable', 'the policy has no base64'),
  ],
  [`addresses: ${operators}`]: [
    row('IpAddress', '203.0.113.0/24', '203.0.113.255', 'holds', 'inside the block'),
    row('IpAddress', '203.0.113.0/24', '203.0.114.0', 'fails', 'outside the block'),
    row('IpAddress', '203.0.113.7', '203.0.113.7', 'holds', 'one address'),
    row('IpAddress', '203.0.113.7', '203.0.113.8', 'fails', 'another address'),
    row('IpAddress', '203.0.113.77/24', '203.0.113.1', 'holds', 'bits behind the prefix do not count'),
    row('IpAddress', '0.0.0.0/0', '8.8.8.8', 'holds', 'everywhere'),
    row('IpAddress', '10.0.0.0/9', '10.127.255.255', 'holds', 'a prefix that ends within a byte'),
    row('IpAddress', '10.0.0.0/9', '10.128.0.0', 'fails', 'just behind a prefix that ends within a byte'),
    row('IpAddress', ['10.0.0.0/8', '192.0.2.0/24'], '192.0.2.1', 'holds', 'one of several blocks'),
    row('IpAddress', '2001:db8::/32', '2001:db8:ffff::1', 'holds', 'inside a block of IPv6'),
    row('IpAddress', '2001:db8::/32', '2001:db9::1', 'fails', 'outside a block of IPv6'),
    row(
      'IpAddress',
      '2001:DB8:1234:5678::/64',
      '2001:db8:1234:5678:0:0:0:1',
      'holds',
      'case and zeros do not count',
    ),
    row('IpAddress', '::1', '0:0:0:0:0:0:0:1', 'holds', 'the same address, written out'),
    row('IpAddress', '::ffff:192.0.2.1', '::ffff:c000:201', 'holds', 'IPv4 at the end of IPv6'),
    row('IpAddress', '0.0.0.0/0', '::1', 'fails', 'IPv6 lies in no block of IPv4'),
    row('IpAddress', '::/0', '10.0.0.1', 'fails', 'IPv4 lies in no block of IPv6'),
    row('IpAddress', '10.0.0.0/8', undefined, 'fails', 'a missing key'),
    row('IpAddress', '10.0.0.0/33', '10.0.0.1', 'unreadable', 'a prefix that is too long'),
    row('IpAddress', '10.0.0', '10.0.0.1', 'unreadable', 'three bytes'),
    row('IpAddress', '10.0.0.256', '10.0.0.1', 'unreadable', 'a byte that is too large'),
    row('IpAddress', '1:2:3', '::1', 'unreadable', 'three groups'),
    row('IpAddress', '1::2::3', '::1', 'unreadable', 'two gaps'),
    row('IpAddress', '10.0.0.0/8', 'AWS Internal', 'unreadable', 'the request has no address'),
    row('NotIpAddress', '10.0.0.0/8', '192.0.2.1', 'holds', 'outside'),
    row('NotIpAddress', '10.0.0.0/8', '10.1.1.1', 'fails', 'inside'),
    row('NotIpAddress', ['10.0.0.0/8', '192.0.2.0/24'], '192.0.2.1', 'fails', 'inside one of several'),
    row('NotIpAddress', '10.0.0.0/8', undefined, 'holds', 'a missing key'),
    row(
      'NotIpAddress',
      '10.0.0.0/40',
      '192.0.2.1',
      'unreadable',
      'a negation does not turn nonsense into an allow',
    ),
  ],
  [`ARNs: ${operators}`]: [
    row(
      'ArnEquals',
      'arn:aws:sns:eu-west-1:123456789012:topic',
      'arn:aws:sns:eu-west-1:123456789012:topic',
      'holds',
      'the same',
    ),
    row(
      'ArnEquals',
      'arn:aws:sns:*:123456789012:topic',
      'arn:aws:sns:eu-west-1:123456789012:topic',
      'holds',
      'ArnEquals has wildcards too',
    ),
    row(
      'ArnLike',
      'arn:aws:sns:*:123456789012:t?pic',
      'arn:aws:sns:eu-west-1:123456789012:topic',
      'holds',
      'wildcards in two fields',
    ),
    row(
      'ArnLike',
      'arn:aws:sns:*:*:topic',
      'arn:aws:sns:eu-west-1:123456789012:other',
      'fails',
      'another resource',
    ),
    row(
      'ArnLike',
      'arn:aws:iam::123456789012:role/*',
      'arn:aws:iam::123456789012:role/a/b',
      'holds',
      'a star passes slashes',
    ),
    row(
      'ArnLike',
      'arn:aws:logs:*:*:log-group:*',
      'arn:aws:logs:eu-west-1:123456789012:log-group:/a:*',
      'holds',
      'the sixth field keeps its colons',
    ),
    row(
      'ArnLike',
      'arn:aws:*:*:*:topic',
      'arn:aws:sns:eu-west-1:123456789012:x:topic',
      'fails',
      'a star does not pass the colon between fields',
    ),
    row('ArnLike', '*', 'arn:aws:sns:eu-west-1:123456789012:topic', 'holds', 'the star alone is every ARN'),
    row(
      'ArnLike',
      'arn:aws:sns:*',
      'arn:aws:sns:eu-west-1:123456789012:topic',
      'unreadable',
      'an ARN has six fields',
    ),
    row('ArnLike', 'arn:aws:sns:*:*:topic', 'topic', 'unreadable', 'the request has no ARN'),
    row(
      'ArnLike',
      'arn:aws:SNS:*:*:topic',
      'arn:aws:sns:eu-west-1:123456789012:topic',
      'fails',
      'case counts',
    ),
    row('ArnLike', 'arn:aws:sns:*:*:topic', undefined, 'fails', 'a missing key'),
    row('ArnNotEquals', 'arn:aws:sns:*:*:topic', 'arn:aws:sns:eu-west-1:123456789012:topic', 'fails', 'like'),
    row('ArnNotLike', 'arn:aws:sns:*:*:topic', 'arn:aws:sns:eu-west-1:123456789012:other', 'holds', 'unlike'),
    row('ArnNotLike', 'arn:aws:sns:*:*:topic', undefined, 'holds', 'a missing key'),
    row(
      'ArnNotLike',
      'topic',
      'arn:aws:sns:eu-west-1:123456789012:other',
      'unreadable',
      'a negation does not turn nonsense into an allow',
    ),
  ],
  [`Null: ${operators}`]: [
    row('Null', 'true', undefined, 'holds', 'the key is missing and must be'),
    row('Null', 'true', 'x', 'fails', 'the key is there and must not be'),
    row('Null', 'false', 'x', 'holds', 'the key is there and must be'),
    row('Null', 'false', undefined, 'fails', 'the key is missing and must not be'),
    row('Null', true, undefined, 'holds', 'a JSON boolean'),
    row('Null', false, 'x', 'holds', 'a JSON boolean'),
    row('Null', 'true', [], 'holds', 'a key without values is missing'),
    row('Null', ['true', 'false'], 'x', 'holds', 'either'),
    row('Null', 'maybe', 'x', 'unreadable', 'no boolean'),
  ],
  [`IfExists: ${operators}`]: [
    row('StringEqualsIfExists', 'blue', undefined, 'holds', 'a missing key passes'),
    row('StringEqualsIfExists', 'blue', 'blue', 'holds', 'a key that is there holds'),
    row('StringEqualsIfExists', 'blue', 'red', 'fails', 'a key that is there must hold'),
    row('StringNotLikeIfExists', 'bl*', undefined, 'holds', 'a missing key passes'),
    row('NumericLessThanIfExists', '10', undefined, 'holds', 'a missing key passes'),
    row('DateGreaterThanIfExists', '2026-01-01', undefined, 'holds', 'a missing key passes'),
    row('IpAddressIfExists', '10.0.0.0/8', undefined, 'holds', 'a missing key passes'),
    row('ArnLikeIfExists', 'arn:aws:sns:*:*:topic', undefined, 'holds', 'a missing key passes'),
    row('NullIfExists', 'true', undefined, 'unreadable', 'Null has no such form'),
  ],
  [`sets: ${sets}`]: [
    row('ForAllValues:StringEquals', ['a', 'b'], ['a'], 'holds', 'every value is among them'),
    row('ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], 'holds', 'every value is among them'),
    row('ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], 'fails', 'one value is not among them'),
    row('ForAllValues:StringEquals', ['a', 'b'], undefined, 'holds', 'a missing key: all of none'),
    row('ForAllValues:StringEquals', ['a', 'b'], [], 'holds', 'no value: all of none'),
    row('ForAllValues:StringEquals', 'a', 'a', 'holds', 'a single value is a set'),
    row('ForAllValues:StringLike', 'a*', ['ab', 'ac'], 'holds', 'every value is like it'),
    row('ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'd'], 'holds', 'no value is among them'),
    row('ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'a'], 'fails', 'one value is among them'),
    row('ForAllValues:StringNotEquals', 'a', undefined, 'holds', 'a missing key'),
    row('ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], 'holds', 'one value is among them'),
    row('ForAnyValue:StringEquals', ['a', 'b'], ['c', 'd'], 'fails', 'no value is among them'),
    row('ForAnyValue:StringEquals', ['a', 'b'], undefined, 'fails', 'a missing key: none of none'),
    row('ForAnyValue:StringEquals', ['a', 'b'], [], 'fails', 'no value: none of none'),
    row('ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'c'], 'holds', 'one value is not among them'),
    row('ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'b'], 'fails', 'every value is among them'),
    row('ForAnyValue:StringNotEquals', 'a', undefined, 'fails', 'a missing key'),
    row('ForAnyValue:StringLike', 'a*', ['b', 'ac'], 'holds', 'one value is like it'),
    row('ForAnyValue:NumericLessThan', '10', [20, 5], 'holds', 'one number is less'),
    row('ForAllValues:NumericLessThan', '10', [20, 5], 'fails', 'one number is not less'),
    row('ForAnyValue:IpAddress', '10.0.0.0/8', ['192.0.2.1', '10.1.1.1'], 'holds', 'one address is inside'),
    row('ForAnyValue:StringEqualsIfExists', 'a', undefined, 'holds', 'a missing key passes'),
    row('ForAllValues:Bool', 'true', ['true', 'true'], 'holds', 'all are true'),
    row('ForAllValues:NumericLessThan', '10', [5, 'x'], 'unreadable', 'one of the numbers is none'),
    row('StringEquals', ['a', 'b'], ['c', 'b'], 'holds', 'without a prefix, one value is enough'),
    row('StringNotEquals', ['a', 'b'], ['c', 'b'], 'fails', 'without a prefix, no value may be among them'),
  ],
  'unknown operators never allow': [
    row('StringSimilar', 'a', 'a', 'unreadable', 'no such operator'),
    row('stringEquals', 'a', 'a', 'unreadable', 'the names are compared with case'),
    row('ForSomeValues:StringEquals', 'a', 'a', 'unreadable', 'no such prefix'),
    row('ForAnyValue::StringEquals', 'a', 'a', 'unreadable', 'one colon too many'),
    row('StringEqualsIfexists', 'a', 'a', 'unreadable', 'no such suffix'),
    row('StringEquals', [{ a: 1 }], '{"a":1}', 'unreadable', 'an object is no value'),
    row('StringEquals', [null], 'null', 'unreadable', 'null is no value'),
    row('NumericLessThan', ['x', '10'], '5', 'unreadable', 'one unreadable value spoils the condition'),
  ],
};

const request = {
  principal: 'arn:aws:iam::123456789012:user/alice',
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::photos/cat.jpg',
};
const everything = { Effect: 'Allow', Action: '*', Resource: '*' };

for (const [title, rows] of Object.entries(tables)) {
  describe(title, () => {
    test.each(rows)('$operator $policy, request $request: $outcome, $why', (one) => {
      const condition = { [one.operator]: { 'test:Key': one.policy } };
      const context = { 'TEST:key': one.request };
      const allow = { Version: '2012-10-17', Statement: { ...everything, Condition: condition } };
      const deny = {
        Version: '2012-10-17',
        Statement: [everything, { ...everything, Effect: 'Deny', Condition: condition }],
      };
      const allowed = evaluate({ ...request, context, identityPolicies: [allow] });
      const denied = evaluate({ ...request, context, identityPolicies: [deny] });
      expect(allowed.result).toBe(one.outcome === 'holds' ? 'allowed' : 'implicitDeny');
      expect(denied.result).toBe(one.outcome === 'fails' ? 'allowed' : 'explicitDeny');
    });
  });
}

describe('several conditions: IAM User Guide, "Conditions with multiple context keys or values"', () => {
  const both = { StringEquals: { 'a:x': '1', 'a:y': '2' }, NumericLessThan: { 'a:z': '3' } };
  test.each([
    { title: 'all hold', context: { 'a:x': '1', 'a:y': '2', 'a:z': 2 }, result: 'allowed' },
    {
      title: 'a key of the first operator fails',
      context: { 'a:x': '1', 'a:y': '3', 'a:z': 2 },
      result: 'implicitDeny',
    },
    {
      title: 'the second operator fails',
      context: { 'a:x': '1', 'a:y': '2', 'a:z': 3 },
      result: 'implicitDeny',
    },
    { title: 'a key is missing', context: { 'a:x': '1', 'a:z': 2 }, result: 'implicitDeny' },
  ])('$title', ({ context, result }) => {
    const policy = { Version: '2012-10-17', Statement: { ...everything, Condition: both } };
    expect(evaluate({ ...request, context, identityPolicies: [policy] }).result).toBe(result);
  });

  test.each([
    { title: 'no operator at all', condition: {}, result: 'allowed' },
    { title: 'a known operator without a key', condition: { StringEquals: {} }, result: 'allowed' },
    { title: 'a Condition that is a text', condition: 'x', result: 'implicitDeny' },
    { title: 'an operator over a text', condition: { StringEquals: 'x' }, result: 'implicitDeny' },
  ])('$title', ({ condition, result }) => {
    const policy = { Version: '2012-10-17', Statement: { ...everything, Condition: condition } };
    expect(evaluate({ ...request, identityPolicies: [policy] }).result).toBe(result);
  });
});

describe('keys that follow from the principal: IAM User Guide, "AWS global condition context keys"', () => {
  const session = 'arn:aws:sts::123456789012:assumed-role/app/s1';
  const role = 'arn:aws:iam::123456789012:role/team/app';
  test.each([
    { key: 'aws:PrincipalArn', principal: request.principal, value: request.principal },
    { key: 'aws:PrincipalArn', principal: session, issuerArn: role, value: role },
    { key: 'aws:PrincipalArn', principal: session, value: 'arn:aws:iam::123456789012:role/app' },
    { key: 'aws:PrincipalAccount', principal: request.principal, value: '123456789012' },
    { key: 'aws:PrincipalType', principal: request.principal, value: 'User' },
    { key: 'aws:PrincipalType', principal: session, value: 'AssumedRole' },
    { key: 'aws:PrincipalType', principal: 'arn:aws:iam::123456789012:root', value: 'Account' },
    { key: 'aws:username', principal: 'arn:aws:iam::123456789012:user/team/alice', value: 'alice' },
    { key: 'aws:userid', principal: session, principalId: 'AROAX:s1', value: 'AROAX:s1' },
    { key: 'aws:ResourceAccount', principal: request.principal, value: '123456789012' },
    { key: 'aws:PrincipalIsAWSService', principal: request.principal, value: 'false' },
  ])('$key of $principal is $value', ({ key, value, ...who }) => {
    const deny = (operator: string): unknown => ({
      ...everything,
      Effect: 'Deny',
      Condition: { [operator]: { [key]: value } },
    });
    const holding = { Version: '2012-10-17', Statement: [everything, deny('StringEquals')] };
    const failing = { Version: '2012-10-17', Statement: [everything, deny('StringNotEquals')] };
    expect(evaluate({ ...request, ...who, identityPolicies: [holding] }).result).toBe('explicitDeny');
    expect(evaluate({ ...request, ...who, identityPolicies: [failing] }).result).toBe('allowed');
  });

  test('a role session has no user name', () => {
    const policy = {
      Version: '2012-10-17',
      Statement: { ...everything, Condition: { Null: { 'aws:username': 'true' } } },
    };
    expect(evaluate({ ...request, principal: session, identityPolicies: [policy] }).result).toBe('allowed');
  });

  test('what the request says goes before what follows', () => {
    const policy = {
      Version: '2012-10-17',
      Statement: { ...everything, Condition: { StringEquals: { 'aws:PrincipalType': 'X' } } },
    };
    expect(
      evaluate({ ...request, context: { 'AWS:PRINCIPALTYPE': 'X' }, identityPolicies: [policy] }).result,
    ).toBe('allowed');
  });
});
