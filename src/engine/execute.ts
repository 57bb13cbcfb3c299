import type { ServiceModel } from '../data/service-model.ts';
import { partitionOf } from './arns.ts';
import type { Role } from './entities.ts';
import { type Caller, type CallerDefaults, anonymousCaller, identify } from './callers.ts';
import { checkInput } from './constraints.ts';
import { AwsError, UnsupportedOperationError } from './errors.ts';
import type { AnyOperation, ConditionKeys, Operation } from './operation.ts';
import type { Quotas } from './quotas.ts';
import { type Account, type State, emptyAccount } from './state.ts';
import { Transaction } from './transaction.ts';

export type ServiceName = 'iam' | 'sts';

/** One request, with everything that comes from outside: time, place and credential. */
export interface Call {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The key that signed; absent for unsigned calls and for the default caller. */
  readonly accessKeyId?: string | undefined;
  readonly region: string;
  /** Milliseconds. */
  readonly now: number;
}

/** A service: its model and its operations by name. */
export interface Service {
  readonly model: ServiceModel;
  readonly operations: Readonly<Record<string, AnyOperation>>;
}

/** What the engine is told once: the services, the rules and the hooks that stand outside it. */
export interface Environment {
  readonly services: Readonly<Record<ServiceName, Service>>;
  readonly defaultAccountId: string;
  readonly identifierSeed: string;
  readonly quotas: Quotas;
  readonly unknownCredentials: 'root' | 'reject';
  /** Keys outside the state, as {@link identify} takes them. */
  readonly standingCredential?: CallerDefaults['standingCredential'];
  /** Asked between the constraint check and the operation; throwing an AwsError refuses the call. */
  readonly authorize?: ((request: AuthorizationRequest) => void) | undefined;
  /** Asked by operations without a caller, once they know who is vouched for by whom. */
  readonly authorizeFederated?: ((request: FederatedRequest) => void) | undefined;
  /** Told of every call that succeeded, to keep last-used dates. */
  readonly recordUse?: (call: Transaction, request: Call) => void;
}

export interface AuthorizationRequest {
  readonly state: State;
  readonly account: Account;
  readonly caller: Caller;
  readonly call: Call;
  readonly operation: Operation<Readonly<Record<string, unknown>>, unknown>;
  /** The input after the constraint check. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** An identity that a web or SAML provider vouches for, in front of the role it wants. */
export interface FederatedRequest {
  readonly role: Role;
  readonly roleArn: string;
  readonly accountId: string;
  /** ARN of the provider, or its name where AWS knows it without an ARN (`accounts.google.com`). */
  readonly provider: string;
  /** The operation's own action first, then `sts:TagSession` and its kin where they are used. */
  readonly actions: readonly string[];
  /** What the token says, as condition keys. */
  readonly context: ConditionKeys;
  readonly now: number;
  readonly region: string;
}

export type Outcome =
  | (Result & {
      readonly caller: Caller;
      readonly output: Record<string, unknown>;
      readonly error?: undefined;
    })
  | (Result & { readonly caller: Caller | undefined; readonly output?: undefined; readonly error: AwsError });

interface Result {
  readonly state: State;
  /** The input after the constraint check; absent when it did not pass. */
  readonly input: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Answers one call: who is it, is the input well-formed, may they, and what happens then.
 *
 * Pure: the same state, call and environment give the same outcome. A failed call returns the very state it
 * was given.
 *
 * @throws UnsupportedOperationError for an operation that is not in the catalogue, and whatever is a bug.
 */
export function execute(state: State, call: Call, environment: Environment): Outcome {
  const { model, operations } = environment.services[call.service];
  const operation = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
  if (operation === undefined) throw unsupported(call, operations);
  const partition = partitionOf(call.region);
  let caller: Caller | undefined;
  let input: Readonly<Record<string, unknown>> | undefined;
  try {
    caller = model.operations[call.operation]?.unsigned
      ? anonymousCaller(environment.defaultAccountId, partition)
      : identify(state, call.accessKeyId, call.now, partition, environment);
    input = checkInput(model, call.operation, call.input);
    const { check, run } = operation as Operation<Readonly<Record<string, unknown>>, unknown>;
    check?.(input);
    environment.authorize?.({
      state,
      caller,
      call,
      input,
      account: state.accounts.get(caller.accountId) ?? emptyAccount(caller.accountId, call.now),
      operation: operation as Operation<Readonly<Record<string, unknown>>, unknown>,
    });
    const transaction = new Transaction(state, {
      caller,
      partition,
      now: Math.floor(call.now / 1000) * 1000,
      region: call.region,
      quotas: environment.quotas,
      identifierSeed: environment.identifierSeed,
      authorizeFederated: environment.authorizeFederated,
    });
    const output = (run(transaction, input) ?? {}) as Record<string, unknown>;
    const changed = transaction.state !== state;
    environment.recordUse?.(transaction, call);
    return {
      state: changed ? { ...transaction.state, serial: state.serial + 1 } : transaction.state,
      caller,
      input,
      output,
    };
  } catch (error) {
    if (error instanceof AwsError) return { state, caller, input, error };
    throw error;
  }
}

function unsupported(
  call: Call,
  operations: Readonly<Record<string, AnyOperation>>,
): UnsupportedOperationError {
  return new UnsupportedOperationError(
    `iam-in-memory has no operation '${call.operation}' of ${call.service.toUpperCase()} (it knows ${Object.keys(operations).length}). ` +
      `The installed SDK may be newer than this version of iam-in-memory: update iam-in-memory, or answer the call yourself with ` +
      `aws.respondNext('${call.operation}', output).`,
  );
}
