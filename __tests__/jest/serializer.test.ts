import { AttachRolePolicyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { format } from 'pretty-format';
import { serializer, useIam } from '../../src/jest.ts';
import type { Seed } from '../../src/index.ts';

const aws = useIam({ now: '2026-01-31T12:00:00Z' });
const iam = new IAMClient({});

const printed = (value: unknown): string =>
  format(value, { plugins: [serializer], printBasicPrototype: false });

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const trust = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' };
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });

test('an account reads as a text', () => {
  aws.seed({
    accountAlias: 'acme',
    policies: { read: policy(statement) },
    groups: { admins: { policies: ['read'] } },
    users: {
      alice: { path: '/team/', tags: { team: 'a', empty: '' }, groups: ['admins'], accessKeys: 2 },
      bob: {},
    },
    roles: {
      app: {
        trustPolicy: ['lambda.amazonaws.com', '210987654321'],
        description: 'The app:',
        maxSessionDuration: 7200,
        inlinePolicies: {
          own: policy(
            {
              Sid: 'Read',
              Effect: 'Allow',
              Action: ['s3:GetObject', 's3:ListBucket'],
              Resource: ['arn:aws:s3:::a', 'arn:aws:s3:::a/*'],
            },
            {
              Effect: 'Deny',
              NotAction: 'iam:*',
              NotResource: 'arn:aws:s3:::a',
              Condition: {
                StringEquals: { 'aws:RequestedRegion': ['a', 'b'] },
                Bool: { 'aws:MultiFactorAuthPresent': 'false' },
              },
            },
          ),
        },
      },
    },
  });
  expect(printed(aws.snapshot())).toBe(
    `
users
  alice
    path: /team/
    tags
      empty: ""
      team: a
    groups
      - admins
    accessKeys
      - status: Active
      - status: Active
  bob
groups
  admins
    policies
      - arn:aws:iam::123456789012:policy/read
roles
  app
    description: The app:
    trustPolicy
      Allow sts:AssumeRole by Service lambda.amazonaws.com and AWS arn:aws:iam::210987654321:root
    maxSessionDuration: 7200
    inlinePolicies
      own
        [Read] Allow s3:GetObject, s3:ListBucket on arn:aws:s3:::a, arn:aws:s3:::a/*
        Deny all but iam:* on all but arn:aws:s3:::a where aws:RequestedRegion StringEquals a, b and aws:MultiFactorAuthPresent Bool false
policies
  read
    document
      Allow s3:GetObject on *
accountAlias: acme
`.trim(),
  );
});

test.each<[string, Seed, string]>([
  ['an empty account', {}, 'nothing'],
  [
    'names with spaces or signs',
    { users: { 'a=b': { tags: { 'a b': '- x', 'c:d': ' e ' } } } },
    'users\n  a=b\n    tags\n      "a b": "- x"\n      c:d: " e "',
  ],
  [
    'texts that look like other values',
    { users: { a: { tags: { x: '1', y: 'true' } } } },
    'users\n  a\n    tags\n      x: "1"\n      y: "true"',
  ],
  [
    'a document of the old version, with an id',
    { roles: { r: { trustPolicy: { Version: '2008-10-17', Id: 'x', Statement: trust } } } },
    'roles\n  r\n    trustPolicy\n      Version: 2008-10-17\n      Id: x\n      Allow sts:AssumeRole by AWS *',
  ],
  [
    'a document without a version',
    { roles: { r: { trustPolicy: { Statement: [trust] } } } },
    'roles\n  r\n    trustPolicy\n      Version: none\n      Allow sts:AssumeRole by AWS *',
  ],
  [
    'several accounts',
    { users: { a: {} }, accounts: { '210987654321': { users: { b: {} } } } },
    'accounts\n  123456789012\n    users\n      a\n  210987654321\n    users\n      b',
  ],
])('%s', (_name, seed, text) => {
  aws.seed(seed);
  expect(printed(aws.snapshot())).toBe(text);
});

test('changes read as lines', async () => {
  aws.seed({ roles: { app: {} } });
  await iam.send(new CreateUserCommand({ UserName: 'alice' }));
  await iam.send(
    new AttachRolePolicyCommand({ RoleName: 'app', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
  );
  expect(printed(aws.changes())).toBe(
    'user alice: created\nrole app: attached arn:aws:iam::aws:policy/ReadOnlyAccess',
  );
  aws.reset();
  expect(printed(aws.changes())).toBe('nothing changed');
});

test('inside other values they are indented, and other values are left alone', () => {
  aws.seed({ users: { a: { path: '/x/' } } });
  expect(printed({ before: aws.snapshot(), list: [1] })).toBe(
    '{\n  "before": users\n    a\n      path: /x/,\n  "list": [\n    1,\n  ],\n}',
  );
  expect(printed({ users: { a: {} } })).toBe('{\n  "users": {\n    "a": {},\n  },\n}');
  expect([null, undefined, 1, 'x', {}, []].map((value) => serializer.test(value))).toEqual(
    Array.from({ length: 6 }, () => false),
  );
});

test('is found by jest', () => {
  expect.addSnapshotSerializer(serializer);
  aws.seed({ users: { a: { path: '/x/' } } });
  expect(aws.snapshot()).toMatchInlineSnapshot(`
    users
      a
        path: /x/
  `);
});
