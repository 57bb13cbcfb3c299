import { lastSegment, parseArn } from '../engine/arns.ts';
import type { DelegationRequest, PrincipalReference } from '../engine/entities.ts';
import { AwsError, accessDenied } from '../engine/errors.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';
import type { StsCatalogue } from './operation-types.ts';
import { issueSession, plainSession } from './session.ts';

/** What the partner of a delegation request gets for the token it was sent (STS API Reference, GetDelegatedAccessToken). */
export const delegatedTokenOperations = {
  GetDelegatedAccessToken: {
    resource: () => '*',
    run(call, { TradeInToken }) {
      const found = findRequest(call, TradeInToken);
      // Only what became of a token that was good once is documented; this is AWS's usual answer to any other.
      if (found === undefined) throw notAuthorized(call);
      const { account, request } = found;
      const durationSeconds = (request.expiration - call.now) / 1000;
      if (durationSeconds <= 0) throw expiredTradeInToken();
      const arn = request.approverArn ?? request.ownerArn;
      const principal = arn === undefined ? undefined : principalWithArn(account, arn);
      if (arn === undefined || principal === undefined) throw notAuthorized(call);
      const { Credentials } = issueSession(call, {
        accountId: account.id,
        principal,
        durationSeconds,
        session: plainSession('GetDelegatedAccessToken', call.caller.arn),
      });
      return { Credentials, AssumedPrincipal: arn };
    },
  },
} satisfies Partial<StsCatalogue>;

/** The request whose token this is, for the partner that made it. */
function findRequest(
  call: Transaction,
  tradeInToken: string,
): { account: Account; request: DelegationRequest } | undefined {
  for (const account of call.state.accounts.values()) {
    for (const request of account.delegationRequests.values()) {
      if (request.tradeInToken === tradeInToken && request.requestorAccountId === call.accountId) {
        return { account, request };
      }
    }
  }
  return undefined;
}

/** "The IAM entity whose permissions are granted": whoever approved the request. */
function principalWithArn(account: Account, arn: string): PrincipalReference | undefined {
  const { resource = '' } = parseArn(arn) ?? {};
  if (resource === 'root') return { kind: 'root' };
  const [kind, roleName = '', sessionName = ''] = resource.split('/');
  if (kind === 'user') {
    const user = account.users.get(lastSegment(resource).toLowerCase());
    return user && { kind: 'user', userId: user.id };
  }
  const role = kind === 'assumed-role' ? account.roles.get(roleName.toLowerCase()) : undefined;
  return role && { kind: 'assumed-role', roleName: role.name, roleId: role.id, sessionName };
}

const notAuthorized = (call: Transaction): AwsError =>
  accessDenied(`User: ${call.caller.arn} is not authorized to perform: sts:GetDelegatedAccessToken`);

/** The sentence of the service model's documentation. */
const expiredTradeInToken = (): AwsError =>
  new AwsError(
    'ExpiredTradeInTokenException',
    'The trade-in token provided in the request has expired and can no longer be exchanged for credentials. Request a new token and retry the operation.',
    400,
  );
