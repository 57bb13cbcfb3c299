const bases = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnNotEquals',
  'ArnLike',
  'ArnNotLike',
  'Null',
] as const;

/** A condition operator without prefix and suffix. */
export type OperatorBase = (typeof bases)[number];

/** A condition operator taken apart: `ForAnyValue:StringLikeIfExists` is `{ base: 'StringLike', set: 'any', ifExists: true }`. */
export interface ConditionOperator {
  readonly base: OperatorBase;
  readonly set: 'all' | 'any' | undefined;
  readonly ifExists: boolean;
}

const parsed = new Map<string, ConditionOperator>();
for (const [prefix, set] of [
  ['', undefined],
  ['ForAllValues:', 'all'],
  ['ForAnyValue:', 'any'],
] as const) {
  for (const base of bases) {
    parsed.set(prefix + base, { base, set, ifExists: false });
    // Null answers for the absence of a key itself: IAM User Guide, "...IfExists condition operators".
    if (base !== 'Null') parsed.set(`${prefix}${base}IfExists`, { base, set, ifExists: true });
  }
}

/** The operator of this exact name, or undefined: the names are compared with case, as AWS writes them. */
export function conditionOperator(name: string): ConditionOperator | undefined {
  return parsed.get(name);
}
