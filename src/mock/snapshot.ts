import { isExpired } from '../engine/callers.ts';
import type { Credential } from '../engine/entities.ts';
import type { Account, State } from '../engine/state.ts';
import type { Table } from '../engine/table.ts';
import {
  type FieldKind,
  type FieldRule,
  type Scene,
  type SnapshotOptions,
  byText,
  kindOf,
  parsed,
} from './field-rules.ts';
import { type ResourceType, type TableName, accountParts, resourceTypes } from './resource-types.ts';
import type { AccountSnapshot, Snapshot } from './snapshot-types.ts';

/** Tells snapshots from other objects, whichever copy of this package made them. */
export const snapshotBrand: unique symbol = Symbol.for('iam-in-memory.snapshot') as never;

/** Everything there is: the default account's contents where no other account has any, else `{ accounts }`. */
export function snapshotOfState(
  state: State,
  defaultAccountId: string,
  now: number,
  options: SnapshotOptions,
): Snapshot {
  const accounts: [string, AccountSnapshot][] = [];
  for (const [id, account] of state.accounts) {
    const contents = accountContents({ state, account, now, options });
    if (Object.keys(contents).length > 0) accounts.push([id, contents]);
  }
  const onlyDefault = accounts.every(([id]) => id === defaultAccountId);
  return branded(onlyDefault ? (accounts[0]?.[1] ?? {}) : { accounts: Object.fromEntries(accounts) });
}

/** One account's contents. */
export function snapshotOfAccount(
  state: State,
  accountId: string,
  now: number,
  options: SnapshotOptions,
): Snapshot {
  const account = state.accounts.get(accountId);
  return branded(account === undefined ? {} : accountContents({ state, account, now, options }));
}

function branded(snapshot: Snapshot): Snapshot {
  return Object.defineProperty(snapshot, snapshotBrand, { value: true });
}

function accountContents(scene: Scene): AccountSnapshot {
  const contents: Record<string, unknown> = {};
  for (const [table, type] of Object.entries(resourceTypes)) {
    if (typeof type === 'string' || type.snapshot === 'none') continue;
    const entities = scene.account[table as TableName] as Table<unknown>;
    const shown = tableContents(entities, type as ResourceType<unknown>, scene);
    if (!isEmpty(shown)) contents[table] = shown;
  }
  for (const [part, { fields, inline }] of Object.entries(accountParts)) {
    const shown = fieldsOf(scene.account[part as keyof typeof accountParts], fields, scene);
    if (inline) Object.assign(contents, shown);
    else if (!isEmpty(shown)) contents[part] = shown;
  }
  const sessions = sessionsOf(scene);
  if (!isEmpty(sessions)) contents['sessions'] = sessions;
  return contents;
}

function tableContents<Entity>(table: Table<Entity>, type: ResourceType<Entity>, scene: Scene): unknown {
  const items = [...table].map(
    ([key, item]) => [type.name(item, key, scene), contentsOf(item, type, scene)] as const,
  );
  if (type.snapshot !== 'list') return Object.fromEntries(items);
  return sortedByText(items.map(([, item]) => item));
}

const contentsOf = <Entity>(item: Entity, { fields }: ResourceType<Entity>, scene: Scene): unknown =>
  typeof item === 'object' ? fieldsOf(item as object, fields, scene) : item;

/** The fields of an entity that say something, in the order of its rules, the others after them. */
function fieldsOf(entity: object, rules: object, scene: Scene): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const field of new Set([...Object.keys(rules), ...Object.keys(entity)])) {
    const value = (entity as Record<string, unknown>)[field];
    const rule = (rules as Record<string, FieldRule | undefined>)[field];
    // The key of a named table; it stands before the fields.
    if (value === undefined || (field === 'name' && rule === undefined)) continue;
    const kind = kindOf(field, rule);
    if (!isWanted(kind, scene.options)) continue;
    const contents = rule?.show ? rule.show(value, scene, entity) : plain(value, kind, scene.options);
    if (isEmpty(contents)) continue;
    shown[typeof rule?.name === 'function' ? rule.name(value) : (rule?.name ?? field)] = contents;
  }
  return shown;
}

/** Sessions that are not over, by whom they act as. */
function sessionsOf(scene: Scene): unknown[] {
  const { state, account, options } = scene;
  const sessions: unknown[] = [];
  for (const credential of state.credentials.values()) {
    if (credential.session === undefined || credential.accountId !== account.id) continue;
    const { accessKeyId, secretAccessKey, sessionToken, status, createDate, expiration } = credential;
    const { issuedBy, issuedTo, policy, policyArns, tags, ...rest } = credential.session;
    const as = subjectOf(credential, account);
    if (status !== 'Active' || as === undefined || isExpired(credential, scene.now)) continue;
    sessions.push({
      as,
      issuedBy,
      issuedTo,
      ...(policy === undefined ? {} : { policy: parsed(policy) }),
      ...fieldsOf({ ...rest, policyArns }, {}, scene),
      ...(tags.length === 0 ? {} : { tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])) }),
      ...(options.ids ? { accessKeyId } : {}),
      ...(options.secrets ? { secretAccessKey, sessionToken } : {}),
      ...(options.dates ? fieldsOf({ createDate, expiration }, {}, scene) : {}),
    });
  }
  return sortedByText(sessions);
}

/** Whom a session acts as, in words: `role app, session deploy`. */
export function subjectOf({ principal, accountId }: Credential, account: Account): string | undefined {
  switch (principal.kind) {
    case 'root':
      return `root user of ${accountId}`;
    case 'user': {
      const owner = account.uniqueIds.get(principal.userId);
      const user = owner && account.users.get(owner.key);
      return user && `user ${user.name}`;
    }
    case 'assumed-role':
      return `role ${principal.roleName}, session ${principal.sessionName}`;
    case 'federated-user':
      return `federated user ${principal.name}`;
  }
}

function isWanted(kind: FieldKind, options: SnapshotOptions): boolean {
  switch (kind) {
    case 'plain':
      return true;
    case 'date':
    case 'activity':
      return options.dates === true;
    case 'id':
      return options.ids === true;
    case 'secret':
      return options.secrets === true;
    case 'derived':
      return false;
  }
}

/** A copy without what is empty and what is not wanted. */
function plain(value: unknown, kind: FieldKind, options: SnapshotOptions): unknown {
  if (kind === 'date' || kind === 'activity') {
    if (typeof value === 'number') return new Date(value).toISOString();
  }
  if (Array.isArray(value)) return value.map((item) => plain(item, 'plain', options));
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [field, item] of Object.entries(value)) {
    const itemKind = kindOf(field, undefined);
    if (item === undefined || !isWanted(itemKind, options)) continue;
    copy[field] = plain(item, itemKind, options);
  }
  return copy;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0);

const sortedByText = <Item>(items: readonly Item[]): Item[] =>
  items.toSorted((a, b) => byText(JSON.stringify(a), JSON.stringify(b)));
