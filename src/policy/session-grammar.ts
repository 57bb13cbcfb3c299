import { checkIdentityPolicy } from './identity-grammar.ts';

/**
 * Checks the session policy given to an STS operation (`Policy` of AssumeRole, GetFederationToken, …).
 *
 * @param text the document as sent; Version may be absent
 * @returns the sentence of AWS's MalformedPolicyDocument, or undefined for a good document
 * @example
 * checkSessionPolicy('{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'); // undefined
 */
export function checkSessionPolicy(text: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return jsonComplaint(text);
  }
  // Recorded is `Syntax errors in policy.`; for the finer faults STS's sentences are not known, so IAM's stand in.
  return checkIdentityPolicy(text, { managed: false });
}

/**
 * Since the end of 2025 STS answers with the text of its JSON parser. Recorded is the case of a document that
 * begins with a character no value begins with; elsewhere the sentence of the years before is kept.
 */
function jsonComplaint(text: string): string {
  const start = text.search(/[^ \t\r\n]/);
  const first = start < 0 ? '' : text.charAt(start);
  if (first === '' || /[[{"\-0-9tfn]/.test(first)) return 'The policy is not in the valid JSON format.';
  const before = text.slice(0, start).split('\n');
  const column = (before.at(-1) ?? '').length + 2;
  return (
    `Unexpected character ('${first}' (code ${first.charCodeAt(0)})): expected a valid value ` +
    `(number, String, array, object, 'true', 'false' or 'null')\n` +
    ` at [Source: java.io.StringReader@52b5743d; line: ${before.length}, column: ${column}]`
  );
}
