import { takeConnections } from './socket-guard.ts';

// Set up after jest's environment, in every test file; see socket-guard.ts.
afterEach(refuseSockets);
afterAll(refuseSockets);

function refuseSockets(): void {
  const targets = takeConnections();
  if (targets.length > 0) throw new Error(`A socket was about to be opened to ${targets.join(', ')}.`);
}
