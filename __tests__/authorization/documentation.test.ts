import { readFileSync } from 'node:fs';

/* docs/enforcement.md is run as it stands: every block of JavaScript, and what its comments promise. */

const page = readFileSync(`${__dirname}/../../docs/enforcement.md`, 'utf8');
const blocks = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code as string);

const packages: Record<string, () => unknown> = {
  'iam-in-memory': () => require('../../src/index.ts') as unknown,
  'iam-in-memory/jest': () => require('../../src/jest.ts') as unknown,
};
const load = (name: string): unknown => (packages[name] ?? (() => require(name) as unknown))();

type Run = (load: (name: string) => unknown, print: Console) => Promise<void>;
const AsyncFunction = (async () => undefined).constructor as new (...texts: string[]) => Run;

/** Runs the block with this text; what it prints. */
async function printed(text: string): Promise<string[]> {
  const found = blocks.filter((block) => block.includes(text));
  expect(found).toHaveLength(1);
  const body = (found[0] as string).replaceAll(
    /^import (\{[\s\S]*?\}) from '(.*)';$/gm,
    "const $1 = load('$2');",
  );
  const lines: string[] = [];
  const log = (...words: unknown[]) =>
    lines.push(
      words.map((word) => (typeof word === 'object' ? JSON.stringify(word) : (word as string))).join(' '),
    );
  await new AsyncFunction('load', 'console', body)(load, { log } as unknown as Console);
  return lines;
}

test('every block is run here', () => {
  expect(blocks).toHaveLength(5);
});

test('a refusal', async () => {
  const [message, explanation, missing, encoded] = await printed('error.encodedMessage');
  expect(message).toBe(
    'User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:DeleteUser on resource: arn:aws:iam::123456789012:user/bob because no identity-based policy allows the iam:DeleteUser action',
  );
  expect(explanation).toMatch(/near miss: statement 1 of identity-based policy IAMReadOnlyAccess/);
  expect(missing).toBe(
    '{"Effect":"Allow","Action":"iam:DeleteUser","Resource":"arn:aws:iam::123456789012:user/bob"}',
  );
  expect(encoded).toBe('true');
});

test('what would fail', async () => {
  const [actions, explanation, statements] = await printed("result: 'implicitDeny' });\nconsole");
  expect(actions).toBe('iam:CreateUser, iam:TagUser');
  expect(explanation).toMatch(
    /Implicitly denied:\n {2}iam:CreateUser on arn:aws:iam::123456789012:user\/app/,
  );
  expect(statements).toBe(
    '[{"Effect":"Allow","Action":["iam:CreateUser","iam:TagUser"],"Resource":"arn:aws:iam::123456789012:user/app"}]',
  );
});

test('questions', async () => {
  expect.hasAssertions();
  expect(await printed('expect.extend(matchers)')).toEqual([]);
});

test('guards', async () => {
  const [id, name, explanation] = await printed('aws.guard(mockClient');
  expect([id, name]).toEqual(['1', 'AccessDeniedException']);
  expect(explanation).toContain('dynamodb:GetItem on arn:aws:dynamodb:us-east-1:123456789012:table/users');
});

test('organizations', async () => {
  expect(await printed('denyDeletion')).toEqual(['explicitDeny by serviceControlPolicy']);
});
