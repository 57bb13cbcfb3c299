import { type ServiceCall, type ServiceRule, arnIn, conditionsOf, onEach, text } from './service-call.ts';

/** Queues are named by their URL: `https://sqs.us-east-1.amazonaws.com/123456789012/name`. */
export const sqsRule: ServiceRule = (call) => {
  const { input } = call;
  const action = `sqs:${call.operation.replace(/Batch$/, '')}`;
  const queue = queueOf(call);
  if (queue !== undefined) return [{ action, resource: queue }];
  const arn = text(input['SourceArn']);
  if (arn !== undefined) return [{ action, resource: arn }];
  return call.operation === 'ListQueues' ? [{ action, resource: '*' }] : undefined;
};

function queueOf(call: ServiceCall): string | undefined {
  const { input } = call;
  const url = text(input['QueueUrl']);
  if (url !== undefined) {
    const [name = '', account = ''] = url.split('/').toReversed();
    return arnIn(call, name, /^\d{12}$/.test(account) ? { accountId: account } : {});
  }
  const name = text(input['QueueName']);
  const accountId = text(input['QueueOwnerAWSAccountId']);
  return name === undefined ? undefined : arnIn(call, name, accountId === undefined ? {} : { accountId });
}

/** Subscriptions, endpoints of phones and the account's settings are no resources of their own. */
export const snsRule: ServiceRule = (call) => {
  const { operation, input } = call;
  const action = `sns:${operation.replace(/Batch$/, '')}`;
  if (operation === 'CreateTopic') return [{ action, resource: arnIn(call, text(input['Name']) ?? '*') }];
  const topic = text(input['TopicArn']) ?? text(input['TargetArn']) ?? text(input['ResourceArn']);
  const conditions = conditionsOf({
    'sns:Protocol': operation === 'Subscribe' ? input['Protocol'] : undefined,
    'sns:Endpoint': operation === 'Subscribe' ? input['Endpoint'] : undefined,
  });
  if (topic !== undefined) return onEach(action, [topic], conditions);
  // A message to a phone is on no topic.
  return input['PhoneNumber'] === undefined ? undefined : [{ action, resource: '*' }];
};
