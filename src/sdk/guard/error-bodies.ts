import type { WireStyle } from './service-denial.ts';

/** The body of an error in a protocol, and its media type. */
export function errorBody(
  style: WireStyle,
  { code, message }: { readonly code: string; readonly message: string },
  requestId: string,
): { readonly type: string; readonly body: string | Uint8Array } {
  const error = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
  switch (style) {
    case 'json':
      return {
        type: 'application/x-amz-json-1.1',
        body: JSON.stringify({ __type: code, Message: message, message }),
      };
    case 'rest-json':
      return { type: 'application/json', body: JSON.stringify({ Message: message, message }) };
    case 'query':
    case 'rest-xml':
      return {
        type: 'text/xml',
        body: `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      };
    case 'ec2':
      return {
        type: 'text/xml',
        body: `<Response><Errors><Error>${error}</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
      };
    case 's3':
      return {
        type: 'application/xml',
        body: `<Error>${error}<RequestId>${requestId}</RequestId></Error>`,
      };
    case 'cbor':
      return { type: 'application/cbor', body: cborOf({ __type: code, message }) };
  }
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A map of texts (RFC 8949, major types 5 and 3). */
function cborOf(map: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(map);
  return Buffer.concat([Buffer.from([0xa0 + entries.length]), ...entries.flat().map(cborText)]);
}

function cborText(value: string): Uint8Array {
  const bytes = Buffer.from(value);
  const head = Buffer.alloc(3);
  head[0] = 0x79;
  head.writeUInt16BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}
