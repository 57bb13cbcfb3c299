import type { LoginProfile as LoginProfileView } from '@aws-sdk/client-iam';
import type { LoginProfile } from '../engine/entities.ts';
import { type AwsError, noSuchEntity, validationError } from '../engine/errors.ts';
import type { Transaction } from '../engine/transaction.ts';
import { type ActingUser, actingUser, actingUserName } from './acting-user.ts';

/** Is the caller the root user of a member account, by a session of AssumeRoot? */
export const isPrivilegedRoot = ({ caller }: Transaction): boolean =>
  caller.kind === 'root' && caller.session?.issuedBy === 'AssumeRoot';

/**
 * Whose login profile a call is about.
 *
 * @throws AwsError ValidationError where root names nobody ("When you make this request with root user
 *   credentials, you must use an AssumeRoot session to omit the user name"; the sentence is the one of the years
 *   when the name was required), otherwise as {@link actingUser}
 */
export function profileHolder(call: Transaction, userName: string | undefined): ActingUser {
  if (userName === undefined && call.caller.kind === 'root' && !isPrivilegedRoot(call))
    throw missing('userName');
  return actingUser(call, userName);
}

/** @throws AwsError NoSuchEntity */
export function requireLoginProfile(call: Transaction, acting: ActingUser): LoginProfile {
  const { loginProfile } = acting.holder;
  if (loginProfile === undefined) throw noLoginProfile(call, acting);
  return loginProfile;
}

export const noLoginProfile = (call: Transaction, acting: ActingUser): AwsError =>
  noSuchEntity(`Login Profile for User ${nameInSentence(call, acting)} cannot be found.`);

/** A sentence about the root user has the account where a user's name would be, as UserId of GetUser has. */
export const nameInSentence = (call: Transaction, acting: ActingUser): string =>
  acting.kind === 'root' ? call.accountId : acting.name;

/** The sentence for a member that is required in this case only. */
export const missing = (member: string): AwsError =>
  validationError(
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must not be null`,
  );

export function loginProfileView(acting: ActingUser, profile: LoginProfile): LoginProfileView {
  const view: Omit<LoginProfileView, 'UserName'> = {
    ...actingUserName(acting),
    CreateDate: new Date(profile.createDate),
    PasswordResetRequired: profile.passwordResetRequired,
  };
  return view as LoginProfileView;
}
