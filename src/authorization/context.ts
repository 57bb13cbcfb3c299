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

export type Context = Record<string, ContextInput[string]>;

/**
 * The global condition keys of a request (IAM User Guide, "AWS global condition context keys"). Keys that
 * follow from the principal's ARN alone are derived by the evaluator.
 */
export function globalContext(subject: Subject, place: RequestPlace): Context {
  const { session, issued, organizationId } = subject;
  const context = placeContext(place);
  for (const { key, value } of subject.tags) context[`aws:PrincipalTag/${key}`] = value;
  if (organizationId !== undefined) context['aws:PrincipalOrgID'] = organizationId;
  if (session === undefined) return context;
  if (issued !== undefined) context['aws:TokenIssueTime'] = new Date(issued);
  context['aws:MultiFactorAuthPresent'] = session.mfaAuthenticated !== undefined;
  if (session.mfaAuthenticated !== undefined) {
    context['aws:MultiFactorAuthAge'] = Math.max(
      0,
      Math.floor((place.now - session.mfaAuthenticated) / 1000),
    );
  }
  if (session.sourceIdentity !== undefined) context['aws:SourceIdentity'] = session.sourceIdentity;
  if (session.federatedProvider !== undefined) context['aws:FederatedProvider'] = session.federatedProvider;
  return Object.assign(context, session.context);
}

/** What a request says whoever makes it. Requests come from this process, hence the source address. */
export function placeContext({ now, region }: RequestPlace): Context {
  return {
    'aws:CurrentTime': new Date(now),
    'aws:EpochTime': Math.floor(now / 1000),
    'aws:RequestedRegion': region,
    'aws:SecureTransport': true,
    'aws:SourceIp': '127.0.0.1',
    'aws:ViaAWSService': false,
  };
}

/** `aws:RequestTag/…` and `aws:TagKeys`, of the members that every tagging operation has. */
export function requestTagContext(input: Readonly<Record<string, unknown>>): ConditionKeys | undefined {
  const { Tags, TagKeys } = input as {
    Tags?: readonly { readonly Key: string; readonly Value: string }[];
    TagKeys?: readonly string[];
  };
  if (Array.isArray(Tags) && Tags.length > 0) {
    const context: Record<string, string | readonly string[]> = { 'aws:TagKeys': Tags.map(({ Key }) => Key) };
    for (const { Key, Value } of Tags) context[`aws:RequestTag/${Key}`] = Value;
    return context;
  }
  return Array.isArray(TagKeys) && TagKeys.length > 0 ? { 'aws:TagKeys': TagKeys } : undefined;
}

/** `aws:ResourceTag/…`; IAM's own entities answer to `iam:ResourceTag/…` as well. */
export function resourceTagContext(tags: readonly Tag[]): ConditionKeys | undefined {
  if (tags.length === 0) return undefined;
  const context: Record<string, string> = {};
  for (const { key, value } of tags) {
    context[`aws:ResourceTag/${key}`] = value;
    context[`iam:ResourceTag/${key}`] = value;
  }
  return context;
}
