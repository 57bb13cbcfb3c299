// The evaluator.
export { evaluate } from './evaluation.ts';
export type { AuthorizationRequest, NamedPolicy, PolicyInput, PolicyType } from './authorization-request.ts';
export type { Principal } from './principals.ts';
export type { ContextInput, ContextValue } from './request-context.ts';

// The decision and its explanation.
export { explain } from './explanation.ts';
export { denialReason, policyTypeName } from './denial-reason.ts';
export type {
  Decision,
  MissingAllow,
  NearMiss,
  PolicyOutcome,
  StatementReference,
  SuggestedStatement,
} from './decision.ts';
export type { Mismatch } from './statement-matching.ts';

// Documents.
export { parsePolicy } from './policy-document.ts';
export type { PolicyDocument, PolicyJson } from './policy-document.ts';
export type { PolicyStatement } from './statements.ts';
export type { Position, StatementPosition } from './source-positions.ts';
export { contextKeysOf, policySize } from './document-text.ts';

// AWS's checks of documents on the way in.
export { checkIdentityPolicy } from './identity-grammar.ts';
export { checkSessionPolicy } from './session-grammar.ts';
export { checkTrustPolicy } from './trust-grammar.ts';
export type { TrustPolicyOptions } from './trust-grammar.ts';
export type { PrincipalKind } from './trust-principals.ts';

// For the rest of this package.
/** @internal */
export { decisionAbout, possibleResources } from './decision.ts';
/** @internal */
export { decideRequest } from './evaluation.ts';
/** @internal */
export { withoutVariables } from './policy-variables.ts';
/** @internal */
export { flawOfPolicy, flawOfRequest } from './request-check.ts';
