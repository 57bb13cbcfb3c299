import { partitionOf } from '../engine/arns.ts';
import { AwsError } from '../engine/errors.ts';
import { type Account, emptyAccount } from '../engine/state.ts';
import { awsManagedPolicy } from '../iam/aws-managed-policies.ts';
import { policyArn, policyKey } from '../iam/managed-policy.ts';
import type { AccountSeed } from './seed.ts';
import { at, seedError } from './seed-shape.ts';
import type { World } from './world.ts';

/** One account's part of a seed, with the means to carry it out. */
export class AccountSeeder {
  readonly world: World;
  readonly accountId: string;
  readonly seed: AccountSeed;
  readonly path: string;

  constructor(world: World, accountId: string, seed: AccountSeed, path: string) {
    this.world = world;
    this.accountId = accountId;
    this.seed = seed;
    this.path = path;
  }

  get partition(): string {
    return partitionOf(this.world.options.region);
  }

  get account(): Account {
    return this.world.state.accounts.get(this.accountId) ?? emptyAccount(this.accountId, 0);
  }

  /** @throws UsageError with AWS's own words and what to do. */
  perform(
    path: string,
    operation: string,
    input: Readonly<Record<string, unknown>>,
  ): Record<string, unknown> {
    try {
      return this.world.perform('iam', operation, input, this.accountId);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const remedy = remedies[error.code] ?? 'Correct the value.';
      throw seedError(
        path,
        `${operation} answers ${error.code}: ${withStop(error.message)} ${remedy}`,
        error,
      );
    }
  }

  /** Each member of a part of the seed, with its path. */
  *members<T>(part: Readonly<Record<string, T>> | undefined, path: string): Iterable<[string, T, string]> {
    for (const [name, member] of Object.entries(part ?? {})) yield [name, member, at(path, name)];
  }

  /** The ARN of a managed policy given by ARN, by name of the account's own or by name of AWS's. */
  policyArn(path: string, given: string): string {
    if (given.startsWith('arn:')) return given;
    const own = this.account.policies.get(policyKey(given));
    if (own !== undefined) return policyArn(this.partition, this.accountId, own);
    for (const folder of awsPolicyFolders) {
      const resource = `iam::aws:policy/${folder}${given}`;
      if (awsManagedPolicy(`arn:aws:${resource}`) !== undefined) return `arn:${this.partition}:${resource}`;
    }
    throw seedError(
      path,
      `there is no policy '${given}', neither in account ${this.accountId} nor of AWS's. ` +
        `Add it to the seed's policies, or give an ARN.`,
    );
  }
}

const withStop = (sentence: string): string => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);

const awsPolicyFolders = ['', 'job-function/', 'service-role/', 'aws-service-role/'];

const remedies: Readonly<Record<string, string>> = {
  EntityAlreadyExists: 'A seed only adds: leave out what is there already, or change it by calls.',
  NoSuchEntity: 'Seed it too, or correct the name.',
  LimitExceeded: 'Seed less, or raise the limit with the option quotas.',
  MalformedPolicyDocument: 'Correct the document.',
};
