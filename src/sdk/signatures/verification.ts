import { partitionOf } from '../../engine/arns.ts';
import { type Caller, callerOf, isExpired, rootCaller } from '../../engine/callers.ts';
import type { Credential } from '../../engine/entities.ts';
import { AwsError } from '../../engine/errors.ts';
import type { World } from '../../mock/world.ts';
import { defaultAccessKeyId, defaultSecretAccessKey } from '../wire/client-defaults.ts';
import { type HttpRequest, address, header } from '../wire/http-messages.ts';
import { type SigningParts, hmac, signingKey, stringToSign, terminator } from './canonical-request.ts';
import { type SignatureDifferences, differencesOf } from './differences.ts';
import { errorStyleOf, isS3, refusalsOf } from './error-style.ts';
import type { Refusals, ScopeFault } from './refusals.ts';
import { type SignatureClaim, basicFormat, readClaim, readQueryString, timeOf } from './signature-claim.ts';
import { expectationOf } from './signing-hosts.ts';
import { bodyHash, isHash, payloadHashOf, signedHeader, signingParts } from './signing-request.ts';

/** Whose signature a request carries. */
export interface VerifiedRequest {
  readonly ok: true;
  readonly identity: {
    readonly accessKeyId: string;
    readonly principalArn: string;
    readonly userId: string;
    readonly accountId: string;
    /** There for temporary credentials only. */
    readonly sessionToken?: string;
  };
  /** Signing name of the service, and region, as the credential scope has them. */
  readonly service: string;
  readonly region: string;
  /** Lower-case names, sorted. */
  readonly signedHeaders: readonly string[];
  /** Signed in the query string. */
  readonly presigned: boolean;
  /** When a presigned request ends: by `X-Amz-Expires`, or with the session if that is over before. */
  readonly expires?: Date;
}

/** Why AWS would refuse a request for its signature. */
export interface RefusedRequest {
  readonly ok: false;
  /** AWS's code, sentence and HTTP status, as the service that was asked has them. */
  readonly code: string;
  readonly message: string;
  readonly status: number;
  /** For a signature that does not match: what AWS signs, and what the caller must have signed. */
  readonly differences?: SignatureDifferences;
}

/** Whose signature is this, or what is wrong with it? Changes nothing. */
export function verifyRequest(world: World, request: HttpRequest): VerifiedRequest | RefusedRequest {
  try {
    return verifySignature(world, request);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, message, status, detail } = error;
    const differences =
      typeof detail === 'function' ? { differences: (detail as () => SignatureDifferences)() } : {};
    return { ok: false, code, message, status, ...differences };
  }
}

/**
 * Recomputes the signature of a request from the secret of the key that it names, as the service does before it
 * reads anything else. `service` is the one that is asked, where the address does not tell.
 *
 * @throws AwsError in the words of the service.
 */
export function verifySignature(
  world: World,
  request: HttpRequest,
  asked: { readonly service?: string } = {},
): VerifiedRequest {
  const query = readQueryString(request);
  const expected = expectationOf(address(request).host);
  const service = asked.service ?? expected.service;
  const refusals = refusalsOf(errorStyleOf(service ?? claimedService(request), request));
  const claim = readClaim(request, query, refusals);
  checkScope(claim, { ...expected, service }, refusals);
  checkTime(claim, world.clock.read(), refusals);
  const { credential, caller } = requireKey(world, claim, refusals);
  checkSignedHeaders(request, claim, refusals);
  const parts = signingParts(request, query, claim, payloadHashOf(request, query, claim, refusals));
  if (signatureOf(credential.secretAccessKey, parts) !== claim.signature) {
    throw refusals.mismatch(() => differencesOf({ world, request, query, claim, parts, credential }));
  }
  // S3 reads the body last.
  if (isS3(claim.scope.service) && isHash(parts.payloadHash) && parts.payloadHash !== bodyHash(request))
    throw refusals.contentHash('different');
  return verified(claim, credential, caller);
}

function verified(claim: SignatureClaim, credential: KnownKey, caller: Caller): VerifiedRequest {
  const { sessionToken, expiration } = credential;
  const end =
    claim.lifetime === undefined
      ? undefined
      : Math.min(timeOf(claim.date) + claim.lifetime * 1000, expiration ?? Number.POSITIVE_INFINITY);
  return {
    ok: true,
    identity: {
      accessKeyId: claim.accessKeyId,
      principalArn: caller.arn,
      userId: caller.userId,
      accountId: caller.accountId,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    },
    service: claim.scope.service,
    region: claim.scope.region,
    signedHeaders: claim.signedHeaders,
    presigned: claim.presigned,
    ...(end === undefined ? {} : { expires: new Date(end) }),
  };
}

/** The service that the signature names, before anybody has read it properly. */
function claimedService(request: HttpRequest): string | undefined {
  const text = `${header(request, 'authorization') ?? ''} ${request.url.replaceAll(/%2f/gi, '/')}`;
  return /(?:[\s,?&]|X-Amz-)Credential=(?:[^/\s,&]{1,128}\/){3}([a-z0-9-]{1,128})\//.exec(text)?.[1];
}

function checkScope(
  claim: SignatureClaim,
  expected: { readonly service: string | undefined; readonly region: string | undefined },
  refusals: Refusals,
): void {
  const { scope, date } = claim;
  const faults: ScopeFault[] = [];
  if (expected.region !== undefined && scope.region !== expected.region)
    faults.push({ kind: 'region', found: scope.region, expected: expected.region });
  if (expected.service !== undefined && !isOf(expected.service, scope.service))
    faults.push({ kind: 'service', found: scope.service, expected: expected.service });
  if (claim.terminator !== terminator)
    faults.push({ kind: 'terminator', found: claim.terminator, expected: terminator });
  if (scope.date !== date.slice(0, 8))
    faults.push({ kind: 'date', found: scope.date, expected: date.slice(0, 8), sent: date });
  if (faults.length > 0) throw refusals.wrongScope(faults, claim.presigned);
}

/** Express buckets and object lambdas are S3 under another signing name. */
const isOf = (expected: string, found: string): boolean =>
  expected === found || (expected === 's3' && isS3(found));

const fifteenMinutes = 15 * 60_000;

/**
 * Requests are good for 15 minutes around their date; presigned ones from then until they expire. (STS is known to
 * take presigned requests for 15 minutes whatever `X-Amz-Expires` says. Who signs for 60 seconds wants to see
 * them end, so they do.)
 */
function checkTime({ date, lifetime, presigned }: SignatureClaim, now: number, refusals: Refusals): void {
  const signed = timeOf(date);
  if (signed > now + fifteenMinutes)
    throw refusals.tooNew(date, basicFormat(now + fifteenMinutes), basicFormat(now), presigned);
  if (lifetime !== undefined) {
    if (now > signed + lifetime * 1000) throw refusals.presignedExpired();
  } else if (signed < now - fifteenMinutes)
    throw refusals.tooOld(date, basicFormat(now - fifteenMinutes), basicFormat(now));
}

type KnownKey = Pick<Credential, 'secretAccessKey' | 'sessionToken' | 'expiration'>;

/** The key with this id, in force and with the token that belongs to it. */
function requireKey(
  world: World,
  claim: SignatureClaim,
  refusals: Refusals,
): { credential: KnownKey; caller: Caller } {
  const partition = partitionOf(claim.scope.region);
  if (claim.accessKeyId === defaultAccessKeyId) {
    if (claim.sessionToken !== undefined) throw refusals.wrongToken();
    const caller = rootCaller(world.options.accountId, partition);
    return { credential: { secretAccessKey: defaultSecretAccessKey }, caller };
  }
  const credential = world.findCredential(claim.accessKeyId);
  if (credential === undefined) throw refusals.unknownKey();
  if (isExpired(credential, world.clock.read())) throw refusals.sessionExpired();
  const caller = credential.status === 'Active' ? callerOf(world.state, credential, partition) : undefined;
  if (caller === undefined) throw refusals.unknownKey();
  if (credential.sessionToken !== claim.sessionToken) {
    throw claim.sessionToken === undefined ? refusals.missingToken() : refusals.wrongToken();
  }
  return { credential, caller };
}

/** `host`, and every `x-amz-` header that is there ("Elements of an AWS API request signature"). */
function checkSignedHeaders(request: HttpRequest, claim: SignatureClaim, refusals: Refusals): void {
  const signed = new Set(claim.signedHeaders);
  const demanded = new Set(['host']);
  for (const [name, value] of Object.entries(request.headers)) {
    const lower = name.toLowerCase();
    if (lower.startsWith('x-amz-') && value !== undefined) demanded.add(lower);
  }
  const missing = [...demanded].filter((name) => !signed.has(name));
  if (missing.length > 0) throw refusals.unsignedHeaders(missing);
  if (signedHeader(request, 'host') === undefined) throw refusals.unsignedHeaders(['host']);
}

const signatureOf = (secret: string, parts: SigningParts): string =>
  Buffer.from(hmac(signingKey(secret, parts.scope), stringToSign(parts))).toString('hex');
