import {
  AcquireRoleCommand,
  CreatePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetRoleTemplateVersionCommand,
  IAMClient,
  InvalidInputException,
  LimitExceededException,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
  MalformedPolicyDocumentException,
  NameConflictException,
  NoSuchEntityException,
  RoleTemplateDisabledException,
  type RoleTemplateVersion,
} from '@aws-sdk/client-iam';
import { createIamMock } from '../../src/index.ts';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00Z' });

const TemplateArn = 'arn:aws:iam::aws:role-template/backup/Restore';

const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'backup.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const allow = (Resource: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource }],
});

const definition = {
  TemplateName: 'Restore',
  Description: 'Restores backups',
  MajorVersion: 1,
  ManagedByType: 'Service',
  ManagedByValue: 'backup.amazonaws.com',
  RoleNamePattern: 'Restore-@{Stage}',
  RolePathPattern: '/restore/@{Stage}/',
  RoleDescriptionPattern: 'Restores @{Stage}',
  AssumeRolePolicyDocumentTemplate: JSON.stringify(trust),
  InlinePolicyTemplates: [{ PolicyName: 'read', PolicyDocument: JSON.stringify(allow('@{Buckets}')) }],
  ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
  ParametersDefinition: [
    { Name: 'Stage', Type: 'String', IsRequired: true },
    { Name: 'Buckets', Type: 'ArnList', DefaultValue: 'arn:aws:s3:::a/*, arn:aws:s3:::b/*' },
  ],
  RoleTagsTemplate: [{ Key: 'stage', Value: '@{Stage}' }],
  MaxSessionDuration: 7200,
} satisfies RoleTemplateVersion;

interface Version {
  readonly minorVersion?: string;
  readonly enabled?: boolean;
  readonly arn?: string;
}

/** Puts a version of a template where AWS's services would have put it. */
const template = (
  more: object = {},
  { minorVersion = '1', enabled = true, arn = TemplateArn }: Version = {},
) =>
  aws.world.transact('123456789012', (call) =>
    call.update((account) => {
      account.roleTemplates = account.roleTemplates.set(`${arn}/${minorVersion}`, {
        arn,
        minorVersion,
        enabled,
        definition: { ...definition, ...more },
      });
    }),
  );

const Stage = { Values: ['prod'] };
const acquire = (more: Partial<AcquireRoleCommand['input']> = {}) =>
  iam.send(new AcquireRoleCommand({ TemplateArn, ReplacementValues: { Stage }, ...more }));
const version = async (MinorVersion?: number) => {
  const { RoleTemplateVersion: shown } = await iam.send(
    new GetRoleTemplateVersionCommand({ TemplateArn, MinorVersion }),
  );
  return shown;
};

const invalid = (message: string) => ({
  code: 'InvalidInput',
  status: 400,
  message,
  class: InvalidInputException,
});
const missing = (message: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message,
  class: NoSuchEntityException,
});
const limit = (message: string) => ({
  code: 'LimitExceeded',
  status: 409,
  message,
  class: LimitExceededException,
});

describe('GetRoleTemplateVersion', () => {
  test('shows the template', async () => {
    template();
    expect(await version()).toStrictEqual({
      ...definition,
      TemplateArn,
      DefaultMinorVersion: 1,
      MinorVersion: 1,
      Enabled: true,
      VersionEnabled: true,
    });
  });

  test('a template comes from a seed', async () => {
    const seeded = createIamMock({
      seed: { roleTemplates: { [TemplateArn]: { minorVersion: '4', enabled: false, definition } } },
    });
    const { requestHandler } = seeded;
    const client = new IAMClient({
      requestHandler,
      region: 'us-east-1',
      credentials: seeded.credentialsFor('root'),
    });
    aws.restore();
    const { RoleTemplateVersion: shown } = await client.send(
      new GetRoleTemplateVersionCommand({ TemplateArn }),
    );
    aws.install();
    expect(shown).toMatchObject({ TemplateName: 'Restore', MinorVersion: 4, Enabled: false });
  });

  test('dates may be seeded as text', async () => {
    template({ CreateTimestamp: '2026-01-01T00:00:00Z', UpdateTimestamp: new Date('2026-01-02T00:00:00Z') });
    expect(await version()).toMatchObject({
      CreateTimestamp: new Date('2026-01-01T00:00:00Z'),
      UpdateTimestamp: new Date('2026-01-02T00:00:00Z'),
    });
  });

  test('without a version shows the default one, or the newest', async () => {
    template({ Description: 'one' }, { minorVersion: '1' });
    template({ Description: 'ten' }, { minorVersion: '10' });
    template({ Description: 'two' }, { minorVersion: '2' });
    expect(await version()).toMatchObject({ Description: 'ten', MinorVersion: 10, DefaultMinorVersion: 10 });
    expect(await version(2)).toMatchObject({ Description: 'two', DefaultMinorVersion: 10 });
    template({ Description: 'one', DefaultMinorVersion: 1 }, { minorVersion: '1' });
    expect(await version()).toMatchObject({ Description: 'one', DefaultMinorVersion: 1 });
  });

  test('outputs are the receiver’s own', async () => {
    template();
    (await version())?.ManagedPolicyArns?.pop();
    expect((await version())?.ManagedPolicyArns).toEqual(definition.ManagedPolicyArns);
  });
});

describe('AcquireRole', () => {
  test('makes the role that the template describes', async () => {
    template();
    const { Role, $metadata: _ } = await acquire();
    const shown = {
      Path: '/restore/prod/',
      RoleName: 'Restore-prod',
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/) as string,
      Arn: 'arn:aws:iam::123456789012:role/restore/prod/Restore-prod',
      CreateDate: new Date('2026-01-31T12:00:00Z'),
      AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trust)),
      Tags: [{ Key: 'stage', Value: 'prod' }],
      SourceRoleTemplate: { TemplateArn, TemplateMinorVersion: 1 },
    };
    expect(Role).toStrictEqual(shown);
    const { Role: read } = await iam.send(new GetRoleCommand({ RoleName: 'restore-prod' }));
    expect(read).toEqual({
      ...shown,
      Description: 'Restores prod',
      MaxSessionDuration: 7200,
      RoleLastUsed: {},
    });
  });

  test('with its policies and boundary, counted', async () => {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'fence', PolicyDocument: JSON.stringify(allow('*')) }),
    );
    template({ PermissionBoundaryArn: Policy?.Arn });
    const { Role } = await acquire();
    expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(Policy?.Arn);
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'Restore-prod' }));
    expect(attached.AttachedPolicies?.map(({ PolicyArn }) => PolicyArn)).toEqual(
      definition.ManagedPolicyArns,
    );
    const usage = aws.state.accounts.get('123456789012')?.policyUsage;
    expect(usage?.get('arn:aws:iam::aws:policy/ReadOnlyAccess')).toEqual({ attachments: 1, boundaries: 0 });
    expect(usage?.get(Policy?.Arn as string)).toEqual({ attachments: 0, boundaries: 1 });
  });

  test.each([
    ['a default list', undefined, ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*']],
    ['a list of one', ['arn:aws:s3:::c/*'], ['arn:aws:s3:::c/*']],
    ['a list', ['arn:aws:s3:::c/*', 'arn:aws:s3:::d/"x"'], ['arn:aws:s3:::c/*', 'arn:aws:s3:::d/"x"']],
  ])('%s takes the place of its text in a document', async (_name, Values, Resource) => {
    template();
    await acquire({ ReplacementValues: { Stage, ...(Values === undefined ? {} : { Buckets: { Values } }) } });
    const { PolicyDocument } = await iam.send(
      new GetRolePolicyCommand({ RoleName: 'Restore-prod', PolicyName: 'read' }),
    );
    expect(JSON.parse(decodeURIComponent(PolicyDocument as string))).toEqual(allow(Resource as never));
  });

  test('values stand inside texts of a document as text, whatever they are made of', async () => {
    template({
      InlinePolicyTemplates: [
        {
          PolicyName: 'read',
          PolicyDocument: JSON.stringify(allow('arn:aws:s3:::@{Stage}-@{Count}/@{Note}')),
        },
      ],
      ParametersDefinition: [
        { Name: 'Stage', Type: 'String' },
        { Name: 'Count', Type: 'Number' },
        { Name: 'Note', Type: 'String' },
      ],
    });
    await acquire({
      ReplacementValues: { Stage, Count: { Values: ['12'] }, Note: { Values: ['a"b\\c'] } },
    });
    const { PolicyDocument } = await iam.send(
      new GetRolePolicyCommand({ RoleName: 'Restore-prod', PolicyName: 'read' }),
    );
    expect(JSON.parse(decodeURIComponent(PolicyDocument as string))).toEqual(
      allow('arn:aws:s3:::prod-12/a"b\\c'),
    );
  });

  test('an optional parameter without a value is empty', async () => {
    template({
      RoleNamePattern: 'Restore@{Suffix}',
      ParametersDefinition: [...definition.ParametersDefinition, { Name: 'Suffix', Type: 'String' }],
    });
    expect((await acquire()).Role?.RoleName).toBe('Restore');
  });

  test('takes the version that is named, and only what the template says', async () => {
    template({}, { minorVersion: '1' });
    template(
      {
        RoleNamePattern: 'Plain',
        RolePathPattern: undefined,
        RoleDescriptionPattern: undefined,
        InlinePolicyTemplates: undefined,
        ManagedPolicyArns: undefined,
        RoleTagsTemplate: undefined,
        MaxSessionDuration: undefined,
        ParametersDefinition: undefined,
      },
      { minorVersion: '2' },
    );
    const { Role } = await acquire({ TemplateMinorVersion: 2, ReplacementValues: undefined });
    expect(Role).toMatchObject({
      Path: '/',
      RoleName: 'Plain',
      SourceRoleTemplate: { TemplateArn, TemplateMinorVersion: 2 },
    });
    expect(Role).not.toHaveProperty('Tags');
    const { Role: read } = await iam.send(new GetRoleCommand({ RoleName: 'Plain' }));
    expect(read?.MaxSessionDuration).toBe(3600);
    expect(read).not.toHaveProperty('Description');
  });

  test('listings do not name the template', async () => {
    template();
    await acquire();
    const { Roles } = await iam.send(new ListRolesCommand({}));
    expect(Roles?.[0]).not.toHaveProperty('SourceRoleTemplate');
  });

  describe('refused', () => {
    test.each([
      ['a disabled template', {}, { enabled: false }],
      ['a disabled version', { VersionEnabled: false }, {}],
    ])('%s', async (_name, more, how) => {
      template(more, how);
      await expectFailure(aws, () => acquire(), {
        code: 'RoleTemplateDisabled',
        status: 400,
        message:
          'The request was rejected because the specified role template is disabled. A disabled role template cannot be used to create new roles.',
        class: RoleTemplateDisabledException,
      });
    });

    test('a name that is taken, whatever its case', async () => {
      template();
      await acquire();
      template({ RoleNamePattern: 'RESTORE-@{Stage}', RolePathPattern: '/' });
      await expectFailure(aws, () => acquire(), {
        code: 'NameConflict',
        status: 409,
        message:
          'The request was rejected because the resulting role name conflicts with an existing role in the account.',
        class: NameConflictException,
      });
    });

    test.each([
      [
        'a parameter the template does not have',
        { Stage, Other: { Values: ['x'] } },
        'The role template has no parameter Other.',
      ],
      ['a required parameter left out', {}, 'The role template requires a value for parameter Stage.'],
      [
        'two values for one',
        { Stage: { Values: ['a', 'b'] } },
        'Parameter Stage of the role template takes one value.',
      ],
      [
        'a value that is no ARN',
        { Stage, Buckets: { Values: ['arn:aws:s3:::a', 'b'] } },
        'Value b of parameter Buckets of the role template is not of type ArnList.',
      ],
      [
        'values that make no role name',
        { Stage: { Values: ['a b'] } },
        'The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
      ],
      [
        'values that make the name too long',
        { Stage: { Values: ['x'.repeat(57)] } },
        'The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
      ],
    ])('%s', async (_name, ReplacementValues, message) => {
      template();
      await expectFailure(aws, () => acquire({ ReplacementValues }), invalid(message));
    });

    test.each([
      ['no number', ['Number'], ['12a']],
      ['an empty number', ['Number'], ['']],
      ['a list with one that is no number', ['NumberList'], ['1', 'x']],
    ])('%s', async (_name, [Type], Values) => {
      template({ ParametersDefinition: [...definition.ParametersDefinition, { Name: 'Count', Type }] });
      await expectFailure(
        aws,
        () => acquire({ ReplacementValues: { Stage, Count: { Values } } }),
        invalid(`Value ${Values.at(-1)} of parameter Count of the role template is not of type ${Type}.`),
      );
    });

    test('a path that is none', async () => {
      template({ RolePathPattern: '/a @{Stage}/' });
      await expectFailure(
        aws,
        () => acquire(),
        invalid(
          'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
        ),
      );
    });

    test('a template that uses a parameter it does not define', async () => {
      template({ RoleDescriptionPattern: '@{Nobody}' });
      await expectFailure(aws, () => acquire(), invalid('The role template has no parameter Nobody.'));
    });

    test('duplicate tags', async () => {
      template({
        RoleTagsTemplate: [
          { Key: 'a', Value: '1' },
          { Key: 'A', Value: '2' },
        ],
      });
      await expectFailure(
        aws,
        () => acquire(),
        invalid('Duplicate tag keys found. Please note that Tag keys are case insensitive.'),
      );
    });

    test('policies that are not there', async () => {
      const gone = 'arn:aws:iam::123456789012:policy/gone';
      template({ ManagedPolicyArns: [gone] });
      await expectFailure(
        aws,
        () => acquire(),
        missing(`Policy ${gone} does not exist or is not attachable.`),
      );
      template({ PermissionBoundaryArn: gone });
      await expectFailure(
        aws,
        () => acquire(),
        missing(`Scope ARN: ${gone} does not exist or is not attachable.`),
      );
    });

    test.each([
      ['trust policy', 'This policy contains invalid Json', { AssumeRolePolicyDocumentTemplate: '{' }],
      [
        'inline policy',
        'Syntax errors in policy.',
        { InlinePolicyTemplates: [{ PolicyName: 'p', PolicyDocument: '{' }] },
      ],
    ])('a broken %s', async (_name, message, more) => {
      template(more);
      await expectFailure(aws, () => acquire(), {
        code: 'MalformedPolicyDocument',
        status: 400,
        message,
        class: MalformedPolicyDocumentException,
      });
    });

    test.each([
      ['rolesPerAccount', 'Cannot exceed quota for RolesPerAccount: 0', 1000],
      ['policiesPerRole', 'Cannot exceed quota for PoliciesPerRole: 0', 10],
      ['assumeRolePolicySize', 'Cannot exceed quota for ACLSizePerRole: 0', 2048],
      ['rolePolicySize', 'Maximum policy size of 0 bytes exceeded for role Restore-prod', 10240],
    ])('beyond the quota %s', async (quota, message, standard) => {
      template();
      aws.configure({ quotas: { [quota]: 0 } });
      await expectFailure(aws, () => acquire(), limit(message));
      aws.configure({ quotas: { [quota]: standard } });
    });
  });
});

describe('a template that is not there', () => {
  const operations: readonly (readonly [string, (arn: string, minor?: number) => Promise<unknown>])[] = [
    ['AcquireRole', (arn, minor) => acquire({ TemplateArn: arn, TemplateMinorVersion: minor })],
    [
      'GetRoleTemplateVersion',
      (arn, minor) => iam.send(new GetRoleTemplateVersionCommand({ TemplateArn: arn, MinorVersion: minor })),
    ],
  ];

  test.each(operations)('%s', async (_name, operation) => {
    template({}, { arn: `${TemplateArn}/more` });
    await expectFailure(
      aws,
      () => operation(TemplateArn),
      missing(`The role template ${TemplateArn} cannot be found.`),
    );
    template();
    await expectFailure(
      aws,
      () => operation(TemplateArn, 7),
      missing(`The role template ${TemplateArn} with minor version 7 cannot be found.`),
    );
  });

  test.each(operations)('%s refuses text that is no ARN', (_name, operation) =>
    expectFailure(
      aws,
      () => operation('role-template/backup/Restore'),
      invalid('ARN role-template/backup/Restore is not valid.'),
    ),
  );
});
