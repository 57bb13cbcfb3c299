import { createHash, createHmac } from 'node:crypto';
import type { IAMClient } from '@aws-sdk/client-iam';
import { SignatureV4 } from '@smithy/signature-v4';

/** A request as `aws.verifyRequest` takes it, and as tests change it. */
export interface PlainRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

/** What the SDK hands to its request handler, and what its signer takes and gives. */
export interface SdkRequest {
  method: string;
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  query?: Record<string, unknown>;
  headers: Record<string, string>;
  body?: unknown;
}

export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** The hash that the SDK's signer wants to be given. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | Uint8Array) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }
  reset(): void {
    throw new Error('not wanted');
  }
}

/** The SDK's own signer, for requests as they are written here. */
interface Signer {
  sign(request: SdkRequest, options: { signingDate: Date }): Promise<SdkRequest>;
  sign(text: string, options: { signingDate: Date }): Promise<string>;
  presign(request: SdkRequest, options: { signingDate: Date; expiresIn?: number }): Promise<SdkRequest>;
}

export const signerOf = (
  credentials: Keys,
  service: string,
  region: string,
  options: { uriEscapePath?: boolean } = {},
): Signer =>
  new SignatureV4({
    credentials,
    service,
    region,
    sha256: Sha256 as never,
    applyChecksum: false,
    ...options,
  });

/** An SDK request as it stands on the wire. */
export function onWire({
  method,
  protocol,
  hostname,
  port,
  path,
  query = {},
  headers,
  body,
}: SdkRequest): PlainRequest {
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as string[]) : [String(value)]).map(
      (item) => `${encodeURIComponent(name)}=${encodeURIComponent(item)}`,
    ),
  );
  return {
    method,
    url: `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`,
    headers: { ...headers },
    ...(body === undefined ? {} : { body: body as string }),
  };
}

/** Lets a client of any service sign a request, and keeps what would have been sent. */
export async function captured(
  client: { middlewareStack: unknown; send: unknown },
  command: unknown,
): Promise<PlainRequest> {
  const own = (client as IAMClient).middlewareStack.clone();
  let request: SdkRequest | undefined;
  own.add(
    () => async (args) => {
      request = (args as { request: SdkRequest }).request;
      return { output: {} as never, response: { statusCode: 200 } };
    },
    { step: 'deserialize', priority: 'low', name: 'capture' },
  );
  const { config } = client as IAMClient;
  const handler = (
    command as { resolveMiddleware: (...args: unknown[]) => (c: unknown) => Promise<unknown> }
  ).resolveMiddleware(own, config, {});
  // Nobody has answered, so there is nothing to read.
  await handler(command).catch(() => undefined);
  if (request === undefined) throw new Error('The client sent nothing.');
  return onWire(request);
}
