import {
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeleteConflictException,
  GetPolicyCommand,
  IAMClient,
  InvalidInputException,
  ListAttachedUserPoliciesCommand,
  ListPoliciesCommand,
  NoSuchEntityException,
  PutUserPermissionsBoundaryCommand,
} from '@aws-sdk/client-iam';
import { GetFederationTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { createIamMock } from '../../src/index.ts';
import { expectFailure, useAws } from '../support/aws.ts';

/*
 * A policy has one ARN: with an empty Region and the partition of the call. Whatever else looks like it names nothing.
 */

const { aws, iam } = useAws();
const PolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
});
const own = 'arn:aws:iam::123456789012:policy/p';

beforeEach(async () => {
  await iam.send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument }));
  await iam.send(new CreateUserCommand({ UserName: 'alice' }));
});

describe.each([
  'arn:aws-cn:iam::123456789012:policy/p',
  'arn:foo:iam::123456789012:policy/p',
  'arn:aws:iam:us-east-1:123456789012:policy/p',
  'arn:aws-cn:iam::aws:policy/ReadOnlyAccess',
  'arn:aws:iam:us-east-1:aws:policy/ReadOnlyAccess',
])('%s', (PolicyArn) => {
  test('cannot be attached', () =>
    expectFailure(aws, () => iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn })), {
      code: 'NoSuchEntity',
      status: 404,
      message: `Policy ${PolicyArn} does not exist or is not attachable.`,
      class: NoSuchEntityException,
    }));

  test('cannot be a boundary', () =>
    expectFailure(
      aws,
      () =>
        iam.send(
          new PutUserPermissionsBoundaryCommand({ UserName: 'alice', PermissionsBoundary: PolicyArn }),
        ),
      {
        code: 'NoSuchEntity',
        status: 404,
        message: `Scope ARN: ${PolicyArn} does not exist or is not attachable.`,
        class: NoSuchEntityException,
      },
    ));

  test('is not found', () =>
    expectFailure(aws, () => iam.send(new GetPolicyCommand({ PolicyArn })), {
      code: 'NoSuchEntity',
      status: 404,
      message: `Policy ${PolicyArn} was not found.`,
      class: NoSuchEntityException,
    }));

  test('limits no session', async () => {
    const sts = new STSClient({ credentials: aws.credentialsFor('alice') });
    await expect(
      sts.send(new GetFederationTokenCommand({ Name: 'guest', PolicyArns: [{ arn: PolicyArn }] })),
    ).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message: `PolicyArn ${PolicyArn} does not exist or is not attachable.`,
    });
  });
});

test('an attached policy is counted under its only name, and stays', async () => {
  await iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn: own }));
  await expectFailure(aws, () => iam.send(new DeletePolicyCommand({ PolicyArn: own })), {
    code: 'DeleteConflict',
    status: 409,
    message: 'Cannot delete a policy attached to entities.',
    class: DeleteConflictException,
  });
  const { Policies } = await iam.send(new ListPoliciesCommand({ OnlyAttached: true }));
  expect(Policies).toMatchObject([{ Arn: own, AttachmentCount: 1 }]);
});

test('in another partition the names are of that partition', async () => {
  const china = createIamMock({
    region: 'cn-north-1',
    seed: { users: { alice: { policies: ['ReadOnlyAccess'] } } },
  });
  const client = new IAMClient({
    region: 'cn-north-1',
    requestHandler: china.requestHandler,
    credentials: china.credentialsFor('root'),
  });
  const PolicyArn = 'arn:aws-cn:iam::aws:policy/AmazonS3FullAccess';
  await client.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn }));
  const { AttachedPolicies } = await client.send(new ListAttachedUserPoliciesCommand({ UserName: 'alice' }));
  expect(AttachedPolicies?.map((policy) => policy.PolicyArn).toSorted()).toEqual([
    PolicyArn,
    'arn:aws-cn:iam::aws:policy/ReadOnlyAccess',
  ]);
  await expect(
    client.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn: PolicyArn.replace('-cn', '') })),
  ).rejects.toThrow('does not exist or is not attachable.');
});

test('a boundary that is no policy is told before the user that is not there', () =>
  expectFailure(
    aws,
    () =>
      iam.send(
        new PutUserPermissionsBoundaryCommand({ UserName: 'ghost', PermissionsBoundary: 'x'.repeat(20) }),
      ),
    {
      code: 'InvalidInput',
      status: 400,
      message: `ARN ${'x'.repeat(20)} is not valid.`,
      class: InvalidInputException,
    },
  ));
