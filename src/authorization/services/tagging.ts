import type { ConditionKeys } from '../../engine/operation.ts';
import { type ServiceCall, type ServicePermission, arnIn, structures, text, texts } from './service-call.ts';

/** The operations that may tag what they make, and the action that this takes. */
const tagsOnCreation: Readonly<Record<string, readonly [operations: RegExp, action: string]>> = {
  cloudwatch: [/^Put/, 'TagResource'],
  'cognito-idp': [/^CreateUserPool$/, 'TagResource'],
  dynamodb: [/^CreateTable$/, 'TagResource'],
  ecr: [/^CreateRepository$/, 'TagResource'],
  ecs: [/^(Create|Register|RunTask|StartTask)/, 'TagResource'],
  events: [/^(PutRule|CreateEventBus)$/, 'TagResource'],
  kinesis: [/^CreateStream$/, 'TagResource'],
  kms: [/^CreateKey$/, 'TagResource'],
  lambda: [/^Create/, 'TagResource'],
  logs: [/^CreateLogGroup$/, 'TagResource'],
  rds: [/^(Create|Copy|Restore)/, 'AddTagsToResource'],
  scheduler: [/^CreateScheduleGroup$/, 'TagResource'],
  secretsmanager: [/^CreateSecret$/, 'TagResource'],
  sns: [/^CreateTopic$/, 'TagResource'],
  sqs: [/^CreateQueue$/, 'TagQueue'],
  ssm: [/^(PutParameter|CreateDocument)$/, 'AddTagsToResource'],
  states: [/^Create/, 'TagResource'],
};

type Tags = readonly (readonly [key: string, value: string])[];

/** The tags that an input gives: a list or a map, spelled as the service spells it. */
function requestTags(input: ServiceCall['input']): Tags {
  const given = input['Tags'] ?? input['tags'] ?? input['TagList'] ?? input['UserPoolTags'];
  if (Array.isArray(given)) return listed(given);
  return structures(given).flatMap((map) =>
    Object.entries(map).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : [])),
  );
}

const listed = (list: unknown): Tags =>
  structures(list).flatMap((tag) => {
    const key = text(tag['Key'] ?? tag['key'] ?? tag['TagKey']);
    const value = tag['Value'] ?? tag['value'] ?? tag['TagValue'];
    return key === undefined ? [] : [[key, typeof value === 'string' ? value : ''] as const];
  });

/** `aws:RequestTag/…` and `aws:TagKeys` of a call. */
export function tagConditions(input: ServiceCall['input']): ConditionKeys | undefined {
  return conditionsOfTags(requestTags(input), [...texts(input['TagKeys']), ...texts(input['tagKeys'])]);
}

function conditionsOfTags(tags: Tags, removed: readonly string[] = []): ConditionKeys | undefined {
  const keys = [...tags.map(([key]) => key), ...removed];
  if (keys.length === 0) return undefined;
  return {
    'aws:TagKeys': keys,
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  };
}

/** What tagging on creation needs, on the same resources; nothing where no tags are given. */
export function taggingOnCreation(
  call: ServiceCall,
  permissions: readonly ServicePermission[],
): readonly ServicePermission[] {
  const { service, operation, input } = call;
  if (service === 'ec2') return ec2Tagging(call);
  const [operations, action] = tagsOnCreation[service] ?? [];
  if (operations?.test(operation) !== true || requestTags(input).length === 0) return [];
  const own = permissions.filter((permission) => permission.action === `${service}:${operation}`);
  const create = service === 'ecs' ? { 'ecs:CreateAction': operation } : {};
  return own.map(({ resource }) => ({
    action: `${service}:${action}`,
    resource,
    conditions: { ...tagConditions(input), ...create },
  }));
}

/** EC2 tags what it makes by TagSpecifications, kind by kind. */
function ec2Tagging(call: ServiceCall): readonly ServicePermission[] {
  const { operation, input } = call;
  return structures(input['TagSpecifications']).map(({ ResourceType, Tags: tags }) => ({
    action: 'ec2:CreateTags',
    resource: arnIn(call, `${text(ResourceType) ?? '*'}/*`),
    conditions: {
      'ec2:CreateAction': operation,
      'ec2:Region': call.region,
      ...conditionsOfTags(listed(tags)),
    },
  }));
}
