import {
  type ServiceCall,
  type ServicePermission,
  type ServiceRule,
  arnIn,
  conditionsOf,
  onEach,
  orArn,
  structures,
  text,
} from './service-call.ts';

type Item = Readonly<Record<string, unknown>>;

export const dynamodbRule: ServiceRule = (call) => {
  const { operation, input } = call;
  const action = `dynamodb:${operation}`;
  switch (operation) {
    case 'BatchGetItem':
    case 'BatchWriteItem': {
      const [tables = {}] = structures(input['RequestItems']);
      return Object.keys(tables).map((table) => ({ action, resource: tableArn(call, table) }));
    }
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return structures(input['TransactItems']).flatMap((item) => transacted(call, item));
    case 'ExecuteStatement':
    case 'ExecuteTransaction':
    case 'BatchExecuteStatement':
      return statements(call);
    case 'ListTables':
    case 'DescribeLimits':
    case 'DescribeEndpoints':
      return [{ action, resource: '*' }];
    default: {
      const table = text(input['TableName']);
      if (table === undefined) return undefined;
      // "Query and Scan with IndexName": the permission on the index alone is asked for.
      const index = text(input['IndexName']);
      const resource = tableArn(call, table) + (index === undefined ? '' : `/index/${index}`);
      return onEach(action, [resource], itemConditions(input));
    }
  }
};

const tableArn = (call: ServiceCall, table: string): string =>
  orArn(table, (name) => arnIn(call, `table/${name}`));

const transactedActions: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

function transacted(call: ServiceCall, item: Item): readonly ServicePermission[] {
  return Object.entries(transactedActions).flatMap(([name, action]) =>
    structures(item[name]).flatMap((part) =>
      onEach(`dynamodb:${action}`, [tableArn(call, text(part['TableName']) ?? '*')], itemConditions(part)),
    ),
  );
}

/** PartiQL: `SELECT … FROM "table"."index"`, `INSERT INTO "table"`, `UPDATE "table"`, `DELETE FROM "table"`. */
function statements(call: ServiceCall): readonly ServicePermission[] {
  const { input } = call;
  const lists = [...structures(input['Statements']), ...structures(input['TransactStatements']), input];
  return lists.flatMap(({ Statement }) => {
    const statement = text(Statement);
    if (statement === undefined) return [];
    const verb = /^\s*(select|insert|update|delete)\b/i.exec(statement)?.[1]?.toLowerCase() ?? 'select';
    const found = /\b(?:from|into|update)\s+"?([\w.-]+?)"?(?:\."?([\w.-]+)"?)?(?:\s|$)/i.exec(statement);
    const [, table = '*', index] = found ?? [];
    const action = `dynamodb:PartiQL${verb.charAt(0).toUpperCase()}${verb.slice(1)}`;
    return [{ action, resource: tableArn(call, table) + (index === undefined ? '' : `/index/${index}`) }];
  });
}

/** `dynamodb:LeadingKeys` needs the partition key, which a key of one attribute tells; a larger one does not. */
function itemConditions(input: Item): Record<string, string | readonly string[]> | undefined {
  const [key = {}] = structures(input['Key']);
  const values = Object.values(key);
  const leading = values.length === 1 ? scalar(values[0]) : undefined;
  return conditionsOf({
    'dynamodb:LeadingKeys': leading === undefined ? undefined : [leading],
    'dynamodb:Attributes': attributesOf(input),
    'dynamodb:Select': input['Select'],
    'dynamodb:ReturnValues': input['ReturnValues'],
    'dynamodb:ReturnConsumedCapacity': input['ReturnConsumedCapacity'],
  });
}

/** `{ S: 'x' }` of the plain client, `'x'` of the document client. */
function scalar(value: unknown): string | undefined {
  const [inner] = typeof value === 'object' && value !== null ? Object.values(value) : [value];
  return typeof inner === 'string' || typeof inner === 'number' ? String(inner) : undefined;
}

function attributesOf(input: Item): readonly string[] | undefined {
  const [names = {}] = structures(input['ExpressionAttributeNames']);
  const projected = (text(input['ProjectionExpression']) ?? '')
    .split(',')
    .map((path) => path.trim().split(/[.[]/)[0] ?? '')
    .filter((name) => name !== '')
    .map((name) => text(names[name]) ?? name);
  const [item = {}] = structures(input['Item']);
  const attributes = [...projected, ...Object.keys(item)];
  return attributes.length === 0 ? undefined : attributes;
}
