import type { PasswordPolicy } from '../engine/entities.ts';

/**
 * An account as plain data: `{ users: { alice: { groups: ['admins'] } }, roles: { … } }`. What is empty is absent. Where
 * other accounts than the default one hold something, all are under `accounts` instead.
 */
export interface Snapshot extends AccountSnapshot {
  /** By account id. */
  readonly accounts?: ByName<AccountSnapshot>;
}

/** What one account holds, by kind and name. */
export interface AccountSnapshot {
  readonly users?: ByName<UserSnapshot>;
  readonly groups?: ByName<GroupSnapshot>;
  readonly roles?: ByName<RoleSnapshot>;
  readonly policies?: ByName<PolicySnapshot>;
  readonly instanceProfiles?: ByName<InstanceProfileSnapshot>;
  /** By URL without `https://`. */
  readonly oidcProviders?: ByName<OidcProviderSnapshot>;
  readonly samlProviders?: ByName<SamlProviderSnapshot>;
  /** By serial number. */
  readonly mfaDevices?: ByName<MfaDeviceSnapshot>;
  readonly serverCertificates?: ByName<ServerCertificateSnapshot>;
  readonly roleTemplates?: ByName<Values>;
  readonly delegationRequests?: readonly Values[];
  readonly deletionTasks?: readonly Values[];
  readonly jobs?: readonly Values[];
  readonly properties?: ByName<string>;
  readonly root?: HolderSnapshot;
  readonly accountAlias?: string;
  readonly passwordPolicy?: PasswordPolicy;
  readonly globalEndpointTokenVersion?: 'v1Token' | 'v2Token';
  readonly organization?: Values;
  readonly outboundFederation?: Values;
  readonly credentialReport?: Values;
  /** Those that are not over. */
  readonly sessions?: readonly SessionSnapshot[];
}

type ByName<Resource> = Readonly<Record<string, Resource>>;
type Values = Readonly<Record<string, unknown>>;
/** A policy document, parsed. */
type DocumentSnapshot = Values;

/** With `ids` and `dates` only. */
interface Identified {
  readonly id?: string;
  readonly createDate?: string;
}

interface PrincipalSnapshot extends Identified {
  readonly path?: string;
  /** ARNs of managed policies. */
  readonly policies?: readonly string[];
  readonly inlinePolicies?: ByName<DocumentSnapshot>;
}

interface HolderSnapshot {
  readonly accessKeys?: readonly {
    readonly status: 'Active' | 'Inactive';
    /** With `ids`. */
    readonly accessKeyId?: string;
    /** With `secrets`. */
    readonly secretAccessKey?: string;
    /** With `dates`, as `lastUsed`. */
    readonly createDate?: string;
    readonly lastUsed?: Values;
  }[];
  /** Serial numbers. */
  readonly mfaDevices?: readonly string[];
  readonly signingCertificates?: readonly string[];
  /** `'set'`, or the password itself with `secrets`. */
  readonly password?: string;
  readonly passwordLastUsed?: string;
}

interface UserSnapshot extends PrincipalSnapshot, HolderSnapshot {
  readonly tags?: ByName<string>;
  readonly groups?: readonly string[];
  readonly permissionsBoundary?: string;
  readonly sshPublicKeys?: readonly string[];
  readonly serviceSpecificCredentials?: readonly string[];
}

type GroupSnapshot = PrincipalSnapshot;

interface RoleSnapshot extends PrincipalSnapshot {
  readonly description?: string;
  readonly trustPolicy: DocumentSnapshot;
  readonly maxSessionDuration?: number;
  readonly tags?: ByName<string>;
  readonly permissionsBoundary?: string;
  /** The service whose role it is. */
  readonly serviceLinked?: string;
  readonly sourceTemplate?: Values;
  readonly lastUsed?: Values;
}

interface PolicySnapshot extends Identified {
  readonly path?: string;
  readonly description?: string;
  readonly tags?: ByName<string>;
  /** Of a policy with one version. */
  readonly document?: DocumentSnapshot;
  /** Of a policy with several, by id. */
  readonly versions?: ByName<DocumentSnapshot>;
  readonly defaultVersion?: string;
  readonly updateDate?: string;
}

interface InstanceProfileSnapshot extends Identified {
  readonly path?: string;
  readonly tags?: ByName<string>;
  readonly roles?: readonly string[];
}

interface OidcProviderSnapshot {
  readonly clientIds?: readonly string[];
  readonly thumbprints?: readonly string[];
  readonly tags?: ByName<string>;
  readonly createDate?: string;
}

interface SamlProviderSnapshot {
  readonly metadata: string;
  readonly tags?: ByName<string>;
  readonly assertionEncryptionMode?: 'Required' | 'Allowed';
  readonly uuid?: string;
  readonly createDate?: string;
  readonly validUntil?: string;
  readonly privateKeys?: readonly Values[];
}

interface MfaDeviceSnapshot {
  readonly tags?: ByName<string>;
  /** `'root'` or `'user alice'`. */
  readonly assignedTo?: string;
  readonly enableDate?: string;
  readonly clockOffset?: number;
  readonly seed?: string;
}

interface ServerCertificateSnapshot extends Identified {
  readonly path?: string;
  readonly tags?: ByName<string>;
  readonly expiration: string;
  readonly body: string;
  readonly chain?: string;
  readonly privateKey?: string;
  readonly uploadDate?: string;
}

interface SessionSnapshot {
  /** `'role app, session deploy'` */
  readonly as: string;
  /** The operation it came of. */
  readonly issuedBy: string;
  readonly issuedTo: string;
  readonly policy?: DocumentSnapshot;
  readonly policyArns?: readonly string[];
  readonly tags?: ByName<string>;
  readonly [member: string]: unknown;
}
