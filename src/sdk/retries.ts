import type { AwsError } from '../engine/errors.ts';
import type { SdkClient } from './sdk-client.ts';

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

/** How often the client tries in all: its `maxAttempts`, 3 where it does not say. */
export async function maxAttempts(client: SdkClient): Promise<number> {
  const configured = client.config['maxAttempts'];
  const value: unknown =
    typeof configured === 'function' ? await (configured as () => Promise<unknown>)() : configured;
  return typeof value === 'number' ? value : 3;
}
