import type { Organization } from '../engine/entities.ts';
import { AccountSeeder } from './account-seeder.ts';
import type { DocumentSeed, PolicySeed, RoleSeed, Seed, TagsSeed } from './seed.ts';
import { seedAccessKeys } from './seeded-access-keys.ts';
import { organizationPolicies } from './organization-policies.ts';
import { at, checkSeedShape, isPolicySeed, seedError } from './seed-shape.ts';
import { trustPolicyFor } from './trust-shorthand.ts';
import type { World } from './world.ts';

/**
 * Makes what a seed tells, by the operations a client would call.
 *
 * While nothing else has happened the seed belongs to the baseline. Where something is wrong nothing is made.
 *
 * @throws UsageError naming the path of what is wrong and how to put it right.
 */
export function applySeed(world: World, accountId: string, seed: Seed): void {
  checkSeedShape(seed, 'seed');
  const { accounts = {}, ...own } = seed;
  const seeds = [new AccountSeeder(world, accountId, own, 'seed')];
  for (const [id, other] of Object.entries(accounts))
    seeds.push(new AccountSeeder(world, id, other, at('seed.accounts', id)));
  world.prepare(() => {
    // A phase is done for all accounts before the next: roles of one may trust users of another.
    for (const phase of phases) for (const one of seeds) phase(one);
  });
}

const phases: readonly ((seeder: AccountSeeder) => void)[] = [
  seedSettings,
  // Members take the id of the organization from its management account.
  (seeder) => seedOrganization(seeder, true),
  (seeder) => seedOrganization(seeder, false),
  seedPolicies,
  seedGroups,
  seedUsers,
  seedProviders,
  seedRoles,
  seedTrust,
  seedInstanceProfiles,
];

function seedSettings(seeder: AccountSeeder): void {
  const { seed, path, world, accountId } = seeder;
  if (seed.accountAlias !== undefined)
    seeder.perform(at(path, 'accountAlias'), 'CreateAccountAlias', { AccountAlias: seed.accountAlias });
  if (seed.passwordPolicy !== undefined) {
    const input = Object.fromEntries(
      Object.entries(seed.passwordPolicy).map(([key, value]) => [
        key[0]?.toUpperCase() + key.slice(1),
        value,
      ]),
    );
    seeder.perform(at(path, 'passwordPolicy'), 'UpdateAccountPasswordPolicy', input);
  }
  for (const [arn, template] of Object.entries(seed.roleTemplates ?? {})) {
    const { minorVersion = '1', enabled = true, definition } = template;
    world.transact(accountId, (call) =>
      call.update((account) => {
        account.roleTemplates = account.roleTemplates.set(`${arn}/${minorVersion}`, {
          arn,
          minorVersion,
          enabled,
          definition,
        });
      }),
    );
  }
}

/** Organizations are another service's, which this package does not have. */
function seedOrganization({ world, accountId, seed }: AccountSeeder, managing: boolean): void {
  const { organization } = seed;
  if (organization === undefined) return;
  const { managementAccountId = accountId } = organization;
  if (managing !== (managementAccountId === accountId)) return;
  world.transact(accountId, (call) => {
    const id =
      organization.id ??
      call.accountWithId(managementAccountId).settings.organization?.id ??
      `o-${call.identifiers.text(10, 'abcdefghijklmnopqrstuvwxyz0123456789')}`;
    const { serviceControlPolicies, resourceControlPolicies, ...settings } = organization;
    const given = Object.entries(settings).filter(([, value]) => value !== undefined);
    call.update((account) => {
      account.settings.organization = {
        rootCredentialsManagement: false,
        rootSessions: false,
        ...(Object.fromEntries(given) as Partial<Organization>),
        ...organizationPolicies('serviceControlPolicies', serviceControlPolicies),
        ...organizationPolicies('resourceControlPolicies', resourceControlPolicies),
        id,
      };
    });
  });
}

function seedPolicies(seeder: AccountSeeder): void {
  for (const [PolicyName, given, path] of seeder.members(seeder.seed.policies, at(seeder.path, 'policies'))) {
    const policy: PolicySeed = typeof given === 'object' && isPolicySeed(given) ? given : { document: given };
    const { document, versions = [], defaultVersion } = policy;
    const [first, ...rest] = document === undefined ? versions : [document, ...versions];
    const { Policy } = seeder.perform(path, 'CreatePolicy', {
      PolicyName,
      PolicyDocument: documentText(first as DocumentSeed),
      Path: policy.path,
      Description: policy.description,
      Tags: tagList(policy.tags),
    });
    const PolicyArn = (Policy as { Arn: string }).Arn;
    for (const [index, version] of rest.entries()) {
      const versionPath = at(at(path, 'versions'), document === undefined ? index + 1 : index);
      const input = { PolicyArn, PolicyDocument: documentText(version), SetAsDefault: true };
      seeder.perform(versionPath, 'CreatePolicyVersion', input);
    }
    if (defaultVersion !== undefined) {
      const input = { PolicyArn, VersionId: defaultVersion };
      seeder.perform(at(path, 'defaultVersion'), 'SetDefaultPolicyVersion', input);
    }
  }
}

function seedGroups(seeder: AccountSeeder): void {
  for (const [GroupName, group, path] of seeder.members(seeder.seed.groups, at(seeder.path, 'groups'))) {
    seeder.perform(path, 'CreateGroup', { GroupName, Path: group.path });
    seedPermissions(seeder, 'Group', GroupName, group, path);
  }
}

function seedUsers(seeder: AccountSeeder): void {
  for (const [UserName, user, path] of seeder.members(seeder.seed.users, at(seeder.path, 'users'))) {
    seeder.perform(path, 'CreateUser', {
      UserName,
      Path: user.path,
      Tags: tagList(user.tags),
      PermissionsBoundary: boundaryArn(seeder, user.permissionsBoundary, path),
    });
    seedPermissions(seeder, 'User', UserName, user, path);
    for (const [index, GroupName] of (user.groups ?? []).entries())
      seeder.perform(at(at(path, 'groups'), index), 'AddUserToGroup', { UserName, GroupName });
    if (user.password !== undefined)
      seeder.perform(at(path, 'password'), 'CreateLoginProfile', { UserName, Password: user.password });
    if (user.accessKeys !== undefined)
      seedAccessKeys(seeder, UserName, user.accessKeys, at(path, 'accessKeys'));
  }
}

function seedProviders(seeder: AccountSeeder): void {
  const { oidcProviders, samlProviders } = seeder.seed;
  for (const [url, provider, path] of seeder.members(oidcProviders, at(seeder.path, 'oidcProviders'))) {
    seeder.perform(path, 'CreateOpenIDConnectProvider', {
      Url: url.includes('://') ? url : `https://${url}`,
      ClientIDList: provider.clientIds,
      ThumbprintList: provider.thumbprints,
      Tags: tagList(provider.tags),
    });
  }
  for (const [Name, provider, path] of seeder.members(samlProviders, at(seeder.path, 'samlProviders'))) {
    seeder.perform(path, 'CreateSAMLProvider', {
      Name,
      SAMLMetadataDocument: provider.metadata,
      Tags: tagList(provider.tags),
    });
  }
}

/** Roles first come with the trust that always stands; they may trust each other, in a ring too. */
function seedRoles(seeder: AccountSeeder): void {
  const { partition, accountId } = seeder;
  const standing = documentText(trustPolicyFor([`arn:${partition}:iam::${accountId}:root`]) as object);
  for (const [RoleName, role, path] of seeder.members(seeder.seed.roles, at(seeder.path, 'roles'))) {
    seeder.perform(path, 'CreateRole', {
      RoleName,
      AssumeRolePolicyDocument: standing,
      Path: role.path,
      Description: role.description,
      MaxSessionDuration: role.maxSessionDuration,
      Tags: tagList(role.tags),
      PermissionsBoundary: boundaryArn(seeder, role.permissionsBoundary, path),
    });
    seedPermissions(seeder, 'Role', RoleName, role, path);
  }
}

function seedTrust(seeder: AccountSeeder): void {
  for (const [RoleName, { trustPolicy }, path] of seeder.members(
    seeder.seed.roles,
    at(seeder.path, 'roles'),
  )) {
    if (trustPolicy === undefined) continue;
    const trustPath = at(path, 'trustPolicy');
    const PolicyDocument = documentText(trustDocument(trustPolicy, trustPath));
    seeder.perform(trustPath, 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument });
  }
}

function trustDocument(trustPolicy: NonNullable<RoleSeed['trustPolicy']>, path: string): string | object {
  if (typeof trustPolicy === 'object' && !Array.isArray(trustPolicy)) return trustPolicy;
  if (typeof trustPolicy === 'string' && trustPolicy.trimStart().startsWith('{')) return trustPolicy;
  const principals = typeof trustPolicy === 'string' ? [trustPolicy] : (trustPolicy as readonly string[]);
  const document = trustPolicyFor(principals);
  if (document !== undefined) return document;
  throw seedError(
    path,
    `${JSON.stringify(trustPolicy)} is no principal. Give a service ('lambda.amazonaws.com'), an account id, ` +
      `an ARN, a list of these, or a policy document.`,
  );
}

function seedInstanceProfiles(seeder: AccountSeeder): void {
  const { instanceProfiles } = seeder.seed;
  for (const [InstanceProfileName, profile, path] of seeder.members(
    instanceProfiles,
    at(seeder.path, 'instanceProfiles'),
  )) {
    const input = { InstanceProfileName, Path: profile.path, Tags: tagList(profile.tags) };
    seeder.perform(path, 'CreateInstanceProfile', input);
    if (profile.role === undefined) continue;
    const membership = { InstanceProfileName, RoleName: profile.role };
    seeder.perform(at(path, 'role'), 'AddRoleToInstanceProfile', membership);
  }
}

/** Managed and inline policies of a user, group or role. */
function seedPermissions(
  seeder: AccountSeeder,
  kind: 'User' | 'Group' | 'Role',
  name: string,
  { policies = [], inlinePolicies }: Pick<RoleSeed, 'policies' | 'inlinePolicies'>,
  path: string,
): void {
  for (const [index, given] of policies.entries()) {
    const policyPath = at(at(path, 'policies'), index);
    const PolicyArn = seeder.policyArn(policyPath, given);
    seeder.perform(policyPath, `Attach${kind}Policy`, { [`${kind}Name`]: name, PolicyArn });
  }
  for (const [PolicyName, document, policyPath] of seeder.members(
    inlinePolicies,
    at(path, 'inlinePolicies'),
  )) {
    const input = { [`${kind}Name`]: name, PolicyName, PolicyDocument: documentText(document) };
    seeder.perform(policyPath, `Put${kind}Policy`, input);
  }
}

const boundaryArn = (seeder: AccountSeeder, given: string | undefined, path: string): string | undefined =>
  given === undefined ? undefined : seeder.policyArn(at(path, 'permissionsBoundary'), given);

const documentText = (document: string | object): string =>
  typeof document === 'string' ? document : JSON.stringify(document);

function tagList(tags: TagsSeed | undefined): readonly { Key: string; Value: string }[] | undefined {
  if (tags === undefined || Array.isArray(tags)) return tags as { Key: string; Value: string }[] | undefined;
  return Object.entries(tags as Record<string, string>).map(([Key, Value]) => ({ Key, Value }));
}
