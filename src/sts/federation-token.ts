import type { StsCatalogue } from './operation-types.ts';
import { issueSession, plainSession } from './session.ts';
import { sessionPolicies } from './session-policies.ts';
import { longTermDuration, principalOfLongTermCaller, refuseSessions, isSession } from './session-token.ts';
import { sessionTags } from './session-tags.ts';

/** Keys for somebody the account does not know (STS API Reference, GetFederationToken). */
export const federationTokenOperations = {
  GetFederationToken: {
    // Sessions are refused whatever their policies say, so for them there is no permission to ask for.
    resource: ({ Name }, account, caller) =>
      isSession(caller) ? [] : federatedUserArn(caller.partition, account.id, Name),
    alsoNeeds: ({ Name, Tags }, account, caller) =>
      Tags?.length && !isSession(caller)
        ? [{ action: 'sts:TagSession', resource: federatedUserArn(caller.partition, account.id, Name) }]
        : [],
    run(call, input) {
      const { Name, Tags = [] } = input;
      refuseSessions(call, 'GetFederationToken');
      const { accountId, partition } = call.caller;
      const issued = issueSession(call, {
        accountId,
        principal: { kind: 'federated-user', name: Name },
        durationSeconds: longTermDuration(call, input.DurationSeconds),
        minimumTokenSize: input.MinimumSessionTokenSize,
        session: {
          ...plainSession('GetFederationToken', call.caller.arn),
          ...sessionPolicies(call, input, call.quotas.sessionPolicySize),
          ...sessionTags({ tags: Tags, transitiveTagKeys: [] }),
          federatedBy: principalOfLongTermCaller(call),
        },
      });
      return {
        ...issued,
        FederatedUser: {
          FederatedUserId: `${accountId}:${Name}`,
          Arn: federatedUserArn(partition, accountId, Name),
        },
      };
    },
  },
} satisfies Partial<StsCatalogue>;

const federatedUserArn = (partition: string, accountId: string, name: string): string =>
  `arn:${partition}:sts::${accountId}:federated-user/${name}`;
