import type { PolicyUsage } from '../engine/entities.ts';
import type { Transaction } from '../engine/transaction.ts';

const unused: PolicyUsage = { attachments: 0, boundaries: 0 };

/** How often a managed policy is attached and how often it is a boundary, in the caller's account. */
export const policyUsage = (call: Transaction, policyArn: string): PolicyUsage =>
  call.account.policyUsage.get(policyArn) ?? unused;

/** Counts attachments and boundary uses of a policy up or down. INVARIANT: the counts equal what the entities say. */
export function countPolicyUse(call: Transaction, policyArn: string, change: Partial<PolicyUsage>): void {
  const usage = policyUsage(call, policyArn);
  const attachments = usage.attachments + (change.attachments ?? 0);
  const boundaries = usage.boundaries + (change.boundaries ?? 0);
  call.update((account) => {
    account.policyUsage =
      attachments === 0 && boundaries === 0
        ? account.policyUsage.delete(policyArn)
        : account.policyUsage.set(policyArn, { attachments, boundaries });
  });
}
