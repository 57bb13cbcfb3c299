import type { IamMock } from '../../../src/index.ts';

/**
 * A script of calls, made through two doors side by side. After every step the two must be equal: output,
 * metadata or error, and the state of the account.
 */
export interface Scenario {
  readonly title: string;
  readonly service: 'iam' | 'sts';
  readonly steps: readonly Step[];
  /** Quotas other than AWS's. */
  readonly quotas?: Record<string, number>;
  /** The time it is played at. */
  readonly now?: string;
}

/**
 * A call, or something done to both mocks. The operation is written `sts:AssumeRole` where it is of the other
 * service. Its input, and the credentials it is signed with where they are not the default caller's, may be
 * functions of what earlier steps returned, by operation.
 */
export type Step = Call | ((aws: IamMock, last: Outputs) => void);

export type Call = readonly [
  operation: string,
  input?: object | ((last: Outputs, aws: IamMock) => object),
  credentials?: (last: Outputs, aws: IamMock) => Keys,
];

export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

// oxlint-disable-next-line typescript/no-explicit-any -- outputs of any operation
export type Outputs = Readonly<Record<string, any>>;

/** Credentials as an operation of STS gave them. */
export const keysOf = ({ Credentials }: Outputs): Keys => ({
  accessKeyId: Credentials.AccessKeyId as string,
  secretAccessKey: Credentials.SecretAccessKey as string,
  sessionToken: Credentials.SessionToken as string,
});

export const account = 'arn:aws:iam::123456789012';
export const tags = [
  { Key: 'team', Value: 'a+b = c/d' },
  { Key: 'Ünïcode', Value: '' },
];

export const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
});
export const policy = JSON.stringify(
  {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 'iam:*'],
        Resource: '*',
        Condition: { StringLike: { 'aws:PrincipalTag/a': 'x & <y>' } },
      },
    ],
  },
  undefined,
  2,
);
