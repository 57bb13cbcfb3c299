import { getSystemErrorMap } from 'node:util';

/** Where a connection breaks; everywhere else it is read from. */
const systemCalls: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: 'connect',
  ECONNREFUSED: 'connect',
  EHOSTDOWN: 'connect',
  EHOSTUNREACH: 'connect',
  ENETDOWN: 'connect',
  ENETUNREACH: 'connect',
  ENOTFOUND: 'getaddrinfo',
  ECONNABORTED: 'write',
  EPIPE: 'write',
  EPROTO: 'write',
  ETIMEDOUT: 'connect',
};

/** Errors that the SDK makes itself when it gives a connection up. */
const ownErrors: Readonly<Record<string, { readonly message: string; readonly code?: string }>> = {
  TimeoutError: { message: 'Connection timed out', code: 'ETIMEDOUT' },
  AbortError: { message: 'Request aborted' },
};

/**
 * What happens to a connection under this name: `'TimeoutError'`, `'AbortError'`, or an error of the operating system as
 * Node reports it. Undefined for any other name.
 */
export function connectionError(name: string, message?: string): (() => Error) | undefined {
  if (Object.hasOwn(ownErrors, name)) {
    const { message: usual, ...members } = ownErrors[name] as (typeof ownErrors)[string];
    return () => Object.assign(new Error(message ?? usual), { name, ...members });
  }
  const errno = errorNumbers().get(name);
  if (errno === undefined) return undefined;
  const syscall = systemCalls[name] ?? (name.startsWith('EAI_') ? 'getaddrinfo' : 'read');
  return () => Object.assign(new Error(message ?? `${syscall} ${name}`), { errno, code: name, syscall });
}

let numbers: ReadonlyMap<string, number> | undefined;

/** The numbers of this machine's operating system, by name. */
function errorNumbers(): ReadonlyMap<string, number> {
  if (numbers === undefined) {
    const known = new Map([...getSystemErrorMap()].map(([errno, [name]]) => [name, errno]));
    // Node's own name of two of them.
    const notFound = known.get('EAI_NONAME');
    numbers = notFound === undefined ? known : known.set('ENOTFOUND', notFound);
  }
  return numbers;
}
