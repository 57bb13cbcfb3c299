import {
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteConflictException,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetPolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  InvalidInputException,
  NoSuchEntityException,
  PolicyNotAttachableException,
  PutRolePermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
  UnmodifiableEntityException,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00Z' });

const trust =
  '{"Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}';

const kinds = [
  {
    kind: 'user',
    create: (UserName: string) => iam.send(new CreateUserCommand({ UserName })),
    destroy: (UserName: string) => iam.send(new DeleteUserCommand({ UserName })),
    put: (UserName: string, PermissionsBoundary: string) =>
      iam.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary })),
    remove: (UserName: string) => iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName })),
    boundary: async (UserName: string) =>
      (await iam.send(new GetUserCommand({ UserName }))).User?.PermissionsBoundary,
  },
  {
    kind: 'role',
    create: (RoleName: string) =>
      iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust })),
    destroy: (RoleName: string) => iam.send(new DeleteRoleCommand({ RoleName })),
    put: (RoleName: string, PermissionsBoundary: string) =>
      iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary })),
    remove: (RoleName: string) => iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName })),
    boundary: async (RoleName: string) =>
      (await iam.send(new GetRoleCommand({ RoleName }))).Role?.PermissionsBoundary,
  },
];

async function createPolicy(PolicyName: string): Promise<string> {
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName,
      PolicyDocument:
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}',
    }),
  );
  return Policy?.Arn as string;
}

/** How often a policy is attached and how often it is a boundary. */
async function uses(PolicyArn: string): Promise<(number | undefined)[]> {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  return [Policy?.AttachmentCount, Policy?.PermissionsBoundaryUsageCount];
}

const shown = (arn: string) => ({ PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn });

describe.each(kinds)('of a $kind', ({ kind, create, destroy, put, remove, boundary }) => {
  const missing = {
    code: 'NoSuchEntity',
    status: 404,
    message: `The ${kind} with name gone cannot be found.`,
    class: NoSuchEntityException,
  };

  test('is put, replaced and taken away, and counts as a boundary, not as an attachment', async () => {
    await create('x');
    const [first, second] = [await createPolicy('first'), await createPolicy('second')];
    const { $metadata, ...output } = await put('X', first);
    expect(output).toStrictEqual({});
    expect($metadata.httpStatusCode).toBe(200);
    expect(await boundary('x')).toStrictEqual(shown(first));
    expect(await uses(first)).toEqual([0, 1]);
    await put('x', second);
    expect(await boundary('x')).toStrictEqual(shown(second));
    expect(await uses(first)).toEqual([0, 0]);
    expect(await uses(second)).toEqual([0, 1]);
    const { $metadata: _, ...removed } = await remove('X');
    expect(removed).toStrictEqual({});
    expect(await boundary('x')).toBeUndefined();
    expect(await uses(second)).toEqual([0, 0]);
  });

  test('may be an AWS managed policy', async () => {
    await create('x');
    const arn = 'arn:aws:iam::aws:policy/PowerUserAccess';
    await put('x', arn);
    expect(await boundary('x')).toEqual(shown(arn));
  });

  test('putting the same one again changes nothing, nor does deleting none', async () => {
    await create('x');
    const arn = await createPolicy('limits');
    const without = aws.state;
    await remove('x');
    expect(aws.state).toBe(without);
    await put('x', arn);
    const before = aws.state;
    await put('x', arn);
    expect(aws.state).toBe(before);
  });

  test('goes with its entity', async () => {
    await create('x');
    const arn = await createPolicy('limits');
    await put('x', arn);
    await destroy('x');
    expect(await uses(arn)).toEqual([0, 0]);
    await create('x');
    expect(await boundary('x')).toBeUndefined();
  });

  test('keeps its policy from being deleted', async () => {
    await create('x');
    const PolicyArn = await createPolicy('limits');
    await put('x', PolicyArn);
    await expectFailure(aws, () => iam.send(new DeletePolicyCommand({ PolicyArn })), {
      code: 'DeleteConflict',
      status: 409,
      message: 'Cannot delete a policy attached to entities.',
      class: DeleteConflictException,
    });
    await remove('x');
    await expect(iam.send(new DeletePolicyCommand({ PolicyArn }))).resolves.toBeDefined();
  });

  test('refuses a missing policy, with the scope', async () => {
    await create('x');
    for (const arn of [
      'arn:aws:iam::123456789012:policy/gone',
      'arn:aws:iam::999988887777:policy/limits',
      'arn:aws:iam::aws:policy/NoSuchPolicy',
    ]) {
      await expectFailure(aws, () => put('x', arn), {
        code: 'NoSuchEntity',
        status: 404,
        message: `Scope ARN: ${arn} does not exist or is not attachable.`,
        class: NoSuchEntityException,
      });
    }
  });

  test.each(['this is surely no ARN', 'arn:aws:iam::123456789012:role/app'])(
    'refuses %s, which is no ARN of a policy',
    async (arn) => {
      await create('x');
      await expectFailure(aws, () => put('x', arn), {
        code: 'InvalidInput',
        status: 400,
        message: `ARN ${arn} is not valid.`,
        class: InvalidInputException,
      });
    },
  );

  test('refuses a service role policy', async () => {
    await create('x');
    await expectFailure(
      aws,
      () => put('x', 'arn:aws:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy'),
      {
        code: 'PolicyNotAttachable',
        status: 400,
        message: 'Cannot attach a Service Role Policy to a Customer Role.',
        class: PolicyNotAttachableException,
      },
    );
  });

  test('the entity comes before the policy', async () => {
    await expectFailure(aws, () => put('gone', 'arn:aws:iam::123456789012:policy/gone'), missing);
    await expectFailure(aws, () => remove('gone'), missing);
  });
});

test('the boundary of a role of IAM Identity Center is AWS’s', async () => {
  const RoleName = 'AWSReservedSSO_Admin_0123456789abcdef';
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  const refusal = {
    code: 'UnmodifiableEntity',
    status: 400,
    message: `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
    class: UnmodifiableEntityException,
  };
  const [, role] = kinds;
  await expectFailure(
    aws,
    () => role?.put(RoleName, 'arn:aws:iam::123456789012:policy/gone') as Promise<unknown>,
    refusal,
  );
  await expectFailure(aws, () => role?.remove(RoleName) as Promise<unknown>, refusal);
});
