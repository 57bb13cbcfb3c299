import {
  DisableOutboundWebIdentityFederationCommand,
  EnableOutboundWebIdentityFederationCommand,
  FeatureDisabledException,
  FeatureEnabledException,
  GetOutboundWebIdentityFederationInfoCommand,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws();

const enable = () => iam.send(new EnableOutboundWebIdentityFederationCommand({}));
const disable = () => iam.send(new DisableOutboundWebIdentityFederationCommand({}));
const info = () => iam.send(new GetOutboundWebIdentityFederationInfoCommand({}));

const disabled = {
  code: 'FeatureDisabled',
  status: 404,
  message:
    'The request failed because outbound identity federation is already disabled for your Amazon Web Services account. You cannot disable the feature multiple times',
  class: FeatureDisabledException,
};

test('an account that never enabled it has no issuer to show and nothing to disable', async () => {
  await expectFailure(aws, info, disabled);
  await expectFailure(aws, disable, disabled);
});

test('enabling gives the account an issuer of its own', async () => {
  const { $metadata: _, ...output } = await enable();
  expect(output).toStrictEqual({
    IssuerIdentifier: expect.stringMatching(
      /^https:\/\/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\.tokens\.sts\.global\.api\.aws$/,
    ) as string,
  });
  const { $metadata: __, ...shown } = await info();
  expect(shown).toStrictEqual({ ...output, JwtVendingEnabled: true });
});

test('enabling twice is refused', async () => {
  await enable();
  await expectFailure(aws, enable, {
    code: 'FeatureEnabled',
    status: 409,
    message:
      'The request failed because outbound identity federation is already enabled for your Amazon Web Services account. You cannot enable the feature multiple times. To fetch the current configuration (including the unique issuer URL), use the GetOutboundWebIdentityFederationInfo operation.',
    class: FeatureEnabledException,
  });
});

test('a disabled account still shows its issuer, and keeps it when it enables again', async () => {
  const { IssuerIdentifier } = await enable();
  await disable();
  expect(await info()).toMatchObject({ IssuerIdentifier, JwtVendingEnabled: false });
  await expectFailure(aws, disable, disabled);
  expect((await enable()).IssuerIdentifier).toBe(IssuerIdentifier);
  expect(await info()).toMatchObject({ JwtVendingEnabled: true });
});
