// The wire against the SDK alone, the network door against node:https answered the same way, and coming and going.
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { CreateUserCommand, GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { createIamMock } from '../dist/esm/index.js';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { compare, median } from './rounds.mjs';

// The canned answer goes through the same door as ours, which is no part of the public API: bundled for itself.
const bundle = fileURLToPath(new URL('../.cache/http-door.mjs', import.meta.url));
await build({
  entryPoints: [fileURLToPath(new URL('../src/sdk/network/http-door.ts', import.meta.url))],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'error',
});
const { openHttpDoor } = await import(pathToFileURL(bundle).href);

const settings = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIAEXAMPLE000000000', secretAccessKey: 'secret' },
};
const headers = {
  'content-type': 'application/x-www-form-urlencoded',
  authorization:
    'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE000000000/20260131/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0',
};
const form = 'Action=GetUser&Version=2010-05-08&UserName=alice';
const getUser = () => new GetUserCommand({ UserName: 'alice' });

async function mockWithAlice() {
  const aws = createIamMock();
  const iam = new IAMClient({ ...settings, requestHandler: aws.requestHandler });
  await iam.send(new CreateUserCommand({ UserName: 'alice' }));
  const reply = await aws.handleRequest({
    method: 'POST',
    url: 'https://iam.amazonaws.com/',
    headers,
    body: form,
  });
  return { aws, iam, reply };
}

/** A client of the SDK alone, whose request handler returns the same bytes every time, not even as a stream. */
function cannedClient({ status, headers: replyHeaders, body }) {
  const handler = {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async () => ({
      response: {
        statusCode: status,
        headers: { ...replyHeaders },
        body: Buffer.from(body),
      },
    }),
    httpHandlerConfigs: () => ({}),
    updateHttpClientConfig() {},
    destroy() {},
  };
  return new IAMClient({ ...settings, requestHandler: handler });
}

const post = (host) =>
  new Promise((resolve, reject) => {
    const sent = request({ host, method: 'POST', path: '/', headers }, (response) =>
      text(response).then(resolve, reject),
    );
    sent.on('error', reject);
    sent.end(form);
  });

export async function wireRows() {
  const { aws, iam, reply } = await mockWithAlice();
  const canned = cannedClient(reply);
  const wire = await compare(
    () => iam.send(getUser()),
    () => canned.send(getUser()),
  );

  const closeCanned = openHttpDoor((host) => (host === 'canned.example' ? async () => reply : 'pass'));
  aws.install();
  const network = await compare(
    () => post('iam.amazonaws.com'),
    () => post('canned.example'),
  );
  await new IAMClient(settings).send(getUser());
  const times = [];
  for (let round = 0; round < 200; round += 1) {
    const start = performance.now();
    aws.restore();
    aws.install();
    times.push((performance.now() - start) * 1000);
  }
  aws.restore();
  closeCanned();
  const [ours, bar] = [median(times), 1000];
  return [
    { name: 'GetUser over the wire, against the SDK with canned XML', bar: 1.3, ...wire },
    { name: 'GetUser through the network door, against canned XML through it', bar: 1.3, ...network },
    { name: 'install + restore, against a millisecond', bar: 1, ours, theirs: bar, ratio: ours / bar },
  ];
}

if (process.argv[1] === import.meta.filename || process.argv[1]?.endsWith('wire.mjs')) {
  for (const { name, ours, theirs, ratio, bar } of await wireRows())
    console.log(`${ratio.toFixed(2)} (bar ${bar})  ${name}: ${ours.toFixed(1)} µs, ${theirs.toFixed(1)} µs`);
}
