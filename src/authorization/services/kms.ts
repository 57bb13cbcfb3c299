import {
  type ServiceCall,
  type ServicePermission,
  type ServiceRule,
  arnIn,
  conditionsOf,
  orArn,
  structures,
  text,
} from './service-call.ts';

const withoutKey: ReadonlySet<string> = new Set([
  'CreateKey',
  'ListKeys',
  'ListAliases',
  'GenerateRandom',
  'CreateCustomKeyStore',
  'ConnectCustomKeyStore',
  'DescribeCustomKeyStores',
]);

export const kmsRule: ServiceRule = (call) => {
  const { operation, input } = call;
  const action = `kms:${operation}`;
  const keyId = input['KeyId'] ?? input['TargetKeyId'];
  switch (operation) {
    case 'ReEncrypt':
      return [
        ...onKey(call, 'kms:ReEncryptFrom', input['SourceKeyId'], input['SourceEncryptionContext']),
        ...onKey(call, 'kms:ReEncryptTo', input['DestinationKeyId'], input['DestinationEncryptionContext']),
      ];
    case 'CreateAlias':
    case 'UpdateAlias':
    case 'DeleteAlias': {
      const alias = { action, resource: arnIn(call, text(input['AliasName']) ?? 'alias/*') };
      return [alias, ...onKey(call, action, keyId, undefined)];
    }
    default:
      if (withoutKey.has(operation)) return [{ action, resource: '*' }];
      return onKey(call, action, keyId, input['EncryptionContext']);
  }
};

/**
 * An alias is asked about the key behind it, which the input does not tell. Decrypt may leave the key out: it is in the
 * ciphertext.
 */
function onKey(
  call: ServiceCall,
  action: string,
  keyId: unknown,
  encryptionContext: unknown,
): readonly ServicePermission[] {
  const id = text(keyId);
  const alias = id === undefined ? undefined : /(?:^|:)(alias\/.+)$/.exec(id)?.[1];
  const resource =
    id === undefined || alias !== undefined
      ? arnIn(call, 'key/*', id?.startsWith('arn:') ? placeOf(id) : {})
      : orArn(id, (name) => arnIn(call, `key/${name}`));
  const [context = {}] = structures(encryptionContext);
  const pairs = Object.entries(context);
  const conditions = conditionsOf({
    'kms:RequestAlias': alias,
    'kms:KeySpec': call.input['KeySpec'],
    'kms:EncryptionAlgorithm': call.input['EncryptionAlgorithm'],
    'kms:EncryptionContextKeys': pairs.length === 0 ? undefined : pairs.map(([key]) => key),
    ...Object.fromEntries(pairs.map(([key, value]) => [`kms:EncryptionContext:${key}`, value])),
  });
  return [{ action, resource, ...(conditions && { conditions }) }];
}

function placeOf(arn: string): { region: string; accountId: string } {
  const [, , , region = '', accountId = ''] = arn.split(':');
  return { region, accountId };
}
