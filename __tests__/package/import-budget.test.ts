import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/*
 * What importing the package costs beyond the SDK's own clients, told by the modules that Node has loaded: nothing of
 * the managed policies, the QR codes, XML or certificates before a test touches them.
 */

interface Loaded {
  readonly packages: readonly string[];
  readonly sources: readonly string[];
  readonly builtins: readonly string[];
  readonly assets: readonly string[];
}
type Step = 'sdk' | 'import' | 'use' | 'managedPolicy' | 'qrCode' | 'xml';

const nothing: Loaded = { packages: [], sources: [], builtins: [], assets: [] };

const steps = JSON.parse(
  execFileSync(process.execPath, ['--no-warnings', join(__dirname, 'import-probe.cjs')], {
    encoding: 'utf8',
  }),
) as Record<Step, Loaded>;

test('importing the package loads two small packages besides the SDK, and reads no asset', () => {
  const { packages, assets, sources, builtins } = steps.import;
  expect(packages).toEqual(['immer', 'pure-rand']);
  expect(assets).toEqual([]);
  expect(builtins.filter((name) => name !== 'util/types')).toEqual([]);
  // The probe does see what is loaded.
  expect(sources).toContain('src/index.ts');
  expect(sources).toContain('src/iam/catalogue.ts');
  expect(steps.sdk.packages).toContain('@aws-sdk/client-iam');
});

test('the usual calls of a test load nothing more', () => {
  expect(steps.use).toEqual(nothing);
});

test.each<[what: string, step: Step, expected: Partial<Loaded>]>([
  [
    'AWS managed policies are read when one is asked for',
    'managedPolicy',
    { assets: ['assets/aws-managed-policies.jsonl.br'] },
  ],
  ['QR codes are drawn by a package that comes with the first device', 'qrCode', { packages: ['lean-qr'] }],
  ['XML is parsed by a package that comes with the first provider', 'xml', { packages: ['fast-xml-parser'] }],
])('%s', (_what, step, expected) => {
  expect(steps[step]).toMatchObject({ ...nothing, ...expected });
});
