import * as iamSdk from '@aws-sdk/client-iam';
import * as stsSdk from '@aws-sdk/client-sts';
import { failureOf, useAws } from '../support/aws.ts';
import {
  type PermissionRow,
  account,
  furtherPermissions,
  iamPermissions,
  needNothing,
  stsPermissions,
  unsigned,
} from './operation-permissions.ts';

/*
 * AccessDenied before anything else that could be wrong: every operation, called by a user without policies, names
 * its action and its resource; and a user with exactly the least privilege of a call gets the answer of the call.
 */

const { aws } = useAws({
  now: '2026-01-31T12:00:00Z',
  enforcement: 'strict',
  seed: {
    users: { guest: { accessKeys: 1 }, bob: { path: '/team/' } },
    groups: { ops: { path: '/team/' } },
    roles: { app: { path: '/team/' } },
    policies: {
      access: {
        path: '/team/',
        document: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
        },
      },
    },
    instanceProfiles: { web: { path: '/team/' } },
  },
});
afterEach(() => aws.configure({ enforcement: 'strict' }));

type Service = 'iam' | 'sts';
type AnyCommand = new (input: object) => iamSdk.ListUsersCommand;

const credentials = aws.credentialsFor('guest');
const clients = { iam: new iamSdk.IAMClient({ credentials }), sts: new stsSdk.STSClient({ credentials }) };

function send(service: Service, operation: string, input: object): Promise<unknown> {
  const commands = (service === 'iam' ? iamSdk : stsSdk) as unknown as Record<string, AnyCommand>;
  const Command = commands[`${operation}Command`] as AnyCommand;
  return (clients[service] as iamSdk.IAMClient).send(new Command(input));
}

const row =
  (service: Service) =>
  ([operation, input, resource, called = resource]: PermissionRow) =>
    [service, operation, input, resource, called] as const;

const rows = [...iamPermissions.map(row('iam')), ...stsPermissions.map(row('sts'))];

/** The statements of a policy for guest. */
function grant(statements: unknown): void {
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  aws.world.perform(
    'iam',
    'PutUserPolicy',
    { UserName: 'guest', PolicyName: 'p', PolicyDocument },
    '123456789012',
  );
}

/** The name of what went wrong, or that nothing did. */
const outcomeOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'success',
    (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
  );

test('the tables have every operation', () => {
  const operationsOf = (sdk: object) =>
    Object.keys(sdk)
      .filter((name) => /^[A-Z].*Command$/.test(name))
      .map((name) => name.slice(0, -'Command'.length));
  expect([...new Set(iamPermissions.map(([operation]) => operation))].toSorted()).toEqual(
    operationsOf(iamSdk).toSorted(),
  );
  expect(
    [
      ...stsPermissions.map(([operation]) => operation),
      ...needNothing.map(([name]) => name),
      ...unsigned,
    ].toSorted(),
  ).toEqual(operationsOf(stsSdk).toSorted());
});

describe('without a policy', () => {
  test.each(rows)(
    '%s:%s %j is refused on %s, called %s',
    async (service, operation, input, resource, called) => {
      const before = aws.state;
      const action = `${service}:${operation}`;
      const failure = await failureOf(send(service, operation, input));
      const reason =
        operation === 'AssumeRole' ? '' : ` because no identity-based policy allows the ${action} action`;
      expect({
        code: failure.Code,
        status: failure.$metadata?.httpStatusCode,
        message: failure.message,
      }).toEqual({
        code: 'AccessDenied',
        status: 403,
        message: `User: ${account}:user/guest is not authorized to perform: ${action} on resource: ${called}${reason}`,
      });
      expect(aws.state).toBe(before);
      expect(aws.decisions()).toMatchObject([
        { result: 'implicitDeny', principal: `${account}:user/guest`, action, resource },
      ]);
    },
  );

  test.each(needNothing)('sts:%s is answered', async (operation, input) => {
    await send('sts', operation, input);
    expect(aws.decisions()).toEqual([]);
  });
});

describe('with exactly the action on the resource', () => {
  test.each(rows)('%s:%s %j is not refused', async (service, operation, input, resource) => {
    const Resource = resource.startsWith('arn:') ? resource : '*';
    const Action = [`${service}:${operation}`, 'iam:PassRole'];
    grant([{ Effect: 'Allow', Action, Resource: operation === 'AddRoleToInstanceProfile' ? '*' : Resource }]);
    const outcome = await outcomeOf(send(service, operation, input));
    // What an operation itself says in AWS's words of a denial: other accounts' keys, organizations, partners.
    expect(outcome).not.toMatch(/because no .* allows|explicit deny/);
    expect(aws.decisions().map(({ result }) => result)).not.toContain('implicitDeny');
  });
});

describe('whoever has the least privilege of a call can repeat it', () => {
  test.each(rows)('%s:%s %j', async (service, operation, input) => {
    aws.configure({ enforcement: 'soft' });
    const mark = aws.checkpoint();
    const before = await outcomeOf(send(service, operation, input));
    const { Statement } = aws.leastPrivilegePolicy({ principal: 'guest' });
    aws.rollback(mark);
    grant(Statement);
    aws.configure({ enforcement: 'strict' });
    expect(await outcomeOf(send(service, operation, input))).toBe(before);
  });
});

describe('needed besides', () => {
  test.each(furtherPermissions)('%s %j asks for %s on %s', async (operation, input, action, resource) => {
    grant([{ Effect: 'Allow', NotAction: action, Resource: '*' }]);
    const failure = await failureOf(send('iam', operation, input));
    expect(failure.message).toBe(
      `User: ${account}:user/guest is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
    );
    grant([
      { Effect: 'Allow', NotAction: action, Resource: '*' },
      { Effect: 'Allow', Action: action, Resource: resource },
    ]);
    expect(await outcomeOf(send('iam', operation, input))).not.toMatch(/^AccessDenied/);
  });
});
