import type { StsCatalogue } from './operation-types.ts';

/** Not yet: see pending-operations.ts. */
export const samlOperations = {} satisfies Partial<StsCatalogue>;
