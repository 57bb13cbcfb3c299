import type { SdkStack } from './sdk-client.ts';

/** What a client's middleware stack says about it. */
export interface StackReading {
  /** No middleware of the user's sits behind the `initialize` step. */
  readonly onlyInitialize: boolean;
  onChange(listener: () => void): void;
}

/**
 * A stack tells nobody that it changed, and reading it costs ten times what a call does. So its methods are
 * wrapped, on the instance, until the last mock is restored.
 */
interface StackWatch extends StackReading {
  onlyInitialize: boolean;
}

/** Middleware that the SDK itself puts on a client of IAM or STS, in any version. */
const sdkMiddleware = new Set([
  'loggerMiddleware',
  'serializerMiddleware',
  'endpointV2Middleware',
  'httpAuthSchemeMiddleware',
  'contentLengthMiddleware',
  'getUserAgentMiddleware',
  'hostHeaderMiddleware',
  'recursionDetectionMiddleware',
  'retryMiddleware',
  'omitRetryHeadersMiddleware',
  'httpSigningMiddleware',
  'awsAuthMiddleware',
  'deserializerMiddleware',
]);

const changingMethods = ['add', 'addRelativeTo', 'remove', 'removeByTag'] as const;

const watches = new WeakMap<SdkStack, StackWatch>();
const watched = new Set<WeakRef<SdkStack>>();
const originals = new WeakMap<SdkStack, Record<string, unknown>>();

export function watchStack(stack: SdkStack): StackWatch {
  const known = watches.get(stack);
  if (known !== undefined) return known;
  const listeners: (() => void)[] = [];
  const watch: StackWatch = {
    onlyInitialize: readsOnlyInitialize(stack),
    onChange: (listener) => void listeners.push(listener),
  };
  const kept: Record<string, unknown> = {};
  for (const name of changingMethods) {
    const method = stack[name] as (...args: unknown[]) => unknown;
    kept[name] = method;
    stack[name] = (...args: unknown[]): unknown => {
      const result = method(...args);
      watch.onlyInitialize = readsOnlyInitialize(stack);
      for (const listener of listeners) listener();
      return result;
    };
  }
  originals.set(stack, kept);
  watches.set(stack, watch);
  watched.add(new WeakRef(stack));
  return watch;
}

/** Gives every stack its own methods back. */
export function unwatchStacks(): void {
  for (const reference of watched) {
    const stack = reference.deref();
    if (stack === undefined) continue;
    Object.assign(stack, originals.get(stack));
    watches.delete(stack);
    originals.delete(stack);
  }
  watched.clear();
}

function readsOnlyInitialize(stack: SdkStack): boolean {
  return stack.identify().every((entry) => isOfSdk(entry) || entry.endsWith(' - initialize'));
}

/** A command that was sent before has middleware of the SDK's on its own stack. */
export const hasOnlySdkMiddleware = (stack: SdkStack): boolean => stack.identify().every(isOfSdk);

const isOfSdk = (entry: string): boolean =>
  sdkMiddleware.has(entry.split(/ (?:\(a\.k\.a\.|- )/)[0] as string);
