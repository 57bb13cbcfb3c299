import { IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import type { IamMock } from '../../../src/index.ts';
import { accountIds } from './documents.ts';
import type { Dice } from './dice.ts';

/** Somebody who makes calls. */
export interface Actor {
  readonly name: string;
  readonly accountId: string;
  readonly iam: IAMClient;
  readonly sts: STSClient;
}

const clients = new Map<string, Pick<Actor, 'iam' | 'sts'>>();

/** Clients by key: keys are the same in every sequence, and a client costs more than a call. */
function clientsFor(accessKeyId: string): Pick<Actor, 'iam' | 'sts'> {
  if (clients.size > 2000) clients.clear();
  let found = clients.get(accessKeyId);
  if (found === undefined) {
    const options = { region: 'us-east-1', credentials: { accessKeyId, secretAccessKey: 'unread' } };
    found = { iam: new IAMClient(options), sts: new STSClient(options) };
    clients.set(accessKeyId, found);
  }
  return found;
}

/** The root user of an account; its key is in no state. */
export const rootOf = (aws: IamMock, accountId: string): Actor => ({
  name: `root of ${accountId}`,
  accountId,
  ...clientsFor(aws.account(accountId).credentialsFor('root').accessKeyId),
});

/** Mostly the root user of one of the accounts, else whoever has a key by now: good, inactive, deleted or expired. */
export function randomActor(aws: IamMock, dice: Dice, operation: string): Actor {
  const usersOnly = operation === 'ChangePassword';
  const issued = dice.chance(usersOnly ? 90 : 35)
    ? [...aws.state.credentials.values()].filter(({ principal }) => !usersOnly || principal.kind === 'user')
    : [];
  if (issued.length === 0) return rootOf(aws, dice.chance(70) ? accountIds[0] : accountIds[1]);
  const good = issued.filter(
    ({ status, expiration = Infinity }) => status === 'Active' && expiration > aws.clock.now().getTime(),
  );
  const { accessKeyId, accountId } = dice.pick(good.length > 0 && dice.chance(85) ? good : issued);
  return { name: accessKeyId, accountId, ...clientsFor(accessKeyId) };
}
