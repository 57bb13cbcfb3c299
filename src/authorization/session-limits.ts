import type { Caller } from '../engine/callers.ts';
import type { Session } from '../engine/entities.ts';
import type { Account } from '../engine/state.ts';
import { managedPolicy } from '../iam/principal-policies.ts';
import type { Decision, NamedPolicy } from '../policy/index.ts';

/**
 * What AWS refuses to some callers whatever their policies say, told as session policies, so that such refusals are
 * decisions like all others: they are recorded in soft mode, and explain themselves.
 */
const limit = (name: string, ...actions: readonly string[]): NamedPolicy => ({
  name,
  type: 'limit',
  document: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: actions, Resource: '*' }] },
});

/** Actions of STS that are neither AssumeRole (with what goes with it) nor refused by the operations themselves. */
const otherStsActions = [
  'sts:AssumeRoot',
  'sts:DecodeAuthorizationMessage',
  'sts:GetAccessKeyInfo',
  'sts:GetDelegatedAccessToken',
  'sts:GetWebIdentityToken',
];

/** "Roles may not be assumed by root accounts": AssumeRole and AssumeRoot (STS API Reference). */
const rootLimit = limit('limits of the root user', 'sts:AssumeRole', 'sts:AssumeRoot');

/** "You cannot call any STS API except AssumeRole or GetCallerIdentity" (GetSessionToken). */
const tokenLimit = limit('limits of GetSessionToken credentials', ...otherStsActions);

/** "You cannot call any IAM API operations unless MFA authentication information is included in the request." */
const noFactorLimit = limit('limits of GetSessionToken credentials without MFA', 'iam:*');

/** "You cannot call any IAM operations" and "any STS operations except GetCallerIdentity" (GetFederationToken). */
const federatedLimit = limit(
  'limits of GetFederationToken credentials',
  'iam:*',
  'sts:AssumeRole',
  ...otherStsActions,
);

/** What limits the root user, whose credentials are never those of a session of its own. */
export const rootLimits = (): readonly NamedPolicy[] => [everything, rootLimit];

const everything: NamedPolicy = {
  name: 'no session policy',
  document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
};

/** Did AWS's limits for this kind of caller refuse, and not a policy? */
export const refusedByLimit = ({ result, statements }: Decision): boolean =>
  result === 'explicitDeny' && statements[0]?.label === 'limit';

/**
 * The session policies of a caller, its limits among them; undefined where nothing but its policies limits it.
 *
 * "If you do not pass a policy, the federated user session has no permissions" (GetFederationToken).
 */
export function sessionPoliciesOf(
  account: Account | undefined,
  caller: Caller,
): readonly NamedPolicy[] | undefined {
  const { kind, session } = caller;
  const limits: NamedPolicy[] = [];
  if (kind === 'root') limits.push(rootLimit);
  if (session?.issuedBy === 'GetSessionToken') {
    limits.push(tokenLimit);
    if (session.mfaAuthenticated === undefined) limits.push(noFactorLimit);
  }
  if (kind === 'federated-user') limits.push(federatedLimit);
  const passed = account && session && passedPolicies(account, session);
  if (passed !== undefined) return [...passed, ...limits];
  if (limits.length === 0) return undefined;
  return kind === 'federated-user' ? limits : [everything, ...limits];
}

function passedPolicies(account: Account, session: Session): readonly NamedPolicy[] | undefined {
  const { policy, policyArns, taskPolicyArn } = session;
  if (taskPolicyArn !== undefined) {
    // AWS's policies for AssumeRoot deny everything but the task, and allow nothing.
    return [everything, ...managed(account, [taskPolicyArn])];
  }
  if (policy === undefined && policyArns.length === 0) return undefined;
  const own = policy === undefined ? [] : [{ name: 'session policy', type: 'session', document: policy }];
  return [...own, ...managed(account, policyArns)];
}

const managed = (account: Account, arns: readonly string[]): readonly NamedPolicy[] =>
  arns.flatMap((arn) => managedPolicy(account, arn, 'session') ?? []);
