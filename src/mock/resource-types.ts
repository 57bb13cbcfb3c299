import type * as entity from '../engine/entities.ts';
import type { Account } from '../engine/state.ts';
import type { Table } from '../engine/table.ts';
import {
  type FieldRules,
  type Scene,
  attachedPolicies,
  byText,
  derived,
  document,
  inlinePolicies,
  keyed,
  list,
  parsed,
  permissionsBoundary,
  tags,
  valueBut,
  verb,
} from './field-rules.ts';

/** How the entities of one table appear in snapshots and changes. */
export interface ResourceType<Entity> {
  /** What a person calls one of them: `role`. */
  readonly type: string;
  readonly name: (item: Entity, key: string, scene: Scene) => string;
  readonly fields: FieldRules<Entity>;
  /** Its place in a snapshot, the table's name unless said otherwise. `'list'`: without names. */
  readonly snapshot?: 'named' | 'list' | 'none';
  readonly created?: string;
  readonly deleted?: string;
}

type EntityOf<Name extends keyof Account> = Account[Name] extends Table<infer Entity> ? Entity : never;

/** The tables of an account. */
export type TableName = {
  [Name in keyof Account]: Account[Name] extends Table<infer _Entity> ? Name : never;
}[keyof Account];

const named = (item: { readonly name: string }): string => item.name;
const keyIsName = (_item: unknown, key: string): string => key;

/** A user by its key, whether it is still there or not. */
const userName = (key: string, { account, earlier }: Scene): string =>
  (account.users.get(key) ?? earlier?.users.get(key))?.name ?? key;
const groupName = (key: string, { account }: Scene): string => account.groups.get(key)?.name ?? key;
const roleName = (key: string, { account, earlier }: Scene): string =>
  (account.roles.get(key) ?? earlier?.roles.get(key))?.name ?? key;

const path = valueBut('/');

/** Fields of whoever signs in: users and the root user. Keys are told and shown from the credentials themselves. */
const holderFields: FieldRules<entity.CredentialHolder> = {
  accessKeys: {
    kind: 'plain',
    show: (ids, { state, options }) =>
      ids
        .flatMap((id) => state.credentials.get(id) ?? [])
        .map(({ accessKeyId, secretAccessKey, status, createDate, lastUsed }) => ({
          ...(options.ids ? { accessKeyId } : {}),
          ...(options.secrets ? { secretAccessKey } : {}),
          status,
          ...(options.dates ? { createDate: iso(createDate) } : {}),
          ...(options.dates && lastUsed ? { lastUsed: { ...lastUsed, date: iso(lastUsed.date) } } : {}),
        }))
        .toSorted((a, b) => byText(JSON.stringify(a), JSON.stringify(b))),
    tell: () => [],
  },
  mfaDevices: list(
    (serial) => `MFA device ${serial} enabled`,
    (serial) => `MFA device ${serial} deactivated`,
  ),
  signingCertificates: list(
    (id) => `signing certificate ${id} uploaded`,
    (id) => `signing certificate ${id} deleted`,
    {
      show: (ids, { account, options }) =>
        ids.map((id) => (options.ids ? `${id} ` : '') + account.signingCertificates.get(id)?.status),
    },
  ),
  loginProfile: {
    separate: true,
    name: 'password',
    show: (profile, { options }) => (options.secrets ? profile.password : 'set'),
    tell(before, after) {
      if (before === undefined || after === undefined) return [`password ${verb(before, after, 'set')}`];
      const sentences = before.password === after.password ? [] : ['password changed'];
      if (before.passwordResetRequired !== after.passwordResetRequired)
        sentences.push(`password reset ${after.passwordResetRequired ? 'required' : 'no longer required'}`);
      return sentences;
    },
  },
};

const iso = (date: number): string => new Date(date).toISOString();

const users: ResourceType<entity.User> = {
  type: 'user',
  name: named,
  fields: {
    path,
    tags,
    groups: {
      separate: true,
      show: (keys, scene) => keys.map((key) => groupName(key, scene)).toSorted(byText),
      tell(before = [], after = [], { account, earlier }) {
        // A group that was renamed has another key and is the same group.
        const old = new Map(
          before.map((key) => [earlier?.groups.get(key)?.id, earlier?.groups.get(key)?.name]),
        );
        const present = new Map(
          after.map((key) => [account.groups.get(key)?.id, account.groups.get(key)?.name]),
        );
        return [
          ...[...old].flatMap(([id, name]) => (present.has(id) ? [] : `removed from group ${name}`)),
          ...[...present].flatMap(([id, name]) => (old.has(id) ? [] : `added to group ${name}`)),
        ];
      },
    },
    attachedPolicies,
    inlinePolicies,
    permissionsBoundary,
    ...holderFields,
    sshPublicKeys: list(
      (id) => `SSH public key ${id} uploaded`,
      (id) => `SSH public key ${id} deleted`,
      {
        show: (ids, { account, options }) =>
          ids.flatMap((id) => {
            const key = account.sshPublicKeys.get(id);
            return key === undefined ? [] : `${options.ids ? `${id} ` : ''}${key.fingerprint} ${key.status}`;
          }),
      },
    ),
    serviceSpecificCredentials: list(
      (id, { account }) =>
        `credential ${id} for ${account.serviceSpecificCredentials.get(id)?.serviceName} created`,
      (id) => `service-specific credential ${id} deleted`,
      {
        show: (ids, { account, options }) =>
          ids
            .flatMap((id) => account.serviceSpecificCredentials.get(id) ?? [])
            .map(({ id, serviceName, status }) => `${options.ids ? `${id} ` : ''}${serviceName} ${status}`)
            .toSorted(byText),
      },
    ),
  },
};

const groups: ResourceType<entity.Group> = {
  type: 'group',
  name: named,
  fields: { path, attachedPolicies, inlinePolicies },
};

const roles: ResourceType<entity.Role> = {
  type: 'role',
  name: named,
  fields: {
    path,
    description: {},
    trustPolicy: document('trust policy'),
    maxSessionDuration: valueBut(3600),
    tags,
    attachedPolicies,
    inlinePolicies,
    permissionsBoundary,
    instanceProfiles: derived,
    serviceLinked: { label: 'service' },
  },
};

const policies: ResourceType<entity.ManagedPolicy> = {
  type: 'policy',
  name: named,
  fields: {
    path,
    description: {},
    tags,
    versions: keyed(
      ({ id }) => id,
      (before, after) => [`version ${(after ?? before)?.id} ${verb(before, after, 'created')}`],
      {
        name: (versions) => (versions.length === 1 ? 'document' : 'versions'),
        show: (versions) =>
          versions.length === 1
            ? parsed(versions[0]?.document as string)
            : Object.fromEntries(versions.toReversed().map(({ id, document: text }) => [id, parsed(text)])),
      },
    ),
    defaultVersionId: {
      name: 'defaultVersion',
      show: (id, _scene, { versions }) => (versions.length === 1 ? undefined : id),
      tell: (_before, after) => [`version ${after} is now the default`],
    },
    updateDate: { kind: 'date', tell: () => [] },
    nextVersion: derived,
  },
};

const instanceProfiles: ResourceType<entity.InstanceProfile> = {
  type: 'instance profile',
  name: named,
  fields: {
    path,
    tags,
    roles: list(
      (key, scene) => `role ${roleName(key, scene)} added`,
      (key, scene) => `role ${roleName(key, scene)} removed`,
      { show: (keys, scene) => keys.map((key) => roleName(key, scene)) },
    ),
  },
};

const mfaDevices: ResourceType<entity.MfaDevice> = {
  type: 'MFA device',
  name: ({ serialNumber }) => serialNumber,
  fields: {
    serialNumber: derived,
    name: derived,
    path: derived,
    tags,
    assignedTo: {
      show: (owner, scene) => (owner.kind === 'root' ? 'root' : `user ${userName(owner.userKey, scene)}`),
      // Told of the user, who is what a test looks at.
      tell: () => [],
    },
    enableDate: { kind: 'date', tell: () => [] },
  },
};

/** Things that hang on a user are shown with the user, and told there when they come and go. */
const hanging = { snapshot: 'none', created: '', deleted: '' } as const;

const signingCertificates: ResourceType<entity.SigningCertificate> = {
  type: 'signing certificate',
  name: keyIsName,
  fields: {},
  ...hanging,
};

const sshPublicKeys: ResourceType<entity.SshPublicKey> = {
  type: 'SSH public key',
  name: keyIsName,
  fields: { userKey: derived },
  ...hanging,
};

const serviceSpecificCredentials: ResourceType<entity.ServiceSpecificCredential> = {
  type: 'service-specific credential',
  name: keyIsName,
  fields: { userKey: derived },
  ...hanging,
};

const serverCertificates: ResourceType<entity.ServerCertificate> = {
  type: 'server certificate',
  name: named,
  fields: { path, tags, expiration: { kind: 'plain', show: iso } },
  created: 'uploaded',
};

const oidcProviders: ResourceType<entity.OidcProvider> = {
  type: 'OIDC provider',
  name: ({ url }) => url,
  fields: {
    arn: derived,
    url: derived,
    clientIds: list(
      (id) => `client id ${id} added`,
      (id) => `client id ${id} removed`,
    ),
    thumbprints: {},
    tags,
  },
};

const samlProviders: ResourceType<entity.SamlProvider> = {
  type: 'SAML provider',
  name: named,
  fields: {
    arn: derived,
    metadata: { tell: (before, after) => [`metadata ${verb(before, after, 'set')}`] },
    privateKeys: keyed(
      ({ id }) => id,
      (before, after) => [`private key ${(after ?? before)?.id} ${verb(before, after)}`],
      { kind: 'secret' },
    ),
    tags,
  },
};

const deletionTasks: ResourceType<entity.DeletionTask> = {
  type: 'deletion task',
  name: keyIsName,
  fields: { roleKey: derived },
  snapshot: 'list',
};

const jobs: ResourceType<entity.Job> = {
  type: 'report',
  name: ({ kind, subject }) => `${kind} of ${subject}`,
  fields: { report: { kind: 'date', tell: () => [] } },
  snapshot: 'list',
  created: 'requested',
};

const delegationRequests: ResourceType<entity.DelegationRequest> = {
  type: 'delegation request',
  name: keyIsName,
  fields: {},
  snapshot: 'list',
};

const roleTemplates: ResourceType<entity.RoleTemplate> = {
  type: 'role template',
  name: keyIsName,
  fields: { arn: derived, minorVersion: derived },
};

const properties: ResourceType<string> = { type: 'property', name: keyIsName, fields: {} };

/**
 * Every table of an account; one without a line here does not compile. `'derived'`: follows from the others.
 * `'activity'`: what mere use leaves behind.
 */
export const resourceTypes: {
  readonly [Name in TableName]: ResourceType<EntityOf<Name>> | 'derived' | 'activity';
} = {
  users,
  groups,
  roles,
  policies,
  instanceProfiles,
  oidcProviders,
  samlProviders,
  mfaDevices,
  serverCertificates,
  signingCertificates,
  sshPublicKeys,
  serviceSpecificCredentials,
  roleTemplates,
  delegationRequests,
  deletionTasks,
  jobs,
  properties,
  memberships: 'derived',
  trusts: 'derived',
  policyUsage: 'derived',
  uniqueIds: 'derived',
  accesses: 'activity',
};

/** What an account has but once; a part without a line here does not compile. */
export const accountParts: {
  readonly [Name in Exclude<keyof Account, TableName | 'id'>]: {
    readonly type: string;
    readonly fields: FieldRules<Account[Name]>;
    /** Do its fields stand in the snapshot of the account itself? */
    readonly inline?: true;
  };
} = {
  root: { type: 'root user', fields: holderFields },
  settings: {
    type: 'account',
    inline: true,
    fields: {
      alias: { name: 'accountAlias', label: 'alias' },
      passwordPolicy: { label: 'password policy' },
      organization: { label: 'organization' },
      outboundFederation: { kind: 'id', label: 'outbound federation' },
      credentialReport: { kind: 'activity' },
    },
  },
};
