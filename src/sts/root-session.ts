import { parseArn } from '../engine/arns.ts';
import { validationError } from '../engine/errors.ts';
import type { Transaction } from '../engine/transaction.ts';
import type { StsCatalogue } from './operation-types.ts';
import { notAuthorized } from './assume-role.ts';
import { issueSession, plainSession, present } from './session.ts';

/**
 * Short sessions of a member account's root user for one task (STS API Reference, AssumeRoot).
 *
 * As with AssumeRole, that the root user itself may not call it is for the authorization in front to say.
 */
export const rootSessionOperations = {
  AssumeRoot: {
    resource: ({ TargetPrincipal }, _account, { partition }) =>
      rootArn(partition, targetAccount(TargetPrincipal) ?? TargetPrincipal),
    conditions: ({ TaskPolicyArn }) => ({ 'sts:TaskPolicyArn': TaskPolicyArn.arn }),
    run(call, { TargetPrincipal, TaskPolicyArn, DurationSeconds = 900, MinimumSessionTokenSize }) {
      const accountId = targetAccount(TargetPrincipal);
      if (accountId === undefined) throw validationError(`${TargetPrincipal} is invalid`);
      const task = taskPolicy(TaskPolicyArn.arn ?? '');
      if (task === undefined) throw validationError(`Invalid arn ${TaskPolicyArn.arn}`);
      const { caller } = call;
      if (
        !managesRootOf(call, accountId) ||
        caller.kind === 'federated-user' ||
        caller.session?.issuedBy === 'AssumeRoot'
      ) {
        throw notAuthorized(call, 'sts:AssumeRoot', rootArn(call.partition, accountId));
      }
      const sourceIdentity = caller.session?.sourceIdentity;
      const { PackedPolicySize: _never, ...issued } = issueSession(call, {
        accountId,
        principal: { kind: 'root' },
        durationSeconds: DurationSeconds,
        minimumTokenSize: MinimumSessionTokenSize,
        session: {
          ...plainSession('AssumeRoot', caller.arn),
          taskPolicyArn: TaskPolicyArn.arn as string,
          ...present({ sourceIdentity }),
        },
      });
      return { ...issued, ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }) };
    },
  },
} satisfies Partial<StsCatalogue>;

/**
 * May the caller's account have root sessions in this one? It must manage, or administer, an organization that
 * has them switched on, and the other be a member. An account of which nothing is known counts as one.
 */
function managesRootOf(call: Transaction, memberId: string): boolean {
  const own = call.account.settings.organization;
  if (own === undefined) return false;
  const managementId = own.managementAccountId ?? call.accountId;
  if (managementId !== call.accountId && own.delegatedAdministrator !== true) return false;
  const { organization } = call.accountWithId(managementId).settings;
  const member = call.accountWithId(memberId).settings.organization;
  return (
    (organization ?? own).rootSessions &&
    memberId !== managementId &&
    (member === undefined || member.managementAccountId === managementId)
  );
}

/** The account of "the member account principal ARN or account ID"; undefined for anything else. */
function targetAccount(principal: string): string | undefined {
  if (/^\d{12}$/.test(principal)) return principal;
  const arn = parseArn(principal);
  return arn?.service === 'iam' && arn.resource === 'root' ? arn.accountId : undefined;
}

const rootArn = (partition: string, accountId: string): string => `arn:${partition}:iam::${accountId}:root`;

/** The name of a task policy of AWS; undefined for an ARN that is of none. */
const taskPolicy = (arn: string): string | undefined =>
  /^arn:[\w-]+:iam::aws:policy\/root-task\/(IAMAuditRootUserCredentials|IAMCreateRootUserPassword|IAMDeleteRootUserCredentials|S3UnlockBucketPolicy|SQSUnlockQueuePolicy)$/.exec(
    arn,
  )?.[1];
