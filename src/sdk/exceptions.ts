import type { ServiceModel } from '../data/service-model.ts';
import type { AwsError } from '../engine/errors.ts';
import type { SdkClient, SdkCommand } from './sdk-client.ts';
import { xmlText } from './wire/xml-reply.ts';

/** `$metadata` of a reply, with the members the SDK's wire path gives it. */
export const metadataOf = (status: number, requestId: string, attempts = 1) => ({
  httpStatusCode: status,
  requestId,
  extendedRequestId: undefined,
  cfId: undefined,
  attempts,
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
  attempt = 1,
): Promise<unknown> {
  const { attempts, totalRetryDelay, ...metadata } = metadataOf(error.status, requestId, attempt);
  const response = { statusCode: error.status, headers: { 'x-amzn-requestid': requestId }, body: undefined };
  const [, namespace, name, traits, input, output] = command.schema ?? [];
  const reply = {
    xmlns: model.xmlNamespace,
    Error: {
      Type: error.status < 500 ? 'Sender' : 'Receiver',
      Code: error.code,
      Message: xmlText(error.message),
    },
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
    addDetail(exception, error);
    return exception;
  }
  throw new Error(
    `iam-in-memory: the SDK did not make an exception of ${error.code}. This is a bug in iam-in-memory.`,
  );
}

/**
 * Gives a denial its explanation. The properties are not enumerable: AWS's own answer, and every comparison with
 * it, stays as it is.
 */
export function addDetail(exception: unknown, { detail }: AwsError): void {
  if (typeof detail !== 'object' || detail === null || typeof exception !== 'object' || exception === null)
    return;
  for (const name of Object.keys(detail)) {
    const descriptor: PropertyDescriptor = {
      get: () => (detail as Record<string, unknown>)[name],
      enumerable: false,
      configurable: true,
    };
    Object.defineProperty(exception, name, descriptor);
  }
}
