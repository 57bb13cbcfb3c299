import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteServiceLinkedRoleCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  InvalidInputException,
  LimitExceededException,
  ListAttachedRolePoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListRoleTagsCommand,
  NoSuchEntityException,
  PutRolePolicyCommand,
  TagRoleCommand,
  UnmodifiableEntityException,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { serviceLinkedRoleRows } from '../../src/data/service-linked-roles.ts';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00Z' });

const lex = 'AWSServiceRoleForLexV2Bots';
const autoscaling = 'AWSServiceRoleForAutoScaling';
const autoscalingPolicy = 'arn:aws:iam::aws:policy/aws-service-role/AutoScalingServiceRolePolicy';

const create = (more: Partial<CreateServiceLinkedRoleCommand['input']> = {}) =>
  iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'autoscaling.amazonaws.com', ...more }));
const remove = (RoleName = autoscaling) => iam.send(new DeleteServiceLinkedRoleCommand({ RoleName }));
const statusOf = async (DeletionTaskId: string | undefined) => {
  const { $metadata: _, ...output } = await iam.send(
    new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }),
  );
  return output;
};
const getRole = (RoleName = autoscaling) => iam.send(new GetRoleCommand({ RoleName }));

const invalid = (message: string) => ({
  code: 'InvalidInput',
  status: 400,
  message,
  class: InvalidInputException,
});
const missing = (message: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message,
  class: NoSuchEntityException,
});

describe('CreateServiceLinkedRole', () => {
  test('makes the role of the service, trusted by it', async () => {
    const { $metadata: _, ...output } = await create({ Description: 'scales' });
    const trust =
      '{"Version":"2012-10-17","Statement":[{"Action":["sts:AssumeRole"],"Effect":"Allow","Principal":{"Service":["autoscaling.amazonaws.com"]}}]}';
    expect(output).toStrictEqual({
      Role: {
        Path: '/aws-service-role/autoscaling.amazonaws.com/',
        RoleName: autoscaling,
        RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/) as string,
        Arn: `arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/${autoscaling}`,
        CreateDate: new Date('2026-01-31T12:00:00Z'),
        AssumeRolePolicyDocument: encodeURIComponent(trust),
      },
    });
    expect((await getRole()).Role).toMatchObject({ Description: 'scales', MaxSessionDuration: 3600 });
  });

  test('attaches the policies of the service and counts them', async () => {
    await create();
    const { AttachedPolicies } = await iam.send(
      new ListAttachedRolePoliciesCommand({ RoleName: autoscaling }),
    );
    expect(AttachedPolicies).toEqual([
      { PolicyName: 'AutoScalingServiceRolePolicy', PolicyArn: autoscalingPolicy },
    ]);
    const { PolicyRoles } = await iam.send(
      new ListEntitiesForPolicyCommand({ PolicyArn: autoscalingPolicy }),
    );
    expect(PolicyRoles?.map(({ RoleName }) => RoleName)).toEqual([autoscaling]);
    expect(aws.state.accounts.get('123456789012')?.policyUsage.get(autoscalingPolicy)).toEqual({
      attachments: 1,
      boundaries: 0,
    });
  });

  test('a suffix makes another role of the same service', async () => {
    await create();
    const { Role } = await create({ CustomSuffix: 'blue' });
    expect(Role?.RoleName).toBe(`${autoscaling}_blue`);
    expect(Role?.Path).toBe('/aws-service-role/autoscaling.amazonaws.com/');
  });

  test.each([
    ['without a suffix', undefined, autoscaling],
    ['with one', 'blue', `${autoscaling}_blue`],
  ])('refuses the same role again, %s', async (_name, CustomSuffix, name) => {
    await create({ CustomSuffix });
    await expectFailure(
      aws,
      () => create({ CustomSuffix }),
      invalid(`Service role name ${name} has been taken in this account, please try a different suffix.`),
    );
  });

  test('refuses a suffix where the service takes none', () =>
    expectFailure(
      aws,
      () => create({ AWSServiceName: 'config.amazonaws.com', CustomSuffix: 'x' }),
      invalid('Custom suffix is not allowed for config.amazonaws.com'),
    ));

  test.each(['nothing.amazonaws.com', 'AutoScaling.amazonaws.com', 'constructor', '__proto__'])(
    'refuses the unknown service %s; principals are case-sensitive',
    (AWSServiceName) =>
      expectFailure(
        aws,
        () => create({ AWSServiceName }),
        invalid(`${AWSServiceName} does not support service-linked roles.`),
      ),
  );

  test('refuses the role beyond the quota', async () => {
    aws.configure({ quotas: { rolesPerAccount: 0 } });
    await expectFailure(aws, () => create(), {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for RolesPerAccount: 0',
      class: LimitExceededException,
    });
    aws.configure({ quotas: { rolesPerAccount: 1000 } });
  });

  test('every service known gets its role', async () => {
    const services = Object.keys(serviceLinkedRoleRows);
    expect(services.length).toBeGreaterThan(60);
    for (const AWSServiceName of services) {
      const { Role } = await create({ AWSServiceName });
      expect(Role?.RoleName).toMatch(/^AWSServiceRoleFor\w/);
      expect(Role?.Arn).toBe(
        `arn:aws:iam::123456789012:role/aws-service-role/${AWSServiceName}/${Role?.RoleName}`,
      );
    }
    expect(aws.state.accounts.get('123456789012')?.roles.size).toBe(services.length);
  });
});

describe('a service-linked role is AWS’s', () => {
  const changes: readonly (readonly [string, (RoleName: string) => Promise<unknown>])[] = [
    ['DeleteRole', (RoleName) => iam.send(new DeleteRoleCommand({ RoleName }))],
    ['UpdateRole', (RoleName) => iam.send(new UpdateRoleCommand({ RoleName, Description: 'x' }))],
    [
      'UpdateAssumeRolePolicy',
      (RoleName) => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: '{}' })),
    ],
    [
      'AttachRolePolicy',
      (RoleName) =>
        iam.send(
          new AttachRolePolicyCommand({ RoleName, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
        ),
    ],
    [
      'DetachRolePolicy',
      (RoleName) => iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: autoscalingPolicy })),
    ],
    [
      'PutRolePolicy',
      (RoleName) => iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: '{}' })),
    ],
    ['DeleteRolePolicy', (RoleName) => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'p' }))],
  ];

  test.each(changes)('%s is refused', async (_name, change) => {
    await create();
    await expectFailure(aws, () => change(autoscaling.toLowerCase()), {
      code: 'UnmodifiableEntity',
      status: 400,
      message: `Cannot perform the operation on the protected role '${autoscaling}' - this role is only modifiable by AWS`,
      class: UnmodifiableEntityException,
    });
  });

  test('its tags are the account’s', async () => {
    await create();
    await iam.send(new TagRoleCommand({ RoleName: autoscaling, Tags: [{ Key: 'a', Value: 'b' }] }));
    expect((await iam.send(new ListRoleTagsCommand({ RoleName: autoscaling }))).Tags).toEqual([
      { Key: 'a', Value: 'b' },
    ]);
  });
});

describe('DeleteServiceLinkedRole', () => {
  test('gives a task that is in progress, then succeeded; the role and its attachments are gone', async () => {
    await create();
    const { DeletionTaskId, $metadata: _ } = await remove(autoscaling.toUpperCase());
    expect(DeletionTaskId).toMatch(
      new RegExp(`^task/aws-service-role/autoscaling\\.amazonaws\\.com/${autoscaling}/[0-9a-f-]{36}$`),
    );
    expect(await statusOf(DeletionTaskId)).toStrictEqual({ Status: 'IN_PROGRESS' });
    expect(await statusOf(DeletionTaskId)).toStrictEqual({ Status: 'SUCCEEDED' });
    const settled = aws.state;
    expect(await statusOf(DeletionTaskId)).toStrictEqual({ Status: 'SUCCEEDED' });
    expect(aws.state).toBe(settled);
    await expectFailure(aws, () => getRole(), missing(`The role with name ${autoscaling} cannot be found.`));
    const account = aws.state.accounts.get('123456789012');
    expect([account?.policyUsage.size, account?.uniqueIds.size]).toEqual([0, 0]);
  });

  test('is done once a second has passed', async () => {
    await create();
    const { DeletionTaskId } = await remove();
    aws.clock.advance('1s');
    expect(await statusOf(DeletionTaskId)).toEqual({ Status: 'SUCCEEDED' });
  });

  test('while the task is in progress gives it again, and afterwards finds no role', async () => {
    await create();
    const first = await remove();
    expect((await remove()).DeletionTaskId).toBe(first.DeletionTaskId);
    await statusOf(first.DeletionTaskId);
    await expectFailure(aws, () => remove(), missing(`The role with name ${autoscaling} cannot be found.`));
  });

  test('a role that was made again has a task of its own', async () => {
    await create();
    const first = await remove();
    await create();
    const second = await remove();
    expect(second.DeletionTaskId).not.toBe(first.DeletionTaskId);
  });

  test('does not find a role that is the account’s own, nor one that is not there', async () => {
    await iam.send(
      new CreateRoleCommand({
        RoleName: 'app',
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        }),
      }),
    );
    for (const name of ['app', lex])
      await expectFailure(aws, () => remove(name), missing(`The role with name ${name} cannot be found.`));
  });
});

describe('GetServiceLinkedRoleDeletionStatus', () => {
  test('refuses what is no task id', () =>
    expectFailure(
      aws,
      () => statusOf('task/autoscaling'),
      invalid('The deletion task id task/autoscaling is not valid.'),
    ));

  test('does not find a task that nobody started', async () => {
    const id = `task/aws-service-role/autoscaling.amazonaws.com/${autoscaling}/ec720f7a-c0ba-4838-be33-f72e1873dd52`;
    await expectFailure(aws, () => statusOf(id), missing(`The deletion task with id ${id} cannot be found.`));
  });
});
