import { type Fields, listOf } from './json-values.ts';

/**
 * OIDC issuers that serve many tenants from one address, and the claim that tells the tenants apart: IAM User Guide,
 * "Identity-provider controls for shared OIDC providers".
 */
const tenantClaims: Readonly<Record<string, 'sub' | 'aud'>> = {
  'token.actions.githubusercontent.com': 'sub',
  'oidc-configuration.audit-log.githubusercontent.com': 'sub',
  'vstoken.actions.githubusercontent.com': 'sub',
  'agent.buildkite.com': 'sub',
  'oidc.codefresh.io': 'sub',
  'studio.datachain.ai/api': 'sub',
  'gitlab.com': 'sub',
  'api.pulumi.com/oidc': 'aud',
  'sandboxes.cloud': 'aud',
  'scalr.io': 'sub',
  'tokens.cloud.shisho.dev': 'sub',
  'app.terraform.io': 'sub',
  'proidc.upbound.io': 'sub',
  'oidc.vercel.com': 'aud',
};

const operators = /^(?:ForAnyValue:|ForAllValues:)?(?:StringEquals|StringLike|StringEqualsIgnoreCase)$/;

/**
 * The sentence for a statement that trusts a shared issuer without naming its tenant; undefined when it does, or when
 * the provider is none of them.
 */
export function sharedIssuerComplaint(
  provider: string,
  condition: readonly (readonly [operator: string, keys: Fields])[],
): string | undefined {
  const issuer = /:oidc-provider\/(.+)$/.exec(provider)?.[1];
  const claim = issuer === undefined ? undefined : tenantClaim(issuer);
  if (issuer === undefined || claim === undefined) return undefined;
  const key = `${issuer}:${claim}`;
  const scoped = condition.some(
    ([operator, keys]) =>
      operators.test(operator) &&
      Object.entries(keys).some(
        ([name, value]) => name.toLowerCase() === key.toLowerCase() && isScoped(value),
      ),
  );
  if (scoped) return undefined;
  return (
    `Trust policy with trusted principal ${provider} must evaluate, using StringEquals, StringLike or ` +
    `StringEqualsIgnoreCase, ${key} which is not scoped to all.`
  );
}

/** GitHub gives enterprises an issuer of their own below the shared address; the rule holds for it as well. */
function tenantClaim(issuer: string): 'sub' | 'aud' | undefined {
  const exact = tenantClaims[issuer];
  if (exact !== undefined) return exact;
  const host = issuer.slice(0, issuer.indexOf('/'));
  return host === 'token.actions.githubusercontent.com' ? 'sub' : undefined;
}

function isScoped(value: unknown): boolean {
  const values = listOf(value);
  return values.length > 0 && values.every((one) => !/^[*?]*$/.test(String(one)));
}
