import type { ConditionKeys } from '../../engine/operation.ts';

/** A call of another service's client, as far as permissions follow from it. */
export interface ServiceCall {
  /** The service's prefix in actions: `s3`. */
  readonly service: string;
  /** The client's operation: `GetObject`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly partition: string;
  readonly region: string;
  /** The account of the caller, where resources named without one are taken to be. */
  readonly accountId: string;
  /** The request itself, where it is known already. */
  readonly http?: { readonly method: string; readonly path: string } | undefined;
}

/** One permission that a call needs. Parts of an ARN that the input does not tell are `*` or `?`. */
export interface ServicePermission {
  readonly action: string;
  readonly resource: string;
  readonly conditions?: ConditionKeys;
}

/** What calls of a service need; undefined for a call that the rule does not know. */
export type ServiceRule = (call: ServiceCall) => readonly ServicePermission[] | undefined;

/** `arn:aws:sqs:us-east-1:123456789012:queue`, in the caller's account and region unless said otherwise. */
export function arnIn(
  call: ServiceCall,
  resource: string,
  { service = call.service, region = call.region, accountId = call.accountId } = {},
): string {
  return `arn:${call.partition}:${service}:${region}:${accountId}:${resource}`;
}

/** A text, or undefined for anything else. */
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The texts of a list, or of a single text. */
export const texts = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one: unknown) => text(one) ?? []);

/** The structures of a list, or of a single structure. */
export const structures = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  (Array.isArray(value) ? value : [value]).filter(
    (one): one is Record<string, unknown> => typeof one === 'object' && one !== null,
  );

/** An identifier that may be an ARN already. */
export const orArn = (identifier: string, arnOf: (name: string) => string): string =>
  identifier.startsWith('arn:') ? identifier : arnOf(identifier);

/** The same permission on each of several resources. */
export const onEach = (
  action: string,
  resources: readonly string[],
  conditions?: ConditionKeys,
): readonly ServicePermission[] =>
  resources.map((resource) => ({ action, resource, ...(conditions && { conditions }) }));

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The condition keys that have a value; undefined where none has. */
export function conditionsOf(
  keys: Readonly<Record<string, unknown>>,
): Record<string, string | readonly string[]> | undefined {
  const given: Record<string, string | readonly string[]> = {};
  for (const [key, value] of Object.entries(keys)) {
    if (value === undefined || value === null) continue;
    given[key] = Array.isArray(value) ? value.map(shown) : shown(value);
  }
  return Object.keys(given).length === 0 ? undefined : given;
}
