import type { Session, Tag } from '../engine/entities.ts';
import { AwsError } from '../engine/errors.ts';

/** Tags as a request, a token or an assertion passes them. */
export interface PassedTags {
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly transitiveTagKeys: readonly string[];
}

/**
 * The tags of a new session: those passed, and those the calling session hands on. Keys have no case.
 *
 * @throws AwsError InvalidParameterValue for duplicate keys, for a key the calling session hands on, and for a
 *   transitive key without a tag.
 */
export function sessionTags(
  passed: PassedTags,
  calling?: Session,
): Pick<Session, 'tags' | 'transitiveTagKeys'> {
  if (passed.tags.length === 0 && passed.transitiveTagKeys.length === 0 && calling === undefined)
    return noTags;
  checkTagKeys(passed.tags);
  const inherited = inheritedTags(calling);
  const inheritedKeys = new Set(inherited.map((tag) => fold(tag.key)));
  const passedKeys = new Set(passed.tags.map((tag) => fold(tag.Key)));
  if ([...passedKeys].some((key) => inheritedKeys.has(key))) {
    throw invalidParameterValue(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  if (!passed.transitiveTagKeys.every((key) => passedKeys.has(fold(key)))) {
    throw invalidParameterValue('The specified transitive tag key must be included in the requested tags.');
  }
  const own = passed.tags.map(({ Key, Value }) => ({ key: Key, value: Value }));
  return {
    tags: [...own, ...inherited].toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    transitiveTagKeys: [...inherited.map((tag) => tag.key), ...new Set(passed.transitiveTagKeys)],
  };
}

const noTags: Pick<Session, 'tags' | 'transitiveTagKeys'> = { tags: [], transitiveTagKeys: [] };

/** @throws AwsError InvalidParameterValue for keys that differ in case only, and for the reserved prefix. */
export function checkTagKeys(tags: PassedTags['tags']): void {
  const keys = new Set(tags.map((tag) => fold(tag.Key)));
  if (keys.size < tags.length) {
    throw invalidParameterValue('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  // "You cannot pass session tags that begin with aws:" is documented; the sentence is that of IAM's tags.
  if ([...keys].some((key) => key.startsWith('aws:'))) {
    throw invalidParameterValue('aws: prefixed tag key names are not allowed for external use.');
  }
}

/** Tags that a session hands on to the sessions of the roles it assumes. */
export function inheritedTags(calling: Session | undefined): readonly Tag[] {
  if (calling === undefined) return [];
  const keys = new Set(calling.transitiveTagKeys.map(fold));
  return calling.tags.filter((tag) => keys.has(fold(tag.key)));
}

const fold = (key: string): string => key.toLowerCase();

const invalidParameterValue = (message: string): AwsError =>
  new AwsError('InvalidParameterValue', message, 400);
