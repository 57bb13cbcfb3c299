import fs from 'node:fs';
import {
  CreatePolicyCommand,
  CreateUserCommand,
  GetAccountAuthorizationDetailsCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListPoliciesCommand,
} from '@aws-sdk/client-iam';
import { awsManagedPolicies, awsManagedPolicy } from '../../src/iam/aws-managed-policies.ts';
import { serviceName, serviceNamespaces } from '../../src/iam/service-names.ts';
import { useAws } from '../support/aws.ts';

const { iam } = useAws();

const everything = () => [...awsManagedPolicies()];

// The first test of the file: what was read once is kept.
test('nothing of the data is read before an AWS managed policy is asked for, and earlier documents last', async () => {
  const read = jest.spyOn(fs, 'readFileSync');
  const assets = (): string[] =>
    read.mock.calls.map(([path]) => String(path)).filter((path) => /[\\/]assets[\\/]/.test(path));
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  });
  await iam.send(new CreatePolicyCommand({ PolicyName: 'mine', PolicyDocument }));
  const boundary = { PermissionsBoundary: 'arn:aws:iam::123456789012:policy/mine' };
  await iam.send(new CreateUserCommand({ UserName: 'alice', ...boundary }));
  await iam.send(new ListPoliciesCommand({ Scope: 'Local' }));
  await iam.send(new ListPoliciesCommand({ OnlyAttached: true }));
  await iam.send(new GetAccountAuthorizationDetailsCommand({}));
  expect(assets()).toEqual([]);

  const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  await iam.send(new ListPoliciesCommand({}));
  await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }));
  expect(assets()).toEqual([expect.stringMatching(/aws-managed-policies\.jsonl\.br$/)]);

  for (const VersionId of ['v1', 'v2']) await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
  expect(assets().slice(1)).toEqual([expect.stringMatching(/aws-managed-policy-versions\.jsonl\.br$/)]);
  read.mockRestore();
});

describe('the data', () => {
  // Not while tests are collected: the first test must come before the data.
  let all: ReturnType<typeof everything>;
  beforeAll(() => {
    all = everything();
  });

  test('is of some 1,600 policies and 6,000 versions, as the package it is made of', () => {
    expect(all.length).toBe(1594);
    expect(all.reduce((sum, [, { versions }]) => sum + versions.length, 0)).toBe(6194);
  });

  test('is in the order of names, each once, and found by ARN', () => {
    const keys = all.map(([key]) => key);
    expect(keys).toEqual([...new Set(keys)].toSorted());
    for (const [key, policy] of all) {
      expect(key).toBe(policy.name.toLowerCase());
      expect(awsManagedPolicy(`arn:aws-us-gov:iam::aws:policy${policy.path}${policy.name}`)).toBe(policy);
    }
  });

  test('has an id for each, in AWS’s form, no two alike', () => {
    const ids = all.map(([, { id }]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^ANPAI[A-Z2-7]{16}$/.test(id))).toEqual([]);
  });

  test('has versions newest first, the newest the default, with dates that fit the policy’s', () => {
    for (const [, { versions, defaultVersionId, createDate, updateDate, nextVersion }] of all) {
      const numbers = versions.map(({ id }) => Number(id.slice(1)));
      const dates = versions.map((version) => version.createDate);
      expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => b - a));
      expect(dates).toEqual(dates.toSorted((a, b) => b - a));
      expect(`v${numbers[0]}`).toBe(defaultVersionId);
      expect(nextVersion).toBe((numbers[0] ?? 0) + 1);
      expect(dates[0]).toBe(updateDate);
      expect(createDate).toBeLessThanOrEqual(updateDate);
      expect(createDate % 1000).toBe(0);
    }
  });

  test('has a document with statements for every latest version', () => {
    for (const [key, { versions }] of all) {
      const document = JSON.parse(versions[0]?.document ?? '') as { Version: string; Statement: unknown };
      expect([key, document.Version]).toEqual([key, '2012-10-17']);
      expect(document).toHaveProperty('Statement');
    }
  });

  test('has a document with statements for every earlier version', () => {
    for (const [, { versions }] of all.filter((_entry, index) => index % 40 === 0)) {
      for (const { document } of versions.slice(1)) expect(JSON.parse(document)).toHaveProperty('Statement');
    }
  });

  test('can be listed from anywhere', () => {
    const [key = ''] = all[700] ?? [];
    const found = ['', 'a', key, `${key}+`, 'zzz'].map((from) => awsManagedPolicies(from).next().value?.[0]);
    expect(found).toEqual([all[0]?.[0], all[0]?.[0], key, all[701]?.[0], undefined]);
  });

  test.each(['arn:aws:iam::aws:policy/', 'arn:aws:iam::aws:policy/__proto__', 'ReadOnlyAccess', ''])(
    '%j is none of them',
    (arn) => expect(awsManagedPolicy(arn)).toBeUndefined(),
  );
});

describe('names of services', () => {
  test.each([
    ['s3', 'Amazon S3'],
    ['sts', 'AWS Security Token Service'],
    ['iam', 'AWS Identity and Access Management (IAM)'],
    ['nothing', 'nothing'],
    ['constructor', 'constructor'],
  ])('%s is %s', (namespace, name) => expect(serviceName(namespace)).toBe(name));

  test('are ascending and in small letters', () => {
    const names = serviceNamespaces();
    expect(names).toEqual([...new Set(names)].toSorted());
    expect(names.filter((name) => !/^[a-z0-9-]+$/.test(name))).toEqual([]);
  });
});
