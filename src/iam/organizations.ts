import type { Organization } from '../engine/entities.ts';
import { AwsError } from '../engine/errors.ts';
import type { Transaction } from '../engine/transaction.ts';
import type { IamCatalogue } from './operation-types.ts';

/**
 * Central management of root access in an organization (IAM API Reference:
 * EnableOrganizationsRootCredentialsManagement … ListOrganizationsFeatures). The features belong to the
 * management account; a delegated administrator sees them and may switch them off.
 */
export const organizationsOperations = {
  EnableOrganizationsRootCredentialsManagement: {
    resource: () => '*',
    run: (call) => switchFeature(call, 'rootCredentialsManagement', true),
  },
  DisableOrganizationsRootCredentialsManagement: {
    resource: () => '*',
    run: (call) => switchFeature(call, 'rootCredentialsManagement', false),
  },
  EnableOrganizationsRootSessions: {
    resource: () => '*',
    run: (call) => switchFeature(call, 'rootSessions', true),
  },
  DisableOrganizationsRootSessions: {
    resource: () => '*',
    run: (call) => switchFeature(call, 'rootSessions', false),
  },
  ListOrganizationsFeatures: {
    resource: () => '*',
    run: (call) => featuresView(requireOrganization(call).organization),
  },
} satisfies Partial<IamCatalogue>;

type Feature = 'rootCredentialsManagement' | 'rootSessions';

const featureNames = [
  ['rootCredentialsManagement', 'RootCredentialsManagement'],
  ['rootSessions', 'RootSessions'],
] as const;

function featuresView(organization: Organization) {
  const enabled = featureNames.filter(([feature]) => organization[feature]);
  return { OrganizationId: organization.id, EnabledFeatures: enabled.map(([, name]) => name) };
}

/** Switching to what is already so changes nothing and is no error. */
function switchFeature(call: Transaction, feature: Feature, on: boolean) {
  const { organization, managementAccountId } = requireOrganization(call);
  if (on && managementAccountId !== call.accountId) {
    throw refusal(
      'CallerIsNotManagementAccountException',
      'the account making the request is not the management account for the organization.',
    );
  }
  const changed: Organization = { ...organization, [feature]: on };
  if (organization[feature] !== on) {
    call.update((account) => void (account.settings.organization = changed), managementAccountId);
  }
  return featuresView(changed);
}

/**
 * The organization of the caller's account, as its management account has it.
 *
 * @throws AwsError for an account without an organization, one that is a mere member, and an organization that
 *   lacks all features or trusted access. AWS's sentences are not recorded; these are the service model's.
 */
function requireOrganization(call: Transaction): { organization: Organization; managementAccountId: string } {
  const own = call.account.settings.organization;
  if (own === undefined)
    throw refusal('OrganizationNotFoundException', 'no organization is associated with your account.');
  const managementAccountId = own.managementAccountId ?? call.accountId;
  if (managementAccountId !== call.accountId && own.delegatedAdministrator !== true) {
    throw refusal(
      'AccountNotManagementOrDelegatedAdministratorException',
      'the account making the request is not the management account or delegated administrator account for centralized root access.',
    );
  }
  const organization = call.accountWithId(managementAccountId).settings.organization ?? own;
  if (organization.featureSet === 'CONSOLIDATED_BILLING') {
    throw refusal(
      'OrganizationNotInAllFeaturesModeException',
      'your organization does not have All features enabled.',
    );
  }
  if (organization.trustedAccess === false) {
    throw refusal(
      'ServiceAccessNotEnabledException',
      'trusted access is not enabled for IAM in Organizations.',
    );
  }
  return { organization, managementAccountId };
}

const refusal = (code: string, reason: string): AwsError =>
  new AwsError(code, `The request was rejected because ${reason}`, 400);
