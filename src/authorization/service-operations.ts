import { dynamodbRule } from './services/dynamodb.ts';
import { ec2Rule } from './services/ec2.ts';
import { ecsRule } from './services/ecs.ts';
import { eventsRule } from './services/events.ts';
import { kmsRule } from './services/kms.ts';
import { lambdaRule } from './services/lambda.ts';
import { snsRule, sqsRule } from './services/messaging.ts';
import { secretsManagerRule, ssmRule } from './services/parameters.ts';
import { passedRoles } from './services/pass-role.ts';
import { plainPermissions } from './services/plain-resources.ts';
import { s3Rule } from './services/s3.ts';
import { type ServiceCall, type ServicePermission, type ServiceRule } from './services/service-call.ts';
import { tagConditions, taggingOnCreation } from './services/tagging.ts';

export type { ServiceCall, ServicePermission } from './services/service-call.ts';

/** What a call of another service needs, and what a person should know about how that was found out. */
export interface ServicePermissions {
  readonly permissions: readonly ServicePermission[];
  readonly note?: string;
}

const rules: Readonly<Record<string, ServiceRule>> = {
  apigateway: apiGatewayRule,
  dynamodb: dynamodbRule,
  ec2: ec2Rule,
  ecs: ecsRule,
  events: eventsRule,
  kms: kmsRule,
  lambda: lambdaRule,
  s3: s3Rule,
  secretsmanager: secretsManagerRule,
  sns: snsRule,
  sqs: sqsRule,
  ssm: ssmRule,
};

/** Prefixes of actions that are not the client's signing name: 11 of 382 services. */
const prefixes: Readonly<Record<string, string>> = {
  awsssoportal: 'sso',
  cloudcontrolapi: 'cloudformation',
  iotdata: 'iot',
  'iot-jobs-data': 'iotjobsdata',
  IoTSecuredTunneling: 'iot',
  monitoring: 'cloudwatch',
  'mturk-requester': 'mechanicalturk',
  'partnercentral-selling': 'partnercentral',
  tagging: 'tag',
};

/** The prefix that a service has in actions, by the name that its requests are signed for. */
export const actionPrefix = (signingName: string): string => prefixes[signingName] ?? signingName;

/**
 * The permissions that a call of any AWS service needs: its own action (the operation's name, where no rule knows
 * better) on the resources that the input tells, tagging on creation where tags are given, and `iam:PassRole` for roles
 * that it hands over. A service or operation that is not known is asked for as `*`, never left alone.
 */
export function permissionsOfCall(call: ServiceCall): ServicePermissions {
  const { service, operation, input } = call;
  const found = rules[service]?.(call) ?? plainPermissions(call);
  // A rule that finds nothing to ask for must not leave the call alone.
  const known = found?.length === 0 ? [{ action: `${service}:${operation}`, resource: '*' }] : found;
  const own = known ?? [{ action: `${service}:${operation}`, resource: '*' }];
  const tags = tagConditions(input);
  const tagged =
    tags === undefined
      ? own
      : own.map(({ conditions, ...permission }) => ({
          ...permission,
          conditions: { ...conditions, ...tags },
        }));
  const permissions = [...tagged, ...taggingOnCreation(call, own), ...passedRoles(call, own[0]?.resource)];
  if (known !== undefined) return { permissions };
  return {
    permissions,
    note: `iam-in-memory has no rule for ${service}:${operation}: it takes the operation's name for the action, and * for the resource.`,
  };
}

/** The actions of API Gateway are the methods of HTTP, on paths. */
function apiGatewayRule({ http, partition, region }: ServiceCall): readonly ServicePermission[] | undefined {
  if (http === undefined) return undefined;
  return [
    { action: `apigateway:${http.method}`, resource: `arn:${partition}:apigateway:${region}::${http.path}` },
  ];
}
