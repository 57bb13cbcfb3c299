import type { StsCatalogue } from './operation-types.ts';

/** Who calls, and whose key is this. */
export const identityOperations = {
  // "No permissions are required to perform this operation" (STS API Reference, GetCallerIdentity).
  GetCallerIdentity: {
    resource: () => '*',
    permission: 'none',
    run: ({ caller }) => ({ UserId: caller.userId, Account: caller.accountId, Arn: caller.arn }),
  },
} satisfies Partial<StsCatalogue>;
