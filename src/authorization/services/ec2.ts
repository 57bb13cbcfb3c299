import {
  type ServiceCall,
  type ServicePermission,
  type ServiceRule,
  arnIn,
  conditionsOf,
  onEach,
  structures,
  text,
  texts,
} from './service-call.ts';

/** What an id names, by its prefix. */
const types: Readonly<Record<string, string>> = {
  i: 'instance',
  ami: 'image',
  snap: 'snapshot',
  vol: 'volume',
  eni: 'network-interface',
  subnet: 'subnet',
  vpc: 'vpc',
  sg: 'security-group',
  sgr: 'security-group-rule',
  rtb: 'route-table',
  igw: 'internet-gateway',
  eigw: 'egress-only-internet-gateway',
  nat: 'natgateway',
  acl: 'network-acl',
  eipalloc: 'elastic-ip',
  lt: 'launch-template',
  key: 'key-pair',
  dopt: 'dhcp-options',
  pcx: 'vpc-peering-connection',
  vpce: 'vpc-endpoint',
  vgw: 'vpn-gateway',
  cgw: 'customer-gateway',
  vpn: 'vpn-connection',
  tgw: 'transit-gateway',
  'tgw-attach': 'transit-gateway-attachment',
  'tgw-rtb': 'transit-gateway-route-table',
  pl: 'prefix-list',
  fl: 'vpc-flow-log',
  pg: 'placement-group',
  fleet: 'fleet',
  sfr: 'spot-fleet-request',
  sir: 'spot-instances-request',
  cr: 'capacity-reservation',
  h: 'dedicated-host',
};

export const ec2Rule: ServiceRule = (call) => {
  const { operation, input } = call;
  const action = `ec2:${operation}`;
  if (operation.startsWith('Describe') && !operation.endsWith('Attribute'))
    return [{ action, resource: '*' }];
  if (operation === 'RunInstances') return runInstances(call);
  if (operation === 'CreateTags' || operation === 'DeleteTags') {
    const tagged = texts(input['Resources']).map((id) => resourceOf(call, id) ?? '*');
    return onEach(action, [...new Set(tagged)], ec2Conditions(call));
  }
  const mentioned = [...new Set(idsIn(input))].flatMap((id) => resourceOf(call, id) ?? []);
  const keyName = text(input['KeyName']);
  const keys = keyName === undefined ? [] : [arnIn(call, `key-pair/${keyName}`)];
  const resources = [...createdBy(call), ...mentioned, ...keys];
  return resources.length === 0 ? undefined : onEach(action, resources, ec2Conditions(call));
};

function resourceOf(call: ServiceCall, id: string): string | undefined {
  // A prefix may go on (`tgw-attach-…` is no transit gateway): only the whole of it tells.
  const type = types[id.slice(0, id.lastIndexOf('-'))];
  if (type === undefined) return undefined;
  // Images and snapshots may be another account's: their ARN has none.
  return arnIn(call, `${type}/${id}`, type === 'image' || type === 'snapshot' ? { accountId: '' } : {});
}

/** `CreateSecurityGroup` makes `security-group/*`. */
function createdBy(call: ServiceCall): readonly string[] {
  const noun = /^(?:Create|Allocate)(\w+)$/.exec(call.operation)?.[1];
  const type = noun?.replaceAll(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
  return type !== undefined && Object.values(types).includes(type) ? [arnIn(call, `${type}/*`)] : [];
}

function* idsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    if (/^[a-z]+-[0-9a-f]{8,17}$/.test(value)) yield value;
  } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const member of Object.values(value)) yield* idsIn(member);
  }
}

/** The instance and everything it is made of and with. */
function runInstances(call: ServiceCall): readonly ServicePermission[] {
  const { input } = call;
  const interfaces = structures(input['NetworkInterfaces']);
  const [template] = structures(input['LaunchTemplate']);
  const image = text(input['ImageId']);
  const subnets = [...texts(input['SubnetId']), ...interfaces.flatMap(({ SubnetId }) => texts(SubnetId))];
  const groups = [...texts(input['SecurityGroupIds']), ...interfaces.flatMap(({ Groups }) => texts(Groups))];
  const key = text(input['KeyName']);
  const templateId = text(template?.['LaunchTemplateId']);
  const own = (resource: string): string => arnIn(call, resource);
  const resources = [
    own('instance/*'),
    arnIn(call, `image/${image ?? '*'}`, { accountId: '' }),
    ...(subnets.length === 0 ? ['*'] : subnets).map((id) => own(`subnet/${id}`)),
    ...(groups.length === 0 ? ['*'] : groups).map((id) => own(`security-group/${id}`)),
    own('network-interface/*'),
    own('volume/*'),
    ...(key === undefined ? [] : [own(`key-pair/${key}`)]),
    ...(template === undefined ? [] : [own(`launch-template/${templateId ?? '*'}`)]),
  ];
  return onEach('ec2:RunInstances', resources, ec2Conditions(call));
}

const ec2Conditions = ({ region, input }: ServiceCall) =>
  conditionsOf({ 'ec2:Region': region, 'ec2:InstanceType': input['InstanceType'] });
