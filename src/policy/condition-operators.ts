import { arnFields } from './arn-fields.ts';
import { dateValue } from './date-values.ts';
import { containsIpRange, parseIpRange } from './ip-ranges.ts';
import { compilePieces, matchesPattern, type PatternPiece } from './patterns.ts';

/** Tests one value of a request; undefined when that value is none the operator can read. */
export type ValueTest = (value: string) => boolean | undefined;

/** What an operator does with one value of the policy. */
interface OperatorRule {
  /** The test for a value of the policy; undefined when the policy's value is malformed. */
  readonly test: (pieces: readonly PatternPiece[]) => ValueTest | undefined;
  readonly negated?: true;
  /** Policy variables work in string and ARN operators only: IAM User Guide, "Where you can use policy variables". */
  readonly variables?: true;
}

function plainText(pieces: readonly PatternPiece[]): string {
  let text = '';
  for (const piece of pieces) text += piece.text;
  return text;
}

function stringEquals(pieces: readonly PatternPiece[]): ValueTest {
  const wanted = plainText(pieces);
  return (value) => value === wanted;
}

function stringEqualsIgnoreCase(pieces: readonly PatternPiece[]): ValueTest {
  const wanted = plainText(pieces).toLowerCase();
  return (value) => value.toLowerCase() === wanted;
}

function stringLike(pieces: readonly PatternPiece[]): ValueTest {
  const pattern = compilePieces(pieces, false);
  return (value) => matchesPattern(pattern, value);
}

/** An operator that orders two values once both are read as numbers. */
function ordered(
  read: (text: string) => number | undefined,
  holds: (value: number, limit: number) => boolean,
): OperatorRule['test'] {
  return (pieces) => {
    const limit = read(plainText(pieces));
    if (limit === undefined) return undefined;
    return (text) => {
      const value = read(text);
      return value === undefined ? undefined : holds(value, limit);
    };
  };
}

function numberValue(text: string): number | undefined {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

const equal = (value: number, limit: number): boolean => value === limit;
const less = (value: number, limit: number): boolean => value < limit;
const lessOrEqual = (value: number, limit: number): boolean => value <= limit;
const greater = (value: number, limit: number): boolean => value > limit;
const greaterOrEqual = (value: number, limit: number): boolean => value >= limit;

function booleanValue(text: string): boolean | undefined {
  const folded = text.toLowerCase();
  if (folded === 'true') return true;
  return folded === 'false' ? false : undefined;
}

function bool(pieces: readonly PatternPiece[]): ValueTest | undefined {
  const wanted = booleanValue(plainText(pieces));
  if (wanted === undefined) return undefined;
  return (text) => {
    const value = booleanValue(text);
    return value === undefined ? undefined : value === wanted;
  };
}

function binaryEquals(pieces: readonly PatternPiece[]): ValueTest | undefined {
  const wanted = plainText(pieces);
  return isBase64(wanted) ? (value) => (isBase64(value) ? value === wanted : undefined) : undefined;
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function ipAddress(pieces: readonly PatternPiece[]): ValueTest | undefined {
  const range = parseIpRange(plainText(pieces));
  if (range === undefined) return undefined;
  return (text) => {
    const address = parseIpRange(text);
    return address === undefined ? undefined : containsIpRange(range, address);
  };
}

/** ArnEquals and ArnLike are the same: the six fields are compared one by one, each with wildcards. */
function arnLike(pieces: readonly PatternPiece[]): ValueTest | undefined {
  const [only] = pieces;
  if (pieces.length === 1 && only?.text === '*' && !only.literal) return () => true;
  const fields = splitPieces(pieces);
  if (fields.length !== 6) return undefined;
  const patterns = fields.map((field) => compilePieces(field, false));
  return (value) => {
    const parts = arnFields(value);
    if (parts.length !== 6) return undefined;
    return patterns.every((pattern, index) => matchesPattern(pattern, parts[index] ?? ''));
  };
}

/** The fields of an ARN some pieces of which stand for themselves; a variable's value may bring fields along. */
function splitPieces(pieces: readonly PatternPiece[]): PatternPiece[][] {
  const fields: PatternPiece[][] = [[]];
  for (const { text, literal } of pieces) {
    const parts = text.split(':');
    for (const [index, part] of parts.entries()) {
      if (index > 0 && fields.length < 6) fields.push([]);
      else if (index > 0) fields[5]?.push({ text: ':', literal: true });
      fields[fields.length - 1]?.push({ text: part, literal });
    }
  }
  return fields;
}

const date = (holds: (value: number, limit: number) => boolean): OperatorRule['test'] =>
  ordered(dateValue, holds);
const numeric = (holds: (value: number, limit: number) => boolean): OperatorRule['test'] =>
  ordered(numberValue, holds);

/** IAM User Guide, "IAM JSON policy elements: Condition operators". Null has no test: it looks at the key alone. */
const rules = {
  StringEquals: { test: stringEquals, variables: true },
  StringNotEquals: { test: stringEquals, variables: true, negated: true },
  StringEqualsIgnoreCase: { test: stringEqualsIgnoreCase, variables: true },
  StringNotEqualsIgnoreCase: { test: stringEqualsIgnoreCase, variables: true, negated: true },
  StringLike: { test: stringLike, variables: true },
  StringNotLike: { test: stringLike, variables: true, negated: true },
  NumericEquals: { test: numeric(equal) },
  NumericNotEquals: { test: numeric(equal), negated: true },
  NumericLessThan: { test: numeric(less) },
  NumericLessThanEquals: { test: numeric(lessOrEqual) },
  NumericGreaterThan: { test: numeric(greater) },
  NumericGreaterThanEquals: { test: numeric(greaterOrEqual) },
  DateEquals: { test: date(equal) },
  DateNotEquals: { test: date(equal), negated: true },
  DateLessThan: { test: date(less) },
  DateLessThanEquals: { test: date(lessOrEqual) },
  DateGreaterThan: { test: date(greater) },
  DateGreaterThanEquals: { test: date(greaterOrEqual) },
  Bool: { test: bool },
  BinaryEquals: { test: binaryEquals },
  IpAddress: { test: ipAddress },
  NotIpAddress: { test: ipAddress, negated: true },
  ArnEquals: { test: arnLike, variables: true },
  ArnNotEquals: { test: arnLike, variables: true, negated: true },
  ArnLike: { test: arnLike, variables: true },
  ArnNotLike: { test: arnLike, variables: true, negated: true },
  Null: { test: bool },
} satisfies Record<string, OperatorRule>;

/** A condition operator without prefix and suffix. */
export type OperatorBase = keyof typeof rules;

/** A condition operator taken apart: `ForAnyValue:StringLikeIfExists` is StringLike, over any value, if it exists. */
export interface ConditionOperator extends OperatorRule {
  readonly base: string;
  readonly set: 'all' | 'any' | undefined;
  readonly ifExists: boolean;
}

const operators = new Map<string, ConditionOperator>();
for (const [prefix, set] of [
  ['', undefined],
  ['ForAllValues:', 'all'],
  ['ForAnyValue:', 'any'],
] as const) {
  for (const [base, rule] of Object.entries<OperatorRule>(rules)) {
    operators.set(prefix + base, { ...rule, base, set, ifExists: false });
    // Null answers for the absence of a key itself: IAM User Guide, "...IfExists condition operators".
    if (base !== 'Null') operators.set(`${prefix}${base}IfExists`, { ...rule, base, set, ifExists: true });
  }
}

/** The operator of this exact name, or undefined: the names are compared with case, as AWS writes them. */
export function conditionOperator(name: string): ConditionOperator | undefined {
  return operators.get(name);
}
