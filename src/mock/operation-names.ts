import { iamModel } from '../data/iam-model.ts';
import { stsModel } from '../data/sts-model.ts';
import { UsageError } from '../engine/errors.ts';

/** @throws UsageError for a name that neither service has, with the one that may have been meant. */
export function requireOperation(name: string): void {
  refuseMisspelt(name);
  if (isOperation(name)) return;
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
  if (isOperation(name)) return;
  const wanted = name.replace(/Command$/, '').toLowerCase();
  const similar = [...Object.keys(iamModel.operations), ...Object.keys(stsModel.operations)].find(
    (operation) => operation.toLowerCase() === wanted,
  );
  if (similar === undefined) return;
  throw new UsageError(
    `iam-in-memory: neither IAM nor STS has an operation '${name}'. Did you mean '${similar}'?`,
  );
}

const isOperation = (name: string): boolean =>
  Object.hasOwn(iamModel.operations, name) || Object.hasOwn(stsModel.operations, name);
