import { CreateUserCommand, GetUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { expectFailure, failureOf, useAws } from '../../support/aws.ts';
import { type Keys, captured } from '../../support/signing.ts';

/*
 * `signatures: 'verify'`: every door sees signatures, and refuses wrong ones as the services do.
 */

const { aws, iam, sts } = useAws({
  signatures: 'verify',
  seed: { users: { alice: { accessKeys: 1 } }, roles: { app: {} } },
});
const alice: Keys = aws.credentialsFor('alice');
const region = 'us-east-1';
const wrongSecret = { ...alice, secretAccessKey: 'wrong' };
const mismatch = {
  code: 'SignatureDoesNotMatch',
  message:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  status: 403,
};
const invalidToken = {
  code: 'InvalidClientTokenId',
  message: 'The security token included in the request is invalid.',
  status: 403,
};

const clients = (credentials: Keys) => ({
  iam: new IAMClient({ region, credentials, maxAttempts: 1 }),
  sts: new STSClient({ region, credentials, maxAttempts: 1 }),
});

describe('clients that are right', () => {
  test('with a long-term key', async () => {
    const { Arn } = await clients(alice).sts.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe('arn:aws:iam::123456789012:user/alice');
    await clients(alice).iam.send(new CreateUserCommand({ UserName: 'a+b@c', Path: '/x/' }));
    expect((await clients(alice).iam.send(new ListUsersCommand({}))).Users).toHaveLength(2);
  });

  test('without credentials and region, as the default root', async () => {
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe('arn:aws:iam::123456789012:root');
  });

  test('inside aws.as', async () => {
    const { Arn } = await aws.as('alice', () => sts.send(new GetCallerIdentityCommand({})));
    expect(Arn).toBe('arn:aws:iam::123456789012:user/alice');
  });

  test('with a session, and a chain of credentials', async () => {
    const { Credentials } = await clients(alice).sts.send(
      new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/app', RoleSessionName: 'session' }),
    );
    const session = {
      accessKeyId: Credentials?.AccessKeyId as string,
      secretAccessKey: Credentials?.SecretAccessKey as string,
      sessionToken: Credentials?.SessionToken as string,
    };
    expect((await clients(session).sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(
      'arn:aws:sts::123456789012:assumed-role/app/session',
    );
    const chained = new STSClient({
      region,
      credentials: fromTemporaryCredentials({
        masterCredentials: alice,
        params: { RoleArn: 'arn:aws:iam::123456789012:role/app', RoleSessionName: 'chained' },
        clientConfig: { region },
      }),
    });
    expect((await chained.send(new GetCallerIdentityCommand({}))).Arn).toBe(
      'arn:aws:sts::123456789012:assumed-role/app/chained',
    );
  });

  test('of calls that nobody signs', async () => {
    const failure = await failureOf(
      sts.send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: 'arn:aws:iam::123456789012:role/app',
          RoleSessionName: 'session',
          WebIdentityToken: 'no token',
        }),
      ),
    );
    expect(failure.Code).toBe('InvalidIdentityToken');
  });

  test("in other partitions' regions", async () => {
    const china = new IAMClient({ region: 'cn-north-1', credentials: alice });
    expect((await china.send(new GetUserCommand({}))).User?.Arn).toBe(
      'arn:aws-cn:iam::123456789012:user/alice',
    );
  });
});

describe('clients that are wrong', () => {
  test.each([
    ['a wrong secret', wrongSecret, mismatch],
    ['a key that nobody issued', { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' }, invalidToken],
    ['a superfluous token', { ...alice, sessionToken: 'x' }, invalidToken],
  ])('with %s', async (_name, credentials, refusal) => {
    await expectFailure(
      aws,
      () => clients(credentials).iam.send(new CreateUserCommand({ UserName: 'x' })),
      refusal,
    );
    await expectFailure(aws, () => clients(credentials).sts.send(new GetCallerIdentityCommand({})), refusal);
  });

  test('the journal has what was refused, without a caller', async () => {
    await failureOf(clients(wrongSecret).iam.send(new GetUserCommand({ UserName: 'alice' })));
    expect(aws.calls()).toEqual([
      expect.objectContaining({
        operation: 'GetUser',
        input: { UserName: 'alice' },
        principal: undefined,
        accessKeyId: alice.accessKeyId,
        error: mismatch,
      }),
    ]);
  });

  test('the signature comes before the parameters', async () => {
    await expectFailure(
      aws,
      () => clients(wrongSecret).iam.send(new GetUserCommand({ UserName: 'not a name!' })),
      mismatch,
    );
  });

  test('but after the operation is known', async () => {
    const { status, body } = await aws.handleRequest({
      method: 'POST',
      url: 'https://iam.amazonaws.com/',
      headers: {},
      body: 'Action=Nothing&Version=2010-05-08',
    });
    expect(status).toBe(400);
    expect(body).toContain('<Code>InvalidAction</Code>');
  });

  test('by a clock that stands elsewhere, the SDK corrects its own and tries again', async () => {
    aws.clock.set(new Date(Date.now() + 86_400_000));
    const client = new IAMClient({ region, credentials: alice });
    const { $metadata, User } = await client.send(new GetUserCommand({}));
    expect(User?.UserName).toBe('alice');
    expect($metadata.attempts).toBe(2);
    expect(aws.calls().map(({ error }) => error?.message)).toEqual([
      expect.stringMatching(
        /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 15 min\.\)$/,
      ),
      undefined,
    ]);
  });
});

const requestOf = () => captured(clients(alice).iam, new GetUserCommand({ UserName: 'alice' }));

describe('requests of others', () => {
  test('a signed one is answered, a changed one refused', async () => {
    const request = await requestOf();
    expect((await aws.handleRequest(request)).status).toBe(200);
    const { status, body } = await aws.handleRequest({
      ...request,
      body: `${String(request.body)}&MaxItems=1`,
    });
    expect(status).toBe(403);
    expect(body).toContain('<Code>SignatureDoesNotMatch</Code>');
  });

  test('one for IAM at an address of the user’s own', async () => {
    const client = new IAMClient({ region, credentials: alice, endpoint: 'http://localhost:4566' });
    const request = await captured(client, new GetUserCommand({ UserName: 'alice' }));
    expect((await aws.handleRequest(request)).status).toBe(200);
  });

  test('through fetch', async () => {
    const { url, method, headers, body } = await requestOf();
    const sent = { method, headers, body: body as string };
    expect((await fetch(url, sent)).status).toBe(200);
    expect((await fetch(url, { ...sent, body: `${String(body)}&x=y` })).status).toBe(403);
  });
});

test("'ignore' looks at no signature", async () => {
  aws.configure({ signatures: 'ignore' });
  try {
    expect((await clients(wrongSecret).sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(
      'arn:aws:iam::123456789012:user/alice',
    );
    expect((await iam.send(new ListUsersCommand({}))).Users).toHaveLength(1);
  } finally {
    aws.configure({ signatures: 'verify' });
  }
});
