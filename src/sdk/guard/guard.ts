import type { GuardOptions } from '../../authorization/service-guard.ts';
import { AwsError, UsageError } from '../../engine/errors.ts';
import { checkMembers } from '../../mock/members.ts';
import type { World } from '../../mock/world.ts';
import { addDetail } from '../exceptions.ts';
import { type SdkClient, type SdkCommand, type SdkHandler, operationOf, serviceOf } from '../sdk-client.ts';
import { fillInDefaults } from '../wire/client-defaults.ts';
import { smithyResponse } from '../wire/request-handler.ts';
import { type Refusal, callOfCommand, callOfRequest, refusalOf } from './guarded-call.ts';
import { guardStub, hasStubbedSend, isStub } from './guarded-stub.ts';

/** What can be guarded: a client, a class of clients, or what `mockClient()` of aws-sdk-client-mock returns. */
export type GuardTarget = object;

/**
 * Asks the account for permission before whatever answers the calls of a client.
 *
 * @returns takes the guard away
 * @throws UsageError for clients of IAM and STS, which the account answers itself, for anything that is no client, and
 *   for options that are none.
 */
export function guardTarget(world: World, target: GuardTarget, options: GuardOptions): () => void {
  checkOptions(options);
  if (!isObject(target)) throw noClient();
  if (isStub(target))
    return guardStub(target, (client, command) => refusedStubCall(world, client, command, options));
  const isClass = isClientClass(target);
  if (!isClass && !isClient(target)) throw noClient();
  if (hasStubbedSend(isClass ? target.prototype : target)) {
    throw new UsageError(
      'iam-in-memory: mockClient() answers this client. Guard what it returned: aws.guard(mockClient(S3Client)).',
    );
  }
  return isClass ? guardClass(world, target.prototype, options) : guardClient(world, target, options);
}

function checkOptions(options: GuardOptions): void {
  checkMembers('guard()', options, ['permissions', 'resourcePolicy']);
  for (const [name, option] of Object.entries(options)) {
    if (option === undefined || typeof option === 'function') continue;
    throw new UsageError(
      `iam-in-memory: guard() got ${JSON.stringify(option)} for ${name}. Give a function that returns it.`,
    );
  }
}

const isObject = (target: unknown): target is object =>
  typeof target === 'function' || (typeof target === 'object' && target !== null);

const noClient = (): UsageError =>
  new UsageError(
    'iam-in-memory: guard() takes a client of the AWS SDK for JavaScript v3, its class, or what mockClient() returned.',
  );

interface ClientClass {
  readonly prototype: SdkClient;
}

const isClient = (target: object): target is SdkClient => 'middlewareStack' in target && 'config' in target;

const isClientClass = (target: object): target is ClientClass =>
  typeof target === 'function' &&
  typeof (target.prototype as Partial<SdkClient> | undefined)?.send === 'function';

/** The instances of a class, each from its first call on. */
function guardClass(world: World, prototype: SdkClient, options: GuardOptions): () => void {
  const own = Object.getOwnPropertyDescriptor(prototype, 'send');
  const parent = Object.getPrototypeOf(prototype) as SdkClient;
  const guarded = new Map<SdkClient, () => void>();
  Object.defineProperty(prototype, 'send', {
    configurable: true,
    writable: true,
    value: function send(this: SdkClient, ...args: [SdkCommand]): unknown {
      if (!guarded.has(this)) guarded.set(this, guardClient(world, this, options));
      const original = (own?.value ?? Reflect.get(parent, 'send')) as (...given: unknown[]) => unknown;
      return original.apply(this, args);
    },
  });
  return () => {
    if (own === undefined) Reflect.deleteProperty(prototype, 'send');
    else Object.defineProperty(prototype, 'send', own);
    for (const end of guarded.values()) end();
  };
}

const names = { guard: 'iamInMemoryGuard', detail: 'iamInMemoryGuardDetail' };

/**
 * Below the SDK's deserializer, where the request is signed and nobody has answered it: what is returned there becomes
 * the client's own exception, of its own class, without retries.
 */
function guardClient(world: World, client: SdkClient, options: GuardOptions): () => void {
  refuseOwnClients(client);
  const { middlewareStack: stack } = client;
  const refusals = new WeakMap<object, Refusal>();
  stack.add(
    (next) => async (args) => {
      // A client without region or credentials acts as the default caller, as it does towards the account.
      fillInDefaults(client, () => world.options.region);
      return withDetail(next(args), refusals);
    },
    { step: 'initialize', priority: 'high', name: names.detail, override: true },
  );
  stack.add(
    (next, context) => async (args) => {
      const { request, input } = args as Parameters<SdkHandler>[0] & { readonly request: SdkRequest };
      const operation = (context as { commandName?: string }).commandName?.replace(/Command$/, '') ?? '';
      const call = isRetry(request) ? undefined : callOfRequest(operation, input, request);
      const refusal = call && refusalOf(world, client, call, options);
      return refusal === undefined ? next(args) : answerWith(refusal, request, refusals);
    },
    { step: 'deserialize', priority: 'low', name: names.guard, override: true },
  );
  return () => {
    for (const name of Object.values(names)) (stack['remove'] as (entry: string) => boolean)(name);
  };
}

interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
}

/** The first attempt was decided already. */
const isRetry = ({ headers }: SdkRequest): boolean =>
  /\battempt=(?!1\b)/.test(headers['amz-sdk-request'] ?? '');

/** Only what the handler type says; the SDK looks at `response` alone. */
function answerWith(
  refusal: Refusal,
  request: SdkRequest,
  refusals: WeakMap<object, Refusal>,
): { output: undefined; response: unknown } {
  const { statusCode, headers, body } = refusal.reply(request);
  const response = smithyResponse({ status: statusCode, headers, body });
  refusals.set(response, refusal);
  return { output: undefined, response };
}

/** Gives an exception of a refusal its decision and explanation. */
async function withDetail<T>(answer: Promise<T>, refusals: WeakMap<object, Refusal>): Promise<T> {
  try {
    return await answer;
  } catch (exception) {
    const response = (exception as { $response?: unknown } | null)?.$response;
    const refusal = typeof response === 'object' && response !== null ? refusals.get(response) : undefined;
    if (refusal?.detail !== undefined) addDetail(exception, new AwsError('', '', 0, refusal.detail));
    throw exception;
  }
}

/** The exception of a refused call to a stubbed client; undefined where the stub may answer. */
async function refusedStubCall(
  world: World,
  client: SdkClient,
  command: SdkCommand,
  options: GuardOptions,
): Promise<unknown> {
  if (world.options.enforcement === 'off') return undefined;
  refuseOwnClients(client);
  const prepare = (): void => fillInDefaults(client, () => world.options.region);
  const call = await callOfCommand(client, command, prepare);
  const refusal = call && refusalOf(world, client, call, options);
  if (refusal === undefined) return undefined;
  prepare();
  const refusals = new WeakMap<object, Refusal>();
  const stack = client.middlewareStack.clone();
  stack.add(
    () => async (args) =>
      answerWith(refusal, (args as { request?: unknown }).request as SdkRequest, refusals),
    { step: 'deserialize', priority: 'low', name: names.guard, override: true },
  );
  const handler = command.resolveMiddleware(stack, client.config, undefined);
  try {
    await withDetail(handler(command), refusals);
  } catch (exception) {
    return exception;
  }
  throw new Error(
    `iam-in-memory: the SDK made no exception of the refusal of ${operationOf(command)}. This is a bug in iam-in-memory.`,
  );
}

function refuseOwnClients(client: SdkClient): void {
  if (serviceOf(client) === undefined) return;
  throw new UsageError(
    'iam-in-memory: IAM and STS are answered by the account itself, which asks for permission by enforcement. Guard clients of other services.',
  );
}
