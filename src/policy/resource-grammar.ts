import { arnFields } from './arn-fields.ts';

const partitions = new Set([
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
  'aws-eusc',
  '*',
]);

const iamPaths = [
  'user/',
  'federated-user/',
  'role/',
  'group/',
  'instance-profile/',
  'mfa/',
  'server-certificate/',
  'policy/',
  'sms-mfa/',
  'saml-provider/',
  'oidc-provider/',
  'report/',
  'access-report/',
];

/**
 * Taken as well, though the sentence does not name them: resource types of the Service Authorization Reference that are
 * younger than it, and the root user, whom AWS's own `root-task` policies name.
 */
const youngerIamPaths = ['delegation-request/', 'role-template/'];

/** Resource types of S3 that have a region (Service Authorization Reference, Amazon S3). */
const regionalS3Types = ['accesspoint/', 'access-grants/', 'job/', 'storage-lens/', 'storage-lens-group/'];

/** What IAM says about one entry of Resource or NotResource; undefined when it is well formed. */
export function resourceComplaint(resource: string): string | undefined {
  if (resource === '*') return undefined;
  if (!resource.includes(':')) return `Resource ${resource} must be in ARN format or "*".`;
  const [, partition = '', service, region = '', , path = ''] = arnFields(resource);
  if (!partitions.has(partition)) {
    return `Partition "${partition}" is not valid for resource "${rebuiltArn(resource)}".`;
  }
  if (service === undefined || /[*?]/.test(service)) {
    return 'Resource vendor must be fully qualified and cannot contain regexes.';
  }
  if (service === 'iam') return iamComplaint(resource, region, path);
  if (service === 's3' && region !== '' && !regionalS3Types.some((start) => path.startsWith(start))) {
    return `Resource ${resource} can not contain region information.`;
  }
  return undefined;
}

function iamComplaint(resource: string, region: string, path: string): string | undefined {
  if (region !== '') return `IAM resource ${resource} cannot contain region information.`;
  // Too few fields is a matter of legacy parsing, which has its own sentence.
  if (arnFields(resource).length < 6 || path === '*') return undefined;
  if (path === 'root' || [...iamPaths, ...youngerIamPaths].some((start) => path.startsWith(start)))
    return undefined;
  return `IAM resource path must either be "*" or start with ${iamPaths.join(', ')}.`;
}

/** AWS repeats a resource of an unknown partition as it understood it: `arn` in front, `*` for what is missing. */
function rebuiltArn(resource: string): string {
  const [, partition = '', service = '', region = '*', account = '*', ...rest] = resource.split(':');
  const shownService = service === '' && resource.split(':').length <= 3 ? '*' : service;
  return `arn:${partition}:${shownService}:${region}:${account}:${rest.length === 0 ? '*' : rest.join(':')}`;
}

/** Whether the older parser, which runs over every document, takes the resource. */
export function passesLegacyParsing(resource: string): boolean {
  const fields = arnFields(resource);
  return resource === '*' || (fields.length === 6 && fields[2] !== '');
}
