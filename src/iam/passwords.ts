import type { LoginProfile, PasswordPolicy } from '../engine/entities.ts';
import { AwsError } from '../engine/errors.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';
import { type ActingUser, updateActingUser } from './acting-user.ts';

/**
 * Is this password good enough for the account (IAM User Guide, "Setting an account password policy")?
 *
 * @throws AwsError PasswordPolicyViolation
 */
export function checkPassword(account: Account, password: string): void {
  const policy = account.settings.passwordPolicy;
  const fits = policy === undefined ? fitsDefaultPolicy(account, password) : fitsPolicy(policy, password);
  if (!fits) throw passwordPolicyViolation('Password does not conform to the account password policy.');
}

/**
 * "Prevent password reuse": the policy's number of passwords back, the present one included, which is the
 * first of the previous ones once it is changed.
 *
 * @throws AwsError PasswordPolicyViolation
 */
export function checkReuse(account: Account, profile: LoginProfile, password: string): void {
  const remembered = account.settings.passwordPolicy?.passwordReusePrevention ?? 0;
  if ([profile.password, ...profile.previousPasswords].slice(0, remembered).includes(password)) {
    throw passwordPolicyViolation(
      'Policy constraint violation with password reuse prevention during password change.',
    );
  }
}

/** The profile with another password; the old one is remembered as far as a policy may ask for it. */
export function withPassword(profile: LoginProfile, password: string, now: number): LoginProfile {
  const previous =
    profile.password === undefined
      ? profile.previousPasswords
      : [profile.password, ...profile.previousPasswords];
  return {
    ...profile,
    password,
    passwordChanged: now,
    previousPasswords: previous.slice(0, mostPasswordsRemembered),
  };
}

/** Somebody signed in to the console: GetUser and the credential report show it. No operation of IAM does that. */
export function recordPasswordUse(call: Transaction, acting: ActingUser): void {
  updateActingUser(call, acting, (holder) => void (holder.passwordLastUsed = call.now));
}

/** The largest PasswordReusePrevention. */
const mostPasswordsRemembered = 24;

const passwordPolicyViolation = (message: string): AwsError =>
  new AwsError('PasswordPolicyViolation', message, 400);

/** "Non-alphanumeric characters" of UpdateAccountPasswordPolicy, RequireSymbols. */
const symbol = /[!@#$%^&*()_+\-=[\]{}|']/;

/** The rules of an account without a policy of its own. The mock's accounts have no email address to compare with. */
function fitsDefaultPolicy(account: Account, password: string): boolean {
  const kinds = [/[A-Z]/, /[a-z]/, /[0-9]/, symbol].filter((kind) => kind.test(password)).length;
  return password.length >= 8 && kinds >= 3 && password !== account.settings.alias;
}

function fitsPolicy(policy: PasswordPolicy, password: string): boolean {
  return (
    password.length >= policy.minimumPasswordLength &&
    (!policy.requireUppercaseCharacters || /[A-Z]/.test(password)) &&
    (!policy.requireLowercaseCharacters || /[a-z]/.test(password)) &&
    (!policy.requireNumbers || /[0-9]/.test(password)) &&
    (!policy.requireSymbols || symbol.test(password))
  );
}
