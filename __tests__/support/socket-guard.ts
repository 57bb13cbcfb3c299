import { Socket } from 'node:net';

/*
 * Runs before every test file: nothing of this suite sends a byte to a socket. Whoever connects one is refused, and
 * told to `no-sockets.ts`, which fails the test: code under test may well swallow the refusal.
 */

type Connect = typeof Socket.prototype.connect;

/** Built-in modules outlive a test file: the guard of the file before is taken over, with its list. */
const mark: unique symbol = Symbol.for('iam-in-memory.socket-guard');

interface Guard extends Connect {
  [mark]?: string[];
}

const targetOf = (args: readonly unknown[]): string => {
  // Node's own modules pass a list: the options, and what to call.
  const [first, second] = (Array.isArray(args[0]) ? args[0] : args) as readonly unknown[];
  if (typeof first !== 'object' || first === null)
    return typeof first === 'number'
      ? `${typeof second === 'string' ? second : 'localhost'}:${first}`
      : String(first);
  const { host, port, path } = first as { host?: string; port?: number | string; path?: string };
  return path ?? `${host ?? 'localhost'}:${port}`;
};

function guardSockets(): string[] {
  const present = (Socket.prototype.connect as Guard)[mark];
  if (present !== undefined) return present;
  const asked: string[] = [];
  const connect: Guard = function connect(this: Socket, ...args: unknown[]): never {
    const target = targetOf(args);
    asked.push(target);
    throw new Error(`A test was about to open a socket to ${target}.`);
  };
  connect[mark] = asked;
  Socket.prototype.connect = connect;
  return asked;
}

const asked = guardSockets();

/** Where sockets were to be opened since this was last asked. */
export const takeConnections = (): string[] => asked.splice(0);
