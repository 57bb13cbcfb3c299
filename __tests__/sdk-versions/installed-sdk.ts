import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as iamSdk from '@aws-sdk/client-iam';
import type * as stsSdk from '@aws-sdk/client-sts';
import type * as providers from '@aws-sdk/credential-providers';

/** The packages of one copy of the SDK; older copies have fewer operations than the types say. */
export interface InstalledSdk {
  readonly iam: typeof iamSdk;
  readonly sts: typeof stsSdk;
  readonly providers: typeof providers;
}

/** Folders with a copy of the SDK each: the one of the project, and older ones. */
export const sdkFolders = {
  newest: join(__dirname, '..', '..'),
  '2025': join(__dirname, '2025'),
  '2024': join(__dirname, '2024'),
} as const;

export type SdkVersion = keyof typeof sdkFolders;

const packageFolder = (version: SdkVersion, name: string): string => {
  const folder = join(sdkFolders[version], 'node_modules', '@aws-sdk', name);
  if (!existsSync(folder))
    throw new Error(`There is no ${folder}. Install it with: node scripts/install-sdk-versions.mjs`);
  return folder;
};

export const versionNumber = (version: SdkVersion): string =>
  (
    JSON.parse(readFileSync(join(packageFolder(version, 'client-iam'), 'package.json'), 'utf8')) as {
      version: string;
    }
  ).version;

export function installedSdk(version: SdkVersion): InstalledSdk {
  const load = (name: string): unknown => require(packageFolder(version, name)) as unknown;
  return {
    iam: load('client-iam') as typeof iamSdk,
    sts: load('client-sts') as typeof stsSdk,
    providers: load('credential-providers') as typeof providers,
  };
}
