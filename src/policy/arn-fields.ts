/**
 * The six fields of an ARN; the sixth keeps its own colons. A colon inside a policy variable (`${aws:PrincipalAccount}`)
 * divides nothing. Fewer than six fields come back as they are.
 */
export function arnFields(text: string): string[] {
  const fields: string[] = [];
  let start = 0;
  let variable = false;
  for (let at = 0; at < text.length && fields.length < 5; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 36 && text.charCodeAt(at + 1) === 123) variable = text.includes('}', at);
    else if (code === 125) variable = false;
    else if (code === 58 && !variable) {
      fields.push(text.slice(start, at));
      start = at + 1;
    }
  }
  fields.push(text.slice(start));
  return fields;
}

/** Where a field of an ARN starts, counted from 0; the end of the text when it has fewer. */
export function startOfField(arn: string, field: number): number {
  let start = 0;
  for (let count = 0; count < field; count += 1) {
    const colon = arn.indexOf(':', start);
    if (colon < 0) return arn.length;
    start = colon + 1;
  }
  return start;
}

/** The account of an ARN, where it has one. */
export function accountOfArn(arn: string): string | undefined {
  const start = startOfField(arn, 4);
  return arn.charCodeAt(start + 12) === 58 && isAccountId(arn, start)
    ? arn.slice(start, start + 12)
    : undefined;
}

function isAccountId(text: string, start: number): boolean {
  for (let at = start; at < start + 12; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}
