import {
  askOwnCredentials,
  hasOwnCredentials,
  isMissingRegion,
  whereNoneFound,
  withoutInstanceMetadata,
} from '../credentials.ts';
import { restoredMeanwhile } from '../answering-world.ts';
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

/** What was replaced on a client's config, to be put back. */
interface Replacement {
  readonly kept: PropertyDescriptorMap;
  /** All that may miss has been filled in, not the region alone. */
  complete: boolean;
  region: () => string;
  underWay: number;
  /** The mock was restored; calls under way are left. */
  over: boolean;
}

const replacements = new WeakMap<object, Replacement>();
const configs = new Set<WeakRef<object>>();

/**
 * Lets a client without a region or credentials run its whole stack: where it would fail, or go looking at the
 * instance metadata endpoint, it gets the mock's region and a key that stands for nobody.
 *
 * The SDK's middleware holds the config object itself, so it is the config that must change until `restore()`.
 */
export function fillInDefaults(client: SdkClient, region: () => string): void {
  const replacement = fillInRegion(client, region);
  if (replacement.complete) return;
  replacement.complete = true;
  const config = client.config as Record<string, unknown>;
  const older = isOlderClient(client);
  replace(config, 'credentials', replacement, (given) => {
    if (typeof given !== 'function') return given;
    const provider = given as SdkCredentialProvider;
    const wrapped = older
      ? orKeysOfNobody(provider, client.config.profile, defaultCredentials)
      : orDefaultCredentials(provider, client.config.profile);
    return Object.assign(whileAnswered(replacement, wrapped), provider);
  });
  if (older) {
    const presentRegion = (): string => replacement.region();
    replace(config, 'signer', replacement, (signer) =>
      orSignerOfNobody(client, signer, defaultCredentials, presentRegion),
    );
  }
  // It asks for the region first.
  replace(config, 'useFipsEndpoint', replacement, (provider) =>
    orDefault(replacement, provider, () => false),
  );
}

/**
 * The region alone: providers given to a client (`fromTemporaryCredentials`, `fromWebToken`) make clients of their own
 * in its region, and fail where it has none.
 */
export function fillInRegion(client: SdkClient, region: () => string): Replacement {
  const config = client.config as Record<string, unknown>;
  let replacement = replacements.get(config);
  if (replacement === undefined) {
    replacement = { kept: {}, complete: false, region, underWay: 0, over: false };
    replacements.set(config, replacement);
    configs.add(new WeakRef(config));
    const present = replacement;
    replace(config, 'region', present, (provider) => orDefault(present, provider, () => present.region()));
  }
  replacement.region = region;
  if (replacement.over) {
    // Another mock answers now, and a call to the one before is still under way.
    replacement.over = false;
    configs.add(new WeakRef(config));
  }
  return replacement;
}

/** Fills the defaults in, and leaves them there until the call has ended, whenever the mock is restored. */
export async function withDefaults<T>(
  client: SdkClient,
  region: () => string,
  call: () => Promise<T>,
): Promise<T> {
  fillInDefaults(client, region);
  const { config } = client;
  const replacement = replacements.get(config) as Replacement;
  replacement.underWay += 1;
  try {
    return await call();
  } finally {
    replacement.underWay -= 1;
    if (replacement.over && replacement.underWay === 0) putBack(config, replacement);
  }
}

/** Gives every client its own config back; those with calls under way when the last has ended. */
export function takeDefaultsAway(): void {
  for (const reference of configs) {
    const config = reference.deref();
    const replacement = config && replacements.get(config);
    if (replacement === undefined) continue;
    replacement.over = true;
    if (replacement.underWay === 0) putBack(config as object, replacement);
  }
  configs.clear();
}

function putBack(config: object, { kept }: Replacement): void {
  Object.defineProperties(config, kept);
  replacements.delete(config);
}

function replace(
  config: Record<string, unknown>,
  name: string,
  { kept }: Replacement,
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

function orDefaultCredentials(provider: SdkCredentialProvider, profile: unknown): SdkCredentialProvider {
  return async (options) =>
    hasOwnCredentials(provider, profile)
      ? ((await askOwnCredentials(provider, options).catch(whereNoneFound(provider))) ?? defaultCredentials)
      : defaultCredentials;
}

function orDefault(replacement: Replacement, provider: unknown, fallback: () => unknown): unknown {
  if (typeof provider !== 'function') return provider;
  return whileAnswered(replacement, async (): Promise<unknown> => {
    try {
      return await withoutInstanceMetadata(provider as () => Promise<unknown>);
    } catch (error) {
      if (isMissingRegion(error)) return fallback();
      throw error;
    }
  });
}

/** What a call asks for after its mock was restored would be the machine's, or lead to the network. */
const whileAnswered =
  <A extends unknown[], T>(replacement: Replacement, provider: (...args: A) => Promise<T>) =>
  async (...args: A): Promise<T> => {
    if (replacement.over) throw restoredMeanwhile();
    return await provider(...args);
  };
