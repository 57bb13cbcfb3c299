import type { ManagedPolicy } from '../engine/entities.ts';
import type { Transaction } from '../engine/transaction.ts';
import { awsManagedPolicies } from './aws-managed-policies.ts';
import { type PolicyReference, findPolicy, policyArn, policyKey } from './managed-policy.ts';

export type PolicyScope = 'All' | 'AWS' | 'Local';

export type PolicyUse = 'PermissionsPolicy' | 'PermissionsBoundary';

/** A place in the order of a listing, and the policy that stands there. */
type Placed = readonly [place: string, reference: PolicyReference];

/**
 * The policies of a scope from the first place after `after`: by name without regard to case, AWS's and the
 * account's own together; of two with one name the account's own comes first. Walking costs what is walked.
 */
export function* policiesInScope(
  call: Transaction,
  scope: PolicyScope,
  after: string | undefined,
): IterableIterator<Placed> {
  const own = scope === 'AWS' ? none : ownPolicies(call, after);
  const aws = scope === 'Local' ? none : awsPolicies(call, after);
  let nextOwn = own.next();
  let nextAws = aws.next();
  while (!nextOwn.done || !nextAws.done) {
    if (nextAws.done || (!nextOwn.done && nextOwn.value[0] < nextAws.value[0])) {
      yield nextOwn.value as Placed;
      nextOwn = own.next();
    } else {
      yield nextAws.value;
      nextAws = aws.next();
    }
  }
}

/** The policies of a scope that are attached, or are a boundary, somewhere in the account, in the same order. */
export function policiesInUse(
  call: Transaction,
  scope: PolicyScope,
  use: PolicyUse,
  after: string | undefined,
): readonly Placed[] {
  const used: Placed[] = [];
  for (const [arn, { attachments, boundaries }] of call.account.policyUsage) {
    if ((use === 'PermissionsPolicy' ? attachments : boundaries) === 0) continue;
    const reference = findPolicy(call.account, arn);
    if (reference === undefined || (scope !== 'All' && reference.awsManaged !== (scope === 'AWS'))) continue;
    const place = placeOf(policyKey(reference.policy.name), reference.awsManaged);
    if (after === undefined || place > after) used.push([place, reference]);
  }
  return used.toSorted(([one], [other]) => (one < other ? -1 : 1));
}

const none: Iterator<Placed, undefined> = { next: () => ({ done: true, value: undefined }) };

function* ownPolicies(call: Transaction, after: string | undefined): Generator<Placed, undefined> {
  // The account's own policy of a name stands first, so a place of that name is past it.
  const start = after === undefined ? undefined : nameOf(after);
  for (const [key, policy] of call.account.policies.entries(start))
    yield [placeOf(key, false), reference(policyArn(call.partition, call.accountId, policy), policy, false)];
}

function* awsPolicies(call: Transaction, after: string | undefined): Generator<Placed, undefined> {
  for (const [key, policy] of awsManagedPolicies(after === undefined ? undefined : nameOf(after))) {
    const place = placeOf(key, true);
    if (after === undefined || place > after)
      yield [place, reference(policyArn(call.partition, 'aws', policy), policy, true)];
  }
}

const reference = (arn: string, policy: ManagedPolicy, awsManaged: boolean): PolicyReference => ({
  arn,
  policy,
  awsManaged,
});

/** No name contains the separator, and it is less than any character of a name. */
const placeOf = (key: string, awsManaged: boolean): string => `${key}\n${awsManaged ? 1 : 0}`;

const nameOf = (place: string): string => place.slice(0, place.indexOf('\n'));
