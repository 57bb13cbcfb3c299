import {
  AccountNotManagementOrDelegatedAdministratorException,
  CallerIsNotManagementAccountException,
  DisableOrganizationsRootCredentialsManagementCommand,
  DisableOrganizationsRootSessionsCommand,
  EnableOrganizationsRootCredentialsManagementCommand,
  EnableOrganizationsRootSessionsCommand,
  ListOrganizationsFeaturesCommand,
  OrganizationNotFoundException,
  OrganizationNotInAllFeaturesModeException,
  ServiceAccessNotEnabledException,
} from '@aws-sdk/client-iam';
import type { Organization } from '../../src/engine/entities.ts';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws();

const management = '111122223333';

/** Puts an account into an organization, as the account sees it. */
const join = (more: Partial<Organization> = {}, accountId = '123456789012') =>
  aws.world.transact(accountId, (call) =>
    call.update((account) => {
      account.settings.organization = {
        id: 'o-exampleorgid',
        rootCredentialsManagement: false,
        rootSessions: false,
        ...more,
      };
    }),
  );

type Features = {
  readonly OrganizationId?: string | undefined;
  readonly EnabledFeatures?: string[] | undefined;
};
type Operation = () => Promise<Features>;

const enableCredentials: Operation = () =>
  iam.send(new EnableOrganizationsRootCredentialsManagementCommand({}));
const disableCredentials: Operation = () =>
  iam.send(new DisableOrganizationsRootCredentialsManagementCommand({}));
const enableSessions: Operation = () => iam.send(new EnableOrganizationsRootSessionsCommand({}));
const disableSessions: Operation = () => iam.send(new DisableOrganizationsRootSessionsCommand({}));
const list: Operation = () => iam.send(new ListOrganizationsFeaturesCommand({}));

const enabling: readonly (readonly [string, Operation])[] = [
  ['EnableOrganizationsRootCredentialsManagement', enableCredentials],
  ['EnableOrganizationsRootSessions', enableSessions],
];
const others: readonly (readonly [string, Operation])[] = [
  ['DisableOrganizationsRootCredentialsManagement', disableCredentials],
  ['DisableOrganizationsRootSessions', disableSessions],
  ['ListOrganizationsFeatures', list],
];

describe('the management account', () => {
  test('switches features on and off, and is told all that are on', async () => {
    join();
    const steps: readonly (readonly [Operation, readonly string[]])[] = [
      [list, []],
      [enableSessions, ['RootSessions']],
      [enableCredentials, ['RootCredentialsManagement', 'RootSessions']],
      [list, ['RootCredentialsManagement', 'RootSessions']],
      [disableSessions, ['RootCredentialsManagement']],
      [disableCredentials, []],
      [list, []],
    ];
    for (const [operation, EnabledFeatures] of steps) {
      const { $metadata: _, ...output } = (await operation()) as Features & { $metadata: unknown };
      expect(output).toStrictEqual({ OrganizationId: 'o-exampleorgid', EnabledFeatures });
    }
  });

  test.each([
    [true, enableCredentials],
    [false, disableCredentials],
    [true, enableSessions],
    [false, disableSessions],
  ])('switching to what is already so (%s) changes nothing', async (on, operation) => {
    join({ rootCredentialsManagement: on, rootSessions: on });
    const before = aws.state;
    expect((await operation()).EnabledFeatures).toHaveLength(on ? 2 : 0);
    expect(aws.state).toBe(before);
  });
});

describe('a delegated administrator', () => {
  beforeEach(() => {
    join({ rootCredentialsManagement: true, rootSessions: true }, management);
    join({ managementAccountId: management, delegatedAdministrator: true });
  });

  test('sees the features of the management account and may switch them off', async () => {
    expect((await list()).EnabledFeatures).toEqual(['RootCredentialsManagement', 'RootSessions']);
    expect((await disableSessions()).EnabledFeatures).toEqual(['RootCredentialsManagement']);
    expect(aws.state.accounts.get(management)?.settings.organization).toMatchObject({ rootSessions: false });
    expect((await list()).EnabledFeatures).toEqual(['RootCredentialsManagement']);
  });

  test.each(enabling)('may not %s', (_name, operation) =>
    expectFailure(aws, operation, {
      code: 'CallerIsNotManagementAccountException',
      status: 400,
      message:
        'The request was rejected because the account making the request is not the management account for the organization.',
      class: CallerIsNotManagementAccountException,
    }),
  );
});

describe('refused', () => {
  const cases = [
    {
      name: 'an account without an organization',
      prepare: () => {},
      class: OrganizationNotFoundException,
      reason: 'no organization is associated with your account.',
    },
    {
      name: 'a member account',
      prepare: () => {
        join({}, management);
        join({ managementAccountId: management });
      },
      class: AccountNotManagementOrDelegatedAdministratorException,
      reason:
        'the account making the request is not the management account or delegated administrator account for centralized root access.',
    },
    {
      name: 'an organization for billing alone',
      prepare: () => join({ featureSet: 'CONSOLIDATED_BILLING' }),
      class: OrganizationNotInAllFeaturesModeException,
      reason: 'your organization does not have All features enabled.',
    },
    {
      name: 'an organization that does not trust IAM',
      prepare: () => join({ trustedAccess: false }),
      class: ServiceAccessNotEnabledException,
      reason: 'trusted access is not enabled for IAM in Organizations.',
    },
  ] as const;

  describe.each(cases)('$name', ({ prepare, reason, class: exception }) => {
    test.each([...enabling, ...others])('%s', async (_name, operation) => {
      prepare();
      await expectFailure(aws, operation, {
        code: exception.name,
        status: 400,
        message: `The request was rejected because ${reason}`,
        class: exception,
      });
    });
  });
});
