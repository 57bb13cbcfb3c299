import type { GivenCredentials, SdkClient, SdkCredentialProvider } from './sdk-client.ts';

/**
 * The access key id a client would sign with; undefined where it has no credentials of its own.
 *
 * @param prepare Runs where a provider is about to be asked.
 * @throws the SDK's error for credentials that are none.
 */
export function resolveAccessKeyId(
  client: SdkClient,
  prepare: () => void,
): Promise<string | undefined> | undefined {
  const provider = client.config.credentials;
  if (typeof provider !== 'function') return undefined;
  const { profile } = client.config;
  if (!hasOwnCredentials(provider, profile)) return undefined;
  prepare();
  return askOwnCredentials(provider).then(accessKeyIdOf, whereNoneFound(provider));
}

/** With the check of the SDK's signer (`validateResolvedCredentials` of `@smithy/signature-v4`). */
function accessKeyIdOf({ accessKeyId, secretAccessKey }: GivenCredentials): string {
  if (typeof accessKeyId === 'string' && typeof secretAccessKey === 'string') return accessKeyId;
  throw Object.assign(new Error('Resolved credential object is not valid'), {
    $metadata: { attempts: 1, totalRetryDelay: 0 },
  });
}

/**
 * Providers given to a client are asked, through the SDK's own memoisation. The default chain is asked only where the
 * environment or the client names credentials: left to itself it would end at the instance metadata endpoint, and a
 * profile of the developer's machine would make a test differ from one machine to the next.
 */
export const hasOwnCredentials = (provider: SdkCredentialProvider, profile: unknown): boolean =>
  provider.attributed === true || namesKeys() || namesProfile(profile);

export function askOwnCredentials(
  provider: SdkCredentialProvider,
  options?: object,
): Promise<GivenCredentials> {
  // A chain that finds nothing in a profile goes on to the metadata endpoint.
  return provider.attributed === true || namesKeys()
    ? provider(options)
    : withoutInstanceMetadata(() => provider(options));
}

/**
 * Clients inside the SDK's own providers (`fromTemporaryCredentials` without master credentials) are given the
 * default chain as if a user had chosen it. Where it finds nothing they are a client without credentials too.
 */
export function noneFound(error: unknown): undefined {
  if (error instanceof Error && error.message === 'Could not load credentials from any providers')
    return undefined;
  throw error;
}

/** What to do where a provider fails. A chain that was asked because of a name must find what is named. */
export const whereNoneFound = (provider: SdkCredentialProvider): typeof noneFound | undefined =>
  provider.attributed === true ? noneFound : undefined;

function namesKeys(): boolean {
  const { env } = process;
  if (env['AWS_ACCESS_KEY_ID'] !== undefined) return env['AWS_SECRET_ACCESS_KEY'] !== undefined;
  return env['AWS_WEB_IDENTITY_TOKEN_FILE'] !== undefined && env['AWS_ROLE_ARN'] !== undefined;
}

/** A profile, the client's own or that of the environment, counts where a test brought its own files. */
function namesProfile(profile: unknown): boolean {
  const { env } = process;
  return (
    (profile ?? env['AWS_PROFILE']) !== undefined &&
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
