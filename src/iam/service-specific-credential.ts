import type {
  ServiceSpecificCredential as CredentialView,
  ServiceSpecificCredentialMetadata,
  StatusType,
} from '@aws-sdk/client-iam';
import type { ServiceSpecificCredential, User } from '../engine/entities.ts';
import { noSuchEntity } from '../engine/errors.ts';
import type { IdentifierSource } from '../engine/identifiers.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';

/**
 * Services with such credentials, and of which kind: a user name and password, or a long-term API key
 * (IAM User Guide, "Service-specific credentials" and "API keys for AWS services").
 */
const services: Readonly<Record<string, 'password' | 'api-key'>> = {
  'codecommit.amazonaws.com': 'password',
  'cassandra.amazonaws.com': 'password',
  'bedrock.amazonaws.com': 'api-key',
  'logs.amazonaws.com': 'api-key',
};

/** @throws AwsError NoSuchEntity for a service that has no such credentials */
export function checkService(serviceName: string): void {
  if (!Object.hasOwn(services, serviceName)) {
    throw noSuchEntity(`No such service ${serviceName} is supported for Service Specific Credentials`);
  }
}

export const isApiKeyService = (serviceName: string): boolean => services[serviceName] === 'api-key';

/** @throws AwsError NoSuchEntity, also for a credential that is another user's */
export function requireCredential(account: Account, user: User, id: string): ServiceSpecificCredential {
  const credential = user.serviceSpecificCredentials.includes(id)
    ? account.serviceSpecificCredentials.get(id)
    : undefined;
  if (credential === undefined) throw noSuchEntity(`No such credential ${id} exists`);
  return credential;
}

export const credentialsOf = (account: Account, user: User): ServiceSpecificCredential[] =>
  user.serviceSpecificCredentials.map(
    (id) => account.serviceSpecificCredentials.get(id) as ServiceSpecificCredential,
  );

/** `alice-at-123456789012`; a second one for the same service, while the first is there, `alice+1-at-…`. */
export function freeServiceUserName(
  user: User,
  accountId: string,
  present: readonly ServiceSpecificCredential[],
): string {
  const taken = new Set(
    present.map(({ serviceUserName, credentialAlias }) => serviceUserName ?? credentialAlias),
  );
  for (let number = 0; ; number += 1) {
    const name = `${user.name}${number === 0 ? '' : `+${number}`}-at-${accountId}`;
    if (!taken.has(name)) return name;
  }
}

/** 60 characters that end in `=`: base64 of 44 bytes, as AWS's passwords are. */
export const servicePassword = (identifiers: IdentifierSource): string =>
  `${identifiers.text(58, base64)}${identifiers.text(1, endOfFortyFourBytes)}=`;

/**
 * The secret of an API key. Those of Bedrock are `ABSK` and base64 of `alias:secret`, which is how its clients
 * tell them; the form of the others is not documented and is taken to be that of a password.
 */
export function apiKeySecret(identifiers: IdentifierSource, serviceName: string, alias: string): string {
  const secret = servicePassword(identifiers);
  if (serviceName !== 'bedrock.amazonaws.com') return secret;
  return `ABSK${Buffer.from(`${alias}:${secret}`).toString('base64')}`;
}

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** The last digit before `=` carries four bits. */
const endOfFortyFourBytes = 'AEIMQUYcgkosw048';

/** Credentials are listed by creation; those of one second by id. */
export const position = ({ createDate, id }: ServiceSpecificCredential): string => `${createDate} ${id}`;

/** A credential without its secret. One whose time is over shows as such. */
export function metadataView(
  call: Transaction,
  credential: ServiceSpecificCredential,
): ServiceSpecificCredentialMetadata {
  const { serviceUserName, credentialAlias, expiration } = credential;
  const user = call.account.users.get(credential.userKey) as User;
  const isOver = expiration !== undefined && expiration <= call.now;
  return {
    CreateDate: new Date(credential.createDate),
    ...(expiration === undefined ? {} : { ExpirationDate: new Date(expiration) }),
    ServiceName: credential.serviceName,
    ...(serviceUserName === undefined ? {} : { ServiceUserName: serviceUserName }),
    ...(credentialAlias === undefined ? {} : { ServiceCredentialAlias: credentialAlias }),
    ServiceSpecificCredentialId: credential.id,
    UserName: user.name,
    Status: (isOver ? 'Expired' : credential.status) as StatusType,
  };
}

/** A credential with its secret: shown when it is made and when it is reset. */
export const credentialView = (call: Transaction, credential: ServiceSpecificCredential): CredentialView => ({
  ...metadataView(call, credential),
  ...(credential.serviceUserName === undefined
    ? { ServiceCredentialSecret: credential.secret }
    : { ServicePassword: credential.secret }),
});
