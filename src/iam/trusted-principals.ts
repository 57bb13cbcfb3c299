import { parseArn } from '../engine/arns.ts';
import type { Role } from '../engine/entities.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';

/**
 * The users and roles that trust policies name. IAM stores them by unique id: a renamed principal stays trusted
 * under its new ARN, and of a deleted one only the id is left in the document (IAM User Guide, "AWS JSON policy
 * elements: Principal").
 *
 * Here the document itself is rewritten when the principal changes. `account.trusts` tells which roles that
 * concerns, so that deleting a user does not read a thousand documents.
 *
 * INVARIANT: `account.trusts` holds `<account>:<user or role with path> <role key>` for every user and role
 * that the trust policy of a role of the account names.
 */
export function indexTrusts(
  call: Transaction,
  roleKey: string,
  documents: { readonly before?: string; readonly after?: string },
  accountId: string = call.accountId,
): void {
  const [before, after] = [trustedIn(documents.before), trustedIn(documents.after)];
  if (before.size === 0 && after.size === 0) return;
  call.update((account) => {
    for (const name of before) account.trusts = account.trusts.delete(`${name} ${roleKey}`);
    for (const name of after) account.trusts = account.trusts.set(`${name} ${roleKey}`, { roleKey });
  }, accountId);
}

/**
 * Puts another principal in the place of a user or role of the caller's account, in the trust policies of all
 * accounts: its new ARN after a rename, its unique id when it is gone.
 */
export function replaceTrustedPrincipal(
  call: Transaction,
  kind: 'user' | 'role',
  principal: Pick<Role, 'path' | 'name'>,
  replacement: (partition: string) => string,
): void {
  const name = `${call.accountId}:${kind}${principal.path}${principal.name}`;
  for (const account of call.state.accounts.values()) {
    for (const [, { roleKey }] of account.trusts.entriesWithPrefix(`${name} `)) {
      const role = account.roles.get(roleKey) as Role;
      const trustPolicy = rewriteAwsPrincipals(role.trustPolicy, (value) =>
        trustedName(value) === name ? replacement(parseArn(value)?.partition as string) : value,
      );
      call.update((draft) => {
        draft.roles = draft.roles.update(roleKey, (trusting) => void (trusting.trustPolicy = trustPolicy));
      }, account.id);
      indexTrusts(call, roleKey, { before: role.trustPolicy, after: trustPolicy }, account.id);
    }
  }
}

/** A trust policy as IAM shows it when it is read back: an account id has become the ARN of its root. */
export const storedTrustPolicy = (text: string, partition: string): string =>
  rewriteAwsPrincipals(text, (value) =>
    /^\d{12}$/.test(value) ? `arn:${partition}:iam::${value}:root` : value,
  );

/**
 * Whether a principal of a trust policy exists. Users and roles are looked up in the accounts the mock knows;
 * any account, and whatever an account nobody has touched may hold, is taken to exist.
 */
export function trustedPrincipalExists(call: Transaction, kind: string, value: string): boolean {
  const name = kind === 'AWS' ? trustedName(value) : undefined;
  if (name === undefined) return true;
  const [accountId, resource] = [name.slice(0, 12), name.slice(13)];
  const known = call.state.accounts.get(accountId);
  if (known === undefined && accountId !== call.accountId) return true;
  const account: Account = known ?? call.account;
  const key = resource.slice(resource.lastIndexOf('/') + 1).toLowerCase();
  const [table, word] = resource.startsWith('user/') ? [account.users, 'user'] : [account.roles, 'role'];
  const principal = table.get(key);
  return principal !== undefined && `${word}${principal.path}${principal.name}` === resource;
}

/** `123456789012:user/team/alice` of a user's or role's ARN, whatever its partition. */
function trustedName(value: string): string | undefined {
  return /^arn:[^:]*:iam::(\d{12}:(?:user|role)\/.+)$/.exec(value)?.[1];
}

function trustedIn(document: string | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  if (document === undefined) return names;
  rewriteAwsPrincipals(document, (value) => {
    const name = trustedName(value);
    if (name !== undefined) names.add(name);
    return value;
  });
  return names;
}

/**
 * Replaces the AWS principals of a well-formed policy and leaves every other byte as it is: documents are shown
 * verbatim, and an account id in a condition is none of our business.
 */
function rewriteAwsPrincipals(document: string, replace: (value: string) => string): string {
  // Every AWS principal but `*` and unique ids holds an account id.
  if (!/\d{12}/.test(document)) return document;
  /** For each open bracket the name of the member being read; '' in a list. */
  const path: string[] = [];
  return document.replace(
    /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g,
    (token, literal: string | undefined, colon: string | undefined) => {
      if (literal === undefined) {
        if (token === '{' || token === '[') path.push('');
        else path.pop();
        return token;
      }
      const text = JSON.parse(literal) as string;
      if (colon !== undefined) {
        path[path.length - 1] = text;
        return token;
      }
      if (path.filter(Boolean).join('/') !== 'Statement/Principal/AWS') return token;
      const replaced = replace(text);
      return replaced === text ? token : JSON.stringify(replaced);
    },
  );
}
