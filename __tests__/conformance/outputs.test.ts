import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as iamSdk from '@aws-sdk/client-iam';
import * as stsSdk from '@aws-sdk/client-sts';
import { type IamMock, createIamMock } from '../../src/index.ts';
import type { Keys, Outputs, Scenario, Step } from '../sdk/scenarios/scenario.ts';

/*
 * What the service hands out is the caller's: it may be changed, and shows nothing that a reply from AWS could not
 * hold. Played through the direct door, where outputs never became text and so could still be parts of the state.
 */

type Service = 'iam' | 'sts';
type AnyClient = { send(command: unknown): Promise<unknown> };
const sdk = { iam: iamSdk, sts: stsSdk } as unknown as Record<
  Service,
  Record<string, new (input: unknown) => unknown>
>;

const scenarioFolder = join(__dirname, '..', 'sdk', 'scenarios');
const scenarios: Scenario[] = readdirSync(scenarioFolder)
  .filter((file) => file !== 'scenario.ts')
  .flatMap((file) => Object.values(require(join(scenarioFolder, file)) as Record<string, Scenario>));

/** What is wrong with an output, each with the place of it; `seen` holds every object handed out before. */
function faultsOf(value: unknown, path: string, seen: Set<object>): string[] {
  if (value === undefined) return [`${path} is undefined`];
  if (value === null) return [`${path} is null`];
  if (typeof value === 'number' && !Number.isFinite(value)) return [`${path} is ${value}`];
  if (typeof value !== 'object') return [];
  const faults: string[] = [];
  if (seen.has(value)) faults.push(`${path} was handed out before`);
  seen.add(value);
  if (value instanceof Date) return [...faults, ...faultsOfDate(value, path)];
  if (value instanceof Uint8Array) return faults;
  if (Object.isFrozen(value) || Object.isSealed(value)) faults.push(`${path} is frozen`);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype) faults.push(`${path} is no plain object`);
  for (const [key, member] of Object.entries(value)) faults.push(...faultsOf(member, `${path}.${key}`, seen));
  return faults;
}

/** "Dates have whole seconds." */
function faultsOfDate(date: Date, path: string): string[] {
  if (Number.isNaN(date.getTime())) return [`${path} is no date`];
  return date.getTime() % 1000 === 0 ? [] : [`${path} has parts of a second`];
}

/** Overwrites everything in an output, as an ill-mannered test might. */
function spoil(value: unknown): void {
  if (value instanceof Date) value.setTime(0);
  else if (value instanceof Uint8Array) value.fill(0);
  else if (Array.isArray(value)) {
    value.forEach(spoil);
    value.length = 0;
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      spoil(member);
      (value as Record<string, unknown>)[key] = 'spoiled';
    }
  }
}

/** Plays steps on a mock; `look` is shown each output before the next call. */
async function play(
  { service, steps, quotas = {}, now = '2026-01-31T12:00:00Z' }: Scenario,
  look: (output: object, name: string, aws: IamMock) => void,
): Promise<void> {
  const aws = createIamMock({ transport: 'direct', now, quotas });
  const last: Record<string, unknown> = {};
  for (const step of steps) {
    if (typeof step === 'function') step(aws, last);
    else {
      const name = step[0];
      const output = await outcomeOf(aws, service, step, last);
      if (output === undefined) continue;
      last[name.slice(name.indexOf(':') + 1)] = structuredClone(output);
      look(output, name, aws);
    }
  }
}

/** The output of a call without `$metadata`, or undefined for one that failed. */
async function outcomeOf(
  aws: IamMock,
  service: Service,
  [name, given = {}, keys]: Exclude<Step, (...args: never[]) => void>,
  last: Outputs,
): Promise<object | undefined> {
  const [operation, prefix = service] = name.split(':').toReversed() as [string, Service?];
  const input =
    typeof given === 'function' ? (given as (outputs: Outputs, mock: IamMock) => object)(last, aws) : given;
  const credentials: Keys | undefined = keys?.(last, aws);
  const options = {
    requestHandler: aws.requestHandler,
    maxAttempts: 1,
    ...(credentials && { credentials }),
  };
  const client = (prefix === 'iam'
    ? new iamSdk.IAMClient(options)
    : new stsSdk.STSClient(options)) as unknown as AnyClient;
  const Command = sdk[prefix][`${operation}Command`] as new (input: unknown) => unknown;
  try {
    const { $metadata: _metadata, ...output } = (await client.send(new Command(input))) as Record<
      string,
      unknown
    >;
    return output;
  } catch (error) {
    if ((error as { $metadata?: unknown }).$metadata === undefined) throw error;
    return undefined;
  }
}

// The hook on `send` belongs to whichever mock is installed; the clients bring their own.
const host = createIamMock();
beforeAll(() => host.install());
afterAll(() => host.restore());

describe.each(scenarios)('outputs of $title', (scenario) => {
  test('hold nothing frozen, undefined or shared, and whole seconds', async () => {
    const seen = new Set<object>();
    const faults: string[] = [];
    let outputs = 0;
    await play(scenario, (output, name) => {
      outputs += 1;
      faults.push(...faultsOf(output, name, seen));
    });
    expect(faults).toEqual([]);
    expect(outputs).toBeGreaterThan(0);
  });

  test('can be overwritten without anything happening to the account', async () => {
    const states: string[] = [];
    await play(scenario, (_output, _name, aws) => states.push(JSON.stringify(aws.state)));
    const spoiledStates: string[] = [];
    await play(scenario, (output, _name, aws) => {
      spoil(output);
      spoiledStates.push(JSON.stringify(aws.state));
    });
    expect(spoiledStates).toEqual(states);
  });
});
