import {
  compilePattern,
  compilePieces,
  matchesPattern,
  type Pattern,
  type PatternPiece,
} from './patterns.ts';
import type { RequestContext } from './request-context.ts';

/** A policy variable, `${key}` or `${key, 'default'}`. */
export interface PolicyVariable {
  readonly key: string;
  readonly fallback: string | undefined;
}

/** A text of a policy, taken apart at its variables and escapes. */
export type Template = readonly (PatternPiece | PolicyVariable)[];

/**
 * Takes a text apart; undefined when it holds neither variable nor escape. What looks like a variable and is none
 * stays as it is written.
 */
export function parseTemplate(text: string): Template | undefined {
  if (!text.includes('${')) return undefined;
  const pieces: (PatternPiece | PolicyVariable)[] = [];
  let rest = 0;
  let close = -1;
  for (let open = text.indexOf('${'); open >= 0; open = text.indexOf('${', open + 2)) {
    if (close < open) close = text.indexOf('}', open);
    if (close < 0) break;
    // A reference holds no other: of `${a${b}` only the inner one counts.
    if (text.lastIndexOf('${', close) !== open) continue;
    const piece = parseReference(text.slice(open + 2, close));
    if (piece === undefined) continue;
    if (open > rest) pieces.push({ text: text.slice(rest, open), literal: false });
    pieces.push(piece);
    rest = close + 1;
  }
  if (rest < text.length) pieces.push({ text: text.slice(rest), literal: false });
  return pieces;
}

function parseReference(inside: string): PatternPiece | PolicyVariable | undefined {
  if (inside === '*' || inside === '?' || inside === '$') return { text: inside, literal: true };
  const comma = inside.indexOf(',');
  const key = (comma < 0 ? inside : inside.slice(0, comma)).trim();
  if (key === '') return undefined;
  if (comma < 0) return { key, fallback: undefined };
  const quoted = inside.slice(comma + 1).trim();
  return quoted.length >= 2 && quoted.startsWith("'") && quoted.endsWith("'")
    ? { key, fallback: quoted.slice(1, -1) }
    : undefined;
}

/**
 * The template with its variables filled in; what came from a variable stands for itself. Undefined when a variable has
 * no value: AWS treats such a text as null, which equals nothing (IAM User Guide, "Policy variables with no value").
 */
export function fillTemplate(template: Template, context: RequestContext): PatternPiece[] | undefined {
  const pieces: PatternPiece[] = [];
  for (const piece of template) {
    if ('text' in piece) {
      pieces.push(piece);
      continue;
    }
    const values = context.valuesOf(piece.key);
    // A key of several values can't be used as a variable: there would be no telling which.
    const value = values?.length === 1 ? values[0] : piece.fallback;
    if (value === undefined) return undefined;
    pieces.push({ text: value, literal: true });
  }
  return pieces;
}

/** A pattern, or the template that becomes one when the request is known. */
export type TextMatcher = { readonly source: string } & (
  | { readonly pattern: Pattern; readonly template: undefined }
  | { readonly pattern: undefined; readonly template: Template; readonly arn: boolean }
);

/** Compiles a text with wildcards. @param variables whether the document's version knows policy variables */
export function compileText(
  source: string,
  options: { readonly arn: boolean; readonly variables: boolean },
): TextMatcher {
  const template = options.variables ? parseTemplate(source) : undefined;
  if (template === undefined)
    return { source, pattern: compilePattern(source, options.arn), template: undefined };
  return { source, pattern: undefined, template, arn: options.arn };
}

export function matchesText(matcher: TextMatcher, text: string, context: RequestContext): boolean {
  if (matcher.pattern !== undefined) return matchesPattern(matcher.pattern, text);
  const pieces = fillTemplate(matcher.template, context);
  return pieces !== undefined && matchesPattern(compilePieces(pieces, matcher.arn), text);
}

/** The text with its variables filled in, as pieces of a pattern; undefined when a variable has no value. */
export const piecesOf = (
  matcher: TextMatcher,
  context: RequestContext,
): readonly PatternPiece[] | undefined =>
  matcher.template === undefined
    ? [{ text: matcher.source, literal: false }]
    : fillTemplate(matcher.template, context);

/** A text as a policy has to write it to mean just that: `${` would begin a variable. */
export const withoutVariables = (text: string): string => text.replaceAll('${', '${$}{');
