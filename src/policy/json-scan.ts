/** Called for every name of an object and for every bracket, in the order of the text. */
export interface JsonVisitor {
  /** A member name, decoded; `depth` is 1 for the outermost object. */
  name?(name: string, depth: number): void;
  /** The character at `offset` opens (`{`, `[`) or closes (`}`, `]`) a container at `depth`. */
  bracket?(character: string, offset: number, depth: number): void;
  /** The name occurs a second time in the same object. */
  duplicate?(name: string): void;
}

/**
 * Walks a text that JSON.parse has accepted. Iterative, because a document may nest as deeply as it is long.
 */
export function scanJson(text: string, visitor: JsonVisitor): void {
  const stack: (Set<string> | undefined)[] = [];
  let expectName = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    switch (character) {
      case '{':
      case '[':
        stack.push(character === '{' ? new Set() : undefined);
        expectName = character === '{';
        visitor.bracket?.(character, at, stack.length);
        break;
      case '}':
      case ']':
        visitor.bracket?.(character, at, stack.length);
        stack.pop();
        expectName = false;
        break;
      case ',':
        expectName = stack[stack.length - 1] !== undefined;
        break;
      case '"': {
        const end = endOfString(text, at);
        if (expectName) {
          visitName(text.slice(at, end), stack, visitor);
          expectName = false;
        }
        at = end - 1;
        break;
      }
      default:
        break;
    }
  }
}

function visitName(literal: string, stack: (Set<string> | undefined)[], visitor: JsonVisitor): void {
  const name = literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1);
  const names = stack[stack.length - 1];
  if (names?.has(name) === true) visitor.duplicate?.(name);
  names?.add(name);
  visitor.name?.(name, stack.length);
}

/** The offset just after the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** The first name that an object of the text carries twice. */
export function duplicateName(text: string): string | undefined {
  let found: string | undefined;
  scanJson(text, {
    duplicate(name) {
      found ??= name;
    },
  });
  return found;
}
