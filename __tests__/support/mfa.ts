import { createHmac } from 'node:crypto';
import { CreateVirtualMFADeviceCommand, EnableMFADeviceCommand, type IAMClient } from '@aws-sdk/client-iam';

/** What an authenticator app shows for a base32 seed at a time in milliseconds: RFC 6238, by itself. */
export function oneTimeCode(seed: string, time: number): string {
  const bits = Array.from(seed).map((digit) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(digit).toString(2).padStart(5, '0'),
  );
  const key = Buffer.from((bits.join('').match(/.{8}/g) as string[]).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeUInt32BE(Math.floor(time / 30_000), 4);
  const digest = createHmac('sha1', key).update(counter).digest();
  const number = digest.readUInt32BE((digest.at(-1) as number) % 16) % 2 ** 31;
  return String(number % 1_000_000).padStart(6, '0');
}

/** A virtual device of a user, enabled a minute before `time`: its serial number, and its codes. */
export async function enableDevice(
  iam: IAMClient,
  UserName: string,
  time: number,
): Promise<{ SerialNumber: string; code: (at: number) => string }> {
  const { VirtualMFADevice } = await iam.send(
    new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: UserName }),
  );
  const SerialNumber = VirtualMFADevice?.SerialNumber as string;
  const seed = new TextDecoder().decode(VirtualMFADevice?.Base32StringSeed);
  await iam.send(
    new EnableMFADeviceCommand({
      UserName,
      SerialNumber,
      AuthenticationCode1: oneTimeCode(seed, time - 30_000),
      AuthenticationCode2: oneTimeCode(seed, time),
    }),
  );
  return { SerialNumber, code: (at) => oneTimeCode(seed, at) };
}
