import { accountOfArn, startOfField } from './arn-fields.ts';

/**
 * Who asks: an ARN (user, role, session of a role, federated user, account root), an AWS service, an identity that a
 * web or SAML provider vouches for, or `'anonymous'`.
 */
export type Principal = string | { readonly service: string } | { readonly federated: string };

/** What a principal is. */
export type IdentityKind =
  | 'user'
  | 'role'
  | 'assumedRole'
  | 'federatedUser'
  | 'root'
  | 'service'
  | 'federated'
  | 'anonymous'
  | 'other';

/** A principal taken apart. */
export interface Identity {
  readonly kind: IdentityKind;
  /** The ARN, the name of the service, the ARN of the provider, or `*` for the anonymous. */
  readonly name: string;
  readonly account: string | undefined;
  /** The role behind a session (with its path), the user behind a federated user. */
  readonly issuer: string | undefined;
  /** The unique id: `AIDA…`, `AROA…` or `AROA…:session`. */
  readonly id: string | undefined;
  readonly canonicalUser: string | undefined;
}

/** The parts of a request that say who asks. */
export interface PrincipalInput {
  readonly principal: Principal;
  readonly issuerArn?: string | undefined;
  readonly principalId?: string | undefined;
  readonly principalAccount?: string | undefined;
  readonly canonicalUserId?: string | undefined;
}

export function identityOf(input: PrincipalInput): Identity {
  const { principal, principalId: id, canonicalUserId: canonicalUser } = input;
  if (typeof principal !== 'string') {
    const service = 'service' in principal;
    return {
      kind: service ? 'service' : 'federated',
      name: service ? principal.service : principal.federated,
      account: undefined,
      issuer: undefined,
      id,
      canonicalUser,
    };
  }
  if (principal === 'anonymous') {
    return { kind: 'anonymous', name: '*', account: undefined, issuer: undefined, id, canonicalUser };
  }
  const resource = principal.slice(startOfField(principal, 5));
  const kind = kindOf(resource);
  const account = input.principalAccount ?? accountOfArn(principal);
  return {
    kind,
    name: principal,
    account,
    issuer: input.issuerArn ?? issuerOf(kind, principal, resource),
    id,
    canonicalUser,
  };
}

function kindOf(resource: string): IdentityKind {
  if (resource.startsWith('user/')) return 'user';
  if (resource.startsWith('assumed-role/')) return 'assumedRole';
  if (resource.startsWith('role/')) return 'role';
  if (resource === 'root') return 'root';
  return resource.startsWith('federated-user/') ? 'federatedUser' : 'other';
}

/** The ARN of a session lacks the path of its role: unless it is told, the role is taken to stand at the root. */
function issuerOf(kind: IdentityKind, arn: string, resource: string): string | undefined {
  if (kind === 'role') return arn;
  if (kind !== 'assumedRole') return undefined;
  const [, partition = '', , , account = ''] = arn.split(':');
  return `arn:${partition}:iam::${account}:role/${resource.split('/')[1] ?? ''}`;
}

/** Service-linked roles are beyond the reach of organizations: AWS Organizations User Guide, "SCP effects". */
export function isServiceLinkedRole(identity: Identity): boolean {
  return identity.issuer?.includes(':role/aws-service-role/') === true;
}

/** Services, providers and the anonymous have no policies of their own. */
export function hasPolicies(identity: Identity): boolean {
  return identity.kind !== 'service' && identity.kind !== 'federated' && identity.kind !== 'anonymous';
}

/** The values of global condition keys that follow from who asks. @param folded the key in small letters */
export function principalKey(identity: Identity, folded: string): string | undefined {
  switch (folded) {
    case 'aws:principalarn':
      return hasPolicies(identity) ? principalArn(identity) : undefined;
    case 'aws:principalaccount':
      return identity.account;
    case 'aws:principaltype':
      return principalTypes[identity.kind];
    case 'aws:userid':
      if (identity.kind === 'anonymous') return 'anonymous';
      return identity.kind === 'root' ? identity.account : identity.id;
    case 'aws:username':
      return identity.kind === 'user' ? identity.name.slice(identity.name.lastIndexOf('/') + 1) : undefined;
    case 'aws:principalisawsservice':
      // "Present in the request context for all signed API requests" (AWS global condition context keys).
      return identity.kind === 'anonymous' ? undefined : String(identity.kind === 'service');
    case 'aws:principalservicename':
      return identity.kind === 'service' ? identity.name : undefined;
    case 'aws:federatedprovider':
      return identity.kind === 'federated' ? identity.name : undefined;
    default:
      return undefined;
  }
}

/** Of a session of a role, the role: IAM User Guide, "aws:PrincipalArn". */
function principalArn(identity: Identity): string {
  return identity.kind === 'assumedRole' ? (identity.issuer ?? identity.name) : identity.name;
}

const principalTypes: Partial<Record<IdentityKind, string>> = {
  user: 'User',
  role: 'AssumedRole',
  assumedRole: 'AssumedRole',
  federatedUser: 'FederatedUser',
  root: 'Account',
  anonymous: 'Anonymous',
};
