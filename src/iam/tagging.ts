import type { Tag } from '../engine/entities.ts';
import { type SdkTag, type TagRules, checkTags, mergeTags, removeTags } from '../engine/tags.ts';
import type { Transaction } from '../engine/transaction.ts';

/** A kind of resource that carries tags. */
export interface TaggedKind<Entity extends { readonly tags: readonly Tag[] }> {
  readonly rules: TagRules;
  /** Puts an entity in the place of the present one. */
  readonly put: (call: Transaction, entity: Entity) => void;
}

/**
 * What TagUser and its kin do: the tags of the request are checked before anybody looks for the resource.
 *
 * @param find the entity that is there; throws where there is none
 * @throws AwsError InvalidInput, LimitExceeded
 */
export function tagEntity<Entity extends { readonly tags: readonly Tag[] }>(
  call: Transaction,
  { rules, put }: TaggedKind<Entity>,
  find: () => Entity,
  added: readonly SdkTag[],
): Record<never, never> {
  checkTags(added, rules);
  const entity = find();
  const tags = mergeTags(entity.tags, added, rules, call.quotas.tagsPerResource);
  if (tags !== entity.tags) put(call, { ...entity, tags });
  return {};
}

/** What UntagUser and its kin do. */
export function untagEntity<Entity extends { readonly tags: readonly Tag[] }>(
  call: Transaction,
  { rules, put }: TaggedKind<Entity>,
  entity: Entity,
  keys: readonly string[],
): Record<never, never> {
  const tags = removeTags(entity.tags, keys, rules);
  if (tags.length !== entity.tags.length) put(call, { ...entity, tags });
  return {};
}
