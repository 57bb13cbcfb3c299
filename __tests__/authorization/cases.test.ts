import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as iamSdk from '@aws-sdk/client-iam';
import * as stsSdk from '@aws-sdk/client-sts';
import { type Seed, createIamMock } from '../../src/index.ts';
import { failureOf } from '../support/aws.ts';
import { type Case, type CaseTable, document, now } from './cases/case.ts';

/* What an account allows: tables of cases, each with a sentence and the page of AWS's documentation that says so. */

const tables = readdirSync(join(__dirname, 'cases'))
  .filter((file) => file !== 'case.ts')
  .flatMap((file) => Object.values(require(`./cases/${file}`) as Record<string, CaseTable>));

const host = createIamMock();
beforeAll(() => host.install());
afterAll(() => host.restore());

const sdks = { iam: iamSdk, sts: stsSdk } as unknown as Record<
  string,
  Record<string, new (input: object) => never>
>;

/** Alice with her statements and bob, who are always there, and what the case adds. */
function seedOf({ allows, seed: { users = {}, ...seed } = {} }: Case): Seed {
  const own = allows === undefined ? {} : { own: document(...allows) };
  const { alice = {}, ...others } = users;
  return {
    ...seed,
    users: {
      bob: { path: '/team/' },
      ...others,
      alice: { ...alice, inlinePolicies: { ...own, ...alice.inlinePolicies } },
    },
  };
}

describe.each(tables)('$source', ({ cases }) => {
  test.each(Object.entries(cases))('%s', async (_, given) => {
    const {
      by = 'alice',
      call: [name, input = {}],
      refused,
    } = given;
    const aws = createIamMock({ enforcement: 'strict', now, seed: seedOf(given) });
    const [service = '', operation = ''] = name.split(':');
    const settings = {
      region: 'us-east-1',
      credentials: aws.credentialsFor(by),
      requestHandler: aws.requestHandler,
    } as never;
    const client = service === 'iam' ? new iamSdk.IAMClient(settings) : new stsSdk.STSClient(settings);
    const Command = sdks[service]?.[`${operation}Command`] as new (input: object) => never;
    const answer = (client as iamSdk.IAMClient).send(new Command(input));
    if (refused === undefined) {
      // The operation itself may still find something missing.
      const outcome = await answer.then(
        () => 'done',
        (error: unknown) => (error as Error).name,
      );
      expect(['done', 'NoSuchEntityException', 'DeleteConflictException', 'NoSuchEntity']).toContain(outcome);
      expect(aws.decisions().map(({ result }) => result)).not.toEqual([]);
      expect(
        aws.decisions({ result: 'implicitDeny' }).concat(aws.decisions({ result: 'explicitDeny' })),
      ).toEqual([]);
      return;
    }
    const failure = await failureOf(answer);
    const Arn = aws.calls()[0]?.principal;
    expect(failure.message).toBe(`User: ${Arn} is not authorized to perform: ${refused}`);
    expect(failure.$metadata?.httpStatusCode).toBe(403);
  });
});
