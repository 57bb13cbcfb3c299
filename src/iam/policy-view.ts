import type { Policy as PolicyView } from '@aws-sdk/client-iam';
import { tagViews } from '../engine/tags.ts';
import type { Transaction } from '../engine/transaction.ts';
import type { PolicyReference } from './managed-policy.ts';
import { policyUsage } from './policy-usage.ts';

/** A managed policy as listings and CreatePolicy show it. Its uses are those in the caller's account. */
export function listedPolicyView(call: Transaction, { arn, policy }: PolicyReference): PolicyView {
  const { attachments, boundaries } = policyUsage(call, arn);
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: attachments,
    PermissionsBoundaryUsageCount: boundaries,
    IsAttachable: true,
    CreateDate: new Date(policy.createDate),
    UpdateDate: new Date(policy.updateDate),
  };
}

/** A managed policy as GetPolicy shows it: with its description if it has one, and always with tags. */
export function policyView(call: Transaction, reference: PolicyReference): PolicyView {
  const { description, tags } = reference.policy;
  return {
    ...listedPolicyView(call, reference),
    ...(description === undefined ? {} : { Description: description }),
    Tags: tagViews(tags),
  };
}
