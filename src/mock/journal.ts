import type { Caller } from '../engine/callers.ts';
import type { AwsError } from '../engine/errors.ts';
import type { Call, ServiceName } from '../engine/execute.ts';
import type { State } from '../engine/state.ts';
import type { UsedPermission } from '../authorization/least-privilege.ts';
import type { Decision } from '../policy/index.ts';

/** One call as the account saw it. */
export interface JournalEntry {
  readonly service: ServiceName;
  readonly operation: string;
  /** The input as the service understood it. */
  readonly input: Readonly<Record<string, unknown>>;
  /** ARN of the caller; undefined where the credential itself was refused. */
  readonly principal: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly accountId: string | undefined;
  readonly region: string;
  readonly time: Date;
  readonly requestId: string;
  /** Absent for a call that failed. */
  readonly output: Readonly<Record<string, unknown>> | undefined;
  readonly error: { readonly code: string; readonly message: string; readonly status: number } | undefined;
  /** What authorization said of each permission the call needs (`enforcement: 'soft' | 'strict'`). */
  readonly decisions: readonly Decision[];
}

/** What a call leaves behind until somebody asks: no copies and no dates are made for calls nobody looks at. */
export interface JournalRecord {
  readonly call: Call;
  readonly input: Readonly<Record<string, unknown>> | undefined;
  readonly caller: Caller | undefined;
  readonly requestId: string;
  readonly output: Readonly<Record<string, unknown>> | undefined;
  readonly error: AwsError | undefined;
  /** The mode it was decided in. */
  readonly enforcement: 'off' | 'soft' | 'strict';
  /** Decisions that cannot be made again from the rest of the record. */
  readonly decided: readonly Decision[];
  /** The state that the call found. */
  readonly before: State;
}

/** A call to another service that a guard has judged. */
export interface GuardedRecord {
  readonly caller: Caller;
  readonly decisions: readonly Decision[];
  readonly permissions: readonly UsedPermission[];
  readonly refused: boolean;
}

/**
 * The last calls, oldest first. Bounded, so that a long run does not grow; and short, because what the journal
 * holds must survive the garbage collector, which is most of what a call costs.
 */
export class Journal {
  readonly #capacity: number;
  readonly #decide: (record: JournalRecord) => readonly Decision[];
  readonly #forget: (record: JournalRecord | GuardedRecord) => void;
  readonly #decisions = new WeakMap<JournalRecord, readonly Decision[]>();
  #records: (JournalRecord | GuardedRecord)[] = [];
  #next = 0;

  /**
   * @param decide what was decided about a call: made again when somebody asks, because it is worth no memory
   * @param forget is shown each record that makes room for another
   */
  constructor(
    decide: (record: JournalRecord) => readonly Decision[],
    forget: (record: JournalRecord | GuardedRecord) => void,
    capacity = 250,
  ) {
    this.#decide = decide;
    this.#forget = forget;
    this.#capacity = capacity;
  }

  add(record: JournalRecord | GuardedRecord): void {
    if (this.#records.length < this.#capacity) this.#records.push(record);
    else {
      this.#forget(this.#records[this.#next] as JournalRecord | GuardedRecord);
      this.#records[this.#next] = record;
      this.#next = (this.#next + 1) % this.#capacity;
    }
  }

  clear(): void {
    this.#records = [];
    this.#next = 0;
  }

  /** Calls and what was guarded, oldest first. */
  records(): (JournalRecord | GuardedRecord)[] {
    return [...this.#records.slice(this.#next), ...this.#records.slice(0, this.#next)];
  }

  /** What was decided about a call. Asked twice, the very same decisions. */
  decisionsOf(record: JournalRecord | GuardedRecord): readonly Decision[] {
    if (!isCall(record)) return record.decisions;
    let decisions = this.#decisions.get(record);
    if (decisions === undefined) {
      decisions = this.#decide(record);
      this.#decisions.set(record, decisions);
    }
    return decisions;
  }

  /** A call as people see it. */
  entryOf(record: JournalRecord): JournalEntry {
    const { call, input, caller, requestId, output, error } = record;
    const decisions = this.decisionsOf(record);
    return {
      service: call.service,
      operation: call.operation,
      input: input ?? call.input,
      principal: caller?.arn,
      accessKeyId: call.accessKeyId,
      accountId: caller?.accountId,
      region: call.region,
      time: new Date(call.now),
      requestId,
      output,
      error: error && { code: error.code, message: error.message, status: error.status },
      decisions,
    };
  }
}

/** Is this a call to the account itself? */
export const isCall = (record: JournalRecord | GuardedRecord): record is JournalRecord => 'call' in record;
