import { CreateAccessKeyCommand, CreateRoleCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type Credentials,
  STSClient,
} from '@aws-sdk/client-sts';
import type { IamMock } from '../../src/index.ts';

/** The trust policy of every role here: without enforcement nobody reads it. */
export const trustAnyone = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
});

export const roleArn = (name: string, accountId = '123456789012'): string =>
  `arn:aws:iam::${accountId}:role/${name}`;

/** Clients that sign with these credentials. */
export function clientsWith(
  issued: Credentials | { AccessKeyId: string | undefined; SecretAccessKey: string | undefined } | undefined,
): { iam: IAMClient; sts: STSClient } {
  const credentials = {
    accessKeyId: issued?.AccessKeyId as string,
    secretAccessKey: issued?.SecretAccessKey as string,
    ...(issued && 'SessionToken' in issued ? { sessionToken: issued.SessionToken as string } : {}),
  };
  return { iam: new IAMClient({ credentials }), sts: new STSClient({ credentials }) };
}

/** A new role; its id. */
export async function createRole(
  iam: IAMClient,
  RoleName: string,
  more: Partial<CreateRoleCommand['input']> = {},
): Promise<string> {
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustAnyone, ...more }),
  );
  return Role?.RoleId as string;
}

/** A new user with a key: clients that are the user, and the key's id. */
export async function createUser(
  iam: IAMClient,
  UserName: string,
  more: Partial<CreateUserCommand['input']> = {},
): Promise<{ iam: IAMClient; sts: STSClient; userId: string; accessKeyId: string }> {
  const { User } = await iam.send(new CreateUserCommand({ UserName, ...more }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return {
    ...clientsWith(AccessKey),
    userId: User?.UserId as string,
    accessKeyId: AccessKey?.AccessKeyId as string,
  };
}

/** Clients that are a session of a role. */
export async function assume(
  sts: STSClient,
  role: string,
  more: Partial<AssumeRoleCommandInput> = {},
): Promise<{ iam: IAMClient; sts: STSClient; credentials: Credentials }> {
  const RoleArn = role.startsWith('arn:') ? role : roleArn(role);
  const { Credentials: credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session', ...more }),
  );
  return { ...clientsWith(credentials), credentials: credentials as Credentials };
}

/** Performs an operation as the root user of any account. */
export const performIn = (
  aws: IamMock,
  accountId: string,
  operation: string,
  input: Record<string, unknown>,
): Record<string, unknown> => aws.world.perform('iam', operation, input, accountId);

/** What the mock keeps of a credential. */
export const credentialOf = (aws: IamMock, issued: Credentials | undefined) =>
  aws.state.credentials.get(issued?.AccessKeyId as string);
