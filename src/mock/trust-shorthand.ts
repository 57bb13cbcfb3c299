import { parseArn } from '../engine/arns.ts';

/** Identity providers that every account knows without an ARN (IAM User Guide, "AWS JSON policy elements: Principal"). */
const sharedIssuers = new Set([
  'accounts.google.com',
  'cognito-identity.amazonaws.com',
  'graph.facebook.com',
  'www.amazon.com',
]);

/** A trust policy that lets these assume a role; undefined for a text that is none of the short forms. */
export function trustPolicyFor(principals: readonly string[]): object | undefined {
  const statements = new Map<string, { Action: string; Principal: Record<string, string[]> }>();
  for (const principal of principals) {
    const found = trusted(principal);
    if (found === undefined) return undefined;
    const { kind, value, action } = found;
    const statement = statements.get(action) ?? { Action: action, Principal: {} };
    (statement.Principal[kind] ??= []).push(value);
    statements.set(action, statement);
  }
  return {
    Version: '2012-10-17',
    Statement: [...statements.values()].map(({ Action, Principal }) => ({
      Effect: 'Allow',
      Principal: Object.fromEntries(
        Object.entries(Principal).map(([kind, values]) => [kind, values.length === 1 ? values[0] : values]),
      ),
      Action,
    })),
  };
}

interface Trusted {
  readonly kind: 'AWS' | 'Service' | 'Federated';
  readonly value: string;
  readonly action: string;
}

function trusted(principal: string): Trusted | undefined {
  if (principal === '*' || /^\d{12}$/.test(principal))
    return { kind: 'AWS', value: principal, action: 'sts:AssumeRole' };
  if (sharedIssuers.has(principal))
    return { kind: 'Federated', value: principal, action: 'sts:AssumeRoleWithWebIdentity' };
  if (/^[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal)$/.test(principal))
    return { kind: 'Service', value: principal, action: 'sts:AssumeRole' };
  const resource = parseArn(principal)?.resource;
  if (resource === undefined) return undefined;
  if (resource.startsWith('oidc-provider/'))
    return { kind: 'Federated', value: principal, action: 'sts:AssumeRoleWithWebIdentity' };
  if (resource.startsWith('saml-provider/'))
    return { kind: 'Federated', value: principal, action: 'sts:AssumeRoleWithSAML' };
  return { kind: 'AWS', value: principal, action: 'sts:AssumeRole' };
}
