import { lastSegment, parseArn } from '../engine/arns.ts';
import type { Tag } from '../engine/entities.ts';
import type { Account, State } from '../engine/state.ts';

type TagReader = (account: Account, resource: string, arn: string) => readonly Tag[] | undefined;

const byName =
  (table: 'users' | 'roles' | 'policies' | 'instanceProfiles' | 'serverCertificates'): TagReader =>
  (account, resource) =>
    account[table].get(lastSegment(resource).toLowerCase())?.tags;

/** Where the tags of each taggable kind are, by the first word of its resource. */
const readers: Readonly<Record<string, TagReader>> = {
  user: byName('users'),
  role: byName('roles'),
  policy: byName('policies'),
  'instance-profile': byName('instanceProfiles'),
  'server-certificate': byName('serverCertificates'),
  mfa: (account, _resource, arn) => account.mfaDevices.get(arn)?.tags,
  'oidc-provider': (account, _resource, arn) => account.oidcProviders.get(arn)?.tags,
  'saml-provider': (account, _resource, arn) => account.samlProviders.get(arn)?.tags,
};

/** The tags of the IAM entity an ARN names, as they are before the call. */
export function tagsOfResource(state: State, arn: string): readonly Tag[] {
  const parsed = parseArn(arn);
  if (parsed === undefined || parsed.service !== 'iam') return [];
  const account = state.accounts.get(parsed.accountId);
  const kind = parsed.resource.slice(0, parsed.resource.search(/[/:]|$/));
  return (account && readers[kind]?.(account, parsed.resource, arn)) ?? [];
}
