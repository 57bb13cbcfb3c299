import type { SSHPublicKey as SshPublicKeyView, SSHPublicKeyMetadata, StatusType } from '@aws-sdk/client-iam';
import type { SshPublicKey, User } from '../engine/entities.ts';
import { AwsError, invalidInput, noSuchEntity, quotaExceeded } from '../engine/errors.ts';
import { paginateList } from '../engine/pagination.ts';
import type { Transaction } from '../engine/transaction.ts';
import { actingIamUser, actingUserArn } from './acting-user.ts';
import type { IamCatalogue } from './operation-types.ts';
import { parseSshKey } from './ssh-public-key.ts';
import { requireUser, userArnByName, userKey } from './user.ts';

/** Keys for CodeCommit over SSH (IAM API Reference: UploadSSHPublicKey …). */
export const sshPublicKeysOperations = {
  UploadSSHPublicKey: {
    resource: ({ UserName }, account, { partition }) => userArnByName(partition, account, UserName),
    run(call, { UserName, SSHPublicKeyBody }) {
      const user = requireUser(call.account, UserName);
      const { fingerprint } = parseSshKey(SSHPublicKeyBody);
      if (keysOf(call, user).some((known) => known.fingerprint === fingerprint)) {
        // The sentence is that of the reference's error list, not a recorded one.
        throw new AwsError(
          'DuplicateSSHPublicKey',
          'The SSH public key is already associated with the specified IAM user.',
          400,
        );
      }
      const limit = call.quotas.sshPublicKeysPerUser;
      if (user.sshPublicKeys.length >= limit) throw quotaExceeded('SSHPublicKeysPerUser', limit);
      const key: SshPublicKey = {
        id: call.identifiers.uniqueId('APKA', call.accountId),
        userKey: userKey(user.name),
        body: SSHPublicKeyBody,
        fingerprint,
        status: 'Active',
        uploadDate: call.now,
      };
      put(call, key);
      call.update((account) => {
        account.users = account.users.update(key.userKey, (draft) => void draft.sshPublicKeys.push(key.id));
      });
      return { SSHPublicKey: keyView(user, key, key.body) };
    },
  },

  GetSSHPublicKey: {
    resource: ({ UserName }, account, { partition }) => userArnByName(partition, account, UserName),
    run(call, { UserName, SSHPublicKeyId, Encoding }) {
      const user = requireUser(call.account, UserName);
      const key = requireKey(call, user, SSHPublicKeyId);
      return { SSHPublicKey: keyView(user, key, encoded(key.body, Encoding)) };
    },
  },

  ListSSHPublicKeys: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName, ...request }) {
      const { holder: user } = actingIamUser(call, UserName);
      const keys = keysOf(call, user).toSorted((a, b) => (position(a) < position(b) ? -1 : 1));
      const { items, end } = paginateList('ListSSHPublicKeys', request, keys, position);
      return { SSHPublicKeys: items.map((key) => metadataView(user, key)), ...end };
    },
  },

  UpdateSSHPublicKey: {
    resource: ({ UserName }, account, { partition }) => userArnByName(partition, account, UserName),
    run(call, { UserName, SSHPublicKeyId, Status }) {
      if (Status === 'Expired') {
        // The code is documented, the sentence is not recorded.
        throw invalidInput('The status of an SSH public key can only be set to Active or Inactive.');
      }
      const key = requireKey(call, requireUser(call.account, UserName), SSHPublicKeyId);
      if (key.status !== Status) put(call, { ...key, status: Status });
      return {};
    },
  },

  DeleteSSHPublicKey: {
    resource: ({ UserName }, account, { partition }) => userArnByName(partition, account, UserName),
    run(call, { UserName, SSHPublicKeyId }) {
      const key = requireKey(call, requireUser(call.account, UserName), SSHPublicKeyId);
      call.update((account) => {
        account.sshPublicKeys = account.sshPublicKeys.delete(key.id);
        account.users = account.users.update(key.userKey, (user) => {
          user.sshPublicKeys = user.sshPublicKeys.filter((id) => id !== key.id);
        });
      });
      return {};
    },
  },
} satisfies Partial<IamCatalogue>;

const keysOf = (call: Transaction, user: User): SshPublicKey[] =>
  user.sshPublicKeys.map((id) => call.account.sshPublicKeys.get(id) as SshPublicKey);

/** @throws AwsError NoSuchEntity, also for a key that is another user's */
function requireKey(call: Transaction, user: User, id: string): SshPublicKey {
  const key = user.sshPublicKeys.includes(id) ? call.account.sshPublicKeys.get(id) : undefined;
  if (key === undefined) throw noSuchEntity(`The Public Key with id ${id} cannot be found.`);
  return key;
}

function put(call: Transaction, key: SshPublicKey): void {
  call.update((account) => {
    account.sshPublicKeys = account.sshPublicKeys.set(key.id, key);
  });
}

/** The body as it was sent where that is the encoding asked for, else converted. */
function encoded(body: string, encoding: string): string {
  const isPem = body.trimStart().startsWith('-----BEGIN');
  if (isPem === (encoding === 'PEM')) return body;
  const { line, pem } = parseSshKey(body);
  return isPem ? line : pem;
}

/** Keys are listed by upload date; those of one second by id. */
const position = ({ uploadDate, id }: SshPublicKey): string => `${uploadDate} ${id}`;

const metadataView = (user: User, key: SshPublicKey): SSHPublicKeyMetadata => ({
  UserName: user.name,
  SSHPublicKeyId: key.id,
  Status: key.status as StatusType,
  UploadDate: new Date(key.uploadDate),
});

const keyView = (user: User, key: SshPublicKey, body: string): SshPublicKeyView => ({
  ...metadataView(user, key),
  Fingerprint: key.fingerprint,
  SSHPublicKeyBody: body,
});
