import type * as sdk from '@aws-sdk/client-iam';
import type { Operation, Validated } from '../engine/operation.ts';

/** Every operation that the SDK's IAM client has a command for. `$Command` is the base class, not an operation. */
export type IamOperationName = Exclude<
  {
    [Name in keyof typeof sdk]: Name extends `${infer Found}Command` ? Found : never;
  }[keyof typeof sdk],
  '$'
>;

type Command<Name extends IamOperationName> = InstanceType<(typeof sdk)[`${Name}Command`]>;

/** The input of an operation as the SDK types it. */
export type IamInput<Name extends IamOperationName> = Command<Name>['input'];

/** The output of an operation without the SDK's metadata. */
export type IamOutput<Name extends IamOperationName> =
  Awaited<ReturnType<ReturnType<Command<Name>['resolveMiddleware']>>> extends { output: infer Output }
    ? Omit<Output, '$metadata'>
    : never;

export type IamOperation<Name extends IamOperationName> = Operation<
  Validated<IamInput<Name>>,
  IamOutput<Name>
>;

/** The catalogue the compiler closes: one record for every operation, none misspelt. */
export type IamCatalogue = { readonly [Name in IamOperationName]: IamOperation<Name> };
