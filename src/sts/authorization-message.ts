import type { StsCatalogue } from './operation-types.ts';

/** Not yet: see pending-operations.ts. */
export const authorizationMessageOperations = {} satisfies Partial<StsCatalogue>;
