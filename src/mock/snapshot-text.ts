/**
 * A snapshot as an indented text that reads well in a review: a line for each fact, policy statements as sentences.
 *
 * ```
 * roles
 *   app
 *     trustPolicy
 *       Allow sts:AssumeRole by Service lambda.amazonaws.com
 *     policies
 *       - arn:aws:iam::aws:policy/ReadOnlyAccess
 * ```
 */
export function snapshotText(snapshot: Readonly<Record<string, unknown>>): string {
  const lines = [...memberLines(snapshot)];
  return lines.length === 0 ? 'nothing' : lines.join('\n');
}

function* memberLines(members: object): Iterable<string> {
  for (const [name, value] of Object.entries(members)) {
    if (isScalar(value)) yield `${nameText(name)}: ${scalarText(value)}`;
    else {
      const lines = [...valueLines(value)];
      yield lines.length === 0 && typeof value === 'object' && !Array.isArray(value)
        ? nameText(name)
        : `${nameText(name)}${lines.length === 0 ? ': []' : ''}`;
      for (const line of lines) yield `  ${line}`;
    }
  }
}

function* valueLines(value: unknown): Iterable<string> {
  if (Array.isArray(value)) {
    for (const item of value) {
      const [first = '{}', ...rest] = isScalar(item) ? [scalarText(item)] : [...valueLines(item)];
      yield `- ${first}`;
      for (const line of rest) yield `  ${line}`;
    }
  } else if (isDocument(value)) yield* documentLines(value);
  else if (typeof value === 'object' && value !== null) yield* memberLines(value);
}

interface Document {
  readonly Version?: unknown;
  readonly Id?: unknown;
  readonly Statement: unknown;
}

const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'Statement');

function* documentLines({ Version, Statement, ...others }: Document): Iterable<string> {
  // The present version goes without saying.
  if (Version !== '2012-10-17') yield `Version: ${Version === undefined ? 'none' : scalarText(Version)}`;
  yield* memberLines(others);
  for (const statement of Array.isArray(Statement) ? Statement : [Statement]) yield statementText(statement);
}

/** The elements of a statement in the order of a sentence, with the words before them. */
const elements: readonly [element: string, words: string][] = [
  ['Effect', ''],
  ['Action', ''],
  ['NotAction', 'all but '],
  ['Principal', 'by '],
  ['NotPrincipal', 'by all but '],
  ['Resource', 'on '],
  ['NotResource', 'on all but '],
  ['Condition', 'where '],
];

function statementText(statement: unknown): string {
  if (typeof statement !== 'object' || statement === null) return JSON.stringify(statement);
  const { Sid, ...members } = statement as Record<string, unknown>;
  const words = elements.flatMap(([element, before]) => {
    const value = members[element];
    delete members[element];
    if (value === undefined) return [];
    return before + (element === 'Condition' ? conditionText(value) : elementText(value));
  });
  if (Object.keys(members).length > 0) words.push(JSON.stringify(members));
  return (Sid === undefined ? '' : `[${elementText(Sid)}] `) + words.join(' ');
}

function elementText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(elementText).join(', ');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return Object.entries(value)
    .map(([kind, names]) => `${kind} ${elementText(names)}`)
    .join(' and ');
}

function conditionText(condition: unknown): string {
  if (typeof condition !== 'object' || condition === null) return JSON.stringify(condition);
  return Object.entries(condition as Record<string, unknown>)
    .flatMap(([operator, keys]) =>
      Object.entries((keys ?? {}) as Record<string, unknown>).map(
        ([key, values]) => `${key} ${operator} ${elementText(values)}`,
      ),
    )
    .join(' and ');
}

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;

const nameText = (name: string): string =>
  /^[^\s:]/.test(name) && !/\s|: |:$/.test(name) ? name : JSON.stringify(name);

/** Texts stand without quotation marks where they cannot be taken for anything else. */
function scalarText(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? 'undefined';
  const plain =
    /^\S(?:.*\S)?$/.test(value) && !/^(?:true|false|null|-?\d+(?:\.\d+)?|["[{].*|- .*)$/.test(value);
  return plain ? value : JSON.stringify(value);
}
