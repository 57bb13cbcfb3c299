/** A self-signed certificate of `idp.example.com`, base64 of its DER, until 2036-11-21T19:01:44Z. */
export const idpCertificate =
  'MIIBdzCCARygAwIBAgIBATAKBggqhkjOPQQDAjAaMRgwFgYDVQQDDA9pZHAuZXhhbXBsZS5jb20wHhcNMjYxMTI0MTkwMTQ0' +
  'WhcNMzYxMTIxMTkwMTQ0WjAaMRgwFgYDVQQDDA9pZHAuZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATv' +
  'wZ/M5dcb3NPSyCM9tJkFpF6NgoCLzyOL+D7UXFjCK4FiwQda1mUYQvouzmGY0p7uoJBYgpGLAdIi8Tz7QwgLo1MwUTAdBgNV' +
  'HQ4EFgQUAeDSyQijHdTmt4Qyrwd8p1o3BlswHwYDVR0jBBgwFoAUAeDSyQijHdTmt4Qyrwd8p1o3BlswDwYDVR0TAQH/BAUw' +
  'AwEB/zAKBggqhkjOPQQDAgNJADBGAiEA/utgQE5bzlBlAOxNH0536/rAfXgUGKncCK3rd1rec94CIQCRpdI1Nvecklv6cuYF' +
  'JRIpf6N8FtNc4I2wHmoxg0i3SA==';

/** Another of `next.idp.example.com`, until 2046-11-19T19:01:44Z. */
export const nextIdpCertificate =
  'MIIBgDCCASagAwIBAgIBAjAKBggqhkjOPQQDAjAfMR0wGwYDVQQDDBRuZXh0LmlkcC5leGFtcGxlLmNvbTAeFw0yNjExMjQx' +
  'OTAxNDRaFw00NjExMTkxOTAxNDRaMB8xHTAbBgNVBAMMFG5leHQuaWRwLmV4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZI' +
  'zj0DAQcDQgAEQpVSYalB88l7TEWtN7vJVgTJfZXUhUvQ607G+URDSuxNHmWH1Q4tRuOVd5qViE2eAFBOeQ8UH3oz+SwQGMi9' +
  'lqNTMFEwHQYDVR0OBBYEFMFoHc21BPhJP2ai5XuN3j1+UqfEMB8GA1UdIwQYMBaAFMFoHc21BPhJP2ai5XuN3j1+UqfEMA8G' +
  'A1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgbjSngwWDRWHspdNwX6iQFr1OBkZpMMlhpEUme/xQrCsCIQCn14sL' +
  's3nAA/d1yI62X4TkGxAbuHtOs9KaInvDq6o1bA==';

export interface MetadataParts {
  entityId?: string;
  /** Attributes of the descriptor beyond `entityID`. */
  attributes?: string;
  /** What stands in the `KeyDescriptor`s: one for each. */
  keys?: readonly { use?: string; certificate: string }[];
}

/** Metadata of an identity provider as products export it, with at least the 1000 characters IAM asks for. */
export function samlMetadata({
  entityId = 'https://idp.example.com/saml',
  attributes = '',
  keys = [{ use: 'signing', certificate: idpCertificate }],
}: MetadataParts = {}): string {
  const descriptors = keys.map(
    ({ use, certificate }) => `
    <md:KeyDescriptor${use === undefined ? '' : ` use="${use}"`}>
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:X509Data><ds:X509Certificate>
          ${certificate.replaceAll(/.{64}/g, '$&\n          ')}
        </ds:X509Certificate></ds:X509Data>
      </ds:KeyInfo>
    </md:KeyDescriptor>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}"${attributes}>
  <md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${descriptors.join('')}
    <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.com/sso"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
<!-- ${'padding '.repeat(60)} -->
`;
}
