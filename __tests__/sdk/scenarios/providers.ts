import { makeCertificate } from '../../support/certificates.ts';
import { samlMetadata } from '../../support/saml.ts';
import { type Scenario, account, tags } from './scenario.ts';

const OpenIDConnectProviderArn = `${account}:oidc-provider/idp.example.com/a`;
const SAMLProviderArn = `${account}:saml-provider/corp`;
const top = makeCertificate({ subject: 'top' });
const server = makeCertificate({ subject: 'server', issuer: top, notAfter: '2046-05-06T07:08:09Z' });
const upload = { CertificateBody: server.pem, PrivateKey: server.keyPem };

export const providers: Scenario = {
  title: 'identity providers and server certificates',
  service: 'iam',
  now: '2026-12-01T12:00:00Z',
  steps: [
    [
      'CreateOpenIDConnectProvider',
      {
        Url: 'https://idp.example.com/a',
        ClientIDList: ['one', 'two & three'],
        ThumbprintList: ['a'.repeat(40)],
        Tags: tags,
      },
    ],
    ['CreateOpenIDConnectProvider', { Url: 'https://idp.example.com/a' }],
    ['CreateOpenIDConnectProvider', { Url: 'http://idp.example.com/b' }],
    [
      'CreateOpenIDConnectProvider',
      { Url: 'https://idp.example.com/c', ThumbprintList: ['short', ''], ClientIDList: [''] },
    ],
    ['GetOpenIDConnectProvider', { OpenIDConnectProviderArn }],
    ['GetOpenIDConnectProvider', { OpenIDConnectProviderArn: `${account}:role/none` }],
    ['ListOpenIDConnectProviders'],
    ['AddClientIDToOpenIDConnectProvider', { OpenIDConnectProviderArn, ClientID: 'four' }],
    ['RemoveClientIDFromOpenIDConnectProvider', { OpenIDConnectProviderArn, ClientID: 'one' }],
    ['UpdateOpenIDConnectProviderThumbprint', { OpenIDConnectProviderArn, ThumbprintList: ['b'.repeat(40)] }],
    ['TagOpenIDConnectProvider', { OpenIDConnectProviderArn, Tags: tags }],
    ['UntagOpenIDConnectProvider', { OpenIDConnectProviderArn, TagKeys: ['team'] }],
    ['ListOpenIDConnectProviderTags', { OpenIDConnectProviderArn }],
    ['DeleteOpenIDConnectProvider', { OpenIDConnectProviderArn }],

    ['CreateSAMLProvider', { Name: 'corp', SAMLMetadataDocument: samlMetadata(), Tags: tags }],
    ['CreateSAMLProvider', { Name: 'corp', SAMLMetadataDocument: samlMetadata() }],
    ['CreateSAMLProvider', { Name: 'no', SAMLMetadataDocument: '<'.padEnd(1000) }],
    ['GetSAMLProvider', { SAMLProviderArn }],
    ['ListSAMLProviders'],
    ['UpdateSAMLProvider', { SAMLProviderArn, SAMLMetadataDocument: samlMetadata() }],
    ['TagSAMLProvider', { SAMLProviderArn, Tags: tags }],
    ['UntagSAMLProvider', { SAMLProviderArn, TagKeys: ['team'] }],
    ['ListSAMLProviderTags', { SAMLProviderArn }],
    ['DeleteSAMLProvider', { SAMLProviderArn }],
    ['DeleteSAMLProvider', { SAMLProviderArn }],

    [
      'UploadServerCertificate',
      {
        ServerCertificateName: 'web',
        Path: '/cloudfront/',
        ...upload,
        CertificateChain: top.pem,
        Tags: tags,
      },
    ],
    ['UploadServerCertificate', { ServerCertificateName: 'web', ...upload }],
    ['UploadServerCertificate', { ServerCertificateName: 'bad', CertificateBody: 'x', PrivateKey: 'y' }],
    ['GetServerCertificate', { ServerCertificateName: 'web' }],
    ['ListServerCertificates', {}],
    [
      'UpdateServerCertificate',
      { ServerCertificateName: 'web', NewServerCertificateName: 'site', NewPath: '/' },
    ],
    ['TagServerCertificate', { ServerCertificateName: 'site', Tags: tags }],
    ['UntagServerCertificate', { ServerCertificateName: 'site', TagKeys: ['team'] }],
    ['ListServerCertificateTags', { ServerCertificateName: 'site' }],
    ['DeleteServerCertificate', { ServerCertificateName: 'site' }],
    ['DeleteServerCertificate', { ServerCertificateName: 'site' }],
  ],
};
