import { hasUsualRetries } from './retries.ts';
import type { SdkClient, SdkConfig } from './sdk-client.ts';

/**
 * Does nothing that the client was made with see, or change, what the direct door leaves out? Building, signing and
 * reading requests can be left to other parts than the SDK's own, and so can retries; and a logger is told about it.
 */
export function isPlainClient(client: SdkClient): boolean | Promise<boolean> {
  return isPlainConfig(client.config) && hasUsualRetries(client);
}

const isPlainConfig = (config: SdkConfig): boolean =>
  !hasEndpoint(config) &&
  nameOf(config['endpointProvider']).startsWith('defaultEndpointResolver') &&
  nameOf((config['logger'] as object | undefined)?.constructor).startsWith('NoOpLogger') &&
  hasSignerOfSdk(config);

/** One that is no URL, or does not go with FIPS, fails the call; and IAM's region is another there. */
function hasEndpoint({ isCustomEndpoint, serviceId }: SdkConfig): boolean {
  const { env } = process;
  return (
    isCustomEndpoint !== false ||
    env['AWS_ENDPOINT_URL'] !== undefined ||
    env[`AWS_ENDPOINT_URL_${serviceId}`] !== undefined
  );
}

/**
 * Where nobody gave one, the SDK puts a function there that asks the config for its class; clients of STS bring one that
 * can sign for several regions.
 */
const hasSignerOfSdk = ({ signer, signerConstructor }: SdkConfig): boolean =>
  (signerConstructor === undefined || /^SignatureV4(?:MultiRegion)?\d*$/.test(nameOf(signerConstructor))) &&
  typeof signer === 'function' &&
  String(signer).includes('signerConstructor');

const nameOf = (part: unknown): string => (typeof part === 'function' ? part.name : '');
