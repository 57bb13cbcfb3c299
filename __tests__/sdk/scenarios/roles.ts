import { type Scenario, policy, tags, trust } from './scenario.ts';

const TemplateArn = 'arn:aws:iam::aws:role-template/backup/Restore';
const definition = {
  TemplateName: 'Restore',
  Description: 'Restores backups',
  MajorVersion: 1,
  ManagedByType: 'Service',
  ManagedByValue: 'backup.amazonaws.com',
  RoleNamePattern: 'Restore-@{Stage}',
  RolePathPattern: '/restore/@{Stage}/',
  RoleDescriptionPattern: 'Restores @{Stage}',
  AssumeRolePolicyDocumentTemplate: trust,
  InlinePolicyTemplates: [{ PolicyName: 'read', PolicyDocument: policy }],
  ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
  ParametersDefinition: [{ Name: 'Stage', Type: 'String', IsRequired: true }],
  RoleTagsTemplate: [{ Key: 'stage', Value: '@{Stage}' }],
  MaxSessionDuration: 7200,
};

export const roles: Scenario = {
  title: 'roles and instance profiles',
  service: 'iam',
  steps: [
    [
      'CreateRole',
      {
        RoleName: 'app',
        Path: '/x/',
        AssumeRolePolicyDocument: trust,
        Description: 'A\r\nB\t"quoted" & <c>',
        MaxSessionDuration: 7200,
        Tags: tags,
      },
    ],
    ['CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: trust }],
    ['CreateRole', { RoleName: 'bad', AssumeRolePolicyDocument: policy }],
    [
      'CreateRole',
      {
        RoleName: 'bad',
        AssumeRolePolicyDocument: trust.replace('"*"', '"arn:aws:iam::123456789012:user/none"'),
      },
    ],
    ['CreateRole', { RoleName: 'short', AssumeRolePolicyDocument: trust, MaxSessionDuration: 1 }],
    ['GetRole', { RoleName: 'app' }],
    ['GetRole', { RoleName: 'none' }],
    ['ListRoles', {}],
    ['ListRoles', { PathPrefix: '/x/', MaxItems: 1 }],
    ['UpdateRole', { RoleName: 'app', Description: '', MaxSessionDuration: 3600 }],
    ['UpdateRoleDescription', { RoleName: 'app', Description: '  spaces  ' }],
    ['UpdateAssumeRolePolicy', { RoleName: 'app', PolicyDocument: trust }],
    ['TagRole', { RoleName: 'app', Tags: tags }],
    ['UntagRole', { RoleName: 'app', TagKeys: ['team'] }],
    ['ListRoleTags', { RoleName: 'app' }],

    ['CreateInstanceProfile', { InstanceProfileName: 'web', Path: '/x/', Tags: tags }],
    ['CreateInstanceProfile', { InstanceProfileName: 'web' }],
    ['AddRoleToInstanceProfile', { InstanceProfileName: 'web', RoleName: 'app' }],
    ['AddRoleToInstanceProfile', { InstanceProfileName: 'web', RoleName: 'app' }],
    ['GetInstanceProfile', { InstanceProfileName: 'web' }],
    ['ListInstanceProfiles', {}],
    ['ListInstanceProfilesForRole', { RoleName: 'app' }],
    ['TagInstanceProfile', { InstanceProfileName: 'web', Tags: tags }],
    ['UntagInstanceProfile', { InstanceProfileName: 'web', TagKeys: ['team'] }],
    ['ListInstanceProfileTags', { InstanceProfileName: 'web' }],
    ['DeleteRole', { RoleName: 'app' }],
    ['RemoveRoleFromInstanceProfile', { InstanceProfileName: 'web', RoleName: 'app' }],
    ['DeleteInstanceProfile', { InstanceProfileName: 'web' }],
    ['DeleteRole', { RoleName: 'app' }],

    ['CreateServiceLinkedRole', { AWSServiceName: 'autoscaling.amazonaws.com', Description: 'scales' }],
    ['CreateServiceLinkedRole', { AWSServiceName: 'autoscaling.amazonaws.com' }],
    ['DeleteServiceLinkedRole', { RoleName: 'AWSServiceRoleForAutoScaling' }],
    [
      'GetServiceLinkedRoleDeletionStatus',
      (last) => ({ DeletionTaskId: last['DeleteServiceLinkedRole'].DeletionTaskId }),
    ],
    ['GetServiceLinkedRoleDeletionStatus', { DeletionTaskId: 'task/none' }],

    (aws) =>
      aws.world.transact('123456789012', (call) =>
        call.update((state) => {
          state.roleTemplates = state.roleTemplates.set(`${TemplateArn}/1`, {
            arn: TemplateArn,
            minorVersion: '1',
            enabled: true,
            definition,
          });
        }),
      ),
    ['GetRoleTemplateVersion', { TemplateArn }],
    ['GetRoleTemplateVersion', { TemplateArn, MinorVersion: 9 }],
    ['AcquireRole', { TemplateArn, ReplacementValues: { Stage: { Values: ['prod'] } } }],
    ['AcquireRole', { TemplateArn, ReplacementValues: { Stage: { Values: ['prod'] } } }],
    ['AcquireRole', { TemplateArn, ReplacementValues: {} }],
  ],
};
