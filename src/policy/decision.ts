import { commonText } from './overlaps.ts';
import { piecesOf, withoutVariables } from './policy-variables.ts';
import type { AuthorizationRequest, PolicyType } from './authorization-request.ts';
import { type Finding, firstAllow, requiredSets, resourceGrant } from './chart.ts';
import type { Grant } from './principal-entries.ts';
import type { Identity, Principal } from './principals.ts';
import { isNamed, type PolicySet, type Question } from './questions.ts';
import type { StatementPosition } from './source-positions.ts';
import { type Mismatch, mismatchesOf, statementMatches } from './statement-matching.ts';
import type { PolicyStatement } from './statements.ts';

/** A statement, and where it stands. */
export interface StatementReference {
  /** The name given with the policy, or the place in the request: `identityPolicies[0]`. */
  readonly policy: string;
  readonly policyArn: string | undefined;
  readonly policyType: PolicyType;
  /** The word given as `type` with the policy. */
  readonly label: string | undefined;
  /** The level of the organization, counted from 0 at the root. */
  readonly level: number | undefined;
  readonly sid: string | undefined;
  /** Which statement of the document, counted from 0. */
  readonly index: number;
  readonly effect: 'Allow' | 'Deny';
  /** In the text of the document; of a document given as an object, in its shortest JSON. */
  readonly position: StatementPosition | undefined;
  /** The statement as the document has it. */
  readonly statement: Readonly<Record<string, unknown>>;
}

/** A statement that would have allowed, were it not for the reasons. */
export interface NearMiss extends StatementReference {
  readonly reasons: readonly Mismatch[];
}

/** A statement that a suggestion consists of. */
export interface SuggestedStatement {
  readonly Effect: 'Allow';
  readonly Principal?: unknown;
  readonly Action: string;
  readonly Resource?: string;
}

/** A place where an allow is missing, and the smallest statement that would be one. */
export interface MissingAllow {
  readonly policyType: PolicyType;
  readonly level: number | undefined;
  readonly statement: SuggestedStatement;
}

/** What one kind of policy (or one level) says by itself. */
export interface PolicyOutcome {
  readonly policyType: PolicyType;
  readonly level: number | undefined;
  readonly result: 'allowed' | 'explicitDeny' | 'implicitDeny';
}

/** The answer to a request, as data. Everything but the result is found out when it is first asked for. */
export interface Decision {
  readonly result: 'allowed' | 'explicitDeny' | 'implicitDeny';
  /** The kind of policy that refused: the first one of AWS's chart. Undefined when the request is allowed. */
  readonly deniedBy: PolicyType | undefined;
  /** The level of the organization that refused (or which boundary, should there be several), counted from 0. */
  readonly level: number | undefined;
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  /** The statements that decided: the one that denied, or one allow of each kind of policy that had to. */
  readonly statements: readonly StatementReference[];
  /** Every statement of every policy that applies to the request, denials first. */
  readonly matched: readonly StatementReference[];
  /** The statements that came near to allowing what was not allowed, the nearest first. */
  readonly nearMisses: readonly NearMiss[];
  /** Where an allow is missing. An explicit deny is not among them: nothing but its removal helps. */
  readonly missing: readonly MissingAllow[];
  /**
   * The statement to add to each of `missing`; undefined when no addition helps or none is needed, and where they want
   * different ones (a resource policy names a principal).
   */
  readonly suggestion: SuggestedStatement | undefined;
  /** What each policy in force says by itself, in the order of the chart. */
  readonly outcomes: readonly PolicyOutcome[];
  /** All of the above as plain data. */
  toJSON(): Omit<Decision, 'toJSON'>;
}

/** A decision that keeps its question, to explain itself. */
export class DecisionRecord implements Decision {
  readonly result: Decision['result'];
  readonly deniedBy: PolicyType | undefined;
  readonly level: number | undefined;
  readonly #question: Question;
  readonly #refusal: PolicySet | undefined;
  readonly #findings: readonly Finding[];
  /** What is shown for the resource. */
  readonly #shown: string;

  constructor(
    result: Decision['result'],
    question: Question,
    refusal: PolicySet | undefined,
    findings: readonly Finding[],
    shown = question.resource,
  ) {
    this.result = result;
    this.deniedBy = refusal?.type;
    this.level = refusal?.level;
    this.#question = question;
    this.#refusal = refusal;
    this.#findings = findings;
    this.#shown = shown;
  }

  /** The same decision as one about a resource that is not wholly known. */
  about(resource: string): DecisionRecord {
    return new DecisionRecord(this.result, this.#question, this.#refusal, this.#findings, resource);
  }

  /**
   * Where parts of the resource are not known (`*`, `?`): what it may be, by the entries of statements that would change
   * the decision if it were that.
   */
  *possibleResources(): Generator<string> {
    const question = this.#question;
    const asked = [{ text: question.resource, literal: false }];
    for (const { statement } of statementsOf(question.sets)) {
      const { negated, entries } = statement.resources;
      if (negated !== (statement.effect === 'Deny') || !statement.concerns(question.action)) continue;
      for (const entry of entries) {
        const pieces = piecesOf(entry, question.context);
        const common = pieces && commonText(asked, pieces);
        if (common !== undefined) yield common;
      }
    }
  }

  get request(): AuthorizationRequest {
    return this.#question.request;
  }

  get principal(): Principal {
    return this.#question.request.principal;
  }

  get action(): string {
    return this.#question.request.action;
  }

  get resource(): string {
    return this.#shown;
  }

  get statements(): readonly StatementReference[] {
    return this.#findings.map(({ set, policy, statement }) => reference(set, policy, statement));
  }

  get matched(): readonly StatementReference[] {
    const found = statementsOf(this.#question.sets).filter(({ set, statement }) =>
      statementMatches(statement, set.type, this.#question),
    );
    const references = found.map(({ set, policy, statement }) => reference(set, policy, statement));
    return [
      ...references.filter(({ effect }) => effect === 'Deny'),
      ...references.filter(({ effect }) => effect === 'Allow'),
    ];
  }

  get nearMisses(): readonly NearMiss[] {
    if (this.result === 'allowed') return [];
    const question = this.#question;
    const lacking = lackingSets(question);
    // Where it is not required, the resource's policy could still have allowed by itself.
    const sets = lacking.includes(question.guard) ? lacking : [...lacking, question.guard];
    const misses: NearMiss[] = [];
    for (const { set, policy, statement } of statementsOf(sets)) {
      if (statement.effect !== 'Allow') continue;
      const reasons = mismatchesOf(statement, set.type, question);
      if (isNear(reasons, question)) misses.push({ ...reference(set, policy, statement), reasons });
    }
    return misses.toSorted((one, other) => distance(one.reasons) - distance(other.reasons));
  }

  get missing(): readonly MissingAllow[] {
    if (this.result === 'allowed') return [];
    return lackingSets(this.#question).map(({ type, level }) => ({
      policyType: type,
      level,
      statement: suggestedStatement(type, this.#question),
    }));
  }

  get suggestion(): SuggestedStatement | undefined {
    if (this.result !== 'implicitDeny') return undefined;
    const [first, ...others] = this.missing.map(({ statement }) => statement);
    const isFirst = (other: SuggestedStatement): boolean => JSON.stringify(other) === JSON.stringify(first);
    return others.every(isFirst) ? first : undefined;
  }

  get outcomes(): readonly PolicyOutcome[] {
    const question = this.#question;
    return question.sets
      .filter((set) => set.type !== 'resourcePolicy' || set.documents.length > 0)
      .map((set) => ({ policyType: set.type, level: set.level, result: outcomeOf(set, question) }));
  }

  toJSON(): Omit<Decision, 'toJSON'> {
    const { result, deniedBy, level, principal, action, resource, statements } = this;
    const { matched, nearMisses, missing, suggestion, outcomes } = this;
    return {
      result,
      deniedBy,
      level,
      principal,
      action,
      resource,
      statements,
      matched,
      nearMisses,
      missing,
      suggestion,
      outcomes,
    };
  }
}

/** Names the set in the words of the request, for policies that have no name of their own. */
const members: Readonly<Record<PolicyType, string>> = {
  identityPolicy: 'identityPolicies',
  resourcePolicy: 'resourcePolicy',
  trustPolicy: 'trustPolicy',
  permissionsBoundary: 'permissionsBoundaries',
  sessionPolicy: 'sessionPolicies',
  serviceControlPolicy: 'serviceControlPolicies',
  resourceControlPolicy: 'resourceControlPolicies',
};

function reference(set: PolicySet, policy: number, statement: PolicyStatement): StatementReference {
  const input = set.inputs[policy];
  const named = input !== undefined && isNamed(input) ? input : undefined;
  return {
    policy: named?.name ?? memberName(set, policy),
    policyArn: named?.arn,
    policyType: set.type,
    label: named?.type,
    level: set.level,
    sid: statement.sid,
    index: statement.index,
    effect: statement.effect,
    position: set.documents[policy]?.positionOf(statement),
    statement: statement.source,
  };
}

function memberName({ type, level }: PolicySet, policy: number): string {
  if (type === 'resourcePolicy' || type === 'trustPolicy') return members[type];
  if (type === 'permissionsBoundary') return `${members[type]}[${level ?? 0}]`;
  return `${members[type]}${level === undefined ? '' : `[${level}]`}[${policy}]`;
}

function statementsOf(sets: readonly PolicySet[]): readonly Finding[] {
  return sets.flatMap((set) =>
    set.documents.flatMap((document, policy) =>
      document.statements.map((statement) => ({ set, policy, statement })),
    ),
  );
}

/** The sets that would have to allow and do not, once the resource's policy names the principal as suggested. */
function lackingSets(question: Question): readonly PolicySet[] {
  const grant = resourceGrant(question);
  const supposed = requiredSets(question, grant?.how).includes(question.guard)
    ? suggestedGrant(question.identity)
    : undefined;
  return requiredSets(question, grant?.how ?? supposed).filter((set) =>
    set === question.guard ? grant === undefined : firstAllow(set, question) === undefined,
  );
}

/** What {@link DecisionRecord.about} does, and {@link DecisionRecord.possibleResources}: a decision is never another. */
export const decisionAbout = (decision: Decision, resource: string): Decision =>
  (decision as DecisionRecord).about(resource);
export const possibleResources = (decision: Decision): Iterable<string> =>
  (decision as DecisionRecord).possibleResources();

function suggestedGrant(identity: Identity): Grant {
  return identity.kind === 'assumedRole' || identity.kind === 'role' ? 'issuer' : 'direct';
}

function suggestedStatement(type: PolicyType, question: Question): SuggestedStatement {
  const Action = question.request.action;
  const Resource = withoutVariables(question.resource);
  if (type === 'trustPolicy')
    return { Effect: 'Allow', Principal: suggestedPrincipal(question.identity), Action };
  if (type === 'resourceControlPolicy') return { Effect: 'Allow', Principal: '*', Action, Resource };
  if (type !== 'resourcePolicy') return { Effect: 'Allow', Action, Resource };
  return { Effect: 'Allow', Principal: suggestedPrincipal(question.identity), Action, Resource };
}

function suggestedPrincipal(identity: Identity): unknown {
  if (identity.kind === 'anonymous') return '*';
  if (identity.kind === 'service') return { Service: identity.name };
  if (identity.kind === 'federated') return { Federated: identity.name };
  return { AWS: suggestedGrant(identity) === 'issuer' ? (identity.issuer ?? identity.name) : identity.name };
}

function outcomeOf(set: PolicySet, question: Question): PolicyOutcome['result'] {
  const applying = statementsOf([set]).filter(({ statement }) =>
    statementMatches(statement, set.type, question),
  );
  if (applying.some(({ statement }) => statement.effect === 'Deny')) return 'explicitDeny';
  const rootOfItself = set.type === 'identityPolicy' && question.identity.kind === 'root';
  return applying.length > 0 || rootOfItself ? 'allowed' : 'implicitDeny';
}

/**
 * Whether the reader would take a statement for the one that should have allowed: it is about the action, or about the
 * same service and fails in nothing else.
 */
function isNear(reasons: readonly Mismatch[], question: Question): boolean {
  const action = reasons.find(({ element }) => element === 'Action' || element === 'NotAction');
  if (action === undefined) return reasons.length > 0;
  if (reasons.length > 1 || action.element !== 'Action') return false;
  const service = question.action.slice(0, question.action.indexOf(':') + 1);
  return [action.expected]
    .flat()
    .some((text) => typeof text === 'string' && text.toLowerCase().startsWith(service));
}

function distance(reasons: readonly Mismatch[]): number {
  const action = reasons.some(({ element }) => element === 'Action' || element === 'NotAction');
  return reasons.length + (action ? 100 : 0);
}
