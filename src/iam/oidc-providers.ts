import type { OidcProvider } from '../engine/entities.ts';
import { entityAlreadyExists, invalidInput, quotaExceeded, validationError } from '../engine/errors.ts';
import { checkTagCount, checkTags, resourceTagRules, tagPage, tagViews } from '../engine/tags.ts';
import type { Transaction } from '../engine/transaction.ts';
import {
  putProvider,
  changeProvider,
  oidcProviderKind,
  removeProvider,
  requireProvider,
  taggedOidcProvider,
} from './identity-provider.ts';
import { tagEntity, untagEntity } from './tagging.ts';
import type { IamCatalogue } from './operation-types.ts';
import { taggingOnCreation } from './tagging-on-creation.ts';

/**
 * OpenID Connect identity providers (IAM API Reference: CreateOpenIDConnectProvider …
 * ListOpenIDConnectProviderTags).
 *
 * AWS fetches the thumbprint of the provider's certificate where none is given, and asks the provider for its
 * discovery document. Nothing here touches the network: the list of thumbprints is then empty, and
 * OpenIdIdpCommunicationError never happens.
 */
export const oidcProvidersOperations = {
  CreateOpenIDConnectProvider: {
    resource: ({ Url }, account, { partition }) => oidcProviderArn(partition, account.id, hostAndPath(Url)),
    alsoNeeds: ({ Url, Tags }, account, { partition }) =>
      taggingOnCreation(
        'iam:TagOpenIDConnectProvider',
        oidcProviderArn(partition, account.id, hostAndPath(Url)),
        Tags,
      ),
    run(call, { Url, ClientIDList = [], ThumbprintList = [], Tags }) {
      const tags = checkTags(Tags, resourceTagRules);
      checkUrl(Url);
      const thumbprints = checkThumbprints(call, ThumbprintList);
      const url = hostAndPath(Url);
      const arn = oidcProviderArn(call.partition, call.accountId, url);
      const { oidcProviders } = call.account;
      if (oidcProviders.has(arn))
        throw entityAlreadyExists(`Provider with url https://${url} already exists.`);
      const clientIds = [...new Set(ClientIDList)];
      checkClientIds(call, clientIds);
      const limit = call.quotas.openIdConnectProvidersPerAccount;
      if (oidcProviders.size >= limit) throw quotaExceeded('OpenIdConnectProvidersPerAccount', limit);
      checkTagCount(tags, call.quotas.tagsPerResource);
      putProvider(call, oidcProviderKind, { arn, url, clientIds, thumbprints, createDate: call.now, tags });
      return {
        OpenIDConnectProviderArn: arn,
        ...(tags.length === 0 ? {} : { Tags: tagViews(tags) }),
      };
    },
  },

  GetOpenIDConnectProvider: {
    resource: ({ OpenIDConnectProviderArn }) => OpenIDConnectProviderArn,
    run(call, { OpenIDConnectProviderArn }) {
      const provider = providerOf(call, OpenIDConnectProviderArn);
      return {
        Url: provider.url,
        ClientIDList: [...provider.clientIds],
        ThumbprintList: [...provider.thumbprints],
        CreateDate: new Date(provider.createDate),
        Tags: tagViews(provider.tags),
      };
    },
  },

  ListOpenIDConnectProviders: {
    resource: () => '*',
    run: (call) => ({
      OpenIDConnectProviderList: [...call.account.oidcProviders.keys()].map((Arn) => ({ Arn })),
    }),
  },

  AddClientIDToOpenIDConnectProvider: {
    resource: ({ OpenIDConnectProviderArn }) => OpenIDConnectProviderArn,
    run(call, { OpenIDConnectProviderArn, ClientID }) {
      const provider = providerOf(call, OpenIDConnectProviderArn);
      if (provider.clientIds.includes(ClientID)) return {};
      checkClientIds(call, [...provider.clientIds, ClientID]);
      changeProvider(call, oidcProviderKind, provider, (draft) => void draft.clientIds.push(ClientID));
      return {};
    },
  },

  RemoveClientIDFromOpenIDConnectProvider: {
    resource: ({ OpenIDConnectProviderArn }) => OpenIDConnectProviderArn,
    run(call, { OpenIDConnectProviderArn, ClientID }) {
      const provider = providerOf(call, OpenIDConnectProviderArn);
      const index = provider.clientIds.indexOf(ClientID);
      if (index >= 0)
        changeProvider(call, oidcProviderKind, provider, (draft) => void draft.clientIds.splice(index, 1));
      return {};
    },
  },

  UpdateOpenIDConnectProviderThumbprint: {
    resource: ({ OpenIDConnectProviderArn }) => OpenIDConnectProviderArn,
    run(call, { OpenIDConnectProviderArn, ThumbprintList }) {
      const thumbprints = checkThumbprints(call, ThumbprintList);
      const provider = providerOf(call, OpenIDConnectProviderArn);
      if (thumbprints.join() !== provider.thumbprints.join())
        changeProvider(call, oidcProviderKind, provider, (draft) => void (draft.thumbprints = thumbprints));
      return {};
    },
  },

  // The API reference calls this operation idempotent; AWS was seen to answer NoSuchEntity.
  DeleteOpenIDConnectProvider: {
    resource: ({ OpenIDConnectProviderArn }) => OpenIDConnectProviderArn,
    run(call, { OpenIDConnectProviderArn }) {
      removeProvider(call, oidcProviderKind, namedProviderOf(call, OpenIDConnectProviderArn));
      return {};
    },
  },

  TagOpenIDConnectProvider: {
    resource: ({ OpenIDConnectProviderArn }) => OpenIDConnectProviderArn,
    run: (call, { OpenIDConnectProviderArn, Tags }) =>
      tagEntity(call, taggedOidcProvider, () => namedProviderOf(call, OpenIDConnectProviderArn), Tags),
  },

  UntagOpenIDConnectProvider: {
    resource: ({ OpenIDConnectProviderArn }) => OpenIDConnectProviderArn,
    run: (call, { OpenIDConnectProviderArn, TagKeys }) =>
      untagEntity(call, taggedOidcProvider, namedProviderOf(call, OpenIDConnectProviderArn), TagKeys),
  },

  ListOpenIDConnectProviderTags: {
    resource: ({ OpenIDConnectProviderArn }) => OpenIDConnectProviderArn,
    run: (call, { OpenIDConnectProviderArn, ...request }) =>
      tagPage('ListOpenIDConnectProviderTags', request, namedProviderOf(call, OpenIDConnectProviderArn).tags),
  },
} satisfies Partial<IamCatalogue>;

/** Reading and changing a provider say it so … */
const providerOf = (call: Transaction, providerArn: string): OidcProvider =>
  requireProvider(
    call,
    oidcProviderKind,
    providerArn,
    (arn) => `OpenIDConnect Provider not found for arn ${arn}`,
  );

/** … and deleting and tagging it so. */
const namedProviderOf = (call: Transaction, providerArn: string): OidcProvider =>
  requireProvider(
    call,
    oidcProviderKind,
    providerArn,
    (arn) => `OpenId connect Provider ${arn} cannot be found.`,
  );

const oidcProviderArn = (partition: string, accountId: string, url: string): string =>
  `arn:${partition}:iam::${accountId}:oidc-provider/${url}`;

/** A url as the provider's ARN has it: without scheme and closing slash. */
const hostAndPath = (url: string): string => url.replace(/^https:\/\//i, '').replace(/\/+$/, '');

/**
 * @throws AwsError ValidationError for text that is no url; InvalidInput for a scheme other than https, a port, a
 *   query or a fragment.
 */
function checkUrl(text: string): void {
  const url = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '') throw validationError('Invalid Open ID Connect Provider URL');
  if (url.protocol !== 'https:')
    throw invalidInput('Invalid Open ID Connect Provider URL. The URL must begin with https://.');
  if (/^https:\/\/[^/?#]*[:@]/i.test(text) || /[?#]/.test(text))
    throw invalidInput('Invalid Open ID Connect Provider URL.');
}

/** @throws AwsError InvalidInput, in the words of an implementation after AWS: the sixth is one too many. */
function checkThumbprints(call: Transaction, thumbprints: readonly string[]): string[] {
  const limit = call.quotas.thumbprintsPerOpenIdConnectProvider;
  if (thumbprints.length > limit)
    throw invalidInput(`Thumbprint list must contain fewer than ${limit} entries.`);
  return thumbprints.map((thumbprint) => thumbprint.toLowerCase());
}

function checkClientIds(call: Transaction, clientIds: readonly string[]): void {
  const limit = call.quotas.clientIdsPerOpenIdConnectProvider;
  if (clientIds.length > limit) throw quotaExceeded('ClientIdsPerOpenIdConnectProvider', limit);
}
