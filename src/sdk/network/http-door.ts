import {
  Agent,
  type ClientRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { hostOf } from '../wire/http-messages.ts';
import type { Answerer, RequestJudge } from './judgement.ts';
import { failPeer, memoryConnection } from './memory-connection.ts';

/**
 * `addRequest` is where every request of `node:http` and `node:https` asks for its connection, however it was
 * made: with the default agent, one's own, or by a `request` that somebody imported long ago. Node does not
 * document it, and has kept it since 2011: the agents of the ecosystem override it.
 */
interface AgentPrototype {
  addRequest: (this: unknown, request: ClientRequest, options: ConnectionOptions, ...rest: unknown[]) => void;
}

interface ConnectionOptions {
  readonly host?: string | null;
  readonly socketPath?: string | null;
}

/**
 * Answers requests of `node:http` and `node:https` that `judge` claims; all others go their way untouched.
 * Returns what closes the door.
 */
export function openHttpDoor(judge: RequestJudge): () => void {
  const prototype = Agent.prototype as unknown as AgentPrototype;
  const original = prototype.addRequest;
  let open = true;
  function addRequest(
    this: unknown,
    request: ClientRequest,
    options: ConnectionOptions,
    ...rest: unknown[]
  ): void {
    const host = options.socketPath ? undefined : options.host;
    const verdict = open && host ? judge(hostOf(bracketed(host)), () => describe(request, host)) : 'pass';
    if (verdict === 'pass') original.call(this, request, options, ...rest);
    else {
      const agent = typeof verdict === 'function' ? new AnsweringAgent(verdict) : new RefusingAgent(verdict);
      original.call(agent, request, options, ...rest);
    }
  }
  prototype.addRequest = addRequest;
  return () => {
    open = false;
    // Somebody who came later may have put a hook over ours, which then lets everything pass.
    if (prototype.addRequest === addRequest) prototype.addRequest = original;
  };
}

/** `hostOf` takes what follows the last colon for a port. */
const bracketed = (host: string): string =>
  host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;

const describe = ({ method, protocol, path }: ClientRequest, host: string): string =>
  `${method} ${protocol}//${host}${path}`;

/** Connects one request to a server in this process: Node's own, fed with connections that are no sockets. */
class AnsweringAgent extends Agent {
  readonly #answer: Answerer;

  constructor(answer: Answerer) {
    super({ keepAlive: false });
    this.#answer = answer;
  }

  override createConnection(): Duplex {
    const [client, end] = memoryConnection();
    answerers.set(end, this.#answer);
    // Without a time to keep connections alive, it sets no timers.
    server ??= createServer({ keepAliveTimeout: 0 }, (request, response) => void respond(request, response));
    server.emit('connection', end);
    return client;
  }
}

let server: Server | undefined;
/** Who answers what comes over a connection. */
const answerers = new WeakMap<Duplex, Answerer>();

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { socket } = request;
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = answerers.get(socket) as Answerer;
    const { status, headers, body } = await answer({
      method: request.method ?? 'GET',
      url: request.url ?? '/',
      headers: request.headersDistinct,
      body: Buffer.concat(chunks),
    });
    // The reply has AWS's headers, and none of Node's.
    response.sendDate = false;
    response.removeHeader('connection');
    response.writeHead(status, headers).end(body);
  } catch (error) {
    failPeer(socket, error as Error);
  }
}

/** Has no connection for anybody. */
class RefusingAgent extends Agent {
  readonly #reason: Error;

  constructor(reason: Error) {
    super();
    this.#reason = reason;
  }

  /** As Node documents it: without a connection the callback gets the error. */
  override createConnection(_options: object, created?: (error: Error | null, connection: Duplex) => void) {
    created?.(this.#reason, undefined as never);
    return undefined as never;
  }
}
