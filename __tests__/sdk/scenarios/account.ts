import { type Outputs, type Scenario, account as accountArn, trust } from './scenario.ts';

const partner = '999988887777';
const id = (last: Outputs): { DelegationRequestId: string } => ({
  DelegationRequestId: last['CreateDelegationRequest'].DelegationRequestId as string,
});
const asked = {
  Description: 'Investigate the outage',
  Permissions: {
    PolicyTemplateArn: `arn:aws:iam::${partner}:policy/templates/support`,
    Parameters: [{ Name: 'bucketName', Values: ['logs', 'a & b'], Type: 'stringList' }],
  },
  RequestorWorkflowId: 'case-4711',
  NotificationChannel: `arn:aws:sns:us-east-1:${partner}:delegations`,
  SessionDuration: 1800,
};

export const account: Scenario = {
  title: 'the account',
  service: 'iam',
  steps: [
    ['CreateAccountAlias', { AccountAlias: 'my-company' }],
    ['CreateAccountAlias', { AccountAlias: 'Not OK' }],
    ['ListAccountAliases'],
    ['DeleteAccountAlias', { AccountAlias: 'my-company' }],
    ['DeleteAccountAlias', { AccountAlias: 'my-company' }],
    ['GetAccountPasswordPolicy'],
    [
      'UpdateAccountPasswordPolicy',
      {
        MinimumPasswordLength: 12,
        RequireSymbols: true,
        RequireNumbers: false,
        MaxPasswordAge: 90,
        PasswordReusePrevention: 3,
        HardExpiry: true,
      },
    ],
    ['UpdateAccountPasswordPolicy', { MinimumPasswordLength: 1, MaxPasswordAge: 0 }],
    ['UpdateAccountPasswordPolicy', { RequireSymbols: 'perhaps' }],
    ['GetAccountPasswordPolicy'],
    ['DeleteAccountPasswordPolicy'],
    ['DeleteAccountPasswordPolicy'],
    ['GetAccountSummary'],
    ['SetSecurityTokenServicePreferences', { GlobalEndpointTokenVersion: 'v2Token' }],
    ['SetSecurityTokenServicePreferences', { GlobalEndpointTokenVersion: 'v3Token' }],
    ['PutAccountProperties', { Properties: { 'Signin/PasskeyRequired': 'true', 'Signin/Another': 'a & b' } }],
    ['PutAccountProperties', { Properties: { '1': '' } }],
    ['PutAccountProperties', { Properties: {} }],
    ['GetAccountProperties'],

    ['GetCredentialReport'],
    ['GenerateCredentialReport'],
    ['GenerateCredentialReport'],
    ['GetCredentialReport'],

    ['CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: trust }],
    ['GenerateServiceLastAccessedDetails', { Arn: `${accountArn}:role/app` }],
    ['GenerateServiceLastAccessedDetails', { Arn: `${accountArn}:role/none` }],
    [
      'GetServiceLastAccessedDetails',
      (last) => ({ JobId: last['GenerateServiceLastAccessedDetails'].JobId, MaxItems: 3 }),
    ],
    [
      'GetServiceLastAccessedDetailsWithEntities',
      (last) => ({ JobId: last['GenerateServiceLastAccessedDetails'].JobId, ServiceNamespace: 'iam' }),
    ],

    ['ListOrganizationsFeatures'],
    (aws) =>
      aws.world.transact('123456789012', (call) =>
        call.update((state) => {
          state.settings.organization = {
            id: 'o-exampleorgid',
            rootCredentialsManagement: false,
            rootSessions: false,
          };
        }),
      ),
    ['EnableOrganizationsRootCredentialsManagement'],
    ['EnableOrganizationsRootSessions'],
    ['ListOrganizationsFeatures'],
    ['DisableOrganizationsRootCredentialsManagement'],
    ['DisableOrganizationsRootSessions'],
    ['GenerateOrganizationsAccessReport', { EntityPath: 'o-exampleorgid/r-abcd' }],
    ['GetOrganizationsAccessReport', (last) => ({ JobId: last['GenerateOrganizationsAccessReport'].JobId })],
    ['GetOrganizationsAccessReport', { JobId: '00000000-0000-4000-8000-000000000000' }],

    ['GetOutboundWebIdentityFederationInfo'],
    ['EnableOutboundWebIdentityFederation'],
    ['EnableOutboundWebIdentityFederation'],
    ['GetOutboundWebIdentityFederationInfo'],
    ['sts:GetWebIdentityToken', { Audience: ['https://api.example.com'], SigningAlgorithm: 'RS256' }],
    ['sts:GetWebIdentityToken', { Audience: [], SigningAlgorithm: 'none' }],
    ['DisableOutboundWebIdentityFederation'],

    ['CreateDelegationRequest', asked, (_, aws) => aws.account(partner).credentialsFor('root')],
    ['CreateDelegationRequest', { ...asked, SessionDuration: 1, Permissions: {} }],
    ['AssociateDelegationRequest', id],
    ['GetDelegationRequest', id],
    ['GetDelegationRequest', { DelegationRequestId: 'dr-none-0000000000000000' }],
    ['ListDelegationRequests'],
    ['UpdateDelegationRequest', (last) => ({ ...id(last), Notes: 'please & thanks' })],
    [
      'GetHumanReadableSummary',
      (last) => ({ EntityArn: `${accountArn}:delegation-request/${id(last).DelegationRequestId}` }),
    ],
    ['AcceptDelegationRequest', id],
    ['AcceptDelegationRequest', id],
    ['SendDelegationToken', id],
    [
      'sts:GetDelegatedAccessToken',
      (last, aws) => ({
        TradeInToken: aws.state.accounts
          .get('123456789012')
          ?.delegationRequests.get(id(last).DelegationRequestId)?.tradeInToken,
      }),
      (_, aws) => aws.account(partner).credentialsFor('root'),
    ],
    [
      'CreateDelegationRequest',
      { ...asked, RequestorWorkflowId: 'case-4712' },
      (_, aws) => aws.account(partner).credentialsFor('root'),
    ],
    ['AssociateDelegationRequest', id],
    ['RejectDelegationRequest', (last) => ({ ...id(last), Notes: 'not now' })],
  ],
};
