import type * as sdk from '@aws-sdk/client-iam';
import type { CatalogueOf, InputOf, OperationNameOf, OutputOf } from '../engine/command-types.ts';

export type IamOperationName = OperationNameOf<typeof sdk>;

/** Input and output of an operation as the SDK types them. */
export type IamInput<Name extends IamOperationName> = InputOf<typeof sdk, Name>;
export type IamOutput<Name extends IamOperationName> = OutputOf<typeof sdk, Name>;

export type IamCatalogue = CatalogueOf<typeof sdk>;
