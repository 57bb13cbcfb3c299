import { iamModel } from '../data/iam-model.ts';
import { stsModel } from '../data/sts-model.ts';
import type { ServiceName } from '../engine/execute.ts';
import type { World } from '../mock/world.ts';
import { resolveAccessKeyId, resolveRegion } from './credentials.ts';
import { signingRegion } from './endpoints.ts';
import { metadataOf, sdkException } from './exceptions.ts';
import { isRetried, maxAttempts } from './retries.ts';
import { type SdkClient, type SdkCommand, type SdkHandler, operationOf, serviceOf } from './sdk-client.ts';
import { fillInRegion } from './wire/client-defaults.ts';
import { type StackReading, hasOnlySdkMiddleware, watchStack } from './stack-watch.ts';

const models = { iam: iamModel, sts: stsModel };

interface DirectClient {
  readonly handlers: Map<unknown, SdkHandler>;
  /** The client's region, read once: a client does not move. */
  region: { readonly value: string | undefined } | undefined;
}

let clients = new WeakMap<SdkClient, DirectClient>();

/** Forgets every resolved handler: a mock was installed or restored. */
export function forgetHandlers(): void {
  clients = new WeakMap();
}

/**
 * Can nobody tell the direct door from the wire? Not where middleware of the user's sits behind the
 * `initialize` step, where the command has middleware of its own, where the client is of an SDK copy without
 * schemas, or where the call is already aborted.
 */
export function isDirect(
  client: SdkClient,
  command: SdkCommand,
  options: unknown,
  stack: StackReading,
): boolean {
  return (
    stack.onlyInitialize &&
    canBeDirect(client, command) &&
    hasOnlySdkMiddleware(command.middlewareStack) &&
    (options === undefined || (options as { abortSignal?: { aborted?: boolean } }).abortSignal === undefined)
  );
}

/** Is the client of an SDK that has schemas? Its own exceptions cannot be made without them. */
export const canBeDirect = (client: SdkClient, command: SdkCommand): boolean =>
  command.schema !== undefined && typeof client.config.protocol?.handleError === 'function';

/** Answers a command without bytes: the client's `initialize` middleware runs, then the engine. */
export function answerDirectly(
  currentWorld: () => World,
  client: SdkClient,
  command: SdkCommand,
  options: unknown,
): Promise<unknown> {
  let known = clients.get(client);
  if (known === undefined) {
    const handlers = new Map<unknown, SdkHandler>();
    known = { handlers, region: undefined };
    clients.set(client, known);
    watchStack(client.middlewareStack).onChange(() => handlers.clear());
  }
  let handler = options === undefined ? known.handlers.get(command.constructor) : undefined;
  if (handler === undefined) {
    handler = resolveHandler(currentWorld, client, command, options, known);
    if (options === undefined) known.handlers.set(command.constructor, handler);
  }
  return handler(command).then(({ output }) => output);
}

/** The region a request would be signed for. */
async function regionOf(client: SdkClient, service: ServiceName): Promise<string | undefined> {
  const region = await resolveRegion(client);
  // A custom endpoint has no region of its own.
  return region === undefined || client.config['isCustomEndpoint'] === true
    ? region
    : signingRegion(service, region);
}

function resolveHandler(
  currentWorld: () => World,
  client: SdkClient,
  command: SdkCommand,
  options: unknown,
  known: DirectClient,
): SdkHandler {
  const service = serviceOf(client) as 'iam' | 'sts';
  const operation = operationOf(command);
  const model = models[service];
  const unsigned = model.operations[operation]?.unsigned === true;
  const prepareForProvider = (): void => {
    if (known.region?.value !== undefined) return;
    const { region } = currentWorld().options;
    fillInRegion(client, () => region);
  };
  const answer: SdkHandler = async ({ input }) => {
    known.region ??= { value: await regionOf(client, service) };
    const key = unsigned ? undefined : resolveAccessKeyId(client, prepareForProvider);
    const accessKeyId = key && (await key);
    const region = known.region.value ?? signingRegion(service, currentWorld().options.region);
    const request = { service, operation, input, accessKeyId, region };
    for (let attempts = 1; ; attempts += 1) {
      const { output, error, requestId } = currentWorld().answer(request);
      if (error === undefined) {
        const response = { statusCode: 200, headers: { 'x-amzn-requestid': requestId } };
        return { response, output: { ...output, $metadata: metadataOf(200, requestId, attempts) } };
      }
      const exception = await sdkException(client, command, error, requestId, model, attempts);
      if (!isRetried(exception, error) || attempts >= (await maxAttempts(client))) throw exception;
    }
  };
  // The SDK resolves the stack itself, on a copy: the client's own stack stays as its owner left it.
  const stack = client.middlewareStack.clone();
  stack.add(() => answer, {
    step: 'initialize',
    priority: 'low',
    name: 'iamInMemoryDirectDoor',
    override: true,
  });
  return command.resolveMiddleware(stack, client.config, options);
}
