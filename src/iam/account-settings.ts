import { entityAlreadyExists, noSuchEntity, validationError } from '../engine/errors.ts';
import { paginateList } from '../engine/pagination.ts';
import type { Transaction } from '../engine/transaction.ts';
import { checkPropertyKeys } from './account-properties.ts';
import { accountSummary } from './account-summary.ts';
import type { IamCatalogue } from './operation-types.ts';

/** What an account is called, what is in it and how it is set (IAM API Reference). */
export const accountSettingsOperations = {
  CreateAccountAlias: {
    resource: () => '*',
    run(call, { AccountAlias }) {
      // "Your account alias … must not be 12 digits"; the pattern lets them pass. The sentence is the pattern's.
      if (/^\d{12}$/.test(AccountAlias)) {
        throw validationError(
          "1 validation error detected: Value at 'accountAlias' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$",
        );
      }
      if (isAliasTaken(call, AccountAlias)) {
        throw entityAlreadyExists(`The account alias ${AccountAlias} already exists.`);
      }
      // An account has one alias: a second one replaces the first.
      call.update((account) => void (account.settings.alias = AccountAlias));
      return {};
    },
  },

  ListAccountAliases: {
    resource: () => '*',
    run(call, request) {
      const { alias } = call.account.settings;
      const { items, end } = paginateList(
        'ListAccountAliases',
        request,
        alias === undefined ? [] : [alias],
        (item) => item,
      );
      return { AccountAliases: items, ...end };
    },
  },

  DeleteAccountAlias: {
    resource: () => '*',
    run(call, { AccountAlias }) {
      if (call.account.settings.alias !== AccountAlias) {
        // The code is recorded, the sentence is the usual one.
        throw noSuchEntity(`The account alias ${AccountAlias} cannot be found.`);
      }
      call.update((account) => void delete account.settings.alias);
      return {};
    },
  },

  GetAccountSummary: {
    resource: () => '*',
    run: (call) => ({ SummaryMap: accountSummary(call) }),
  },

  SetSecurityTokenServicePreferences: {
    resource: () => '*',
    run(call, { GlobalEndpointTokenVersion }) {
      // A fresh account has version 1: asking for what is there changes nothing.
      const { globalEndpointTokenVersion = 'v1Token' } = call.account.settings;
      if (globalEndpointTokenVersion === GlobalEndpointTokenVersion) return {};
      call.update(
        (account) => void (account.settings.globalEndpointTokenVersion = GlobalEndpointTokenVersion),
      );
      return {};
    },
  },

  GetAccountProperties: {
    resource: () => '*',
    run: (call) => ({ Properties: Object.fromEntries(call.account.properties) }),
  },

  PutAccountProperties: {
    resource: () => '*',
    run(call, { Properties }) {
      checkPropertyKeys(Object.keys(Properties));
      call.update((account) => {
        for (const [key, value] of Object.entries(Properties))
          account.properties = account.properties.set(key, value);
      });
      return {};
    },
  },
} satisfies Partial<IamCatalogue>;

/** Aliases are part of sign-in URLs: one account in the world has each. */
function isAliasTaken(call: Transaction, alias: string): boolean {
  for (const account of call.state.accounts.values()) if (account.settings.alias === alias) return true;
  return false;
}
