import { type X509Certificate, createPrivateKey } from 'node:crypto';
import type { ServerCertificateMetadata } from '@aws-sdk/client-iam';
import { iamArn } from '../engine/arns.ts';
import type { ServerCertificate } from '../engine/entities.ts';
import { AwsError, noSuchEntity } from '../engine/errors.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';
import { malformedCertificate, parseCertificate, parseCertificates } from './x509.ts';

/** Server certificates are found whatever the case of their name. */
export const serverCertificateKey = (name: string): string => name.toLowerCase();

/** @throws AwsError NoSuchEntity */
export function requireServerCertificate(account: Account, name: string): ServerCertificate {
  const certificate = account.serverCertificates.get(serverCertificateKey(name));
  if (certificate === undefined)
    throw noSuchEntity(`The Server Certificate with name ${name} cannot be found.`);
  return certificate;
}

export const serverCertificateArn = (
  partition: string,
  accountId: string,
  { path, name }: Pick<ServerCertificate, 'path' | 'name'>,
): string => iamArn(partition, accountId, 'server-certificate', path, name);

/** The ARN an authorization is about: of the certificate as it is, or as it would be where there is none. */
export const serverCertificateArnByName = (partition: string, account: Account, name: string): string =>
  serverCertificateArn(
    partition,
    account.id,
    account.serverCertificates.get(serverCertificateKey(name)) ?? { path: '/', name },
  );

/**
 * The certificate, once it, its key and its chain have been found to belong together.
 *
 * @throws AwsError MalformedCertificate, KeyPairMismatch
 */
export function checkedCertificate(
  body: string,
  privateKey: string,
  chain: string | undefined,
): X509Certificate {
  const certificate = parseCertificate(body);
  const issuers = chain === undefined ? [] : parseCertificates(chain);
  checkKeyPair(certificate, privateKey);
  checkChain(certificate, issuers);
  return certificate;
}

function checkKeyPair(certificate: X509Certificate, pem: string): void {
  let matches: boolean;
  try {
    matches = certificate.checkPrivateKey(createPrivateKey(pem));
  } catch {
    // "The private key must … not be encrypted"; an encrypted one cannot be read without its password.
    throw malformedCertificate('Unable to parse key; the body must contain a valid PEM key');
  }
  if (!matches) {
    // "… the public key certificate and the private key do not match" (IAM API Reference); not recorded.
    throw new AwsError(
      'KeyPairMismatch',
      'The public key certificate and the private key do not match.',
      400,
    );
  }
}

/** The index of a certificate that its successor has not signed; -1 is the server certificate itself, as recorded. */
function checkChain(certificate: X509Certificate, issuers: readonly X509Certificate[]): void {
  let subject = certificate;
  for (const [index, issuer] of issuers.entries()) {
    if (!subject.checkIssued(issuer) || !subject.verify(issuer.publicKey)) {
      throw malformedCertificate(
        'Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, ' +
          `followed by any intermediaries in order. The index within the chain of the invalid certificate is: ${index - 1}`,
      );
    }
    subject = issuer;
  }
}

export const metadataView = (
  call: Transaction,
  certificate: ServerCertificate,
): ServerCertificateMetadata => ({
  Path: certificate.path,
  ServerCertificateName: certificate.name,
  ServerCertificateId: certificate.id,
  Arn: serverCertificateArn(call.partition, call.accountId, certificate),
  UploadDate: new Date(certificate.uploadDate),
  Expiration: new Date(certificate.expiration),
});
