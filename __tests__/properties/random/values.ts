import { sshPublicKey } from '../../support/fixtures.ts';
import { base64, samlResponse } from '../../support/saml-response.ts';
import type { Account, State } from '../../../src/index.ts';
import { totpCode, totpStep } from '../../../src/engine/totp.ts';
import type { Principal, User } from '../../../src/engine/entities.ts';
import type { Dice } from './dice.ts';
import {
  accountIds,
  certificates,
  identityDocuments,
  malformedDocuments,
  metadataDocuments,
  templateArn,
  trustDocument,
  webIdentityToken,
} from './documents.ts';

/** What a value may depend on. */
export interface Surroundings {
  readonly dice: Dice;
  readonly state: State;
  /** Of the caller; absent while it has never been touched. */
  readonly account: Account | undefined;
  readonly accountId: string;
  readonly now: number;
  readonly operation: string;
  /** Markers and encoded messages that earlier calls gave. */
  readonly markers: ReadonlyMap<string, string>;
  readonly messages: readonly string[];
  /** The members of this call so far. */
  readonly input: Readonly<Record<string, unknown>>;
}

type Value = (around: Surroundings) => unknown;

/** Names without regard to case, names of JavaScript's own: few of each, so that calls meet. */
const userNames = ['alice', 'Alice', 'bob', 'carol', 'dave', 'erin', '__proto__', 'constructor'];
const groupNames = ['admins', 'Admins', 'devs', 'ops', 'valueOf'];
const roleNames = ['app', 'App', 'deploy', 'ci', 'hasOwnProperty', 'Restore-prod'];
const policyNames = ['read', 'Read', 'write', 'audit', 'toString'];
const otherNames = ['one', 'One', 'two', 'three'];
const paths = ['/', '/', '/team/', '/team/a/'];
const urls = ['https://idp.example', 'https://token.actions.githubusercontent.com', 'https://idp.example/x'];
const passwords = [
  'Secret-1234',
  'An0ther!Passw0rd',
  'short',
  'alllowercase',
  'Th1rd;Password',
  'Fourth-9999',
];

const oneOf =
  (...list: readonly unknown[]): Value =>
  ({ dice }) =>
    dice.pick(list);
const someOf =
  (list: readonly string[], most = 2): Value =>
  ({ dice }) =>
    dice.some(list, most);

/** What the user that the call names has of a kind, or else anybody's. */
const ofUser =
  (
    list:
      | 'accessKeys'
      | 'signingCertificates'
      | 'sshPublicKeys'
      | 'serviceSpecificCredentials'
      | 'mfaDevices',
    others: Value,
  ): Value =>
  (around) => {
    const { dice, account, input } = around;
    const owner = account?.users.get(String(input['UserName']).toLowerCase()) ?? account?.root;
    const own = (owner as Partial<User> | undefined)?.[list] ?? [];
    return dice.chance(80) && own.length > 0 ? dice.pick(own) : others(around);
  };

/** The user, group or role that the call names. */
function namedEntity({ account, input }: Surroundings): Principal | undefined {
  const named = (member: string): string => String(input[member]).toLowerCase();
  return (
    account?.users.get(named('UserName')) ??
    account?.groups.get(named('GroupName')) ??
    account?.roles.get(named('RoleName'))
  );
}

/** Something that the named entity has, mostly. */
const ofEntity =
  (read: (entity: Principal) => readonly string[], others: Value): Value =>
  (around) => {
    const entity = namedEntity(around);
    const own = entity === undefined ? [] : read(entity);
    return around.dice.chance(85) && own.length > 0 ? around.dice.pick(own) : others(around);
  };
const attached = ofEntity(({ attachedPolicies }) => attachedPolicies, policyArn);
const inline = ofEntity(
  ({ inlinePolicies }) => inlinePolicies.map(({ name }) => name),
  oneOf(...policyNames),
);

/** Has nothing that keeps it from being deleted, as far as policies go. */
const isBare = ({ attachedPolicies, inlinePolicies }: Principal): boolean =>
  attachedPolicies.length + inlinePolicies.length === 0;

/** Jobs of the kind that the operation reads. */
const jobOf =
  (kind: 'service-last-accessed' | 'organizations-access'): Value =>
  ({ dice, account }) =>
    dice.pickOr(
      [...(account?.jobs.values() ?? [])]
        .filter((job) => job.kind === kind || dice.chance(10))
        .map(({ id }) => id),
      '00000000-0000-4000-8000-000000000000',
    );

/** A name of the pool, more often one that is there. */
const nameIn =
  (table: 'groups' | 'roles' | 'instanceProfiles' | 'serverCertificates', pool: readonly string[]): Value =>
  ({ dice, account }) => {
    const present: readonly Placed[] = [...(account?.[table].values() ?? [])];
    return dice.chance(65) && present.length > 0 ? dice.pick(present).name : dice.pick(pool);
  };

/** A user; where the operation is about something few users have, mostly one of them. */
const holderOrAnyone: Value = (around) => {
  const { dice, account, operation } = around;
  const list = (
    [
      [/^(Delete|Update)AccessKey/, 'accessKeys'],
      [/^(Delete|Update)SigningCert/, 'signingCertificates'],
      [/^(Delete|Update|Get)SSH/, 'sshPublicKeys'],
      [/^(Delete|Update|Reset)ServiceSpecific/, 'serviceSpecificCredentials'],
      [/^(Deactivate|Resync)MFA/, 'mfaDevices'],
      [/^(Get|Delete)UserPolicy/, 'inlinePolicies'],
      [/^DetachUser/, 'attachedPolicies'],
    ] as const
  ).find(([pattern]) => pattern.test(operation))?.[1];
  const holders = [...(account?.users.values() ?? [])].filter((user) =>
    operation.endsWith('LoginProfile') && operation !== 'CreateLoginProfile'
      ? user.loginProfile !== undefined
      : list === undefined || user[list].length > 0,
  );
  return holders.length > 0 && dice.chance(70) ? dice.pick(holders).name : dice.pick(userNames);
};

/** The keys of a table of the caller's account. */
const keysOf =
  (table: keyof Account, otherwise: string): Value =>
  ({ dice, account }) =>
    dice.pickOr(account === undefined ? [] : [...(account[table] as Account['users']).keys()], otherwise);

const pathOfName = (account: Account | undefined, kind: 'users' | 'roles', name: string): string =>
  account?.[kind].get(name.toLowerCase())?.path ?? '/';

function principalArn({ dice, state }: Surroundings): string {
  const accountId = dice.pick(accountIds);
  const account = state.accounts.get(accountId);
  const [kind, table, names] = dice.chance(50)
    ? (['user', 'users', userNames] as const)
    : (['role', 'roles', roleNames] as const);
  const name = dice.pickOr(
    [...(account?.[table].values() ?? [])].map((entity) => entity.name),
    dice.pick(names),
  );
  return `arn:aws:iam::${accountId}:${kind}${pathOfName(account, table, name)}${name}`;
}

interface Placed {
  readonly name: string;
  readonly path: string;
}

function roleArn({ dice, state, accountId }: Surroundings): string {
  const owner = dice.chance(70) ? accountId : dice.pick(accountIds);
  const account = state.accounts.get(owner);
  const roles: readonly Placed[] = [...(account?.roles.values() ?? [])];
  const role = dice.pickOr(roles, { name: 'absent', path: '/' });
  return `arn:aws:iam::${owner}:role${role.path}${role.name}`;
}

const awsPolicies = [
  'AdministratorAccess',
  'ReadOnlyAccess',
  'service-role/AWSLambdaBasicExecutionRole',
  'job-function/Billing',
];

function policyArn({ dice, account, accountId }: Surroundings): string {
  const own = [...(account?.policies.values() ?? [])];
  if (own.length > 0 && dice.chance(65)) {
    const { name, path } = dice.pick(own);
    return `arn:aws:iam::${accountId}:policy${path}${name}`;
  }
  if (dice.chance(80)) return `arn:aws:iam::aws:policy/${dice.pick(awsPolicies)}`;
  return dice.pick([
    `arn:aws:iam::${accountId}:policy/absent`,
    `arn:aws:iam::${accountId}:policy/read`,
    'arn:aws:iam::aws:policy/Absent',
    'arn:aws:iam::aws:policy/aws-service-role/AutoScalingServiceRolePolicy',
    `arn:aws:iam::${accountIds[1]}:policy/read`,
    'arn:aws:s3:::a-bucket-of-mine',
  ]);
}

function anyArn(around: Surroundings): string {
  const { dice, account, accountId } = around;
  if (dice.chance(50)) return principalArn(around);
  if (dice.chance(50)) return policyArn(around);
  const groups: readonly Placed[] = [...(account?.groups.values() ?? [])];
  const group = dice.pickOr(groups, { name: 'admins', path: '/' });
  return dice.pick([
    `arn:aws:iam::${accountId}:group${group.path}${group.name}`,
    `arn:aws:iam::${accountId}:root`,
  ]);
}

function trust(around: Surroundings): string {
  const { dice } = around;
  const kind = dice.below(10);
  if (kind < 4)
    return trustDocument({
      AWS: dice.chance(50) ? principalArn(around) : [principalArn(around), principalArn(around)],
    });
  if (kind < 6) return trustDocument({ AWS: dice.pick(accountIds) }, ['sts:AssumeRole', 'sts:TagSession']);
  if (kind === 6) return trustDocument({ Service: 'ec2.amazonaws.com' });
  if (kind === 7) {
    return trustDocument(
      { Federated: `arn:aws:iam::${around.accountId}:oidc-provider/idp.example` },
      'sts:AssumeRoleWithWebIdentity',
    );
  }
  return dice.chance(60)
    ? trustDocument('*')
    : dice.pick([...malformedDocuments, identityDocuments[0] as string]);
}

const identityDocument: Value = ({ dice }) =>
  dice.pick(dice.chance(88) ? identityDocuments : malformedDocuments);

/** A code of the device that the call names, or of a time nearby. */
const code =
  (late: number): Value =>
  ({ dice, account, input, now }) => {
    const seed = account?.mfaDevices.get(String(input['SerialNumber']))?.seed;
    if (seed === undefined || dice.chance(10)) return String(100_000 + dice.below(900_000));
    return totpCode(seed, Math.floor(now / totpStep) + late);
  };

const anyDevice: Value = ({ dice, account }) =>
  dice.pickOr(
    dice.chance(85) ? [...(account?.mfaDevices.keys() ?? [])] : [],
    dice.pick([
      'GAHT12345678',
      `arn:aws:iam::${accountIds[0]}:u2f/user/alice/key-1`,
      `arn:aws:iam::${accountIds[0]}:mfa/absent`,
    ]),
  );

const tags: Value = ({ dice }) => {
  const keys = dice.chance(8)
    ? ['aws:reserved', 'Team', 'team']
    : [dice.pick(['team', 'Team']), 'env', 'cost', 'owner'];
  const count = 1 + dice.below(3);
  return keys.slice(-count).map((Key) => ({ Key, Value: dice.pick(['a', 'b', '']) }));
};

/** The same certificate for body, key and chain, mostly. */
const certificateOf = ({ dice, input }: Surroundings) =>
  certificates.find(({ pem }) => pem === input['CertificateBody'] && dice.chance(85)) ??
  dice.pick(certificates);

/** Requests of the state that the operation moves on from, mostly. */
const delegationId: Value = ({ dice, state, operation }) => {
  const wanted: Readonly<Record<string, string>> = {
    AssociateDelegationRequest: 'UNASSIGNED',
    UpdateDelegationRequest: 'ASSIGNED',
    AcceptDelegationRequest: 'ASSIGNED',
    SendDelegationToken: 'ACCEPTED',
  };
  const all = [...state.accounts.values()].flatMap((account) => [...account.delegationRequests.values()]);
  const fit = all.filter((request) => request.state === wanted[operation]);
  const requests: readonly { readonly id: string }[] = fit.length > 0 && dice.chance(80) ? fit : all;
  return dice.pickOr(requests, { id: '00000000-0000-4000-8000-000000000000' }).id;
};

const samlAssertion: Value = (around) => {
  const { dice, account, accountId, now, input } = around;
  const provider = dice.pickOr(
    [...(account?.samlProviders.keys() ?? [])],
    `arn:aws:iam::${accountId}:saml-provider/corp`,
  );
  if (dice.chance(10)) return base64('<not-a-response/>');
  return base64(
    samlResponse({
      issued: now - dice.pick([0, 0, 0, 600_000]),
      attributes: {
        Role: `${String(input['RoleArn'])},${dice.chance(80) ? String(input['PrincipalArn']) : provider}`,
        RoleSessionName: dice.pick(['alice@example.com', 'bob']),
        ...(dice.chance(30) ? { SessionDuration: dice.pick(['900', '7200', 'x']) } : {}),
      },
    }),
  );
};

/** Values by name of member, or by operation and member where the name means different things. */
export const values: Readonly<Record<string, Value>> = {
  UserName: holderOrAnyone,
  'CreateUser.UserName': oneOf(...userNames),
  'DeleteUser.UserName': ({ dice, account }) => {
    const bare = [...(account?.users.values() ?? [])].filter(
      (user) => isBare(user) && user.groups.length + user.accessKeys.length === 0 && !user.loginProfile,
    );
    return dice.chance(75) && bare.length > 0 ? dice.pick(bare).name : dice.pick(userNames);
  },
  NewUserName: oneOf(...userNames),
  GroupName: nameIn('groups', groupNames),
  'CreateGroup.GroupName': oneOf(...groupNames),
  NewGroupName: oneOf(...groupNames),
  RoleName: nameIn('roles', roleNames),
  'CreateRole.RoleName': oneOf(...roleNames),
  'DeleteRole.RoleName': ({ dice, account }) => {
    const bare = [...(account?.roles.values() ?? [])].filter(
      (role) => isBare(role) && role.instanceProfiles.length === 0,
    );
    return dice.chance(75) && bare.length > 0 ? dice.pick(bare).name : dice.pick(roleNames);
  },
  'DeleteServiceLinkedRole.RoleName': ({ dice }) =>
    dice.pick([
      'AWSServiceRoleForAutoScaling',
      'AWSServiceRoleForECS',
      'AWSServiceRoleForAutoScaling_x',
      'app',
    ]),
  PolicyName: inline,
  'PutUserPolicy.PolicyName': oneOf(...policyNames),
  'PutGroupPolicy.PolicyName': oneOf(...policyNames),
  'PutRolePolicy.PolicyName': oneOf(...policyNames),
  'RemoveUserFromGroup.UserName': (around) => {
    const { dice, account, input } = around;
    const group = String(input['GroupName']).toLowerCase();
    const members = [...(account?.users.values() ?? [])].filter(({ groups }) => groups.includes(group));
    return dice.pickOr(
      members.map(({ name }) => name),
      'alice',
    );
  },
  'RemoveRoleFromInstanceProfile.RoleName': (around) => {
    const { dice, account, input } = around;
    const profile = account?.instanceProfiles.get(String(input['InstanceProfileName']).toLowerCase());
    return dice.pickOr(profile?.roles ?? [], 'app');
  },
  InstanceProfileName: nameIn('instanceProfiles', otherNames),
  'CreateInstanceProfile.InstanceProfileName': oneOf(...otherNames),
  ServerCertificateName: nameIn('serverCertificates', otherNames),
  'UploadServerCertificate.ServerCertificateName': oneOf(...otherNames),
  NewServerCertificateName: oneOf(...otherNames),
  VirtualMFADeviceName: oneOf(...otherNames),
  Name: oneOf('corp', 'Corp', 'dev'),
  Path: oneOf(...paths),
  NewPath: oneOf(...paths),
  PathPrefix: oneOf(...paths),
  PolicyArn: policyArn,
  'DetachUserPolicy.PolicyArn': attached,
  'DetachGroupPolicy.PolicyArn': attached,
  'DetachRolePolicy.PolicyArn': attached,
  PermissionsBoundary: policyArn,
  PolicyDocument: identityDocument,
  'UpdateAssumeRolePolicy.PolicyDocument': trust,
  AssumeRolePolicyDocument: trust,
  PolicyInputList: ({ dice }) => dice.some(identityDocuments, 2),
  PermissionsBoundaryPolicyInputList: ({ dice }) => [dice.pick(identityDocuments)],
  OrderedOrganizationPolicyInputList: ({ dice }) => [
    { ServiceControlPolicyInputList: [dice.pick(identityDocuments)] },
  ],
  ResourcePolicy: oneOf(trustDocument('*', '*'), identityDocuments[0], 'no policy'),
  PolicySourceArn: anyArn,
  CallerArn: principalArn,
  ResourceOwner: oneOf(...accountIds.map((id) => `arn:aws:iam::${id}:root`), accountIds[0]),
  ActionNames: someOf(['s3:GetObject', 'iam:CreateUser', 'sts:AssumeRole', 'iam:*', 'nonsense'], 3),
  ResourceArns: someOf(['*', 'arn:aws:s3:::b/k', `arn:aws:iam::${accountIds[0]}:user/alice`]),
  ContextEntries: ({ dice }) => [
    {
      ContextKeyName: dice.pick(['aws:username', 'aws:CurrentTime']),
      ContextKeyType: dice.pick(['string', 'date', 'boolean']),
      ContextKeyValues: dice.some(['alice', 'true', '2026-01-01T00:00:00Z'], 2),
    },
  ],
  Tags: tags,
  TagKeys: someOf(['team', 'Team', 'env', 'cost', 'owner', 'absent'], 3),
  TransitiveTagKeys: someOf(['team', 'env']),
  VersionId: ({ dice, account, input }) => {
    const name = String(input['PolicyArn']).split('/').at(-1) ?? '';
    const versions = account?.policies.get(name.toLowerCase())?.versions.map(({ id }) => id) ?? [];
    return dice.pickOr(versions, dice.pick(['v1', 'v2', 'v9']));
  },
  MaxItems: oneOf(1, 2, 3, 1000),
  Marker: ({ markers, operation, dice }) =>
    markers.get(operation) ?? dice.pickOr([...markers.values()], Buffer.from('nonsense').toString('base64')),
  Description: oneOf('', 'what it is for', 'ünïcode'),
  MaxSessionDuration: oneOf(3600, 7200, 43_200),

  AccessKeyId: ofUser('accessKeys', ({ dice, state }) =>
    dice.pickOr([...state.credentials.keys()], 'AKIAIOSFODNN7EXAMPLE'),
  ),
  SerialNumber: anyDevice,
  'DeactivateMFADevice.SerialNumber': ofUser('mfaDevices', anyDevice),
  'ResyncMFADevice.SerialNumber': ofUser('mfaDevices', anyDevice),
  AuthenticationCode1: code(-1),
  AuthenticationCode2: code(0),
  TokenCode: code(0),
  Password: oneOf(...passwords),
  OldPassword: ({ dice, account }) => {
    const set = [...(account?.users.values() ?? [])].flatMap(
      ({ loginProfile }) => loginProfile?.password ?? [],
    );
    return dice.pickOr(set, dice.pick(passwords));
  },
  NewPassword: oneOf(...passwords),
  MinimumPasswordLength: oneOf(6, 8, 14),
  CertificateBody: ({ dice }) => (dice.chance(92) ? dice.pick(certificates).pem : 'no certificate'),
  PrivateKey: (around) => certificateOf(around).keyPem,
  CertificateChain: ({ dice }) => dice.pick(certificates).pem,
  CertificateId: ofUser('signingCertificates', keysOf('signingCertificates', 'ABCDEFGHIJKLMNOPQRSTUVWX')),
  SSHPublicKeyBody: ({ dice }) => (dice.chance(92) ? sshPublicKey(dice.below(5)) : 'ssh-rsa nonsense'),
  SSHPublicKeyId: ofUser('sshPublicKeys', keysOf('sshPublicKeys', 'APKAABSENTABSENTABSENT')),
  ServiceName: oneOf(
    'codecommit.amazonaws.com',
    'cassandra.amazonaws.com',
    'bedrock.amazonaws.com',
    'nonsense',
  ),
  ServiceSpecificCredentialId: ofUser(
    'serviceSpecificCredentials',
    keysOf('serviceSpecificCredentials', 'ACCAABSENTABSENTABSENT'),
  ),
  Url: oneOf(...urls),
  ClientID: oneOf('sts.amazonaws.com', 'client', 'other-client'),
  ClientIDList: someOf(['sts.amazonaws.com', 'client', 'other-client', 'fourth'], 4),
  ThumbprintList: ({ dice }) =>
    dice.some(
      ['0', '1', '2'].map((digit) => digit.repeat(40)),
      3,
    ),
  OpenIDConnectProviderArn: keysOf(
    'oidcProviders',
    `arn:aws:iam::${accountIds[0]}:oidc-provider/absent.example`,
  ),
  SAMLProviderArn: keysOf('samlProviders', `arn:aws:iam::${accountIds[0]}:saml-provider/absent`),
  SAMLMetadataDocument: oneOf(...metadataDocuments),
  AddPrivateKey: ({ dice }) => dice.pick(certificates).keyPem,
  RemovePrivateKey: ({ dice, account, input }) =>
    dice.pickOr(
      account?.samlProviders.get(String(input['SAMLProviderArn']))?.privateKeys.map(({ id }) => id) ?? [],
      'AAAAAAAAAAAAAAAAAAAAAAAA',
    ),
  AccountAlias: oneOf('acme', 'acme-two', 'beta'),
  AWSServiceName: oneOf(
    'autoscaling.amazonaws.com',
    'ecs.amazonaws.com',
    'lambda.amazonaws.com',
    'nonsense.amazonaws.com',
  ),
  CustomSuffix: oneOf('x'),
  DeletionTaskId: keysOf(
    'deletionTasks',
    'task/aws-service-role/ecs.amazonaws.com/x/00000000-0000-4000-8000-000000000000',
  ),
  JobId: jobOf('service-last-accessed'),
  'GetOrganizationsAccessReport.JobId': jobOf('organizations-access'),
  Arn: anyArn,
  EntityPath: oneOf('o-exampleorg1/r-root', 'o-exampleorg1/r-root/222222222222', 'o-anotherorg/r-root'),
  OrganizationsPolicyId: oneOf('p-examplepolicy'),
  ServiceNamespace: oneOf('s3', 'iam', 'sts'),
  ServiceNamespaces: someOf(['s3', 'iam', 'sts', 'lambda'], 3),

  DelegationRequestId: delegationId,
  Permissions: () => ({
    PolicyTemplateArn: 'arn:aws:iam::aws:policy/partner/template',
    Parameters: [{ Name: 'Bucket', Values: ['b'], Type: 'string' }],
  }),
  NotificationChannel: oneOf(
    `arn:aws:sns:us-east-1:${accountIds[0]}:topic`,
    'arn:aws:sqs:us-east-1:111111111111:queue',
  ),
  RequestorWorkflowId: ({ dice }) => `workflow-${dice.below(8)}`,
  SessionDuration: oneOf(300, 3600, 43_200),
  OwnerAccountId: oneOf(...accountIds),
  OwnerId: principalArn,
  RedirectUrl: oneOf('https://partner.example/done'),
  EntityArn: (around) =>
    around.dice.chance(70)
      ? `arn:aws:iam::${around.accountId}:delegation-request/${String(delegationId(around))}`
      : anyArn(around),
  Locale: oneOf('en', 'de'),
  TemplateArn: oneOf(templateArn, templateArn, templateArn, 'arn:aws:iam::aws:role-template/absent/Absent'),
  MinorVersion: oneOf(1, 2),
  TemplateMinorVersion: oneOf(1, 2),
  ReplacementValues: ({ dice }) => ({ Stage: { Values: [dice.pick(['prod', 'test', 'not a name'])] } }),
  Properties: ({ dice }) => ({
    [dice.pick(['Sso/Mode', 'Sso/Kind', 'Other/Mode', 'none'])]: dice.pick(['on', 'off']),
  }),

  RoleArn: roleArn,
  RoleSessionName: oneOf('session', 'Session', 'other@example.com'),
  PolicyArns: (around) => [{ arn: policyArn(around) }],
  Policy: identityDocument,
  DurationSeconds: oneOf(900, 900, 3600, 43_200),
  ExternalId: oneOf('external'),
  SourceIdentity: oneOf('alice'),
  MinimumSessionTokenSize: oneOf(1024, 4096),
  ProvidedContexts: () => [
    { ProviderArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter', ContextAssertion: 'assertion' },
  ],
  PrincipalArn: keysOf('samlProviders', `arn:aws:iam::${accountIds[0]}:saml-provider/corp`),
  SAMLAssertion: samlAssertion,
  WebIdentityToken: ({ dice, now }) =>
    dice.chance(90)
      ? webIdentityToken(
          dice.pick(urls),
          dice.pick(['sts.amazonaws.com', 'client']),
          now,
          dice.pick([300, 300, -900]),
        )
      : 'no.token.atall',
  ProviderId: oneOf('www.amazon.com', 'graph.facebook.com'),
  TargetPrincipal: oneOf(...accountIds, `arn:aws:iam::${accountIds[1]}:root`, '333333333333'),
  TaskPolicyArn: ({ dice }) => ({
    arn: `arn:aws:iam::aws:policy/root-task/${dice.pick(['IAMAuditRootUserCredentials', 'S3UnlockBucketPolicy', 'Absent'])}`,
  }),
  EncodedMessage: ({ dice, messages }) => dice.pickOr(messages, 'nonsense'),
  TradeInToken: ({ dice, state }) =>
    dice.pickOr(
      [...state.accounts.values()]
        .flatMap((account) => [...account.delegationRequests.values()])
        .flatMap(({ tradeInToken }) => tradeInToken ?? []),
      'nonsense',
    ),
  Audience: someOf(['https://api.example', 'other'], 2),
  SigningAlgorithm: oneOf('RS256', 'ES384', 'none0'),
};
