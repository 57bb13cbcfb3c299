import { type FormNode, parameter } from './query-form.ts';
import { type HttpRequest, header } from './http-messages.ts';

/** What a request says of who signed it, before anybody has checked the signature. */
export interface RequestCredential {
  readonly accessKeyId: string;
  /** Of the credential scope; absent in signatures without one (version 2, and 4a for several regions). */
  readonly region?: string;
  readonly service?: string;
}

/**
 * The credential of a header-signed or presigned request; undefined for an unsigned one.
 *
 * `Authorization: AWS4-HMAC-SHA256 Credential=AKIA…/20260131/us-east-1/iam/aws4_request, SignedHeaders=…`, or the
 * same credential as the parameter `X-Amz-Credential`.
 */
export function requestCredential(request: HttpRequest, form: FormNode): RequestCredential | undefined {
  const authorization = header(request, 'authorization');
  const credential =
    authorization === undefined
      ? parameter(form, 'X-Amz-Credential')
      : /(?:^|[\s,])Credential=([^,\s]+)/.exec(authorization)?.[1];
  if (credential !== undefined && credential !== '') return ofScope(credential.split('/'));
  const accessKeyId = parameter(form, 'AWSAccessKeyId');
  return accessKeyId === undefined ? undefined : { accessKeyId };
}

/** `AKIA…/20260131/us-east-1/iam/aws4_request`, or the same without a region. */
function ofScope(parts: readonly string[]): RequestCredential {
  const [region, service] = parts.length >= 5 ? [parts[2], parts[3]] : [undefined, parts[2]];
  return {
    accessKeyId: parts[0] ?? '',
    ...(region ? { region } : undefined),
    ...(service ? { service } : undefined),
  };
}
