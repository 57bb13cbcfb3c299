import type { World } from '../mock/world.ts';
import type { AnsweringWorld } from './answering-world.ts';
import { answerDirectly, canBeDirect, isDirect } from './direct-door.ts';
import { type SdkClient, type SdkCommand, operationOf, serviceOf } from './sdk-client.ts';
import { worldOfHandler } from './wire/request-handler.ts';
import { sendOverWire } from './wire/wire-client.ts';

type Callback = (error: unknown, output?: unknown) => void;

/**
 * What a client's `send` does while a mock answers it: gives a promise, or calls back. A client whose
 * `requestHandler` is a mock's own is answered by that mock, whichever is installed.
 */
export function sendTo(
  world: AnsweringWorld,
  client: SdkClient,
  command: SdkCommand,
  optionsOrCallback: unknown,
  callback: unknown,
): unknown {
  const options = typeof optionsOrCallback === 'function' ? undefined : optionsOrCallback;
  const done = (typeof optionsOrCallback === 'function' ? optionsOrCallback : callback) as
    | Callback
    | undefined;
  const answer = answerCommand(
    worldOfHandler(client.config['requestHandler']) ?? world,
    client,
    command,
    options,
  );
  if (done === undefined) return answer;
  answer.then(
    (output) => done(null, output),
    (error: unknown) => done(error),
  );
  return undefined;
}

function answerCommand(
  world: AnsweringWorld,
  client: SdkClient,
  command: SdkCommand,
  options: unknown,
): Promise<unknown> {
  const direct = goesDirect(world(), client, command, options);
  const answer = (isDirectly: boolean): Promise<unknown> =>
    (isDirectly ? answerDirectly : sendOverWire)(world, client, command, options);
  return typeof direct === 'boolean' ? answer(direct) : direct.then(answer);
}

/** The fast door, unless something could see the difference or the wire was asked for. */
function goesDirect(
  world: World,
  client: SdkClient,
  command: SdkCommand,
  options: unknown,
): boolean | Promise<boolean> {
  const { transport, signatures } = world.options;
  if (transport === 'wire' || signatures === 'verify') return false;
  // Faults must meet the SDK's own retries.
  if (!world.faults.isEmpty && world.faults.concerns(serviceOf(client) ?? 'iam', operationOf(command)))
    return false;
  return transport === 'direct' ? canBeDirect(client, command) : isDirect(client, command, options);
}
