import { Duplex } from 'node:stream';

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

  // What `net.Socket` has and an HTTP client asks of it. A socket that has these never times out.
  readonly connecting = false;
  readonly remoteAddress = '127.0.0.1';
  readonly remoteFamily = 'IPv4';
  readonly remotePort = 443;
  /** `https` clients look here: the connection goes nowhere, so nobody can listen to it. */
  readonly encrypted = true;
  readonly authorized = true;

  setTimeout(): this {
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
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    const peer = this.peer;
    if (peer === undefined || peer.destroyed || peer.push(chunk)) done();
    else peer.#resume = done;
  }

  override _final(done: () => void): void {
    if (this.peer?.destroyed === false) this.peer.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const { peer } = this;
    this.peer = undefined;
    if (peer !== undefined && !peer.destroyed) {
      peer.peer = undefined;
      peer.destroy();
    }
    done(error);
  }
}
