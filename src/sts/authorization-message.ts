import { decodeAuthorizationMessage } from '../engine/authorization-message.ts';
import { AwsError } from '../engine/errors.ts';
import type { StsCatalogue } from './operation-types.ts';

/** What stands behind a denial (STS API Reference, DecodeAuthorizationMessage). */
export const authorizationMessageOperations = {
  DecodeAuthorizationMessage: {
    resource: () => '*',
    run(_call, { EncodedMessage }) {
      const DecodedMessage = decodeAuthorizationMessage(EncodedMessage);
      if (DecodedMessage === undefined) {
        throw new AwsError('InvalidAuthorizationMessageException', 'Message is not valid', 400);
      }
      return { DecodedMessage };
    },
  },
} satisfies Partial<StsCatalogue>;
