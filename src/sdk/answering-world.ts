import { UsageError } from '../engine/errors.ts';
import type { World } from '../mock/world.ts';

/**
 * Gives the mock that answers.
 *
 * @param sentTo The mock that a call was sent to, for calls that are under way.
 * @throws UsageError where that, or every mock, was restored meanwhile.
 */
export type AnsweringWorld = (sentTo?: World) => World;

export const restoredMeanwhile = (): UsageError =>
  new UsageError(
    'iam-in-memory: the mock was restored while a call was under way. Await every call before restore().',
  );
