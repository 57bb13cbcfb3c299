import type { SdkClient, SdkCredentialProvider } from './sdk-client.ts';

/**
 * The access key id a client would sign with; undefined where it has no credentials of its own.
 *
 * Providers given to the client are called, through the SDK's own memoisation. The default chain is asked only
 * where the environment names credentials: left to itself it would end at the instance metadata endpoint, and
 * a profile of the developer's machine would make a test differ from one machine to the next.
 *
 * @param prepare Runs where a provider is about to be asked.
 */
export function resolveAccessKeyId(
  client: SdkClient,
  prepare: () => void,
): Promise<string | undefined> | undefined {
  const provider = client.config.credentials;
  if (typeof provider !== 'function') return undefined;
  if (!hasOwnCredentials(provider)) return undefined;
  prepare();
  return provider().then(accessKeyIdOf, noneFound);
}

const accessKeyIdOf = ({ accessKeyId }: { readonly accessKeyId: string }): string => accessKeyId;

/**
 * Clients inside the SDK's own providers (`fromTemporaryCredentials` without master credentials) are given the
 * default chain as if a user had chosen it. Where it finds nothing they are a client without credentials too.
 */
export function noneFound(error: unknown): undefined {
  if (error instanceof Error && error.message === 'Could not load credentials from any providers')
    return undefined;
  throw error;
}

/** Was this provider given to the client, or does the environment name credentials for the default chain? */
export const hasOwnCredentials = (provider: SdkCredentialProvider): boolean =>
  provider.attributed === true || environmentNamesCredentials();

function environmentNamesCredentials(): boolean {
  const { env } = process;
  if (env['AWS_ACCESS_KEY_ID'] !== undefined) return env['AWS_SECRET_ACCESS_KEY'] !== undefined;
  if (env['AWS_WEB_IDENTITY_TOKEN_FILE'] !== undefined) return env['AWS_ROLE_ARN'] !== undefined;
  // A profile counts where a test brought its own files.
  return (
    env['AWS_PROFILE'] !== undefined &&
    (env['AWS_CONFIG_FILE'] !== undefined || env['AWS_SHARED_CREDENTIALS_FILE'] !== undefined)
  );
}

/** The client's region, or undefined where none is configured. @throws the SDK's error for a region that is none. */
export async function resolveRegion(client: SdkClient): Promise<string | undefined> {
  const { region } = client.config;
  if (typeof region !== 'function') return region;
  try {
    return await withoutInstanceMetadata(region);
  } catch (error) {
    if (isMissingRegion(error)) return undefined;
    throw error;
  }
}

/** The message is the only thing that tells it from a region that is no host name. */
export const isMissingRegion = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Region is missing';

let asking = 0;

/**
 * Since late 2026 the SDK's region provider ends at the instance metadata endpoint. This is the SDK's own way to keep
 * it from there, for mocks that are not installed and so have no hand on the network.
 */
export async function withoutInstanceMetadata<T>(ask: () => Promise<T>): Promise<T> {
  const { env } = process;
  if (asking === 0 && env[metadataSwitch] !== undefined) return await ask();
  asking += 1;
  env[metadataSwitch] = 'true';
  try {
    return await ask();
  } finally {
    asking -= 1;
    if (asking === 0) delete env[metadataSwitch];
  }
}

const metadataSwitch = 'AWS_EC2_METADATA_DISABLED';
