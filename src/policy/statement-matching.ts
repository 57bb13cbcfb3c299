import type { PolicyType } from './authorization-request.ts';
import { type Condition, conditionHolds } from './conditions.ts';
import { matchesText } from './policy-variables.ts';
import { type Grant, isSpared, strongestGrant } from './principal-entries.ts';
import type { Question } from './questions.ts';
import type { PolicyStatement } from './statements.ts';

/** Which elements count in a kind of policy. */
interface ElementRules {
  /** `forbidden`: a statement with one is malformed; `open`: every principal is meant. */
  readonly principal: 'required' | 'forbidden' | 'open';
  readonly resource: 'required' | 'optional' | 'ignored';
}

const identityRules: ElementRules = { principal: 'forbidden', resource: 'required' };

const rules: Readonly<Record<PolicyType, ElementRules>> = {
  identityPolicy: identityRules,
  permissionsBoundary: identityRules,
  sessionPolicy: identityRules,
  serviceControlPolicy: identityRules,
  // The only principal that a resource control policy may name is `*`.
  resourceControlPolicy: { principal: 'open', resource: 'required' },
  // The policies of some resources (repositories, for one) have no Resource element.
  resourcePolicy: { principal: 'required', resource: 'optional' },
  trustPolicy: { principal: 'required', resource: 'ignored' },
};

/** Why a statement does not apply to a request: the element, what it says, and what the request says. */
export type Mismatch =
  | {
      readonly element: 'Action' | 'NotAction' | 'Resource' | 'NotResource' | 'Principal' | 'NotPrincipal';
      /** The element as the document has it; undefined when it is absent. */
      readonly expected: unknown;
      readonly actual: string;
    }
  | {
      readonly element: 'Condition';
      readonly operator: string;
      readonly key: string;
      readonly expected: readonly string[];
      /** Undefined when the request does not carry the key. */
      readonly actual: readonly string[] | undefined;
      /** What can't be read, when that is why the condition does not hold. */
      readonly fault: string | undefined;
    };

/** Whether a statement of a policy of this type applies to the request. The action is compared first. */
export function statementMatches(statement: PolicyStatement, type: PolicyType, question: Question): boolean {
  return (
    statement.concerns(question.action) &&
    resourceMatches(statement, type, question) &&
    principalMatches(statement, type, question) &&
    conditionsHold(statement, question)
  );
}

/** How a statement of a resource policy or trust policy allows the request; undefined when it does not. */
export function statementGrant(
  statement: PolicyStatement,
  type: PolicyType,
  question: Question,
): Grant | undefined {
  if (!statementMatches(statement, type, question)) return undefined;
  const { negated, entries } = statement.principals;
  return negated ? 'direct' : strongestGrant(entries, question.identity);
}

function resourceMatches(statement: PolicyStatement, type: PolicyType, question: Question): boolean {
  const { resource } = rules[type];
  if (resource === 'ignored' || (resource === 'optional' && !statement.hasResource)) return true;
  const { negated, entries } = statement.resources;
  for (const matcher of entries)
    if (matchesText(matcher, question.resource, question.context)) return !negated;
  return negated;
}

function principalMatches(statement: PolicyStatement, type: PolicyType, question: Question): boolean {
  const { principal } = rules[type];
  if (principal === 'open') return true;
  // A malformed statement never allows; that it denies more than it should is the safe side.
  if (principal === 'forbidden') return statement.effect === 'Deny' || !statement.hasPrincipal;
  if (!statement.hasPrincipal) return false;
  const { negated, entries } = statement.principals;
  // "NotPrincipal … with a Deny effect will always deny any IAM principal that has a permissions boundary policy
  // attached, regardless of the values" (IAM JSON policy elements: NotPrincipal).
  if (negated && statement.effect === 'Deny' && question.boundaries.length > 0) return true;
  return negated
    ? !isSpared(entries, question.identity)
    : strongestGrant(entries, question.identity) !== undefined;
}

function conditionsHold(statement: PolicyStatement, question: Question): boolean {
  for (const condition of statement.conditions) if (!holdsFor(statement, condition, question)) return false;
  return true;
}

/** A condition that can't be told must not lead to an allow. */
function holdsFor(statement: PolicyStatement, condition: Condition, question: Question): boolean {
  const holds = conditionHolds(condition, question.context);
  return statement.effect === 'Allow' ? holds === true : holds !== false;
}

/** Everything that keeps a statement from applying; nothing when it applies. */
export function mismatchesOf(
  statement: PolicyStatement,
  type: PolicyType,
  question: Question,
): readonly Mismatch[] {
  const found: Mismatch[] = [];
  const { source } = statement;
  if (!statement.concerns(question.action)) {
    const element = source['NotAction'] === undefined ? 'Action' : 'NotAction';
    found.push({ element, expected: source[element], actual: question.request.action });
  }
  if (!resourceMatches(statement, type, question)) {
    const element = source['NotResource'] === undefined ? 'Resource' : 'NotResource';
    found.push({ element, expected: source[element], actual: question.resource });
  }
  if (!principalMatches(statement, type, question)) {
    const element = source['NotPrincipal'] === undefined ? 'Principal' : 'NotPrincipal';
    found.push({ element, expected: source[element], actual: question.identity.name });
  }
  for (const condition of statement.conditions) {
    if (holdsFor(statement, condition, question)) continue;
    found.push({
      element: 'Condition',
      operator: condition.operatorName,
      key: condition.key,
      expected: condition.values,
      actual: question.context.valuesOf(condition.key),
      fault: condition.fault,
    });
  }
  return found;
}
