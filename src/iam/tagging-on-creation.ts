import type { NeededPermission } from '../engine/operation.ts';

/** Tags and permission to tag are one on creation: the second is asked for where the first are given. */
export const taggingOnCreation = (
  action: `iam:Tag${string}`,
  resource: string,
  tags: readonly unknown[] | undefined,
): readonly NeededPermission[] => (tags?.length ? [{ action, resource }] : []);
