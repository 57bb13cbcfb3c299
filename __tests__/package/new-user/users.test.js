// The test of the README, as a CommonJS project would have it.
const {
  CreateUserCommand,
  GetUserCommand,
  IAMClient,
  NoSuchEntityException,
} = require('@aws-sdk/client-iam');
const { useIam } = require('iam-in-memory/jest');

const aws = useIam({ seed: { users: { alice: { tags: { team: 'blue' } } } } });
const iam = new IAMClient({});

test('creates the missing user, and no other', async () => {
  await expect(iam.send(new GetUserCommand({ UserName: 'bob' }))).rejects.toBeInstanceOf(
    NoSuchEntityException,
  );
  await iam.send(new CreateUserCommand({ UserName: 'bob' }));
  expect(String(aws.changes())).toBe('user bob: created');
});

test('starts from the seed again', async () => {
  expect(Object.keys(aws.snapshot().users)).toEqual(['alice']);
});

test('AWS managed policies come with the package', async () => {
  const { GetPolicyCommand } = require('@aws-sdk/client-iam');
  const { Policy } = await iam.send(
    new GetPolicyCommand({ PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
  );
  expect(Policy.PolicyName).toBe('AdministratorAccess');
});
