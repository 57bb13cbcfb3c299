import { conditionOperator } from './condition-operators.ts';
import { duplicateName } from './json-scan.ts';
import { sharedIssuerComplaint } from './shared-issuers.ts';
import { type Fields, fieldEntries, isFields, isScalar, listOf, stringsOf } from './json-values.ts';
import { hasRepeatedSid, statementElements } from './statement-grammar.ts';
import { isPrincipalForm, isPrincipalKind, type PrincipalKind } from './trust-principals.ts';

/** Options of {@link checkTrustPolicy}. */
export interface TrustPolicyOptions {
  /**
   * Whether a well-formed principal exists: `AWS` with an account id or an ARN (never `*`), `Service` and `Federated`
   * with the value as written. Absent: every well-formed principal exists.
   */
  readonly principalExists?: ((kind: PrincipalKind, value: string) => boolean) | undefined;
}

/** The wording of IAM for what the grammar has no better sentence for; the singular is this checker's. */
const syntaxError = 'Syntax error in policy.';
const onlyAssumeRole = 'AssumeRole policy may only specify STS AssumeRole actions.';

/**
 * Checks the text of a role's trust policy (CreateRole, UpdateAssumeRolePolicy) as IAM does.
 *
 * @param text the document as sent
 * @returns the sentence of AWS's MalformedPolicyDocument, or undefined for a good document
 * @example
 * checkTrustPolicy('{', {}); // 'This policy contains invalid Json'
 */
export function checkTrustPolicy(text: string, options: TrustPolicyOptions = {}): string | undefined {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return 'This policy contains invalid Json';
  }
  if (!isFields(policy) || duplicateName(text) !== undefined || !hasTopSyntax(policy)) return syntaxError;
  const version = policy['Version'];
  if (version !== undefined && version !== '2008-10-17' && version !== '2012-10-17') {
    return 'The policy must contain a valid version string';
  }
  const statements = listOf(policy['Statement']);
  if (statements.length === 0) return 'Could not parse the policy: Statement is empty!';
  if (!statements.every(isFields)) return syntaxError;
  return checkStatements(statements) ?? checkPrincipals(statements, options);
}

/** Unknown elements and ids that are no text: AWS's sentences are not on record. */
const hasTopSyntax = (policy: Fields): boolean =>
  Object.keys(policy).every((name) => topElements.has(name)) &&
  (policy['Id'] === undefined || typeof policy['Id'] === 'string');

const topElements = new Set(['Version', 'Id', 'Statement']);

function checkStatements(statements: readonly Fields[]): string | undefined {
  if (hasRepeatedSid(statements)) return 'The Statement Ids in the policy are not unique';
  return first(statements, checkStatement);
}

/** Principals are looked up only in a document that is otherwise well formed: one message, for the first bad one. */
function checkPrincipals(statements: readonly Fields[], options: TrustPolicyOptions): string | undefined {
  return (
    first(statements, (statement) => checkExistence(statement['Principal'], options)) ??
    first(statements, (statement) => checkFederation(statement))
  );
}

function first<T>(values: readonly T[], check: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const complaint = check(value);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

function checkStatement(statement: Fields): string | undefined {
  const effect = statement['Effect'];
  if (effect === undefined) return 'Missing required field Effect';
  if (effect !== 'Allow' && effect !== 'Deny') {
    return `Invalid effect: ${typeof effect === 'string' ? effect : JSON.stringify(effect)}`;
  }
  const sid = statement['Sid'];
  if (sid !== undefined && typeof sid !== 'string') return syntaxError;
  return (
    checkPrincipalElement(statement, effect) ??
    checkActions(statement) ??
    checkResources(statement) ??
    checkOperators(statement['Condition']) ??
    // An unknown element of a statement: AWS's sentence is not on record.
    (Object.keys(statement).every((key) => statementElements.has(key)) ? undefined : syntaxError)
  );
}

function checkPrincipalElement(statement: Fields, effect: 'Allow' | 'Deny'): string | undefined {
  if (statement['NotPrincipal'] !== undefined) {
    return effect === 'Allow'
      ? 'Allow with NotPrincipal is not allowed.'
      : 'AssumeRole policy must not contain NotPrincipal field.';
  }
  const principal = statement['Principal'];
  if (principal === undefined) return 'Missing required field Principal';
  // Recorded in 2020; other strings have got a sentence of their own since.
  if (principal === '*') return 'AssumeRolepolicy contained an invalid principal: "STAR":"*".';
  if (typeof principal === 'string') return 'Principal must be a JSON object.';
  if (!isFields(principal)) return syntaxError;
  const kinds = Object.entries(principal);
  if (kinds.length === 0) return 'Missing required field Principal cannot be empty!';
  for (const [kind, value] of kinds) {
    if (kind !== 'AWS' && kind !== 'Service' && kind !== 'Federated')
      return `Invalid principal in policy: "${kind}"`;
    const values = listOf(value);
    if (values.length === 0) return 'Missing required field Principal cannot be empty!';
    if (!values.every((one) => typeof one === 'string')) return syntaxError;
  }
  return undefined;
}

function checkActions(statement: Fields): string | undefined {
  // NotAction covers every action outside STS, so it can never be of AssumeRole actions only.
  if (statement['NotAction'] !== undefined) return onlyAssumeRole;
  const actions = listOf(statement['Action']);
  if (actions.length === 0) return 'Missing required field Action';
  if (!actions.every((action) => typeof action === 'string')) return syntaxError;
  return actions.every((action) => /^sts:[A-Za-z0-9*?]+$/i.test(action)) ? undefined : onlyAssumeRole;
}

function checkResources(statement: Fields): string | undefined {
  if ('Resource' in statement) return 'Has prohibited field Resource';
  return 'NotResource' in statement ? 'AssumeRole policy must not contain resources.' : undefined;
}

function checkOperators(condition: unknown): string | undefined {
  if (condition === undefined) return undefined;
  if (!isFields(condition)) return syntaxError;
  for (const [operator, keys] of Object.entries(condition)) {
    if (conditionOperator(operator) === undefined) return `Invalid Condition type : ${operator}`;
    if (!isFields(keys) || !Object.values(keys).flatMap(listOf).every(isScalar)) return syntaxError;
  }
  return undefined;
}

function checkExistence(principal: unknown, options: TrustPolicyOptions): string | undefined {
  if (!isFields(principal)) return undefined;
  for (const [kind, value] of Object.entries(principal)) {
    for (const one of stringsOf(value)) {
      const known =
        isPrincipalKind(kind) &&
        isPrincipalForm(kind, one) &&
        (one === '*' || options.principalExists?.(kind, one) !== false);
      if (!known) return `Invalid principal in policy: "${kind.toUpperCase()}":"${one}"`;
    }
  }
  return undefined;
}

function checkFederation(statement: Fields): string | undefined {
  const principal = statement['Principal'];
  const providers = isFields(principal) ? stringsOf(principal['Federated']) : [];
  return first(providers, (provider) => {
    if (provider === 'cognito-identity.amazonaws.com' && statement['Condition'] === undefined) {
      return 'A condition block must be present for the Cognito provider';
    }
    if (statement['Effect'] !== 'Allow') return undefined;
    return sharedIssuerComplaint(provider, fieldEntries(statement['Condition']));
  });
}
