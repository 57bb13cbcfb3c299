import type { InlinePolicy, Tag } from '../engine/entities.ts';
import type { Account, State } from '../engine/state.ts';

/** Where an entity stands while it is shown, or while two versions of it are compared. */
export interface Scene {
  readonly state: State;
  readonly account: Account;
  /** Milliseconds. */
  readonly now: number;
  /** The account as it was, where versions are compared. */
  readonly earlier?: Account | undefined;
  readonly options: SnapshotOptions;
}

/** What a snapshot shows beyond names and settings. */
export interface SnapshotOptions {
  /** Dates, as ISO texts. They differ from run to run unless the clock is set. Default false. */
  readonly dates?: boolean | undefined;
  /** Unique ids and access key ids. They change with every call that is added before. Default false. */
  readonly ids?: boolean | undefined;
  /** Secret access keys, session tokens, passwords and private keys. Default false. */
  readonly secrets?: boolean | undefined;
}

/**
 * How one field of an entity is shown in a snapshot and told in a list of changes. A field without a rule is
 * shown as it stands and told as `field is now …`: nothing is silent for want of a rule.
 */
export interface FieldRule<Value = unknown, Entity = unknown> {
  /** Its name in a snapshot. Default: the field's. */
  readonly name?: string | ((value: Value) => string);
  /** Its value in a snapshot; undefined leaves it out. Default: as it stands, documents parsed. */
  readonly show?: (value: Value, scene: Scene, entity: Entity) => unknown;
  /** Sentences about a change, in terms of the resource. Default: `label is now …`. */
  readonly tell?: (before: Value | undefined, after: Value | undefined, scene: Scene) => readonly string[];
  readonly label?: string;
  /** Told of a new entity too: what was attached to it is not part of its creation. */
  readonly separate?: true;
  /**
   * `'derived'`: follows from other fields, is neither shown nor told. `'activity'`: left behind by mere use, shown with
   * the dates and never told. The others are shown on demand.
   */
  readonly kind?: FieldKind;
}

export type FieldKind = 'plain' | 'date' | 'id' | 'secret' | 'activity' | 'derived';

export type FieldRules<Entity> = Entity extends object
  ? { readonly [Field in keyof Entity]?: FieldRule<NonNullable<Entity[Field]>, Entity> }
  : Readonly<Record<string, never>>;

/** The kind of a field nobody has made a rule for, by the names that entities use. */
export function kindOf(field: string, rule: FieldRule | undefined): FieldKind {
  if (rule?.kind !== undefined) return rule.kind;
  if (rule?.show !== undefined) return 'plain';
  if (/^(lastUsed|passwordLastUsed|lastStep)$/.test(field)) return 'activity';
  if (/(^date|Date|Changed|expiration|Expiration|validUntil|timestamp|Authenticated)$/.test(field))
    return 'date';
  if (/^(secret\w*|password|previousPasswords|privateKeys?|pem|seed|\w*Token)$/.test(field)) return 'secret';
  if (/(^id|Id|^uuid)$/.test(field) && !/(Account|external)Id$/.test(field)) return 'id';
  return 'plain';
}

/** `field is now after (was before)`; a secret's values stay untold. */
export function tellValue(
  field: string,
  rule: FieldRule | undefined,
  before: unknown,
  after: unknown,
): readonly string[] {
  const label = rule?.label ?? field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  if (after === undefined) return [`${label} removed`];
  if (kindOf(field, rule) === 'secret') return [`${label} ${before === undefined ? 'set' : 'changed'}`];
  return [`${label} is now ${brief(after)}${before === undefined ? '' : ` (was ${brief(before)})`}`];
}

function brief(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** A value whose default says nothing in a snapshot. */
export const valueBut = <Value>(usual: Value, label?: string): FieldRule<Value> => ({
  show: (value) => (value === usual ? undefined : value),
  ...(label === undefined ? {} : { label }),
});

/** A text that holds JSON: shown as data, told without its contents. */
export const document = (label: string, name?: string): FieldRule<string> => ({
  show: parsed,
  tell: (before, after) => [`${label} ${verb(before, after)}`],
  ...(name === undefined ? {} : { name }),
});

/** A list of names; told item by item. */
export const list = (
  added: (item: string, scene: Scene) => string,
  removed: (item: string, scene: Scene) => string,
  rule: Pick<FieldRule<readonly string[]>, 'name' | 'show' | 'kind'> = {},
): FieldRule<readonly string[]> => ({
  show: (items) => items.toSorted(byText),
  ...rule,
  separate: true,
  tell: (before = [], after = [], scene) => [
    ...before.filter((item) => !after.includes(item)).map((item) => removed(item, scene)),
    ...after.filter((item) => !before.includes(item)).map((item) => added(item, scene)),
  ],
});

/** A list of items with a key; told item by item. */
export const keyed = <Item>(
  keyOf: (item: Item) => string,
  tell: (before: Item | undefined, after: Item | undefined) => readonly string[],
  rule: Pick<FieldRule<readonly Item[]>, 'name' | 'show' | 'kind' | 'separate'>,
): FieldRule<readonly Item[]> => ({
  ...rule,
  tell(before = [], after = []) {
    const earlier = new Map(before.map((item) => [keyOf(item), item]));
    const later = new Map(after.map((item) => [keyOf(item), item]));
    const keys = [...new Set([...earlier.keys(), ...later.keys()])].toSorted(byText);
    return keys.flatMap((key) =>
      same(earlier.get(key), later.get(key)) ? [] : tell(earlier.get(key), later.get(key)),
    );
  },
});

export const tags: FieldRule<readonly Tag[]> = keyed(
  ({ key }) => key,
  (before, after) => {
    if (after === undefined) return [`untagged ${before?.key}`];
    return [`tagged ${after.key}=${after.value}${before === undefined ? '' : ` (was ${before.value})`}`];
  },
  { show: (items) => Object.fromEntries(items.map(({ key, value }) => [key, value])) },
);

export const inlinePolicies: FieldRule<readonly InlinePolicy[]> = keyed(
  ({ name }) => name,
  (before, after) => [`inline policy ${(after ?? before)?.name} ${verb(before, after, 'put')}`],
  {
    separate: true,
    show: (items) =>
      Object.fromEntries(
        items.toSorted((a, b) => byText(a.name, b.name)).map((item) => [item.name, parsed(item.document)]),
      ),
  },
);

export const attachedPolicies = list(
  (arn) => `attached ${arn}`,
  (arn) => `detached ${arn}`,
  { name: 'policies' },
);

export const permissionsBoundary: FieldRule<string> = {
  tell: (_before, after) => [
    after === undefined ? 'permissions boundary removed' : `permissions boundary is now ${after}`,
  ],
};

export const derived = { kind: 'derived' } as const;

/** Are these the same by value? Entities are plain data. */
export const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** JSON as data; a text that is none stays a text. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function verb(before: unknown, after: unknown, added = 'added'): string {
  if (after === undefined) return 'deleted';
  return before === undefined ? added : 'changed';
}
