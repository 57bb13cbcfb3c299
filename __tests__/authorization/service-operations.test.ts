import { type ServicePermission, permissionsOfCall } from '../../src/authorization/service-operations.ts';

/*
 * What calls of other services need, by hand from the Service Authorization Reference: the calls whose action is not
 * the operation's name, whose resource is not the first member, or that need several permissions.
 */

const place = { partition: 'aws', region: 'us-east-1', accountId: '123456789012' };
const inAccount = (service: string, resource: string) =>
  `arn:aws:${service}:us-east-1:123456789012:${resource}`;
const role = 'arn:aws:iam::123456789012:role/app';

const needed = (name: string, input: object) => {
  const [service = '', operation = ''] = name.split(':');
  return permissionsOfCall({ ...place, service, operation, input: input as never });
};
const pairs = (permissions: readonly ServicePermission[]) =>
  permissions.map(({ action, resource }) => `${action} on ${resource}`);

type Row = readonly [call: string, input: object, ...needs: string[]];

const bucket = 'arn:aws:s3:::photos';
const cat = `${bucket}/cat.jpg`;
const object = { Bucket: 'photos', Key: 'cat.jpg' };
const point = 'arn:aws:s3:us-east-1:123456789012:accesspoint/pets';

const s3: readonly Row[] = [
  ['s3:GetObject', object, `s3:GetObject on ${cat}`],
  ['s3:GetObject', { ...object, VersionId: 'v' }, `s3:GetObjectVersion on ${cat}`],
  ['s3:HeadObject', object, `s3:GetObject on ${cat}`],
  ['s3:GetObjectAttributes', object, `s3:GetObject on ${cat}`],
  ['s3:SelectObjectContent', object, `s3:GetObject on ${cat}`],
  ['s3:PutObject', object, `s3:PutObject on ${cat}`],
  ['s3:PutObject', { ...object, ACL: 'public-read' }, `s3:PutObject on ${cat}`, `s3:PutObjectAcl on ${cat}`],
  ['s3:PutObject', { ...object, GrantRead: 'id=1' }, `s3:PutObject on ${cat}`, `s3:PutObjectAcl on ${cat}`],
  ['s3:PutObject', { ...object, Tagging: 'a=b' }, `s3:PutObject on ${cat}`, `s3:PutObjectTagging on ${cat}`],
  ['s3:CreateMultipartUpload', object, `s3:PutObject on ${cat}`],
  ['s3:UploadPart', object, `s3:PutObject on ${cat}`],
  ['s3:CompleteMultipartUpload', object, `s3:PutObject on ${cat}`],
  ['s3:AbortMultipartUpload', object, `s3:AbortMultipartUpload on ${cat}`],
  ['s3:ListParts', object, `s3:ListMultipartUploadParts on ${cat}`],
  [
    's3:CopyObject',
    { ...object, CopySource: '/papers/tax%202026.pdf' },
    's3:GetObject on arn:aws:s3:::papers/tax 2026.pdf',
    `s3:PutObject on ${cat}`,
  ],
  [
    's3:CopyObject',
    { ...object, CopySource: 'papers/a?versionId=7' },
    's3:GetObjectVersion on arn:aws:s3:::papers/a',
    `s3:PutObject on ${cat}`,
  ],
  [
    's3:UploadPartCopy',
    { ...object, CopySource: 'papers/a' },
    's3:GetObject on arn:aws:s3:::papers/a',
    `s3:PutObject on ${cat}`,
  ],
  ['s3:DeleteObject', object, `s3:DeleteObject on ${cat}`],
  ['s3:DeleteObject', { ...object, VersionId: 'v' }, `s3:DeleteObjectVersion on ${cat}`],
  [
    's3:DeleteObjects',
    { Bucket: 'photos', Delete: { Objects: [{ Key: 'a' }, { Key: 'b', VersionId: 'v' }] } },
    `s3:DeleteObject on ${bucket}/a`,
    `s3:DeleteObjectVersion on ${bucket}/b`,
  ],
  ['s3:GetObjectTagging', { ...object, VersionId: 'v' }, `s3:GetObjectVersionTagging on ${cat}`],
  ['s3:PutObjectAcl', object, `s3:PutObjectAcl on ${cat}`],
  ['s3:RestoreObject', object, `s3:RestoreObject on ${cat}`],
  ['s3:ListObjectsV2', { Bucket: 'photos' }, `s3:ListBucket on ${bucket}`],
  ['s3:ListObjects', { Bucket: 'photos' }, `s3:ListBucket on ${bucket}`],
  ['s3:HeadBucket', { Bucket: 'photos' }, `s3:ListBucket on ${bucket}`],
  ['s3:ListObjectVersions', { Bucket: 'photos' }, `s3:ListBucketVersions on ${bucket}`],
  ['s3:ListMultipartUploads', { Bucket: 'photos' }, `s3:ListBucketMultipartUploads on ${bucket}`],
  ['s3:ListBuckets', {}, 's3:ListAllMyBuckets on *'],
  ['s3:CreateBucket', { Bucket: 'photos' }, `s3:CreateBucket on ${bucket}`],
  [
    's3:CreateBucket',
    { Bucket: 'photos', ACL: 'private' },
    `s3:CreateBucket on ${bucket}`,
    `s3:PutBucketAcl on ${bucket}`,
  ],
  ['s3:DeleteBucketPolicy', { Bucket: 'photos' }, `s3:DeleteBucketPolicy on ${bucket}`],
  ['s3:DeleteBucketCors', { Bucket: 'photos' }, `s3:PutBucketCORS on ${bucket}`],
  ['s3:DeleteBucketTagging', { Bucket: 'photos' }, `s3:PutBucketTagging on ${bucket}`],
  ['s3:DeleteBucketLifecycle', { Bucket: 'photos' }, `s3:PutLifecycleConfiguration on ${bucket}`],
  ['s3:GetBucketLifecycleConfiguration', { Bucket: 'photos' }, `s3:GetLifecycleConfiguration on ${bucket}`],
  ['s3:PutBucketEncryption', { Bucket: 'photos' }, `s3:PutEncryptionConfiguration on ${bucket}`],
  ['s3:GetBucketEncryption', { Bucket: 'photos' }, `s3:GetEncryptionConfiguration on ${bucket}`],
  ['s3:GetBucketReplication', { Bucket: 'photos' }, `s3:GetReplicationConfiguration on ${bucket}`],
  ['s3:GetBucketAccelerateConfiguration', { Bucket: 'photos' }, `s3:GetAccelerateConfiguration on ${bucket}`],
  ['s3:PutBucketAnalyticsConfiguration', { Bucket: 'photos' }, `s3:PutAnalyticsConfiguration on ${bucket}`],
  [
    's3:DeleteBucketInventoryConfiguration',
    { Bucket: 'photos' },
    `s3:PutInventoryConfiguration on ${bucket}`,
  ],
  ['s3:ListBucketMetricsConfigurations', { Bucket: 'photos' }, `s3:GetMetricsConfiguration on ${bucket}`],
  [
    's3:GetBucketIntelligentTieringConfiguration',
    { Bucket: 'photos' },
    `s3:GetIntelligentTieringConfiguration on ${bucket}`,
  ],
  ['s3:GetPublicAccessBlock', { Bucket: 'photos' }, `s3:GetBucketPublicAccessBlock on ${bucket}`],
  ['s3:DeletePublicAccessBlock', { Bucket: 'photos' }, `s3:PutBucketPublicAccessBlock on ${bucket}`],
  ['s3:GetBucketNotificationConfiguration', { Bucket: 'photos' }, `s3:GetBucketNotification on ${bucket}`],
  ['s3:GetObjectLockConfiguration', { Bucket: 'photos' }, `s3:GetBucketObjectLockConfiguration on ${bucket}`],
  ['s3:GetBucketLocation', { Bucket: 'photos' }, `s3:GetBucketLocation on ${bucket}`],
  ['s3:GetObject', { Bucket: point, Key: 'cat.jpg' }, `s3:GetObject on ${point}/object/cat.jpg`],
  ['s3:ListObjectsV2', { Bucket: point }, `s3:ListBucket on ${point}`],
  [
    's3:PutBucketReplication',
    { Bucket: 'photos', ReplicationConfiguration: { Role: role, Rules: [] } },
    `s3:PutReplicationConfiguration on ${bucket}`,
    `iam:PassRole on ${role}`,
  ],
];

const table = inAccount('dynamodb', 'table/orders');
const dynamodb: readonly Row[] = [
  ['dynamodb:GetItem', { TableName: 'orders' }, `dynamodb:GetItem on ${table}`],
  ['dynamodb:PutItem', { TableName: table }, `dynamodb:PutItem on ${table}`],
  ['dynamodb:Query', { TableName: 'orders' }, `dynamodb:Query on ${table}`],
  [
    'dynamodb:Query',
    { TableName: 'orders', IndexName: 'by-date' },
    `dynamodb:Query on ${table}/index/by-date`,
  ],
  ['dynamodb:Scan', { TableName: table, IndexName: 'by-date' }, `dynamodb:Scan on ${table}/index/by-date`],
  [
    'dynamodb:BatchGetItem',
    { RequestItems: { orders: {}, users: {} } },
    `dynamodb:BatchGetItem on ${table}`,
    `dynamodb:BatchGetItem on ${inAccount('dynamodb', 'table/users')}`,
  ],
  ['dynamodb:BatchWriteItem', { RequestItems: { orders: [] } }, `dynamodb:BatchWriteItem on ${table}`],
  [
    'dynamodb:TransactWriteItems',
    {
      TransactItems: [
        { Put: { TableName: 'orders' } },
        { Update: { TableName: 'orders' } },
        { Delete: { TableName: 'orders' } },
        { ConditionCheck: { TableName: 'orders' } },
      ],
    },
    `dynamodb:PutItem on ${table}`,
    `dynamodb:UpdateItem on ${table}`,
    `dynamodb:DeleteItem on ${table}`,
    `dynamodb:ConditionCheckItem on ${table}`,
  ],
  [
    'dynamodb:TransactGetItems',
    { TransactItems: [{ Get: { TableName: 'orders' } }] },
    `dynamodb:GetItem on ${table}`,
  ],
  [
    'dynamodb:ExecuteStatement',
    { Statement: 'SELECT * FROM "orders" WHERE id = ?' },
    `dynamodb:PartiQLSelect on ${table}`,
  ],
  [
    'dynamodb:ExecuteStatement',
    { Statement: 'select * from "orders"."by-date"' },
    `dynamodb:PartiQLSelect on ${table}/index/by-date`,
  ],
  [
    'dynamodb:BatchExecuteStatement',
    {
      Statements: [
        { Statement: "INSERT INTO orders VALUE {'id': 1}" },
        { Statement: 'UPDATE "orders" SET a = 1' },
        { Statement: 'DELETE FROM orders' },
      ],
    },
    `dynamodb:PartiQLInsert on ${table}`,
    `dynamodb:PartiQLUpdate on ${table}`,
    `dynamodb:PartiQLDelete on ${table}`,
  ],
  ['dynamodb:ListTables', {}, 'dynamodb:ListTables on *'],
  ['dynamodb:CreateTable', { TableName: 'orders' }, `dynamodb:CreateTable on ${table}`],
  [
    'dynamodb:CreateTable',
    { TableName: 'orders', Tags: [{ Key: 'a', Value: 'b' }] },
    `dynamodb:CreateTable on ${table}`,
    `dynamodb:TagResource on ${table}`,
  ],
];

const key = inAccount('kms', 'key/1234');
const kms: readonly Row[] = [
  ['kms:Encrypt', { KeyId: '1234' }, `kms:Encrypt on ${key}`],
  ['kms:Encrypt', { KeyId: key }, `kms:Encrypt on ${key}`],
  ['kms:Encrypt', { KeyId: 'alias/app' }, `kms:Encrypt on ${inAccount('kms', 'key/*')}`],
  [
    'kms:Encrypt',
    { KeyId: 'arn:aws:kms:eu-west-1:210987654321:alias/app' },
    'kms:Encrypt on arn:aws:kms:eu-west-1:210987654321:key/*',
  ],
  ['kms:Decrypt', {}, `kms:Decrypt on ${inAccount('kms', 'key/*')}`],
  [
    'kms:ReEncrypt',
    { DestinationKeyId: '1234' },
    `kms:ReEncryptFrom on ${inAccount('kms', 'key/*')}`,
    `kms:ReEncryptTo on ${key}`,
  ],
  [
    'kms:CreateAlias',
    { AliasName: 'alias/app', TargetKeyId: '1234' },
    `kms:CreateAlias on ${inAccount('kms', 'alias/app')}`,
    `kms:CreateAlias on ${key}`,
  ],
  ['kms:CreateKey', {}, 'kms:CreateKey on *'],
  ['kms:CreateKey', { Tags: [{ TagKey: 'a', TagValue: 'b' }] }, 'kms:CreateKey on *', 'kms:TagResource on *'],
  ['kms:GenerateDataKey', { KeyId: '1234' }, `kms:GenerateDataKey on ${key}`],
];

const lambdaArn = inAccount('lambda', 'function:resize');
const layer = inAccount('lambda', 'layer:tools:3');
const lambda: readonly Row[] = [
  ['lambda:Invoke', { FunctionName: 'resize' }, `lambda:InvokeFunction on ${lambdaArn}`],
  ['lambda:InvokeAsync', { FunctionName: lambdaArn }, `lambda:InvokeFunction on ${lambdaArn}`],
  ['lambda:InvokeWithResponseStream', { FunctionName: 'resize' }, `lambda:InvokeFunction on ${lambdaArn}`],
  [
    'lambda:Invoke',
    { FunctionName: 'resize', Qualifier: 'live' },
    `lambda:InvokeFunction on ${lambdaArn}:live`,
  ],
  ['lambda:Invoke', { FunctionName: 'resize:live' }, `lambda:InvokeFunction on ${lambdaArn}:live`],
  [
    'lambda:Invoke',
    { FunctionName: `${lambdaArn}:1`, Qualifier: '1' },
    `lambda:InvokeFunction on ${lambdaArn}:1`,
  ],
  [
    'lambda:Invoke',
    { FunctionName: '210987654321:function:resize' },
    'lambda:InvokeFunction on arn:aws:lambda:us-east-1:210987654321:function:resize',
  ],
  [
    'lambda:CreateFunction',
    { FunctionName: 'resize', Role: role, Layers: [layer], Tags: { a: 'b' } },
    `lambda:CreateFunction on ${lambdaArn}`,
    `lambda:GetLayerVersion on ${layer}`,
    `lambda:TagResource on ${lambdaArn}`,
    `iam:PassRole on ${role}`,
  ],
  [
    'lambda:UpdateFunctionConfiguration',
    { FunctionName: 'resize', Role: role },
    `lambda:UpdateFunctionConfiguration on ${lambdaArn}`,
    `iam:PassRole on ${role}`,
  ],
  ['lambda:GetLayerVersion', { LayerName: 'tools', VersionNumber: 3 }, `lambda:GetLayerVersion on ${layer}`],
  [
    'lambda:DeleteEventSourceMapping',
    { UUID: 'u' },
    `lambda:DeleteEventSourceMapping on ${inAccount('lambda', 'event-source-mapping:u')}`,
  ],
  ['lambda:CreateEventSourceMapping', { FunctionName: 'resize' }, 'lambda:CreateEventSourceMapping on *'],
];

const url = 'https://sqs.us-east-1.amazonaws.com/210987654321/jobs';
const queue = 'arn:aws:sqs:us-east-1:210987654321:jobs';
const topic = inAccount('sns', 'news');
const messaging: readonly Row[] = [
  ['sqs:SendMessage', { QueueUrl: url }, `sqs:SendMessage on ${queue}`],
  ['sqs:SendMessageBatch', { QueueUrl: url }, `sqs:SendMessage on ${queue}`],
  ['sqs:DeleteMessageBatch', { QueueUrl: url }, `sqs:DeleteMessage on ${queue}`],
  ['sqs:ChangeMessageVisibilityBatch', { QueueUrl: url }, `sqs:ChangeMessageVisibility on ${queue}`],
  [
    'sqs:SendMessage',
    { QueueUrl: 'http://localhost:4566/queue/jobs' },
    `sqs:SendMessage on ${inAccount('sqs', 'jobs')}`,
  ],
  ['sqs:CreateQueue', { QueueName: 'jobs' }, `sqs:CreateQueue on ${inAccount('sqs', 'jobs')}`],
  [
    'sqs:CreateQueue',
    { QueueName: 'jobs', tags: { a: 'b' } },
    `sqs:CreateQueue on ${inAccount('sqs', 'jobs')}`,
    `sqs:TagQueue on ${inAccount('sqs', 'jobs')}`,
  ],
  [
    'sqs:GetQueueUrl',
    { QueueName: 'jobs', QueueOwnerAWSAccountId: '210987654321' },
    `sqs:GetQueueUrl on ${queue}`,
  ],
  ['sqs:ListQueues', {}, 'sqs:ListQueues on *'],
  ['sns:Publish', { TopicArn: topic }, `sns:Publish on ${topic}`],
  ['sns:Publish', { TargetArn: topic }, `sns:Publish on ${topic}`],
  ['sns:PublishBatch', { TopicArn: topic }, `sns:Publish on ${topic}`],
  ['sns:Publish', { PhoneNumber: '+491234' }, 'sns:Publish on *'],
  ['sns:CreateTopic', { Name: 'news' }, `sns:CreateTopic on ${topic}`],
  ['sns:Subscribe', { TopicArn: topic, Protocol: 'sqs' }, `sns:Subscribe on ${topic}`],
];

const secret = inAccount('secretsmanager', 'secret:db-AbCdEf');
const parameters: readonly Row[] = [
  [
    'secretsmanager:GetSecretValue',
    { SecretId: 'db' },
    `secretsmanager:GetSecretValue on ${inAccount('secretsmanager', 'secret:db-??????')}`,
  ],
  ['secretsmanager:GetSecretValue', { SecretId: secret }, `secretsmanager:GetSecretValue on ${secret}`],
  [
    'secretsmanager:CreateSecret',
    { Name: 'db' },
    `secretsmanager:CreateSecret on ${inAccount('secretsmanager', 'secret:db-??????')}`,
  ],
  ['secretsmanager:ListSecrets', {}, 'secretsmanager:ListSecrets on *'],
  ['ssm:GetParameter', { Name: '/app/db' }, `ssm:GetParameter on ${inAccount('ssm', 'parameter/app/db')}`],
  ['ssm:GetParameter', { Name: 'db' }, `ssm:GetParameter on ${inAccount('ssm', 'parameter/db')}`],
  ['ssm:GetParameter', { Name: '/app/db:3' }, `ssm:GetParameter on ${inAccount('ssm', 'parameter/app/db')}`],
  [
    'ssm:GetParameters',
    { Names: ['/a', 'b'] },
    `ssm:GetParameters on ${inAccount('ssm', 'parameter/a')}`,
    `ssm:GetParameters on ${inAccount('ssm', 'parameter/b')}`,
  ],
  [
    'ssm:GetParametersByPath',
    { Path: '/app/' },
    `ssm:GetParametersByPath on ${inAccount('ssm', 'parameter/app')}`,
  ],
  ['ssm:DescribeParameters', {}, 'ssm:DescribeParameters on *'],
  [
    'ssm:PutParameter',
    { Name: '/app/db', Tags: [{ Key: 'a', Value: 'b' }] },
    `ssm:PutParameter on ${inAccount('ssm', 'parameter/app/db')}`,
    `ssm:AddTagsToResource on ${inAccount('ssm', 'parameter/app/db')}`,
  ],
  [
    'ssm:SendCommand',
    { DocumentName: 'AWS-RunShellScript', InstanceIds: ['i-0123456789abcdef0'] },
    'ssm:SendCommand on arn:aws:ssm:us-east-1::document/AWS-RunShellScript',
    `ssm:SendCommand on ${inAccount('ec2', 'instance/i-0123456789abcdef0')}`,
  ],
];

const events: readonly Row[] = [
  ['events:PutRule', { Name: 'nightly' }, `events:PutRule on ${inAccount('events', 'rule/nightly')}`],
  [
    'events:PutRule',
    { Name: 'nightly', EventBusName: 'default' },
    `events:PutRule on ${inAccount('events', 'rule/nightly')}`,
  ],
  [
    'events:PutRule',
    { Name: 'nightly', EventBusName: 'orders' },
    `events:PutRule on ${inAccount('events', 'rule/orders/nightly')}`,
  ],
  [
    'events:PutTargets',
    { Rule: 'nightly', Targets: [{ Id: '1', Arn: lambdaArn, RoleArn: role }] },
    `events:PutTargets on ${inAccount('events', 'rule/nightly')}`,
    `iam:PassRole on ${role}`,
  ],
  [
    'events:PutEvents',
    { Entries: [{ Source: 'a' }, { Source: 'b', EventBusName: 'orders' }] },
    `events:PutEvents on ${inAccount('events', 'event-bus/default')}`,
    `events:PutEvents on ${inAccount('events', 'event-bus/orders')}`,
  ],
  [
    'events:CreateEventBus',
    { Name: 'orders' },
    `events:CreateEventBus on ${inAccount('events', 'event-bus/orders')}`,
  ],
  [
    'events:DeleteArchive',
    { ArchiveName: 'old' },
    `events:DeleteArchive on ${inAccount('events', 'archive/old')}`,
  ],
  ['events:PutPermission', {}, `events:PutPermission on ${inAccount('events', 'event-bus/default')}`],
  [
    'scheduler:CreateSchedule',
    { Name: 'nightly', Target: { RoleArn: role } },
    `scheduler:CreateSchedule on ${inAccount('scheduler', 'schedule/default/nightly')}`,
    `iam:PassRole on ${role}`,
  ],
];

const instance = 'i-0123456789abcdef0';
const compute: readonly Row[] = [
  ['ecs:RunTask', { taskDefinition: 'web' }, `ecs:RunTask on ${inAccount('ecs', 'task-definition/web:*')}`],
  ['ecs:RunTask', { taskDefinition: 'web:7' }, `ecs:RunTask on ${inAccount('ecs', 'task-definition/web:7')}`],
  [
    'ecs:RegisterTaskDefinition',
    { family: 'web', taskRoleArn: role, executionRoleArn: role },
    `ecs:RegisterTaskDefinition on ${inAccount('ecs', 'task-definition/web:*')}`,
    `iam:PassRole on ${role}`,
  ],
  [
    'ecs:DescribeTasks',
    { cluster: 'prod', tasks: ['1a', '2b'] },
    `ecs:DescribeTasks on ${inAccount('ecs', 'task/prod/1a')}`,
    `ecs:DescribeTasks on ${inAccount('ecs', 'task/prod/2b')}`,
  ],
  [
    'ecs:UpdateService',
    { service: 'web' },
    `ecs:UpdateService on ${inAccount('ecs', 'service/default/web')}`,
  ],
  ['ecs:CreateCluster', { clusterName: 'prod' }, `ecs:CreateCluster on ${inAccount('ecs', 'cluster/prod')}`],
  [
    'ecs:ListTasks',
    { cluster: inAccount('ecs', 'cluster/prod') },
    `ecs:ListTasks on ${inAccount('ecs', 'cluster/prod')}`,
  ],
  ['ecs:ListClusters', {}, 'ecs:ListClusters on *'],
  ['ecs:DescribeTaskDefinition', { taskDefinition: 'web' }, 'ecs:DescribeTaskDefinition on *'],
  ['ec2:DescribeInstances', { InstanceIds: [instance] }, 'ec2:DescribeInstances on *'],
  [
    'ec2:StartInstances',
    { InstanceIds: [instance] },
    `ec2:StartInstances on ${inAccount('ec2', `instance/${instance}`)}`,
  ],
  [
    'ec2:CreateTags',
    { Resources: [instance, 'vol-0123456789abcdef0', 'ami-0123456789abcdef0'], Tags: [] },
    `ec2:CreateTags on ${inAccount('ec2', `instance/${instance}`)}`,
    `ec2:CreateTags on ${inAccount('ec2', 'volume/vol-0123456789abcdef0')}`,
    'ec2:CreateTags on arn:aws:ec2:us-east-1::image/ami-0123456789abcdef0',
  ],
  [
    'ec2:RunInstances',
    {
      ImageId: 'ami-0123456789abcdef0',
      SubnetId: 'subnet-0123456789abcdef0',
      SecurityGroupIds: ['sg-0123456789abcdef0'],
      KeyName: 'dev',
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'a', Value: 'b' }] }],
    },
    `ec2:RunInstances on ${inAccount('ec2', 'instance/*')}`,
    'ec2:RunInstances on arn:aws:ec2:us-east-1::image/ami-0123456789abcdef0',
    `ec2:RunInstances on ${inAccount('ec2', 'subnet/subnet-0123456789abcdef0')}`,
    `ec2:RunInstances on ${inAccount('ec2', 'security-group/sg-0123456789abcdef0')}`,
    `ec2:RunInstances on ${inAccount('ec2', 'network-interface/*')}`,
    `ec2:RunInstances on ${inAccount('ec2', 'volume/*')}`,
    `ec2:RunInstances on ${inAccount('ec2', 'key-pair/dev')}`,
    `ec2:CreateTags on ${inAccount('ec2', 'instance/*')}`,
  ],
  [
    'ec2:CreateSecurityGroup',
    { GroupName: 'web', VpcId: 'vpc-0123456789abcdef0' },
    `ec2:CreateSecurityGroup on ${inAccount('ec2', 'security-group/*')}`,
    `ec2:CreateSecurityGroup on ${inAccount('ec2', 'vpc/vpc-0123456789abcdef0')}`,
  ],
  [
    'ec2:AttachVolume',
    { InstanceId: instance, VolumeId: 'vol-0123456789abcdef0' },
    `ec2:AttachVolume on ${inAccount('ec2', `instance/${instance}`)}`,
    `ec2:AttachVolume on ${inAccount('ec2', 'volume/vol-0123456789abcdef0')}`,
  ],
];

const machine = inAccount('states', 'stateMachine:orders');
const others: readonly Row[] = [
  [
    'cloudformation:UpdateStack',
    { StackName: 'web', RoleARN: role },
    `cloudformation:UpdateStack on ${inAccount('cloudformation', 'stack/web/*')}`,
    `iam:PassRole on ${role}`,
  ],
  [
    'logs:CreateLogGroup',
    { logGroupName: '/app' },
    `logs:CreateLogGroup on ${inAccount('logs', 'log-group:/app:log-stream:')}`,
  ],
  [
    'logs:PutLogEvents',
    { logGroupName: '/app', logStreamName: '1' },
    `logs:PutLogEvents on ${inAccount('logs', 'log-group:/app:log-stream:1')}`,
  ],
  [
    'kinesis:PutRecord',
    { StreamName: 'clicks' },
    `kinesis:PutRecord on ${inAccount('kinesis', 'stream/clicks')}`,
  ],
  [
    'kinesis:PutRecord',
    { StreamARN: inAccount('kinesis', 'stream/clicks') },
    `kinesis:PutRecord on ${inAccount('kinesis', 'stream/clicks')}`,
  ],
  ['states:StartExecution', { stateMachineArn: machine }, `states:StartExecution on ${machine}`],
  [
    'states:CreateStateMachine',
    { name: 'orders', roleArn: role },
    `states:CreateStateMachine on ${machine}`,
    `iam:PassRole on ${role}`,
  ],
  [
    'ecr:DescribeRepositories',
    { repositoryNames: ['web'] },
    `ecr:DescribeRepositories on ${inAccount('ecr', 'repository/web')}`,
  ],
  [
    'cognito-idp:AdminGetUser',
    { UserPoolId: 'us-east-1_a', Username: 'x' },
    `cognito-idp:AdminGetUser on ${inAccount('cognito-idp', 'userpool/us-east-1_a')}`,
  ],
  [
    'route53:ChangeResourceRecordSets',
    { HostedZoneId: '/hostedzone/Z1' },
    'route53:ChangeResourceRecordSets on arn:aws:route53:::hostedzone/Z1',
  ],
  [
    'bedrock:InvokeModel',
    { modelId: 'anthropic.x' },
    'bedrock:InvokeModel on arn:aws:bedrock:us-east-1::foundation-model/anthropic.x',
  ],
  [
    'acm:DescribeCertificate',
    { CertificateArn: inAccount('acm', 'certificate/1') },
    `acm:DescribeCertificate on ${inAccount('acm', 'certificate/1')}`,
  ],
];

describe.each([
  ['S3', s3],
  ['DynamoDB', dynamodb],
  ['KMS', kms],
  ['Lambda', lambda],
  ['SQS and SNS', messaging],
  ['Secrets Manager and SSM', parameters],
  ['EventBridge and Scheduler', events],
  ['ECS and EC2', compute],
  ['other services', others],
])('%s', (_, rows) => {
  test.each(rows.map(([call, input, ...needs]) => [call, input, needs] as const))(
    '%s %j needs %j',
    (call, input, needs) => {
      const { permissions, note } = needed(call, input);
      expect(pairs(permissions)).toEqual(needs);
      expect(note).toBeUndefined();
    },
  );
});

describe('condition keys', () => {
  test.each<[string, object, object]>([
    [
      's3:ListObjectsV2',
      { Bucket: 'b', Prefix: 'p/', Delimiter: '/', MaxKeys: 7 },
      { 's3:prefix': 'p/', 's3:delimiter': '/', 's3:max-keys': '7' },
    ],
    [
      's3:PutObject',
      {
        ...object,
        ACL: 'private',
        ServerSideEncryption: 'aws:kms',
        StorageClass: 'GLACIER',
        Tagging: 'a=b&c=d%20e',
      },
      {
        's3:x-amz-acl': 'private',
        's3:x-amz-server-side-encryption': 'aws:kms',
        's3:x-amz-storage-class': 'GLACIER',
        's3:RequestObjectTagKeys': ['a', 'c'],
        's3:RequestObjectTag/a': 'b',
        's3:RequestObjectTag/c': 'd e',
      },
    ],
    [
      'dynamodb:GetItem',
      { TableName: 't', Key: { id: { S: 'alice' } } },
      { 'dynamodb:LeadingKeys': ['alice'] },
    ],
    ['dynamodb:GetItem', { TableName: 't', Key: { id: 'alice' } }, { 'dynamodb:LeadingKeys': ['alice'] }],
    // Nearly everybody writes the partition key first.
    [
      'dynamodb:GetItem',
      { TableName: 't', Key: { user: { S: 'alice' }, at: { N: '5' } }, AttributesToGet: ['a', 'b'] },
      { 'dynamodb:LeadingKeys': ['alice'], 'dynamodb:Attributes': ['a', 'b'] },
    ],
    [
      'dynamodb:BatchGetItem',
      {
        RequestItems: {
          t: { Keys: [{ id: { S: 'alice' } }, { id: { S: 'bob' } }], ProjectionExpression: 'a, b[0].c' },
        },
      },
      { 'dynamodb:LeadingKeys': ['alice', 'bob'], 'dynamodb:Attributes': ['a', 'b'] },
    ],
    [
      'dynamodb:BatchWriteItem',
      {
        RequestItems: {
          t: [
            { PutRequest: { Item: { id: { S: 'alice' }, name: { S: 'A' } } } },
            { DeleteRequest: { Key: { id: { S: 'bob' } } } },
          ],
        },
      },
      { 'dynamodb:LeadingKeys': ['alice', 'bob'], 'dynamodb:Attributes': ['id', 'name'] },
    ],
    [
      'dynamodb:PutItem',
      { TableName: 't', Item: { id: { S: 'alice' }, name: { S: 'A' } } },
      { 'dynamodb:LeadingKeys': ['alice'], 'dynamodb:Attributes': ['id', 'name'] },
    ],
    [
      'dynamodb:Query',
      {
        TableName: 't',
        KeyConditionExpression: '#u = :u AND begins_with(sk, :p)',
        ExpressionAttributeNames: { '#u': 'user' },
        ExpressionAttributeValues: { ':u': { S: 'alice' }, ':p': { S: '2026' } },
        FilterExpression: 'size(note) > :p AND NOT hidden',
      },
      { 'dynamodb:LeadingKeys': ['alice'], 'dynamodb:Attributes': ['note', 'hidden'] },
    ],
    [
      'dynamodb:Query',
      {
        TableName: 't',
        KeyConditions: { user: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'alice' }] } },
      },
      { 'dynamodb:LeadingKeys': ['alice'] },
    ],
    [
      'dynamodb:UpdateItem',
      {
        TableName: 't',
        Key: { id: { S: 'alice' } },
        UpdateExpression: 'SET #n = if_not_exists(score, :zero), address.city = :c REMOVE old',
        ExpressionAttributeNames: { '#n': 'name' },
      },
      {
        'dynamodb:LeadingKeys': ['alice'],
        'dynamodb:Attributes': ['name', 'score', 'address', 'old'],
      },
    ],
    [
      'dynamodb:Query',
      {
        TableName: 't',
        Select: 'COUNT',
        ProjectionExpression: '#n, a.b',
        ExpressionAttributeNames: { '#n': 'name' },
      },
      { 'dynamodb:Select': 'COUNT', 'dynamodb:Attributes': ['name', 'a'] },
    ],
    [
      'kms:Decrypt',
      { KeyId: 'alias/app', EncryptionContext: { app: 'web' } },
      {
        'kms:RequestAlias': 'alias/app',
        'kms:EncryptionContextKeys': ['app'],
        'kms:EncryptionContext:app': 'web',
      },
    ],
    [
      'lambda:AddPermission',
      { FunctionName: 'f', Principal: 's3.amazonaws.com' },
      { 'lambda:Principal': 's3.amazonaws.com' },
    ],
    ['lambda:CreateEventSourceMapping', { FunctionName: 'resize' }, { 'lambda:FunctionArn': lambdaArn }],
    [
      'sns:Subscribe',
      { TopicArn: topic, Protocol: 'https', Endpoint: 'https://x' },
      { 'sns:Protocol': 'https', 'sns:Endpoint': 'https://x' },
    ],
    [
      'secretsmanager:GetSecretValue',
      { SecretId: secret, VersionStage: 'AWSCURRENT' },
      { 'secretsmanager:SecretId': secret, 'secretsmanager:VersionStage': 'AWSCURRENT' },
    ],
    ['ssm:GetParametersByPath', { Path: '/a', Recursive: true }, { 'ssm:Recursive': 'true' }],
    ['ssm:PutParameter', { Name: 'a', Overwrite: true }, { 'ssm:Overwrite': 'true' }],
    [
      'events:PutEvents',
      { Entries: [{ Source: 'shop', DetailType: 'sold' }] },
      { 'events:source': 'shop', 'events:detail-type': 'sold' },
    ],
    [
      'ecs:RunTask',
      { taskDefinition: 'web', cluster: 'prod' },
      { 'ecs:cluster': inAccount('ecs', 'cluster/prod') },
    ],
    [
      'ec2:RunInstances',
      { InstanceType: 't3.micro' },
      { 'ec2:InstanceType': 't3.micro', 'ec2:Region': 'us-east-1' },
    ],
    [
      'sqs:CreateQueue',
      { QueueName: 'q', tags: { team: 'red' } },
      { 'aws:TagKeys': ['team'], 'aws:RequestTag/team': 'red' },
    ],
    ['sqs:UntagQueue', { QueueUrl: url, TagKeys: ['team'] }, { 'aws:TagKeys': ['team'] }],
  ])('%s %j', (call, input, conditions) => {
    expect(needed(call, input).permissions[0]?.conditions).toEqual(conditions);
  });

  test('EC2 names what is tagged and why', () => {
    const { permissions } = needed('ec2:RunInstances', {
      TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'team', Value: 'red' }] }],
    });
    expect(permissions.at(-1)).toEqual({
      action: 'ec2:CreateTags',
      resource: inAccount('ec2', 'volume/*'),
      conditions: {
        'ec2:CreateAction': 'RunInstances',
        'ec2:Region': 'us-east-1',
        'aws:TagKeys': ['team'],
        'aws:RequestTag/team': 'red',
      },
    });
  });

  test.each([
    ['lambda:CreateFunction', { FunctionName: 'f', Role: role }, 'lambda.amazonaws.com'],
    ['ecs:RegisterTaskDefinition', { family: 'f', taskRoleArn: role }, 'ecs-tasks.amazonaws.com'],
    ['ecs:CreateService', { serviceName: 's', role }, 'ecs.amazonaws.com'],
    ['states:UpdateStateMachine', { stateMachineArn: machine, roleArn: role }, 'states.amazonaws.com'],
    ['events:PutTargets', { Rule: 'r', Targets: [{ RoleArn: role }] }, 'events.amazonaws.com'],
    ['eks:CreateNodegroup', { clusterName: 'c', nodeRole: role }, 'ec2.amazonaws.com'],
    ['glue:CreateJob', { Name: 'j', Role: role }, 'glue.amazonaws.com'],
    ['batch:RegisterJobDefinition', { containerProperties: { jobRoleArn: role } }, 'ecs-tasks.amazonaws.com'],
  ])('%s hands a role to %s', (call, input, service) => {
    const passed = needed(call, input).permissions.filter(({ action }) => action === 'iam:PassRole');
    expect(passed).toMatchObject([
      { action: 'iam:PassRole', resource: role, conditions: { 'iam:PassedToService': service } },
    ]);
  });

  test('what the role is for, where the input tells it', () => {
    const associated = (call: string, input: object) =>
      needed(call, input).permissions.at(-1)?.conditions?.['iam:AssociatedResourceArn'];
    expect(associated('lambda:CreateFunction', { FunctionName: 'resize', Role: role })).toBe(lambdaArn);
    expect(associated('ecs:RegisterTaskDefinition', { family: 'f', taskRoleArn: role })).toBeUndefined();
  });

  test('roles are passed by operations that hand them over, and by no others', () => {
    expect(pairs(needed('lambda:Invoke', { FunctionName: 'f', Payload: role }).permissions)).toEqual([
      `lambda:InvokeFunction on ${inAccount('lambda', 'function:f')}`,
    ]);
  });
});

describe('what is not known', () => {
  test.each([
    ['sqs:ListMessageMoveTasks', {}],
    ['glue:GetDatabases', {}],
    ['neverheardof:DoThings', { Name: 'x' }],
    ['events:ListRules', {}],
  ])('%s is asked for on *, and said so', (call, input) => {
    const { permissions, note } = needed(call, input);
    expect(pairs(permissions)).toEqual([`${call} on *`]);
    expect(note).toBe(
      `iam-in-memory has no rule for ${call}: it takes the operation's name for the action, and * for the resource.`,
    );
  });
});

describe('what is not the first thing that comes to mind', () => {
  const schedule = (resource: string) => inAccount('scheduler', resource);
  const version = 'arn:aws:lambda:us-east-1:123456789012:layer:l:3';

  test.each<[call: string, input: object, ...needs: string[]]>([
    // An execution has a name of its own; what is started is named by its ARN.
    [
      'states:StartExecution',
      { stateMachineArn: machine, name: 'run-1' },
      `states:StartExecution on ${machine}`,
    ],
    [
      'states:StartSyncExecution',
      { stateMachineArn: machine, name: 'run-1' },
      `states:StartSyncExecution on ${machine}`,
    ],
    ['states:CreateActivity', { name: 'a' }, `states:CreateActivity on ${inAccount('states', 'activity:a')}`],
    [
      'scheduler:GetScheduleGroup',
      { Name: 'g' },
      `scheduler:GetScheduleGroup on ${schedule('schedule-group/g')}`,
    ],
    ['scheduler:GetSchedule', { Name: 's' }, `scheduler:GetSchedule on ${schedule('schedule/default/s')}`],
    [
      'codebuild:CreateReportGroup',
      { name: 'r' },
      `codebuild:CreateReportGroup on ${inAccount('codebuild', 'report-group/r')}`,
    ],
    [
      'codebuild:CreateProject',
      { name: 'p' },
      `codebuild:CreateProject on ${inAccount('codebuild', 'project/p')}`,
    ],
    [
      'dynamodb:ExecuteStatement',
      { Statement: 'SELECT * FROM "my.table"."by name" WHERE id = \'update x\'' },
      `dynamodb:PartiQLSelect on ${inAccount('dynamodb', 'table/my.table/index/by name')}`,
    ],
    [
      'dynamodb:ExecuteStatement',
      { Statement: 'DELETE FROM "t";' },
      `dynamodb:PartiQLDelete on ${inAccount('dynamodb', 'table/t')}`,
    ],
    [
      'dynamodb:ExecuteStatement',
      { Statement: "select 'from x', a from orders where b = 1" },
      `dynamodb:PartiQLSelect on ${inAccount('dynamodb', 'table/orders')}`,
    ],
    ['lambda:GetLayerVersionByArn', { Arn: version }, `lambda:GetLayerVersion on ${version}`],
    [
      's3:GetBucketMetadataTableConfiguration',
      { Bucket: 'photos' },
      `s3:GetBucketMetadataTableConfiguration on ${bucket}`,
    ],
    [
      's3:DeleteBucketMetadataTableConfiguration',
      { Bucket: 'photos' },
      `s3:DeleteBucketMetadataTableConfiguration on ${bucket}`,
    ],
    [
      's3:CreateBucket',
      { Bucket: 'photos', ObjectLockEnabledForBucket: true },
      `s3:CreateBucket on ${bucket}`,
      `s3:PutBucketObjectLockConfiguration on ${bucket}`,
      `s3:PutBucketVersioning on ${bucket}`,
    ],
    [
      's3:CopyObject',
      { ...object, CopySource: 'source/100%' },
      's3:GetObject on arn:aws:s3:::source/100%',
      `s3:PutObject on ${cat}`,
    ],
    [
      'ec2:CreateTags',
      { Resources: ['tgw-attach-0123456789abcdef0'] },
      `ec2:CreateTags on ${inAccount('ec2', 'transit-gateway-attachment/tgw-attach-0123456789abcdef0')}`,
    ],
  ])('%s %j', (call, input, ...needs) => expect(pairs(needed(call, input).permissions)).toEqual(needs));

  test.each<[call: string, input: object]>([
    ['ec2:CreateTags', { Resources: ['ipam-0123456789abcdef0'] }],
    ['ec2:DeleteTags', {}],
    ['dynamodb:BatchGetItem', { RequestItems: {} }],
    ['dynamodb:TransactGetItems', { TransactItems: [] }],
    ['dynamodb:ExecuteStatement', {}],
    ['s3:DeleteObjects', { Bucket: 'photos', Delete: { Objects: [] } }],
    ['events:PutEvents', { Entries: [] }],
  ])('%s %j is asked for on everything rather than not at all', (call, input) =>
    expect(pairs(needed(call, input).permissions)).toEqual([`${call} on *`]),
  );
});
