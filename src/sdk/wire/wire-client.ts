import type { AnsweringWorld } from '../answering-world.ts';
import type { SdkClient, SdkCommand, SdkHandler } from '../sdk-client.ts';
import { addDetail } from '../exceptions.ts';
import { withDefaults } from './client-defaults.ts';
import { type WireRequestHandler, errorBehind, wireRequestHandler } from './request-handler.ts';

/**
 * Sends a command through the client's whole stack, the user's middleware, signing and retries included, with the
 * wire in place of its own request handler.
 */
export async function sendOverWire(
  world: AnsweringWorld,
  client: SdkClient,
  command: SdkCommand,
  options: unknown,
): Promise<unknown> {
  const present = world();
  const handler = wireRequestHandler(() => world(present), { refusesUnknown: false });
  const region = (): string => present.options.region;
  try {
    const { output } = await withDefaults(client, region, () =>
      resolveOnWire(handler, client, command, options)(command),
    );
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
function resolveOnWire(
  handler: WireRequestHandler,
  client: SdkClient,
  command: SdkCommand,
  options: unknown,
): SdkHandler {
  const config = client.config as { requestHandler?: unknown };
  const own = config.requestHandler;
  config.requestHandler = handler;
  try {
    return command.resolveMiddleware(client.middlewareStack, client.config, options);
  } finally {
    config.requestHandler = own;
  }
}
