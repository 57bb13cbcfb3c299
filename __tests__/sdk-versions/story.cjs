/**
 * What a program does with the SDK, whichever version it is: every shape of input and output, every way to call, and
 * every kind of error. Gives plain data, so that versions and processes can be compared.
 *
 * @param sdk `{ iam, sts, providers }`: the modules of the SDK's packages
 * @param aws the mock that answers
 * @param configured options that every client is made with; none where clients need none
 */
module.exports = async function story({ iam: iamSdk, sts: stsSdk, providers }, aws, configured = {}) {
  const iam = new iamSdk.IAMClient(configured);
  const sts = new stsSdk.STSClient(configured);
  const report = {};
  const tell = (chapter, value) => void (report[chapter] = value);

  const created = await iam.send(
    new iamSdk.CreateUserCommand({
      UserName: 'alice+1@example.com',
      Path: '/team-one/',
      Tags: [
        { Key: 'Größe', Value: ' a+b=c@d ' },
        { Key: 'empty', Value: '' },
      ],
    }),
  );
  tell('a structure with a list', {
    ...created.User,
    UserId: created.User.UserId.length,
    CreateDate: created.User.CreateDate instanceof Date,
  });
  tell('metadata', {
    status: created.$metadata.httpStatusCode,
    requestId: /^[0-9a-f-]{36}$/.test(created.$metadata.requestId),
    attempts: created.$metadata.attempts,
  });
  const { $metadata: _metadata, ...nothing } = await iam.send(
    new iamSdk.CreateAccountAliasCommand({ AccountAlias: 'told' }),
  );
  tell('no output', nothing);

  for (const UserName of ['bob', 'carol', 'dave']) await iam.send(new iamSdk.CreateUserCommand({ UserName }));
  const pages = [];
  for await (const page of iamSdk.paginateListUsers({ client: iam, pageSize: 2 }, {}))
    pages.push({
      users: page.Users.map(({ UserName }) => UserName),
      truncated: page.IsTruncated,
      marker: typeof page.Marker,
    });
  tell('pages', pages);

  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
  });
  const { Role } = await iam.send(
    new iamSdk.CreateRoleCommand({
      RoleName: 'app',
      AssumeRolePolicyDocument: document,
      MaxSessionDuration: 7200,
      Description: 'a & b < c "d"\n\té',
    }),
  );
  const { Role: read } = await iam.send(new iamSdk.GetRoleCommand({ RoleName: 'app' }));
  tell('a role', {
    name: Role.RoleName,
    document: decodeURIComponent(Role.AssumeRolePolicyDocument) === document,
    description: read.Description,
    seconds: read.MaxSessionDuration,
  });

  const { SummaryMap } = await iam.send(new iamSdk.GetAccountSummaryCommand({}));
  tell('a map', { Users: SummaryMap.Users, Roles: SummaryMap.Roles });

  while ((await iam.send(new iamSdk.GenerateCredentialReportCommand({}))).State !== 'COMPLETE');
  const { Content, ReportFormat } = await iam.send(new iamSdk.GetCredentialReportCommand({}));
  tell('a blob', {
    bytes: Content instanceof Uint8Array,
    firstColumns: Buffer.from(Content).toString('utf8').split(',', 2),
    format: ReportFormat,
  });

  await iam.send(
    new iamSdk.UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 12, RequireSymbols: true }),
  );
  const { PasswordPolicy } = await iam.send(new iamSdk.GetAccountPasswordPolicyCommand({}));
  tell('numbers and booleans', {
    length: PasswordPolicy.MinimumPasswordLength,
    symbols: PasswordPolicy.RequireSymbols,
    numbers: PasswordPolicy.RequireNumbers,
  });
  tell('an empty list', (await iam.send(new iamSdk.ListGroupsCommand({}))).Groups);
  await iam.send(new iamSdk.TagUserCommand({ UserName: 'bob', Tags: [] }));
  await iam.send(new iamSdk.UntagUserCommand({ UserName: 'bob', TagKeys: ['none', 'neither'] }));

  const failure = async (call) => {
    try {
      await call();
    } catch (error) {
      return {
        name: error.name,
        message: error.message,
        code: error.Code ?? error.Error?.Code,
        fault: error.$fault,
        status: error.$metadata?.httpStatusCode,
        attempts: error.$metadata?.attempts,
        class: error.constructor.name,
        ofService: error instanceof iamSdk.IAMServiceException || error instanceof stsSdk.STSServiceException,
      };
    }
    return 'no failure';
  };
  tell(
    'an error of the model',
    await failure(() => iam.send(new iamSdk.GetUserCommand({ UserName: 'nobody' }))),
  );
  tell(
    'is of its class',
    await iam
      .send(new iamSdk.GetUserCommand({ UserName: 'nobody' }))
      .catch((error) => error instanceof iamSdk.NoSuchEntityException),
  );
  tell(
    'an error that no model has',
    await failure(() => iam.send(new iamSdk.GetUserCommand({ UserName: 'no spaces' }))),
  );
  tell(
    'an error of STS',
    await failure(() =>
      sts.send(
        new stsSdk.AssumeRoleWithWebIdentityCommand({
          RoleArn: 'arn:aws:iam::123456789012:role/app',
          RoleSessionName: 'web',
          WebIdentityToken: 'no token',
        }),
      ),
    ),
  );
  tell('a conflict', await failure(() => iam.send(new iamSdk.CreateUserCommand({ UserName: 'BOB' }))));

  tell('an aggregated client', (await new iamSdk.IAM(configured).getUser({ UserName: 'bob' })).User.Arn);
  tell(
    'a callback',
    await new Promise((resolve) => {
      iam.send(new iamSdk.GetUserCommand({ UserName: 'carol' }), (error, output) =>
        resolve(error ?? output.User.Arn),
      );
    }),
  );
  tell(
    'a waiter',
    (await iamSdk.waitUntilUserExists({ client: iam, maxWaitTime: 5 }, { UserName: 'dave' })).state,
  );

  tell('the caller', (await sts.send(new stsSdk.GetCallerIdentityCommand({}))).Arn);
  const assume = { RoleArn: 'arn:aws:iam::123456789012:role/app', RoleSessionName: 'told' };
  const { Credentials, AssumedRoleUser } = await sts.send(new stsSdk.AssumeRoleCommand(assume));
  tell('an assumed role', {
    arn: AssumedRoleUser.Arn,
    key: Credentials.AccessKeyId.slice(0, 4),
    date: Credentials.Expiration instanceof Date,
  });
  const asRole = new stsSdk.STSClient({
    ...configured,
    credentials: {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      sessionToken: Credentials.SessionToken,
    },
  });
  tell('as the role', (await asRole.send(new stsSdk.GetCallerIdentityCommand({}))).Arn);

  const { AccessKey } = await iam.send(new iamSdk.CreateAccessKeyCommand({ UserName: 'bob' }));
  const chained = new stsSdk.STSClient({
    ...configured,
    credentials: providers.fromTemporaryCredentials({
      masterCredentials: { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey },
      params: { ...assume, RoleSessionName: 'chained' },
      clientConfig: { region: 'us-east-1' },
    }),
  });
  tell('a credential chain', (await chained.send(new stsSdk.GetCallerIdentityCommand({}))).Arn);

  const watched = new iamSdk.IAMClient(configured);
  const seen = [];
  watched.middlewareStack.add(
    (next) => async (args) => {
      seen.push(typeof args.request?.headers?.authorization);
      return await next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'watcher' },
  );
  await watched.send(new iamSdk.GetUserCommand({ UserName: 'bob' }));
  tell('middleware of one’s own', seen);

  aws.failNext('GetUser', 'Throttling', { times: 2 });
  tell(
    'throttled twice',
    (await iam.send(new iamSdk.GetUserCommand({ UserName: 'bob' }))).$metadata.attempts,
  );
  aws.failNext('GetUser', 'ECONNRESET');
  tell(
    'a connection reset',
    (await iam.send(new iamSdk.GetUserCommand({ UserName: 'bob' }))).$metadata.attempts,
  );
  aws.failNext('GetUser', 'ServiceFailure', { times: 3 });
  tell('a service that fails', await failure(() => iam.send(new iamSdk.GetUserCommand({ UserName: 'bob' }))));

  aws.configure({ signatures: 'verify' });
  tell('a signature', (await chained.send(new stsSdk.GetCallerIdentityCommand({}))).Arn);
  const forger = new iamSdk.IAMClient({
    region: 'us-east-1',
    ...configured,
    credentials: { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: 'forged' },
    maxAttempts: 1,
  });
  tell('a forged signature', (await failure(() => forger.send(new iamSdk.ListUsersCommand({})))).name);
  aws.configure({ signatures: 'ignore' });
  return report;
};
