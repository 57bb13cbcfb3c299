import { isDate } from 'node:util/types';
import type { ServiceModel } from '../../data/service-model.ts';
import type { AwsError } from '../../engine/errors.ts';

/**
 * XML is written from the values themselves: a list is `member`s, a structure its members, a date its ISO text.
 * The SDK's codec would want the schemas that clients export since 2025, and there are older ones to answer.
 * Only maps must be told from structures; these are all that IAM and STS return.
 */
const mapMembers: ReadonlySet<string> = new Set([
  'SummaryMap',
  'EvalDecisionDetails',
  'Properties',
  'Certifications',
]);

/** The reply to an operation that succeeded. Operations without output have no `…Result` element. */
export function outputXml(
  model: ServiceModel,
  operation: string,
  output: Readonly<Record<string, unknown>>,
  requestId: string,
): string {
  const result =
    Object.keys(output).length === 0 ? '' : `<${operation}Result>${structure(output)}</${operation}Result>`;
  return (
    `<${operation}Response xmlns="${model.xmlNamespace}">${result}` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`
  );
}

/** The error envelope, laid out as AWS does. */
export function errorXml(
  namespace: string,
  error: Pick<AwsError, 'code' | 'message' | 'status'>,
  requestId: string,
): string {
  return `<ErrorResponse xmlns="${namespace}">
  <Error>
    <Type>${error.status < 500 ? 'Sender' : 'Receiver'}</Type>
    <Code>${escape(error.code)}</Code>
    <Message>${escape(error.message)}</Message>
  </Error>
  <RequestId>${requestId}</RequestId>
</ErrorResponse>
`;
}

function structure(value: Readonly<Record<string, unknown>>): string {
  let xml = '';
  for (const name of Object.keys(value)) xml += element(name, value[name]);
  return xml;
}

function element(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  return `<${name}>${content(name, value)}</${name}>`;
}

function content(name: string, value: unknown): string {
  switch (typeof value) {
    case 'string':
      return escape(value);
    case 'object':
      break;
    default:
      return String(value);
  }
  if (Array.isArray(value)) return value.map((item) => element('member', item)).join('');
  if (value instanceof Date || isDate(value)) return isoSeconds(value);
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (mapMembers.has(name)) {
    return Object.entries(value as object)
      .map(([key, item]) => `<entry>${element('key', key)}${element('value', item)}</entry>`)
      .join('');
  }
  return structure(value as Record<string, unknown>);
}

let latestDate = { time: Number.NaN, text: '' };

/** Dates of both services are whole seconds. What was made together has one date, hence the memory of one. */
function isoSeconds(date: Date): string {
  const time = date.getTime();
  if (time !== latestDate.time) {
    const text = date.toISOString();
    latestDate = { time, text: text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text };
  }
  return latestDate.text;
}

/** Line ends are written as references, which keeps a parser from normalizing them. */
const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // The parser of SDKs before August 2024 knows `#xD` and `#10`, and no other number.
  '\n': '&#10;',
  '\r': '&#xD;',
  '\u0085': '&#x85;',
  '\u2028': '&#x2028;',
};

/** No document of XML 1.0 has these, be it as a reference: most control characters, and halves of surrogate pairs. */
const forbidden = String.raw`\u0000-\u0008\u000B\u000C\u000E-\u001F\uD800-\uDFFF\uFFFE\uFFFF`;
const hasSpecial = new RegExp(String.raw`[&<>"'\r\n\u0085\u2028${forbidden}]`, 'u');
const everySpecial = new RegExp(hasSpecial, 'gu');
const everyForbidden = new RegExp(`[${forbidden}]`, 'gu');

/**
 * What is left of a text in XML. A refusal may repeat whatever somebody sent, and an answer that no parser takes would
 * be worse than one with a replacement character. So would it be for the few outputs that can hold such characters: the
 * client ids of an OIDC provider, claims of a token, and whatever a test has given to `respondNext`.
 */
export const xmlText = (text: string): string => text.replaceAll(everyForbidden, '\uFFFD');

const escape = (text: string): string =>
  hasSpecial.test(text)
    ? text.replaceAll(everySpecial, (character) => references[character] ?? '\uFFFD')
    : text;
