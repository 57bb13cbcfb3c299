import * as fc from 'fast-check';
import type { Request } from './calls.ts';
import { identityPolicy, trustPolicy } from './fixtures.ts';

/** Few names, so that calls meet; some of them in two spellings, some that plain objects stumble over. */
const name = fc.constantFrom('alice', 'Alice', 'bob', '__proto__', 'constructor');
const path = fc.constantFrom(undefined, '/', '/team/', '/team/a/');
const tagKey = fc.constantFrom('team', 'Team', 'cost');
const tags = fc.uniqueArray(fc.record({ Key: tagKey, Value: fc.constantFrom('', 'a', 'b') }), {
  maxLength: 2,
  selector: ({ Key }) => Key.toLowerCase(),
});
const policyName = fc.constantFrom('read', 'write');
const policyArn = policyName.map((policy) => `arn:aws:iam::123456789012:policy/${policy}`);
const anyPolicyArn = fc.oneof(policyArn, fc.constant('arn:aws:iam::aws:policy/ReadOnlyAccess'));
const version = fc.constantFrom('v1', 'v2', 'v3');
const status = fc.constantFrom('Active', 'Inactive');

const of = (operation: string, members: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Request> =>
  fc.record(members).map((input) => [operation, input] as const);

const document = fc.constant(identityPolicy);
const trust = fc.constant(trustPolicy);

/** Any call on users, groups, roles, policies and what hangs on them; about half of them fail. */
export const anyCall: fc.Arbitrary<Request> = fc.oneof(
  of('CreateUser', { UserName: name, Path: path, Tags: tags }),
  of('CreateUser', { UserName: name, PermissionsBoundary: anyPolicyArn }),
  of('UpdateUser', { UserName: name, NewUserName: name, NewPath: path }),
  of('DeleteUser', { UserName: name }),
  of('GetUser', { UserName: name }),
  of('TagUser', { UserName: name, Tags: tags }),
  of('UntagUser', { UserName: name, TagKeys: fc.array(tagKey, { maxLength: 2 }) }),
  of('CreateAccessKey', { UserName: name }),
  of('CreateLoginProfile', { UserName: name, Password: fc.constant('Correct horse 1!') }),
  of('DeleteLoginProfile', { UserName: name }),
  of('PutUserPermissionsBoundary', { UserName: name, PermissionsBoundary: anyPolicyArn }),
  of('DeleteUserPermissionsBoundary', { UserName: name }),
  of('PutUserPolicy', { UserName: name, PolicyName: policyName, PolicyDocument: document }),
  of('DeleteUserPolicy', { UserName: name, PolicyName: policyName }),
  of('AttachUserPolicy', { UserName: name, PolicyArn: anyPolicyArn }),
  of('DetachUserPolicy', { UserName: name, PolicyArn: anyPolicyArn }),
  of('CreateGroup', { GroupName: name, Path: path }),
  of('UpdateGroup', { GroupName: name, NewGroupName: name, NewPath: path }),
  of('DeleteGroup', { GroupName: name }),
  of('AddUserToGroup', { UserName: name, GroupName: name }),
  of('RemoveUserFromGroup', { UserName: name, GroupName: name }),
  of('AttachGroupPolicy', { GroupName: name, PolicyArn: anyPolicyArn }),
  of('DetachGroupPolicy', { GroupName: name, PolicyArn: anyPolicyArn }),
  of('CreateRole', { RoleName: name, AssumeRolePolicyDocument: trust, Path: path, Tags: tags }),
  of('UpdateRole', { RoleName: name, Description: fc.constantFrom('', 'a', 'b') }),
  of('DeleteRole', { RoleName: name }),
  of('TagRole', { RoleName: name, Tags: tags }),
  of('PutRolePermissionsBoundary', { RoleName: name, PermissionsBoundary: anyPolicyArn }),
  of('AttachRolePolicy', { RoleName: name, PolicyArn: anyPolicyArn }),
  of('DetachRolePolicy', { RoleName: name, PolicyArn: anyPolicyArn }),
  of('CreateInstanceProfile', { InstanceProfileName: name, Path: path }),
  of('AddRoleToInstanceProfile', { InstanceProfileName: name, RoleName: name }),
  of('RemoveRoleFromInstanceProfile', { InstanceProfileName: name, RoleName: name }),
  of('DeleteInstanceProfile', { InstanceProfileName: name }),
  of('CreatePolicy', { PolicyName: policyName, PolicyDocument: document, Tags: tags }),
  of('CreatePolicyVersion', { PolicyArn: policyArn, PolicyDocument: document, SetAsDefault: fc.boolean() }),
  of('SetDefaultPolicyVersion', { PolicyArn: policyArn, VersionId: version }),
  of('DeletePolicyVersion', { PolicyArn: policyArn, VersionId: version }),
  of('DeletePolicy', { PolicyArn: policyArn }),
  of('CreateVirtualMFADevice', { VirtualMFADeviceName: name }),
  of('DeleteVirtualMFADevice', {
    SerialNumber: name.map((device) => `arn:aws:iam::123456789012:mfa/${device}`),
  }),
  of('CreateServiceSpecificCredential', {
    UserName: name,
    ServiceName: fc.constant('codecommit.amazonaws.com'),
  }),
  of('CreateOpenIDConnectProvider', {
    Url: name.map((host) => `https://${host.replaceAll('_', '')}.example.com`),
  }),
  of('CreateAccountAlias', { AccountAlias: fc.constantFrom('acme', 'acme2') }),
  of('UpdateAccountPasswordPolicy', { RequireNumbers: fc.boolean() }),
  of('DeleteAccountPasswordPolicy', {}),
  of('CreateUser', { UserName: fc.constantFrom('', 'a b', undefined) }),
  of('UpdateAccessKey', { UserName: name, AccessKeyId: fc.constant('AKIAIOSFODNN7EXAMPLE'), Status: status }),
);

/** Calls that leave some of everything behind, so that random ones meet something. */
export const furnishing: readonly Request[] = [
  ['CreatePolicy', { PolicyName: 'read', PolicyDocument: identityPolicy }],
  ['CreateUser', { UserName: 'alice' }],
  ['CreateUser', { UserName: 'bob', Path: '/team/' }],
  ['CreateGroup', { GroupName: 'alice' }],
  ['CreateRole', { RoleName: 'alice', AssumeRolePolicyDocument: trustPolicy }],
  ['CreateInstanceProfile', { InstanceProfileName: 'alice' }],
  ['AddUserToGroup', { UserName: 'alice', GroupName: 'alice' }],
  ['AttachUserPolicy', { UserName: 'alice', PolicyArn: 'arn:aws:iam::123456789012:policy/read' }],
];

export const manyCalls = fc
  .array(anyCall, { maxLength: 40, size: 'max' })
  .map((calls): readonly Request[] => [...furnishing, ...calls]);
