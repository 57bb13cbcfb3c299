import type { Call } from '../engine/execute.ts';
import type { Transaction } from '../engine/transaction.ts';

/**
 * Keeps the last-used dates: of the access key (GetAccessKeyLastUsed) and of the role (RoleLastUsed). Whole
 * seconds, so a burst of calls writes once. IAM is one global service: AWS reports its calls in us-east-1.
 */
export function recordUse(call: Transaction, { service, region }: Call): void {
  const { credential } = call.caller;
  if (credential === undefined) return;
  const used = { date: call.now, service, region: service === 'iam' ? 'us-east-1' : region };
  const { lastUsed } = credential;
  if (lastUsed?.date === used.date && lastUsed.service === service && lastUsed.region === used.region) return;
  // The call itself may have deleted or renamed the key it was made with.
  const present = call.state.credentials.get(credential.accessKeyId);
  if (present === undefined || present.status === 'Deleted') return;
  call.putCredential({ ...present, lastUsed: used });
  const { principal } = credential;
  if (principal.kind !== 'assumed-role') return;
  const owner = call.account.uniqueIds.get(principal.roleId);
  if (owner === undefined) return;
  call.update((account) => {
    account.roles = account.roles.update(
      owner.key,
      (role) => void (role.lastUsed = { date: used.date, region: used.region }),
    );
  });
}
