import type { User as UserView } from '@aws-sdk/client-iam';
import type { User } from '../engine/entities.ts';
import { deleteConflict, entityAlreadyExists, quotaExceeded } from '../engine/errors.ts';
import { paginate } from '../engine/pagination.ts';
import { checkTagCount, checkTags, principalTagRules, tagPage } from '../engine/tags.ts';
import type { Transaction } from '../engine/transaction.ts';
import { actingUser } from './acting-user.ts';
import type { IamCatalogue } from './operation-types.ts';
import { requireBoundaryPolicy } from './managed-policy.ts';
import { countPolicyUse } from './policy-usage.ts';
import { replaceTrustedPrincipal } from './trusted-principals.ts';
import { listedUserView, requireUser, userArn, userArnByName, userKey, userView } from './user.ts';
import { taggingOnCreation } from './tagging-on-creation.ts';
import { type TaggedKind, tagEntity, untagEntity } from './tagging.ts';

/** Users, their names and their tags (IAM API Reference: CreateUser … UntagUser). */
export const userOperations = {
  CreateUser: {
    resource: ({ UserName, Path = '/' }, account, { partition }) =>
      userArn(partition, account.id, { name: UserName, path: Path }),
    conditions: ({ PermissionsBoundary }) => ({ 'iam:PermissionsBoundary': PermissionsBoundary }),
    alsoNeeds: ({ UserName, Path = '/', Tags }, account, { partition }) =>
      taggingOnCreation('iam:TagUser', userArn(partition, account.id, { name: UserName, path: Path }), Tags),
    run(call, { UserName, Path = '/', PermissionsBoundary, Tags }) {
      const tags = checkTags(Tags, principalTagRules);
      if (PermissionsBoundary !== undefined) requireBoundaryPolicy(call, PermissionsBoundary);
      const key = userKey(UserName);
      if (call.account.users.has(key))
        throw entityAlreadyExists(`User with name ${UserName} already exists.`);
      const limit = call.quotas.usersPerAccount;
      if (call.account.users.size >= limit) throw quotaExceeded('UsersPerAccount', limit);
      checkTagCount(tags, call.quotas.tagsPerResource);
      const user: User = {
        name: UserName,
        path: Path,
        id: call.identifiers.uniqueId('AIDA', call.accountId),
        createDate: call.now,
        tags,
        groups: [],
        attachedPolicies: [],
        inlinePolicies: [],
        accessKeys: [],
        mfaDevices: [],
        signingCertificates: [],
        sshPublicKeys: [],
        serviceSpecificCredentials: [],
        ...(PermissionsBoundary === undefined ? {} : { permissionsBoundary: PermissionsBoundary }),
      };
      call.update((account) => {
        account.users = account.users.set(key, user);
        account.uniqueIds = account.uniqueIds.set(user.id, { kind: 'user', key });
      });
      if (PermissionsBoundary !== undefined) countPolicyUse(call, PermissionsBoundary, { boundaries: 1 });
      return { User: userView(call, user) };
    },
  },

  GetUser: {
    resource: ({ UserName }, account, caller) =>
      UserName === undefined ? caller.arn : userArnByName(caller.partition, account, UserName),
    run(call, { UserName }) {
      const acting = actingUser(call, UserName);
      if (acting.kind === 'user') return { User: userView(call, acting.holder) };
      return { User: rootUserView(call) };
    },
  },

  ListUsers: {
    resource: ({ PathPrefix = '/' }, account, { partition }) =>
      `arn:${partition}:iam::${account.id}:user${PathPrefix}`,
    run(call, { PathPrefix = '/', ...request }) {
      const { items, end } = paginate(
        'ListUsers',
        request,
        (key) => call.account.users.entries(key),
        (user) => user.path.startsWith(PathPrefix),
      );
      return { Users: items.map((user) => listedUserView(call, user)), ...end };
    },
  },

  UpdateUser: {
    resource: ({ UserName, NewUserName, NewPath }, account, { partition }) => {
      const present = account.users.get(userKey(UserName)) ?? { name: UserName, path: '/' };
      const future = { name: NewUserName ?? present.name, path: NewPath ?? present.path };
      return [userArn(partition, account.id, present), userArn(partition, account.id, future)];
    },
    run(call, { UserName, NewUserName, NewPath }) {
      const user = requireUser(call.account, UserName);
      const [oldKey, newKey] = [userKey(user.name), userKey(NewUserName ?? user.name)];
      if (newKey !== oldKey && call.account.users.has(newKey)) {
        throw entityAlreadyExists(`User with name ${NewUserName} already exists.`);
      }
      const renamed: User = { ...user, name: NewUserName ?? user.name, path: NewPath ?? user.path };
      if (newKey !== oldKey) moveUser(call, user, oldKey, newKey);
      if (renamed.name !== user.name || renamed.path !== user.path) {
        call.update((account) => {
          account.users = account.users.delete(oldKey).set(newKey, renamed);
        });
        replaceTrustedPrincipal(call, 'user', user, (partition) =>
          userArn(partition, call.accountId, renamed),
        );
      }
      return {};
    },
  },

  DeleteUser: {
    resource: ({ UserName }, account, { partition }) => userArnByName(partition, account, UserName),
    run(call, { UserName }) {
      const user = requireUser(call.account, UserName);
      const conflict = deleteConflicts.find(({ holds }) => holds(user));
      if (conflict !== undefined)
        throw deleteConflict(`Cannot delete entity, must ${conflict.remedy} first.`);
      call.update((account) => {
        account.users = account.users.delete(userKey(user.name));
        account.uniqueIds = account.uniqueIds.delete(user.id);
      });
      if (user.permissionsBoundary !== undefined)
        countPolicyUse(call, user.permissionsBoundary, { boundaries: -1 });
      replaceTrustedPrincipal(call, 'user', user, () => user.id);
      return {};
    },
  },

  TagUser: {
    resource: ({ UserName }, account, { partition }) => userArnByName(partition, account, UserName),
    run: (call, { UserName, Tags }) =>
      tagEntity(call, taggedUser, () => requireUser(call.account, UserName), Tags),
  },

  UntagUser: {
    resource: ({ UserName }, account, { partition }) => userArnByName(partition, account, UserName),
    run: (call, { UserName, TagKeys }) =>
      untagEntity(call, taggedUser, requireUser(call.account, UserName), TagKeys),
  },

  ListUserTags: {
    resource: ({ UserName }, account, { partition }) => userArnByName(partition, account, UserName),
    run: (call, { UserName, ...request }) =>
      tagPage('ListUserTags', request, requireUser(call.account, UserName).tags),
  },
} satisfies Partial<IamCatalogue>;

const taggedUser: TaggedKind<User> = {
  rules: principalTagRules,
  put: (call, user) =>
    call.update((account) => {
      account.users = account.users.set(userKey(user.name), user);
    }),
};

/**
 * What keeps a user from being deleted, in the order it is reported. The sentences are recorded; of the order
 * only "inline policies before access keys" is, the rest is that of an implementation that kept AWS's wording.
 */
const deleteConflicts: readonly { holds: (user: User) => boolean; remedy: string }[] = [
  { holds: (user) => user.groups.length > 0, remedy: 'remove users from group' },
  { holds: (user) => user.loginProfile !== undefined, remedy: 'delete login profile' },
  { holds: (user) => user.attachedPolicies.length > 0, remedy: 'detach all policies' },
  { holds: (user) => user.inlinePolicies.length > 0, remedy: 'delete policies' },
  { holds: (user) => user.accessKeys.length > 0, remedy: 'delete access keys' },
  { holds: (user) => user.signingCertificates.length > 0, remedy: 'delete certificates' },
  { holds: (user) => user.mfaDevices.length > 0, remedy: 'remove tokens from principal' },
  {
    holds: (user) => user.sshPublicKeys.length > 0 || user.serviceSpecificCredentials.length > 0,
    remedy: 'remove referenced objects',
  },
];

/** Root without UserName: the account stands where a user would; the root user has no UserName. */
function rootUserView(call: Transaction): UserView {
  const { root, id } = call.account;
  const view: Omit<UserView, 'UserName'> = {
    Path: '/',
    UserId: id,
    Arn: call.caller.arn,
    CreateDate: new Date(root.createDate),
    ...(root.passwordLastUsed === undefined ? {} : { PasswordLastUsed: new Date(root.passwordLastUsed) }),
  };
  return view as UserView;
}

/** Whatever refers to a user by key follows it to its new name. */
function moveUser(call: Transaction, user: User, oldKey: string, newKey: string): void {
  call.update((account) => {
    account.uniqueIds = account.uniqueIds.set(user.id, { kind: 'user', key: newKey });
    for (const groupKey of user.groups) {
      account.memberships = account.memberships
        .delete(`${groupKey}/${oldKey}`)
        .set(`${groupKey}/${newKey}`, { groupKey, userKey: newKey });
    }
    for (const id of user.sshPublicKeys)
      account.sshPublicKeys = account.sshPublicKeys.update(id, (key) => void (key.userKey = newKey));
    for (const id of user.serviceSpecificCredentials) {
      account.serviceSpecificCredentials = account.serviceSpecificCredentials.update(
        id,
        (item) => void (item.userKey = newKey),
      );
    }
    for (const serial of user.mfaDevices) {
      account.mfaDevices = account.mfaDevices.update(
        serial,
        (device) => void (device.assignedTo = { kind: 'user', userKey: newKey }),
      );
    }
  });
}
