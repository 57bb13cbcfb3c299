import type { Caller } from '../engine/callers.ts';
import { accessDenied } from '../engine/errors.ts';
import type { Transaction } from '../engine/transaction.ts';
import type { StsCatalogue } from './operation-types.ts';
import { checkSecondFactor } from './second-factor.ts';
import { issueSession, plainSession, present } from './session.ts';

/** Temporary keys of the caller's own (STS API Reference, GetSessionToken). */
export const sessionTokenOperations = {
  // "No permissions are required for users to perform this operation."
  GetSessionToken: {
    resource: () => '*',
    permission: 'none',
    run(call, input) {
      refuseSessions(call, 'GetSessionToken');
      const { caller } = call;
      const mfaAuthenticated = checkSecondFactor(call, input);
      return issueSession(call, {
        accountId: caller.accountId,
        principal: principalOfLongTermCaller(call),
        durationSeconds: longTermDuration(call, input.DurationSeconds),
        minimumTokenSize: input.MinimumSessionTokenSize,
        session: { ...plainSession('GetSessionToken', caller.arn), ...present({ mfaAuthenticated }) },
      });
    },
  },
} satisfies Partial<StsCatalogue>;

/** @throws AwsError AccessDenied for a caller that itself is a session. */
export function refuseSessions({ caller }: Transaction, operation: string): void {
  if (isSession(caller)) throw accessDenied(`Cannot call ${operation} with session credentials`);
}

/** Anybody but a root user or a user with a long-term key. */
export const isSession = ({ kind, session }: Caller): boolean =>
  session !== undefined || (kind !== 'root' && kind !== 'user');

/** Seconds: twelve hours unless asked otherwise; root's are cut to one hour, silently. */
export function longTermDuration({ caller }: Transaction, requested = 43_200): number {
  return caller.kind === 'root' ? Math.min(requested, 3600) : requested;
}

/** The root user or the user whose long-term key made the call. */
export function principalOfLongTermCaller({
  caller,
}: Transaction): { kind: 'root' } | { kind: 'user'; userId: string } {
  return caller.kind === 'user' ? { kind: 'user', userId: caller.userId } : { kind: 'root' };
}
