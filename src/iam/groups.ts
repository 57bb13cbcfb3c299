import type { IamCatalogue } from './operation-types.ts';

/** Not yet: see pending-operations.ts. */
export const groupsOperations = {} satisfies Partial<IamCatalogue>;
