import { isUtf8 } from 'node:buffer';
import { iamModel } from '../../data/iam-model.ts';
import type { ServiceModel } from '../../data/service-model.ts';
import { stsModel } from '../../data/sts-model.ts';
import { AwsError, UnsupportedOperationError } from '../../engine/errors.ts';
import type { ServiceName } from '../../engine/execute.ts';
import { recordAnswer, scheduledAnswer } from '../../mock/scheduled-answer.ts';
import type { Request, World } from '../../mock/world.ts';
import { serviceOfHost } from '../endpoints.ts';
import { verifySignature } from '../signatures/verification.ts';
import { defaultAccessKeyId } from './client-defaults.ts';
import { type HttpReply, type HttpRequest, address, header } from './http-messages.ts';
import {
  type FormNode,
  formLimits,
  malformedQueryString,
  parameter,
  readForm,
  readInput,
  tooLarge,
} from './query-form.ts';
import { type RequestCredential, requestCredential } from './request-credential.ts';
import { errorXml, outputXml } from './xml-reply.ts';

const models: Readonly<Record<ServiceName, ServiceModel>> = { iam: iamModel, sts: stsModel };

/** What AWS's own front end puts its answers in when it knows no such operation. */
const faultNamespace = 'http://webservices.amazon.com/AWSFault/2005-15-09';

/**
 * Answers an AWS Query request of IAM or STS: form in, XML out. Whatever the bytes are, the answer is one of AWS's.
 *
 * `refusesUnknown: false` lets an operation this package does not know be reported to the person at the keyboard
 * instead of answering InvalidAction.
 *
 * @throws whatever a scheduled fault does to the connection.
 */
export function answerHttp(
  world: World,
  request: HttpRequest,
  { refusesUnknown = true }: { refusesUnknown?: boolean } = {},
): HttpReply {
  let service: ServiceName = 'iam';
  try {
    const { host, query } = address(request);
    const form = readRequest(query, request.body);
    const credential = requestCredential(request, form);
    service = serviceOfRequest(host, form, credential);
    return answerForm(world, service, request, form, credential);
  } catch (error) {
    if (error instanceof UnsupportedOperationError && refusesUnknown) {
      const form = readRequest(address(request).query, request.body);
      return refuse(world, faultNamespace, unknownAction(parameter(form, 'Action') ?? '', form));
    }
    if (error instanceof AwsError) return refuse(world, models[service].xmlNamespace, error);
    throw error;
  }
}

function answerForm(
  world: World,
  service: ServiceName,
  request: HttpRequest,
  form: FormNode,
  credential: RequestCredential | undefined,
): HttpReply {
  const model = models[service];
  const operation = parameter(form, 'Action');
  if (operation === undefined || operation === '') throw missingAction();
  if (parameter(form, 'Version') !== model.version)
    return refuse(world, faultNamespace, unknownAction(operation, form));
  const known = Object.hasOwn(model.operations, operation);
  const unsigned = known && model.operations[operation]?.unsigned === true;
  // An operation nobody knows is refused as such, signed or not.
  if (known && !unsigned && credential === undefined) throw noCredential(request);
  const asked: Request = {
    service,
    operation,
    input: readInput(model, operation, form),
    accessKeyId: unsigned ? undefined : accessKeyIdOf(credential),
    region: credential?.region,
  };
  const refusal = unsigned || !known ? undefined : signatureRefusal(world, request, service);
  const { output, error, requestId } =
    refusal === undefined
      ? (scheduledAnswer(world, asked) ?? world.answer(asked))
      : recordAnswer(world, asked, { error: refusal });
  return error === undefined
    ? reply(world, 200, outputXml(model, operation, output ?? {}, requestId), requestId)
    : errorReply(world, model.xmlNamespace, error, requestId);
}

const errors = new WeakMap<HttpReply, AwsError>();

/** The error that a reply tells of, with all that is not on the wire. */
export const errorOfReply = (answer: HttpReply): AwsError | undefined => errors.get(answer);

function errorReply(world: World, namespace: string, error: AwsError, requestId: string): HttpReply {
  const answer = reply(world, error.status, errorXml(namespace, error, requestId), requestId);
  errors.set(answer, error);
  return answer;
}

/** What AWS finds wrong with the signature, where it is asked to look. */
function signatureRefusal(world: World, request: HttpRequest, service: ServiceName): AwsError | undefined {
  if (world.options.signatures !== 'verify') return undefined;
  try {
    verifySignature(world, request, { service });
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

/** The key that stands for "the client has none" is nobody's. */
const accessKeyIdOf = (credential: RequestCredential | undefined): string | undefined =>
  credential?.accessKeyId === defaultAccessKeyId ? undefined : credential?.accessKeyId;

const readRequest = (query: string, body: HttpRequest['body']): FormNode =>
  readForm(bodyText(body), readForm(query));

function bodyText(body: string | Uint8Array | undefined): string {
  if (body === undefined || typeof body === 'string') return body ?? '';
  if (body.byteLength > formLimits.bytes) throw tooLarge();
  if (!isUtf8(body)) throw malformedQueryString();
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}

/** By the host where it is AWS's; else (a custom endpoint) by what was signed for, else by the version asked for. */
function serviceOfRequest(
  host: string,
  form: FormNode,
  credential: RequestCredential | undefined,
): ServiceName {
  const byHost = serviceOfHost(host);
  if (byHost === 'iam' || byHost === 'sts') return byHost;
  const signedFor = credential?.service;
  if (signedFor === 'iam' || signedFor === 'sts') return signedFor;
  return parameter(form, 'Version') === stsModel.version ? 'sts' : 'iam';
}

const unknownAction = (action: string, form: FormNode): AwsError =>
  new AwsError(
    'InvalidAction',
    `Could not find operation ${action} for version ${parameter(form, 'Version') || 'NO_VERSION_SPECIFIED'}`,
    400,
  );

/** Sentence of the common errors of the API references. */
const missingAction = (): AwsError =>
  new AwsError('MissingAction', 'The request is missing an action or a required parameter.', 400);

function noCredential(request: HttpRequest): AwsError {
  const authorization = header(request, 'authorization');
  return authorization === undefined
    ? new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403)
    : new AwsError(
        'IncompleteSignature',
        `Authorization header requires 'Credential' parameter. Authorization=${authorization}`,
        400,
      );
}

function refuse(world: World, namespace: string, error: AwsError): HttpReply {
  const requestId = world.nextRequestId();
  return reply(world, error.status, errorXml(namespace, error, requestId), requestId);
}

function reply(world: World, status: number, body: string, requestId: string): HttpReply {
  // A client corrects its clock by this date, which is wanted only where the account's clock judges signatures.
  const now = world.options.signatures === 'verify' ? world.clock.read() : Date.now();
  return {
    status,
    headers: {
      'x-amzn-requestid': requestId,
      'content-type': 'text/xml',
      'content-length': String(Buffer.byteLength(body)),
      date: httpDate(now),
    },
    body,
  };
}

let latest = { second: Number.NaN, text: '' };

/** The same text for a whole second: making it takes longer than looking up what it is for. */
function httpDate(time: number): string {
  const second = Math.floor(time / 1000);
  if (second !== latest.second) latest = { second, text: new Date(second * 1000).toUTCString() };
  return latest.text;
}
