import { IAMClient } from '@aws-sdk/client-iam';
import * as fc from 'fast-check';
import { useIam } from '../../src/jest.ts';
import { type Request, sendRequest } from '../support/calls.ts';
import { identityPolicy, trustPolicy } from '../support/fixtures.ts';

const aws = useIam({ now: '2026-01-31T12:00:00Z' });
const iam = new IAMClient({});

jest.setTimeout(60_000);

/** A kind of entity that is listed in pages by name. */
interface Listed {
  readonly operation: string;
  readonly items: string;
  readonly id: string;
  readonly make: (name: string) => Request;
  readonly remove: (name: string) => Request;
  readonly filter?: object;
}

const listed: readonly Listed[] = [
  {
    operation: 'ListUsers',
    items: 'Users',
    id: 'UserName',
    make: (UserName) => ['CreateUser', { UserName }],
    remove: (UserName) => ['DeleteUser', { UserName }],
  },
  {
    operation: 'ListGroups',
    items: 'Groups',
    id: 'GroupName',
    make: (GroupName) => ['CreateGroup', { GroupName }],
    remove: (GroupName) => ['DeleteGroup', { GroupName }],
  },
  {
    operation: 'ListRoles',
    items: 'Roles',
    id: 'RoleName',
    make: (RoleName) => ['CreateRole', { RoleName, AssumeRolePolicyDocument: trustPolicy }],
    remove: (RoleName) => ['DeleteRole', { RoleName }],
  },
  {
    operation: 'ListPolicies',
    items: 'Policies',
    id: 'PolicyName',
    filter: { Scope: 'Local' },
    make: (PolicyName) => ['CreatePolicy', { PolicyName, PolicyDocument: identityPolicy }],
    remove: (name) => ['DeletePolicy', { PolicyArn: `arn:aws:iam::123456789012:policy/${name}` }],
  },
];

const name = fc.stringMatching(/^[A-Za-z0-9+=,.@_-]{1,6}$/);
const names = fc.uniqueArray(fc.oneof(name, fc.constantFrom('__proto__', 'toString')), {
  minLength: 1,
  maxLength: 25,
  selector: (text) => text.toLowerCase(),
});

const key = (text: string) => text.toLowerCase();

describe.each(listed)('$operation', ({ operation, items, id, make, remove, filter = {} }) => {
  const page = async (request: object) => {
    const reply = await sendRequest(iam, [operation, { ...filter, ...request }]);
    return {
      seen: (reply[items] as Record<string, string>[]).map((item) => item[id] as string),
      Marker: reply.Marker,
      IsTruncated: reply.IsTruncated,
    };
  };

  test('pages of any size give what one page gives, in the same order', () =>
    fc.assert(
      fc.asyncProperty(names, fc.integer({ min: 1, max: 10 }), async (all, MaxItems) => {
        aws.reset();
        for (const one of all) await sendRequest(iam, make(one));
        const seen: string[] = [];
        let pages = 0;
        for (let Marker: string | undefined; ;) {
          const reply = await page({ MaxItems, Marker });
          seen.push(...reply.seen);
          pages += 1;
          expect(reply.IsTruncated).toBe(reply.Marker !== undefined);
          if (reply.Marker === undefined) break;
          expect(reply.seen).toHaveLength(MaxItems);
          Marker = reply.Marker;
        }
        expect(pages).toBe(Math.ceil(all.length / MaxItems));
        expect(seen).toEqual((await page({})).seen);
        expect(seen).toEqual(all.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)));
      }),
      { numRuns: 25, endOnFailure: true },
    ));

  test('who follows the markers while others come and go sees each that stays once', () =>
    fc.assert(
      fc.asyncProperty(
        names,
        fc.array(fc.record({ MaxItems: fc.integer({ min: 2, max: 5 }), comes: name, goes: fc.nat() }), {
          minLength: 30,
          maxLength: 30,
        }),
        async (all, rounds) => {
          aws.reset();
          const present = new Map(all.map((one) => [one.toLowerCase(), one]));
          const staying = new Set(all);
          for (const one of all) await sendRequest(iam, make(one));
          const seen: string[] = [];
          let Marker: string | undefined;
          for (const [round, { MaxItems, comes, goes }] of rounds.entries()) {
            const reply = await page({ MaxItems, Marker });
            seen.push(...reply.seen);
            ({ Marker } = reply);
            if (Marker === undefined) break;
            // What was just handed out may go too: a marker names a position, not an item.
            const gone = [...present.values()][goes % Math.max(1, present.size)];
            if (gone === undefined) continue;
            await sendRequest(iam, remove(gone));
            present.delete(gone.toLowerCase());
            staying.delete(gone);
            if (round < 10 && !present.has(comes.toLowerCase())) {
              await sendRequest(iam, make(comes));
              present.set(comes.toLowerCase(), comes);
            }
          }
          expect(Marker).toBeUndefined();
          expect(seen.filter((one) => staying.has(one)).toSorted()).toEqual([...staying].toSorted());
        },
      ),
      { numRuns: 25, endOnFailure: true },
    ));
});
