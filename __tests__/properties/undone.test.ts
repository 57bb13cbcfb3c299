import { IAMClient } from '@aws-sdk/client-iam';
import * as fc from 'fast-check';
import type { State } from '../../src/index.ts';
import { useIam } from '../../src/jest.ts';
import { type Reply, type Request, sendRequest } from '../support/calls.ts';
import { makeCertificate } from '../support/certificates.ts';
import { identityPolicy, sshPublicKey, trustPolicy } from '../support/fixtures.ts';
import { manyCalls } from '../support/random-calls.ts';
import { samlMetadata } from '../support/saml.ts';

const aws = useIam({ now: '2026-01-31T12:00:00Z' });
const iam = new IAMClient({});

jest.setTimeout(60_000);

/** Something that is made and taken away again; `needs` is there before and stays. */
interface Pair {
  readonly what: string;
  readonly needs?: readonly Request[];
  readonly make: Request;
  readonly undo: Request | ((made: Reply) => Request);
}

const User: Request = ['CreateUser', { UserName: 'holder' }];
const Role: Request = ['CreateRole', { RoleName: 'holder', AssumeRolePolicyDocument: trustPolicy }];
const Group: Request = ['CreateGroup', { GroupName: 'holder' }];
const Policy: Request = ['CreatePolicy', { PolicyName: 'held', PolicyDocument: identityPolicy }];
const PolicyArn = 'arn:aws:iam::123456789012:policy/held';
const Profile: Request = ['CreateInstanceProfile', { InstanceProfileName: 'holder' }];
const certificate = makeCertificate();
const member = (reply: Reply, name: string): Record<string, string> => reply[name] as Record<string, string>;

const attachments = (['User', 'Group', 'Role'] as const).flatMap((kind): Pair[] => {
  const needs = [{ User, Group, Role }[kind], Policy];
  const named = { [`${kind}Name`]: 'holder' };
  return [
    {
      what: `a policy attached to a ${kind.toLowerCase()}`,
      needs,
      make: [`Attach${kind}Policy`, { ...named, PolicyArn }],
      undo: [`Detach${kind}Policy`, { ...named, PolicyArn }],
    },
    {
      what: `an inline policy of a ${kind.toLowerCase()}`,
      needs,
      make: [`Put${kind}Policy`, { ...named, PolicyName: 'own', PolicyDocument: identityPolicy }],
      undo: [`Delete${kind}Policy`, { ...named, PolicyName: 'own' }],
    },
  ];
});

const tagged = (['User', 'Role'] as const).flatMap((kind): Pair[] => {
  const named = { [`${kind}Name`]: 'holder' };
  return [
    {
      what: `a tag of a ${kind.toLowerCase()}`,
      needs: [{ User, Role }[kind]],
      make: [`Tag${kind}`, { ...named, Tags: [{ Key: 'a', Value: 'b' }] }],
      undo: [`Untag${kind}`, { ...named, TagKeys: ['A'] }],
    },
    {
      what: `a boundary of a ${kind.toLowerCase()}`,
      needs: [{ User, Role }[kind], Policy],
      make: [`Put${kind}PermissionsBoundary`, { ...named, PermissionsBoundary: PolicyArn }],
      undo: [`Delete${kind}PermissionsBoundary`, named],
    },
  ];
});

const pairs: readonly Pair[] = [
  {
    what: 'a user',
    make: ['CreateUser', { UserName: 'x', Tags: [{ Key: 'a', Value: 'b' }] }],
    undo: ['DeleteUser', { UserName: 'X' }],
  },
  {
    what: 'a user with a boundary',
    needs: [Policy],
    make: ['CreateUser', { UserName: 'x', PermissionsBoundary: PolicyArn }],
    undo: ['DeleteUser', { UserName: 'x' }],
  },
  { what: 'a group', make: ['CreateGroup', { GroupName: 'x' }], undo: ['DeleteGroup', { GroupName: 'X' }] },
  {
    what: 'a role',
    make: ['CreateRole', { RoleName: 'x', AssumeRolePolicyDocument: trustPolicy, Description: 'y' }],
    undo: ['DeleteRole', { RoleName: 'x' }],
  },
  {
    what: 'a role that trusts a user',
    needs: [User],
    make: [
      'CreateRole',
      {
        RoleName: 'x',
        AssumeRolePolicyDocument: trustPolicy.replace(
          '{"Service":"lambda.amazonaws.com"}',
          '{"AWS":"arn:aws:iam::123456789012:user/holder"}',
        ),
      },
    ],
    undo: ['DeleteRole', { RoleName: 'x' }],
  },
  {
    what: 'a policy',
    make: ['CreatePolicy', { PolicyName: 'x', PolicyDocument: identityPolicy }],
    undo: (made) => ['DeletePolicy', { PolicyArn: member(made, 'Policy')['Arn'] }],
  },
  {
    what: 'an instance profile',
    make: ['CreateInstanceProfile', { InstanceProfileName: 'x' }],
    undo: ['DeleteInstanceProfile', { InstanceProfileName: 'x' }],
  },
  {
    what: 'a role in an instance profile',
    needs: [Role, Profile],
    make: ['AddRoleToInstanceProfile', { InstanceProfileName: 'holder', RoleName: 'holder' }],
    undo: ['RemoveRoleFromInstanceProfile', { InstanceProfileName: 'holder', RoleName: 'holder' }],
  },
  {
    what: 'a membership',
    needs: [User, Group],
    make: ['AddUserToGroup', { UserName: 'holder', GroupName: 'holder' }],
    undo: ['RemoveUserFromGroup', { UserName: 'holder', GroupName: 'holder' }],
  },
  ...attachments,
  ...tagged,
  {
    what: 'a login profile',
    needs: [User],
    make: ['CreateLoginProfile', { UserName: 'holder', Password: 'Correct horse 1!' }],
    undo: ['DeleteLoginProfile', { UserName: 'holder' }],
  },
  {
    what: 'an access key',
    needs: [User],
    make: ['CreateAccessKey', { UserName: 'holder' }],
    undo: (made) => [
      'DeleteAccessKey',
      { UserName: 'holder', AccessKeyId: member(made, 'AccessKey')['AccessKeyId'] },
    ],
  },
  {
    what: 'a signing certificate',
    needs: [User],
    make: ['UploadSigningCertificate', { UserName: 'holder', CertificateBody: certificate.pem }],
    undo: (made) => [
      'DeleteSigningCertificate',
      { UserName: 'holder', CertificateId: member(made, 'Certificate')['CertificateId'] },
    ],
  },
  {
    what: 'an SSH public key',
    needs: [User],
    make: ['UploadSSHPublicKey', { UserName: 'holder', SSHPublicKeyBody: sshPublicKey(1) }],
    undo: (made) => [
      'DeleteSSHPublicKey',
      { UserName: 'holder', SSHPublicKeyId: member(made, 'SSHPublicKey')['SSHPublicKeyId'] },
    ],
  },
  {
    what: 'a service-specific credential',
    needs: [User],
    make: [
      'CreateServiceSpecificCredential',
      { UserName: 'holder', ServiceName: 'codecommit.amazonaws.com' },
    ],
    undo: (made) => [
      'DeleteServiceSpecificCredential',
      {
        UserName: 'holder',
        ServiceSpecificCredentialId: member(made, 'ServiceSpecificCredential')['ServiceSpecificCredentialId'],
      },
    ],
  },
  {
    what: 'a virtual MFA device',
    make: ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'x' }],
    undo: ['DeleteVirtualMFADevice', { SerialNumber: 'arn:aws:iam::123456789012:mfa/x' }],
  },
  {
    what: 'a server certificate',
    make: [
      'UploadServerCertificate',
      { ServerCertificateName: 'x', CertificateBody: certificate.pem, PrivateKey: certificate.keyPem },
    ],
    undo: ['DeleteServerCertificate', { ServerCertificateName: 'x' }],
  },
  {
    what: 'an OIDC provider',
    make: ['CreateOpenIDConnectProvider', { Url: 'https://x.example.org' }],
    undo: (made) => [
      'DeleteOpenIDConnectProvider',
      { OpenIDConnectProviderArn: made['OpenIDConnectProviderArn'] },
    ],
  },
  {
    what: 'a SAML provider',
    make: ['CreateSAMLProvider', { Name: 'x', SAMLMetadataDocument: samlMetadata() }],
    undo: (made) => ['DeleteSAMLProvider', { SAMLProviderArn: made['SAMLProviderArn'] }],
  },
];

/** A state without what is never taken back: the count of changes, and the ids that stay refused. */
function lasting({ accounts, credentials }: State): string {
  const known = [...credentials].filter(([, { status }]) => status !== 'Deleted');
  return JSON.stringify({ accounts, credentials: known });
}

describe('made and taken away again leaves nothing, whatever else is there', () => {
  test.each(pairs)('$what', async ({ needs = [], make, undo }) => {
    await fc.assert(
      fc.asyncProperty(manyCalls, async (calls) => {
        aws.reset();
        for (const call of calls) await sendRequest(iam, call).catch(() => undefined);
        for (const call of needs) await sendRequest(iam, call);
        const mark = aws.checkpoint();
        const before = lasting(aws.state);
        const made = await sendRequest(iam, make);
        expect(lasting(aws.state)).not.toBe(before);
        expect(aws.changes(mark).length).toBeGreaterThan(0);
        await sendRequest(iam, typeof undo === 'function' ? undo(made) : undo);
        expect(lasting(aws.state)).toBe(before);
        expect(aws.changes(mark)).toEqual([]);
      }),
      { numRuns: 4 },
    );
  });
});
