import { isDate } from 'node:util/types';
import { UsageError } from '../engine/errors.ts';
import { shown } from './shown-values.ts';

/**
 * The time the account lives in. Left alone it follows `Date`, hence also jest's and vitest's fake timers;
 * once set it stands still until it is moved.
 *
 * ```ts
 * aws.clock.set('2026-01-31T12:00:00Z');
 * aws.clock.advance('1h');
 * ```
 *
 * It is the account's clock alone. The SDK goes by `Date`: a credential provider (`fromTemporaryCredentials`) keeps a
 * session until `Date` says it ends, and gets a new one for each call where it seems to be over. Where the code under test
 * renews its credentials, move both with the runner's fake timers (`jest.setSystemTime`, `vi.setSystemTime`).
 */
export interface Clock {
  /** The present time of the account. */
  now(): Date;
  /** Stops the clock at a date. */
  set(date: Date | string | number): void;
  /** Moves the clock: milliseconds, or a number with a unit (`'90s'`, `'15m'`, `'1h'`, `'7d'`). Never backwards. */
  advance(duration: number | string): void;
  /** Follows `Date` again. */
  reset(): void;
}

export class MockClock implements Clock {
  readonly #initial: number | undefined;
  #stopped: number | undefined;
  #offset = 0;

  constructor(now: Date | string | number | undefined) {
    this.#initial = now === undefined ? undefined : timeOf(now, 'now');
    this.#stopped = this.#initial;
  }

  /** Milliseconds. */
  read(): number {
    return (this.#stopped ?? Date.now()) + this.#offset;
  }

  now(): Date {
    return new Date(this.read());
  }

  set(date: Date | string | number): void {
    this.#stopped = timeOf(date, 'clock.set()');
    this.#offset = 0;
  }

  advance(duration: number | string): void {
    this.#offset += milliseconds(duration);
  }

  reset(): void {
    this.#stopped = undefined;
    this.#offset = 0;
  }

  /** Back to the time the mock was made with. */
  rewind(): void {
    this.#stopped = this.#initial;
    this.#offset = 0;
  }
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration in milliseconds. @throws UsageError naming a value that is none. */
export function milliseconds(duration: number | string): number {
  if (typeof duration === 'number' && Number.isFinite(duration) && duration >= 0) return duration;
  const match =
    typeof duration === 'string' ? /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(duration.trim()) : null;
  if (match === null) {
    throw new UsageError(
      `iam-in-memory: ${shown(duration)} is not a duration. Give milliseconds (0 or more) or text such as '90s', '15m', '1h', '7d'.`,
    );
  }
  return Number(match[1]) * (units[match[2] as string] as number);
}

function timeOf(date: Date | string | number, what: string): number {
  const isPossible = isDate(date) || typeof date === 'string' || typeof date === 'number';
  const time = isPossible ? new Date(date).getTime() : Number.NaN;
  if (Number.isNaN(time))
    throw new UsageError(
      `iam-in-memory: ${what} got ${shown(date)}, which is not a date. Give a Date, an ISO 8601 text or milliseconds.`,
    );
  return time;
}
