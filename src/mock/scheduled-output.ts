import { readFileSync } from 'node:fs';
import { isDate, isUint8Array } from 'node:util/types';
import { UsageError } from '../engine/errors.ts';
import { packageFile } from '../engine/lazy-module.ts';
import { refuseMisspelt, serviceOf } from './operation-names.ts';
import { isPlain, shown } from './shown-values.ts';

/** Types of members by name: `text`, `number`, `boolean`, `date`, `bytes`, a structure's name, `[list of]`, `{map of}`. */
type Members = Readonly<Record<string, string>>;

interface ServiceShapes {
  readonly operations: Readonly<Record<string, Members>>;
  readonly structures: Readonly<Record<string, Members>>;
}

/** Where a value stands in an output, and the objects around it. */
interface Place {
  readonly operation: string;
  readonly path: string;
  readonly around: readonly object[];
}

/**
 * A copy of an output that a test has written, as AWS could give it: only members that the operation has, each of its
 * type. Dates may be ISO 8601 texts, and `$metadata` is the door's to make. Of operations nobody knows anything is taken
 * that XML can hold.
 *
 * @throws UsageError with the path of what is wrong. Later it would be the SDK that fails, or nothing but an empty answer.
 */
export function checkedOutput(operation: string, output: unknown): Readonly<Record<string, unknown>> {
  refuseMisspelt(operation);
  if (operation === '*') {
    throw new UsageError(
      `iam-in-memory: respondNext('*', …) has no output to give: each operation has its own. Name one.`,
    );
  }
  if (!isPlain(output)) {
    throw new UsageError(
      `iam-in-memory: respondNext('${operation}', …) got ${shown(output)} for an output. Give an object, {} for an operation without output.`,
    );
  }
  const { $metadata: _, ...given } = output;
  const place = { operation, path: 'output', around: [] };
  const service = serviceOf(operation);
  if (service === undefined) return untyped(given, place) as Readonly<Record<string, unknown>>;
  const shapes = outputShapes()[service];
  return structure(given, shapes.operations[operation] ?? {}, shapes, place);
}

function structure(
  value: unknown,
  members: Members,
  shapes: ServiceShapes,
  place: Place,
): Readonly<Record<string, unknown>> {
  const names = Object.keys(members).join(', ');
  if (!isPlain(value)) throw wrong(place, `an object with ${names}`, value);
  const copy: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    const there = at(place, `.${name}`, value);
    if (!Object.hasOwn(members, name)) {
      const remedy =
        names === '' ? `${place.operation} has no output: give {}.` : `Members here are: ${names}.`;
      throw outputError(there, `unknown member. ${remedy}`);
    }
    if (item !== undefined) copy[name] = typed(item, members[name] as string, shapes, there);
  }
  return copy;
}

function typed(value: unknown, type: string, shapes: ServiceShapes, place: Place): unknown {
  if (type.startsWith('[')) {
    if (!Array.isArray(value)) throw wrong(place, 'a list', value);
    const items: readonly unknown[] = value;
    // Array.from: a hole is told like undefined.
    return Array.from(items, (item, index) =>
      typed(item, type.slice(1, -1), shapes, at(place, `[${index}]`, value)),
    );
  }
  if (type.startsWith('{')) {
    if (!isPlain(value)) throw wrong(place, 'an object of values by key', value);
    const entries = Object.entries(value).map(([key, item]) => [
      key,
      typed(item, type.slice(1, -1), shapes, at(place, `['${key}']`, value)),
    ]);
    return Object.fromEntries(entries) as unknown;
  }
  const scalar = scalars[type];
  return scalar === undefined
    ? structure(value, shapes.structures[type] ?? {}, shapes, place)
    : scalar(value, place);
}

const scalars: Readonly<Record<string, (value: unknown, place: Place) => unknown>> = {
  text: (value, place) => demand(typeof value === 'string', 'a text', value, place),
  number: (value, place) => demand(Number.isInteger(value), 'a whole number', value, place),
  boolean: (value, place) => demand(typeof value === 'boolean', 'true or false', value, place),
  date: (value, place) => {
    const date = isDate(value) || isIsoText(value) ? new Date(value) : undefined;
    demand(isWritable(date), 'a Date or an ISO 8601 text', value, place);
    return date;
  },
  bytes: (value, place) =>
    new Uint8Array(demand(isUint8Array(value), 'bytes (a Uint8Array)', value, place) as Uint8Array),
};

function demand(holds: boolean, wanted: string, value: unknown, place: Place): unknown {
  if (!holds) throw wrong(place, wanted, value);
  return value;
}

const isIsoText = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(value);

/** The SDK reads years of four digits. */
function isWritable(date: Date | undefined): boolean {
  const year = date?.getUTCFullYear() ?? Number.NaN;
  return year >= 0 && year <= 9999;
}

/** A copy of what no shape describes. */
function untyped(value: unknown, place: Place): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return value;
  if (isDate(value)) return scalars['date']?.(value, place);
  if (isUint8Array(value)) return new Uint8Array(value);
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return Array.from(items, (item, index) => untyped(item, at(place, `[${index}]`, value)));
  }
  if (!isPlain(value)) throw wrong(place, 'what XML can hold', value);
  const copy: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    const there = at(place, `.${name}`, value);
    if (!/^[A-Za-z_][\w.-]*$/.test(name)) throw outputError(there, 'this is no name of an XML element.');
    if (item !== undefined) copy[name] = untyped(item, there);
  }
  return copy;
}

function at({ operation, path, around }: Place, step: string, container: object): Place {
  const there = { operation, path: path + step, around: [...around, container] };
  if (around.includes(container)) throw outputError(there, 'the output holds itself.');
  return there;
}

const wrong = (place: Place, wanted: string, value: unknown): UsageError =>
  outputError(place, `expected ${wanted}, got ${shown(value)}.`);

const outputError = ({ operation, path }: Place, sentence: string): UsageError =>
  new UsageError(`iam-in-memory: respondNext('${operation}', …): ${path}: ${sentence}`);

type Shapes = Readonly<Record<'iam' | 'sts', ServiceShapes>>;

let loaded: Shapes | undefined;

/** Read at first use (scripts/generate-output-shapes.mjs). */
const outputShapes = (): Shapes =>
  (loaded ??= JSON.parse(readFileSync(packageFile('assets/output-shapes.json'), 'utf8')) as Shapes);
