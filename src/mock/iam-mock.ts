import { type LeastPrivilegePolicy, leastPrivilegePolicy } from '../authorization/least-privilege.ts';
import { type AuthorizationQuestion, answerQuestion } from '../authorization/question.ts';
import { UsageError } from '../engine/errors.ts';
import type { State } from '../engine/state.ts';
import { type Decision, explain } from '../policy/index.ts';
import { type Changes, changesBetween } from './changes.ts';
import type { Checkpoint } from './checkpoints.ts';
import type { Clock } from './clock.ts';
import {
  type CredentialReport,
  type IssuedCredentials,
  credentialsFor,
  lookupCredential,
  standingKeyFor,
} from './credentials.ts';
import { type DecisionFilter, selectDecisions } from './decision-filters.ts';
import type { SnapshotOptions } from './field-rules.ts';
import type { JournalEntry } from './journal.ts';
import { type CallFilter, selectCalls, usedPermissions } from './journal-filters.ts';
import { checkMembers } from './members.ts';
import type { IamMockOptions } from './options.ts';
import type { Seed } from './seed.ts';
import { applySeed } from './seeding.ts';
import { shown } from './shown-values.ts';
import { signIn } from './sign-in.ts';
import type { Snapshot } from './snapshot-types.ts';
import { snapshotOfAccount, snapshotOfState } from './snapshot.ts';
import { World } from './world.ts';

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
    if (!(options instanceof World) && options.seed !== undefined) this.seed(options.seed);
  }

  /**
   * Adds entities, by the operations that clients would call. While nothing else has happened they belong to the
   * baseline that `reset()` returns to; after other calls they are there until `reset()`.
   *
   * ```ts
   * aws.seed({ users: { alice: { groups: ['admins'], accessKeys: 1 } }, groups: { admins: { policies: ['AdministratorAccess'] } } });
   * ```
   *
   * @throws UsageError naming the path of what is wrong; nothing of the seed is there then.
   */
  seed(seed: Seed): this {
    applySeed(this.world, this.accountId, seed);
    return this;
  }

  /**
   * The same mock looked at from another account: what it seeds, shows and hands out is that account's. State, clock
   * and journal are one.
   *
   * @throws UsageError for an id that has not twelve digits.
   */
  account(accountId: string): this {
    if (typeof accountId !== 'string' || !/^\d{12}$/.test(accountId)) {
      throw new UsageError(
        `iam-in-memory: ${shown(accountId)} is no account id. It takes twelve digits in a text.`,
      );
    }
    const Facade = this.constructor as new (world: World, accountId: string) => this;
    return accountId === this.accountId ? this : new Facade(this.world, accountId);
  }

  /**
   * Credentials for a client: of the account's `'root'`, of a user by name, or of any ARN.
   *
   * - root: a key that no listing shows; it stays good after `reset()`
   * - a user: the first active key, else a new one as CreateAccessKey makes it
   * - a role, an assumed role (with its session name) or a federated user: a fresh session of an hour
   *
   * Issued before anything else has happened they belong to the baseline, as seeds do.
   *
   * ```ts
   * new S3Client({ credentials: aws.credentialsFor('arn:aws:iam::123456789012:role/app') });
   * ```
   *
   * @throws UsageError naming the users and roles there are.
   */
  credentialsFor(who: string): IssuedCredentials {
    return credentialsFor(this.world, this.accountId, who);
  }

  /**
   * Runs `fn` with another default caller: calls of clients without credentials of their own act as `who` (as
   * `credentialsFor` takes it) until what `fn` returns is settled. Leaves no key and no session in the account.
   *
   * ```ts
   * await aws.as('alice', () => iam.send(new GetUserCommand({})));
   * ```
   *
   * @returns what `fn` returns.
   * @throws UsageError naming the users and roles there are.
   */
  as<Result>(who: string, fn: () => Result): Result {
    if (typeof fn !== 'function')
      throw new UsageError('iam-in-memory: as() takes a function to run: aws.as(who, () => iam.send(…)).');
    return this.world.defaultKey.run(standingKeyFor(this.world, this.accountId, who), fn);
  }

  /**
   * Somebody signs in to the console, now: `PasswordLastUsed` and the credential report show it, as no operation can
   * make them. A user by name or ARN, or `'root'`. Done before anything else has happened it belongs to the baseline.
   *
   * ```ts
   * aws.clock.set('2026-01-01');
   * aws.seed({ users: { alice: { password: 'correct-Horse-7' } } });
   * aws.signIn('alice');
   * aws.clock.advance('91d');            // what does the job that looks for stale users say?
   * ```
   *
   * @throws UsageError for somebody who has no password.
   */
  signIn(who: string): void {
    signIn(this.world, this.accountId, who);
  }

  /**
   * What is known of an access key, of whatever account and status; undefined for an id that nobody issued. Deleted
   * keys and sessions long over have lost their secrets.
   */
  lookupCredential(accessKeyId: string): CredentialReport | undefined {
    return lookupCredential(this.world, accessKeyId);
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

  /**
   * Everything there is as plain data, made for `toMatchSnapshot()`: only what is not empty, documents parsed, lists
   * sorted; without dates, ids and secrets unless the options ask for them, so that it is the same from run to run.
   *
   * The contents of the account; of all, under `accounts`, where another account than the default one has any.
   * `account(id).snapshot()` shows that one account.
   */
  snapshot(options: SnapshotOptions = {}): Snapshot {
    checkMembers('snapshot()', options, ['dates', 'ids', 'secrets']);
    const { state, clock } = this.world;
    return this.#isDefault
      ? snapshotOfState(state, this.accountId, clock.read(), options)
      : snapshotOfAccount(state, this.accountId, clock.read(), options);
  }

  /**
   * What happened to which resource since the baseline or a checkpoint, in all accounts (`account(id).changes()`: in
   * that one). As a text one line for each: `role app: attached arn:aws:iam::aws:policy/ReadOnlyAccess`.
   *
   * @throws UsageError for anything that `checkpoint()` of this mock did not return.
   */
  changes(since?: Checkpoint): Changes {
    const { state, baseline, clock, checkpoints } = this.world;
    const earlier = since === undefined ? baseline : checkpoints.stateAt('changes()', since);
    return changesBetween(earlier, state, clock.read(), this.accountId, !this.#isDefault);
  }

  get #isDefault(): boolean {
    return this.accountId === this.world.options.accountId;
  }

  /** Remembers the present state. */
  checkpoint(): Checkpoint {
    return this.world.checkpoints.mark(this.world.state);
  }

  /**
   * Puts back the state of a checkpoint; the journal and the clock go on.
   *
   * @throws UsageError for anything that `checkpoint()` of this mock did not return.
   */
  rollback(mark: Checkpoint): void {
    this.world.state = this.world.checkpoints.stateAt('rollback()', mark);
  }

  /**
   * The last 250 calls, oldest first, with inputs, callers and outcomes.
   *
   * ```ts
   * aws.calls('CreateUser');
   * aws.calls(CreateUserCommand);
   * aws.calls({ principal: 'alice', failed: true });
   * ```
   *
   * @throws UsageError for a filter that could never find anything: an unknown member, an operation or a principal that
   *   there is not.
   */
  calls(filter?: CallFilter): JournalEntry[] {
    return selectCalls(this.world, this.accountId, filter);
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

  /**
   * What was decided about the last 250 calls, with `enforcement: 'soft'` or `'strict'`, oldest first. A filter's
   * `principal` is an ARN, the name of a user, or the ARN of a role for its sessions.
   *
   * ```ts
   * aws.configure({ enforcement: 'soft' });
   * await deploy();
   * aws.decisions({ result: 'implicitDeny' }).map(({ action }) => action);   // what would fail
   * ```
   *
   * @throws UsageError for a filter that could never find anything: an unknown member, a value that no decision has, or a
   *   principal that there is not.
   */
  decisions(filter: DecisionFilter = {}): Decision[] {
    return selectDecisions(this.world, this.accountId, filter);
  }

  /**
   * Decisions in words: what was needed, what denied, what allowed, what is missing and what would be enough.
   *
   * @param decisions one, or all those of a call
   * @throws UsageError for anything else
   */
  explain(decisions: Decision | readonly Decision[]): string {
    for (const decision of [decisions].flat() as unknown[]) {
      if (typeof decision === 'object' && decision !== null && 'result' in decision && 'missing' in decision)
        continue;
      throw new UsageError(
        `iam-in-memory: explain() got ${shown(decision)}. Give it what aws.authorize() returned, one or more of aws.decisions(), or the decisions of a call of aws.calls().`,
      );
    }
    return `${explain(decisions)}\n\n(enforcement is '${this.world.options.enforcement}')`;
  }

  /**
   * The smallest readable policy that covers the calls since the last `reset()` that were not refused, of one principal
   * (an ARN, the name of a user, or the ARN of a role for its sessions) or of all. Whoever has it can repeat them all.
   * Sorted, so that it can be kept in a snapshot. With `enforcement: 'off'` it covers 250 calls, and throws past them.
   *
   * ```ts
   * await deploy();
   * expect(aws.leastPrivilegePolicy()).toMatchSnapshot();
   * ```
   *
   * @throws UsageError for a principal that there is not, and where it would leave something out.
   */
  leastPrivilegePolicy(options: { readonly principal?: string | undefined } = {}): LeastPrivilegePolicy {
    checkMembers('leastPrivilegePolicy()', options, ['principal']);
    return leastPrivilegePolicy(usedPermissions(this.world, this.accountId, options.principal));
  }
}
