// The evaluator against JSON.parse of the documents it reads: ratios, because machines differ.
// Run: node bench/policy.mjs (bundles the sources itself; needs no build).
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

let number = 0;
/** A text that was never seen, of the same size, and flat as texts from outside are. */
function fresh(text) {
  number += 1;
  return Buffer.from(text.replace('"Sid":"', `"Sid":"${String(number).padStart(9, '0')}`)).toString();
}

/**
 * Microseconds for one call of each task. The tasks take turns in small batches and the lower quartile counts, so that
 * other work on the machine falls on all of them alike. What a task needs is made before its batch is timed.
 */
function measure(tasks, { batches = 120, size = 200 } = {}) {
  const times = tasks.map(() => []);
  for (let batch = 0; batch < batches; batch += 1) {
    for (const [index, { prepare, run }] of tasks.entries()) {
      const inputs = Array.from({ length: size }, () => prepare());
      const started = performance.now();
      for (const input of inputs) run(input);
      times[index].push(((performance.now() - started) * 1000) / size);
    }
  }
  return times.map((list) => list.toSorted((one, other) => one - other)[Math.floor(list.length / 4)]);
}

let sink = 0;
const read = 'arn:aws:s3:::photos/2026/cat.jpg';

function decision(policies, action, resource) {
  return {
    prepare: policies,
    run(identityPolicies) {
      sink += evaluate(request(identityPolicies, action, resource)).result.length;
    },
  };
}

function parse(policies) {
  return {
    prepare: policies,
    run(texts) {
      for (const text of texts) sink += JSON.parse(text).Statement.length;
    },
  };
}

const one = [small];
const rows = [];
function compare(title, limit, baseline, task, options) {
  const [base, time] = measure([baseline, task], options);
  rows.push({ title, time, base, limit });
}

const few = { batches: 40, size: 20 };
compare(
  'small, allowed, warm',
  2,
  parse(() => one),
  decision(() => one, 's3:GetObject', read),
);
compare(
  'small, implicitly denied, warm',
  2,
  parse(() => one),
  decision(() => one, 's3:PutObject', read),
);
compare(
  'small, explicitly denied, warm',
  2,
  parse(() => one),
  decision(() => one, 's3:DeleteObject', 'arn:aws:s3:::photos/archive/x'),
);
compare(
  '20 policies of 10 statements, denied, warm',
  0.5,
  parse(() => twenty),
  decision(() => twenty, 's3:GetObject', read),
  few,
);
compare(
  '20 policies of 10 statements, none allows, warm',
  0.5,
  parse(() => twenty),
  decision(() => twenty, 'logs:GetThing19', 'arn:aws:logs:us-east-1:123456789012:thing/19/x'),
  few,
);
compare(
  'small, allowed, cold',
  4,
  parse(() => [fresh(small)]),
  decision(() => [fresh(small)], 's3:GetObject', read),
);
compare(
  'small, allowed, cold, as an object',
  4,
  parse(() => [fresh(small)]),
  decision(() => [JSON.parse(small)], 's3:GetObject', read),
);
compare(
  '20 policies of 10 statements, denied, cold',
  4,
  parse(() => twenty.map(fresh)),
  decision(() => twenty.map(fresh), 's3:GetObject', read),
  few,
);

for (const { title, time, base, limit } of rows) {
  const ratio = time / base;
  const verdict = ratio <= limit ? 'ok  ' : 'FAIL';
  console.log(
    `${verdict} ${title}: ${time.toFixed(2)} µs = ${ratio.toFixed(2)} × JSON.parse (${base.toFixed(2)} µs), limit ${limit}`,
  );
  if (ratio > limit) process.exitCode = 1;
}

const hostile = [
  JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::*a*a*a*a*a*b' },
  }),
];
const long = `arn:aws:s3:::${'a'.repeat(2000)}`;
const denied = evaluate(request(one, 's3:PutObject', read));
const [hostileTime, explainTime] = measure([
  decision(() => hostile, 's3:GetObject', long),
  { prepare: () => denied, run: (it) => (sink += explain(it).length) },
]);
console.log(`hostile pattern against 2,000 characters: ${hostileTime.toFixed(1)} µs`);
console.log(`explaining a denial: ${explainTime.toFixed(1)} µs`);
if (sink === 0) console.log(sink);
