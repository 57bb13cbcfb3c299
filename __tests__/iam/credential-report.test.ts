import {
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  CredentialReportExpiredException,
  CredentialReportNotPresentException,
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  IAMClient,
  ListUsersCommand,
  UpdateAccessKeyCommand,
  UpdateAccountPasswordPolicyCommand,
  UpdateLoginProfileCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00Z' });

const generate = async (): Promise<object> => {
  const { $metadata: _, ...output } = await iam.send(new GenerateCredentialReportCommand({}));
  return output;
};
const content = async (): Promise<string> => {
  const { Content } = await iam.send(new GetCredentialReportCommand({}));
  return Buffer.from(Content ?? []).toString('utf8');
};
/** The rows of a report made now, by user and column. */
const report = async (): Promise<Record<string, Record<string, string>>> => {
  await generate();
  const [head = '', ...lines] = (await content()).split('\n');
  const names = head.split(',');
  return Object.fromEntries(
    lines.map((line) => {
      const cells = line.split(',');
      expect(cells.length).toBe(names.length);
      return [cells[0], Object.fromEntries(names.map((name, index) => [name, cells[index]]))];
    }),
  ) as Record<string, Record<string, string>>;
};

const started = { State: 'STARTED', Description: 'No report exists. Starting a new report generation task' };
const documentedHeader =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,' +
  'mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,' +
  'access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,' +
  'access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,' +
  'cert_2_last_rotated';

describe('states', () => {
  test('STARTED, then COMPLETE without a description', async () => {
    expect(await generate()).toStrictEqual(started);
    expect(await generate()).toStrictEqual({ State: 'COMPLETE' });
    const { $metadata: _, Content, ...rest } = await iam.send(new GetCredentialReportCommand({}));
    expect(Content).toBeInstanceOf(Uint8Array);
    expect(rest).toStrictEqual({ ReportFormat: 'text/csv', GeneratedTime: new Date('2026-01-31T12:00:00Z') });
  });

  test('none was made', () =>
    expectFailure(aws, () => iam.send(new GetCredentialReportCommand({})), {
      code: 'ReportNotPresent',
      status: 410,
      message: expect.any(String) as string,
      class: CredentialReportNotPresentException,
    }));

  test('a report younger than four hours is served again, whatever happened since', async () => {
    await generate();
    const before = await content();
    await iam.send(new CreateUserCommand({ UserName: 'late' }));
    aws.clock.advance('3h');
    aws.clock.advance('59m');
    expect(await generate()).toStrictEqual({ State: 'COMPLETE' });
    expect(await content()).toBe(before);
  });

  test('after four hours it is expired, and the next one is another', async () => {
    await generate();
    await iam.send(new CreateUserCommand({ UserName: 'late' }));
    aws.clock.advance('4h');
    await expectFailure(aws, () => iam.send(new GetCredentialReportCommand({})), {
      code: 'ReportExpired',
      status: 410,
      message: expect.any(String) as string,
      class: CredentialReportExpiredException,
    });
    expect(await generate()).toStrictEqual(started);
    expect(await content()).toContain('\nlate,arn:aws:iam::123456789012:user/late,');
  });
});

describe('the report', () => {
  test('of an empty account: the documented columns and the root user', async () => {
    await generate();
    expect(await content()).toBe(
      `${documentedHeader}\n` +
        '<root_account>,arn:aws:iam::123456789012:root,2026-01-31T12:00:00+00:00,not_supported,no_information,' +
        'not_supported,not_supported,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A',
    );
  });

  test('of users: by name, after root, no line end at the end', async () => {
    for (const UserName of ['bob', 'Carl', 'alice']) await iam.send(new CreateUserCommand({ UserName }));
    const rows = await report();
    expect(Object.keys(rows)).toEqual(['<root_account>', 'alice', 'bob', 'Carl']);
    expect(Object.values(rows['alice'] ?? {}).join(',')).toBe(
      'alice,arn:aws:iam::123456789012:user/alice,2026-01-31T12:00:00+00:00,false,N/A,N/A,N/A,' +
        'false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A',
    );
    expect((await content()).endsWith('\n')).toBe(false);
  });

  test('a password: when it was changed, and when it must be', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    await iam.send(new CreateLoginProfileCommand({ UserName: 'alice', Password: 'Secret-1234' }));
    expect((await report())['alice']).toMatchObject({
      password_enabled: 'true',
      password_last_used: 'no_information',
      password_last_changed: '2026-01-31T12:00:00+00:00',
      password_next_rotation: 'N/A',
    });
    aws.clock.advance('5h');
    await iam.send(new UpdateAccountPasswordPolicyCommand({ MaxPasswordAge: 90 }));
    await iam.send(new UpdateLoginProfileCommand({ UserName: 'alice', Password: 'Other-1234' }));
    expect((await report())['alice']).toMatchObject({
      user_creation_time: '2026-01-31T12:00:00+00:00',
      password_last_changed: '2026-01-31T17:00:00+00:00',
      password_next_rotation: '2026-05-01T17:00:00+00:00',
    });
  });

  test('access keys: state, age and last use as it really was', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    const keys = [];
    for (let index = 0; index < 2; index += 1) {
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'alice' }));
      keys.push({
        accessKeyId: AccessKey?.AccessKeyId ?? '',
        secretAccessKey: AccessKey?.SecretAccessKey ?? '',
      });
      aws.clock.advance('1m');
    }
    const [first, second] = keys as [(typeof keys)[0], (typeof keys)[0]];
    await new IAMClient({ credentials: first, region: 'eu-west-1' }).send(new ListUsersCommand({}));
    aws.clock.advance('1m');
    await new STSClient({ credentials: second, region: 'eu-west-1' }).send(new GetCallerIdentityCommand({}));
    await iam.send(
      new UpdateAccessKeyCommand({
        UserName: 'alice',
        AccessKeyId: second.accessKeyId,
        Status: 'Inactive',
      }),
    );
    expect((await report())['alice']).toMatchObject({
      access_key_1_active: 'true',
      access_key_1_last_rotated: '2026-01-31T12:00:00+00:00',
      access_key_1_last_used_date: '2026-01-31T12:02:00+00:00',
      access_key_1_last_used_region: 'us-east-1',
      access_key_1_last_used_service: 'iam',
      access_key_2_active: 'false',
      access_key_2_last_rotated: '2026-01-31T12:01:00+00:00',
      access_key_2_last_used_date: '2026-01-31T12:03:00+00:00',
      access_key_2_last_used_region: 'eu-west-1',
      access_key_2_last_used_service: 'sts',
    });
  });

  test('the root user’s own keys', async () => {
    await iam.send(new CreateAccessKeyCommand({}));
    expect((await report())['<root_account>']).toMatchObject({
      access_key_1_active: 'true',
      access_key_1_last_rotated: '2026-01-31T12:00:00+00:00',
      access_key_1_last_used_date: 'N/A',
      access_key_2_active: 'false',
    });
  });

  test('a name with a comma is quoted', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'last,first' }));
    await generate();
    expect(await content()).toContain(
      '\n"last,first","arn:aws:iam::123456789012:user/last,first",2026-01-31T12:00:00+00:00,',
    );
  });
});
