import type { AccessDetail } from '@aws-sdk/client-iam';
import type { AccessReport, Organization, ReportedEntity, ReportedService } from '../engine/entities.ts';
import { accessDenied } from '../engine/errors.ts';
import { paginateList } from '../engine/pagination.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';
import { jobView, requireJob, startJob } from './access-job.ts';
import { reportedServices } from './access-report.ts';
import type { IamCatalogue } from './operation-types.ts';
import { serviceName, serviceNamespaces } from './service-names.ts';

/**
 * What the accounts of an organization used. The mock keeps neither organizational units nor service control
 * policies: a path to the root or to a unit stands for every account of the organization, and all services are
 * accessible, as under the policy FullAWSAccess that every organization begins with.
 */
export const organizationsAccessOperations = {
  GenerateOrganizationsAccessReport: {
    resource: ({ EntityPath }, account, { partition }) =>
      `arn:${partition}:iam::${account.id}:access-report/${EntityPath}`,
    conditions: ({ OrganizationsPolicyId }) => ({ 'iam:OrganizationsPolicyId': OrganizationsPolicyId }),
    run(call, { EntityPath, OrganizationsPolicyId }) {
      const organization = requireManagedOrganization(call, EntityPath);
      const job = startJob(call, {
        kind: 'organizations-access',
        subject: EntityPath,
        report:
          OrganizationsPolicyId === undefined || OrganizationsPolicyId === fullAccessPolicyId
            ? organizationReport(call, organization, EntityPath)
            : unknownPolicyReport(OrganizationsPolicyId),
      });
      return { JobId: job.id };
    },
  },

  GetOrganizationsAccessReport: {
    resource: () => '*',
    run(call, { JobId, SortKey = 'SERVICE_NAMESPACE_ASCENDING', ...request }) {
      const job = requireJob(call, JobId, 'organizations-access');
      const { failure, services, entities } = job.report;
      if (failure !== undefined) {
        const ErrorDetails = { Code: failure.code, Message: failure.message };
        return { ...jobView(job), ErrorDetails, IsTruncated: false };
      }
      const sorted = services
        .toSorted(orders[SortKey])
        .map((service, index) => ({ service, place: String(index).padStart(6, '0') }));
      // The order is part of the scope of a marker: it would name another place in another order.
      const scope = `GetOrganizationsAccessReport ${SortKey}`;
      const { items, end } = paginateList(scope, request, sorted, ({ place }) => place);
      return {
        ...jobView(job),
        NumberOfServicesAccessible: services.length,
        NumberOfServicesNotAccessed: services.filter(({ uses }) => uses.length === 0).length,
        AccessDetails: items.map(({ service }) => accessDetail(service, entities)),
        ...end,
      };
    },
  },
} satisfies Partial<IamCatalogue>;

const fullAccessPolicyId = 'p-FullAWSAccess';

/**
 * The organization that the caller's account manages and the path begins with.
 *
 * @throws AwsError AccessDenied: "you must use the management account"; neither code nor sentence is recorded, this
 *   is the form of every refusal.
 */
function requireManagedOrganization(call: Transaction, entityPath: string): Organization {
  const { organization } = call.account.settings;
  const [id] = entityPath.split('/');
  if (
    organization === undefined ||
    organization.managementAccountId !== undefined ||
    organization.id !== id
  ) {
    throw accessDenied(
      `User: ${call.caller.arn} is not authorized to perform: iam:GenerateOrganizationsAccessReport on resource: ` +
        `arn:${call.partition}:iam::${call.accountId}:access-report/${entityPath}`,
    );
  }
  return organization;
}

function organizationReport(call: Transaction, organization: Organization, entityPath: string): AccessReport {
  const last = entityPath.slice(entityPath.lastIndexOf('/') + 1);
  const wanted = accountsOf(call, organization).filter(({ id }) => !/^\d{12}$/.test(last) || id === last);
  const observed = wanted.map((account) => ({
    account,
    entity: reportedAccount(account, entityPath),
    prefix: '',
  }));
  return {
    entities: observed.map(({ entity }) => entity),
    services: reportedServices(observed, serviceNamespaces(), call.now),
  };
}

const accountsOf = ({ state }: Transaction, { id }: Organization): readonly Account[] =>
  [...state.accounts.values()].filter(({ settings }) => settings.organization?.id === id);

const reportedAccount = ({ id }: Account, entityPath: string): ReportedEntity => {
  const path = entityPath.replace(/\/$/, '');
  return { id, name: id, kind: 'account', arn: path.endsWith(id) ? path : `${path}/${id}`, path };
};

const unknownPolicyReport = (id: string): AccessReport => ({
  entities: [],
  services: [],
  failure: { code: 'PolicyNotFoundException', message: `The organizations policy ${id} cannot be found.` },
});

function accessDetail(
  { namespace, uses }: ReportedService,
  entities: readonly ReportedEntity[],
): AccessDetail {
  const [latest] = uses;
  return {
    ServiceName: serviceName(namespace),
    ServiceNamespace: namespace,
    ...(latest === undefined
      ? {}
      : {
          Region: latest.region,
          EntityPath: entities.find(({ id }) => id === latest.entityId)?.arn ?? '',
          LastAuthenticatedTime: new Date(latest.date),
        }),
    TotalAuthenticatedEntities: uses.length,
  };
}

type Order = (one: ReportedService, other: ReportedService) => number;

const lastUse = ({ uses }: ReportedService): number => uses[0]?.date ?? 0;
const byNamespace: Order = (one, other) => (one.namespace < other.namespace ? -1 : 1);
const byTime: Order = (one, other) => lastUse(one) - lastUse(other) || byNamespace(one, other);

const orders = {
  SERVICE_NAMESPACE_ASCENDING: byNamespace,
  SERVICE_NAMESPACE_DESCENDING: (one, other) => byNamespace(other, one),
  LAST_AUTHENTICATED_TIME_ASCENDING: byTime,
  LAST_AUTHENTICATED_TIME_DESCENDING: (one, other) =>
    lastUse(other) - lastUse(one) || byNamespace(one, other),
} satisfies Record<string, Order>;
