import { iamModel } from '../data/iam-model.ts';
import { stsModel } from '../data/sts-model.ts';
import type { Member, OperationModel } from '../data/service-model.ts';
import type { ServiceName } from '../engine/execute.ts';
import type { AnsweringWorld } from './answering-world.ts';
import { resolveAccessKeyId, resolveRegion } from './credentials.ts';
import { signingRegion } from './endpoints.ts';
import { metadataOf, sdkException } from './exceptions.ts';
import { isRetried, maxAttempts } from './retries.ts';
import { isPlainClient } from './plain-clients.ts';
import {
  type SdkClient,
  type SdkCommand,
  type SdkHandler,
  type SdkStack,
  operationOf,
  serviceOf,
} from './sdk-client.ts';
import { fillInRegion } from './wire/client-defaults.ts';
import { type StackReading, hasOnlySdkMiddleware, watchStack } from './stack-watch.ts';

const models = { iam: iamModel, sts: stsModel };

interface KnownClient {
  readonly stack: SdkStack;
  readonly reading: StackReading;
  readonly handlers: Map<unknown, SdkHandler>;
  /** Is there nothing that would see which door answers? Found out once: a client does not change. */
  plain: boolean | Promise<boolean> | undefined;
  /** The client's region, read once: a client does not move. */
  region: { readonly value: string | undefined } | undefined;
}

let clients = new WeakMap<SdkClient, KnownClient>();

/** Forgets what was found out about clients: a mock was installed or restored. */
export function forgetClients(): void {
  clients = new WeakMap();
}

function knownClient(client: SdkClient): KnownClient {
  let known = clients.get(client);
  if (known === undefined || known.stack !== client.middlewareStack) {
    const stack = client.middlewareStack;
    const handlers = new Map<unknown, SdkHandler>();
    const reading = watchStack(stack);
    reading.onChange(() => handlers.clear());
    known = { stack, reading, handlers, plain: undefined, region: undefined };
    clients.set(client, known);
  }
  return known;
}

/**
 * Can nobody tell the direct door from the wire? Not where middleware of the user's sits behind the `initialize`
 * step, where the command has middleware of its own, where the client was made with parts of the user's, where it is of an SDK copy without schemas, or where the call
 * can be aborted. A new client takes a moment to find out about.
 */
export function isDirect(
  client: SdkClient,
  command: SdkCommand,
  options: unknown,
): boolean | Promise<boolean> {
  const known = knownClient(client);
  return (
    known.reading.onlyInitialize &&
    canBeDirect(client, command) &&
    hasOnlySdkMiddleware(command.middlewareStack) &&
    (options === undefined ||
      (options as { abortSignal?: { aborted?: boolean } }).abortSignal === undefined) &&
    (known.plain ?? readClient(client, known))
  );
}

function readClient(client: SdkClient, known: KnownClient): boolean | Promise<boolean> {
  const plain = isPlainClient(client);
  known.plain = typeof plain === 'boolean' ? plain : plain.then((value) => (known.plain = value));
  return known.plain;
}

/** Is the client of an SDK that has schemas? Its own exceptions cannot be made without them. */
export const canBeDirect = (client: SdkClient, command: SdkCommand): boolean =>
  command.schema !== undefined && typeof client.config.protocol?.handleError === 'function';

/** Answers a command without bytes: the client's `initialize` middleware runs, then the engine. */
export function answerDirectly(
  world: AnsweringWorld,
  client: SdkClient,
  command: SdkCommand,
  options: unknown,
): Promise<unknown> {
  const known = knownClient(client);
  let handler = options === undefined ? known.handlers.get(command.constructor) : undefined;
  if (handler === undefined) {
    handler = resolveHandler(world, client, command, options, known);
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

/** As the SDK fails where it writes the form: half a surrogate pair is no text in UTF-8. @throws URIError */
function refuseUnwritable(members: readonly Member[], input: SdkCommand['input']): void {
  for (const [name] of members) refuseHalves(input[name], 4);
}

/** What is deeper than inputs of IAM and STS are is no input of theirs. */
function refuseHalves(value: unknown, depth: number): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) encodeURIComponent(value);
  } else if (typeof value === 'object' && depth > 0) {
    for (const name in value) refuseHalves((value as Record<string, unknown>)[name], depth - 1);
  }
}

function resolveHandler(
  world: AnsweringWorld,
  client: SdkClient,
  command: SdkCommand,
  options: unknown,
  known: KnownClient,
): SdkHandler {
  const service = serviceOf(client) as 'iam' | 'sts';
  const operation = operationOf(command);
  const model = models[service];
  const { input: members = [], unsigned = false } = (model.operations[operation] ??
    {}) as Partial<OperationModel>;
  const prepareForProvider = (): void => {
    const { region } = world().options;
    if (known.region?.value === undefined) fillInRegion(client, () => region);
  };
  const answer: SdkHandler = async ({ input }) => {
    refuseUnwritable(members, input);
    known.region ??= { value: await regionOf(client, service) };
    const key = unsigned ? undefined : resolveAccessKeyId(client, prepareForProvider);
    const accessKeyId = key && (await key);
    const region = known.region.value ?? signingRegion(service, world().options.region);
    const request = { service, operation, input, accessKeyId, region };
    for (let attempts = 1; ; attempts += 1) {
      const { output, error, requestId } = world().answer(request);
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
