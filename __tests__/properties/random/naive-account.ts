/**
 * An account as one would write it in an hour: maps and sets of objects that know each other. What it says after a
 * sequence of calls is compared with what the mock's listings say. It takes part in calls that succeeded, and has an
 * opinion on what a call with good values must answer.
 */
export class NaiveAccount {
  readonly users = new Map<string, NaiveUser>();
  readonly groups = new Map<string, NaiveEntity>();
  readonly roles = new Map<string, NaiveRole>();
  readonly policies = new Map<string, NaivePolicy>();
  readonly profiles = new Map<string, NaiveProfile>();
  readonly #id: string;
  readonly #quotas: NaiveQuotas;

  constructor(id: string, quotas: NaiveQuotas) {
    this.#id = id;
    this.#quotas = quotas;
  }

  /**
   * What must become of a call by what is known here: an error code, `'ok'`, `'conflict or ok'` where things this model
   * does not have could be in the way; undefined for an operation it does not know.
   */
  verdict(operation: string, input: Input): string | undefined {
    return verdicts[operation]?.(this.#view(input));
  }

  /** Takes part in a call that succeeded. */
  apply(operation: string, input: Input, output: Record<string, unknown>): void {
    effects[operation]?.(this.#view(input), output);
  }

  arnOf({ path, name }: NaivePolicy): string {
    return `arn:aws:iam::${this.#id}:policy${path}${name}`;
  }

  policyByArn(arn: string): NaivePolicy | undefined {
    return [...this.policies.values()].find((policy) => this.arnOf(policy) === arn);
  }

  usesOf(arn: string, use: 'attached' | 'boundary'): NaiveEntity[] {
    return [...this.groups.values(), ...this.roles.values(), ...this.users.values()].filter((entity) =>
      use === 'attached' ? entity.attached.has(arn) : entity.boundary === arn,
    );
  }

  #view(input: Input): View {
    const text = (name: string): string => String(input[name]);
    const key = (name: string): string => text(name).toLowerCase();
    return { account: this, input, text, key, quotas: this.#quotas };
  }
}

export interface NaiveQuotas {
  readonly usersPerAccount: number;
  readonly groupsPerAccount: number;
  readonly rolesPerAccount: number;
  readonly policiesPerAccount: number;
  readonly groupsPerUser: number;
  readonly policiesPerUser: number;
  readonly policiesPerGroup: number;
  readonly policiesPerRole: number;
  readonly versionsPerPolicy: number;
}

type Input = Readonly<Record<string, unknown>>;

export interface NaiveEntity {
  name: string;
  path: string;
  boundary: string | undefined;
  readonly attached: Set<string>;
  readonly inline: Map<string, string>;
}
export interface NaiveUser extends NaiveEntity {
  readonly groups: Set<NaiveEntity>;
}
export interface NaiveRole extends NaiveEntity {
  /** Of a service: its policies are what they are. */
  readonly protected: boolean;
}
export interface NaivePolicy {
  readonly name: string;
  readonly path: string;
  readonly versions: Map<string, string>;
  default: string;
  last: number;
}
export interface NaiveProfile {
  readonly name: string;
  role: NaiveRole | undefined;
}

interface View {
  readonly account: NaiveAccount;
  readonly input: Input;
  readonly text: (name: string) => string;
  /** The member as a key of the maps. */
  readonly key: (name: string) => string;
  readonly quotas: NaiveQuotas;
}

const missing = 'NoSuchEntity';
const taken = 'EntityAlreadyExists';
const conflict = 'DeleteConflict';
const full = 'LimitExceeded';

const awsPolicies = new Set(
  [
    'AdministratorAccess',
    'ReadOnlyAccess',
    'service-role/AWSLambdaBasicExecutionRole',
    'job-function/Billing',
  ].map((name) => `arn:aws:iam::aws:policy/${name}`),
);

const policyKnown = ({ account }: View, arn: unknown): boolean =>
  awsPolicies.has(String(arn)) || account.policyByArn(String(arn)) !== undefined;

const newEntity = ({ text, input }: View, nameMember: string): NaiveEntity => ({
  name: text(nameMember),
  path: input['Path'] === undefined ? '/' : text('Path'),
  boundary: input['PermissionsBoundary'] === undefined ? undefined : text('PermissionsBoundary'),
  attached: new Set(),
  inline: new Map(),
});

type Verdicts = Record<string, (view: View) => string>;
type Effects = Record<string, (view: View, output: Record<string, unknown>) => void>;

const kinds = {
  User: { table: 'users', name: 'UserName', quota: 'policiesPerUser' },
  Group: { table: 'groups', name: 'GroupName', quota: 'policiesPerGroup' },
  Role: { table: 'roles', name: 'RoleName', quota: 'policiesPerRole' },
} as const;

const verdicts: Verdicts = {
  CreateUser: (view) => creation(view, 'users', 'UserName', view.quotas.usersPerAccount),
  CreateGroup: (view) => creation(view, 'groups', 'GroupName', view.quotas.groupsPerAccount),
  CreateRole: (view) => creation(view, 'roles', 'RoleName', view.quotas.rolesPerAccount),
  CreatePolicy: (view) => creation(view, 'policies', 'PolicyName', view.quotas.policiesPerAccount),
  UpdateUser: (view) => renaming(view, 'users', 'UserName'),
  UpdateGroup: (view) => renaming(view, 'groups', 'GroupName'),
  DeleteUser({ account, key }) {
    const user = account.users.get(key('UserName'));
    if (user === undefined) return missing;
    return user.groups.size + user.attached.size + user.inline.size > 0 ? conflict : 'conflict or ok';
  },
  DeleteGroup({ account, key }) {
    const group = account.groups.get(key('GroupName'));
    if (group === undefined) return missing;
    const members = [...account.users.values()].filter(({ groups }) => groups.has(group));
    return members.length + group.attached.size + group.inline.size > 0 ? conflict : 'ok';
  },
  DeleteRole({ account, key }) {
    const role = account.roles.get(key('RoleName'));
    if (role === undefined) return missing;
    const held = [...account.profiles.values()].some((profile) => profile.role === role);
    return held || role.attached.size + role.inline.size > 0 ? conflict : 'ok';
  },
  DeletePolicy({ account, text }) {
    const policy = account.policyByArn(text('PolicyArn'));
    if (policy === undefined) return missing;
    const arn = account.arnOf(policy);
    const uses = account.usesOf(arn, 'attached').length + account.usesOf(arn, 'boundary').length;
    return uses > 0 || policy.versions.size > 1 ? conflict : 'ok';
  },
  AddUserToGroup({ account, key, quotas }) {
    const [user, group] = [account.users.get(key('UserName')), account.groups.get(key('GroupName'))];
    if (user === undefined || group === undefined) return missing;
    return user.groups.has(group) || user.groups.size < quotas.groupsPerUser ? 'ok' : full;
  },
  RemoveUserFromGroup({ account, key }) {
    const [user, group] = [account.users.get(key('UserName')), account.groups.get(key('GroupName'))];
    return user === undefined || group === undefined || !user.groups.has(group) ? missing : 'ok';
  },
  CreatePolicyVersion({ account, text, quotas }) {
    const policy = account.policyByArn(text('PolicyArn'));
    if (policy === undefined) return missing;
    return policy.versions.size < quotas.versionsPerPolicy ? 'ok' : full;
  },
  SetDefaultPolicyVersion({ account, text }) {
    return account.policyByArn(text('PolicyArn'))?.versions.has(text('VersionId')) ? 'ok' : missing;
  },
  DeletePolicyVersion({ account, text }) {
    const policy = account.policyByArn(text('PolicyArn'));
    if (!policy?.versions.has(text('VersionId'))) return missing;
    return policy.default === text('VersionId') ? conflict : 'ok';
  },
  AddRoleToInstanceProfile({ account, key }) {
    const [profile, role] = [
      account.profiles.get(key('InstanceProfileName')),
      account.roles.get(key('RoleName')),
    ];
    if (profile === undefined || role === undefined) return missing;
    return profile.role === undefined ? 'ok' : full;
  },
  RemoveRoleFromInstanceProfile({ account, key }) {
    const [profile, role] = [
      account.profiles.get(key('InstanceProfileName')),
      account.roles.get(key('RoleName')),
    ];
    return profile === undefined || role === undefined || profile.role !== role ? missing : 'ok';
  },
  DeleteInstanceProfile({ account, key }) {
    const profile = account.profiles.get(key('InstanceProfileName'));
    if (profile === undefined) return missing;
    return profile.role === undefined ? 'ok' : conflict;
  },
};

const effects: Effects = {
  CreateUser: (view) =>
    void view.account.users.set(view.key('UserName'), { ...newEntity(view, 'UserName'), groups: new Set() }),
  CreateGroup: (view) => void view.account.groups.set(view.key('GroupName'), newEntity(view, 'GroupName')),
  CreateRole: (view) =>
    void view.account.roles.set(view.key('RoleName'), { ...newEntity(view, 'RoleName'), protected: false }),
  CreateServiceLinkedRole: ({ account }, output) => addShownRole(account, output, true),
  AcquireRole({ account }, output) {
    const role = addShownRole(account, output, false);
    role.attached.add('arn:aws:iam::aws:policy/ReadOnlyAccess');
    role.inline.set('read', '');
  },
  CreatePolicy({ account, key, text, input }) {
    const path = input['Path'] === undefined ? '/' : text('Path');
    const versions = new Map([['v1', text('PolicyDocument')]]);
    account.policies.set(key('PolicyName'), {
      name: text('PolicyName'),
      path,
      versions,
      default: 'v1',
      last: 1,
    });
  },
  CreateInstanceProfile: ({ account, key, text }) =>
    void account.profiles.set(key('InstanceProfileName'), {
      name: text('InstanceProfileName'),
      role: undefined,
    }),
  UpdateUser: (view) => rename(view, 'users', 'UserName'),
  UpdateGroup: (view) => rename(view, 'groups', 'GroupName'),
  DeleteUser: ({ account, key }) => void account.users.delete(key('UserName')),
  DeleteGroup: ({ account, key }) => void account.groups.delete(key('GroupName')),
  DeleteRole: ({ account, key }) => void account.roles.delete(key('RoleName')),
  DeleteServiceLinkedRole: ({ account, key }) => void account.roles.delete(key('RoleName')),
  DeleteInstanceProfile: ({ account, key }) => void account.profiles.delete(key('InstanceProfileName')),
  DeletePolicy({ account, text }) {
    const policy = account.policyByArn(text('PolicyArn')) as NaivePolicy;
    account.policies.delete(policy.name.toLowerCase());
  },
  AddUserToGroup: ({ account, key }) =>
    void account.users.get(key('UserName'))?.groups.add(account.groups.get(key('GroupName')) as NaiveEntity),
  RemoveUserFromGroup: ({ account, key }) =>
    void account.users
      .get(key('UserName'))
      ?.groups.delete(account.groups.get(key('GroupName')) as NaiveEntity),
  AddRoleToInstanceProfile({ account, key }) {
    const profile = account.profiles.get(key('InstanceProfileName')) as NaiveProfile;
    profile.role = account.roles.get(key('RoleName'));
  },
  RemoveRoleFromInstanceProfile({ account, key }) {
    (account.profiles.get(key('InstanceProfileName')) as NaiveProfile).role = undefined;
  },
  CreatePolicyVersion({ account, text, input }) {
    const policy = account.policyByArn(text('PolicyArn')) as NaivePolicy;
    policy.last += 1;
    policy.versions.set(`v${policy.last}`, text('PolicyDocument'));
    if (input['SetAsDefault'] === true) policy.default = `v${policy.last}`;
  },
  SetDefaultPolicyVersion({ account, text }) {
    (account.policyByArn(text('PolicyArn')) as NaivePolicy).default = text('VersionId');
  },
  DeletePolicyVersion: ({ account, text }) =>
    void account.policyByArn(text('PolicyArn'))?.versions.delete(text('VersionId')),
};

for (const [kind, { table, name, quota }] of Object.entries(kinds)) {
  const entity = ({ account, key }: View): NaiveEntity | undefined => account[table].get(key(name));
  verdicts[`Attach${kind}Policy`] = (view) => {
    const found = entity(view);
    if (found === undefined || !policyKnown(view, view.input['PolicyArn'])) return missing;
    return found.attached.has(view.text('PolicyArn')) || found.attached.size < view.quotas[quota]
      ? 'ok'
      : full;
  };
  verdicts[`Detach${kind}Policy`] = (view) =>
    entity(view)?.attached.has(view.text('PolicyArn')) ? 'ok' : missing;
  verdicts[`Put${kind}Policy`] = (view) => (entity(view) === undefined ? missing : 'limit or ok');
  verdicts[`Delete${kind}Policy`] = (view) =>
    entity(view)?.inline.has(view.text('PolicyName')) ? 'ok' : missing;
  effects[`Attach${kind}Policy`] = (view) => void entity(view)?.attached.add(view.text('PolicyArn'));
  effects[`Detach${kind}Policy`] = (view) => void entity(view)?.attached.delete(view.text('PolicyArn'));
  effects[`Put${kind}Policy`] = (view) =>
    void entity(view)?.inline.set(view.text('PolicyName'), view.text('PolicyDocument'));
  effects[`Delete${kind}Policy`] = (view) => void entity(view)?.inline.delete(view.text('PolicyName'));
  if (kind === 'Group') continue;
  verdicts[`Put${kind}PermissionsBoundary`] = (view) =>
    entity(view) === undefined || !policyKnown(view, view.input['PermissionsBoundary']) ? missing : 'ok';
  verdicts[`Delete${kind}PermissionsBoundary`] = (view) => (entity(view) === undefined ? missing : 'ok');
  effects[`Put${kind}PermissionsBoundary`] = (view) =>
    setBoundary(entity(view), view.text('PermissionsBoundary'));
  effects[`Delete${kind}PermissionsBoundary`] = (view) => setBoundary(entity(view), undefined);
}

function setBoundary(entity: NaiveEntity | undefined, arn: string | undefined): void {
  if (entity !== undefined) entity.boundary = arn;
}

type Tables = 'users' | 'groups' | 'roles' | 'policies';

function creation(view: View, table: Tables, name: string, limit: number): string {
  const boundary = view.input['PermissionsBoundary'];
  if (boundary !== undefined && !policyKnown(view, boundary)) return missing;
  if (view.account[table].has(view.key(name))) return taken;
  return view.account[table].size < limit ? 'ok' : full;
}

function renaming({ account, input, key }: View, table: 'users' | 'groups', name: string): string {
  if (!account[table].has(key(name))) return missing;
  const free = input[`New${name}`] === undefined || !account[table].has(key(`New${name}`));
  return free || key(`New${name}`) === key(name) ? 'ok' : taken;
}

function rename({ account, input, key, text }: View, table: 'users' | 'groups', name: string): void {
  const map = account[table] as Map<string, NaiveEntity>;
  const entity = map.get(key(name)) as NaiveEntity;
  if (input['NewPath'] !== undefined) entity.path = text('NewPath');
  if (input[`New${name}`] === undefined) return;
  map.delete(key(name));
  entity.name = text(`New${name}`);
  map.set(entity.name.toLowerCase(), entity);
}

function addShownRole(
  account: NaiveAccount,
  output: Record<string, unknown>,
  isProtected: boolean,
): NaiveRole {
  const { RoleName: name, Path: path } = output['Role'] as { RoleName: string; Path: string };
  const common = { boundary: undefined, attached: new Set<string>(), inline: new Map<string, string>() };
  const role: NaiveRole = { name, path, protected: isProtected, ...common };
  account.roles.set(name.toLowerCase(), role);
  return role;
}
