import * as iamSdk from '@aws-sdk/client-iam';
import * as stsSdk from '@aws-sdk/client-sts';
import { iamModel } from '../../src/data/iam-model.ts';
import type { Member, ServiceModel, Shape } from '../../src/data/service-model.ts';
import { stsModel } from '../../src/data/sts-model.ts';
import { useIam } from '../../src/jest.ts';
import { type Failure, expectFailure, failureOf } from '../support/aws.ts';

jest.setTimeout(60_000);

const aws = useIam({ now: '2026-01-31T12:00:00Z' });

const services = {
  iam: {
    model: iamModel,
    sdk: iamSdk as unknown as Record<string, unknown>,
    client: new iamSdk.IAMClient({}),
  },
  sts: {
    model: stsModel,
    sdk: stsSdk as unknown as Record<string, unknown>,
    client: new stsSdk.STSClient({}),
  },
};
type ServiceName = keyof typeof services;

/** Sends any operation with any input, through the SDK's own command. */
function send(service: ServiceName, operation: string, input: object): Promise<unknown> {
  const { sdk, client } = services[service];
  const Command = sdk[`${operation}Command`] as new (input: object) => never;
  return (client.send as (command: never) => Promise<unknown>)(new Command(input));
}

const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** What must be said of one bad value: parts of the composed message, or a sentence that stands alone. */
interface Violation {
  readonly what: string;
  /** Undefined: the member is left out. */
  readonly value: unknown;
  readonly parts: readonly string[];
  readonly sentence?: string | undefined;
}

/* ---- Values that fit, and values that do not, by the shapes of the model ---- */

/** A text of about this length for each pattern that does not take just any letters. */
const fitting: Readonly<Record<string, (length: number) => string>> = {
  '^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$': (length) => 'a'.repeat(length),
  '\\d{12}': () => '123456789012',
  '^http(s?)://[a-zA-Z0-9._/-]*(\\?[a-zA-Z0-9._=&-]*)?(#[a-zA-Z0-9._/-]*)?$': (length) =>
    `http://${'a'.repeat(Math.max(0, length - 7))}`,
  '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)': (length) =>
    length < 3 ? '/' : `/${'a'.repeat(length - 2)}/`,
  '((/[A-Za-z0-9\\.,\\+@=_-]+)*)/': (length) => (length < 3 ? '/' : `/${'a'.repeat(length - 2)}/`),
  '\\u002F[\\u0021-\\u007F]*': (length) => `/${'a'.repeat(length - 1)}`,
  'v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?': () => 'v1',
  '[\\d]+': (length) => '1'.repeat(length),
  '[\\d]*': (length) => '1'.repeat(length),
  '[A-Z0-9]+': (length) => 'A'.repeat(length),
  '^o-[0-9a-z]{10,32}\\/r-[0-9a-z]{4,32}[0-9a-z-\\/]*': (length) =>
    'o-aaaaaaaaaa/r-aaaa'.padEnd(length, '/a').slice(0, length),
  '^p-[0-9a-zA-Z_]{8,128}$': () => 'p-aaaaaaaa',
};

function fittingText(shape: Shape, length = Math.max(shape.minLength ?? 0, 6)): string {
  const [first] = shape.enum ?? [];
  if (first !== undefined) return first;
  const wanted = Math.min(length, shape.maxLength ?? length);
  return (fitting[shape.pattern ?? ''] ?? ((size) => 'a'.repeat(size)))(wanted);
}

function fittingValue(model: ServiceModel, shapeName: string): unknown {
  const shape = model.shapes[shapeName] as Shape;
  switch (shape.type) {
    case 'string':
      return fittingText(shape);
    case 'integer':
      return shape.min ?? 1;
    case 'boolean':
      return true;
    case 'list':
      return [fittingValue(model, shape.member as string)];
    case 'map':
      return {
        [fittingText(model.shapes[shape.key as string] as Shape)]: fittingValue(model, shape.value as string),
      };
    default:
      return fittingMembers(model, shape.members ?? []);
  }
}

/** The required members, or the first one: an empty structure would not be sent. */
function fittingMembers(model: ServiceModel, members: readonly Member[]): Record<string, unknown> {
  const required = members.filter(([, , needed]) => needed);
  const given = required.length > 0 ? required : members.slice(0, 1);
  return Object.fromEntries(given.map(([name, shape]) => [name, fittingValue(model, shape)]));
}

const matches = (pattern: string, text: string): boolean => new RegExp(`^(?:${pattern})$`, 'u').test(text);

/** Bad texts: too short, too long, with a character that is out of place, not of the enumeration. */
function badTexts(shape: Shape): [what: string, text: string][] {
  const bad: [string, string][] = [];
  const { minLength = 0, maxLength, pattern, enum: values } = shape;
  if (values !== undefined) bad.push(['a value of no enumeration', 'NoSuchValue']);
  if (minLength > 0)
    bad.push([
      'a text too short',
      minLength === 1 ? '' : fittingText({ type: 'string', pattern: pattern as string }, minLength - 1),
    ]);
  if (maxLength !== undefined && maxLength < 200_000)
    bad.push(['a text too long', fittingText({ type: 'string', pattern: pattern as string }, maxLength + 1)]);
  if (pattern !== undefined) {
    const good = fittingText(shape);
    const spoilt = ['\u0100', '\u20ac', '!', ' ']
      .map((character) => good.slice(0, -1) + character)
      .find((text) => !matches(pattern, text));
    if (spoilt !== undefined) bad.push(['a character out of place', spoilt]);
  }
  return bad;
}

/* ---- What AWS says of a bad value, by the rules of its messages ---- */

const name = 'It must contain only alphanumeric characters and/or the following: +=,.@_-';
const ownSentences: Readonly<Record<string, string>> = {
  Path: 'It must begin and end with / and contain only alphanumeric characters and/or / characters.',
  NewPath: 'It must begin and end with / and contain only alphanumeric characters and/or / characters.',
  PathPrefix:
    'It must begin with the / character and contain only alphanumeric characters and/or / characters.',
  PolicyDocument: 'It must contain only printable ASCII characters.',
  AssumeRolePolicyDocument: 'It must contain only printable ASCII characters.',
  AccessKeyId: 'It must contain only alphanumeric characters.',
};

/** What each constraint that a text breaks is called, in the order enumeration, pattern, shortest, longest. */
function broken(shape: Shape, text: string): { texts: string[]; pattern: boolean } {
  const { enum: values, pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = shape;
  const texts: string[] = [];
  if (values !== undefined && !values.includes(text))
    texts.push(`Member must satisfy enum value set: [${values.join(', ')}]`);
  const breaksPattern = pattern !== undefined && !matches(pattern, text);
  if (breaksPattern) texts.push(`Member must satisfy regular expression pattern: ${pattern}`);
  if (text.length < minLength) texts.push(`Member must have length greater than or equal to ${minLength}`);
  if (text.length > maxLength) texts.push(`Member must have length less than or equal to ${maxLength}`);
  return { texts, pattern: breaksPattern };
}

function part(model: ServiceModel, path: string, constraint: string, shown?: string): string {
  const value = model.service === 'sts' && shown !== undefined ? ` ${shown}` : '';
  return `Value${value} at '${path}' failed to satisfy constraint: ${constraint}`;
}

/** All ways in which a member of this shape can be wrong. */
function* violationsOf(
  model: ServiceModel,
  [member, shapeName, required]: Member,
  prefix: string,
): Iterable<Violation> {
  const shape = model.shapes[shapeName] as Shape;
  const path = prefix + lower(member);
  if (required)
    yield {
      what: 'nothing',
      value: undefined,
      parts: [part(model, path, 'Member must not be null', 'null')],
    };
  switch (shape.type) {
    case 'string':
      yield* textViolations(model, member, shape, path, prefix === '');
      break;
    case 'integer':
      for (const [limit, value, word] of [
        [shape.min, (shape.min ?? 0) - 1, 'greater'],
        [shape.max, (shape.max ?? 0) + 1, 'less'],
      ] as const) {
        if (limit === undefined) continue;
        const constraint = `Member must have value ${word} than or equal to ${limit}`;
        yield { what: `${value}`, value, parts: [part(model, path, constraint, `'${value}'`)] };
      }
      break;
    case 'list':
      yield* listViolations(model, shape, path);
      break;
    case 'map':
      if (shape.maxItems !== undefined) {
        const entry = fittingValue(model, shape.value as string);
        const value = Object.fromEntries(
          Array.from({ length: shape.maxItems + 1 }, (_, index) => [`k${index}`, entry]),
        );
        yield {
          what: 'a map too large',
          value,
          parts: [part(model, path, `Member must have length less than or equal to ${shape.maxItems}`)],
        };
      }
      break;
    case 'structure':
      for (const nested of shape.members ?? []) {
        for (const violation of violationsOf(model, nested, `${path}.`)) {
          const value = { ...fittingMembers(model, shape.members ?? []), [nested[0]]: violation.value };
          if (hasMembers(value)) yield { ...violation, value, what: `${nested[0]} ${violation.what}` };
        }
      }
      break;
    default:
      break;
  }
}

const hasMembers = (value: object): boolean => Object.values(value).some((item) => item !== undefined);

function* textViolations(
  model: ServiceModel,
  member: string,
  shape: Shape,
  path: string,
  top: boolean,
): Iterable<Violation> {
  for (const [what, text] of badTexts(shape)) {
    const { texts, pattern } = broken(shape, text);
    const own = shape.pattern === '[\\w+=,.@-]+' ? name : top ? ownSentences[member] : undefined;
    const sentence =
      pattern && own !== undefined && model.service === 'iam'
        ? `The specified value for ${path} is invalid. ${own}`
        : undefined;
    const shown = shape.sensitive ? undefined : `'${text}'`;
    yield {
      what,
      value: text,
      parts: texts.map((constraint) => part(model, path, constraint, shown)),
      sentence,
    };
  }
}

function* listViolations(model: ServiceModel, shape: Shape, path: string): Iterable<Violation> {
  const member = model.shapes[shape.member as string] as Shape;
  const item = fittingValue(model, shape.member as string);
  const { minItems = 0, maxItems } = shape;
  if (maxItems !== undefined) {
    const value = Array.from({ length: maxItems + 1 }, () => item);
    yield {
      what: 'a list too long',
      value,
      parts: [part(model, path, `Member must have length less than or equal to ${maxItems}`)],
    };
  }
  if (minItems > 0)
    yield {
      what: 'an empty list',
      value: [],
      parts: [part(model, path, `Member must have length greater than or equal to ${minItems}`)],
    };
  if (member.type === 'string') {
    for (const [what, text] of badTexts(member))
      yield { what: `${what} in the list`, value: [text], parts: [part(model, path, composed(member))] };
  }
  if (member.type !== 'structure') return;
  for (const nested of member.members ?? []) {
    for (const violation of violationsOf(model, nested, `${path}.1.member.`)) {
      const value = { ...fittingMembers(model, member.members ?? []), [nested[0]]: violation.value };
      // An empty structure is not sent.
      if (hasMembers(value)) yield { ...violation, value: [value], what: `${nested[0]} ${violation.what}` };
    }
  }
}

/** Lists of texts are reported as a whole: longest, shortest, pattern, and null where there is a pattern. */
function composed({ enum: values, pattern, minLength, maxLength }: Shape): string {
  const constraints = [
    maxLength === undefined ? [] : `Member must have length less than or equal to ${maxLength}`,
    minLength === undefined ? [] : `Member must have length greater than or equal to ${minLength}`,
    pattern === undefined
      ? []
      : [`Member must satisfy regular expression pattern: ${pattern}`, 'Member must not be null'],
    values === undefined ? [] : `Member must satisfy enum value set: [${values.join(', ')}]`,
  ].flat();
  return `Member must satisfy constraint: [${constraints.join(', ')}]`;
}

const message = (violations: readonly Violation[]): string => {
  const sentence = violations.find((violation) => violation.sentence)?.sentence;
  const parts = violations.flatMap((violation) => violation.parts);
  return (
    sentence ??
    `${parts.length} validation error${parts.length === 1 ? '' : 's'} detected: ${parts.join('; ')}`
  );
};

/* ---- The tests ---- */

interface Told {
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly name: string;
}

const told = ({ Code, message: text, $metadata, name: errorName }: Failure): Told => ({
  code: Code,
  message: text,
  status: $metadata?.httpStatusCode,
  name: errorName,
});

const refused = (text: string): Told => ({
  code: 'ValidationError',
  message: text,
  status: 400,
  name: 'ValidationError',
});

const operations = (['iam', 'sts'] as const).flatMap((service) =>
  Object.entries(services[service].model.operations).map(([operation, { input }]) => ({
    service,
    operation,
    input,
  })),
);

describe.each(operations.filter(({ input }) => input.length > 0))(
  '$service $operation',
  ({ service, operation, input }) => {
    const { model } = services[service];
    const rest = fittingMembers(model, input);
    const cases = input.flatMap((member) =>
      [...violationsOf(model, member, '')].map((violation) => ({ member: member[0], violation })),
    );

    test('each constraint of each member, one at a time', async () => {
      const before = aws.state;
      for (const { member, violation } of cases) {
        const failure = await failureOf(send(service, operation, { ...rest, [member]: violation.value }));
        expect({ case: `${member}: ${violation.what}`, ...told(failure) }).toEqual({
          case: `${member}: ${violation.what}`,
          ...refused(message([violation])),
        });
      }
      expect(aws.state).toBe(before);
    });

    test('two members at a time', async () => {
      for (const [index, first] of cases.entries()) {
        const second = cases.slice(index + 1).find(({ member }) => member !== first.member);
        if (second === undefined) break;
        const wrong = { [first.member]: first.violation.value, [second.member]: second.violation.value };
        const failure = await failureOf(send(service, operation, { ...rest, ...wrong }));
        const label = `${first.member}: ${first.violation.what}; ${second.member}: ${second.violation.what}`;
        expect({ case: label, ...told(failure) }).toEqual({
          case: label,
          ...refused(message([first.violation, second.violation])),
        });
      }
      expect(aws.calls({ failed: false })).toEqual([]);
    });
  },
);

test('hundreds of constraints were met', () => {
  const count = operations.flatMap(({ service, input }) =>
    input.flatMap((member) => [...violationsOf(services[service].model, member, '')]),
  ).length;
  expect(count).toBeGreaterThan(1200);
});

describe('sentences on record', () => {
  test.each<[ServiceName, string, object, string]>([
    [
      'iam',
      'GetRole',
      {},
      "1 validation error detected: Value at 'roleName' failed to satisfy constraint: Member must not be null",
    ],
    [
      'iam',
      'AttachRolePolicy',
      {},
      "2 validation errors detected: Value at 'roleName' failed to satisfy constraint: Member must not be null; Value at 'policyArn' failed to satisfy constraint: Member must not be null",
    ],
    [
      'iam',
      'CreateUser',
      { UserName: 'a b' },
      'The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    ],
    [
      'iam',
      'CreateUser',
      { UserName: '' },
      'The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    ],
    [
      'iam',
      'CreateUser',
      { UserName: 'x'.repeat(65) },
      "1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64",
    ],
    [
      'iam',
      'GetUser',
      { UserName: 'x'.repeat(129) },
      "1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must have length less than or equal to 128",
    ],
    [
      'iam',
      'CreateUser',
      { UserName: 'alice', Path: 'team' },
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    ],
    [
      'iam',
      'ListUsers',
      { PathPrefix: 'team' },
      'The specified value for pathPrefix is invalid. It must begin with the / character and contain only alphanumeric characters and/or / characters.',
    ],
    [
      'iam',
      'ListPolicies',
      { PathPrefix: `/${'a'.repeat(512)}` },
      'The specified value for pathPrefix is invalid. It must begin with the / character and contain only alphanumeric characters and/or / characters.',
    ],
    [
      'iam',
      'PutUserPolicy',
      { UserName: 'alice', PolicyName: 'p', PolicyDocument: '\u2026' },
      'The specified value for policyDocument is invalid. It must contain only printable ASCII characters.',
    ],
    [
      'iam',
      'CreateUser',
      { UserName: 'alice', Tags: [{ Key: 'a' }] },
      "1 validation error detected: Value at 'tags.1.member.value' failed to satisfy constraint: Member must not be null",
    ],
    [
      'iam',
      'CreateUser',
      {
        UserName: 'alice',
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
          { Key: '', Value: '3' },
        ],
      },
      "2 validation errors detected: Value at 'tags.3.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+; Value at 'tags.3.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'iam',
      'CreateUser',
      {
        UserName: 'alice',
        Tags: Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' })),
      },
      "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
    ],
    [
      'iam',
      'UntagUser',
      { UserName: 'alice', TagKeys: ['fine', ''] },
      "1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+, Member must not be null]",
    ],
    [
      'iam',
      'CreateOpenIDConnectProvider',
      { Url: 'https://idp.example.com', ThumbprintList: ['a'.repeat(41)], ClientIDList: ['a'.repeat(256)] },
      "2 validation errors detected: Value at 'clientIDList' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 1]; Value at 'thumbprintList' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 40, Member must have length greater than or equal to 40]",
    ],
    [
      'iam',
      'GetSAMLProvider',
      { SAMLProviderArn: 'short' },
      "1 validation error detected: Value at 'sAMLProviderArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
    ],
    [
      'iam',
      'CreateLoginProfile',
      { UserName: 'alice', Password: '\u0100' },
      "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
    ],
    [
      'sts',
      'AssumeRole',
      { RoleArn: 'arn:aws:iam::123456789012:role/app', RoleSessionName: 'bad session!!' },
      "1 validation error detected: Value 'bad session!!' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    ],
    [
      'sts',
      'AssumeRole',
      { RoleArn: 'arn:aws:iam::123456789012:role/app', RoleSessionName: 'deploy', DurationSeconds: 100 },
      "1 validation error detected: Value '100' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    ],
    [
      'sts',
      'AssumeRole',
      { RoleSessionName: 'deploy' },
      "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
    ],
    [
      'sts',
      'AssumeRole',
      {
        RoleArn: 'arn:aws:iam::123456789012:role/app',
        RoleSessionName: 'deploy',
        PolicyArns: [{ arn: 'x' }],
      },
      "1 validation error detected: Value 'x' at 'policyArns.1.member.arn' failed to satisfy constraint: Member must have length greater than or equal to 20",
    ],
    [
      'sts',
      'AssumeRoleWithWebIdentity',
      { RoleArn: 'arn:aws:iam::123456789012:role/app', RoleSessionName: 'deploy', WebIdentityToken: 'abc' },
      "1 validation error detected: Value at 'webIdentityToken' failed to satisfy constraint: Member must have length greater than or equal to 4",
    ],
  ])('%s %s %#', (service, operation, input, text) =>
    expectFailure(aws, () => send(service, operation, input), {
      code: 'ValidationError',
      status: 400,
      message: text,
    }),
  );
});

describe('values as the SDK sends them', () => {
  const iam = services.iam.client;

  test.each<[string, unknown]>([
    ['a word', 'abc'],
    ['a fraction', 1.5],
    ['nothing', ''],
    ['a number with a unit', '10 items'],
    ['too large for an integer', 2 ** 31],
    ['no number', Number.NaN],
    ['an object', {}],
  ])('MaxItems of %s is malformed', async (_name, MaxItems) => {
    const failure = await failureOf(send('iam', 'ListUsers', { MaxItems }));
    expect(told(failure)).toEqual({
      code: 'MalformedInput',
      message: 'UnknownError',
      status: 400,
      name: 'MalformedInput',
    });
  });

  test.each<[unknown, boolean]>([
    ['yes', false],
    ['TRUE', false],
    [1, false],
    ['', false],
    [true, true],
    [false, true],
    ['true', true],
  ])('a flag of %p', async (PasswordResetRequired, fits) => {
    await iam.send(new iamSdk.CreateUserCommand({ UserName: 'alice' }));
    const call = send('iam', 'CreateLoginProfile', {
      UserName: 'alice',
      Password: 'Correct horse 1!',
      PasswordResetRequired,
    });
    if (fits) await call;
    else expect(told(await failureOf(call)).code).toBe('MalformedInput');
  });

  test.each<[unknown, string | undefined]>([
    [0, 'greater than or equal to 1'],
    [-1, 'greater than or equal to 1'],
    [1, undefined],
    ['7', undefined],
    [1000, undefined],
    [1001, 'less than or equal to 1000'],
  ])('MaxItems of %p', async (MaxItems, wrong) => {
    const call = send('iam', 'ListUsers', { MaxItems });
    if (wrong === undefined) expect(await call).toMatchObject({ Users: [], IsTruncated: false });
    else {
      expect(told(await failureOf(call))).toEqual(
        refused(
          `1 validation error detected: Value at 'maxItems' failed to satisfy constraint: Member must have value ${wrong}`,
        ),
      );
    }
  });

  test.each([null, undefined])('%p is absent', async (UserName) => {
    const failure = await failureOf(send('iam', 'CreateUser', { UserName }));
    expect(failure.message).toBe(
      "1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must not be null",
    );
    await send('iam', 'CreateUser', { UserName: 'alice', Path: UserName, Tags: UserName });
    expect(aws.snapshot()).toEqual({ users: { alice: {} } });
  });

  test('numbers for texts are their text', async () => {
    await send('iam', 'CreateUser', { UserName: 42, Tags: [{ Key: 1, Value: 2 }] });
    expect(aws.snapshot()).toEqual({ users: { 42: { tags: { 1: '2' } } } });
  });

  test('members nobody knows are not sent', async () => {
    await send('iam', 'CreateUser', { UserName: 'alice', Colour: 'red' });
    expect(aws.calls('CreateUser')[0]?.input).toEqual({ UserName: 'alice' });
  });

  test('the input is not changed, nor kept', async () => {
    const input = Object.freeze({
      UserName: 'alice',
      Tags: Object.freeze([Object.freeze({ Key: 'a', Value: 'b' })]),
    });
    await send('iam', 'CreateUser', input);
    const tags = [{ Key: 'c', Value: 'd' }];
    await send('iam', 'TagUser', { UserName: 'alice', Tags: tags });
    (tags[0] as { Value: string }).Value = 'changed';
    expect(aws.snapshot()).toEqual({ users: { alice: { tags: { a: 'b', c: 'd' } } } });
  });
});
