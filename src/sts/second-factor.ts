import type { MfaDevice } from '../engine/entities.ts';
import type { Caller } from '../engine/callers.ts';
import { accessDenied } from '../engine/errors.ts';
import { totpMatches } from '../engine/totp.ts';
import type { Transaction } from '../engine/transaction.ts';

/** What AssumeRole and GetSessionToken take of a second factor. */
export interface SecondFactor {
  readonly SerialNumber?: string | undefined;
  readonly TokenCode?: string | undefined;
}

/**
 * Checks the code of the caller's MFA device and uses it up: no code is good twice.
 *
 * A device whose seed the mock does not know (hardware, SMS) is believed any code.
 *
 * @returns when the factor was checked, or undefined where none was given
 * @throws AwsError AccessDenied
 */
export function checkSecondFactor(
  call: Transaction,
  { SerialNumber, TokenCode }: SecondFactor,
): number | undefined {
  if (SerialNumber === undefined && TokenCode === undefined) return undefined;
  // Seen in users' reports; not among the recorded ones.
  if (SerialNumber === undefined || TokenCode === undefined) {
    throw accessDenied(
      'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
    );
  }
  const device = call.account.mfaDevices.get(SerialNumber);
  if (device === undefined || !belongsTo(device, call.caller)) {
    throw accessDenied(
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    );
  }
  if (device.seed !== undefined) {
    const itsTime = call.now + (device.clockOffset ?? 0);
    useUp(call, device, totpMatches(device.seed, TokenCode, itsTime));
  }
  return call.now;
}

function belongsTo({ assignedTo }: MfaDevice, caller: Caller): boolean {
  if (assignedTo === undefined) return false;
  if (assignedTo.kind === 'root') return caller.kind === 'root';
  return caller.kind === 'user' && caller.userKey === assignedTo.userKey;
}

function useUp(call: Transaction, device: MfaDevice, step: number | undefined): void {
  if (step === undefined || (device.lastStep !== undefined && step <= device.lastStep)) {
    throw accessDenied('MultiFactorAuthentication failed with invalid MFA one time pass code. ');
  }
  call.update((account) => {
    account.mfaDevices = account.mfaDevices.update(
      device.serialNumber,
      (draft) => void (draft.lastStep = step),
    );
  });
}
