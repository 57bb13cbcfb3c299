import {
  type ServiceCall,
  type ServicePermission,
  type ServiceRule,
  conditionsOf,
  structures,
  text,
} from './service-call.ts';

/** Operations whose action has another name (Service Authorization Reference, Amazon S3). */
const renamed: Readonly<Record<string, string>> = {
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  HeadBucket: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListBuckets: 'ListAllMyBuckets',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  ListParts: 'ListMultipartUploadParts',
  HeadObject: 'GetObject',
  GetObjectAttributes: 'GetObject',
  SelectObjectContent: 'GetObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  DeleteBucketEncryption: 'PutEncryptionConfiguration',
  GetBucketReplication: 'GetReplicationConfiguration',
  PutBucketReplication: 'PutReplicationConfiguration',
  DeleteBucketReplication: 'PutReplicationConfiguration',
  DeleteBucketLifecycle: 'PutLifecycleConfiguration',
  GetBucketCors: 'GetBucketCORS',
  PutBucketCors: 'PutBucketCORS',
  DeleteBucketCors: 'PutBucketCORS',
  DeleteBucketTagging: 'PutBucketTagging',
  DeleteBucketOwnershipControls: 'PutBucketOwnershipControls',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
  GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
  PutObjectLockConfiguration: 'PutBucketObjectLockConfiguration',
};

/** With a VersionId these ask for another action. */
const versioned: Readonly<Record<string, string>> = {
  GetObject: 'GetObjectVersion',
  DeleteObject: 'DeleteObjectVersion',
  GetObjectAcl: 'GetObjectVersionAcl',
  PutObjectAcl: 'PutObjectVersionAcl',
  GetObjectTagging: 'GetObjectVersionTagging',
  PutObjectTagging: 'PutObjectVersionTagging',
  DeleteObjectTagging: 'DeleteObjectVersionTagging',
};

export const s3Rule: ServiceRule = (call) => {
  const { operation, input } = call;
  const bucket = text(input['Bucket']);
  const action = actionOf(operation, text(input['VersionId']));
  if (bucket === undefined) {
    return operation === 'ListBuckets' ? [{ action, resource: '*' }] : undefined;
  }
  const conditions = s3Conditions(input);
  const key = text(input['Key']);
  const on = (name: string, resource: string): ServicePermission => ({
    action: name,
    resource,
    ...(conditions && { conditions }),
  });
  const bucketName = bucketArn(call, bucket);
  if (operation === 'DeleteObjects') return deletions(call, bucket);
  if (key === undefined) {
    return [on(action, bucketName), ...(operation === 'CreateBucket' ? creation(input, bucketName, on) : [])];
  }
  const object = objectArn(call, bucket, key);
  if (operation === 'CopyObject' || operation === 'UploadPartCopy') {
    return [...sourceOf(call, input['CopySource']), on('s3:PutObject', object), ...writes(input, object, on)];
  }
  return [on(action, object), ...(action === 's3:PutObject' ? writes(input, object, on) : [])];
};

function actionOf(operation: string, versionId: string | undefined): string {
  // GetBucketAnalyticsConfiguration, ListBucketMetricsConfigurations, DeleteBucketInventoryConfiguration, …
  const configuration = /^(Get|Put|Delete|List)Bucket((?!Metadata)\w+Configuration)s?$/.exec(operation);
  const plain =
    renamed[operation] ??
    (configuration === null
      ? operation
      : `${configuration[1] === 'Put' || configuration[1] === 'Delete' ? 'Put' : 'Get'}${configuration[2]}`);
  return `s3:${(versionId !== undefined && versioned[plain]) || plain}`;
}

/** What making a bucket needs besides, for what comes with it. */
function creation(
  input: ServiceCall['input'],
  bucket: string,
  on: (action: string, resource: string) => ServicePermission,
): readonly ServicePermission[] {
  const needed = hasGrants(input) ? [on('s3:PutBucketAcl', bucket)] : [];
  if (input['ObjectLockEnabledForBucket'] === true)
    needed.push(on('s3:PutBucketObjectLockConfiguration', bucket), on('s3:PutBucketVersioning', bucket));
  return needed;
}

/** What writing an object needs besides, for what comes with it. */
function writes(
  input: ServiceCall['input'],
  object: string,
  on: (action: string, resource: string) => ServicePermission,
): readonly ServicePermission[] {
  const needed: ServicePermission[] = [];
  if (hasGrants(input)) needed.push(on('s3:PutObjectAcl', object));
  if (text(input['Tagging']) !== undefined) needed.push(on('s3:PutObjectTagging', object));
  if (input['ObjectLockMode'] !== undefined) needed.push(on('s3:PutObjectRetention', object));
  if (input['ObjectLockLegalHoldStatus'] !== undefined) needed.push(on('s3:PutObjectLegalHold', object));
  return needed;
}

const grants = ['ACL', 'GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWrite', 'GrantWriteACP'];
const hasGrants = (input: ServiceCall['input']): boolean => grants.some((name) => input[name] !== undefined);

function deletions(call: ServiceCall, bucket: string): readonly ServicePermission[] {
  const [deletion] = structures(call.input['Delete']);
  return structures(deletion?.['Objects']).map(({ Key, VersionId }) => ({
    action: VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion',
    resource: objectArn(call, bucket, text(Key) ?? '*'),
  }));
}

/** `bucket/key`, `/bucket/key` or an access point's ARN, URL-encoded, perhaps with a version. */
function sourceOf(call: ServiceCall, copySource: unknown): readonly ServicePermission[] {
  const source = text(copySource);
  if (source === undefined) return [];
  const [path = '', version] = source.split('?versionId=');
  const name = decoded(path).replace(/^\//, '');
  const action = version === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  if (name.startsWith('arn:')) return [{ action, resource: name }];
  const slash = name.indexOf('/');
  const [bucket, key] = slash < 0 ? [name, '*'] : [name.slice(0, slash), name.slice(slash + 1)];
  return [{ action, resource: objectArn(call, bucket, key) }];
}

/** What is no encoding is a name as it stands, for the service to refuse. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** A bucket may be given as the ARN of an access point. */
const bucketArn = ({ partition }: ServiceCall, bucket: string): string =>
  bucket.startsWith('arn:') ? bucket : `arn:${partition}:s3:::${bucket}`;

const objectArn = (call: ServiceCall, bucket: string, key: string): string =>
  bucket.startsWith('arn:') ? `${bucket}/object/${key}` : `${bucketArn(call, bucket)}/${key}`;

function s3Conditions(input: ServiceCall['input']): Record<string, string | readonly string[]> | undefined {
  const tags = [...new URLSearchParams(text(input['Tagging']) ?? '')];
  return conditionsOf({
    's3:prefix': input['Prefix'],
    's3:delimiter': input['Delimiter'],
    's3:max-keys': input['MaxKeys'],
    's3:VersionId': input['VersionId'],
    's3:x-amz-acl': input['ACL'],
    's3:x-amz-server-side-encryption': input['ServerSideEncryption'],
    's3:x-amz-server-side-encryption-aws-kms-key-id': input['SSEKMSKeyId'],
    's3:x-amz-storage-class': input['StorageClass'],
    's3:x-amz-copy-source': input['CopySource'],
    's3:x-amz-metadata-directive': input['MetadataDirective'],
    's3:RequestObjectTagKeys': tags.length === 0 ? undefined : tags.map(([key]) => key),
    ...Object.fromEntries(tags.map(([key, value]) => [`s3:RequestObjectTag/${key}`, value])),
  });
}
