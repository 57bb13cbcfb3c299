import { encodeAuthorizationMessage } from '../../../src/engine/authorization-message.ts';
import { base64, samlResponse } from '../../support/saml-response.ts';
import { samlMetadata } from '../../support/saml.ts';
import { type Scenario, account, keysOf, policy, tags, trust } from './scenario.ts';

const now = '2026-12-01T12:00:00Z';
const seconds = Date.parse(now) / 1000;
const RoleArn = `${account}:role/app`;
const RoleSessionName = 'build-7';
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const WebIdentityToken = [
  part({ alg: 'RS256', typ: 'JWT', kid: 'k' }),
  part({
    iss: 'https://idp.example.com',
    sub: 'me & you',
    aud: 'sts.amazonaws.com',
    iat: seconds,
    exp: seconds + 300,
  }),
  part({ signature: true }),
].join('.');
const PrincipalArn = `${account}:saml-provider/corp`;
const SAMLAssertion = base64(
  samlResponse({
    issued: seconds * 1000,
    attributes: { Role: `${RoleArn},${PrincipalArn}`, RoleSessionName: 'alice@example.com' },
  }),
);

export const sessions: Scenario = {
  title: 'sessions',
  service: 'sts',
  now,
  steps: [
    ['GetCallerIdentity'],
    ['iam:CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: trust }],
    ['AssumeRole', { RoleArn, RoleSessionName }],
    ['GetCallerIdentity', {}, (last) => keysOf(last['AssumeRole'])],
    [
      'AssumeRole',
      {
        RoleArn,
        RoleSessionName,
        DurationSeconds: 900,
        Policy: policy,
        PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
        Tags: tags,
        TransitiveTagKeys: ['team'],
        ExternalId: 'x:1',
        SourceIdentity: 'me',
      },
    ],
    ['GetCallerIdentity', {}, (last) => keysOf(last['AssumeRole'])],
    ['AssumeRole', { RoleArn, RoleSessionName }, (last) => keysOf(last['AssumeRole'])],
    ['AssumeRole', { RoleArn, RoleSessionName, DurationSeconds: 7200 }, (last) => keysOf(last['AssumeRole'])],
    ['AssumeRole', { RoleArn: `${account}:role/none`, RoleSessionName }],
    ['AssumeRole', { RoleArn: 'x', RoleSessionName: 'bad session!! <&>\n', DurationSeconds: 'abc' }],
    ['AssumeRole', { RoleArn, RoleSessionName, DurationSeconds: 1, Tags: [{ Key: '' }] }],
    ['AssumeRole', { RoleArn, RoleSessionName, Policy: '{' }],
    ['GetAccessKeyInfo', (last) => ({ AccessKeyId: keysOf(last['AssumeRole']).accessKeyId })],
    ['GetSessionToken', { DurationSeconds: 900 }],
    ['GetCallerIdentity', {}, (last) => keysOf(last['GetSessionToken'])],
    ['GetFederationToken', { Name: 'guest', Policy: policy, Tags: tags }],
    ['GetCallerIdentity', {}, (last) => keysOf(last['GetFederationToken'])],
    ['GetFederationToken', { Name: 'x' }],

    [
      'iam:CreateOpenIDConnectProvider',
      { Url: 'https://idp.example.com', ClientIDList: ['sts.amazonaws.com'] },
    ],
    ['AssumeRoleWithWebIdentity', { RoleArn, RoleSessionName, WebIdentityToken }],
    ['GetCallerIdentity', {}, (last) => keysOf(last['AssumeRoleWithWebIdentity'])],
    ['AssumeRoleWithWebIdentity', { RoleArn, RoleSessionName, WebIdentityToken: 'not.a.token' }],
    ['iam:CreateSAMLProvider', { Name: 'corp', SAMLMetadataDocument: samlMetadata() }],
    ['AssumeRoleWithSAML', { RoleArn, PrincipalArn, SAMLAssertion }],
    ['GetCallerIdentity', {}, (last) => keysOf(last['AssumeRoleWithSAML'])],
    ['AssumeRoleWithSAML', { RoleArn, PrincipalArn, SAMLAssertion: base64('<x/>') }],

    (aws) => {
      for (const accountId of ['123456789012', '210987654321']) {
        aws.world.transact(accountId, (call) =>
          call.update((state) => {
            state.settings.organization = {
              id: 'o-exampleorgid',
              rootCredentialsManagement: false,
              rootSessions: true,
              ...(accountId === '210987654321' && { managementAccountId: '123456789012' }),
            };
          }),
        );
      }
    },
    [
      'AssumeRoot',
      {
        TargetPrincipal: '210987654321',
        TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' },
      },
    ],
    [
      'AssumeRoot',
      { TargetPrincipal: '000000000000', TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' } },
    ],
    ['DecodeAuthorizationMessage', { EncodedMessage: 'nonsense' }],
    [
      'DecodeAuthorizationMessage',
      { EncodedMessage: encodeAuthorizationMessage({ allowed: false, why: '<&>' }) },
    ],
    (aws) => aws.clock.advance('13h'),
    ['GetCallerIdentity', {}, (last) => keysOf(last['AssumeRole'])],
  ],
};
