import { invalidInput } from './errors.ts';

/** The six fields of an ARN; the last keeps its own colons. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  readonly resource: string;
}

/** The fields of `text`, or undefined where it is no ARN. */
export function parseArn(text: string): Arn | undefined {
  // Every call parses some: cutting at five colons costs a third of splitting at all.
  if (!text.startsWith('arn:')) return undefined;
  const service = text.indexOf(':', 4) + 1;
  const region = text.indexOf(':', service) + 1;
  const accountId = text.indexOf(':', region) + 1;
  const resource = text.indexOf(':', accountId) + 1;
  if (service <= 5 || region <= service + 1 || accountId <= region || resource <= accountId) return undefined;
  if (resource === text.length || text[resource] === ':') return undefined;
  return {
    partition: text.slice(4, service - 1),
    service: text.slice(service, region - 1),
    region: text.slice(region, accountId - 1),
    accountId: text.slice(accountId, resource - 1),
    resource: text.slice(resource),
  };
}

/** An IAM ARN that starts with a path-carrying resource: `arn:aws:iam::ACCT:user/team/alice`. */
export function iamArn(
  partition: string,
  accountId: string,
  kind: string,
  path: string,
  name: string,
): string {
  return `arn:${partition}:iam::${accountId}:${kind}${path}${name}`;
}

/** The partition a region belongs to (IAM User Guide, "IAM ARNs"). */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('us-iso-')) return 'aws-iso';
  if (region.startsWith('us-isob-')) return 'aws-iso-b';
  if (region.startsWith('eu-isoe-')) return 'aws-iso-e';
  if (region.startsWith('us-isof-')) return 'aws-iso-f';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  return 'aws';
}

/** The fields of an ARN parameter; InvalidInput `ARN X is not valid.` where it is none (validation.md, 5). */
export function requireArn(text: string): Arn {
  const arn = parseArn(text);
  if (arn === undefined) throw invalidInput(`ARN ${text} is not valid.`);
  return arn;
}

/** The name at the end of an IAM resource with a path: `alice` of `user/team/alice`. */
export const lastSegment = (resource: string): string => resource.slice(resource.lastIndexOf('/') + 1);
