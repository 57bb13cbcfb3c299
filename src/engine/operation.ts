import type { Caller } from './callers.ts';
import type { Account } from './state.ts';
import type { Transaction } from './transaction.ts';

/**
 * One AWS operation, in one place. Read this first: the whole engine turns around this record.
 *
 * ```ts
 * // src/iam/users.ts
 * export const userOperations = {
 *   GetUser: {
 *     resource: (input, account, caller) => userArn(account, …),   // what authorization is asked about
 *     run(call, input) {                                           // pure: reads and changes only `call`
 *       const user = requireUser(call.account, input.UserName);    // throws AwsError: nothing has happened
 *       return { User: userView(call, user) };                     // the SDK's output, without $metadata
 *     },
 *   },
 * } satisfies Partial<IamCatalogue>;
 * ```
 *
 * What happens to a call, in AWS's order:
 *
 * ```
 *  identify the caller → check the input against the model → check → authorize (resource, conditions, alsoNeeds)
 *    → run: cross-parameter checks → existence → documents → uniqueness and quotas → transition → output
 * ```
 *
 * An operation is found by its name in the catalogue of its service; nothing else has to know of it.
 */
export interface Operation<Input, Output> {
  /** What AWS refuses of an input that fits the model before it asks for permission. @throws AwsError */
  readonly check?: (input: Input) => void;
  /** ARNs the permission is asked for; `'*'` where AWS's service authorization reference lists no resource type. */
  readonly resource: (input: Input, account: Account, caller: Caller) => string | readonly string[];
  /** Condition keys of this operation beyond the global ones and those that Tags members give (`iam:PolicyARN`). */
  readonly conditions?: (input: Input, account: Account, caller: Caller) => ConditionKeys;
  /** Permissions asked for besides the operation's own (`iam:PassRole`, tagging on creation). */
  readonly alsoNeeds?: (input: Input, account: Account, caller: Caller) => readonly NeededPermission[];
  /** What a denial calls the resource where that is not its ARN (`policy path /`). */
  readonly resourceName?: (input: Input) => string;
  /** `'none'` where AWS asks for no permission at all (`sts:GetCallerIdentity`). */
  readonly permission?: 'none';
  /** Does the work. Throwing leaves the state as it was; an {@link AwsError} is AWS's answer, anything else a bug. */
  readonly run: (call: Transaction, input: Input) => Output;
}

export type ConditionKeys = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface NeededPermission {
  readonly action: string;
  readonly resource: string;
  readonly conditions?: ConditionKeys;
}

/** An operation whose types are not known to the reader: what the engine sees. */
export type AnyOperation = Operation<never, unknown>;

/**
 * An input after the constraint check: required members are there, members given as `undefined` or `null` are
 * gone. `UserName: string | undefined` of the SDK's type becomes `UserName: string`.
 */
export type Validated<T> = T extends Uint8Array | Date
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Validated<Item>[]
    : T extends object
      ? {
          readonly [Key in keyof T]: Validated<
            Record<never, never> extends Pick<T, Key> ? T[Key] : Exclude<T[Key], undefined>
          >;
        }
      : T;
