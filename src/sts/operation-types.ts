import type * as sdk from '@aws-sdk/client-sts';
import type { CatalogueOf } from '../engine/command-types.ts';

export type StsCatalogue = CatalogueOf<typeof sdk>;
