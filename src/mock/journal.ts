import type { AwsError } from '../engine/errors.ts';
import type { ServiceName } from '../engine/execute.ts';

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
  /** What authorization said, where it was asked (`enforcement: 'soft' | 'strict'`). */
  readonly decision: unknown;
}

/** Which calls to show: an operation's name, members that must be equal, or a predicate. */
export type CallFilter =
  | string
  | {
      service?: ServiceName;
      operation?: string;
      principal?: string;
      accessKeyId?: string;
      failed?: boolean;
      error?: string;
    }
  | ((call: JournalEntry) => boolean);

/** The last calls, oldest first. Bounded, so that a long run does not grow. */
export class Journal {
  readonly #capacity: number;
  #entries: JournalEntry[] = [];
  #next = 0;
  /** Calls ever made since the last clear. */
  count = 0;

  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  add(entry: JournalEntry): void {
    this.count += 1;
    if (this.#entries.length < this.#capacity) this.#entries.push(entry);
    else {
      this.#entries[this.#next] = entry;
      this.#next = (this.#next + 1) % this.#capacity;
    }
  }

  clear(): void {
    this.#entries = [];
    this.#next = 0;
    this.count = 0;
  }

  select(filter?: CallFilter): JournalEntry[] {
    const ordered = [...this.#entries.slice(this.#next), ...this.#entries.slice(0, this.#next)];
    return filter === undefined ? ordered : ordered.filter(predicate(filter));
  }
}

function predicate(filter: CallFilter): (call: JournalEntry) => boolean {
  if (typeof filter === 'function') return filter;
  if (typeof filter === 'string') return (call) => call.operation === filter;
  const { failed, error, ...members } = filter;
  return (call) =>
    Object.entries(members).every(
      ([name, value]) => value === undefined || call[name as keyof JournalEntry] === value,
    ) &&
    (failed === undefined || failed === (call.error !== undefined)) &&
    (error === undefined || call.error?.code === error);
}

/** The public part of an error in the journal. */
export const journalError = (error: AwsError): NonNullable<JournalEntry['error']> => ({
  code: error.code,
  message: error.message,
  status: error.status,
});
