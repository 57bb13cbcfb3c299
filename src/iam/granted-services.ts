import { parsePolicy } from '../policy/index.ts';
import { stringsOf } from '../policy/json-values.ts';
import type { PolicyStatement } from '../policy/statements.ts';

/**
 * Does a permissions policy grant anything of a service? As the access advisor sees it: by the namespaces of the
 * actions that are allowed, whatever resources, conditions and denials say (API Reference,
 * ListPoliciesGrantingServiceAccess).
 *
 * @param namespace in small letters
 */
export const grantsService = (document: string, namespace: string): boolean =>
  parsePolicy(document).allows.some((statement) => allowsSomethingOf(statement, namespace));

/** Does a permissions policy allow this action (`iam:GetUser`), on whatever resource? */
export function grantsAction(document: string, action: string): boolean {
  const folded = action.toLowerCase();
  return parsePolicy(document).allows.some((statement) => statement.concerns(folded));
}

function allowsSomethingOf({ source }: PolicyStatement, namespace: string): boolean {
  const all = `${namespace}:*`;
  if (source['Action'] !== undefined) {
    const prefix = `${namespace}:`;
    return stringsOf(source['Action']).some(
      (action) => action === '*' || action.toLowerCase().startsWith(prefix),
    );
  }
  // `NotAction` leaves something of every service that it does not name as a whole.
  const excluded = stringsOf(source['NotAction']);
  return excluded.length > 0 && !excluded.some((action) => action === '*' || action.toLowerCase() === all);
}
