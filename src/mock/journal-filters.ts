import type { UsedPermission } from '../authorization/least-privilege.ts';
import { isCaller } from '../authorization/principal-match.ts';
import { iamModel } from '../data/iam-model.ts';
import { stsModel } from '../data/sts-model.ts';
import { UsageError } from '../engine/errors.ts';
import type { ServiceName } from '../engine/execute.ts';
import { type GuardedRecord, type JournalEntry, type JournalRecord, isCall } from './journal.ts';
import { codeOfClass, misspeltCode } from './error-codes.ts';
import { checkChoice, checkMembers, checkText } from './members.ts';
import {
  type OperationChoice,
  isCommandClass,
  operationNameOf,
  requireOperation,
} from './operation-names.ts';
import { resolveSomebody } from './principals.ts';
import { type World, permissionsOf } from './world.ts';

/** Which calls to show: those of an operation, those whose members are equal to all that are given, or a predicate. */
export type CallFilter = OperationChoice | CallMembers | ((call: JournalEntry) => boolean);

interface CallMembers {
  readonly service?: ServiceName | undefined;
  readonly operation?: OperationChoice | undefined;
  /** An ARN, the name of a user, `'root'`, or the ARN of a role for its sessions. */
  readonly principal?: string | undefined;
  readonly accessKeyId?: string | undefined;
  readonly failed?: boolean | undefined;
  /** An error code (`NoSuchEntity`), or the SDK's class of it (`NoSuchEntityException`). */
  readonly error?: string | undefined;
}

const callMembers = ['service', 'operation', 'principal', 'accessKeyId', 'failed', 'error'];

/**
 * The calls of the journal that a filter means.
 *
 * @throws UsageError for a filter that could never find anything.
 */
export function selectCalls(world: World, accountId: string, filter: CallFilter = {}): JournalEntry[] {
  if (isPredicate(filter)) return entriesOf(world, world.journal.records()).filter(filter);
  const members = typeof filter === 'string' || isCommandClass(filter) ? { operation: filter } : filter;
  checkCallMembers(members);
  const { service, operation: choice, principal, accessKeyId, failed, error } = members;
  const operation = choice === undefined ? undefined : operationNameOf('calls()', choice);
  const entries = entriesOf(world, recordsOf(world, accountId, principal));
  const found = entries.filter((call) => operation === undefined || call.operation === operation);
  // What only respondNext() and failNext() know is found by its calls.
  if (operation !== undefined && found.length === 0) requireOperation(operation);
  if (error !== undefined && entries.every((call) => call.error?.code !== error)) refuseMisspeltCode(error);
  return found.filter(
    (call) =>
      (service === undefined || call.service === service) &&
      (accessKeyId === undefined || call.accessKeyId === accessKeyId) &&
      (failed === undefined || failed === (call.error !== undefined)) &&
      (error === undefined || call.error?.code === codeOfClass(error, models[call.service])),
  );
}

const models = { iam: iamModel, sts: stsModel };

const isPredicate = (filter: CallFilter): filter is (call: JournalEntry) => boolean =>
  typeof filter === 'function' && !isCommandClass(filter);

function checkCallMembers(members: CallMembers): void {
  const what = 'the filter of calls()';
  checkMembers(what, members, callMembers);
  const { service, failed, accessKeyId, error } = members;
  checkChoice(what, 'service', service, ['iam', 'sts']);
  checkChoice(what, 'failed', failed, [true, false]);
  checkText(what, 'accessKeyId', accessKeyId);
  checkText(what, 'error', error);
}

function refuseMisspeltCode(code: string): void {
  const meant = misspeltCode(code);
  if (meant === undefined) return;
  throw new UsageError(
    `iam-in-memory: no call failed with '${code}', and AWS has no such code. Did you mean '${meant}'?`,
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
