import { type HttpRequest, address, header } from '../wire/http-messages.ts';
import type { Refusals } from './refusals.ts';
import { type CredentialScope, algorithm } from './canonical-request.ts';

/** What a request says of its signature, well-formed and unchecked. */
export interface SignatureClaim {
  readonly presigned: boolean;
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  /** The scope's last part, which is always the same where it is right. */
  readonly terminator: string;
  /** Lower-case names, sorted. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20260131T120000Z` */
  readonly date: string;
  readonly sessionToken: string | undefined;
  /** Seconds; of presigned requests that have it. */
  readonly lifetime: number | undefined;
}

export type Parameters = readonly (readonly [name: string, value: string])[];

/**
 * Reads the signature of a request, from its Authorization header or its query string.
 *
 * @throws AwsError for no signature, or one with parts missing or malformed.
 */
export function readClaim(request: HttpRequest, query: Parameters, refusals: Refusals): SignatureClaim {
  const authorization = header(request, 'authorization');
  const presigned = query.some(([name]) => queryMarks.has(name));
  if (authorization !== undefined) {
    const refusal = presigned ? refusals.signedTwice?.() : undefined;
    if (refusal !== undefined) throw refusal;
    return readHeader(request, authorization.trim(), refusals);
  }
  if (presigned) return readQuery(query, refusals);
  throw refusals.unsigned();
}

const queryMarks: ReadonlySet<string> = new Set(['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature']);

function readHeader(request: HttpRequest, authorization: string, refusals: Refusals): SignatureClaim {
  const [, name = '', rest = ''] = /^(\S*)\s*([^]*)$/.exec(authorization) ?? [];
  if (name === '') throw refusals.unsigned();
  if (name !== algorithm) throw refusals.unsupported(name, false);
  const parts = new Map<string, string>();
  for (const part of rest.split(',')) {
    const text = part.trim();
    if (text === '') continue;
    const equals = text.indexOf('=');
    const key = text.slice(0, equals);
    if (equals <= 0 || parts.has(key)) throw refusals.malformedHeader(authorization, text);
    parts.set(key, text.slice(equals + 1));
  }
  const date = header(request, 'x-amz-date') ?? header(request, 'date') ?? '';
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((part) => !parts.get(part));
  if (missing.length > 0 || date === '') throw refusals.incompleteHeader(authorization, missing, date !== '');
  return {
    ...readCredential(parts.get('Credential') as string, false, refusals),
    presigned: false,
    signedHeaders: headerList(parts.get('SignedHeaders') as string),
    signature: parts.get('Signature') as string,
    date: basicDate(date, false, refusals),
    sessionToken: header(request, 'x-amz-security-token'),
    lifetime: undefined,
  };
}

function readQuery(query: Parameters, refusals: Refusals): SignatureClaim {
  const values = (name: string): string[] => query.filter(([key]) => key === name).map(([, value]) => value);
  const [sent] = values('X-Amz-Algorithm');
  if (sent !== undefined && sent !== algorithm) throw refusals.unsupported(sent, true);
  const needed = [
    'X-Amz-Algorithm',
    'X-Amz-Credential',
    'X-Amz-Signature',
    'X-Amz-SignedHeaders',
    'X-Amz-Date',
    ...(refusals.wantsLifetime ? ['X-Amz-Expires'] : []),
  ];
  const unclear = needed.filter(
    (name) => values(name).length !== 1 || (values(name)[0] === '' && name !== 'X-Amz-Expires'),
  );
  const doubled = ['X-Amz-Expires', 'X-Amz-Security-Token'].filter((name) => values(name).length > 1);
  if (unclear.length > 0 || doubled.length > 0) throw refusals.incompleteQuery([...unclear, ...doubled]);
  const only = (name: string): string => values(name)[0] as string;
  return {
    ...readCredential(only('X-Amz-Credential'), true, refusals),
    presigned: true,
    signedHeaders: headerList(only('X-Amz-SignedHeaders')),
    signature: only('X-Amz-Signature'),
    date: basicDate(only('X-Amz-Date'), true, refusals),
    sessionToken: values('X-Amz-Security-Token')[0],
    lifetime: readLifetime(values('X-Amz-Expires')[0], refusals),
  };
}

function readCredential(
  credential: string,
  presigned: boolean,
  refusals: Refusals,
): Pick<SignatureClaim, 'accessKeyId' | 'scope' | 'terminator'> {
  const parts = credential.split('/');
  const [accessKeyId, date, region, service, last] = parts;
  if (parts.length !== 5 || !accessKeyId || !date || !region || !service || !last)
    throw refusals.malformedCredential(credential, presigned);
  return { accessKeyId, scope: { date, region, service }, terminator: last };
}

const headerList = (list: string): string[] => [...new Set(list.toLowerCase().split(';'))].toSorted();

/** A week, the longest that a presigned URL may live (S3 User Guide, "Sharing objects with presigned URLs"). */
const longestLifetime = 604_800;

function readLifetime(value: string | undefined, refusals: Refusals): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,9}$/.test(value) || Number(value) > longestLifetime) throw refusals.wrongLifetime(value);
  return Number(value);
}

/** Basic format of ISO 8601, of an `x-amz-date` or of a `date` header in any format that HTTP has for it. */
function basicDate(text: string, presigned: boolean, refusals: Refusals): string {
  if (/^\d{8}T\d{6}Z$/.test(text) && !Number.isNaN(timeOf(text))) return text;
  const time = presigned || !/^[A-Z][a-z]{2}, |^\d{4}-\d\d-\d\dT/.test(text) ? Number.NaN : Date.parse(text);
  if (Number.isNaN(time)) throw refusals.malformedDate(text, presigned);
  return basicFormat(time);
}

/** Milliseconds of `20260131T120000Z`; NaN for a day that is none. */
export const timeOf = (date: string): number =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

/** `20260131T120000Z` of milliseconds. */
export const basicFormat = (time: number): string =>
  new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');

/** The parameters of the query string, in their order; a percent escape that is none stands for itself. */
export function readQueryString(request: HttpRequest): Parameters {
  return address(request)
    .query.split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0
        ? ([decode(pair), ''] as const)
        : ([decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))] as const);
    });
}

export function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return text;
  }
}
