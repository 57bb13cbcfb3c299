import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/*
 * Everything that the entries export says in an editor what it is; functions and classes with an example.
 */

const source = join(__dirname, '..', '..', 'src');
const entries = ['index.ts', 'policy/index.ts', 'jest.ts', 'vitest.ts'].filter((entry) =>
  existsSync(join(source, entry)),
);

interface Exported {
  readonly entry: string;
  readonly name: string;
  readonly isType: boolean;
  readonly file: string;
}

/** Follows `export { … } from '…'` to the module that declares the name. */
function exportsOf(file: string): Omit<Exported, 'entry'>[] {
  const text = readFileSync(join(source, file), 'utf8');
  // What is internal is in no editor: declarations come without it.
  const passedOn = [
    ...text.matchAll(/(?<!\/\*\* @internal \*\/\n)^export (type )?\{([^}]*)\} from '([^']+)';/gm),
  ].flatMap(([, type, names, module]) =>
    (names as string)
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => ({
        name: name.replace(/^type /, '').replace(/^.* as /, ''),
        isType: type !== undefined || name.startsWith('type '),
        file: join(dirname(file), module as string),
      })),
  );
  const declared = [
    ...text.matchAll(/^export (?:declare |async |abstract )?(const|function|class|interface|type) (\w+)/gm),
  ].map(([, kind, name]) => ({
    name: name as string,
    isType: kind === 'interface' || kind === 'type',
    file,
  }));
  return [...passedOn, ...declared];
}

function docstringOf({ name, file }: Pick<Exported, 'name' | 'file'>): string {
  const text = readFileSync(join(source, file), 'utf8');
  const declaration = new RegExp(
    String.raw`(?:/\*\*((?:(?!\*/)[^])*)\*/\s*)?^export (?:declare |async |abstract )?(?:const|function|class|interface|type) ${name}\b`,
    'm',
  ).exec(text);
  if (declaration !== null) return declaration[1] ?? '';
  const further = exportsOf(file).find((other) => other.name === name && other.file !== file);
  if (further === undefined) throw new Error(`${file} does not declare ${name}.`);
  return docstringOf(further);
}

const all: Exported[] = entries.flatMap((entry) => exportsOf(entry).map((found) => ({ entry, ...found })));

test('the entries are read', () => {
  expect(all.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['mockIam', 'Seed', 'UsageError', 'evaluate', 'Decision', 'useIam', 'serializer']),
  );
});

test.each(all)('$entry: $name says what it is', (exported) => {
  expect(docstringOf(exported)).toMatch(/\w{2,}/);
});

test.each(all.filter(({ isType }) => !isType))('$entry: $name has an example', (exported) => {
  expect(docstringOf(exported)).toMatch(/```ts\n|@example\n/);
});
