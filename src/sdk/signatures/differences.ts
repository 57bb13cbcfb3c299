import type { World } from '../../mock/world.ts';
import type { HttpRequest } from '../wire/http-messages.ts';
import { type SigningParts, canonicalRequest, scopeText, stringToSign } from './canonical-request.ts';
import { keyMistakes } from './key-mistakes.ts';
import { type Attempt, type MistakeContext, type PartMistake, attemptSignature } from './mistake.ts';
import { partMistakes, textMistakes } from './request-mistakes.ts';
import type { Parameters, SignatureClaim } from './signature-claim.ts';
import { signedHeader } from './signing-request.ts';

/** What a signature should have been made of, beside what it was made of. */
export interface SignatureDifferences {
  /** What AWS computes for the request that arrived. */
  readonly expected: SignedTexts;
  /** The signature that the request carries. */
  readonly signature: string;
  /** What the caller has signed, where one of the usual mistakes (or two of them) leads to the very signature. */
  readonly signed?: SignedTexts;
  /** What is wrong, in a sentence for each thing. */
  readonly hints: readonly string[];
}

/** The texts of a version 4 signature (AWS's "Create a signed AWS API request"), and the signature itself, in hex. */
export interface SignedTexts {
  readonly canonicalRequest: string;
  readonly stringToSign: string;
  readonly signature: string;
}

interface Evidence {
  readonly world: World;
  readonly request: HttpRequest;
  readonly query: Parameters;
  readonly claim: SignatureClaim;
  readonly parts: SigningParts;
  readonly credential: { readonly secretAccessKey: string };
}

/**
 * Finds out what the caller must have signed: the usual mistakes are made on purpose, one at a time and then two,
 * until the signature is the one that came.
 */
export function differencesOf({
  world,
  request,
  query,
  claim,
  parts,
  credential,
}: Evidence): SignatureDifferences {
  const right: Attempt = { parts, secret: credential.secretAccessKey };
  const context: MistakeContext = { world, request, query, claim };
  const expected = textsOf(right);
  const provided = claim.signature;
  const format = formatHint(provided, expected.signature);
  if (format !== undefined) return { expected, signature: provided, hints: [format] };
  const found = search(right, context, provided.toLowerCase());
  return found === undefined
    ? { expected, signature: provided, hints: [unknownCause(parts), ...absentHeaders(parts, request)] }
    : { expected, signature: provided, signed: textsOf(found.attempt), hints: found.hints };
}

const textsOf = (attempt: Attempt): SignedTexts => {
  const canonical = attempt.canonicalRequest ?? canonicalRequest(attempt.parts);
  const { stringToSign: text = stringToSign(attempt.parts, canonical) } = attempt;
  return { canonicalRequest: canonical, stringToSign: text, signature: attemptSignature(attempt) };
};

interface Explanation {
  readonly attempt: Attempt;
  readonly hints: readonly string[];
}

/** Requests with longer texts are not searched for two mistakes at once: that takes thousands of attempts. */
const longestForPairs = 20_000;

function search(right: Attempt, context: MistakeContext, wanted: string): Explanation | undefined {
  const mistakes = partMistakes(right.parts, context);
  return (
    firstOf(wanted, singleMistakes(mistakes, right, context)) ??
    (canonicalRequest(right.parts).length > longestForPairs
      ? undefined
      : firstOf(wanted, pairsOfMistakes(mistakes, right, context)))
  );
}

function firstOf(wanted: string, explanations: Iterable<Explanation>): Explanation | undefined {
  for (const explanation of explanations)
    if (attemptSignature(explanation.attempt) === wanted) return explanation;
  return undefined;
}

function* singleMistakes(
  mistakes: readonly PartMistake[],
  right: Attempt,
  context: MistakeContext,
): Generator<Explanation> {
  for (const { change, hint } of mistakes)
    yield { attempt: { ...right, parts: { ...right.parts, ...change } }, hints: [hint] };
  for (const mistake of [textMistakes, ...keyMistakes])
    for (const [hint, attempt] of mistake(right, context)) yield { attempt, hints: [hint] };
}

function* pairsOfMistakes(
  mistakes: readonly PartMistake[],
  right: Attempt,
  context: MistakeContext,
): Generator<Explanation> {
  for (const [index, first] of mistakes.entries()) {
    const parts = { ...right.parts, ...first.change };
    for (const second of mistakes.slice(index + 1)) {
      if (second.name === first.name) continue;
      const attempt = { ...right, parts: { ...parts, ...second.change } };
      yield { attempt, hints: [first.hint, second.hint] };
    }
    for (const [hint, attempt] of textMistakes({ ...right, parts }, context))
      yield { attempt, hints: [first.hint, hint] };
  }
}

/** A right signature in the wrong letters. */
function formatHint(provided: string, right: string): string | undefined {
  if (provided.toLowerCase() === right)
    return 'The signature is right but for its case: AWS compares it in lower-case hexadecimal digits.';
  const bytes = Buffer.from(right, 'hex');
  if (provided === bytes.toString('base64') || provided === bytes.toString('base64url'))
    return 'The signature is right, but encoded with Base64: AWS wants hexadecimal digits.';
  if (!/^[0-9a-f]{64}$/i.test(provided))
    return `The signature is no SHA-256 HMAC in hexadecimal digits: 64 are needed, this has ${provided.length} characters.`;
  return undefined;
}

const unknownCause = ({ scope, signedHeaders }: SigningParts): string =>
  'None of the usual mistakes leads to this signature. Compare the canonical request of your signer with the expected one: ' +
  `another secret key was used, or after signing something changed of the method, path, query, body or the headers ${signedHeaders}. ` +
  `(Scope: ${scopeText(scope)})`;

/** Whoever makes a request of a presigned URL must send the headers that were signed. */
const absentHeaders = ({ headers }: SigningParts, request: HttpRequest): string[] =>
  headers.flatMap(([name]) =>
    signedHeader(request, name) === undefined
      ? `SignedHeaders names \`${name}\`, and the request has no such header.`
      : [],
  );
