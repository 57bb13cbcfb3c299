import { invalidInput } from '../engine/errors.ts';

/**
 * "All keys must belong to the same namespace. Each key … must contain exactly one / separating the namespace
 * from the property name, and cannot start or end with /" (IAM API Reference, PutAccountProperties). The code
 * is documented, the sentences are not recorded.
 *
 * AWS also checks each value by the type of its key; which keys there are is not public, hence any value passes.
 *
 * @throws AwsError InvalidInput
 */
export function checkPropertyKeys(keys: readonly string[]): void {
  for (const key of keys) {
    if (!/^[^/]+\/[^/]+$/.test(key)) {
      throw invalidInput(
        `The property key ${key} is not valid. It must be in the format Namespace/PropertyName.`,
      );
    }
  }
  if (new Set(keys.map((key) => key.slice(0, key.indexOf('/')))).size > 1) {
    throw invalidInput('All properties in a request must belong to the same namespace.');
  }
}
