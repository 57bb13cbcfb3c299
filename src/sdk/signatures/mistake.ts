import type { World } from '../../mock/world.ts';
import type { HttpRequest } from '../wire/http-messages.ts';
import { type SigningParts, hmac, signingKey, stringToSign } from './canonical-request.ts';
import type { Parameters, SignatureClaim } from './signature-claim.ts';

/** One way to have signed a request. */
export interface Attempt {
  readonly parts: SigningParts;
  readonly secret: string;
  /** In place of the text that the parts make. */
  readonly canonicalRequest?: string;
  readonly stringToSign?: string;
  /** In place of the key that the secret and the scope make. */
  readonly key?: string | Uint8Array;
}

export interface MistakeContext {
  readonly world: World;
  readonly request: HttpRequest;
  readonly query: Parameters;
  readonly claim: SignatureClaim;
}

/** Attempts with one thing done wrong, each with a sentence that says what; none where it would change nothing. */
export type Mistake = (
  right: Attempt,
  context: MistakeContext,
) => Iterable<readonly [hint: string, attempt: Attempt]>;

/** One part of the canonical request with a wrong value. */
export interface PartMistake {
  readonly name: keyof SigningParts;
  readonly change: Partial<SigningParts>;
  readonly hint: string;
}

/** Keys are derived over and over for the same secret and scope. */
let lastKey: { readonly from: string; readonly key: Uint8Array } | undefined;

function keyOf({ key, secret, parts: { scope } }: Attempt): string | Uint8Array {
  if (key !== undefined) return key;
  const from = JSON.stringify([secret, scope]);
  if (lastKey?.from !== from) lastKey = { from, key: signingKey(secret, scope) };
  return lastKey.key;
}

export const attemptSignature = (attempt: Attempt): string =>
  Buffer.from(
    hmac(keyOf(attempt), attempt.stringToSign ?? stringToSign(attempt.parts, attempt.canonicalRequest)),
  ).toString('hex');
