import { readFileSync } from 'node:fs';
import http from 'node:http';

// The README is run as it stands: every block of JavaScript, in the order it is read.

const readme = readFileSync(`${__dirname}/../README.md`, 'utf8');
const blocks = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code as string);

const packages: Record<string, () => unknown> = {
  'iam-in-memory': () => require('../src/index.ts') as unknown,
  'iam-in-memory/jest': () => require('../src/jest.ts') as unknown,
};
const load = (name: string): unknown => (packages[name] ?? (() => require(name) as unknown))();

type Run = (load: (name: string) => unknown, print: Console) => unknown;
const AsyncFunction = (async () => undefined).constructor as new (...texts: string[]) => Run;

function compile(code: string, Kind: new (...texts: string[]) => Run): Run {
  const body = code.replace(/^import (\{[\s\S]*?\}) from '(.*)';$/gm, "const $1 = load('$2');");
  return new Kind('load', 'console', body);
}

const lines = (): { print: Console; printed: string[] } => {
  const printed: string[] = [];
  return {
    printed,
    print: { log: (...words: unknown[]) => printed.push(words.join(' ')) } as unknown as Console,
  };
};

const blockWith = (text: string): string => {
  const found = blocks.find((block) => block.includes(text));
  if (found === undefined) throw new Error(`The README has no block with ${text}.`);
  return found;
};

describe('the first test', () => {
  void compile(blockWith('useIam'), Function as unknown as new (...texts: string[]) => Run)(load, console);
});

test('sessions', async () => {
  const { print, printed } = lines();
  await compile(blockWith('fromTemporaryCredentials'), AsyncFunction)(load, print);
  expect(printed).toEqual(['arn:aws:sts::123456789012:assumed-role/deploy/pipeline', 'ExpiredToken']);
});

test('a refusal', async () => {
  const { print, printed } = lines();
  await compile(blockWith('error.explanation'), AsyncFunction)(load, print);
  expect(printed[0]).toMatch(
    /^User: arn:aws:iam::123456789012:user\/alice is not authorized to perform: iam:GetUser on resource: arn:aws:iam::123456789012:user\/alice/,
  );
  expect(printed[1]).toContain('iam:GetUser');
});

test('the server of ten lines', async () => {
  const listen = jest.spyOn(http.Server.prototype, 'listen').mockImplementation(function (this: http.Server) {
    return this;
  });
  const created = jest.spyOn(http, 'createServer');
  await compile(blockWith('createServer'), AsyncFunction)(load, console);
  const server = created.mock.results[0]?.value as http.Server;
  expect(listen).toHaveBeenCalledWith(4566);
  const { PassThrough } = await import('node:stream');
  const request = Object.assign(new PassThrough(), {
    method: 'POST',
    url: '/',
    headers: {
      host: 'localhost:4566',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260131/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=00',
    },
  });
  const answered = new Promise<[number, string]>((resolve) => {
    const response = {
      status: 0,
      writeHead(status: number) {
        response.status = status;
        return response;
      },
      end: (body: Buffer | string) => resolve([response.status, String(body)]),
    };
    server.emit('request', request, response);
  });
  request.end('Action=ListUsers&Version=2010-05-08');
  const [status, body] = await answered;
  expect(status).toBe(200);
  expect(body).toContain('<ListUsersResult>');
  listen.mockRestore();
  created.mockRestore();
});

test('no block is left out', () => {
  expect(blocks).toHaveLength(4);
});
