import type { ServiceModel } from '../data/service-model.ts';
import type { AwsError } from '../engine/errors.ts';
import type { SdkClient, SdkCommand } from './sdk-client.ts';

/** `$metadata` of a reply, with the members the SDK's wire path gives it. */
export const metadataOf = (status: number, requestId: string) => ({
  httpStatusCode: status,
  requestId,
  extendedRequestId: undefined,
  cfId: undefined,
  attempts: 1,
  totalRetryDelay: 0,
});

/**
 * The exception that the client's own copy of the SDK would throw for this error. It is made by the SDK itself:
 * its protocol is handed the reply as it would have read it.
 */
export async function sdkException(
  client: SdkClient,
  command: SdkCommand,
  error: AwsError,
  requestId: string,
  model: ServiceModel,
): Promise<unknown> {
  const { attempts, totalRetryDelay, ...metadata } = metadataOf(error.status, requestId);
  const response = { statusCode: error.status, headers: { 'x-amzn-requestid': requestId }, body: undefined };
  const [, namespace, name, traits, input, output] = command.schema ?? [];
  const reply = {
    xmlns: model.xmlNamespace,
    Error: { Type: error.status < 500 ? 'Sender' : 'Receiver', Code: error.code, Message: error.message },
    RequestId: requestId,
  };
  try {
    await client.config.protocol?.handleError(
      { namespace, name, traits, input, output },
      {},
      response,
      reply,
      metadata,
    );
  } catch (exception) {
    const { $metadata } = exception as { $metadata: object };
    Object.assign($metadata, { attempts, totalRetryDelay });
    // As the SDK's own middleware leaves it: there, and not seen by who lists members.
    Object.defineProperty(exception, '$response', {
      value: response,
      enumerable: false,
      writable: false,
      configurable: false,
    });
    return exception;
  }
  throw new Error(
    `iam-in-memory: the SDK did not make an exception of ${error.code}. This is a bug in iam-in-memory.`,
  );
}
