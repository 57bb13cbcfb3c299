import type http from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { type IamMock, mockIam } from '../../src/index.ts';
import { failureOf } from '../support/aws.ts';

/*
 * Connections that are no sockets, as programs see them through `node:http`. What is asserted here was compared with
 * a server on localhost.
 */

let aws: IamMock;
beforeEach(() => {
  aws = mockIam();
});
afterEach(() => aws.restore());

const headers = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260131/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=00',
};
const identity = 'Action=GetCallerIdentity&Version=2011-06-15';
const open = (options: https.RequestOptions = {}) =>
  https.request('https://sts.amazonaws.com/', { method: 'POST', headers, ...options });

/** The status and the whole body: rejects where the body is cut off. */
const replyTo = (request: http.ClientRequest) =>
  new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject);
    });
  });

describe('what the server refuses before anybody is asked', () => {
  test('more headers than Node reads: 431, and the end', async () => {
    const request = open({ headers: { ...headers, 'x-big': 'a'.repeat(40_000) } });
    request.end(identity);
    expect(await replyTo(request)).toEqual({ status: 431, body: '' });
  });

  test('bytes behind the body: 400, and the end', async () => {
    const request = open({ headers: { ...headers, 'content-length': 10 } });
    request.write(identity);
    request.end();
    expect(await replyTo(request)).toMatchObject({ status: 400 });
  });

  test('a tunnel: hung up', async () => {
    const request = open({ method: 'CONNECT', path: 'example.com:443' });
    request.end();
    expect(await failureOf(replyTo(request))).toMatchObject({
      code: 'ECONNRESET',
      message: 'socket hang up',
    });
  });
});

describe('the end', () => {
  test.each([
    ['with an agent that keeps nothing', () => new https.Agent()],
    ['without an agent', () => false as const],
  ])('comes to the response before the request %s', async (_, agent) => {
    const request = open({ agent: agent() });
    const events: string[] = [];
    request.on('response', (response) => {
      for (const name of ['end', 'close']) response.on(name, () => events.push(`response ${name}`));
      response.resume();
    });
    const closed = new Promise<void>((resolve) => {
      request.on('close', () => {
        events.push('request close');
        resolve();
      });
    });
    request.end(identity);
    await closed;
    expect(events).toEqual(['response end', 'response close', 'request close']);
    expect(request.destroyed).toBe(true);
  });

  test('of a client that left is nothing that anybody hears of', async () => {
    const heard = jest.fn();
    process.on('unhandledRejection', heard);
    const request = open();
    const closed = new Promise((resolve) => request.on('close', resolve));
    request.on('error', () => {});
    request.write('x'.repeat(200_000));
    await new Promise((resolve) => setTimeout(resolve, 5));
    request.destroy();
    await closed;
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', heard);
    expect(heard).not.toHaveBeenCalled();
    expect(aws.calls()).toEqual([]);
  });

  test('finds large bodies whole, both ways', async () => {
    const users = Array.from({ length: 300 }, (_, index) => [
      `user-${index}`,
      { tags: { k: 'v'.repeat(250) } },
    ]);
    aws.seed({ users: Object.fromEntries(users) as Record<string, object> });
    const request = https.request('https://iam.amazonaws.com/', { method: 'POST', headers });
    const reply = replyTo(request);
    request.write('Action=GetAccountAuthorizationDetails&Version=2010-05-08&MaxItems=1000');
    for (let index = 0; index < 50; index += 1) request.write(`&X${index}=${'x'.repeat(20_000)}`);
    request.end();
    const { status, body } = await reply;
    expect(status).toBe(200);
    expect(body.match(/<UserName>user-\d+<\/UserName>/g)).toHaveLength(300);
    expect(body.endsWith('</GetAccountAuthorizationDetailsResponse>')).toBe(true);
  });
});

describe('timeouts', () => {
  const timedOut = (request: http.ClientRequest) =>
    new Promise<number>((resolve) => {
      const start = performance.now();
      request.on('timeout', () => resolve(performance.now() - start));
    });

  test.each<[string, () => http.ClientRequest]>([
    ['the option', () => open({ timeout: 30 })],
    ['setTimeout', () => open().setTimeout(30)],
    ['setTimeout of the socket', () => open().on('socket', (socket) => socket.setTimeout(30))],
  ])('%s tells of a body that does not come, and does nothing else', async (_, make) => {
    const request = make();
    const event = new Promise<number>((resolve) => {
      const start = performance.now();
      request.on('socket', (socket) => socket.once('timeout', () => resolve(performance.now() - start)));
    });
    request.write(identity.slice(0, 10));
    expect(await event).toBeGreaterThanOrEqual(29);
    expect(request.destroyed).toBe(false);
    const reply = replyTo(request);
    request.end(identity.slice(10));
    expect((await reply).status).toBe(200);
  });

  test('are what clients give up by', async () => {
    const request = open({ timeout: 20 });
    const error = failureOf(replyTo(request));
    request.on('timeout', () => request.destroy(new Error('too slow')));
    request.write('Action=');
    expect((await error).message).toBe('too slow');
    expect(aws.calls()).toEqual([]);
  });

  test('start again with every byte', async () => {
    const request = open({ timeout: 250 });
    const event = timedOut(request);
    for (let index = 0; index < 4; index += 1) {
      request.write('A');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    // 250 ms after the last byte, which came 300 ms after the first.
    expect(await event).toBeGreaterThan(500);
    request.on('error', () => {});
    request.destroy();
  });

  test('can be taken back', async () => {
    const listener = jest.fn();
    const request = open();
    request.setTimeout(10, listener);
    request.write('A');
    request.setTimeout(0);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(listener).not.toHaveBeenCalled();
    request.on('error', () => {});
    request.destroy();
  });

  test('nobody asked for, none is set, and those of a test are left alone', async () => {
    jest.useFakeTimers();
    try {
      const agent = new https.Agent({ keepAlive: true });
      for (const options of [{}, { agent }, { timeout: 60_000 }]) {
        const request = open(options);
        request.end(identity);
        expect((await replyTo(request)).status).toBe(200);
        expect(jest.getTimerCount()).toBe(0);
      }
    } finally {
      jest.useRealTimers();
    }
  });
});
