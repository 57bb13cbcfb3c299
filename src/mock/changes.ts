import type { Credential } from '../engine/entities.ts';
import { type Account, type State, emptyAccount } from '../engine/state.ts';
import type { Table, TableChange } from '../engine/table.ts';
import { type FieldRule, type Scene, byText, kindOf, same, tellValue } from './field-rules.ts';
import { type ResourceType, type TableName, accountParts, resourceTypes } from './resource-types.ts';

/** One thing that happened to one resource. */
export interface Change {
  /** Id of the account. */
  readonly account: string;
  /** `'user'`, `'role'`, `'policy'`, `'session'` … */
  readonly type: string;
  readonly name: string;
  readonly kind: 'created' | 'deleted' | 'changed';
  /** `role app: attached arn:aws:iam::aws:policy/ReadOnlyAccess` */
  readonly text: string;
}

/** Changes by account, type and name; as a text one a line. */
export interface Changes extends ReadonlyArray<Change> {
  /** The texts, one a line; those of other accounts than the mock's own begin with the account in brackets. */
  format(): string;
  toString(): string;
}

/** Tells lists of changes from other arrays, whichever copy of this package made them. */
export const changesBrand: unique symbol = Symbol.for('iam-in-memory.changes') as never;

/**
 * What differs between two states, in terms of resources. What they share is not looked at, so the price is that of
 * what changed. Dates of mere use (last used) are not changes.
 */
export function changesBetween(
  earlier: State,
  later: State,
  now: number,
  ownAccountId: string,
  onlyOwn: boolean,
): Changes {
  const collected: Told[] = [];
  for (const { key, before, after } of later.accounts.changesSince(earlier.accounts))
    collected.push(...accountChanges(later, key, before, after, now));
  for (const change of later.credentials.changesSince(earlier.credentials))
    collected.push(...credentialChanges(change, earlier, later));
  const changes = collected
    .filter(({ account }) => !onlyOwn || account === ownAccountId)
    .toSorted((a, b) => byText(a.account, b.account) || a.order - b.order || byText(a.sortKey, b.sortKey))
    .map(({ account, type, name, kind, text }): Change => ({ account, type, name, kind, text }));
  const format = (): string =>
    changes.length === 0
      ? 'nothing changed'
      : changes
          .map(({ account, text }) => (account === ownAccountId ? text : `[${account}] ${text}`))
          .join('\n');
  // Not enumerable: to whoever compares or prints it, the list is an array like any other.
  return Object.defineProperties(changes, {
    format: { value: format },
    toString: { value: format },
    [changesBrand]: { value: true },
  }) as unknown as Changes;
}

interface Told extends Change {
  /** Place of the type in the list. */
  readonly order: number;
  readonly sortKey: string;
}

type Speaker = (kind: Change['kind'], sentence: string) => Told;

/** `title: sentence`. An account's own settings and its root user need no name. */
function speaker(
  account: string,
  order: number,
  type: string,
  name: string,
  title = `${type} ${name}`,
): Speaker {
  const sortKey = name.toLowerCase();
  return (kind, sentence) => ({ account, type, name, kind, text: `${title}: ${sentence}`, order, sortKey });
}

const orderOf = (table: TableName): number => Object.keys(resourceTypes).indexOf(table) + 2;

function accountChanges(
  state: State,
  id: string,
  before: Account | undefined,
  after: Account | undefined,
  now: number,
): Told[] {
  const earlier = before ?? emptyAccount(id, after?.root.createDate ?? 0);
  const account = after ?? emptyAccount(id, earlier.root.createDate);
  const scene: Scene = { state, account, earlier, now, options: {} };
  const told: Told[] = [];
  for (const [part, { type, fields }] of Object.entries(accountParts)) {
    const name = part as keyof typeof accountParts;
    if (earlier[name] === account[name]) continue;
    const say = speaker(id, name === 'settings' ? 0 : 1, type, id, name === 'root' ? type : undefined);
    told.push(
      ...fieldChanges(earlier[name], account[name], fields, scene, false).map((text) => say('changed', text)),
    );
  }
  for (const [name, type] of Object.entries(resourceTypes)) {
    if (typeof type === 'string') continue;
    const table = name as TableName;
    const changes = (account[table] as Table<unknown>).changesSince(earlier[table]);
    for (const change of byIdentity(changes))
      told.push(...entityChanges(change, type as ResourceType<unknown>, orderOf(table), scene));
  }
  return told;
}

/**
 * Changes by what an entity is, not by where it lies: an entity that keeps its unique id under another name was
 * renamed, and a namesake with another id is another one.
 */
function byIdentity(changes: readonly TableChange<unknown>[]): TableChange<unknown>[] {
  const found = new Map<unknown, { key: string; before: unknown; after: unknown }>();
  const of = (entity: unknown, key: string) => {
    const identity = (entity as { id?: unknown }).id ?? key;
    const known = found.get(identity) ?? { key, before: undefined, after: undefined };
    found.set(identity, known);
    return known;
  };
  for (const { key, before } of changes) if (before !== undefined) of(before, key).before = before;
  for (const { key, after } of changes) if (after !== undefined) of(after, key).after = after;
  return [...found.values()];
}

function entityChanges(
  { key, before, after }: TableChange<unknown>,
  type: ResourceType<unknown>,
  order: number,
  scene: Scene,
): Told[] {
  const earlierName = type.name(before ?? after, key, scene);
  const say = speaker(scene.account.id, order, type.type, earlierName);
  if (after === undefined) {
    const sentence = type.deleted ?? 'deleted';
    return sentence === '' ? [] : [say('deleted', sentence)];
  }
  const told: Told[] = [];
  if (before === undefined) {
    const sentence = type.created ?? 'created';
    if (sentence === '') return [];
    told.push(say('created', sentence));
  }
  const name = type.name(after, key, scene);
  if (name !== earlierName) told.push(say('changed', `renamed to ${name}`));
  if (typeof after !== 'object')
    return before === undefined ? told : [say('changed', `is now ${JSON.stringify(after)}`)];
  const sentences = fieldChanges(before ?? {}, after as object, type.fields, scene, before === undefined);
  return [...told, ...sentences.map((sentence) => say('changed', sentence))];
}

/** Sentences about the fields that differ; of a new entity only about those that are told separately. */
function fieldChanges(before: object, after: object, rules: object, scene: Scene, isNew: boolean): string[] {
  const fields = new Set([...Object.keys(rules), ...Object.keys(before), ...Object.keys(after)]);
  return [...fields].flatMap((field) => {
    const rule = (rules as Record<string, FieldRule | undefined>)[field];
    const [old, present] = [before, after].map((entity) => (entity as Record<string, unknown>)[field]);
    if (old === present || (isNew && rule?.separate !== true)) return [];
    const kind = kindOf(field, rule);
    // The name is told as a rename.
    if (kind === 'derived' || kind === 'activity' || (field === 'name' && rule === undefined)) return [];
    if (same(old, present)) return [];
    return rule?.tell ? [...rule.tell(old, present, scene)] : [...tellValue(field, rule, old, present)];
  });
}

/** Keys and sessions are told of whoever they act as. */
function credentialChanges(change: TableChange<Credential>, earlier: State, later: State): Told[] {
  const { before, after } = change;
  const credential = (after ?? before) as Credential;
  const { principal, accountId, accessKeyId } = credential;
  if (principal.kind === 'root' && credential.expiration === undefined)
    return keyChanges(change, speaker(accountId, 1, 'root user', accountId, 'root user'));
  if (principal.kind === 'user' && credential.expiration === undefined) {
    const name =
      userNameOf(later, accountId, principal.userId) ?? userNameOf(earlier, accountId, principal.userId);
    return keyChanges(change, speaker(accountId, orderOf('users'), 'user', name ?? principal.userId));
  }
  const [name, title] = sessionTitle(credential, later);
  const say = speaker(accountId, Object.keys(resourceTypes).length + 2, 'session', name, title);
  if (before === undefined)
    return after?.status === 'Active' ? [say('created', 'issued')] : [say('created', `issued, now over`)];
  if (after === undefined) return [say('deleted', `gone (${accessKeyId})`)];
  if (before.status === after.status) return [];
  return [say('deleted', after.status === 'Expired' ? 'over' : after.status.toLowerCase())];
}

function sessionTitle(
  { principal, accessKeyId, accountId }: Credential,
  state: State,
): [name: string, title: string] {
  switch (principal.kind) {
    case 'assumed-role':
      return [principal.sessionName, `session ${principal.sessionName} of role ${principal.roleName}`];
    case 'federated-user':
      return [principal.name, `session of federated user ${principal.name}`];
    case 'user': {
      const name = userNameOf(state, accountId, principal.userId) ?? principal.userId;
      return [name, `session ${accessKeyId} of user ${name}`];
    }
    case 'root':
      return [accountId, `session ${accessKeyId} of the root user`];
  }
}

function keyChanges({ before, after, key }: TableChange<Credential>, say: Speaker): Told[] {
  const gone = after === undefined || after.status === 'Deleted';
  const sentences: string[] = [];
  if (before === undefined) {
    // Made and deleted between the two states: nothing is left of it.
    if (gone) return [];
    sentences.push('created');
    if (after.status === 'Inactive') sentences.push('deactivated');
  } else if (gone) {
    if (before.status !== 'Deleted') sentences.push('deleted');
  } else if (before.status !== after.status)
    sentences.push(after.status === 'Active' ? 'activated' : 'deactivated');
  return sentences.map((sentence) => say('changed', `access key ${key} ${sentence}`));
}

function userNameOf(state: State, accountId: string, userId: string): string | undefined {
  const account = state.accounts.get(accountId);
  const owner = account?.uniqueIds.get(userId);
  return owner === undefined ? undefined : account?.users.get(owner.key)?.name;
}
