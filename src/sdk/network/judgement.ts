import { UsageError } from '../../engine/errors.ts';
import type { World } from '../../mock/world.ts';
import { isMetadataHost, serviceOfHost } from '../endpoints.ts';
import type { HttpReply, HttpRequest } from '../wire/http-messages.ts';
import { answerHttp } from '../wire/wire-door.ts';

/** What is to become of a request: it goes its way, the account answers it, or it fails. */
export type Verdict = 'pass' | 'answer' | Error;

/** Decides about requests by the host they go to, and answers those of IAM and STS. */
export interface RequestJudge {
  /** `request` describes it, where it must be spoken of. */
  judge(host: string, request: () => string): Verdict;
  answer(request: HttpRequest): Promise<HttpReply>;
}

export function requestJudge(world: () => World): RequestJudge {
  const warned = new Set<string>();
  return {
    judge(host, request) {
      const service = serviceOfHost(host);
      if (service === 'iam' || service === 'sts') return 'answer';
      if (service === undefined) return isMetadataHost(host) ? refusedConnection(host) : 'pass';
      const { onUnhandledRequest } = world().options;
      if (onUnhandledRequest === 'error') return new UsageError(unhandled(host, request()));
      if (onUnhandledRequest === 'warn' && !warned.has(host)) {
        warned.add(host);
        console.warn(unhandled(host, request()));
      }
      return 'pass';
    },
    answer: async (request) => answerHttp(world(), request),
  };
}

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
