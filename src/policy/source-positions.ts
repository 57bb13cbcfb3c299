import { scanJson } from './json-scan.ts';

/** A place in a text, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where a statement stands in the text of its document. */
export interface StatementPosition {
  readonly start: Position;
  readonly end: Position;
}

/**
 * The positions of the statements, as SimulatePrincipalPolicy reports them. Derived from recorded replies: a statement
 * ends just after its `}`; the first one starts just after the `[` of the list (or just after its own `{` when
 * Statement is one object), each later one where the one before ended.
 */
export function statementPositions(text: string): readonly StatementPosition[] {
  const offsets = statementOffsets(text);
  const positions: StatementPosition[] = [];
  let line = 1;
  let lineStart = 0;
  let at = 0;
  const positionOf = (offset: number): Position => {
    for (; at < offset; at += 1) {
      if (text.charCodeAt(at) === 10) {
        line += 1;
        lineStart = at + 1;
      }
    }
    return { line, column: offset - lineStart + 1 };
  };
  for (const [start, end] of offsets) positions.push({ start: positionOf(start), end: positionOf(end) });
  return positions;
}

function statementOffsets(text: string): readonly (readonly [start: number, end: number])[] {
  let offsets: [number, number][] = [];
  let inStatement = false;
  let start = 0;
  let statementDepth = 0;
  scanJson(text, {
    name(name, depth) {
      if (depth === 1) inStatement = name === 'Statement';
    },
    bracket(character, offset, depth) {
      if (!inStatement) return;
      if (depth === 2 && (character === '[' || character === '{')) {
        // A name that occurs twice: the last one is the one JSON.parse keeps.
        offsets = [];
        start = offset + 1;
        statementDepth = character === '[' ? 3 : 2;
      } else if (character === '}' && depth === statementDepth) {
        offsets.push([start, offset + 1]);
        start = offset + 1;
      }
    },
  });
  return offsets;
}
