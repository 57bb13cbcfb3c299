import { type ServiceCall, type ServicePermission, structures, text } from './service-call.ts';

/** The service that a role is handed to, and the operations that hand one over. */
type Handover = readonly [passedTo: string, operations: RegExp];

/**
 * Operations that ask for `iam:PassRole` (Service Authorization Reference, dependent actions; the guides of the
 * services). The roles themselves are found among the values of the input.
 */
const handovers: Readonly<Record<string, readonly Handover[]>> = {
  apigateway: [['apigateway.amazonaws.com', /^(Put|Update|Create)/]],
  appsync: [['appsync.amazonaws.com', /^(Create|Update)/]],
  backup: [['backup.amazonaws.com', /^Start|BackupSelection$/]],
  batch: [
    ['ecs-tasks.amazonaws.com', /^RegisterJobDefinition$/],
    ['batch.amazonaws.com', /ComputeEnvironment$/],
  ],
  bedrock: [['bedrock.amazonaws.com', /^(Create|Update)/]],
  cloudformation: [['cloudformation.amazonaws.com', /Stack|ChangeSet/]],
  cloudtrail: [['cloudtrail.amazonaws.com', /Trail$/]],
  codebuild: [['codebuild.amazonaws.com', /Project$|StartBuild/]],
  codedeploy: [['codedeploy.amazonaws.com', /DeploymentGroup$/]],
  codepipeline: [['codepipeline.amazonaws.com', /Pipeline$/]],
  'cognito-identity': [
    ['cognito-identity.amazonaws.com', /SetIdentityPoolRoles|^(Create|Update)IdentityPool/],
  ],
  'cognito-idp': [['cognito-idp.amazonaws.com', /UserPool$|Group$/]],
  config: [['config.amazonaws.com', /^Put/]],
  datasync: [['datasync.amazonaws.com', /^(Create|Update)Location/]],
  ec2: [
    ['vpc-flow-logs.amazonaws.com', /FlowLogs$/],
    ['spotfleet.amazonaws.com', /SpotFleet/],
  ],
  ecs: [
    ['ecs-tasks.amazonaws.com', /^(RegisterTaskDefinition|RunTask|StartTask)$/],
    ['ecs.amazonaws.com', /Service$/],
  ],
  eks: [
    ['eks.amazonaws.com', /Cluster$|Addon$/],
    ['ec2.amazonaws.com', /Nodegroup$/],
    ['eks-fargate-pods.amazonaws.com', /FargateProfile$/],
    ['pods.eks.amazonaws.com', /PodIdentityAssociation$/],
  ],
  elasticmapreduce: [['elasticmapreduce.amazonaws.com', /^RunJobFlow$/]],
  'emr-serverless': [['emr-serverless.amazonaws.com', /^StartJobRun$/]],
  events: [['events.amazonaws.com', /^(PutRule|PutTargets|CreateEndpoint|UpdateEndpoint|StartReplay)$/]],
  firehose: [['firehose.amazonaws.com', /DeliveryStream|Destination$/]],
  glue: [['glue.amazonaws.com', /^(Create|Update)(Job|Crawler|DevEndpoint|MLTransform|Session)$/]],
  iot: [
    ['credentials.iot.amazonaws.com', /RoleAlias$/],
    ['iot.amazonaws.com', /TopicRule$|ProvisioningTemplate$/],
  ],
  kinesisanalytics: [['kinesisanalytics.amazonaws.com', /Application$/]],
  lambda: [['lambda.amazonaws.com', /^(CreateFunction|UpdateFunctionConfiguration)$/]],
  logs: [['logs.amazonaws.com', /^(PutSubscriptionFilter|PutDestination)$/]],
  pipes: [['pipes.amazonaws.com', /Pipe$/]],
  rds: [
    ['rds.amazonaws.com', /^AddRole|^StartExportTask$|DBProxy$/],
    ['monitoring.rds.amazonaws.com', /DBInstance$|DBCluster$/],
  ],
  redshift: [['redshift.amazonaws.com', /Cluster|ScheduledAction$/]],
  s3: [
    ['s3.amazonaws.com', /^PutBucketReplication$/],
    ['batchoperations.s3.amazonaws.com', /^CreateJob$/],
  ],
  sagemaker: [['sagemaker.amazonaws.com', /^(Create|Update)/]],
  scheduler: [['scheduler.amazonaws.com', /^(Create|Update)Schedule$/]],
  sns: [['sns.amazonaws.com', /Attributes$|^Subscribe$/]],
  ssm: [['ssm.amazonaws.com', /^(SendCommand|StartAutomationExecution)$|MaintenanceWindow|Association$/]],
  states: [['states.amazonaws.com', /^(Create|Update)StateMachine$/]],
  transcribe: [['transcribe.amazonaws.com', /^Start/]],
  transfer: [['transfer.amazonaws.com', /^(Create|Update)/]],
};

/**
 * `iam:PassRole` for every role that a call hands to the service.
 *
 * @param associated what the role is for, `iam:AssociatedResourceArn` where the input tells it all
 */
export function passedRoles(
  { service, operation, input }: ServiceCall,
  associated: string | undefined,
): readonly ServicePermission[] {
  const handover = handovers[service]?.find(([, operations]) => operations.test(operation));
  if (handover === undefined) return [];
  return [...new Set(rolesIn(input))].map((resource) => ({
    action: 'iam:PassRole',
    resource,
    conditions: {
      'iam:PassedToService': handover[0],
      ...(associated !== undefined &&
        !/[*?]/.test(associated) && { 'iam:AssociatedResourceArn': associated }),
    },
  }));
}

/** The instance profile, by name or ARN, whose role an instance gets. */
export function instanceProfileOf({ service, input }: ServiceCall): string | undefined {
  if (service !== 'ec2') return undefined;
  const [profile] = structures(input['IamInstanceProfile']);
  return text(profile?.['Name']) ?? text(profile?.['Arn']);
}

/** `iam:PassRole` for the roles of an instance profile. */
export const passedToInstances = (roleArns: readonly string[]): readonly ServicePermission[] =>
  roleArns.map((resource) => ({
    action: 'iam:PassRole',
    resource,
    conditions: { 'iam:PassedToService': 'ec2.amazonaws.com' },
  }));

const roleArn = /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/;

function* rolesIn(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    if (roleArn.test(value)) yield value;
  } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const member of Object.values(value)) yield* rolesIn(member);
  }
}
