import * as fc from 'fast-check';
import { inspect } from 'node:util';
import { Table } from '../../src/engine/table.ts';

jest.setTimeout(60_000);

interface Entity {
  readonly value: number;
}

/** Keys that meet often, among them those that plain objects stumble over. */
const key = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'valueOf',
    '',
    'a',
    'a/b',
    'a/',
    'Z',
    '\u00e9',
    '\ud83d\ude00',
  ),
  fc.integer({ min: 0, max: 300 }).map((number) => `k${number}`),
);
const value = fc.integer({ min: 0, max: 5 }).map((number): Entity => ({ value: number }));

type Step = (table: Table<Entity>, model: Map<string, Entity>) => Table<Entity>;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(key, value).map(([at, entity]): Step => (table, model) => {
      model.set(at, entity);
      return table.set(at, entity);
    }),
  },
  {
    weight: 3,
    arbitrary: key.map((at): Step => (table, model) => {
      model.delete(at);
      return table.delete(at);
    }),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(key, fc.integer({ min: 0, max: 5 })).map(([at, number]): Step => (table, model) => {
      if (!model.has(at)) return table;
      model.set(at, { value: number });
      return table.update(at, (draft) => void (draft.value = number));
    }),
  },
);
const steps = fc.array(step, { maxLength: 400, size: 'max' });

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const sorted = (model: Map<string, Entity>): [string, Entity][] =>
  [...model].toSorted(([a], [b]) => byCodeUnit(a, b));

function play(actions: readonly Step[]): { table: Table<Entity>; model: Map<string, Entity> } {
  const model = new Map<string, Entity>();
  let table = Table.empty<Entity>();
  for (const action of actions) table = action(table, model);
  return { table, model };
}

describe('a table is a sorted map', () => {
  test('after any steps it holds what a Map holds, in the order of keys', () => {
    fc.assert(
      fc.property(steps, (actions) => {
        const { table, model } = play(actions);
        expect(table.size).toBe(model.size);
        expect([...table]).toEqual(sorted(model));
        expect([...table.keys()]).toEqual(sorted(model).map(([at]) => at));
        expect([...table.values()]).toEqual(sorted(model).map(([, entity]) => entity));
      }),
      { numRuns: 200 },
    );
  });

  test('it finds what a Map finds', () => {
    fc.assert(
      fc.property(steps, key, (actions, at) => {
        const { table, model } = play(actions);
        expect(table.get(at)).toEqual(model.get(at));
        expect(table.has(at)).toBe(model.has(at));
      }),
      { numRuns: 200 },
    );
  });

  test('it goes on after any key, there or not', () => {
    fc.assert(
      fc.property(steps, key, (actions, after) => {
        const { table, model } = play(actions);
        expect([...table.entries(after)]).toEqual(sorted(model).filter(([at]) => at > after));
      }),
      { numRuns: 200 },
    );
  });

  test('it lists the keys of a prefix, after any key', () => {
    fc.assert(
      fc.property(
        steps,
        fc.constantFrom('a', 'a/', 'k1', 'k', '', 'none'),
        fc.option(key),
        (actions, prefix, after) => {
          const { table, model } = play(actions);
          const expected = sorted(model).filter(
            ([at]) => at.startsWith(prefix) && (after === null || at > after),
          );
          expect([...table.entriesWithPrefix(prefix, after ?? undefined)]).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a table never changes', () => {
  test('what was taken from it before stays as it was', () => {
    fc.assert(
      fc.property(steps, steps, (first, then) => {
        const { table, model } = play(first);
        const before = sorted(model);
        let later = table;
        const copy = new Map(model);
        for (const action of then) later = action(later, copy);
        expect([...table]).toEqual(before);
        expect([...later]).toEqual(sorted(copy));
      }),
      { numRuns: 200 },
    );
  });

  test('a step that changes nothing gives the very table', () => {
    const table = Table.empty<Entity>().set('a', { value: 1 });
    expect(table.set('a', table.get('a') as Entity)).toBe(table);
    expect(table.update('a', (draft) => void (draft.value = 1))).toBe(table);
    expect(table.delete('b')).toBe(table);
    expect(table.delete('a')).toBe(Table.empty());
    expect(Table.empty<Entity>().delete('a')).toBe(Table.empty());
  });

  test('entities are frozen to the depth', () => {
    const table = Table.empty<{ list: { name: string }[] }>().set('a', { list: [{ name: 'x' }] });
    const entity = table.get('a') as { list: { name: string }[] };
    expect(() => entity.list.push({ name: 'y' })).toThrow(TypeError);
    expect(() => Object.assign(entity.list[0] as object, { name: 'y' })).toThrow(TypeError);
  });

  test('an update of an entity that is not there is a bug, and said to be one', () => {
    expect(() => Table.empty<Entity>().update('gone', () => undefined)).toThrow(
      "iam-in-memory: no entity 'gone' to update. This is a bug in iam-in-memory.",
    );
  });
});

describe('changesSince', () => {
  test('tells what differs, in the order of keys, between any two versions', () => {
    fc.assert(
      fc.property(steps, steps, (first, then) => {
        const { table: earlier, model } = play(first);
        const before = new Map(model);
        let later = earlier;
        for (const action of then) later = action(later, model);
        const expected = [...new Set([...before.keys(), ...model.keys()])]
          .toSorted(byCodeUnit)
          .filter((at) => earlier.get(at) !== later.get(at))
          .map((at) => ({ key: at, before: before.get(at), after: model.get(at) }));
        expect(later.changesSince(earlier)).toEqual(expected);
        expect(earlier.changesSince(later)).toEqual(
          expected.map(({ key: at, before: old, after }) => ({ key: at, before: after, after: old })),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('a table and itself do not differ', () => {
    const { table } = play([]);
    expect(table.changesSince(table)).toEqual([]);
  });
});

const shuffled = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `user-${String((index * 7919) % count).padStart(5, '0')}`);

describe('thousands of entities', () => {
  test('come in any order and go in any order', () => {
    let table = Table.empty<Entity>();
    for (const [index, name] of shuffled(5000).entries()) table = table.set(name, { value: index });
    expect(table.size).toBe(5000);
    expect([...table.keys()]).toEqual(shuffled(5000).toSorted(byCodeUnit));
    for (const name of shuffled(5000).toReversed()) table = table.delete(name);
    expect(table).toBe(Table.empty());
  });

  test('a change costs a page, not the table', () => {
    let table = Table.empty<Entity>();
    for (const [index, name] of shuffled(20_000).entries()) table = table.set(name, { value: index });
    const start = performance.now();
    for (let round = 0; round < 1000; round += 1)
      table = table.set(`user-0${round % 10}500`, { value: round });
    // Copying 20,000 entries a thousand times takes seconds.
    expect(performance.now() - start).toBeLessThan(500);
  });
});

test('a table prints and serialises as its entries', () => {
  const table = Table.empty<Entity>().set('b', { value: 2 }).set('a', { value: 1 });
  expect(JSON.stringify(table)).toBe('[["a",{"value":1}],["b",{"value":2}]]');
  expect(inspect(table)).toBe("Map(2) { 'a' => { value: 1 }, 'b' => { value: 2 } }");
});
