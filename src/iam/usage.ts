import type { Access, PrincipalReference } from '../engine/entities.ts';
import type { Call } from '../engine/execute.ts';
import type { Transaction } from '../engine/transaction.ts';

/**
 * Keeps what was called when: the last use of the access key (GetAccessKeyLastUsed), of the role (RoleLastUsed)
 * and of the action (the access advisor's reports). Whole seconds, so a burst of calls writes once. IAM is one
 * global service: AWS reports its calls in us-east-1.
 */
export function recordUse(call: Transaction, { service, operation, region }: Call): void {
  const { credential } = call.caller;
  if (credential === undefined) return;
  // The call itself may have deleted or renamed the key it was made with; a key that is not in the state belongs to
  // whoever runs the mock and leaves no trace.
  const present = call.state.credentials.get(credential.accessKeyId);
  if (present === undefined || present.status === 'Deleted') return;
  const used = { date: call.now, service, region: service === 'iam' ? 'us-east-1' : region };
  const { principal } = credential;
  const principalId = idOf(principal, credential.accountId);
  if (principalId !== undefined) recordAccess(call, `${principalId}/${service}/${operation}`, used);
  const { lastUsed } = credential;
  if (lastUsed?.date === used.date && lastUsed.service === service && lastUsed.region === used.region) return;
  call.putCredential({ ...present, lastUsed: used });
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

function recordAccess(call: Transaction, key: string, { date, region }: Access): void {
  const known = call.account.accesses.get(key);
  if (known?.date === date && known.region === region) return;
  call.update((account) => {
    account.accesses = account.accesses.set(key, { date, region });
  });
}

/** By what a principal is known in the table of accesses. Of federated users IAM keeps none: they are no entities. */
function idOf(principal: PrincipalReference, accountId: string): string | undefined {
  switch (principal.kind) {
    case 'root':
      return accountId;
    case 'user':
      return principal.userId;
    case 'assumed-role':
      return principal.roleId;
    case 'federated-user':
      return undefined;
  }
}
