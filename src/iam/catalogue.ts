import type { IamCatalogue } from './operation-types.ts';
import { accessAdvisorOperations } from './access-advisor.ts';
import { accessKeysOperations } from './access-keys.ts';
import { accountSettingsOperations } from './account-settings.ts';
import { authorizationDetailsOperations } from './authorization-details.ts';
import { credentialReportOperations } from './credential-report.ts';
import { delegationRequestsOperations } from './delegation-requests.ts';
import { groupsOperations } from './groups.ts';
import { inlinePoliciesOperations } from './inline-policies.ts';
import { instanceProfilesOperations } from './instance-profiles.ts';
import { loginProfilesOperations } from './login-profiles.ts';
import { managedPoliciesOperations } from './managed-policies.ts';
import { mfaDevicesOperations } from './mfa-devices.ts';
import { oidcProvidersOperations } from './oidc-providers.ts';
import { organizationsOperations } from './organizations.ts';
import { outboundFederationOperations } from './outbound-federation.ts';
import { passwordPolicyOperations } from './password-policy.ts';
import { permissionsBoundariesOperations } from './permissions-boundaries.ts';
import { policyAttachmentsOperations } from './policy-attachments.ts';
import { roleTemplatesOperations } from './role-templates.ts';
import { rolesOperations } from './roles.ts';
import { samlProvidersOperations } from './saml-providers.ts';
import { serverCertificatesOperations } from './server-certificates.ts';
import { serviceLinkedRolesOperations } from './service-linked-roles.ts';
import { serviceSpecificCredentialsOperations } from './service-specific-credentials.ts';
import { signingCertificatesOperations } from './signing-certificates.ts';
import { simulationOperations } from './simulation.ts';
import { sshPublicKeysOperations } from './ssh-public-keys.ts';
import { userOperations } from './users.ts';

/** Every IAM operation. A missing or misspelt one does not compile. */
export const iamCatalogue: IamCatalogue = {
  ...accessAdvisorOperations,
  ...accessKeysOperations,
  ...accountSettingsOperations,
  ...authorizationDetailsOperations,
  ...credentialReportOperations,
  ...delegationRequestsOperations,
  ...groupsOperations,
  ...inlinePoliciesOperations,
  ...instanceProfilesOperations,
  ...loginProfilesOperations,
  ...managedPoliciesOperations,
  ...mfaDevicesOperations,
  ...oidcProvidersOperations,
  ...organizationsOperations,
  ...outboundFederationOperations,
  ...passwordPolicyOperations,
  ...permissionsBoundariesOperations,
  ...policyAttachmentsOperations,
  ...roleTemplatesOperations,
  ...rolesOperations,
  ...samlProvidersOperations,
  ...serverCertificatesOperations,
  ...serviceLinkedRolesOperations,
  ...serviceSpecificCredentialsOperations,
  ...signingCertificatesOperations,
  ...simulationOperations,
  ...sshPublicKeysOperations,
  ...userOperations,
};
