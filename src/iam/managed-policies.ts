import type { PolicyVersion as PolicyVersionView } from '@aws-sdk/client-iam';
import type { ManagedPolicy, PolicyVersion } from '../engine/entities.ts';
import {
  deleteConflict,
  entityAlreadyExists,
  limitExceeded,
  malformedPolicyDocument,
  quotaExceeded,
} from '../engine/errors.ts';
import { paginate, paginateList } from '../engine/pagination.ts';
import { checkTagCount, checkTags, resourceTagRules, tagPage, tagViews } from '../engine/tags.ts';
import type { Transaction } from '../engine/transaction.ts';
import { checkIdentityPolicy, policySize } from '../policy/index.ts';
import { encodeDocument } from './document-encoding.ts';
import { policiesInUse, policiesInScope } from './managed-policy-listing.ts';
import { policyArn, policyKey, requireOwnPolicy, requirePolicy, requireVersion } from './managed-policy.ts';
import type { IamCatalogue } from './operation-types.ts';
import { listedPolicyView, policyView } from './policy-view.ts';
import { policyUsage } from './policy-usage.ts';
import { taggingOnCreation } from './tagging-on-creation.ts';
import { type TaggedKind, tagEntity, untagEntity } from './tagging.ts';

/** Managed policies, their versions and their tags (IAM API Reference: CreatePolicy … UntagPolicy). */
export const managedPoliciesOperations = {
  CreatePolicy: {
    resource: ({ PolicyName, Path = '/' }, account, { partition }) =>
      policyArn(partition, account.id, { name: PolicyName, path: Path }),
    alsoNeeds: ({ PolicyName, Path = '/', Tags }, account, { partition }) =>
      taggingOnCreation(
        'iam:TagPolicy',
        policyArn(partition, account.id, { name: PolicyName, path: Path }),
        Tags,
      ),
    run(call, { PolicyName, Path = '/', PolicyDocument, Description, Tags }) {
      const tags = checkTags(Tags, resourceTagRules);
      checkGrammar(PolicyDocument);
      const key = policyKey(PolicyName);
      if (call.account.policies.has(key)) {
        throw entityAlreadyExists(
          `A policy called ${PolicyName} already exists. Duplicate names are not allowed.`,
        );
      }
      checkSize(call, PolicyDocument);
      const limit = call.quotas.policiesPerAccount;
      if (call.account.policies.size >= limit) throw quotaExceeded('PoliciesPerAccount', limit);
      checkTagCount(tags, call.quotas.tagsPerResource);
      const policy: ManagedPolicy = {
        name: PolicyName,
        path: Path,
        id: call.identifiers.uniqueId('ANPA', call.accountId),
        createDate: call.now,
        updateDate: call.now,
        tags,
        defaultVersionId: 'v1',
        versions: [{ id: 'v1', document: PolicyDocument, createDate: call.now }],
        nextVersion: 2,
        ...(Description ? { description: Description } : {}),
      };
      call.update((account) => {
        account.policies = account.policies.set(key, policy);
        account.uniqueIds = account.uniqueIds.set(policy.id, { kind: 'policy', key });
      });
      const reference = {
        policy,
        arn: policyArn(call.partition, call.accountId, policy),
        awsManaged: false,
      };
      return {
        Policy: {
          ...listedPolicyView(call, reference),
          ...(tags.length === 0 ? {} : { Tags: tagViews(tags) }),
        },
      };
    },
  },

  GetPolicy: {
    resource: ({ PolicyArn }) => PolicyArn,
    run: (call, { PolicyArn }) => ({ Policy: policyView(call, requirePolicy(call, PolicyArn)) }),
  },

  ListPolicies: {
    resource: () => '*',
    // AWS names the listing by its path: "… not authorized to perform: iam:ListPolicies on resource: policy path /".
    resourceName: ({ PathPrefix = '/' }) => `policy path ${PathPrefix}`,
    run(call, { Scope = 'All', OnlyAttached = false, PolicyUsageFilter, PathPrefix = '/', ...request }) {
      // "OnlyAttached: only the policies that are attached to an IAM user, group, or role"; the usage filter says
      // which use is meant.
      const use = PolicyUsageFilter ?? (OnlyAttached ? 'PermissionsPolicy' : undefined);
      const { items, end } = paginate(
        'ListPolicies',
        request,
        (key) =>
          use === undefined ? policiesInScope(call, Scope, key) : policiesInUse(call, Scope, use, key),
        ({ policy }) => policy.path.startsWith(PathPrefix),
      );
      return { Policies: items.map((reference) => listedPolicyView(call, reference)), ...end };
    },
  },

  DeletePolicy: {
    resource: ({ PolicyArn }) => PolicyArn,
    run(call, { PolicyArn }) {
      const { policy, arn } = requireOwnPolicy(call, PolicyArn, 'DeletePolicy');
      const { attachments, boundaries } = policyUsage(call, arn);
      if (attachments > 0 || boundaries > 0)
        throw deleteConflict('Cannot delete a policy attached to entities.');
      if (policy.versions.length > 1) {
        throw deleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. " +
            'The default version is deleted with the policy.',
        );
      }
      call.update((account) => {
        account.policies = account.policies.delete(policyKey(policy.name));
        account.uniqueIds = account.uniqueIds.delete(policy.id);
      });
      return {};
    },
  },

  CreatePolicyVersion: {
    resource: ({ PolicyArn }) => PolicyArn,
    run(call, { PolicyArn, PolicyDocument, SetAsDefault = false }) {
      const { policy } = requireOwnPolicy(call, PolicyArn, 'CreatePolicyVersion');
      checkGrammar(PolicyDocument);
      checkSize(call, PolicyDocument);
      const limit = call.quotas.versionsPerPolicy;
      if (policy.versions.length >= limit) {
        throw limitExceeded(
          `A managed policy can have up to ${limit} versions. Before you create a new version, you must delete an existing version.`,
        );
      }
      const version: PolicyVersion = {
        id: `v${policy.nextVersion}`,
        document: PolicyDocument,
        createDate: call.now,
      };
      replacePolicy(call, {
        ...policy,
        versions: [version, ...policy.versions],
        nextVersion: policy.nextVersion + 1,
        // "When a policy has more than one version, this field contains the date and time when the most recent
        // policy version was created" (API Reference, Policy).
        updateDate: call.now,
        defaultVersionId: SetAsDefault ? version.id : policy.defaultVersionId,
      });
      return { PolicyVersion: versionView(version, SetAsDefault) };
    },
  },

  GetPolicyVersion: {
    resource: ({ PolicyArn }) => PolicyArn,
    run(call, { PolicyArn, VersionId }) {
      const reference = requirePolicy(call, PolicyArn);
      const version = requireVersion(reference, VersionId);
      return {
        PolicyVersion: {
          Document: encodeDocument(version.document),
          ...versionView(version, version.id === reference.policy.defaultVersionId),
        },
      };
    },
  },

  ListPolicyVersions: {
    resource: ({ PolicyArn }) => PolicyArn,
    run(call, { PolicyArn, ...request }) {
      const { policy } = requirePolicy(call, PolicyArn);
      const { items, end } = paginateList('ListPolicyVersions', request, policy.versions, newestFirst);
      return {
        Versions: items.map((version) => versionView(version, version.id === policy.defaultVersionId)),
        ...end,
      };
    },
  },

  SetDefaultPolicyVersion: {
    resource: ({ PolicyArn }) => PolicyArn,
    run(call, { PolicyArn, VersionId }) {
      const reference = requireOwnPolicy(call, PolicyArn, 'SetDefaultPolicyVersion');
      const { id } = requireVersion(reference, VersionId);
      if (id !== reference.policy.defaultVersionId)
        replacePolicy(call, { ...reference.policy, defaultVersionId: id });
      return {};
    },
  },

  DeletePolicyVersion: {
    resource: ({ PolicyArn }) => PolicyArn,
    run(call, { PolicyArn, VersionId }) {
      const reference = requireOwnPolicy(call, PolicyArn, 'DeletePolicyVersion');
      const { policy } = reference;
      const { id } = requireVersion(reference, VersionId);
      if (id === policy.defaultVersionId)
        throw deleteConflict('Cannot delete the default version of a policy.');
      replacePolicy(call, { ...policy, versions: policy.versions.filter((version) => version.id !== id) });
      return {};
    },
  },

  TagPolicy: {
    resource: ({ PolicyArn }) => PolicyArn,
    run: (call, { PolicyArn, Tags }) =>
      tagEntity(call, taggedPolicy, () => requireOwnPolicy(call, PolicyArn, 'TagPolicy').policy, Tags),
  },

  UntagPolicy: {
    resource: ({ PolicyArn }) => PolicyArn,
    run: (call, { PolicyArn, TagKeys }) =>
      untagEntity(call, taggedPolicy, requireOwnPolicy(call, PolicyArn, 'UntagPolicy').policy, TagKeys),
  },

  ListPolicyTags: {
    resource: ({ PolicyArn }) => PolicyArn,
    run(call, { PolicyArn, ...request }) {
      // "Lists the tags that are attached to the specified IAM customer managed policy": what AWS says about one of
      // its own is not known; the same refusal as for changing its tags is the likeliest.
      const { policy } = requireOwnPolicy(call, PolicyArn, 'ListPolicyTags');
      return tagPage('ListPolicyTags', request, policy.tags);
    },
  },
} satisfies Partial<IamCatalogue>;

/** @throws AwsError MalformedPolicyDocument */
function checkGrammar(document: string): void {
  const complaint = checkIdentityPolicy(document, { managed: true });
  if (complaint !== undefined) throw malformedPolicyDocument(complaint);
}

/** @throws AwsError LimitExceeded */
function checkSize({ quotas }: Transaction, document: string): void {
  if (policySize(document) > quotas.policySize) throw quotaExceeded('PolicySize', quotas.policySize);
}

function replacePolicy(call: Transaction, policy: ManagedPolicy): void {
  call.update((account) => {
    account.policies = account.policies.set(policyKey(policy.name), policy);
  });
}

const taggedPolicy: TaggedKind<ManagedPolicy> = { rules: resourceTagRules, put: replacePolicy };

/** A version as every reply shows it but GetPolicyVersion, which adds the document. */
const versionView = (version: PolicyVersion, isDefault: boolean): PolicyVersionView => ({
  VersionId: version.id,
  IsDefaultVersion: isDefault,
  CreateDate: new Date(version.createDate),
});

/** A text that ascends as version numbers descend: markers name a place in ascending order. */
const newestFirst = ({ id }: PolicyVersion): string =>
  String(1_000_000 - Number(id.slice(1))).padStart(7, '0');
