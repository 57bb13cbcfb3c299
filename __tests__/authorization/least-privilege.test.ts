import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as iamSdk from '@aws-sdk/client-iam';
import * as stsSdk from '@aws-sdk/client-sts';
import { type IamMock, createIamMock } from '../../src/index.ts';
import type { Call, Outputs, Scenario } from '../sdk/scenarios/scenario.ts';

/*
 * Whoever has the least privilege of its calls can repeat them all: every scenario that the doors are compared with,
 * played once to see what it needs, and once more by a user who has exactly that.
 */

const scenarios: Scenario[] = readdirSync(join(__dirname, '../sdk/scenarios'))
  .filter((file) => file !== 'scenario.ts')
  .map(
    (file) => Object.values(require(`../sdk/scenarios/${file}`) as Record<string, Scenario>)[0] as Scenario,
  );

const sdks = { iam: iamSdk, sts: stsSdk } as unknown as Record<
  string,
  Record<string, new (input: object) => never>
>;
const host = createIamMock();
beforeAll(() => host.install());
afterAll(() => host.restore());

/** What must be the same in both runs; ids, keys and tokens need not. */
const told = (error: Error): string =>
  `${error.name}: ${error.message}`.replaceAll(/[A-Za-z0-9+/=-]{20,}/g, '…').replaceAll(/\b\d{9,}\b/g, '…');

/** Plays what the default caller does in a scenario, as the user `tester`. */
async function play(aws: IamMock, { service, steps }: Scenario): Promise<string[]> {
  const credentials = aws.credentialsFor('tester');
  const settings = { credentials, requestHandler: aws.requestHandler } as never;
  const clients = { iam: new iamSdk.IAMClient(settings), sts: new stsSdk.STSClient(settings) };
  const last: Record<string, unknown> = {};
  const outcomes: string[] = [];
  for (const step of steps) {
    if (typeof step === 'function') step(aws, last);
    else if (step[2] === undefined) outcomes.push(await playStep(aws, clients, service, step, last));
  }
  return outcomes;
}

async function playStep(
  aws: IamMock,
  clients: { iam: iamSdk.IAMClient; sts: stsSdk.STSClient },
  service: 'iam' | 'sts',
  [name, given = {}]: Call,
  last: Record<string, unknown>,
): Promise<string> {
  const [operation, prefix = service] = name.split(':').toReversed() as [string, 'iam' | 'sts' | undefined];
  try {
    const input = {
      ...(typeof given === 'function'
        ? (given as (last: Outputs, aws: IamMock) => object)(last, aws)
        : given),
    };
    // Trust is not among the privileges of a caller: the roles here trust everybody with everything.
    if (operation === 'CreateRole') Object.assign(input, trustOf(input));
    const Command = sdks[prefix]?.[`${operation}Command`] as new (input: object) => never;
    last[operation] = await (clients[prefix] as iamSdk.IAMClient).send(new Command(input));
    return `${name}: done`;
  } catch (error) {
    return `${name}: ${told(error as Error)}`;
  }
}

const anything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    },
    {
      Effect: 'Allow',
      Principal: {
        Federated: [
          'arn:aws:iam::123456789012:saml-provider/corp',
          'arn:aws:iam::123456789012:oidc-provider/idp.example.com',
        ],
      },
      Action: ['sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'],
    },
  ],
});

const trustOf = ({ AssumeRolePolicyDocument: given }: { AssumeRolePolicyDocument?: string }): object =>
  given?.includes('"AWS":"*"') ? { AssumeRolePolicyDocument: anything } : {};

// A list of five hundred permissions is no policy that an account would take.
const quotas = { policySize: 1_000_000 };

test.each(scenarios.map((scenario) => [scenario.title, scenario] as const))('%s', async (_, scenario) => {
  const { now } = scenario;
  const options = { quotas: { ...quotas, ...scenario.quotas }, ...(now !== undefined && { now }) };
  const first = createIamMock({ ...options, enforcement: 'soft', seed: { users: { tester: {} } } });
  const outcomes = await play(first, scenario);
  const needed = first.leastPrivilegePolicy({ principal: 'tester' });
  expect(needed.Statement.length).toBeGreaterThan(0);

  const again = createIamMock({
    ...options,
    enforcement: 'strict',
    seed: { policies: { needed }, users: { tester: { policies: ['needed'] } } },
  });
  expect(await play(again, scenario)).toEqual(outcomes);
  // A role that is not there trusts nobody, whatever the policies of the caller say.
  const refused = again.decisions({ principal: 'tester' }).filter(({ result }) => result !== 'allowed');
  expect(refused.filter(({ deniedBy }) => deniedBy !== 'trustPolicy')).toEqual([]);

  // And nothing less: without one of the statements something of it is refused.
  const [, ...rest] = needed.Statement;
  const withLess = createIamMock({
    ...options,
    enforcement: 'strict',
    seed: {
      policies: {
        needed: {
          ...needed,
          Statement: rest.length > 0 ? rest : [{ Effect: 'Deny', Action: '*', Resource: '*' }],
        },
      },
      users: { tester: { policies: ['needed'] } },
    },
  });
  await play(withLess, scenario);
  expect(withLess.decisions({ principal: 'tester', result: 'implicitDeny' })).not.toEqual([]);
});
