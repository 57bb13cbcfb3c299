import { evaluate } from '../../src/policy/index.ts';

/* What a test asks and nobody would answer as it was meant. */

const allowAll = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};
const request = {
  principal: 'arn:aws:iam::123456789012:user/alice',
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::photos/cat.jpg',
  identityPolicies: [allowAll],
};
const ask = (asked?: unknown) => evaluate(asked as never);

const members =
  'principal, issuerArn, principalId, canonicalUserId, principalAccount, resourceAccount, action, resource, context, identityPolicies, resourcePolicy, trustPolicy, resourcePolicyRequired, permissionsBoundaries, sessionPolicies, serviceControlPolicies, resourceControlPolicies';
const principals = "an ARN, 'anonymous', { service: 'lambda.amazonaws.com' } or { federated: providerArn }";
const document = 'the JSON of a policy document, as a text or an object';
const values = 'a string, a number, a boolean, a Date, bytes, or a list of these';

describe('a request', () => {
  test.each([
    [undefined, `got undefined. Give an object of: ${members}.`],
    [null, `got null. Give an object of: ${members}.`],
    ['s3:GetObject', `got "s3:GetObject". Give an object of: ${members}.`],
    [[7], `got [7]. Give an object of: ${members}.`],
    [() => request, `got a function. Give an object of: ${members}.`],
    [{}, `got no principal. It takes: ${members}.`],
    [{ ...request, action: undefined }, `got no action. It takes: ${members}.`],
  ])('%j is none', (asked, message) => {
    expect(() => ask(asked)).toThrow(TypeError);
    expect(() => ask(asked)).toThrow(`iam-in-memory: evaluate() ${message}`);
  });

  test('without any', () => {
    expect(() => ask()).toThrow(`iam-in-memory: evaluate() got undefined. Give an object of: ${members}.`);
  });

  test.each(['policies', 'identityPolicy', 'ressource', 'Action', 'toString', '__proto__'])(
    'has no member %s',
    (member) => {
      const asked = { ...request, ...(JSON.parse(`{${JSON.stringify(member)}:[]}`) as object) };
      Object.defineProperty(asked, member, { value: [], enumerable: true });
      expect(() => ask(asked)).toThrow(`iam-in-memory: evaluate() got '${member}'. It takes: ${members}.`);
    },
  );
});

describe('a member', () => {
  test.each<[member: string, value: unknown, message: string]>([
    [
      'principal',
      { svc: 'lambda.amazonaws.com' },
      `got {"svc":"lambda.amazonaws.com"} for principal. Give ${principals}.`,
    ],
    ['principal', { service: 7 }, `for principal. Give ${principals}.`],
    ['principal', { service: 'a', federated: 'b' }, `for principal. Give ${principals}.`],
    ['principal', {}, `got {} for principal. Give ${principals}.`],
    ['principal', null, `got null for principal. Give ${principals}.`],
    ['principal', ['anonymous'], `for principal. Give ${principals}.`],
    ['action', ['s3:GetObject'], 'got ["s3:GetObject"] for action. Give a string.'],
    ['resource', ['a', 'b'], 'got ["a","b"] for resource. Give a string.'],
    ['resource', null, 'got null for resource. Give a string.'],
    ['issuerArn', 7, 'got 7 for issuerArn. Give a string.'],
    ['principalId', 7n, 'got 7 for principalId. Give a string.'],
    ['canonicalUserId', true, 'got true for canonicalUserId. Give a string.'],
    ['principalAccount', 123456789012, 'got 123456789012 for principalAccount. Give a string.'],
    ['resourceAccount', 123456789012, 'got 123456789012 for resourceAccount. Give a string.'],
    ['resourcePolicyRequired', 'yes', 'got "yes" for resourcePolicyRequired. Give true or false.'],
    ['context', 'x', 'got "x" for context. Give an object of condition keys and their values.'],
    ['context', ['x'], 'for context. Give an object of condition keys and their values.'],
    [
      'context',
      { 'aws:SourceIp': { ip: '::1' } },
      `got {"ip":"::1"} for context['aws:SourceIp']. Give ${values}.`,
    ],
    ['context', { 'aws:TagKeys': ['a', ['b', {}]] }, `for context['aws:TagKeys']. Give ${values}.`],
    [
      'context',
      { 'aws:CurrentTime': Date.now },
      `got a function for context['aws:CurrentTime']. Give ${values}.`,
    ],
    [
      'context',
      { 'aws:username': Symbol('x') },
      `got Symbol(x) for context['aws:username']. Give ${values}.`,
    ],
    ['identityPolicies', allowAll, 'for identityPolicies. Give a list.'],
    ['identityPolicies', [allowAll, undefined], `got undefined for identityPolicies[1]. Give ${document}.`],
    ['identityPolicies', [allowAll, 7], `got 7 for identityPolicies[1]. Give ${document}.`],
    ['identityPolicies', [null], `got null for identityPolicies[0]. Give ${document}.`],
    ['identityPolicies', ['{'], `got "{" for identityPolicies[0]. Give ${document}. (`],
    [
      'identityPolicies',
      [{ name: 'x', document: '[]' }],
      `got "[]" for identityPolicies[0]. Give ${document}.`,
    ],
    ['resourcePolicy', [allowAll], `for resourcePolicy. Give ${document}.`],
    ['resourcePolicy', 'nonsense', `got "nonsense" for resourcePolicy. Give ${document}. (`],
    ['trustPolicy', () => allowAll, `got a function for trustPolicy. Give ${document}.`],
    ['permissionsBoundaries', 'x', 'got "x" for permissionsBoundaries. Give a list.'],
    ['sessionPolicies', ['x'], `got "x" for sessionPolicies[0]. Give ${document}. (`],
    ['serviceControlPolicies', [allowAll], 'for serviceControlPolicies[0]. Give a list.'],
    [
      'serviceControlPolicies',
      [[allowAll], [5]],
      `got 5 for serviceControlPolicies[1][0]. Give ${document}.`,
    ],
    ['resourceControlPolicies', {}, 'got {} for resourceControlPolicies. Give a list.'],
  ])('%s: %p', (member, value, message) => {
    const asked = { ...request, [member]: value };
    expect(() => ask(asked)).toThrow(TypeError);
    expect(() => ask(asked)).toThrow('iam-in-memory: evaluate() got ');
    expect(() => ask(asked)).toThrow(message);
  });

  test.each(members.split(', ').filter((member) => member !== 'principal' && member !== 'action'))(
    '%s may be undefined',
    (member) => {
      const { result } = ask({ ...request, [member]: undefined });
      expect(result).toBe(member === 'identityPolicies' ? 'implicitDeny' : 'allowed');
    },
  );
});

test.each<[title: string, changed: object]>([
  ['a service', { principal: { service: 'lambda.amazonaws.com' }, resourcePolicy: open() }],
  [
    'an identity of a provider',
    { principal: { federated: 'cognito-identity.amazonaws.com' }, resourcePolicy: open() },
  ],
  ['the anonymous', { principal: 'anonymous', resourcePolicy: open() }],
  [
    'a context of every kind',
    {
      context: {
        a: 'x',
        b: 1,
        c: true,
        d: new Date(),
        e: Buffer.from('x'),
        f: ['x', 1],
        g: null,
        h: undefined,
        i: [],
      },
    },
  ],
  ['a context when it is asked for', { context: () => ({ a: 'x' }) }],
  ['a policy that is a text', { identityPolicies: [JSON.stringify(allowAll)] }],
  ['a policy with a name', { identityPolicies: [{ name: 'all', document: allowAll }] }],
  [
    'lists that are empty',
    { serviceControlPolicies: [], resourceControlPolicies: [], permissionsBoundaries: [] },
  ],
  ['levels', { serviceControlPolicies: [[allowAll], [JSON.stringify(allowAll)]] }],
  ['what policies bind', { permissionsBoundaries: [allowAll], sessionPolicies: [allowAll] }],
])('%s is right', (_, changed) => {
  expect(ask({ ...request, ...changed }).result).toBe('allowed');
});

function open(): object {
  return { Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] };
}
