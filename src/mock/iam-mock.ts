import { UsageError } from '../engine/errors.ts';
import type { State } from '../engine/state.ts';
import type { Clock } from './clock.ts';
import { type CallFilter, type JournalEntry } from './journal.ts';
import type { IamMockOptions } from './options.ts';
import { World } from './world.ts';

declare const checkpointBrand: unique symbol;

/** A point in a mock's history to go back to or compare with. */
export interface Checkpoint {
  readonly [checkpointBrand]: true;
}

/**
 * The account as a test sees it, without the doors that SDK clients come through: state, time and history.
 */
export class IamMockCore {
  /** @internal */
  readonly world: World;
  /** The account this facade looks at. */
  readonly accountId: string;

  constructor(options: IamMockOptions | World = {}, accountId?: string) {
    this.world = options instanceof World ? options : new World(options);
    this.accountId = accountId ?? this.world.options.accountId;
  }

  /** The time of the account. */
  get clock(): Clock {
    return this.world.clock;
  }

  /** The immutable tree of everything the mock knows. Comparing two by `===` tells whether anything changed. */
  get state(): State {
    return this.world.state;
  }

  /** Changes options between calls; `reset()` keeps them. @throws UsageError for an unknown or fixed option. */
  configure(options: IamMockOptions): void {
    this.world.configure(options);
  }

  /** Back to the seeded baseline: ids, journal and clock start over. A pointer move, whatever the account holds. */
  reset(): void {
    this.world.reset();
  }

  /** Remembers the present state. */
  checkpoint(): Checkpoint {
    return Object.freeze({ state: this.world.state }) as unknown as Checkpoint;
  }

  /** Puts back the state of a checkpoint; the journal and the clock go on. */
  rollback(mark: Checkpoint): void {
    this.world.state = stateOf(mark);
  }

  /** The last 1,000 calls, oldest first, with inputs, callers and outcomes. */
  calls(filter?: CallFilter): JournalEntry[] {
    return this.world.journal.select(filter);
  }
}

/** @throws UsageError for anything that `checkpoint()` did not return. */
export function stateOf(mark: Checkpoint): State {
  const state = (mark as unknown as { state?: State } | undefined)?.state;
  if (state === undefined)
    throw new UsageError('iam-in-memory: this is no checkpoint. Pass what aws.checkpoint() returned.');
  return state;
}
