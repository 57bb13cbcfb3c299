import type { RoleTemplate } from '../engine/entities.ts';
import {
  AwsError,
  invalidInput,
  limitExceeded,
  malformedPolicyDocument,
  noSuchEntity,
  quotaExceeded,
} from '../engine/errors.ts';
import { checkTagCount, checkTags, principalTagRules } from '../engine/tags.ts';
import type { Transaction } from '../engine/transaction.ts';
import { checkIdentityPolicy, checkTrustPolicy, policySize } from '../policy/index.ts';
import { findPolicy, requireBoundaryPolicy } from './managed-policy.ts';
import type { IamCatalogue } from './operation-types.ts';
import { type NewRole, addRole, createdRoleView, findRole } from './role.ts';
import {
  type TemplateFiller,
  definitionOf,
  fillerFor,
  requireTemplate,
  templateView,
} from './role-template.ts';
import { trustedPrincipalExists } from './trusted-principals.ts';

/**
 * Roles made of a template (IAM API Reference: AcquireRole, GetRoleTemplateVersion). Services of AWS own the
 * templates and no operation makes one: they come from a seed.
 *
 * Neither action stands in the service authorization reference this follows; both are asked for on the template.
 */
export const roleTemplatesOperations = {
  GetRoleTemplateVersion: {
    resource: ({ TemplateArn }) => TemplateArn,
    run(call, { TemplateArn, MinorVersion }) {
      const template = requireTemplate(call.account, TemplateArn, MinorVersion);
      return { RoleTemplateVersion: templateView(template, call.account) };
    },
  },

  AcquireRole: {
    resource: ({ TemplateArn }) => TemplateArn,
    run(call, { TemplateArn, TemplateMinorVersion, ReplacementValues = {} }) {
      const template = requireTemplate(call.account, TemplateArn, TemplateMinorVersion);
      if (!template.enabled || definitionOf(template).VersionEnabled === false) throw templateDisabled();
      const role = roleFrom(template, fillerFor(template, ReplacementValues));
      checkParts(call, role);
      checkDocuments(call, role);
      if (findRole(call.account, role.name) !== undefined) throw nameConflict();
      checkQuotas(call, role);
      return { Role: createdRoleView(call, addRole(call, role)) };
    },
  },
} satisfies Partial<IamCatalogue>;

/** AWS's sentences are not recorded; these are the service model's. */
const templateDisabled = (): AwsError =>
  new AwsError(
    'RoleTemplateDisabled',
    'The request was rejected because the specified role template is disabled. A disabled role template cannot be used to create new roles.',
    400,
  );
const nameConflict = (): AwsError =>
  new AwsError(
    'NameConflict',
    'The request was rejected because the resulting role name conflicts with an existing role in the account.',
    409,
  );

/** The role that a template describes. */
function roleFrom(
  template: RoleTemplate,
  filler: TemplateFiller,
): Required<Omit<NewRole, Optional>> & NewRole {
  const definition = definitionOf(template);
  const { PermissionBoundaryArn, RoleDescriptionPattern } = definition;
  return {
    name: filler.text(definition.RoleNamePattern ?? ''),
    path: filler.text(definition.RolePathPattern ?? '/'),
    trustPolicy: filler.document(definition.AssumeRolePolicyDocumentTemplate ?? ''),
    inlinePolicies: (definition.InlinePolicyTemplates ?? [])
      .map(({ PolicyName = '', PolicyDocument = '' }) => ({
        name: PolicyName,
        document: filler.document(PolicyDocument),
      }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    attachedPolicies: (definition.ManagedPolicyArns ?? []).map((arn) => filler.text(arn)),
    tags: checkTags(
      definition.RoleTagsTemplate?.map(({ Key = '', Value = '' }) => ({
        Key: filler.text(Key),
        Value: filler.text(Value),
      })),
      principalTagRules,
    ),
    maxSessionDuration: definition.MaxSessionDuration ?? 3600,
    sourceTemplate: { arn: template.arn, minorVersion: Number(template.minorVersion) },
    ...(RoleDescriptionPattern === undefined ? {} : { description: filler.text(RoleDescriptionPattern) }),
    ...(PermissionBoundaryArn === undefined
      ? {}
      : { permissionsBoundary: filler.text(PermissionBoundaryArn) }),
  };
}

/** What a template may leave out. */
type Optional = 'description' | 'permissionsBoundary' | 'lastUsed' | 'serviceLinked';
type TemplateRole = ReturnType<typeof roleFrom>;

/** @throws AwsError InvalidInput for what the values made no name or path; NoSuchEntity for policies that are not there. */
function checkParts(
  call: Transaction,
  { name, path, attachedPolicies, permissionsBoundary }: TemplateRole,
): void {
  if (!/^[\w+=,.@-]{1,64}$/.test(name)) {
    throw invalidInput(
      'The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    );
  }
  if (!/^\/(?:[!-~]+\/)?$/.test(path) || path.length > 512) {
    throw invalidInput(
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    );
  }
  for (const arn of attachedPolicies) {
    if (findPolicy(call.account, arn, call.partition) === undefined)
      throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  }
  if (permissionsBoundary !== undefined) requireBoundaryPolicy(call, permissionsBoundary);
}

/** @throws AwsError MalformedPolicyDocument */
function checkDocuments(call: Transaction, { trustPolicy, inlinePolicies }: TemplateRole): void {
  const complaint =
    checkTrustPolicy(trustPolicy, {
      principalExists: (kind, value) => trustedPrincipalExists(call, kind, value),
    }) ??
    inlinePolicies
      .map(({ document }) => checkIdentityPolicy(document, { managed: false }))
      .find((text) => text !== undefined);
  if (complaint !== undefined) throw malformedPolicyDocument(complaint);
}

/** @throws AwsError LimitExceeded */
function checkQuotas(call: Transaction, role: TemplateRole): void {
  const { assumeRolePolicySize, rolePolicySize, policiesPerRole, rolesPerAccount, tagsPerResource } =
    call.quotas;
  if (policySize(role.trustPolicy) > assumeRolePolicySize)
    throw quotaExceeded('ACLSizePerRole', assumeRolePolicySize);
  const size = role.inlinePolicies.reduce((sum, { document }) => sum + policySize(document), 0);
  if (size > rolePolicySize)
    throw limitExceeded(`Maximum policy size of ${rolePolicySize} bytes exceeded for role ${role.name}`);
  if (role.attachedPolicies.length > policiesPerRole) throw quotaExceeded('PoliciesPerRole', policiesPerRole);
  if (call.account.roles.size >= rolesPerAccount) throw quotaExceeded('RolesPerAccount', rolesPerAccount);
  checkTagCount(role.tags, tagsPerResource);
}
