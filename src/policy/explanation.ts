import type { Decision, MissingAllow, NearMiss, StatementReference } from './decision.ts';
import { denialReason, policyTypeName } from './denial-reason.ts';
import type { Principal } from './principals.ts';
import type { Mismatch } from './statement-matching.ts';

/**
 * Tells a person what was decided and why: the permissions that were necessary, and which of them are explicitly
 * denied, explicitly allowed and implicitly denied.
 *
 * @param decisions one decision, or those of all the permissions that one call needs
 * @returns several lines, without a line end behind the last
 * @example
 * console.log(explain(evaluate(request)));
 */
export function explain(decisions: Decision | readonly Decision[]): string {
  const all = isList(decisions) ? decisions : [decisions];
  const denied = all.filter(({ result }) => result === 'explicitDeny');
  const allowed = all.filter(({ result }) => result === 'allowed');
  const open = all.filter(({ result }) => result === 'implicitDeny');
  return [
    ...new Set(all.map(({ principal }) => principalText(principal))),
    section('Necessary permissions', all, permission),
    section('Explicitly denied', denied, deniedText),
    section('Explicitly allowed', allowed, allowedText),
    section('Implicitly denied', open, openText),
  ].join('\n');
}

function isList(decisions: Decision | readonly Decision[]): decisions is readonly Decision[] {
  return Array.isArray(decisions);
}

function principalText(principal: Principal): string {
  if (typeof principal === 'string') return `Principal: ${principal}`;
  return `Principal: ${'service' in principal ? principal.service : principal.federated}`;
}

function section(
  title: string,
  decisions: readonly Decision[],
  text: (decision: Decision) => string,
): string {
  if (decisions.length === 0) return `${title}: none`;
  return `${title}:\n${decisions.map((decision) => indent(text(decision), 2)).join('\n')}`;
}

function indent(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => ' '.repeat(width) + line)
    .join('\n');
}

function permission({ action, resource }: Decision): string {
  return `${action} on ${resource}`;
}

function deniedText(decision: Decision): string {
  const reason = denialReason(decision) ?? '';
  return [
    `${permission(decision)} ${reason}`,
    ...decision.statements.map((one) => `  by ${statementText(one)}`),
  ].join('\n');
}

function allowedText(decision: Decision): string {
  const lines = decision.statements.map((one) => `  by ${statementText(one)}`);
  // A root user is allowed by no statement.
  return [permission(decision), ...lines].join('\n');
}

function openText(decision: Decision): string {
  return [
    `${permission(decision)} ${denialReason(decision) ?? ''}`,
    ...decision.nearMisses.map((miss) => indent(nearMissText(miss), 2)),
    ...decision.missing.map((missing) => indent(missingText(missing), 2)),
  ].join('\n');
}

function statementText({ policy, policyType, sid, index, position }: StatementReference): string {
  const name = sid === undefined ? `statement ${index + 1}` : `statement ${JSON.stringify(sid)}`;
  const place =
    position === undefined ? '' : ` (line ${position.start.line}, column ${position.start.column})`;
  return `${name} of ${policyTypeName(policyType)} ${policy}${place}`;
}

function nearMissText(miss: NearMiss): string {
  return [
    `near miss: ${statementText(miss)}`,
    ...miss.reasons.map((reason) => `  ${reasonText(reason)}`),
  ].join('\n');
}

function reasonText(reason: Mismatch): string {
  if (reason.element !== 'Condition') {
    const expected = reason.expected === undefined ? 'is absent' : `is ${JSON.stringify(reason.expected)}`;
    return `${reason.element} ${expected}, the request has ${JSON.stringify(reason.actual)}`;
  }
  const { operator, key, expected, actual, fault } = reason;
  const wanted = `Condition ${operator} wants ${key} ${JSON.stringify(oneOrAll(expected))}`;
  const given =
    actual === undefined
      ? 'the request has no such key'
      : `the request has ${JSON.stringify(oneOrAll(actual))}`;
  return `${wanted}, ${given}${fault === undefined ? '' : ` (${fault})`}`;
}

function oneOrAll(values: readonly string[]): unknown {
  return values.length === 1 ? values[0] : values;
}

function missingText({ policyType, level, statement }: MissingAllow): string {
  const where = level === undefined || policyType === 'permissionsBoundary' ? '' : ` of level ${level + 1}`;
  return `missing in a ${policyTypeName(policyType)}${where}: ${JSON.stringify(statement)}`.replace(
    'in a identity',
    'in an identity',
  );
}
