import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expectedReport } from './expected-report.ts';
import { type SdkVersion, sdkFolders } from './installed-sdk.ts';

/*
 * The built package beside one copy of the SDK, in a process of its own: no region, no credentials but those of a profile that
 * nobody asked for, and any socket is an error.
 */

const root = join(__dirname, '..', '..');
const temporary = mkdtempSync(join(tmpdir(), 'iam-in-memory-'));
const built = join(temporary, 'package');
const places = new Map<SdkVersion, string>();

beforeAll(() => {
  mkdirSync(join(built, 'dist'), { recursive: true });
  cpSync(join(root, 'package.json'), join(built, 'package.json'));
  execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), join(built, 'dist')], { cwd: root });
  for (const version of Object.keys(sdkFolders) as SdkVersion[]) {
    // The first node_modules above the place that has an SDK is the version's.
    const folder = version === 'newest' ? __dirname : sdkFolders[version];
    const place = mkdtempSync(join(folder, '.build-'));
    places.set(version, place);
    const installed = join(place, 'node_modules', 'iam-in-memory');
    cpSync(built, installed, { recursive: true });
    symlinkSync(join(root, 'assets'), join(installed, 'assets'), 'dir');
    // A package of its own: inside this one, 'iam-in-memory' would be this one's `dist`, there or not.
    writeFileSync(join(place, 'package.json'), JSON.stringify({ private: true }));
    for (const [file, text] of Object.entries(programs)) writeFileSync(join(place, file), text);
  }
}, 120_000);

beforeAll(() => {
  mkdirSync(join(temporary, '.aws'));
  writeFileSync(
    join(temporary, '.aws', 'credentials'),
    '[default]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = x\n',
  );
});

afterAll(() => {
  for (const place of [...places.values(), temporary]) rmSync(place, { recursive: true, force: true });
});

/** Prints the story, and which modules of any SDK it was told by. */
const told = `
  const connections = [];
  require('node:net').Socket.prototype.connect = function (...args) {
    connections.push(args);
    throw new Error('A socket was to be opened.');
  };
  const sdk = {
    iam: require('@aws-sdk/client-iam'),
    sts: require('@aws-sdk/client-sts'),
    providers: require('@aws-sdk/credential-providers'),
  };
  const keyOf = async (options) => {
    await new sdk.iam.IAMClient({ region: 'eu-west-1', ...options }).send(new sdk.iam.ListUsersCommand({}));
    return aws.calls().at(-1).accessKeyId ?? 'none';
  };
  const keys = async () => ({
    nothing: await keyOf({}),
    given: await keyOf({ credentials: { accessKeyId: 'AKIAGIVEN', secretAccessKey: 'x' } }),
    profile: await keyOf({ credentials: sdk.providers.fromIni() }),
    failing: await keyOf({ credentials: () => Promise.reject(new Error('no keys today')) }).catch(({ message }) => message),
    environment: await (async () => {
      process.env.AWS_ACCESS_KEY_ID = 'AKIAENVIRONMENT';
      process.env.AWS_SECRET_ACCESS_KEY = 'x';
      return await keyOf({});
    })(),
    files: [process.env.AWS_CONFIG_FILE, process.env.AWS_SHARED_CREDENTIALS_FILE].every((name) => name === undefined),
  });
  require(${JSON.stringify(join(__dirname, 'story.cjs'))})(sdk, aws).then(async (report) => ({ report, keys: await keys() })).then(
    ({ report, keys }) => {
      aws.restore();
      const modules = Object.keys(require.cache).filter((path) => /node_modules.@aws-sdk.(client-|core)/.test(path));
      process.stdout.write(JSON.stringify({ report, keys, connections, modules }));
    },
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
`;

const programs = {
  'program.cjs': `const { mockIam } = require('iam-in-memory');\nconst aws = mockIam();${told}`,
  'program.mjs':
    `import { createRequire } from 'node:module';\nimport { mockIam } from 'iam-in-memory';\n` +
    `const require = createRequire(import.meta.url);\nconst aws = mockIam();${told}`,
};

interface Told {
  report: object;
  /** Who signed: clients with nothing, and with credentials of each kind. */
  keys: Record<string, unknown>;
  connections: unknown[];
  modules: string[];
}

async function run(version: SdkVersion, program: string): Promise<Told> {
  const place = places.get(version) as string;
  const { PATH } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [join(place, program)], {
    cwd: place,
    env: {
      ...(PATH === undefined ? {} : { PATH }),
      HOME: temporary,
      USERPROFILE: temporary,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  });
  return JSON.parse(stdout) as Told;
}

const worlds = (Object.keys(sdkFolders) as SdkVersion[]).flatMap((version) =>
  Object.keys(programs).map((program) => [version, program] as const),
);

test.each(worlds)(
  'the story, told with nothing but the SDK: %s, by %s',
  async (version, program) => {
    const { report, keys, connections, modules } = await run(version, program);
    expect(report).toEqual(expectedReport);
    expect(keys).toEqual({
      // The profile of the machine is none of a test's business, unless the test asks for it.
      nothing: 'none',
      given: 'AKIAGIVEN',
      profile: 'AKIAPROFILE',
      failing: 'no keys today',
      environment: 'AKIAENVIRONMENT',
      files: true,
    });
    expect(connections).toEqual([]);
    expect(modules.length).toBeGreaterThan(0);
    const own = join(sdkFolders[version], 'node_modules');
    expect(modules.filter((path) => !path.startsWith(own))).toEqual([]);
  },
  60_000,
);
