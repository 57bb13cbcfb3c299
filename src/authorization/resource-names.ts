import { lastSegment, parseArn } from '../engine/arns.ts';

/** What IAM's denials call entities that are there already. */
const words: Readonly<Record<string, string>> = {
  role: 'role',
  group: 'group',
  'instance-profile': 'instance profile',
};

/** Operations that make what their ARN names; IAM knows that by its ARN only. */
const creations: ReadonlySet<string> = new Set([
  'CreateGroup',
  'CreateInstanceProfile',
  'CreatePolicy',
  'CreateRole',
  'CreateServiceLinkedRole',
]);

/**
 * What IAM's denial of an operation calls the resource: `role app`, `policy arn:aws:iam::aws:policy/X`; undefined where it is the
 * ARN, as with creations, lists (`arn:aws:iam::123456789012:role/`) and users with their paths.
 */
export function resourceNameOf(operation: string, arn: string): string | undefined {
  if (creations.has(operation)) return undefined;
  const parsed = parseArn(arn);
  if (parsed?.service !== 'iam') return undefined;
  if (parsed.resource.startsWith('policy/')) return `policy ${arn}`;
  const word = words[parsed.resource.slice(0, parsed.resource.indexOf('/'))];
  const name = lastSegment(parsed.resource);
  return word === undefined || name === '' ? undefined : `${word} ${name}`;
}
