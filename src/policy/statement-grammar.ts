import type { Fields } from './json-values.ts';

/** The elements of a statement, in policies of every kind; their names are case-sensitive. */
export const statementElements: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

/** Whether two statements have the same Sid; an empty one counts as none. */
export function hasRepeatedSid(statements: readonly Fields[]): boolean {
  const sids = statements
    .map((statement) => statement['Sid'])
    .filter((sid) => sid !== undefined && sid !== '');
  return new Set(sids).size < sids.length;
}
