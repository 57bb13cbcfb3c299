import { IAMClient } from '@aws-sdk/client-iam';
import * as fc from 'fast-check';
import type { Account, State } from '../../src/index.ts';
import { useIam } from '../../src/jest.ts';
import { type Request, sendRequest } from '../support/calls.ts';
import { manyCalls } from '../support/random-calls.ts';

const aws = useIam({ now: '2026-01-31T12:00:00Z' });
const iam = new IAMClient({});

jest.setTimeout(60_000);

type Outcome = { readonly output: unknown } | { readonly error: string };

async function outcomeOf(request: Request): Promise<Outcome> {
  try {
    return { output: await sendRequest(iam, request) };
  } catch (error) {
    return { error: `${(error as Error).name}: ${(error as Error).message}` };
  }
}

async function run(calls: readonly Request[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const call of calls) outcomes.push(await outcomeOf(call));
  return outcomes;
}

const forAnyCalls = (check: (calls: readonly Request[]) => Promise<void>, numRuns = 40): Promise<void> =>
  fc.assert(
    fc.asyncProperty(manyCalls, async (calls) => {
      aws.reset();
      await check(calls);
    }),
    { numRuns },
  );

test('the same calls twice give the same outcomes and the same state, byte for byte', () =>
  forAnyCalls(async (calls) => {
    const first = await run(calls);
    const state = JSON.stringify(aws.state);
    aws.reset();
    expect(await run(calls)).toEqual(first);
    expect(JSON.stringify(aws.state)).toBe(state);
  }));

test('a snapshot is the same whatever the identifiers', () =>
  forAnyCalls(async (calls) => {
    await run(calls);
    const snapshot = JSON.stringify(aws.snapshot());
    aws.reset();
    // Something before that leaves nothing shifts every identifier.
    await run([
      ['CreateUser', { UserName: 'passing' }],
      ['DeleteUser', { UserName: 'passing' }],
    ]);
    await run(calls);
    expect(JSON.stringify(aws.snapshot())).toBe(snapshot);
  }, 50));

test('a call that fails leaves the very same state', () =>
  forAnyCalls(async (calls) => {
    for (const call of calls) {
      const { state } = aws;
      if ('error' in (await outcomeOf(call))) expect(aws.state).toBe(state);
    }
  }));

test('a refused call is refused again, and a state put back is as if nothing had been', () =>
  forAnyCalls(async (calls) => {
    const [last = ['ListUsers', {}] as const, ...earlier] = calls.toReversed();
    await run(earlier.toReversed());
    const mark = aws.checkpoint();
    const first = await outcomeOf(last);
    const after = JSON.stringify(aws.state);
    aws.rollback(mark);
    expect(await outcomeOf(last)).toEqual(first);
    expect(JSON.stringify(aws.state)).toBe(after);
  }));

test('changes tell of everything that a snapshot shows: none, where they tell nothing', () =>
  forAnyCalls(async (calls) => {
    const everything = { ids: true, secrets: true };
    for (const call of calls) {
      const mark = aws.checkpoint();
      const before = JSON.stringify(aws.snapshot(everything));
      await outcomeOf(call);
      const changed = JSON.stringify(aws.snapshot(everything)) !== before;
      expect([call[0], aws.changes(mark).length > 0]).toEqual([call[0], changed]);
    }
  }));

test('changes there and back mirror each other', () =>
  forAnyCalls(async (calls) => {
    const mark = aws.checkpoint();
    await run(calls);
    const forth = aws.changes();
    const end = aws.checkpoint();
    aws.rollback(mark);
    const back = aws.changes(end);
    const created = (list: typeof forth, kind: string) =>
      list.filter((change) => change.kind === kind).map(({ type, name }) => `${type} ${name}`);
    expect(created(back, 'deleted').toSorted()).toEqual(created(forth, 'created').toSorted());
    expect(aws.changes(mark)).toEqual([]);
  }, 50));

const account = (): Account => aws.state.accounts.get('123456789012') as Account;

describe('what the state says twice it says alike, after any calls', () => {
  test('groups of users and members of groups', () =>
    forAnyCalls(async (calls) => {
      await run(calls);
      const { users, groups, memberships } = account();
      const fromUsers = [...users].flatMap(([key, user]) => user.groups.map((group) => `${group}/${key}`));
      expect(fromUsers.toSorted()).toEqual([...memberships.keys()].toSorted());
      for (const { groupKey, userKey } of memberships.values()) {
        expect(groups.has(groupKey)).toBe(true);
        expect(users.has(userKey)).toBe(true);
      }
    }));

  test('unique ids and their owners', () =>
    forAnyCalls(async (calls) => {
      await run(calls);
      const { uniqueIds, users, groups, roles, policies, instanceProfiles } = account();
      const owners = (
        [
          ['user', users],
          ['group', groups],
          ['role', roles],
          ['policy', policies],
          ['instance-profile', instanceProfiles],
        ] as const
      ).flatMap(([kind, table]) => [...table].map(([key, { id }]) => [id, { kind, key }] as const));
      expect(new Map(owners)).toEqual(new Map(uniqueIds));
      expect(owners).toHaveLength(uniqueIds.size);
    }));

  test('uses of policies', () =>
    forAnyCalls(async (calls) => {
      await run(calls);
      const { users, groups, roles, policyUsage } = account();
      const uses = new Map<string, { attachments: number; boundaries: number }>();
      const use = (arn: string) => {
        const known = uses.get(arn) ?? { attachments: 0, boundaries: 0 };
        uses.set(arn, known);
        return known;
      };
      for (const entity of [...users.values(), ...groups.values(), ...roles.values()])
        for (const arn of entity.attachedPolicies) use(arn).attachments += 1;
      for (const { permissionsBoundary } of [...users.values(), ...roles.values()])
        if (permissionsBoundary !== undefined) use(permissionsBoundary).boundaries += 1;
      expect(new Map(policyUsage)).toEqual(uses);
    }));

  test('access keys of users and credentials', () =>
    forAnyCalls(async (calls) => {
      await run(calls);
      const listed = [...account().users.values()].flatMap(({ accessKeys, id }) =>
        accessKeys.map((key) => `${key} of ${id}`),
      );
      const active = [...aws.state.credentials.values()].flatMap(({ accessKeyId, principal, status }) =>
        principal.kind === 'user' && status !== 'Deleted' ? [`${accessKeyId} of ${principal.userId}`] : [],
      );
      expect(listed.toSorted()).toEqual(active.toSorted());
    }));

  test('roles of instance profiles, and names', () =>
    forAnyCalls(async (calls) => {
      await run(calls);
      const { roles, instanceProfiles, users, groups, policies } = account();
      for (const [key, profile] of instanceProfiles) {
        for (const role of profile.roles) expect(roles.get(role)?.instanceProfiles).toContain(key);
      }
      for (const [key, role] of roles) {
        for (const profile of role.instanceProfiles)
          expect(instanceProfiles.get(profile)?.roles).toContain(key);
      }
      for (const table of [users, groups, roles, policies, instanceProfiles]) {
        for (const [key, { name }] of table as Iterable<[string, { name: string }]>)
          expect(name.toLowerCase()).toBe(key);
      }
    }));

  test('everything is frozen', () =>
    forAnyCalls(async (calls) => {
      await run(calls);
      expect(thawed(aws.state)).toEqual([]);
    }, 25));
});

/** Paths of what could be changed in a state. */
function thawed(state: State): string[] {
  const found: string[] = [];
  const look = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Symbol.iterator in value && 'changesSince' in value) {
      for (const [key, item] of value as Iterable<[string, unknown]>) look(item, `${path}.${key}`);
      return;
    }
    if (!Object.isFrozen(value)) found.push(path);
    for (const [key, item] of Object.entries(value)) look(item, `${path}.${key}`);
  };
  for (const [id, contents] of state.accounts) look(contents, id);
  for (const [id, credential] of state.credentials) look(credential, id);
  return found;
}
