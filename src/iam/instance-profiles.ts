import type { InstanceProfile as InstanceProfileView } from '@aws-sdk/client-iam';
import { iamArn } from '../engine/arns.ts';
import type { InstanceProfile, Role } from '../engine/entities.ts';
import { deleteConflict, entityAlreadyExists, noSuchEntity, quotaExceeded } from '../engine/errors.ts';
import { paginate, paginateList } from '../engine/pagination.ts';
import type { Account } from '../engine/state.ts';
import { checkTagCount, checkTags, resourceTagRules, tagPage, tagViews } from '../engine/tags.ts';
import type { Transaction } from '../engine/transaction.ts';
import type { IamCatalogue } from './operation-types.ts';
import { embeddedRoleView, requireModifiableRole, requireRole, roleArnByName, roleKey } from './role.ts';
import { taggingOnCreation } from './tagging-on-creation.ts';
import { type TaggedKind, tagEntity, untagEntity } from './tagging.ts';

/** Instance profiles, the roles in them and their tags (IAM API Reference: CreateInstanceProfile …). */
export const instanceProfilesOperations = {
  CreateInstanceProfile: {
    resource: ({ InstanceProfileName, Path = '/' }, account, { partition }) =>
      iamArn(partition, account.id, 'instance-profile', Path, InstanceProfileName),
    alsoNeeds: ({ InstanceProfileName, Path = '/', Tags }, account, { partition }) =>
      taggingOnCreation(
        'iam:TagInstanceProfile',
        iamArn(partition, account.id, 'instance-profile', Path, InstanceProfileName),
        Tags,
      ),
    run(call, { InstanceProfileName, Path = '/', Tags }) {
      const tags = checkTags(Tags, resourceTagRules);
      const key = profileKey(InstanceProfileName);
      if (call.account.instanceProfiles.has(key))
        throw entityAlreadyExists(`Instance Profile ${InstanceProfileName} already exists.`);
      const limit = call.quotas.instanceProfilesPerAccount;
      if (call.account.instanceProfiles.size >= limit)
        throw quotaExceeded('InstanceProfilesPerAccount', limit);
      checkTagCount(tags, call.quotas.tagsPerResource);
      const profile: InstanceProfile = {
        name: InstanceProfileName,
        path: Path,
        id: call.identifiers.uniqueId('AIPA', call.accountId),
        createDate: call.now,
        tags,
        roles: [],
      };
      call.update((account) => {
        account.instanceProfiles = account.instanceProfiles.set(key, profile);
        account.uniqueIds = account.uniqueIds.set(profile.id, { kind: 'instance-profile', key });
      });
      return {
        InstanceProfile: {
          ...profileView(call, profile),
          ...(tags.length === 0 ? {} : { Tags: tagViews(tags) }),
        },
      };
    },
  },

  GetInstanceProfile: {
    resource: ({ InstanceProfileName }, account, { partition }) =>
      profileArnByName(partition, account, InstanceProfileName),
    run(call, { InstanceProfileName }) {
      const profile = requireProfile(call.account, InstanceProfileName);
      // Unlike users and roles, a profile without tags shows an empty list.
      return { InstanceProfile: { ...profileView(call, profile), Tags: tagViews(profile.tags) } };
    },
  },

  ListInstanceProfiles: {
    resource: ({ PathPrefix = '/' }, account, { partition }) =>
      `arn:${partition}:iam::${account.id}:instance-profile${PathPrefix}`,
    run(call, { PathPrefix = '/', ...request }) {
      const { items, end } = paginate(
        'ListInstanceProfiles',
        request,
        (key) => call.account.instanceProfiles.entries(key),
        (profile) => profile.path.startsWith(PathPrefix),
      );
      return { InstanceProfiles: items.map((profile) => profileView(call, profile)), ...end };
    },
  },

  ListInstanceProfilesForRole: {
    resource: ({ RoleName }, account, { partition }) => roleArnByName(partition, account, RoleName),
    run(call, { RoleName, ...request }) {
      const role = requireRole(call.account, RoleName);
      const { items, end } = paginateList(
        'ListInstanceProfilesForRole',
        request,
        role.instanceProfiles,
        (key) => key,
      );
      return {
        InstanceProfiles: items.map((key) =>
          profileView(call, call.account.instanceProfiles.get(key) as InstanceProfile),
        ),
        ...end,
      };
    },
  },

  DeleteInstanceProfile: {
    resource: ({ InstanceProfileName }, account, { partition }) =>
      profileArnByName(partition, account, InstanceProfileName),
    run(call, { InstanceProfileName }) {
      const profile = requireProfile(call.account, InstanceProfileName);
      if (profile.roles.length > 0)
        throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
      call.update((account) => {
        account.instanceProfiles = account.instanceProfiles.delete(profileKey(profile.name));
        account.uniqueIds = account.uniqueIds.delete(profile.id);
      });
      return {};
    },
  },

  AddRoleToInstanceProfile: {
    resource: ({ InstanceProfileName }, account, { partition }) =>
      profileArnByName(partition, account, InstanceProfileName),
    alsoNeeds: ({ RoleName }, account, { partition }) => [
      {
        action: 'iam:PassRole',
        resource: roleArnByName(partition, account, RoleName),
        conditions: { 'iam:PassedToService': 'ec2.amazonaws.com' },
      },
    ],
    run(call, { InstanceProfileName, RoleName }) {
      const profile = requireProfile(call.account, InstanceProfileName);
      const role = requireModifiableRole(call.account, RoleName);
      const limit = call.quotas.instanceSessionsPerInstanceProfile;
      if (profile.roles.length >= limit) throw quotaExceeded('InstanceSessionsPerInstanceProfile', limit);
      const key = roleKey(role.name);
      if (profile.roles.includes(key)) return {};
      setRoles(call, profile, [...profile.roles, key]);
      setProfiles(call, role, [...role.instanceProfiles, profileKey(profile.name)]);
      return {};
    },
  },

  RemoveRoleFromInstanceProfile: {
    resource: ({ InstanceProfileName }, account, { partition }) =>
      profileArnByName(partition, account, InstanceProfileName),
    run(call, { InstanceProfileName, RoleName }) {
      const profile = requireProfile(call.account, InstanceProfileName);
      const role = requireModifiableRole(call.account, RoleName);
      const [key, inProfile] = [roleKey(role.name), profileKey(profile.name)];
      // A role that exists elsewhere is as missing as one that does not; the sentence for that case is not recorded.
      if (!profile.roles.includes(key)) throw noSuchEntity(`The role with name ${RoleName} cannot be found.`);
      setRoles(
        call,
        profile,
        profile.roles.filter((held) => held !== key),
      );
      setProfiles(
        call,
        role,
        role.instanceProfiles.filter((holder) => holder !== inProfile),
      );
      return {};
    },
  },

  TagInstanceProfile: {
    resource: ({ InstanceProfileName }, account, { partition }) =>
      profileArnByName(partition, account, InstanceProfileName),
    run: (call, { InstanceProfileName, Tags }) =>
      tagEntity(call, taggedProfile, () => requireProfile(call.account, InstanceProfileName), Tags),
  },

  UntagInstanceProfile: {
    resource: ({ InstanceProfileName }, account, { partition }) =>
      profileArnByName(partition, account, InstanceProfileName),
    run: (call, { InstanceProfileName, TagKeys }) =>
      untagEntity(call, taggedProfile, requireProfile(call.account, InstanceProfileName), TagKeys),
  },

  ListInstanceProfileTags: {
    resource: ({ InstanceProfileName }, account, { partition }) =>
      profileArnByName(partition, account, InstanceProfileName),
    run: (call, { InstanceProfileName, ...request }) =>
      tagPage('ListInstanceProfileTags', request, requireProfile(call.account, InstanceProfileName).tags),
  },
} satisfies Partial<IamCatalogue>;

const profileKey = (name: string): string => name.toLowerCase();

/** @throws AwsError NoSuchEntity */
function requireProfile(account: Account, name: string): InstanceProfile {
  const profile = account.instanceProfiles.get(profileKey(name));
  if (profile === undefined) throw noSuchEntity(`Instance Profile ${name} cannot be found.`);
  return profile;
}

function profileArnByName(partition: string, account: Account, name: string): string {
  const profile = account.instanceProfiles.get(profileKey(name)) ?? { path: '/', name };
  return iamArn(partition, account.id, 'instance-profile', profile.path, profile.name);
}

/** A profile as listings show it, with its roles and without tags. */
export function profileView(
  call: Transaction,
  profile: InstanceProfile,
): Required<Omit<InstanceProfileView, 'Tags'>> {
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: iamArn(call.partition, call.accountId, 'instance-profile', profile.path, profile.name),
    CreateDate: new Date(profile.createDate),
    Roles: profile.roles.map((key) => embeddedRoleView(call, call.account.roles.get(key) as Role)),
  };
}

// INVARIANT: a profile is in the list of a role exactly where the role is in the list of the profile.
function setRoles(call: Transaction, profile: InstanceProfile, roles: readonly string[]): void {
  call.update((account) => {
    const key = profileKey(profile.name);
    account.instanceProfiles = account.instanceProfiles.set(key, { ...profile, roles });
  });
}

function setProfiles(call: Transaction, role: Role, profiles: readonly string[]): void {
  call.update((account) => {
    const instanceProfiles = profiles.toSorted();
    account.roles = account.roles.set(roleKey(role.name), { ...role, instanceProfiles });
  });
}

const taggedProfile: TaggedKind<InstanceProfile> = {
  rules: resourceTagRules,
  put: (call, profile) =>
    call.update((account) => {
      account.instanceProfiles = account.instanceProfiles.set(profileKey(profile.name), profile);
    }),
};
