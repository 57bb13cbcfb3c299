import { type ServiceCall, type ServicePermission, arnIn, text, texts } from './service-call.ts';

/**
 * Resource ARNs by a member of the input: `{Member}` is its value, `{Member=x}` x where it is not given. The first
 * member that is there counts. Regional and of the caller's account unless said otherwise.
 */
type Template = readonly [
  member: string,
  resource: string,
  place?: 'global' | 'ofNobody' | undefined,
  /** The operations it is for; absent: all. */
  operations?: RegExp,
];

const templates: Readonly<Record<string, readonly Template[]>> = {
  athena: [['WorkGroup', 'workgroup/{WorkGroup}']],
  batch: [
    ['jobQueue', 'job-queue/{jobQueue}'],
    ['jobQueueName', 'job-queue/{jobQueueName}'],
    ['jobDefinitionName', 'job-definition/{jobDefinitionName}'],
  ],
  bedrock: [['modelId', 'foundation-model/{modelId}', 'ofNobody']],
  cloudformation: [
    ['StackSetName', 'stackset/{StackSetName}:*'],
    ['StackName', 'stack/{StackName}/*'],
  ],
  cloudwatch: [
    ['AlarmName', 'alarm:{AlarmName}'],
    ['AlarmNames', 'alarm:{AlarmNames}'],
    ['DashboardName', 'dashboard/{DashboardName}', 'global'],
  ],
  codebuild: [
    ['projectName', 'project/{projectName}'],
    ['name', 'report-group/{name}', undefined, /ReportGroup$/],
    ['name', 'project/{name}', undefined, /Project$/],
  ],
  codepipeline: [
    ['pipelineName', '{pipelineName}'],
    ['name', '{name}'],
  ],
  'cognito-identity': [['IdentityPoolId', 'identitypool/{IdentityPoolId}']],
  'cognito-idp': [['UserPoolId', 'userpool/{UserPoolId}']],
  ecr: [
    ['repositoryName', 'repository/{repositoryName}'],
    ['repositoryNames', 'repository/{repositoryNames}'],
  ],
  eks: [
    ['clusterName', 'cluster/{clusterName}'],
    ['name', 'cluster/{name}'],
  ],
  firehose: [['DeliveryStreamName', 'deliverystream/{DeliveryStreamName}']],
  kinesis: [['StreamName', 'stream/{StreamName}']],
  // As its denials name groups: with an empty stream.
  logs: [
    ['logGroupName', 'log-group:{logGroupName}:log-stream:{logStreamName=}'],
    ['logGroupIdentifier', 'log-group:{logGroupIdentifier}:log-stream:{logStreamName=}'],
  ],
  rds: [
    ['DBInstanceIdentifier', 'db:{DBInstanceIdentifier}'],
    ['DBClusterIdentifier', 'cluster:{DBClusterIdentifier}'],
    ['DBSnapshotIdentifier', 'snapshot:{DBSnapshotIdentifier}'],
    ['DBSubnetGroupName', 'subgrp:{DBSubnetGroupName}'],
  ],
  route53: [['HostedZoneId', 'hostedzone/{HostedZoneId}', 'global']],
  scheduler: [
    ['Name', 'schedule-group/{Name}', undefined, /ScheduleGroup$/],
    ['Name', 'schedule/{GroupName=default}/{Name}'],
  ],
  states: [
    ['name', 'activity:{name}', undefined, /^CreateActivity$/],
    ['name', 'stateMachine:{name}', undefined, /^CreateStateMachine$/],
  ],
};

/** What a call of a service without rules of its own is about; undefined where the input does not tell. */
export function plainPermissions(call: ServiceCall): readonly ServicePermission[] | undefined {
  const action = `${call.service}:${call.operation}`;
  // What is named by its ARN is meant, whatever else the input names (an execution has a name of its own).
  const resources = arnsOfService(call) ?? templated(call);
  return resources?.map((resource) => ({ action, resource }));
}

function templated(call: ServiceCall): readonly string[] | undefined {
  const { input, operation } = call;
  const found = templates[call.service]?.find(
    ([member, , , operations]) =>
      texts(input[member]).length > 0 && (operations === undefined || operations.test(operation)),
  );
  if (found === undefined) return undefined;
  const [member, template, place] = found;
  return texts(input[member]).map((value) => {
    if (value.startsWith('arn:')) return value;
    const resource = template.replaceAll(/\{(\w+)(?:=(\w*))?\}/g, (_, name: string, otherwise = '*') =>
      name === member ? value.replace(/^\/?hostedzone\//, '') : (text(input[name]) ?? String(otherwise)),
    );
    if (place === undefined) return arnIn(call, resource);
    return arnIn(call, resource, {
      region: place === 'global' ? '' : call.region,
      accountId: place === 'global' && call.service === 'cloudwatch' ? call.accountId : '',
    });
  });
}

/** ARNs of the service itself among the members: what it is about, whatever the member is called. */
function arnsOfService({ input, partition, service }: ServiceCall): readonly string[] | undefined {
  const arns = Object.values(input).flatMap((value) =>
    texts(value).filter((one) => one.startsWith(`arn:${partition}:${service}:`)),
  );
  return arns.length === 0 ? undefined : arns;
}
