import { UsageError } from '../engine/errors.ts';
import type { State } from '../engine/state.ts';
import { shown } from './shown-values.ts';

declare const checkpointBrand: unique symbol;

/** A point in a mock's history to go back to or compare with. */
export interface Checkpoint {
  readonly [checkpointBrand]: true;
}

/** The points of one mock's history. Another's are worth nothing to it: their keys and ids are not its own. */
export class Checkpoints {
  readonly #states = new WeakMap<object, State>();

  mark(state: State): Checkpoint {
    const mark = Object.freeze({}) as Checkpoint;
    this.#states.set(mark, state);
    return mark;
  }

  /** @throws UsageError for anything that is no mark of this mock. */
  stateAt(what: string, mark: unknown): State {
    const state = typeof mark === 'object' && mark !== null ? this.#states.get(mark) : undefined;
    if (state !== undefined) return state;
    throw new UsageError(
      `iam-in-memory: ${what} got ${shown(mark)}, which is no checkpoint of this mock. Pass what its own checkpoint() returned.`,
    );
  }
}
