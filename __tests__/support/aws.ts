import { IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import { type IamMock, mockIam } from '../../src/index.ts';

type Options = NonNullable<Parameters<typeof mockIam>[0]>;

/** What the SDK throws, with the members that tests look at. */
export interface Failure extends Error {
  readonly Code: string;
  readonly Type: string;
  readonly $fault: string;
  readonly $metadata: {
    readonly httpStatusCode: number;
    readonly requestId: string;
    readonly attempts: number;
  };
}

/** `IAM_TRANSPORT=wire npx jest __tests__/iam __tests__/sts` runs the same tests through the other door. */
const door = process.env['IAM_TRANSPORT'] === 'wire' ? ({ transport: 'wire' } as const) : {};

/** A mock for the tests of a file: reset before each, restored after the last. */
export function useAws(options: Options = {}): { aws: IamMock; iam: IAMClient; sts: STSClient } {
  const aws = mockIam({ ...door, ...options });
  beforeEach(() => aws.reset());
  afterAll(() => aws.restore());
  return { aws, iam: new IAMClient({}), sts: new STSClient({}) };
}

/** The error of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  try {
    await call;
  } catch (error) {
    return error as Failure;
  }
  throw new Error('The call succeeded, but was expected to fail.');
}

/**
 * Asserts that a call fails with this wire code, sentence and status, and leaves the state as it was.
 *
 * ```ts
 * await expectFailure(aws, iam.send(command), { code: 'NoSuchEntity', status: 404, message: '…', class: NoSuchEntityException });
 * ```
 */
export async function expectFailure(
  aws: IamMock,
  call: () => Promise<unknown>,
  expected: { code: string; message: string; status: number; class?: new (...args: never[]) => Error },
): Promise<void> {
  const before = aws.state;
  const failure = await failureOf(call());
  expect({ code: failure.Code, message: failure.message, status: failure.$metadata?.httpStatusCode }).toEqual(
    {
      code: expected.code,
      message: expected.message,
      status: expected.status,
    },
  );
  if (expected.class) {
    expect(failure).toBeInstanceOf(expected.class);
    expect(failure.name).toBe(expected.class.name);
  } else expect(failure.name).toBe(expected.code);
  expect(aws.state).toBe(before);
}
