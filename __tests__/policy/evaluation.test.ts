import {
  type AuthorizationRequest,
  evaluate,
  type PolicyJson,
  type PolicyType,
} from '../../src/policy/index.ts';

const home = '123456789012';
const away = '210987654321';
const alice = `arn:aws:iam::${home}:user/alice`;
const aliceAway = `arn:aws:iam::${away}:user/alice`;
const role = `arn:aws:iam::${home}:role/team/app`;
const session = `arn:aws:sts::${home}:assumed-role/app/s1`;
const federated = `arn:aws:sts::${home}:federated-user/bob`;
const root = `arn:aws:iam::${home}:root`;
const provider = `arn:aws:iam::${home}:oidc-provider/token.actions.githubusercontent.com`;
const linked = `arn:aws:iam::${home}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`;

const read = { action: 's3:GetObject', resource: 'arn:aws:s3:::photos/cat.jpg' };
const assume = { action: 'sts:AssumeRole', resource: `arn:aws:iam::${home}:role/target` };
const asSession = { principal: session, issuerArn: role };

function of(...statements: object[]): PolicyJson {
  return { Version: '2012-10-17', Statement: statements };
}

const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
const deny = { ...allow, Effect: 'Deny' };
const allowAll = of(allow);
const denyAll = of(allow, deny);
const nothing = of({ Effect: 'Allow', Action: 'none:none', Resource: '*' });

function grant(principal: unknown, more: object = {}): PolicyJson {
  return of({ ...allow, Principal: principal, ...more });
}

function trust(principal: unknown, more: object = {}): PolicyJson {
  return of({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...more });
}

interface Case {
  readonly title: string;
  readonly request: AuthorizationRequest;
  readonly result: 'allowed' | 'explicitDeny' | 'implicitDeny';
  readonly deniedBy?: PolicyType;
  readonly level?: number;
}

function allowed(title: string, request: AuthorizationRequest): Case {
  return { title, request, result: 'allowed' };
}

function refused(title: string, deniedBy: PolicyType, request: AuthorizationRequest, level?: number): Case {
  return { title, request, result: 'implicitDeny', deniedBy, ...(level === undefined ? {} : { level }) };
}

function denied(title: string, deniedBy: PolicyType, request: AuthorizationRequest, level?: number): Case {
  return { title, request, result: 'explicitDeny', deniedBy, ...(level === undefined ? {} : { level }) };
}

const tables: Record<string, readonly Case[]> = {
  'identity policies: IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny access"':
    [
      refused('without any policy nothing is allowed', 'identityPolicy', { principal: alice, ...read }),
      refused('an empty list allows nothing', 'identityPolicy', {
        principal: alice,
        ...read,
        identityPolicies: [],
      }),
      allowed('an allow allows', { principal: alice, ...read, identityPolicies: [allowAll] }),
      allowed('one of several policies is enough', {
        principal: alice,
        ...read,
        identityPolicies: [nothing, allowAll],
      }),
      refused('policies about other things do not', 'identityPolicy', {
        principal: alice,
        ...read,
        identityPolicies: [nothing],
      }),
      denied('a deny wins over an allow of the same policy', 'identityPolicy', {
        principal: alice,
        ...read,
        identityPolicies: [denyAll],
      }),
      denied('a deny wins over an allow of another policy', 'identityPolicy', {
        principal: alice,
        ...read,
        identityPolicies: [allowAll, of(deny)],
      }),
      denied('a deny alone is explicit', 'identityPolicy', {
        principal: alice,
        ...read,
        identityPolicies: [of(deny)],
      }),
      allowed('a role has policies as a user has', {
        principal: role,
        ...read,
        identityPolicies: [allowAll],
      }),
      allowed('a session has the policies of its role', {
        ...asSession,
        ...read,
        identityPolicies: [allowAll],
      }),
      refused('a session of a role without policies', 'identityPolicy', { ...asSession, ...read }),
      allowed('an action on no resource', {
        principal: alice,
        action: 's3:ListAllMyBuckets',
        identityPolicies: [allowAll],
      }),
      allowed('a text', { principal: alice, ...read, identityPolicies: [JSON.stringify(allowAll)] }),
      allowed('a named text', {
        principal: alice,
        ...read,
        identityPolicies: [{ name: 'p', document: JSON.stringify(allowAll) }],
      }),
      allowed('one statement instead of a list', {
        principal: alice,
        ...read,
        identityPolicies: [{ Version: '2012-10-17', Statement: allow }],
      }),
    ],
  'root: IAM User Guide, "AWS account root user"': [
    allowed('everything in its own account', { principal: root, ...read }),
    allowed('on a resource that names its account', {
      principal: root,
      action: 'iam:GetUser',
      resource: alice,
    }),
    allowed('a boundary does not bind it', { principal: root, ...read, permissionsBoundaries: [nothing] }),
    denied(
      'a service control policy binds it',
      'serviceControlPolicy',
      { principal: root, ...read, serviceControlPolicies: [[denyAll]] },
      0,
    ),
    refused(
      'a service control policy must allow it',
      'serviceControlPolicy',
      { principal: root, ...read, serviceControlPolicies: [[nothing]] },
      0,
    ),
    denied(
      'a resource control policy binds it',
      'resourceControlPolicy',
      { principal: root, ...read, resourceControlPolicies: [[grant('*', { Effect: 'Deny' })]] },
      0,
    ),
    denied('a deny of the resource binds it', 'resourcePolicy', {
      principal: root,
      ...read,
      resourcePolicy: grant('*', { Effect: 'Deny' }),
    }),
    refused('in another account the resource must allow', 'resourcePolicy', {
      principal: root,
      ...read,
      resourceAccount: away,
    }),
    allowed('in another account the resource is enough', {
      principal: root,
      ...read,
      resourceAccount: away,
      resourcePolicy: grant({ AWS: home }),
    }),
    refused('its session policy binds it', 'sessionPolicy', {
      principal: root,
      ...read,
      sessionPolicies: [nothing],
    }),
  ],
  'resource policies in one account: IAM User Guide, "Policy evaluation for requests within a single account"':
    [
      allowed('a user that is named needs nothing else', {
        principal: alice,
        ...read,
        resourcePolicy: grant({ AWS: alice }),
      }),
      allowed('not even an allow of its boundary', {
        principal: alice,
        ...read,
        resourcePolicy: grant({ AWS: alice }),
        permissionsBoundaries: [nothing],
      }),
      allowed('one of several names', {
        principal: alice,
        ...read,
        resourcePolicy: grant({ AWS: [root, alice] }),
      }),
      refused('another user that is named', 'identityPolicy', {
        principal: alice,
        ...read,
        resourcePolicy: grant({ AWS: `${alice}2` }),
      }),
      allowed('everyone', { principal: alice, ...read, resourcePolicy: grant('*') }),
      allowed('everyone, as an AWS principal', {
        principal: alice,
        ...read,
        resourcePolicy: grant({ AWS: '*' }),
      }),
      refused('the account leaves it to the identity policies', 'identityPolicy', {
        principal: alice,
        ...read,
        resourcePolicy: grant({ AWS: root }),
      }),
      allowed('the account and an identity policy', {
        principal: alice,
        ...read,
        resourcePolicy: grant({ AWS: home }),
        identityPolicies: [allowAll],
      }),
      allowed('a resource policy that does not speak of it', {
        principal: alice,
        ...read,
        resourcePolicy: grant({ AWS: aliceAway }),
        identityPolicies: [allowAll],
      }),
      denied('a deny of the resource', 'resourcePolicy', {
        principal: alice,
        ...read,
        resourcePolicy: grant({ AWS: alice }, { Effect: 'Deny' }),
        identityPolicies: [allowAll],
      }),
      denied('a deny of the identity policies', 'identityPolicy', {
        principal: alice,
        ...read,
        resourcePolicy: grant({ AWS: alice }),
        identityPolicies: [of(deny)],
      }),
      denied('a deny of the boundary', 'permissionsBoundary', {
        principal: alice,
        ...read,
        resourcePolicy: grant({ AWS: alice }),
        permissionsBoundaries: [denyAll],
      }),
      denied('a deny of the session policy', 'sessionPolicy', {
        ...asSession,
        ...read,
        resourcePolicy: grant({ AWS: session }),
        sessionPolicies: [denyAll],
      }),
      allowed('a session that is named needs nothing else', {
        ...asSession,
        ...read,
        resourcePolicy: grant({ AWS: session }),
      }),
      allowed('not even an allow of boundary and session policy', {
        ...asSession,
        ...read,
        resourcePolicy: grant({ AWS: session }),
        permissionsBoundaries: [nothing],
        sessionPolicies: [nothing],
      }),
      allowed('a session whose role is named needs no identity policy', {
        ...asSession,
        ...read,
        resourcePolicy: grant({ AWS: role }),
      }),
      refused('but is limited by the boundary', 'permissionsBoundary', {
        ...asSession,
        ...read,
        resourcePolicy: grant({ AWS: role }),
        permissionsBoundaries: [nothing],
      }),
      refused('and by the session policy', 'sessionPolicy', {
        ...asSession,
        ...read,
        resourcePolicy: grant({ AWS: role }),
        sessionPolicies: [nothing],
      }),
      allowed('which may both allow', {
        ...asSession,
        ...read,
        resourcePolicy: grant({ AWS: role }),
        permissionsBoundaries: [allowAll],
        sessionPolicies: [allowAll],
      }),
      refused('another session of the role', 'identityPolicy', {
        ...asSession,
        ...read,
        resourcePolicy: grant({ AWS: `${session}2` }),
      }),
      refused('a namesake of the role at another path', 'identityPolicy', {
        ...asSession,
        ...read,
        resourcePolicy: grant({ AWS: `arn:aws:iam::${home}:role/app` }),
      }),
      allowed('a role at the root is known by its session alone', {
        principal: session,
        ...read,
        resourcePolicy: grant({ AWS: `arn:aws:iam::${home}:role/app` }),
      }),
      allowed('a federated user that is named', {
        principal: federated,
        issuerArn: alice,
        ...read,
        resourcePolicy: grant({ AWS: federated }),
        sessionPolicies: [],
      }),
      refused('a federated user whose user is named is limited by the session', 'sessionPolicy', {
        principal: federated,
        issuerArn: alice,
        ...read,
        resourcePolicy: grant({ AWS: alice }),
        sessionPolicies: [],
      }),
      allowed('a federated user whose user is named, within the session', {
        principal: federated,
        issuerArn: alice,
        ...read,
        resourcePolicy: grant({ AWS: alice }),
        sessionPolicies: [allowAll],
      }),
      allowed('the stronger of two ways counts', {
        ...asSession,
        ...read,
        resourcePolicy: of({ ...allow, Principal: { AWS: root } }, { ...allow, Principal: { AWS: session } }),
        permissionsBoundaries: [nothing],
      }),
      allowed('in whatever order they stand', {
        ...asSession,
        ...read,
        resourcePolicy: of({ ...allow, Principal: { AWS: [session, role, root] } }),
        permissionsBoundaries: [nothing],
      }),
      refused('no principal allows nobody', 'identityPolicy', {
        principal: alice,
        ...read,
        resourcePolicy: of(allow),
      }),
      refused('an unknown type of principal names nobody', 'identityPolicy', {
        principal: alice,
        ...read,
        resourcePolicy: grant({ Robot: '*' }),
      }),
      refused('a service is not the user', 'identityPolicy', {
        principal: alice,
        ...read,
        resourcePolicy: grant({ Service: 'ec2.amazonaws.com' }),
      }),
      allowed('a policy without Resource means its own', {
        principal: alice,
        ...read,
        resourcePolicy: of({ Effect: 'Allow', Principal: { AWS: alice }, Action: '*' }),
      }),
      refused('another resource', 'identityPolicy', {
        principal: alice,
        ...read,
        resourcePolicy: grant({ AWS: alice }, { Resource: 'arn:aws:s3:::videos/*' }),
      }),
      allowed('a canonical user', {
        principal: alice,
        canonicalUserId: 'abc',
        ...read,
        resourcePolicy: grant({ CanonicalUser: 'abc' }),
      }),
      refused('another canonical user', 'identityPolicy', {
        principal: alice,
        canonicalUserId: 'abd',
        ...read,
        resourcePolicy: grant({ CanonicalUser: 'abc' }),
      }),
      refused('a key policy must allow', 'resourcePolicy', {
        principal: alice,
        action: 'kms:Decrypt',
        resource: '*',
        resourcePolicyRequired: true,
        resourcePolicy: grant({ AWS: role }),
        identityPolicies: [allowAll],
      }),
      allowed('a key policy that enables the account', {
        principal: alice,
        action: 'kms:Decrypt',
        resource: '*',
        resourcePolicyRequired: true,
        resourcePolicy: grant({ AWS: root }),
        identityPolicies: [allowAll],
      }),
      refused('which the identity policies do not use', 'identityPolicy', {
        principal: alice,
        action: 'kms:Decrypt',
        resource: '*',
        resourcePolicyRequired: true,
        resourcePolicy: grant({ AWS: root }),
      }),
    ],
  'NotPrincipal: IAM User Guide, "AWS JSON policy elements: NotPrincipal"': [
    denied('denies whoever is not named', 'resourcePolicy', {
      principal: alice,
      ...read,
      resourcePolicy: of({ ...deny, NotPrincipal: { AWS: role } }),
      identityPolicies: [allowAll],
    }),
    allowed('spares the one that is named', {
      principal: alice,
      ...read,
      resourcePolicy: of({ ...deny, NotPrincipal: { AWS: [alice, root] } }),
      identityPolicies: [allowAll],
    }),
    denied('does not spare users by their account', 'resourcePolicy', {
      principal: alice,
      ...read,
      resourcePolicy: of({ ...deny, NotPrincipal: { AWS: root } }),
      identityPolicies: [allowAll],
    }),
    denied('does not spare a session by its role', 'resourcePolicy', {
      ...asSession,
      ...read,
      resourcePolicy: of({ ...deny, NotPrincipal: { AWS: [role, root] } }),
      identityPolicies: [allowAll],
    }),
    allowed('spares a session by its own ARN', {
      ...asSession,
      ...read,
      resourcePolicy: of({ ...deny, NotPrincipal: { AWS: [session, role, root] } }),
      identityPolicies: [allowAll],
    }),
    allowed('spares root by its account', {
      principal: root,
      ...read,
      resourcePolicy: of({ ...deny, NotPrincipal: { AWS: home } }),
    }),
    allowed('with Allow everyone else is allowed', {
      principal: alice,
      ...read,
      resourcePolicy: of({ ...allow, NotPrincipal: { AWS: role } }),
    }),
    refused('with Allow the one that is named is not', 'identityPolicy', {
      principal: alice,
      ...read,
      resourcePolicy: of({ ...allow, NotPrincipal: { AWS: alice } }),
    }),
  ],
  'permissions boundaries: IAM User Guide, "Permissions boundaries for IAM entities"': [
    refused('a boundary allows nothing by itself', 'identityPolicy', {
      principal: alice,
      ...read,
      permissionsBoundaries: [allowAll],
    }),
    allowed('both must allow', {
      principal: alice,
      ...read,
      permissionsBoundaries: [allowAll],
      identityPolicies: [allowAll],
    }),
    refused(
      'the boundary does not',
      'permissionsBoundary',
      { principal: alice, ...read, permissionsBoundaries: [nothing], identityPolicies: [allowAll] },
      0,
    ),
    denied(
      'the boundary denies',
      'permissionsBoundary',
      { principal: alice, ...read, permissionsBoundaries: [denyAll], identityPolicies: [allowAll] },
      0,
    ),
    refused(
      'of two boundaries each must allow',
      'permissionsBoundary',
      { principal: alice, ...read, permissionsBoundaries: [allowAll, nothing], identityPolicies: [allowAll] },
      1,
    ),
    allowed('an empty list is no boundary', {
      principal: alice,
      ...read,
      permissionsBoundaries: [],
      identityPolicies: [allowAll],
    }),
    refused(
      'it is named before the identity policies',
      'permissionsBoundary',
      { principal: alice, ...read, permissionsBoundaries: [nothing] },
      0,
    ),
    refused(
      'across accounts it limits too',
      'permissionsBoundary',
      {
        principal: alice,
        ...read,
        resourceAccount: away,
        resourcePolicy: grant({ AWS: alice }),
        permissionsBoundaries: [nothing],
        identityPolicies: [allowAll],
      },
      0,
    ),
  ],
  'session policies: IAM User Guide, "Session policies"': [
    allowed('both must allow', {
      ...asSession,
      ...read,
      sessionPolicies: [allowAll],
      identityPolicies: [allowAll],
    }),
    refused('a session policy allows nothing by itself', 'identityPolicy', {
      ...asSession,
      ...read,
      sessionPolicies: [allowAll],
    }),
    refused('the session policy does not allow', 'sessionPolicy', {
      ...asSession,
      ...read,
      sessionPolicies: [nothing],
      identityPolicies: [allowAll],
    }),
    denied('the session policy denies', 'sessionPolicy', {
      ...asSession,
      ...read,
      sessionPolicies: [denyAll],
      identityPolicies: [allowAll],
    }),
    allowed('one of several is enough', {
      ...asSession,
      ...read,
      sessionPolicies: [nothing, allowAll],
      identityPolicies: [allowAll],
    }),
    denied('each may deny', 'sessionPolicy', {
      ...asSession,
      ...read,
      sessionPolicies: [allowAll, denyAll],
      identityPolicies: [allowAll],
    }),
    refused('an empty list allows nothing: GetFederationToken without a policy', 'sessionPolicy', {
      principal: federated,
      ...read,
      sessionPolicies: [],
      identityPolicies: [allowAll],
    }),
    allowed('none at all does not limit', { ...asSession, ...read, identityPolicies: [allowAll] }),
    refused(
      'the boundary is named before it',
      'permissionsBoundary',
      {
        ...asSession,
        ...read,
        sessionPolicies: [nothing],
        permissionsBoundaries: [nothing],
        identityPolicies: [allowAll],
      },
      0,
    ),
  ],
  'organizations: AWS Organizations User Guide, "SCP evaluation" and "RCP evaluation"': [
    allowed('every level allows', {
      principal: alice,
      ...read,
      serviceControlPolicies: [[allowAll], [allowAll], [allowAll]],
      identityPolicies: [allowAll],
    }),
    refused(
      'one level does not',
      'serviceControlPolicy',
      {
        principal: alice,
        ...read,
        serviceControlPolicies: [[allowAll], [nothing], [allowAll]],
        identityPolicies: [allowAll],
      },
      1,
    ),
    refused(
      'one level has no policy',
      'serviceControlPolicy',
      { principal: alice, ...read, serviceControlPolicies: [[allowAll], []], identityPolicies: [allowAll] },
      1,
    ),
    allowed('one policy of a level is enough', {
      principal: alice,
      ...read,
      serviceControlPolicies: [[nothing, allowAll]],
      identityPolicies: [allowAll],
    }),
    denied(
      'one level denies',
      'serviceControlPolicy',
      {
        principal: alice,
        ...read,
        serviceControlPolicies: [[allowAll], [allowAll, of(deny)]],
        identityPolicies: [allowAll],
      },
      1,
    ),
    allowed('no level at all: the account is in no organization', {
      principal: alice,
      ...read,
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      identityPolicies: [allowAll],
    }),
    refused('service control policies allow nothing by themselves', 'identityPolicy', {
      principal: alice,
      ...read,
      serviceControlPolicies: [[allowAll]],
    }),
    refused(
      'they limit what a resource policy grants',
      'serviceControlPolicy',
      {
        principal: alice,
        ...read,
        serviceControlPolicies: [[nothing]],
        resourcePolicy: grant({ AWS: alice }),
      },
      0,
    ),
    allowed('they do not bind service-linked roles', {
      principal: linked,
      ...read,
      serviceControlPolicies: [[denyAll]],
      resourceControlPolicies: [[grant('*', { Effect: 'Deny' })]],
      identityPolicies: [allowAll],
    }),
    allowed('they do not bind services', {
      principal: { service: 'ec2.amazonaws.com' },
      ...read,
      serviceControlPolicies: [[denyAll]],
      resourcePolicy: grant({ Service: 'ec2.amazonaws.com' }),
    }),
    denied(
      'resource control policies bind services',
      'resourceControlPolicy',
      {
        principal: { service: 'ec2.amazonaws.com' },
        ...read,
        resourceControlPolicies: [[grant('*', { Effect: 'Deny' })]],
        resourcePolicy: grant({ Service: 'ec2.amazonaws.com' }),
      },
      0,
    ),
    denied(
      'and the anonymous',
      'resourceControlPolicy',
      {
        principal: 'anonymous',
        ...read,
        resourceControlPolicies: [[grant('*', { Effect: 'Deny' })]],
        resourcePolicy: grant('*'),
      },
      0,
    ),
    allowed('a resource control policy that allows everyone', {
      principal: alice,
      ...read,
      resourceControlPolicies: [[grant('*')]],
      identityPolicies: [allowAll],
    }),
    refused(
      'a level of resource control policies that does not allow',
      'resourceControlPolicy',
      { principal: alice, ...read, resourceControlPolicies: [[nothing]], identityPolicies: [allowAll] },
      0,
    ),
    refused(
      'service control policies are named first',
      'serviceControlPolicy',
      {
        principal: alice,
        ...read,
        serviceControlPolicies: [[nothing]],
        resourceControlPolicies: [[nothing]],
      },
      0,
    ),
  ],
  'across accounts: IAM User Guide, "Cross-account policy evaluation logic"': [
    refused('the identity policy alone', 'resourcePolicy', {
      principal: alice,
      ...read,
      resourceAccount: away,
      identityPolicies: [allowAll],
    }),
    refused('the resource policy alone', 'identityPolicy', {
      principal: alice,
      ...read,
      resourceAccount: away,
      resourcePolicy: grant({ AWS: alice }),
    }),
    allowed('both', {
      principal: alice,
      ...read,
      resourceAccount: away,
      resourcePolicy: grant({ AWS: alice }),
      identityPolicies: [allowAll],
    }),
    allowed('the account is enough for the resource', {
      principal: alice,
      ...read,
      resourceAccount: away,
      resourcePolicy: grant({ AWS: home }),
      identityPolicies: [allowAll],
    }),
    refused('everyone is not enough for the identity', 'identityPolicy', {
      principal: alice,
      ...read,
      resourceAccount: away,
      resourcePolicy: grant('*'),
    }),
    refused('naming the session is not enough either', 'identityPolicy', {
      ...asSession,
      ...read,
      resourceAccount: away,
      resourcePolicy: grant({ AWS: session }),
    }),
    refused('the session policy limits', 'sessionPolicy', {
      ...asSession,
      ...read,
      resourceAccount: away,
      resourcePolicy: grant({ AWS: session }),
      sessionPolicies: [nothing],
      identityPolicies: [allowAll],
    }),
    allowed('naming the role', {
      ...asSession,
      ...read,
      resourceAccount: away,
      resourcePolicy: grant({ AWS: role }),
      identityPolicies: [allowAll],
    }),
    refused('the account of the ARN counts where none is given', 'resourcePolicy', {
      principal: alice,
      action: 'sqs:SendMessage',
      resource: `arn:aws:sqs:eu-west-1:${away}:queue`,
      identityPolicies: [allowAll],
    }),
    allowed('the same account in the ARN', {
      principal: alice,
      action: 'sqs:SendMessage',
      resource: `arn:aws:sqs:eu-west-1:${home}:queue`,
      identityPolicies: [allowAll],
    }),
    allowed('a given account goes before that of the ARN', {
      principal: alice,
      action: 'sqs:SendMessage',
      resource: `arn:aws:sqs:eu-west-1:${away}:queue`,
      resourceAccount: home,
      identityPolicies: [allowAll],
    }),
    refused('a given account of the principal goes before that of its ARN', 'resourcePolicy', {
      principal: alice,
      principalAccount: away,
      ...read,
      resourceAccount: home,
      identityPolicies: [allowAll],
    }),
    denied('a deny of the resource', 'resourcePolicy', {
      principal: alice,
      ...read,
      resourceAccount: away,
      resourcePolicy: grant({ AWS: alice }, { Effect: 'Deny' }),
      identityPolicies: [allowAll],
    }),
  ],
  'services, providers and the anonymous': [
    allowed('a service that is named', {
      principal: { service: 'sns.amazonaws.com' },
      ...read,
      resourcePolicy: grant({ Service: 'sns.amazonaws.com' }),
    }),
    refused('a service that is not', 'resourcePolicy', {
      principal: { service: 'sns.amazonaws.com' },
      ...read,
      resourcePolicy: grant({ Service: 'sqs.amazonaws.com' }),
    }),
    refused('a service where no policy is', 'resourcePolicy', {
      principal: { service: 'sns.amazonaws.com' },
      ...read,
    }),
    refused('a service is no AWS principal', 'resourcePolicy', {
      principal: { service: 'sns.amazonaws.com' },
      ...read,
      resourcePolicy: grant({ AWS: '*' }),
    }),
    allowed('a service is someone', {
      principal: { service: 'sns.amazonaws.com' },
      ...read,
      resourcePolicy: grant('*'),
    }),
    allowed('the account of the source', {
      principal: { service: 'sns.amazonaws.com' },
      ...read,
      context: { 'aws:SourceAccount': home },
      resourcePolicy: grant(
        { Service: 'sns.amazonaws.com' },
        { Condition: { StringEquals: { 'aws:SourceAccount': home } } },
      ),
    }),
    refused('another source: the confused deputy', 'resourcePolicy', {
      principal: { service: 'sns.amazonaws.com' },
      ...read,
      context: { 'aws:SourceAccount': away },
      resourcePolicy: grant(
        { Service: 'sns.amazonaws.com' },
        { Condition: { StringEquals: { 'aws:SourceAccount': home } } },
      ),
    }),
    denied('a deny of everyone but services', 'resourcePolicy', {
      principal: alice,
      ...read,
      identityPolicies: [allowAll],
      resourcePolicy: of({
        ...deny,
        Principal: '*',
        Condition: { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
      }),
    }),
    allowed('the anonymous, where everyone may', {
      principal: 'anonymous',
      ...read,
      resourcePolicy: grant('*'),
    }),
    allowed('the anonymous, as an AWS principal', {
      principal: 'anonymous',
      ...read,
      resourcePolicy: grant({ AWS: '*' }),
    }),
    refused('the anonymous, where an account may', 'resourcePolicy', {
      principal: 'anonymous',
      ...read,
      resourcePolicy: grant({ AWS: home }),
    }),
    refused('the anonymous, where no policy is', 'resourcePolicy', { principal: 'anonymous', ...read }),
    refused('identity policies are nothing to the anonymous', 'resourcePolicy', {
      principal: 'anonymous',
      ...read,
      identityPolicies: [allowAll],
    }),
  ],
  'trust policies: IAM User Guide, "Policy evaluation logic" and STS API Reference, "AssumeRole"': [
    allowed('a user that is named', { principal: alice, ...assume, trustPolicy: trust({ AWS: alice }) }),
    refused('the account leaves it to the identity policies', 'identityPolicy', {
      principal: alice,
      ...assume,
      trustPolicy: trust({ AWS: root }),
    }),
    allowed('the account and an identity policy', {
      principal: alice,
      ...assume,
      trustPolicy: trust({ AWS: root }),
      identityPolicies: [allowAll],
    }),
    allowed('the account by its id', {
      principal: alice,
      ...assume,
      trustPolicy: trust({ AWS: home }),
      identityPolicies: [allowAll],
    }),
    refused('an identity policy is never enough', 'trustPolicy', {
      principal: alice,
      ...assume,
      trustPolicy: trust({ AWS: role }),
      identityPolicies: [allowAll],
    }),
    allowed('a session whose role is named', { ...asSession, ...assume, trustPolicy: trust({ AWS: role }) }),
    allowed('a session that is named', { ...asSession, ...assume, trustPolicy: trust({ AWS: session }) }),
    refused('a session whose role is named is limited by the boundary', 'permissionsBoundary', {
      ...asSession,
      ...assume,
      trustPolicy: trust({ AWS: role }),
      permissionsBoundaries: [nothing],
    }),
    refused('across accounts a user that is named needs its own policy', 'identityPolicy', {
      principal: aliceAway,
      ...assume,
      trustPolicy: trust({ AWS: aliceAway }),
    }),
    allowed('across accounts both', {
      principal: aliceAway,
      ...assume,
      trustPolicy: trust({ AWS: aliceAway }),
      identityPolicies: [allowAll],
    }),
    allowed('across accounts the account and the identity policy', {
      principal: aliceAway,
      ...assume,
      trustPolicy: trust({ AWS: away }),
      identityPolicies: [allowAll],
    }),
    denied('an identity policy that denies', 'identityPolicy', {
      principal: alice,
      ...assume,
      trustPolicy: trust({ AWS: alice }),
      identityPolicies: [of(deny)],
    }),
    denied('a trust policy that denies', 'trustPolicy', {
      principal: alice,
      ...assume,
      trustPolicy: of(
        { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' },
        { Effect: 'Deny', Principal: { AWS: alice }, Action: 'sts:*' },
      ),
    }),
    refused('another action', 'trustPolicy', {
      principal: alice,
      ...assume,
      action: 'sts:TagSession',
      trustPolicy: trust({ AWS: alice }),
    }),
    allowed('the external id', {
      principal: alice,
      ...assume,
      context: { 'sts:ExternalId': 'x' },
      trustPolicy: trust({ AWS: alice }, { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }),
    }),
    refused('another external id', 'trustPolicy', {
      principal: alice,
      ...assume,
      context: { 'sts:ExternalId': 'y' },
      trustPolicy: trust({ AWS: alice }, { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }),
    }),
    refused('no external id', 'trustPolicy', {
      principal: alice,
      ...assume,
      trustPolicy: trust({ AWS: alice }, { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }),
    }),
    refused('no second factor', 'trustPolicy', {
      principal: alice,
      ...assume,
      trustPolicy: trust({ AWS: alice }, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    }),
    allowed('a service', {
      principal: { service: 'lambda.amazonaws.com' },
      ...assume,
      trustPolicy: trust({ Service: 'lambda.amazonaws.com' }),
    }),
    refused('another service', 'trustPolicy', {
      principal: { service: 'lambda.amazonaws.com' },
      ...assume,
      trustPolicy: trust({ Service: 'ec2.amazonaws.com' }),
    }),
    allowed('a provider', {
      principal: { federated: provider },
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: assume.resource,
      trustPolicy: trust({ Federated: provider }, { Action: 'sts:AssumeRoleWithWebIdentity' }),
    }),
    refused('another provider', 'trustPolicy', {
      principal: { federated: `${provider}2` },
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: assume.resource,
      trustPolicy: trust({ Federated: provider }, { Action: 'sts:AssumeRoleWithWebIdentity' }),
    }),
    refused('a provider is no AWS principal', 'trustPolicy', {
      principal: { federated: provider },
      ...assume,
      trustPolicy: trust({ AWS: '*' }),
    }),
    allowed('a subject', {
      principal: { federated: provider },
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: assume.resource,
      context: { 'token.actions.githubusercontent.com:sub': 'repo:a/b:ref:refs/heads/main' },
      trustPolicy: trust(
        { Federated: provider },
        {
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:a/*' } },
        },
      ),
    }),
    refused('another subject', 'trustPolicy', {
      principal: { federated: provider },
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: assume.resource,
      context: { 'token.actions.githubusercontent.com:sub': 'repo:c/d:ref:refs/heads/main' },
      trustPolicy: trust(
        { Federated: provider },
        {
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:a/*' } },
        },
      ),
    }),
    allowed('a stored id of a user', {
      principal: alice,
      principalId: 'AIDAEXAMPLE',
      ...assume,
      trustPolicy: trust({ AWS: 'AIDAEXAMPLE' }),
    }),
    refused('the stored id of a deleted namesake', 'trustPolicy', {
      principal: alice,
      principalId: 'AIDANEW',
      ...assume,
      trustPolicy: trust({ AWS: 'AIDAEXAMPLE' }),
    }),
    allowed('a stored id of a role', {
      ...asSession,
      principalId: 'AROAEXAMPLE:s1',
      ...assume,
      trustPolicy: trust({ AWS: 'AROAEXAMPLE' }),
    }),
    refused('a stored id of a role is a role: the boundary limits', 'permissionsBoundary', {
      ...asSession,
      principalId: 'AROAEXAMPLE:s1',
      ...assume,
      trustPolicy: trust({ AWS: 'AROAEXAMPLE' }),
      permissionsBoundaries: [nothing],
    }),
    allowed('a stored id of a session', {
      ...asSession,
      principalId: 'AROAEXAMPLE:s1',
      ...assume,
      trustPolicy: trust({ AWS: 'AROAEXAMPLE:s1' }),
      permissionsBoundaries: [nothing],
    }),
    refused('an id that only begins alike', 'trustPolicy', {
      ...asSession,
      principalId: 'AROAEXAMPLE2:s1',
      ...assume,
      trustPolicy: trust({ AWS: 'AROAEXAMPLE' }),
    }),
  ],
};

for (const [title, cases] of Object.entries(tables)) {
  describe(title, () => {
    test.each(cases)('$title: $result', ({ request, result, deniedBy, level }) => {
      const decision = evaluate(request);
      expect({ result: decision.result, deniedBy: decision.deniedBy }).toEqual({ result, deniedBy });
      if (level !== undefined) expect(decision.level).toBe(level);
    });
  });
}
