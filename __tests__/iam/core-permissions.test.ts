import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  PutRolePermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
} from '@aws-sdk/client-iam';
import { rootCaller } from '../../src/engine/callers.ts';
import type { Operation } from '../../src/engine/operation.ts';
import type { Account } from '../../src/engine/state.ts';
import { iamCatalogue } from '../../src/iam/catalogue.ts';
import { useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00Z' });

type Input = Readonly<Record<string, unknown>>;

const arn = (rest: string) => `arn:aws:iam::123456789012:${rest}`;
const boundary = arn('policy/limits');
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
const caller = rootCaller('123456789012', 'aws');

beforeEach(async () => {
  await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'limits',
      PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
    }),
  );
  await iam.send(new CreateUserCommand({ UserName: 'alice', Path: '/t/' }));
  await iam.send(new CreateGroupCommand({ GroupName: 'ops', Path: '/t/' }));
  await iam.send(new AddUserToGroupCommand({ UserName: 'alice', GroupName: 'ops' }));
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'app',
      Path: '/t/',
      AssumeRolePolicyDocument:
        '{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}',
    }),
  );
  await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'alice', PermissionsBoundary: boundary }));
  await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: 'app', PermissionsBoundary: boundary }));
});

const account = () => aws.state.accounts.get('123456789012') as Account;
const record = (name: string) =>
  (iamCatalogue as unknown as Readonly<Record<string, Operation<Input, unknown>>>)[name];

const user = { UserName: 'ALICE' };
const group = { GroupName: 'OPS' };
const role = { RoleName: 'APP' };
const profile = { InstanceProfileName: 'web' };

/** What AWS's service authorization reference asks for: the ARN is of the entity as it is stored. */
test.each<[operation: string, input: Input, resource: string | readonly string[]]>([
  ['CreateGroup', { GroupName: 'new', Path: '/x/' }, arn('group/x/new')],
  ['CreateGroup', { GroupName: 'new' }, arn('group/new')],
  ['GetGroup', group, arn('group/t/ops')],
  ['GetGroup', { GroupName: 'gone' }, arn('group/gone')],
  ['ListGroups', {}, arn('group/')],
  ['ListGroups', { PathPrefix: '/t/' }, arn('group/t/')],
  ['UpdateGroup', { ...group, NewPath: '/y/' }, [arn('group/t/ops'), arn('group/y/ops')]],
  ['DeleteGroup', group, arn('group/t/ops')],
  ['AddUserToGroup', { ...group, ...user }, arn('group/t/ops')],
  ['RemoveUserFromGroup', { ...group, ...user }, arn('group/t/ops')],
  ['ListGroupsForUser', user, arn('user/t/alice')],
  ['CreateRole', { RoleName: 'new', Path: '/x/' }, arn('role/x/new')],
  ['GetRole', role, arn('role/t/app')],
  ['ListRoles', {}, arn('role/')],
  ['UpdateRole', role, arn('role/t/app')],
  ['UpdateRoleDescription', role, arn('role/t/app')],
  ['UpdateAssumeRolePolicy', role, arn('role/t/app')],
  ['DeleteRole', role, arn('role/t/app')],
  ['TagRole', role, arn('role/t/app')],
  ['UntagRole', role, arn('role/t/app')],
  ['ListRoleTags', role, arn('role/t/app')],
  ['CreateAccessKey', user, arn('user/t/alice')],
  ['CreateAccessKey', {}, arn('root')],
  ['ListAccessKeys', user, arn('user/t/alice')],
  ['UpdateAccessKey', user, arn('user/t/alice')],
  ['DeleteAccessKey', user, arn('user/t/alice')],
  ['GetAccessKeyLastUsed', { AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }, 'access key AKIAIOSFODNN7EXAMPLE'],
  ['PutUserPolicy', user, arn('user/t/alice')],
  ['GetGroupPolicy', group, arn('group/t/ops')],
  ['DeleteRolePolicy', role, arn('role/t/app')],
  ['ListUserPolicies', user, arn('user/t/alice')],
  ['AttachUserPolicy', user, arn('user/t/alice')],
  ['DetachGroupPolicy', group, arn('group/t/ops')],
  ['ListAttachedRolePolicies', role, arn('role/t/app')],
  ['ListEntitiesForPolicy', { PolicyArn: boundary }, boundary],
  ['PutUserPermissionsBoundary', user, arn('user/t/alice')],
  ['DeleteRolePermissionsBoundary', role, arn('role/t/app')],
  ['CreateInstanceProfile', { ...profile, Path: '/x/' }, arn('instance-profile/x/web')],
  ['GetInstanceProfile', profile, arn('instance-profile/web')],
  ['ListInstanceProfiles', {}, arn('instance-profile/')],
  ['ListInstanceProfilesForRole', role, arn('role/t/app')],
  ['AddRoleToInstanceProfile', { ...profile, ...role }, arn('instance-profile/web')],
  ['RemoveRoleFromInstanceProfile', { ...profile, ...role }, arn('instance-profile/web')],
])('%s of %j asks about %j', (name, input, resource) => {
  expect(record(name)?.resource(input, account(), caller)).toEqual(resource);
});

test.each<[operation: string, input: Input, conditions: Readonly<Record<string, string | undefined>>]>([
  ['CreateRole', { RoleName: 'x', PermissionsBoundary: boundary }, { 'iam:PermissionsBoundary': boundary }],
  ['CreateRole', { RoleName: 'x' }, { 'iam:PermissionsBoundary': undefined }],
  [
    'AttachUserPolicy',
    { ...user, PolicyArn: administrator },
    { 'iam:PolicyARN': administrator, 'iam:PermissionsBoundary': boundary },
  ],
  [
    'DetachRolePolicy',
    { ...role, PolicyArn: administrator },
    { 'iam:PolicyARN': administrator, 'iam:PermissionsBoundary': boundary },
  ],
  ['AttachGroupPolicy', { ...group, PolicyArn: administrator }, { 'iam:PolicyARN': administrator }],
  ['PutUserPolicy', user, { 'iam:PermissionsBoundary': boundary }],
  ['PutRolePolicy', role, { 'iam:PermissionsBoundary': boundary }],
  ['DeleteUserPolicy', { UserName: 'gone' }, { 'iam:PermissionsBoundary': undefined }],
  [
    'PutRolePermissionsBoundary',
    { ...role, PermissionsBoundary: administrator },
    { 'iam:PermissionsBoundary': administrator },
  ],
  ['DeleteUserPermissionsBoundary', user, { 'iam:PermissionsBoundary': boundary }],
])('%s of %j gives the condition keys %j', (name, input, conditions) => {
  expect(record(name)?.conditions?.(input, account(), caller)).toEqual(conditions);
});

test.each<[operation: string, input: Input, needs: readonly object[]]>([
  ['CreateRole', { RoleName: 'x' }, []],
  [
    'CreateRole',
    { RoleName: 'x', Path: '/y/', Tags: [{ Key: 'a', Value: 'b' }] },
    [{ action: 'iam:TagRole', resource: arn('role/y/x') }],
  ],
  [
    'CreateInstanceProfile',
    { ...profile, Tags: [{ Key: 'a', Value: 'b' }] },
    [{ action: 'iam:TagInstanceProfile', resource: arn('instance-profile/web') }],
  ],
  [
    'AddRoleToInstanceProfile',
    { ...profile, ...role },
    [
      {
        action: 'iam:PassRole',
        resource: arn('role/t/app'),
        conditions: { 'iam:PassedToService': 'ec2.amazonaws.com' },
      },
    ],
  ],
])('%s of %j also needs %j', (name, input, needs) => {
  expect(record(name)?.alsoNeeds?.(input, account(), caller)).toEqual(needs);
});
