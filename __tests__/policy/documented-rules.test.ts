import {
  type AuthorizationRequest,
  evaluate,
  checkIdentityPolicy,
  checkTrustPolicy,
} from '../../src/policy/index.ts';
import { createIamMock } from '../../src/index.ts';

/*
 * Rules that the documentation has in a half-sentence.
 */

const alice = 'arn:aws:iam::123456789012:user/alice';
const document = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const everything = document({ Effect: 'Allow', Action: '*', Resource: '*' });
const read = { principal: alice, action: 's3:GetObject', resource: 'arn:aws:s3:::photos/cat.jpg' };

describe('NotPrincipal with Deny (IAM JSON policy elements: NotPrincipal)', () => {
  const spared: AuthorizationRequest = {
    ...read,
    identityPolicies: [everything],
    resourcePolicy: document({
      Effect: 'Deny',
      NotPrincipal: { AWS: [alice, 'arn:aws:iam::123456789012:root'] },
      Action: 's3:*',
      Resource: '*',
    }),
  };

  test('spares whom it names', () => expect(evaluate(spared).result).toBe('allowed'));

  test('but nobody with a permissions boundary', () =>
    expect(evaluate({ ...spared, permissionsBoundaries: [everything] })).toMatchObject({
      result: 'explicitDeny',
      deniedBy: 'resourcePolicy',
    }));
});

describe('dates (IAM JSON policy elements: Date condition operators)', () => {
  const dated = (value: string) =>
    JSON.stringify(
      document({
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: '*',
        Condition: { DateEquals: { 'aws:CurrentTime': value } },
      }),
    );

  test.each([
    '2030-01-01T10:30Z',
    '2030-01-01T12:00+01:30',
    '2030-01-01T05:30:00-05:00',
    '2030-01-01T10:30:00.000Z',
  ])('%s', (value) => {
    expect(checkIdentityPolicy(dated(value), { managed: true })).toBeUndefined();
    const at = (time: string) =>
      evaluate({ ...read, identityPolicies: [dated(value)], context: { 'aws:CurrentTime': time } }).result;
    expect(at('2030-01-01T10:30:00Z')).toBe('allowed');
    expect(at('2030-01-01T10:31:00Z')).toBe('implicitDeny');
  });

  test.each(['2030-01-01T10:30+25:00', '2030-01-01T10:30+1', '2030-01-01T10:60Z', '2030-01-01T10:30:00:00Z'])(
    'not %s',
    (value) =>
      expect(checkIdentityPolicy(dated(value), { managed: true })).toBe('The policy failed legacy parsing'),
  );
});

describe('resources of S3 with a region', () => {
  const on = (resource: string) =>
    checkIdentityPolicy(JSON.stringify(document({ Effect: 'Allow', Action: 's3:*', Resource: resource })), {
      managed: true,
    });

  test.each(['accesspoint/a', 'access-grants/default/*', 'job/*', 'storage-lens/x', 'storage-lens-group/x'])(
    '%s',
    (resource) => expect(on(`arn:aws:s3:us-east-1:123456789012:${resource}`)).toBeUndefined(),
  );

  test('no bucket', () =>
    expect(on('arn:aws:s3:us-east-1:123456789012:photos')).toBe(
      'Resource arn:aws:s3:us-east-1:123456789012:photos can not contain region information.',
    ));
});

describe('the top of a trust policy', () => {
  const statement = { Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' };
  const text = JSON.stringify({ Version: '2012-10-17', Id: 'x', Statement: [statement] });

  test('is fine', () => expect(checkTrustPolicy(text)).toBeUndefined());

  test.each([
    ['an element there is not', text.replace('"Id"', '"Foo"')],
    ['an id that is no text', text.replace('"Id":"x"', '"Id":5')],
    ['one element twice', text.replace('{', '{"Statement":[],')],
  ])('has not %s', (_what, wrong) => expect(checkTrustPolicy(wrong)).toBe('Syntax error in policy.'));
});

describe('the anonymous', () => {
  const to = (Condition: object) =>
    evaluate({
      ...read,
      principal: 'anonymous',
      resourcePolicy: document({ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*', Condition }),
    }).result;

  test('have an id, and are no service and no other', () => {
    expect(to({ StringEquals: { 'aws:userid': 'anonymous' } })).toBe('allowed');
    expect(to({ Null: { 'aws:PrincipalIsAWSService': 'true' } })).toBe('allowed');
  });
});

describe('names with what looks like a variable', () => {
  const resource = 'arn:aws:s3:::photos/x${y}z';

  test('are suggested as they are meant', () => {
    const decision = evaluate({ ...read, resource, identityPolicies: [] });
    expect(decision.suggestion).toEqual({
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::photos/x${$}{y}z',
    });
    const added = document(decision.suggestion as object);
    expect(evaluate({ ...read, resource, identityPolicies: [added] }).result).toBe('allowed');
    expect(evaluate({ ...read, resource: 'arn:aws:s3:::photos/xyz', identityPolicies: [added] }).result).toBe(
      'implicitDeny',
    );
  });
});

test('two sides that want different statements get no suggestion for both', () => {
  const decision = evaluate({
    principal: alice,
    action: 'sqs:SendMessage',
    resource: 'arn:aws:sqs:us-east-1:210987654321:q',
    principalAccount: '123456789012',
    resourceAccount: '210987654321',
    identityPolicies: [],
    resourcePolicy: undefined,
  });
  expect(decision.missing.map(({ policyType }) => policyType).toSorted()).toEqual([
    'identityPolicy',
    'resourcePolicy',
  ]);
  expect(decision.suggestion).toBeUndefined();
});

test('the root user assumes no role, in a question as in a call', () => {
  const aws = createIamMock({ seed: { roles: { app: { trustPolicy: '123456789012' } } } });
  const decision = aws.authorize({
    principal: 'root',
    action: 'sts:AssumeRole',
    resource: 'arn:aws:iam::123456789012:role/app',
  });
  expect(decision.result).toBe('explicitDeny');
  expect(aws.authorize({ principal: 'root', action: 's3:GetObject' }).result).toBe('allowed');
});
