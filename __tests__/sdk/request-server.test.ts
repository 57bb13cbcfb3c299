import { readFileSync } from 'node:fs';
import http, { type Server } from 'node:http';
import { join } from 'node:path';
import * as consumers from 'node:stream/consumers';
import { CreateUserCommand, GetUserCommand, IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import * as iamInMemory from '../../src/index.ts';
import { memoryConnection } from '../../src/sdk/network/memory-connection.ts';
import { failureOf } from '../support/aws.ts';

/*
 * The server of docs/doors.md, as it is printed there, with connections that are no sockets.
 */

const example = /```ts\n(import \{ createServer \}.*?)```/s.exec(
  readFileSync(join(__dirname, '../../docs/doors.md'), 'utf8'),
)?.[1] as string;

/** Runs the example; its server listens to nobody but us. */
function startServer(): Server {
  let server: Server | undefined;
  const createServer = (listener: http.RequestListener) => {
    server = http.createServer(listener);
    return { listen: () => {} };
  };
  const modules: Record<string, unknown> = {
    'node:http': { createServer },
    'node:stream/consumers': consumers,
    'iam-in-memory': iamInMemory,
  };
  const code = example.replaceAll(/import (\{.*?\}) from '(.*?)';/g, "const $1 = modules['$2'];");
  // oxlint-disable-next-line typescript/no-implied-eval -- the example is run as it is printed
  new Function('modules', code)(modules);
  return server as Server;
}

test('has ten lines at most', () => {
  expect(example.split('\n').filter(Boolean).length).toBeLessThanOrEqual(10);
});

test('answers clients of other processes', async () => {
  const server = startServer();
  class ToServer extends http.Agent {
    override createConnection() {
      const [client, end] = memoryConnection();
      server.emit('connection', end);
      return client;
    }
  }
  const client = new IAMClient({
    region: 'us-east-1',
    endpoint: 'http://localhost:4566',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: { httpAgent: new ToServer() },
  });
  const { User } = await client.send(new CreateUserCommand({ UserName: 'alice' }));
  expect(User?.Arn).toBe('arn:aws:iam::123456789012:user/alice');
  expect(await failureOf(client.send(new GetUserCommand({ UserName: 'bob' })))).toBeInstanceOf(
    NoSuchEntityException,
  );
});
