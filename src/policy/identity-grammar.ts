import { conditionOperator } from './condition-operators.ts';
import { isLegacyDate } from './date-values.ts';
import { duplicateName } from './json-scan.ts';
import { type Fields, fieldEntries, isFields, isScalar, listOf, stringsOf } from './json-values.ts';
import { passesLegacyParsing, resourceComplaint } from './resource-grammar.ts';
import { hasRepeatedSid, statementElements } from './statement-grammar.ts';

const syntaxError = 'Syntax errors in policy.';
const legacyError = 'The policy failed legacy parsing';

const topElements = new Set(['Version', 'Id', 'Statement']);
/**
 * Checks the text of an identity policy (CreatePolicy, CreatePolicyVersion, Put*Policy) as IAM does.
 *
 * @param text the document as sent
 * @param options `managed`: the document of a managed policy, which must be of Version 2012-10-17
 * @returns the sentence of AWS's MalformedPolicyDocument, or undefined for a good document
 * @example
 * checkIdentityPolicy('{}', { managed: true }); // 'Syntax errors in policy.'
 */
export function checkIdentityPolicy(
  text: string,
  options: { readonly managed: boolean },
): string | undefined {
  const policy = parsedObject(text);
  if (policy === undefined) return syntaxError;
  const statements = statementsOf(policy);
  // AWS runs each stage over the whole document before the next one begins.
  if (statements === undefined || !isTopSyntax(policy) || !statements.every(isStatementSyntax))
    return syntaxError;
  if (options.managed && policy['Version'] !== '2012-10-17') {
    return 'Policy document must be version 2012-10-17 or greater.';
  }
  if (statements.some((statement) => 'Principal' in statement || 'NotPrincipal' in statement)) {
    return 'Policy document should not specify a principal.';
  }
  if (!statements.every(isLegacyEffectAndCondition)) return legacyError;
  const resources = checkResources(statements);
  if (resources === legacyError) return legacyError;
  if (hasRepeatedSid(statements)) return 'Statement IDs (SID) in a single policy must be unique.';
  if (statements.some((statement) => isEmpty(statement, 'Action'))) {
    return 'Policy statement must contain actions.';
  }
  return resources ?? checkActions(statements) ?? checkResourcesExist(statements);
}

/** The object of the text; undefined when it is no JSON, no object, or an object that repeats a name. */
function parsedObject(text: string): Fields | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isFields(value) && duplicateName(text) === undefined ? value : undefined;
}

/** The statements as a list; undefined when there is none or one is no object. */
function statementsOf(policy: Fields): readonly Fields[] | undefined {
  const statement = policy['Statement'];
  const list: readonly unknown[] = Array.isArray(statement) ? statement : [statement];
  return list.length > 0 && list.every(isFields) ? list : undefined;
}

function isTopSyntax(policy: Fields): boolean {
  const version = policy['Version'];
  return (
    Object.keys(policy).every((key) => topElements.has(key)) &&
    (version === undefined || version === '2008-10-17' || version === '2012-10-17') &&
    isOptionalString(policy['Id'])
  );
}

function isOptionalString(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isStatementSyntax(statement: Fields): boolean {
  const { Effect: effect } = statement;
  return (
    Object.keys(statement).every((key) => statementElements.has(key)) &&
    isOptionalString(statement['Sid']) &&
    typeof effect === 'string' &&
    /^(?:allow|deny)$/i.test(effect) &&
    !('Action' in statement && 'NotAction' in statement) &&
    !('Resource' in statement && 'NotResource' in statement) &&
    ['Action', 'NotAction'].every((key) => isStringOrList(statement[key], false)) &&
    // A null inside a list of resources is accepted by AWS.
    ['Resource', 'NotResource'].every((key) => isStringOrList(statement[key], true)) &&
    (statement['Condition'] === undefined || isConditionSyntax(statement['Condition']))
  );
}

function isStringOrList(value: unknown, nullable: boolean): boolean {
  if (!Array.isArray(value)) return isOptionalString(value);
  return value.every((entry) => typeof entry === 'string' || (nullable && entry === null));
}

function isConditionSyntax(condition: unknown): boolean {
  if (!isFields(condition)) return false;
  return Object.entries(condition).every(
    ([operator, keys]) =>
      isFields(keys) &&
      Object.values(keys).every((value) =>
        Array.isArray(value) ? value.every(isScalar) : isScalar(value),
      ) &&
      // An unknown operator without any key passes.
      (Object.keys(keys).length === 0 || conditionOperator(operator) !== undefined),
  );
}

function isLegacyEffectAndCondition(statement: Fields): boolean {
  if (statement['Effect'] !== 'Allow' && statement['Effect'] !== 'Deny') return false;
  return fieldEntries(statement['Condition']).every(
    ([operator, keys]) =>
      conditionOperator(operator)?.base.startsWith('Date') !== true ||
      Object.values(keys).flat().every(isLegacyDate),
  );
}

/**
 * The first complaint about a resource. Every Resource is read before any NotResource, and a list from its
 * alphabetical end, as observed; the older parser sees a statement only when no complaint came before it.
 */
function checkResources(statements: readonly Fields[]): string | undefined {
  for (const element of ['Resource', 'NotResource']) {
    for (const statement of statements) {
      const resources = stringsOf(statement[element]);
      for (const resource of resources.toSorted().toReversed()) {
        const complaint = resourceComplaint(resource);
        if (complaint !== undefined) return complaint;
      }
      if (!resources.every(passesLegacyParsing)) return legacyError;
    }
  }
  return undefined;
}

function checkActions(statements: readonly Fields[]): string | undefined {
  for (const element of ['Action', 'NotAction']) {
    for (const statement of statements) {
      for (const action of stringsOf(statement[element])) {
        const complaint = actionComplaint(action);
        if (complaint !== undefined) return complaint;
      }
    }
  }
  return undefined;
}

function actionComplaint(action: string): string | undefined {
  if (action === '*') return undefined;
  const [vendor = '', name, ...rest] = action.split(':');
  if (name === undefined) return 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
  if (rest.length > 0) return 'Actions/Condition can contain only one colon.';
  return /^[A-Za-z0-9.-]*$/.test(vendor) ? undefined : `Vendor ${vendor} is not valid`;
}

function checkResourcesExist(statements: readonly Fields[]): string | undefined {
  const missing = statements.some((statement) => isEmpty(statement, 'Resource'));
  return missing ? 'Policy statement must contain resources.' : undefined;
}

/** Whether a statement has neither the element nor its negation, or an empty list for it. */
function isEmpty(statement: Fields, element: 'Action' | 'Resource'): boolean {
  return listOf(statement[element] ?? statement[`Not${element}`]).length === 0;
}
