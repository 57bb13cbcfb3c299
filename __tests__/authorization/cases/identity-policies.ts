import {
  type CaseTable,
  account,
  allow,
  because,
  bob,
  denied,
  deny,
  document,
  getBob,
  identity,
} from './case.ts';

const refusedBob = identity('iam:GetUser', bob);

export const elements: CaseTable = {
  source: 'IAM User Guide, "IAM JSON policy element reference"',
  cases: {
    'nothing is allowed by default': { call: getBob, refused: refusedBob },
    'an action is allowed on every resource': { allows: [allow('iam:GetUser')], call: getBob },
    'an action is allowed on the resource with its path': {
      allows: [allow('iam:GetUser', bob)],
      call: getBob,
    },
    'the path is part of the resource': {
      allows: [allow('iam:GetUser', `${account}:user/bob`)],
      call: getBob,
      refused: refusedBob,
    },
    'a wildcard covers the path': { allows: [allow('iam:GetUser', `${account}:user/*`)], call: getBob },
    'a wildcard covers a part of the path': {
      allows: [allow('iam:GetUser', `${account}:user/team/*`)],
      call: getBob,
    },
    'a question mark is one character': {
      allows: [allow('iam:GetUser', `${account}:user/team/b?b`)],
      call: getBob,
    },
    'a question mark is not two characters': {
      allows: [allow('iam:GetUser', `${account}:user/team?b`)],
      call: getBob,
      refused: refusedBob,
    },
    'a wildcard stands for the account': {
      allows: [allow('iam:GetUser', 'arn:aws:iam::*:user/team/bob')],
      call: getBob,
    },
    'another account is another resource': {
      allows: [allow('iam:GetUser', 'arn:aws:iam::210987654321:user/team/bob')],
      call: getBob,
      refused: refusedBob,
    },
    'another kind of entity is another resource': {
      allows: [allow('iam:GetUser', `${account}:role/*`)],
      call: getBob,
      refused: refusedBob,
    },
    'a list of resources allows each': {
      allows: [allow('iam:GetUser', [`${account}:user/alice`, bob])],
      call: getBob,
    },
    'actions have no case': { allows: [allow('IAM:getuser')], call: getBob },
    'resources have case': {
      allows: [allow('iam:GetUser', `${account}:user/team/BOB`)],
      call: getBob,
      refused: refusedBob,
    },
    'a wildcard stands for several actions': { allows: [allow('iam:Get*')], call: getBob },
    'a wildcard stands in the middle of an action': { allows: [allow('iam:G*User')], call: getBob },
    'a wildcard stands for all actions of a service': { allows: [allow('iam:*')], call: getBob },
    'a wildcard stands for all actions': { allows: [allow('*')], call: getBob },
    'another action is not allowed': { allows: [allow('iam:ListUsers')], call: getBob, refused: refusedBob },
    'an action of the same name of another service is not allowed': {
      allows: [allow('sts:GetUser')],
      call: getBob,
      refused: refusedBob,
    },
    'NotAction allows everything else': {
      allows: [{ Effect: 'Allow', NotAction: 'iam:Create*', Resource: '*' }],
      call: getBob,
    },
    'NotAction does not allow what it names': {
      allows: [{ Effect: 'Allow', NotAction: ['s3:*', 'iam:Get*'], Resource: '*' }],
      call: getBob,
      refused: refusedBob,
    },
    'NotResource allows every other resource': {
      allows: [{ Effect: 'Allow', Action: 'iam:GetUser', NotResource: `${account}:user/alice` }],
      call: getBob,
    },
    'NotResource does not allow what it names': {
      allows: [{ Effect: 'Allow', Action: 'iam:GetUser', NotResource: `${account}:user/team/*` }],
      call: getBob,
      refused: refusedBob,
    },
    'a deny wins over an allow': {
      allows: [allow('*'), deny('iam:GetUser')],
      call: getBob,
      refused: denied('iam:GetUser', bob),
    },
    'a deny wins wherever it stands': {
      allows: [deny('iam:Get*'), allow('iam:GetUser', bob)],
      call: getBob,
      refused: denied('iam:GetUser', bob),
    },
    'a deny of another resource does not matter': {
      allows: [allow('iam:GetUser'), deny('iam:GetUser', `${account}:user/alice`)],
      call: getBob,
    },
    'NotAction denies everything else': {
      allows: [allow('*'), { Effect: 'Deny', NotAction: 'iam:List*', Resource: '*' }],
      call: getBob,
      refused: denied('iam:GetUser', bob),
    },
    'NotResource denies every other resource': {
      allows: [allow('*'), { Effect: 'Deny', Action: '*', NotResource: `${account}:user/alice` }],
      call: getBob,
      refused: denied('iam:GetUser', bob),
    },
  },
};

export const variables: CaseTable = {
  source: 'IAM User Guide, "IAM policy elements: Variables and tags"',
  cases: {
    'users may read themselves': {
      allows: [allow('iam:GetUser', `${account}:user/\${aws:username}`)],
      call: ['iam:GetUser', { UserName: 'alice' }],
    },
    'users may read themselves without saying so': {
      allows: [allow('iam:GetUser', `${account}:user/\${aws:username}`)],
      call: ['iam:GetUser', {}],
    },
    'and nobody else': {
      allows: [allow('iam:GetUser', `${account}:user/*\${aws:username}`)],
      call: getBob,
      refused: refusedBob,
    },
    'a variable has a default': {
      allows: [allow('iam:GetUser', `${account}:user/\${aws:PrincipalTag/team, 'team'}/bob`)],
      call: getBob,
    },
    'a tag of the principal is a variable': {
      allows: [allow('iam:GetUser', `${account}:user/\${aws:PrincipalTag/team}/bob`)],
      seed: { users: { alice: { tags: { team: 'team' } } } },
      call: getBob,
    },
    'a variable without a value matches nothing': {
      allows: [allow('iam:GetUser', `${account}:user/\${aws:PrincipalTag/team}*`)],
      call: getBob,
      refused: refusedBob,
    },
    'an escaped wildcard is a character': {
      allows: [allow('iam:GetUser', `${account}:user/\${*}`)],
      call: getBob,
      refused: refusedBob,
    },
    'the account of the principal is a variable': {
      allows: [allow('iam:GetUser', 'arn:aws:iam::${aws:PrincipalAccount}:user/*')],
      call: getBob,
    },
    'variables are no variables in policies of 2008': {
      seed: {
        users: {
          alice: {
            inlinePolicies: {
              old: {
                Version: '2008-10-17',
                Statement: [allow('iam:GetUser', `${account}:user/\${aws:username}`)],
              },
            },
          },
        },
      },
      call: ['iam:GetUser', {}],
      refused: identity('iam:GetUser', `${account}:user/alice`),
    },
  },
};

export const sources: CaseTable = {
  source: 'IAM User Guide, "Policies and permissions in AWS Identity and Access Management"',
  cases: {
    'inline policies of groups count': {
      seed: {
        groups: { readers: { inlinePolicies: { read: document(allow('iam:GetUser')) } } },
        users: { alice: { groups: ['readers'] } },
      },
      call: getBob,
    },
    'managed policies of groups count': {
      seed: {
        groups: { readers: { policies: ['IAMReadOnlyAccess'] } },
        users: { alice: { groups: ['readers'] } },
      },
      call: getBob,
    },
    'groups that one is not in do not count': {
      seed: { groups: { readers: { policies: ['IAMReadOnlyAccess'] } } },
      call: getBob,
      refused: refusedBob,
    },
    'a deny of a group wins over the own policy': {
      allows: [allow('*')],
      seed: {
        groups: { limited: { inlinePolicies: { no: document(deny('iam:GetUser')) } } },
        users: { alice: { groups: ['limited'] } },
      },
      call: getBob,
      refused: denied('iam:GetUser', bob),
    },
    'managed policies of the account count': {
      seed: { policies: { read: document(allow('iam:GetUser')) }, users: { alice: { policies: ['read'] } } },
      call: getBob,
    },
    'the default version of a managed policy counts': {
      seed: {
        policies: {
          read: {
            versions: [document(allow('iam:ListUsers')), document(allow('iam:GetUser'))],
            defaultVersion: 'v1',
          },
        },
        users: { alice: { policies: ['read'] } },
      },
      call: getBob,
      refused: refusedBob,
    },
    'AdministratorAccess allows everything': {
      seed: { users: { alice: { policies: ['AdministratorAccess'] } } },
      call: ['iam:DeleteUser', { UserName: 'bob' }],
    },
    'PowerUserAccess does not allow to manage users': {
      seed: { users: { alice: { policies: ['PowerUserAccess'] } } },
      call: ['iam:DeleteUser', { UserName: 'bob' }],
      refused: identity('iam:DeleteUser', bob),
    },
    'IAMReadOnlyAccess reads': {
      seed: { users: { alice: { policies: ['IAMReadOnlyAccess'] } } },
      call: getBob,
    },
    'IAMReadOnlyAccess does not write': {
      seed: { users: { alice: { policies: ['IAMReadOnlyAccess'] } } },
      call: ['iam:DeleteUser', { UserName: 'bob' }],
      refused: identity('iam:DeleteUser', bob),
    },
    'ReadOnlyAccess reads': {
      seed: { users: { alice: { policies: ['ReadOnlyAccess'] } } },
      call: ['iam:ListRoles'],
    },
    'SecurityAudit reads': {
      seed: { users: { alice: { policies: ['SecurityAudit'] } } },
      call: ['iam:GetAccountSummary'],
    },
    'a role has its own policies': {
      by: `${account}:role/team/app`,
      seed: { roles: { app: { path: '/team/', policies: ['IAMReadOnlyAccess'] } } },
      call: getBob,
    },
    'a role without policies may do nothing': {
      by: `${account}:role/team/app`,
      seed: { roles: { app: { path: '/team/' } } },
      call: getBob,
      refused: refusedBob,
    },
    'the root user needs no policy': { by: 'root', call: ['iam:DeleteUser', { UserName: 'bob' }] },
    'the root user of another account needs none there': {
      by: 'arn:aws:iam::210987654321:root',
      call: ['iam:ListUsers'],
    },
  },
};

const boundary = (...statements: readonly object[]) => ({
  policies: { limits: document(...statements) },
  users: { alice: { permissionsBoundary: 'limits' } },
});

export const boundaries: CaseTable = {
  source: 'IAM User Guide, "Permissions boundaries for IAM entities"',
  cases: {
    'a boundary allows nothing by itself': {
      seed: boundary(allow('*')),
      call: getBob,
      refused: refusedBob,
    },
    'what policy and boundary allow is allowed': {
      allows: [allow('iam:GetUser')],
      seed: boundary(allow('iam:Get*')),
      call: getBob,
    },
    'what the boundary does not allow is refused': {
      allows: [allow('*')],
      seed: boundary(allow('s3:*')),
      call: getBob,
      refused: because('iam:GetUser', bob, 'permissions boundary'),
    },
    'what the boundary denies is denied': {
      allows: [allow('*')],
      seed: boundary(allow('*'), deny('iam:GetUser')),
      call: getBob,
      refused: denied('iam:GetUser', bob, 'a permissions boundary'),
    },
    'a boundary bounds roles': {
      by: `${account}:role/app`,
      seed: {
        policies: { limits: document(allow('s3:*')) },
        roles: { app: { policies: ['AdministratorAccess'], permissionsBoundary: 'limits' } },
      },
      call: getBob,
      refused: because('iam:GetUser', bob, 'permissions boundary'),
    },
    'a boundary can be delegated: users made without it are refused': {
      allows: [
        allow('iam:CreateUser', '*', {
          StringEquals: { 'iam:PermissionsBoundary': `${account}:policy/limits` },
        }),
      ],
      seed: { policies: { limits: document(allow('s3:*')) } },
      call: ['iam:CreateUser', { UserName: 'new' }],
      refused: identity('iam:CreateUser', `${account}:user/new`),
    },
    'a boundary can be delegated: users made with it are allowed': {
      allows: [
        allow('iam:CreateUser', '*', {
          StringEquals: { 'iam:PermissionsBoundary': `${account}:policy/limits` },
        }),
      ],
      seed: { policies: { limits: document(allow('s3:*')) } },
      call: ['iam:CreateUser', { UserName: 'new', PermissionsBoundary: `${account}:policy/limits` }],
    },
    'a boundary can be delegated: policies are attached to bounded users only': {
      allows: [
        allow('iam:AttachUserPolicy', '*', {
          StringEquals: { 'iam:PermissionsBoundary': `${account}:policy/limits` },
        }),
      ],
      seed: { policies: { limits: document(allow('s3:*')) } },
      call: [
        'iam:AttachUserPolicy',
        { UserName: 'bob', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
      ],
      refused: identity('iam:AttachUserPolicy', bob),
    },
  },
};

const member = { managementAccountId: '111122223333' };
const full = 'FullAWSAccess';

export const organizations: CaseTable = {
  source: 'AWS Organizations User Guide, "Service control policies" and "Resource control policies"',
  cases: {
    'a service control policy grants nothing': {
      seed: { organization: { ...member, serviceControlPolicies: [full] } },
      call: getBob,
      refused: refusedBob,
    },
    'what it allows is left to the account': {
      allows: [allow('iam:GetUser')],
      seed: { organization: { ...member, serviceControlPolicies: [full] } },
      call: getBob,
    },
    'what it does not allow is refused': {
      allows: [allow('*')],
      seed: { organization: { ...member, serviceControlPolicies: [document(allow('s3:*'))] } },
      call: getBob,
      refused: because('iam:GetUser', bob, 'service control policy'),
    },
    'what it denies is denied': {
      allows: [allow('*')],
      seed: { organization: { ...member, serviceControlPolicies: [full, document(deny('iam:GetUser'))] } },
      call: getBob,
      refused: denied('iam:GetUser', bob, 'a service control policy'),
    },
    'every level must allow': {
      allows: [allow('*')],
      seed: {
        organization: { ...member, serviceControlPolicies: [[full], [document(allow('s3:*'))], [full]] },
      },
      call: getBob,
      refused: because('iam:GetUser', bob, 'service control policy'),
    },
    'one policy of a level is enough': {
      allows: [allow('*')],
      seed: {
        organization: {
          ...member,
          serviceControlPolicies: [[full], [document(allow('s3:*')), document(allow('iam:*'))]],
        },
      },
      call: getBob,
    },
    'the root user of a member is bound': {
      by: 'root',
      seed: { organization: { ...member, serviceControlPolicies: [full, document(deny('iam:GetUser'))] } },
      call: getBob,
      refused: denied('iam:GetUser', bob, 'a service control policy'),
    },
    'roles of a member are bound': {
      by: `${account}:role/app`,
      seed: {
        roles: { app: { policies: ['AdministratorAccess'] } },
        organization: { ...member, serviceControlPolicies: [full, document(deny('iam:GetUser'))] },
      },
      call: getBob,
      refused: denied('iam:GetUser', bob, 'a service control policy'),
    },
    'a text is a document too': {
      allows: [allow('*')],
      seed: {
        organization: {
          ...member,
          serviceControlPolicies: [full, JSON.stringify(document(deny('iam:GetUser')))],
        },
      },
      call: getBob,
      refused: denied('iam:GetUser', bob, 'a service control policy'),
    },
    'a condition of a service control policy counts': {
      allows: [allow('*')],
      seed: {
        organization: {
          ...member,
          serviceControlPolicies: [
            full,
            document(deny('*', '*', { StringNotEquals: { 'aws:RequestedRegion': 'eu-central-1' } })),
          ],
        },
      },
      call: getBob,
      refused: denied('iam:GetUser', bob, 'a service control policy'),
    },
    'IAM is beyond resource control policies': {
      allows: [allow('*')],
      seed: {
        organization: {
          ...member,
          resourceControlPolicies: [document({ ...deny('*'), Principal: '*' })],
        },
      },
      call: getBob,
    },
    'a resource control policy denies that a role is assumed': {
      allows: [allow('sts:AssumeRole')],
      seed: {
        roles: { app: {} },
        organization: {
          ...member,
          resourceControlPolicies: [
            document({
              ...deny('sts:AssumeRole', '*', {
                StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-other00000' },
              }),
              Principal: '*',
            }),
          ],
        },
      },
      call: ['sts:AssumeRole', { RoleArn: `${account}:role/app`, RoleSessionName: 'test' }],
      refused: denied('sts:AssumeRole', `${account}:role/app`, 'a resource control policy'),
    },
    'a resource control policy that does not apply is no obstacle': {
      allows: [allow('sts:AssumeRole')],
      seed: {
        roles: { app: {} },
        organization: {
          ...member,
          id: 'o-other00000',
          resourceControlPolicies: [
            document({
              ...deny('sts:AssumeRole', '*', {
                StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-other00000' },
              }),
              Principal: '*',
            }),
          ],
        },
      },
      call: ['sts:AssumeRole', { RoleArn: `${account}:role/app`, RoleSessionName: 'test' }],
    },
  },
};
