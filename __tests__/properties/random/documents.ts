import { nextIdpCertificate, samlMetadata } from '../../support/saml.ts';
import { makeCertificate } from '../../support/certificates.ts';

/* Documents that calls of the random sequences carry: most are good, some are not. */

/** The accounts that random calls are made in. */
export const accountIds = ['111111111111', '222222222222'] as const;

const version = '2012-10-17';
const text = (document: object): string => JSON.stringify(document);

export const identityDocuments: readonly string[] = [
  text({ Version: version, Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] }),
  text({ Version: version, Statement: { Effect: 'Allow', Action: ['iam:*', 'sts:*'], Resource: '*' } }),
  text({
    Version: version,
    Statement: [
      { Sid: 'Read', Effect: 'Allow', Action: ['iam:Get*', 'iam:List*'], Resource: '*' },
      { Effect: 'Deny', Action: 'iam:Delete*', Resource: `arn:aws:iam::${accountIds[0]}:user/*` },
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: 'arn:aws:iam::*:role/*',
        Condition: {
          StringLike: { 'aws:username': '${aws:username}' },
          Bool: { 'aws:SecureTransport': 'true' },
        },
      },
    ],
  }),
  text({
    Version: version,
    Statement: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: 'arn:aws:s3:::b/*' }],
  }),
  // Too long for some quotas of the test.
  text({
    Version: version,
    Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${'long'.repeat(150)}/*` }],
  }),
];

export const malformedDocuments: readonly string[] = [
  'no policy',
  '{}',
  text({ Version: version, Statement: [{ Effect: 'Allow', Action: 's3', Resource: '*' }] }),
  text({ Version: '2020-01-01', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }),
  text({ Version: version, Statement: [{ Effect: 'Maybe', Action: '*', Resource: '*' }] }),
  text({ Version: version, Statement: [] }),
  text({ Version: version, Statement: [{ Effect: 'Allow', Action: '*', Resource: 'nonsense' }] }),
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}',
];

/** A trust policy for one kind of principal. */
export const trustDocument = (principal: unknown, action: unknown = 'sts:AssumeRole'): string =>
  text({ Version: version, Statement: [{ Effect: 'Allow', Principal: principal, Action: action }] });

/** Certificates with their keys, made once. */
export const certificates = [1, 2, 3].map((mark) => makeCertificate({ subject: `server${mark}` }));

export const metadataDocuments: readonly string[] = [
  samlMetadata(),
  samlMetadata({ entityId: 'https://next.example.com', keys: [{ certificate: nextIdpCertificate }] }),
  samlMetadata({ keys: [] }),
];

/** A template as AWS's services would have put it into an account. */
export const templateArn = 'arn:aws:iam::aws:role-template/backup/Restore';
export const roleTemplate = {
  TemplateName: 'Restore',
  RoleNamePattern: 'Restore-@{Stage}',
  RolePathPattern: '/restore/',
  AssumeRolePolicyDocumentTemplate: trustDocument({ Service: 'backup.amazonaws.com' }),
  InlinePolicyTemplates: [{ PolicyName: 'read', PolicyDocument: identityDocuments[0] as string }],
  ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
  ParametersDefinition: [{ Name: 'Stage', Type: 'String', IsRequired: true }],
  RoleTagsTemplate: [{ Key: 'stage', Value: '@{Stage}' }],
};

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token of an identity provider; nobody has its key. */
export const webIdentityToken = (issuer: string, audience: string, now: number, lifetime = 300): string =>
  [
    part({ alg: 'RS256', typ: 'JWT', kid: 'k' }),
    part({
      iss: issuer,
      aud: audience,
      sub: 'somebody',
      iat: Math.floor(now / 1000) - 10,
      exp: Math.floor(now / 1000) + lifetime,
    }),
    part('signature'),
  ].join('.');
