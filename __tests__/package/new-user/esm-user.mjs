import assert from 'node:assert/strict';
import {
  CreateRoleCommand,
  CreateVirtualMFADeviceCommand,
  GetPolicyVersionCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockIam } from 'iam-in-memory';
import { evaluate } from 'iam-in-memory/policy';

const aws = mockIam({ now: '2026-01-31T12:00:00Z' });
const iam = new IAMClient({});
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' }],
};
await iam.send(new CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: JSON.stringify(trust) }));
const { Credentials } = await new STSClient({}).send(
  new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/app', RoleSessionName: 'deploy' }),
);
const session = new STSClient({
  credentials: {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
  },
});
const { Arn } = await session.send(new GetCallerIdentityCommand({}));
assert.equal(Arn, 'arn:aws:sts::123456789012:assumed-role/app/deploy');
aws.clock.advance('2h');
await assert.rejects(session.send(new GetCallerIdentityCommand({})), { name: 'ExpiredToken' });

const { PolicyVersion } = await iam.send(
  new GetPolicyVersionCommand({ PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess', VersionId: 'v1' }),
);
assert.ok(JSON.parse(decodeURIComponent(PolicyVersion.Document)).Statement);
const { VirtualMFADevice } = await iam.send(
  new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }),
);
assert.equal(Buffer.from(VirtualMFADevice.QRCodePNG).subarray(1, 4).toString(), 'PNG');

const decision = evaluate({
  principal: 'arn:aws:iam::123456789012:user/alice',
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::photos/cat.jpg',
  identityPolicies: [
    { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:Get*', Resource: '*' } },
  ],
});
assert.equal(decision.result, 'allowed');
aws.restore();
console.log('ESM: as promised.');
