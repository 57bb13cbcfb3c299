/**
 * Text with wildcards, as Action, Resource and the Like operators use it. `*` stands for any run of characters, `?` for
 * one. No regular expression is ever built from a pattern, so no pattern can be made slow: exact, prefix and suffix
 * patterns are one comparison, the rest is matched in at most (length of the text × length of the pattern) steps.
 */
export type Pattern =
  | { readonly kind: 'any' }
  | { readonly kind: 'exact' | 'prefix' | 'suffix'; readonly text: string }
  | { readonly kind: 'glob'; readonly tokens: readonly number[] }
  | { readonly kind: 'fields'; readonly tokens: readonly number[] };

/** A piece of a pattern: in a literal piece `*` and `?` stand for themselves. */
export interface PatternPiece {
  readonly text: string;
  readonly literal: boolean;
}

const anyRun = -1;
const anyOne = -2;
const runInField = -3;
const oneInField = -4;

const star = 42;
const questionMark = 63;
const colon = 58;

const everything: Pattern = { kind: 'any' };

/**
 * Compiles a text.
 *
 * @param arn the text is an ARN: inside its first five fields a wildcard stays in its field, unless it is a `*` that
 *   ends the field (IAM User Guide, "AWS JSON policy elements: Resource")
 */
export function compilePattern(text: string, arn = false): Pattern {
  if (text === '*') return everything;
  const first = text.indexOf('*');
  if (!text.includes('?')) {
    if (first < 0) return { kind: 'exact', text };
    if (first === text.length - 1) return { kind: 'prefix', text: text.slice(0, -1) };
    if (first === 0 && !text.includes('*', 1) && (!arn || text.charCodeAt(1) === colon)) {
      return { kind: 'suffix', text: text.slice(1) };
    }
  }
  return compilePieces([{ text, literal: false }], arn);
}

/** Compiles a text of which some pieces stand for themselves. */
export function compilePieces(pieces: readonly PatternPiece[], arn: boolean): Pattern {
  const tokens: number[] = [];
  let fields = 0;
  let restricted = false;
  for (const { text, literal } of pieces) {
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (literal || (code !== star && code !== questionMark)) {
        if (code === colon && !literal) fields += 1;
        tokens.push(code);
        continue;
      }
      const next = text.charCodeAt(at + 1);
      const inField = arn && fields < 5 && !(code === star && (next === colon || at + 1 === text.length));
      restricted ||= inField;
      const token = wildcard(code === star, inField);
      // A run of stars is one star.
      if (token !== anyRun || tokens[tokens.length - 1] !== anyRun) tokens.push(token);
    }
  }
  return { kind: restricted ? 'fields' : 'glob', tokens };
}

function wildcard(run: boolean, inField: boolean): number {
  if (run) return inField ? runInField : anyRun;
  return inField ? oneInField : anyOne;
}

export function matchesPattern(pattern: Pattern, text: string): boolean {
  switch (pattern.kind) {
    case 'any':
      return true;
    case 'exact':
      return pattern.text === text;
    case 'prefix':
      return text.startsWith(pattern.text);
    case 'suffix':
      return text.endsWith(pattern.text);
    case 'glob':
      return matchesGlob(pattern.tokens, text);
    default:
      return matchesFields(pattern.tokens, text);
  }
}

/** Goes back to the last star only: what an earlier star swallowed need never be revised. */
function matchesGlob(tokens: readonly number[], text: string): boolean {
  let at = 0;
  let token = 0;
  let lastStar = -1;
  let resume = 0;
  while (at < text.length) {
    const wanted = tokens[token];
    if (wanted === anyRun) {
      lastStar = token;
      resume = at;
      token += 1;
    } else if (wanted === anyOne || wanted === text.charCodeAt(at)) {
      at += 1;
      token += 1;
    } else if (lastStar >= 0) {
      token = lastStar + 1;
      resume += 1;
      at = resume;
    } else {
      return false;
    }
  }
  while (tokens[token] === anyRun) token += 1;
  return token === tokens.length;
}

/**
 * Matches a pattern as it is written, without regard to the case of ASCII letters. Actions are compared in this way:
 * most differ within a few characters, so that compiling them would cost more than it saves.
 *
 * @param text in small letters
 */
export function matchesFolded(pattern: string, text: string): boolean {
  let at = 0;
  let token = 0;
  let lastStar = -1;
  let resume = 0;
  while (at < text.length) {
    let wanted = pattern.charCodeAt(token);
    if (wanted >= 65 && wanted <= 90) wanted += 32;
    if (wanted === star) {
      if (token === pattern.length - 1) return true;
      lastStar = token;
      resume = at;
      token += 1;
    } else if (wanted === questionMark || wanted === text.charCodeAt(at)) {
      at += 1;
      token += 1;
    } else if (lastStar >= 0) {
      token = lastStar + 1;
      resume += 1;
      at = resume;
    } else {
      return false;
    }
  }
  while (pattern.charCodeAt(token) === star) token += 1;
  return token === pattern.length;
}

/**
 * With stars that stop at a colon an earlier star may have to be revised, so all positions of the pattern are followed
 * at once.
 */
function matchesFields(tokens: readonly number[], text: string): boolean {
  let reached = new Uint8Array(tokens.length + 1);
  let next = new Uint8Array(tokens.length + 1);
  reached[0] = 1;
  skipRuns(tokens, reached);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    next.fill(0);
    for (let token = 0; token < tokens.length; token += 1) {
      if (reached[token] !== 1) continue;
      const wanted = tokens[token];
      if (wanted === anyRun || (wanted === runInField && code !== colon)) next[token] = 1;
      else if (wanted === code || wanted === anyOne || (wanted === oneInField && code !== colon))
        next[token + 1] = 1;
    }
    skipRuns(tokens, next);
    [reached, next] = [next, reached];
  }
  return reached[tokens.length] === 1;
}

/** A run may be empty. */
function skipRuns(tokens: readonly number[], reached: Uint8Array): void {
  for (let token = 0; token < tokens.length; token += 1) {
    if (reached[token] === 1 && (tokens[token] === anyRun || tokens[token] === runInField))
      reached[token + 1] = 1;
  }
}
