import { devNull } from 'node:os';
import type * as signatureV4 from '@smithy/signature-v4';
import { loadModule } from '../../engine/lazy-module.ts';
import {
  askOwnCredentials,
  hasOwnCredentials,
  isMissingRegion,
  noneFound,
  withoutInstanceMetadata,
} from '../credentials.ts';
import type { SdkClient, SdkCredentialProvider } from '../sdk-client.ts';

/*
 * Clients from before 2025's schemas. They do not mark the credentials that a user gave, and their signer holds a copy
 * of the config that nobody can reach.
 */

export const isOlderClient = (client: SdkClient): boolean => client.config.protocol === undefined;

interface Keys {
  readonly accessKeyId: string;
}

/** The client's own credentials, else `fallback`. */
export function orKeysOfNobody(
  provider: SdkCredentialProvider,
  profile: unknown,
  fallback: Keys,
): SdkCredentialProvider {
  return async (options) =>
    hasOwnCredentials(provider, profile)
      ? await askOwnCredentials(provider, options)
      : ((await askOutsideFiles(provider)) ?? fallback);
}

/** Default chains that have found nothing: they need not look again until the environment names something. */
const emptyChains = new WeakSet<SdkCredentialProvider>();

/**
 * Asks a provider that may be the default chain, which is not to look at the profiles of the developer's machine or the
 * instance metadata. A user's own provider that fails without its files is asked again with them.
 */
async function askOutsideFiles(provider: SdkCredentialProvider): Promise<Keys | undefined> {
  if (emptyChains.has(provider)) return undefined;
  const { env } = process;
  const kept = fileVariables.map((name) => [name, env[name]] as const);
  for (const name of fileVariables) env[name] = devNull;
  try {
    return await withoutInstanceMetadata(() => provider());
  } catch (error) {
    if (isDefaultChain(error)) {
      emptyChains.add(provider);
      return undefined;
    }
  } finally {
    for (const [name, value] of kept) {
      if (value === undefined) delete env[name];
      else env[name] = value;
    }
  }
  return await provider();
}

const fileVariables = ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'];

const isDefaultChain = (error: unknown): boolean => {
  try {
    return noneFound(error) === undefined;
  } catch {
    return false;
  }
};

type Signer = (authScheme?: { signingRegion?: string; signingName?: string }) => Promise<object>;

/** Signs as the client's own signer does; where that would miss a region or credentials, with what stands for them. */
export function orSignerOfNobody(
  client: SdkClient,
  signer: unknown,
  nobody: Keys,
  region: () => string,
): unknown {
  if (typeof signer !== 'function') return signer;
  const own = signer as Signer;
  const wrapped: Signer = async (authScheme) => {
    const { config } = client;
    const credentials = await config.credentials?.();
    if (credentials !== undefined && credentials.accessKeyId !== nobody.accessKeyId) {
      try {
        return await own(authScheme);
      } catch (error) {
        if (!isMissingRegion(error)) throw error;
      }
    }
    const { SignatureV4 } = loadModule('@smithy/signature-v4') as typeof signatureV4;
    type Options = ConstructorParameters<typeof SignatureV4>[0];
    return new SignatureV4({
      credentials: (credentials ?? nobody) as Options['credentials'],
      region: authScheme?.signingRegion ?? region(),
      service: (authScheme?.signingName ?? config['signingName'] ?? config['defaultSigningName']) as string,
      sha256: config['sha256'] as Options['sha256'],
      uriEscapePath: (config['signingEscapePath'] ?? true) as boolean,
    });
  };
  return wrapped;
}
