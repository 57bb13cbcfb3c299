import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as iamSdk from '@aws-sdk/client-iam';
import * as stsSdk from '@aws-sdk/client-sts';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { type IamMock, createIamMock } from '../../src/index.ts';
import { iamCatalogue } from '../../src/iam/catalogue.ts';
import { stsCatalogue } from '../../src/sts/catalogue.ts';
import type { Call, Keys, Outputs, Scenario } from './scenarios/scenario.ts';

/*
 * Nobody can tell which door answered: every operation, its successes and its errors, through the direct door and
 * the wire, side by side on two mocks in the same state.
 */

type Service = 'iam' | 'sts';
const sdk = { iam: iamSdk, sts: stsSdk } as unknown as Record<
  Service,
  Record<string, (new (input: object) => never) | undefined>
>;

const scenarios: Scenario[] = readdirSync(join(__dirname, 'scenarios'))
  .filter((file) => file !== 'scenario.ts')
  .flatMap((file) => Object.values(require(`./scenarios/${file}`) as Record<string, Scenario>));

interface Side {
  readonly aws: IamMock;
  readonly client: (service: Service, keys?: Keys) => { send(command: never): Promise<unknown> };
}

function sideThrough(transport: 'direct' | 'wire', { quotas = {}, now = '2026-01-31T12:00:00Z' } = {}): Side {
  const aws = createIamMock({ transport, now, quotas });
  const { requestHandler } = aws;
  // The SDK's retries, without its waiting.
  const retryStrategy = new ConfiguredRetryStrategy(3, () => 0);
  const clients = new Map<string, ReturnType<Side['client']>>();
  const made = (service: Service, credentials?: Keys): ReturnType<Side['client']> => {
    const options = { requestHandler, retryStrategy, ...(credentials && { credentials }) };
    return service === 'iam' ? new iamSdk.IAMClient(options) : new stsSdk.STSClient(options);
  };
  return {
    aws,
    client(service, keys) {
      const name = service + (keys?.accessKeyId ?? '');
      const client = clients.get(name) ?? made(service, keys);
      clients.set(name, client);
      return client;
    },
  };
}

function commandOf(service: Service, operation: string, input: object): never {
  const Command = sdk[service][`${operation}Command`];
  if (Command === undefined) throw new Error(`The SDK has no ${operation}Command.`);
  return new Command(input);
}

/** Everything an SDK user can see of an outcome. */
async function outcomeOf(client: ReturnType<Side['client']>, command: never): Promise<object> {
  try {
    return { output: await client.send(command) };
  } catch (thrown) {
    const error = thrown as Error & { $metadata?: { attempts: number; totalRetryDelay: number } };
    const { $metadata, ...members } = error as typeof error & Record<string, unknown>;
    return {
      class: error.constructor.name,
      name: error.name,
      message: error.message,
      text: String(error),
      members,
      $metadata,
    };
  }
}

/** The journal, without inputs the service could not read: it shows those as they came. */
const journalOf = ({ aws }: Side): object[] =>
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
const failed = new Set<string>();

/** One call through both doors: asserts that nothing tells them apart, and returns the output if there is one. */
async function callBoth(
  sides: readonly [direct: Side, wire: Side],
  [name, given = {}, keys]: Call,
  { service, step, last }: { service: Service; step: string; last: Outputs },
): Promise<unknown> {
  const [operation, prefix = service] = name.split(':').toReversed() as [string, Service?];
  const [expected, actual] = (await Promise.all(
    sides.map(({ aws, client }) => {
      const input =
        typeof given === 'function' ? (given as (last: Outputs, aws: IamMock) => object)(last, aws) : given;
      return outcomeOf(client(prefix, keys?.(last, aws)), commandOf(prefix, operation, input));
    }),
  )) as [object, object];
  expect({ step, ...actual }).toStrictEqual({ step, ...expected });
  const [direct, wire] = sides;
  expect({ step, state: wire.aws.state }).toStrictEqual({ step, state: direct.aws.state });
  ('output' in expected ? succeeded : failed).add(`${prefix}:${operation}`);
  return 'output' in expected ? { [operation]: expected.output } : {};
}

describe.each(scenarios)('$title', ({ service, steps, ...conditions }) => {
  test('are answered alike, step by step', async () => {
    const sides = [sideThrough('direct', conditions), sideThrough('wire', conditions)] as const;
    const last: Record<string, unknown> = {};
    for (const [index, step] of steps.entries()) {
      if (typeof step === 'function') for (const { aws } of sides) step(aws, last);
      else
        Object.assign(last, await callBoth(sides, step, { service, step: `${index + 1}. ${step[0]}`, last }));
    }
    const [direct, wire] = sides;
    expect(journalOf(wire)).toStrictEqual(journalOf(direct));
  });
});

const catalogue = [
  ...Object.keys(iamCatalogue).map((operation) => ['iam', operation] as const),
  ...Object.keys(stsCatalogue).map((operation) => ['sts', operation] as const),
];

test('there are 180 operations of IAM and 11 of STS', () => {
  expect(catalogue).toHaveLength(191);
});

describe('without any input', () => {
  const sides = [sideThrough('direct'), sideThrough('wire')] as const;

  test.each(catalogue)('%s:%s is answered alike', async (service, operation) => {
    await callBoth(sides, [operation], { service, step: 'empty', last: {} });
    expect(journalOf(sides[1]).at(-1)).toStrictEqual(journalOf(sides[0]).at(-1));
  });
});

describe('with a key that nobody issued', () => {
  const sides = [sideThrough('direct'), sideThrough('wire')] as const;
  for (const { aws } of sides) aws.configure({ unknownCredentials: 'reject' });
  const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' };

  test.each(catalogue)('%s:%s is answered alike', async (service, operation) => {
    await callBoth(sides, [operation, {}, () => keys], { service, step: 'unknown key', last: {} });
  });
});

test('every operation has succeeded and failed through both doors', () => {
  const names = catalogue.map(([service, operation]) => `${service}:${operation}`);
  expect({
    neverSucceeded: names.filter((name) => !succeeded.has(name)),
    neverFailed: names.filter((name) => !failed.has(name)),
  }).toEqual({ neverSucceeded: [], neverFailed: [] });
});
