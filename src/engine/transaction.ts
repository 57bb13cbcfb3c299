import { type Draft, produce } from 'immer';
import type { Caller } from './callers.ts';
import type { Environment, FederatedRequest } from './execute.ts';
import type { Credential } from './entities.ts';
import { type IdentifierSource, identifierSource } from './identifiers.ts';
import type { Quotas } from './quotas.ts';
import { type Account, type State, emptyAccount } from './state.ts';

/** What stays the same for a whole call. */
export interface TransactionContext {
  readonly caller: Caller;
  /** Milliseconds, cut to whole seconds as AWS's dates are. */
  readonly now: number;
  readonly region: string;
  readonly partition: string;
  readonly quotas: Quotas;
  readonly identifierSeed: string;
  readonly authorizeFederated?: Environment['authorizeFederated'];
}

/**
 * One call's view of the state: reads see what the call itself has changed, and nothing of it is kept unless
 * the call succeeds.
 */
export class Transaction {
  readonly caller: Caller;
  readonly now: number;
  readonly region: string;
  readonly partition: string;
  readonly quotas: Quotas;
  readonly #seed: string;
  readonly #authorizeFederated: Environment['authorizeFederated'];
  #state: State;
  #identifiers: IdentifierSource | undefined;

  constructor(state: State, context: TransactionContext) {
    this.#state = state;
    this.caller = context.caller;
    this.now = context.now;
    this.region = context.region;
    this.partition = context.partition;
    this.quotas = context.quotas;
    this.#seed = context.identifierSeed;
    this.#authorizeFederated = context.authorizeFederated;
  }

  get state(): State {
    return this.#state;
  }

  get accountId(): string {
    return this.caller.accountId;
  }

  /** The caller's account. */
  get account(): Account {
    return this.accountWithId(this.caller.accountId);
  }

  /** Any account; one nobody has touched yet is empty. */
  accountWithId(id: string): Account {
    return this.#state.accounts.get(id) ?? emptyAccount(id, this.now);
  }

  /** Identifiers of this call: the same state and seed give the same ones. */
  get identifiers(): IdentifierSource {
    this.#identifiers ??= identifierSource(this.#seed, this.#state.serial);
    return this.#identifiers;
  }

  /**
   * Asks whether a role trusts an identity that a provider vouches for; without enforcement everybody is trusted.
   *
   * @throws AwsError AccessDenied
   */
  authorizeFederated(request: Omit<FederatedRequest, 'now' | 'region'>): void {
    this.#authorizeFederated?.({ ...request, now: this.now, region: this.region });
  }

  /** Changes an account by an Immer recipe: `call.update((account) => { account.users = account.users.set(…) })`. */
  update(recipe: (draft: Draft<Account>) => void, accountId: string = this.accountId): void {
    const account = this.accountWithId(accountId);
    const changed = produce(account, recipe as (draft: Draft<Account>) => undefined);
    if (changed === account) return;
    this.#state = { ...this.#state, accounts: this.#state.accounts.set(accountId, changed) };
  }

  /** Adds a credential, or replaces the one with its id. */
  putCredential(credential: Credential): void {
    this.#state = {
      ...this.#state,
      credentials: this.#state.credentials.set(credential.accessKeyId, credential),
    };
  }

  updateCredential(accessKeyId: string, recipe: (draft: Draft<Credential>) => void): void {
    this.#state = { ...this.#state, credentials: this.#state.credentials.update(accessKeyId, recipe) };
  }
}
