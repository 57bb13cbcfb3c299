import type { Seed } from '../../../src/index.ts';

export const accountId = '123456789012';
export const otherId = '210987654321';
export const account = `arn:aws:iam::${accountId}`;
export const other = `arn:aws:iam::${otherId}`;
/** When every case happens: a Saturday. */
export const now = '2026-01-31T12:00:00Z';

/** A call in an account that decides, and what AWS's documentation says becomes of it. */
export interface Case {
  /** Who calls: a name, an ARN. Default: alice, a user of the default account. */
  readonly by?: string;
  /** Statements of alice's own inline policy. */
  readonly allows?: readonly object[];
  /** What else is there. */
  readonly seed?: Seed;
  /** `iam:GetUser`, and its input. */
  readonly call: readonly [operation: string, input?: object];
  /** How the refusal goes on after `is not authorized to perform: `; absent where the call is allowed. */
  readonly refused?: string;
}

/** Cases of one page of AWS's documentation, by a sentence each. */
export interface CaseTable {
  readonly source: string;
  readonly cases: Readonly<Record<string, Case>>;
}

export const allow = (Action: string | readonly string[], Resource: unknown = '*', Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});

export const deny = (Action: string | readonly string[], Resource: unknown = '*', Condition?: object) => ({
  ...allow(Action, Resource, Condition),
  Effect: 'Deny',
});

export const document = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement });

/** A trust policy of one statement. */
export const trusts = (
  Principal: object | string,
  Condition?: object,
  Action: string | readonly string[] = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
) => document({ Effect: 'Allow', Principal, Action, ...(Condition && { Condition }) });

export const identity = (action: string, resource: string): string =>
  `${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
export const denied = (action: string, resource: string, by = 'an identity-based policy'): string =>
  `${action} on resource: ${resource} with an explicit deny in ${by}`;
export const because = (action: string, resource: string, policy: string): string =>
  `${action} on resource: ${resource} because no ${policy} allows the ${action} action`;

export const bob = `${account}:user/team/bob`;
export const getBob = ['iam:GetUser', { UserName: 'bob' }] as const;
