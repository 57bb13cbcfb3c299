import {
  AcceptDelegationRequestCommand,
  AssociateDelegationRequestCommand,
  CreateDelegationRequestCommand,
  CreateRoleCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  IAMClient,
  SendDelegationTokenCommand,
} from '@aws-sdk/client-iam';
import {
  ExpiredTradeInTokenException,
  GetCallerIdentityCommand,
  GetDelegatedAccessTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { expectFailure, useAws } from '../support/aws.ts';
import { assume, clientsWith, createUser, roleArn, trustAnyone } from '../support/sessions.ts';

const { aws, iam, sts } = useAws({ now: '2026-01-31T12:00:00Z' });

const partnerId = '999988887777';
const ownerId = '123456789012';

const partner = (): { iam: IAMClient; sts: STSClient } => {
  const credentials = aws.account(partnerId).credentialsFor('root');
  return { iam: new IAMClient({ credentials }), sts: new STSClient({ credentials }) };
};

/** A request of the partner, approved by `approver` and finalized; the token the partner is sent. */
async function delegate(approver: IAMClient = iam): Promise<string> {
  const { DelegationRequestId } = await partner().iam.send(
    new CreateDelegationRequestCommand({
      Description: 'Investigate the outage',
      Permissions: { PolicyTemplateArn: `arn:aws:iam::${partnerId}:policy/templates/support` },
      RequestorWorkflowId: 'case-4711',
      NotificationChannel: `arn:aws:sns:us-east-1:${partnerId}:delegations`,
      SessionDuration: 1800,
    }),
  );
  await approver.send(new AssociateDelegationRequestCommand({ DelegationRequestId }));
  await approver.send(new AcceptDelegationRequestCommand({ DelegationRequestId }));
  await approver.send(new SendDelegationTokenCommand({ DelegationRequestId }));
  const account = aws.state.accounts.get(ownerId);
  return account?.delegationRequests.get(DelegationRequestId as string)?.tradeInToken as string;
}

const exchange = (TradeInToken: string, client: STSClient = partner().sts) =>
  client.send(new GetDelegatedAccessTokenCommand({ TradeInToken }));

const notAuthorized = (caller = `arn:aws:iam::${partnerId}:root`) => ({
  code: 'AccessDenied',
  status: 403,
  message: `User: ${caller} is not authorized to perform: sts:GetDelegatedAccessToken`,
});

const arnOf = async (client: STSClient) => (await client.send(new GetCallerIdentityCommand({}))).Arn;

test('credentials that act as whoever approved the request, until its session ends', async () => {
  const owner = await createUser(iam, 'owner');
  const token = await delegate(owner.iam);
  aws.clock.advance('10m');
  const { $metadata: _, ...output } = await exchange(token);
  expect(output).toStrictEqual({
    Credentials: {
      AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/) as string,
      SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9/+]{40}$/) as string,
      SessionToken: expect.any(String) as string,
      Expiration: new Date('2026-01-31T12:30:00Z'),
    },
    AssumedPrincipal: `arn:aws:iam::${ownerId}:user/owner`,
  });
  expect(await arnOf(clientsWith(output.Credentials).sts)).toBe(`arn:aws:iam::${ownerId}:user/owner`);
});

test('of the root user, where root approved', async () => {
  const { Credentials, AssumedPrincipal } = await exchange(await delegate());
  expect(AssumedPrincipal).toBe(`arn:aws:iam::${ownerId}:root`);
  expect(await arnOf(clientsWith(Credentials).sts)).toBe(`arn:aws:iam::${ownerId}:root`);
});

test('of a role, where a session of it approved', async () => {
  await iam.send(new CreateRoleCommand({ RoleName: 'admin', AssumeRolePolicyDocument: trustAnyone }));
  const session = await assume(sts, roleArn('admin'));
  const { Credentials } = await exchange(await delegate(session.iam));
  expect(await arnOf(clientsWith(Credentials).sts)).toBe(
    `arn:aws:sts::${ownerId}:assumed-role/admin/session`,
  );
});

test('not for a token nobody sent', async () => {
  await delegate();
  await expectFailure(aws, () => exchange('made up'), notAuthorized());
});

test('not for anybody but the partner', async () => {
  const token = await delegate();
  await expectFailure(aws, () => exchange(token, sts), notAuthorized(`arn:aws:iam::${ownerId}:root`));
});

test('not when whoever approved is gone', async () => {
  const owner = await createUser(iam, 'owner');
  const token = await delegate(owner.iam);
  await iam.send(new DeleteAccessKeyCommand({ UserName: 'owner', AccessKeyId: owner.accessKeyId }));
  await iam.send(new DeleteUserCommand({ UserName: 'owner' }));
  await expectFailure(aws, () => exchange(token), notAuthorized());
});

test('not after the end of the session', async () => {
  const token = await delegate();
  aws.clock.advance('30m');
  await expectFailure(aws, () => exchange(token), {
    code: 'ExpiredTradeInTokenException',
    status: 400,
    message:
      'The trade-in token provided in the request has expired and can no longer be exchanged for credentials. Request a new token and retry the operation.',
    class: ExpiredTradeInTokenException,
  });
});
