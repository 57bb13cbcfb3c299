import { UsageError } from '../engine/errors.ts';
import { isPlain, shown } from './shown-values.ts';

/**
 * Are these all members that somebody reads? A misspelt one would do nothing, and the test that wrote it would pass.
 *
 * @throws UsageError naming the member and those there are.
 */
export function checkMembers(what: string, value: unknown, names: readonly string[]): void {
  if (!isPlain(value))
    throw new UsageError(
      `iam-in-memory: ${what} got ${shown(value)}. Give an object of: ${names.join(', ')}.`,
    );
  for (const name of Object.keys(value)) {
    if (!names.includes(name))
      throw new UsageError(`iam-in-memory: ${what} got '${name}'. It takes: ${names.join(', ')}.`);
  }
}

/**
 * Is a member, where it is given, one of these values?
 *
 * @throws UsageError naming the value and those there are.
 */
export function checkChoice(what: string, member: string, value: unknown, choices: readonly unknown[]): void {
  if (value === undefined || choices.includes(value)) return;
  throw new UsageError(
    `iam-in-memory: ${what} got ${member}: ${shown(value)}. Give ${choices.map((choice) => (typeof choice === 'string' ? `'${choice}'` : String(choice))).join(' or ')}.`,
  );
}

/** @throws UsageError naming what is there in place of a text. */
export function checkText(what: string, member: string, value: unknown): void {
  if (value === undefined || typeof value === 'string') return;
  throw new UsageError(`iam-in-memory: ${what} got ${member}: ${shown(value)}. Give a text.`);
}
