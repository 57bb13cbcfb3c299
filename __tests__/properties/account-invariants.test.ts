import * as fc from 'fast-check';
import { mockIam } from '../../src/index.ts';
import { accountIds, roleTemplate, templateArn } from './random/documents.ts';
import { allOperations, openingOperations, weightedOperations } from './random/requests.ts';
import { type Step, type Tally, playSequence } from './random/sequence.ts';

/*
 * Random sequences of calls over all operations, made through real clients by root users, users and sessions of two
 * accounts. Whatever is called: errors are AWS's, a failed call leaves the state it found, the state keeps its
 * invariants (random/invariants.ts), and the listings say what a naive model says (random/naive-account.ts).
 *
 * `npm run fuzz` plays thousands; FUZZ_SEED and FUZZ_PATH play a failing one again.
 */

const runs = Number(process.env['FUZZ_RUNS'] ?? 12);
const [shortest, longest] = [120, Number(process.env['FUZZ_LENGTH'] ?? 300)];

const organization = { id: 'o-exampleorg1', rootCredentialsManagement: true, rootSessions: true };
const template = { definition: roleTemplate };

const aws = mockIam({
  accountId: accountIds[0],
  now: '2026-01-31T12:00:00Z',
  // Small, so that they are reached.
  quotas: {
    usersPerAccount: 5,
    groupsPerAccount: 3,
    rolesPerAccount: 5,
    policiesPerAccount: 4,
    instanceProfilesPerAccount: 2,
    serverCertificatesPerAccount: 2,
    openIdConnectProvidersPerAccount: 2,
    samlProvidersPerAccount: 2,
    virtualMfaDevicesPerAccount: 2,
    groupsPerUser: 2,
    policiesPerUser: 3,
    policiesPerGroup: 2,
    policiesPerRole: 2,
    accessKeysPerUser: 1,
    certificatesPerUser: 1,
    sshPublicKeysPerUser: 2,
    mfaDevicesPerUser: 2,
    serviceSpecificCredentialsPerUser: 1,
    clientIdsPerOpenIdConnectProvider: 2,
    thumbprintsPerOpenIdConnectProvider: 2,
    versionsPerPolicy: 3,
    tagsPerResource: 3,
    userPolicySize: 600,
    groupPolicySize: 600,
    rolePolicySize: 900,
  },
  seed: {
    organization,
    roleTemplates: { [templateArn]: template },
    accounts: { [accountIds[1]]: { organization: { ...organization, managementAccountId: accountIds[0] } } },
  },
});
afterAll(() => aws.restore());

const tally: Tally = { calls: 0, succeeded: 0, operations: new Set(), codes: new Map() };

const opening = fc.tuple(
  ...openingOperations.map((operation) => fc.tuple(fc.constant(operation), fc.integer())),
);
const step: fc.Arbitrary<Step> = fc.tuple(fc.constantFrom(...weightedOperations), fc.integer());
const sequence = fc.record({
  steps: fc
    .tuple(opening, fc.array(step, { minLength: shortest, maxLength: longest, size: 'max' }))
    .map(([first, rest]): Step[] => [...first, ...rest]),
  enforcement: fc.constantFrom('off', 'off', 'off', 'soft', 'strict' as const),
  transport: fc.constantFrom('auto', 'auto', 'auto', 'auto', 'auto', 'wire' as const),
});

test(
  `${runs} sequences of up to ${longest} calls leave no broken state behind`,
  async () => {
    const seed = Number(process.env['FUZZ_SEED'] ?? 20_260_131);
    const path = process.env['FUZZ_PATH'];
    await fc.assert(
      fc.asyncProperty(sequence, async ({ steps, enforcement, transport }) => {
        aws.reset();
        aws.configure({ enforcement, transport });
        await playSequence(aws, steps, tally);
      }),
      {
        numRuns: runs,
        seed,
        ...(path === undefined ? {} : { path }),
        endOnFailure: process.env['FUZZ_SHRINK'] === undefined,
      },
    );
  },
  runs * 60_000,
);

test('the same calls lead to the same state', async () => {
  const steps = fc.sample(sequence, { numRuns: 1, seed: 7 }).flatMap((sampled) => sampled.steps);
  const states: string[] = [];
  for (let turn = 0; turn < 2; turn += 1) {
    aws.reset();
    aws.configure({ enforcement: 'off', transport: 'auto' });
    await playSequence(aws, steps, tally);
    states.push(JSON.stringify(aws.state));
  }
  expect(states[1]).toBe(states[0]);
}, 60_000);

test('the sequences reach nearly every operation', () => {
  const unreached = allOperations
    .map(([service, name]) => `${service}:${name}`)
    .filter((name) => !tally.operations.has(name));
  if (process.env['FUZZ_RUNS'] !== undefined) report(unreached);
  expect(unreached.length).toBeLessThan(runs < 50 ? 60 : 10);
  expect(tally.succeeded).toBeGreaterThan(tally.calls / 4);
});

function report(unreached: readonly string[]): void {
  const codes = [...tally.codes].toSorted(([, a], [, b]) => b - a).map(([code, count]) => `${code} ${count}`);
  process.stdout.write(
    `${tally.calls} calls, ${tally.succeeded} succeeded, ${tally.operations.size} operations succeeded at least once\n` +
      `errors: ${codes.join(', ')}\nnever succeeded: ${unreached.join(', ') || 'none'}\n`,
  );
}
