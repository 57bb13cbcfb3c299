/**
 * What an account starts with, told in one object. Every part is made by the operation that a client would
 * call, so a seed is checked as AWS checks requests; what is wrong with it is told with its path.
 *
 * ```ts
 * mockIam({
 *   seed: {
 *     policies: { 'read-reports': { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] } },
 *     users: { alice: { groups: ['analysts'], accessKeys: 1 } },
 *     groups: { analysts: { policies: ['read-reports', 'IAMReadOnlyAccess'] } },
 *     roles: { app: { trustPolicy: 'lambda.amazonaws.com' } },
 *     accounts: { '210987654321': { roles: { deploy: { trustPolicy: '123456789012' } } } },
 *   },
 * });
 * ```
 */
export interface Seed extends AccountSeed {
  /** Seeds of other accounts, by account id. */
  readonly accounts?: Readonly<Record<string, AccountSeed>> | undefined;
}

/** What one account starts with. Everything is keyed by name. */
export interface AccountSeed {
  readonly users?: Readonly<Record<string, UserSeed>> | undefined;
  readonly groups?: Readonly<Record<string, GroupSeed>> | undefined;
  readonly roles?: Readonly<Record<string, RoleSeed>> | undefined;
  /** Customer managed policies: a document, or a document with more. */
  readonly policies?: Readonly<Record<string, DocumentSeed | PolicySeed>> | undefined;
  readonly instanceProfiles?: Readonly<Record<string, InstanceProfileSeed>> | undefined;
  /** By url, with or without `https://`. */
  readonly oidcProviders?: Readonly<Record<string, OidcProviderSeed>> | undefined;
  readonly samlProviders?: Readonly<Record<string, SamlProviderSeed>> | undefined;
  readonly accountAlias?: string | undefined;
  readonly passwordPolicy?: PasswordPolicySeed | undefined;
  /** Makes the account the management account of an organization, or a member of one. */
  readonly organization?: OrganizationSeed | undefined;
  /** Templates that AcquireRole makes roles of, by ARN. */
  readonly roleTemplates?: Readonly<Record<string, RoleTemplateSeed>> | undefined;
}

/** A policy document: an object, or its text (kept as written). `{ Statement: { Effect: 'Allow', … } }` */
export type DocumentSeed = string | PolicyDocumentSeed;

/** A policy document as an object. What is in it is checked as AWS checks it. */
export interface PolicyDocumentSeed {
  readonly Version?: '2012-10-17' | '2008-10-17' | (string & {}) | undefined;
  readonly Id?: string | undefined;
  /** `object`: statements that were put together elsewhere need no type of this package. */
  readonly Statement: PolicyStatementSeed | object | readonly (PolicyStatementSeed | object)[];
}

/** A statement of a policy document. */
export interface PolicyStatementSeed {
  readonly Sid?: string | undefined;
  readonly Effect: 'Allow' | 'Deny' | (string & {});
  readonly Principal?: string | object | undefined;
  readonly NotPrincipal?: string | object | undefined;
  readonly Action?: string | readonly string[] | undefined;
  readonly NotAction?: string | readonly string[] | undefined;
  readonly Resource?: string | readonly string[] | undefined;
  readonly NotResource?: string | readonly string[] | undefined;
  readonly Condition?: object | undefined;
}

/** Tags: `{ team: 'a' }`, or a list as the SDK has it. */
export type TagsSeed =
  | Readonly<Record<string, string>>
  | readonly { readonly Key: string; readonly Value: string }[];

/** What users and roles have in common. */
interface PrincipalSeed {
  /** Default `/`. */
  readonly path?: string | undefined;
  /** Managed policies: ARNs, names of the account's own, or names of AWS's. */
  readonly policies?: readonly string[] | undefined;
  /** Inline policies by name. */
  readonly inlinePolicies?: Readonly<Record<string, DocumentSeed>> | undefined;
}

/** A group; who is in it is told at the users. `{ admins: { policies: ['AdministratorAccess'] } }` */
export type GroupSeed = PrincipalSeed;

/** A user. `{ alice: { groups: ['admins'], accessKeys: 1, tags: { team: 'a' } } }` */
export interface UserSeed extends PrincipalSeed {
  readonly tags?: TagsSeed | undefined;
  /** Names of groups. */
  readonly groups?: readonly string[] | undefined;
  /** ARN or name of a managed policy. */
  readonly permissionsBoundary?: string | undefined;
  /** How many, or what each is like. */
  readonly accessKeys?: number | readonly AccessKeySeed[] | undefined;
  /** Gives the user a console password. */
  readonly password?: string | undefined;
}

/** An access key of a user. `{ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', status: 'Inactive' }` */
export interface AccessKeySeed {
  /** Default: an id like AWS's. */
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
  /** Default `'Active'`. */
  readonly status?: 'Active' | 'Inactive' | undefined;
}

/** A role. `{ app: { trustPolicy: 'lambda.amazonaws.com', policies: ['AWSLambdaExecute'] } }` */
export interface RoleSeed extends PrincipalSeed {
  /** A document, or who may assume the role. Default: everybody in the account (its root). */
  readonly trustPolicy?: DocumentSeed | TrustShorthand | undefined;
  readonly description?: string | undefined;
  /** Seconds. Default 3600. */
  readonly maxSessionDuration?: number | undefined;
  readonly tags?: TagsSeed | undefined;
  /** ARN or name of a managed policy. */
  readonly permissionsBoundary?: string | undefined;
}

/**
 * Who may assume a role: a service (`'lambda.amazonaws.com'`), an account id, the ARN of a principal, the ARN of
 * an OIDC or SAML provider, `'*'`, or a list of these. Providers that many share (GitHub, Cognito) need conditions,
 * hence a document.
 */
export type TrustShorthand = string | readonly string[];

/** A customer managed policy with more than its document. `{ document, path: '/team/', tags: { team: 'a' } }` */
export interface PolicySeed {
  /** Version `v1`. */
  readonly document?: DocumentSeed | undefined;
  /** Further versions, oldest first; the last one becomes the default. */
  readonly versions?: readonly DocumentSeed[] | undefined;
  /** Default: the newest. */
  readonly defaultVersion?: string | undefined;
  /** Default `/`. */
  readonly path?: string | undefined;
  readonly description?: string | undefined;
  readonly tags?: TagsSeed | undefined;
}

/** An instance profile. `{ web: { role: 'app' } }` */
export interface InstanceProfileSeed {
  /** Default `/`. */
  readonly path?: string | undefined;
  readonly tags?: TagsSeed | undefined;
  /** Name of the role in it. */
  readonly role?: string | undefined;
}

/** An OIDC identity provider. `{ 'oidc.example.com': { clientIds: ['app'] } }` */
export interface OidcProviderSeed {
  readonly clientIds?: readonly string[] | undefined;
  readonly thumbprints?: readonly string[] | undefined;
  readonly tags?: TagsSeed | undefined;
}

/** A SAML identity provider. */
export interface SamlProviderSeed {
  /** The metadata document of the identity provider, XML. */
  readonly metadata: string;
  readonly tags?: TagsSeed | undefined;
}

/** As UpdateAccountPasswordPolicy takes it. */
export interface PasswordPolicySeed {
  readonly minimumPasswordLength?: number | undefined;
  readonly requireSymbols?: boolean | undefined;
  readonly requireNumbers?: boolean | undefined;
  readonly requireUppercaseCharacters?: boolean | undefined;
  readonly requireLowercaseCharacters?: boolean | undefined;
  readonly allowUsersToChangePassword?: boolean | undefined;
  /** Days. */
  readonly maxPasswordAge?: number | undefined;
  readonly passwordReusePrevention?: number | undefined;
  readonly hardExpiry?: boolean | undefined;
}

/** The account's place in an organization. `{ managementAccountId: '111111111111' }` */
export interface OrganizationSeed {
  /** Default: that of the management account, else an id like AWS's (`o-` and ten characters). */
  readonly id?: string | undefined;
  /** The management account, for a member of its organization. Absent: the account itself. */
  readonly managementAccountId?: string | undefined;
  /** May the member manage root access for the organization? Default false. */
  readonly delegatedAdministrator?: boolean | undefined;
  /** Default `'ALL'`. */
  readonly featureSet?: 'ALL' | 'CONSOLIDATED_BILLING' | undefined;
  /** Is trusted access for IAM on? Default true. */
  readonly trustedAccess?: boolean | undefined;
  /** Are the features for root access to member accounts on? Default false. */
  readonly rootCredentialsManagement?: boolean | undefined;
  readonly rootSessions?: boolean | undefined;
  /**
   * For a member: the service control policies in force, one list for each level from the root of the organization to
   * the account; a flat list is one level. Each level must allow, so AWS's `'FullAWSAccess'` belongs into each that only
   * denies: `[['FullAWSAccess', denyRegions], ['FullAWSAccess']]`. Default: none, which allows everything.
   */
  readonly serviceControlPolicies?: OrganizationPoliciesSeed | undefined;
  /** For a member: resource control policies, in the same form; AWS's `RCPFullAWSAccess` is there by itself. */
  readonly resourceControlPolicies?: OrganizationPoliciesSeed | undefined;
}

/** Policy documents by level, or of a single level; `'FullAWSAccess'` stands for AWS's policy of that name. */
export type OrganizationPoliciesSeed = readonly DocumentSeed[] | readonly (readonly DocumentSeed[])[];

/** A role template that AWS keeps. */
export interface RoleTemplateSeed {
  /** Default `'1'`. */
  readonly minorVersion?: string | undefined;
  /** Default true. */
  readonly enabled?: boolean | undefined;
  /** What the template makes, as GetRoleTemplate shows it. */
  readonly definition: Readonly<Record<string, unknown>>;
}
