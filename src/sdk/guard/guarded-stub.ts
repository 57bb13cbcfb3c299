import type { SdkClient, SdkCommand } from '../sdk-client.ts';

type Send = (this: SdkClient, ...args: unknown[]) => unknown;
type Callback = (error: unknown, output?: unknown) => void;

/** What `mockClient()` of aws-sdk-client-mock returns, as far as the guard goes. */
export interface GuardableStub {
  /** The sinon stub that stands in for `Client.send`. */
  send: Send;
  /** The client, or the prototype, whose `send` is stubbed. */
  readonly client: object;
}

export const isStub = (target: object): target is GuardableStub =>
  'client' in target && hasStubbedSend(target);

/** Is this a client, or a prototype, whose `send` is a stub of sinon's? */
export function hasStubbedSend(target: object): boolean {
  const { send } = target as { send?: { callsFake?: unknown; withArgs?: unknown } };
  return typeof send?.callsFake === 'function' && typeof send.withArgs === 'function';
}

/**
 * Puts a guard between the callers of a stubbed `send` and the stub, which only sees what is allowed. The stub is kept
 * through its `reset()`, which replaces it.
 *
 * @param judge the exception of a refused call, undefined for an allowed one
 * @returns takes the guard away
 */
export function guardStub(
  stub: GuardableStub,
  judge: (client: SdkClient, command: SdkCommand) => Promise<unknown>,
): () => void {
  const { client } = stub;
  let inner = stub.send;
  const guard = (send: Send): void => {
    inner = send;
    // A proxy, so that it is sinon's stub to whoever looks: `mockClient()` restores and replaces it by that.
    Object.defineProperty(client, 'send', {
      configurable: true,
      writable: true,
      value: new Proxy(send, {
        apply: (_, caller: SdkClient, args: unknown[]) => guardedSend(send, judge, caller, args),
      }),
    });
  };
  guard(inner);
  Object.defineProperty(stub, 'send', { configurable: true, enumerable: true, get: () => inner, set: guard });
  return () => {
    Object.defineProperty(stub, 'send', {
      configurable: true,
      enumerable: true,
      writable: true,
      value: inner,
    });
    // A stub that was restored in the meantime has left nothing to put back.
    if (Object.hasOwn(client, 'send') && hasStubbedSend(client)) {
      Object.defineProperty(client, 'send', { configurable: true, writable: true, value: inner });
    }
  };
}

function guardedSend(
  send: Send,
  judge: (client: SdkClient, command: SdkCommand) => Promise<unknown>,
  client: SdkClient,
  args: unknown[],
): unknown {
  const callback = args.slice(1).find((one) => typeof one === 'function') as Callback | undefined;
  const judged = judge(client, args[0] as SdkCommand);
  if (callback === undefined) {
    return judged.then((exception) => {
      if (exception !== undefined) throw exception as Error;
      return send.apply(client, args);
    });
  }
  judged.then(
    (exception) => (exception === undefined ? void send.apply(client, args) : callback(exception)),
    (error: unknown) => callback(error),
  );
  return undefined;
}
