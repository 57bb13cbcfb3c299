import { type HttpRequest, header } from '../wire/http-messages.ts';
import { commonRefusals } from './common-refusals.ts';
import type { ErrorStyle, Refusals } from './refusals.ts';
import { s3Refusals } from './s3-refusals.ts';

const refusals: Readonly<Record<ErrorStyle, Refusals>> = {
  query: commonRefusals('query'),
  json: commonRefusals('json'),
  'rest-json': commonRefusals('rest-json'),
  s3: s3Refusals,
};

export const refusalsOf = (style: ErrorStyle): Refusals => refusals[style];

/** Services of the Query protocol, and those that answer in XML with the same codes. */
const queryServices: ReadonlySet<string> = new Set(
  [
    'autoscaling cloudformation cloudfront cloudsearch ec2 elasticache elasticbeanstalk elasticloadbalancing',
    'monitoring rds redshift route53 ses sns',
  ].flatMap((names) => names.split(' ')),
);

/**
 * In which words the service will answer, as far as a request tells: by the service itself, else by the marks of
 * its protocol.
 */
export function errorStyleOf(service: string | undefined, request: HttpRequest): ErrorStyle {
  if (service !== undefined) {
    if (isS3(service)) return 's3';
    if (service === 'iam' || service === 'sts') return 'query';
    if (queryServices.has(service) && header(request, 'x-amz-target') === undefined) return 'query';
  }
  if (header(request, 'x-amz-target') !== undefined) return 'json';
  if (header(request, 'smithy-protocol') !== undefined) return 'json';
  return service === undefined || namesAction(request) ? 'query' : 'rest-json';
}

/** S3 and its kin: their paths are encoded once, and their payload hash is what the header says. */
export const isS3 = (service: string): boolean => /^s3(?:$|-|express$|files$)/.test(service);

function namesAction({ url, body }: HttpRequest): boolean {
  return /[?&]Action=/.test(url) || (typeof body === 'string' && /(?:^|&)Action=/.test(body));
}
