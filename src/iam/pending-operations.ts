import type { IamOperationName } from './operation-types.ts';

/**
 * IAM operations that have no record yet. A call of one fails with an error that says so. The list is printed
 * by a test and ends empty.
 */
export const pendingIamOperations = [
] as const satisfies readonly IamOperationName[];

export type PendingIamOperation = (typeof pendingIamOperations)[number];
