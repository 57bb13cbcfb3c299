import { iamArn } from '../engine/arns.ts';
import type { MfaDevice } from '../engine/entities.ts';
import {
  AwsError,
  deleteConflict,
  entityAlreadyExists,
  quotaExceeded,
  validationError,
} from '../engine/errors.ts';
import { paginate, paginateList } from '../engine/pagination.ts';
import { checkTagCount, checkTags, resourceTagRules, tagPage, tagViews } from '../engine/tags.ts';
import type { Transaction } from '../engine/transaction.ts';
import { type ActingUser, actingUser, actingUserArn, actingUserName } from './acting-user.ts';
import {
  assignDevice,
  checkUnassigned,
  deviceUserView,
  isHardware,
  isSecurityKey,
  noSuchVirtualDevice,
  qrCode,
  requireDeviceOf,
  requireVirtualDevice,
  synchronize,
  unassignDevice,
} from './mfa-device.ts';
import type { IamCatalogue } from './operation-types.ts';
import { userArnByName } from './user.ts';
import { taggingOnCreation } from './tagging-on-creation.ts';
import { type TaggedKind, tagEntity, untagEntity } from './tagging.ts';

/**
 * "Virtual MFA device name: 226 characters" (IAM User Guide, quotas); the model has no maximum, and the sentence is that
 * of the model's constraints.
 */
function checkName(name: string): void {
  if (name.length <= 226) return;
  throw validationError(
    "1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy constraint: Member must have length less than or equal to 226",
  );
}

/** Second factors: virtual devices, and the ones users have (IAM API Reference: CreateVirtualMFADevice …). */
export const mfaDevicesOperations = {
  CreateVirtualMFADevice: {
    resource: ({ VirtualMFADeviceName, Path = '/' }, account, { partition }) =>
      iamArn(partition, account.id, 'mfa', Path, VirtualMFADeviceName),
    alsoNeeds: ({ VirtualMFADeviceName, Path = '/', Tags }, account, { partition }) =>
      taggingOnCreation(
        'iam:TagMFADevice',
        iamArn(partition, account.id, 'mfa', Path, VirtualMFADeviceName),
        Tags,
      ),
    run(call, { VirtualMFADeviceName: name, Path: path = '/', Tags }) {
      checkName(name);
      const tags = checkTags(Tags, resourceTagRules);
      const serialNumber = iamArn(call.partition, call.accountId, 'mfa', path, name);
      if (call.account.mfaDevices.has(serialNumber)) {
        throw entityAlreadyExists('MFADevice entity at the same path and name already exists.');
      }
      const limit = call.quotas.virtualMfaDevicesPerAccount;
      if (countVirtualDevices(call) >= limit) throw quotaExceeded('VirtualMFADevicesPerAccount', limit);
      checkTagCount(tags, call.quotas.tagsPerResource);
      const seed = call.identifiers.text(64, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');
      const device: MfaDevice = { serialNumber, name, path, seed, tags };
      call.update((account) => void (account.mfaDevices = account.mfaDevices.set(serialNumber, device)));
      return {
        VirtualMFADevice: {
          SerialNumber: serialNumber,
          Base32StringSeed: new TextEncoder().encode(seed),
          QRCodePNG: qrCode(name, call.accountId, seed),
          ...(tags.length === 0 ? {} : { Tags: tagViews(tags) }),
        },
      };
    },
  },

  EnableMFADevice: {
    resource: ({ UserName }, account, { partition }) => userArnByName(partition, account, UserName),
    run(call, { UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 }) {
      const acting = actingUser(call, UserName);
      const device =
        call.account.mfaDevices.get(SerialNumber) ??
        (isHardware(SerialNumber) ? hardwareDevice(SerialNumber) : undefined);
      if (device === undefined) throw noSuchVirtualDevice(SerialNumber);
      checkUnassigned(device);
      const codes = [AuthenticationCode1, AuthenticationCode2] as const;
      const enabled = synchronize(device, codes, call.now, enableWindow);
      if (enabled === undefined) throw invalidAuthenticationCode();
      assignDevice(call, acting, enabled);
      return {};
    },
  },

  DeactivateMFADevice: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName, SerialNumber }) {
      const acting = actingUser(call, UserName);
      unassignDevice(call, acting, requireDeviceOf(call, acting, SerialNumber));
      return {};
    },
  },

  ResyncMFADevice: {
    resource: ({ UserName }, account, { partition }) => userArnByName(partition, account, UserName),
    run(call, { UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 }) {
      const acting = actingUser(call, UserName);
      if (!call.account.mfaDevices.has(SerialNumber)) throw noSuchVirtualDevice(SerialNumber);
      const device = requireDeviceOf(call, acting, SerialNumber);
      const codes = [AuthenticationCode1, AuthenticationCode2] as const;
      const synchronized = synchronize(device, codes, call.now, resyncWindow);
      if (synchronized === undefined) throw invalidAuthenticationCode();
      putDevice(call, synchronized);
      return {};
    },
  },

  ListMFADevices: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName, ...request }) {
      const acting = actingUser(call, UserName);
      const devices = acting.holder.mfaDevices
        .map((serial) => call.account.mfaDevices.get(serial) as MfaDevice)
        .toSorted((a, b) => (position(a) < position(b) ? -1 : 1));
      const { items, end } = paginateList('ListMFADevices', request, devices, position);
      return { MFADevices: items.map((device) => deviceView(acting, device)), ...end };
    },
  },

  GetMFADevice: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName, SerialNumber }) {
      const acting = actingUser(call, UserName);
      // "For this API, we only accept FIDO security key ARNs." Of the declared errors only one fits the others.
      const device = requireDeviceOf(call, acting, isSecurityKey(SerialNumber) ? SerialNumber : '');
      return deviceView(acting, device);
    },
  },

  ListVirtualMFADevices: {
    resource: () => '*',
    run(call, { AssignmentStatus = 'Any', ...request }) {
      const { items, end } = paginate(
        'ListVirtualMFADevices',
        request,
        (key) => call.account.mfaDevices.entries(key),
        ({ seed, assignedTo }) =>
          seed !== undefined &&
          (AssignmentStatus === 'Any' || (AssignmentStatus === 'Assigned') === (assignedTo !== undefined)),
      );
      return {
        VirtualMFADevices: items.map((device) => {
          const User = deviceUserView(call, device);
          return {
            SerialNumber: device.serialNumber,
            ...(User === undefined ? {} : { User }),
            ...(device.enableDate === undefined ? {} : { EnableDate: new Date(device.enableDate) }),
          };
        }),
        ...end,
      };
    },
  },

  DeleteVirtualMFADevice: {
    resource: ({ SerialNumber }) => SerialNumber,
    run(call, { SerialNumber }) {
      const device = requireVirtualDevice(call.account, SerialNumber);
      if (device.assignedTo !== undefined) {
        throw deleteConflict('MFA VirtualDevice in use. Must deactivate first.');
      }
      call.update((account) => void (account.mfaDevices = account.mfaDevices.delete(SerialNumber)));
      return {};
    },
  },

  TagMFADevice: {
    resource: ({ SerialNumber }) => SerialNumber,
    run: (call, { SerialNumber, Tags }) =>
      tagEntity(call, taggedDevice, () => requireVirtualDevice(call.account, SerialNumber), Tags),
  },

  UntagMFADevice: {
    resource: ({ SerialNumber }) => SerialNumber,
    run: (call, { SerialNumber, TagKeys }) =>
      untagEntity(call, taggedDevice, requireVirtualDevice(call.account, SerialNumber), TagKeys),
  },

  ListMFADeviceTags: {
    resource: ({ SerialNumber }) => SerialNumber,
    run: (call, { SerialNumber, ...request }) =>
      tagPage('ListMFADeviceTags', request, requireVirtualDevice(call.account, SerialNumber).tags),
  },
} satisfies Partial<IamCatalogue>;

/** Steps of 30 seconds that a device may be off when it is enabled: as when it authenticates (RFC 6238, 5.2). */
const enableWindow = 1;
/** The purpose of a resync is a clock that is off; AWS does not say by how much it may be. Ten minutes here. */
const resyncWindow = 20;

const invalidAuthenticationCode = (): AwsError =>
  new AwsError('InvalidAuthenticationCode', 'Authentication code for device is not valid.', 403);

const hardwareDevice = (serialNumber: string): MfaDevice => ({
  serialNumber,
  name: serialNumber.slice(serialNumber.lastIndexOf('/') + 1),
  path: '/',
  tags: [],
});

function countVirtualDevices({ account }: Transaction): number {
  let count = 0;
  for (const { seed } of account.mfaDevices.values()) if (seed !== undefined) count += 1;
  return count;
}

function putDevice(call: Transaction, device: MfaDevice): void {
  call.update((account) => {
    account.mfaDevices = account.mfaDevices.set(device.serialNumber, device);
  });
}

const taggedDevice: TaggedKind<MfaDevice> = { rules: resourceTagRules, put: putDevice };

/** A user's devices are listed in the order they were enabled; those of one second by serial number. */
const position = ({ enableDate, serialNumber }: MfaDevice): string => `${enableDate} ${serialNumber}`;

interface DeviceView {
  UserName: string;
  SerialNumber: string;
  EnableDate: Date;
}

/** The model says that a device always has a user name; the root user has none, hence the cast. */
const deviceView = (acting: ActingUser, device: MfaDevice): DeviceView =>
  ({
    ...actingUserName(acting),
    SerialNumber: device.serialNumber,
    EnableDate: new Date(device.enableDate as number),
  }) as DeviceView;
