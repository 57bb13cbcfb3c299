import type { IamCatalogue } from './operation-types.ts';

/** Not yet: see pending-operations.ts. */
export const credentialReportOperations = {} satisfies Partial<IamCatalogue>;
