import type { Tag } from '../engine/entities.ts';
import type { ConditionKeys } from '../engine/operation.ts';
import type { ContextInput } from '../policy/index.ts';
import type { Subject } from './subject.ts';

/** When and where a request is made. */
export interface RequestPlace {
  /** Milliseconds. */
  readonly now: number;
  readonly region: string;
}

/**
 * The global condition keys of a request (IAM User Guide, "AWS global condition context keys"). Keys that
 * follow from the principal's ARN alone are derived by the evaluator. Requests come from this process, hence
 * the source address.
 */
export function globalContext(
  subject: Subject,
  { now, region }: RequestPlace,
): Record<string, ContextInput[string]> {
  const { session, issued } = subject;
  const context: Record<string, ContextInput[string]> = {
    'aws:CurrentTime': new Date(now),
    'aws:EpochTime': Math.floor(now / 1000),
    'aws:RequestedRegion': region,
    'aws:SecureTransport': true,
    'aws:SourceIp': '127.0.0.1',
    'aws:ViaAWSService': false,
  };
  for (const { key, value } of subject.tags) context[`aws:PrincipalTag/${key}`] = value;
  if (session === undefined) return context;
  if (issued !== undefined) context['aws:TokenIssueTime'] = new Date(issued);
  context['aws:MultiFactorAuthPresent'] = session.mfaAuthenticated !== undefined;
  if (session.mfaAuthenticated !== undefined) {
    context['aws:MultiFactorAuthAge'] = Math.max(0, Math.floor((now - session.mfaAuthenticated) / 1000));
  }
  if (session.sourceIdentity !== undefined) context['aws:SourceIdentity'] = session.sourceIdentity;
  if (session.federatedProvider !== undefined) context['aws:FederatedProvider'] = session.federatedProvider;
  Object.assign(context, session.context);
  return context;
}

/** `aws:RequestTag/…` and `aws:TagKeys`, of the members that every tagging operation has. */
export function requestTagContext(input: Readonly<Record<string, unknown>>): ConditionKeys {
  const context: Record<string, string | readonly string[]> = {};
  const { Tags, TagKeys } = input as {
    Tags?: readonly { readonly Key: string; readonly Value: string }[];
    TagKeys?: readonly string[];
  };
  if (Array.isArray(Tags) && Tags.length > 0) {
    for (const { Key, Value } of Tags) context[`aws:RequestTag/${Key}`] = Value;
    context['aws:TagKeys'] = Tags.map(({ Key }) => Key);
  } else if (Array.isArray(TagKeys) && TagKeys.length > 0) context['aws:TagKeys'] = TagKeys;
  return context;
}

/** `aws:ResourceTag/…`; IAM's own entities answer to `iam:ResourceTag/…` as well. */
export function resourceTagContext(tags: readonly Tag[], service: string): ConditionKeys {
  const context: Record<string, string> = {};
  for (const { key, value } of tags) {
    context[`aws:ResourceTag/${key}`] = value;
    if (service === 'iam') context[`iam:ResourceTag/${key}`] = value;
  }
  return context;
}
