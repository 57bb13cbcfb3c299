import { UsageError } from '../engine/errors.ts';
import type { Decision } from '../policy/index.ts';
import { recordsOf } from './journal-filters.ts';
import { checkChoice, checkMembers, checkText } from './members.ts';
import { shown } from './shown-values.ts';
import type { World } from './world.ts';

/** Which decisions to show: members that must be equal. */
export interface DecisionFilter {
  readonly result?: Decision['result'] | undefined;
  /** `service:Action`. */
  readonly action?: string | undefined;
  readonly resource?: string | undefined;
  /** The kind of policy that denied. */
  readonly deniedBy?: Decision['deniedBy'];
  /** An ARN, the name of a user, `'root'`, or the ARN of a role for its sessions. */
  readonly principal?: string | undefined;
}

const policyTypes: readonly NonNullable<Decision['deniedBy']>[] = [
  'identityPolicy',
  'permissionsBoundary',
  'sessionPolicy',
  'resourcePolicy',
  'trustPolicy',
  'serviceControlPolicy',
  'resourceControlPolicy',
];

/**
 * The decisions about what the journal has that a filter means.
 *
 * @throws UsageError for a filter that could never find anything.
 */
export function selectDecisions(world: World, accountId: string, filter: DecisionFilter): Decision[] {
  const what = 'the filter of decisions()';
  checkMembers(what, filter, ['result', 'action', 'resource', 'deniedBy', 'principal']);
  const { principal, action, ...members } = filter;
  checkChoice(what, 'result', members.result, ['allowed', 'explicitDeny', 'implicitDeny']);
  checkChoice(what, 'deniedBy', members.deniedBy, policyTypes);
  checkText(what, 'resource', members.resource);
  if (action !== undefined && !(typeof action === 'string' && /^[\w-]+:\w+$/.test(action))) {
    throw new UsageError(
      `iam-in-memory: ${what} got action: ${shown(action)}. Write it as AWS does: 'iam:GetUser'.`,
    );
  }
  return recordsOf(world, accountId, principal)
    .flatMap((record) => world.journal.decisionsOf(record))
    .filter(
      (decision) =>
        // "The prefix and the action name are case insensitive" (IAM JSON policy elements: Action).
        (action === undefined || decision.action.toLowerCase() === action.toLowerCase()) &&
        Object.entries(members).every(
          ([name, value]) => value === undefined || decision[name as keyof Decision] === value,
        ),
    );
}
