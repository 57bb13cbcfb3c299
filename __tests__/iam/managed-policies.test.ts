import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateUserCommand,
  DeleteConflictException,
  AttachUserPolicyCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachUserPolicyCommand,
  EntityAlreadyExistsException,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  InvalidInputException,
  LimitExceededException,
  ListPoliciesCommand,
  ListPolicyTagsCommand,
  ListPolicyVersionsCommand,
  MalformedPolicyDocumentException,
  NoSuchEntityException,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
  UntagPolicyCommand,
  paginateListPolicies,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00.789Z' });

const now = new Date('2026-01-31T12:00:00Z');
const document = (action = 's3:GetObject'): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
  });
const arnOf = (name: string): string => `arn:aws:iam::123456789012:policy/${name}`;

const create = (PolicyName: string, rest: object = {}) =>
  iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: document(), ...rest }));
const newVersion = (name: string, rest: object = {}) =>
  iam.send(new CreatePolicyVersionCommand({ PolicyArn: arnOf(name), PolicyDocument: document(), ...rest }));
const versionIds = async (name: string): Promise<(string | undefined)[]> => {
  const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn: arnOf(name) }));
  return (Versions ?? []).map(({ VersionId, IsDefaultVersion }) =>
    IsDefaultVersion ? `${VersionId} default` : VersionId,
  );
};
const remove = (name: string) => iam.send(new DeletePolicyCommand({ PolicyArn: arnOf(name) }));
const ownNames = async (input: object): Promise<string[]> => {
  const { Policies } = await iam.send(new ListPoliciesCommand({ Scope: 'Local', ...input }));
  return (Policies ?? []).map(({ PolicyName }) => PolicyName ?? '');
};

describe('CreatePolicy', () => {
  test('gives the policy with its first version, and neither description nor tags that were not given', async () => {
    const { $metadata: _, ...output } = await create('reader', { Description: 'reads' });
    expect(output).toStrictEqual({
      Policy: {
        PolicyName: 'reader',
        PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/) as string,
        Arn: arnOf('reader'),
        Path: '/',
        DefaultVersionId: 'v1',
        AttachmentCount: 0,
        PermissionsBoundaryUsageCount: 0,
        IsAttachable: true,
        CreateDate: now,
        UpdateDate: now,
      },
    });
  });

  test('keeps path and tags; tag keys have case', async () => {
    const Tags = [
      { Key: 'team', Value: 'b' },
      { Key: 'Team', Value: 'a' },
    ];
    const { Policy } = await create('reader', { Path: '/a/b/', Tags });
    expect(Policy).toMatchObject({ Arn: arnOf('a/b/reader'), Path: '/a/b/' });
    expect(Policy?.Tags).toEqual([
      { Key: 'Team', Value: 'a' },
      { Key: 'team', Value: 'b' },
    ]);
  });

  test.each([
    {
      why: 'a name that differs in case only, in the spelling of the request',
      input: { PolicyName: 'TAKEN', Path: '/elsewhere/' },
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'A policy called TAKEN already exists. Duplicate names are not allowed.',
      class: EntityAlreadyExistsException,
    },
    {
      why: 'a document that is no JSON, before the name that is taken',
      input: { PolicyName: 'taken', PolicyDocument: 'nonsense' },
      code: 'MalformedPolicyDocument',
      status: 400,
      message: 'Syntax errors in policy.',
      class: MalformedPolicyDocumentException,
    },
    {
      why: 'the older version of the language',
      input: { PolicyName: 'p', PolicyDocument: document().replace('2012-10-17', '2008-10-17') },
      code: 'MalformedPolicyDocument',
      status: 400,
      message: 'Policy document must be version 2012-10-17 or greater.',
      class: MalformedPolicyDocumentException,
    },
    {
      why: 'an action without a vendor',
      input: { PolicyName: 'p', PolicyDocument: document('GetObject') },
      code: 'MalformedPolicyDocument',
      status: 400,
      message: 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
      class: MalformedPolicyDocumentException,
    },
    {
      why: 'one character too many',
      input: { PolicyName: 'p', PolicyDocument: document(`s3:${'x'.repeat(6145 - document('s3:').length)}`) },
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for PolicySize: 6144',
      class: LimitExceededException,
    },
    {
      why: 'equal tag keys, before the document',
      input: {
        PolicyName: 'p',
        PolicyDocument: 'nonsense',
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'a', Value: '2' },
        ],
      },
      code: 'InvalidInput',
      status: 400,
      message: 'Duplicate tag keys found.',
      class: InvalidInputException,
    },
    {
      why: 'a name with a slash',
      input: { PolicyName: 'a/b' },
      code: 'ValidationError',
      status: 400,
      message:
        'The specified value for policyName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    },
  ])('refuses $why', async ({ input, code, status, message, class: Class }) => {
    await create('taken');
    await expectFailure(aws, () => create(input.PolicyName, input), {
      code,
      status,
      message,
      ...(Class && { class: Class }),
    });
  });

  test('takes 6,144 characters; white space does not count', async () => {
    const text = document(`s3:${'x'.repeat(6144 - document('s3:').length)}`);
    await create('full', { PolicyDocument: text.replaceAll(',', ',\n \t') });
    expect(await versionIds('full')).toEqual(['v1 default']);
  });

  test.each([
    { quota: { policiesPerAccount: 1 }, message: 'Cannot exceed quota for PoliciesPerAccount: 1' },
    { quota: { policySize: 20 }, message: 'Cannot exceed quota for PolicySize: 20' },
  ])('a changed quota: $message', async ({ quota, message }) => {
    await create('first');
    aws.configure({ quotas: quota });
    try {
      await expectFailure(aws, () => create('second'), {
        code: 'LimitExceeded',
        status: 409,
        message,
        class: LimitExceededException,
      });
    } finally {
      aws.configure({ quotas: { policiesPerAccount: 1500, policySize: 6144 } });
    }
  });

  test('a policy made again under its name has another id', async () => {
    const first = await create('reader');
    await iam.send(new DeletePolicyCommand({ PolicyArn: arnOf('reader') }));
    const second = await create('reader');
    expect(second.Policy?.PolicyId).not.toBe(first.Policy?.PolicyId);
  });
});

describe('GetPolicy', () => {
  test('adds the description and always tags', async () => {
    await create('reader', { Description: 'reads' });
    await create('plain');
    const reader = await iam.send(new GetPolicyCommand({ PolicyArn: arnOf('reader') }));
    expect(reader.Policy).toMatchObject({ Description: 'reads', Tags: [], DefaultVersionId: 'v1' });
    const plain = await iam.send(new GetPolicyCommand({ PolicyArn: arnOf('plain') }));
    expect(plain.Policy).not.toHaveProperty('Description');
    expect(plain.Policy?.Tags).toEqual([]);
  });

  test('hands out what nobody else holds', async () => {
    await create('reader', { Tags: [{ Key: 'a', Value: 'b' }] });
    const first = await iam.send(new GetPolicyCommand({ PolicyArn: arnOf('reader') }));
    first.Policy?.Tags?.push({ Key: 'x', Value: 'y' });
    const second = await iam.send(new GetPolicyCommand({ PolicyArn: arnOf('reader') }));
    expect(second.Policy?.Tags).toEqual([{ Key: 'a', Value: 'b' }]);
  });
});

/** Every operation that takes the ARN of a policy, with an input that is otherwise good. */
const byArn: Record<string, (PolicyArn: string) => Promise<unknown>> = {
  GetPolicy: (PolicyArn) => iam.send(new GetPolicyCommand({ PolicyArn })),
  GetPolicyVersion: (PolicyArn) => iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' })),
  ListPolicyVersions: (PolicyArn) => iam.send(new ListPolicyVersionsCommand({ PolicyArn })),
  DeletePolicy: (PolicyArn) => iam.send(new DeletePolicyCommand({ PolicyArn })),
  CreatePolicyVersion: (PolicyArn) =>
    iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: 'nonsense' })),
  SetDefaultPolicyVersion: (PolicyArn) =>
    iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' })),
  DeletePolicyVersion: (PolicyArn) =>
    iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' })),
  TagPolicy: (PolicyArn) => iam.send(new TagPolicyCommand({ PolicyArn, Tags: [{ Key: 'a', Value: 'b' }] })),
  UntagPolicy: (PolicyArn) => iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys: ['a'] })),
  ListPolicyTags: (PolicyArn) => iam.send(new ListPolicyTagsCommand({ PolicyArn })),
};
const operations = Object.keys(byArn);

describe.each(operations)('%s of a policy that is not there', (operation) => {
  const call = byArn[operation] as (PolicyArn: string) => Promise<unknown>;

  test.each([
    arnOf('gone'),
    arnOf('other/path/reader'),
    'arn:aws:iam::999999999999:policy/reader',
    'arn:aws:iam::123456789012:role/reader',
    'arn:aws:s3:::bucket/policy/reader',
  ])('%s', async (arn) => {
    await create('reader');
    await expectFailure(aws, () => call(arn), {
      code: 'NoSuchEntity',
      status: 404,
      message: `Policy ${arn} was not found.`,
      class: NoSuchEntityException,
    });
  });

  test('text that is no ARN', () =>
    expectFailure(aws, () => call('this-is-no-arn-at-all'), {
      code: 'InvalidInput',
      status: 400,
      message: 'ARN this-is-no-arn-at-all is not valid.',
      class: InvalidInputException,
    }));

  test('text that is too short for an ARN', () =>
    expectFailure(aws, () => call('arn:short'), {
      code: 'ValidationError',
      status: 400,
      message:
        "1 validation error detected: Value at 'policyArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
    }));
});

describe('versions', () => {
  beforeEach(() => create('reader'));

  test('a new one is the default only when asked; replies carry no document', async () => {
    aws.clock.advance('1h');
    const { PolicyVersion } = await newVersion('reader');
    expect(PolicyVersion).toStrictEqual({
      VersionId: 'v2',
      IsDefaultVersion: false,
      CreateDate: new Date('2026-01-31T13:00:00Z'),
    });
    const third = await newVersion('reader', { SetAsDefault: true });
    expect(third.PolicyVersion).toMatchObject({ VersionId: 'v3', IsDefaultVersion: true });
    expect(await versionIds('reader')).toEqual(['v3 default', 'v2', 'v1']);
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arnOf('reader') }));
    expect(Policy).toMatchObject({
      DefaultVersionId: 'v3',
      CreateDate: now,
      UpdateDate: new Date('2026-01-31T13:00:00Z'),
    });
  });

  test('GetPolicyVersion gives the text as it was sent, percent-encoded after RFC 3986', async () => {
    const text = ` ${document("s3:a'b(c)*!~é")}\n`;
    await newVersion('reader', { PolicyDocument: text });
    const { PolicyVersion } = await iam.send(
      new GetPolicyVersionCommand({ PolicyArn: arnOf('reader'), VersionId: 'v2' }),
    );
    expect(PolicyVersion).toMatchObject({ VersionId: 'v2', IsDefaultVersion: false, CreateDate: now });
    expect(PolicyVersion?.Document).toMatch(/^%20%7B%22.*s3%3Aa%27b%28c%29%2A%21~%C3%A9.*%0A$/);
    expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toBe(text);
  });

  test('numbers are never used again, newest first also beyond v9', async () => {
    for (let index = 2; index <= 11; index += 1) {
      await newVersion('reader');
      if (index < 10)
        await iam.send(
          new DeletePolicyVersionCommand({ PolicyArn: arnOf('reader'), VersionId: `v${index}` }),
        );
    }
    expect(await versionIds('reader')).toEqual(['v11', 'v10', 'v1 default']);
    const first = await iam.send(new ListPolicyVersionsCommand({ PolicyArn: arnOf('reader'), MaxItems: 2 }));
    expect(first).toMatchObject({
      IsTruncated: true,
      Versions: [{ VersionId: 'v11' }, { VersionId: 'v10' }],
    });
    const rest = await iam.send(
      new ListPolicyVersionsCommand({ PolicyArn: arnOf('reader'), Marker: first.Marker, MaxItems: 1 }),
    );
    expect(rest).toMatchObject({ IsTruncated: false, Versions: [{ VersionId: 'v1' }] });
    expect(rest).not.toHaveProperty('Marker');
  });

  test('a sixth is refused, after the grammar', async () => {
    for (let index = 0; index < 4; index += 1) await newVersion('reader');
    await expectFailure(aws, () => newVersion('reader'), {
      code: 'LimitExceeded',
      status: 409,
      message:
        'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
      class: LimitExceededException,
    });
    await expectFailure(aws, () => newVersion('reader', { PolicyDocument: '[]' }), {
      code: 'MalformedPolicyDocument',
      status: 400,
      message: 'Syntax errors in policy.',
      class: MalformedPolicyDocumentException,
    });
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn: arnOf('reader'), VersionId: 'v3' }));
    await newVersion('reader');
    expect(await versionIds('reader')).toEqual(['v6', 'v5', 'v4', 'v2', 'v1 default']);
  });

  test('a document that is too large', () =>
    expectFailure(aws, () => newVersion('reader', { PolicyDocument: document(`s3:${'x'.repeat(6144)}`) }), {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for PolicySize: 6144',
      class: LimitExceededException,
    }));

  test('the default moves, and only that: UpdateDate stays', async () => {
    await newVersion('reader');
    aws.clock.advance('1h');
    await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn: arnOf('reader'), VersionId: 'v2' }));
    expect(await versionIds('reader')).toEqual(['v2 default', 'v1']);
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arnOf('reader') }));
    expect(Policy).toMatchObject({ DefaultVersionId: 'v2', UpdateDate: now });
    const before = aws.state;
    await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn: arnOf('reader'), VersionId: 'v2' }));
    expect(aws.state).toBe(before);
  });

  test('the default version cannot be deleted', () =>
    expectFailure(
      aws,
      () => iam.send(new DeletePolicyVersionCommand({ PolicyArn: arnOf('reader'), VersionId: 'v1' })),
      {
        code: 'DeleteConflict',
        status: 409,
        message: 'Cannot delete the default version of a policy.',
        class: DeleteConflictException,
      },
    ));

  test.each([GetPolicyVersionCommand, SetDefaultPolicyVersionCommand, DeletePolicyVersionCommand])(
    '%p of a version that is not there, and of what is no version',
    async (Command) => {
      await expectFailure(aws, () => iam.send(new Command({ PolicyArn: arnOf('reader'), VersionId: 'v9' })), {
        code: 'NoSuchEntity',
        status: 404,
        message: `Policy ${arnOf('reader')} version v9 does not exist or is not attachable.`,
        class: NoSuchEntityException,
      });
      await expectFailure(aws, () => iam.send(new Command({ PolicyArn: arnOf('reader'), VersionId: '9' })), {
        code: 'ValidationError',
        status: 400,
        message:
          "1 validation error detected: Value at 'versionId' failed to satisfy constraint: Member must satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?",
      });
    },
  );
});

describe('DeletePolicy', () => {
  const inUse = {
    code: 'DeleteConflict',
    status: 409,
    message: 'Cannot delete a policy attached to entities.',
    class: DeleteConflictException,
  };

  test('takes the policy and its id away', async () => {
    await create('reader');
    await remove('reader');
    const { Policies } = await iam.send(new ListPoliciesCommand({ Scope: 'Local' }));
    expect(Policies).toEqual([]);
    expect(aws.state.accounts.get('123456789012')?.uniqueIds.size).toBe(0);
  });

  test('not while it is a boundary, whatever versions there are', async () => {
    await create('reader');
    await newVersion('reader');
    await iam.send(new CreateUserCommand({ UserName: 'alice', PermissionsBoundary: arnOf('reader') }));
    await expectFailure(aws, () => remove('reader'), inUse);
  });

  test('not while it is attached', async () => {
    await create('reader');
    await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    await iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn: arnOf('reader') }));
    await expectFailure(aws, () => remove('reader'), inUse);
    await iam.send(new DetachUserPolicyCommand({ UserName: 'alice', PolicyArn: arnOf('reader') }));
    await remove('reader');
  });

  test('not with more than one version', async () => {
    await create('reader');
    await newVersion('reader');
    await expectFailure(aws, () => remove('reader'), {
      code: 'DeleteConflict',
      status: 409,
      message:
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      class: DeleteConflictException,
    });
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn: arnOf('reader'), VersionId: 'v2' }));
    await remove('reader');
  });
});

describe('ListPolicies of the account itself', () => {
  beforeEach(async () => {
    await create('bravo', { Path: '/team/' });
    await create('Charlie', { Path: '/team/x/' });
    await create('alpha', { Description: 'd', Tags: [{ Key: 'a', Value: 'b' }] });
  });

  test('by name without regard to case; neither description nor tags', async () => {
    const { Policies, IsTruncated, ...rest } = await iam.send(new ListPoliciesCommand({ Scope: 'Local' }));
    expect(Policies?.map(({ PolicyName }) => PolicyName)).toEqual(['alpha', 'bravo', 'Charlie']);
    expect(Policies?.[0]).toStrictEqual({
      PolicyName: 'alpha',
      PolicyId: expect.stringMatching(/^ANPA/) as string,
      Arn: arnOf('alpha'),
      Path: '/',
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: now,
      UpdateDate: now,
    });
    expect(IsTruncated).toBe(false);
    expect(rest).not.toHaveProperty('Marker');
  });

  test.each([
    { PathPrefix: '/', expected: ['alpha', 'bravo', 'Charlie'] },
    { PathPrefix: '/team/', expected: ['bravo', 'Charlie'] },
    { PathPrefix: '/team/x/', expected: ['Charlie'] },
    { PathPrefix: '/other/', expected: [] },
  ])('path prefix $PathPrefix', async ({ PathPrefix, expected }) => {
    expect(await ownNames({ PathPrefix })).toEqual(expected);
  });

  test('a prefix that does not end in a slash is refused', () =>
    expectFailure(aws, () => ownNames({ PathPrefix: '/team' }), {
      code: 'ValidationError',
      status: 400,
      message:
        'The specified value for pathPrefix is invalid. It must begin with the / character and contain only alphanumeric characters and/or / characters.',
    }));

  test('a policy that is only a boundary', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'alice', PermissionsBoundary: arnOf('team/bravo') }));
    const found = {
      PermissionsBoundary: await ownNames({ PolicyUsageFilter: 'PermissionsBoundary' }),
      PermissionsPolicy: await ownNames({ PolicyUsageFilter: 'PermissionsPolicy' }),
      OnlyAttached: await ownNames({ OnlyAttached: true }),
      OnlyAttachedBoundary: await ownNames({ OnlyAttached: true, PolicyUsageFilter: 'PermissionsBoundary' }),
      elsewhere: await ownNames({ PathPrefix: '/x/', PolicyUsageFilter: 'PermissionsBoundary' }),
      AWS: await ownNames({ Scope: 'AWS', PolicyUsageFilter: 'PermissionsBoundary' }),
    };
    expect(found).toEqual({
      PermissionsBoundary: ['bravo'],
      PermissionsPolicy: [],
      OnlyAttached: [],
      OnlyAttachedBoundary: ['bravo'],
      elsewhere: [],
      AWS: [],
    });
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arnOf('team/bravo') }));
    expect(Policy).toMatchObject({ AttachmentCount: 0, PermissionsBoundaryUsageCount: 1 });
  });

  test('a policy that is attached', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'alice' }));
    await iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn: arnOf('alpha') }));
    const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    await iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn }));
    expect(await ownNames({ OnlyAttached: true })).toEqual(['alpha']);
    expect(await ownNames({ OnlyAttached: true, Scope: 'All' })).toEqual(['alpha', 'ReadOnlyAccess']);
    expect(await ownNames({ OnlyAttached: true, Scope: 'AWS' })).toEqual(['ReadOnlyAccess']);
    expect(await ownNames({ PolicyUsageFilter: 'PermissionsBoundary' })).toEqual([]);
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    expect(Policy).toMatchObject({ AttachmentCount: 1, PermissionsBoundaryUsageCount: 0 });
  });

  test('pages go on where they stopped, whatever was deleted meanwhile', async () => {
    const first = await iam.send(new ListPoliciesCommand({ Scope: 'Local', MaxItems: 2 }));
    expect(first).toMatchObject({ IsTruncated: true, Marker: expect.any(String) as string });
    await iam.send(new DeletePolicyCommand({ PolicyArn: arnOf('alpha') }));
    expect(await ownNames({ Marker: first.Marker })).toEqual(['Charlie']);
  });

  test('a marker nobody handed out is refused', () =>
    expectFailure(aws, () => ownNames({ Marker: 'AAAA' }), {
      code: 'ValidationError',
      status: 400,
      message: 'Invalid Marker.',
    }));
});

describe('tags of policies', () => {
  test('equal keys take the new value; case makes another key; missing keys are ignored when removed', async () => {
    await create('reader', { Tags: [{ Key: 'team', Value: 'a' }] });
    const PolicyArn = arnOf('reader');
    const Tags = [
      { Key: 'Team', Value: 'b' },
      { Key: 'team', Value: 'c' },
    ];
    await iam.send(new TagPolicyCommand({ PolicyArn, Tags }));
    const listed = await iam.send(new ListPolicyTagsCommand({ PolicyArn }));
    expect(listed).toMatchObject({ Tags, IsTruncated: false });
    await iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys: ['TEAM', 'team'] }));
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    expect(Policy?.Tags).toEqual([{ Key: 'Team', Value: 'b' }]);
    const before = aws.state;
    await iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys: ['team'] }));
    await iam.send(new TagPolicyCommand({ PolicyArn, Tags: [{ Key: 'Team', Value: 'b' }] }));
    expect(aws.state).toBe(before);
  });

  test('pages', async () => {
    const Tags = ['a', 'b', 'c'].map((Key) => ({ Key, Value: '' }));
    await create('reader', { Tags });
    const first = await iam.send(new ListPolicyTagsCommand({ PolicyArn: arnOf('reader'), MaxItems: 2 }));
    expect(first).toMatchObject({ Tags: Tags.slice(0, 2), IsTruncated: true });
    const rest = await iam.send(
      new ListPolicyTagsCommand({ PolicyArn: arnOf('reader'), Marker: first.Marker }),
    );
    expect(rest).toMatchObject({ Tags: Tags.slice(2), IsTruncated: false });
  });

  test.each([
    {
      why: 'the fifty-first tag',
      tags: Array.from({ length: 2 }, (_, index) => ({ Key: `new${index}`, Value: '' })),
      code: 'LimitExceeded',
      status: 409,
      message: 'The number of tags has reached the maximum limit.',
      class: LimitExceededException,
    },
    {
      why: 'equal keys',
      tags: [
        { Key: 'x', Value: '1' },
        { Key: 'x', Value: '2' },
      ],
      code: 'InvalidInput',
      status: 400,
      message: 'Duplicate tag keys found.',
      class: InvalidInputException,
    },
  ])('refuses $why', async ({ tags, code, status, message, class: Class }) => {
    await create('reader', {
      Tags: Array.from({ length: 49 }, (_none, index) => ({ Key: `k${index}`, Value: '' })),
    });
    await expectFailure(
      aws,
      () => iam.send(new TagPolicyCommand({ PolicyArn: arnOf('reader'), Tags: tags })),
      { code, status, message, class: Class },
    );
  });
});

describe('AWS managed policies', () => {
  const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';

  test('GetPolicy: the facts of the policy, counted in this account', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'alice', PermissionsBoundary: administrator }));
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: administrator }));
    expect(Policy).toStrictEqual({
      PolicyName: 'AdministratorAccess',
      PolicyId: expect.stringMatching(/^ANPAI[A-Z2-7]{16}$/) as string,
      Arn: administrator,
      Path: '/',
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 1,
      IsAttachable: true,
      CreateDate: new Date('2015-02-06T18:39:46Z'),
      UpdateDate: new Date('2015-02-06T18:39:46Z'),
      Tags: [],
    });
  });

  test('ids never change: that of AdministratorAccess', async () => {
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: administrator }));
    const { Policies } = await iam.send(new ListPoliciesCommand({ Scope: 'AWS', MaxItems: 1000 }));
    const listed = Policies?.find(({ Arn }) => Arn === administrator);
    expect(listed?.PolicyId).toBe(Policy?.PolicyId);
    expect(Policy?.PolicyId).toMatchInlineSnapshot(`"ANPAI5IIMV5ODH3GDY4NK"`);
  });

  test('the documents of the latest and of earlier versions', async () => {
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
    const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
    expect(Versions?.slice(-3)).toEqual([
      { VersionId: 'v3', IsDefaultVersion: true, CreateDate: new Date('2023-08-10T21:31:39Z') },
      { VersionId: 'v2', IsDefaultVersion: false, CreateDate: new Date('2021-09-27T20:24:58Z') },
      { VersionId: 'v1', IsDefaultVersion: false, CreateDate: new Date('2015-02-06T18:40:59Z') },
    ]);
    const actions = async (VersionId: string): Promise<unknown> => {
      const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
      const parsed = JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? '')) as {
        Statement: { Action: unknown }[];
      };
      return parsed.Statement[0]?.Action;
    };
    expect(await actions('v1')).toEqual(['s3:Get*', 's3:List*']);
    expect(await actions('v3')).toEqual([
      's3:Get*',
      's3:List*',
      's3:Describe*',
      's3-object-lambda:Get*',
      's3-object-lambda:List*',
    ]);
  });

  test('versions of a policy that changed often: newest first, dates never ascending', async () => {
    const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn, MaxItems: 1000 }));
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    expect(Versions?.length).toBeGreaterThan(100);
    expect(Versions?.[0]).toEqual({
      VersionId: Policy?.DefaultVersionId,
      IsDefaultVersion: true,
      CreateDate: Policy?.UpdateDate,
    });
    const numbers = (Versions ?? []).map(({ VersionId }) => Number(VersionId?.slice(1)));
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    const dates = (Versions ?? []).map(({ CreateDate }) => CreateDate?.getTime() ?? 0);
    expect(dates).toEqual(dates.toSorted((a, b) => b - a));
  });

  test.each([
    ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole', '/service-role/'],
    ['arn:aws:iam::aws:policy/job-function/ViewOnlyAccess', '/job-function/'],
    ['arn:aws:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy', '/aws-service-role/'],
  ])('%s', async (PolicyArn, path) => {
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    expect(Policy).toMatchObject({ Arn: PolicyArn, Path: path });
  });

  test('in another partition, under its ARN', async () => {
    const china = new IAMClient({ region: 'cn-north-1' });
    const PolicyArn = 'arn:aws-cn:iam::aws:policy/AdministratorAccess';
    const { Policy } = await china.send(new GetPolicyCommand({ PolicyArn }));
    expect(Policy).toMatchObject({ PolicyName: 'AdministratorAccess', Arn: PolicyArn });
    const { Policies } = await china.send(new ListPoliciesCommand({ Scope: 'AWS', MaxItems: 1 }));
    expect(Policies?.[0]?.Arn).toMatch(/^arn:aws-cn:iam::aws:policy\//);
  });

  test.each(['AdministratoraccesS', 'service-role/AdministratorAccess', 'NoSuchThing', 'constructor'])(
    '%s is none',
    async (name) => {
      const PolicyArn = `arn:aws:iam::aws:policy/${name}`;
      await expectFailure(aws, () => iam.send(new GetPolicyCommand({ PolicyArn })), {
        code: 'NoSuchEntity',
        status: 404,
        message: `Policy ${PolicyArn} was not found.`,
        class: NoSuchEntityException,
      });
    },
  );

  test.each(operations.filter((operation) => !/^GetPolicy|^ListPolicyVersions$/.test(operation)))(
    '%s is denied: they are not the account’s to change',
    (operation) =>
      expectFailure(aws, () => (byArn[operation] as (arn: string) => Promise<unknown>)(administrator), {
        code: 'AccessDenied',
        status: 403,
        message: `User: arn:aws:iam::123456789012:root is not authorized to perform: iam:${operation} on resource: policy ${administrator}`,
      }),
  );

  test('ListPolicies: all of them, once each, by name, with the account’s own between them', async () => {
    await create('AdministratorAccess', { Path: '/mine/' });
    await create('zzz');
    await create('AAA');
    const listed: { name: string; arn: string }[] = [];
    for await (const page of paginateListPolicies({ client: iam, pageSize: 1000 }, {})) {
      expect(page.Policies?.length).toBeLessThanOrEqual(1000);
      for (const { PolicyName = '', Arn = '' } of page.Policies ?? [])
        listed.push({ name: PolicyName, arn: Arn });
    }
    expect(listed.length).toBeGreaterThan(1500);
    expect(new Set(listed.map(({ arn }) => arn)).size).toBe(listed.length);
    const names = listed.map(({ name }) => name.toLowerCase());
    expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : a === b ? 0 : 1)));
    expect(names[0]).toBe('aaa');
    expect(names.at(-1)).toBe('zzz');
    expect(listed.filter(({ name }) => name === 'AdministratorAccess').map(({ arn }) => arn)).toEqual([
      arnOf('mine/AdministratorAccess'),
      administrator,
    ]);
  });

  test('ListPolicies in small pages gives what one large page gives', async () => {
    await create('AccessAnalyzerX');
    const large = await iam.send(new ListPoliciesCommand({ MaxItems: 40 }));
    const small: unknown[] = [];
    let Marker: string | undefined;
    while (small.length < 40) {
      const page = await iam.send(new ListPoliciesCommand({ MaxItems: 1, Marker }));
      small.push(...(page.Policies ?? []));
      ({ Marker } = page);
    }
    expect(small).toEqual(large.Policies);
  });

  test.each([
    {
      input: { Scope: 'AWS', PathPrefix: '/job-function/' },
      each: /^arn:aws:iam::aws:policy\/job-function\//,
    },
    { input: { Scope: 'AWS' }, each: /^arn:aws:iam::aws:policy\// },
    { input: { Scope: 'Local' }, each: /^arn:aws:iam::123456789012:policy\/mine$/ },
  ] as const)('ListPolicies $input', async ({ input, each }) => {
    await create('mine');
    const { Policies = [] } = await iam.send(new ListPoliciesCommand(input));
    expect(Policies.length).toBeGreaterThan(0);
    for (const { Arn } of Policies) expect(Arn).toMatch(each);
  });

  test('used ones only: of AWS and of the account in one order, page by page', async () => {
    await create('M-mine');
    for (const [UserName, PermissionsBoundary] of [
      ['a', arnOf('M-mine')],
      ['b', 'arn:aws:iam::aws:policy/PowerUserAccess'],
      ['c', administrator],
    ] as const)
      await iam.send(new CreateUserCommand({ UserName, PermissionsBoundary }));
    const filter = { PolicyUsageFilter: 'PermissionsBoundary' } as const;
    const first = await iam.send(new ListPoliciesCommand({ ...filter, MaxItems: 2 }));
    expect(first.Policies?.map(({ PolicyName }) => PolicyName)).toEqual(['AdministratorAccess', 'M-mine']);
    const rest = await iam.send(new ListPoliciesCommand({ ...filter, Marker: first.Marker }));
    expect(rest.Policies?.map(({ PolicyName }) => PolicyName)).toEqual(['PowerUserAccess']);
    const own = await iam.send(new ListPoliciesCommand({ ...filter, Scope: 'Local' }));
    expect(own.Policies?.map(({ PolicyName }) => PolicyName)).toEqual(['M-mine']);
    const aws3 = await iam.send(new ListPoliciesCommand({ ...filter, Scope: 'AWS' }));
    expect(aws3.Policies?.map(({ PolicyName }) => PolicyName)).toEqual([
      'AdministratorAccess',
      'PowerUserAccess',
    ]);
  });
});
