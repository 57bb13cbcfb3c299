import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as iamSdk from '@aws-sdk/client-iam';
import * as stsSdk from '@aws-sdk/client-sts';
import { type IamMock, createIamMock } from '../../src/index.ts';
import { iamCatalogue } from '../../src/iam/catalogue.ts';
import { stsCatalogue } from '../../src/sts/catalogue.ts';
import type { Outputs, Scenario } from './scenarios/scenario.ts';

/*
 * Nobody can tell which door answered: every operation, its successes and its errors, through the direct door and
 * the wire, side by side on two mocks in the same state.
 */

const now = '2026-01-31T12:00:00Z';
const services = { iam: iamSdk, sts: stsSdk } as unknown as Record<
  'iam' | 'sts',
  Record<string, new (input: object) => never>
>;

const scenarios: Scenario[] = readdirSync(join(__dirname, 'scenarios'))
  .filter((file) => file !== 'scenario.ts')
  .map((file) => Object.values(require(`./scenarios/${file}`) as Record<string, Scenario>)[0] as Scenario);

interface World {
  readonly aws: IamMock;
  readonly iam: iamSdk.IAMClient;
  readonly sts: stsSdk.STSClient;
}

function worldThrough(transport: 'direct' | 'wire', credentials?: object): World {
  const aws = createIamMock({ transport, now });
  const options = { requestHandler: aws.requestHandler, ...(credentials && { credentials }) };
  return { aws, iam: new iamSdk.IAMClient(options as never), sts: new stsSdk.STSClient(options as never) };
}

/** Everything an SDK user can see of an outcome. */
async function outcomeOf(
  client: { send(command: never): Promise<unknown> },
  command: never,
): Promise<object> {
  try {
    return { output: await client.send(command) };
  } catch (thrown) {
    const error = thrown as Error & { $metadata: { attempts: number; totalRetryDelay: number } };
    const { $metadata, ...members } = error as typeof error & Record<string, unknown>;
    // How long the SDK waits between attempts is random.
    const { totalRetryDelay, ...metadata } = $metadata ?? {};
    return {
      class: error.constructor.name,
      name: error.name,
      message: error.message,
      text: String(error),
      members,
      metadata: { ...metadata, waited: metadata.attempts === 1 ? totalRetryDelay : 'some time' },
    };
  }
}

/** The journal, without inputs the service could not read: it shows those as they came. */
const journalOf = ({ aws }: World): object[] =>
  aws
    .calls()
    .map(({ input, ...call }) =>
      call.error?.code === 'ValidationError' || call.error?.code === 'MalformedInput'
        ? call
        : { ...call, input },
    );

// The hook on `send` belongs to whichever mock is installed; the clients bring their own.
const host = createIamMock();
beforeAll(() => host.install());
afterAll(() => host.restore());

const succeeded = new Set<string>();

function commandOf(service: 'iam' | 'sts', operation: string, input: object): never {
  const Command = services[service][`${operation}Command`];
  if (Command === undefined) throw new Error(`The SDK has no ${operation}Command.`);
  return new Command(input);
}

describe.each(scenarios)('$title', ({ service, steps }) => {
  test('is answered alike, step by step', async () => {
    const direct = worldThrough('direct');
    const wire = worldThrough('wire');
    const last: Record<string, unknown> = {};
    for (const [index, [name, given = {}]] of steps.entries()) {
      const [operation, prefix = service] = name.split(':').toReversed() as [string, ('iam' | 'sts')?];
      const input = typeof given === 'function' ? (given as (outputs: Outputs) => object)(last) : given;
      const before = direct.aws.state;
      const [expected, actual] = [
        await outcomeOf(direct[prefix], commandOf(prefix, operation, structuredClone(input))),
        await outcomeOf(wire[prefix], commandOf(prefix, operation, structuredClone(input))),
      ];
      const step = `${index + 1}. ${name}`;
      expect({ step, ...actual }).toStrictEqual({ step, ...expected });
      expect({ step, state: wire.aws.state }).toStrictEqual({ step, state: direct.aws.state });
      if ('output' in expected) {
        succeeded.add(`${prefix}:${operation}`);
        last[operation] = expected.output;
      } else expect(direct.aws.state).toBe(before);
    }
    expect(journalOf(wire)).toStrictEqual(journalOf(direct));
  });
});

const catalogue = [
  ...Object.keys(iamCatalogue).map((operation) => ['iam', operation] as const),
  ...Object.keys(stsCatalogue).map((operation) => ['sts', operation] as const),
];

test.each(catalogue)('%s:%s without any input is answered alike', async (service, operation) => {
  const [direct, wire] = [worldThrough('direct'), worldThrough('wire')];
  const expected = await outcomeOf(direct[service], commandOf(service, operation, {}));
  expect(await outcomeOf(wire[service], commandOf(service, operation, {}))).toStrictEqual(expected);
  expect(wire.aws.state).toStrictEqual(direct.aws.state);
  expect(journalOf(wire)).toStrictEqual(journalOf(direct));
  if ('output' in expected) succeeded.add(`${service}:${operation}`);
});

test.each(catalogue)('%s:%s with a key that nobody issued is answered alike', async (service, operation) => {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' };
  const [direct, wire] = [worldThrough('direct', credentials), worldThrough('wire', credentials)];
  for (const { aws } of [direct, wire]) aws.configure({ unknownCredentials: 'reject' });
  const expected = await outcomeOf(direct[service], commandOf(service, operation, {}));
  expect(await outcomeOf(wire[service], commandOf(service, operation, {}))).toStrictEqual(expected);
  expect(expected).toHaveProperty('class');
});

/** Implemented, but without a successful step in a scenario yet: a list that only gets shorter. */
const withoutScenario = new Set<string>(
  JSON.parse(readFileSync(join(__dirname, 'operations-without-scenario.json'), 'utf8')) as string[],
);

test('every operation has succeeded through both doors', () => {
  const all = catalogue.map(([service, operation]) => `${service}:${operation}`);
  expect(all.filter((name) => !succeeded.has(name) && !withoutScenario.has(name))).toEqual([]);
  expect([...withoutScenario].filter((name) => succeeded.has(name))).toEqual([]);
  expect(all.length).toBe(191);
});
