import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { UsageError, createIamMock } from '../../src/index.ts';
import type { IamMock } from '../../src/index.ts';
import { useIam } from '../../src/jest.ts';

/*
 * What TypeScript would not let pass, and JavaScript does: a misspelt filter that filters nothing makes tests pass that
 * should fail.
 */

const aws = useIam({ seed: { users: { alice: {} } } });
const calls = 'service, operation, principal, accessKeyId, failed, error';
const decisions = 'result, action, resource, deniedBy, principal';

test.each<[what: string, misuse: (mock: IamMock) => unknown, message: string]>([
  [
    'a filter of calls by a member there is not',
    (mock) => mock.calls({ operatoin: 'CreateUser' } as never),
    `the filter of calls() got 'operatoin'. It takes: ${calls}.`,
  ],
  [
    'a filter of calls of the prototype',
    (mock) => mock.calls({ toString: 1 } as never),
    `the filter of calls() got 'toString'. It takes: ${calls}.`,
  ],
  [
    'a number for a filter of calls',
    (mock) => mock.calls(3 as never),
    `the filter of calls() got 3. Give an object of: ${calls}.`,
  ],
  [
    'null for a filter of calls',
    (mock) => mock.calls(null as never),
    `the filter of calls() got null. Give an object of: ${calls}.`,
  ],
  [
    'calls of an operation there is not',
    (mock) => mock.calls('createUser'),
    `neither IAM nor STS has an operation 'createUser'. Did you mean 'CreateUser'?`,
  ],
  [
    'a filter of calls by an operation there is not',
    (mock) => mock.calls({ operation: 'GetUserCommand', failed: true }),
    `neither IAM nor STS has an operation 'GetUserCommand'. Did you mean 'GetUser'?`,
  ],
  [
    'a filter of calls by a service there is not',
    (mock) => mock.calls({ service: 's3' } as never),
    `the filter of calls() got service: "s3". Give 'iam' or 'sts'.`,
  ],
  [
    'calls that failed with a code there is not',
    (mock) => mock.calls({ error: 'NoSuchEntty' }),
    "no call failed with 'NoSuchEntty', and AWS has no such code. Did you mean 'NoSuchEntity'?",
  ],
  [
    'calls that failed in a text',
    (mock) => mock.calls({ failed: 'yes' as never }),
    'the filter of calls() got failed: "yes". Give true or false.',
  ],
  [
    'decisions of a result there is not',
    (mock) => mock.decisions({ result: 'deny' as never }),
    `the filter of decisions() got result: "deny". Give 'allowed' or 'explicitDeny' or 'implicitDeny'.`,
  ],
  [
    'decisions about an action without its service',
    (mock) => mock.decisions({ action: 'GetUser' }),
    `the filter of decisions() got action: "GetUser". Write it as AWS does: 'iam:GetUser'.`,
  ],
  [
    'a checkpoint of another mock',
    (mock) => mock.rollback(createIamMock().checkpoint()),
    'rollback() got {}, which is no checkpoint of this mock. Pass what its own checkpoint() returned.',
  ],
  [
    'changes since a checkpoint of another mock',
    (mock) => mock.changes(createIamMock().checkpoint()),
    'changes() got {}, which is no checkpoint of this mock. Pass what its own checkpoint() returned.',
  ],
  [
    'a Map for users',
    (mock) => mock.seed({ users: new Map([['bob', {}]]) as never }),
    'seed.users: expected an object',
  ],
  [
    'no date for the clock',
    (mock) => mock.clock.set(null as never),
    'clock.set() got null, which is not a date. Give a Date, an ISO 8601 text or milliseconds.',
  ],
  [
    'no date for the start',
    () => createIamMock({ now: null as never }),
    'now got null, which is not a date. Give a Date, an ISO 8601 text or milliseconds.',
  ],
  [
    'calls of nobody',
    (mock) => mock.calls({ principal: 'ghost' }),
    `there is no user 'ghost' in account 123456789012. Users: alice. Roles: none.`,
  ],
  [
    'decisions about nobody',
    (mock) => mock.decisions({ principal: 'ghost' }),
    `there is no user 'ghost' in account 123456789012. Users: alice. Roles: none.`,
  ],
  [
    'null for a filter of decisions',
    (mock) => mock.decisions(null as never),
    `the filter of decisions() got null. Give an object of: ${decisions}.`,
  ],
  [
    'a policy for nobody',
    (mock) => mock.leastPrivilegePolicy({ principal: 'arn:aws:iam::123456789012:role/ghost' }),
    `there is no role 'ghost' in account 123456789012. Users: alice. Roles: none.`,
  ],
  [
    'a policy for a member there is not',
    (mock) => mock.leastPrivilegePolicy({ user: 'alice' } as never),
    `leastPrivilegePolicy() got 'user'. It takes: principal.`,
  ],
  [
    'an explanation of what is no decision',
    (mock) => mock.explain({} as never),
    'explain() got {}. Give it what aws.authorize() returned',
  ],
  [
    'an explanation of nothing',
    (mock) => mock.explain(undefined as never),
    'explain() got undefined. Give it what aws.authorize() returned',
  ],
  [
    'an explanation of calls in place of their decisions',
    (mock) => mock.explain([{ operation: 'GetUser', decisions: [] }] as never),
    'explain() got {"operation":"GetUser","decisions":[]}. Give it',
  ],
  [
    'a filter of decisions by a member there is not',
    (mock) => mock.decisions({ outcome: 'allowed' } as never),
    `the filter of decisions() got 'outcome'. It takes: ${decisions}.`,
  ],
  [
    'a snapshot of what there is not',
    (mock) => mock.snapshot({ date: true } as never),
    `snapshot() got 'date'. It takes: dates, ids, secrets.`,
  ],
  [
    'a snapshot of another account of what there is not',
    (mock) => mock.account('210987654321').snapshot({ Ids: true } as never),
    `snapshot() got 'Ids'. It takes: dates, ids, secrets.`,
  ],
  [
    'null for what a snapshot shows',
    (mock) => mock.snapshot(null as never),
    'snapshot() got null. Give an object of: dates, ids, secrets.',
  ],
  [
    'as() without a function',
    (mock) => (mock.as as (who: string) => unknown)('alice'),
    'as() takes a function to run: aws.as(who, () => iam.send(…)).',
  ],
  [
    'as() with the promise of a call in place of a function',
    (mock) => mock.as('alice', Promise.resolve() as never),
    'as() takes a function to run: aws.as(who, () => iam.send(…)).',
  ],
])('%s', (_what, misuse, message) => {
  const { state } = aws;
  expect(() => misuse(aws)).toThrow(UsageError);
  expect(() => misuse(aws)).toThrow(`iam-in-memory: ${message}`);
  expect(aws.state).toBe(state);
});

test('what is right filters: every member, alone and with others that are undefined', async () => {
  await new IAMClient({}).send(new CreateUserCommand({ UserName: 'bob' }));
  const [{ accessKeyId, principal }] = aws.calls() as unknown as [{ accessKeyId: string; principal: string }];
  for (const filter of [
    {},
    { service: 'iam' },
    { operation: 'CreateUser', failed: undefined, error: undefined },
    { principal },
    { accessKeyId },
    { failed: false },
  ])
    expect(aws.calls(filter as object)).toHaveLength(1);
  for (const filter of [
    { service: 'sts' },
    { operation: 'GetUser' },
    { failed: true },
    { error: 'NoSuchEntity' },
  ])
    expect(aws.calls(filter as object)).toEqual([]);
});

test('calls are found by the name of a user, and by a role for its sessions', async () => {
  const as = (who: string) =>
    aws.as(who, () => new IAMClient({}).send(new CreateUserCommand({ UserName: who.slice(-3) })));
  aws.seed({ roles: { app: { trustPolicy: '*' } } });
  await as('alice');
  await as('arn:aws:iam::123456789012:role/app');
  const inputsOf = (principal: string) => aws.calls({ principal }).map(({ input }) => input['UserName']);
  expect(inputsOf('alice')).toEqual(['ice']);
  expect(inputsOf('arn:aws:iam::123456789012:user/alice')).toEqual(['ice']);
  expect(inputsOf('arn:aws:iam::123456789012:role/app')).toEqual(['app']);
  expect(inputsOf('root')).toEqual([]);
});
