import { readSamlMetadata } from '../../src/iam/saml-metadata.ts';
import { idpCertificate, nextIdpCertificate, samlMetadata } from '../support/saml.ts';

const idpEnd = Date.parse('2036-11-21T19:01:44Z');
const nextEnd = Date.parse('2046-11-19T19:01:44Z');

describe('readSamlMetadata', () => {
  test('reads issuer, certificates and their end', () =>
    expect(readSamlMetadata(samlMetadata())).toEqual({
      entityId: 'https://idp.example.com/saml',
      signingCertificates: [idpCertificate],
      certificatesEnd: idpEnd,
    }));

  test.each([
    ['of the entity', samlMetadata({ attributes: ' validUntil="2027-01-02T03:04:05.678Z"' })],
    [
      'of the identity provider',
      samlMetadata().replace(
        '<md:IDPSSODescriptor ',
        '<md:IDPSSODescriptor validUntil="2027-01-02T03:04:05Z" ',
      ),
    ],
  ])('validUntil %s, in whole seconds', (_name, document) =>
    expect(readSamlMetadata(document)?.validUntil).toBe(Date.parse('2027-01-02T03:04:05Z')),
  );

  test('an entity id with references is resolved', () =>
    expect(readSamlMetadata(samlMetadata({ entityId: 'https://idp/?a=1&amp;b=&#50;' }))?.entityId).toBe(
      'https://idp/?a=1&b=2',
    ));

  test.each([
    ['keys for signing, in order', ['signing', 'signing'], [idpCertificate, nextIdpCertificate], nextEnd],
    ['a key without use, which serves both', [undefined, 'encryption'], [idpCertificate], idpEnd],
    ['not keys for encryption', ['encryption', 'signing'], [nextIdpCertificate], nextEnd],
  ])('takes %s', (_name, [first, second], signingCertificates, certificatesEnd) => {
    const keys = [
      { ...(first === undefined ? {} : { use: first }), certificate: idpCertificate },
      { ...(second === undefined ? {} : { use: second }), certificate: nextIdpCertificate },
    ];
    expect(readSamlMetadata(samlMetadata({ keys }))).toMatchObject({ signingCertificates, certificatesEnd });
  });

  test('prefixes are a matter of taste', () => {
    const plain = samlMetadata()
      .replaceAll(/(<\/?)md:/g, '$1')
      .replace('xmlns:md=', 'xmlns=');
    expect(readSamlMetadata(plain)?.entityId).toBe('https://idp.example.com/saml');
  });

  const good = samlMetadata();
  test.each([
    ['text', 'x'.repeat(1000)],
    ['broken XML', good.replace('</md:IDPSSODescriptor>', '')],
    ['another root', good.replaceAll('EntityDescriptor', 'EntitiesDescriptor')],
    ['another namespace', good.replace('SAML:2.0:metadata', 'SAML:1.1:metadata')],
    ['no entity id', good.replace(/entityID="[^"]*"/, '')],
    ['an empty entity id', good.replace(/entityID="[^"]*"/, 'entityID=""')],
    ['metadata of a service provider', good.replaceAll('IDPSSODescriptor', 'SPSSODescriptor')],
    ['no key', samlMetadata({ keys: [] })],
    ['no key for signing', samlMetadata({ keys: [{ use: 'encryption', certificate: idpCertificate }] })],
    ['a certificate that is none', samlMetadata({ keys: [{ certificate: 'MIIBdzCCARyg' }] })],
    [
      'one bad certificate among good ones',
      samlMetadata({ keys: [{ certificate: idpCertificate }, { certificate: 'AAAA' }] }),
    ],
    ['a date that is none', samlMetadata({ attributes: ' validUntil="soon"' })],
    ['a document type', good.replace('?>', '?><!DOCTYPE md:EntityDescriptor>')],
    [
      'an entity of its own',
      good.replace('?>', '?><!DOCTYPE x [<!ENTITY e "y">]>').replace('emailAddress', '&e;'),
    ],
  ])('refuses %s', (_name, document) => expect(readSamlMetadata(document)).toBeUndefined());
});
