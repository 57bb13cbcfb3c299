import { partitionOf } from '../engine/arns.ts';
import type { ServiceName } from '../engine/execute.ts';

/**
 * DNS suffixes of every partition, the plain and the dual-stack one, as the SDK's `partitions.js` lists them.
 * Longer ones first: `amazonaws.com.cn` is not `amazonaws.com`.
 */
const suffixes = [
  'api.amazonwebservices.com.cn',
  'api.amazonwebservices.eu',
  'api.cloud-aws.adc-e.uk',
  'api.aws.hci.ic.gov',
  'api.aws.ic.gov',
  'api.aws.scloud',
  'api.aws',
  'amazonaws.com.cn',
  'amazonaws.com',
  'amazonaws.eu',
  'csp.hci.ic.gov',
  'c2s.ic.gov',
  'sc2s.sgov.gov',
  'cloud.adc-e.uk',
];

/**
 * What stands before the suffix in the hosts of IAM and STS: the service, `-fips`, and a region or what serves
 * as one. A bucket named `sts` (`sts.s3.amazonaws.com`) is none of them.
 */
const servicePrefix =
  /^(?:vpce-[a-z0-9-]+\.)?(iam|sts)(?:-fips)?(?:\.(?:global|[a-z]+(?:-[a-z0-9]+)+))?(?:\.vpce)?$/;

/** Where a request to `host` goes: to IAM or STS, to another service of AWS, or (undefined) elsewhere. */
export function serviceOfHost(host: string): ServiceName | 'other' | undefined {
  if (seen.has(host)) return seen.get(host);
  const service = readHost(host);
  if (seen.size >= 1000) seen.clear();
  seen.set(host, service);
  return service;
}

/** A program talks to few hosts, and is asked about each of its requests. */
const seen = new Map<string, ServiceName | 'other' | undefined>();

function readHost(asked: string): ServiceName | 'other' | undefined {
  // A name that ends in a dot is the same to DNS.
  const host = asked.endsWith('.') ? asked.slice(0, -1) : asked;
  const suffix = suffixes.find((candidate) => host.endsWith(candidate));
  if (suffix === undefined) return undefined;
  const rest = host.slice(0, -suffix.length);
  // `my-amazonaws.com` is nobody's business.
  if (rest !== '' && !rest.endsWith('.')) return undefined;
  return (servicePrefix.exec(rest.slice(0, -1))?.[1] as ServiceName | undefined) ?? 'other';
}

/** Where instances, containers and pods are handed their credentials. */
const metadataHosts: ReadonlySet<string> = new Set([
  '169.254.169.254',
  'fd00:ec2::254',
  '169.254.170.2',
  '169.254.170.23',
  'fd00:ec2::23',
]);

export const isMetadataHost = (host: string): boolean => metadataHosts.has(host);

/** IAM has one region in each partition (the rules of the SDK's endpoint resolver). */
const iamRegions: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-iso': 'us-iso-east-1',
  'aws-iso-b': 'us-isob-east-1',
  'aws-iso-e': 'eu-isoe-west-1',
  'aws-iso-f': 'us-isof-south-1',
  'aws-eusc': 'eusc-de-east-1',
};

/** The region a client of `service` in `region` signs for, hence the one the service sees. */
export function signingRegion(service: ServiceName, region: string): string {
  if (service === 'iam') return iamRegions[partitionOf(region)] ?? region;
  return region === 'aws-global' ? 'us-east-1' : region;
}
