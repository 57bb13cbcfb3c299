import { DeleteAccessKeyCommand } from '@aws-sdk/client-iam';
import {
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  InvalidAuthorizationMessageException,
  STSClient,
} from '@aws-sdk/client-sts';
import { encodeAuthorizationMessage } from '../../src/engine/authorization-message.ts';
import { expectFailure, useAws } from '../support/aws.ts';
import { createUser, performIn } from '../support/sessions.ts';

const { aws, iam, sts } = useAws({ now: '2026-01-31T12:00:00Z' });

describe('GetCallerIdentity', () => {
  test('without credentials: the root user', async () => {
    const { $metadata: _, ...identity } = await sts.send(new GetCallerIdentityCommand({}));
    expect(identity).toStrictEqual({
      UserId: '123456789012',
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:root',
    });
  });

  test('of a user', async () => {
    const alice = await createUser(iam, 'alice', { Path: '/team/' });
    const { $metadata: _, ...identity } = await alice.sts.send(new GetCallerIdentityCommand({}));
    expect(identity).toStrictEqual({
      UserId: alice.userId,
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:user/team/alice',
    });
  });

  test.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('in %s ARNs are of %s', async (region, partition) => {
    const { Arn } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:${partition}:iam::123456789012:root`);
  });
});

const info = async (AccessKeyId: string | undefined) => {
  const { $metadata: _, ...output } = await sts.send(new GetAccessKeyInfoCommand({ AccessKeyId }));
  return output;
};

describe('GetAccessKeyInfo', () => {
  test('long-term and temporary keys, of any account and in any state', async () => {
    const alice = await createUser(iam, 'alice');
    const { Credentials } = await sts.send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
    performIn(aws, '210987654321', 'CreateUser', { UserName: 'bob' });
    const { AccessKey } = performIn(aws, '210987654321', 'CreateAccessKey', { UserName: 'bob' });
    await iam.send(new DeleteAccessKeyCommand({ UserName: 'alice', AccessKeyId: alice.accessKeyId }));
    aws.clock.advance('2h');
    expect(await info(alice.accessKeyId)).toStrictEqual({ Account: '123456789012' });
    expect(await info(Credentials?.AccessKeyId)).toStrictEqual({ Account: '123456789012' });
    expect(await info((AccessKey as { AccessKeyId: string }).AccessKeyId)).toStrictEqual({
      Account: '210987654321',
    });
  });

  // The example of the researchers who published how ids carry accounts.
  test('a key nobody issued here carries its account', async () => {
    expect(await info('ASIAQNZGKIQY56JQ7WML')).toStrictEqual({ Account: '029608264753' });
  });

  test.each(['AKIAIOSFODNN7EXAMPLE', 'ABCDEFGHIJKLMNOPQRST', 'AIDAQNZGKIQY56JQ7WML', '_'.repeat(16)])(
    '%s carries none',
    async (AccessKeyId) => {
      await expectFailure(aws, () => info(AccessKeyId), {
        code: 'InvalidClientTokenId',
        status: 403,
        message: 'The security token included in the request is invalid.',
      });
    },
  );

  test('an id has sixteen characters or more', async () => {
    await expectFailure(aws, () => info('AKIA!'), {
      code: 'ValidationError',
      status: 400,
      message:
        "2 validation errors detected: Value 'AKIA!' at 'accessKeyId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w]*; Value 'AKIA!' at 'accessKeyId' failed to satisfy constraint: Member must have length greater than or equal to 16",
    });
  });
});

const decode = (EncodedMessage: string) =>
  sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage }));

describe('DecodeAuthorizationMessage', () => {
  const message = {
    allowed: false,
    explicitDeny: false,
    matchedStatements: { items: [] },
    failures: { items: [] },
    context: {
      principal: { id: 'AIDAEXAMPLE', name: 'alice', arn: 'arn:aws:iam::123456789012:user/alice' },
      action: 'ec2:RunInstances',
      resource: 'arn:aws:ec2:us-east-1:123456789012:instance/*',
      conditions: { items: [{ key: 'ec2:Region', values: { items: [{ value: 'us-east-1 € ñ' }] } }] },
    },
  };
  const encoded = encodeAuthorizationMessage(message);
  test('gives the message back', async () => {
    const { $metadata: _, ...output } = await decode(encoded);
    expect(output).toStrictEqual({ DecodedMessage: JSON.stringify(message) });
  });

  test('a message is opaque text that fits in a request', () => {
    expect(encoded).toMatch(/^[\w-]+$/);
    expect(encoded.length).toBeLessThan(10_240);
  });

  test.each([
    ['any text', 'abc'],
    ['base64 of something', 'aGVsbG8gd29ybGQ'],
    ['a line break inside', `${encoded.slice(0, 20)}\n${encoded.slice(20)}`],
    ['a character less', encoded.slice(0, -4)],
    ['a character changed', `${encoded.slice(0, 30)}${encoded[30] === 'A' ? 'B' : 'A'}${encoded.slice(31)}`],
  ])('%s is no message', async (_, text) => {
    await expectFailure(aws, () => decode(text), {
      code: 'InvalidAuthorizationMessageException',
      status: 400,
      message: 'Message is not valid',
      class: InvalidAuthorizationMessageException,
    });
  });
});
