import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  GenerateOrganizationsAccessReportCommand,
  GetOrganizationsAccessReportCommand,
  type GetOrganizationsAccessReportCommandOutput,
  IAMClient,
  ListUsersCommand,
  NoSuchEntityException,
  type SortKeyType,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Organization } from '../../src/engine/entities.ts';
import { expectFailure, failureOf, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00Z' });

const management = '123456789012';
const member = '111122223333';
const outsider = '444455556666';
const root = 'o-exampleorgid/r-abcd';

/** Puts an account into an organization, as the account sees it. */
const join = (accountId: string, more: Partial<Organization> = {}): void =>
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

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** A session of a new role of an account. */
async function sessionIn(accountId: string): Promise<{ iam: IAMClient; sts: STSClient }> {
  const account = aws.account(accountId);
  const owner = new IAMClient({ credentials: account.credentialsFor('root') });
  await owner.send(new CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: trust }));
  const credentials = account.credentialsFor(`arn:aws:iam::${accountId}:role/app`);
  return { iam: new IAMClient({ credentials }), sts: new STSClient({ credentials, region: 'eu-west-1' }) };
}

const generate = async (EntityPath = root, OrganizationsPolicyId?: string): Promise<string> => {
  const { JobId } = await iam.send(
    new GenerateOrganizationsAccessReportCommand({ EntityPath, OrganizationsPolicyId }),
  );
  return JobId ?? '';
};
const read = async (
  JobId: string,
  SortKey?: SortKeyType,
): Promise<Omit<GetOrganizationsAccessReportCommandOutput, '$metadata'>> => {
  const { $metadata: _, ...output } = await iam.send(
    new GetOrganizationsAccessReportCommand({ JobId, MaxItems: 1000, SortKey }),
  );
  return output;
};
const used = (output: { AccessDetails?: GetOrganizationsAccessReportCommandOutput['AccessDetails'] }) =>
  (output.AccessDetails ?? []).filter(({ LastAuthenticatedTime }) => LastAuthenticatedTime !== undefined);

describe('the management account', () => {
  beforeEach(async () => {
    join(management);
    join(member, { managementAccountId: management });
    const { iam: inMember, sts } = await sessionIn(member);
    await inMember.send(new ListUsersCommand({}));
    aws.clock.advance('1m');
    const { iam: inManagement } = await sessionIn(management);
    await inManagement.send(new ListUsersCommand({}));
    const { iam: outside } = await sessionIn(outsider);
    aws.clock.advance('1m');
    await outside.send(new ListUsersCommand({}));
    await sts.send(new GetCallerIdentityCommand({}));
  });

  test('sees what all accounts of the organization used, and nobody else', async () => {
    const output = await read(await generate());
    expect(output).toMatchObject({
      JobStatus: 'COMPLETED',
      JobCreationDate: new Date('2026-01-31T12:02:00Z'),
      JobCompletionDate: new Date('2026-01-31T12:02:00Z'),
      IsTruncated: false,
    });
    expect(output.NumberOfServicesAccessible).toBe(output.AccessDetails?.length);
    expect(output.NumberOfServicesNotAccessed).toBe((output.NumberOfServicesAccessible ?? 0) - 2);
    expect(output).not.toHaveProperty('ErrorDetails');
    expect(used(output)).toStrictEqual([
      {
        ServiceName: 'AWS Identity and Access Management (IAM)',
        ServiceNamespace: 'iam',
        Region: 'us-east-1',
        EntityPath: `${root}/${management}`,
        LastAuthenticatedTime: new Date('2026-01-31T12:01:00Z'),
        TotalAuthenticatedEntities: 2,
      },
      {
        ServiceName: 'AWS Security Token Service',
        ServiceNamespace: 'sts',
        Region: 'eu-west-1',
        EntityPath: `${root}/${member}`,
        LastAuthenticatedTime: new Date('2026-01-31T12:02:00Z'),
        TotalAuthenticatedEntities: 1,
      },
    ]);
    expect(output.AccessDetails?.find(({ ServiceNamespace }) => ServiceNamespace === 's3')).toStrictEqual({
      ServiceName: 'Amazon S3',
      ServiceNamespace: 's3',
      TotalAuthenticatedEntities: 0,
    });
  });

  test('of one account', async () => {
    const path = `${root}/ou-abcd-11111111/${member}`;
    expect(used(await read(await generate(path)))).toMatchObject([
      {
        ServiceNamespace: 'iam',
        EntityPath: path,
        LastAuthenticatedTime: new Date('2026-01-31T12:00:00Z'),
        TotalAuthenticatedEntities: 1,
      },
      { ServiceNamespace: 'sts', EntityPath: path },
    ]);
    expect(used(await read(await generate(`${root}/${outsider}`)))).toEqual([]);
  });

  test('counts the root user by its own keys', async () => {
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({}));
    aws.clock.advance('1h');
    const credentials = {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    };
    await new IAMClient({ credentials }).send(new ListUsersCommand({}));
    expect(used(await read(await generate()))).toMatchObject([
      {
        ServiceNamespace: 'iam',
        EntityPath: `${root}/${management}`,
        LastAuthenticatedTime: new Date('2026-01-31T13:02:00Z'),
      },
      { ServiceNamespace: 'sts' },
    ]);
  });

  test.each([
    { SortKey: undefined },
    { SortKey: 'SERVICE_NAMESPACE_ASCENDING' },
    { SortKey: 'SERVICE_NAMESPACE_DESCENDING' },
    { SortKey: 'LAST_AUTHENTICATED_TIME_ASCENDING' },
    { SortKey: 'LAST_AUTHENTICATED_TIME_DESCENDING' },
  ] as { SortKey: SortKeyType | undefined }[])('sorted: $SortKey', async ({ SortKey }) => {
    const { AccessDetails = [] } = await read(await generate(), SortKey);
    const names = AccessDetails.map(({ ServiceNamespace }) => ServiceNamespace ?? '');
    const ascending = names.toSorted();
    const others = ascending.filter((name) => name !== 'iam' && name !== 'sts');
    expect(names).toEqual(
      {
        SERVICE_NAMESPACE_ASCENDING: ascending,
        SERVICE_NAMESPACE_DESCENDING: ascending.toReversed(),
        LAST_AUTHENTICATED_TIME_ASCENDING: [...others, 'iam', 'sts'],
        LAST_AUTHENTICATED_TIME_DESCENDING: ['sts', 'iam', ...others],
      }[SortKey ?? 'SERVICE_NAMESPACE_ASCENDING'],
    );
  });

  test('in pages; a marker belongs to the order it was handed out in', async () => {
    const JobId = await generate();
    const whole = await read(JobId);
    const first = await iam.send(new GetOrganizationsAccessReportCommand({ JobId, MaxItems: 3 }));
    expect(first.IsTruncated).toBe(true);
    const { Marker } = first;
    const rest = await iam.send(new GetOrganizationsAccessReportCommand({ JobId, MaxItems: 1000, Marker }));
    expect([...(first.AccessDetails ?? []), ...(rest.AccessDetails ?? [])]).toEqual(whole.AccessDetails);
    await expectFailure(
      aws,
      () =>
        iam.send(
          new GetOrganizationsAccessReportCommand({ JobId, Marker, SortKey: 'SERVICE_NAMESPACE_DESCENDING' }),
        ),
      { code: 'ValidationError', status: 400, message: 'Invalid Marker.' },
    );
  });

  test('under the policy that allows everything', async () => {
    expect(await read(await generate(root, 'p-FullAWSAccess'))).toEqual(await read(await generate(root)));
  });

  test('a policy that the mock cannot know makes the report fail', async () => {
    expect(await read(await generate(root, 'p-abcdefgh'))).toStrictEqual({
      JobStatus: 'FAILED',
      JobCreationDate: new Date('2026-01-31T12:02:00Z'),
      JobCompletionDate: new Date('2026-01-31T12:02:00Z'),
      ErrorDetails: { Code: expect.any(String) as string, Message: expect.any(String) as string },
      IsTruncated: false,
    });
  });

  test('only whoever asked reads the report', async () => {
    const JobId = await generate();
    const { iam: other } = await sessionIn('777788889999');
    expect(await failureOf(other.send(new GetOrganizationsAccessReportCommand({ JobId })))).toMatchObject({
      Code: 'NoSuchEntity',
      name: 'NoSuchEntityException',
    });
  });

  test.each([
    {
      why: 'a path that is none',
      path: 'o-exampleorgid/none/',
      message:
        "1 validation error detected: Value at 'entityPath' failed to satisfy constraint: Member must satisfy regular expression pattern: ^o-[0-9a-z]{10,32}\\/r-[0-9a-z]{4,32}[0-9a-z-\\/]*",
    },
  ])('refuses $why', ({ path, message }) =>
    expectFailure(aws, () => generate(path), { code: 'ValidationError', status: 400, message }),
  );
});

test('a job that is not there', () =>
  expectFailure(aws, () => read('00000000-0000-4000-8000-000000000000'), {
    code: 'NoSuchEntity',
    status: 404,
    message: expect.any(String) as string,
    class: NoSuchEntityException,
  }));

test.each([
  { why: 'an account outside of any organization', organization: undefined },
  { why: 'a member account', organization: { managementAccountId: member } },
  { why: 'the management account of another organization', organization: { id: 'o-anotherorgid' } },
] as { why: string; organization: Partial<Organization> | undefined }[])(
  'refuses $why',
  async ({ organization }) => {
    if (organization !== undefined) join(management, organization);
    await expectFailure(aws, () => generate(), {
      code: 'AccessDenied',
      status: 403,
      message: `User: arn:aws:iam::${management}:root is not authorized to perform: iam:GenerateOrganizationsAccessReport on resource: arn:aws:iam::${management}:access-report/${root}`,
    });
  },
);
