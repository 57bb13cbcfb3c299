import { UsageError } from '../engine/errors.ts';
import { actingUser } from '../iam/acting-user.ts';
import { recordPasswordUse } from '../iam/passwords.ts';
import { resolveSomebody } from './principals.ts';
import type { World } from './world.ts';

/**
 * Somebody signs in to the console with a password, now.
 *
 * @throws UsageError for somebody who has no password.
 */
export function signIn(world: World, accountId: string, who: string): void {
  const somebody = resolveSomebody(world, accountId, who);
  const userName = somebody.kind === 'user' ? somebody.user.name : undefined;
  if (somebody.kind === 'user' && somebody.user.loginProfile === undefined) {
    throw new UsageError(
      `iam-in-memory: user ${userName} has no password to sign in with. Seed one (users: { ${userName}: { password: '…' } }) or call CreateLoginProfile.`,
    );
  }
  if (somebody.kind !== 'user' && somebody.kind !== 'root') {
    throw new UsageError(
      `iam-in-memory: '${who}' has no password: users and the root user sign in with one. To act as a role or a federated user, use credentialsFor() or as().`,
    );
  }
  world.prepare(() =>
    world.transact(somebody.accountId, (call) => recordPasswordUse(call, actingUser(call, userName))),
  );
}
