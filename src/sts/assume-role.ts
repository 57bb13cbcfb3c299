import { parseArn } from '../engine/arns.ts';
import { type AwsError, accessDenied, validationError } from '../engine/errors.ts';
import type { NeededPermission } from '../engine/operation.ts';
import type { Transaction } from '../engine/transaction.ts';
import type { StsCatalogue } from './operation-types.ts';
import { type TargetRole, findTargetRole, issueRoleSession } from './role-session.ts';
import { checkSecondFactor } from './second-factor.ts';
import { plainSession, present } from './session.ts';
import { inheritedTags } from './session-tags.ts';

/**
 * Sessions of roles for callers that AWS knows (STS API Reference, AssumeRole).
 *
 * Whether the role trusts the caller, and "Roles may not be assumed by root accounts.", is for the
 * authorization in front of this to say: without enforcement the default caller, who is the root user, assumes
 * every role there is.
 */
export const assumeRoleOperations = {
  AssumeRole: {
    check({ RoleArn }) {
      if (parseArn(RoleArn) === undefined) throw validationError(`${RoleArn} is invalid`);
    },
    resource: ({ RoleArn }) => RoleArn,
    conditions: ({ SerialNumber, TokenCode, ProvidedContexts, ...input }) => ({
      'sts:RoleSessionName': input.RoleSessionName,
      'sts:ExternalId': input.ExternalId,
      'sts:SourceIdentity': input.SourceIdentity,
      'sts:TransitiveTagKeys': input.TransitiveTagKeys,
      ...secondFactorConditions(SerialNumber, TokenCode),
      'sts:RequestContextProviders': ProvidedContexts?.flatMap(({ ProviderArn }) => ProviderArn ?? []),
    }),
    // What a chain of roles inherits needs permission at each link (IAM User Guide, "Pass session tags in AWS STS" and
    // "Monitor and control actions taken with assumed roles").
    alsoNeeds({ RoleArn, Tags, TransitiveTagKeys, SourceIdentity, ProvidedContexts }, _account, { session }) {
      const needed: NeededPermission[] = [];
      const need = (action: string): unknown => needed.push({ action, resource: RoleArn });
      if (Tags?.length || TransitiveTagKeys?.length || inheritedTags(session).length > 0)
        need('sts:TagSession');
      if (SourceIdentity !== undefined || session?.sourceIdentity !== undefined)
        need('sts:SetSourceIdentity');
      if (ProvidedContexts?.length) need('sts:SetContext');
      return needed;
    },
    run(call, input) {
      const { RoleArn, RoleSessionName, DurationSeconds = 0, Tags = [], TransitiveTagKeys = [] } = input;
      const target = requireTargetRole(call, RoleArn);
      const { caller } = call;
      if (caller.kind === 'assumed-role' && DurationSeconds > 3600) {
        throw validationError(
          'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
        );
      }
      const session = {
        ...plainSession('AssumeRole', caller.arn),
        ...present({ externalId: input.ExternalId }),
      };
      return issueRoleSession(
        call,
        {
          Policy: input.Policy,
          PolicyArns: input.PolicyArns,
          DurationSeconds: input.DurationSeconds,
          MinimumSessionTokenSize: input.MinimumSessionTokenSize,
          target,
          session,
          sessionName: RoleSessionName,
          passedTags: { tags: Tags, transitiveTagKeys: TransitiveTagKeys },
          sourceIdentity: sourceIdentityOf(call, RoleArn, input.SourceIdentity),
        },
        () => present({ mfaAuthenticated: checkSecondFactor(call, input) }),
      );
    },
  },
} satisfies Partial<StsCatalogue>;

/**
 * A second factor given with the request counts for the trust policy ("the aws:MultiFactorAuthPresent condition key in
 * the role's trust policy", STS API Reference, AssumeRole). The operation checks the code itself afterwards.
 */
const secondFactorConditions = (serialNumber: string | undefined, code: string | undefined) =>
  serialNumber === undefined || code === undefined
    ? undefined
    : { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' };

/** @throws AwsError AccessDenied, the same for a role that is not there as for one that does not trust the caller. */
function requireTargetRole(call: Transaction, roleArn: string): TargetRole {
  const { caller } = call;
  // "You cannot call any STS operations except GetCallerIdentity" (GetFederationToken).
  if (caller.kind === 'federated-user') throw notAuthorized(call, 'sts:AssumeRole', roleArn);
  if (caller.session?.issuedBy === 'AssumeRoot') {
    throw accessDenied('Roles may not be assumed by root accounts.');
  }
  const target = findTargetRole(call, roleArn);
  if (target === undefined) throw notAuthorized(call, 'sts:AssumeRole', roleArn);
  return target;
}

/** A source identity once set stays the same through all sessions of a chain. */
function sourceIdentityOf(
  call: Transaction,
  roleArn: string,
  requested: string | undefined,
): string | undefined {
  const inherited = call.caller.session?.sourceIdentity;
  if (inherited !== undefined && requested !== undefined && inherited !== requested) {
    throw notAuthorized(call, 'sts:SetSourceIdentity', roleArn);
  }
  return requested ?? inherited;
}

/** `User: <arn> is not authorized to perform: <action> on resource: <arn>`: STS gives no reason. */
export const notAuthorized = (call: Transaction, action: string, resource: string): AwsError =>
  accessDenied(`User: ${call.caller.arn} is not authorized to perform: ${action} on resource: ${resource}`);
