import { type Case, type CaseTable, account, allow, bob, getBob, identity } from './case.ts';

const refusedBob = identity('iam:GetUser', bob);

/** Alice may read users where the condition holds. */
const where = (Condition: object, refused?: string): Case => ({
  allows: [allow('iam:GetUser', '*', Condition)],
  call: getBob,
  ...(refused !== undefined && { refused }),
});
const unless = (Condition: object): Case => where(Condition, refusedBob);

export const globalKeys: CaseTable = {
  source: 'IAM User Guide, "AWS global condition context keys"',
  cases: {
    'aws:username is the name': where({ StringEquals: { 'aws:username': 'alice' } }),
    'aws:username is not another name': unless({ StringEquals: { 'aws:username': 'bob' } }),
    'keys have no case': where({ StringEquals: { 'AWS:UserName': 'alice' } }),
    'values have case': unless({ StringEquals: { 'aws:username': 'Alice' } }),
    'values have none for EqualsIgnoreCase': where({ StringEqualsIgnoreCase: { 'aws:username': 'ALICE' } }),
    'aws:userid is the unique id': where({ StringLike: { 'aws:userid': 'AIDA*' } }),
    'aws:userid is no name': unless({ StringEquals: { 'aws:userid': 'alice' } }),
    'aws:PrincipalArn is the ARN': where({ ArnEquals: { 'aws:PrincipalArn': `${account}:user/alice` } }),
    'aws:PrincipalArn may have wildcards': where({
      ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/al*' },
    }),
    'aws:PrincipalArn of a role is that of the role': {
      by: `arn:aws:sts::123456789012:assumed-role/app/test`,
      seed: {
        roles: {
          app: {
            path: '/team/',
            inlinePolicies: {
              p: {
                Version: '2012-10-17',
                Statement: [
                  allow('iam:GetUser', '*', {
                    ArnEquals: { 'aws:PrincipalArn': `${account}:role/team/app` },
                  }),
                ],
              },
            },
          },
        },
      },
      call: getBob,
    },
    'aws:PrincipalAccount is the account': where({
      StringEquals: { 'aws:PrincipalAccount': '123456789012' },
    }),
    'aws:PrincipalType of a user': where({ StringEquals: { 'aws:PrincipalType': 'User' } }),
    'aws:PrincipalType of a role': {
      by: `${account}:role/app`,
      seed: {
        roles: {
          app: {
            inlinePolicies: {
              p: {
                Version: '2012-10-17',
                Statement: [
                  allow('iam:GetUser', '*', { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }),
                ],
              },
            },
          },
        },
      },
      call: getBob,
    },
    'aws:PrincipalTag': {
      ...where({ StringEquals: { 'aws:PrincipalTag/team': 'red' } }),
      seed: { users: { alice: { tags: { team: 'red' } } } },
    },
    'aws:PrincipalTag of another value': {
      ...unless({ StringEquals: { 'aws:PrincipalTag/team': 'blue' } }),
      seed: { users: { alice: { tags: { team: 'red' } } } },
    },
    'aws:PrincipalTag that is not there': unless({ StringEquals: { 'aws:PrincipalTag/team': 'red' } }),
    'aws:PrincipalTag that is not there, with IfExists': where({
      StringEqualsIfExists: { 'aws:PrincipalTag/team': 'red' },
    }),
    'a key that is not there, with Null': where({ Null: { 'aws:PrincipalTag/team': 'true' } }),
    'a key that is there, with Null': where({ Null: { 'aws:username': 'false' } }),
    'aws:PrincipalOrgID of a member': {
      ...where({ StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }),
      seed: { organization: { id: 'o-a1b2c3d4e5' } },
    },
    'aws:PrincipalOrgID without an organization': unless({ StringLike: { 'aws:PrincipalOrgID': '*' } }),
    'aws:RequestedRegion of IAM is us-east-1': where({
      StringEquals: { 'aws:RequestedRegion': 'us-east-1' },
    }),
    'aws:RequestedRegion is no other': unless({ StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }),
    'aws:SecureTransport is true': where({ Bool: { 'aws:SecureTransport': 'true' } }),
    'aws:SecureTransport is not false': unless({ Bool: { 'aws:SecureTransport': 'false' } }),
    'aws:ViaAWSService is false': where({ Bool: { 'aws:ViaAWSService': 'false' } }),
    'aws:SourceIp is this machine': where({ IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }),
    'aws:SourceIp is not elsewhere': unless({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
    'aws:SourceIp is outside of elsewhere': where({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
    'aws:CurrentTime is the clock’s': where({ DateEquals: { 'aws:CurrentTime': '2026-01-31T12:00:00Z' } }),
    'aws:CurrentTime before': where({ DateLessThan: { 'aws:CurrentTime': '2026-02-01T00:00:00Z' } }),
    'aws:CurrentTime after': unless({ DateGreaterThan: { 'aws:CurrentTime': '2026-02-01T00:00:00Z' } }),
    'aws:EpochTime is in seconds': where({ NumericEquals: { 'aws:EpochTime': '1769860800' } }),
    'aws:EpochTime is a date': where({ DateGreaterThan: { 'aws:EpochTime': '2026-01-31T11:59:59Z' } }),
    'aws:MultiFactorAuthPresent is not there for keys of users': unless({
      Bool: { 'aws:MultiFactorAuthPresent': 'true' },
    }),
    'aws:MultiFactorAuthPresent false neither': unless({ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }),
    'aws:MultiFactorAuthPresent with IfExists lets keys of users in': where({
      BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' },
    }),
    'aws:ResourceAccount is the account of the resource': where({
      StringEquals: { 'aws:ResourceAccount': '123456789012' },
    }),
    'aws:ResourceTag': {
      ...where({ StringEquals: { 'aws:ResourceTag/team': 'red' } }),
      seed: { users: { bob: { path: '/team/', tags: { team: 'red' } } } },
    },
    'aws:ResourceTag of another value': {
      ...unless({ StringEquals: { 'aws:ResourceTag/team': 'blue' } }),
      seed: { users: { bob: { path: '/team/', tags: { team: 'red' } } } },
    },
    'aws:ResourceTag that is not there': unless({ StringEquals: { 'aws:ResourceTag/team': 'red' } }),
    'tags of principal and resource that are the same': {
      ...where({ StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } }),
      seed: {
        users: { alice: { tags: { team: 'red' } }, bob: { path: '/team/', tags: { team: 'red' } } },
      },
    },
    'tags of principal and resource that differ': {
      ...unless({ StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } }),
      seed: {
        users: { alice: { tags: { team: 'red' } }, bob: { path: '/team/', tags: { team: 'blue' } } },
      },
    },
    'all keys of a condition must hold': unless({
      StringEquals: { 'aws:username': 'alice', 'aws:PrincipalAccount': '210987654321' },
    }),
    'all operators of a condition must hold': unless({
      StringEquals: { 'aws:username': 'alice' },
      Bool: { 'aws:SecureTransport': 'false' },
    }),
    'one value of a key is enough': where({ StringEquals: { 'aws:username': ['bob', 'alice'] } }),
    'no value of a negated key may match': unless({ StringNotEquals: { 'aws:username': ['bob', 'alice'] } }),
  },
};

const red = { Tags: [{ Key: 'team', Value: 'red' }] };
const create = (Condition: object, input: object, refused?: string): Case => ({
  allows: [allow(['iam:CreateUser', 'iam:TagUser'], '*', Condition)],
  call: ['iam:CreateUser', { UserName: 'new', ...input }],
  ...(refused !== undefined && { refused }),
});
const notCreated = identity('iam:CreateUser', `${account}:user/new`);
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

export const requestKeys: CaseTable = {
  source: 'IAM User Guide, "Controlling access to AWS resources using tags"',
  cases: {
    'aws:RequestTag is the tag of the request': create(
      { StringEquals: { 'aws:RequestTag/team': 'red' } },
      red,
    ),
    'aws:RequestTag of another value': create(
      { StringEquals: { 'aws:RequestTag/team': ['blue', 'green'] } },
      red,
      notCreated,
    ),
    'aws:RequestTag without tags': create({ StringEquals: { 'aws:RequestTag/team': 'red' } }, {}, notCreated),
    'aws:TagKeys are among the allowed': create(
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'cost'] } },
      red,
    ),
    'aws:TagKeys beyond the allowed': create(
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } },
      { Tags: [...red.Tags, { Key: 'cost', Value: '1' }] },
      notCreated,
    ),
    'aws:TagKeys without tags, for all values': create(
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } },
      {},
    ),
    'aws:TagKeys without tags, for any value': create(
      { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['team'] } },
      {},
      notCreated,
    ),
    'aws:TagKeys of what is untagged': {
      allows: [allow('iam:UntagUser', '*', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } })],
      call: ['iam:UntagUser', { UserName: 'bob', TagKeys: ['cost'] }],
      refused: identity('iam:UntagUser', bob),
    },
    'tagging on creation is a permission of its own': {
      allows: [allow('iam:CreateUser')],
      call: ['iam:CreateUser', { UserName: 'new', ...red }],
      refused: identity('iam:TagUser', `${account}:user/new`),
    },
    'creation without tags needs no permission to tag': {
      allows: [allow('iam:CreateUser')],
      call: ['iam:CreateUser', { UserName: 'new' }],
    },
  },
};

const attach = (key: string, value: string, PolicyArn: string, refused?: string): Case => ({
  allows: [allow('iam:AttachUserPolicy', '*', { ArnEquals: { [key]: value } })],
  call: ['iam:AttachUserPolicy', { UserName: 'bob', PolicyArn }],
  ...(refused !== undefined && { refused }),
});

export const iamKeys: CaseTable = {
  source: 'IAM User Guide, "IAM and AWS STS condition context keys"',
  cases: {
    'iam:PolicyARN is the policy that is attached': attach('iam:PolicyARN', readOnly, readOnly),
    'iam:PolicyARN is not another': attach(
      'iam:PolicyARN',
      readOnly,
      'arn:aws:iam::aws:policy/AdministratorAccess',
      identity('iam:AttachUserPolicy', bob),
    ),
    'iam:PolicyARN may have wildcards': attach('iam:PolicyARN', 'arn:aws:iam::aws:policy/Read*', readOnly),
    'iam:PolicyARN is the policy that is detached': {
      allows: [allow('iam:DetachRolePolicy', '*', { ArnNotEquals: { 'iam:PolicyARN': readOnly } })],
      seed: { roles: { app: {} } },
      call: ['iam:DetachRolePolicy', { RoleName: 'app', PolicyArn: readOnly }],
      refused: identity('iam:DetachRolePolicy', 'role app'),
    },
    'iam:ResourceTag is aws:ResourceTag': {
      allows: [allow('iam:GetUser', '*', { StringEquals: { 'iam:ResourceTag/team': 'red' } })],
      seed: { users: { bob: { path: '/team/', tags: { team: 'red' } } } },
      call: getBob,
    },
    'tags of roles': {
      allows: [allow('iam:GetRole', '*', { StringEquals: { 'aws:ResourceTag/team': 'red' } })],
      seed: { roles: { app: { tags: { team: 'red' } } } },
      call: ['iam:GetRole', { RoleName: 'app' }],
    },
    'tags of policies': {
      allows: [allow('iam:GetPolicy', '*', { StringEquals: { 'aws:ResourceTag/team': 'blue' } })],
      seed: {
        policies: {
          p: { document: { Version: '2012-10-17', Statement: [allow('*')] }, tags: { team: 'red' } },
        },
      },
      call: ['iam:GetPolicy', { PolicyArn: `${account}:policy/p` }],
      refused: identity('iam:GetPolicy', 'policy arn:aws:iam::123456789012:policy/p'),
    },
    'tags of instance profiles': {
      allows: [allow('iam:GetInstanceProfile', '*', { StringEquals: { 'aws:ResourceTag/team': 'red' } })],
      seed: { instanceProfiles: { web: { tags: { team: 'red' } } } },
      call: ['iam:GetInstanceProfile', { InstanceProfileName: 'web' }],
    },
    'iam:PassedToService is EC2 for instance profiles': {
      allows: [
        allow('iam:AddRoleToInstanceProfile'),
        allow('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } }),
      ],
      seed: { roles: { app: {} }, instanceProfiles: { web: {} } },
      call: ['iam:AddRoleToInstanceProfile', { InstanceProfileName: 'web', RoleName: 'app' }],
    },
    'a role that may be passed to Lambda only': {
      allows: [
        allow('iam:AddRoleToInstanceProfile'),
        allow('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } }),
      ],
      seed: { roles: { app: {} }, instanceProfiles: { web: {} } },
      call: ['iam:AddRoleToInstanceProfile', { InstanceProfileName: 'web', RoleName: 'app' }],
      refused: identity('iam:PassRole', `${account}:role/app`),
    },
    'a role that may not be passed': {
      allows: [allow('iam:AddRoleToInstanceProfile'), allow('iam:PassRole', `${account}:role/other`)],
      seed: { roles: { app: {} }, instanceProfiles: { web: {} } },
      call: ['iam:AddRoleToInstanceProfile', { InstanceProfileName: 'web', RoleName: 'app' }],
      refused: identity('iam:PassRole', `${account}:role/app`),
    },
    'iam:AWSServiceName is the service of the role': {
      allows: [
        allow('iam:CreateServiceLinkedRole', '*', {
          StringLike: { 'iam:AWSServiceName': 'ecs.amazonaws.com' },
        }),
      ],
      call: ['iam:CreateServiceLinkedRole', { AWSServiceName: 'ecs.amazonaws.com' }],
    },
    'iam:AWSServiceName is not another': {
      allows: [
        allow('iam:CreateServiceLinkedRole', '*', {
          StringLike: { 'iam:AWSServiceName': 'rds.amazonaws.com' },
        }),
      ],
      call: ['iam:CreateServiceLinkedRole', { AWSServiceName: 'ecs.amazonaws.com' }],
      refused: identity(
        'iam:CreateServiceLinkedRole',
        `${account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
      ),
    },
    'iam:ServiceSpecificCredentialServiceName': {
      allows: [
        allow('iam:CreateServiceSpecificCredential', '*', {
          StringEquals: { 'iam:ServiceSpecificCredentialServiceName': 'cassandra.amazonaws.com' },
        }),
      ],
      call: [
        'iam:CreateServiceSpecificCredential',
        { UserName: 'bob', ServiceName: 'codecommit.amazonaws.com' },
      ],
      refused: identity('iam:CreateServiceSpecificCredential', bob),
    },
    'iam:PermissionsBoundary of a role that has one': {
      allows: [
        allow('iam:PutRolePolicy', '*', {
          ArnEquals: { 'iam:PermissionsBoundary': `${account}:policy/limits` },
        }),
      ],
      seed: {
        policies: { limits: { Version: '2012-10-17', Statement: [allow('s3:*')] } },
        roles: { app: { permissionsBoundary: 'limits' } },
      },
      call: [
        'iam:PutRolePolicy',
        {
          RoleName: 'app',
          PolicyName: 'p',
          PolicyDocument:
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
        },
      ],
    },
  },
};

const password = { passwordPolicy: { allowUsersToChangePassword: true } };

export const passwords: CaseTable = {
  source: 'IAM User Guide, "Account password policy for IAM users", Allow users to change their own password',
  cases: {
    'users may change their password': {
      seed: { ...password, users: { alice: { password: 'Old-Passw0rd!' } } },
      call: ['iam:ChangePassword', { OldPassword: 'Old-Passw0rd!', NewPassword: 'New-Passw0rd!' }],
    },
    'users may read the password policy': { seed: password, call: ['iam:GetAccountPasswordPolicy'] },
    'users may nothing else by it': {
      seed: password,
      call: ['iam:UpdateLoginProfile', { UserName: 'alice', Password: 'New-Passw0rd!' }],
      refused: identity('iam:UpdateLoginProfile', `${account}:user/alice`),
    },
    'without the setting they may not': {
      seed: { passwordPolicy: { minimumPasswordLength: 8 }, users: { alice: { password: 'Old-Passw0rd!' } } },
      call: ['iam:ChangePassword', { OldPassword: 'Old-Passw0rd!', NewPassword: 'New-Passw0rd!' }],
      refused: identity('iam:ChangePassword', `${account}:user/alice`),
    },
    'without a password policy they may not read it': {
      call: ['iam:GetAccountPasswordPolicy'],
      refused: identity('iam:GetAccountPasswordPolicy', '*'),
    },
    'a boundary binds them still': {
      seed: {
        ...password,
        policies: { limits: { Version: '2012-10-17', Statement: [allow('s3:*')] } },
        users: { alice: { permissionsBoundary: 'limits' } },
      },
      call: ['iam:GetAccountPasswordPolicy'],
      refused:
        'iam:GetAccountPasswordPolicy on resource: * because no permissions boundary allows the iam:GetAccountPasswordPolicy action',
    },
    'roles are no users': {
      by: `${account}:role/app`,
      seed: { ...password, roles: { app: {} } },
      call: ['iam:GetAccountPasswordPolicy'],
      refused: identity('iam:GetAccountPasswordPolicy', '*'),
    },
  },
};
