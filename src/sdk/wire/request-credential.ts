import { type FormNode, parameter } from './query-form.ts';
import { type HttpRequest, header } from './http-messages.ts';

/** What a request says of who signed it, before anybody has checked the signature. */
export interface RequestCredential {
  readonly accessKeyId: string;
  /** Of the credential scope; absent in signatures without one (version 2, and 4a for several regions). */
  readonly region?: string | undefined;
  readonly service?: string | undefined;
}

/** `AKIA…/20260131/us-east-1/iam/aws4_request`, or the same without a region. Not empty. */
const scope = String.raw`(?=[^,\s])([^,\s/]*)(?:/[^,\s/]*/([^,\s/]*)(?:/([^,\s/]*)/)?)?`;
const headerCredential = new RegExp(String.raw`(?:^|[\s,])Credential=${scope}`);
const parameterCredential = new RegExp(`^${scope}`);

/**
 * The credential of a header-signed or presigned request; undefined for an unsigned one.
 *
 * `Authorization: AWS4-HMAC-SHA256 Credential=AKIA…/20260131/us-east-1/iam/aws4_request, SignedHeaders=…`, or the
 * same credential as the parameter `X-Amz-Credential`.
 */
export function requestCredential(request: HttpRequest, form: FormNode): RequestCredential | undefined {
  const authorization = header(request, 'authorization');
  const found =
    authorization === undefined
      ? parameterCredential.exec(parameter(form, 'X-Amz-Credential') ?? '')
      : headerCredential.exec(authorization);
  if (found !== null) {
    const [, accessKeyId = '', first, second] = found;
    const [region, service] = second === undefined ? [undefined, first] : [first, second];
    return { accessKeyId, region: region || undefined, service: service || undefined };
  }
  const accessKeyId = parameter(form, 'AWSAccessKeyId');
  return accessKeyId === undefined ? undefined : { accessKeyId };
}
