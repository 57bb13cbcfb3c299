import type { UsedPermission } from '../authorization/least-privilege.ts';
import { isCaller } from '../authorization/principal-match.ts';
import { UsageError } from '../engine/errors.ts';
import type { ServiceName } from '../engine/execute.ts';
import { type GuardedRecord, type JournalEntry, type JournalRecord, isCall } from './journal.ts';
import { checkMembers } from './members.ts';
import { requireOperation } from './operation-names.ts';
import { resolveSomebody } from './principals.ts';
import { type World, permissionsOf } from './world.ts';

/** Which calls to show: those of an operation, those whose members are equal to all that are given, or a predicate. */
export type CallFilter =
  | string
  | {
      service?: ServiceName;
      operation?: string;
      /** An ARN, the name of a user, `'root'`, or the ARN of a role for its sessions. */
      principal?: string;
      accessKeyId?: string;
      failed?: boolean;
      /** An error code (`NoSuchEntity`). */
      error?: string;
    }
  | ((call: JournalEntry) => boolean);

const filterMembers = ['service', 'operation', 'principal', 'accessKeyId', 'failed', 'error'];

/**
 * The calls of the journal that a filter means.
 *
 * @throws UsageError for a filter that could never find anything.
 */
export function selectCalls(world: World, accountId: string, filter: CallFilter = {}): JournalEntry[] {
  if (typeof filter === 'function') return entriesOf(world, world.journal.records()).filter(filter);
  const members = typeof filter === 'string' ? { operation: filter } : filter;
  checkMembers('the filter of calls()', members, filterMembers);
  const { service, operation, principal, accessKeyId, failed, error } = members;
  if (service !== undefined && service !== 'iam' && service !== 'sts') {
    throw new UsageError(
      `iam-in-memory: the filter of calls() got the service ${JSON.stringify(service)}. Give 'iam' or 'sts'.`,
    );
  }
  const found = entriesOf(world, recordsOf(world, accountId, principal)).filter(
    (call) => operation === undefined || call.operation === operation,
  );
  // An operation that only respondNext() knows is found by its calls.
  if (operation !== undefined && found.length === 0) requireOperation(operation);
  return found.filter(
    (call) =>
      (service === undefined || call.service === service) &&
      (accessKeyId === undefined || call.accessKeyId === accessKeyId) &&
      (failed === undefined || failed === (call.error !== undefined)) &&
      (error === undefined || call.error?.code === error),
  );
}

/**
 * What the journal has of a principal (an ARN, the name of a user, `'root'`, or the ARN of a role for its sessions), or
 * all of it.
 *
 * @throws UsageError for somebody who neither called nor exists: an empty answer would look like a fact.
 */
export function recordsOf(
  world: World,
  accountId: string,
  principal: string | undefined,
): (JournalRecord | GuardedRecord)[] {
  const own = ownRecords(world, principal);
  if (own.length === 0 && principal !== undefined) resolveSomebody(world, accountId, principal);
  return own;
}

const reasons = {
  unrecorded:
    "with enforcement: 'off' it knows the last 250 calls alone, and there were more since the last reset(). Make the mock with enforcement: 'soft', or call reset() before what the policy is for.",
  'no room':
    'the calls since the last reset() needed more than 10,000 different permissions. Call reset() before what the policy is for.',
};

/**
 * What a principal (as above), or everybody, has used since the mock was made or reset.
 *
 * @throws UsageError for somebody who neither called nor exists, and where a policy would leave something out.
 */
export function usedPermissions(
  world: World,
  accountId: string,
  principal: string | undefined,
): UsedPermission[] {
  const { missing } = world.forgotten;
  if (missing !== undefined)
    throw new UsageError(
      `iam-in-memory: leastPrivilegePolicy() would leave something out: ${reasons[missing]}`,
    );
  const forgotten = world.forgotten.of(principal);
  const records =
    forgotten === undefined ? recordsOf(world, accountId, principal) : ownRecords(world, principal);
  return [...(forgotten ?? []), ...records.flatMap(permissionsOf)];
}

function ownRecords(world: World, principal: string | undefined): (JournalRecord | GuardedRecord)[] {
  const records = world.journal.records();
  return principal === undefined
    ? records
    : records.filter(({ caller }) => caller !== undefined && isCaller(caller, principal));
}

const entriesOf = (world: World, records: readonly (JournalRecord | GuardedRecord)[]): JournalEntry[] =>
  records.flatMap((record) => (isCall(record) ? world.journal.entryOf(record) : []));
