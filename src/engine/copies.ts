import { isDate, isUint8Array } from 'node:util/types';

/**
 * A copy that shares nothing, of what inputs and outputs are made of.
 *
 * `structuredClone` would make it of another realm under jest: its dates would be no `Date`, and `toStrictEqual` would
 * tell its objects and lists from the test's own.
 */
export function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (isDate(value)) return new Date(value) as T;
  if (isUint8Array(value)) return new Uint8Array(value) as T;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOf<unknown>(item)])) as T;
}
