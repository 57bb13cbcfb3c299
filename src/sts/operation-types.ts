import type * as sdk from '@aws-sdk/client-sts';
import type { CatalogueOf, OperationNameOf, OutputOf } from '../engine/command-types.ts';

export type StsOperationName = OperationNameOf<typeof sdk>;

/** The output of an operation as the SDK types it. */
export type StsOutput<Name extends StsOperationName> = OutputOf<typeof sdk, Name>;

export type StsCatalogue = CatalogueOf<typeof sdk>;
