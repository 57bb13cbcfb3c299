// Installs the SDK versions of __tests__/sdk-versions, each in its own folder, where they are missing or not those of
// its lock file. jest runs it before the tests (globalSetup); by hand: node scripts/install-sdk-versions.mjs
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../node_modules/.cache', import.meta.url));
const versions = fileURLToPath(new URL('../__tests__/sdk-versions', import.meta.url));

export default function installSdkVersions() {
  for (const { name } of readdirSync(versions, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  )) {
    const folder = join(versions, name);
    if (existsSync(join(folder, 'package-lock.json')) && !isInstalled(folder)) install(folder);
  }
}

/** npm notes in node_modules what it has installed. */
function isInstalled(folder) {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([path]) => /^node_modules\/@aws-sdk\/(client-(iam|sts)|credential-providers)$/.test(path))
    .every(([path, { version }]) => {
      const file = join(folder, path, 'package.json');
      return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).version === version;
    });
}

/** Aside first, so that runs at the same time never see half of it. */
function install(folder) {
  console.log(`Installing the SDK of ${folder} …`);
  // Not in the system's folder: it may be of another disk, and jest looks at folders beside the tests.
  mkdirSync(cache, { recursive: true });
  const aside = mkdtempSync(join(cache, 'sdk-'));
  try {
    for (const file of ['package.json', 'package-lock.json'])
      copyFileSync(join(folder, file), join(aside, file));
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const options = ['--ignore-scripts', '--no-audit', '--no-fund'];
    execFileSync(npm, ['ci', ...options], {
      cwd: aside,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    if (isInstalled(folder)) return;
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
    renameSync(join(aside, 'node_modules'), join(folder, 'node_modules'));
  } catch (error) {
    // The tests that need it will fail and say so; the others need not.
    console.warn(`The SDK of ${folder} could not be installed: ${String(error)}`);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installSdkVersions();
