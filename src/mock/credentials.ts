import { partitionOf } from '../engine/arns.ts';
import { callerOf, isExpired } from '../engine/callers.ts';
import type { Credential, PrincipalReference, Session } from '../engine/entities.ts';
import { identifierSource } from '../engine/identifiers.ts';
import { issueSession, plainSession } from '../sts/session.ts';
import { type Somebody, resolveSomebody } from './principals.ts';
import type { World } from './world.ts';

/** Credentials as SDK clients take them: an `AwsCredentialIdentity`. */
export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** There for sessions only. */
  readonly sessionToken?: string;
  /** There for sessions only. */
  readonly expiration?: Date;
}

/** What the mock knows about a key. */
export interface CredentialReport {
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** ARN of the caller the key makes; its unique id where the user is gone. */
  readonly principalArn: string;
  readonly userId: string;
  readonly accountId: string;
  readonly status: 'Active' | 'Inactive' | 'Deleted' | 'Expired';
  readonly expiration?: Date;
  readonly lastUsed?: { readonly date: Date; readonly service: string; readonly region: string };
}

/**
 * Credentials of somebody: the root user's standing key, a user's first active key (or a new one), a fresh session.
 *
 * @throws UsageError naming what exists; AwsError where a user's quota of keys is used up by inactive ones.
 */
export function credentialsFor(world: World, accountId: string, who: string): IssuedCredentials {
  const somebody = resolveSomebody(world, accountId, who);
  if (somebody.kind === 'root') return issued(standingCredential(world, somebody));
  if (somebody.kind !== 'user') return sessionFor(world, somebody);
  for (const id of somebody.user.accessKeys) {
    const key = world.state.credentials.get(id);
    if (key?.status === 'Active') return issued(key);
  }
  return world.prepare(() => {
    const input = { UserName: somebody.user.name };
    const { AccessKey } = world.perform('iam', 'CreateAccessKey', input, somebody.accountId);
    const { AccessKeyId, SecretAccessKey } = AccessKey as { AccessKeyId: string; SecretAccessKey: string };
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
  });
}

/** As AssumeRole and GetFederationToken issue them, asked by the account's root user for an hour. */
function sessionFor(world: World, somebody: Somebody): IssuedCredentials {
  const { accountId } = somebody;
  const { Credentials } = world.prepare(() =>
    world.transact(accountId, (call) =>
      issueSession(call, {
        accountId,
        principal: principalOf(somebody),
        durationSeconds: sessionSeconds,
        session: sessionOf(world, somebody),
      }),
    ),
  );
  return {
    accessKeyId: Credentials.AccessKeyId as string,
    secretAccessKey: Credentials.SecretAccessKey as string,
    sessionToken: Credentials.SessionToken as string,
    expiration: Credentials.Expiration as Date,
  };
}

/** The id of a key that acts as somebody and leaves no trace in the account. */
export const standingKeyFor = (world: World, accountId: string, who: string): string =>
  standingCredential(world, resolveSomebody(world, accountId, who)).accessKeyId;

/** What is known of a key, whatever its status; undefined for an id nobody issued. */
export function lookupCredential(world: World, accessKeyId: string): CredentialReport | undefined {
  const credential = world.findCredential(accessKeyId);
  if (credential === undefined) return undefined;
  const caller = callerOf(world.state, credential, partitionOf(world.options.region));
  const userId = caller?.userId ?? (credential.principal.kind === 'user' ? credential.principal.userId : '');
  const { secretAccessKey, sessionToken, accountId, expiration, lastUsed } = credential;
  return {
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    principalArn: caller?.arn ?? userId,
    userId,
    accountId,
    status:
      credential.status === 'Active' && isExpired(credential, world.clock.read())
        ? 'Expired'
        : credential.status,
    ...(expiration === undefined ? {} : { expiration: new Date(expiration) }),
    ...(lastUsed === undefined ? {} : { lastUsed: { ...lastUsed, date: new Date(lastUsed.date) } }),
  };
}

/** Their ids follow from the principal alone, so they are the same whatever was called before. */
function standingCredential(world: World, somebody: Somebody): Credential {
  const { accountId } = somebody;
  const principal = principalOf(somebody);
  const identifiers = identifierSource(
    JSON.stringify([world.options.identifierSeed, 'standing', accountId, principal]),
    0,
  );
  const temporary = somebody.kind === 'role' || somebody.kind === 'federated-user';
  const credential: Credential = {
    accessKeyId: identifiers.accessKeyId(temporary ? 'ASIA' : 'AKIA', accountId),
    secretAccessKey: identifiers.secretAccessKey(),
    accountId,
    principal,
    status: 'Active',
    createDate: wholeSeconds(world),
    ...(temporary ? { sessionToken: identifiers.sessionToken(), session: sessionOf(world, somebody) } : {}),
  };
  world.addStandingCredential(credential);
  return credential;
}

/** An hour: the default of AssumeRole and the least MaxSessionDuration of a role. */
const sessionSeconds = 3600;

function sessionOf(world: World, somebody: Somebody): Session {
  const root = `arn:${partitionOf(world.options.region)}:iam::${somebody.accountId}:root`;
  return somebody.kind === 'role'
    ? plainSession('AssumeRole', root)
    : { ...plainSession('GetFederationToken', root), federatedBy: { kind: 'root' } };
}

function principalOf(somebody: Somebody): PrincipalReference {
  switch (somebody.kind) {
    case 'root':
      return { kind: 'root' };
    case 'user':
      return { kind: 'user', userId: somebody.user.id };
    case 'federated-user':
      return { kind: 'federated-user', name: somebody.name };
    case 'role': {
      const { role, sessionName } = somebody;
      return { kind: 'assumed-role', roleName: role.name, roleId: role.id, sessionName };
    }
  }
}

const wholeSeconds = (world: World): number => Math.floor(world.clock.read() / 1000) * 1000;

const issued = ({ accessKeyId, secretAccessKey }: Credential): IssuedCredentials => ({
  accessKeyId,
  secretAccessKey,
});
