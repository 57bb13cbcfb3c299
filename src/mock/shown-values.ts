import { isDate } from 'node:util/types';

/** A value as messages show it: JSON as far as it goes, and short. */
export function shown(value: unknown): string {
  const text = textOf(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function textOf(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  // JSON has no NaN, no Infinity and no big integers.
  if (typeof value === 'number' || typeof value === 'bigint') return `${value}`;
  if (isDate(value) && Number.isNaN(value.getTime())) return 'an invalid Date';
  if (isInstance(value)) return `a ${value.constructor.name}`;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return 'an object that holds itself';
  }
}

/** Is this an object that JSON does not show the contents of: a Map, an object of a class? */
function isInstance(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || 'toJSON' in value) return false;
  return !isPlain(value) && typeof value.constructor === 'function' && value.constructor.name !== '';
}

/** Is this an object of members, of whatever realm, and nothing more particular? */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
