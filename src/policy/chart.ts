import type { Grant } from './principal-entries.ts';
import { hasPolicies } from './principals.ts';
import type { PolicySet, Question } from './questions.ts';
import { statementGrant, statementMatches } from './statement-matching.ts';
import type { PolicyStatement } from './statements.ts';

/** A statement that applies to the request, and where it was found. */
export interface Finding {
  readonly set: PolicySet;
  /** Which policy of the set. */
  readonly policy: number;
  readonly statement: PolicyStatement;
}

const none: readonly PolicyStatement[] = [];

/**
 * The sets that must each allow, in the order of AWS's chart, when the resource's policy reaches the principal in the
 * given way.
 */
export function requiredSets(question: Question, grant: Grant | undefined): readonly PolicySet[] {
  const { identity, crossAccount, guard } = question;
  // Every level of the organization.
  const sets = [...question.serviceControls, ...question.resourceControls];
  // The resource's policy: a trust policy must always allow, any policy across accounts and for those without own ones.
  const foreign = crossAccount || !hasPolicies(identity);
  const reached = grant === 'direct' || grant === 'issuer';
  if (
    foreign ||
    reached ||
    guard.type === 'trustPolicy' ||
    question.request.resourcePolicyRequired === true
  ) {
    sets.push(guard);
  }
  if (!hasPolicies(identity)) return sets;
  // In its own account a principal that is named itself needs nothing more.
  if (grant === 'direct' && !crossAccount) return sets;
  // The boundary, which does not bind a root user, and the policies of the session.
  if (identity.kind !== 'root') sets.push(...question.boundaries);
  if (question.session !== undefined) sets.push(question.session);
  // In its own account a role that is named needs no policy of its own; a root user needs none anywhere.
  if ((grant === 'issuer' && !crossAccount) || identity.kind === 'root') return sets;
  sets.push(question.identitySet);
  return sets;
}

/** The first statement of any policy that denies the request. */
export function firstDenial(question: Question): Finding | undefined {
  const { serviceControls, resourceControls, guard, boundaries, session, identitySet } = question;
  return (
    denialAmong(serviceControls, question) ??
    denialAmong(resourceControls, question) ??
    denialOf(guard, question) ??
    denialAmong(boundaries, question) ??
    (session === undefined ? undefined : denialOf(session, question)) ??
    denialOf(identitySet, question)
  );
}

function denialAmong(sets: readonly PolicySet[], question: Question): Finding | undefined {
  for (const set of sets) {
    const denial = denialOf(set, question);
    if (denial !== undefined) return denial;
  }
  return undefined;
}

function denialOf(set: PolicySet, question: Question): Finding | undefined {
  for (let policy = 0; policy < set.documents.length; policy += 1) {
    for (const statement of set.documents[policy]?.denies ?? none) {
      if (statementMatches(statement, set.type, question)) return { set, policy, statement };
    }
  }
  return undefined;
}

/** The first statement of a set that allows the request. */
export function firstAllow(set: PolicySet, question: Question): Finding | undefined {
  for (let policy = 0; policy < set.documents.length; policy += 1) {
    for (const statement of set.documents[policy]?.allows ?? none) {
      if (statementMatches(statement, set.type, question)) return { set, policy, statement };
    }
  }
  return undefined;
}

/** The strongest way in which the resource's policy allows the request. */
export function resourceGrant(
  question: Question,
): { readonly how: Grant; readonly finding: Finding } | undefined {
  const { guard } = question;
  let strongest: { readonly how: Grant; readonly finding: Finding } | undefined;
  for (let policy = 0; policy < guard.documents.length; policy += 1) {
    for (const statement of guard.documents[policy]?.allows ?? none) {
      const how = statementGrant(statement, guard.type, question);
      if (how === undefined || (how === 'account' && strongest !== undefined)) continue;
      strongest = { how, finding: { set: guard, policy, statement } };
      if (how === 'direct') return strongest;
    }
  }
  return strongest;
}
