import { type LeastPrivilegePolicy, leastPrivilegePolicy } from '../authorization/least-privilege.ts';
import { type AuthorizationQuestion, answerQuestion } from '../authorization/question.ts';
import { UsageError } from '../engine/errors.ts';
import type { State } from '../engine/state.ts';
import { type Decision, explain } from '../policy/index.ts';
import type { Clock } from './clock.ts';
import { type CallFilter, type JournalEntry } from './journal.ts';
import type { IamMockOptions } from './options.ts';
import { World } from './world.ts';

declare const checkpointBrand: unique symbol;

/** A point in a mock's history to go back to or compare with. */
export interface Checkpoint {
  readonly [checkpointBrand]: true;
}

/**
 * The account as a test sees it, without the doors that SDK clients come through: state, time and history.
 */
export class IamMockCore {
  /** @internal */
  readonly world: World;
  /** The account this facade looks at. */
  readonly accountId: string;

  constructor(options: IamMockOptions | World = {}, accountId?: string) {
    this.world = options instanceof World ? options : new World(options);
    this.accountId = accountId ?? this.world.options.accountId;
  }

  /** The time of the account. */
  get clock(): Clock {
    return this.world.clock;
  }

  /** The immutable tree of everything the mock knows. Comparing two by `===` tells whether anything changed. */
  get state(): State {
    return this.world.state;
  }

  /** Changes options between calls; `reset()` keeps them. @throws UsageError for an unknown or fixed option. */
  configure(options: IamMockOptions): void {
    this.world.configure(options);
  }

  /** Back to the seeded baseline: ids, journal and clock start over. A pointer move, whatever the account holds. */
  reset(): void {
    this.world.reset();
  }

  /** Remembers the present state. */
  checkpoint(): Checkpoint {
    return Object.freeze({ state: this.world.state }) as unknown as Checkpoint;
  }

  /** Puts back the state of a checkpoint; the journal and the clock go on. */
  rollback(mark: Checkpoint): void {
    this.world.state = stateOf(mark);
  }

  /** The last 1,000 calls, oldest first, with inputs, callers and outcomes. */
  calls(filter?: CallFilter): JournalEntry[] {
    return this.world.journal.select(filter);
  }

  /**
   * Would this principal be allowed to? Any action of any service, decided by the policies of the account;
   * whatever `enforcement` says, nothing is refused and nothing recorded.
   *
   * ```ts
   * aws.authorize({ principal: 'alice', action: 's3:GetObject', resource: 'arn:aws:s3:::photos/cat.jpg' }).result; // 'implicitDeny'
   * ```
   *
   * @throws UsageError for a principal that does not exist.
   */
  authorize(question: AuthorizationQuestion): Decision {
    const { region } = this.world.options;
    return answerQuestion(this.world.state, this.accountId, question, {
      now: this.world.clock.read(),
      region,
    });
  }

  /** What was decided about the last 1,000 calls, with `enforcement: 'soft'` or `'strict'`, oldest first. */
  decisions(filter: DecisionFilter = {}): Decision[] {
    return this.world.journal
      .records()
      .flatMap(({ decisions }) => decisions)
      .filter((decision) =>
        Object.entries(filter).every(
          ([name, value]) => value === undefined || decision[name as keyof Decision] === value,
        ),
      );
  }

  /** A decision in words: what was needed, what denied, what allowed, what is missing and what would be enough. */
  explain(decision: Decision): string {
    return `${explain(decision)}\n\n(enforcement is '${this.world.options.enforcement}')`;
  }

  /**
   * The smallest readable policy that covers the calls that succeeded (the last 1,000), of one principal or of
   * all. Sorted, so that it can be kept in a snapshot.
   */
  leastPrivilegePolicy({ principal }: { readonly principal?: string } = {}): LeastPrivilegePolicy {
    return leastPrivilegePolicy(this.world.usedPermissions(principal));
  }
}

/** Which decisions to show: members that must be equal, or a predicate. */
export type DecisionFilter = Partial<Pick<Decision, 'result' | 'action' | 'resource' | 'deniedBy'>> & {
  readonly principal?: string;
};

/** @throws UsageError for anything that `checkpoint()` did not return. */
export function stateOf(mark: Checkpoint): State {
  const state = (mark as unknown as { state?: State } | undefined)?.state;
  if (state === undefined)
    throw new UsageError('iam-in-memory: this is no checkpoint. Pass what aws.checkpoint() returned.');
  return state;
}
