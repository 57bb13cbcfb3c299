import { iamModel } from '../data/iam-model.ts';
import { stsModel } from '../data/sts-model.ts';
import type { Access, ReportedEntity, ReportedService, ReportedUse } from '../engine/entities.ts';
import type { Account } from '../engine/state.ts';

/** An entity of a report, and the account and id its accesses are kept under. */
export interface Observed {
  readonly entity: ReportedEntity;
  readonly account: Account;
  /** Start of the keys of its accesses: `AIDA…/`; empty for all of the account. */
  readonly prefix: string;
}

/**
 * Which of `namespaces` the entities used, and when, within the tracking period that ends now.
 *
 * @param allows Where actions are wanted too: is this one (`iam:GetUser`) allowed?
 */
export function reportedServices(
  observed: readonly Observed[],
  namespaces: readonly string[],
  now: number,
  allows?: (action: string) => boolean,
): readonly ReportedService[] {
  const used = usesOf(observed, now);
  return namespaces.map((namespace) => {
    const actions = used.get(namespace);
    if (actions === undefined) return { namespace, uses: [] };
    const uses = latestByEntity([...actions.values()].flat());
    return allows === undefined
      ? { namespace, uses }
      : { namespace, uses, actions: reportedActions(namespace, actions, allows) };
  });
}

/** "Within the tracking period of 400 days" (IAM User Guide, "Refine permissions using last accessed information"). */
const trackingPeriod = 400 * 24 * 60 * 60 * 1000;

/** namespace → action → uses */
type Uses = ReadonlyMap<string, ReadonlyMap<string, readonly ReportedUse[]>>;

function usesOf(observed: readonly Observed[], now: number): Uses {
  const uses = new Map<string, Map<string, ReportedUse[]>>();
  for (const { entity, account, prefix } of observed) {
    for (const [key, access] of account.accesses.entriesWithPrefix(prefix)) {
      if (now - access.date > trackingPeriod) continue;
      const [, namespace = '', action = ''] = key.split('/');
      const actions = uses.get(namespace) ?? new Map<string, ReportedUse[]>();
      uses.set(namespace, actions);
      const present = actions.get(action) ?? [];
      actions.set(action, [...present, use(entity, access)]);
    }
  }
  return uses;
}

const use = ({ id }: ReportedEntity, { date, region }: Access): ReportedUse => ({
  entityId: id,
  date,
  region,
});

function latestByEntity(uses: readonly ReportedUse[]): readonly ReportedUse[] {
  const latest = new Map<string, ReportedUse>();
  for (const item of uses) {
    const known = latest.get(item.entityId);
    if (known === undefined || known.date < item.date) latest.set(item.entityId, item);
  }
  return [...latest.values()].toSorted((a, b) => b.date - a.date);
}

/** Of IAM and STS every action is known; of another service those that were used. */
function reportedActions(
  namespace: string,
  used: ReadonlyMap<string, readonly ReportedUse[]>,
  allows: (action: string) => boolean,
): NonNullable<ReportedService['actions']> {
  const names = new Set([...(trackedActions[namespace]?.() ?? []), ...used.keys()]);
  return [...names]
    .filter((name) => used.has(name) || allows(`${namespace}:${name}`))
    .toSorted()
    .map((name) => {
      const [lastUse] = latestByEntity(used.get(name) ?? []);
      return lastUse === undefined ? { name } : { name, lastUse };
    });
}

const trackedActions: Readonly<Record<string, () => readonly string[]>> = {
  iam: () => Object.keys(iamModel.operations),
  sts: () => Object.keys(stsModel.operations),
};
