import { fieldEntries, isFields, listOf, stringsOf } from './json-values.ts';

/**
 * The size of a document as the quotas of IAM count it: characters, without spaces, tabs and line ends, whether they
 * stand inside or outside of strings.
 *
 * @example
 * policySize('{ "a": 1 }'); // 7
 */
export function policySize(text: string): number {
  let size = 0;
  for (const character of text) {
    if (character !== ' ' && character !== '\t' && character !== '\n' && character !== '\r') size += 1;
  }
  return size;
}

/**
 * The context keys that a document reads, in the order of first use and in the spelling of first use: the keys of its
 * Condition blocks, and the policy variables (`${aws:username}`) of any string in it.
 *
 * @param document the text, or the document as an object; a text that is no JSON reads no key
 * @example
 * contextKeysOf('{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${aws:username}"}}');
 * // ['aws:username']
 */
export function contextKeysOf(document: string | object): readonly string[] {
  const keys = new Map<string, string>();
  for (const key of usedKeys(parsed(document))) {
    const folded = key.toLowerCase();
    if (!keys.has(folded)) keys.set(folded, key);
  }
  return [...keys.values()];
}

function parsed(document: string | object): unknown {
  if (typeof document !== 'string') return document;
  try {
    return JSON.parse(document);
  } catch {
    return undefined;
  }
}

function* usedKeys(policy: unknown): Generator<string> {
  if (!isFields(policy)) return;
  for (const statement of listOf(policy['Statement'])) {
    if (!isFields(statement)) continue;
    for (const [element, value] of Object.entries(statement)) {
      if (element === 'Condition') yield* conditionKeys(value);
      else yield* variables(value);
    }
  }
}

function* conditionKeys(condition: unknown): Generator<string> {
  for (const [, keys] of fieldEntries(condition)) {
    for (const [key, value] of Object.entries(keys)) {
      yield key;
      yield* variables(value);
    }
  }
}

function* variables(value: unknown): Generator<string> {
  for (const text of stringsOf(value)) {
    for (const [, key = ''] of text.matchAll(/\$\{([^{},$]+)(?:,[^{}]*)?\}/g)) {
      const name = key.trim();
      // `${*}`, `${?}` and `${$}` stand for the characters themselves.
      if (name !== '' && name !== '*' && name !== '?' && name !== '$') yield name;
    }
  }
}
