/**
 * The entities of an account, as the engine keeps them: names as given, dates as milliseconds of whole
 * seconds, ARNs derived from path and name (a rename changes the ARN and nothing else). Entities are shared
 * between versions of the state and deeply frozen.
 */

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export interface InlinePolicy {
  readonly name: string;
  /** Verbatim, as sent. */
  readonly document: string;
}

/** What users, groups and roles have in common: a place in the account and policies. */
export interface Principal {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly createDate: number;
  /** ARNs of attached managed policies, in order of attachment. */
  readonly attachedPolicies: readonly string[];
  /** By name, case-sensitive. */
  readonly inlinePolicies: readonly InlinePolicy[];
}

/** What users and roles have beyond groups. */
export interface TaggedPrincipal extends Principal {
  /** By key. */
  readonly tags: readonly Tag[];
  /** ARN of the managed policy that is the boundary. */
  readonly permissionsBoundary?: string;
}

/** Credentials of a person: an IAM user or the root user. Each list holds ids of the table of its kind. */
export interface CredentialHolder {
  readonly createDate: number;
  readonly accessKeys: readonly string[];
  readonly mfaDevices: readonly string[];
  readonly signingCertificates: readonly string[];
  readonly loginProfile?: LoginProfile;
  readonly passwordLastUsed?: number;
}

export type RootUser = CredentialHolder;

export interface User extends TaggedPrincipal, CredentialHolder {
  /** Keys of the groups, sorted. */
  readonly groups: readonly string[];
  readonly sshPublicKeys: readonly string[];
  readonly serviceSpecificCredentials: readonly string[];
}

export interface LoginProfile {
  /** Absent for the root user's until it is set by mail, as after AssumeRoot and CreateLoginProfile. */
  readonly password?: string;
  readonly createDate: number;
  readonly passwordResetRequired: boolean;
  readonly passwordChanged: number;
  /** Earlier passwords, newest first, as far as the password policy may ask for them (24). */
  readonly previousPasswords: readonly string[];
}

export type Group = Principal;

export interface Membership {
  readonly groupKey: string;
  readonly userKey: string;
}

export interface Role extends TaggedPrincipal {
  /** As IAM shows it when it is read back; verbatim but for principals that changed (trusted-principals.ts). */
  readonly trustPolicy: string;
  /** Keys of the instance profiles that hold the role, sorted. */
  readonly instanceProfiles: readonly string[];
  readonly description?: string;
  /** Seconds. */
  readonly maxSessionDuration: number;
  readonly lastUsed?: { readonly date: number; readonly region: string };
  /** Service principal of a service-linked role. */
  readonly serviceLinked?: string;
  /** The template that AcquireRole made the role of. */
  readonly sourceTemplate?: { readonly arn: string; readonly minorVersion: number };
}

export interface InstanceProfile {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly createDate: number;
  readonly tags: readonly Tag[];
  /** Keys of roles; AWS allows one. */
  readonly roles: readonly string[];
}

export interface ManagedPolicy {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly description?: string;
  readonly createDate: number;
  readonly updateDate: number;
  readonly tags: readonly Tag[];
  readonly defaultVersionId: string;
  /** Newest first. */
  readonly versions: readonly PolicyVersion[];
  /** Number of the next version; numbers are never used again. */
  readonly nextVersion: number;
}

export interface PolicyVersion {
  readonly id: string;
  readonly document: string;
  readonly createDate: number;
}

export interface PolicyUsage {
  readonly attachments: number;
  readonly boundaries: number;
}

export interface UniqueIdOwner {
  readonly kind: 'user' | 'group' | 'role' | 'policy' | 'instance-profile' | 'server-certificate';
  readonly key: string;
}

export interface MfaDevice {
  readonly serialNumber: string;
  readonly name: string;
  readonly path: string;
  /** Base32 text of the seed of a virtual device; absent for hardware and SMS devices. */
  readonly seed?: string;
  readonly tags: readonly Tag[];
  /** Key of the user, or 'root'; absent while unassigned. */
  readonly assignedTo?: { readonly kind: 'user'; readonly userKey: string } | { readonly kind: 'root' };
  readonly enableDate?: number;
  /** Step of the last code used, so that no code is good twice. */
  readonly lastStep?: number;
  /** Milliseconds the device's clock is ahead, as the last resync found; absent where it is right. */
  readonly clockOffset?: number;
}

export interface SigningCertificate {
  readonly id: string;
  readonly body: string;
  /** SHA-256 of the certificate: the same one in other line breaks is a duplicate. */
  readonly fingerprint: string;
  readonly status: string;
  readonly uploadDate: number;
}

export interface SshPublicKey {
  readonly id: string;
  readonly userKey: string;
  readonly body: string;
  readonly fingerprint: string;
  readonly status: string;
  readonly uploadDate: number;
}

export interface ServerCertificate {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly body: string;
  readonly chain?: string;
  readonly privateKey: string;
  readonly uploadDate: number;
  readonly expiration: number;
  readonly tags: readonly Tag[];
}

export interface ServiceSpecificCredential {
  readonly id: string;
  readonly userKey: string;
  readonly serviceName: string;
  readonly serviceUserName?: string;
  readonly credentialAlias?: string;
  readonly secret: string;
  readonly status: string;
  readonly createDate: number;
  readonly expiration?: number;
}

export interface OidcProvider {
  readonly arn: string;
  /** Without the scheme. */
  readonly url: string;
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
  readonly createDate: number;
  readonly tags: readonly Tag[];
}

export interface SamlProvider {
  readonly arn: string;
  readonly name: string;
  readonly uuid: string;
  readonly metadata: string;
  readonly createDate: number;
  /** From the metadata: its own date or the end of its certificates. */
  readonly validUntil: number;
  readonly tags: readonly Tag[];
  readonly assertionEncryptionMode?: 'Required' | 'Allowed';
  readonly privateKeys: readonly { readonly id: string; readonly pem: string; readonly timestamp: number }[];
}

/** What is left of a service-linked role that was deleted: nothing here uses such a role, so no task fails. */
export interface DeletionTask {
  readonly id: string;
  readonly roleKey: string;
  readonly roleArn: string;
  readonly status: 'IN_PROGRESS' | 'SUCCEEDED';
  readonly createDate: number;
}

/** A report that was asked for; it is made at once and never changes. */
export interface Job {
  readonly id: string;
  readonly kind: 'service-last-accessed' | 'organizations-access';
  /** ARN or entity path the report is about. */
  readonly subject: string;
  readonly granularity?: string;
  /** Unique id of the user or role, or the account id of the root user. */
  readonly requestedBy: string;
  readonly createDate: number;
  readonly report: AccessReport;
}

/** Who of some entities used which of some services, as far as it is known. */
export interface AccessReport {
  readonly entities: readonly ReportedEntity[];
  /** By namespace. */
  readonly services: readonly ReportedService[];
  /** Why there is no report. */
  readonly failure?: { readonly code: string; readonly message: string };
}

/** A user, a role or, in a report about an organization, an account. */
export interface ReportedEntity {
  readonly id: string;
  readonly name: string;
  readonly kind: 'user' | 'role' | 'account';
  /** ARN; of an account its path in the organization. */
  readonly arn: string;
  readonly path: string;
}

export interface ReportedService {
  readonly namespace: string;
  /** Latest use by each entity that used it, latest first. */
  readonly uses: readonly ReportedUse[];
  /** By name; there when actions were asked for and one of them was used. */
  readonly actions?: readonly { readonly name: string; readonly lastUse?: ReportedUse }[];
}

export interface ReportedUse {
  readonly entityId: string;
  readonly date: number;
  readonly region: string;
}

/** Kept in the account that owns it or, while no account does, in the requestor's. */
export interface DelegationRequest {
  readonly id: string;
  /** `EXPIRED` follows from the expiration and is never stored. */
  readonly state: 'UNASSIGNED' | 'ASSIGNED' | 'PENDING_APPROVAL' | 'ACCEPTED' | 'REJECTED' | 'FINALIZED';
  readonly createDate: number;
  /** As CreateDelegationRequest was given it. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly ownerArn?: string;
  readonly ownerAccountId?: string;
  readonly requestorArn: string;
  readonly requestorAccountId: string;
  readonly notes?: string;
  /** Of the state it is in; once the token is sent, the end of the delegated session. */
  readonly expiration: number;
  readonly approverArn?: string;
  readonly updatedDate: number;
  readonly rejectionReason?: string;
  readonly tradeInToken?: string;
}

/** A version of a template that AcquireRole makes roles of. AWS services own them, so only seeds make them. */
export interface RoleTemplate {
  readonly arn: string;
  /** A number. */
  readonly minorVersion: string;
  readonly enabled: boolean;
  /** The other members of RoleTemplateVersion, as GetRoleTemplateVersion shows them. */
  readonly definition: Readonly<Record<string, unknown>>;
}

/** The last time that a principal performed an action. */
export interface Access {
  readonly date: number;
  readonly region: string;
}

export interface PasswordPolicy {
  readonly minimumPasswordLength: number;
  readonly requireSymbols: boolean;
  readonly requireNumbers: boolean;
  readonly requireUppercaseCharacters: boolean;
  readonly requireLowercaseCharacters: boolean;
  readonly allowUsersToChangePassword: boolean;
  readonly maxPasswordAge?: number;
  readonly passwordReusePrevention?: number;
  readonly hardExpiry?: boolean;
}

/** The organization an account is in, as the account knows it. */
export interface Organization {
  readonly id: string;
  /** Absent for the management account itself. */
  readonly managementAccountId?: string;
  /** May the account, a member, manage root access for the organization? */
  readonly delegatedAdministrator?: boolean;
  /** Absent: all features. Of the management account. */
  readonly featureSet?: 'ALL' | 'CONSOLIDATED_BILLING';
  /** Is trusted access for `iam.amazonaws.com` on? Absent: yes. Of the management account. */
  readonly trustedAccess?: boolean;
  /** Of the management account, as is the next one. */
  readonly rootCredentialsManagement: boolean;
  readonly rootSessions: boolean;
  /**
   * Of a member account: what binds its principals, by level from the root of the organization to the account. (The
   * type of a frozen list is no draft's, hence no `readonly` inside.)
   */
  readonly serviceControlPolicies?: OrganizationPolicy[][];
  /** Of a member account: what binds its resources, by level. */
  readonly resourceControlPolicies?: OrganizationPolicy[][];
}

export interface OrganizationPolicy {
  readonly name: string;
  /** The text. */
  readonly document: string;
}

export interface AccountSettings {
  readonly alias?: string;
  readonly passwordPolicy?: PasswordPolicy;
  /** Version of the tokens of the global STS endpoint. */
  readonly globalEndpointTokenVersion?: 'v1Token' | 'v2Token';
  readonly organization?: Organization;
  readonly outboundFederation?: {
    readonly issuer: string;
    readonly enabled: boolean;
    /** Tokens of GetWebIdentityToken so far: no two have the same id. */
    readonly tokensIssued?: number;
  };
  readonly credentialReport?: {
    readonly requestedDate: number;
    readonly generatedDate: number;
    readonly content: string;
  };
}

/** Who a key acts as. Sessions name their role or user by unique id, so that a namesake made later is not them. */
export type PrincipalReference =
  | { readonly kind: 'root' }
  | { readonly kind: 'user'; readonly userId: string }
  | {
      readonly kind: 'assumed-role';
      readonly roleName: string;
      readonly roleId: string;
      readonly sessionName: string;
    }
  | { readonly kind: 'federated-user'; readonly name: string };

/** What a temporary credential was given when it was issued; the decision reads it. */
export interface Session {
  /** The STS operation that issued it. */
  readonly issuedBy: string;
  /** ARN of the caller or, of an unsigned call, the identity provider. */
  readonly issuedTo: string;
  readonly policy?: string;
  readonly policyArns: readonly string[];
  /** Tags passed and tags inherited from the calling session, by key; the tags of the role are not among them. */
  readonly tags: readonly Tag[];
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity?: string;
  readonly externalId?: string;
  /** When the second factor was checked; absent without one. */
  readonly mfaAuthenticated?: number;
  /** Further condition keys of the session (`saml:sub`, `token.actions…:sub`), lower-cased. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  readonly federatedProvider?: string;
  readonly taskPolicyArn?: string;
  /** Of a federated user: who called GetFederationToken, hence whose policies bound the session. */
  readonly federatedBy?: PrincipalReference;
}

export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly accountId: string;
  readonly principal: PrincipalReference;
  /** `Expired` and `Deleted` are kept, emptied of their secrets, so that the id is refused and never taken for root. */
  readonly status: 'Active' | 'Inactive' | 'Deleted' | 'Expired';
  readonly createDate: number;
  /** Milliseconds; absent for long-term keys. */
  readonly expiration?: number;
  readonly lastUsed?: { readonly date: number; readonly service: string; readonly region: string };
  readonly session?: Session;
}
