import { address, header } from '../wire/http-messages.ts';
import {
  type SigningParts,
  canonicalQuery,
  canonicalRequest,
  emptyHash,
  normalizedPath,
  sha256,
  stringToSign,
  uriEncode,
} from './canonical-request.ts';
import { isS3 } from './error-style.ts';
import type { Attempt, Mistake, MistakeContext, PartMistake } from './mistake.ts';
import { type Parameters, decode } from './signature-claim.ts';
import { bodyHash, isHash, s3Path, signedHeader } from './signing-request.ts';

type WrongValues<Value> = readonly (readonly [value: Value, hint: string])[];

/** One part with a wrong value. */
const wrong =
  <Name extends keyof SigningParts>(
    name: Name,
    wrongValues: (parts: SigningParts, context: MistakeContext) => WrongValues<SigningParts[Name]>,
  ) =>
  (parts: SigningParts, context: MistakeContext): PartMistake[] =>
    wrongValues(parts, context)
      .filter(([value]) => value !== parts[name])
      .map(([value, hint]) => ({ name, change: { [name]: value }, hint }));

const methods = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS'];

const wrongMethod = wrong('method', ({ method }) => [
  ...methods.map(
    (signed) => [signed, `The request was signed for ${signed}, and sent with ${method}.`] as const,
  ),
  [method.toLowerCase(), 'The method was signed in lower case.'],
]);

const wrongPath = wrong('path', ({ path, scope }, { request }) => {
  const sent = address(request).path || '/';
  const once = isS3(scope.service) ? [] : [[s3Path(sent), onceEncoded] as const];
  const twice = isS3(scope.service)
    ? ([
        [normalizedPath(s3Path(sent)), 'The path was encoded twice: S3 wants it encoded once.'],
        [
          s3Path(sent.replaceAll('+', '%2B')),
          'A `+` in the path was meant as a plus: S3 reads a space. Send `%2B`.',
        ],
        [
          sent
            .split('/')
            .map((segment) => uriEncode(decode(segment)))
            .join('/'),
          'A `%2F` in the path was signed as it was sent: for S3 it is a slash like any other, which is not encoded.',
        ],
      ] as const)
    : [];
  return [
    ...once,
    ...twice,
    [sent, 'The path was signed as it was sent, without the encoding that the canonical request has.'],
    [decode(sent), 'The path was signed without any encoding.'],
    [
      s3Path(decode(sent).replace(/\/{2,}/g, '/')),
      isS3(scope.service)
        ? 'The path was normalized: in S3 `//`, `.` and `..` are part of the key.'
        : onceEncoded,
    ],
    ['', 'An empty path was signed: the canonical request has `/`.'],
    ['/', `The path was left out: \`/\` was signed for \`${path}\`.`],
    [
      path.endsWith('/') ? path.slice(0, -1) : `${path}/`,
      'The path was signed with another slash at its end.',
    ],
  ];
});

const onceEncoded =
  'The path was encoded once: every service but S3 wants each segment of the path, as it is sent, encoded once more.';

const wrongQuery = wrong('query', (_parts, { request, query }) => {
  const sent = address(request)
    .query.split('&')
    .filter((pair) => pair !== '' && !pair.startsWith('X-Amz-Signature='));
  const unsigned = query.filter(([name]) => name !== 'X-Amz-Signature');
  const encoded = unsigned.map(([name, value]) => `${uriEncode(name)}=${uriEncode(value)}`);
  return [
    [encoded.join('&'), 'The parameters of the query were not sorted by name.'],
    [sent.join('&'), 'The query was signed as it was sent: parameters are to be sorted and encoded anew.'],
    [
      sent.toSorted().join('&'),
      'The query was signed with the encoding it was sent with, and not encoded anew.',
    ],
    [
      encoded.toSorted().join('&').replaceAll('%20', '+'),
      'A space in the query was signed as `+`: it is to be `%20`.',
    ],
    [
      canonicalQuery(literalPlus(sent)),
      'A `+` in the query was meant as a plus: AWS reads a space. Send `%2B`.',
    ],
    [
      unsigned
        .map(([name, value]) => `${name}=${value}`)
        .toSorted()
        .join('&'),
      'The parameters of the query were signed without encoding.',
    ],
    ['', 'The query was left out of the canonical request.'],
    [
      canonicalQuery(without(query, 'X-Amz-Security-Token')),
      'The session token (X-Amz-Security-Token) was added to the query after signing.',
    ],
    [canonicalQuery(without(query, 'X-Amz-Expires')), 'X-Amz-Expires was added to the query after signing.'],
    [canonicalQuery(query), 'X-Amz-Signature itself is no part of the canonical query.'],
    ...(unsigned.length > 50 ? [] : unsigned)
      .filter(([name]) => !name.startsWith('X-Amz-'))
      .map(
        ([name], index, all) =>
          [
            canonicalQuery(unsigned.filter((pair) => pair !== all[index])),
            `The parameter \`${name}\` was added to the query after signing.`,
          ] as const,
      ),
  ];
});

const without = (query: Parameters, left: string): Parameters =>
  query.filter(([name]) => name !== 'X-Amz-Signature' && name !== left);

const literalPlus = (sent: readonly string[]): Parameters =>
  sent.map((pair) => {
    const [name = '', ...value] = pair.replaceAll('+', '%2B').split('=');
    return [decode(name), decode(value.join('='))];
  });

const wrongPayload = wrong('payloadHash', ({ payloadHash, scope }, { request }) => {
  const claimed = header(request, 'x-amz-content-sha256') ?? '';
  const changed = `The body changed after signing: the one signed has the hash ${claimed}, the one sent ${bodyHash(request)}.`;
  return [
    ...(isHash(claimed) ? [[claimed, changed] as const] : []),
    [
      'UNSIGNED-PAYLOAD',
      isS3(scope.service)
        ? `The payload was signed as UNSIGNED-PAYLOAD, but x-amz-content-sha256 says ${payloadHash}.`
        : 'The payload was signed as UNSIGNED-PAYLOAD: this service wants the hash of the body.',
    ],
    [
      emptyHash,
      'The payload was signed as empty: the canonical request ends with the hash of the body that is sent.',
    ],
    ['', 'The hash of the payload is missing from the canonical request.'],
    [bodyHash(request), `The hash of the body was signed where \`${payloadHash}\` is to be.`],
    [payloadHash.toUpperCase(), 'The hash of the payload was signed in upper case.'],
    [
      sha256(Buffer.concat([bytesOf(request.body), Buffer.from('\n')])),
      'A line end was added to the body before it was hashed.',
    ],
    [sha256(withoutLineEnd(bytesOf(request.body))), 'A line end was added to the body after it was hashed.'],
  ];
});

const bytesOf = (body: string | Uint8Array = ''): Buffer =>
  typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);

const withoutLineEnd = (bytes: Buffer): Buffer =>
  bytes.subarray(0, bytes.length - (bytes.at(-1) !== 10 ? 0 : bytes.at(-2) === 13 ? 2 : 1));

const wrongHeaders = wrong('headers', ({ headers, scope }, { request }) => {
  const replaced = (name: string, value: string): SigningParts['headers'] =>
    headers.map((pair) => (pair[0] === name ? [name, value] : pair));
  const raw = headers.map(([name]) => [name, signedHeader(request, name) ?? ''] as const);
  const host = signedHeader(request, 'host') ?? '';
  const type = header(request, 'content-type') ?? '';
  const hosts = [host.replace(/:\d+$/, ''), `${host}:443`, `${host}:80`, ...otherHosts(scope)];
  return [
    ...hosts.map(
      (signed) =>
        [replaced('host', signed), `The host was signed as \`${signed}\`, and sent as \`${host}\`.`] as const,
    ),
    [
      replaced('content-type', type.replace(/;\s*charset=.*$/i, '')),
      'The content type was sent with a charset that was not signed (`fetch` adds one to texts).',
    ],
    [
      replaced('content-type', `${type}; charset=utf-8`),
      'The content type was signed with a charset, and sent without.',
    ],
    [
      replaced('content-type', `${type};charset=UTF-8`),
      'The content type was signed with a charset, and sent without.',
    ],
    [raw, 'The values of the headers were not trimmed, and several spaces in a row not made one.'],
    [
      headers.map(([name, value]) => [name, value.replaceAll(', ', ',')] as const),
      'Several lines of one header: AWS puts a comma alone between their values, and the `headers` of a Node server have `, `. Verify with its `headersDistinct`.',
    ],
    [
      headers.map(([name, value]) => [name, Buffer.from(value, 'latin1').toString()] as const),
      'A header has more than ASCII: it was signed as UTF-8, and Node reads the bytes of headers as Latin-1.',
    ],
    [
      headers.map(([name, value]) => [name, value.replace(/,(?=\S)/g, ', ')] as const),
      'Several values of one header were joined by `, `: a comma alone is to be between them.',
    ],
    ...headers
      .filter(([, value]) => value === '')
      .map(
        ([name]) =>
          [
            headers.filter((pair) => pair[0] !== name),
            `SignedHeaders names \`${name}\`, and the request has no such header.`,
          ] as const,
      ),
  ];
});

const otherHosts = ({ service, region }: SigningParts['scope']): string[] =>
  service === 'sts' || service === 'iam'
    ? [`${service}.amazonaws.com`, `${service}.${region}.amazonaws.com`]
    : [`${service}.${region}.amazonaws.com`];

/** Mistakes in the texts that are made of the parts. */
export const textMistakes: Mistake = (right, { request }) => {
  const { parts } = right;
  const canonical = canonicalRequest(parts);
  const signedAs = header(request, 'authorization')?.match(/SignedHeaders=([^,\s]*)/)?.[1];
  const texts: (readonly [string, string])[] = [
    ['There is to be an empty line between the headers and SignedHeaders.', canonical.replace('\n\n', '\n')],
    ['The canonical request has a line end too many.', `${canonical}\n`],
    [
      'The lines of the canonical request were ended with `\\r\\n`: `\\n` is wanted.',
      canonical.replaceAll('\n', '\r\n'),
    ],
    ...(signedAs === undefined || signedAs === parts.signedHeaders
      ? []
      : [
          [
            'The headers were signed in the order and case of SignedHeaders: lower-case names, sorted, are wanted.',
            canonicalRequest({
              ...parts,
              signedHeaders: signedAs,
              headers: signedAs
                .split(';')
                .map((name) => [
                  name,
                  parts.headers.find(([known]) => known === name.toLowerCase())?.[1] ?? '',
                ]),
            }),
          ] as const,
        ]),
  ];
  const toSign = stringToSign(parts);
  const lines = toSign.split('\n');
  const strings: (readonly [string, string])[] = [
    [
      'The canonical request itself was signed: the string to sign has its hash, after algorithm, date and scope.',
      canonical,
    ],
    [
      'The string to sign has the canonical request where its hash is to be.',
      [...lines.slice(0, 3), canonical].join('\n'),
    ],
    [
      'The hash in the string to sign is in upper case.',
      [...lines.slice(0, 3), lines[3]?.toUpperCase()].join('\n'),
    ],
    [
      'The string to sign has the day where the full date is to be.',
      [lines[0], parts.scope.date, ...lines.slice(2)].join('\n'),
    ],
    ['The string to sign has a line end too many.', `${toSign}\n`],
  ];
  return [
    ...texts
      .filter(([, text]) => text !== canonical)
      .map(([hint, text]) => [hint, { ...right, canonicalRequest: text }] as [string, Attempt]),
    ...strings.map(([hint, text]) => [hint, { ...right, stringToSign: text }] as [string, Attempt]),
  ];
};

/** Every part with every wrong value, in the order of the canonical request. */
export const partMistakes = (parts: SigningParts, context: MistakeContext): PartMistake[] =>
  [wrongMethod, wrongPath, wrongQuery, wrongHeaders, wrongPayload].flatMap((mistakes) =>
    mistakes(parts, context),
  );
