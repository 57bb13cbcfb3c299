import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { createIamMock, UsageError } from '../../src/index.ts';
import { useIam } from '../../src/jest.ts';

const createdAt = async (iam: IAMClient, UserName: string) =>
  (await iam.send(new CreateUserCommand({ UserName }))).User?.CreateDate?.toISOString();

describe('a clock that is left alone', () => {
  const aws = useIam();
  const iam = new IAMClient({});

  test('follows Date', () => {
    const before = Date.now();
    const now = aws.clock.now().getTime();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  test('follows fake timers', async () => {
    jest.useFakeTimers({
      now: new Date('2030-05-01T10:00:00.900Z'),
      doNotFake: ['nextTick', 'setImmediate'],
    });
    try {
      expect(aws.clock.now()).toEqual(new Date('2030-05-01T10:00:00.900Z'));
      expect(await createdAt(iam, 'a')).toBe('2030-05-01T10:00:00.000Z');
      jest.advanceTimersByTime(3_600_000);
      expect(await createdAt(iam, 'b')).toBe('2030-05-01T11:00:00.000Z');
      aws.clock.advance('1d');
      expect(await createdAt(iam, 'c')).toBe('2030-05-02T11:00:00.000Z');
    } finally {
      jest.useRealTimers();
    }
  });

  test('goes on from where it was advanced to', () => {
    aws.clock.advance('7d');
    const ahead = aws.clock.now().getTime() - Date.now();
    expect(Math.abs(ahead - 7 * 86_400_000)).toBeLessThan(1000);
  });
});

describe('a clock that is set', () => {
  const aws = useIam({ now: '2026-01-31T12:00:00.789Z' });
  const iam = new IAMClient({});

  test('stands still, in whole seconds for what AWS shows', async () => {
    expect(aws.clock.now()).toEqual(new Date('2026-01-31T12:00:00.789Z'));
    expect(await createdAt(iam, 'a')).toBe('2026-01-31T12:00:00.000Z');
  });

  test.each<[string | number, string]>([
    [0, '2026-01-31T12:00:00.789Z'],
    [211, '2026-01-31T12:00:01.000Z'],
    ['500ms', '2026-01-31T12:00:01.289Z'],
    ['90s', '2026-01-31T12:01:30.789Z'],
    ['15m', '2026-01-31T12:15:00.789Z'],
    [' 1h ', '2026-01-31T13:00:00.789Z'],
    ['1.5 h', '2026-01-31T13:30:00.789Z'],
    ['7d', '2026-02-07T12:00:00.789Z'],
  ])('advances by %p', (duration, expected) => {
    aws.clock.advance(duration);
    expect(aws.clock.now()).toEqual(new Date(expected));
  });

  test('adds up', () => {
    aws.clock.advance('1h');
    aws.clock.advance('1h');
    expect(aws.clock.now()).toEqual(new Date('2026-01-31T14:00:00.789Z'));
  });

  test.each([new Date('2020-01-01T00:00:00Z'), '2020-01-01T00:00:00Z', 1_577_836_800_000])(
    'is set to %p',
    (date) => {
      aws.clock.advance('1h');
      aws.clock.set(date);
      expect(aws.clock.now()).toEqual(new Date('2020-01-01T00:00:00Z'));
    },
  );

  test('reset() of the mock takes it back to the option now, reset() of the clock to Date', () => {
    aws.clock.set('2020-01-01T00:00:00Z');
    aws.clock.advance('1h');
    aws.reset();
    expect(aws.clock.now()).toEqual(new Date('2026-01-31T12:00:00.789Z'));
    aws.clock.reset();
    expect(Math.abs(aws.clock.now().getTime() - Date.now())).toBeLessThan(1000);
  });

  test.each([
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    '1',
    '1w',
    '-1h',
    'one hour',
    '1h30m',
    null,
    undefined,
  ])('refuses to advance by %p', (duration) => {
    expect(() => aws.clock.advance(duration as never)).toThrow(UsageError);
    expect(() => aws.clock.advance(duration as never)).toThrow(
      `${typeof duration === 'number' ? duration : JSON.stringify(duration)} is not a duration. Give milliseconds (0 or more) or text such as '90s', '15m', '1h', '7d'.`,
    );
    expect(aws.clock.now()).toEqual(new Date('2026-01-31T12:00:00.789Z'));
  });

  test.each(['yesterday', Number.NaN, new Date(Number.NaN)])('refuses to be set to %p', (date) => {
    expect(() => aws.clock.set(date)).toThrow(UsageError);
    expect(() => aws.clock.set(date)).toThrow(
      'which is not a date. Give a Date, an ISO 8601 text or milliseconds.',
    );
    expect(() => createIamMock({ now: date })).toThrow('iam-in-memory: now got ');
  });

  test('is one for all accounts', () => {
    aws.account('210987654321').clock.advance('1h');
    expect(aws.clock.now()).toEqual(new Date('2026-01-31T13:00:00.789Z'));
  });
});
