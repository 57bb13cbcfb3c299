import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type AuthorizationSink,
  authorizeCall,
  authorizeFederated,
  neededPermissions,
} from '../authorization/call-authorizer.ts';
import { isDenial } from '../authorization/denial.ts';
import type { UsedPermission } from '../authorization/least-privilege.ts';
import { iamModel } from '../data/iam-model.ts';
import { stsModel } from '../data/sts-model.ts';
import { partitionOf } from '../engine/arns.ts';
import { type Caller, identify, rootCaller } from '../engine/callers.ts';
import type { Credential } from '../engine/entities.ts';
import { AwsError } from '../engine/errors.ts';
import {
  type AuthorizationRequest,
  type Call,
  type Environment,
  type ServiceName,
  execute,
} from '../engine/execute.ts';
import { requestIdentifiers } from '../engine/identifiers.ts';
import { type Account, type State, emptyAccount, emptyState } from '../engine/state.ts';
import { Transaction } from '../engine/transaction.ts';
import { iamCatalogue } from '../iam/catalogue.ts';
import { recordUse } from '../iam/usage.ts';
import type { Decision } from '../policy/index.ts';
import { stsCatalogue } from '../sts/catalogue.ts';
import { Checkpoints } from './checkpoints.ts';
import { MockClock } from './clock.ts';
import { ConsistencyDelay } from './consistency.ts';
import { FaultSchedule } from './faults.ts';
import { ForgottenPermissions } from './forgotten-permissions.ts';
import { type GuardedRecord, Journal, type JournalRecord, isCall } from './journal.ts';
import { type IamMockOptions, type ResolvedOptions, resolveOptions } from './options.ts';

/** A request as a door hands it over. */
export interface Request {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The key the request was made with; undefined where the client has no credentials. */
  readonly accessKeyId: string | undefined;
  /** The client's region; undefined where it has none. */
  readonly region: string | undefined;
}

/** What a door answers with. */
export interface Answer {
  readonly requestId: string;
  readonly output: Record<string, unknown> | undefined;
  readonly error: AwsError | undefined;
  readonly caller: Caller | undefined;
}

const services: Environment['services'] = {
  iam: { model: iamModel, operations: iamCatalogue },
  sts: { model: stsModel, operations: stsCatalogue },
};

const noDecisions: Decision[] = [];
const ignore = (): void => {};

const operationOf = ({ service, operation }: Call): AuthorizationRequest['operation'] | undefined =>
  services[service].operations[operation] as AuthorizationRequest['operation'] | undefined;

const accountOf = (state: State, { accountId }: Caller, { now }: Call): Account =>
  state.accounts.get(accountId) ?? emptyAccount(accountId, now);

/**
 * What a call needed permission for. Calls that failed count too, because code may live by their failures; those that
 * were refused do not.
 */
export function permissionsOf(record: JournalRecord | GuardedRecord): readonly UsedPermission[] {
  if (!isCall(record)) return record.refused ? [] : record.permissions;
  const { call, before, input, error, caller } = record;
  if (caller === undefined) return [];
  const operation = operationOf(call);
  if (operation === undefined || operation.permission === 'none' || caller.kind === 'anonymous') return [];
  if (input === undefined || (error !== undefined && isDenial(error))) return [];
  return neededPermissions({ operation, call, input, caller, account: accountOf(before, caller, call) });
}

/**
 * Everything behind one mock, whichever account one looks at it through: the present state, the baseline that
 * `reset()` returns to, the clock and the journal. Doors ask it for answers; the facade changes it.
 */
export class World {
  readonly clock: MockClock;
  readonly forgotten = new ForgottenPermissions();
  readonly journal = new Journal(
    (record) => this.#decisionsOf(record),
    (record) => {
      if (record.caller === undefined) return;
      // Working out what a call needs takes a third of the time of a small one: too much where nobody asked.
      if (isCall(record) && record.enforcement === 'off') this.forgotten.miss();
      else this.forgotten.add(record.caller, permissionsOf(record));
    },
  );
  readonly checkpoints = new Checkpoints();
  readonly faults = new FaultSchedule();
  readonly consistency = new ConsistencyDelay();
  /** Key of the caller inside `as(arn, fn)`. */
  readonly defaultKey = new AsyncLocalStorage<string>();
  state: State = emptyState;
  baseline: State = emptyState;
  #options: ResolvedOptions;
  #environment: Environment;
  #requests = 0;
  /** Of the call that is being answered, as far as they are not made again when somebody asks for them. */
  #decided: Decision[] = noDecisions;
  readonly #requestIdentifier: (count: number) => string;
  /** Keys of the facade: no call made them, so no state, snapshot or list of changes has them. */
  readonly #standing = new Map<string, Credential>();

  constructor(options: IamMockOptions) {
    this.#options = resolveOptions(options);
    this.#environment = this.#environmentFor(this.#options);
    this.clock = new MockClock(options.now);
    this.#requestIdentifier = requestIdentifiers(this.#options.identifierSeed);
  }

  get options(): ResolvedOptions {
    return this.#options;
  }

  configure(options: IamMockOptions): void {
    this.restoreOptions(resolveOptions(options, this.#options, true));
  }

  /** Puts back options as they were before some `configure`. */
  restoreOptions(options: ResolvedOptions): void {
    this.#options = options;
    this.#environment = this.#environmentFor(this.#options);
  }

  /** Answers a request, moves the state and writes the journal. */
  answer(request: Request): Answer {
    const call = this.callOf(request);
    const before = this.state;
    this.#decided = noDecisions;
    const { state, caller, input, output, error } = this.consistency.isOn
      ? this.consistency.execute(before, call, this.#environment)
      : execute(before, call, this.#environment);
    this.state = state;
    const requestId = this.nextRequestId();
    const { enforcement } = this.#options;
    this.journal.add({
      call,
      before,
      input,
      caller,
      requestId,
      output,
      error,
      enforcement,
      decided: this.#decided,
    });
    return { requestId, output, error, caller };
  }

  /**
   * Who makes a request to another service.
   *
   * @throws AwsError for a key that is over, inactive or not to be known.
   */
  callerOf(accessKeyId: string | undefined, region: string): Caller {
    const key = this.#signingKey(accessKeyId);
    return identify(this.state, key, this.clock.read(), partitionOf(region), this.#environment);
  }

  /** A request with the time, place and key it is made with. */
  callOf(request: Request): Call {
    return {
      service: request.service,
      operation: request.operation,
      input: request.input,
      accessKeyId: this.#signingKey(request.accessKeyId),
      region: request.region ?? this.#options.region,
      now: this.clock.read(),
    };
  }

  /**
   * Performs an operation on behalf of the facade (seeding): as `accountId`'s root, without quotas being the
   * only thing that could differ from a call, and without a trace in the journal.
   */
  perform(
    service: ServiceName,
    operation: string,
    input: Readonly<Record<string, unknown>>,
    accountId: string,
  ): Record<string, unknown> {
    const call: Call = { service, operation, input, region: this.#options.region, now: this.clock.read() };
    const environment: Environment = {
      ...this.#environment,
      defaultAccountId: accountId,
      authorize: undefined,
    };
    const outcome = execute(this.state, call, environment);
    if (outcome.error !== undefined) throw outcome.error;
    this.state = outcome.state;
    return outcome.output;
  }

  /**
   * Changes the state on behalf of the facade where no operation of AWS's would do it. Identifiers come as a
   * call's do.
   */
  transact<T>(accountId: string, recipe: (call: Transaction) => T): T {
    const { region, quotas, identifierSeed } = this.#options;
    const partition = partitionOf(region);
    const now = Math.floor(this.clock.read() / 1000) * 1000;
    const caller = rootCaller(accountId, partition);
    const call = new Transaction(this.state, { caller, now, region, partition, quotas, identifierSeed });
    const result = recipe(call);
    if (call.state !== this.state) this.state = { ...call.state, serial: this.state.serial + 1 };
    return result;
  }

  /**
   * Changes that prepare a test. Made while nothing else has happened they belong to the baseline; after other
   * calls they belong to the present alone. Where one fails, none was made.
   */
  prepare<T>(change: () => T): T {
    const { state, baseline } = this;
    try {
      const result = change();
      if (state === baseline) this.baseline = this.state;
      return result;
    } catch (error) {
      this.state = state;
      throw error;
    }
  }

  /** A key of the facade, known whatever becomes of the state. */
  addStandingCredential(credential: Credential): void {
    this.#standing.set(credential.accessKeyId, credential);
  }

  /** The credential with this id, of the state or of the facade. */
  findCredential(accessKeyId: string): Credential | undefined {
    return this.state.credentials.get(accessKeyId) ?? this.#standing.get(accessKeyId);
  }

  /** Every credential of the state and of the facade. */
  *knownCredentials(): Generator<Credential> {
    yield* this.state.credentials.values();
    yield* this.#standing.values();
  }

  /** A pointer move: nothing is copied, nothing is built. */
  reset(): void {
    this.state = this.baseline;
    this.journal.clear();
    this.forgotten.clear();
    this.faults.clear();
    this.consistency.set(0);
    this.clock.rewind();
    this.#requests = 0;
  }

  nextRequestId(): string {
    this.#requests += 1;
    return this.#requestIdentifier(this.#requests);
  }

  /** Inside `as` a key that nobody issued (`AWS_ACCESS_KEY_ID=test`) is no identity of its own. */
  #signingKey(accessKeyId: string | undefined): string | undefined {
    const own = this.defaultKey.getStore();
    if (own === undefined || accessKeyId === undefined) return accessKeyId ?? own;
    const foreign = this.#options.unknownCredentials === 'root' && !this.findCredential(accessKeyId);
    return foreign ? own : accessKeyId;
  }

  #environmentFor(options: ResolvedOptions): Environment {
    return {
      services,
      recordUse,
      defaultAccountId: options.accountId,
      identifierSeed: options.identifierSeed,
      quotas: options.quotas,
      unknownCredentials: options.unknownCredentials,
      ...this.#authorization(options.enforcement),
      standingCredential: (accessKeyId) => this.#standing.get(accessKeyId),
    };
  }

  /** Nobody is asked while enforcement is off, so that it costs nothing. */
  #authorization(
    enforcement: ResolvedOptions['enforcement'],
  ): Pick<Environment, 'authorize' | 'authorizeFederated'> {
    if (enforcement === 'off') return {};
    const strict = enforcement === 'strict';
    const sink: AuthorizationSink = { strict, record: ignore };
    const keeping: AuthorizationSink = {
      strict,
      record: (decision) => {
        this.#decided = [...this.#decided, decision];
      },
    };
    return {
      authorize: (request) => authorizeCall(request, sink),
      authorizeFederated: (request) => authorizeFederated(request, this.state, keeping),
    };
  }

  /** Deciding is pure: the state, caller and input of a call lead to the same decisions as they did. */
  #decisionsOf({ enforcement, decided, before, caller, call, input }: JournalRecord): readonly Decision[] {
    if (enforcement === 'off' || caller === undefined || input === undefined) return decided;
    const decisions: Decision[] = [];
    const sink: AuthorizationSink = {
      strict: enforcement === 'strict',
      record: (decision) => void decisions.push(decision),
    };
    const operation = operationOf(call) as AuthorizationRequest['operation'];
    try {
      authorizeCall(
        { state: before, account: accountOf(before, caller, call), caller, call, input, operation },
        sink,
      );
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
    return [...decisions, ...decided];
  }
}
