import type { Account, State, Table } from '../../../src/index.ts';
import type { Credential, Principal, TaggedPrincipal } from '../../../src/engine/entities.ts';
import type { Quotas } from '../../../src/engine/quotas.ts';
import { awsManagedPolicy } from '../../../src/iam/aws-managed-policies.ts';

/** What must be true of every state, whatever was called: what is not, as sentences. */
export function brokenInvariants(state: State, quotas: Quotas): string[] {
  const broken: string[] = [];
  const unique = new Set<string>();
  for (const [accountId, account] of state.accounts) {
    const complain = (sentence: string): void => void broken.push(`${accountId}: ${sentence}`);
    if (account.id !== accountId) complain('is kept under another id');
    checkNames(account, complain);
    checkMemberships(account, complain);
    checkPolicyUsage(account, complain);
    checkUniqueIds(account, unique, complain);
    checkCredentialHolders(account, state.credentials, complain);
    checkInstanceProfiles(account, complain);
    checkTrusts(account, complain);
    checkPolicyVersions(account, complain);
    checkQuotas(account, quotas, complain);
    checkMoments(account, complain);
  }
  for (const [id, credential] of state.credentials) {
    const { principal, accountId } = credential;
    if (credential.accessKeyId !== id) broken.push(`key ${id} is kept under another id`);
    if (isLongTerm(credential) && !keysOf(state.accounts.get(accountId), principal).includes(id))
      broken.push(`key ${id} is ${credential.status}, but nobody has it`);
  }
  checkFrozen(state, broken);
  return broken;
}

type Complain = (sentence: string) => void;

const isLongTerm = ({ session, expiration, status }: Credential): boolean =>
  session === undefined && expiration === undefined && (status === 'Active' || status === 'Inactive');

function keysOf(account: Account | undefined, principal: Credential['principal']): readonly string[] {
  if (principal.kind === 'root') return account?.root.accessKeys ?? [];
  if (principal.kind !== 'user') return [];
  return [...(account?.users.values() ?? [])].find(({ id }) => id === principal.userId)?.accessKeys ?? [];
}

function checkNames(account: Account, complain: Complain): void {
  for (const kind of [
    'users',
    'groups',
    'roles',
    'policies',
    'instanceProfiles',
    'serverCertificates',
  ] as const) {
    for (const [key, { name }] of account[kind])
      if (key !== name.toLowerCase()) complain(`${kind} ${name} is kept as ${key}`);
  }
  for (const [key, { arn }] of [...account.oidcProviders, ...account.samlProviders])
    if (key !== arn) complain(`${arn} is kept as ${key}`);
}

function checkMemberships({ users, groups, memberships }: Account, complain: Complain): void {
  const told = [...users].flatMap(([userKey, user]) =>
    user.groups.map((groupKey) => `${groupKey}/${userKey}`),
  );
  const kept = [...memberships].map(([key, { groupKey, userKey }]) => {
    if (key !== `${groupKey}/${userKey}`) complain(`membership ${key} says ${groupKey}/${userKey}`);
    return key;
  });
  sameSet('memberships', told, kept, complain);
  for (const { groupKey, userKey } of memberships.values()) {
    if (!groups.has(groupKey)) complain(`${userKey} is in group ${groupKey}, which is gone`);
    if (!users.has(userKey)) complain(`group ${groupKey} has ${userKey}, who is gone`);
  }
  for (const { name, groups: list } of users.values())
    if (list.join() !== [...new Set(list)].toSorted().join()) complain(`groups of ${name}: ${list.join()}`);
}

/** A policy of the account or of AWS. */
function policyExists(account: Account, arn: string): boolean {
  if (arn.startsWith('arn:aws:iam::aws:policy/')) return awsManagedPolicy(arn) !== undefined;
  return [...account.policies.values()].some(
    ({ path, name }) => arn === `arn:aws:iam::${account.id}:policy${path}${name}`,
  );
}

function checkPolicyUsage(account: Account, complain: Complain): void {
  const used = new Map<string, { attachments: number; boundaries: number }>();
  const usage = (arn: string) => {
    const found = used.get(arn) ?? { attachments: 0, boundaries: 0 };
    used.set(arn, found);
    return found;
  };
  const principals: (Principal | TaggedPrincipal)[] = [account.users, account.groups, account.roles].flatMap(
    (table: Listing<Principal>) => [...table.values()],
  );
  for (const principal of principals) {
    const { attachedPolicies, inlinePolicies, name } = principal;
    for (const arn of attachedPolicies) usage(arn).attachments += 1;
    if (new Set(attachedPolicies).size !== attachedPolicies.length) complain(`${name} has a policy twice`);
    if ('permissionsBoundary' in principal && principal.permissionsBoundary !== undefined)
      usage(principal.permissionsBoundary).boundaries += 1;
    const names = inlinePolicies.map((policy) => policy.name);
    if (new Set(names).size !== names.length) complain(`${name} has an inline policy twice: ${names.join()}`);
  }
  for (const arn of used.keys())
    if (!policyExists(account, arn)) complain(`${arn} is used and does not exist`);
  const counted = [...account.policyUsage].map(
    ([arn, count]) => `${arn} ${count.attachments}+${count.boundaries}`,
  );
  const told = [...used].map(([arn, count]) => `${arn} ${count.attachments}+${count.boundaries}`);
  sameSet('policy usage', told, counted, complain);
}

function checkUniqueIds(account: Account, unique: Set<string>, complain: Complain): void {
  const kinds = {
    user: account.users,
    group: account.groups,
    role: account.roles,
    policy: account.policies,
    'instance-profile': account.instanceProfiles,
    'server-certificate': account.serverCertificates,
  };
  const told: string[] = [];
  for (const [kind, table] of Object.entries(kinds)) {
    for (const [key, { id }] of table as Iterable<[string, { id: string }]>) {
      told.push(`${id} ${kind} ${key}`);
      if (unique.has(id)) complain(`${id} is not unique`);
      unique.add(id);
    }
  }
  const kept = [...account.uniqueIds].map(([id, { kind, key }]) => `${id} ${kind} ${key}`);
  sameSet('unique ids', told, kept, complain);
}

/** Keys, devices and certificates are where their owners say, and nowhere else. */
function checkCredentialHolders(
  account: Account,
  credentials: State['credentials'],
  complain: Complain,
): void {
  const holders = [['root', account.root] as const, ...account.users];
  for (const [key, { accessKeys }] of holders) {
    for (const id of accessKeys) {
      const found = credentials.get(id);
      if (found === undefined || !isLongTerm(found) || found.accountId !== account.id)
        complain(`${key} has key ${id}, which is ${found?.status ?? 'nowhere'}`);
    }
  }
  const devices = [...account.mfaDevices].flatMap(([serial, { assignedTo, enableDate, seed }]) => {
    if ((assignedTo === undefined) !== (enableDate === undefined))
      complain(`device ${serial} is half enabled`);
    if (assignedTo === undefined && seed === undefined) complain(`device ${serial} belongs to nobody`);
    if (assignedTo === undefined) return [];
    return [`${serial} of ${assignedTo.kind === 'root' ? 'root' : assignedTo.userKey}`];
  });
  const told = (list: 'mfaDevices' | 'signingCertificates') =>
    holders.flatMap(([key, holder]) => holder[list].map((id) => `${id} of ${key}`));
  sameSet('devices', told('mfaDevices'), devices, complain);
  const certificates = told('signingCertificates').map((line) => line.split(' ')[0] as string);
  sameSet('certificates', certificates, [...account.signingCertificates.keys()], complain);
  for (const kind of ['sshPublicKeys', 'serviceSpecificCredentials'] as const) {
    const owned = [...account.users].flatMap(([key, user]) => user[kind].map((id) => `${id} of ${key}`));
    const kept = [...account[kind]].map(([id, { userKey }]) => `${id} of ${userKey}`);
    sameSet(kind, owned, kept, complain);
  }
}

function checkInstanceProfiles({ roles, instanceProfiles }: Account, complain: Complain): void {
  const held = [...instanceProfiles].flatMap(([key, profile]) =>
    profile.roles.map((role) => `${role} in ${key}`),
  );
  const told = [...roles].flatMap(([key, role]) =>
    role.instanceProfiles.map((profile) => `${key} in ${profile}`),
  );
  sameSet('instance profiles', told, held, complain);
}

/** Trust policies are read here as plain JSON, unlike the source, which keeps every byte. */
function checkTrusts({ roles, trusts }: Account, complain: Complain): void {
  const told = new Set<string>();
  for (const [key, { trustPolicy }] of roles) {
    const { Statement } = JSON.parse(trustPolicy) as { Statement: object | object[] };
    for (const statement of [Statement].flat() as { Principal?: { AWS?: string | string[] } }[]) {
      for (const arn of [statement.Principal?.AWS ?? []].flat()) {
        const [, accountId, resource] = /^arn:[^:]*:iam::(\d*):((?:user|role)\/.*)$/.exec(arn) ?? [];
        if (resource !== undefined) told.add(`${accountId}:${resource} ${key}`);
      }
    }
  }
  sameSet('trusts', [...told], [...trusts.keys()], complain);
  for (const [name, { roleKey }] of trusts)
    if (!name.endsWith(` ${roleKey}`)) complain(`trust ${name} is of ${roleKey}`);
}

function checkPolicyVersions({ policies }: Account, complain: Complain): void {
  for (const { name, versions, defaultVersionId, nextVersion } of policies.values()) {
    const numbers = versions.map(({ id }) => Number(id.slice(1)));
    if (!versions.some(({ id }) => id === defaultVersionId))
      complain(`${name} has no version ${defaultVersionId}`);
    if (numbers.some((number, index) => number >= (numbers[index - 1] ?? nextVersion)))
      complain(`versions of ${name}: ${numbers.join()}, next is ${nextVersion}`);
  }
}

function checkQuotas(account: Account, quotas: Quotas, complain: Complain): void {
  const within = (what: string, count: number, limit: number): void => {
    if (count > limit) complain(`${count} ${what}, allowed are ${limit}`);
  };
  within('users', account.users.size, quotas.usersPerAccount);
  within('groups', account.groups.size, quotas.groupsPerAccount);
  within('roles', account.roles.size, quotas.rolesPerAccount);
  within('policies', account.policies.size, quotas.policiesPerAccount);
  within('instance profiles', account.instanceProfiles.size, quotas.instanceProfilesPerAccount);
  within('server certificates', account.serverCertificates.size, quotas.serverCertificatesPerAccount);
  within('OIDC providers', account.oidcProviders.size, quotas.openIdConnectProvidersPerAccount);
  within('SAML providers', account.samlProviders.size, quotas.samlProvidersPerAccount);
  for (const user of account.users.values()) {
    within(`groups of ${user.name}`, user.groups.length, quotas.groupsPerUser);
    within(`policies of ${user.name}`, user.attachedPolicies.length, quotas.policiesPerUser);
    within(`SSH keys of ${user.name}`, user.sshPublicKeys.length, quotas.sshPublicKeysPerUser);
    within(`inline of ${user.name}`, inlineSize(user), quotas.userPolicySize);
    within(`tags of ${user.name}`, user.tags.length, quotas.tagsPerResource);
  }
  for (const holder of [account.root, ...account.users.values()]) {
    within('access keys', holder.accessKeys.length, quotas.accessKeysPerUser);
    within('devices', holder.mfaDevices.length, quotas.mfaDevicesPerUser);
    within('certificates', holder.signingCertificates.length, quotas.certificatesPerUser);
  }
  for (const group of account.groups.values()) {
    within(`policies of ${group.name}`, group.attachedPolicies.length, quotas.policiesPerGroup);
    within(`inline of ${group.name}`, inlineSize(group), quotas.groupPolicySize);
  }
  for (const role of account.roles.values()) {
    within(`policies of ${role.name}`, role.attachedPolicies.length, quotas.policiesPerRole);
    within(`inline of ${role.name}`, inlineSize(role), quotas.rolePolicySize);
    within(`tags of ${role.name}`, role.tags.length, quotas.tagsPerResource);
  }
  for (const policy of account.policies.values()) {
    within(`versions of ${policy.name}`, policy.versions.length, quotas.versionsPerPolicy);
    within(`tags of ${policy.name}`, policy.tags.length, quotas.tagsPerResource);
  }
  for (const { url, clientIds, thumbprints } of account.oidcProviders.values()) {
    within(`client ids of ${url}`, clientIds.length, quotas.clientIdsPerOpenIdConnectProvider);
    within(`thumbprints of ${url}`, thumbprints.length, quotas.thumbprintsPerOpenIdConnectProvider);
  }
  for (const { name, privateKeys } of account.samlProviders.values())
    within(`private keys of ${name}`, privateKeys.length, quotas.privateKeysPerSamlProvider);
  for (const { name, roles } of account.instanceProfiles.values())
    within(`roles in ${name}`, roles.length, quotas.instanceSessionsPerInstanceProfile);
}

const inlineSize = ({ inlinePolicies }: Principal): number =>
  inlinePolicies.reduce((sum, { document }) => sum + document.replaceAll(/\s/g, '').length, 0);

/** What is read of a table: `Table` itself is neither co- nor contravariant, because entities are changed through it. */
type Listing<T> = Pick<Table<T>, 'values'>;

/** AWS's dates have whole seconds, and tags have keys of their own, without regard to case in users and roles. */
function checkMoments(account: Account, complain: Complain): void {
  for (const table of [account.users, account.groups, account.roles, account.policies] as Listing<{
    name: string;
    createDate: number;
  }>[])
    for (const { name, createDate } of table.values())
      if (createDate % 1000 !== 0) complain(`${name} was made at ${createDate}`);
  for (const { name, tags } of [...account.users.values(), ...account.roles.values()]) {
    const keys = tags.map(({ key }) => key.toLowerCase());
    if (new Set(keys).size !== keys.length) complain(`tags of ${name}: ${keys.join()}`);
  }
}

function sameSet(
  what: string,
  expected: readonly string[],
  actual: readonly string[],
  complain: Complain,
): void {
  const [some, others] = [new Set(expected), new Set(actual)];
  for (const line of some) if (!others.has(line)) complain(`${what}: ${line} is not indexed`);
  for (const line of others) if (!some.has(line)) complain(`${what}: ${line} is indexed and is not there`);
  if (expected.length !== some.size) complain(`${what}: one is there twice`);
}

/** Everything found frozen once stays so. */
const frozen = new WeakSet<object>();

function checkFrozen(state: State, broken: string[]): void {
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null || frozen.has(value)) return;
    if (!Object.isFrozen(value)) broken.push(`${path} can be changed`);
    frozen.add(value);
    for (const [key, member] of Object.entries(value)) visit(member, `${path}.${key}`);
  };
  for (const [id, account] of state.accounts)
    for (const [name, value] of Object.entries(account))
      if (isTable(value)) for (const [key, entity] of value) visit(entity, `${id}.${name}.${key}`);
      else visit(value, `${id}.${name}`);
  for (const [id, credential] of state.credentials) visit(credential, `credentials.${id}`);
}

const isTable = (value: unknown): value is Table<unknown> =>
  typeof value === 'object' && value !== null && 'changesSince' in value;
