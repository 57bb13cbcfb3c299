import type { Group as GroupView } from '@aws-sdk/client-iam';
import { iamArn } from '../engine/arns.ts';
import type { Group } from '../engine/entities.ts';
import { noSuchEntity } from '../engine/errors.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';

/** Groups are found whatever the case of their name. */
export const groupKey = (name: string): string => name.toLowerCase();

export const findGroup = (account: Account, name: string): Group | undefined =>
  account.groups.get(groupKey(name));

/** @throws AwsError NoSuchEntity */
export function requireGroup(account: Account, name: string): Group {
  const group = findGroup(account, name);
  if (group === undefined) throw noSuchEntity(`The group with name ${name} cannot be found.`);
  return group;
}

export const groupArn = (partition: string, accountId: string, group: Pick<Group, 'path' | 'name'>): string =>
  iamArn(partition, accountId, 'group', group.path, group.name);

/** The ARN an authorization is about: of the group as it is, or as it would be where there is none. */
export function groupArnByName(partition: string, account: Account, name: string): string {
  return groupArn(partition, account.id, findGroup(account, name) ?? { path: '/', name });
}

/** A group as every output shows it: groups have no tags and no boundary. */
export function groupView(
  call: Transaction,
  group: Group,
): Required<Pick<GroupView, 'Path' | 'GroupName' | 'GroupId' | 'Arn' | 'CreateDate'>> {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: groupArn(call.partition, call.accountId, group),
    CreateDate: new Date(group.createDate),
  };
}
