import { createHash } from 'node:crypto';
import { validationError } from './errors.ts';

/** The members of a paged request. */
export interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** The members of a paged reply beside the items: the marker is there only when more follows. */
export interface PageEnd {
  IsTruncated: boolean;
  Marker?: string;
}

/**
 * One page of a sorted sequence.
 *
 * A marker names a position in the order (the key of the last item handed out), not a count: items deleted or
 * added meanwhile shift nothing, so a reader who follows the markers sees every surviving item once.
 *
 * @param operation The marker belongs to it; one of another operation is refused as foreign.
 * @param after Pairs in ascending key order, from the first key greater than the given one.
 * @param keep Leaves out what a filter of the request does not want.
 * @throws AwsError ValidationError `Invalid Marker.`
 */
export function paginate<T>(
  operation: string,
  request: PageRequest,
  after: (key: string | undefined) => Iterable<readonly [key: string, item: T]>,
  keep: (item: T) => boolean = () => true,
): { items: T[]; end: PageEnd } {
  const limit = request.MaxItems ?? defaultMaxItems;
  const items: T[] = [];
  let last = '';
  for (const [key, item] of entriesAfter(operation, request.Marker, after)) {
    if (!keep(item)) continue;
    if (items.length === limit)
      return { items, end: { IsTruncated: true, Marker: markerFor(operation, last) } };
    items.push(item);
    last = key;
  }
  return { items, end: { IsTruncated: false } };
}

/** A page of a list that is held as an array, in ascending order of `keyOf`. */
export function paginateList<T>(
  operation: string,
  request: PageRequest,
  list: readonly T[],
  keyOf: (item: T) => string,
): { items: T[]; end: PageEnd } {
  return paginate(operation, request, (key) =>
    list
      .map((item) => [keyOf(item), item] as const)
      .filter(([itemKey]) => key === undefined || itemKey > key),
  );
}

/** AWS may return fewer than asked for; this many when nothing is asked. */
const defaultMaxItems = 100;

/** Longest marker that the model takes back, in characters. */
const longestMarker = 320;

const encode = (text: string): string => Buffer.from(text).toString('base64');

/**
 * The marker of a position. A key that is too long for one (tag keys of 128 Chinese characters, serial numbers
 * with long paths) is given as far as it goes, with a digest that tells the whole.
 */
function markerFor(operation: string, key: string): string {
  const marker = encode(`${operation}\n${key}`);
  if (marker.length <= longestMarker) return marker;
  const room = (longestMarker / 4) * 3 - operation.length - digestLength - 1;
  let start = key.slice(0, room);
  while (Buffer.byteLength(start) > room || /[\uD800-\uDBFF]$/.test(start)) start = start.slice(0, -1);
  return encode(`${operation}\t${digestOf(key)}${start}`);
}

const digestLength = 16;
const digestOf = (key: string): string =>
  createHash('sha256').update(key).digest('base64url').slice(0, digestLength);

function* entriesAfter<T>(
  operation: string,
  marker: string | undefined,
  after: (key: string | undefined) => Iterable<readonly [key: string, item: T]>,
): Iterable<readonly [key: string, item: T]> {
  if (marker === undefined) return yield* after(undefined);
  const { start, digest } = positionOf(operation, marker);
  if (digest === undefined) return yield* after(start);
  // The item itself may be gone: then the page goes on with whatever begins as it did.
  const skipped: (readonly [key: string, item: T])[] = [];
  let found = false;
  for (const entry of after(start)) {
    if (found || !entry[0].startsWith(start)) {
      if (!found) yield* skipped;
      found = true;
      yield entry;
    } else {
      skipped.push(entry);
      found = digestOf(entry[0]) === digest;
    }
  }
  if (!found) yield* skipped;
}

/** @throws AwsError ValidationError for a marker that this operation did not hand out */
function positionOf(operation: string, marker: string): { start: string; digest?: string } {
  const text = Buffer.from(marker, 'base64').toString();
  const [scope, separator, key] = [
    text.slice(0, operation.length),
    text[operation.length],
    text.slice(operation.length + 1),
  ];
  if (scope !== operation || encode(text) !== marker) throw validationError('Invalid Marker.');
  if (separator === '\n') return { start: key };
  if (separator !== '\t' || key.length < digestLength) throw validationError('Invalid Marker.');
  return { start: key.slice(digestLength), digest: key.slice(0, digestLength) };
}
