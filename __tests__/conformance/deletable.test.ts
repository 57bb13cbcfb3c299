import { DeleteConflictException, NoSuchEntityException } from '@aws-sdk/client-iam';
import { iamModel } from '../../src/data/iam-model.ts';
import { totpCode, totpStep } from '../../src/engine/totp.ts';
import { expectFailure, useAws } from '../support/aws.ts';
import { type Reply, type Request, sendRequest } from '../support/calls.ts';
import { makeCertificate } from '../support/certificates.ts';
import { identityPolicy, sshPublicKey, trustPolicy } from '../support/fixtures.ts';
import { samlMetadata } from '../support/saml.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00Z' });
const send = (request: Request): Promise<Reply> => sendRequest(iam, request);
const certificate = makeCertificate();
const otherCertificate = makeCertificate({ subject: 'other' });
const metadata = samlMetadata();

type Fields = Readonly<Record<string, unknown>>;
const field = (value: unknown, ...path: readonly string[]): string =>
  path.reduce((inner, key) => (inner as Fields | undefined)?.[key], value) as string;
const arn = (resource: string): string => `arn:aws:iam::123456789012:${resource}`;

const idempotent = Symbol('idempotent');

/** Something that an operation takes away. */
interface DeletableFamily {
  /** The operation that takes it away. */
  readonly operation: string;
  /** What it hangs on. */
  readonly around?: readonly Request[];
  readonly create: Request;
  /** Input of the deletion, from the reply of `create`. */
  readonly input: (created: Reply) => object;
  /** What a second deletion answers, unless AWS takes it. */
  readonly again: string | ((input: Fields) => string) | typeof idempotent;
  /** What else is left behind, by design. */
  readonly leaves?: string;
}

const user: Request = ['CreateUser', { UserName: 'holder' }];
const group: Request = ['CreateGroup', { GroupName: 'holder' }];
const role: Request = ['CreateRole', { RoleName: 'holder', AssumeRolePolicyDocument: trustPolicy }];
const policy: Request = ['CreatePolicy', { PolicyName: 'thing', PolicyDocument: identityPolicy }];
const policyArn = arn('policy/thing');
const UserName = 'holder';
const holders = { User: user, Group: group, Role: role } as const;
const kinds = ['User', 'Group', 'Role'] as const;

const families: readonly DeletableFamily[] = [
  {
    operation: 'DeleteUser',
    create: user,
    input: () => ({ UserName }),
    again: 'The user with name holder cannot be found.',
  },
  {
    operation: 'DeleteGroup',
    create: group,
    input: () => ({ GroupName: 'holder' }),
    again: 'The group with name holder cannot be found.',
  },
  {
    operation: 'DeleteRole',
    create: role,
    input: () => ({ RoleName: 'holder' }),
    again: 'The role with name holder cannot be found.',
  },
  {
    operation: 'DeleteInstanceProfile',
    create: ['CreateInstanceProfile', { InstanceProfileName: 'thing' }],
    input: () => ({ InstanceProfileName: 'thing' }),
    again: 'Instance Profile thing cannot be found.',
  },
  {
    operation: 'DeletePolicy',
    create: policy,
    input: () => ({ PolicyArn: policyArn }),
    again: `Policy ${policyArn} was not found.`,
  },
  {
    operation: 'DeletePolicyVersion',
    around: [policy],
    create: ['CreatePolicyVersion', { PolicyArn: policyArn, PolicyDocument: identityPolicy }],
    input: () => ({ PolicyArn: policyArn, VersionId: 'v2' }),
    again: `Policy ${policyArn} version v2 does not exist or is not attachable.`,
    leaves: 'the number of the next version, and the date of the newest',
  },
  {
    operation: 'DeleteServerCertificate',
    create: [
      'UploadServerCertificate',
      { ServerCertificateName: 'thing', CertificateBody: certificate.pem, PrivateKey: certificate.keyPem },
    ],
    input: () => ({ ServerCertificateName: 'thing' }),
    again: 'The Server Certificate with name thing cannot be found.',
  },
  {
    operation: 'DeleteSigningCertificate',
    around: [user],
    create: ['UploadSigningCertificate', { UserName, CertificateBody: otherCertificate.pem }],
    input: (created) => ({ UserName, CertificateId: field(created, 'Certificate', 'CertificateId') }),
    again: ({ CertificateId }) => `The Certificate with id ${CertificateId as string} cannot be found.`,
  },
  {
    operation: 'DeleteSSHPublicKey',
    around: [user],
    create: ['UploadSSHPublicKey', { UserName, SSHPublicKeyBody: sshPublicKey(1) }],
    input: (created) => ({ UserName, SSHPublicKeyId: field(created, 'SSHPublicKey', 'SSHPublicKeyId') }),
    again: ({ SSHPublicKeyId }) => `The Public Key with id ${SSHPublicKeyId as string} cannot be found.`,
  },
  {
    operation: 'DeleteServiceSpecificCredential',
    around: [user],
    create: ['CreateServiceSpecificCredential', { UserName, ServiceName: 'codecommit.amazonaws.com' }],
    input: (created) => ({
      UserName,
      ServiceSpecificCredentialId: field(created, 'ServiceSpecificCredential', 'ServiceSpecificCredentialId'),
    }),
    again: ({ ServiceSpecificCredentialId }) =>
      `No such credential ${ServiceSpecificCredentialId as string} exists`,
  },
  {
    operation: 'DeleteAccessKey',
    around: [user],
    create: ['CreateAccessKey', { UserName }],
    input: (created) => ({ UserName, AccessKeyId: field(created, 'AccessKey', 'AccessKeyId') }),
    again: ({ AccessKeyId }) => `The Access Key with id ${AccessKeyId as string} cannot be found.`,
  },
  {
    operation: 'DeleteLoginProfile',
    around: [user],
    create: ['CreateLoginProfile', { UserName, Password: 'correct-Horse-9' }],
    input: () => ({ UserName }),
    again: 'Login Profile for User holder cannot be found.',
  },
  {
    operation: 'DeleteVirtualMFADevice',
    create: ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'thing' }],
    input: () => ({ SerialNumber: arn('mfa/thing') }),
    again: `VirtualMFADevice with serial number ${arn('mfa/thing')} doesn't exist.`,
  },
  {
    // The API reference calls it idempotent; AWS was seen to answer so.
    operation: 'DeleteOpenIDConnectProvider',
    create: ['CreateOpenIDConnectProvider', { Url: 'https://idp.example' }],
    input: () => ({ OpenIDConnectProviderArn: arn('oidc-provider/idp.example') }),
    again: `OpenId connect Provider ${arn('oidc-provider/idp.example')} cannot be found.`,
  },
  {
    operation: 'RemoveClientIDFromOpenIDConnectProvider',
    around: [['CreateOpenIDConnectProvider', { Url: 'https://idp.example' }]],
    create: [
      'AddClientIDToOpenIDConnectProvider',
      { OpenIDConnectProviderArn: arn('oidc-provider/idp.example'), ClientID: 'app' },
    ],
    input: () => ({ OpenIDConnectProviderArn: arn('oidc-provider/idp.example'), ClientID: 'app' }),
    again: idempotent,
  },
  {
    operation: 'DeleteSAMLProvider',
    create: ['CreateSAMLProvider', { Name: 'thing', SAMLMetadataDocument: metadata }],
    input: () => ({ SAMLProviderArn: arn('saml-provider/thing') }),
    again: `Manifest not found for arn ${arn('saml-provider/thing')}`,
  },
  {
    // While the task is in progress its id is given again: that is tested with the role.
    operation: 'DeleteServiceLinkedRole',
    create: ['CreateServiceLinkedRole', { AWSServiceName: 'config.amazonaws.com' }],
    input: () => ({ RoleName: 'AWSServiceRoleForConfig' }),
    again: idempotent,
    leaves: 'its task',
  },
  {
    operation: 'DeleteAccountAlias',
    create: ['CreateAccountAlias', { AccountAlias: 'thing' }],
    input: () => ({ AccountAlias: 'thing' }),
    again: 'The account alias thing cannot be found.',
  },
  {
    operation: 'DeleteAccountPasswordPolicy',
    create: ['UpdateAccountPasswordPolicy', { MinimumPasswordLength: 10 }],
    input: () => ({}),
    again: 'The account policy with name PasswordPolicy cannot be found.',
  },
  ...kinds.flatMap((kind): DeletableFamily[] => {
    const name = { [`${kind}Name`]: 'holder' };
    return [
      {
        operation: `Delete${kind}Policy`,
        around: [holders[kind]],
        create: [`Put${kind}Policy`, { ...name, PolicyName: 'thing', PolicyDocument: identityPolicy }],
        input: () => ({ ...name, PolicyName: 'thing' }),
        again: `The ${kind.toLowerCase()} policy with name thing cannot be found.`,
      },
      {
        operation: `Detach${kind}Policy`,
        around: [holders[kind], policy],
        create: [`Attach${kind}Policy`, { ...name, PolicyArn: policyArn }],
        input: () => ({ ...name, PolicyArn: policyArn }),
        again: `Policy ${policyArn} was not found.`,
      },
    ];
  }),
  ...(['User', 'Role'] as const).map((kind): DeletableFamily => {
    const name = { [`${kind}Name`]: 'holder' };
    return {
      operation: `Delete${kind}PermissionsBoundary`,
      around: [holders[kind], policy],
      create: [`Put${kind}PermissionsBoundary`, { ...name, PermissionsBoundary: policyArn }],
      input: () => name,
      again: idempotent,
    };
  }),
  {
    operation: 'RemoveUserFromGroup',
    around: [user, group],
    create: ['AddUserToGroup', { UserName, GroupName: 'holder' }],
    input: () => ({ UserName, GroupName: 'holder' }),
    again: 'The user with name holder cannot be found in the group holder.',
  },
  {
    operation: 'RemoveRoleFromInstanceProfile',
    around: [role, ['CreateInstanceProfile', { InstanceProfileName: 'thing' }]],
    create: ['AddRoleToInstanceProfile', { InstanceProfileName: 'thing', RoleName: 'holder' }],
    input: () => ({ InstanceProfileName: 'thing', RoleName: 'holder' }),
    again: 'The role with name holder cannot be found.',
  },
];

/** Everything in the account, and what a key of it may do. */
const everything = (): string => JSON.stringify(aws.state.accounts.get('123456789012'));

test('every operation that takes something away is here, or in the suite of tags', () => {
  const takesAway = Object.keys(iamModel.operations).filter((name) => /^(?:Delete|Detach|Remove)/.test(name));
  expect(families.map(({ operation }) => operation).toSorted()).toEqual(takesAway.toSorted());
});

describe.each(families)('$operation', ({ operation, around = [], create, input, again, leaves }) => {
  async function deleted(): Promise<Fields> {
    for (const request of around) await send(request);
    const request = input(await send(create)) as Fields;
    await send([operation, request]);
    return request;
  }

  test(
    leaves === undefined
      ? 'leaves the account as if it had never been there'
      : `leaves nothing but ${leaves}`,
    async () => {
      for (const request of around) await send(request);
      // A call by root makes the account, where nothing else has.
      if (around.length === 0) {
        await send(user);
        await send(['DeleteUser', { UserName }]);
      }
      const before = everything();
      const request = input(await send(create));
      expect(everything()).not.toBe(before);
      const output = await send([operation, request]);
      if (operation !== 'DeleteServiceLinkedRole') expect(output).toStrictEqual({});
      if (leaves === undefined) expect(everything()).toBe(before);
      else expect(everything()).not.toBe(before);
    },
  );

  test(
    again === idempotent ? 'a second time is no error' : 'a second time there is nothing to find',
    async () => {
      const request = await deleted();
      if (again === idempotent) {
        const before = aws.state;
        await send([operation, request]);
        expect(aws.state).toBe(before);
        return;
      }
      await expectFailure(aws, () => send([operation, request]), {
        code: 'NoSuchEntity',
        status: 404,
        message: typeof again === 'string' ? again : again(request),
        class: NoSuchEntityException,
      });
    },
  );

  test('what is gone can be made again', async () => {
    await deleted();
    const created = await send(create);
    await send([
      operation,
      operation === 'DeletePolicyVersion' ? { PolicyArn: policyArn, VersionId: 'v3' } : input(created),
    ]);
  });
});

/** What keeps an entity from being deleted, and how it is told. */
const first = (remedy: string): string => `Cannot delete entity, must ${remedy} first.`;
const inline = (kind: string): Request => [
  `Put${kind}Policy`,
  { [`${kind}Name`]: 'holder', PolicyName: 'p', PolicyDocument: identityPolicy },
];
const attached = (kind: string): readonly Request[] => [
  policy,
  [`Attach${kind}Policy`, { [`${kind}Name`]: 'holder', PolicyArn: policyArn }],
];
const conflicts: readonly {
  readonly holder: Request;
  readonly deletion: Request;
  readonly held: string;
  readonly by: readonly Request[];
  readonly message: string;
}[] = [
  ...kinds.flatMap((kind) => {
    const of = {
      holder: holders[kind],
      deletion: [`Delete${kind}`, { [`${kind}Name`]: 'holder' }] as const,
    };
    return [
      { ...of, held: 'a managed policy', by: attached(kind), message: first('detach all policies') },
      { ...of, held: 'an inline policy', by: [inline(kind)], message: first('delete policies') },
      {
        ...of,
        held: 'a managed and an inline policy',
        by: [inline(kind), ...attached(kind)],
        message: first('detach all policies'),
      },
    ];
  }),
  ...(
    [
      ['a group', [group, ['AddUserToGroup', { UserName, GroupName: 'holder' }]], 'remove users from group'],
      [
        'a password',
        [['CreateLoginProfile', { UserName, Password: 'correct-Horse-9' }]],
        'delete login profile',
      ],
      ['an access key', [['CreateAccessKey', { UserName }]], 'delete access keys'],
      [
        'a signing certificate',
        [['UploadSigningCertificate', { UserName, CertificateBody: otherCertificate.pem }]],
        'delete certificates',
      ],
      [
        'an SSH key',
        [['UploadSSHPublicKey', { UserName, SSHPublicKeyBody: sshPublicKey(1) }]],
        'remove referenced objects',
      ],
      [
        'a service-specific credential',
        [['CreateServiceSpecificCredential', { UserName, ServiceName: 'codecommit.amazonaws.com' }]],
        'remove referenced objects',
      ],
      // Recorded: inline policies come before access keys.
      [
        'an access key and an inline policy',
        [['CreateAccessKey', { UserName }], inline('User')],
        'delete policies',
      ],
    ] as const
  ).map(([held, by, remedy]) => ({
    holder: user,
    deletion: ['DeleteUser', { UserName }] as const,
    held,
    by: by as readonly Request[],
    message: first(remedy),
  })),
  {
    holder: group,
    deletion: ['DeleteGroup', { GroupName: 'holder' }],
    held: 'a user',
    by: [user, ['AddUserToGroup', { UserName, GroupName: 'holder' }]],
    message: first('remove users from group'),
  },
  {
    holder: role,
    deletion: ['DeleteRole', { RoleName: 'holder' }],
    held: 'an instance profile',
    by: [
      ['CreateInstanceProfile', { InstanceProfileName: 'thing' }],
      ['AddRoleToInstanceProfile', { InstanceProfileName: 'thing', RoleName: 'holder' }],
    ],
    message: first('remove roles from instance profile'),
  },
  {
    holder: ['CreateInstanceProfile', { InstanceProfileName: 'thing' }],
    deletion: ['DeleteInstanceProfile', { InstanceProfileName: 'thing' }],
    held: 'a role',
    by: [role, ['AddRoleToInstanceProfile', { InstanceProfileName: 'thing', RoleName: 'holder' }]],
    message: first('remove roles from instance profile'),
  },
  {
    holder: policy,
    deletion: ['DeletePolicy', { PolicyArn: policyArn }],
    held: 'an attachment',
    by: [user, ['AttachUserPolicy', { UserName, PolicyArn: policyArn }]],
    message: 'Cannot delete a policy attached to entities.',
  },
  {
    holder: policy,
    deletion: ['DeletePolicy', { PolicyArn: policyArn }],
    held: 'a boundary',
    by: [user, ['PutUserPermissionsBoundary', { UserName, PermissionsBoundary: policyArn }]],
    message: 'Cannot delete a policy attached to entities.',
  },
  {
    holder: policy,
    deletion: ['DeletePolicy', { PolicyArn: policyArn }],
    held: 'more versions',
    by: [['CreatePolicyVersion', { PolicyArn: policyArn, PolicyDocument: identityPolicy }]],
    message:
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
  },
  {
    holder: policy,
    deletion: ['DeletePolicyVersion', { PolicyArn: policyArn, VersionId: 'v1' }],
    held: 'being the default',
    by: [],
    message: 'Cannot delete the default version of a policy.',
  },
];

const refused = (message: string) => ({
  code: 'DeleteConflict',
  status: 409,
  message,
  class: DeleteConflictException,
});

describe('what keeps an entity from being deleted', () => {
  test.each(conflicts.map((conflict) => ({ ...conflict, operation: conflict.deletion[0] })))(
    '$operation: $held',
    async ({ holder, deletion, by, message }) => {
      await send(holder);
      for (const request of by) await send(request);
      await expectFailure(aws, () => send(deletion), refused(message));
    },
  );

  test('DeleteUser and DeleteVirtualMFADevice: each other', async () => {
    await send(user);
    const { VirtualMFADevice } = await send(['CreateVirtualMFADevice', { VirtualMFADeviceName: 'thing' }]);
    const { SerialNumber, Base32StringSeed } = VirtualMFADevice as Fields;
    const seed = new TextDecoder().decode(Base32StringSeed as Uint8Array);
    const step = Math.floor(aws.clock.now().getTime() / totpStep);
    const [AuthenticationCode1, AuthenticationCode2] = [totpCode(seed, step - 1), totpCode(seed, step)];
    await send(['EnableMFADevice', { UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 }]);
    await expectFailure(
      aws,
      () => send(['DeleteUser', { UserName }]),
      refused(first('remove tokens from principal')),
    );
    await expectFailure(
      aws,
      () => send(['DeleteVirtualMFADevice', { SerialNumber }]),
      refused('MFA VirtualDevice in use. Must deactivate first.'),
    );
    await send(['DeactivateMFADevice', { UserName, SerialNumber }]);
    await send(['DeleteUser', { UserName }]);
    await send(['DeleteVirtualMFADevice', { SerialNumber }]);
  });

  test.each([
    ['a user', 'User', user],
    ['a role', 'Role', role],
  ])('not the boundary and the tags of %s', async (_name, kind, holder) => {
    const name = { [`${kind}Name`]: 'holder' };
    await send(holder);
    await send(policy);
    await send([`Put${kind}PermissionsBoundary`, { ...name, PermissionsBoundary: policyArn }]);
    await send([`Tag${kind}`, { ...name, Tags: [{ Key: 'a', Value: 'b' }] }]);
    await send([`Delete${kind}`, name]);
    await send(['DeletePolicy', { PolicyArn: policyArn }]);
  });
});
