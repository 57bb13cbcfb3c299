import type { Group, User } from '../engine/entities.ts';
import { deleteConflict, entityAlreadyExists, noSuchEntity, quotaExceeded } from '../engine/errors.ts';
import { paginate, paginateList } from '../engine/pagination.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';
import { findGroup, groupArn, groupArnByName, groupKey, groupView, requireGroup } from './group.ts';
import type { IamCatalogue } from './operation-types.ts';
import { listedUserView, requireUser, userArnByName, userKey } from './user.ts';

/** Groups and who is in them (IAM API Reference: CreateGroup … RemoveUserFromGroup). */
export const groupsOperations = {
  CreateGroup: {
    resource: ({ GroupName, Path = '/' }, account, { partition }) =>
      groupArn(partition, account.id, { name: GroupName, path: Path }),
    run(call, { GroupName, Path = '/' }) {
      const key = groupKey(GroupName);
      if (call.account.groups.has(key))
        throw entityAlreadyExists(`Group with name ${GroupName} already exists.`);
      const limit = call.quotas.groupsPerAccount;
      if (call.account.groups.size >= limit) throw quotaExceeded('GroupsPerAccount', limit);
      const group: Group = {
        name: GroupName,
        path: Path,
        id: call.identifiers.uniqueId('AGPA', call.accountId),
        createDate: call.now,
        attachedPolicies: [],
        inlinePolicies: [],
      };
      call.update((account) => {
        account.groups = account.groups.set(key, group);
        account.uniqueIds = account.uniqueIds.set(group.id, { kind: 'group', key });
      });
      return { Group: groupView(call, group) };
    },
  },

  GetGroup: {
    resource: ({ GroupName }, account, { partition }) => groupArnByName(partition, account, GroupName),
    run(call, { GroupName, ...request }) {
      const group = requireGroup(call.account, GroupName);
      const { items, end } = paginate('GetGroup', request, (after) =>
        membersOf(call.account, groupKey(group.name), after),
      );
      return {
        Group: groupView(call, group),
        Users: items.map((user) => listedUserView(call, user)),
        ...end,
      };
    },
  },

  ListGroups: {
    resource: ({ PathPrefix = '/' }, account, { partition }) =>
      `arn:${partition}:iam::${account.id}:group${PathPrefix}`,
    run(call, { PathPrefix = '/', ...request }) {
      const { items, end } = paginate(
        'ListGroups',
        request,
        (key) => call.account.groups.entries(key),
        (group) => group.path.startsWith(PathPrefix),
      );
      return { Groups: items.map((group) => groupView(call, group)), ...end };
    },
  },

  UpdateGroup: {
    resource: ({ GroupName, NewGroupName, NewPath }, account, { partition }) => {
      const present = findGroup(account, GroupName) ?? { name: GroupName, path: '/' };
      const future = { name: NewGroupName ?? present.name, path: NewPath ?? present.path };
      return [groupArn(partition, account.id, present), groupArn(partition, account.id, future)];
    },
    run(call, { GroupName, NewGroupName, NewPath }) {
      const group = requireGroup(call.account, GroupName);
      const renamed: Group = {
        ...group,
        name: NewGroupName ?? group.name,
        path: NewPath ?? group.path,
      };
      const [oldKey, newKey] = [groupKey(group.name), groupKey(renamed.name)];
      if (newKey !== oldKey && call.account.groups.has(newKey))
        throw entityAlreadyExists(`Group with name ${NewGroupName} already exists.`);
      if (renamed.name === group.name && renamed.path === group.path) return {};
      if (newKey !== oldKey) moveGroup(call, group, oldKey, newKey);
      call.update((account) => {
        account.groups = account.groups.delete(oldKey).set(newKey, renamed);
      });
      return {};
    },
  },

  DeleteGroup: {
    resource: ({ GroupName }, account, { partition }) => groupArnByName(partition, account, GroupName),
    run(call, { GroupName }) {
      const group = requireGroup(call.account, GroupName);
      const key = groupKey(group.name);
      const conflict = deleteConflicts.find(({ holds }) => holds(group, call.account));
      if (conflict !== undefined)
        throw deleteConflict(`Cannot delete entity, must ${conflict.remedy} first.`);
      call.update((account) => {
        account.groups = account.groups.delete(key);
        account.uniqueIds = account.uniqueIds.delete(group.id);
      });
      return {};
    },
  },

  AddUserToGroup: {
    resource: ({ GroupName }, account, { partition }) => groupArnByName(partition, account, GroupName),
    run(call, { GroupName, UserName }) {
      // Which of two missing names AWS reports is not recorded; the group comes first in the request.
      const group = requireGroup(call.account, GroupName);
      const user = requireUser(call.account, UserName);
      const [inGroup, member] = [groupKey(group.name), userKey(user.name)];
      if (user.groups.includes(inGroup)) return {};
      const limit = call.quotas.groupsPerUser;
      if (user.groups.length >= limit) throw quotaExceeded('GroupsPerUser', limit);
      setGroups(call, user, [...user.groups, inGroup]);
      call.update((account) => {
        account.memberships = account.memberships.set(`${inGroup}/${member}`, {
          groupKey: inGroup,
          userKey: member,
        });
      });
      return {};
    },
  },

  RemoveUserFromGroup: {
    resource: ({ GroupName }, account, { partition }) => groupArnByName(partition, account, GroupName),
    run(call, { GroupName, UserName }) {
      const group = requireGroup(call.account, GroupName);
      const user = requireUser(call.account, UserName);
      const inGroup = groupKey(group.name);
      if (!user.groups.includes(inGroup)) {
        // The code is documented, the sentence is not recorded.
        throw noSuchEntity(`The user with name ${UserName} cannot be found in the group ${GroupName}.`);
      }
      setGroups(
        call,
        user,
        user.groups.filter((key) => key !== inGroup),
      );
      call.update((account) => {
        account.memberships = account.memberships.delete(`${inGroup}/${userKey(user.name)}`);
      });
      return {};
    },
  },

  ListGroupsForUser: {
    resource: ({ UserName }, account, { partition }) => userArnByName(partition, account, UserName),
    run(call, { UserName, ...request }) {
      const user = requireUser(call.account, UserName);
      const { items, end } = paginateList('ListGroupsForUser', request, user.groups, (key) => key);
      return {
        Groups: items.map((key) => groupView(call, call.account.groups.get(key) as Group)),
        ...end,
      };
    },
  },
} satisfies Partial<IamCatalogue>;

/** What keeps a group from being deleted; the sentences are recorded, of their order nothing is. */
const deleteConflicts: readonly {
  holds: (group: Group, account: Account) => boolean;
  remedy: string;
}[] = [
  {
    holds: (group, account) => !membersOf(account, groupKey(group.name)).next().done,
    remedy: 'remove users from group',
  },
  { holds: (group) => group.attachedPolicies.length > 0, remedy: 'detach all policies' },
  { holds: (group) => group.inlinePolicies.length > 0, remedy: 'delete policies' },
];

/** The users of a group with their keys, in key order, from the first key greater than `after`. */
function* membersOf(
  account: Account,
  inGroup: string,
  after?: string,
): IterableIterator<[key: string, user: User]> {
  const prefix = `${inGroup}/`;
  const start = after === undefined ? undefined : prefix + after;
  for (const [, { userKey: key }] of account.memberships.entriesWithPrefix(prefix, start)) {
    yield [key, account.users.get(key) as User];
  }
}

function setGroups(call: Transaction, user: User, groups: readonly string[]): void {
  call.update((account) => {
    account.users = account.users.set(userKey(user.name), { ...user, groups: groups.toSorted() });
  });
}

/** Whatever refers to a group by key follows it to its new name. */
function moveGroup(call: Transaction, group: Group, oldKey: string, newKey: string): void {
  for (const [member, user] of membersOf(call.account, oldKey)) {
    setGroups(
      call,
      user,
      user.groups.map((key) => (key === oldKey ? newKey : key)),
    );
    call.update((account) => {
      account.memberships = account.memberships
        .delete(`${oldKey}/${member}`)
        .set(`${newKey}/${member}`, { groupKey: newKey, userKey: member });
    });
  }
  call.update((account) => {
    account.uniqueIds = account.uniqueIds.set(group.id, { kind: 'group', key: newKey });
  });
}
