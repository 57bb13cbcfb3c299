import type { IamOperationName, IamOutput } from '../iam/operation-types.ts';
import type { StsOperationName, StsOutput } from '../sts/operation-types.ts';
import type { CommandClass } from './operation-names.ts';

/** The output of an operation as a test writes it for `respondNext()`: as the SDK types it, any part of it. */
export type ScheduledOutput<Choice> = Choice extends IamOperationName
  ? Written<IamOutput<Choice>>
  : Choice extends StsOperationName
    ? Written<StsOutput<Choice>>
    : Choice extends CommandClass<infer Output>
      ? Written<Output>
      : object;

/** Parts may be left out, and dates and enumerated values be texts, as in recorded JSON. */
type Written<Value> = Value extends Date
  ? Date | string
  : Value extends Uint8Array
    ? Uint8Array
    : Value extends string
      ? // Nothing is gained by `string | (string & {})`, which editors would show.
        string extends Value
        ? string
        : Value | (string & {})
      : Value extends readonly (infer Item)[]
        ? readonly Written<Item>[]
        : Value extends object
          ? { readonly [Member in keyof Value]?: Written<Value[Member]> | undefined }
          : Value;
