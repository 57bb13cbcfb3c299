import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  type CreateInstanceProfileCommandInput,
  CreateRoleCommand,
  DeleteConflictException,
  DeleteInstanceProfileCommand,
  EntityAlreadyExistsException,
  GetInstanceProfileCommand,
  InvalidInputException,
  LimitExceededException,
  ListInstanceProfileTagsCommand,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  NoSuchEntityException,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  UnmodifiableEntityException,
  UntagInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import { expectFailure, useAws } from '../support/aws.ts';

const { aws, iam } = useAws({ now: '2026-01-31T12:00:00.789Z' });

const trust =
  '{"Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}';

const createProfile = (InstanceProfileName: string, more: Partial<CreateInstanceProfileCommandInput> = {}) =>
  iam.send(new CreateInstanceProfileCommand({ InstanceProfileName, ...more }));
const createRole = (RoleName: string) =>
  iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: trust,
      Description: 'd',
      Tags: [{ Key: 'k', Value: 'v' }],
    }),
  );
const add = (InstanceProfileName: string, RoleName: string) =>
  iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
const remove = (InstanceProfileName: string, RoleName: string) =>
  iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }));
const get = async (InstanceProfileName: string) =>
  (await iam.send(new GetInstanceProfileCommand({ InstanceProfileName }))).InstanceProfile;
const destroy = (InstanceProfileName: string) =>
  iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName }));

const missingProfile = (name: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `Instance Profile ${name} cannot be found.`,
  class: NoSuchEntityException,
});
const missingRole = (name: string) => ({
  code: 'NoSuchEntity',
  status: 404,
  message: `The role with name ${name} cannot be found.`,
  class: NoSuchEntityException,
});

describe('CreateInstanceProfile', () => {
  test('gives a profile without roles, and tags only where they were given', async () => {
    const { $metadata, ...output } = await createProfile('Web', { Path: '/team/' });
    expect(output).toStrictEqual({
      InstanceProfile: {
        Path: '/team/',
        InstanceProfileName: 'Web',
        InstanceProfileId: expect.stringMatching(/^AIPA[A-Z2-7]{17}$/) as string,
        Arn: 'arn:aws:iam::123456789012:instance-profile/team/Web',
        CreateDate: new Date('2026-01-31T12:00:00Z'),
        Roles: [],
      },
    });
    expect($metadata.httpStatusCode).toBe(200);
    const { InstanceProfile } = await createProfile('tagged', { Tags: [{ Key: 'a', Value: 'b' }] });
    expect(InstanceProfile?.Tags).toEqual([{ Key: 'a', Value: 'b' }]);
  });

  test('refuses a name that differs only in case, in the spelling of the request', async () => {
    await createProfile('web');
    await expectFailure(aws, () => createProfile('WEB', { Path: '/x/' }), {
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'Instance Profile WEB already exists.',
      class: EntityAlreadyExistsException,
    });
  });

  test('refuses the profile beyond the quota', async () => {
    aws.configure({ quotas: { instanceProfilesPerAccount: 1 } });
    await createProfile('one');
    await expectFailure(aws, () => createProfile('two'), {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for InstanceProfilesPerAccount: 1',
      class: LimitExceededException,
    });
    aws.configure({ quotas: { instanceProfilesPerAccount: 1000 } });
  });

  test('refuses equal tag keys; keys of another case are other keys', async () => {
    await expectFailure(
      aws,
      () =>
        createProfile('web', {
          Tags: [
            { Key: 'a', Value: '1' },
            { Key: 'a', Value: '2' },
          ],
        }),
      {
        code: 'InvalidInput',
        status: 400,
        message: 'Duplicate tag keys found.',
        class: InvalidInputException,
      },
    );
    await createProfile('web', {
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'A', Value: '2' },
      ],
    });
    expect((await get('web'))?.Tags).toEqual([
      { Key: 'A', Value: '2' },
      { Key: 'a', Value: '1' },
    ]);
  });

  test('refuses a bad name in the words of IAM', () =>
    expectFailure(aws, () => createProfile('a b'), {
      code: 'ValidationError',
      status: 400,
      message:
        'The specified value for instanceProfileName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    }));
});

describe('GetInstanceProfile', () => {
  test('shows an empty list of tags, and of the role what EC2 needs', async () => {
    await createProfile('web');
    const { Role } = await createRole('App');
    await add('WEB', 'app');
    expect(await get('Web')).toStrictEqual({
      Path: '/',
      InstanceProfileName: 'web',
      InstanceProfileId: expect.stringMatching(/^AIPA/) as string,
      Arn: 'arn:aws:iam::123456789012:instance-profile/web',
      CreateDate: new Date('2026-01-31T12:00:00Z'),
      Roles: [
        {
          Path: '/',
          RoleName: 'App',
          RoleId: Role?.RoleId,
          Arn: 'arn:aws:iam::123456789012:role/App',
          CreateDate: new Date('2026-01-31T12:00:00Z'),
          AssumeRolePolicyDocument: encodeURIComponent(trust),
        },
      ],
      Tags: [],
    });
  });

  test('refuses a missing profile', () => expectFailure(aws, () => get('gone'), missingProfile('gone')));
});

describe('AddRoleToInstanceProfile', () => {
  test('refuses a second role, also the same one', async () => {
    await createProfile('web');
    await createRole('a');
    await createRole('b');
    const { $metadata, ...output } = await add('web', 'a');
    expect(output).toStrictEqual({});
    expect($metadata.httpStatusCode).toBe(200);
    for (const name of ['a', 'b']) {
      await expectFailure(aws, () => add('web', name), {
        code: 'LimitExceeded',
        status: 409,
        message: 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
        class: LimitExceededException,
      });
    }
  });

  test('the profile comes before the role', async () => {
    await expectFailure(aws, () => add('gone', 'gone'), missingProfile('gone'));
    await createProfile('web');
    await expectFailure(aws, () => add('web', 'gone'), missingRole('gone'));
  });

  test('refuses a role that is only modifiable by AWS', async () => {
    const name = 'AWSReservedSSO_Admin_0123456789abcdef';
    await createProfile('web');
    await createRole(name);
    await expectFailure(aws, () => add('web', name), {
      code: 'UnmodifiableEntity',
      status: 400,
      message: `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
      class: UnmodifiableEntityException,
    });
  });
});

describe('RemoveRoleFromInstanceProfile', () => {
  test('makes room for another role', async () => {
    await createProfile('web');
    await createRole('a');
    await createRole('b');
    await add('web', 'a');
    const { $metadata, ...output } = await remove('WEB', 'A');
    expect(output).toStrictEqual({});
    expect($metadata.httpStatusCode).toBe(200);
    await add('web', 'b');
    expect((await get('web'))?.Roles?.map((role) => role.RoleName)).toEqual(['b']);
  });

  test('refuses a role that is not in the profile', async () => {
    await createProfile('web');
    await createRole('a');
    await expectFailure(aws, () => remove('web', 'a'), missingRole('a'));
    await expectFailure(aws, () => remove('web', 'gone'), missingRole('gone'));
    await expectFailure(aws, () => remove('gone', 'a'), missingProfile('gone'));
  });
});

describe('ListInstanceProfiles', () => {
  test('goes by name, filters by path, pages and never shows tags', async () => {
    await createProfile('b', { Path: '/team/', Tags: [{ Key: 'a', Value: 'b' }] });
    await createProfile('C', { Path: '/team/x/' });
    await createProfile('a');
    const all = await iam.send(new ListInstanceProfilesCommand({}));
    expect(all.InstanceProfiles?.map((profile) => profile.InstanceProfileName)).toEqual(['a', 'b', 'C']);
    expect(all.InstanceProfiles?.[1]).not.toHaveProperty('Tags');
    const first = await iam.send(new ListInstanceProfilesCommand({ PathPrefix: '/team', MaxItems: 1 }));
    expect(first).toMatchObject({
      InstanceProfiles: [{ InstanceProfileName: 'b' }],
      IsTruncated: true,
    });
    const second = await iam.send(
      new ListInstanceProfilesCommand({ PathPrefix: '/team', MaxItems: 1, Marker: first.Marker }),
    );
    expect(second).toMatchObject({
      InstanceProfiles: [{ InstanceProfileName: 'C' }],
      IsTruncated: false,
    });
  });
});

const forRole = (RoleName: string, more: object = {}) =>
  iam.send(new ListInstanceProfilesForRoleCommand({ RoleName, ...more }));

describe('ListInstanceProfilesForRole', () => {
  test('shows the profiles of the role, by name, without tags', async () => {
    await createRole('app');
    await createRole('other');
    for (const name of ['c', 'B', 'a', 'theirs']) {
      await createProfile(name, { Tags: [{ Key: 'k', Value: 'v' }] });
      await add(name, name === 'theirs' ? 'other' : 'app');
    }
    const first = await forRole('APP', { MaxItems: 2 });
    expect(first.InstanceProfiles?.map((profile) => profile.InstanceProfileName)).toEqual(['a', 'B']);
    expect(first.InstanceProfiles?.[0]).not.toHaveProperty('Tags');
    expect(first.InstanceProfiles?.[0]?.Roles?.map((role) => role.RoleName)).toEqual(['app']);
    const second = await forRole('app', { Marker: first.Marker });
    expect(second.InstanceProfiles?.map((profile) => profile.InstanceProfileName)).toEqual(['c']);
    await remove('c', 'app');
    expect((await forRole('app')).InstanceProfiles).toHaveLength(2);
  });

  test('refuses a missing role', () => expectFailure(aws, () => forRole('gone'), missingRole('gone')));
});

describe('DeleteInstanceProfile', () => {
  test('is refused while a role is in it', async () => {
    await createProfile('web');
    await createRole('app');
    await add('web', 'app');
    await expectFailure(aws, () => destroy('web'), {
      code: 'DeleteConflict',
      status: 409,
      message: 'Cannot delete entity, must remove roles from instance profile first.',
      class: DeleteConflictException,
    });
    await remove('web', 'app');
    const { $metadata, ...output } = await destroy('WEB');
    expect(output).toStrictEqual({});
    expect($metadata.httpStatusCode).toBe(200);
    await expectFailure(aws, () => destroy('web'), missingProfile('web'));
  });
});

describe('tags of instance profiles', () => {
  const InstanceProfileName = 'web';
  const tag = (Key: string, Value: string) =>
    iam.send(new TagInstanceProfileCommand({ InstanceProfileName, Tags: [{ Key, Value }] }));
  const untag = (...TagKeys: string[]) =>
    iam.send(new UntagInstanceProfileCommand({ InstanceProfileName, TagKeys }));
  const tags = (more: object = {}) =>
    iam.send(new ListInstanceProfileTagsCommand({ InstanceProfileName, ...more }));

  test('merge by their exact key, and are listed by key, page by page', async () => {
    await createProfile('web');
    expect(await tags()).toMatchObject({ Tags: [], IsTruncated: false });
    await tag('b', '1');
    await tag('B', '2');
    await tag('b', '3');
    await untag('unknown');
    const first = await tags({ MaxItems: 1 });
    expect(first).toMatchObject({ Tags: [{ Key: 'B', Value: '2' }], IsTruncated: true });
    expect(await tags({ Marker: first.Marker })).toMatchObject({
      Tags: [{ Key: 'b', Value: '3' }],
      IsTruncated: false,
    });
    await untag('b');
    expect((await tags()).Tags).toEqual([{ Key: 'B', Value: '2' }]);
    expect((await get('web'))?.Tags).toEqual([{ Key: 'B', Value: '2' }]);
  });

  test('are at most fifty', async () => {
    await createProfile('web', {
      Tags: Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' })),
    });
    await expectFailure(aws, () => tag('more', ''), {
      code: 'LimitExceeded',
      status: 409,
      message: 'The number of tags has reached the maximum limit.',
      class: LimitExceededException,
    });
    await expect(tag('k0', 'new')).resolves.toBeDefined();
  });

  test('refuse a missing profile', async () => {
    await expectFailure(aws, () => tag('a', 'b'), missingProfile('web'));
    await expectFailure(aws, () => untag('a'), missingProfile('web'));
    await expectFailure(aws, () => tags(), missingProfile('web'));
  });
});
