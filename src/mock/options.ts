import { UsageError } from '../engine/errors.ts';
import { type QuotaName, type Quotas, defaultQuotas } from '../engine/quotas.ts';
import type { Seed } from './seed.ts';
import { isPlain, shown } from './shown-values.ts';

/** What a mock can be told. Everything has a default; an unknown option is an error. */
export interface IamMockOptions {
  /** The default account, where calls without known credentials land. Default `'123456789012'`. */
  readonly accountId?: string | undefined;
  /** Region of clients that have none configured. Default `'us-east-1'`. */
  readonly region?: string | undefined;
  /**
   * Does the account decide who may do what? `'off'` (default): everybody may everything. `'soft'`: every call
   * is decided and recorded, none refused. `'strict'`: AWS's answer.
   */
  readonly enforcement?: 'off' | 'soft' | 'strict' | undefined;
  /** What an access key id nobody issued acts as: the default account's root (default), or InvalidClientTokenId. */
  readonly unknownCredentials?: 'root' | 'reject' | undefined;
  /**
   * Are signatures of requests recomputed? `'ignore'` (default) believes the access key id. `'verify'`: every call
   * goes over the wire and is refused as AWS refuses it: wrong secret, session token, region, clock (15 minutes). Keys
   * nobody issued are refused then, whatever `unknownCredentials` says; clients without any stay the default root.
   */
  readonly signatures?: 'ignore' | 'verify' | undefined;
  /** Which door SDK clients go through. `'auto'` (default) takes the fast one unless something could see the difference. */
  readonly transport?: 'auto' | 'direct' | 'wire' | undefined;
  /** What becomes of requests to other AWS services. Default `'bypass'`. */
  readonly onUnhandledRequest?: 'bypass' | 'warn' | 'error' | undefined;
  /**
   * Text that all ids, keys and tokens follow from. Default `'iam-in-memory'`. Two mocks with the same seed issue the same
   * ids: a key of one is a key of the other. Give mocks that stand side by side different ones.
   */
  readonly identifierSeed?: string | undefined;
  /** The time at which the clock stands. Default: it follows `Date`. */
  readonly now?: Date | string | number | undefined;
  /** Changed quotas: `{ accessKeysPerUser: 1 }`. */
  readonly quotas?: { readonly [Name in QuotaName]?: number | undefined } | undefined;
  /** Entities that are there from the start and again after `reset()`. */
  readonly seed?: Seed | undefined;
}

/** Options with their defaults filled in; what `configure` can change. */
export interface ResolvedOptions {
  readonly accountId: string;
  readonly region: string;
  readonly enforcement: 'off' | 'soft' | 'strict';
  readonly unknownCredentials: 'root' | 'reject';
  readonly signatures: 'ignore' | 'verify';
  readonly transport: 'auto' | 'direct' | 'wire';
  readonly onUnhandledRequest: 'bypass' | 'warn' | 'error';
  readonly identifierSeed: string;
  readonly quotas: Quotas;
}

export const defaultOptions: ResolvedOptions = {
  accountId: '123456789012',
  region: 'us-east-1',
  enforcement: 'off',
  unknownCredentials: 'root',
  signatures: 'ignore',
  transport: 'auto',
  onUnhandledRequest: 'bypass',
  identifierSeed: 'iam-in-memory',
  quotas: defaultQuotas,
};

const choices: Readonly<Record<string, readonly string[]>> = {
  enforcement: ['off', 'soft', 'strict'],
  unknownCredentials: ['root', 'reject'],
  signatures: ['ignore', 'verify'],
  transport: ['auto', 'direct', 'wire'],
  onUnhandledRequest: ['bypass', 'warn', 'error'],
};

/** Options that shape the account when it is made: `configure` cannot change them later. */
const fixedOptions = new Set(['accountId', 'identifierSeed', 'now', 'seed']);

/** @throws UsageError naming the option, the value and what is allowed. */
export function resolveOptions(
  options: IamMockOptions,
  present: ResolvedOptions = defaultOptions,
  reconfigures = false,
): ResolvedOptions {
  const known = [...Object.keys(defaultOptions), 'now', 'seed'];
  requireObject('the options', options, `{ ${known.join(', ')} }`);
  const resolved: Record<string, unknown> = { ...present };
  for (const [name, value] of Object.entries(options)) {
    if (!known.includes(name)) {
      throw new UsageError(`iam-in-memory: unknown option '${name}'. Options are: ${known.join(', ')}.`);
    }
    if (reconfigures && fixedOptions.has(name)) {
      throw new UsageError(
        `iam-in-memory: option '${name}' is fixed when the mock is made. Make another mock with createIamMock({ ${name} }).`,
      );
    }
    if (value === undefined || name === 'now' || name === 'seed') continue;
    resolved[name] =
      name === 'quotas'
        ? resolveQuotas(value as NonNullable<IamMockOptions['quotas']>, present.quotas)
        : checkOption(name, value);
  }
  return resolved as unknown as ResolvedOptions;
}

function checkOption(name: string, value: unknown): unknown {
  const allowed = choices[name];
  const fits =
    allowed === undefined ? typeof value === 'string' && value !== '' : allowed.includes(value as string);
  if (!fits || (name === 'accountId' && !/^\d{12}$/.test(value as string))) {
    const wanted =
      name === 'accountId'
        ? 'twelve digits'
        : (allowed?.map((choice) => `'${choice}'`).join(', ') ?? 'a text');
    throw new UsageError(`iam-in-memory: option '${name}' got ${shown(value)}. It takes ${wanted}.`);
  }
  return value;
}

function resolveQuotas(quotas: NonNullable<IamMockOptions['quotas']>, present: Quotas): Quotas {
  requireObject(`option 'quotas'`, quotas, '{ accessKeysPerUser: 1 }');
  for (const [name, value] of Object.entries(quotas)) {
    if (!Object.hasOwn(defaultQuotas, name)) {
      throw new UsageError(
        `iam-in-memory: unknown quota '${name}'. Quotas are: ${Object.keys(defaultQuotas).join(', ')}.`,
      );
    }
    if (value !== undefined && (!Number.isInteger(value) || value < 0)) {
      throw new UsageError(
        `iam-in-memory: quota '${name}' got ${shown(value)}. It takes a whole number, 0 or more.`,
      );
    }
  }
  const given = Object.entries(quotas).filter(([, value]) => value !== undefined);
  return { ...present, ...(Object.fromEntries(given) as Partial<Quotas>) };
}

/** @throws UsageError naming what is there in place of an object. */
function requireObject(what: string, value: unknown, wanted: string): void {
  if (isPlain(value)) return;
  throw new UsageError(`iam-in-memory: ${what} got ${shown(value)}. Give an object: ${wanted}.`);
}
