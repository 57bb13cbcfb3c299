import type { User as UserView } from '@aws-sdk/client-iam';
import { iamArn } from '../engine/arns.ts';
import type { User } from '../engine/entities.ts';
import { noSuchEntity } from '../engine/errors.ts';
import type { Account } from '../engine/state.ts';
import { tagViews } from '../engine/tags.ts';
import type { Transaction } from '../engine/transaction.ts';
import { boundaryView } from './boundary.ts';

/** Users are found whatever the case of their name. */
export const userKey = (name: string): string => name.toLowerCase();

export const findUser = (account: Account, name: string): User | undefined =>
  account.users.get(userKey(name));

/** @throws AwsError NoSuchEntity */
export function requireUser(account: Account, name: string): User {
  const user = findUser(account, name);
  if (user === undefined) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
}

export const userArn = (partition: string, accountId: string, user: Pick<User, 'path' | 'name'>): string =>
  iamArn(partition, accountId, 'user', user.path, user.name);

/** The ARN an authorization is about: of the user as it is, or as it would be where there is none. */
export function userArnByName(partition: string, account: Account, name: string): string {
  return userArn(partition, account.id, findUser(account, name) ?? { path: '/', name });
}

type ListedUser = Required<Pick<UserView, 'Path' | 'UserName' | 'UserId' | 'Arn' | 'CreateDate'>> & UserView;

/** A user as listings show it: without tags and boundary. */
export function listedUserView(call: Transaction, user: User): ListedUser {
  const view: ListedUser = {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: userArn(call.partition, call.accountId, user),
    CreateDate: new Date(user.createDate),
  };
  if (user.passwordLastUsed !== undefined) view.PasswordLastUsed = new Date(user.passwordLastUsed);
  return view;
}

/** A user as CreateUser and GetUser show it: tags and boundary where it has them. */
export function userView(call: Transaction, user: User): ListedUser {
  const view = listedUserView(call, user);
  if (user.permissionsBoundary !== undefined)
    view.PermissionsBoundary = boundaryView(user.permissionsBoundary);
  if (user.tags.length > 0) view.Tags = tagViews(user.tags);
  return view;
}
