import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http, { type Server } from 'node:http';
import { join } from 'node:path';
import {
  CreateUserCommand,
  GetUserCommand,
  IAMClient,
  ListUsersCommand,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';
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
function startServer(): { server: Server; aws: iamInMemory.IamMock } {
  let server: Server | undefined;
  let aws: iamInMemory.IamMock | undefined;
  const modules: Record<string, unknown> = {
    'node:http': {
      createServer(listener: http.RequestListener) {
        server = http.createServer(listener);
        return { listen: () => {} };
      },
    },
    'iam-in-memory': { createIamMock: () => (aws = iamInMemory.createIamMock()) },
  };
  const code = example.replaceAll(/import (\{.*?\}) from '(.*?)';/g, "const $1 = modules['$2'];");
  // oxlint-disable-next-line typescript/no-implied-eval -- the example is run as it is printed
  new Function('modules', code)(modules);
  if (server === undefined || aws === undefined) throw new Error('The example made no server.');
  return { server, aws };
}

test('has ten lines at most', () => {
  expect(example.split('\n').filter(Boolean).length).toBeLessThanOrEqual(10);
});

/** An agent all of whose connections are to this server. */
class ToServer extends http.Agent {
  readonly #server: Server;
  constructor(server: Server) {
    super();
    this.#server = server;
  }
  override createConnection() {
    const [client, end] = memoryConnection();
    this.#server.emit('connection', end);
    return client;
  }
}

const clientOf = (server: Server) =>
  new IAMClient({
    region: 'us-east-1',
    endpoint: 'http://localhost:4566',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: { httpAgent: new ToServer(server) },
  });

test('answers clients of other processes', async () => {
  const client = clientOf(startServer().server);
  const { User } = await client.send(new CreateUserCommand({ UserName: 'alice' }));
  expect(User?.Arn).toBe('arn:aws:iam::123456789012:user/alice');
  expect(await failureOf(client.send(new GetUserCommand({ UserName: 'bob' })))).toBeInstanceOf(
    NoSuchEntityException,
  );
});

describe('goes on', () => {
  const unhandled = jest.fn();
  beforeAll(() => process.on('unhandledRejection', unhandled));
  afterAll(() => process.off('unhandledRejection', unhandled));
  const aMoment = () => new Promise((resolve) => setTimeout(resolve, 10));

  test('after a client that left in the middle of a request', async () => {
    const { server, aws } = startServer();
    const arrived = new Promise((resolve) => server.once('request', resolve));
    const request = http.request('http://localhost:4566/', {
      method: 'POST',
      headers: { 'content-length': 100 },
      agent: new ToServer(server),
    });
    request.on('error', () => {});
    request.write('Action=ListUsers');
    await arrived;
    request.destroy();
    await aMoment();
    expect(unhandled).not.toHaveBeenCalled();
    expect(aws.calls()).toEqual([]);
    expect((await clientOf(server).send(new ListUsersCommand({}))).Users).toEqual([]);
  });

  test('after a fault of the connection, which the client sees as one', async () => {
    const { server, aws } = startServer();
    aws.failNext('*', 'ECONNRESET');
    const request = http.get('http://localhost:4566/?Action=ListUsers&Version=2010-05-08', {
      headers: { authorization: 'AWS4-HMAC-SHA256 Credential=test/20260131/us-east-1/iam/aws4_request' },
      agent: new ToServer(server),
    });
    const [error] = (await once(request, 'error')) as [Error];
    expect(error).toMatchObject({ code: 'ECONNRESET', message: 'socket hang up' });
    expect(aws.calls()).toMatchObject([{ operation: 'ListUsers', error: { code: 'ECONNRESET', status: 0 } }]);
    await aMoment();
    expect(unhandled).not.toHaveBeenCalled();
    expect((await clientOf(server).send(new ListUsersCommand({}))).Users).toEqual([]);
  });
});
