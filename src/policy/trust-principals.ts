/** The principal types that a trust policy may name. */
export type PrincipalKind = 'AWS' | 'Service' | 'Federated';

export function isPrincipalKind(text: string): text is PrincipalKind {
  return text === 'AWS' || text === 'Service' || text === 'Federated';
}

const accountId = /^\d{12}$/;

/**
 * Users, roles, accounts, and sessions of roles and federated users: IAM User Guide, "AWS JSON policy elements:
 * Principal". Groups are no principals, and a wildcard never stands for a part of a name.
 */
const awsArn =
  /^arn:aws[a-z-]*:(?:iam::\d{12}:(?:root|(?:user|role)\/[^*?]+)|sts::\d{12}:(?:assumed-role\/[^*?/]+\/[^*?/]+|federated-user\/[^*?/]+))$/;

const providerArn = /^arn:aws[a-z-]*:iam::\d{12}:(?:oidc-provider|saml-provider)\/[^*?]+$/;

/** The providers of web identity that IAM knows without a provider entity. */
const builtInProviders = new Set([
  'cognito-identity.amazonaws.com',
  'www.amazon.com',
  'graph.facebook.com',
  'accounts.google.com',
]);

const serviceName =
  /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|amazon\.com|aws\.internal|c2s\.ic\.gov|sc2s\.sgov\.gov|csp\.hci\.ic\.gov|cloud\.adc-e\.uk)$/;

/**
 * AWS has a list of its service principals and publishes none, so any name of their form is taken. What can be refused
 * with certainty are names that are reserved for never existing (RFC 2606, RFC 6761): `invalid.amazonaws.com`.
 */
const reservedLabels = new Set(['invalid', 'example', 'test', 'localhost']);

/** Whether the value has a form that AWS takes for this type of principal in a trust policy. */
export function isPrincipalForm(kind: PrincipalKind, value: string): boolean {
  if (kind === 'AWS') return value === '*' || accountId.test(value) || awsArn.test(value);
  if (kind === 'Federated') return builtInProviders.has(value) || providerArn.test(value);
  return serviceName.test(value) && !reservedLabels.has(value.slice(0, value.indexOf('.')));
}
