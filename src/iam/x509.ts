import { X509Certificate } from 'node:crypto';
import { AwsError } from '../engine/errors.ts';

/** @throws AwsError MalformedCertificate for anything but one certificate in PEM */
export function parseCertificate(pem: string): X509Certificate {
  const [certificate, ...more] = parseCertificates(pem);
  if (certificate === undefined || more.length > 0) throw unparsable();
  return certificate;
}

/** @throws AwsError MalformedCertificate for anything but certificates in PEM, with nothing between them */
export function parseCertificates(pem: string): X509Certificate[] {
  if (!/^(?:\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/.test(pem))
    throw unparsable();
  try {
    return [...pem.matchAll(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g)].map(
      ([block]) => new X509Certificate(block),
    );
  } catch {
    throw unparsable();
  }
}

/** Milliseconds. */
export const notAfter = (certificate: X509Certificate): number => Date.parse(certificate.validTo);

export const malformedCertificate = (message: string): AwsError =>
  new AwsError('MalformedCertificate', message, 400);

const unparsable = (): AwsError =>
  malformedCertificate('Unable to parse certificate. Please ensure the certificate is in PEM format.');
