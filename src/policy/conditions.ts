import { type ConditionOperator, conditionOperator, type ValueTest } from './condition-operators.ts';
import { isFields, isScalar, listOf } from './json-values.ts';
import { fillTemplate, parseTemplate, type Template } from './policy-variables.ts';
import type { RequestContext } from './request-context.ts';

/** One key under one operator of a Condition block. */
export interface Condition {
  /** The operator as written. */
  readonly operatorName: string;
  /** Undefined when AWS knows no such operator. */
  readonly operator: ConditionOperator | undefined;
  readonly key: string;
  /** The values as written. */
  readonly values: readonly string[];
  readonly tests: readonly (ValueTest | Template)[];
  /** What can't be read: an unknown operator, or a value the operator does not understand. */
  readonly fault: string | undefined;
}

/** Compiles a Condition element. @param variables whether the document's version knows policy variables */
export function compileConditions(block: unknown, variables: boolean): readonly Condition[] {
  if (block === undefined) return [];
  if (!isFields(block)) return [faulty('Condition', '', [], 'Condition is no object')];
  const conditions: Condition[] = [];
  for (const operatorName of Object.keys(block)) {
    const keys = block[operatorName];
    if (!isFields(keys)) {
      conditions.push(faulty(operatorName, '', [], `${operatorName} holds no object`));
      continue;
    }
    for (const key of Object.keys(keys))
      conditions.push(compileCondition(operatorName, key, keys[key], variables));
  }
  return conditions;
}

function faulty(operatorName: string, key: string, values: readonly string[], fault: string): Condition {
  return { operatorName, operator: undefined, key, values, tests: [], fault };
}

function compileCondition(operatorName: string, key: string, value: unknown, variables: boolean): Condition {
  const operator = conditionOperator(operatorName);
  const list = listOf(value);
  const values = list.map((one) => (isScalar(one) ? String(one) : JSON.stringify(one)));
  if (operator === undefined) return faulty(operatorName, key, values, `unknown operator ${operatorName}`);
  const tests: (ValueTest | Template)[] = [];
  let fault: string | undefined;
  for (const [index, text] of values.entries()) {
    const template = variables && operator.variables === true ? parseTemplate(text) : undefined;
    const test = template ?? (isScalar(list[index]) ? operator.test([{ text, literal: false }]) : undefined);
    if (test === undefined) fault = `${JSON.stringify(text)} is no value for ${operatorName}`;
    else tests.push(test);
  }
  return { operatorName, operator, key, values, tests, fault };
}

/**
 * Whether a condition holds; undefined when it can't be told, because the policy or the request holds something the
 * operator can't read. Such a condition never allows: an Allow needs `true`, a Deny only spares `false`.
 */
export function conditionHolds(condition: Condition, context: RequestContext): boolean | undefined {
  const { operator } = condition;
  if (operator === undefined || condition.fault !== undefined) return undefined;
  const values = context.valuesOf(condition.key);
  if (operator.base === 'Null')
    return condition.tests.some(
      (test) => holdsFor(test, String(values === undefined), operator, context) === true,
    );
  if (values === undefined) return holdsWithoutKey(operator);
  let unknown = false;
  // A negated operator without a prefix must hold for all the values, a positive one for one of them.
  const all = operator.set === undefined ? operator.negated === true : operator.set === 'all';
  for (const value of values) {
    const holds = holdsForValue(condition, operator, value, context);
    if (holds === undefined) unknown = true;
    else if (holds !== all) return holds;
  }
  return unknown ? undefined : all;
}

/** IAM User Guide, "Condition operators" and "Set operators for multivalued context keys": what an absent key means. */
function holdsWithoutKey(operator: ConditionOperator): boolean {
  if (operator.ifExists || operator.set === 'all') return true;
  return operator.set === undefined && operator.negated === true;
}

/** Whether one value of the request matches one of the policy, or none of them under a negated operator. */
function holdsForValue(
  condition: Condition,
  operator: ConditionOperator,
  value: string,
  context: RequestContext,
): boolean | undefined {
  let unknown = false;
  for (const test of condition.tests) {
    const matches = holdsFor(test, value, operator, context);
    if (matches === true) return operator.negated !== true;
    if (matches === undefined) unknown = true;
  }
  return unknown ? undefined : operator.negated === true;
}

function holdsFor(
  test: ValueTest | Template,
  value: string,
  operator: ConditionOperator,
  context: RequestContext,
): boolean | undefined {
  if (typeof test === 'function') return test(value);
  const pieces = fillTemplate(test, context);
  // A variable without a value makes a null, which equals and resembles nothing.
  return pieces === undefined ? false : operator.test(pieces)?.(value);
}
