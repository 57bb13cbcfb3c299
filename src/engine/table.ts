import { type Draft, produce } from 'immer';
import { position } from './sorted-keys.ts';

/**
 * An immutable map from string keys to entities, kept sorted by key in small pages.
 *
 * ```
 *   pages:  [ a … f ] [ g … m ] [ n … z ]      a write copies one page and the list of pages
 * ```
 *
 * A change costs a page and the list of pages, not the table, so an account of 5,000 users is as quick as
 * one of ten; a listing starts in the middle and costs what it returns; two versions of a table share the
 * pages they have in common, which makes comparing them cheap.
 *
 * A plain object would not do: `__proto__`, `constructor` and `toString` are valid IAM user names.
 *
 * INVARIANT: no page is empty, keys are unique and ascending by UTF-16 code unit, entities are deeply frozen.
 */
export class Table<T> {
  readonly #pages: readonly Page<T>[];
  /** How many entities the table holds. */
  readonly size: number;

  private constructor(pages: readonly Page<T>[], size: number) {
    this.#pages = pages;
    this.size = size;
  }

  static empty<T>(): Table<T> {
    return emptyTable as Table<T>;
  }

  get(key: string): T | undefined {
    const page = this.#pages[this.#pageFor(key)];
    if (page === undefined) return undefined;
    const index = position(page.keys, key);
    return page.keys[index] === key ? page.values[index] : undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** This table with `value` at `key`, added or replaced. */
  set(key: string, value: T): Table<T> {
    freezeDeeply(value);
    if (this.#pages.length === 0) return new Table([{ keys: [key], values: [value] }], 1);
    const pageIndex = this.#pageFor(key);
    const page = this.#pages[pageIndex] as Page<T>;
    const index = position(page.keys, key);
    const known = page.keys[index] === key;
    if (known && page.values[index] === value) return this;
    const keys = known ? page.keys : insertAt(page.keys, index, key);
    const values = known ? replaceAt(page.values, index, value) : insertAt(page.values, index, value);
    return new Table(replacePage(this.#pages, pageIndex, { keys, values }), this.size + (known ? 0 : 1));
  }

  /** This table with the entity at `key` changed by an Immer recipe; the very same table where it changes nothing. */
  update(key: string, recipe: (draft: Draft<T>) => void): Table<T> {
    const value = this.get(key);
    if (value === undefined)
      throw new Error(`iam-in-memory: no entity '${key}' to update. This is a bug in iam-in-memory.`);
    return this.set(key, produce(value, recipe as (draft: Draft<T>) => undefined));
  }

  delete(key: string): Table<T> {
    const pageIndex = this.#pageFor(key);
    const page = this.#pages[pageIndex];
    if (page === undefined) return this;
    const index = position(page.keys, key);
    if (page.keys[index] !== key) return this;
    if (this.size === 1) return Table.empty();
    const rest = { keys: removeAt(page.keys, index), values: removeAt(page.values, index) };
    return new Table(replacePage(this.#pages, pageIndex, rest), this.size - 1);
  }

  /** Entities in key order, from the first key greater than `after`. */
  *entries(after?: string): IterableIterator<[key: string, value: T]> {
    let pageIndex = after === undefined ? 0 : this.#pageFor(after);
    for (; pageIndex < this.#pages.length; pageIndex += 1) {
      const { keys, values } = this.#pages[pageIndex] as Page<T>;
      let index = 0;
      if (after !== undefined) {
        index = position(keys, after);
        if (keys[index] === after) index += 1;
        after = undefined;
      }
      for (; index < keys.length; index += 1) yield [keys[index] as string, values[index] as T];
    }
  }

  /** Entities whose key starts with `prefix`, in key order. */
  *entriesWithPrefix(prefix: string, after?: string): IterableIterator<[key: string, value: T]> {
    const first = this.get(prefix);
    const start = after !== undefined && after > prefix ? after : prefix;
    if (first !== undefined && (after === undefined || after < prefix)) yield [prefix, first];
    for (const entry of this.entries(start)) {
      if (!entry[0].startsWith(prefix)) return;
      yield entry;
    }
  }

  *keys(): IterableIterator<string> {
    for (const { keys } of this.#pages) yield* keys;
  }

  *values(): IterableIterator<T> {
    for (const { values } of this.#pages) yield* values;
  }

  [Symbol.iterator](): IterableIterator<[key: string, value: T]> {
    return this.entries();
  }

  /** What differs between an earlier version and this one, in key order; shared pages are not looked at. */
  changesSince(earlier: Table<T>): TableChange<T>[] {
    if (earlier === this) return [];
    const before = entriesOf(pagesMissingIn(earlier.#pages, this.#pages));
    const after = entriesOf(pagesMissingIn(this.#pages, earlier.#pages));
    const changes: TableChange<T>[] = [];
    for (const [key, value] of after) {
      const old = before.get(key);
      if (old !== value) changes.push({ key, before: old, after: value });
    }
    for (const [key, value] of before)
      if (!after.has(key)) changes.push({ key, before: value, after: undefined });
    return changes.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** The table as an array of pairs, so that printing or serialising a state shows its entities. */
  toJSON(): [key: string, value: T][] {
    return [...this.entries()];
  }

  [Symbol.for('nodejs.util.inspect.custom')](): Map<string, T> {
    return new Map(this.entries());
  }

  /** The page that holds `key`, or would: the last one whose first key is not greater. */
  #pageFor(key: string): number {
    let low = 0;
    let high = this.#pages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (((this.#pages[middle] as Page<T>).keys[0] as string) <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

export interface TableChange<T> {
  readonly key: string;
  /** Absent when the entity is new. */
  readonly before: T | undefined;
  /** Absent when the entity is gone. */
  readonly after: T | undefined;
}

interface Page<T> {
  readonly keys: readonly string[];
  readonly values: readonly T[];
}

const pageSize = 64;

const emptyTable = new (Table as unknown as new (
  pages: readonly Page<unknown>[],
  size: number,
) => Table<unknown>)([], 0);

/**
 * Immer's `freeze` does the same and asks more of every member; what an Immer recipe returned is frozen already,
 * so that only new entities are walked.
 */
function freezeDeeply(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const name in value) freezeDeeply((value as Record<string, unknown>)[name]);
}

function replacePage<T>(pages: readonly Page<T>[], index: number, page: Page<T>): readonly Page<T>[] {
  const copy = pages.slice();
  if (page.keys.length === 0) copy.splice(index, 1);
  else if (page.keys.length <= pageSize) copy[index] = page;
  else {
    const half = page.keys.length >> 1;
    const left = { keys: page.keys.slice(0, half), values: page.values.slice(0, half) };
    const right = { keys: page.keys.slice(half), values: page.values.slice(half) };
    copy.splice(index, 1, left, right);
  }
  return copy;
}

function insertAt<V>(list: readonly V[], index: number, value: V): readonly V[] {
  return [...list.slice(0, index), value, ...list.slice(index)];
}

function replaceAt<V>(list: readonly V[], index: number, value: V): readonly V[] {
  const copy = list.slice();
  copy[index] = value;
  return copy;
}

function removeAt<V>(list: readonly V[], index: number): readonly V[] {
  const copy = list.slice();
  copy.splice(index, 1);
  return copy;
}

function pagesMissingIn<T>(pages: readonly Page<T>[], other: readonly Page<T>[]): readonly Page<T>[] {
  const shared = new Set(other);
  return pages.filter((page) => !shared.has(page));
}

function entriesOf<T>(pages: readonly Page<T>[]): Map<string, T> {
  const map = new Map<string, T>();
  for (const { keys, values } of pages) keys.forEach((key, index) => map.set(key, values[index] as T));
  return map;
}
