import {
  AcceptDelegationRequestCommand,
  AssociateDelegationRequestCommand,
  CreateDelegationRequestCommand,
  CreateUserCommand,
  EntityAlreadyExistsException,
  GetDelegationRequestCommand,
  GetHumanReadableSummaryCommand,
  IAMClient,
  InvalidInputException,
  ListDelegationRequestsCommand,
  NoSuchEntityException,
  RejectDelegationRequestCommand,
  SendDelegationTokenCommand,
  UpdateDelegationRequestCommand,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00Z' });

const partner = '999988887777';
const owner = '123456789012';
const ownerArn = `arn:aws:iam::${owner}:root`;
const template = `arn:aws:iam::${partner}:policy/templates/support`;

/** A client of an account's root user. */
const clientOf = (accountId: string) =>
  new IAMClient({ credentials: aws.account(accountId).credentialsFor('root') });

const asked = {
  Description: 'Investigate the outage',
  Permissions: {
    PolicyTemplateArn: template,
    Parameters: [{ Name: 'bucketName', Values: ['logs', 'traces'], Type: 'stringList' as const }],
  },
  RequestorWorkflowId: 'case-4711',
  NotificationChannel: `arn:aws:sns:us-east-1:${partner}:delegations`,
  SessionDuration: 3600,
};

const create = async (
  more: Partial<CreateDelegationRequestCommand['input']> = {},
  client: IAMClient = clientOf(partner),
): Promise<string> => {
  const { DelegationRequestId } = await client.send(
    new CreateDelegationRequestCommand({ ...asked, ...more }),
  );
  return DelegationRequestId as string;
};

const get = async (DelegationRequestId: string, client = iam) => {
  const { DelegationRequest } = await client.send(new GetDelegationRequestCommand({ DelegationRequestId }));
  return DelegationRequest;
};
const states = async (id: string) => (await get(id))?.State;

type Step = (DelegationRequestId: string, client?: IAMClient) => Promise<unknown>;
const steps = {
  Associate: (DelegationRequestId, client = iam) =>
    client.send(new AssociateDelegationRequestCommand({ DelegationRequestId })),
  Update: (DelegationRequestId, client = iam) =>
    client.send(new UpdateDelegationRequestCommand({ DelegationRequestId, Notes: 'please' })),
  Accept: (DelegationRequestId, client = iam) =>
    client.send(new AcceptDelegationRequestCommand({ DelegationRequestId })),
  Reject: (DelegationRequestId, client = iam) =>
    client.send(new RejectDelegationRequestCommand({ DelegationRequestId, Notes: 'not now' })),
  Send: (DelegationRequestId, client = iam) =>
    client.send(new SendDelegationTokenCommand({ DelegationRequestId })),
} satisfies Record<string, Step>;
type StepName = keyof typeof steps;

const missing = (id: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `The delegation request with id ${id} cannot be found.`,
  class: NoSuchEntityException,
});
const invalid = (message: string) => ({
  code: 'InvalidInput',
  status: 400,
  message,
  class: InvalidInputException,
});

const list = async (input: ListDelegationRequestsCommand['input'] = {}) => {
  const { $metadata: _, ...output } = await iam.send(new ListDelegationRequestsCommand(input));
  return output;
};

const summary = async (EntityArn: string, Locale?: string) => {
  const { $metadata: _, ...output } = await iam.send(
    new GetHumanReadableSummaryCommand({ EntityArn, Locale }),
  );
  return output;
};

/** Steps that lead to each state. */
const ways = {
  UNASSIGNED: [],
  ASSIGNED: ['Associate'],
  PENDING_APPROVAL: ['Associate', 'Update'],
  ACCEPTED: ['Associate', 'Update', 'Accept'],
  FINALIZED: ['Associate', 'Update', 'Accept', 'Send'],
  REJECTED: ['Associate', 'Reject'],
} as const satisfies Record<string, readonly StepName[]>;
type State = keyof typeof ways;

async function bring(state: State): Promise<string> {
  const id = await create();
  for (const step of ways[state]) await steps[step](id);
  return id;
}

describe('CreateDelegationRequest', () => {
  test('gives an id and a link to the console', async () => {
    const { $metadata: _, ...output } = await clientOf(partner).send(
      new CreateDelegationRequestCommand(asked),
    );
    expect(output).toStrictEqual({
      DelegationRequestId: expect.stringMatching(/^[\w-]{16,128}$/) as string,
      ConsoleDeepLink: `https://console.aws.amazon.com/iam/home#/delegation-requests/${output.DelegationRequestId}`,
    });
  });

  test('refuses a workflow id the partner has used, but not one that another has', async () => {
    await create();
    await expectFailure(aws, () => create(), {
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'Delegation request with requestor workflow id case-4711 already exists.',
      class: EntityAlreadyExistsException,
    });
    await create({}, clientOf('777766665555'));
    await create({ RequestorWorkflowId: 'case-4712' });
  });

  test('a workflow id is still used when the request has moved to its owner', async () => {
    const id = await create();
    await steps.Associate(id);
    await expectFailure(aws, () => create(), {
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'Delegation request with requestor workflow id case-4711 already exists.',
      class: EntityAlreadyExistsException,
    });
  });

  test('refuses a channel that is no SNS topic', () =>
    expectFailure(
      aws,
      () => create({ NotificationChannel: 'arn:aws:sqs:us-east-1:999988887777:queue' }),
      invalid('The notification channel must be the ARN of an Amazon SNS topic.'),
    ));

  test('refuses a session that is too short', () =>
    expectFailure(aws, () => create({ SessionDuration: 299 }), {
      code: 'ValidationError',
      status: 400,
      message:
        "1 validation error detected: Value at 'sessionDuration' failed to satisfy constraint: Member must have value greater than or equal to 300",
    }));
});

describe('GetDelegationRequest', () => {
  test('shows what was asked for; members never set are absent', async () => {
    const id = await create();
    expect(await get(id)).toStrictEqual({
      DelegationRequestId: id,
      Description: 'Investigate the outage',
      Permissions: asked.Permissions,
      State: 'UNASSIGNED',
      ExpirationTime: new Date('2026-02-07T12:00:00Z'),
      RequestorId: partner,
      CreateDate: new Date('2026-01-31T12:00:00Z'),
      SessionDuration: 3600,
      OnlySendByOwner: false,
      UpdatedTime: new Date('2026-01-31T12:00:00Z'),
    });
  });

  test('shows message, address and everything that happened to it', async () => {
    const id = await create({
      OwnerAccountId: owner,
      RequestMessage: 'second try',
      RedirectUrl: 'https://partner.example/done',
      OnlySendByOwner: true,
    });
    await steps.Associate(id);
    await steps.Update(id);
    aws.clock.advance('1h');
    await steps.Accept(id);
    expect(await get(id)).toMatchObject({
      OwnerAccountId: owner,
      OwnerId: ownerArn,
      ApproverId: ownerArn,
      RequestMessage: 'second try',
      RedirectUrl: 'https://partner.example/done',
      Notes: 'please',
      OnlySendByOwner: true,
      State: 'ACCEPTED',
      UpdatedTime: new Date('2026-01-31T13:00:00Z'),
    });
  });

  test('outputs are the receiver’s own', async () => {
    const id = await create();
    const first = await get(id);
    first?.Permissions?.Parameters?.[0]?.Values?.push('more');
    expect((await get(id))?.Permissions).toEqual(asked.Permissions);
  });

  test('checks permissions where it is asked to: root holds all, of others nothing is known', async () => {
    const id = await create();
    const check = (client: IAMClient, DelegationPermissionCheck: boolean) =>
      client.send(new GetDelegationRequestCommand({ DelegationRequestId: id, DelegationPermissionCheck }));
    expect(await check(iam, true)).toMatchObject({
      PermissionCheckStatus: 'COMPLETE',
      PermissionCheckResult: 'ALLOWED',
    });
    await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    const alice = new IAMClient({ credentials: aws.credentialsFor('alice') });
    expect(await check(alice, true)).toMatchObject({ PermissionCheckResult: 'UNSURE' });
    expect(await check(iam, false)).not.toHaveProperty('PermissionCheckStatus');
  });
});

describe('who sees a request', () => {
  test('without an owner account: anybody', async () => {
    const id = await create();
    for (const account of [owner, partner, '777766665555'])
      expect(await get(id, clientOf(account))).toMatchObject({ State: 'UNASSIGNED' });
  });

  test('with one: only that account, and only it can take the request', async () => {
    const id = await create({ OwnerAccountId: owner });
    const stranger = clientOf('777766665555');
    await expectFailure(aws, () => get(id, stranger), missing(id));
    await expectFailure(aws, () => steps.Associate(id, stranger), missing(id));
    await steps.Associate(id);
    expect(await get(id)).toMatchObject({ OwnerAccountId: owner, OwnerId: ownerArn });
  });

  test('once it is taken: the account that took it', async () => {
    const id = await create();
    await steps.Associate(id, clientOf('777766665555'));
    expect(await get(id, clientOf('777766665555'))).toMatchObject({
      OwnerAccountId: '777766665555',
      OwnerId: 'arn:aws:iam::777766665555:root',
    });
    await expectFailure(aws, () => get(id), missing(id));
  });

  const unknown = '6f1c2d4e-0000-4000-8000-000000000000';
  test.each<readonly [string, () => Promise<unknown>]>([
    ['GetDelegationRequest', () => get(unknown)],
    ...Object.entries(steps).map(([name, step]) => [name, () => step(unknown)] as const),
    [
      'GetHumanReadableSummary',
      () =>
        iam.send(
          new GetHumanReadableSummaryCommand({
            EntityArn: `arn:aws:iam::${owner}:delegation-request/${unknown}`,
          }),
        ),
    ],
  ])('%s does not find what nobody created', (_name, operation) =>
    expectFailure(aws, operation, missing(unknown)),
  );
});

describe('states', () => {
  const allowed: Readonly<Record<StepName, Partial<Record<State, State>>>> = {
    Associate: { UNASSIGNED: 'ASSIGNED' },
    Update: { ASSIGNED: 'PENDING_APPROVAL', PENDING_APPROVAL: 'PENDING_APPROVAL' },
    Accept: { ASSIGNED: 'ACCEPTED', PENDING_APPROVAL: 'ACCEPTED' },
    Reject: {
      UNASSIGNED: 'REJECTED',
      ASSIGNED: 'REJECTED',
      PENDING_APPROVAL: 'REJECTED',
      ACCEPTED: 'REJECTED',
    },
    Send: { ACCEPTED: 'FINALIZED' },
  };
  const cases = (Object.keys(allowed) as StepName[]).flatMap((step) =>
    (Object.keys(ways) as State[]).map((from) => ({ step, from, to: allowed[step][from] })),
  );

  test.each(cases.filter(({ to }) => to !== undefined))('$step: $from → $to', async ({ step, from, to }) => {
    const id = await bring(from);
    await steps[step](id);
    expect(await states(id)).toBe(to);
  });

  test.each(cases.filter(({ to }) => to === undefined))(
    '$step is refused in $from',
    async ({ step, from }) => {
      const id = await bring(from);
      await expectFailure(
        aws,
        () => steps[step](id),
        invalid(
          `The delegation request with id ${id} is in state ${from}. The operation requires ${Object.keys(allowed[step]).join(' or ')}.`,
        ),
      );
    },
  );

  test('a rejected request keeps its reason, and expires after seven days', async () => {
    const id = await bring('REJECTED');
    expect(await get(id)).toMatchObject({
      RejectionReason: 'not now',
      ExpirationTime: new Date('2026-02-07T12:00:00Z'),
    });
    aws.clock.set('2026-02-07T11:59:59Z');
    expect(await states(id)).toBe('REJECTED');
    aws.clock.set('2026-02-07T12:00:00Z');
    expect(await states(id)).toBe('EXPIRED');
  });

  test.each(['UNASSIGNED', 'ASSIGNED', 'PENDING_APPROVAL', 'ACCEPTED'] as const)(
    'one left alone in %s expires, and nothing can be done with it',
    async (state) => {
      const id = await bring(state);
      aws.clock.advance('7d');
      expect(await states(id)).toBe('EXPIRED');
      await expectFailure(
        aws,
        () => steps.Reject(id),
        invalid(
          `The delegation request with id ${id} is in state EXPIRED. The operation requires UNASSIGNED or ASSIGNED or PENDING_APPROVAL or ACCEPTED.`,
        ),
      );
    },
  );

  test('every step gives it time anew', async () => {
    const id = await create();
    aws.clock.advance('6d');
    await steps.Associate(id);
    aws.clock.advance('6d');
    expect(await states(id)).toBe('ASSIGNED');
  });
});

describe('SendDelegationToken', () => {
  test('makes the token the partner is sent; the session lasts from now on', async () => {
    const id = await bring('FINALIZED');
    const request = aws.state.accounts.get(owner)?.delegationRequests.get(id);
    expect(request?.tradeInToken?.length).toBeGreaterThan(100);
    expect(await get(id)).toMatchObject({
      State: 'FINALIZED',
      ExpirationTime: new Date('2026-01-31T13:00:00Z'),
    });
    expect(Object.values((await get(id)) ?? {})).not.toContain(request?.tradeInToken);
    aws.clock.advance('30d');
    expect(await states(id)).toBe('FINALIZED');
  });

  test('only the owner may, where the partner asked for that', async () => {
    const id = await create({ OnlySendByOwner: true });
    await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    const alice = new IAMClient({ credentials: aws.credentialsFor('alice') });
    await steps.Associate(id, alice);
    await steps.Update(id, alice);
    await steps.Accept(id);
    await expectFailure(aws, () => steps.Send(id), {
      code: 'AccessDenied',
      status: 403,
      message: `User: ${ownerArn} is not authorized to perform: iam:SendDelegationToken on resource: arn:aws:iam::${owner}:delegation-request/${id}`,
    });
    await steps.Send(id, alice);
    expect(await get(id)).toMatchObject({
      State: 'FINALIZED',
      OwnerId: `arn:aws:iam::${owner}:user/alice`,
      ApproverId: ownerArn,
    });
  });
});

describe('ListDelegationRequests', () => {
  test('leaves out requests without an owner, even those meant for the account', async () => {
    await create({ OwnerAccountId: owner });
    expect(await list()).toStrictEqual({ DelegationRequests: [], isTruncated: false });
  });

  test('filters by owner, page by page', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    const alice = new IAMClient({ credentials: aws.credentialsFor('alice') });
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const id = await create({ RequestorWorkflowId: `case-${index}` });
      await steps.Associate(id, index === 2 ? alice : iam);
      if (index !== 2) ids.push(id);
    }
    expect((await list()).DelegationRequests).toHaveLength(5);
    const first = await list({ OwnerId: ownerArn, MaxItems: 3 });
    expect(first).toMatchObject({ isTruncated: true, Marker: expect.any(String) as string });
    const second = await list({ OwnerId: ownerArn, MaxItems: 3, Marker: first.Marker });
    expect(second.isTruncated).toBe(false);
    expect(second).not.toHaveProperty('Marker');
    const listed = [...(first.DelegationRequests ?? []), ...(second.DelegationRequests ?? [])];
    expect(listed.map(({ DelegationRequestId }) => DelegationRequestId)).toEqual(ids.toSorted());
    const hers = await list({ OwnerId: `arn:aws:iam::${owner}:user/alice` });
    expect(hers.DelegationRequests).toHaveLength(1);
  });

  test('refuses a marker it did not hand out', () =>
    expectFailure(aws, () => list({ Marker: 'abc' }), {
      code: 'ValidationError',
      status: 400,
      message: 'Invalid Marker.',
    }));
});

describe('GetHumanReadableSummary', () => {
  test('says what the request says', async () => {
    const id = await create({ RequestMessage: 'urgent' });
    expect(await summary(`arn:aws:iam::${owner}:delegation-request/${id}`, 'en-US')).toStrictEqual({
      SummaryContent: [
        `Account ${partner} requests temporary access for 3600 seconds.`,
        'Investigate the outage',
        'urgent',
        `Permissions: ${template} (bucketName: logs, traces).`,
      ].join('\n'),
      Locale: 'en-US',
      SummaryState: 'AVAILABLE',
    });
  });

  test('without message, parameters and locale', async () => {
    const id = await create({ Permissions: { PolicyTemplateArn: template } });
    expect(await summary(`arn:aws:iam::${owner}:delegation-request/${id}`)).toEqual({
      SummaryContent: [
        `Account ${partner} requests temporary access for 3600 seconds.`,
        'Investigate the outage',
        `Permissions: ${template}.`,
      ].join('\n'),
      Locale: 'en',
      SummaryState: 'AVAILABLE',
    });
  });

  test('has no text in other languages, and none for other entities', async () => {
    const id = await create();
    expect(await summary(`arn:aws:iam::${owner}:delegation-request/${id}`, 'fr')).toStrictEqual({
      Locale: 'fr',
      SummaryState: 'NOT_AVAILABLE',
    });
    expect(await summary(`arn:aws:iam::${owner}:role/app`)).toStrictEqual({
      Locale: 'en',
      SummaryState: 'NOT_SUPPORTED',
    });
  });

  test('refuses text that is no ARN', () =>
    expectFailure(
      aws,
      () => summary('delegation-request/x'),
      invalid('ARN delegation-request/x is not valid.'),
    ));
});
