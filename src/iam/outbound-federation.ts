import { AwsError } from '../engine/errors.ts';
import type { IamCatalogue } from './operation-types.ts';

/**
 * Whether the account issues JSON Web Tokens to its principals, and under which name (IAM API Reference:
 * EnableOutboundWebIdentityFederation, Disable…, Get…Info). The tokens come from GetWebIdentityToken of STS.
 *
 * The issuer is the account's: it stays the same when the feature is switched off and on again.
 */
export const outboundFederationOperations = {
  EnableOutboundWebIdentityFederation: {
    resource: () => '*',
    run(call) {
      const present = call.account.settings.outboundFederation;
      if (present?.enabled) {
        throw new AwsError(
          'FeatureEnabled',
          'The request failed because outbound identity federation is already enabled for your Amazon Web Services account. You cannot enable the feature multiple times. To fetch the current configuration (including the unique issuer URL), use the GetOutboundWebIdentityFederationInfo operation.',
          409,
        );
      }
      const issuer = present?.issuer ?? `https://${call.identifiers.uuid()}.tokens.sts.global.api.aws`;
      call.update((account) => {
        account.settings.outboundFederation = { ...present, issuer, enabled: true };
      });
      return { IssuerIdentifier: issuer };
    },
  },

  DisableOutboundWebIdentityFederation: {
    resource: () => '*',
    run(call) {
      const present = call.account.settings.outboundFederation;
      if (present === undefined || !present.enabled) throw featureDisabled();
      call.update((account) => {
        account.settings.outboundFederation = { ...present, enabled: false };
      });
      return {};
    },
  },

  GetOutboundWebIdentityFederationInfo: {
    resource: () => '*',
    run(call) {
      const present = call.account.settings.outboundFederation;
      if (present === undefined) throw featureDisabled();
      return { IssuerIdentifier: present.issuer, JwtVendingEnabled: present.enabled };
    },
  },
} satisfies Partial<IamCatalogue>;

/** AWS's sentences are not recorded; these are the service model's. */
const featureDisabled = (): AwsError =>
  new AwsError(
    'FeatureDisabled',
    'The request failed because outbound identity federation is already disabled for your Amazon Web Services account. You cannot disable the feature multiple times',
    404,
  );
