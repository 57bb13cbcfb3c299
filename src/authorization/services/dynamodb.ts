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
  texts,
} from './service-call.ts';

type Item = Readonly<Record<string, unknown>>;

export const dynamodbRule: ServiceRule = (call) => {
  const { operation, input } = call;
  const action = `dynamodb:${operation}`;
  switch (operation) {
    case 'BatchGetItem':
    case 'BatchWriteItem': {
      const [tables = {}] = structures(input['RequestItems']);
      return Object.entries(tables).flatMap(([table, asked]) =>
        onEach(action, [tableArn(call, table)], batchConditions(input, structures(asked))),
      );
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
    // Quoted names may hold dots; texts may hold anything.
    const found = /\b(?:from|into|update)\s+(?:"([^"]+)"|([\w-]+))(?:\.(?:"([^"]+)"|([\w-]+)))?/i.exec(
      statement.replaceAll(/'(?:[^']|'')*'/g, "''"),
    );
    const [, quotedTable, table = quotedTable ?? '*', quotedIndex, index = quotedIndex] = found ?? [];
    const action = `dynamodb:PartiQL${verb.charAt(0).toUpperCase()}${verb.slice(1)}`;
    return [{ action, resource: tableArn(call, table) + (index === undefined ? '' : `/index/${index}`) }];
  });
}

/** One item, or those that a query finds. */
function itemConditions(input: Item): Record<string, string | readonly string[]> | undefined {
  return conditionsOf({
    ...itemKeys([input]),
    'dynamodb:Select': input['Select'],
    'dynamodb:ReturnValues': input['ReturnValues'],
    'dynamodb:ReturnConsumedCapacity': input['ReturnConsumedCapacity'],
  });
}

/** `{ Keys, ProjectionExpression }` of a table, or its `[{ PutRequest: { Item } }, { DeleteRequest: { Key } }]`. */
function batchConditions(
  input: Item,
  asked: readonly Item[],
): Record<string, string | readonly string[]> | undefined {
  const parts = asked.flatMap((part) => [
    ...structures(part['Keys']).map((Key) => ({ ...part, Key })),
    ...structures(part['PutRequest']),
    ...structures(part['DeleteRequest']),
  ]);
  return conditionsOf({
    ...itemKeys(parts),
    'dynamodb:ReturnConsumedCapacity': input['ReturnConsumedCapacity'],
  });
}

function itemKeys(parts: readonly Item[]): Record<string, readonly string[] | undefined> {
  const keys = [...new Set(parts.flatMap((part) => leadingKey(part) ?? []))];
  const attributes = [...new Set(parts.flatMap(attributesOf))];
  return {
    'dynamodb:LeadingKeys': keys.length === 0 ? undefined : keys,
    'dynamodb:Attributes': attributes.length === 0 ? undefined : attributes,
  };
}

/**
 * The value of the partition key. Which attribute that is, only the table knows; what stands first in a key, an item or
 * a condition is taken for it, as it is written nearly always.
 */
function leadingKey(part: Item): string | undefined {
  const [first] = [part['Key'], part['Item']].flatMap(structures).flatMap(Object.values);
  if (first !== undefined) return scalar(first);
  const [conditions = {}] = structures(part['KeyConditions']);
  const [condition] = Object.values(conditions).flatMap(structures);
  if (condition !== undefined) return [condition['AttributeValueList']].flat().map(scalar)[0];
  const placeholder = /=\s*(:\w+)/.exec(text(part['KeyConditionExpression']) ?? '')?.[1];
  const [values = {}] = structures(part['ExpressionAttributeValues']);
  return placeholder === undefined ? undefined : scalar(values[placeholder]);
}

/** `{ S: 'x' }` of the plain client, `'x'` of the document client. */
function scalar(value: unknown): string | undefined {
  const [inner] = typeof value === 'object' && value !== null ? Object.values(value) : [value];
  return typeof inner === 'string' || typeof inner === 'number' ? String(inner) : undefined;
}

/** Top-level attributes that a request reads or writes; those of its key aside. */
function attributesOf(part: Item): readonly string[] {
  const [names = {}] = structures(part['ExpressionAttributeNames']);
  const [item = {}] = structures(part['Item']);
  const [updates = {}] = structures(part['AttributeUpdates']);
  return [
    ...['ProjectionExpression', 'UpdateExpression', 'FilterExpression', 'ConditionExpression'].flatMap(
      (name) => namesIn(text(part[name]) ?? ''),
    ),
    ...texts(part['AttributesToGet']),
    ...Object.keys(updates),
    ...Object.keys(item),
  ].map((name) => text(names[name]) ?? name);
}

/** Paths of an expression up to their first dot or bracket: not values, functions and words of the language. */
const namesIn = (expression: string): readonly string[] =>
  [...expression.matchAll(/(?<![\w.:#])#?[A-Za-z_]\w*(?!\w|\s*\()/g)]
    .map(([name]) => name)
    .filter((name) => !/^(?:set|remove|add|delete|and|or|not|between|in)$/i.test(name));
