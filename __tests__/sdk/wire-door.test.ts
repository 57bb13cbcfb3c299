import { createIamMock } from '../../src/index.ts';

/*
 * The wire as somebody without an SDK sees it: forms in, XML out.
 */

const aws = createIamMock({ now: '2026-01-31T12:00:00Z' });
beforeEach(() => aws.reset());

const authorization =
  'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260131/us-east-1/iam/aws4_request, SignedHeaders=host;x-amz-date, Signature=00';

function post(body: string | Uint8Array, headers: Record<string, string> = { authorization }) {
  return aws.handleRequest({ method: 'POST', url: 'https://iam.amazonaws.com/', headers, body });
}

const iam = (action: string, form = '') => post(`Action=${action}&Version=2010-05-08${form && `&${form}`}`);

function errorOf(xml: string): { namespace: string; type: string; code: string; message: string } {
  const part = (pattern: RegExp) => pattern.exec(xml)?.[1] ?? '(none)';
  return {
    namespace: part(/<ErrorResponse xmlns="([^"]*)">/),
    type: part(/<Type>(.*)<\/Type>/),
    code: part(/<Code>(.*)<\/Code>/),
    message: part(/<Message>(.*)<\/Message>/s),
  };
}

describe('replies', () => {
  test('an output is an XML document with the request id in body and header', async () => {
    const { status, headers, body } = await iam(
      'CreateUser',
      'UserName=alice&Path=%2Fteam%2F&Tags.member.1.Key=env&Tags.member.1.Value=a+b',
    );
    const requestId = headers['x-amzn-requestid'];
    expect(requestId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(status).toBe(200);
    expect(headers).toEqual({
      'x-amzn-requestid': requestId,
      'content-type': 'text/xml',
      'content-length': String(body.length),
      date: expect.stringMatching(/ GMT$/),
    });
    expect(body).toBe(
      '<CreateUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><CreateUserResult><User>' +
        '<Path>/team/</Path><UserName>alice</UserName>' +
        `<UserId>${/AIDA\w+/.exec(body)?.[0]}</UserId>` +
        '<Arn>arn:aws:iam::123456789012:user/team/alice</Arn><CreateDate>2026-01-31T12:00:00Z</CreateDate>' +
        '<Tags><member><Key>env</Key><Value>a b</Value></member></Tags></User></CreateUserResult>' +
        `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></CreateUserResponse>`,
    );
  });

  test('an operation without output has no result element', async () => {
    await iam('CreateUser', 'UserName=alice');
    const { body, headers } = await iam('DeleteUser', 'UserName=alice');
    expect(body).toBe(
      '<DeleteUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ResponseMetadata>' +
        `<RequestId>${headers['x-amzn-requestid']}</RequestId></ResponseMetadata></DeleteUserResponse>`,
    );
  });

  test('an error has its status, and the request id in body and header', async () => {
    const { status, headers, body } = await iam('GetUser', 'UserName=nobody');
    expect(status).toBe(404);
    expect(body).toBe(`<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
  <Error>
    <Type>Sender</Type>
    <Code>NoSuchEntity</Code>
    <Message>The user with name nobody cannot be found.</Message>
  </Error>
  <RequestId>${headers['x-amzn-requestid']}</RequestId>
</ErrorResponse>
`);
  });

  test('an error of the server is Receiver', async () => {
    aws.failNext('GetUser', 'ServiceFailure');
    const { status, body } = await iam('GetUser', 'UserName=alice');
    expect(status).toBe(500);
    expect(errorOf(body)).toMatchObject({ type: 'Receiver', code: 'ServiceFailure' });
  });

  test('text is escaped', async () => {
    const { body } = await aws.handleRequest({
      method: 'POST',
      url: 'https://sts.amazonaws.com/',
      headers: { authorization },
      body: `Action=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::123456789012:role/x&RoleSessionName=${encodeURIComponent('<a> & "b"\r\n')}`,
    });
    expect(body).toContain(
      'Value &apos;&lt;a&gt; &amp; &quot;b&quot;&#xD;&#10;&apos; at &apos;roleSessionName&apos;',
    );
  });

  test('STS answers in its own namespace', async () => {
    const { body, headers } = await aws.handleRequest({
      method: 'POST',
      url: 'https://sts.eu-west-1.amazonaws.com/',
      headers: { Authorization: authorization.replace('/iam/', '/sts/') },
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    });
    expect(body).toBe(
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
        '<UserId>123456789012</UserId><Account>123456789012</Account><Arn>arn:aws:iam::123456789012:root</Arn>' +
        `</GetCallerIdentityResult><ResponseMetadata><RequestId>${headers['x-amzn-requestid']}</RequestId>` +
        '</ResponseMetadata></GetCallerIdentityResponse>',
    );
  });
});

describe('requests that no operation answers', () => {
  const fault = 'http://webservices.amazon.com/AWSFault/2005-15-09';
  const namespace = 'https://iam.amazonaws.com/doc/2010-05-08/';

  test.each([
    {
      it: 'names an unknown action',
      body: 'Action=Frobnicate&Version=2010-05-08',
      status: 400,
      error: {
        namespace: fault,
        code: 'InvalidAction',
        message: 'Could not find operation Frobnicate for version 2010-05-08',
      },
    },
    {
      it: 'names an unknown action without a signature',
      body: 'Action=Frobnicate&Version=2010-05-08',
      headers: {},
      status: 400,
      error: {
        namespace: fault,
        code: 'InvalidAction',
        message: 'Could not find operation Frobnicate for version 2010-05-08',
      },
    },
    {
      it: 'names an action of another version',
      body: 'Action=GetUser&Version=2008-01-01',
      status: 400,
      error: {
        namespace: fault,
        code: 'InvalidAction',
        message: 'Could not find operation GetUser for version 2008-01-01',
      },
    },
    {
      it: 'names an action of the other service',
      body: 'Action=AssumeRole&Version=2011-06-15',
      status: 400,
      error: {
        namespace: fault,
        code: 'InvalidAction',
        message: 'Could not find operation AssumeRole for version 2011-06-15',
      },
    },
    {
      it: 'names a member of every object',
      body: 'Action=constructor&Version=2010-05-08',
      status: 400,
      error: {
        namespace: fault,
        code: 'InvalidAction',
        message: 'Could not find operation constructor for version 2010-05-08',
      },
    },
    {
      it: 'has no version',
      body: 'Action=GetUser&UserName=alice',
      status: 400,
      error: {
        namespace: fault,
        code: 'InvalidAction',
        message: 'Could not find operation GetUser for version NO_VERSION_SPECIFIED',
      },
    },
    {
      it: 'has no action',
      body: 'Version=2010-05-08',
      status: 400,
      error: {
        namespace,
        code: 'MissingAction',
        message: 'The request is missing an action or a required parameter.',
      },
    },
    {
      it: 'is empty',
      body: '',
      status: 400,
      error: {
        namespace,
        code: 'MissingAction',
        message: 'The request is missing an action or a required parameter.',
      },
    },
    {
      it: 'is not signed',
      body: 'Action=GetUser&Version=2010-05-08',
      headers: {},
      status: 403,
      error: {
        namespace,
        code: 'MissingAuthenticationToken',
        message: 'Request is missing Authentication Token',
      },
    },
    {
      it: 'is signed by nobody',
      body: 'Action=GetUser&Version=2010-05-08',
      headers: { authorization: 'AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00' },
      status: 400,
      error: {
        namespace,
        code: 'IncompleteSignature',
        message:
          'Authorization header requires &apos;Credential&apos; parameter. Authorization=AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00',
      },
    },
    {
      it: 'has a broken percent escape',
      body: 'Action=GetUser&Version=2010-05-08&UserName=%zz',
      status: 404,
      error: {
        namespace,
        code: 'MalformedQueryString',
        message: 'The query string contains a syntax error.',
      },
    },
    {
      it: 'has percent escapes that are no UTF-8',
      body: 'Action=GetUser&Version=2010-05-08&UserName=%ff%fe',
      status: 404,
      error: {
        namespace,
        code: 'MalformedQueryString',
        message: 'The query string contains a syntax error.',
      },
    },
    {
      it: 'has bytes that are no UTF-8',
      body: new Uint8Array([0x41, 0xff, 0xfe, 0x3d]),
      status: 404,
      error: {
        namespace,
        code: 'MalformedQueryString',
        message: 'The query string contains a syntax error.',
      },
    },
    {
      it: 'has more bytes than anybody needs',
      body: `Action=GetUser&Version=2010-05-08&UserName=${'x'.repeat(4 * 1024 * 1024)}`,
      status: 413,
      error: {
        namespace,
        code: 'RequestEntityTooLarge',
        message: 'The request is larger than the service accepts.',
      },
    },
    {
      it: 'has more parameters than anybody needs',
      body: `Action=GetUser&Version=2010-05-08${'&a=b'.repeat(10_000)}`,
      status: 413,
      error: {
        namespace,
        code: 'RequestEntityTooLarge',
        message: 'The request is larger than the service accepts.',
      },
    },
    {
      it: 'gives a text for a list',
      body: 'Action=TagUser&Version=2010-05-08&UserName=alice&Tags=env',
      status: 400,
      error: { namespace, code: 'MalformedInput', message: '' },
    },
    {
      it: 'gives a text for a number',
      body: 'Action=ListUsers&Version=2010-05-08&MaxItems=abc',
      status: 400,
      error: { namespace, code: 'MalformedInput', message: '' },
    },
  ])('$it', async ({ body, headers, status, error }) => {
    const before = aws.state;
    const reply = await post(body, headers);
    expect({ status: reply.status, error: errorOf(reply.body) }).toEqual({
      status,
      error: { type: 'Sender', ...error },
    });
    expect(reply.body).toContain(`<RequestId>${reply.headers['x-amzn-requestid']}</RequestId>`);
    expect(aws.state).toBe(before);
  });
});

/** What the service understood. */
async function inputOf(action: string, form: string): Promise<unknown> {
  await iam(action, form);
  return aws.calls().at(-1)?.input;
}

describe('forms', () => {
  test.each([
    ['a plus for a space', 'ListUsers', 'PathPrefix=/a+b', { PathPrefix: '/a b' }],
    ['percent escapes of several bytes', 'GetUser', 'UserName=%C3%A9', { UserName: 'é' }],
    ['an empty value', 'ListUsers', 'Marker=', { Marker: '' }],
    ['a name without a value', 'ListUsers', 'Marker', { Marker: '' }],
    ['numbers', 'ListUsers', 'MaxItems=7', { MaxItems: 7 }],
    ['the first of two values', 'GetUser', 'UserName=one&UserName=two', { UserName: 'one' }],
    ['nothing of unknown parameters', 'GetUser', 'UserName=a&Colour=red&.=1&..=2&a.b.c=3', { UserName: 'a' }],
    ['nothing of a name inside a text', 'GetUser', 'UserName=a&UserName.member.1=b', { UserName: 'a' }],
    ['empty pairs', 'GetUser', '&&UserName=a&&', { UserName: 'a' }],
    ['an equals sign in a value', 'ListUsers', 'Marker=a=b==', { Marker: 'a=b==' }],
    ['an empty list', 'UntagUser', 'UserName=a&TagKeys=', { UserName: 'a', TagKeys: [] }],
    [
      'a list of texts',
      'UntagUser',
      'UserName=a&TagKeys.member.1=x&TagKeys.member.2=y',
      { UserName: 'a', TagKeys: ['x', 'y'] },
    ],
    [
      'a list out of order',
      'UntagUser',
      'UserName=a&TagKeys.member.10=y&TagKeys.member.9=x',
      { UserName: 'a', TagKeys: ['x', 'y'] },
    ],
    [
      'a list with gaps',
      'UntagUser',
      'UserName=a&TagKeys.member.7=x&TagKeys.member.999999999=y',
      { UserName: 'a', TagKeys: ['x', 'y'] },
    ],
    [
      'numbers beyond all counting',
      'UntagUser',
      `UserName=a&TagKeys.member.1=x&TagKeys.member.${'9'.repeat(400)}=y`,
      { UserName: 'a', TagKeys: ['x', 'y'] },
    ],
    [
      'no list of what is no number',
      'UntagUser',
      'UserName=a&TagKeys.member.1=x&TagKeys.member.0=z&TagKeys.member.-1=z&TagKeys.member.01=z&TagKeys.1=z',
      { UserName: 'a', TagKeys: ['x'] },
    ],
    [
      'structures in a list',
      'TagUser',
      'UserName=a&Tags.member.1.Value=v&Tags.member.1.Key=k',
      { UserName: 'a', Tags: [{ Key: 'k', Value: 'v' }] },
    ],
    [
      'a member by the name of a prototype',
      'GetUser',
      'UserName=a&__proto__.x=1&constructor=2',
      { UserName: 'a' },
    ],
  ])('hold %s', async (_, action, form, input) => {
    expect(await inputOf(action, form)).toEqual(input);
  });

  test('hold maps', async () => {
    await iam(
      'PutAccountProperties',
      'Namespace=Test/One&Properties.entry.1.key=a&Properties.entry.1.value=1&Properties.entry.2.key=b&Properties.entry.2.value=2',
    );
    const input = aws.calls().at(-1)?.input['Properties'];
    expect(Object.entries(input as object)).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  test('a name of a million segments costs nothing', async () => {
    const before = performance.now();
    const { status } = await iam('ListUsers', `${'a.'.repeat(1_000_000)}=1`);
    expect(status).toBe(200);
    expect(performance.now() - before).toBeLessThan(500);
  });
});

async function callOf(request: Parameters<typeof aws.handleRequest>[0]) {
  const { status } = await aws.handleRequest(request);
  const { service, operation, accessKeyId, region } = aws.calls().at(-1) ?? {};
  return { status, service, operation, accessKeyId, region };
}
const identity = 'Action=GetCallerIdentity&Version=2011-06-15';
const signedFor = (scope: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
});

describe('who and where', () => {
  test.each([
    {
      it: 'the credential of the header, and its region',
      request: {
        method: 'POST',
        url: 'https://sts.amazonaws.com/',
        headers: signedFor('AKIDONE/20260131/eu-central-1/sts/aws4_request'),
        body: identity,
      },
      call: { accessKeyId: 'AKIDONE', region: 'eu-central-1' },
    },
    {
      it: 'a presigned GET',
      request: {
        method: 'GET',
        url: `https://sts.amazonaws.com/?${identity}&X-Amz-Credential=AKIDTWO%2F20260131%2Fus-west-2%2Fsts%2Faws4_request`,
        headers: {},
      },
      call: { accessKeyId: 'AKIDTWO', region: 'us-west-2' },
    },
    {
      it: 'a GET whose host is a header',
      request: {
        method: 'GET',
        url: `/?${identity}`,
        headers: {
          Host: 'sts.us-east-2.amazonaws.com',
          ...signedFor('AKID3/20260131/us-east-2/sts/aws4_request'),
        },
      },
      call: { accessKeyId: 'AKID3', region: 'us-east-2' },
    },
    {
      it: 'a custom endpoint, by what was signed for',
      request: {
        method: 'POST',
        url: 'http://localhost:4566/',
        headers: signedFor('AKID4/20260131/us-east-1/sts/aws4_request'),
        body: identity,
      },
      call: { accessKeyId: 'AKID4', region: 'us-east-1' },
    },
    {
      it: 'a credential for several regions',
      request: {
        method: 'POST',
        url: 'http://[::1]:4566/',
        headers: {
          Authorization:
            'AWS4-ECDSA-P256-SHA256 Credential=AKID5/20260131/sts/aws4_request, SignedHeaders=host, Signature=0',
        },
        body: identity,
      },
      call: { accessKeyId: 'AKID5', region: 'us-east-1' },
    },
    {
      it: 'a signature of version 2',
      request: {
        method: 'GET',
        url: `https://sts.amazonaws.com/?${identity}&AWSAccessKeyId=AKID6&SignatureVersion=2`,
        headers: {},
      },
      call: { accessKeyId: 'AKID6', region: 'us-east-1' },
    },
  ])('$it', async ({ request, call }) => {
    expect(await callOf(request)).toEqual({
      status: 200,
      service: 'sts',
      operation: 'GetCallerIdentity',
      ...call,
    });
  });

  test('calls of web identities need no signature', async () => {
    const { status, body } = await aws.handleRequest({
      method: 'POST',
      url: 'http://localhost/',
      headers: {},
      body: 'Action=AssumeRoleWithWebIdentity&Version=2011-06-15',
    });
    expect(status).toBe(400);
    expect(errorOf(body).code).not.toBe('MissingAuthenticationToken');
  });

  test('a key that is expired or unknown is refused', async () => {
    aws.configure({ unknownCredentials: 'reject' });
    const { status, body } = await iam('ListUsers');
    aws.configure({ unknownCredentials: 'root' });
    expect(status).toBe(403);
    expect(errorOf(body)).toMatchObject({
      code: 'InvalidClientTokenId',
      message: 'The security token included in the request is invalid.',
    });
  });
});
