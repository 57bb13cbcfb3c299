import type { PatternPiece } from './patterns.ts';

/** A text that two patterns both match, and of what is free in both the least; undefined where there is none. */
export function commonText(one: readonly PatternPiece[], other: readonly PatternPiece[]): string | undefined {
  const [a, b] = [tokensOf(one), tokensOf(other)];
  /** Pairs of positions from which no text leads to both ends. */
  const dead = new Set<number>();
  const walk = (i: number, j: number): string | undefined => {
    if (i === a.length && j === b.length) return '';
    const key = i * (b.length + 1) + j;
    if (dead.has(key)) return undefined;
    for (const [di, dj, text] of steps(a[i], b[j])) {
      const rest = walk(i + di, j + dj);
      if (rest !== undefined) return text + rest;
    }
    dead.add(key);
    return undefined;
  };
  return walk(0, 0);
}

type Token = string | typeof anyRun | typeof anyOne;
const anyRun = Symbol('*');
const anyOne = Symbol('?');

function tokensOf(pieces: readonly PatternPiece[]): readonly Token[] {
  return pieces.flatMap(({ text, literal }) =>
    Array.from(text, (character) => {
      if (literal) return character;
      return character === '*' ? anyRun : character === '?' ? anyOne : character;
    }),
  );
}

type Step = readonly [ofOne: number, ofOther: number, text: string];

/** How both patterns can go on, the shortest text first. */
function steps(a: Token | undefined, b: Token | undefined): readonly Step[] {
  if (a === anyRun && b === anyRun)
    return [
      [1, 0, ''],
      [0, 1, ''],
    ];
  // A star is at its end, or goes on with what the other has there.
  if (a === anyRun)
    return b === undefined || b === ':'
      ? [[1, 0, '']]
      : [
          [1, 0, ''],
          [0, 1, shown(b)],
        ];
  if (b === anyRun)
    return a === undefined
      ? [[0, 1, '']]
      : [
          [0, 1, ''],
          [1, 0, shown(a)],
        ];
  if (a === undefined || b === undefined) return [];
  if (a === b || b === anyOne) return [[1, 1, shown(a)]];
  return a === anyOne && b !== ':' ? [[1, 1, shown(b)]] : [];
}

/** Any character does for one that is free; letters are what names have. */
const shown = (token: Token): string => (typeof token === 'string' ? token : 'x');
