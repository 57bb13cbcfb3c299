// Run by import-budget.test.ts in a process of its own: loads the package from source, then uses it step by step, and
// prints what each step made Node load. Not a test.
const fs = require('node:fs');
const { relative, resolve } = require('node:path');

const { register } = require('esbuild-register/dist/node');

register();

const root = resolve(__dirname, '..', '..');
const readAssets = new Set();
for (const method of ['readFileSync', 'openSync']) {
  const original = fs[method];
  fs[method] = (path, ...rest) => {
    if (typeof path === 'string' && path.startsWith(`${root}/assets/`)) readAssets.add(relative(root, path));
    return original(path, ...rest);
  };
}
require('node:module').syncBuiltinESMExports();

/** Packages, own files, assets and modules of Node's own that were loaded since the last look. */
const seen = new Set([...Object.keys(require.cache), ...process.moduleLoadList]);
function newlyLoaded() {
  const fresh = [...Object.keys(require.cache), ...process.moduleLoadList].filter((name) => !seen.has(name));
  for (const name of fresh) seen.add(name);
  const named = (pattern) => {
    const names = fresh.flatMap((name) => pattern.exec(name)?.[1] ?? []);
    return [...new Set(names)].toSorted((a, b) => a.localeCompare(b));
  };
  const report = {
    packages: named(/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/),
    sources: named(/^(?!.*node_modules).*\/(src\/.*)$/),
    builtins: named(/^NativeModule (?!internal)(.*)/),
    assets: [...readAssets],
  };
  readAssets.clear();
  return report;
}

const steps = {};

async function run() {
  const iamSdk = require('@aws-sdk/client-iam');
  const stsSdk = require('@aws-sdk/client-sts');
  steps.sdk = newlyLoaded();
  const { mockIam } = require('../../src/index.ts');
  steps.import = newlyLoaded();
  const aws = mockIam({ now: '2026-01-31T12:00:00Z' });
  const iam = new iamSdk.IAMClient({});
  const sts = new stsSdk.STSClient({});
  await iam.send(new iamSdk.CreateUserCommand({ UserName: 'alice' }));
  await iam.send(new iamSdk.ListUsersCommand({}));
  await iam.send(new iamSdk.GetUserCommand({ UserName: 'bob' })).catch(() => undefined);
  await sts.send(new stsSdk.GetCallerIdentityCommand({}));
  aws.reset();
  steps.use = newlyLoaded();
  await iam.send(new iamSdk.GetPolicyCommand({ PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }));
  steps.managedPolicy = newlyLoaded();
  await iam.send(new iamSdk.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }));
  steps.qrCode = newlyLoaded();
  await iam
    .send(
      new iamSdk.CreateSAMLProviderCommand({
        Name: 'corp',
        SAMLMetadataDocument: `<a>${' '.repeat(1000)}</a>`,
      }),
    )
    .catch(() => undefined);
  steps.xml = newlyLoaded();
  aws.restore();
  process.stdout.write(JSON.stringify(steps));
}

run().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
