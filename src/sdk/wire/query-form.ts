import type { ServiceModel, Shape } from '../../data/service-model.ts';
import { AwsError } from '../../engine/errors.ts';

/**
 * Parameters of an AWS Query request as the tree their names spell:
 * `Tags.member.1.Key=a` is the value of `Tags` → `member` → `1` → `Key`.
 */
export interface FormNode {
  value: string | undefined;
  children: Map<string, FormNode> | undefined;
}

/**
 * More than any real request has. AWS does not publish its limits; these keep a hostile body from costing more
 * than a glance.
 */
export const formLimits = { bytes: 4 * 1024 * 1024, parameters: 10_000 } as const;

/** The deepest name of both models has seven segments (`ReplacementValues.entry.1.value.Values.member.1`). */
const deepestName = 12;

/**
 * Reads `application/x-www-form-urlencoded` text (a body or a query string) into `form`.
 *
 * A parameter given twice counts once, as its first value.
 *
 * @throws AwsError MalformedQueryString for a percent escape that is none, RequestEntityTooLarge past the limits.
 */
export function readForm(text: string, form: FormNode = emptyForm()): FormNode {
  if (text.length > formLimits.bytes) throw tooLarge();
  let count = 0;
  for (let start = 0; start < text.length;) {
    let end = text.indexOf('&', start);
    if (end < 0) end = text.length;
    if (end > start) {
      count += 1;
      if (count > formLimits.parameters) throw tooLarge();
      addParameter(form, text.slice(start, end));
    }
    start = end + 1;
  }
  return form;
}

export const emptyForm = (): FormNode => ({ value: undefined, children: undefined });

/** The value of a parameter without dots in its name; undefined where it was not sent. */
export const parameter = (form: FormNode, name: string): string | undefined =>
  form.children?.get(name)?.value;

/** The input of an operation, its values still texts: the constraint check makes numbers and booleans of them. */
export function readInput(
  model: ServiceModel,
  operation: string,
  form: FormNode,
): Readonly<Record<string, unknown>> {
  return readMembers(model, model.operations[operation]?.input ?? [], form);
}

function addParameter(form: FormNode, pair: string): void {
  const equals = pair.indexOf('=');
  const name = decode(equals < 0 ? pair : pair.slice(0, equals));
  const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
  // Most names have one segment.
  const segments = name.includes('.') ? name.split('.', deepestName + 1) : undefined;
  if (segments === undefined) childOf(form, name).value ??= value;
  else if (segments.length <= deepestName) segments.reduce(childOf, form).value ??= value;
}

function childOf(node: FormNode, segment: string): FormNode {
  node.children ??= new Map();
  let child = node.children.get(segment);
  if (child === undefined) node.children.set(segment, (child = emptyForm()));
  return child;
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw malformedQueryString();
  }
}

function readMembers(
  model: ServiceModel,
  members: readonly (readonly [name: string, shape: string, required?: boolean])[],
  node: FormNode,
): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [name, shapeName] of members) {
    const child = node.children?.get(name);
    if (child === undefined) continue;
    const value = readShape(model, model.shapes[shapeName] as Shape, child);
    if (value !== undefined) input[name] = value;
  }
  return input;
}

function readShape(model: ServiceModel, shape: Shape, node: FormNode): unknown {
  switch (shape.type) {
    case 'structure':
      return readMembers(model, shape.members ?? [], node);
    case 'list': {
      const member = model.shapes[shape.member as string] as Shape;
      const items = numbered(node.children?.get('member'));
      if (items.length === 0) return emptyOf(node, []);
      return items.map((item) => readShape(model, member, item)).filter((item) => item !== undefined);
    }
    case 'map': {
      const value = model.shapes[shape.value as string] as Shape;
      const entries = numbered(node.children?.get('entry'));
      if (entries.length === 0) return emptyOf(node, {});
      // Without a prototype: `__proto__` is a key like any other.
      const map = Object.create(null) as Record<string, unknown>;
      for (const { children } of entries) {
        const key = children?.get('key')?.value;
        if (key !== undefined && children !== undefined)
          map[key] = readShape(model, value, children.get('value') ?? emptyForm());
      }
      return map;
    }
    default:
      return node.value;
  }
}

/** `Tags=` is an empty list; a text where a list is wanted is of the wrong type. */
function emptyOf(node: FormNode, empty: object): object | undefined {
  if (node.value === undefined) return undefined;
  if (node.value !== '') throw new AwsError('MalformedInput', '', 400);
  return empty;
}

/** The children `1`, `2`, … in the order of their numbers, however large those are and whatever is left out. */
function numbered(node: FormNode | undefined): FormNode[] {
  if (node?.children === undefined) return [];
  const found: [number, FormNode][] = [];
  for (const [name, child] of node.children) if (/^[1-9]\d*$/.test(name)) found.push([Number(name), child]);
  return found.toSorted(([a], [b]) => a - b).map(([, child]) => child);
}

/** Code of the common errors of the IAM and STS API references; the status is theirs too. */
export const malformedQueryString = (): AwsError =>
  new AwsError('MalformedQueryString', 'The query string contains a syntax error.', 404);

/** HTTP's own answer to a body past the limit; AWS's sentence is not known. */
export const tooLarge = (): AwsError =>
  new AwsError('RequestEntityTooLarge', 'The request is larger than the service accepts.', 413);
