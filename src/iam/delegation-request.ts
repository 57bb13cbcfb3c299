import type { DelegationRequest as DelegationRequestView, StateType } from '@aws-sdk/client-iam';
import { copyOf } from '../engine/copies.ts';
import type { DelegationRequest } from '../engine/entities.ts';
import { invalidInput, noSuchEntity } from '../engine/errors.ts';
import type { Validated } from '../engine/operation.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';
import type { IamInput } from './operation-types.ts';

/** A request and the account it is kept in. */
export interface PlacedRequest {
  readonly accountId: string;
  readonly request: DelegationRequest;
}

/**
 * How long a request stays in a state that nobody moves it out of. Seven days is documented for rejected
 * requests; of the other states the service model only says that there is an end.
 */
export const lifetime = 7 * 24 * 60 * 60 * 1000;

export const delegationRequestArn = (partition: string, accountId: string, id: string): string =>
  `arn:${partition}:iam::${accountId}:delegation-request/${id}`;

/**
 * The request with this id, whichever account keeps it, as the caller may see it: one without an owner account
 * is open to any account, every other one to identities of that account.
 *
 * @throws AwsError NoSuchEntity; the sentence is AWS's usual one, not a recorded one.
 */
export function requireRequest(call: Transaction, id: string): PlacedRequest {
  for (const account of call.state.accounts.values()) {
    const request = account.delegationRequests.get(id);
    if (request !== undefined && (request.ownerAccountId ?? call.accountId) === call.accountId)
      return { accountId: account.id, request };
  }
  throw noSuchEntity(`The delegation request with id ${id} cannot be found.`);
}

/** The owner of a request as a condition key: its default permissions are written with it. */
export const ownerCondition = (
  account: Account,
  id: string,
): { 'iam:DelegationRequestOwner': string | undefined } => ({
  'iam:DelegationRequestOwner': account.delegationRequests.get(id)?.ownerArn,
});

/** The state at this moment: what nobody moved on in time has expired. */
export function stateOf(call: Transaction, { state, expiration }: DelegationRequest): StateType {
  return state !== 'FINALIZED' && expiration <= call.now ? 'EXPIRED' : state;
}

/** @throws AwsError InvalidInput; the sentence of AWS is not known. */
export function requireState(
  call: Transaction,
  request: DelegationRequest,
  allowed: readonly StateType[],
): void {
  const state = stateOf(call, request);
  if (!allowed.includes(state)) {
    throw invalidInput(
      `The delegation request with id ${request.id} is in state ${state}. The operation requires ${allowed.join(' or ')}.`,
    );
  }
}

/** Moves a request to its next state: into the account of its owner, with the time of the state ahead of it. */
export function moveRequest(
  call: Transaction,
  { accountId, request }: PlacedRequest,
  change: Partial<DelegationRequest> & Pick<DelegationRequest, 'state'>,
): void {
  const moved: DelegationRequest = {
    ...request,
    updatedDate: call.now,
    expiration: call.now + lifetime,
    ...change,
  };
  call.update((account) => {
    account.delegationRequests = account.delegationRequests.delete(request.id);
  }, accountId);
  placeRequest(call, moved);
}

export function placeRequest(call: Transaction, request: DelegationRequest): void {
  call.update((account) => {
    account.delegationRequests = account.delegationRequests.set(request.id, request);
  }, request.ownerAccountId ?? request.requestorAccountId);
}

/** What the request was made with. */
export const inputOf = (request: DelegationRequest): Validated<IamInput<'CreateDelegationRequest'>> =>
  request.input as unknown as Validated<IamInput<'CreateDelegationRequest'>>;

/**
 * A request as GetDelegationRequest and ListDelegationRequests show it. The policy behind the template is
 * registered between the partner and AWS, so there is no PermissionPolicy to show.
 */
export function requestView(call: Transaction, request: DelegationRequest): DelegationRequestView {
  const { Description, RequestMessage, Permissions, SessionDuration, RedirectUrl, OnlySendByOwner } =
    inputOf(request);
  const view: Record<string, unknown> = {
    DelegationRequestId: request.id,
    OwnerAccountId: request.ownerAccountId,
    Description,
    RequestMessage,
    Permissions: copyOf(Permissions),
    OwnerId: request.ownerArn,
    ApproverId: request.approverArn,
    State: stateOf(call, request),
    ExpirationTime: new Date(request.expiration),
    RequestorId: request.requestorAccountId,
    CreateDate: new Date(request.createDate),
    SessionDuration,
    RedirectUrl,
    Notes: request.notes,
    RejectionReason: request.rejectionReason,
    OnlySendByOwner: OnlySendByOwner ?? false,
    UpdatedTime: new Date(request.updatedDate),
  };
  return Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined));
}
