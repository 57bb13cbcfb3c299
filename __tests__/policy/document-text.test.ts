import { contextKeysOf, policySize } from '../../src/policy/index.ts';

describe('policySize', () => {
  test.each([
    { title: 'nothing', text: '', size: 0 },
    { title: 'white space outside of strings', text: '{ "a":\t1,\r\n"b": 2 }', size: 13 },
    { title: 'white space inside of strings', text: '{"a b": "c\td"}', size: 11 },
    { title: 'another kind of space counts', text: 'a\u00a0b', size: 3 },
    { title: 'characters, not bytes', text: '"é"', size: 3 },
    { title: 'characters, not code units', text: '"😀"', size: 3 },
  ])('$title', ({ text, size }) => {
    expect(policySize(text)).toBe(size);
  });
});

describe('contextKeysOf', () => {
  const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
  test.each([
    { title: 'no key', document: { Statement: statement }, keys: [] },
    {
      title: 'a key of a condition',
      document: { Statement: { ...statement, Condition: { Bool: { 'aws:SecureTransport': 'true' } } } },
      keys: ['aws:SecureTransport'],
    },
    {
      title: 'a variable of a resource',
      document: { Statement: { ...statement, Resource: 'arn:aws:s3:::a/${aws:username}/*' } },
      keys: ['aws:username'],
    },
    {
      title: 'a variable with a default',
      document: { Statement: { ...statement, Resource: "arn:aws:s3:::${aws:PrincipalTag/team, 'none'}" } },
      keys: ['aws:PrincipalTag/team'],
    },
    {
      title: 'a variable of a value',
      document: {
        Statement: { ...statement, Condition: { StringLike: { 's3:prefix': ['${aws:userid}/*'] } } },
      },
      keys: ['s3:prefix', 'aws:userid'],
    },
    {
      title: 'the escapes are no keys',
      document: { Statement: { ...statement, Resource: 'arn:aws:s3:::${*}${?}${$}' } },
      keys: [],
    },
    {
      title: 'each key once, in the order and the spelling of its first use',
      document: {
        Statement: [
          { ...statement, Resource: ['arn:aws:s3:::${aws:username}', 'arn:aws:s3:::${aws:userid}'] },
          {
            ...statement,
            Condition: {
              StringEquals: { 'AWS:UserName': 'x', 's3:prefix': 'y' },
              Null: { 's3:prefix': 'true' },
            },
          },
        ],
      },
      keys: ['aws:username', 'aws:userid', 's3:prefix'],
    },
    { title: 'what is no policy', document: [1, 2], keys: [] },
  ])('$title', ({ document, keys }) => {
    expect(contextKeysOf(document)).toEqual(keys);
    expect(contextKeysOf(JSON.stringify(document))).toEqual(keys);
  });

  test('a text that is no JSON reads nothing', () => {
    expect(contextKeysOf('{')).toEqual([]);
  });

  test('openings without an end stay linear', () => {
    const document = { Statement: { Resource: '${a,'.repeat(50_000) } };
    expect(contextKeysOf(document)).toEqual([]);
  }, 1000);
});
