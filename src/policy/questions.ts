import type { AuthorizationRequest, NamedPolicy, PolicyInput, PolicyType } from './authorization-request.ts';
import { accountOfArn } from './arn-fields.ts';
import { parsePolicy, PolicyDocument } from './policy-document.ts';
import { hasPolicies, type Identity, identityOf, isServiceLinkedRole } from './principals.ts';
import { RequestContext } from './request-context.ts';

/** The policies of one kind, or of one level of an organization: an allow of any of them is an allow of the set. */
export interface PolicySet {
  readonly type: PolicyType;
  /** Which level of the organization or which boundary, counted from 0; undefined where there is only one. */
  readonly level: number | undefined;
  readonly inputs: readonly PolicyInput[];
  readonly documents: readonly PolicyDocument[];
}

/** A request made ready for the evaluator. */
export class Question {
  readonly request: AuthorizationRequest;
  /** In small letters: actions are compared without regard to case. */
  readonly action: string;
  readonly resource: string;
  readonly identity: Identity;
  readonly context: RequestContext;
  readonly crossAccount: boolean;
  readonly serviceControls: readonly PolicySet[];
  readonly resourceControls: readonly PolicySet[];
  /** The resource's own policy, or the role's trust policy. */
  readonly guard: PolicySet;
  readonly boundaries: readonly PolicySet[];
  readonly session: PolicySet | undefined;
  readonly identitySet: PolicySet;

  constructor(request: AuthorizationRequest) {
    const identity = identityOf(request);
    const resource = request.resource ?? '*';
    this.request = request;
    this.action = request.action.toLowerCase();
    this.resource = resource;
    this.identity = identity;
    const resourceAccount = request.resourceAccount ?? accountOfArn(resource);
    this.crossAccount =
      resourceAccount !== undefined && identity.account !== undefined && resourceAccount !== identity.account;
    this.context = new RequestContext(request.context, identity, resourceAccount ?? identity.account);
    const linked = isServiceLinkedRole(identity);
    // Organizations bind their accounts' principals, and resources whoever asks; service-linked roles escape both.
    this.serviceControls =
      linked || !hasPolicies(identity) ? [] : levels('serviceControlPolicy', request.serviceControlPolicies);
    this.resourceControls = linked ? [] : levels('resourceControlPolicy', request.resourceControlPolicies);
    this.guard = guardOf(request);
    this.boundaries = levels(
      'permissionsBoundary',
      request.permissionsBoundaries?.map((boundary) => [boundary]),
    );
    this.session =
      request.sessionPolicies === undefined ? undefined : policySet('sessionPolicy', request.sessionPolicies);
    this.identitySet = policySet('identityPolicy', request.identityPolicies ?? none);
  }

  /** Every set that is in force, in the order in which a denial is looked for. */
  get sets(): readonly PolicySet[] {
    const { serviceControls, resourceControls, guard, boundaries, session, identitySet } = this;
    return [
      ...serviceControls,
      ...resourceControls,
      guard,
      ...boundaries,
      ...(session === undefined ? [] : [session]),
      identitySet,
    ];
  }
}

const none: readonly never[] = [];

function policySet(type: PolicyType, inputs: readonly PolicyInput[], level?: number): PolicySet {
  return { type, level, inputs, documents: inputs.length === 0 ? none : inputs.map(documentOf) };
}

function levels(
  type: PolicyType,
  lists: readonly (readonly PolicyInput[])[] | undefined,
): readonly PolicySet[] {
  return lists === undefined ? none : lists.map((inputs, level) => policySet(type, inputs, level));
}

const noGuard = policySet('resourcePolicy', none);

function guardOf({ trustPolicy, resourcePolicy }: AuthorizationRequest): PolicySet {
  if (trustPolicy !== undefined) return policySet('trustPolicy', [trustPolicy]);
  return resourcePolicy === undefined ? noGuard : policySet('resourcePolicy', [resourcePolicy]);
}

function documentOf(input: PolicyInput): PolicyDocument {
  return parsePolicy(isNamed(input) ? input.document : input);
}

/** Whether a policy comes with a name. */
export function isNamed(input: PolicyInput): input is NamedPolicy {
  return typeof input === 'object' && !(input instanceof PolicyDocument) && 'document' in input;
}
