import type * as sdk from '@aws-sdk/client-iam';
import type { CatalogueOf, InputOf, OperationNameOf } from '../engine/command-types.ts';

/** The input of an operation as the SDK types it. */
export type IamInput<Name extends OperationNameOf<typeof sdk>> = InputOf<typeof sdk, Name>;

export type IamCatalogue = CatalogueOf<typeof sdk>;
