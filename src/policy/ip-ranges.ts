/** An address range: the bytes of its address (4 or 16) and how many leading bits count. */
export interface IpRange {
  readonly bytes: readonly number[];
  readonly bits: number;
}

/** Parses an address or a CIDR block of IPv4 or IPv6; undefined when it is neither. */
export function parseIpRange(text: string): IpRange | undefined {
  const slash = text.indexOf('/');
  const bytes = parseIpAddress(slash < 0 ? text : text.slice(0, slash));
  if (bytes === undefined) return undefined;
  if (slash < 0) return { bytes, bits: bytes.length * 8 };
  const length = text.slice(slash + 1);
  const bits = Number(length);
  return /^\d{1,3}$/.test(length) && bits <= bytes.length * 8 ? { bytes, bits } : undefined;
}

/** Whether the whole of `inner` lies in `outer`; the families never meet. */
export function containsIpRange(outer: IpRange, inner: IpRange): boolean {
  if (outer.bytes.length !== inner.bytes.length || inner.bits < outer.bits) return false;
  for (let bit = 0; bit < outer.bits; bit += 8) {
    const mask = (0xff << Math.max(0, 8 - (outer.bits - bit))) & 0xff;
    const at = bit >> 3;
    if (((outer.bytes[at] ?? 0) & mask) !== ((inner.bytes[at] ?? 0) & mask)) return false;
  }
  return true;
}

function parseIpAddress(text: string): number[] | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.map(Number);
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = '', tail] = halves;
  const before = parseGroups(head, tail === undefined);
  const after = tail === undefined ? [] : parseGroups(tail, true);
  if (before === undefined || after === undefined) return undefined;
  const missing = 16 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined;
  return [...before, ...Array.from({ length: missing }, () => 0), ...after];
}

/** @param last the groups end the address, so the last one may be written as IPv4 */
function parseGroups(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [index, group] of groups.entries()) {
    const dotted = last && index === groups.length - 1 && group.includes('.') ? parseIpv4(group) : undefined;
    if (dotted !== undefined) bytes.push(...dotted);
    else if (/^[0-9a-f]{1,4}$/i.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff);
    else return undefined;
  }
  return bytes;
}
