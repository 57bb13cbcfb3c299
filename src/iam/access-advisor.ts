import type {
  EntityDetails,
  ListPoliciesGrantingServiceAccessEntry,
  PolicyGrantingServiceAccess,
  ServiceLastAccessed,
  TrackedActionLastAccessed,
} from '@aws-sdk/client-iam';
import type { AccessReport, ReportedEntity, ReportedUse } from '../engine/entities.ts';
import { invalidInput } from '../engine/errors.ts';
import { paginateList } from '../engine/pagination.ts';
import { jobView, requireJob, startJob } from './access-job.ts';
import { reportedServices } from './access-report.ts';
import { type GrantingPolicy, entitiesOf, policiesOf, requireSubject } from './access-subject.ts';
import { grantsAction, grantsService } from './granted-services.ts';
import type { IamCatalogue } from './operation-types.ts';
import { organizationsAccessOperations } from './organizations-access.ts';
import { serviceName, serviceNamespaces } from './service-names.ts';

/**
 * The access advisor: which services somebody may use, and when that was done last. Everything comes from the
 * calls that were made with credentials of the account (usage.ts). A report is made when it is asked for and is
 * complete at once, so that a test with a clock that stands still need not wait for it.
 */
export const accessAdvisorOperations = {
  GenerateServiceLastAccessedDetails: {
    resource: ({ Arn }) => Arn,
    run(call, { Arn, Granularity = 'SERVICE_LEVEL' }) {
      const subject = requireSubject(call, Arn);
      const documents = policiesOf(call.account, subject).map(({ document }) => document);
      const entities = entitiesOf(call, subject);
      const services = reportedServices(
        entities.map((entity) => ({ entity, account: call.account, prefix: `${entity.id}/` })),
        serviceNamespaces().filter((name) => documents.some((document) => grantsService(document, name))),
        call.now,
        Granularity === 'ACTION_LEVEL'
          ? (action) => documents.some((document) => grantsAction(document, action))
          : undefined,
      );
      const report: AccessReport = { entities, services };
      const job = startJob(call, {
        kind: 'service-last-accessed',
        subject: Arn,
        granularity: Granularity,
        report,
      });
      return { JobId: job.id };
    },
  },

  GetServiceLastAccessedDetails: {
    resource: () => '*',
    run(call, { JobId, ...request }) {
      const job = requireJob(call, JobId, 'service-last-accessed');
      const { entities, services } = job.report;
      const { items, end } = paginateList('GetServiceLastAccessedDetails', request, services, byNamespace);
      const arns = new Map(entities.map(({ id, arn }) => [id, arn]));
      return {
        ...jobView(job),
        JobType: job.granularity as 'SERVICE_LEVEL' | 'ACTION_LEVEL',
        ServicesLastAccessed: items.map(({ namespace, uses, actions }): ServiceLastAccessed => ({
          ServiceName: serviceName(namespace),
          ServiceNamespace: namespace,
          ...lastAuthenticated(uses[0], arns),
          TotalAuthenticatedEntities: uses.length,
          ...(actions === undefined
            ? {}
            : {
                TrackedActionsLastAccessed: actions.map(({ name, lastUse }): TrackedActionLastAccessed => ({
                  ActionName: name,
                  ...lastAccessed(lastUse, arns),
                })),
              }),
        })),
        ...end,
      };
    },
  },

  GetServiceLastAccessedDetailsWithEntities: {
    resource: () => '*',
    run(call, { JobId, ServiceNamespace, ...request }) {
      const job = requireJob(call, JobId, 'service-last-accessed');
      const { entities, services } = job.report;
      const service = services.find(({ namespace }) => namespace === ServiceNamespace.toLowerCase());
      // Nobody could have used the policies for a service that they do not grant.
      const listed = service === undefined ? [] : latestFirst(entities, service.uses);
      const { items, end } = paginateList(
        'GetServiceLastAccessedDetailsWithEntities',
        request,
        listed,
        ({ place }) => place,
      );
      return {
        ...jobView(job),
        EntityDetailsList: items.map(({ entity, date }): EntityDetails => ({
          EntityInfo: entityView(entity),
          ...(date === undefined ? {} : { LastAuthenticated: new Date(date) }),
        })),
        ...end,
      };
    },
  },

  ListPoliciesGrantingServiceAccess: {
    resource: ({ Arn }) => Arn,
    run(call, { Arn, ServiceNamespaces, ...request }) {
      const subject = requireSubject(call, Arn);
      // "The ARN of the IAM identity (user, group, or role) whose policies you want to list."
      if (subject.kind === 'policy') throw invalidInput(`ARN ${Arn} is not valid.`);
      const policies = policiesOf(call.account, subject);
      const entries = ServiceNamespaces.map((namespace, index) => ({ namespace, place: placeOf(index) }));
      const { items, end } = paginateList(
        'ListPoliciesGrantingServiceAccess',
        request,
        entries,
        ({ place }) => place,
      );
      return {
        PoliciesGrantingServiceAccess: items.map(({ namespace }): ListPoliciesGrantingServiceAccessEntry => ({
          ServiceNamespace: namespace,
          Policies: policies
            .filter(({ document }) => grantsService(document, namespace.toLowerCase()))
            .map(grantingPolicyView),
        })),
        ...end,
      };
    },
  },

  ...organizationsAccessOperations,
} satisfies Partial<IamCatalogue>;

const byNamespace = ({ namespace }: { readonly namespace: string }): string => namespace;

type ArnById = ReadonlyMap<string, string>;

/** There only where somebody used the service. */
const lastAuthenticated = (use: ReportedUse | undefined, arns: ArnById): Partial<ServiceLastAccessed> =>
  use === undefined
    ? {}
    : {
        LastAuthenticated: new Date(use.date),
        LastAuthenticatedEntity: arns.get(use.entityId),
        LastAuthenticatedRegion: use.region,
      };

const lastAccessed = (use: ReportedUse | undefined, arns: ArnById): Partial<TrackedActionLastAccessed> =>
  use === undefined
    ? {}
    : {
        LastAccessedEntity: arns.get(use.entityId),
        LastAccessedTime: new Date(use.date),
        LastAccessedRegion: use.region,
      };

/** "By default, the list of associated entities is sorted by date, with the most recent access listed first." */
function latestFirst(
  entities: readonly ReportedEntity[],
  uses: readonly ReportedUse[],
): readonly { readonly place: string; readonly entity: ReportedEntity; readonly date: number | undefined }[] {
  const dates = new Map(uses.map(({ entityId, date }) => [entityId, date]));
  return entities
    .map((entity) => ({ entity, date: dates.get(entity.id) }))
    .toSorted((one, other) => (other.date ?? 0) - (one.date ?? 0))
    .map((item, index) => ({ ...item, place: placeOf(index) }));
}

const entityView = ({ id, name, kind, arn, path }: ReportedEntity): EntityDetails['EntityInfo'] => ({
  Arn: arn,
  Name: name,
  Type: kind === 'role' ? 'ROLE' : 'USER',
  Id: id,
  Path: path,
});

/** A text that ascends with the index, for markers of lists that have an order of their own. */
const placeOf = (index: number): string => String(index).padStart(6, '0');

const grantingPolicyView = ({ name, arn, owner }: GrantingPolicy): PolicyGrantingServiceAccess =>
  owner === undefined
    ? { PolicyName: name, PolicyType: 'MANAGED', PolicyArn: arn }
    : { PolicyName: name, PolicyType: 'INLINE', EntityType: owner.kind, EntityName: owner.name };
