import { hasOwnCredentials, isMissingRegion, withoutInstanceMetadata, noneFound } from '../credentials.ts';
import type { SdkClient, SdkCredentialProvider } from '../sdk-client.ts';
import { isOlderClient, orKeysOfNobody, orSignerOfNobody } from './older-clients.ts';

/** Signs for clients that have no credentials; whoever sees it knows that there are none. */
export const defaultAccessKeyId = 'IAMINMEMORYNOCREDENTIALS';

/** So that its signatures can be verified as everybody's. */
export const defaultSecretAccessKey = 'iam-in-memory signs for clients without credentials';

const defaultCredentials = {
  accessKeyId: defaultAccessKeyId,
  secretAccessKey: defaultSecretAccessKey,
};

/** What was replaced on each client's config, to be put back. */
let replaced = new WeakMap<object, PropertyDescriptorMap>();
/** The configs in which all that may miss has been filled in. */
let filled = new WeakSet<object>();
const clients = new Set<WeakRef<object>>();

/**
 * Lets a client without a region or credentials run its whole stack: where it would fail, or go looking at the
 * instance metadata endpoint, it gets the mock's region and a key that stands for nobody.
 *
 * The SDK's middleware holds the config object itself, so it is the config that must change until `restore()`.
 */
export function fillInDefaults(client: SdkClient, region: () => string): void {
  const config = client.config as Record<string, unknown>;
  if (filled.has(config)) return;
  filled.add(config);
  fillInRegion(client, region);
  const kept = keptOf(config);
  const older = isOlderClient(client);
  replace(config, 'credentials', kept, (provider) => {
    if (typeof provider !== 'function') return provider;
    return older
      ? orKeysOfNobody(provider as SdkCredentialProvider, defaultCredentials)
      : orDefaultCredentials(provider as SdkCredentialProvider);
  });
  if (older) {
    replace(config, 'signer', kept, (signer) => orSignerOfNobody(client, signer, defaultCredentials, region));
  }
  // It asks for the region first.
  replace(config, 'useFipsEndpoint', kept, (provider) => orDefault(provider, () => false));
}

/**
 * The region alone: providers given to a client (`fromTemporaryCredentials`, `fromWebToken`) make clients of their own
 * in its region, and fail where it has none.
 */
export function fillInRegion(client: SdkClient, region: () => string): void {
  const config = client.config as Record<string, unknown>;
  const kept = keptOf(config);
  if (!Object.hasOwn(kept, 'region'))
    replace(config, 'region', kept, (provider) => orDefault(provider, region));
}

function keptOf(config: object): PropertyDescriptorMap {
  let kept = replaced.get(config);
  if (kept === undefined) {
    kept = {};
    replaced.set(config, kept);
    clients.add(new WeakRef(config));
  }
  return kept;
}

/** Gives every client its own config back. */
export function takeDefaultsAway(): void {
  for (const reference of clients) {
    const config = reference.deref();
    const kept = config && replaced.get(config);
    if (kept !== undefined) Object.defineProperties(config, kept);
  }
  clients.clear();
  replaced = new WeakMap();
  filled = new WeakSet();
}

function replace(
  config: Record<string, unknown>,
  name: string,
  kept: PropertyDescriptorMap,
  wrap: (value: unknown) => unknown,
): void {
  const descriptor = Object.getOwnPropertyDescriptor(config, name);
  if (descriptor === undefined || descriptor.configurable !== true) return;
  kept[name] = descriptor;
  const read: () => unknown =
    descriptor.get === undefined ? () => kept[name]?.value as unknown : descriptor.get.bind(config);
  let source = read();
  let wrapped = wrap(source);
  Object.defineProperty(config, name, {
    configurable: true,
    enumerable: descriptor.enumerable ?? true,
    get() {
      const present = read();
      if (present !== source) [source, wrapped] = [present, wrap(present)];
      return wrapped;
    },
    set(next: unknown) {
      if (descriptor.set === undefined) kept[name] = { ...descriptor, value: next };
      else descriptor.set.call(config, next);
    },
  });
}

function orDefaultCredentials(provider: SdkCredentialProvider): SdkCredentialProvider {
  const wrapped = async (options?: object): Promise<{ readonly accessKeyId: string }> =>
    (hasOwnCredentials(provider) ? await provider(options).catch(noneFound) : undefined) ??
    defaultCredentials;
  return Object.assign(wrapped, provider);
}

function orDefault(provider: unknown, fallback: () => unknown): unknown {
  if (typeof provider !== 'function') return provider;
  return async (): Promise<unknown> => {
    try {
      return await withoutInstanceMetadata(provider as () => Promise<unknown>);
    } catch (error) {
      if (isMissingRegion(error)) return fallback();
      throw error;
    }
  };
}
