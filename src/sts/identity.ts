import { invalidClientTokenId } from '../engine/errors.ts';
import { accountOf } from '../engine/identifiers.ts';
import type { StsCatalogue } from './operation-types.ts';

/** Who calls, and whose key is this. */
export const identityOperations = {
  // "No permissions are required to perform this operation" (STS API Reference, GetCallerIdentity).
  GetCallerIdentity: {
    resource: () => '*',
    permission: 'none',
    run: ({ caller }) => ({ UserId: caller.userId, Account: caller.accountId, Arn: caller.arn }),
  },

  // "This operation does not indicate the state of the access key": deleted and expired ones are answered too.
  GetAccessKeyInfo: {
    resource: () => '*',
    run(call, { AccessKeyId }) {
      const known = call.state.credentials.get(AccessKeyId)?.accountId;
      const account = known ?? (/^A[KS]IA/.test(AccessKeyId) ? accountOf(AccessKeyId) : undefined);
      if (account === undefined) throw invalidClientTokenId();
      return { Account: account };
    },
  },
} satisfies Partial<StsCatalogue>;
