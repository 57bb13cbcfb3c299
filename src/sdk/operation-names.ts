import { iamModel } from '../data/iam-model.ts';
import { stsModel } from '../data/sts-model.ts';
import { UsageError } from '../engine/errors.ts';

/** @throws UsageError for a name that neither service has: a fault for it would wait for ever. */
export function requireOperation(name: string): void {
  if (name === '*' || Object.hasOwn(iamModel.operations, name) || Object.hasOwn(stsModel.operations, name))
    return;
  const wanted = name.replace(/Command$/, '').toLowerCase();
  const similar = [...Object.keys(iamModel.operations), ...Object.keys(stsModel.operations)].find(
    (operation) => operation.toLowerCase() === wanted,
  );
  throw new UsageError(
    `iam-in-memory: neither IAM nor STS has an operation '${name}'.${similar === undefined ? " Give the SDK command's name without 'Command'." : ` Did you mean '${similar}'?`}`,
  );
}
