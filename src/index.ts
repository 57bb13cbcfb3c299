// The mock.
export { createIamMock, mockIam } from './sdk/sdk-mock.ts';
export type { IamMock } from './sdk/sdk-mock.ts';
export type { IamMockOptions } from './mock/options.ts';
export type { QuotaName, Quotas } from './engine/quotas.ts';

// What an account starts with.
export type {
  AccessKeySeed,
  AccountSeed,
  DocumentSeed,
  PolicyDocumentSeed,
  PolicyStatementSeed,
  GroupSeed,
  InstanceProfileSeed,
  OidcProviderSeed,
  OrganizationPoliciesSeed,
  OrganizationSeed,
  PasswordPolicySeed,
  PolicySeed,
  RoleSeed,
  RoleTemplateSeed,
  SamlProviderSeed,
  Seed,
  TagsSeed,
  TrustShorthand,
  UserSeed,
} from './mock/seed.ts';

// What it holds, and what happened to it.
export type { CredentialReport, IssuedCredentials } from './mock/credentials.ts';
export type { Change, Changes } from './mock/changes.ts';
export type { Checkpoint } from './mock/checkpoints.ts';
export type { Clock } from './mock/clock.ts';
export type { CallFilter } from './mock/journal-filters.ts';
export type { JournalEntry } from './mock/journal.ts';
export type { AccountSnapshot, Snapshot } from './mock/snapshot-types.ts';
export type { SnapshotOptions } from './mock/field-rules.ts';
export type { Account, State } from './engine/state.ts';
export type { Table } from './engine/table.ts';

// Requests as they stand on the wire, and whose signature they carry.
export type { IncomingRequest } from './sdk/wire/given-request.ts';
export type { HttpReply } from './sdk/wire/http-messages.ts';
export type { RefusedRequest, VerifiedRequest } from './sdk/signatures/verification.ts';
export type { SignatureDifferences, SignedTexts } from './sdk/signatures/differences.ts';

// Who may do what, and faults made to order.
export type { DecisionFilter } from './mock/decision-filters.ts';
export type { AuthorizationQuestion } from './authorization/question.ts';
export type { LeastPrivilegePolicy } from './authorization/least-privilege.ts';
export type { DenialDetail } from './authorization/denial.ts';
export type { GuardOptions } from './authorization/service-guard.ts';
export type { ServiceCall, ServicePermission } from './authorization/service-operations.ts';
export type { GuardTarget } from './sdk/guard/guard.ts';
export type { Decision } from './policy/index.ts';
export type { Fault, FaultDescription } from './mock/fault-effects.ts';
export type { AnswerOptions, FaultOptions } from './mock/faults.ts';
export type { CommandClass, OperationChoice, OperationName } from './mock/operation-names.ts';
export type { ScheduledOutput } from './mock/output-types.ts';

// The public keys of tokens that GetWebIdentityToken signs, for whoever verifies them.
export { outboundSigningKeys } from './sts/json-web-token.ts';

// Mistakes in the use of the mock. What AWS refuses comes as the SDK's own exceptions.
export { UnsupportedOperationError, UsageError } from './engine/errors.ts';
