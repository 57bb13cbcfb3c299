import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  LimitExceededException,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createIamMock, mockIam, UsageError } from '../../src/index.ts';
import type { IamMockOptions } from '../../src/index.ts';
import { useIam } from '../../src/jest.ts';
import { failureOf } from '../support/aws.ts';

const options =
  'accountId, region, enforcement, unknownCredentials, signatures, transport, onUnhandledRequest, identifierSeed, quotas, now, seed';

describe('a wrong option is refused', () => {
  test.each<[string, unknown, string]>([
    ['unknown', { enforce: true }, `unknown option 'enforce'. Options are: `],
    ['of the prototype', { toString: 1 }, `unknown option 'toString'. Options are: `],
    [
      'enforcement',
      { enforcement: 'on' },
      `option 'enforcement' got "on". It takes 'off', 'soft', 'strict'.`,
    ],
    [
      'enforcement',
      { enforcement: true },
      `option 'enforcement' got true. It takes 'off', 'soft', 'strict'.`,
    ],
    [
      'unknownCredentials',
      { unknownCredentials: 'deny' },
      `option 'unknownCredentials' got "deny". It takes 'root', 'reject'.`,
    ],
    ['signatures', { signatures: 'check' }, `option 'signatures' got "check". It takes 'ignore', 'verify'.`],
    ['transport', { transport: 'http' }, `option 'transport' got "http". It takes 'auto', 'direct', 'wire'.`],
    [
      'onUnhandledRequest',
      { onUnhandledRequest: 'fail' },
      `option 'onUnhandledRequest' got "fail". It takes 'bypass', 'warn', 'error'.`,
    ],
    ['accountId', { accountId: '12345' }, `option 'accountId' got "12345". It takes twelve digits.`],
    [
      'accountId',
      { accountId: 123456789012 },
      `option 'accountId' got 123456789012. It takes twelve digits.`,
    ],
    ['region', { region: '' }, `option 'region' got "". It takes a text.`],
    ['identifierSeed', { identifierSeed: 7 }, `option 'identifierSeed' got 7. It takes a text.`],
    ['a quota', { quotas: { keys: 1 } }, `unknown quota 'keys'. Quotas are: usersPerAccount, `],
    [
      'a quota',
      { quotas: { usersPerAccount: -1 } },
      `quota 'usersPerAccount' got -1. It takes a whole number, 0 or more.`,
    ],
    [
      'a quota',
      { quotas: { usersPerAccount: '1' } },
      `quota 'usersPerAccount' got "1". It takes a whole number, 0 or more.`,
    ],
    ['no quotas', { quotas: null }, `option 'quotas' got null. Give an object: { accessKeysPerUser: 1 }.`],
    [
      'a list of quotas',
      { quotas: [1] },
      `option 'quotas' got [1]. Give an object: { accessKeysPerUser: 1 }.`,
    ],
    ['null for options', null, `the options got null. Give an object: { accountId, region, `],
    ['a number for options', 5, `the options got 5. Give an object: { accountId, region, `],
    ['a text for options', '123456789012', `the options got "123456789012". Give an object: { accountId, `],
    ['a list for options', [], `the options got []. Give an object: { accountId, region, `],
    [
      'a function for options',
      () => ({}),
      `the options got a function. Give an object: { accountId, region, `,
    ],
  ])('%s', (_name, wrong, message) => {
    expect(() => createIamMock(wrong as IamMockOptions)).toThrow(UsageError);
    expect(() => createIamMock(wrong as IamMockOptions)).toThrow(`iam-in-memory: ${message}`);
    const aws = createIamMock();
    const before = aws.world.options;
    expect(() => aws.configure(wrong as IamMockOptions)).toThrow(UsageError);
    expect(aws.world.options).toBe(before);
  });

  test('and nothing is installed', async () => {
    expect(() => mockIam({ enforce: true } as never)).toThrow(`Options are: ${options}.`);
    const aws = createIamMock();
    expect(aws.installed).toBe(false);
  });

  test('configure() without options', () => {
    expect(() => createIamMock().configure(undefined as never)).toThrow(
      'iam-in-memory: the options got undefined. Give an object: { accountId, region, ',
    );
  });

  test.each(['accountId', 'identifierSeed', 'now', 'seed'])('%s cannot be changed later', (name) => {
    expect(() => createIamMock().configure({ [name]: '210987654321' })).toThrow(
      `iam-in-memory: option '${name}' is fixed when the mock is made. Make another mock with createIamMock({ ${name} }).`,
    );
  });
});

const idOf = (identifierSeed?: string) => {
  const mock = createIamMock({
    ...(identifierSeed === undefined ? {} : { identifierSeed }),
    seed: { users: { alice: {} } },
  });
  return mock.state.accounts.get('123456789012')?.users.get('alice')?.id;
};

describe('options', () => {
  const aws = useIam();
  const iam = new IAMClient({});

  test('that are undefined are as absent', () => {
    expect(createIamMock({ region: undefined, quotas: undefined }).world.options).toEqual(
      createIamMock().world.options,
    );
  });

  test('quotas are changed one by one, and stay changed after reset()', async () => {
    aws.configure({ quotas: { usersPerAccount: 1 } });
    aws.configure({ quotas: { accessKeysPerUser: 0 } });
    aws.reset();
    await iam.send(new CreateUserCommand({ UserName: 'a' }));
    expect(await failureOf(iam.send(new CreateUserCommand({ UserName: 'b' })))).toBeInstanceOf(
      LimitExceededException,
    );
    expect((await failureOf(iam.send(new CreateAccessKeyCommand({ UserName: 'a' })))).message).toBe(
      'Cannot exceed quota for AccessKeysPerUser: 0',
    );
  });

  test('accountId and region shape ARNs', async () => {
    const other = createIamMock({ accountId: '000000000001', region: 'cn-north-1' });
    const sts = new STSClient({
      requestHandler: other.requestHandler,
      credentials: other.credentialsFor('root'),
      region: 'cn-north-1',
    });
    const identity = await sts.send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: '000000000001', Arn: 'arn:aws-cn:iam::000000000001:root' });
  });

  test('identifierSeed gives other ids, the same in every mock of that seed', () => {
    expect(idOf('x')).toBe(idOf('x'));
    expect(idOf('x')).not.toBe(idOf());
  });
});
