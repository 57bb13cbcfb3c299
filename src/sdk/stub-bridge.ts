import { UsageError } from '../engine/errors.ts';
import type { World } from '../mock/world.ts';
import { type SdkClient, type SdkCommand, serviceOf } from './sdk-client.ts';
import { sendTo } from './sending.ts';

/** What `mockClient()` of aws-sdk-client-mock returns, as far as the bridge goes. */
export interface ClientStub {
  /** The sinon stub that stands in for `Client.send`. */
  readonly send: object;
}

/**
 * Lets a stub of aws-sdk-client-mock answer from `world` wherever nobody said otherwise.
 *
 * The answer is the default behaviour of the sinon stub itself: every `.on(…)` is more particular and wins, also
 * one that was there before; the stub's history sees every call; and `reset()`, which puts a new stub in its
 * place, takes the bridge with the old one.
 */
export function bridgeStub(world: World, stub: ClientStub | undefined): void {
  const send: Partial<SinonStub> | undefined = stub?.send;
  if (typeof send?.callsFake !== 'function' || typeof send.withArgs !== 'function') {
    throw new UsageError(
      'iam-in-memory: bridge() takes what mockClient() of aws-sdk-client-mock returned: aws.bridge(mockClient(IAMClient)).',
    );
  }
  send.callsFake(function answer(this: SdkClient, command, optionsOrCallback, callback) {
    if (serviceOf(this) === undefined) {
      throw new UsageError(
        `iam-in-memory: bridge() was given a stub of ${this.constructor.name}. The mock answers IAM and STS only.`,
      );
    }
    return sendTo(() => world, this, command, optionsOrCallback, callback);
  });
}

interface SinonStub {
  callsFake(
    fake: (this: SdkClient, command: SdkCommand, optionsOrCallback?: unknown, callback?: unknown) => unknown,
  ): unknown;
  withArgs(...matchers: unknown[]): unknown;
}
