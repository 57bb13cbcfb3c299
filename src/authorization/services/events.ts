import {
  type ServiceCall,
  type ServiceRule,
  arnIn,
  conditionsOf,
  orArn,
  structures,
  text,
} from './service-call.ts';

/** Other resources than rules and buses, by the end of the operation's name. */
const named: readonly (readonly [end: RegExp, resource: (name: string) => string])[] = [
  [/EventBus$/, (name) => `event-bus/${name}`],
  [/Archive$/, (name) => `archive/${name}`],
  [/Replay$/, (name) => `replay/${name}`],
  [/(^|[a-z])Connection$/, (name) => `connection/${name}/*`],
  [/ApiDestination$/, (name) => `api-destination/${name}/*`],
  [/Endpoint$/, (name) => `endpoint/${name}`],
];

export const eventsRule: ServiceRule = (call) => {
  const { operation, input } = call;
  const action = `events:${operation}`;
  if (operation === 'PutEvents') {
    return structures(input['Entries']).map((entry) => {
      const conditions = conditionsOf({
        'events:source': entry['Source'],
        'events:detail-type': entry['DetailType'],
      });
      const resource = busArn(call, text(entry['EventBusName']) ?? 'default');
      return { action, resource, ...(conditions && { conditions }) };
    });
  }
  if (operation === 'PutPermission' || operation === 'RemovePermission') {
    return [{ action, resource: busArn(call, text(input['EventBusName']) ?? 'default') }];
  }
  if (operation.startsWith('List') && operation !== 'ListTargetsByRule') return undefined;
  const name =
    text(input['Rule']) ?? text(input['Name']) ?? text(input['ArchiveName']) ?? text(input['ReplayName']);
  if (name === undefined) return undefined;
  const other = named.find(([end]) => end.test(operation));
  const resource = other ? orArn(name, (plain) => arnIn(call, other[1](plain))) : ruleArn(call, name);
  return [{ action, resource }];
};

const busArn = (call: ServiceCall, bus: string): string =>
  orArn(bus, (name) => arnIn(call, `event-bus/${name}`));

/** Rules of the default bus have no bus in their ARN. */
function ruleArn(call: ServiceCall, rule: string): string {
  const bus = (text(call.input['EventBusName']) ?? 'default').split('/').at(-1);
  return arnIn(call, bus === 'default' ? `rule/${rule}` : `rule/${bus}/${rule}`);
}
