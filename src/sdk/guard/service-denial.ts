import type { AwsError } from '../../engine/errors.ts';
import type { ServiceRefusal } from '../../mock/service-guard.ts';
import { type Principal, denialReason } from '../../policy/index.ts';
import { refusalsOf } from '../signatures/error-style.ts';
import type { ErrorStyle } from '../signatures/refusals.ts';
import { errorBody } from './error-bodies.ts';

/** The protocol of a request, by what it looks like: every SDK speaks it alike. */
export type WireStyle = 'json' | 'rest-json' | 'query' | 'ec2' | 's3' | 'rest-xml' | 'cbor';

export interface ServiceRequestShape {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A reply as SDK clients read it. */
export interface DenialReply {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
}

const restXmlServices: ReadonlySet<string> = new Set(['cloudfront', 'route53', 's3-control', 's3control']);

/** @param service the prefix of its actions */
export function styleOf(service: string, { headers }: ServiceRequestShape): WireStyle {
  const type = headers['content-type'] ?? '';
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return 'cbor';
  if (type.startsWith('application/x-amz-json')) return 'json';
  if (type.startsWith('application/x-www-form-urlencoded')) return service === 'ec2' ? 'ec2' : 'query';
  if (service === 's3') return 's3';
  return restXmlServices.has(service) ? 'rest-xml' : 'rest-json';
}

interface WireError {
  readonly code: string;
  readonly message: string;
  readonly status: number;
}

/** A refusal as the service words it and sends it. */
export function denialReply(
  service: string,
  request: ServiceRequestShape,
  refusal: ServiceRefusal,
  requestId: string,
): DenialReply {
  const style = styleOf(service, request);
  const error = { ...codeOf(service, style), message: sentenceOf(service, refusal) };
  return reply(service, style, request, error, requestId);
}

/** What is wrong with a key, as the service says it. */
export function keyErrorReply(
  service: string,
  request: ServiceRequestShape,
  error: AwsError,
  requestId: string,
): DenialReply {
  const style = styleOf(service, request);
  const refusals = refusalsOf(refusalStyles[style]);
  const worded = error.code === 'ExpiredToken' ? refusals.sessionExpired() : refusals.unknownKey();
  return reply(service, style, request, worded, requestId);
}

const refusalStyles: Readonly<Record<WireStyle, ErrorStyle>> = {
  json: 'json',
  'rest-json': 'rest-json',
  query: 'query',
  ec2: 'query',
  s3: 's3',
  'rest-xml': 'query',
  cbor: 'json',
};

function codeOf(service: string, style: WireStyle): Omit<WireError, 'message'> {
  switch (style) {
    case 'ec2':
      return { code: 'UnauthorizedOperation', status: 403 };
    case 'query':
      return { code: service === 'sns' ? 'AuthorizationError' : 'AccessDenied', status: 403 };
    case 's3':
    case 'rest-xml':
      return { code: 'AccessDenied', status: 403 };
    case 'json':
      return { code: 'AccessDeniedException', status: service === 'sqs' ? 403 : 400 };
    case 'rest-json':
    case 'cbor':
      return { code: 'AccessDeniedException', status: 403 };
  }
}

/** `User: … is not authorized to perform: …`, with the habits of some services. */
function sentenceOf(service: string, { principal, decision, detail }: ServiceRefusal): string {
  const action = shownAction(service, decision.action);
  const { result, deniedBy } = decision;
  const named = service === 's3' ? quoted(decision.resource) : ` on resource: ${decision.resource}`;
  const sentence = `User: ${principalName(principal)} is not authorized to perform: ${action}${named} ${denialReason({ result, deniedBy, action })}`;
  return service === 'ec2'
    ? `You are not authorized to perform this operation. ${sentence}. Encoded authorization failure message: ${detail.encodedMessage}`
    : sentence;
}

const principalName = (principal: Principal): string =>
  typeof principal === 'string' ? principal : JSON.stringify(principal);

/** S3 quotes ARNs, and says nothing of `*`. */
const quoted = (resource: string): string => (resource === '*' ? '' : ` on resource: "${resource}"`);

function shownAction(service: string, action: string): string {
  if (service === 'sqs' && action.startsWith('sqs:')) return action.toLowerCase();
  return service === 'sns' ? action.replace(/^sns:/, 'SNS:') : action;
}

function reply(
  service: string,
  style: WireStyle,
  { method }: ServiceRequestShape,
  error: WireError,
  requestId: string,
): DenialReply {
  // SQS left the Query protocol and still sends its codes.
  const queryError =
    style === 'json' && service === 'sqs' ? `${error.code.replace(/Exception$/, '')};Sender` : undefined;
  const { type, body } = errorBody(style, error, requestId);
  return {
    statusCode: error.status,
    headers: {
      'content-type': type,
      'x-amzn-requestid': requestId,
      ...(style === 's3' && { 'x-amz-request-id': requestId }),
      ...(style === 'rest-json' && { 'x-amzn-errortype': error.code }),
      ...(style === 'cbor' && { 'smithy-protocol': 'rpc-v2-cbor' }),
      ...(queryError !== undefined && { 'x-amzn-query-error': queryError }),
    },
    body: method === 'HEAD' ? '' : body,
  };
}
