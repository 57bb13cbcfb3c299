import { X509Certificate } from 'node:crypto';
import { type XmlElement, elementsNamed, parseXml } from '../engine/xml.ts';

/** What AWS reads in the metadata document of a SAML 2.0 identity provider. */
export interface SamlMetadata {
  /** The issuer that assertions must name. */
  readonly entityId: string;
  /** `validUntil` of the descriptor, in milliseconds; absent where it names none. */
  readonly validUntil?: number;
  /** DER certificates, in base64 without white space, that assertions may be signed with, in document order. */
  readonly signingCertificates: readonly string[];
  /** When the last of these certificates ends, in milliseconds. */
  readonly certificatesEnd: number;
}

const metadataNamespace = 'urn:oasis:names:tc:SAML:2.0:metadata';
const signatureNamespace = 'http://www.w3.org/2000/09/xmldsig#';

/**
 * Reads the metadata of an identity provider: an `EntityDescriptor` with an `entityID`, an `IDPSSODescriptor`
 * and, in that, an X.509 certificate for signing (SAML V2.0 Metadata, 2.3.2 and 2.4.3).
 *
 * @returns undefined for anything else, a document with a DTD or a certificate that is none.
 */
export function readSamlMetadata(document: string): SamlMetadata | undefined {
  const root = parseXml(document);
  if (root?.name !== 'EntityDescriptor' || root.namespace !== metadataNamespace) return undefined;
  const entityId = root.attributes.get('entityID');
  const provider = childrenNamed(root, metadataNamespace, 'IDPSSODescriptor')[0];
  if (!entityId || provider === undefined) return undefined;
  const signingCertificates = certificatesOf(provider);
  const ends = signingCertificates.map(certificateEnd);
  const validUntil = dateOf(root.attributes.get('validUntil') ?? provider.attributes.get('validUntil'));
  if (ends.length === 0 || ends.some(Number.isNaN) || Number.isNaN(validUntil)) return undefined;
  return {
    entityId,
    ...(validUntil === undefined ? {} : { validUntil }),
    signingCertificates,
    certificatesEnd: Math.max(...ends),
  };
}

/** A key without `use` serves both purposes (SAML V2.0 Metadata, 2.4.1.1). */
function certificatesOf(provider: XmlElement): string[] {
  return childrenNamed(provider, metadataNamespace, 'KeyDescriptor')
    .filter((key) => (key.attributes.get('use') ?? 'signing') === 'signing')
    .flatMap((key) => [...elementsNamed(key, signatureNamespace, 'X509Certificate')])
    .map((certificate) => certificate.text.replaceAll(/\s/g, ''));
}

function certificateEnd(base64: string): number {
  try {
    return new Date(new X509Certificate(Buffer.from(base64, 'base64')).validTo).getTime();
  } catch {
    return Number.NaN;
  }
}

const dateOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Math.floor(new Date(text).getTime() / 1000) * 1000;

const childrenNamed = (element: XmlElement, namespace: string, name: string): XmlElement[] =>
  element.children.filter((child) => child.name === name && child.namespace === namespace);
