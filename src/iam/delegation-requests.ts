import { parseArn, requireArn } from '../engine/arns.ts';
import type { DelegationRequest } from '../engine/entities.ts';
import { accessDenied, entityAlreadyExists, invalidInput } from '../engine/errors.ts';
import { paginate } from '../engine/pagination.ts';
import type { Transaction } from '../engine/transaction.ts';
import {
  delegationRequestArn,
  inputOf,
  lifetime,
  moveRequest,
  ownerCondition,
  placeRequest,
  requestView,
  requireRequest,
  requireState,
} from './delegation-request.ts';
import type { IamCatalogue } from './operation-types.ts';

/**
 * Requests of a partner for temporary access (IAM API Reference: CreateDelegationRequest …
 * GetHumanReadableSummary; IAM User Guide, "Temporary delegation").
 *
 * ```
 *   Create → UNASSIGNED ─Associate→ ASSIGNED ─Update→ PENDING_APPROVAL ─Accept→ ACCEPTED ─Send→ FINALIZED
 *                                      └──────────────────Accept──────────────────↑
 *   Reject: from every state before FINALIZED → REJECTED.    Left alone for too long: EXPIRED.
 * ```
 *
 * AWS lets only partners it has admitted create requests. Here everybody may, so that both sides can be tested.
 * It sends the token to the partner's notification channel; here the token is read in the state of the account.
 */
export const delegationRequestsOperations = {
  CreateDelegationRequest: {
    resource: (_input, account, { partition }) => delegationRequestArn(partition, account.id, '*'),
    conditions: ({ NotificationChannel, SessionDuration, Permissions }) => ({
      'iam:NotificationChannel': NotificationChannel,
      'iam:DelegationDuration': String(SessionDuration),
      'iam:TemplateArn': Permissions.PolicyTemplateArn,
    }),
    run(call, input) {
      // "At this time, only SNS topic ARNs are accepted": the sentence is not known.
      if (parseArn(input.NotificationChannel)?.service !== 'sns')
        throw invalidInput('The notification channel must be the ARN of an Amazon SNS topic.');
      refuseKnownWorkflow(call, input.RequestorWorkflowId);
      const id = call.identifiers.uuid();
      const { OwnerAccountId } = input;
      placeRequest(call, {
        id,
        state: 'UNASSIGNED',
        createDate: call.now,
        updatedDate: call.now,
        expiration: call.now + lifetime,
        input: { ...input },
        requestorArn: call.caller.arn,
        requestorAccountId: call.accountId,
        ...(OwnerAccountId === undefined ? {} : { ownerAccountId: OwnerAccountId }),
      });
      return {
        ConsoleDeepLink: `https://console.aws.amazon.com/iam/home#/delegation-requests/${id}`,
        DelegationRequestId: id,
      };
    },
  },

  GetDelegationRequest: {
    resource: ({ DelegationRequestId }, account, { partition }) =>
      delegationRequestArn(partition, account.id, DelegationRequestId),
    conditions: ({ DelegationRequestId }, account) => ownerCondition(account, DelegationRequestId),
    run(call, { DelegationRequestId, DelegationPermissionCheck }) {
      const { request } = requireRequest(call, DelegationRequestId);
      return {
        DelegationRequest: requestView(call, request),
        ...(DelegationPermissionCheck ? permissionCheck(call) : {}),
      };
    },
  },

  ListDelegationRequests: {
    resource: () => '*',
    run(call, { OwnerId, ...request }) {
      const { items, end } = paginate(
        'ListDelegationRequests',
        request,
        (key) => call.account.delegationRequests.entries(key),
        ({ ownerArn }) => ownerArn !== undefined && (OwnerId ?? ownerArn) === ownerArn,
      );
      const { IsTruncated: isTruncated, ...marker } = end;
      return { DelegationRequests: items.map((item) => requestView(call, item)), isTruncated, ...marker };
    },
  },

  AssociateDelegationRequest: {
    resource: ({ DelegationRequestId }, account, { partition }) =>
      delegationRequestArn(partition, account.id, DelegationRequestId),
    run(call, { DelegationRequestId }) {
      const placed = requireRequest(call, DelegationRequestId);
      requireState(call, placed.request, ['UNASSIGNED']);
      moveRequest(call, placed, {
        state: 'ASSIGNED',
        ownerArn: call.caller.arn,
        ownerAccountId: call.accountId,
      });
      return {};
    },
  },

  UpdateDelegationRequest: {
    resource: ({ DelegationRequestId }, account, { partition }) =>
      delegationRequestArn(partition, account.id, DelegationRequestId),
    conditions: ({ DelegationRequestId }, account) => ownerCondition(account, DelegationRequestId),
    run(call, { DelegationRequestId, Notes }) {
      const placed = requireRequest(call, DelegationRequestId);
      requireState(call, placed.request, ['ASSIGNED', 'PENDING_APPROVAL']);
      moveRequest(call, placed, {
        state: 'PENDING_APPROVAL',
        ...(Notes === undefined ? {} : { notes: Notes }),
      });
      return {};
    },
  },

  // Owners who hold the permissions themselves need nobody's approval: a request is passed on "due to the owner
  // lacking sufficient delegation permissions" (OnlySendByOwner in the API reference).
  AcceptDelegationRequest: {
    resource: ({ DelegationRequestId }, account, { partition }) =>
      delegationRequestArn(partition, account.id, DelegationRequestId),
    conditions: ({ DelegationRequestId }, account) => ownerCondition(account, DelegationRequestId),
    run(call, { DelegationRequestId }) {
      const placed = requireRequest(call, DelegationRequestId);
      requireState(call, placed.request, ['ASSIGNED', 'PENDING_APPROVAL']);
      moveRequest(call, placed, { state: 'ACCEPTED', approverArn: call.caller.arn });
      return {};
    },
  },

  RejectDelegationRequest: {
    resource: ({ DelegationRequestId }, account, { partition }) =>
      delegationRequestArn(partition, account.id, DelegationRequestId),
    conditions: ({ DelegationRequestId }, account) => ownerCondition(account, DelegationRequestId),
    run(call, { DelegationRequestId, Notes }) {
      const placed = requireRequest(call, DelegationRequestId);
      requireState(call, placed.request, ['UNASSIGNED', 'ASSIGNED', 'PENDING_APPROVAL', 'ACCEPTED']);
      moveRequest(call, placed, {
        state: 'REJECTED',
        ...(Notes === undefined ? {} : { rejectionReason: Notes }),
      });
      return {};
    },
  },

  SendDelegationToken: {
    resource: ({ DelegationRequestId }, account, { partition }) =>
      delegationRequestArn(partition, account.id, DelegationRequestId),
    conditions: ({ DelegationRequestId }, account) => ownerCondition(account, DelegationRequestId),
    run(call, { DelegationRequestId }) {
      const placed = requireRequest(call, DelegationRequestId);
      requireState(call, placed.request, ['ACCEPTED']);
      const { OnlySendByOwner, SessionDuration } = inputOf(placed.request);
      const { arn } = call.caller;
      if (OnlySendByOwner && placed.request.ownerArn !== arn) {
        throw accessDenied(
          `User: ${arn} is not authorized to perform: iam:SendDelegationToken on resource: ${delegationRequestArn(call.partition, call.accountId, DelegationRequestId)}`,
        );
      }
      // "The active time window for the session starts when the customer calls the SendDelegationToken API."
      moveRequest(call, placed, {
        state: 'FINALIZED',
        expiration: call.now + SessionDuration * 1000,
        tradeInToken: call.identifiers.sessionToken(),
      });
      return {};
    },
  },

  GetHumanReadableSummary: {
    resource: ({ EntityArn }) => EntityArn,
    run(call, { EntityArn, Locale = 'en' }) {
      const { service, resource } = requireArn(EntityArn);
      const [kind, id = ''] = resource.split('/');
      if (service !== 'iam' || kind !== 'delegation-request')
        return { Locale, SummaryState: 'NOT_SUPPORTED' };
      const { request } = requireRequest(call, id);
      if (!/^en(?:-|_|$)/i.test(Locale)) return { Locale, SummaryState: 'NOT_AVAILABLE' };
      return { SummaryContent: summaryOf(request), Locale, SummaryState: 'AVAILABLE' };
    },
  },
} satisfies Partial<IamCatalogue>;

/** "If a workflow id for an existing request is passed, this API call will fail", for each partner by itself. */
function refuseKnownWorkflow(call: Transaction, workflowId: string): void {
  for (const account of call.state.accounts.values()) {
    for (const request of account.delegationRequests.values()) {
      if (
        request.requestorAccountId === call.accountId &&
        inputOf(request).RequestorWorkflowId === workflowId
      ) {
        throw entityAlreadyExists(
          `Delegation request with requestor workflow id ${workflowId} already exists.`,
        );
      }
    }
  }
}

/**
 * Does the caller hold what is asked for? Root holds everything; of others nothing can be said, because the
 * policy of the template is not known here. The check is over at once.
 */
const permissionCheck = (call: Transaction) =>
  ({
    PermissionCheckStatus: 'COMPLETE',
    PermissionCheckResult: call.caller.kind === 'root' ? 'ALLOWED' : 'UNSURE',
  }) as const;

/** AWS has a language model write this text; here it says in English what the request says. */
function summaryOf(request: DelegationRequest): string {
  const { Description, RequestMessage, Permissions, SessionDuration } = inputOf(request);
  const scope = (Permissions.Parameters ?? []).map(
    ({ Name, Values = [] }) => `${Name}: ${Values.join(', ')}`,
  );
  return [
    `Account ${request.requestorAccountId} requests temporary access for ${SessionDuration} seconds.`,
    Description,
    ...(RequestMessage === undefined ? [] : [RequestMessage]),
    ...(Permissions.PolicyTemplateArn === undefined
      ? []
      : [
          `Permissions: ${Permissions.PolicyTemplateArn}${scope.length === 0 ? '' : ` (${scope.join('; ')})`}.`,
        ]),
  ].join('\n');
}
