/** An HTTP request as the doors see it, whoever carried it. */
export interface HttpRequest {
  readonly method: string;
  /** Absolute (`https://iam.amazonaws.com/`), or a path where the `host` header tells the rest. */
  readonly url: string;
  /** Names in any case; `node:http`'s headers fit. */
  readonly headers: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body?: string | Uint8Array | undefined;
}

/** What `handleRequest` answers with: a status, headers and XML to be sent as they stand. */
export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A header's value, several ones joined by commas as HTTP has it; undefined where it was not sent. */
export function header({ headers }: HttpRequest, name: string): string | undefined {
  // A hostile request may ask for a name that every object has (`constructor`).
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return value === undefined ? headerInAnyCase(headers, name) : valueText(value);
}

function headerInAnyCase(headers: HttpRequest['headers'], name: string): string | undefined {
  let found: string | undefined;
  for (const key of Object.keys(headers)) {
    const value = key.toLowerCase() === name ? headers[key] : undefined;
    if (value !== undefined) found = valueText(value);
  }
  return found;
}

/** Numbers are what people write for a `content-length`. */
const valueText = (value: string | number | readonly string[]): string =>
  typeof value === 'object' ? value.map((one) => one.trim()).join(',') : String(value);

/** The parts of the address: host without port, path and query string without `?`. */
export function address(request: HttpRequest): { host: string; path: string; query: string } {
  const { url } = request;
  const origin = url.startsWith('/') ? null : /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url);
  const target = origin === null ? url : url.slice(origin[0].length);
  const rest = target.includes('#') ? target.slice(0, target.indexOf('#')) : target;
  const mark = rest.indexOf('?');
  const authority = origin?.[1] ?? header(request, 'host') ?? '';
  return {
    host: hostOf(authority),
    path: mark < 0 ? rest : rest.slice(0, mark),
    query: mark < 0 ? '' : rest.slice(mark + 1),
  };
}

/** The host of `user@host:port`, in lower case; IPv6 hosts without brackets. */
export function hostOf(authority: string): string {
  if (/^[a-z0-9.-]*$/.test(authority)) return authority;
  const host = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase();
  const bracketed = /^\[([^\]]*)\]/.exec(host);
  return bracketed === null ? host.replace(/:\d*$/, '') : (bracketed[1] as string);
}
