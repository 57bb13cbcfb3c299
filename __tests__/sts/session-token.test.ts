import {
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetUserCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import { totpCode } from '../../src/engine/totp.ts';
import { expectFailure, useAws } from '../support/aws.ts';
import { assume, clientsWith, createRole, createUser, credentialOf, roleArn } from '../support/sessions.ts';

const { aws, iam, sts } = useAws({ now: '2026-01-31T12:00:00Z' });
afterEach(() => aws.configure({ enforcement: 'off' }));

const denied = (message: string) => ({ code: 'AccessDenied', status: 403, message });

describe('GetSessionToken', () => {
  test('of a user: the user again, for twelve hours', async () => {
    const alice = await createUser(iam, 'alice');
    const { $metadata: _, ...output } = await alice.sts.send(new GetSessionTokenCommand({}));
    expect(output).toStrictEqual({
      Credentials: {
        AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/) as string,
        SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9/+]{40}$/) as string,
        SessionToken: expect.any(String) as string,
        Expiration: new Date('2026-02-01T00:00:00Z'),
      },
      SessionTokenSize: output.Credentials?.SessionToken?.length,
      SessionTokenUtilization: expect.any(Number) as number,
    });
    const session = clientsWith(output.Credentials);
    expect(await session.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      UserId: alice.userId,
      Arn: 'arn:aws:iam::123456789012:user/alice',
    });
    expect((await session.iam.send(new GetUserCommand({}))).User?.UserName).toBe('alice');
  });

  test.each([
    ['user', undefined, 43_200],
    ['user', 900, 900],
    ['user', 129_600, 129_600],
    ['root', undefined, 3600],
    ['root', 900, 900],
    ['root', 129_600, 3600],
  ] as const)('of the %s, asked for %s seconds, lasts %d', async (who, DurationSeconds, lasts) => {
    const client = who === 'root' ? sts : (await createUser(iam, 'alice')).sts;
    const { Credentials } = await client.send(
      new GetSessionTokenCommand(DurationSeconds === undefined ? {} : { DurationSeconds }),
    );
    expect((Credentials?.Expiration?.getTime() as number) - aws.clock.now().getTime()).toBe(lasts * 1000);
  });

  test.each([
    [899, 'greater than or equal to 900'],
    [129_601, 'less than or equal to 129600'],
  ])('%d seconds are no duration', async (DurationSeconds, limit) => {
    await expectFailure(aws, () => sts.send(new GetSessionTokenCommand({ DurationSeconds })), {
      code: 'ValidationError',
      status: 400,
      message: `1 validation error detected: Value '${DurationSeconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${limit}`,
    });
  });

  test('root stays root', async () => {
    const { Credentials } = await sts.send(new GetSessionTokenCommand({}));
    expect(await clientsWith(Credentials).sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      UserId: '123456789012',
      Arn: 'arn:aws:iam::123456789012:root',
    });
  });

  test('fills the token up', async () => {
    const output = await sts.send(new GetSessionTokenCommand({ MinimumSessionTokenSize: 3000 }));
    expect(output.Credentials?.SessionToken).toHaveLength(3000);
    expect(output).toMatchObject({ SessionTokenSize: 3000, SessionTokenUtilization: 74 });
  });
});

describe('sessions get no further sessions of this kind', () => {
  const operations = [
    ['GetSessionToken', new GetSessionTokenCommand({})],
    ['GetFederationToken', new GetFederationTokenCommand({ Name: 'guest' })],
  ] as const;

  describe.each(operations)('%s', (name, command) => {
    const refusal = denied(`Cannot call ${name} with session credentials`);

    test('of a role', async () => {
      await createRole(iam, 'app');
      const session = await assume(sts, 'app');
      await expectFailure(aws, () => session.sts.send(command as GetSessionTokenCommand), refusal);
    });

    test('of a user or root with a session token', async () => {
      const alice = await createUser(iam, 'alice');
      for (const client of [alice.sts, sts]) {
        const { Credentials } = await client.send(new GetSessionTokenCommand({}));
        await expectFailure(
          aws,
          () => clientsWith(Credentials).sts.send(command as GetSessionTokenCommand),
          refusal,
        );
      }
    });

    test('of a federated user', async () => {
      const { Credentials } = await sts.send(new GetFederationTokenCommand({ Name: 'guest' }));
      await expectFailure(
        aws,
        () => clientsWith(Credentials).sts.send(command as GetSessionTokenCommand),
        refusal,
      );
    });

    test('whatever their policies say, also where those decide', async () => {
      await createRole(iam, 'app');
      const alice = await createUser(iam, 'alice');
      const token = await alice.sts.send(new GetSessionTokenCommand({}));
      const guest = await alice.sts.send(new GetFederationTokenCommand({ Name: 'guest' }));
      const sessions = [
        await assume(sts, 'app'),
        clientsWith(token.Credentials),
        clientsWith(guest.Credentials),
      ];
      aws.configure({ enforcement: 'strict' });
      for (const session of sessions) {
        await expectFailure(aws, () => session.sts.send(command as GetSessionTokenCommand), refusal);
      }
      const tagged = new GetFederationTokenCommand({ Name: 'guest', Tags: [{ Key: 'k', Value: 'v' }] });
      if (name === 'GetFederationToken') {
        await expectFailure(aws, () => clientsWith(token.Credentials).sts.send(tagged), refusal);
      }
    });
  });
});

/** Gives the user a device; the code its clock shows now, `steps` later. */
async function device(
  client: IAMClient,
  UserName: string,
): Promise<{ SerialNumber: string; code: (steps?: number) => string }> {
  const { VirtualMFADevice } = await client.send(
    new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: UserName }),
  );
  const seed = Buffer.from(VirtualMFADevice?.Base32StringSeed as Uint8Array).toString();
  const SerialNumber = VirtualMFADevice?.SerialNumber as string;
  const code = (steps = 0): string => totpCode(seed, Math.floor(aws.clock.now().getTime() / 30_000) + steps);
  await client.send(
    new EnableMFADeviceCommand({
      UserName,
      SerialNumber,
      AuthenticationCode1: code(-1),
      AuthenticationCode2: code(),
    }),
  );
  aws.clock.advance('30s');
  return { SerialNumber, code };
}

describe('a second factor', () => {
  const wrongCode = denied('MultiFactorAuthentication failed with invalid MFA one time pass code. ');
  const wrongSerial = denied(
    'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
  );

  test('the session says when it was checked', async () => {
    const alice = await createUser(iam, 'alice');
    const { SerialNumber, code } = await device(iam, 'alice');
    const output = await alice.sts.send(new GetSessionTokenCommand({ SerialNumber, TokenCode: code() }));
    expect(credentialOf(aws, output.Credentials)?.session?.mfaAuthenticated).toBe(
      Date.parse('2026-01-31T12:00:30Z'),
    );
    const without = await alice.sts.send(new GetSessionTokenCommand({}));
    expect(credentialOf(aws, without.Credentials)?.session).not.toHaveProperty('mfaAuthenticated');
  });

  test('a session of a role says so too, but not the session after it', async () => {
    await createRole(iam, 'app');
    const alice = await createUser(iam, 'alice');
    const { SerialNumber, code } = await device(iam, 'alice');
    const first = await assume(alice.sts, 'app', { SerialNumber, TokenCode: code() });
    expect(credentialOf(aws, first.credentials)?.session).toHaveProperty('mfaAuthenticated');
    const second = await assume(first.sts, 'app');
    expect(credentialOf(aws, second.credentials)?.session).not.toHaveProperty('mfaAuthenticated');
  });

  const conditions: [string, object][] = [
    ['aws:MultiFactorAuthPresent', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }],
    ['aws:MultiFactorAuthAge', { NumericLessThan: { 'aws:MultiFactorAuthAge': '60' } }],
  ];
  test.each(conditions)(
    'a trust policy that asks for %s sees the factor of the request',
    async (_key, Condition) => {
      const alice = await createUser(iam, 'alice');
      const { SerialNumber, code } = await device(iam, 'alice');
      const Principal = { AWS: 'arn:aws:iam::123456789012:user/alice' };
      await createRole(iam, 'app', {
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition }],
        }),
      });
      aws.configure({ enforcement: 'strict' });
      await expectFailure(
        aws,
        () => assume(alice.sts, 'app'),
        denied(
          `User: ${Principal.AWS} is not authorized to perform: sts:AssumeRole on resource: ${roleArn('app')}`,
        ),
      );
      const TokenCode = code() === '000000' ? '000001' : '000000';
      await expectFailure(aws, () => assume(alice.sts, 'app', { SerialNumber, TokenCode }), wrongCode);
      const { credentials } = await assume(alice.sts, 'app', { SerialNumber, TokenCode: code() });
      expect(credentials.AccessKeyId).toMatch(/^ASIA/);
    },
  );

  test.each(['GetSessionToken', 'AssumeRole'])('%s refuses a wrong code', async (operation) => {
    await createRole(iam, 'app');
    const alice = await createUser(iam, 'alice');
    const { SerialNumber, code } = await device(iam, 'alice');
    const TokenCode = code() === '000000' ? '000001' : '000000';
    const factor = { SerialNumber, TokenCode };
    await expectFailure(
      aws,
      () =>
        operation === 'AssumeRole'
          ? assume(alice.sts, 'app', factor)
          : alice.sts.send(new GetSessionTokenCommand(factor)),
      wrongCode,
    );
  });

  test('no code is good twice, and none of an earlier step after a later one', async () => {
    const alice = await createUser(iam, 'alice');
    const { SerialNumber, code } = await device(iam, 'alice');
    const send = (TokenCode: string) =>
      alice.sts.send(new GetSessionTokenCommand({ SerialNumber, TokenCode }));
    await send(code());
    await expectFailure(aws, () => send(code()), wrongCode);
    await expectFailure(aws, () => send(code(-1)), wrongCode);
    aws.clock.advance('30s');
    await send(code());
  });

  test.each([2, -5, 100])('a clock that is %d steps off shows wrong codes', async (steps) => {
    const alice = await createUser(iam, 'alice');
    const { SerialNumber, code } = await device(iam, 'alice');
    await expectFailure(
      aws,
      () => alice.sts.send(new GetSessionTokenCommand({ SerialNumber, TokenCode: code(steps) })),
      wrongCode,
    );
  });

  test('the device must be there and be the caller’s', async () => {
    const alice = await createUser(iam, 'alice');
    await createUser(iam, 'bob');
    const { SerialNumber, code } = await device(iam, 'bob');
    const send = (serial: string) => () =>
      alice.sts.send(new GetSessionTokenCommand({ SerialNumber: serial, TokenCode: code() }));
    await expectFailure(aws, send(SerialNumber), wrongSerial);
    await expectFailure(aws, send('arn:aws:iam::123456789012:mfa/gone'), wrongSerial);
    await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'unassigned' }));
    await expectFailure(aws, send('arn:aws:iam::123456789012:mfa/unassigned'), wrongSerial);
  });

  test('a role session has no device', async () => {
    await createRole(iam, 'app');
    await createUser(iam, 'bob');
    const { SerialNumber, code } = await device(iam, 'bob');
    const session = await assume(sts, 'app');
    await expectFailure(
      aws,
      () => assume(session.sts, 'app', { SerialNumber, TokenCode: code() }),
      wrongSerial,
    );
  });

  test.each([{ SerialNumber: 'arn:aws:iam::123456789012:mfa/alice' }, { TokenCode: '123456' }])(
    'serial number and code come together: %j',
    async (half) => {
      await expectFailure(
        aws,
        () => sts.send(new GetSessionTokenCommand(half)),
        denied(
          'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
        ),
      );
    },
  );

  test('a code has six digits', async () => {
    await createRole(iam, 'app');
    await expectFailure(
      aws,
      () =>
        sts.send(
          new AssumeRoleCommand({
            RoleArn: roleArn('app'),
            RoleSessionName: 'session',
            SerialNumber: 'arn:aws:iam::123456789012:mfa/alice',
            TokenCode: '12345a',
          }),
        ),
      {
        code: 'ValidationError',
        status: 400,
        message:
          "1 validation error detected: Value '12345a' at 'tokenCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\d]*",
      },
    );
  });
});
