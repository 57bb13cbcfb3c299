import { createHmac } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import {
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteConflictException,
  DeleteUserCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  EntityAlreadyExistsException,
  GetMFADeviceCommand,
  IAMClient,
  InvalidAuthenticationCodeException,
  InvalidInputException,
  LimitExceededException,
  ListMFADeviceTagsCommand,
  ListMFADevicesCommand,
  ListVirtualMFADevicesCommand,
  type ListVirtualMFADevicesCommandInput,
  NoSuchEntityException,
  ResyncMFADeviceCommand,
  TagMFADeviceCommand,
  UntagMFADeviceCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import type { Bitmap2D } from 'lean-qr';
import { generate } from 'lean-qr';
import { assignDevice, requireVirtualDevice } from '../../src/iam/mfa-device.ts';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00.789Z' });

interface Device {
  readonly serial: string;
  readonly seed: string;
}

const create = async (VirtualMFADeviceName = 'phone', Path?: string): Promise<Device> => {
  const { VirtualMFADevice } = await iam.send(
    new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName, Path }),
  );
  return {
    serial: VirtualMFADevice?.SerialNumber as string,
    seed: new TextDecoder().decode(VirtualMFADevice?.Base32StringSeed),
  };
};

/** What an authenticator app shows, `steps` times thirty seconds from now. */
function codeOf({ seed }: Device, steps = 0): string {
  const bits = Array.from(seed).map((digit) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(digit).toString(2).padStart(5, '0'),
  );
  const key = Buffer.from((bits.join('').match(/.{8}/g) as string[]).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeUInt32BE(Math.floor(aws.clock.now().getTime() / 30_000) + steps, 4);
  const digest = createHmac('sha1', key).update(counter).digest();
  const number = digest.readUInt32BE((digest.at(-1) as number) % 16) % 2 ** 31;
  return String(number % 1_000_000).padStart(6, '0');
}

type Codes = readonly [first: string, second: string];
const codes = (device: Device, steps = -1): Codes => [codeOf(device, steps), codeOf(device, steps + 1)];

const enable = (SerialNumber: string, [first, second]: Codes, UserName = 'alice') =>
  iam.send(
    new EnableMFADeviceCommand({
      UserName,
      SerialNumber,
      AuthenticationCode1: first,
      AuthenticationCode2: second,
    }),
  );
const resync = (SerialNumber: string, [first, second]: Codes, UserName = 'alice') =>
  iam.send(
    new ResyncMFADeviceCommand({
      UserName,
      SerialNumber,
      AuthenticationCode1: first,
      AuthenticationCode2: second,
    }),
  );
const deactivate = (SerialNumber: string, UserName: string | undefined = 'alice') =>
  iam.send(new DeactivateMFADeviceCommand({ UserName, SerialNumber }));
const devicesOf = async (UserName?: string) =>
  (await iam.send(new ListMFADevicesCommand({ UserName }))).MFADevices ?? [];
const virtualDevices = async (input: ListVirtualMFADevicesCommandInput = {}) =>
  (await iam.send(new ListVirtualMFADevicesCommand(input))).VirtualMFADevices ?? [];
const tagsOf = async (SerialNumber: string) =>
  (await iam.send(new ListMFADeviceTagsCommand({ SerialNumber }))).Tags;

/** Gives the root user a device, which the console alone can do. */
const enableForRoot = ({ serial }: Device) =>
  aws.world.transact(aws.accountId, (call) =>
    assignDevice(
      call,
      { kind: 'root', holder: call.account.root },
      requireVirtualDevice(call.account, serial),
    ),
  );

const enabledDevice = async (name?: string): Promise<Device> => {
  const device = await create(name);
  await enable(device.serial, codes(device));
  return device;
};

const wrongCodes = {
  code: 'InvalidAuthenticationCode',
  status: 403,
  message: 'Authentication code for device is not valid.',
  class: InvalidAuthenticationCodeException,
};
const noUser = {
  code: 'NoSuchEntity',
  status: 404,
  message: 'The user with name gone cannot be found.',
  class: NoSuchEntityException,
};
const noDevice = (serial: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `VirtualMFADevice with serial number ${serial} doesn't exist.`,
  class: NoSuchEntityException,
});
const notTheUsers = {
  code: 'NoSuchEntity',
  status: 404,
  message: 'MFA Device invalid for user.',
  class: NoSuchEntityException,
};
const inUse = {
  code: 'EntityAlreadyExists',
  status: 409,
  message: 'MFA Device is already in use.',
  class: EntityAlreadyExistsException,
};
const goneSerial = 'arn:aws:iam::123456789012:mfa/gone';

beforeEach(async () => {
  await iam.send(new CreateUserCommand({ UserName: 'Alice' }));
});

describe('CreateVirtualMFADevice', () => {
  test('gives serial number, seed and QR code, and nothing that was not asked for', async () => {
    const { $metadata, ...output } = await iam.send(
      new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }),
    );
    expect(output).toStrictEqual({
      VirtualMFADevice: {
        SerialNumber: 'arn:aws:iam::123456789012:mfa/phone',
        Base32StringSeed: expect.any(Uint8Array) as Uint8Array,
        QRCodePNG: expect.any(Uint8Array) as Uint8Array,
      },
    });
    expect($metadata.httpStatusCode).toBe(200);
    expect(new TextDecoder().decode(output.VirtualMFADevice?.Base32StringSeed)).toMatch(/^[A-Z2-7]{64}$/);
  });

  test('keeps path and tags', async () => {
    const { VirtualMFADevice } = await iam.send(
      new CreateVirtualMFADeviceCommand({
        VirtualMFADeviceName: 'phone',
        Path: '/team/',
        Tags: [
          { Key: 'b', Value: '1' },
          { Key: 'B', Value: '' },
        ],
      }),
    );
    expect(VirtualMFADevice?.SerialNumber).toBe('arn:aws:iam::123456789012:mfa/team/phone');
    expect(VirtualMFADevice?.Tags).toEqual([
      { Key: 'B', Value: '' },
      { Key: 'b', Value: '1' },
    ]);
    expect(await tagsOf('arn:aws:iam::123456789012:mfa/team/phone')).toEqual(VirtualMFADevice?.Tags);
  });

  test('the seeds of devices differ, and are the same from run to run', async () => {
    const seeds = [(await create('a')).seed, (await create('b')).seed];
    expect(seeds[0]).not.toBe(seeds[1]);
    aws.reset();
    await iam.send(new CreateUserCommand({ UserName: 'Alice' }));
    expect([(await create('a')).seed, (await create('b')).seed]).toEqual(seeds);
  });

  test('the QR code says what an authenticator app reads', async () => {
    const { VirtualMFADevice } = await iam.send(
      new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'a,phone@work' }),
    );
    const seed = new TextDecoder().decode(VirtualMFADevice?.Base32StringSeed);
    const drawn = modulesOf(VirtualMFADevice?.QRCodePNG as Uint8Array);
    const uri = `otpauth://totp/a%2Cphone%40work@123456789012?secret=${seed}`;
    expect(drawn).toEqual(linesOf(generate(uri)));
  });

  test('refuses the same path and name; another path or case is another device', async () => {
    await create('phone', '/x/');
    await expectFailure(aws, () => create('phone', '/x/'), {
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'MFADevice entity at the same path and name already exists.',
      class: EntityAlreadyExistsException,
    });
    await create('phone');
    await create('Phone');
    expect(await virtualDevices()).toHaveLength(3);
  });

  test('refuses duplicate tag keys', () =>
    expectFailure(
      aws,
      () =>
        iam.send(
          new CreateVirtualMFADeviceCommand({
            VirtualMFADeviceName: 'phone',
            Tags: [
              { Key: 'a', Value: '1' },
              { Key: 'a', Value: '2' },
            ],
          }),
        ),
      {
        code: 'InvalidInput',
        status: 400,
        message: 'Duplicate tag keys found.',
        class: InvalidInputException,
      },
    ));

  test('refuses the device beyond the quota, in which hardware does not count', async () => {
    aws.configure({ quotas: { virtualMfaDevicesPerAccount: 1 } });
    await enable('GAHT12345678', ['123456', '654321']);
    await create('one');
    await expectFailure(aws, () => create('two'), {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for VirtualMFADevicesPerAccount: 1',
      class: LimitExceededException,
    });
    aws.configure({ quotas: { virtualMfaDevicesPerAccount: 5000 } });
  });
});

describe('EnableMFADevice', () => {
  test.each([
    ['the last code and the present one', -1],
    ['the present code and the next one, for tests that do not wait', 0],
    ['codes of a clock that is a step ahead', 1],
  ])('takes %s', async (_what, steps) => {
    const device = await create();
    await enable(device.serial, codes(device, steps));
    expect(await devicesOf('alice')).toStrictEqual([
      { UserName: 'Alice', SerialNumber: device.serial, EnableDate: new Date('2026-01-31T12:00:00Z') },
    ]);
  });

  test.each<[string, (device: Device) => Codes]>([
    ['the same code twice', (device) => [codeOf(device), codeOf(device)]],
    ['codes in the wrong order', (device) => [codeOf(device), codeOf(device, -1)]],
    ['codes that do not follow each other', (device) => [codeOf(device, -1), codeOf(device, 1)]],
    ['codes of long ago', (device) => codes(device, -5)],
    ['codes of another seed', () => codes({ serial: '', seed: 'A'.repeat(64) })],
    ['any codes', () => ['123456', '654321']],
  ])('refuses %s', async (_what, wrong) => {
    const device = await create();
    await expectFailure(aws, () => enable(device.serial, wrong(device)), wrongCodes);
  });

  test('goes by the clock of the mock', async () => {
    const device = await create();
    const early = codes(device);
    aws.clock.advance('5m');
    await expectFailure(aws, () => enable(device.serial, early), wrongCodes);
    await enable(device.serial, codes(device));
    expect((await devicesOf('alice'))[0]?.EnableDate).toEqual(new Date('2026-01-31T12:05:00Z'));
  });

  test('looks for the user, then for the device, then at the codes', async () => {
    const none: Codes = ['000000', '000000'];
    await expectFailure(aws, () => enable(goneSerial, none, 'gone'), noUser);
    await expectFailure(aws, () => enable(goneSerial, none), noDevice(goneSerial));
    const sms = 'arn:aws:iam::123456789012:sms-mfa/alice';
    await expectFailure(aws, () => enable(sms, none), noDevice(sms));
  });

  test('refuses a device that somebody has', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'bob' }));
    const { serial } = await enabledDevice();
    for (const who of ['alice', 'bob']) {
      await expectFailure(aws, () => enable(serial, ['000000', '000000'], who), inUse);
    }
  });

  test('refuses the ninth device of a user', async () => {
    for (let number = 1; number <= 8; number += 1) await enabledDevice(`phone${number}`);
    const ninth = await create('phone9');
    await expectFailure(aws, () => enable(ninth.serial, codes(ninth)), {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for MFADevicesPerUser: 8',
      class: LimitExceededException,
    });
  });

  test('checks the form of codes', () =>
    expectFailure(aws, () => enable(goneSerial, ['12345', 'abcdef']), {
      code: 'ValidationError',
      status: 400,
      message:
        "2 validation errors detected: Value at 'authenticationCode1' failed to satisfy constraint: Member must have length greater than or equal to 6; " +
        "Value at 'authenticationCode2' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\d]+",
    }));
});

describe('hardware devices', () => {
  test.each(['GAHT12345678', 'arn:aws:iam::123456789012:u2f/user/alice/key-ABCDEF'])(
    '%s is believed two different codes, and forgotten once deactivated',
    async (serial) => {
      await expectFailure(aws, () => enable(serial, ['123456', '123456']), wrongCodes);
      await enable(serial, ['123456', '654321']);
      expect((await devicesOf('alice')).map(({ SerialNumber }) => SerialNumber)).toEqual([serial]);
      expect(await virtualDevices()).toEqual([]);
      await expectFailure(aws, () => enable(serial, ['123456', '654321']), inUse);
      await resync(serial, ['123456', '654321']);
      await expectFailure(aws, () => resync(serial, ['1'.repeat(6), '1'.repeat(6)]), wrongCodes);
      const remove = new DeleteVirtualMFADeviceCommand({ SerialNumber: serial });
      await expectFailure(aws, () => iam.send(remove), noDevice(serial));
      await deactivate(serial);
      expect(await devicesOf('alice')).toEqual([]);
      await enable(serial, ['123456', '654321']);
    },
  );
});

describe('DeactivateMFADevice', () => {
  test('takes the device from the user; it stays, and can be enabled again', async () => {
    const device = await enabledDevice();
    await deactivate(device.serial);
    expect(await devicesOf('alice')).toEqual([]);
    expect(await virtualDevices()).toStrictEqual([{ SerialNumber: device.serial }]);
    await enable(device.serial, codes(device));
    expect(await devicesOf('alice')).toHaveLength(1);
  });

  test('without a name it is the caller’s own', async () => {
    const { serial } = await enabledDevice();
    const alice = new IAMClient({ credentials: aws.credentialsFor('alice') });
    await alice.send(new DeactivateMFADeviceCommand({ SerialNumber: serial }));
    expect(await devicesOf('alice')).toEqual([]);
  });

  test('needs a device of this user', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'bob' }));
    const { serial } = await enabledDevice();
    await expectFailure(aws, () => deactivate(serial, 'bob'), notTheUsers);
    await expectFailure(aws, () => deactivate(goneSerial), notTheUsers);
    await expectFailure(aws, () => deactivate(serial, 'gone'), noUser);
  });
});

const session = (device: Device, code: string, sts: STSClient) =>
  sts.send(new GetSessionTokenCommand({ SerialNumber: device.serial, TokenCode: code }));

describe('ResyncMFADevice', () => {
  const refused = {
    code: 'AccessDenied',
    status: 403,
    message: 'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
  };

  test('makes the codes of a device good whose clock is minutes off', async () => {
    const sts = new STSClient({ credentials: aws.credentialsFor('alice') });
    const device = await enabledDevice();
    aws.clock.advance('1h');
    await expectFailure(aws, () => session(device, codeOf(device, 8), sts), refused);
    await resync(device.serial, codes(device, 7));
    aws.clock.advance('30s');
    await expectFailure(aws, () => session(device, codeOf(device), sts), refused);
    await expect(session(device, codeOf(device, 8), sts)).resolves.toHaveProperty('Credentials');
    // And good again without the offset, after a resync by the right clock.
    aws.clock.advance('10m');
    await resync(device.serial, codes(device));
    aws.clock.advance('30s');
    await expect(session(device, codeOf(device), sts)).resolves.toHaveProperty('Credentials');
  });

  test('uses the codes up', async () => {
    const sts = new STSClient({ credentials: aws.credentialsFor('alice') });
    const device = await enabledDevice();
    await expectFailure(aws, () => session(device, codeOf(device), sts), refused);
    aws.clock.advance('1m');
    await resync(device.serial, codes(device));
    await expectFailure(aws, () => session(device, codeOf(device), sts), refused);
    aws.clock.advance('30s');
    await expect(session(device, codeOf(device), sts)).resolves.toHaveProperty('Credentials');
  });

  test.each<[string, (device: Device) => Codes]>([
    ['the same code twice', (device) => [codeOf(device), codeOf(device)]],
    ['codes that do not follow each other', (device) => [codeOf(device, -1), codeOf(device, 1)]],
    ['codes of an hour ago', (device) => codes(device, -120)],
  ])('refuses %s', async (_what, wrong) => {
    const device = await enabledDevice();
    await expectFailure(aws, () => resync(device.serial, wrong(device)), wrongCodes);
  });

  test('needs a device of this user', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'bob' }));
    const device = await enabledDevice();
    const none: Codes = ['000000', '000000'];
    await expectFailure(aws, () => resync(device.serial, none, 'bob'), notTheUsers);
    await expectFailure(aws, () => resync(goneSerial, none), noDevice(goneSerial));
    await expectFailure(aws, () => resync(device.serial, none, 'gone'), noUser);
  });
});

describe('ListMFADevices', () => {
  test('goes by the date of enabling, in pages', async () => {
    const names = ['c', 'a', 'b'];
    for (const name of names) {
      await enabledDevice(name);
      aws.clock.advance('1s');
    }
    const serials = names.map((name) => `arn:aws:iam::123456789012:mfa/${name}`);
    expect((await devicesOf('alice')).map(({ SerialNumber }) => SerialNumber)).toEqual(serials);
    const page = await iam.send(new ListMFADevicesCommand({ UserName: 'alice', MaxItems: 2 }));
    expect(page.MFADevices?.map(({ SerialNumber }) => SerialNumber)).toEqual(serials.slice(0, 2));
    expect(page.IsTruncated).toBe(true);
    const rest = await iam.send(new ListMFADevicesCommand({ UserName: 'alice', Marker: page.Marker }));
    expect(rest.MFADevices?.map(({ SerialNumber }) => SerialNumber)).toEqual(serials.slice(2));
  });

  test('follows a rename of the user', async () => {
    const { serial } = await enabledDevice();
    await iam.send(new UpdateUserCommand({ UserName: 'alice', NewUserName: 'Bob' }));
    expect(await devicesOf('bob')).toMatchObject([{ UserName: 'Bob', SerialNumber: serial }]);
    expect(await virtualDevices()).toMatchObject([{ SerialNumber: serial, User: { UserName: 'Bob' } }]);
    await deactivate(serial, 'Bob');
  });

  test('needs the user', () => expectFailure(aws, () => devicesOf('gone'), noUser));
});

const get = (SerialNumber: string, UserName?: string) =>
  iam.send(new GetMFADeviceCommand({ SerialNumber, UserName }));

describe('GetMFADevice', () => {
  const key = 'arn:aws:iam::123456789012:u2f/user/Alice/key-ABCDEF';
  test('shows a security key', async () => {
    await enable(key, ['123456', '654321']);
    const { $metadata, ...output } = await get(key, 'alice');
    expect(output).toStrictEqual({
      UserName: 'Alice',
      SerialNumber: key,
      EnableDate: new Date('2026-01-31T12:00:00Z'),
    });
    expect($metadata.httpStatusCode).toBe(200);
  });

  test('shows no other device, and none of other users', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'bob' }));
    await enable(key, ['123456', '654321']);
    const { serial } = await enabledDevice();
    await expectFailure(aws, () => get(serial, 'alice'), notTheUsers);
    await expectFailure(aws, () => get(key, 'bob'), notTheUsers);
    await expectFailure(aws, () => get(key), notTheUsers);
    await expectFailure(aws, () => get(key, 'gone'), noUser);
  });
});

describe('ListVirtualMFADevices', () => {
  test('shows who has which, by serial number, without seeds and tags', async () => {
    const { User: alice } = await iam
      .send(new UpdateUserCommand({ UserName: 'alice', NewPath: '/x/' }))
      .then(() => ({
        User: { Path: '/x/', UserName: 'Alice', Arn: 'arn:aws:iam::123456789012:user/x/Alice' },
      }));
    const idle = await create('b-idle');
    const used = await enabledDevice('a-used');
    const [first, second] = await virtualDevices();
    expect(first).toStrictEqual({
      SerialNumber: used.serial,
      EnableDate: new Date('2026-01-31T12:00:00Z'),
      User: {
        ...alice,
        UserId: expect.stringMatching(/^AIDA/) as string,
        CreateDate: new Date('2026-01-31T12:00:00Z'),
      },
    });
    expect(second).toStrictEqual({ SerialNumber: idle.serial });
  });

  test.each([
    ['Assigned', ['b']],
    ['Unassigned', ['a', 'c']],
    ['Any', ['a', 'b', 'c']],
    [undefined, ['a', 'b', 'c']],
  ] as const)('with %s shows %j', async (AssignmentStatus, names) => {
    await create('c');
    await create('a');
    await enabledDevice('b');
    expect((await virtualDevices({ AssignmentStatus })).map(({ SerialNumber }) => SerialNumber)).toEqual(
      names.map((name) => `arn:aws:iam::123456789012:mfa/${name}`),
    );
  });

  test('comes in pages', async () => {
    for (const name of ['a', 'b', 'c']) await create(name);
    const page = await iam.send(new ListVirtualMFADevicesCommand({ MaxItems: 2 }));
    expect(page).toMatchObject({ IsTruncated: true, VirtualMFADevices: [{}, {}] });
    expect(await virtualDevices({ Marker: page.Marker })).toHaveLength(1);
  });
});

describe('the root user’s device', () => {
  test('is listed without a user name, and is deactivated by root alone', async () => {
    const device = await create('root-account-mfa-device');
    enableForRoot(device);
    const EnableDate = new Date('2026-01-31T12:00:00Z');
    expect(await devicesOf()).toStrictEqual([{ SerialNumber: device.serial, EnableDate }]);
    expect(await virtualDevices()).toStrictEqual([
      {
        SerialNumber: device.serial,
        EnableDate,
        User: {
          Path: '/',
          UserId: '123456789012',
          Arn: 'arn:aws:iam::123456789012:root',
          CreateDate: EnableDate,
        },
      },
    ]);
    await expectFailure(aws, () => deactivate(device.serial), notTheUsers);
    await iam.send(new DeactivateMFADeviceCommand({ SerialNumber: device.serial }));
    expect(await devicesOf()).toEqual([]);
  });
});

const remove = (SerialNumber: string) => iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber }));

describe('DeleteVirtualMFADevice', () => {
  test('deletes a device that nobody has, after which its name is free', async () => {
    const { serial, seed } = await enabledDevice();
    await expectFailure(aws, () => remove(serial), {
      code: 'DeleteConflict',
      status: 409,
      message: 'MFA VirtualDevice in use. Must deactivate first.',
      class: DeleteConflictException,
    });
    await deactivate(serial);
    await remove(serial);
    await expectFailure(aws, () => remove(serial), noDevice(serial));
    const again = await create();
    expect(again.serial).toBe(serial);
    expect(again.seed).not.toBe(seed);
  });
});

test('a user with a device cannot be deleted', async () => {
  const { serial } = await enabledDevice();
  const command = new DeleteUserCommand({ UserName: 'alice' });
  await expectFailure(aws, () => iam.send(command), {
    code: 'DeleteConflict',
    status: 409,
    message: 'Cannot delete entity, must remove tokens from principal first.',
    class: DeleteConflictException,
  });
  await deactivate(serial);
  await iam.send(command);
});

const tags = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ Key: `${prefix}${index}`, Value: '' }));

describe('tags of MFA devices', () => {
  test('keys are told apart by case; missing keys are ignored when removed', async () => {
    const { serial } = await create();
    const Tags = [
      { Key: 'team', Value: 'a' },
      { Key: 'Team', Value: 'b' },
    ];
    await iam.send(new TagMFADeviceCommand({ SerialNumber: serial, Tags }));
    expect(await tagsOf(serial)).toEqual(Tags.toReversed());
    await iam.send(new UntagMFADeviceCommand({ SerialNumber: serial, TagKeys: ['team', 'nothing'] }));
    expect(await tagsOf(serial)).toEqual([{ Key: 'Team', Value: 'b' }]);
    const before = aws.state;
    await iam.send(new UntagMFADeviceCommand({ SerialNumber: serial, TagKeys: ['team'] }));
    expect(aws.state).toBe(before);
  });

  test('survive enabling and deactivating', async () => {
    const device = await create();
    const Tags = [{ Key: 'a', Value: 'b' }];
    await iam.send(new TagMFADeviceCommand({ SerialNumber: device.serial, Tags }));
    await enable(device.serial, codes(device));
    expect(await tagsOf(device.serial)).toEqual(Tags);
    await deactivate(device.serial);
    expect(await tagsOf(device.serial)).toEqual(Tags);
  });

  test('the tag beyond the limit of the resource', async () => {
    const { serial } = await create();
    await iam.send(new TagMFADeviceCommand({ SerialNumber: serial, Tags: tags('a', 50) }));
    await expectFailure(
      aws,
      () => iam.send(new TagMFADeviceCommand({ SerialNumber: serial, Tags: tags('b', 1) })),
      {
        code: 'LimitExceeded',
        status: 409,
        message: 'The number of tags has reached the maximum limit.',
        class: LimitExceededException,
      },
    );
  });

  test('need the device', async () => {
    const SerialNumber = goneSerial;
    const Tags = [{ Key: 'a', Value: 'b' }];
    await expectFailure(
      aws,
      () => iam.send(new TagMFADeviceCommand({ SerialNumber, Tags })),
      noDevice(SerialNumber),
    );
    await expectFailure(
      aws,
      () => iam.send(new UntagMFADeviceCommand({ SerialNumber, TagKeys: ['a'] })),
      noDevice(SerialNumber),
    );
    await expectFailure(aws, () => tagsOf(SerialNumber), noDevice(SerialNumber));
  });
});

/** The modules of a QR code as text, a line each. */
const linesOf = (code: Bitmap2D): string[] =>
  Array.from({ length: code.size }, (_, y) =>
    Array.from({ length: code.size }, (__, x) => (code.get(x, y) ? '#' : '.')).join(''),
  );

/** Reads the modules back from a PNG of one bit per pixel (ISO/IEC 15948), without the quiet zone. */
function modulesOf(png: Uint8Array): string[] {
  const file = Buffer.from(png);
  expect(file.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const chunks = new Map<string, Buffer>();
  for (let offset = 8; offset < file.length;) {
    const length = file.readUInt32BE(offset);
    const type = file.toString('latin1', offset + 4, offset + 8);
    chunks.set(type, file.subarray(offset + 8, offset + 8 + length));
    offset += 12 + length;
  }
  const header = chunks.get('IHDR') as Buffer;
  const [width, height, depth] = [header.readUInt32BE(0), header.readUInt32BE(4), header[8]];
  expect([height, depth]).toEqual([width, 1]);
  const pixels = inflateSync(chunks.get('IDAT') as Buffer);
  const rowSize = 1 + Math.ceil(width / 8);
  const isDark = (x: number, y: number): boolean =>
    (((pixels[y * rowSize + 1 + (x >> 3)] as number) >> (7 - (x & 7))) & 1) === 1;
  // The finder pattern, seven modules wide, starts in the corner after a quiet zone of four modules.
  let start = 0;
  while (!isDark(start, start)) start += 1;
  let end = start;
  while (isDark(end, start)) end += 1;
  const module = (end - start) / 7;
  expect(start).toBe(4 * module);
  const size = width / module - 8;
  return Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (__, x) =>
      isDark(start + (x + 0.5) * module, start + (y + 0.5) * module) ? '#' : '.',
    ).join(''),
  );
}
