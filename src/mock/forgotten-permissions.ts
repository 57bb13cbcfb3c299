import { type UsedPermission, policyResource } from '../authorization/least-privilege.ts';
import { isCaller } from '../authorization/principal-match.ts';
import type { Caller } from '../engine/callers.ts';

/** What tells a caller from others, without its credentials. */
type Identity = Pick<Caller, 'kind' | 'arn' | 'accountId' | 'partition' | 'roleName'>;

interface Kept {
  readonly caller: Identity;
  /** Resources by action. */
  readonly used: Map<string, Set<string>>;
}

/**
 * The permissions of calls that the journal has let go, each once: what a long run does again and again takes no more
 * room, and a policy made of it leaves nothing out.
 */
export class ForgottenPermissions {
  readonly #capacity: number;
  #callers = new Map<string, Kept>();
  #size = 0;
  #missing: 'unrecorded' | 'no room' | undefined;

  /** @param capacity how many different permissions: more than any policy could hold, and no leak */
  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  /** Why this is not all that was used; undefined where it is. */
  get missing(): 'unrecorded' | 'no room' | undefined {
    return this.#missing;
  }

  /** A call was let go without a look at what it needed. */
  miss(): void {
    this.#missing = 'unrecorded';
  }

  add(caller: Caller, permissions: readonly UsedPermission[]): void {
    for (const { action, resource } of permissions) {
      const resources = this.#callers.get(caller.arn)?.used.get(action);
      const shown = policyResource(resource);
      if (resources?.has(shown) === true) continue;
      if (this.#size === this.#capacity) this.#missing ??= 'no room';
      else this.#keep(caller, action, shown);
    }
  }

  clear(): void {
    this.#callers = new Map();
    this.#size = 0;
    this.#missing = undefined;
  }

  /** Of one principal, or of all; undefined where that principal made none of the calls. */
  of(principal: string | undefined): UsedPermission[] | undefined {
    const meant = [...this.#callers.values()].filter(
      ({ caller }) => principal === undefined || isCaller(caller, principal),
    );
    if (meant.length === 0) return undefined;
    return meant.flatMap(({ used }) =>
      [...used].flatMap(([action, resources]) => [...resources].map((resource) => ({ action, resource }))),
    );
  }

  #keep({ kind, arn, accountId, partition, roleName }: Caller, action: string, resource: string): void {
    let kept = this.#callers.get(arn);
    if (kept === undefined) {
      const caller = { kind, arn, accountId, partition, ...(roleName === undefined ? {} : { roleName }) };
      this.#callers.set(arn, (kept = { caller, used: new Map() }));
    }
    const resources = kept.used.get(action);
    if (resources === undefined) kept.used.set(action, new Set([resource]));
    else resources.add(resource);
    this.#size += 1;
  }
}
