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
  for (const [key, item] of after(
    request.Marker === undefined ? undefined : positionOf(operation, request.Marker),
  )) {
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

const markerFor = (operation: string, key: string): string =>
  Buffer.from(`${operation}\n${key}`).toString('base64');

function positionOf(operation: string, marker: string): string {
  const text = Buffer.from(marker, 'base64').toString();
  const [scope, key] = [text.slice(0, operation.length), text.slice(operation.length + 1)];
  if (scope !== operation || text[operation.length] !== '\n' || markerFor(operation, key) !== marker) {
    throw validationError('Invalid Marker.');
  }
  return key;
}
