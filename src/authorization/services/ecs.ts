import {
  type ServiceCall,
  type ServiceRule,
  arnIn,
  conditionsOf,
  onEach,
  orArn,
  text,
  texts,
} from './service-call.ts';

/** Calls about the whole account, or about what has no resource type of its own. */
const onEverything =
  /^(ListClusters|ListTaskDefinition|ListServicesByNamespace|DescribeTaskDefinition|ListAccountSettings|PutAccountSetting|DeleteAccountSetting|DiscoverPollEndpoint|DescribeCapacityProviders)/;

export const ecsRule: ServiceRule = (call) => {
  const { operation, input } = call;
  const action = `ecs:${operation}`;
  if (onEverything.test(operation)) return [{ action, resource: '*' }];
  const cluster = clusterArn(call);
  const conditions = conditionsOf({ 'ecs:cluster': cluster });
  if (operation === 'RunTask' || operation === 'StartTask') {
    return onEach(action, [taskDefinitionArn(call, text(input['taskDefinition']) ?? '*')], conditions);
  }
  if (/TaskDefinition/.test(operation)) {
    const names = [
      ...texts(input['taskDefinition']),
      ...texts(input['taskDefinitions']),
      ...texts(input['family']),
    ];
    return names.length === 0
      ? undefined
      : onEach(
          action,
          names.map((name) => taskDefinitionArn(call, name)),
        );
  }
  const inCluster = (kind: string, ids: readonly string[]) =>
    onEach(
      action,
      ids.map((id) => orArn(id, (name) => arnIn(call, `${kind}/${cluster.split('/').at(-1)}/${name}`))),
      conditions,
    );
  const services = [...texts(input['service']), ...texts(input['services']), ...texts(input['serviceName'])];
  if (/Service/.test(operation) && services.length > 0) return inCluster('service', services);
  const tasks = [...texts(input['task']), ...texts(input['tasks'])];
  if (tasks.length > 0) return inCluster('task', tasks);
  const instances = [...texts(input['containerInstance']), ...texts(input['containerInstances'])];
  if (instances.length > 0) return inCluster('container-instance', instances);
  const clusters = texts(input['clusters']);
  if (clusters.length > 0)
    return onEach(
      action,
      clusters.map((name) => orArn(name, (plain) => arnIn(call, `cluster/${plain}`))),
    );
  return onEach(action, [cluster], conditions);
};

function clusterArn(call: ServiceCall): string {
  const name = text(call.input['cluster']) ?? text(call.input['clusterName']) ?? 'default';
  return orArn(name, (plain) => arnIn(call, `cluster/${plain}`));
}

/** `family` stands for its latest revision, which the input does not tell. */
const taskDefinitionArn = (call: ServiceCall, name: string): string =>
  orArn(name, (plain) => arnIn(call, `task-definition/${plain.includes(':') ? plain : `${plain}:*`}`));
