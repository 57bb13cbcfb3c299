import { actionPrefix } from '../../authorization/service-operations.ts';
import type { GuardOptions } from '../../authorization/service-guard.ts';
import { AwsError } from '../../engine/errors.ts';
import { judgeServiceCall } from '../../mock/service-guard.ts';
import type { World } from '../../mock/world.ts';
import { resolveAccessKeyId, resolveRegion } from '../credentials.ts';
import { type SdkClient, type SdkCommand, operationOf } from '../sdk-client.ts';
import { defaultAccessKeyId } from '../wire/client-defaults.ts';
import { type DenialReply, type ServiceRequestShape, denialReply, keyErrorReply } from './service-denial.ts';

/** Who asks for what, as far as it is known before anybody has answered. */
export interface GuardedCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly accessKeyId: string | undefined;
  readonly region: string | undefined;
  readonly http: { readonly method: string; readonly path: string } | undefined;
}

/** A refusal that waits for the request, whose protocol it is to be worded in. */
export interface Refusal {
  readonly detail: unknown;
  reply(request: ServiceRequestShape): DenialReply;
}

/** Decides a call in the account's mode; undefined where it may go on. */
export function refusalOf(
  world: World,
  client: SdkClient,
  call: GuardedCall,
  options: GuardOptions,
): Refusal | undefined {
  const service = serviceOfClient(client);
  const accessKeyId = call.accessKeyId === defaultAccessKeyId ? undefined : call.accessKeyId;
  try {
    const refusal = judgeServiceCall(world, { ...call, service, accessKeyId }, options);
    return (
      refusal && {
        detail: refusal.detail,
        reply: (request) => denialReply(service, request, refusal, world.nextRequestId()),
      }
    );
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return {
      detail: undefined,
      reply: (request) => keyErrorReply(service, request, error, world.nextRequestId()),
    };
  }
}

/** The prefix that the client's service has in actions. */
export function serviceOfClient({ config }: SdkClient): string {
  const name = config['signingName'] ?? config['defaultSigningName'] ?? config.serviceId ?? '';
  return actionPrefix(typeof name === 'string' ? name : '');
}

/** A call as a signed request shows it; undefined for unsigned requests, which nobody is asked about. */
export function callOfRequest(
  operation: string,
  input: GuardedCall['input'],
  request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, unknown>> | undefined;
  },
): GuardedCall | undefined {
  const { headers, query, method, path } = request;
  const credential =
    /\bCredential=([^\s,]+)/.exec(headers['authorization'] ?? '')?.[1] ?? query?.['X-Amz-Credential'];
  if (typeof credential !== 'string') return undefined;
  const [accessKeyId, , region, ...more] = credential.split('/');
  // Signatures for several regions have none in their scope.
  const scoped = more.length >= 2 ? region : undefined;
  return { operation, input, accessKeyId, region: scoped, http: { method, path } };
}

/**
 * A call as a client would sign it, for stubs that never see a request.
 *
 * @param prepare called before the client's own credentials are asked for
 */
export async function callOfCommand(
  client: SdkClient,
  command: SdkCommand,
  prepare: () => void,
): Promise<GuardedCall | undefined> {
  const operation = operationOf(command);
  if (await isUnsigned(client, operation)) return undefined;
  return {
    operation,
    input: command.input,
    accessKeyId: await resolveAccessKeyId(client, prepare),
    region: await resolveRegion(client),
    http: httpOf(command),
  };
}

/** Does the service take this operation without a signature (sign-ins of Cognito, for one)? */
async function isUnsigned({ config }: SdkClient, operation: string): Promise<boolean> {
  const provider = config['httpAuthSchemeProvider'];
  if (typeof provider !== 'function') return false;
  try {
    const schemes = (provider as (parameters: object) => readonly { schemeId?: string }[])({
      operation,
      region: 'us-east-1',
    });
    return schemes[0]?.schemeId === 'smithy.api#noAuth';
  } catch {
    return false;
  }
}

/** Method and path of the operation's schema: `['GET', '/restapis/{restApiId}', 200]`. */
function httpOf({ schema, input }: SdkCommand): GuardedCall['http'] {
  const traits = schema?.[3] as { readonly http?: readonly unknown[] } | undefined;
  const [method, template] = traits?.http ?? [];
  if (typeof method !== 'string' || typeof template !== 'string') return undefined;
  const [path = ''] = template.split('?');
  return {
    method,
    path: path.replaceAll(/\{(\w+)\+?\}/g, (_, name: string) => encodeURIComponent(String(input[name]))),
  };
}
