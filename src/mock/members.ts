import { UsageError } from '../engine/errors.ts';

/**
 * Are these all members that somebody reads? A misspelt one would do nothing, and the test that wrote it would pass.
 *
 * @throws UsageError naming the member and those there are.
 */
export function checkMembers(what: string, value: unknown, names: readonly string[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const shown = JSON.stringify(value) ?? String(value);
    throw new UsageError(`iam-in-memory: ${what} got ${shown}. Give an object of: ${names.join(', ')}.`);
  }
  for (const name of Object.keys(value)) {
    if (!names.includes(name))
      throw new UsageError(`iam-in-memory: ${what} got '${name}'. It takes: ${names.join(', ')}.`);
  }
}
