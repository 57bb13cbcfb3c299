import { isDate } from 'node:util/types';
import { UsageError } from '../engine/errors.ts';
import type {
  AccessKeySeed,
  AccountSeed,
  GroupSeed,
  InstanceProfileSeed,
  OidcProviderSeed,
  OrganizationSeed,
  PasswordPolicySeed,
  PolicySeed,
  RoleSeed,
  RoleTemplateSeed,
  SamlProviderSeed,
  Seed,
  UserSeed,
} from './seed.ts';
import { isPlain, shown } from './shown-values.ts';

/**
 * Checks the shape of a seed before anything of it is done.
 *
 * @throws UsageError naming the path, what is there and what belongs there.
 */
export function checkSeedShape(seed: unknown, path: string): asserts seed is Seed {
  seedShape(seed, path);
}

/** `seed.users.alice`, `seed.roles['my-role']`, `seed.users.alice.policies[0]`. */
export function at(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}['${key.replaceAll("'", "\\'")}']`;
}

export const seedError = (path: string, sentence: string, cause?: unknown): UsageError =>
  new UsageError(`iam-in-memory: ${path}: ${sentence}`, cause === undefined ? undefined : { cause });

/** Is this a policy with more than its document? Documents have a Statement, and names in capitals. */
export const isPolicySeed = (value: object): value is PolicySeed =>
  !Object.hasOwn(value, 'Statement') && !Object.hasOwn(value, 'Version');

type Check = (value: unknown, path: string) => void;

/** One check for each member of `T`; a member without one does not compile. */
type Members<T> = { readonly [Key in keyof T]-?: Check };

function expectation(holds: (value: unknown) => boolean, wanted: string): Check {
  return (value, path) => {
    if (!holds(value)) throw seedError(path, `expected ${wanted}, got ${shown(value)}.`);
  };
}

/** Documents of other packages are objects of their classes. */
const saysItsJson = (value: unknown): boolean =>
  typeof (value as { toJSON?: unknown } | null)?.toJSON === 'function' && !isDate(value);

const text = expectation((value) => typeof value === 'string', 'a text');
const flag = expectation((value) => typeof value === 'boolean', 'true or false');
const number = expectation((value) => typeof value === 'number', 'a number');
const anyObject = expectation(isPlain, 'an object');
const document = expectation(
  (value) => typeof value === 'string' || isPlain(value) || saysItsJson(value),
  'a policy document (an object or its text)',
);

const listOf =
  (item: Check, wanted: string): Check =>
  (value, path) => {
    if (!Array.isArray(value)) throw seedError(path, `expected a list of ${wanted}, got ${shown(value)}.`);
    value.forEach((element, index) => item(element, at(path, index)));
  };

const recordOf =
  (item: Check, wanted: string): Check =>
  (value, path) => {
    if (!isPlain(value)) throw seedError(path, `expected an object of ${wanted}, got ${shown(value)}.`);
    for (const [key, element] of Object.entries(value)) item(element, at(path, key));
  };

const objectOf =
  (members: Readonly<Record<string, Check>>, required: readonly string[] = []): Check =>
  (value, path) => {
    const keys = Object.keys(members).join(', ');
    if (!isPlain(value)) throw seedError(path, `expected an object with ${keys}, got ${shown(value)}.`);
    for (const [key, element] of Object.entries(value)) {
      const check = Object.hasOwn(members, key) ? members[key] : undefined;
      if (check === undefined) throw seedError(at(path, key), `unknown key. Keys here are: ${keys}.`);
      if (element !== undefined) check(element, at(path, key));
    }
    for (const key of required)
      if (value[key] === undefined) throw seedError(at(path, key), `missing. Give ${key}.`);
  };

const tags: Check = (value, path) => {
  if (Array.isArray(value))
    return listOf(objectOf({ Key: text, Value: text }, ['Key', 'Value']), 'tags')(value, path);
  recordOf(text, 'tag values by key')(value, path);
};

const accessKeys: Check = (value, path) => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return;
  if (!Array.isArray(value))
    throw seedError(path, `expected a number of keys or a list of them, got ${shown(value)}.`);
  listOf(objectOf(accessKeyMembers), 'access keys')(value, path);
};

const accessKeyMembers: Members<AccessKeySeed> = {
  accessKeyId: expectation(
    (value) => typeof value === 'string' && /^\w{16,128}$/.test(value),
    'an access key id (16 to 128 letters and digits)',
  ),
  secretAccessKey: text,
  status: expectation((value) => value === 'Active' || value === 'Inactive', "'Active' or 'Inactive'"),
};

const names = (wanted: string): Check => listOf(text, wanted);
const policies = names('policy ARNs and names');
const inlinePolicies = recordOf(document, 'policy documents by name');

const groupMembers: Members<GroupSeed> = { path: text, policies, inlinePolicies };

const userMembers: Members<UserSeed> = {
  path: text,
  tags,
  groups: names('group names'),
  policies,
  inlinePolicies,
  permissionsBoundary: text,
  accessKeys,
  password: text,
};

const roleMembers: Members<RoleSeed> = {
  path: text,
  trustPolicy: (value, path) =>
    Array.isArray(value) ? names('principals')(value, path) : document(value, path),
  description: text,
  maxSessionDuration: number,
  tags,
  policies,
  inlinePolicies,
  permissionsBoundary: text,
};

const policyMembers: Members<PolicySeed> = {
  document,
  versions: listOf(document, 'policy documents'),
  defaultVersion: text,
  path: text,
  description: text,
  tags,
};

const policy: Check = (value, path) => {
  document(value, path);
  if (!isPlain(value) || !isPolicySeed(value)) return;
  objectOf(policyMembers)(value, path);
  if (value.document === undefined && !(value.versions as unknown[] | undefined)?.length)
    throw seedError(at(path, 'document'), 'missing. Give a document, or versions.');
};

const instanceProfileMembers: Members<InstanceProfileSeed> = { path: text, tags, role: text };

const oidcProviderMembers: Members<OidcProviderSeed> = {
  clientIds: names('client ids'),
  thumbprints: names('thumbprints'),
  tags,
};

const samlProviderMembers: Members<SamlProviderSeed> = { metadata: text, tags };

const passwordPolicyMembers: Members<PasswordPolicySeed> = {
  minimumPasswordLength: number,
  requireSymbols: flag,
  requireNumbers: flag,
  requireUppercaseCharacters: flag,
  requireLowercaseCharacters: flag,
  allowUsersToChangePassword: flag,
  maxPasswordAge: number,
  passwordReusePrevention: number,
  hardExpiry: flag,
};

const organizationMembers: Members<OrganizationSeed> = {
  id: text,
  managementAccountId: expectation(
    (value) => typeof value === 'string' && /^\d{12}$/.test(value),
    'an account id (twelve digits)',
  ),
  delegatedAdministrator: flag,
  featureSet: expectation(
    (value) => value === 'ALL' || value === 'CONSOLIDATED_BILLING',
    "'ALL' or 'CONSOLIDATED_BILLING'",
  ),
  trustedAccess: flag,
  rootCredentialsManagement: flag,
  rootSessions: flag,
  serviceControlPolicies: (value, path) => organizationPolicies(value, path),
  resourceControlPolicies: (value, path) => organizationPolicies(value, path),
};

const organizationPolicies: Check = (value, path) => {
  const hasLevels = Array.isArray(value) && value.some((level) => Array.isArray(level));
  const item = hasLevels ? listOf(organizationPolicy, 'policy documents') : organizationPolicy;
  listOf(item, 'policy documents, or of levels of them')(value, path);
};

const organizationPolicy: Check = (value, path) => {
  document(value, path);
  if (typeof value !== 'string' || value === 'FullAWSAccess') return;
  try {
    if (isPlain(JSON.parse(value))) return;
  } catch {
    // Said below.
  }
  throw seedError(path, `expected a policy document or 'FullAWSAccess', got ${shown(value)}.`);
};

/** Of an organization as a whole it is the members that policies bind. */
const organization: Check = (value, path) => {
  objectOf(organizationMembers)(value, path);
  const seed = value as OrganizationSeed;
  for (const key of ['serviceControlPolicies', 'resourceControlPolicies'] as const)
    if (seed[key] !== undefined && seed.managementAccountId === undefined)
      throw seedError(
        at(path, key),
        'binds member accounts only. Give managementAccountId, of another account.',
      );
};

const roleTemplateMembers: Members<RoleTemplateSeed> = {
  minorVersion: expectation(
    (value) => typeof value === 'string' && /^\d+$/.test(value),
    'a number in a text',
  ),
  enabled: flag,
  definition: anyObject,
};

const accountMembers: Members<AccountSeed> = {
  users: recordOf(objectOf(userMembers), 'users by name'),
  groups: recordOf(objectOf(groupMembers), 'groups by name'),
  roles: recordOf(objectOf(roleMembers), 'roles by name'),
  policies: recordOf(policy, 'policies by name'),
  instanceProfiles: recordOf(objectOf(instanceProfileMembers), 'instance profiles by name'),
  oidcProviders: recordOf(objectOf(oidcProviderMembers), 'OIDC providers by url'),
  samlProviders: recordOf(objectOf(samlProviderMembers, ['metadata']), 'SAML providers by name'),
  accountAlias: text,
  passwordPolicy: objectOf(passwordPolicyMembers),
  organization,
  roleTemplates: recordOf(objectOf(roleTemplateMembers, ['definition']), 'role templates by ARN'),
};

const accounts: Check = (value, path) => {
  recordOf((seed, seedPath) => objectOf(accountMembers)(seed, seedPath), 'seeds by account id')(value, path);
  for (const id of Object.keys(value as object))
    if (!/^\d{12}$/.test(id)) throw seedError(at(path, id), 'an account id has twelve digits.');
};

const seedShape = objectOf({ ...accountMembers, accounts } satisfies Members<Seed>);
