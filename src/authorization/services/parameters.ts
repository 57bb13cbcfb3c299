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

/** AWS adds six random characters to the name of a secret. */
const secretArn = (call: ServiceCall, id: string): string =>
  orArn(id, (name) => arnIn(call, `secret:${name}-??????`));

export const secretsManagerRule: ServiceRule = (call) => {
  const { operation, input } = call;
  const action = `secretsmanager:${operation}`;
  if (['ListSecrets', 'BatchGetSecretValue', 'GetRandomPassword'].includes(operation)) {
    return [{ action, resource: '*' }];
  }
  const id = text(input['SecretId']) ?? (operation === 'CreateSecret' ? text(input['Name']) : undefined);
  if (id === undefined) return undefined;
  const resource = secretArn(call, id);
  return onEach(
    action,
    [resource],
    conditionsOf({
      'secretsmanager:Name': operation === 'CreateSecret' ? input['Name'] : undefined,
      'secretsmanager:SecretId': operation === 'CreateSecret' ? undefined : resource,
      'secretsmanager:VersionId': input['VersionId'],
      'secretsmanager:VersionStage': input['VersionStage'],
      'secretsmanager:RecoveryWindowInDays': input['RecoveryWindowInDays'],
      'secretsmanager:ForceDeleteWithoutRecovery': input['ForceDeleteWithoutRecovery'],
    }),
  );
};

/** `/app/db` is `parameter/app/db`, `db` is `parameter/db`; a version or label is no part of the name. */
const parameterArn = (call: ServiceCall, name: string): string =>
  orArn(name, (plain) => arnIn(call, `parameter/${plain.replace(/^\//, '').replace(/(\/|:[\w-]+)$/, '')}`));

/** Documents of AWS belong to no account. */
const documentArn = (call: ServiceCall, name: string): string =>
  orArn(name, (plain) =>
    arnIn(call, `document/${plain}`, /^(AWS|Amazon)/.test(plain) ? { accountId: '' } : {}),
  );

export const ssmRule: ServiceRule = (call) => {
  const { operation, input } = call;
  const action = `ssm:${operation}`;
  if (operation === 'DescribeParameters') return [{ action, resource: '*' }];
  if (/Parameter/.test(operation)) {
    const names = [...texts(input['Names']), ...texts(input['Name']), ...texts(input['Path'])];
    if (names.length === 0) return undefined;
    return onEach(
      action,
      names.map((name) => parameterArn(call, name)),
      conditionsOf({ 'ssm:Recursive': input['Recursive'], 'ssm:Overwrite': input['Overwrite'] }),
    );
  }
  if (operation === 'SendCommand' || operation === 'StartSession') {
    const instances = [...texts(input['InstanceIds']), ...texts(input['Target'])];
    const document = text(input['DocumentName']) ?? 'SSM-SessionManagerRunShell';
    return onEach(action, [
      documentArn(call, document),
      ...instances.map((id) => arnIn(call, `instance/${id}`, { service: 'ec2' })),
    ]);
  }
  const document =
    text(input['DocumentName']) ?? (operation.endsWith('Document') ? text(input['Name']) : undefined);
  return document === undefined ? undefined : [{ action, resource: documentArn(call, document) }];
};
