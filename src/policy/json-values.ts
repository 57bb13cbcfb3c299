/** The value of a member is not known until it has been looked at. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of an object that are objects themselves. */
export function fieldEntries(value: unknown): [string, Fields][] {
  if (!isFields(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, Fields] => isFields(entry[1]));
}

/** One value or a list of them, as a list; nothing for an absent element. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}

/** The strings of one string or of a list. */
export function stringsOf(value: unknown): readonly string[] {
  return listOf(value).filter((entry) => typeof entry === 'string');
}

/** A value that conditions compare with. */
export function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
