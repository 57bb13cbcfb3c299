import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateAccessKeyCommand,
  CreateAccountAliasCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeleteAccountAliasCommand,
  DeleteAccountPasswordPolicyCommand,
  EntityAlreadyExistsException,
  GetAccountPasswordPolicyCommand,
  GetAccountPropertiesCommand,
  GetAccountSummaryCommand,
  IAMClient,
  InvalidInputException,
  ListAccountAliasesCommand,
  NoSuchEntityException,
  PutAccountPropertiesCommand,
  SetSecurityTokenServicePreferencesCommand,
  UpdateAccountPasswordPolicyCommand,
  type UpdateAccountPasswordPolicyCommandInput,
  UploadServerCertificateCommand,
  UploadSigningCertificateCommand,
} from '@aws-sdk/client-iam';
import { assignDevice, requireVirtualDevice } from '../../src/iam/mfa-device.ts';
import { expectFailure, useAws } from '../support/aws.ts';
import { makeCertificate } from '../support/certificates.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00.789Z' });

const otherAccount = () =>
  new IAMClient({ credentials: aws.credentialsFor('arn:aws:iam::210987654321:root') });

const alias = async (client = iam) => {
  const { AccountAliases, IsTruncated, Marker } = await client.send(new ListAccountAliasesCommand({}));
  expect(Marker).toBeUndefined();
  return { AccountAliases, IsTruncated };
};
const create = (AccountAlias: string, client = iam) =>
  client.send(new CreateAccountAliasCommand({ AccountAlias }));
const taken = (name: string) => ({
  code: 'EntityAlreadyExists',
  status: 409,
  message: `The account alias ${name} already exists.`,
  class: EntityAlreadyExistsException,
});
const missing = (name: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `The account alias ${name} cannot be found.`,
  class: NoSuchEntityException,
});
const remove = (AccountAlias: string) => iam.send(new DeleteAccountAliasCommand({ AccountAlias }));

describe('account aliases', () => {
  test('there is none, then one, and a second one replaces the first', async () => {
    expect(await alias()).toStrictEqual({ AccountAliases: [], IsTruncated: false });
    await create('first');
    expect(await alias()).toStrictEqual({ AccountAliases: ['first'], IsTruncated: false });
    await create('second');
    expect(await alias()).toStrictEqual({ AccountAliases: ['second'], IsTruncated: false });
  });

  test('are taken by this account and by others, until they are free again', async () => {
    await create('mine');
    await expectFailure(aws, () => create('mine'), taken('mine'));
    await expectFailure(aws, () => create('mine', otherAccount()), taken('mine'));
    await create('new');
    await create('mine', otherAccount());
    expect((await alias(otherAccount())).AccountAliases).toEqual(['mine']);
    expect((await alias()).AccountAliases).toEqual(['new']);
  });

  test('are deleted by their name only', async () => {
    await expectFailure(aws, () => remove('mine'), missing('mine'));
    await create('mine');
    await expectFailure(aws, () => remove('other'), missing('other'));
    await remove('mine');
    expect((await alias()).AccountAliases).toEqual([]);
  });

  const pattern =
    "1 validation error detected: Value at 'accountAlias' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$";
  test.each(['Upper', 'two--hyphens', '-start', 'end-', 'dot.ted', '123456789012'])('cannot be %s', (name) =>
    expectFailure(aws, () => create(name), { code: 'ValidationError', status: 400, message: pattern }),
  );
  test.each(['a-b', '12345678901', '1234567890123', 'x'.repeat(63)])('can be %s', async (name) => {
    await create(name);
    expect((await alias()).AccountAliases).toEqual([name]);
  });
});

const update = (policy: UpdateAccountPasswordPolicyCommandInput) =>
  iam.send(new UpdateAccountPasswordPolicyCommand(policy));
const policy = async () => (await iam.send(new GetAccountPasswordPolicyCommand({}))).PasswordPolicy;

describe('the password policy', () => {
  const none = {
    code: 'NoSuchEntity',
    status: 404,
    message: 'The Password Policy with domain name 123456789012 cannot be found.',
    class: NoSuchEntityException,
  };
  const defaults = {
    MinimumPasswordLength: 6,
    RequireSymbols: false,
    RequireNumbers: false,
    RequireUppercaseCharacters: false,
    RequireLowercaseCharacters: false,
    AllowUsersToChangePassword: false,
    ExpirePasswords: false,
  };

  test('is not there', async () => {
    await expectFailure(aws, policy, none);
    await expectFailure(aws, () => iam.send(new DeleteAccountPasswordPolicyCommand({})), {
      code: 'NoSuchEntity',
      status: 404,
      message: 'The account policy with name PasswordPolicy cannot be found.',
      class: NoSuchEntityException,
    });
  });

  test('shows defaults for what was not given, and leaves out what has none', async () => {
    await update({});
    expect(await policy()).toStrictEqual(defaults);
  });

  test('shows everything that was given, and is replaced as a whole', async () => {
    const everything = {
      MinimumPasswordLength: 14,
      RequireSymbols: true,
      RequireNumbers: true,
      RequireUppercaseCharacters: true,
      RequireLowercaseCharacters: true,
      AllowUsersToChangePassword: true,
      MaxPasswordAge: 90,
      PasswordReusePrevention: 24,
      HardExpiry: false,
    };
    await update(everything);
    expect(await policy()).toStrictEqual({ ...everything, ExpirePasswords: true });
    const before = aws.state;
    await update(everything);
    expect(aws.state).toBe(before);
    await update({ RequireNumbers: true });
    expect(await policy()).toStrictEqual({ ...defaults, RequireNumbers: true });
  });

  test('is deleted', async () => {
    await update({});
    await iam.send(new DeleteAccountPasswordPolicyCommand({}));
    await expectFailure(aws, policy, none);
  });

  test('has limits', () =>
    expectFailure(
      aws,
      () => update({ MinimumPasswordLength: 5, MaxPasswordAge: 0, PasswordReusePrevention: 25 }),
      {
        code: 'ValidationError',
        status: 400,
        message:
          "3 validation errors detected: Value at 'minimumPasswordLength' failed to satisfy constraint: Member must have value greater than or equal to 6; " +
          "Value at 'maxPasswordAge' failed to satisfy constraint: Member must have value greater than or equal to 1; " +
          "Value at 'passwordReusePrevention' failed to satisfy constraint: Member must have value less than or equal to 24",
      },
    ));
});

const summary = async () => (await iam.send(new GetAccountSummaryCommand({}))).SummaryMap ?? {};
const choose = (GlobalEndpointTokenVersion: 'v1Token' | 'v2Token') =>
  iam.send(new SetSecurityTokenServicePreferencesCommand({ GlobalEndpointTokenVersion }));

describe('GetAccountSummary', () => {
  const fresh = {
    Users: 0,
    UsersQuota: 5000,
    Groups: 0,
    GroupsQuota: 300,
    Roles: 0,
    RolesQuota: 1000,
    InstanceProfiles: 0,
    InstanceProfilesQuota: 1000,
    Policies: 0,
    PoliciesQuota: 1500,
    PolicyVersionsInUse: 0,
    PolicyVersionsInUseQuota: 10000,
    ServerCertificates: 0,
    ServerCertificatesQuota: 20,
    MFADevices: 0,
    MFADevicesInUse: 0,
    Providers: 0,
    AccountMFAEnabled: 0,
    AccountAccessKeysPresent: 0,
    AccountPasswordPresent: 0,
    AccountSigningCertificatesPresent: 0,
    GlobalEndpointTokenVersion: 1,
    UserPolicySizeQuota: 2048,
    GroupPolicySizeQuota: 5120,
    RolePolicySizeQuota: 10240,
    AssumeRolePolicySizeQuota: 2048,
    PolicySizeQuota: 6144,
    VersionsPerPolicyQuota: 5,
    GroupsPerUserQuota: 10,
    SigningCertificatesPerUserQuota: 2,
    AccessKeysPerUserQuota: 2,
    AttachedPoliciesPerUserQuota: 10,
    AttachedPoliciesPerGroupQuota: 10,
    AttachedPoliciesPerRoleQuota: 10,
  };

  test('of a fresh account has 34 numbers', async () => {
    expect(await summary()).toStrictEqual(fresh);
    expect(Object.keys(fresh)).toHaveLength(34);
  });

  test('counts what is there', async () => {
    const allow = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
    });
    for (const UserName of ['a', 'b', 'c']) await iam.send(new CreateUserCommand({ UserName }));
    for (const GroupName of ['a', 'b']) await iam.send(new CreateGroupCommand({ GroupName }));
    await iam.send(
      new CreateRoleCommand({
        RoleName: 'a',
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        }),
      }),
    );
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'a' }));
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'a', PolicyDocument: allow }));
    await iam.send(new CreatePolicyCommand({ PolicyName: 'b', PolicyDocument: allow }));
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn: Policy?.Arn, PolicyDocument: allow }));
    const { OpenIDConnectProviderArn } = await iam.send(
      new CreateOpenIDConnectProviderCommand({ Url: 'https://token.example.com' }),
    );
    await iam.send(
      new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID: 'x' }),
    );
    const { pem, keyPem } = makeCertificate();
    await iam.send(
      new UploadServerCertificateCommand({
        ServerCertificateName: 'a',
        CertificateBody: pem,
        PrivateKey: keyPem,
      }),
    );
    const devices = await Promise.all(
      ['a', 'b'].map((VirtualMFADeviceName) =>
        iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName })),
      ),
    );
    expect(await summary()).toStrictEqual({
      ...fresh,
      Users: 3,
      Groups: 2,
      Roles: 1,
      InstanceProfiles: 1,
      Policies: 2,
      PolicyVersionsInUse: 3,
      ServerCertificates: 1,
      MFADevices: 2,
      Providers: 1,
    });
    expect(devices).toHaveLength(2);
  });

  test('shows what the root user has', async () => {
    await iam.send(new CreateAccessKeyCommand({}));
    await iam.send(new UploadSigningCertificateCommand({ CertificateBody: makeCertificate().pem }));
    const { VirtualMFADevice } = await iam.send(
      new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'root' }),
    );
    aws.world.transact(aws.accountId, (call) => {
      const device = requireVirtualDevice(call.account, VirtualMFADevice?.SerialNumber as string);
      assignDevice(call, { kind: 'root', holder: call.account.root }, device);
    });
    expect(await summary()).toStrictEqual({
      ...fresh,
      MFADevices: 1,
      MFADevicesInUse: 1,
      AccountMFAEnabled: 1,
      AccountAccessKeysPresent: 1,
      AccountSigningCertificatesPresent: 1,
    });
  });

  test('shows the quotas that are in force', async () => {
    aws.configure({ quotas: { usersPerAccount: 7, policiesPerRole: 20 } });
    expect(await summary()).toMatchObject({ UsersQuota: 7, AttachedPoliciesPerRoleQuota: 20 });
    aws.configure({ quotas: { usersPerAccount: 5000, policiesPerRole: 10 } });
  });

  test('is of the caller’s account', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'a' }));
    const { SummaryMap } = await otherAccount().send(new GetAccountSummaryCommand({}));
    expect(SummaryMap?.Users).toBe(0);
  });

  test('shows the version of tokens that was chosen', async () => {
    const before = aws.state;
    await choose('v1Token');
    expect(aws.state).toBe(before);
    await choose('v2Token');
    expect(await summary()).toStrictEqual({ ...fresh, GlobalEndpointTokenVersion: 2 });
    await choose('v1Token');
    expect(await summary()).toStrictEqual(fresh);
    await expectFailure(aws, () => choose('v3Token' as 'v2Token'), {
      code: 'ValidationError',
      status: 400,
      message:
        "1 validation error detected: Value at 'globalEndpointTokenVersion' failed to satisfy constraint: Member must satisfy enum value set: [v1Token, v2Token]",
    });
  });
});

const put = (Properties: Record<string, string>) => iam.send(new PutAccountPropertiesCommand({ Properties }));
const properties = async () => (await iam.send(new GetAccountPropertiesCommand({}))).Properties;

describe('account properties', () => {
  test('are kept by key; others stay', async () => {
    expect(await properties()).toEqual({});
    await put({ 'A/one': 'true', 'A/two': '2' });
    await put({ 'B/one': 'x' });
    await put({ 'A/one': 'false' });
    expect(await properties()).toEqual({ 'A/one': 'false', 'A/two': '2', 'B/one': 'x' });
    const before = aws.state;
    await put({ 'A/one': 'false' });
    expect(aws.state).toBe(before);
  });

  test.each(['one', 'A/', 'A/b/c', 'A//b'])('have no key %s', (key) =>
    expectFailure(aws, () => put({ 'A/one': 'x', [key]: 'x' }), {
      code: 'InvalidInput',
      status: 400,
      message: `The property key ${key} is not valid. It must be in the format Namespace/PropertyName.`,
      class: InvalidInputException,
    }),
  );

  test('of a request share the namespace', () =>
    expectFailure(aws, () => put({ 'A/one': 'x', 'B/one': 'x' }), {
      code: 'InvalidInput',
      status: 400,
      message: 'All properties in a request must belong to the same namespace.',
      class: InvalidInputException,
    }));
});
