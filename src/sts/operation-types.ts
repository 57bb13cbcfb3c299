import type * as sdk from '@aws-sdk/client-sts';
import type { Operation, Validated } from '../engine/operation.ts';

/** Every operation that the SDK's STS client has a command for. */
export type StsOperationName = Exclude<
  {
    [Name in keyof typeof sdk]: Name extends `${infer Found}Command` ? Found : never;
  }[keyof typeof sdk],
  '$'
>;

type Command<Name extends StsOperationName> = InstanceType<(typeof sdk)[`${Name}Command`]>;

export type StsInput<Name extends StsOperationName> = Command<Name>['input'];

/** The output of an operation without the SDK's metadata. */
export type StsOutput<Name extends StsOperationName> =
  Awaited<ReturnType<ReturnType<Command<Name>['resolveMiddleware']>>> extends { output: infer Output }
    ? Omit<Output, '$metadata'>
    : never;

export type StsOperation<Name extends StsOperationName> = Operation<
  Validated<StsInput<Name>>,
  StsOutput<Name>
>;

/** The catalogue the compiler closes: one record for every operation, none misspelt. */
export type StsCatalogue = { readonly [Name in StsOperationName]: StsOperation<Name> };
