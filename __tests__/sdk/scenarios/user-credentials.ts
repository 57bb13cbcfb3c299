import type { IamMock } from '../../../src/index.ts';
import { totpCode, totpStep } from '../../../src/engine/totp.ts';
import { makeCertificate } from '../../support/certificates.ts';
import { sshPublicKey } from '../../support/fixtures.ts';
import { type Outputs, type Scenario, tags } from './scenario.ts';

const UserName = 'alice';
const securityKey = 'arn:aws:iam::123456789012:u2f/user/alice/key-ABCDEF';
const certificate = makeCertificate({ subject: 'alice' }).pem;
const serial = ({ CreateVirtualMFADevice: { VirtualMFADevice } }: Outputs): string =>
  VirtualMFADevice.SerialNumber as string;

/** What an authenticator shows, `steps` times thirty seconds from now. */
function code(last: Outputs, aws: IamMock, steps: number): string {
  const { Base32StringSeed } = last['CreateVirtualMFADevice'].VirtualMFADevice;
  const step = Math.floor(aws.clock.now().getTime() / totpStep) + steps;
  return totpCode(new TextDecoder().decode(Base32StringSeed as Uint8Array), step);
}

const keyId = (last: Outputs): string => last['CreateAccessKey'].AccessKey.AccessKeyId as string;

export const userCredentials: Scenario = {
  title: 'credentials of users',
  service: 'iam',
  steps: [
    ['CreateUser', { UserName }],
    ['CreateAccessKey', { UserName }],
    ['CreateAccessKey', { UserName: 'nobody' }],
    ['ListAccessKeys', { UserName }],
    ['ListAccessKeys'],
    ['GetAccessKeyLastUsed', (last) => ({ AccessKeyId: keyId(last) })],
    // As the user herself.
    [
      'GetUser',
      {},
      ({ CreateAccessKey: { AccessKey } }) => ({
        accessKeyId: AccessKey.AccessKeyId,
        secretAccessKey: AccessKey.SecretAccessKey,
      }),
    ],
    ['GetAccessKeyLastUsed', (last) => ({ AccessKeyId: keyId(last) })],
    ['GetAccessKeyLastUsed', { AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }],
    ['UpdateAccessKey', (last) => ({ UserName, AccessKeyId: keyId(last), Status: 'Inactive' })],
    ['UpdateAccessKey', (last) => ({ UserName, AccessKeyId: keyId(last), Status: 'Odd' })],
    [
      'GetUser',
      {},
      ({ CreateAccessKey: { AccessKey } }) => ({
        accessKeyId: AccessKey.AccessKeyId,
        secretAccessKey: AccessKey.SecretAccessKey,
      }),
    ],
    ['UpdateAccessKey', (last) => ({ UserName, AccessKeyId: keyId(last), Status: 'Active' })],

    ['CreateLoginProfile', { UserName, Password: 'Correct&Horse<Battery>9', PasswordResetRequired: true }],
    ['CreateLoginProfile', { UserName, Password: 'Correct&Horse<Battery>9' }],
    ['CreateLoginProfile', { UserName: 'nobody', Password: 'x' }],
    ['GetLoginProfile', { UserName }],
    ['UpdateLoginProfile', { UserName, PasswordResetRequired: false }],
    [
      'ChangePassword',
      { OldPassword: 'Correct&Horse<Battery>9', NewPassword: 'Another&Horse<Battery>9' },
      ({ CreateAccessKey: { AccessKey } }) => ({
        accessKeyId: AccessKey.AccessKeyId,
        secretAccessKey: AccessKey.SecretAccessKey,
      }),
    ],
    ['ChangePassword', { OldPassword: 'wrong', NewPassword: 'Another&Horse<Battery>9' }],
    ['DeleteLoginProfile', { UserName }],
    ['DeleteLoginProfile', { UserName }],

    ['UploadSigningCertificate', { UserName, CertificateBody: certificate }],
    ['UploadSigningCertificate', { UserName, CertificateBody: certificate }],
    ['UploadSigningCertificate', { UserName, CertificateBody: 'no certificate' }],
    ['ListSigningCertificates', { UserName }],
    [
      'UpdateSigningCertificate',
      (last) => ({
        UserName,
        CertificateId: last['UploadSigningCertificate'].Certificate.CertificateId,
        Status: 'Inactive',
      }),
    ],
    [
      'DeleteSigningCertificate',
      (last) => ({ UserName, CertificateId: last['UploadSigningCertificate'].Certificate.CertificateId }),
    ],
    [
      'DeleteSigningCertificate',
      (last) => ({ UserName, CertificateId: last['UploadSigningCertificate'].Certificate.CertificateId }),
    ],

    ['UploadSSHPublicKey', { UserName, SSHPublicKeyBody: sshPublicKey(1) }],
    ['UploadSSHPublicKey', { UserName, SSHPublicKeyBody: 'ssh-rsa nonsense' }],
    ['ListSSHPublicKeys', { UserName }],
    [
      'GetSSHPublicKey',
      (last) => ({
        UserName,
        SSHPublicKeyId: last['UploadSSHPublicKey'].SSHPublicKey.SSHPublicKeyId,
        Encoding: 'PEM',
      }),
    ],
    [
      'GetSSHPublicKey',
      (last) => ({
        UserName,
        SSHPublicKeyId: last['UploadSSHPublicKey'].SSHPublicKey.SSHPublicKeyId,
        Encoding: 'SSH',
      }),
    ],
    [
      'GetSSHPublicKey',
      (last) => ({
        UserName,
        SSHPublicKeyId: last['UploadSSHPublicKey'].SSHPublicKey.SSHPublicKeyId,
        Encoding: 'DER',
      }),
    ],
    [
      'UpdateSSHPublicKey',
      (last) => ({
        UserName,
        SSHPublicKeyId: last['UploadSSHPublicKey'].SSHPublicKey.SSHPublicKeyId,
        Status: 'Inactive',
      }),
    ],
    [
      'DeleteSSHPublicKey',
      (last) => ({ UserName, SSHPublicKeyId: last['UploadSSHPublicKey'].SSHPublicKey.SSHPublicKeyId }),
    ],

    ['CreateServiceSpecificCredential', { UserName, ServiceName: 'codecommit.amazonaws.com' }],
    ['CreateServiceSpecificCredential', { UserName, ServiceName: 'nothing.amazonaws.com' }],
    ['ListServiceSpecificCredentials', { UserName }],
    [
      'ResetServiceSpecificCredential',
      (last) => ({
        UserName,
        ServiceSpecificCredentialId:
          last['CreateServiceSpecificCredential'].ServiceSpecificCredential.ServiceSpecificCredentialId,
      }),
    ],
    [
      'UpdateServiceSpecificCredential',
      (last) => ({
        UserName,
        ServiceSpecificCredentialId:
          last['CreateServiceSpecificCredential'].ServiceSpecificCredential.ServiceSpecificCredentialId,
        Status: 'Inactive',
      }),
    ],
    [
      'DeleteServiceSpecificCredential',
      (last) => ({
        UserName,
        ServiceSpecificCredentialId:
          last['CreateServiceSpecificCredential'].ServiceSpecificCredential.ServiceSpecificCredentialId,
      }),
    ],

    ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone', Path: '/x/', Tags: tags }],
    ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone', Path: '/x/' }],
    ['ListVirtualMFADevices', { AssignmentStatus: 'Unassigned' }],
    [
      'EnableMFADevice',
      (last) => ({
        UserName,
        SerialNumber: serial(last),
        AuthenticationCode1: '000000',
        AuthenticationCode2: '000000',
      }),
    ],
    [
      'EnableMFADevice',
      (last, aws) => ({
        UserName,
        SerialNumber: serial(last),
        AuthenticationCode1: code(last, aws, 0),
        AuthenticationCode2: code(last, aws, 1),
      }),
    ],
    ['GetMFADevice', (last) => ({ UserName, SerialNumber: serial(last) })],
    [
      'EnableMFADevice',
      { UserName, SerialNumber: securityKey, AuthenticationCode1: '123456', AuthenticationCode2: '654321' },
    ],
    ['GetMFADevice', { UserName, SerialNumber: securityKey }],
    ['ListMFADevices', { UserName }],
    ['ListVirtualMFADevices', {}],
    ['TagMFADevice', (last) => ({ SerialNumber: serial(last), Tags: tags })],
    ['UntagMFADevice', (last) => ({ SerialNumber: serial(last), TagKeys: ['team'] })],
    ['ListMFADeviceTags', (last) => ({ SerialNumber: serial(last) })],
    (aws) => aws.clock.advance('10m'),
    [
      'ResyncMFADevice',
      (last, aws) => ({
        UserName,
        SerialNumber: serial(last),
        AuthenticationCode1: code(last, aws, 3),
        AuthenticationCode2: code(last, aws, 4),
      }),
    ],
    ['DeactivateMFADevice', { UserName, SerialNumber: securityKey }],
    ['DeleteVirtualMFADevice', (last) => ({ SerialNumber: serial(last) })],
    ['DeactivateMFADevice', (last) => ({ UserName, SerialNumber: serial(last) })],
    ['DeleteVirtualMFADevice', (last) => ({ SerialNumber: serial(last) })],

    ['DeleteUser', { UserName }],
    ['DeleteAccessKey', (last) => ({ UserName, AccessKeyId: keyId(last) })],
    ['DeleteUser', { UserName }],
  ],
};

export const quotaExceeded: Scenario = {
  title: 'quotas, which the SDK takes for throttling',
  service: 'iam',
  quotas: { usersPerAccount: 1 },
  steps: [['CreateUser', { UserName }], ['CreateUser', { UserName: 'bob' }], ['ListUsers']],
};
