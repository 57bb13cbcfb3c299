import type { Organization, OrganizationPolicy } from '../engine/entities.ts';
import type { DocumentSeed, OrganizationPoliciesSeed } from './seed.ts';

type Member = 'serviceControlPolicies' | 'resourceControlPolicies';

/** The member of an organization that keeps these policies, named after their places in the seed. */
export function organizationPolicies(
  member: Member,
  seed: OrganizationPoliciesSeed | undefined,
): Pick<Organization, Member> | undefined {
  if (seed === undefined) return undefined;
  const hasLevels = seed.some((level) => Array.isArray(level));
  const levels = (hasLevels ? seed : [seed]) as readonly (readonly DocumentSeed[])[];
  return {
    [member]: levels.map((level, depth) =>
      level.map((document, index) =>
        named(document, hasLevels ? `${member}[${depth}][${index}]` : `${member}[${index}]`),
      ),
    ),
  };
}

/** AWS's own policy of this name, which AWS Organizations attaches to everything at first. */
const fullAccess: OrganizationPolicy = {
  name: 'FullAWSAccess',
  document: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
};

function named(document: DocumentSeed, name: string): OrganizationPolicy {
  if (document === fullAccess.name) return fullAccess;
  return { name, document: typeof document === 'string' ? document : JSON.stringify(document) };
}
