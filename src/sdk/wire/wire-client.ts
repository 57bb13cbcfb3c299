import type { World } from '../../mock/world.ts';
import type { SdkClient, SdkCommand, SdkHandler } from '../sdk-client.ts';
import { addDetail } from '../exceptions.ts';
import { fillInDefaults } from './client-defaults.ts';
import { type WireRequestHandler, errorBehind, wireRequestHandler } from './request-handler.ts';

/**
 * Sends a command through the client's whole stack, the user's middleware, signing and retries included, with the
 * wire in place of its own request handler.
 */
export async function sendOverWire(
  world: World,
  client: SdkClient,
  command: SdkCommand,
  options: unknown,
): Promise<unknown> {
  fillInDefaults(client, () => world.options.region);
  const handler = resolveOnWire(world, client, command, options);
  try {
    const { output } = await handler(command);
    return output;
  } catch (exception) {
    const error = errorBehind(exception);
    if (error !== undefined) addDetail(exception, error);
    throw exception;
  }
}

/**
 * The SDK reads the handler from the config while it resolves the stack, and only then; so it is exchanged for
 * just that long, and every middleware still sees the very config object it was made with.
 */
function resolveOnWire(world: World, client: SdkClient, command: SdkCommand, options: unknown): SdkHandler {
  const config = client.config as { requestHandler?: unknown };
  const own = config.requestHandler;
  config.requestHandler = handlerFor(world);
  try {
    return command.resolveMiddleware(client.middlewareStack, client.config, options);
  } finally {
    config.requestHandler = own;
  }
}

const handlers = new WeakMap<World, WireRequestHandler>();

function handlerFor(world: World): WireRequestHandler {
  let handler = handlers.get(world);
  if (handler === undefined) {
    handler = wireRequestHandler(() => world, { refusesUnknown: false });
    handlers.set(world, handler);
  }
  return handler;
}
