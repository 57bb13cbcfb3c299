import type { PolicyDocumentSeed } from '../../../src/index.ts';
import {
  type Case,
  type CaseTable,
  account,
  accountId,
  allow,
  denied,
  deny,
  document,
  other,
  otherId,
  trusts,
} from './case.ts';

const app = `${account}:role/app`;
const alice = `${account}:user/alice`;
const assume = (more: object = {}) =>
  ['sts:AssumeRole', { RoleArn: app, RoleSessionName: 'test', ...more }] as const;
/** STS does not say why. */
const refused = (action = 'sts:AssumeRole', role = app): string => `${action} on resource: ${role}`;

/** The role `app` with a trust policy, and maybe statements of alice. */
const role = (trustPolicy: PolicyDocumentSeed, given: Partial<Case> = {}): Case => ({
  call: assume(),
  ...given,
  seed: { ...given.seed, roles: { app: { trustPolicy, tags: { team: 'red' } }, ...given.seed?.roles } },
});
const mayAssume = [allow('sts:AssumeRole', app)];

export const sameAccount: CaseTable = {
  source: 'IAM User Guide, "Policy evaluation logic" and "Methods to assume a role"',
  cases: {
    'a trusted user needs no policy': role(trusts({ AWS: alice })),
    'a user who is not trusted is refused': role(trusts({ AWS: `${account}:user/team/bob` }), {
      refused: refused(),
    }),
    'a user who is not trusted is refused whatever the own policy says': role(
      trusts({ AWS: `${account}:user/team/bob` }),
      { allows: [allow('*')], refused: refused() },
    ),
    'the account is trusted: the policy of the user decides': role(trusts({ AWS: accountId }), {
      refused: refused(),
    }),
    'the account is trusted, and the policy allows': role(trusts({ AWS: `${account}:root` }), {
      allows: mayAssume,
    }),
    'the account is trusted, and the policy allows another role': role(trusts({ AWS: accountId }), {
      allows: [allow('sts:AssumeRole', `${account}:role/other`)],
      refused: refused(),
    }),
    'everybody is trusted': role(trusts({ AWS: '*' })),
    'a deny of the user wins': role(trusts({ AWS: alice }), {
      allows: [deny('sts:AssumeRole')],
      refused: denied('sts:AssumeRole', app),
    }),
    'a deny of the trust policy wins': role(
      document(
        { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' },
        { Effect: 'Deny', Principal: { AWS: alice }, Action: 'sts:AssumeRole' },
      ),
      { allows: mayAssume, refused: denied('sts:AssumeRole', app, 'the role trust policy') },
    ),
    'a service is trusted, and nobody else': role(trusts({ Service: 'lambda.amazonaws.com' }), {
      allows: [allow('*')],
      refused: refused(),
    }),
    'a role that is not there': {
      allows: [allow('*')],
      call: assume(),
      refused: refused(),
    },
    'a role of another path is not there': {
      ...role(trusts({ AWS: '*' })),
      call: ['sts:AssumeRole', { RoleArn: `${account}:role/team/app`, RoleSessionName: 'test' }],
      refused: refused('sts:AssumeRole', `${account}:role/team/app`),
    },
    'names of roles in ARNs have case': {
      ...role(trusts({ AWS: '*' })),
      call: ['sts:AssumeRole', { RoleArn: `${account}:role/App`, RoleSessionName: 'test' }],
      refused: refused('sts:AssumeRole', `${account}:role/App`),
    },
    'the trust policy allows other actions only': role(trusts({ AWS: alice }, undefined, 'sts:TagSession'), {
      refused: refused(),
    }),
    'a boundary does not bind a user who is trusted': role(trusts({ AWS: alice }), {
      seed: {
        policies: { limits: document(allow('s3:*')) },
        users: { alice: { permissionsBoundary: 'limits' } },
      },
    }),
    'a boundary binds a user whose account is trusted': role(trusts({ AWS: accountId }), {
      allows: mayAssume,
      seed: {
        policies: { limits: document(allow('s3:*')) },
        users: { alice: { permissionsBoundary: 'limits' } },
      },
      refused: refused(),
    }),
  },
};

const chained = (trustPolicy: PolicyDocumentSeed, given: Partial<Case> = {}): Case =>
  role(trustPolicy, {
    by: `arn:aws:sts::${accountId}:assumed-role/ci/build`,
    ...given,
    seed: { ...given.seed, roles: { ci: { path: '/build/', ...given.seed?.roles?.['ci'] } } },
  });

export const chaining: CaseTable = {
  source: 'IAM User Guide, "AWS JSON policy elements: Principal"',
  cases: {
    'a role is trusted: its sessions may': chained(trusts({ AWS: `${account}:role/build/ci` })),
    'a session is trusted': chained(trusts({ AWS: `arn:aws:sts::${accountId}:assumed-role/ci/build` })),
    'another session of the role is trusted': chained(
      trusts({ AWS: `arn:aws:sts::${accountId}:assumed-role/ci/deploy` }),
      { refused: refused() },
    ),
    'the account is trusted, and the policy of the role allows': chained(trusts({ AWS: accountId }), {
      seed: { roles: { ci: { inlinePolicies: { p: document(...mayAssume) } } } },
    }),
    'the account is trusted, and the role has no policy': chained(trusts({ AWS: accountId }), {
      refused: refused(),
    }),
    'aws:PrincipalArn is the role': chained(
      trusts({ AWS: '*' }, { ArnEquals: { 'aws:PrincipalArn': `${account}:role/build/ci` } }),
    ),
    'aws:PrincipalArn is not another role': chained(
      trusts({ AWS: '*' }, { ArnEquals: { 'aws:PrincipalArn': `${account}:role/ci` } }),
      { refused: refused() },
    ),
    'aws:userid is the id of the role and the name of the session': chained(
      trusts({ AWS: '*' }, { StringLike: { 'aws:userid': 'AROA*:build' } }),
    ),
    'a boundary of the role binds it when the role is trusted': chained(
      trusts({ AWS: `${account}:role/build/ci` }),
      {
        seed: {
          policies: { limits: document(allow('s3:*')) },
          roles: { ci: { permissionsBoundary: 'limits' } },
        },
        refused: refused(),
      },
    ),
    'a boundary of the role does not bind a session that is trusted': chained(
      trusts({ AWS: `arn:aws:sts::${accountId}:assumed-role/ci/build` }),
      {
        seed: {
          policies: { limits: document(allow('s3:*')) },
          roles: { ci: { permissionsBoundary: 'limits' } },
        },
      },
    ),
  },
};

/** Carol of another account in front of the role. */
const foreign = (
  trustPolicy: PolicyDocumentSeed,
  statements: readonly object[],
  given: Partial<Case> = {},
): Case =>
  role(trustPolicy, {
    by: `${other}:user/carol`,
    ...given,
    seed: {
      ...given.seed,
      accounts: {
        [otherId]: { users: { carol: { inlinePolicies: { p: document(deny('s3:*'), ...statements) } } } },
      },
    },
  });

export const acrossAccounts: CaseTable = {
  source: 'IAM User Guide, "Cross-account policy evaluation logic"',
  cases: {
    'both sides allow: the user is trusted': foreign(trusts({ AWS: `${other}:user/carol` }), mayAssume),
    'both sides allow: the account is trusted': foreign(trusts({ AWS: otherId }), mayAssume),
    'the user is trusted, and has no permission': foreign(trusts({ AWS: `${other}:user/carol` }), [], {
      refused: refused(),
    }),
    'the account is trusted, and the user has no permission': foreign(trusts({ AWS: otherId }), [], {
      refused: refused(),
    }),
    'the user has the permission, and is not trusted': foreign(trusts({ AWS: accountId }), mayAssume, {
      refused: refused(),
    }),
    'everybody is trusted, and the user has no permission': foreign(trusts({ AWS: '*' }), [], {
      refused: refused(),
    }),
    'everybody is trusted, and the user has the permission': foreign(trusts({ AWS: '*' }), mayAssume),
    'a deny of the user wins': foreign(trusts({ AWS: otherId }), [...mayAssume, deny('sts:*')], {
      refused: denied('sts:AssumeRole', app),
    }),
    'the external id is missing': foreign(
      trusts({ AWS: otherId }, { StringEquals: { 'sts:ExternalId': '42' } }),
      mayAssume,
      { refused: refused() },
    ),
    'the external id is another': foreign(
      trusts({ AWS: otherId }, { StringEquals: { 'sts:ExternalId': '42' } }),
      mayAssume,
      { call: assume({ ExternalId: '43' }), refused: refused() },
    ),
    'the external id is right': foreign(
      trusts({ AWS: otherId }, { StringEquals: { 'sts:ExternalId': '42' } }),
      mayAssume,
      { call: assume({ ExternalId: '42' }) },
    ),
    'aws:PrincipalAccount is the account of the caller': foreign(
      trusts({ AWS: '*' }, { StringEquals: { 'aws:PrincipalAccount': otherId } }),
      mayAssume,
    ),
    'aws:PrincipalOrgID of another organization': foreign(
      trusts({ AWS: '*' }, { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }),
      mayAssume,
      { refused: refused() },
    ),
    'the role is in an account nobody knows': {
      allows: [allow('*')],
      call: ['sts:AssumeRole', { RoleArn: 'arn:aws:iam::444455556666:role/app', RoleSessionName: 'test' }],
      refused: refused('sts:AssumeRole', 'arn:aws:iam::444455556666:role/app'),
    },
  },
};

const holds = (Condition: object, input: object = {}): Case =>
  role(trusts({ AWS: alice }, Condition), { call: assume(input) });
const fails = (Condition: object, input: object = {}): Case => ({
  ...holds(Condition, input),
  refused: refused(),
});
const team = (Value: string) => ({ Tags: [{ Key: 'team', Value }] });

export const trustConditions: CaseTable = {
  source: 'IAM User Guide, "IAM and AWS STS condition context keys", Available keys for AWS STS',
  cases: {
    'sts:RoleSessionName is the name': holds({ StringEquals: { 'sts:RoleSessionName': 'test' } }),
    'sts:RoleSessionName must be the name of the user': fails({
      StringLike: { 'sts:RoleSessionName': '${aws:username}' },
    }),
    'sts:RoleSessionName is the name of the user': holds(
      { StringLike: { 'sts:RoleSessionName': '${aws:username}' } },
      { RoleSessionName: 'alice' },
    ),
    'sts:SourceIdentity is what is set': holds(
      { StringEquals: { 'sts:SourceIdentity': 'alice' } },
      { SourceIdentity: 'alice' },
    ),
    'sts:SourceIdentity is not set': fails({ StringEquals: { 'sts:SourceIdentity': 'alice' } }),
    'setting a source identity needs a permission': {
      ...role(trusts({ AWS: alice }, undefined, 'sts:AssumeRole')),
      call: assume({ SourceIdentity: 'alice' }),
      refused: refused('sts:SetSourceIdentity'),
    },
    'passing tags needs a permission': {
      ...role(trusts({ AWS: alice }, undefined, 'sts:AssumeRole')),
      call: assume(team('red')),
      refused: refused('sts:TagSession'),
    },
    'aws:RequestTag is a tag of the session': holds(
      { StringEquals: { 'aws:RequestTag/team': 'red' } },
      team('red'),
    ),
    'aws:RequestTag is another': fails({ StringEquals: { 'aws:RequestTag/team': 'red' } }, team('blue')),
    'aws:TagKeys are the tags of the session': fails(
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['cost'] } },
      team('red'),
    ),
    'sts:TransitiveTagKeys are what is passed on': holds(
      { 'ForAllValues:StringEquals': { 'sts:TransitiveTagKeys': ['team'] } },
      { ...team('red'), TransitiveTagKeys: ['team'] },
    ),
    'aws:ResourceTag is a tag of the role': holds({ StringEquals: { 'aws:ResourceTag/team': 'red' } }),
    'iam:ResourceTag too': holds({ StringEquals: { 'iam:ResourceTag/team': 'red' } }),
    'aws:ResourceTag is no other': fails({ StringEquals: { 'aws:ResourceTag/team': 'blue' } }),
    'aws:CurrentTime limits trust': fails({ DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } }),
    'aws:SourceIp limits trust': fails({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
    'aws:MultiFactorAuthPresent without a code': fails({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    'aws:username is the name of the caller': holds({ StringEquals: { 'aws:username': 'alice' } }),
  },
};
