import { Duplex } from 'node:stream';
// Node's own timers, which a socket has too: not those that a test has put in place of the global ones.
import { clearTimeout, setTimeout } from 'node:timers';

/**
 * Two ends of a connection inside this process: what one writes the other reads. To Node's HTTP client and
 * server either is a socket that is already connected.
 */
export function memoryConnection(): [client: Duplex, server: Duplex] {
  const client = new MemoryEnd();
  const server = new MemoryEnd();
  client.peer = server;
  server.peer = client;
  return [client, server];
}

/** Fails the connection for whoever is at the other end of `end`. */
export function failPeer(end: Duplex, error: Error): void {
  if (end instanceof MemoryEnd) end.peer?.destroy(error);
}

class MemoryEnd extends Duplex {
  peer: MemoryEnd | undefined;
  #resume: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  // What `net.Socket` has and an HTTP client asks of it.
  readonly connecting = false;
  readonly remoteAddress = '127.0.0.1';
  readonly remoteFamily = 'IPv4';
  readonly remotePort = 443;
  /** `https` clients look here: the connection goes nowhere, so nobody can listen to it. */
  readonly encrypted = true;
  readonly authorized = true;
  timeout: number | undefined;

  /** As a socket's: `timeout` is emitted after so long without anything read or written, and nothing else happens. */
  setTimeout(milliseconds: number, listener?: () => void): this {
    if (this.destroyed) return this;
    this.timeout = milliseconds;
    clearTimeout(this.#timer);
    this.#timer = milliseconds > 0 ? setTimeout(() => this.emit('timeout'), milliseconds).unref() : undefined;
    if (listener !== undefined) {
      if (milliseconds > 0) this.once('timeout', listener);
      else this.removeListener('timeout', listener);
    }
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {
    this.#resumePeer();
  }

  #resumePeer(): void {
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    const { peer } = this;
    this.#timer?.refresh();
    if (peer === undefined) return done();
    peer.#timer?.refresh();
    if (peer.push(chunk)) done();
    else peer.#resume = done;
  }

  override _final(done: () => void): void {
    this.peer?.push(null);
    done();
  }

  /** The peer reads what was written before, and then the end. */
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const { peer } = this;
    this.peer = undefined;
    clearTimeout(this.#timer);
    if (peer !== undefined) {
      peer.peer = undefined;
      peer.push(null);
    }
    this.#resumePeer();
    // As with a socket, what ended along with it is closed before it is.
    void Promise.resolve().then(() => done(error));
  }
}
