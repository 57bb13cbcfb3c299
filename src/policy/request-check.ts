import type { AuthorizationRequest } from './authorization-request.ts';
import { isFields, isScalar } from './json-values.ts';
import { parsePolicy } from './policy-document.ts';

/** What is wrong with a value, in words; undefined for one that is right. */
type Check = (value: unknown, name: string) => string | undefined;

const checkFlag: Check = (value, name) =>
  typeof value === 'boolean' ? undefined : mistake(name, value, 'true or false');

const checkText: Check = (value, name) =>
  typeof value === 'string' ? undefined : mistake(name, value, 'a string');

const checks: Readonly<Record<keyof AuthorizationRequest, Check>> = {
  principal: checkPrincipal,
  issuerArn: checkText,
  principalId: checkText,
  canonicalUserId: checkText,
  principalAccount: checkText,
  resourceAccount: checkText,
  action: checkText,
  resource: checkText,
  context: checkContext,
  identityPolicies: listOf(flawOfPolicy),
  resourcePolicy: flawOfPolicy,
  trustPolicy: flawOfPolicy,
  resourcePolicyRequired: checkFlag,
  permissionsBoundaries: listOf(flawOfPolicy),
  sessionPolicies: listOf(flawOfPolicy),
  serviceControlPolicies: listOf(listOf(flawOfPolicy)),
  resourceControlPolicies: listOf(listOf(flawOfPolicy)),
};

const everyMember: readonly string[] = Object.keys(checks);
const required = ['principal', 'action'] as const;

/**
 * What keeps a request from being decided as it was meant: a member that nobody reads, or a value that is none of its
 * member's. A sentence without its subject; undefined for a request that is right.
 *
 * @param members those that a request may have
 * @internal
 */
export function flawOfRequest(
  request: unknown,
  members: readonly string[] = everyMember,
): string | undefined {
  if (!isFields(request)) return `got ${shown(request)}. Give an object of: ${members.join(', ')}.`;
  const unknown = Object.keys(request).find((member) => !members.includes(member));
  if (unknown !== undefined) return `got '${unknown}'. It takes: ${members.join(', ')}.`;
  const absent = required.find((member) => request[member] === undefined);
  if (absent !== undefined) return `got no ${absent}. It takes: ${members.join(', ')}.`;
  for (const [member, value] of Object.entries(request)) {
    const flaw =
      value === undefined ? undefined : checks[member as keyof AuthorizationRequest](value, member);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}

function checkPrincipal(value: unknown, name: string): string | undefined {
  if (typeof value === 'string') return undefined;
  const [[kind, text] = [], ...others] = isFields(value) ? Object.entries(value) : [];
  if ((kind === 'service' || kind === 'federated') && typeof text === 'string' && others.length === 0)
    return undefined;
  const known = "an ARN, 'anonymous', { service: 'lambda.amazonaws.com' } or { federated: providerArn }";
  return mistake(name, value, known);
}

function checkContext(value: unknown, name: string): string | undefined {
  if (typeof value === 'function') return undefined;
  if (!isFields(value)) return mistake(name, value, 'an object of condition keys and their values');
  for (const [key, values] of Object.entries(value)) {
    const wrong = [values].flat().find((one) => !isContextValue(one));
    if (wrong === undefined) continue;
    return mistake(
      `${name}['${key}']`,
      wrong,
      'a string, a number, a boolean, a Date, bytes, or a list of these',
    );
  }
  return undefined;
}

const isContextValue = (value: unknown): boolean =>
  value == null || isScalar(value) || value instanceof Date || value instanceof Uint8Array;

/**
 * What is wrong with a policy, as `flawOfRequest` says it.
 *
 * @internal
 */
export function flawOfPolicy(value: unknown, name: string): string | undefined {
  const policy = isFields(value) && 'document' in value ? value['document'] : value;
  try {
    parsePolicy(policy as object);
    return undefined;
  } catch (error) {
    const known = 'the JSON of a policy document, as a text or an object';
    return `${mistake(name, policy, known)}${error instanceof SyntaxError ? ` (${error.message})` : ''}`;
  }
}

function listOf(check: Check): Check {
  return (value, name) => {
    if (!Array.isArray(value)) return mistake(name, value, 'a list');
    for (const [index, one] of value.entries()) {
      const flaw = check(one, `${name}[${index}]`);
      if (flaw !== undefined) return flaw;
    }
    return undefined;
  };
}

const mistake = (name: string, value: unknown, wanted: string): string =>
  `got ${shown(value)} for ${name}. Give ${wanted}.`;

function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? String(value));
}
