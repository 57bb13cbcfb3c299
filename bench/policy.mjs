// The evaluator against JSON.parse of the documents it reads: ratios, because machines differ.
// Run: node --expose-gc bench/policy.mjs (bundles the sources itself; needs no build).
import { build } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const directory = await mkdtemp(join(tmpdir(), 'policy-bench-'));
const outfile = join(directory, 'policy.mjs');
await build({
  entryPoints: [fileURLToPath(new URL('../src/policy/index.ts', import.meta.url))],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'error',
});
const { evaluate, explain } = await import(pathToFileURL(outfile).href);
await rm(directory, { recursive: true });

const small = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'List',
      Effect: 'Allow',
      Action: ['s3:ListBucket', 's3:GetBucketLocation'],
      Resource: 'arn:aws:s3:::photos',
    },
    {
      Sid: 'Read',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:GetObjectTagging'],
      Resource: 'arn:aws:s3:::photos/*',
    },
    { Sid: 'Own', Effect: 'Deny', Action: 's3:DeleteObject', Resource: 'arn:aws:s3:::photos/archive/*' },
  ],
});

const services = ['s3', 'iam', 'ec2', 'sqs', 'sns', 'kms', 'lambda', 'dynamodb', 'logs', 'events'];

function largePolicy(number) {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: services.map((service, index) => ({
      Sid: `S${number}x${index}`,
      Effect: index === 9 ? 'Deny' : 'Allow',
      Action: [`${service}:Describe${number}*`, `${service}:GetThing${number}`, `${service}:List*Things`],
      Resource: [`arn:aws:${service}:us-east-1:123456789012:thing/${number}/*`],
      Condition: { StringEquals: { 'aws:PrincipalTag/team': [`team-${number}`] } },
    })),
  });
}

const twenty = Array.from({ length: 20 }, (_, number) => largePolicy(number));

function request(identityPolicies, action, resource) {
  return { principal: 'arn:aws:iam::123456789012:user/alice', action, resource, identityPolicies };
}

/** Nanoseconds for one call: the best of several rounds. */
function measure(run) {
  let best = Infinity;
  for (let calls = 0; calls < 3000; calls += 1) run(calls);
  for (let round = 0; round < 12; round += 1) {
    globalThis.gc?.();
    const started = performance.now();
    let calls = 0;
    while (performance.now() - started < 25) for (let i = 0; i < 50; i += 1) run((calls += 1));
    best = Math.min(best, ((performance.now() - started) * 1e6) / calls);
  }
  return best;
}

let number = 0;
/** A text that was never seen, of the same size. */
const fresh = (text) => text.replace('"Sid":"', `"Sid":"${String((number += 1)).padStart(9, '0')}`);

let sink = 0;
const read = 'arn:aws:s3:::photos/2026/cat.jpg';
const parseSmall = measure(() => (sink += JSON.parse(small).Statement.length));
const parseTwenty = measure(() => twenty.forEach((text) => (sink += JSON.parse(text).Statement.length)));
const makeFresh = measure(() => (sink += fresh(small).length));
const makeTwenty = measure(() => twenty.forEach((text) => (sink += fresh(text).length)));
const parseFresh = measure(() => (sink += JSON.parse(fresh(small)).Statement.length)) - makeFresh;
const parseFreshTwenty =
  measure(() => twenty.forEach((text) => (sink += JSON.parse(fresh(text)).Statement.length))) - makeTwenty;
const decide = (policies, action, resource) => {
  sink += evaluate(request(policies, action, resource)).result.length;
};
const hostile = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::*a*a*a*a*a*b' },
});

const rows = [
  ['small, allowed, warm', measure(() => decide([small], 's3:GetObject', read)), parseSmall, 2],
  ['small, implicitly denied, warm', measure(() => decide([small], 's3:PutObject', read)), parseSmall, 2],
  [
    'small, explicitly denied, warm',
    measure(() => decide([small], 's3:DeleteObject', 'arn:aws:s3:::photos/archive/x')),
    parseSmall,
    2,
  ],
  [
    '20 policies of 10 statements, denied, warm',
    measure(() => decide(twenty, 's3:GetObject', read)),
    parseTwenty,
    0.5,
  ],
  [
    '20 policies of 10 statements, the last allows, warm',
    measure(() => decide(twenty, 'logs:GetThing19', 'arn:aws:logs:us-east-1:123456789012:thing/19/x')),
    parseTwenty,
    0.5,
  ],
  [
    'small, allowed, cold',
    measure(() => decide([fresh(small)], 's3:GetObject', read)) - makeFresh,
    parseFresh,
    4,
  ],
  [
    '20 policies of 10 statements, denied, cold',
    measure(() => decide(twenty.map(fresh), 's3:GetObject', read)) - makeTwenty,
    parseFreshTwenty,
    4,
  ],
];
for (const [name, time, parse, limit] of rows) {
  const ratio = time / parse;
  console.log(
    `${ratio <= limit ? 'ok  ' : 'FAIL'} ${name}: ${(time / 1000).toFixed(2)} µs = ${ratio.toFixed(2)} × JSON.parse (${(parse / 1000).toFixed(2)} µs), limit ${limit}`,
  );
  if (ratio > limit) process.exitCode = 1;
}
const long = `arn:aws:s3:::${'a'.repeat(2000)}`;
console.log(
  `hostile pattern against 2,000 characters: ${(measure(() => decide([hostile], 's3:GetObject', long)) / 1000).toFixed(1)} µs`,
);
const denied = evaluate(request([small], 's3:PutObject', read));
console.log(`explaining a denial: ${(measure(() => (sink += explain(denied).length)) / 1000).toFixed(1)} µs`);
if (sink === 0) console.log(sink);
