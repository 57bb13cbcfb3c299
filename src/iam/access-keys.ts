import type { Credential, User } from '../engine/entities.ts';
import { accessDenied, invalidInput, noSuchEntity, quotaExceeded } from '../engine/errors.ts';
import { paginateList } from '../engine/pagination.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';
import {
  type ActingUser,
  actingUser,
  actingUserArn,
  actingUserName,
  updateActingUser,
} from './acting-user.ts';
import type { IamCatalogue } from './operation-types.ts';
import { userArn } from './user.ts';

/** Access keys of users and of the root user (IAM API Reference: CreateAccessKey … UpdateAccessKey). */
export const accessKeysOperations = {
  CreateAccessKey: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName }) {
      const acting = actingUser(call, UserName);
      const limit = call.quotas.accessKeysPerUser;
      // The root user has the same quota; inactive keys count.
      if (acting.holder.accessKeys.length >= limit) throw quotaExceeded('AccessKeysPerUser', limit);
      const credential: Credential = {
        accessKeyId: call.identifiers.accessKeyId('AKIA', call.accountId),
        secretAccessKey: call.identifiers.secretAccessKey(),
        accountId: call.accountId,
        principal: acting.kind === 'root' ? { kind: 'root' } : { kind: 'user', userId: acting.holder.id },
        status: 'Active',
        createDate: call.now,
      };
      call.putCredential(credential);
      updateActingUser(call, acting, (holder) => void holder.accessKeys.push(credential.accessKeyId));
      return {
        AccessKey: {
          ...userNameOf(acting),
          AccessKeyId: credential.accessKeyId,
          Status: 'Active' as const,
          SecretAccessKey: credential.secretAccessKey,
          CreateDate: new Date(credential.createDate),
        },
      };
    },
  },

  ListAccessKeys: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName, ...request }) {
      const acting = actingUser(call, UserName);
      const keys = acting.holder.accessKeys
        .map((id) => call.state.credentials.get(id) as Credential)
        .toSorted((a, b) => (position(a) < position(b) ? -1 : 1));
      const { items, end } = paginateList('ListAccessKeys', request, keys, position);
      return {
        AccessKeyMetadata: items.map((key) => ({
          ...actingUserName(acting),
          AccessKeyId: key.accessKeyId,
          Status: key.status as 'Active' | 'Inactive',
          CreateDate: new Date(key.createDate),
        })),
        ...end,
      };
    },
  },

  UpdateAccessKey: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName, AccessKeyId, Status }) {
      if (Status === 'Expired') {
        // The code is documented, the sentence is not recorded.
        throw invalidInput('The status of an access key can only be set to Active or Inactive.');
      }
      const key = requireKey(call, actingUser(call, UserName), AccessKeyId);
      if (key.status !== Status) call.putCredential({ ...key, status: Status });
      return {};
    },
  },

  DeleteAccessKey: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName, AccessKeyId }) {
      const acting = actingUser(call, UserName);
      const key = requireKey(call, acting, AccessKeyId);
      // The id stays known, so that it is refused and never taken for an unknown key, which may act as root.
      call.putCredential({ ...key, status: 'Deleted', secretAccessKey: '' });
      updateActingUser(call, acting, (holder) => {
        holder.accessKeys = holder.accessKeys.filter((id) => id !== AccessKeyId);
      });
      return {};
    },
  },

  GetAccessKeyLastUsed: {
    resource: ({ AccessKeyId }, account, caller) => {
      for (const user of account.users.values()) {
        if (user.accessKeys.includes(AccessKeyId)) return userArn(caller.partition, account.id, user);
      }
      // The keys of the root user are the root user's: AWS's policy for auditing them says so (root-task/…).
      if (account.root.accessKeys.includes(AccessKeyId)) {
        return `arn:${caller.partition}:iam::${account.id}:root`;
      }
      return `access key ${AccessKeyId}`;
    },
    run(call, { AccessKeyId }) {
      const key = call.state.credentials.get(AccessKeyId);
      const owner = key && ownerOf(call.account, key);
      if (key === undefined || owner === undefined) {
        // AWS refuses ids of nobody and of other accounts alike, so that they cannot be probed. The sentence is
        // the usual one of a denial, not a recorded one.
        throw accessDenied(
          `User: ${call.caller.arn} is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key ${AccessKeyId}`,
        );
      }
      const { lastUsed } = key;
      return {
        ...(owner.kind === 'user' ? { UserName: owner.user.name } : {}),
        AccessKeyLastUsed: {
          ...(lastUsed === undefined ? {} : { LastUsedDate: new Date(lastUsed.date) }),
          ServiceName: lastUsed?.service ?? 'N/A',
          Region: lastUsed?.region ?? 'N/A',
        },
      };
    },
  },
} satisfies Partial<IamCatalogue>;

/** Keys are listed in order of creation; those of one second by id. */
const position = (key: Credential): string => `${key.createDate} ${key.accessKeyId}`;

/** @throws AwsError NoSuchEntity, also for a key that is another user's. */
function requireKey(call: Transaction, acting: ActingUser, id: string): Credential {
  const key = acting.holder.accessKeys.includes(id) ? call.state.credentials.get(id) : undefined;
  if (key === undefined) throw noSuchEntity(`The Access Key with id ${id} cannot be found.`);
  return key;
}

/** Who in this account has the long-term key; deleted keys and temporary ones are nobody's. */
function ownerOf(
  account: Account,
  { accountId, accessKeyId, principal }: Credential,
): { readonly kind: 'root' } | { readonly kind: 'user'; readonly user: User } | undefined {
  if (accountId !== account.id) return undefined;
  if (principal.kind === 'root')
    return account.root.accessKeys.includes(accessKeyId) ? { kind: 'root' } : undefined;
  if (principal.kind !== 'user') return undefined;
  const user = account.users.get(account.uniqueIds.get(principal.userId)?.key ?? '');
  return user?.accessKeys.includes(accessKeyId) ? { kind: 'user', user } : undefined;
}

/** The model says that a key always has a user name; the root user has none, hence the cast. */
const userNameOf = (acting: ActingUser): { UserName: string } =>
  actingUserName(acting) as { UserName: string };
