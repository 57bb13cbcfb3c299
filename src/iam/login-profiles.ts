import type { LoginProfile } from '../engine/entities.ts';
import { AwsError, accessDenied, entityAlreadyExists, validationError } from '../engine/errors.ts';
import { actingUser, actingUserArn, updateActingUser } from './acting-user.ts';
import {
  isPrivilegedRoot,
  loginProfileView,
  missing,
  nameInSentence,
  profileHolder,
  requireLoginProfile,
} from './login-profile.ts';
import type { IamCatalogue } from './operation-types.ts';
import { checkPassword, checkReuse, withPassword } from './passwords.ts';

/** Passwords for the console (IAM API Reference: CreateLoginProfile … DeleteLoginProfile, ChangePassword). */
export const loginProfilesOperations = {
  CreateLoginProfile: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName, Password, PasswordResetRequired = false }) {
      if (Password === undefined && !isPrivilegedRoot(call)) throw missing('password');
      if (Password !== undefined && isPrivilegedRoot(call)) {
        // "This parameter must be omitted when you make the request with an AssumeRoot session." The sentence is not recorded.
        throw validationError('Password must be omitted when calling with an AssumeRoot session.');
      }
      const acting = profileHolder(call, UserName);
      if (Password !== undefined) checkPassword(call.account, Password);
      if (acting.holder.loginProfile !== undefined) {
        throw entityAlreadyExists(
          `Login Profile for user ${UserName ?? nameInSentence(call, acting)} already exists.`,
        );
      }
      const profile: LoginProfile = {
        ...(Password === undefined ? {} : { password: Password }),
        createDate: call.now,
        passwordResetRequired: PasswordResetRequired,
        passwordChanged: call.now,
        previousPasswords: [],
      };
      updateActingUser(
        call,
        acting,
        (holder) => void (holder.loginProfile = { ...profile, previousPasswords: [] }),
      );
      return { LoginProfile: loginProfileView(acting, profile) };
    },
  },

  GetLoginProfile: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName }) {
      const acting = profileHolder(call, UserName);
      return { LoginProfile: loginProfileView(acting, requireLoginProfile(call, acting)) };
    },
  },

  UpdateLoginProfile: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName, Password, PasswordResetRequired }) {
      const acting = actingUser(call, UserName);
      const profile = requireLoginProfile(call, acting);
      if (Password !== undefined) checkPassword(call.account, Password);
      const changed = Password === undefined ? profile : withPassword(profile, Password, call.now);
      updateActingUser(call, acting, (holder) => {
        if (changed !== profile)
          holder.loginProfile = { ...changed, previousPasswords: [...changed.previousPasswords] };
        if (holder.loginProfile !== undefined && PasswordResetRequired !== undefined)
          holder.loginProfile.passwordResetRequired = PasswordResetRequired;
      });
      return {};
    },
  },

  DeleteLoginProfile: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName }) {
      const acting = profileHolder(call, UserName);
      requireLoginProfile(call, acting);
      updateActingUser(call, acting, (holder) => void delete holder.loginProfile);
      return {};
    },
  },

  ChangePassword: {
    resource: (_input, _account, caller) => caller.arn,
    run(call, { OldPassword, NewPassword }) {
      if (call.caller.kind !== 'user') {
        throw new AwsError('InvalidUserType', 'Only IAM Users can change their own password', 400);
      }
      const acting = actingUser(call, undefined);
      const profile = requireLoginProfile(call, acting);
      if (profile.password !== OldPassword) throw accessDenied('The old password was incorrect.');
      checkPassword(call.account, NewPassword);
      checkReuse(call.account, profile, NewPassword);
      const changed = withPassword(profile, NewPassword, call.now);
      updateActingUser(call, acting, (holder) => {
        holder.loginProfile = {
          ...changed,
          previousPasswords: [...changed.previousPasswords],
          // "The user must set a new password on next sign-in" is done with.
          passwordResetRequired: false,
        };
      });
      return {};
    },
  },
} satisfies Partial<IamCatalogue>;
