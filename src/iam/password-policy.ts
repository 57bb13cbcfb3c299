import type { PasswordPolicy as PasswordPolicyView } from '@aws-sdk/client-iam';
import { isDeepStrictEqual } from 'node:util';
import type { PasswordPolicy } from '../engine/entities.ts';
import { noSuchEntity } from '../engine/errors.ts';
import type { IamCatalogue } from './operation-types.ts';

/** The rules for passwords of an account (IAM API Reference: …AccountPasswordPolicy). */
export const passwordPolicyOperations = {
  GetAccountPasswordPolicy: {
    resource: () => '*',
    run(call) {
      const { passwordPolicy } = call.account.settings;
      if (passwordPolicy === undefined) {
        throw noSuchEntity(`The Password Policy with domain name ${call.accountId} cannot be found.`);
      }
      return { PasswordPolicy: passwordPolicyView(passwordPolicy) };
    },
  },

  /** "Does not support partial updates": whatever is not given goes back to its default. */
  UpdateAccountPasswordPolicy: {
    resource: () => '*',
    run(call, input) {
      const { MaxPasswordAge, PasswordReusePrevention, HardExpiry } = input;
      const policy: PasswordPolicy = {
        minimumPasswordLength: input.MinimumPasswordLength ?? 6,
        requireSymbols: input.RequireSymbols ?? false,
        requireNumbers: input.RequireNumbers ?? false,
        requireUppercaseCharacters: input.RequireUppercaseCharacters ?? false,
        requireLowercaseCharacters: input.RequireLowercaseCharacters ?? false,
        allowUsersToChangePassword: input.AllowUsersToChangePassword ?? false,
        ...(MaxPasswordAge === undefined ? {} : { maxPasswordAge: MaxPasswordAge }),
        ...(PasswordReusePrevention === undefined
          ? {}
          : { passwordReusePrevention: PasswordReusePrevention }),
        ...(HardExpiry === undefined ? {} : { hardExpiry: HardExpiry }),
      };
      if (isDeepStrictEqual(policy, call.account.settings.passwordPolicy)) return {};
      call.update((account) => void (account.settings.passwordPolicy = policy));
      return {};
    },
  },

  DeleteAccountPasswordPolicy: {
    resource: () => '*',
    run(call) {
      if (call.account.settings.passwordPolicy === undefined) {
        throw noSuchEntity('The account policy with name PasswordPolicy cannot be found.');
      }
      call.update((account) => void delete account.settings.passwordPolicy);
      return {};
    },
  },
} satisfies Partial<IamCatalogue>;

function passwordPolicyView(policy: PasswordPolicy): PasswordPolicyView {
  const { maxPasswordAge, passwordReusePrevention, hardExpiry } = policy;
  return {
    MinimumPasswordLength: policy.minimumPasswordLength,
    RequireSymbols: policy.requireSymbols,
    RequireNumbers: policy.requireNumbers,
    RequireUppercaseCharacters: policy.requireUppercaseCharacters,
    RequireLowercaseCharacters: policy.requireLowercaseCharacters,
    AllowUsersToChangePassword: policy.allowUsersToChangePassword,
    ExpirePasswords: (maxPasswordAge ?? 0) > 0,
    ...(maxPasswordAge === undefined ? {} : { MaxPasswordAge: maxPasswordAge }),
    ...(passwordReusePrevention === undefined ? {} : { PasswordReusePrevention: passwordReusePrevention }),
    ...(hardExpiry === undefined ? {} : { HardExpiry: hardExpiry }),
  };
}
