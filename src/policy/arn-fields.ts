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
