import type { Operation, Validated } from './operation.ts';

/** Every operation that an SDK client package has a command for. `$Command` is the base class, not an operation. */
export type OperationNameOf<Package> = Exclude<
  { [Name in keyof Package]: Name extends `${infer Found}Command` ? Found : never }[keyof Package],
  '$'
>;

type CommandOf<Package, Name extends string> = Package[`${Name}Command` &
  keyof Package] extends abstract new (...given: never) => infer Command
  ? Command
  : never;

/** The input of an operation as the SDK types it. */
export type InputOf<Package, Name extends string> =
  CommandOf<Package, Name> extends { readonly input: infer Input } ? Input : never;

/** The output of an operation without the SDK's metadata. */
export type OutputOf<Package, Name extends string> =
  CommandOf<Package, Name> extends {
    resolveMiddleware(...given: never): (...given: never) => Promise<{ output: infer Output }>;
  }
    ? Omit<Output, '$metadata'>
    : never;

/** The catalogue the compiler closes: one record for every operation, none misspelt. */
export type CatalogueOf<Package> = {
  readonly [Name in OperationNameOf<Package>]: Operation<
    Validated<InputOf<Package, Name>>,
    OutputOf<Package, Name>
  >;
};
