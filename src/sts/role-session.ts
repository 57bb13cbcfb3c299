import type { AssumedRoleUser } from '@aws-sdk/client-sts';
import { iamArn, lastSegment, parseArn } from '../engine/arns.ts';
import type { Role, Session } from '../engine/entities.ts';
import { validationError } from '../engine/errors.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';
import { type IssuedSession, issueSession, present } from './session.ts';
import { type PassedPolicies, sessionPolicies } from './session-policies.ts';
import { type PassedTags, sessionTags } from './session-tags.ts';

/** A role that is to be assumed, wherever in the mock it is. */
export interface TargetRole {
  readonly arn: string;
  readonly role: Role;
  readonly account: Account;
}

/**
 * The role with exactly this ARN, in whichever account. "When a role name is used […] as part of an ARN, the
 * role name is case sensitive" (IAM User Guide, "IAM identifiers"), and so is its path.
 */
export function findTargetRole(call: Transaction, arn: string): TargetRole | undefined {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'iam' || !parsed.resource.startsWith('role/')) return undefined;
  const account = call.accountWithId(parsed.accountId);
  const role = account.roles.get(lastSegment(parsed.resource).toLowerCase());
  if (role === undefined) return undefined;
  return iamArn(call.partition, account.id, 'role', role.path, role.name) === arn
    ? { arn, role, account }
    : undefined;
}

/** Somebody that an identity provider vouches for, in front of a role. */
export interface VouchedFor {
  readonly operation: 'AssumeRoleWithWebIdentity' | 'AssumeRoleWithSAML';
  readonly provider: string;
  readonly sessionName: string;
  readonly passedTags: PassedTags;
  readonly sourceIdentity: string | undefined;
  readonly context: NonNullable<Session['context']>;
}

/**
 * Asks whether the role trusts the provider and what it says, where anybody decides about that.
 *
 * @throws AwsError AccessDenied
 */
export function askTrust(
  call: Transaction,
  { arn, role, account }: TargetRole,
  vouchedFor: VouchedFor,
): void {
  const { operation, passedTags, sourceIdentity } = vouchedFor;
  const { tags, transitiveTagKeys } = passedTags;
  call.authorizeFederated({
    role,
    roleArn: arn,
    accountId: account.id,
    provider: vouchedFor.provider,
    actions: [
      `sts:${operation}`,
      ...(tags.length > 0 ? ['sts:TagSession'] : []),
      ...(sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
    ],
    context: {
      ...vouchedFor.context,
      'aws:FederatedProvider': vouchedFor.provider,
      'sts:RoleSessionName': vouchedFor.sessionName,
      ...present({ 'sts:SourceIdentity': sourceIdentity }),
      ...(tags.length > 0 ? { 'aws:TagKeys': tags.map(({ Key }) => Key) } : {}),
      ...(transitiveTagKeys.length > 0 ? { 'sts:TransitiveTagKeys': transitiveTagKeys } : {}),
      ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
    },
  });
}

/** Everything the three operations that assume a role know when they are done with their own checks. */
export interface RoleSessionRequest extends PassedPolicies {
  readonly target: TargetRole;
  readonly sessionName: string;
  readonly DurationSeconds?: number | undefined;
  /** No session may last longer than this, whatever was asked for (`SessionNotOnOrAfter` of SAML). */
  readonly longest?: number;
  readonly MinimumSessionTokenSize?: number | undefined;
  readonly passedTags: PassedTags;
  readonly sourceIdentity?: string | undefined;
  readonly session: Session;
}

export type RoleSession = IssuedSession & { AssumedRoleUser: AssumedRoleUser; SourceIdentity?: string };

/**
 * Issues a session of a role, after the checks all such sessions share: duration, session policies, tags.
 *
 * @throws AwsError ValidationError, MalformedPolicyDocument, InvalidParameterValue, PackedPolicyTooLarge
 */
export function issueRoleSession(
  call: Transaction,
  request: RoleSessionRequest,
  checkLast?: () => Partial<Session>,
): RoleSession {
  const { target, sessionName, DurationSeconds = defaultDuration, sourceIdentity } = request;
  const { role, account } = target;
  if (DurationSeconds > role.maxSessionDuration) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  const isAssumeRole = request.session.issuedBy === 'AssumeRole';
  const policies = sessionPolicies(
    { account, partition: call.partition },
    request,
    isAssumeRole ? undefined : call.quotas.sessionPolicySize,
  );
  const tags = sessionTags(request.passedTags, call.caller.session);
  const last = checkLast?.();
  const issued = issueSession(call, {
    accountId: account.id,
    principal: { kind: 'assumed-role', roleName: role.name, roleId: role.id, sessionName },
    durationSeconds: Math.min(DurationSeconds, request.longest ?? DurationSeconds),
    minimumTokenSize: request.MinimumSessionTokenSize,
    session: { ...request.session, ...policies, ...tags, ...present({ sourceIdentity }), ...last },
  });
  return {
    ...issued,
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${sessionName}`,
      Arn: `arn:${call.partition}:sts::${account.id}:assumed-role/${role.name}/${sessionName}`,
    },
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
  };
}

/** Seconds. */
const defaultDuration = 3600;
