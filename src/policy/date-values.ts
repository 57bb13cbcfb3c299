const wholeNumber = /^[+-]?\d+$/;
const largestEpoch = 9223372036854775807n;

function within(text: string, low: number, high: number): boolean {
  return wholeNumber.test(text) && Number(text) >= low && Number(text) <= high;
}

/**
 * Whether the checker of identity policies takes the value of a Date operator: pieces of ISO 8601, each within its
 * range but not held to a length, or seconds since 1970. AWS accepts `01T` and `-292275054`.
 */
export function isLegacyDate(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 && value <= 2 ** 63;
  if (typeof value !== 'string') return false;
  if (wholeNumber.test(value) && BigInt(value.replace('+', '')) >= 0n) {
    return BigInt(value.replace('+', '')) <= largestEpoch;
  }
  const [date, time = ''] = splitOnce(value, /t/i);
  return isDate(date) && isTime(time);
}

function splitOnce(text: string, separator: RegExp): [string, string?] {
  const at = text.search(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function isDate(text: string): boolean {
  const negative = text.startsWith('-');
  const [year = '', month, day, ...rest] = (negative ? text.slice(1) : text).split('-');
  return (
    within(negative ? `-${year}` : year, -292275054, 292278993) &&
    (month === undefined || within(month, 1, 12)) &&
    (day === undefined || within(day, 1, 31)) &&
    rest.length === 0
  );
}

function isTime(text: string): boolean {
  if (text === '') return true;
  const [, clock = text, zone] = /^(\d+:.*?)(z|[+-]\d\d(?::\d\d)?)$/i.exec(text) ?? [];
  const [hour = '', minute, second, ...rest] = clock.split(':');
  return (
    within(hour, 0, 23) &&
    (minute === undefined || within(minute, 0, 59)) &&
    (second === undefined || isSecond(second)) &&
    rest.length === 0 &&
    (zone === undefined || isZone(zone))
  );
}

function isZone(text: string): boolean {
  if (/^z$/i.test(text)) return true;
  const [hour = '', minute] = text.slice(1).split(':');
  return within(hour, 0, 23) && (minute === undefined || within(minute, 0, 59));
}

function isSecond(text: string): boolean {
  const [second, fraction] = splitOnce(text, /\./);
  return within(second, 0, 59) && (fraction === undefined || within(fraction, 0, 999999999));
}

const isoForm =
  /^([+-]?\d{1,9})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[Tt](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?\s*([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

/**
 * Milliseconds since 1970 of a date as conditions write it: ISO 8601 (W3C profile) or seconds since 1970. A text of
 * four digits is a year, any other whole number is seconds.
 */
export function dateValue(value: string | number): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value * 1000 : undefined;
  if (/^-?\d+(?:\.\d+)?$/.test(value) && !/^\d{4}$/.test(value)) return Number(value) * 1000;
  const match = isoForm.exec(value);
  if (match === null || !isLegacyDate(value.replace(/\s*[+-]\d{2}:?(?:\d{2})?$/, ''))) return undefined;
  const [
    ,
    year = '',
    month = '1',
    day = '1',
    hour = '0',
    minute = '0',
    second = '0',
    fraction = '',
    zone = 'Z',
  ] = match;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0').slice(0, 3)));
  const offset = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  const minutes =
    offset === null ? 0 : Number(`${offset[1]}1`) * (Number(offset[2]) * 60 + Number(offset[3] ?? 0));
  const time = date.getTime() - minutes * 60_000;
  return Number.isNaN(time) ? undefined : time;
}
