import { iamModel } from '../data/iam-model.ts';
import { stsModel } from '../data/sts-model.ts';
import { UsageError } from '../engine/errors.ts';
import type { ServiceName } from '../engine/execute.ts';
import type { IamOperationName } from '../iam/operation-types.ts';
import type { StsOperationName } from '../sts/operation-types.ts';
import { nearMiss } from './near-misses.ts';
import { shown } from './shown-values.ts';

/** The name of an operation of IAM or STS: `'GetUser'`. */
export type OperationName = IamOperationName | StsOperationName;

/** A command class of the SDK's clients: `GetUserCommand`. */
export type CommandClass<Output = unknown> = new (input: never) => {
  resolveMiddleware(
    stack: never,
    configuration: never,
    options: never,
  ): (args: never) => Promise<{ output: Output }>;
};

/** An operation by its name or by the command of the SDK; other texts than the names there are get no completion. */
export type OperationChoice = OperationName | CommandClass | (string & {});

/** Is this a command class, and not a function of somebody's? */
export const isCommandClass = (given: unknown): given is CommandClass =>
  typeof given === 'function' &&
  typeof (given.prototype as { resolveMiddleware?: unknown } | undefined)?.resolveMiddleware === 'function';

/**
 * The name of an operation that may be given by its command class.
 *
 * @param what the call it was given to, for messages
 * @throws UsageError for what is neither, and for commands of other services.
 */
export function operationNameOf(what: string, given: unknown): string {
  if (typeof given === 'string' && given !== '') return given;
  if (!isCommandClass(given)) {
    throw new UsageError(
      `iam-in-memory: ${what} got ${shown(given)} for an operation. Give its name ('GetUser') or the SDK's command class (GetUserCommand).`,
    );
  }
  // The schema has the name where a bundler has renamed the class, and the service where two have such a command.
  const { schema } = new given({} as never) as { schema?: readonly unknown[] };
  const [, namespace, name = given.name.replace(/Command$/, '')] = schema ?? [];
  if (typeof namespace === 'string' && !/^com\.amazonaws\.(iam|sts)$/.test(namespace)) {
    throw new UsageError(
      `iam-in-memory: ${what} got ${given.name}, a command of ${namespace}. The mock answers IAM and STS only.`,
    );
  }
  return name as string;
}

/** @throws UsageError for a name that neither service has, with the one that may have been meant. */
export function requireOperation(name: string): void {
  refuseMisspelt(name);
  if (serviceOf(name) !== undefined) return;
  throw new UsageError(
    `iam-in-memory: neither IAM nor STS has an operation '${name}'. Give the SDK command's name without 'Command'.`,
  );
}

/**
 * Lets pass what both services may have one day.
 *
 * @throws UsageError for a known operation in other letters, or with the end of its command's name.
 */
export function refuseMisspelt(name: string): void {
  if (serviceOf(name) !== undefined) return;
  const similar = nearMiss(name.replace(/Command$/, ''), [
    ...Object.keys(iamModel.operations),
    ...Object.keys(stsModel.operations),
  ]);
  if (similar === undefined) return;
  throw new UsageError(
    `iam-in-memory: neither IAM nor STS has an operation '${name}'. Did you mean '${similar}'?`,
  );
}

/** The service that has an operation; none have any in common. */
export function serviceOf(operation: string): ServiceName | undefined {
  if (Object.hasOwn(iamModel.operations, operation)) return 'iam';
  return Object.hasOwn(stsModel.operations, operation) ? 'sts' : undefined;
}
