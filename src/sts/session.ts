import type { Credentials } from '@aws-sdk/client-sts';
import { isExpired } from '../engine/callers.ts';
import type { Credential, PrincipalReference, Session } from '../engine/entities.ts';
import { AwsError } from '../engine/errors.ts';
import type { Transaction } from '../engine/transaction.ts';
import { policySize } from '../policy/index.ts';
import { inheritedTags } from './session-tags.ts';

/** What a temporary credential is to be, once everything about the request has been found right. */
export interface SessionRequest {
  /** The account the credential acts in. */
  readonly accountId: string;
  readonly principal: PrincipalReference;
  readonly durationSeconds: number;
  /** `MinimumSessionTokenSize`: the token is filled up to it. */
  readonly minimumTokenSize?: number | undefined;
  readonly session: Session;
}

/** The part of an output that every issuing operation has. */
export interface IssuedSession {
  Credentials: Credentials;
  PackedPolicySize?: number;
  SessionTokenUtilization: number;
  SessionTokenSize: number;
}

/**
 * Issues a temporary credential and keeps it, so that the calls made with it are known.
 *
 * @throws AwsError PackedPolicyTooLarge where policies and tags do not fit in a session token.
 */
export function issueSession(call: Transaction, request: SessionRequest): IssuedSession {
  const { session, principal, accountId } = request;
  const size = Math.max(tokenOverhead + contentSize(session), request.minimumTokenSize ?? 0);
  const utilization = Math.ceil((100 * size) / call.quotas.sessionTokenSize);
  if (utilization > 100) {
    throw new AwsError(
      'PackedPolicyTooLarge',
      `Packed policy consumes ${utilization}% of allotted space, please use smaller policy.`,
      400,
    );
  }
  const credential = {
    accessKeyId: call.identifiers.accessKeyId('ASIA', accountId),
    secretAccessKey: call.identifiers.secretAccessKey(),
    sessionToken: call.identifiers.sessionToken(size),
    accountId,
    principal,
    status: 'Active',
    createDate: call.now,
    expiration: call.now + request.durationSeconds * 1000,
    session,
  } satisfies Credential;
  call.putCredential(credential);
  buryExpired(call, credential.accessKeyId);
  return {
    Credentials: {
      AccessKeyId: credential.accessKeyId,
      SecretAccessKey: credential.secretAccessKey,
      SessionToken: credential.sessionToken,
      Expiration: new Date(credential.expiration),
    },
    ...(wasPassedSome(call, session) ? { PackedPolicySize: utilization } : {}),
    SessionTokenUtilization: utilization,
    SessionTokenSize: size,
  };
}

/** Bytes of a token that carries neither policies nor tags. AWS promises no size; its plain tokens are about this long. */
const tokenOverhead = 396;

/**
 * Bytes that policies and tags take up. How AWS packs them is not published ("an AWS conversion compresses the
 * passed policies and tags into a packed binary format"): here every character but white space is one byte.
 */
function contentSize({ policy, policyArns, tags, transitiveTagKeys, sourceIdentity = '' }: Session): number {
  let size = sourceIdentity.length + (policy === undefined ? 0 : policySize(policy));
  for (const arn of policyArns) size += arn.length;
  for (const { key, value } of tags) size += key.length + value.length;
  for (const key of transitiveTagKeys) size += key.length;
  return size;
}

/** Were policies or tags passed? Tags that the calling session hands on are not. */
const wasPassedSome = ({ caller }: Transaction, { policy, policyArns, tags }: Session): boolean =>
  policy !== undefined || policyArns.length > 0 || tags.length > inheritedTags(caller.session).length;

/**
 * Empties some of the sessions that are over of everything but their id, which must be answered ExpiredToken
 * forever and never be taken for an unknown key.
 *
 * Each new session looks at the next few after its own id. Ids are spread evenly, so every session is looked at
 * again and again, no issuance pays for a sweep of the whole table, and no counter has to be kept.
 */
function buryExpired(call: Transaction, newId: string): void {
  const { credentials } = call.state;
  let looked = 0;
  const look = (entries: Iterable<[string, Credential]>): void => {
    for (const [id, credential] of entries) {
      if (looked === lookedAtPerSession || id === newId) return;
      looked += 1;
      if (credential.session !== undefined && isExpired(credential, call.now)) bury(call, credential);
    }
  };
  look(credentials.entries(newId));
  if (looked < lookedAtPerSession) look(credentials.entries());
}

/** More than one, so that they are buried faster than sessions are issued. */
const lookedAtPerSession = 4;

/** What is kept lets the id be refused, and tells a person whose it was. */
function bury(call: Transaction, credential: Credential): void {
  const { sessionToken: _token, session: _session, ...kept } = credential;
  call.putCredential({ ...kept, secretAccessKey: '', status: 'Expired' });
}

/** A session as any operation issues it, without policies and tags. */
export function plainSession(issuedBy: string, issuedTo: string): Session {
  return { issuedBy, issuedTo, policyArns: [], tags: [], transitiveTagKeys: [] };
}

/** Members of a session that may be absent: `undefined` ones are left out. */
export function present<T extends object>(members: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const kept: { [Name in keyof T]?: Exclude<T[Name], undefined> } = {};
  for (const name in members) {
    const value = members[name];
    if (value !== undefined) kept[name] = value as Exclude<T[typeof name], undefined>;
  }
  return kept;
}
