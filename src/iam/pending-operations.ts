import type { IamOperationName } from './operation-types.ts';

/**
 * IAM operations that have no record yet. A call of one fails with an error that says so. The list is printed
 * by a test and ends empty.
 */
export const pendingIamOperations = [
  'AcceptDelegationRequest',
  'AcquireRole',
  'AssociateDelegationRequest',
  'CreateDelegationRequest',
  'CreateServiceLinkedRole',
  'DeleteServiceLinkedRole',
  'DisableOrganizationsRootCredentialsManagement',
  'DisableOrganizationsRootSessions',
  'DisableOutboundWebIdentityFederation',
  'EnableOrganizationsRootCredentialsManagement',
  'EnableOrganizationsRootSessions',
  'EnableOutboundWebIdentityFederation',
  'GenerateCredentialReport',
  'GenerateOrganizationsAccessReport',
  'GenerateServiceLastAccessedDetails',
  'GetContextKeysForCustomPolicy',
  'GetContextKeysForPrincipalPolicy',
  'GetCredentialReport',
  'GetDelegationRequest',
  'GetHumanReadableSummary',
  'GetOrganizationsAccessReport',
  'GetOutboundWebIdentityFederationInfo',
  'GetRoleTemplateVersion',
  'GetServiceLastAccessedDetails',
  'GetServiceLastAccessedDetailsWithEntities',
  'GetServiceLinkedRoleDeletionStatus',
  'ListDelegationRequests',
  'ListOrganizationsFeatures',
  'ListPoliciesGrantingServiceAccess',
  'RejectDelegationRequest',
  'SendDelegationToken',
  'SimulateCustomPolicy',
  'SimulatePrincipalPolicy',
  'UpdateDelegationRequest',
] as const satisfies readonly IamOperationName[];

export type PendingIamOperation = (typeof pendingIamOperations)[number];
