import {
  type AuthorizationRequest,
  denialReason,
  evaluate,
  explain,
  parsePolicy,
  policyTypeName,
} from '../../src/policy/index.ts';

const alice = 'arn:aws:iam::123456789012:user/alice';
const read: Pick<AuthorizationRequest, 'principal' | 'action' | 'resource'> = {
  principal: alice,
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::photos/cat.jpg',
};

function of(...statements: object[]): { Version: string; Statement: object[] } {
  return { Version: '2012-10-17', Statement: statements };
}

const readPhotos = {
  Sid: 'Read',
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::photos/*',
};
const fromOffice = {
  ...readPhotos,
  Sid: 'Office',
  Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
};
const noCats = { Sid: 'NoCats', Effect: 'Deny', Action: 's3:*', Resource: '*/cat.jpg' };
const noCatsAtAll = { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::*/cat.jpg' };

describe('the statements that decided', () => {
  test('an allow of each kind of policy that had to', () => {
    const decision = evaluate({
      ...read,
      identityPolicies: [
        {
          name: 'photos',
          arn: 'arn:aws:iam::123456789012:policy/photos',
          type: 'user',
          document: of(readPhotos),
        },
      ],
      permissionsBoundaries: [of({ Effect: 'Allow', Action: 's3:*', Resource: '*' })],
      serviceControlPolicies: [
        [{ name: 'FullAWSAccess', document: of({ Effect: 'Allow', Action: '*', Resource: '*' }) }],
      ],
    });
    expect(decision.statements).toEqual([
      expect.objectContaining({
        policy: 'FullAWSAccess',
        policyType: 'serviceControlPolicy',
        level: 0,
        effect: 'Allow',
        sid: undefined,
      }),
      expect.objectContaining({ policy: 'permissionsBoundaries[0]', policyType: 'permissionsBoundary' }),
      {
        policy: 'photos',
        policyArn: 'arn:aws:iam::123456789012:policy/photos',
        policyType: 'identityPolicy',
        label: 'user',
        level: undefined,
        sid: 'Read',
        index: 0,
        effect: 'Allow',
        position: {
          start: { line: 1, column: 38 },
          end: { line: 1, column: 38 + JSON.stringify(readPhotos).length },
        },
        statement: readPhotos,
      },
    ]);
    expect(decision.outcomes).toEqual([
      { policyType: 'serviceControlPolicy', level: 0, result: 'allowed' },
      { policyType: 'permissionsBoundary', level: 0, result: 'allowed' },
      { policyType: 'identityPolicy', level: undefined, result: 'allowed' },
    ]);
  });

  test('the deny, and among those that match also the allow', () => {
    const decision = evaluate({ ...read, identityPolicies: [of(readPhotos), of(readPhotos, noCatsAtAll)] });
    expect(decision.result).toBe('explicitDeny');
    expect(decision.statements).toEqual([
      expect.objectContaining({ policy: 'identityPolicies[1]', index: 1, effect: 'Deny' }),
    ]);
    expect(decision.matched.map(({ policy, index, effect }) => [policy, index, effect])).toEqual([
      ['identityPolicies[1]', 1, 'Deny'],
      ['identityPolicies[0]', 0, 'Allow'],
      ['identityPolicies[1]', 0, 'Allow'],
    ]);
    expect(decision.suggestion).toBeUndefined();
  });

  test('a pattern that is no ARN does not reach across colons', () => {
    expect(evaluate({ ...read, identityPolicies: [of(readPhotos, noCats)] }).result).toBe('allowed');
  });

  test('root is allowed by no statement', () => {
    const decision = evaluate({ ...read, principal: 'arn:aws:iam::123456789012:root' });
    expect(decision.result).toBe('allowed');
    expect(decision.statements).toEqual([]);
    expect(decision.outcomes).toEqual([
      { policyType: 'identityPolicy', level: undefined, result: 'allowed' },
    ]);
  });
});

function reasons(...statements: object[]): unknown {
  const context = { 'aws:sourceip': '198.51.100.7' };
  const { nearMisses } = evaluate({ ...read, context, identityPolicies: [of(...statements)] });
  return nearMisses.map((miss) => miss.reasons);
}

describe('near misses', () => {
  test('another resource', () => {
    expect(reasons({ ...readPhotos, Resource: ['arn:aws:s3:::videos/*'] })).toEqual([
      [{ element: 'Resource', expected: ['arn:aws:s3:::videos/*'], actual: read.resource }],
    ]);
  });

  test('a condition, with both values', () => {
    expect(reasons(fromOffice)).toEqual([
      [
        {
          element: 'Condition',
          operator: 'IpAddress',
          key: 'aws:SourceIp',
          expected: ['203.0.113.0/24'],
          actual: ['198.51.100.7'],
          fault: undefined,
        },
      ],
    ]);
  });

  test('a condition whose key is missing', () => {
    expect(reasons({ ...readPhotos, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })).toEqual(
      [
        [
          {
            element: 'Condition',
            operator: 'Bool',
            key: 'aws:MultiFactorAuthPresent',
            expected: ['true'],
            actual: undefined,
            fault: undefined,
          },
        ],
      ],
    );
  });

  test('a condition that can not be read', () => {
    expect(reasons({ ...readPhotos, Condition: { StringIs: { 'aws:x': 'y' } } })).toEqual([
      [
        {
          element: 'Condition',
          operator: 'StringIs',
          key: 'aws:x',
          expected: ['y'],
          actual: undefined,
          fault: 'unknown operator StringIs',
        },
      ],
    ]);
  });

  test('an excepted resource', () => {
    expect(reasons({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::photos/*' })).toEqual([
      [{ element: 'NotResource', expected: 'arn:aws:s3:::photos/*', actual: read.resource }],
    ]);
  });

  test('another action of the service, where all else fits', () => {
    expect(reasons({ ...readPhotos, Action: 's3:PutObject' })).toEqual([
      [{ element: 'Action', expected: 's3:PutObject', actual: 's3:GetObject' }],
    ]);
  });

  test('an action of another service is not near', () => {
    expect(reasons({ Effect: 'Allow', Action: 'iam:*', Resource: '*' })).toEqual([]);
  });

  test('another action on another resource is not near', () => {
    expect(reasons({ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::videos/*' })).toEqual(
      [],
    );
  });

  test('denials are none', () => {
    expect(reasons({ ...readPhotos, Effect: 'Deny', Resource: 'arn:aws:s3:::videos/*' })).toEqual([]);
  });

  test('the nearest comes first', () => {
    const far = { ...fromOffice, Sid: 'Far', Resource: 'arn:aws:s3:::videos/*' };
    const near = { ...readPhotos, Sid: 'Near', Resource: 'arn:aws:s3:::videos/*' };
    const action = { ...readPhotos, Sid: 'Action', Action: 's3:PutObject' };
    const decision = evaluate({ ...read, identityPolicies: [of(action, far, near)] });
    expect(decision.nearMisses.map(({ sid }) => sid)).toEqual(['Near', 'Far', 'Action']);
  });

  test('the principal of a resource policy', () => {
    const decision = evaluate({
      ...read,
      resourcePolicy: of({ ...readPhotos, Principal: { AWS: `${alice}2` } }),
    });
    expect(decision.nearMisses.map((miss) => miss.reasons)).toEqual([
      [{ element: 'Principal', expected: { AWS: `${alice}2` }, actual: alice }],
    ]);
  });

  test('only policies that did not allow are searched', () => {
    const decision = evaluate({
      ...read,
      identityPolicies: [of(readPhotos, fromOffice)],
      permissionsBoundaries: [{ name: 'boundary', document: of(fromOffice) }],
    });
    expect(decision.nearMisses.map(({ policy }) => policy)).toEqual(['boundary']);
  });

  test('an allowed request has none', () => {
    expect(evaluate({ ...read, identityPolicies: [of(readPhotos, fromOffice)] }).nearMisses).toEqual([]);
  });
});

describe('what is missing, and the smallest statement that helps', () => {
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: read.resource };
  const session = 'arn:aws:sts::123456789012:assumed-role/app/s1';
  const role = 'arn:aws:iam::123456789012:role/team/app';
  const target = 'arn:aws:iam::123456789012:role/target';

  test.each([
    {
      title: 'in the identity policies',
      request: read,
      missing: [{ policyType: 'identityPolicy', level: undefined, statement }],
    },
    {
      title: 'in each policy that does not allow',
      request: { ...read, permissionsBoundaries: [of()], serviceControlPolicies: [[], []] },
      missing: [
        { policyType: 'serviceControlPolicy', level: 0, statement },
        { policyType: 'serviceControlPolicy', level: 1, statement },
        { policyType: 'permissionsBoundary', level: 0, statement },
        { policyType: 'identityPolicy', level: undefined, statement },
      ],
    },
    {
      title: 'on both sides across accounts',
      request: { ...read, resourceAccount: '210987654321' },
      missing: [
        {
          policyType: 'resourcePolicy',
          level: undefined,
          statement: {
            Effect: 'Allow',
            Principal: { AWS: alice },
            Action: 's3:GetObject',
            Resource: read.resource,
          },
        },
        { policyType: 'identityPolicy', level: undefined, statement },
      ],
    },
    {
      title: 'in a trust policy',
      request: { principal: alice, action: 'sts:AssumeRole', resource: target, trustPolicy: of() },
      missing: [
        {
          policyType: 'trustPolicy',
          level: undefined,
          statement: { Effect: 'Allow', Principal: { AWS: alice }, Action: 'sts:AssumeRole' },
        },
      ],
    },
    {
      title: 'in a trust policy, for a session',
      request: {
        principal: session,
        issuerArn: role,
        action: 'sts:AssumeRole',
        resource: target,
        trustPolicy: of(),
      },
      missing: [
        {
          policyType: 'trustPolicy',
          level: undefined,
          statement: { Effect: 'Allow', Principal: { AWS: role }, Action: 'sts:AssumeRole' },
        },
      ],
    },
    {
      title: 'in a trust policy, for a service',
      request: {
        principal: { service: 'ec2.amazonaws.com' },
        action: 'sts:AssumeRole',
        resource: target,
        trustPolicy: of(),
      },
      missing: [
        {
          policyType: 'trustPolicy',
          level: undefined,
          statement: {
            Effect: 'Allow',
            Principal: { Service: 'ec2.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        },
      ],
    },
    {
      title: 'in a trust policy, for a provider',
      request: {
        principal: { federated: 'accounts.google.com' },
        action: 'sts:AssumeRoleWithWebIdentity',
        resource: target,
        trustPolicy: of(),
      },
      missing: [
        {
          policyType: 'trustPolicy',
          level: undefined,
          statement: {
            Effect: 'Allow',
            Principal: { Federated: 'accounts.google.com' },
            Action: 'sts:AssumeRoleWithWebIdentity',
          },
        },
      ],
    },
    {
      title: 'for the anonymous',
      request: { ...read, principal: 'anonymous' },
      missing: [
        {
          policyType: 'resourcePolicy',
          level: undefined,
          statement: { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: read.resource },
        },
      ],
    },
  ])('$title', ({ request, missing }) => {
    const decision = evaluate(request);
    expect(decision.result).toBe('implicitDeny');
    expect(decision.missing).toEqual(missing);
    const same = new Set(missing.map((one) => JSON.stringify(one.statement))).size === 1;
    expect(decision.suggestion).toEqual(same ? missing[0]?.statement : undefined);
  });
});

function positions(text: string): unknown {
  const document = parsePolicy(text);
  return document.statements.map((one) => {
    const position = document.positionOf(one);
    return [position?.start.line, position?.start.column, position?.end.line, position?.end.column];
  });
}

describe('positions: recorded replies of SimulatePrincipalPolicy', () => {
  test('one object without white space starts at 1/38', () => {
    const text = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}';
    expect(positions(text)).toEqual([[1, 38, 1, text.length]]);
  });

  test('a list with spaces starts at 1/41', () => {
    const text =
      '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}';
    expect(positions(text)).toEqual([[1, 41, 1, text.length - 1]]);
  });

  test('AdministratorAccess is 3/17 to 8/6', () => {
    const text =
      '{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Effect": "Allow",\n      "Action": "*",\n      "Resource": "*"\n    }\n  ]\n}';
    expect(positions(text)).toEqual([[3, 17, 8, 6]]);
  });

  test('each later statement starts where the one before ends', () => {
    const statement = '{"Effect":"Allow","Action":"*","Resource":"*"}';
    const end = 39 + statement.length;
    const text = `{"Version":"2012-10-17","Statement":[${statement}, ${statement}]}`;
    expect(positions(text)).toEqual([
      [1, 38, 1, end - 1],
      [1, end - 1, 1, end + statement.length + 1],
    ]);
  });

  test('brackets inside of strings, and conditions, do not count', () => {
    const text =
      '{"Id":"[{","Statement":[{"Sid":"}\\"]","Effect":"Allow","Action":["*"],"Resource":"*","Condition":{"Null":{"a":["true"]}}}],"Version":"2012-10-17"}';
    expect(positions(text)).toEqual([[1, 25, 1, text.indexOf('],"Version"') + 1]]);
  });

  test('of two members with the name Statement the last one is the one that counts', () => {
    const text = '{"Statement":[{"Effect":"Deny"}],"Statement":[{"Effect":"Allow"}]}';
    expect(positions(text)).toEqual([[1, 47, 1, 65]]);
  });

  test('elements that are no statements keep their place in the count', () => {
    const document = parsePolicy({
      Version: '2012-10-17',
      Statement: [{ Effect: 'No' }, { Effect: 'Allow' }],
    });
    expect(document.statements.map(({ index }) => index)).toEqual([1]);
    expect(document.statements.map((one) => document.positionOf(one)?.end.column)).toEqual([
      document.text.length - 1,
    ]);
  });
});

function numbered(number: number): string {
  return `{"Version":"2012-10-17","Id":"${number}","Statement":[]}`;
}

describe('parsePolicy', () => {
  test('gives the same document for the same text and for the same object', () => {
    const text = '{"Version":"2012-10-17","Statement":[]}';
    const object = of();
    expect(parsePolicy(text)).toBe(parsePolicy(`${text.slice(0, 5)}${text.slice(5)}`));
    expect(parsePolicy(object)).toBe(parsePolicy(object));
    expect(parsePolicy(parsePolicy(text))).toBe(parsePolicy(text));
  });

  test('forgets texts that are not used any more', () => {
    const first = parsePolicy(numbered(0));
    for (let number = 1; number < 2000; number += 1) parsePolicy(numbered(number));
    expect(parsePolicy(numbered(0))).not.toBe(first);
  });

  test('an absent version is the older one', () => {
    expect(parsePolicy({ Statement: [] }).version).toBe('2008-10-17');
    expect(parsePolicy(of()).version).toBe('2012-10-17');
  });
});

describe('denialReason: IAM User Guide, "Troubleshoot access denied error messages"', () => {
  test.each([
    ['identityPolicy', 'implicitDeny', 'because no identity-based policy allows the s3:GetObject action'],
    ['identityPolicy', 'explicitDeny', 'with an explicit deny in an identity-based policy'],
    ['resourcePolicy', 'implicitDeny', 'because no resource-based policy allows the s3:GetObject action'],
    ['resourcePolicy', 'explicitDeny', 'with an explicit deny in a resource-based policy'],
    ['permissionsBoundary', 'implicitDeny', 'because no permissions boundary allows the s3:GetObject action'],
    ['permissionsBoundary', 'explicitDeny', 'with an explicit deny in a permissions boundary'],
    ['sessionPolicy', 'implicitDeny', 'because no session policy allows the s3:GetObject action'],
    ['sessionPolicy', 'explicitDeny', 'with an explicit deny in a session policy'],
    [
      'serviceControlPolicy',
      'implicitDeny',
      'because no service control policy allows the s3:GetObject action',
    ],
    ['serviceControlPolicy', 'explicitDeny', 'with an explicit deny in a service control policy'],
    ['resourceControlPolicy', 'explicitDeny', 'with an explicit deny in a resource control policy'],
    ['trustPolicy', 'implicitDeny', 'because no role trust policy allows the s3:GetObject action'],
    ['trustPolicy', 'explicitDeny', 'with an explicit deny in the role trust policy'],
  ] as const)('%s, %s', (deniedBy, result, text) => {
    expect(denialReason({ deniedBy, result, action: 's3:GetObject' })).toBe(text);
  });

  test('an allowed request has none', () => {
    expect(denialReason({ result: 'allowed', deniedBy: undefined, action: 's3:GetObject' })).toBeUndefined();
    expect(policyTypeName('sessionPolicy')).toBe('session policy');
  });
});

describe('explain', () => {
  test('a permission that is missing', () => {
    const decision = evaluate({ ...read, identityPolicies: [{ name: 'photos', document: of(fromOffice) }] });
    expect(explain(decision)).toBe(
      [
        'Principal: arn:aws:iam::123456789012:user/alice',
        'Necessary permissions:',
        '  s3:GetObject on arn:aws:s3:::photos/cat.jpg',
        'Explicitly denied: none',
        'Explicitly allowed: none',
        'Implicitly denied:',
        '  s3:GetObject on arn:aws:s3:::photos/cat.jpg because no identity-based policy allows the s3:GetObject action',
        '    near miss: statement "Office" of identity-based policy photos (line 1, column 38)',
        '      Condition IpAddress wants aws:SourceIp "203.0.113.0/24", the request has no such key',
        '    missing in an identity-based policy: {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::photos/cat.jpg"}',
      ].join('\n'),
    );
  });

  test('the permissions of one call: a half-sufficient policy names exactly the missing one', () => {
    const policies = [
      { name: 'deploy', document: of({ Effect: 'Allow', Action: 'lambda:CreateFunction', Resource: '*' }) },
    ];
    const role = 'arn:aws:iam::123456789012:role/app';
    const lambda = 'arn:aws:lambda:us-east-1:123456789012:function:app';
    const decisions = [
      evaluate({
        principal: alice,
        action: 'lambda:CreateFunction',
        resource: lambda,
        identityPolicies: policies,
      }),
      evaluate({ principal: alice, action: 'iam:PassRole', resource: role, identityPolicies: policies }),
    ];
    expect(explain(decisions)).toBe(
      [
        'Principal: arn:aws:iam::123456789012:user/alice',
        'Necessary permissions:',
        `  lambda:CreateFunction on ${lambda}`,
        `  iam:PassRole on ${role}`,
        'Explicitly denied: none',
        'Explicitly allowed:',
        `  lambda:CreateFunction on ${lambda}`,
        '    by statement 1 of identity-based policy deploy (line 1, column 38)',
        'Implicitly denied:',
        `  iam:PassRole on ${role} because no identity-based policy allows the iam:PassRole action`,
        `    missing in an identity-based policy: {"Effect":"Allow","Action":"iam:PassRole","Resource":"${role}"}`,
      ].join('\n'),
    );
  });

  test('an explicit deny', () => {
    const decision = evaluate({
      ...read,
      principal: { service: 'sns.amazonaws.com' },
      resourcePolicy: of({ ...noCatsAtAll, Principal: '*' }),
    });
    expect(explain(decision)).toBe(
      [
        'Principal: sns.amazonaws.com',
        'Necessary permissions:',
        '  s3:GetObject on arn:aws:s3:::photos/cat.jpg',
        'Explicitly denied:',
        '  s3:GetObject on arn:aws:s3:::photos/cat.jpg with an explicit deny in a resource-based policy',
        '    by statement 1 of resource-based policy resourcePolicy (line 1, column 38)',
        'Explicitly allowed: none',
        'Implicitly denied: none',
      ].join('\n'),
    );
  });
});

test('a decision is plain data once it is JSON', () => {
  const decision = evaluate({ ...read, identityPolicies: [of(fromOffice)] });
  const data = JSON.parse(JSON.stringify(decision)) as Record<string, unknown>;
  expect(data).toMatchObject({
    result: 'implicitDeny',
    deniedBy: 'identityPolicy',
    principal: alice,
    action: 's3:GetObject',
    resource: read.resource,
    statements: [],
    suggestion: { Effect: 'Allow', Action: 's3:GetObject', Resource: read.resource },
  });
  expect(data['nearMisses']).toHaveLength(1);
});
