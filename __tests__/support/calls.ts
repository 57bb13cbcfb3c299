import * as sdk from '@aws-sdk/client-iam';

/** A request as data: the name of the operation and its input. */
export type Request = readonly [operation: string, input: object];

/** What an output looks like to tests that go over many operations. */
export type Reply = Record<string, unknown> & {
  readonly IsTruncated?: boolean;
  readonly Marker?: string;
};

type AnyCommand = new (input: object) => sdk.ListUsersCommand;

/** Sends a request whose operation is data, through a real client. */
export async function sendRequest(client: sdk.IAMClient, [operation, input]: Request): Promise<Reply> {
  const Command = (sdk as unknown as Record<string, AnyCommand | undefined>)[`${operation}Command`];
  if (Command === undefined) throw new Error(`There is no ${operation}Command.`);
  const { $metadata: _, ...output } = await client.send(new Command(input));
  return output as unknown as Reply;
}
