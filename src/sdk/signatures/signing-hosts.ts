import { serviceOfHost, signingRegion } from '../endpoints.ts';

/** What a host tells of the services and regions that signatures for it may name. */
export interface HostExpectation {
  /** Signing name; undefined where the host does not tell (a custom endpoint, a service with another name). */
  readonly service: string | undefined;
  /** Undefined where the host does not tell. */
  readonly region: string | undefined;
}

/**
 * Services whose host begins with the name they are signed for. Others (`email` for SES, `api.ecr` for ECR) have
 * two names, and are taken at their word.
 */
const namedAlike: ReadonlySet<string> = new Set(
  [
    'acm autoscaling cloudformation cloudtrail cognito-identity cognito-idp dynamodb ec2 ecs eks events firehose',
    'glue kinesis kms lambda logs rds redshift route53 scheduler secretsmanager sns sqs ssm states',
  ].flatMap((names) => names.split(' ')),
);

const regionName = /^[a-z]{2,4}(?:-[a-z]+)+-\d+$/;

/** What signatures for requests to `host` must say, as far as the host's name tells. */
export function expectationOf(host: string): HostExpectation {
  const known = serviceOfHost(host);
  if (known === undefined) return { service: undefined, region: undefined };
  const labels = host.split('.');
  const named = regionAmong(labels);
  if (known === 'iam') return { service: 'iam', region: signingRegion('iam', iamRegionHint(host, named)) };
  if (known === 'sts') return { service: 'sts', region: named ?? 'us-east-1' };
  // The last one: a bucket may be named like anything.
  const s3 = labels.findLastIndex((label) => /^s3(?:-|$)/.test(label));
  if (s3 >= 0) return s3Expectation(labels[s3] as string, regionAmong(labels.slice(s3 + 1)));
  const [first = ''] = labels;
  return { service: namedAlike.has(first) ? first : undefined, region: named };
}

const regionAmong = (labels: readonly string[]): string | undefined =>
  labels.findLast((label) => regionName.test(label));

/**
 * `s3`, `s3-fips`, `s3-accelerate` and `s3-eu-west-1` of old; access points, outposts and the like have signing names
 * of their own. `s3.amazonaws.com` and `bucket.s3-accelerate.amazonaws.com` lead to buckets of any region.
 */
function s3Expectation(label: string, named: string | undefined): HostExpectation {
  const old = /^s3-([a-z]{2}(?:-[a-z]+)+-\d)$/.exec(label)?.[1];
  const service = old !== undefined || plainS3.has(label) ? 's3' : undefined;
  return { service, region: named ?? old };
}

const plainS3: ReadonlySet<string> = new Set(['s3', 's3-fips', 's3-accelerate']);

/** Any region of the partition: `iam.us-gov.amazonaws.com` and `iam.amazonaws.com.cn` name none. */
function iamRegionHint(host: string, named: string | undefined): string {
  if (named !== undefined) return named;
  if (host.includes('.us-gov.')) return 'us-gov-west-1';
  return partitionRegions.find(([suffix]) => host.endsWith(suffix))?.[1] ?? 'us-east-1';
}

const partitionRegions: readonly (readonly [suffix: string, region: string])[] = [
  ['.amazonaws.com.cn', 'cn-north-1'],
  ['.amazonwebservices.com.cn', 'cn-north-1'],
  ['.csp.hci.ic.gov', 'us-isof-south-1'],
  ['.api.aws.hci.ic.gov', 'us-isof-south-1'],
  ['.c2s.ic.gov', 'us-iso-east-1'],
  ['.api.aws.ic.gov', 'us-iso-east-1'],
  ['.sc2s.sgov.gov', 'us-isob-east-1'],
  ['.api.aws.scloud', 'us-isob-east-1'],
  ['.cloud.adc-e.uk', 'eu-isoe-west-1'],
  ['.api.cloud-aws.adc-e.uk', 'eu-isoe-west-1'],
  ['.amazonaws.eu', 'eusc-de-east-1'],
  ['.api.amazonwebservices.eu', 'eusc-de-east-1'],
];
