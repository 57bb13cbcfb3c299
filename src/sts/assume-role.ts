import type { StsCatalogue } from './operation-types.ts';

/** Not yet: see pending-operations.ts. */
export const assumeRoleOperations = {} satisfies Partial<StsCatalogue>;
