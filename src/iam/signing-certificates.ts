import type { SigningCertificate as SigningCertificateView, StatusType } from '@aws-sdk/client-iam';
import type { SigningCertificate } from '../engine/entities.ts';
import { AwsError, invalidInput, noSuchEntity, quotaExceeded } from '../engine/errors.ts';
import { paginateList } from '../engine/pagination.ts';
import type { Transaction } from '../engine/transaction.ts';
import {
  type ActingUser,
  actingUser,
  actingUserArn,
  actingUserName,
  updateActingUser,
} from './acting-user.ts';
import type { IamCatalogue } from './operation-types.ts';
import { notAfter, parseCertificate } from './x509.ts';

/** X.509 certificates that sign SOAP requests (IAM API Reference: UploadSigningCertificate …). */
export const signingCertificatesOperations = {
  UploadSigningCertificate: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName, CertificateBody }) {
      const acting = actingUser(call, UserName);
      const parsed = parseCertificate(CertificateBody);
      if (notAfter(parsed) <= call.now) {
        // Code documented, sentence not recorded.
        throw new AwsError('InvalidCertificate', 'The certificate has expired.', 400);
      }
      const fingerprint = parsed.fingerprint256;
      for (const { fingerprint: known, id } of call.account.signingCertificates.values()) {
        if (known === fingerprint) {
          // "The same certificate is associated with an IAM user in the account." The sentence is not recorded.
          throw new AwsError('DuplicateCertificate', `The Certificate with id ${id} already exists.`, 409);
        }
      }
      const limit = call.quotas.certificatesPerUser;
      if (acting.holder.signingCertificates.length >= limit)
        throw quotaExceeded('CertificatesPerUser', limit);
      const certificate: SigningCertificate = {
        id: call.identifiers.text(32, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'),
        body: CertificateBody,
        fingerprint,
        status: 'Active',
        uploadDate: call.now,
      };
      put(call, certificate);
      updateActingUser(call, acting, (holder) => void holder.signingCertificates.push(certificate.id));
      return { Certificate: certificateView(acting, certificate) };
    },
  },

  ListSigningCertificates: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName, ...request }) {
      const acting = actingUser(call, UserName);
      const certificates = acting.holder.signingCertificates
        .map((id) => call.account.signingCertificates.get(id) as SigningCertificate)
        .toSorted((a, b) => (position(a) < position(b) ? -1 : 1));
      const { items, end } = paginateList('ListSigningCertificates', request, certificates, position);
      return { Certificates: items.map((certificate) => certificateView(acting, certificate)), ...end };
    },
  },

  UpdateSigningCertificate: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName, CertificateId, Status }) {
      if (Status === 'Expired') {
        // The code is documented, the sentence is not recorded.
        throw invalidInput('The status of a signing certificate can only be set to Active or Inactive.');
      }
      const certificate = requireCertificate(call, actingUser(call, UserName), CertificateId);
      if (certificate.status !== Status) put(call, { ...certificate, status: Status });
      return {};
    },
  },

  DeleteSigningCertificate: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName, CertificateId }) {
      const acting = actingUser(call, UserName);
      const { id } = requireCertificate(call, acting, CertificateId);
      call.update((account) => {
        account.signingCertificates = account.signingCertificates.delete(id);
      });
      updateActingUser(call, acting, (holder) => {
        holder.signingCertificates = holder.signingCertificates.filter((other) => other !== id);
      });
      return {};
    },
  },
} satisfies Partial<IamCatalogue>;

/** @throws AwsError NoSuchEntity, also for a certificate that is another user's */
function requireCertificate(call: Transaction, acting: ActingUser, id: string): SigningCertificate {
  const certificate = acting.holder.signingCertificates.includes(id)
    ? call.account.signingCertificates.get(id)
    : undefined;
  if (certificate === undefined) throw noSuchEntity(`The Certificate with id ${id} cannot be found.`);
  return certificate;
}

function put(call: Transaction, certificate: SigningCertificate): void {
  call.update((account) => {
    account.signingCertificates = account.signingCertificates.set(certificate.id, certificate);
  });
}

/** Certificates are listed by upload date; those of one second by id. */
const position = ({ uploadDate, id }: SigningCertificate): string => `${uploadDate} ${id}`;

/** The model says that a certificate always has a user name; the root user has none, hence the cast. */
const certificateView = (acting: ActingUser, certificate: SigningCertificate): SigningCertificateView =>
  ({
    ...actingUserName(acting),
    CertificateId: certificate.id,
    CertificateBody: certificate.body,
    Status: certificate.status as StatusType,
    UploadDate: new Date(certificate.uploadDate),
  }) as SigningCertificateView;
