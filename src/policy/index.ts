export { checkIdentityPolicy } from './identity-grammar.ts';
export { checkSessionPolicy } from './session-grammar.ts';
export { checkTrustPolicy } from './trust-grammar.ts';
export type { TrustPolicyOptions } from './trust-grammar.ts';
export type { PrincipalKind } from './trust-principals.ts';
export { contextKeysOf, policySize } from './document-text.ts';
