import { lastSegment } from '../engine/arns.ts';
import type { Caller } from '../engine/callers.ts';

/**
 * Is this caller the one a person means: by its ARN, by the name of a user, or by the ARN of the role whose session it
 * is?
 */
export function isCaller(
  caller: Pick<Caller, 'kind' | 'arn' | 'accountId' | 'partition' | 'roleName'>,
  who: string,
): boolean {
  if (caller.arn === who) return true;
  if (!who.startsWith('arn:')) {
    return who === 'root'
      ? caller.kind === 'root'
      : caller.kind === 'user' && lastSegment(caller.arn) === who;
  }
  if (caller.kind !== 'assumed-role') return false;
  const [, partition, service, , accountId, resource = ''] = who.split(':');
  return (
    service === 'iam' &&
    partition === caller.partition &&
    accountId === caller.accountId &&
    resource.startsWith('role/') &&
    lastSegment(resource) === caller.roleName
  );
}
