import type { User as UserView } from '@aws-sdk/client-iam';
import type * as lean from 'lean-qr';
import type * as nodeExport from 'lean-qr/extras/node_export';
import type { MfaDevice, User } from '../engine/entities.ts';
import { type AwsError, entityAlreadyExists, noSuchEntity, quotaExceeded } from '../engine/errors.ts';
import { loadModule } from '../engine/lazy-module.ts';
import type { Account } from '../engine/state.ts';
import { totpCode, totpMatches, totpStep } from '../engine/totp.ts';
import type { Transaction } from '../engine/transaction.ts';
import { type ActingUser, updateActingUser } from './acting-user.ts';
import { listedUserView } from './user.ts';

/** @throws AwsError NoSuchEntity, also for devices that are not virtual */
export function requireVirtualDevice(account: Account, serialNumber: string): MfaDevice {
  const device = account.mfaDevices.get(serialNumber);
  if (device?.seed === undefined) throw noSuchVirtualDevice(serialNumber);
  return device;
}

export const noSuchVirtualDevice = (serialNumber: string): AwsError =>
  noSuchEntity(`VirtualMFADevice with serial number ${serialNumber} doesn't exist.`);

/**
 * The device a user has. The sentence is that of a device which is another's, or nobody's.
 *
 * @throws AwsError NoSuchEntity
 */
export function requireDeviceOf(call: Transaction, acting: ActingUser, serialNumber: string): MfaDevice {
  const device = acting.holder.mfaDevices.includes(serialNumber)
    ? call.account.mfaDevices.get(serialNumber)
    : undefined;
  if (device === undefined) throw noSuchEntity('MFA Device invalid for user.');
  return device;
}

/**
 * Is this the serial number of something that is no virtual device? AWS knows the tokens it sold and the keys
 * registered in the console; here any such number is one, because the mock cannot tell.
 */
export const isHardware = (serialNumber: string): boolean =>
  !serialNumber.startsWith('arn:') || isSecurityKey(serialNumber);

/** FIDO security keys, passkeys: `arn:aws:iam::123456789012:u2f/user/alice/key-ABC`. */
export const isSecurityKey = (serialNumber: string): boolean =>
  /^arn:[\w-]+:iam::\d{12}:u2f\//.test(serialNumber);

/**
 * Gives a device to a user, or to the root user, whose devices AWS enables in the console only.
 *
 * @throws AwsError EntityAlreadyExists for a device in use, LimitExceeded
 */
export function assignDevice(call: Transaction, acting: ActingUser, device: MfaDevice): void {
  const { serialNumber } = device;
  const limit = call.quotas.mfaDevicesPerUser;
  if (acting.holder.mfaDevices.length >= limit) throw quotaExceeded('MFADevicesPerUser', limit);
  const assignedTo: MfaDevice['assignedTo'] =
    acting.kind === 'root' ? { kind: 'root' } : { kind: 'user', userKey: acting.key };
  call.update((account) => {
    account.mfaDevices = account.mfaDevices.set(serialNumber, {
      ...device,
      assignedTo,
      enableDate: call.now,
    });
  });
  updateActingUser(call, acting, (holder) => void holder.mfaDevices.push(serialNumber));
}

/** @throws AwsError EntityAlreadyExists */
export function checkUnassigned(device: MfaDevice): void {
  if (device.assignedTo !== undefined) throw entityAlreadyExists('MFA Device is already in use.');
}

/** The user goes without the device. A virtual one stays, to be deleted or enabled again. */
export function unassignDevice(call: Transaction, acting: ActingUser, device: MfaDevice): void {
  const { serialNumber } = device;
  updateActingUser(call, acting, (holder) => {
    holder.mfaDevices = holder.mfaDevices.filter((serial) => serial !== serialNumber);
  });
  const { assignedTo: _assignedTo, enableDate: _enableDate, ...idle } = device;
  call.update((account) => {
    account.mfaDevices =
      device.seed === undefined
        ? account.mfaDevices.delete(serialNumber)
        : account.mfaDevices.set(serialNumber, idle);
  });
}

/**
 * The device after it has shown two codes that follow each other, or undefined where they are no such codes.
 *
 * How far its clock is off is remembered, so that later codes are good although it is. Devices without a seed
 * are believed any two different codes.
 *
 * @param window how many steps its clock may be off
 */
export function synchronize(
  device: MfaDevice,
  [first, second]: readonly [string, string],
  now: number,
  window: number,
): MfaDevice | undefined {
  if (device.seed === undefined) return first === second ? undefined : device;
  const step = totpMatches(device.seed, first, now, window);
  if (step === undefined || totpCode(device.seed, step + 1) !== second) return undefined;
  const off = step + 1 - Math.floor(now / totpStep);
  const { clockOffset: _clockOffset, ...known } = device;
  // A step either way is what the waiting for the second code makes, not the clock.
  return { ...known, lastStep: step + 1, ...(Math.abs(off) <= 2 ? {} : { clockOffset: off * totpStep }) };
}

/** "A QR code PNG image that encodes otpauth://totp/$virtualMFADeviceName@$AccountName?secret=$Base32String". */
export function qrCode(name: string, accountId: string, seed: string): Uint8Array {
  const { generate } = loadModule('lean-qr') as typeof lean;
  const { toPngBuffer } = loadModule('lean-qr/extras/node_export') as typeof nodeExport;
  const uri = `otpauth://totp/${encodeURIComponent(name)}@${accountId}?secret=${seed}`;
  const png = toPngBuffer(generate(uri), { on: [0, 0, 0], off: [255, 255, 255], scale: 4 });
  return new Uint8Array(png);
}

/** Whose device it is, as ListVirtualMFADevices shows it. */
export function deviceUserView(call: Transaction, device: MfaDevice): UserView | undefined {
  const { assignedTo } = device;
  if (assignedTo === undefined) return undefined;
  if (assignedTo.kind === 'user')
    return listedUserView(call, call.account.users.get(assignedTo.userKey) as User);
  const { id, root } = call.account;
  const view: Omit<UserView, 'UserName'> = {
    Path: '/',
    UserId: id,
    Arn: `arn:${call.partition}:iam::${id}:root`,
    CreateDate: new Date(root.createDate),
    ...(root.passwordLastUsed === undefined ? {} : { PasswordLastUsed: new Date(root.passwordLastUsed) }),
  };
  return view as UserView;
}
