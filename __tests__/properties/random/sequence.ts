import * as iamSdk from '@aws-sdk/client-iam';
import * as stsSdk from '@aws-sdk/client-sts';
import { iamModel } from '../../../src/data/iam-model.ts';
import { stsModel } from '../../../src/data/sts-model.ts';
import type { IamMock } from '../../../src/index.ts';
import { type Actor, randomActor, rootOf } from './actors.ts';
import { Dice } from './dice.ts';
import { accountIds } from './documents.ts';
import { brokenInvariants } from './invariants.ts';
import { NaiveAccount } from './naive-account.ts';
import { accountAsListed, accountAsModelled } from './read-back.ts';
import { type Service, randomInput } from './requests.ts';

/** A step: an operation, and the number that its caller and its input follow from. */
export type Step = readonly [operation: readonly [Service, string], choice: number];

/** What came out of a sequence, for the figures. */
export interface Tally {
  calls: number;
  succeeded: number;
  readonly operations: Set<string>;
  readonly codes: Map<string, number>;
}

const sdks = { iam: iamSdk, sts: stsSdk } as unknown as Record<
  Service,
  Record<string, new (input: object) => never>
>;

/** Codes that any call may fail with, beyond those of its service's model. */
const commonCodes = new Set([
  'ValidationError',
  'MalformedInput',
  'AccessDenied',
  'InvalidClientTokenId',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidParameterValue',
]);
const knownCodes = new Set([
  ...commonCodes,
  ...Object.keys(iamModel.errors),
  ...Object.keys(stsModel.errors),
]);
const modelledCodes = new Set(['NoSuchEntity', 'EntityAlreadyExists', 'DeleteConflict', 'LimitExceeded']);

/**
 * Plays a sequence on a mock that was just reset, and looks at everything that must hold.
 *
 * @throws Error saying what does not, and after which call
 */
export async function playSequence(aws: IamMock, steps: readonly Step[], tally: Tally): Promise<void> {
  const { quotas } = aws.world.options;
  const play: Play = {
    aws,
    tally,
    naive: new Map(accountIds.map((id) => [id, new NaiveAccount(id, quotas)])),
    markers: new Map(),
    messages: [],
  };
  for (const [index, [operation, choice]] of steps.entries()) {
    await makeCall(play, operation, new Dice(choice));
    if (index % 25 === 24 || index === steps.length - 1) inspectState(aws);
    if (index % 120 === 119 || index === steps.length - 1) await compareWithModel(play);
  }
  // What a test may look at afterwards can be made of every state.
  aws.changes();
  aws.snapshot();
  // Without enforcement nobody kept what so many calls have needed.
  if (aws.world.options.enforcement !== 'off') aws.leastPrivilegePolicy();
  aws.decisions().forEach((decision) => aws.explain(decision));
}

interface Play {
  readonly aws: IamMock;
  readonly tally: Tally;
  readonly naive: ReadonlyMap<string, NaiveAccount>;
  readonly markers: Map<string, string>;
  readonly messages: string[];
}

async function makeCall(play: Play, [service, operation]: Step[0], dice: Dice): Promise<void> {
  const { aws, naive, markers, messages } = play;
  if (dice.chance(4)) aws.clock.advance(dice.pick(['1s', '31s', '20m', '13h', '8d']));
  const actor = randomActor(aws, dice, operation);
  const { accountId } = actor;
  const state = aws.state;
  const now = aws.clock.now().getTime();
  const account = state.accounts.get(accountId);
  const input = randomInput(service, { dice, state, account, accountId, now, operation, markers, messages });
  const verdict = naive.get(accountId)?.verdict(operation, input);
  const sent = `${operation} ${JSON.stringify(input)} by ${actor.name}`;
  play.tally.calls += 1;
  const before = aws.state;
  const result = await outcomeOf(actor, service, operation, input);
  if ('error' in result) {
    const code = codeOf(result.error, service, sent);
    play.tally.codes.set(code, (play.tally.codes.get(code) ?? 0) + 1);
    if (aws.state !== before) throw new Error(`${sent} failed with ${code} and left another state behind.`);
    if (modelledCodes.has(code) && verdict !== undefined && !agrees(verdict, code))
      throw new Error(
        `${sent} failed with ${code} (${(result.error as Error).message}); expected ${verdict}.`,
      );
    const { encodedMessage, explanation } = result.error as { encodedMessage?: string; explanation?: string };
    if (encodedMessage !== undefined && explanation !== undefined) messages.push(encodedMessage);
    return;
  }
  const { $metadata: _, ...output } = result.output;
  play.tally.succeeded += 1;
  play.tally.operations.add(`${service}:${operation}`);
  inspectOutput(output, sent);
  if (verdict !== undefined && !agrees(verdict, 'ok'))
    throw new Error(`${sent} succeeded; expected ${verdict}.`);
  naive.get(accountId)?.apply(operation, input, output);
  if (typeof output['Marker'] === 'string') markers.set(operation, output['Marker']);
}

const agrees = (verdict: string, outcome: string): boolean =>
  verdict === outcome ||
  (verdict === 'conflict or ok' && (outcome === 'ok' || outcome === 'DeleteConflict')) ||
  (verdict === 'limit or ok' && (outcome === 'ok' || outcome === 'LimitExceeded'));

type Output = Record<string, unknown>;

async function outcomeOf(
  actor: Actor,
  service: Service,
  operation: string,
  input: object,
): Promise<{ output: Output } | { error: unknown }> {
  const Command = sdks[service][`${operation}Command`];
  if (Command === undefined) throw new Error(`The SDK has no ${operation}Command.`);
  try {
    return {
      output: (await (actor[service] as iamSdk.IAMClient).send(new Command(input))) as unknown as Output,
    };
  } catch (error) {
    return { error };
  }
}

/** The code of an error that AWS could answer with. @throws Error for any other: it is a bug */
function codeOf(error: unknown, service: Service, sent: string): string {
  const Base = service === 'iam' ? iamSdk.IAMServiceException : stsSdk.STSServiceException;
  const { Code, $metadata } = error as { Code?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  if (
    !(error instanceof Base) ||
    Code === undefined ||
    !knownCodes.has(Code) ||
    status < 400 ||
    status >= 500
  )
    throw new Error(`${sent} failed with what is no answer of AWS's.`, { cause: error });
  return Code;
}

/** Outputs are fresh and free to be changed, and no member is there without a value. */
function inspectOutput(output: unknown, sent: string, path = 'output'): void {
  if (output === undefined) throw new Error(`${sent}: ${path} is undefined.`);
  if (typeof output !== 'object' || output === null) return;
  if (output instanceof Date && Number.isNaN(output.getTime()))
    throw new Error(`${sent}: ${path} is no date.`);
  if (output instanceof Date || output instanceof Uint8Array) return;
  if (Object.isFrozen(output)) throw new Error(`${sent}: ${path} is frozen.`);
  for (const [key, member] of Object.entries(output)) inspectOutput(member, sent, `${path}.${key}`);
}

function inspectState(aws: IamMock): void {
  const broken = brokenInvariants(aws.state, aws.world.options.quotas);
  if (broken.length > 0) throw new Error(`Broken invariants:\n${broken.join('\n')}`);
}

/** The listings say what the model says, and reading changes nothing. */
async function compareWithModel({ aws, naive }: Play): Promise<void> {
  const before = aws.state;
  for (const [accountId, model] of naive)
    expect(await accountAsListed(rootOf(aws, accountId))).toEqual(accountAsModelled(model));
  if (aws.state !== before) throw new Error('Reading the account changed it.');
}
