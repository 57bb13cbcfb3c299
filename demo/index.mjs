// What iam-in-memory is for, in one program: an account is set up, keys are rotated, a role is assumed, a session
// expires. Every call below is one of the real AWS SDK; none leaves the process.
import net from 'node:net';
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  paginateListAccessKeys,
  paginateListUsers,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { mockIam } from 'iam-in-memory';

let sockets = 0;
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function countedConnect(...args) {
  sockets += 1;
  return connect.apply(this, args);
};

const aws = mockIam({ now: '2026-01-31T12:00:00Z' });
let mark = aws.checkpoint();

function step(title) {
  console.log(`\n${title}`);
  for (const change of aws.changes(mark)) console.log(`  ${change.text}`);
  mark = aws.checkpoint();
}

const iam = new IAMClient({});

// 1. Two groups with their policies, and people in them.
await iam.send(new CreateGroupCommand({ GroupName: 'administrators' }));
await iam.send(
  new AttachGroupPolicyCommand({
    GroupName: 'administrators',
    PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  }),
);
const { Policy: readOnly } = await iam.send(
  new CreatePolicyCommand({
    PolicyName: 'read-reports',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:ListBucket'],
          Resource: ['arn:aws:s3:::reports', 'arn:aws:s3:::reports/*'],
        },
      ],
    }),
  }),
);
await iam.send(new CreateGroupCommand({ GroupName: 'readers' }));
await iam.send(new AttachGroupPolicyCommand({ GroupName: 'readers', PolicyArn: readOnly.Arn }));
for (const [UserName, GroupName] of [
  ['ada', 'administrators'],
  ['ben', 'readers'],
  ['cleo', 'readers'],
]) {
  await iam.send(new CreateUserCommand({ UserName, Tags: [{ Key: 'team', Value: GroupName }] }));
  await iam.send(new AddUserToGroupCommand({ UserName, GroupName }));
}
step('1. Groups, policies and users');

// 2. Keys, some of them old.
const { AccessKey: adasKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ada' }));
await iam.send(new CreateAccessKeyCommand({ UserName: 'ben' }));
aws.clock.advance('91d');
await iam.send(new CreateAccessKeyCommand({ UserName: 'cleo' }));
step('2. Access keys; two of them are 91 days old now');

// 3. The rotation job: it knows nothing of the mock.
async function rotateKeysOlderThan(days, now) {
  for await (const { Users } of paginateListUsers({ client: iam, pageSize: 2 }, {})) {
    for (const { UserName } of Users) {
      for await (const { AccessKeyMetadata } of paginateListAccessKeys({ client: iam }, { UserName })) {
        for (const { AccessKeyId, CreateDate } of AccessKeyMetadata) {
          if (now - CreateDate < days * 86_400_000) continue;
          const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
          await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Inactive' }));
          // The new key must work before the old one goes.
          const credentials = {
            accessKeyId: AccessKey.AccessKeyId,
            secretAccessKey: AccessKey.SecretAccessKey,
          };
          await new STSClient({ credentials }).send(new GetCallerIdentityCommand({}));
          const { AccessKeyLastUsed } = await iam.send(
            new GetAccessKeyLastUsedCommand({ AccessKeyId: AccessKey.AccessKeyId }),
          );
          console.log(
            `  ${UserName}: new key works, last used by ${AccessKeyLastUsed.ServiceName} in ${AccessKeyLastUsed.Region}`,
          );
          await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
        }
      }
    }
  }
}
console.log('\n3. The rotation job runs');
await rotateKeysOlderThan(90, aws.clock.now());
step('   what it changed');

// 4. A deployment role that asks for an external id, assumed by the SDK's own provider.
await iam.send(
  new CreateRoleCommand({
    RoleName: 'deployment',
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::123456789012:root' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': 'pipeline-42' } },
        },
      ],
    }),
  }),
);
await iam.send(
  new AttachRolePolicyCommand({
    RoleName: 'deployment',
    PolicyArn: 'arn:aws:iam::aws:policy/PowerUserAccess',
  }),
);
const provider = fromTemporaryCredentials({
  params: {
    RoleArn: 'arn:aws:iam::123456789012:role/deployment',
    RoleSessionName: 'pipeline',
    ExternalId: 'pipeline-42',
    DurationSeconds: 900,
  },
});
// Resolved once, and kept, as a long-running pipeline would keep them.
const credentials = await provider();
const pipeline = new STSClient({ credentials });
console.log('\n4. The pipeline calls as', (await pipeline.send(new GetCallerIdentityCommand({}))).Arn);
step('   what that changed');

// 5. The session is over after fifteen minutes; nobody waits for it.
aws.clock.advance('16m');
const error = await pipeline.send(new GetCallerIdentityCommand({})).catch((reason) => reason);
console.log(`\n5. Sixteen minutes later: ${error.name}: ${error.message}`);

void adasKey;
console.log(`\n${aws.calls().length} calls of IAM and STS were answered. Sockets opened: ${sockets}.`);
aws.restore();
