import { UsageError } from '../../engine/errors.ts';
import type { World } from '../../mock/world.ts';
import { isMetadataHost, serviceOfHost } from '../endpoints.ts';
import type { HttpReply, HttpRequest } from '../wire/http-messages.ts';
import { answerHttp } from '../wire/wire-door.ts';

/** Answers one request that goes to IAM or STS. */
export type Answerer = (request: HttpRequest) => Promise<HttpReply>;

/** What is to become of a request: it goes its way, it fails, or the account answers it. */
export type Verdict = 'pass' | Error | Answerer;

/** Decides about a request by the host it goes to. `describe` tells of it, where it must be spoken of. */
export type RequestJudge = (host: string, describe: () => string) => Verdict;

export function requestJudge(world: () => World): RequestJudge {
  const warned = new Set<string>();
  return (host, describe) => {
    const service = serviceOfHost(host);
    if (service === 'iam' || service === 'sts') return answererOf(world());
    if (service === undefined) return isMetadataHost(host) ? refusedConnection(host) : 'pass';
    const { onUnhandledRequest } = world().options;
    if (onUnhandledRequest === 'error') return new UsageError(unhandled(host, describe()));
    if (onUnhandledRequest === 'warn' && !warned.has(host)) {
      warned.add(host);
      console.warn(unhandled(host, describe()));
    }
    return 'pass';
  };
}

/**
 * A request belongs to the mock that was there when it was made, whatever is restored or installed before its body
 * has come: a client that lost its answer would try again, and find AWS.
 */
const answererOf =
  (world: World): Answerer =>
  async (request) =>
    answerHttp(world, request);

const unhandled = (host: string, request: string): string =>
  `iam-in-memory: ${request} goes to AWS (${host}): the mock answers IAM and STS only. ` +
  `Mock that service too, or choose with the option onUnhandledRequest: 'bypass', 'warn' or 'error'.`;

/** As on a machine that is no instance of EC2. */
const refusedConnection = (host: string): Error =>
  Object.assign(new Error(`connect ECONNREFUSED ${host}:80`), {
    errno: -111,
    code: 'ECONNREFUSED',
    syscall: 'connect',
    address: host,
    port: 80,
  });
