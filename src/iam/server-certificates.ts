import type { ServerCertificate } from '../engine/entities.ts';
import { entityAlreadyExists, quotaExceeded } from '../engine/errors.ts';
import { paginate } from '../engine/pagination.ts';
import { checkTagCount, checkTags, resourceTagRules, tagPage, tagViews } from '../engine/tags.ts';
import type { Transaction } from '../engine/transaction.ts';
import type { IamCatalogue } from './operation-types.ts';
import {
  checkedCertificate,
  metadataView,
  requireServerCertificate,
  serverCertificateArn,
  serverCertificateArnByName,
  serverCertificateKey,
} from './server-certificate.ts';
import { notAfter } from './x509.ts';
import { taggingOnCreation } from './tagging-on-creation.ts';
import { type TaggedKind, tagEntity, untagEntity } from './tagging.ts';

/** Certificates for load balancers and distributions (IAM API Reference: UploadServerCertificate …). */
export const serverCertificatesOperations = {
  UploadServerCertificate: {
    resource: ({ ServerCertificateName, Path = '/' }, account, { partition }) =>
      serverCertificateArn(partition, account.id, { name: ServerCertificateName, path: Path }),
    alsoNeeds: ({ ServerCertificateName, Path = '/', Tags }, account, { partition }) =>
      taggingOnCreation(
        'iam:TagServerCertificate',
        serverCertificateArn(partition, account.id, {
          name: ServerCertificateName,
          path: Path,
        }),
        Tags,
      ),
    run(
      call,
      { ServerCertificateName: name, Path = '/', CertificateBody, PrivateKey, CertificateChain, Tags },
    ) {
      const tags = checkTags(Tags, resourceTagRules);
      const parsed = checkedCertificate(CertificateBody, PrivateKey, CertificateChain);
      const key = serverCertificateKey(name);
      if (call.account.serverCertificates.has(key)) throw nameTaken(name);
      const limit = call.quotas.serverCertificatesPerAccount;
      if (call.account.serverCertificates.size >= limit)
        throw quotaExceeded('ServerCertificatesPerAccount', limit);
      checkTagCount(tags, call.quotas.tagsPerResource);
      const certificate: ServerCertificate = {
        name,
        path: Path,
        id: call.identifiers.uniqueId('ASCA', call.accountId),
        body: CertificateBody,
        ...(CertificateChain === undefined ? {} : { chain: CertificateChain }),
        privateKey: PrivateKey,
        uploadDate: call.now,
        expiration: notAfter(parsed),
        tags,
      };
      call.update((account) => {
        account.serverCertificates = account.serverCertificates.set(key, certificate);
        account.uniqueIds = account.uniqueIds.set(certificate.id, { kind: 'server-certificate', key });
      });
      return {
        ServerCertificateMetadata: metadataView(call, certificate),
        ...(tags.length === 0 ? {} : { Tags: tagViews(tags) }),
      };
    },
  },

  GetServerCertificate: {
    resource: ({ ServerCertificateName }, account, { partition }) =>
      serverCertificateArnByName(partition, account, ServerCertificateName),
    run(call, { ServerCertificateName }) {
      const certificate = requireServerCertificate(call.account, ServerCertificateName);
      const { body, chain, tags } = certificate;
      return {
        ServerCertificate: {
          ServerCertificateMetadata: metadataView(call, certificate),
          CertificateBody: body,
          ...(chain === undefined ? {} : { CertificateChain: chain }),
          Tags: tagViews(tags),
        },
      };
    },
  },

  ListServerCertificates: {
    resource: () => '*',
    run(call, { PathPrefix = '/', ...request }) {
      const { items, end } = paginate(
        'ListServerCertificates',
        request,
        (key) => call.account.serverCertificates.entries(key),
        (certificate) => certificate.path.startsWith(PathPrefix),
      );
      return { ServerCertificateMetadataList: items.map((item) => metadataView(call, item)), ...end };
    },
  },

  UpdateServerCertificate: {
    resource: ({ ServerCertificateName, NewServerCertificateName, NewPath }, account, { partition }) => {
      const present = account.serverCertificates.get(serverCertificateKey(ServerCertificateName)) ?? {
        name: ServerCertificateName,
        path: '/',
      };
      const future = { name: NewServerCertificateName ?? present.name, path: NewPath ?? present.path };
      return [
        serverCertificateArn(partition, account.id, present),
        serverCertificateArn(partition, account.id, future),
      ];
    },
    run(call, { ServerCertificateName, NewServerCertificateName, NewPath }) {
      const present = requireServerCertificate(call.account, ServerCertificateName);
      const future = { name: NewServerCertificateName ?? present.name, path: NewPath ?? present.path };
      const [oldKey, newKey] = [serverCertificateKey(present.name), serverCertificateKey(future.name)];
      if (newKey !== oldKey && call.account.serverCertificates.has(newKey)) throw nameTaken(future.name);
      if (future.name === present.name && future.path === present.path) return {};
      call.update((account) => {
        account.serverCertificates = account.serverCertificates
          .delete(oldKey)
          .set(newKey, { ...present, ...future });
        account.uniqueIds = account.uniqueIds.set(present.id, { kind: 'server-certificate', key: newKey });
      });
      return {};
    },
  },

  DeleteServerCertificate: {
    resource: ({ ServerCertificateName }, account, { partition }) =>
      serverCertificateArnByName(partition, account, ServerCertificateName),
    run(call, { ServerCertificateName }) {
      const { id, name } = requireServerCertificate(call.account, ServerCertificateName);
      call.update((account) => {
        account.serverCertificates = account.serverCertificates.delete(serverCertificateKey(name));
        account.uniqueIds = account.uniqueIds.delete(id);
      });
      return {};
    },
  },

  TagServerCertificate: {
    resource: ({ ServerCertificateName }, account, { partition }) =>
      serverCertificateArnByName(partition, account, ServerCertificateName),
    run: (call, { ServerCertificateName, Tags }) =>
      tagEntity(call, tagged, () => requireServerCertificate(call.account, ServerCertificateName), Tags),
  },

  UntagServerCertificate: {
    resource: ({ ServerCertificateName }, account, { partition }) =>
      serverCertificateArnByName(partition, account, ServerCertificateName),
    run: (call, { ServerCertificateName, TagKeys }) =>
      untagEntity(call, tagged, requireServerCertificate(call.account, ServerCertificateName), TagKeys),
  },

  ListServerCertificateTags: {
    resource: ({ ServerCertificateName }, account, { partition }) =>
      serverCertificateArnByName(partition, account, ServerCertificateName),
    run: (call, { ServerCertificateName, ...request }) =>
      tagPage(
        'ListServerCertificateTags',
        request,
        requireServerCertificate(call.account, ServerCertificateName).tags,
      ),
  },
} satisfies Partial<IamCatalogue>;

const nameTaken = (name: string): Error =>
  entityAlreadyExists(`The Server Certificate with name ${name} already exists.`);

function put(call: Transaction, certificate: ServerCertificate): void {
  call.update((account) => {
    account.serverCertificates = account.serverCertificates.set(
      serverCertificateKey(certificate.name),
      certificate,
    );
  });
}

const tagged: TaggedKind<ServerCertificate> = { rules: resourceTagRules, put };
