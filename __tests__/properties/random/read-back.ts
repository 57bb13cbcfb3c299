import type { Reply } from '../../support/calls.ts';
import { sendRequest } from '../../support/calls.ts';
import type { Actor } from './actors.ts';
import type { NaiveAccount, NaiveEntity } from './naive-account.ts';

/** Everything the naive model knows, as the listings of the account tell it: page after page, two items each. */
export async function accountAsListed(root: Actor): Promise<object> {
  const pages = async (operation: string, items: string, input: object = {}): Promise<Item[]> => {
    const found: Item[] = [];
    let Marker: string | undefined;
    do {
      const reply: Reply = await sendRequest(root.iam, [operation, { ...input, MaxItems: 2, Marker }]);
      found.push(...(reply[items] as Item[]));
      if (reply.Marker !== undefined && reply.Marker === Marker)
        throw new Error(`${operation} goes in a circle.`);
      Marker = reply.Marker;
    } while (Marker !== undefined);
    return found;
  };
  const listedPoliciesOf = async (kind: string, name: string, isProtected = false): Promise<object> => ({
    attached: isProtected
      ? []
      : (await pages(`ListAttached${kind}Policies`, 'AttachedPolicies', { [`${kind}Name`]: name }))
          .map((item) => item['PolicyArn'] as string)
          .toSorted(byCode),
    inline: await pages(`List${kind}Policies`, 'PolicyNames', { [`${kind}Name`]: name }),
  });
  const users: object[] = [];
  for (const { UserName, Path } of await pages('ListUsers', 'Users')) {
    const { User } = await sendRequest(root.iam, ['GetUser', { UserName }]);
    users.push({
      name: UserName,
      path: Path,
      boundary: boundaryOf(User),
      groups: names(await pages('ListGroupsForUser', 'Groups', { UserName }), 'GroupName'),
      ...(await listedPoliciesOf('User', UserName as string)),
    });
  }
  const groups: object[] = [];
  for (const { GroupName, Path } of await pages('ListGroups', 'Groups')) {
    groups.push({
      name: GroupName,
      path: Path,
      members: names(await pages('GetGroup', 'Users', { GroupName }), 'UserName'),
      ...(await listedPoliciesOf('Group', GroupName as string)),
    });
  }
  const roles: object[] = [];
  for (const { RoleName, Path } of await pages('ListRoles', 'Roles')) {
    const { Role } = await sendRequest(root.iam, ['GetRole', { RoleName }]);
    const isProtected = String(Path).startsWith('/aws-service-role/');
    roles.push({
      name: RoleName,
      path: Path,
      boundary: boundaryOf(Role),
      ...(await listedPoliciesOf('Role', RoleName as string, isProtected)),
    });
  }
  const policies: object[] = [];
  for (const policy of await pages('ListPolicies', 'Policies', { Scope: 'Local' })) {
    const { PolicyName, Path, DefaultVersionId, AttachmentCount, PermissionsBoundaryUsageCount, Arn } =
      policy;
    const attachedTo = await pages('ListEntitiesForPolicy', 'PolicyUsers', { PolicyArn: Arn });
    policies.push({
      name: PolicyName,
      path: Path,
      default: DefaultVersionId,
      attachments: AttachmentCount,
      boundaries: PermissionsBoundaryUsageCount,
      users: names(attachedTo, 'UserName'),
      versions: names(await pages('ListPolicyVersions', 'Versions', { PolicyArn: Arn }), 'VersionId'),
    });
  }
  const profiles = (await pages('ListInstanceProfiles', 'InstanceProfiles')).map(
    ({ InstanceProfileName, Roles }) => ({
      name: InstanceProfileName,
      roles: names(Roles as Item[], 'RoleName'),
    }),
  );
  const { SummaryMap } = await sendRequest(root.iam, ['GetAccountSummary', {}]);
  const { Users, Groups, Roles, Policies, InstanceProfiles } = SummaryMap as Record<string, number>;
  return {
    users,
    groups,
    roles,
    policies,
    profiles,
    counts: [Users, Groups, Roles, Policies, InstanceProfiles],
    detailed: await detailedNames(root),
  };
}

/** Users, groups, roles and policies of the account as GetAccountAuthorizationDetails pages through them. */
async function detailedNames(root: Actor): Promise<unknown[]> {
  const found: unknown[] = [];
  let Marker: string | undefined;
  do {
    const Filter = ['User', 'Group', 'Role', 'LocalManagedPolicy'];
    const input = { Filter, MaxItems: 3, Marker };
    const reply = await sendRequest(root.iam, ['GetAccountAuthorizationDetails', input]);
    for (const [list, name] of [
      ['UserDetailList', 'UserName'],
      ['GroupDetailList', 'GroupName'],
      ['RoleDetailList', 'RoleName'],
      ['Policies', 'PolicyName'],
    ] as const)
      found.push(...names(reply[list] as Item[], name));
    Marker = reply.Marker;
  } while (Marker !== undefined);
  return found;
}

/** The same of the model. */
export function accountAsModelled(account: NaiveAccount): object {
  return {
    users: inOrder(account.users).map((user) => ({
      name: user.name,
      path: user.path,
      boundary: user.boundary,
      groups: sortedNames(user.groups),
      ...policiesOf(user),
    })),
    groups: inOrder(account.groups).map((group) => ({
      name: group.name,
      path: group.path,
      members: sortedNames([...account.users.values()].filter(({ groups }) => groups.has(group))),
      ...policiesOf(group),
    })),
    roles: inOrder(account.roles).map((role) => ({
      name: role.name,
      path: role.path,
      boundary: role.boundary,
      ...policiesOf(role),
    })),
    policies: inOrder(account.policies).map((policy) => {
      const arn = account.arnOf(policy);
      const [attached, bounded] = [account.usesOf(arn, 'attached'), account.usesOf(arn, 'boundary')];
      const users = [...account.users.values()].filter(
        (user) => attached.includes(user) || bounded.includes(user),
      );
      return {
        name: policy.name,
        path: policy.path,
        default: policy.default,
        attachments: attached.length,
        boundaries: bounded.length,
        users: sortedNames(users),
        versions: [...policy.versions.keys()].toReversed(),
      };
    }),
    profiles: inOrder(account.profiles).map(({ name, role }) => ({
      name,
      roles: role === undefined ? [] : [role.name],
    })),
    counts: [account.users, account.groups, account.roles, account.policies, account.profiles].map(
      ({ size }) => size,
    ),
    detailed: [account.users, account.groups, account.roles, account.policies].flatMap((map: Named) =>
      inOrder(map).map(({ name }) => name),
    ),
  };
}

const policiesOf = ({ attached, inline }: NaiveEntity): object => ({
  attached: [...attached].toSorted(byCode),
  inline: [...inline.keys()].toSorted(byCode),
});

type Named = ReadonlyMap<string, { readonly name: string }>;
type Item = Record<string, unknown>;

const names = (items: readonly Item[], name: string): unknown[] => items.map((item) => item[name]);

const boundaryOf = (shown: unknown): unknown =>
  (shown as { PermissionsBoundary?: { PermissionsBoundaryArn?: string } }).PermissionsBoundary
    ?.PermissionsBoundaryArn;

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Listings are in the order of lower-cased names. */
const inOrder = <T>(map: ReadonlyMap<string, T>): T[] =>
  [...map].toSorted(([a], [b]) => byCode(a, b)).map(([, item]) => item);

const sortedNames = (entities: Iterable<{ readonly name: string }>): string[] =>
  [...entities].map(({ name }) => name).toSorted((a, b) => byCode(a.toLowerCase(), b.toLowerCase()));
