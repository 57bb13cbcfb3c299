import {
  type ServiceCall,
  type ServiceRule,
  arnIn,
  conditionsOf,
  onEach,
  text,
  texts,
} from './service-call.ts';

const renamed: Readonly<Record<string, string>> = {
  Invoke: 'InvokeFunction',
  InvokeAsync: 'InvokeFunction',
  InvokeWithResponseStream: 'InvokeFunction',
  GetLayerVersionByArn: 'GetLayerVersion',
};

export const lambdaRule: ServiceRule = (call) => {
  const { operation, input } = call;
  const action = `lambda:${renamed[operation] ?? operation}`;
  const layers = texts(input['Layers']);
  const functionArn = functionOf(call);
  if (operation.includes('EventSourceMapping')) {
    const id = text(input['UUID']);
    const conditions = conditionsOf({ 'lambda:FunctionArn': functionArn });
    return onEach(action, [id === undefined ? '*' : arnIn(call, `event-source-mapping:${id}`)], conditions);
  }
  if (functionArn !== undefined) {
    const conditions = conditionsOf({
      'lambda:Layer': layers.length === 0 ? undefined : layers,
      'lambda:Principal': operation === 'AddPermission' ? input['Principal'] : undefined,
      'lambda:FunctionUrlAuthType': input['FunctionUrlAuthType'] ?? input['AuthType'],
    });
    return [...onEach(action, [functionArn], conditions), ...onEach('lambda:GetLayerVersion', layers)];
  }
  const version = operation === 'GetLayerVersionByArn' ? text(input['Arn']) : undefined;
  if (version !== undefined) return onEach(action, [version]);
  const layer = text(input['LayerName']);
  if (layer !== undefined) {
    const number = input['VersionNumber'];
    const name = layer.startsWith('arn:') ? layer : arnIn(call, `layer:${layer}`);
    return [{ action, resource: typeof number === 'number' ? `${name}:${number}` : name }];
  }
  return undefined;
};

/** A name, `name:qualifier`, `123456789012:function:name` or an ARN; Qualifier adds what the name lacks. */
function functionOf(call: ServiceCall): string | undefined {
  const name = text(call.input['FunctionName']);
  if (name === undefined) return undefined;
  const [, accountId = call.accountId, plain = name] = /^(?:(\d{12}):function:)?(.+)$/.exec(name) ?? [];
  const arn = name.startsWith('arn:') ? name : arnIn(call, `function:${plain}`, { accountId });
  const qualifier = text(call.input['Qualifier']);
  return qualifier === undefined || arn.split(':').length > 7 ? arn : `${arn}:${qualifier}`;
}
