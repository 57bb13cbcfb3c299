import type { PolicyDocument, PolicyJson } from './policy-document.ts';
import type { PrincipalInput } from './principals.ts';
import type { ContextInput } from './request-context.ts';

/** The kinds of policies that take part in a decision. */
export type PolicyType =
  | 'serviceControlPolicy'
  | 'resourceControlPolicy'
  | 'resourcePolicy'
  | 'trustPolicy'
  | 'permissionsBoundary'
  | 'sessionPolicy'
  | 'identityPolicy';

/** A document with the names under which a decision speaks of it. */
export interface NamedPolicy {
  readonly name: string;
  readonly arn?: string | undefined;
  /** A word of the caller's own for where the policy comes from (`user`, `group`, …); it is handed back untouched. */
  readonly type?: string | undefined;
  readonly document: string | PolicyDocument | PolicyJson | object;
}

/** A policy: its text, its JSON as an object, a parsed document, or one of these with a name. */
export type PolicyInput = string | PolicyDocument | PolicyJson | NamedPolicy;

/**
 * Everything that bears on one decision. Documents are never changed and must not be changed by others: they are
 * compiled once.
 */
export interface AuthorizationRequest extends PrincipalInput {
  /**
   * Who asks. For a session of a role (`arn:aws:sts::…:assumed-role/name/session`) give `issuerArn`, because the ARN
   * of a session lacks the path of its role.
   */
  readonly principal: PrincipalInput['principal'];
  /** The ARN of the role behind a session, or of the user behind a federated user. */
  readonly issuerArn?: string | undefined;
  /** `AIDA…` of a user, `AROA…` or `AROA…:session` of a role: matches policies that store the id, and is aws:userid. */
  readonly principalId?: string | undefined;
  /** The canonical user id, for policies that name a CanonicalUser. */
  readonly canonicalUserId?: string | undefined;
  /** Default: the account of the principal's ARN. */
  readonly principalAccount?: string | undefined;
  /** Default: the account of the resource's ARN; without one the resource is taken to be in the principal's account. */
  readonly resourceAccount?: string | undefined;
  /** `service:Action`. */
  readonly action: string;
  /** An ARN, or `*` (the default) for actions on no resource. */
  readonly resource?: string | undefined;
  /**
   * Condition keys; what follows from the principal (`aws:PrincipalArn`, `aws:username`, …) need not be given. A
   * function is asked for them when a policy looks at one, which most requests do without.
   */
  readonly context?: ContextInput | (() => ContextInput) | undefined;
  /** Of the principal itself: of a user with its groups, of the role behind a session. */
  readonly identityPolicies?: readonly PolicyInput[] | undefined;
  /** Of the resource. */
  readonly resourcePolicy?: PolicyInput | undefined;
  /** Of a role that is to be assumed: a resource policy without Resource, which must always allow. */
  readonly trustPolicy?: PolicyInput | undefined;
  /** The resource policy must allow even in the principal's own account, as with KMS keys. Default: false. */
  readonly resourcePolicyRequired?: boolean | undefined;
  /** Each of them must allow; undefined or empty: no boundary is set. */
  readonly permissionsBoundaries?: readonly PolicyInput[] | undefined;
  /** One of them must allow; undefined: a session without them. An empty list allows nothing. */
  readonly sessionPolicies?: readonly PolicyInput[] | undefined;
  /** One list for each level of the organization, from the root to the account: each level must allow. */
  readonly serviceControlPolicies?: readonly (readonly PolicyInput[])[] | undefined;
  /** Like `serviceControlPolicies`, of the resource's account. */
  readonly resourceControlPolicies?: readonly (readonly PolicyInput[])[] | undefined;
}
