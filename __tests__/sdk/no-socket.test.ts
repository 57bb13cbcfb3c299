import { EventEmitter } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import jestConfig from '../../jest.config.ts';
import { mockIam } from '../../src/index.ts';
import { takeConnections } from '../support/socket-guard.ts';

/*
 * No test of this suite sends a byte to a socket: a guard stands before every file, and fails whoever connects one.
 * Here it is shown that it sees all ways to do so.
 */

/** Whatever the way, its error: thrown, emitted or rejected. */
async function refusalOf(dial: () => unknown): Promise<unknown> {
  try {
    const made = dial();
    // Not by `instanceof`: the promise of `fetch` is of another realm than jest's.
    if (!(made instanceof EventEmitter))
      return await (made as Promise<unknown>).catch((error: unknown) => error);
    return await new Promise((resolve) => made.once('error', resolve));
  } catch (error) {
    return error;
  }
}

const ways: [string, string, () => unknown][] = [
  ['net.connect', '127.0.0.1:9', () => net.connect(9, '127.0.0.1')],
  ['net.createConnection', '127.0.0.1:9', () => net.createConnection({ host: '127.0.0.1', port: 9 })],
  ['a socket of one’s own', 'localhost:9', () => new net.Socket().connect(9)],
  ['a socket file', '/tmp/none.sock', () => net.connect('/tmp/none.sock')],
  ['tls.connect', '127.0.0.1:9', () => tls.connect({ host: '127.0.0.1', port: 9 })],
  ['http.get', '127.0.0.1:9', () => http.get('http://127.0.0.1:9/')],
  ['https.get', '127.0.0.1:9', () => https.get('https://127.0.0.1:9/')],
  ['fetch', '127.0.0.1:8099', () => fetch('http://127.0.0.1:8099/')],
];

describe('the guard of this suite', () => {
  test.each(ways)('refuses %s', async (_way, target, dial) => {
    expect(await refusalOf(dial)).toHaveProperty('message');
    expect(takeConnections()).toEqual([target]);
  });

  test('also while a mock is installed', async () => {
    using aws = mockIam();
    expect(aws.installed).toBe(true);
    // The guard may be that of the test file before, and its errors of that one's realm.
    expect(await refusalOf(() => http.get('http://s3.amazonaws.com/'))).toHaveProperty('message');
    expect(takeConnections()).toEqual(['s3.amazonaws.com:80']);
  });

  test('stands before every test file', () => {
    expect(jestConfig.setupFiles).toContain('<rootDir>/__tests__/support/socket-guard.ts');
    expect(jestConfig.setupFilesAfterEnv).toContain('<rootDir>/__tests__/support/no-sockets.ts');
  });
});

test('a client whose mock is gone would open one, and its mock was all that kept it', async () => {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const iam = new IAMClient({ region: 'us-east-1', credentials, maxAttempts: 1 });
  const sts = new STSClient({ region: 'us-east-1', credentials, maxAttempts: 1 });
  const aws = mockIam();
  await iam.send(new ListUsersCommand({}));
  await sts.send(new GetCallerIdentityCommand({}));
  expect(takeConnections()).toEqual([]);
  aws.restore();
  await expect(iam.send(new ListUsersCommand({}))).rejects.toThrow();
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toThrow();
  expect(takeConnections()).toEqual(['iam.amazonaws.com:443', 'sts.us-east-1.amazonaws.com:443']);
});
