import type { AwsError } from '../engine/errors.ts';
import type { SdkClient } from './sdk-client.ts';

/** What the SDK's strategies are made of. */
interface SdkStrategy {
  readonly capacity?: unknown;
  readonly baseDelay?: unknown;
  readonly retryBackoffStrategy?: unknown;
  /** Of the adaptive one, which has a standard one inside. */
  readonly standardRetryStrategy?: SdkStrategy;
  readonly rateLimiter?: unknown;
  getMaxAttempts?(): Promise<number>;
}

/**
 * Does the client retry as the SDK does by itself, in standard or adaptive mode? A strategy of the user's is there at
 * once; the SDK makes its own when first asked for it, and reads files for that, which nobody needs to wait for.
 */
export async function hasUsualRetries({ config }: SdkClient): Promise<boolean> {
  const { retryStrategy } = config;
  if (typeof retryStrategy !== 'function') return false;
  try {
    const given = await Promise.race([
      (retryStrategy as () => Promise<SdkStrategy>)(),
      Promise.resolve(undefined),
    ]);
    return given === undefined || isStrategyOfSdk(given);
  } catch {
    return false;
  }
}

/** The class may be of any copy of the SDK, and those that extend it are not it. */
function isStrategyOfSdk(strategy: SdkStrategy): boolean {
  const { rateLimiter, standardRetryStrategy: standard } = strategy;
  if (standard !== undefined)
    return (
      isJust(strategy, /^_?AdaptiveRetryStrategy\d*$/) &&
      isJust(rateLimiter, /^_?DefaultRateLimiter\d*$/) &&
      isStrategyOfSdk(standard)
    );
  return (
    isJust(strategy, /^_?StandardRetryStrategy\d*$/) &&
    // The deprecated class of the same name has none.
    typeof strategy.capacity === 'number' &&
    // Versions that take a base delay take a backoff strategy too.
    (strategy.baseDelay === undefined ||
      isJust(strategy.retryBackoffStrategy, /^_?DefaultRetryBackoffStrategy\d*$/))
  );
}

/** Is this an instance of a class of this name (bundlers number them), extending nothing, with its methods as they are? */
function isJust(value: unknown, name: RegExp): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  const parent = prototype && (Object.getPrototypeOf(prototype) as object | null);
  return (
    prototype !== null &&
    parent !== null &&
    Object.getPrototypeOf(parent) === null &&
    name.test(prototype.constructor.name) &&
    Object.keys(value).every((member) => !(member in prototype))
  );
}

/**
 * Would the SDK try again? It goes by the exception's name, among others by `LimitExceededException`: IAM's quotas
 * are taken for throttling, and a call beyond one is made three times
 * (`THROTTLING_ERROR_CODES`, `TRANSIENT_ERROR_STATUS_CODES` and `$retryable` in `@smithy/core/retry`).
 *
 * The direct door makes the same attempts, without the waiting in between.
 */
export const isRetried = (exception: unknown, { status }: AwsError): boolean => {
  const { name, $retryable } = exception as { name: string; $retryable?: object };
  return (
    name === 'LimitExceededException' ||
    name === 'Throttling' ||
    status === 429 ||
    status >= 500 ||
    $retryable !== undefined
  );
};

/** How often the client tries in all: as its strategy says, else its `maxAttempts`, 3 where it does not say. */
export async function maxAttempts({ config }: SdkClient): Promise<number> {
  const strategy = await valueOf<SdkStrategy>(config['retryStrategy']);
  const standard = strategy?.standardRetryStrategy ?? strategy;
  const value = (await standard?.getMaxAttempts?.()) ?? (await valueOf<number>(config['maxAttempts']));
  return typeof value === 'number' ? value : 3;
}

const valueOf = async <T>(provider: unknown): Promise<T | undefined> =>
  (typeof provider === 'function' ? await (provider as () => Promise<T>)() : provider) as T | undefined;
