import { quotaExceeded } from '../engine/errors.ts';
import { requireUser, userKey } from '../iam/user.ts';
import type { AccountSeeder } from './account-seeder.ts';
import type { AccessKeySeed } from './seed.ts';
import { at, seedError } from './seed-shape.ts';

/** The access keys of a seeded user: as CreateAccessKey makes them, or with an id or secret of the test's own. */
export function seedAccessKeys(
  seeder: AccountSeeder,
  UserName: string,
  accessKeys: number | readonly AccessKeySeed[],
  path: string,
): void {
  const keys =
    typeof accessKeys === 'number'
      ? Array.from({ length: accessKeys }, (): AccessKeySeed => ({}))
      : accessKeys;
  for (const [index, key] of keys.entries()) {
    const keyPath = typeof accessKeys === 'number' ? path : at(path, index);
    if (key.accessKeyId !== undefined || key.secretAccessKey !== undefined) {
      putAccessKey(seeder, UserName, key, keyPath);
      continue;
    }
    const { AccessKey } = seeder.perform(keyPath, 'CreateAccessKey', { UserName });
    if (key.status !== 'Inactive') continue;
    const { AccessKeyId } = AccessKey as { AccessKeyId: string };
    seeder.perform(keyPath, 'UpdateAccessKey', { UserName, AccessKeyId, Status: 'Inactive' });
  }
}

/** AWS lets nobody choose ids and secrets, so no operation does this. */
function putAccessKey(seeder: AccountSeeder, userName: string, key: AccessKeySeed, path: string): void {
  const { world, accountId } = seeder;
  if (key.accessKeyId !== undefined && world.findCredential(key.accessKeyId) !== undefined)
    throw seedError(
      at(path, 'accessKeyId'),
      `the id ${key.accessKeyId} is taken. Give another one, or none.`,
    );
  const { accessKeysPerUser } = world.options.quotas;
  if (requireUser(seeder.account, userName).accessKeys.length >= accessKeysPerUser) {
    const { message } = quotaExceeded('AccessKeysPerUser', accessKeysPerUser);
    throw seedError(path, `${message}. Seed less, or raise the limit with the option quotas.`);
  }
  world.transact(accountId, (call) => {
    const user = requireUser(call.account, userName);
    const accessKeyId = key.accessKeyId ?? call.identifiers.accessKeyId('AKIA', accountId);
    call.putCredential({
      accessKeyId,
      secretAccessKey: key.secretAccessKey ?? call.identifiers.secretAccessKey(),
      accountId,
      principal: { kind: 'user', userId: user.id },
      status: key.status ?? 'Active',
      createDate: call.now,
    });
    call.update((account) => {
      account.users = account.users.update(
        userKey(userName),
        (draft) => void draft.accessKeys.push(accessKeyId),
      );
    });
  });
}
