import type { Credential, CredentialHolder, SigningCertificate, User } from '../engine/entities.ts';
import { AwsError } from '../engine/errors.ts';
import type { Transaction } from '../engine/transaction.ts';
import type { IamCatalogue } from './operation-types.ts';
import { userArn } from './user.ts';

/**
 * The credential report (IAM User Guide, "Generate credential reports for your AWS account").
 *
 * AWS takes seconds to write it. Here it is written when it is asked for, and complete as soon as anybody looks
 * again: a caller who polls needs no clock that moves, and one who does not look for COMPLETE is not punished.
 */
export const credentialReportOperations = {
  GenerateCredentialReport: {
    resource: () => '*',
    run(call) {
      const present = call.account.settings.credentialReport;
      if (present !== undefined && isFresh(call, present.generatedDate))
        return { State: 'COMPLETE' as const };
      const content = reportOf(call);
      call.update((account) => {
        account.settings.credentialReport = {
          requestedDate: call.now,
          generatedDate: call.now,
          content,
        };
      });
      return {
        State: 'STARTED' as const,
        Description: 'No report exists. Starting a new report generation task',
      };
    },
  },

  GetCredentialReport: {
    resource: () => '*',
    run(call) {
      const report = call.account.settings.credentialReport;
      // The codes are documented, the sentences are not recorded: these are those of the API Reference.
      if (report === undefined)
        throw new AwsError(
          'ReportNotPresent',
          'The request was rejected because the credential report does not exist. To generate a credential report, use GenerateCredentialReport.',
          410,
        );
      if (!isFresh(call, report.generatedDate)) {
        throw new AwsError(
          'ReportExpired',
          'The request was rejected because the most recent credential report has expired. To generate a new credential report, use GenerateCredentialReport.',
          410,
        );
      }
      return {
        Content: new TextEncoder().encode(report.content),
        ReportFormat: 'text/csv' as const,
        GeneratedTime: new Date(report.generatedDate),
      };
    },
  },
} satisfies Partial<IamCatalogue>;

/** "If the most recent report for the account has been generated within the past four hours, it is downloaded." */
const isFresh = (call: Transaction, generated: number): boolean => call.now - generated < fourHours;

const fourHours = 4 * 60 * 60 * 1000;
const day = 24 * 60 * 60 * 1000;

const columns = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_1_last_used_region',
  'access_key_1_last_used_service',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'access_key_2_last_used_region',
  'access_key_2_last_used_service',
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
];

/** The lines, root first, then users by name; none ends in a line end. */
function reportOf(call: Transaction): string {
  const { users } = call.account;
  const rows = [columns, rootRow(call)];
  for (const user of users.values()) rows.push(userRow(call, user));
  return rows.map((row) => row.map(cell).join(',')).join('\n');
}

/** IAM names may have commas, the one character of theirs that CSV must quote. */
const cell = (text: string): string => (text.includes(',') ? `"${text}"` : text);

function rootRow(call: Transaction): string[] {
  const { root } = call.account;
  return [
    '<root_account>',
    `arn:${call.partition}:iam::${call.accountId}:root`,
    date(root.createDate),
    'not_supported',
    root.passwordLastUsed === undefined ? 'no_information' : date(root.passwordLastUsed),
    'not_supported',
    'not_supported',
    ...credentialCells(call, root),
  ];
}

function userRow(call: Transaction, user: User): string[] {
  return [
    user.name,
    userArn(call.partition, call.accountId, user),
    date(user.createDate),
    ...passwordCells(call, user),
    ...credentialCells(call, user),
  ];
}

function passwordCells(call: Transaction, { loginProfile, passwordLastUsed }: User): string[] {
  if (loginProfile === undefined) return ['false', notApplicable, notApplicable, notApplicable];
  const maximumAge = call.account.settings.passwordPolicy?.maxPasswordAge;
  return [
    'true',
    passwordLastUsed === undefined ? 'no_information' : date(passwordLastUsed),
    date(loginProfile.passwordChanged),
    maximumAge ? date(loginProfile.passwordChanged + maximumAge * day) : notApplicable,
  ];
}

/** Beyond a password: the second factor, two access keys and two certificates, whether they are there or not. */
function credentialCells(call: Transaction, holder: CredentialHolder): string[] {
  const [key1, key2] = holder.accessKeys.map((id) => call.state.credentials.get(id));
  const [certificate1, certificate2] = holder.signingCertificates.map((id) =>
    call.account.signingCertificates.get(id),
  );
  return [
    String(holder.mfaDevices.length > 0),
    ...accessKeyCells(key1),
    ...accessKeyCells(key2),
    ...certificateCells(certificate1),
    ...certificateCells(certificate2),
  ];
}

function accessKeyCells(key: Credential | undefined): string[] {
  if (key === undefined) return ['false', notApplicable, notApplicable, notApplicable, notApplicable];
  const { lastUsed } = key;
  return [
    String(key.status === 'Active'),
    date(key.createDate),
    lastUsed === undefined ? notApplicable : date(lastUsed.date),
    lastUsed?.region ?? notApplicable,
    lastUsed?.service ?? notApplicable,
  ];
}

const certificateCells = (certificate: SigningCertificate | undefined): string[] =>
  certificate === undefined
    ? ['false', notApplicable]
    : [String(certificate.status === 'Active'), date(certificate.uploadDate)];

const notApplicable = 'N/A';

/** `2026-01-31T12:00:00+00:00` */
const date = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace('.000Z', '+00:00');
