import type { Tag } from './entities.ts';
import { invalidInput, limitExceeded } from './errors.ts';
import { type PageEnd, type PageRequest, paginateList } from './pagination.ts';

/** How a family compares tag keys: users and roles without regard to case, the others with it. */
export interface TagRules {
  readonly foldCase: boolean;
}

export const principalTagRules: TagRules = { foldCase: true };
export const resourceTagRules: TagRules = { foldCase: false };

/** A tag as the SDK gives and takes it. */
export interface SdkTag {
  readonly Key: string;
  readonly Value: string;
}

/**
 * Tags of a request, checked against each other.
 *
 * @throws AwsError InvalidInput for duplicate keys and for the reserved prefix `aws:`.
 */
export function checkTags(tags: readonly SdkTag[] | undefined, rules: TagRules): readonly Tag[] {
  if (tags === undefined) return [];
  const seen = new Set<string>();
  for (const { Key, Value } of tags) {
    const key = fold(Key, rules);
    if (seen.has(key)) {
      throw invalidInput(
        rules.foldCase
          ? 'Duplicate tag keys found. Please note that Tag keys are case insensitive.'
          : 'Duplicate tag keys found.',
      );
    }
    seen.add(key);
    // The prefix is documented as reserved in both; the sentence is AWS's usual one, not a recorded one.
    if (/^aws:/i.test(Key) || /^aws:/i.test(Value))
      throw invalidInput('aws: prefixed tag key names are not allowed for external use.');
  }
  return mergeTags([], tags, rules, Number.MAX_SAFE_INTEGER);
}

/**
 * For tags that come with a new resource: {@link mergeTags} counts those that come later.
 *
 * @throws AwsError LimitExceeded
 */
export function checkTagCount(tags: readonly Tag[], limit: number): void {
  if (tags.length > limit) throw limitExceeded('The number of tags has reached the maximum limit.');
}

/**
 * Present tags with those of a request: an equal key takes the new value, and the new spelling. Where nothing is
 * new the result is the very list of present tags.
 *
 * @throws AwsError LimitExceeded when more than `limit` would remain.
 */
export function mergeTags(
  present: readonly Tag[],
  added: readonly SdkTag[],
  rules: TagRules,
  limit: number,
): readonly Tag[] {
  const merged = new Map(present.map((tag) => [fold(tag.key, rules), tag]));
  const isPresent = ({ Key, Value }: SdkTag): boolean => {
    const tag = merged.get(fold(Key, rules));
    return tag?.key === Key && tag.value === Value;
  };
  if (added.every(isPresent)) return present;
  for (const { Key, Value } of added) merged.set(fold(Key, rules), { key: Key, value: Value });
  const tags = [...merged.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  checkTagCount(tags, limit);
  return tags;
}

/** Present tags without the named ones; keys that are not there are ignored, as AWS does. */
export function removeTags(
  present: readonly Tag[],
  keys: readonly string[],
  rules: TagRules,
): readonly Tag[] {
  const removed = new Set(keys.map((key) => fold(key, rules)));
  return present.filter((tag) => !removed.has(fold(tag.key, rules)));
}

/** Tags as an output shows them: fresh objects that the receiver may change. */
export const tagViews = (tags: readonly Tag[]): { Key: string; Value: string }[] =>
  tags.map(({ key, value }) => ({ Key: key, Value: value }));

/** One page of an entity's tags, by key: what every operation that lists tags answers. */
export function tagPage(
  operation: string,
  request: PageRequest,
  tags: readonly Tag[],
): { Tags: { Key: string; Value: string }[] } & PageEnd {
  const { items, end } = paginateList(operation, request, tags, (tag) => tag.key);
  return { Tags: tagViews(items), ...end };
}

const fold = (key: string, rules: TagRules): string => (rules.foldCase ? key.toLowerCase() : key);
