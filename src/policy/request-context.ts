import { type Identity, principalKey } from './principals.ts';

/** One value of a context key. Dates become ISO 8601, bytes base64. */
export type ContextValue = string | number | boolean | Date | Uint8Array;

/** The condition keys of a request; the case of the names does not matter. An absent key may be undefined or null. */
export type ContextInput = Readonly<
  Record<string, ContextValue | readonly ContextValue[] | null | undefined>
>;

const noInput: ContextInput = {};

/**
 * The condition keys of one request. Names are folded only when one is asked for that is not there as spelled, because
 * most requests are decided without reading any.
 */
export class RequestContext {
  #input: ContextInput | (() => ContextInput);
  readonly #identity: Identity;
  readonly #resourceAccount: string | undefined;
  #folded: Map<string, readonly string[]> | undefined;

  /** The identity implies the values of some keys; what the input says goes before them. */
  constructor(
    input: ContextInput | (() => ContextInput) | undefined,
    identity: Identity,
    resourceAccount: string | undefined,
  ) {
    this.#input = input ?? noInput;
    this.#identity = identity;
    this.#resourceAccount = resourceAccount;
  }

  /** The values of a key as texts; undefined when the request does not carry it, or carries an empty list. */
  valuesOf(key: string): readonly string[] | undefined {
    const input = this.#given();
    if (Object.hasOwn(input, key)) {
      const values = textsOf(input[key]);
      if (values !== undefined) return values;
    }
    this.#folded ??= fold(input);
    const folded = key.toLowerCase();
    const found = this.#folded.get(folded);
    if (found !== undefined) return found;
    const derived =
      folded === 'aws:resourceaccount' ? this.#resourceAccount : principalKey(this.#identity, folded);
    return derived === undefined ? undefined : [derived];
  }

  #given(): ContextInput {
    if (typeof this.#input === 'function') this.#input = this.#input();
    return this.#input;
  }
}

function fold(input: ContextInput): Map<string, readonly string[]> {
  const folded = new Map<string, readonly string[]>();
  for (const key of Object.keys(input)) {
    const values = textsOf(input[key]);
    if (values !== undefined) folded.set(key.toLowerCase(), values);
  }
  return folded;
}

function textsOf(value: ContextInput[string]): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return [value];
  if (Array.isArray(value))
    return value.length === 0 ? undefined : value.map((one: ContextValue) => textOf(one));
  return isList(value) ? undefined : [textOf(value)];
}

/** Array.isArray does not tell the compiler that what it refuses is no readonly list. */
function isList(value: ContextValue | readonly ContextValue[]): value is readonly ContextValue[] {
  return Array.isArray(value);
}

function textOf(value: ContextValue): string {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return String(value);
}
