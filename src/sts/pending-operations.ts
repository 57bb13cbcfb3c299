import type { StsOperationName } from './operation-types.ts';

/** STS operations that have no record yet; see the list of IAM. */
export const pendingStsOperations = [] as const satisfies readonly StsOperationName[];

export type PendingStsOperation = (typeof pendingStsOperations)[number];
