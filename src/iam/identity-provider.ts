import type { Draft } from 'immer';
import { requireArn } from '../engine/arns.ts';
import type { OidcProvider, SamlProvider } from '../engine/entities.ts';
import { noSuchEntity, validationError } from '../engine/errors.ts';
import type { Account } from '../engine/state.ts';
import type { Table } from '../engine/table.ts';
import { resourceTagRules } from '../engine/tags.ts';
import type { Transaction } from '../engine/transaction.ts';
import type { TaggedKind } from './tagging.ts';

/** What OIDC and SAML providers differ in; both are found by ARN. */
export interface ProviderKind<Provider extends OidcProvider | SamlProvider> {
  /** First part of the resource of an ARN. */
  readonly resourceType: 'oidc-provider' | 'saml-provider';
  readonly table: (account: Account) => Table<Provider>;
  readonly put: (account: Draft<Account>, table: Table<Provider>) => void;
}

export const oidcProviderKind: ProviderKind<OidcProvider> = {
  resourceType: 'oidc-provider',
  table: (account) => account.oidcProviders,
  put: (account, table) => void (account.oidcProviders = table),
};

export const samlProviderKind: ProviderKind<SamlProvider> = {
  resourceType: 'saml-provider',
  table: (account) => account.samlProviders,
  put: (account, table) => void (account.samlProviders = table),
};

/**
 * @throws AwsError InvalidInput for text that is no ARN, ValidationError for the ARN of another kind of resource,
 *   NoSuchEntity with the sentence that `missing` makes of the ARN.
 */
export function requireProvider<Provider extends OidcProvider | SamlProvider>(
  call: Transaction,
  kind: ProviderKind<Provider>,
  arn: string,
  missing: (arn: string) => string,
): Provider {
  const { service, resource } = requireArn(arn);
  if (service !== 'iam' || !resource.startsWith(`${kind.resourceType}/`))
    throw validationError('Invalid resource type in ARN');
  const provider = kind.table(call.account).get(arn);
  if (provider === undefined) throw noSuchEntity(missing(arn));
  return provider;
}

/** Changes a provider by an Immer recipe; one that changes nothing leaves the state as it is. */
export function changeProvider<Provider extends OidcProvider | SamlProvider>(
  call: Transaction,
  kind: ProviderKind<Provider>,
  provider: Provider,
  recipe: (draft: Draft<Provider>) => void,
): void {
  call.update((account) => kind.put(account, kind.table(call.account).update(provider.arn, recipe)));
}

/** Adds a provider, or puts it in the place of the one with its ARN. */
export function putProvider<Provider extends OidcProvider | SamlProvider>(
  call: Transaction,
  kind: ProviderKind<Provider>,
  provider: Provider,
): void {
  call.update((account) => kind.put(account, kind.table(call.account).set(provider.arn, provider)));
}

export function removeProvider<Provider extends OidcProvider | SamlProvider>(
  call: Transaction,
  kind: ProviderKind<Provider>,
  provider: Provider,
): void {
  call.update((account) => kind.put(account, kind.table(call.account).delete(provider.arn)));
}

/** A provider carries tags as every resource does. */
const taggedProvider = <Provider extends OidcProvider | SamlProvider>(
  kind: ProviderKind<Provider>,
): TaggedKind<Provider> => ({
  rules: resourceTagRules,
  put: (call, provider) => putProvider(call, kind, provider),
});

export const taggedOidcProvider = taggedProvider(oidcProviderKind);
export const taggedSamlProvider = taggedProvider(samlProviderKind);
