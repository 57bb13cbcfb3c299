import type * as entity from './entities.ts';
import { Table } from './table.ts';

/**
 * Everything a mock knows, as one immutable tree.
 *
 * ```
 * State
 * ├─ serial                    changes committed so far: the identifiers of the next one follow from it
 * ├─ accounts   id → Account   users, groups, roles, policies, providers, settings …
 * └─ credentials  access key id → Credential   of every account, with what each key may act as
 * ```
 *
 * A call that fails or changes nothing leaves the very same object behind.
 */
export interface State {
  readonly serial: number;
  readonly accounts: Table<Account>;
  readonly credentials: Table<entity.Credential>;
}

/** One AWS account. Tables are keyed by lower-cased name unless said otherwise: IAM names have no case. */
export interface Account {
  readonly id: string;
  readonly root: entity.RootUser;
  readonly users: Table<entity.User>;
  readonly groups: Table<entity.Group>;
  /** Who is in which group: `group key/user key`, so that a group of thousands costs no more than one of two. */
  readonly memberships: Table<entity.Membership>;
  readonly roles: Table<entity.Role>;
  /** By `<account>:<user or role with path> <role key>`: the roles whose trust policy names a user or role. */
  readonly trusts: Table<{ readonly roleKey: string }>;
  readonly policies: Table<entity.ManagedPolicy>;
  /** How often each managed policy is attached or a boundary, by ARN; AWS managed ones included. */
  readonly policyUsage: Table<entity.PolicyUsage>;
  readonly instanceProfiles: Table<entity.InstanceProfile>;
  /** By unique id (`AIDA…`): the kind and key of the entity that has it. */
  readonly uniqueIds: Table<entity.UniqueIdOwner>;
  /** By serial number. */
  readonly mfaDevices: Table<entity.MfaDevice>;
  /** By certificate id, of users and the root user. */
  readonly signingCertificates: Table<entity.SigningCertificate>;
  /** By SSH public key id. */
  readonly sshPublicKeys: Table<entity.SshPublicKey>;
  readonly serverCertificates: Table<entity.ServerCertificate>;
  /** By service-specific credential id. */
  readonly serviceSpecificCredentials: Table<entity.ServiceSpecificCredential>;
  /** By ARN. */
  readonly oidcProviders: Table<entity.OidcProvider>;
  /** By ARN. */
  readonly samlProviders: Table<entity.SamlProvider>;
  /** By deletion task id. */
  readonly deletionTasks: Table<entity.DeletionTask>;
  /** By job id: access advisor and organizations reports. */
  readonly jobs: Table<entity.Job>;
  /** By delegation request id. */
  readonly delegationRequests: Table<entity.DelegationRequest>;
  /** By template ARN and minor version. */
  readonly roleTemplates: Table<entity.RoleTemplate>;
  /** By `Namespace/PropertyName`. */
  readonly properties: Table<string>;
  /** By `principal unique id/service/action`: what was called, for the access advisor. */
  readonly accesses: Table<entity.Access>;
  readonly settings: entity.AccountSettings;
}

export const emptyState: State = { serial: 0, accounts: Table.empty(), credentials: Table.empty() };

/** An account as AWS hands it over: a root user and nothing else. */
export function emptyAccount(id: string, createDate: number): Account {
  return {
    id,
    root: { createDate, accessKeys: [], mfaDevices: [], signingCertificates: [] },
    users: Table.empty(),
    groups: Table.empty(),
    memberships: Table.empty(),
    roles: Table.empty(),
    trusts: Table.empty(),
    policies: Table.empty(),
    policyUsage: Table.empty(),
    instanceProfiles: Table.empty(),
    uniqueIds: Table.empty(),
    mfaDevices: Table.empty(),
    signingCertificates: Table.empty(),
    sshPublicKeys: Table.empty(),
    serverCertificates: Table.empty(),
    serviceSpecificCredentials: Table.empty(),
    oidcProviders: Table.empty(),
    samlProviders: Table.empty(),
    deletionTasks: Table.empty(),
    jobs: Table.empty(),
    delegationRequests: Table.empty(),
    roleTemplates: Table.empty(),
    properties: Table.empty(),
    accesses: Table.empty(),
    settings: {},
  };
}
