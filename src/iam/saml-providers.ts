import { createPrivateKey } from 'node:crypto';
import type { SamlProvider } from '../engine/entities.ts';
import { entityAlreadyExists, invalidInput, quotaExceeded } from '../engine/errors.ts';
import { checkTagCount, checkTags, resourceTagRules, tagPage, tagViews } from '../engine/tags.ts';
import type { Transaction } from '../engine/transaction.ts';
import {
  putProvider,
  changeProvider,
  removeProvider,
  requireProvider,
  samlProviderKind,
  taggedSamlProvider,
} from './identity-provider.ts';
import { tagEntity, untagEntity } from './tagging.ts';
import type { IamCatalogue } from './operation-types.ts';
import { type SamlMetadata, readSamlMetadata } from './saml-metadata.ts';
import { taggingOnCreation } from './tagging-on-creation.ts';

/** SAML 2.0 identity providers (IAM API Reference: CreateSAMLProvider … ListSAMLProviderTags). */
export const samlProvidersOperations = {
  CreateSAMLProvider: {
    resource: ({ Name }, account, { partition }) => samlProviderArn(partition, account.id, Name),
    alsoNeeds: ({ Name, Tags }, account, { partition }) =>
      taggingOnCreation('iam:TagSAMLProvider', samlProviderArn(partition, account.id, Name), Tags),
    run(call, { Name, SAMLMetadataDocument, Tags, AssertionEncryptionMode, AddPrivateKey }) {
      const tags = checkTags(Tags, resourceTagRules);
      const metadata = requireMetadata(SAMLMetadataDocument);
      const privateKeys = changedPrivateKeys(call, [], { AddPrivateKey });
      checkEncryption(AssertionEncryptionMode, privateKeys.length);
      const arn = samlProviderArn(call.partition, call.accountId, Name);
      const { samlProviders } = call.account;
      // The sentence of AWS is not known; this is how it words it for other entities.
      if (samlProviders.has(arn)) throw entityAlreadyExists(`SAMLProvider with name ${Name} already exists.`);
      const limit = call.quotas.samlProvidersPerAccount;
      if (samlProviders.size >= limit) throw quotaExceeded('SAMLProvidersPerAccount', limit);
      checkTagCount(tags, call.quotas.tagsPerResource);
      putProvider(call, samlProviderKind, {
        arn,
        name: Name,
        uuid: call.identifiers.text(identifierLength, capitalsAndDigits),
        metadata: SAMLMetadataDocument,
        createDate: call.now,
        validUntil: endOf(metadata),
        tags,
        privateKeys,
        ...(AssertionEncryptionMode === undefined
          ? {}
          : { assertionEncryptionMode: AssertionEncryptionMode }),
      });
      return { SAMLProviderArn: arn, ...(tags.length === 0 ? {} : { Tags: tagViews(tags) }) };
    },
  },

  GetSAMLProvider: {
    resource: ({ SAMLProviderArn }) => SAMLProviderArn,
    run(call, { SAMLProviderArn }) {
      const provider = providerOf(call, SAMLProviderArn);
      return {
        SAMLProviderUUID: provider.uuid,
        SAMLMetadataDocument: provider.metadata,
        CreateDate: new Date(provider.createDate),
        ValidUntil: new Date(provider.validUntil),
        ...(provider.tags.length === 0 ? {} : { Tags: tagViews(provider.tags) }),
        ...(provider.assertionEncryptionMode === undefined
          ? {}
          : { AssertionEncryptionMode: provider.assertionEncryptionMode }),
        ...(provider.privateKeys.length === 0
          ? {}
          : {
              PrivateKeyList: provider.privateKeys.map(({ id, timestamp }) => ({
                KeyId: id,
                Timestamp: new Date(timestamp),
              })),
            }),
      };
    },
  },

  ListSAMLProviders: {
    resource: () => '*',
    run: (call) => ({
      SAMLProviderList: [...call.account.samlProviders.values()].map(({ arn, validUntil, createDate }) => ({
        Arn: arn,
        ValidUntil: new Date(validUntil),
        CreateDate: new Date(createDate),
      })),
    }),
  },

  UpdateSAMLProvider: {
    resource: ({ SAMLProviderArn }) => SAMLProviderArn,
    run(call, { SAMLProviderArn, SAMLMetadataDocument, AssertionEncryptionMode, ...keys }) {
      // The API reference: "add your new private key and then remove the old key in a separate request".
      if (keys.AddPrivateKey !== undefined && keys.RemovePrivateKey !== undefined)
        throw invalidInput('AddPrivateKey and RemovePrivateKey cannot be specified in the same request.');
      const provider = providerOf(call, SAMLProviderArn);
      const metadata = SAMLMetadataDocument === undefined ? undefined : requireMetadata(SAMLMetadataDocument);
      const privateKeys = changedPrivateKeys(call, provider.privateKeys, keys);
      const mode = AssertionEncryptionMode ?? provider.assertionEncryptionMode;
      checkEncryption(mode, privateKeys.length);
      changeProvider(call, samlProviderKind, provider, (draft) => {
        if (metadata !== undefined && SAMLMetadataDocument !== undefined) {
          draft.metadata = SAMLMetadataDocument;
          draft.validUntil = endOf(metadata);
        }
        if (mode !== undefined) draft.assertionEncryptionMode = mode;
        if (privateKeys !== provider.privateKeys) draft.privateKeys = [...privateKeys];
      });
      return { SAMLProviderArn };
    },
  },

  DeleteSAMLProvider: {
    resource: ({ SAMLProviderArn }) => SAMLProviderArn,
    run(call, { SAMLProviderArn }) {
      removeProvider(call, samlProviderKind, providerOf(call, SAMLProviderArn));
      return {};
    },
  },

  TagSAMLProvider: {
    resource: ({ SAMLProviderArn }) => SAMLProviderArn,
    run: (call, { SAMLProviderArn, Tags }) =>
      tagEntity(call, taggedSamlProvider, () => providerOf(call, SAMLProviderArn), Tags),
  },

  UntagSAMLProvider: {
    resource: ({ SAMLProviderArn }) => SAMLProviderArn,
    run: (call, { SAMLProviderArn, TagKeys }) =>
      untagEntity(call, taggedSamlProvider, providerOf(call, SAMLProviderArn), TagKeys),
  },

  ListSAMLProviderTags: {
    resource: ({ SAMLProviderArn }) => SAMLProviderArn,
    run: (call, { SAMLProviderArn, ...request }) =>
      tagPage('ListSAMLProviderTags', request, providerOf(call, SAMLProviderArn).tags),
  },
} satisfies Partial<IamCatalogue>;

const samlProviderArn = (partition: string, accountId: string, name: string): string =>
  `arn:${partition}:iam::${accountId}:saml-provider/${name}`;

const providerOf = (call: Transaction, providerArn: string): SamlProvider =>
  requireProvider(call, samlProviderKind, providerArn, (arn) => `Manifest not found for arn ${arn}`);

/** @throws AwsError InvalidInput */
function requireMetadata(document: string): SamlMetadata {
  const metadata = readSamlMetadata(document);
  if (metadata === undefined) throw invalidInput('Could not parse metadata');
  return metadata;
}

const endOf = ({ validUntil, certificatesEnd }: SamlMetadata): number => validUntil ?? certificatesEnd;

type PrivateKey = SamlProvider['privateKeys'][number];

/** The model asks for 22 to 64 capitals and digits, of provider and key ids alike. */
const identifierLength = 26;
const capitalsAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** @throws AwsError InvalidInput for text that is no PEM private key; the sentence of AWS is not known. */
function newPrivateKey(call: Transaction, pem: string): PrivateKey {
  try {
    createPrivateKey(pem);
  } catch {
    throw invalidInput('The private key is not valid.');
  }
  return { id: call.identifiers.text(identifierLength, capitalsAndDigits), pem, timestamp: call.now };
}

/** @throws AwsError InvalidInput for an unknown key, LimitExceeded for one too many. */
function changedPrivateKeys(
  call: Transaction,
  privateKeys: readonly PrivateKey[],
  change: { readonly AddPrivateKey?: string | undefined; readonly RemovePrivateKey?: string | undefined },
): readonly PrivateKey[] {
  const { AddPrivateKey, RemovePrivateKey } = change;
  if (AddPrivateKey !== undefined) {
    const key = newPrivateKey(call, AddPrivateKey);
    const limit = call.quotas.privateKeysPerSamlProvider;
    if (privateKeys.length >= limit) throw quotaExceeded('PrivateKeysPerSAMLProvider', limit);
    return [...privateKeys, key];
  }
  if (RemovePrivateKey === undefined) return privateKeys;
  const rest = privateKeys.filter(({ id }) => id !== RemovePrivateKey);
  if (rest.length === privateKeys.length)
    throw invalidInput(`The private key with id ${RemovePrivateKey} cannot be found.`);
  return rest;
}

/** Documented as InvalidInput without a sentence: assertions that must be encrypted need a key to decrypt them. */
function checkEncryption(mode: string | undefined, keys: number): void {
  if (mode === 'Required' && keys === 0)
    throw invalidInput('A private key is required when AssertionEncryptionMode is Required.');
}
