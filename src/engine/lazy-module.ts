import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Loads a dependency of this package at first use, synchronously, from the ES module build as from the
 * CommonJS one: importing the package costs nothing of what a test may never touch.
 *
 * ```ts
 * const { generate } = loadModule('lean-qr') as typeof qr;
 * ```
 *
 * The dependency must have an entry for `require`. Node keeps what it has loaded, so that a second call is
 * a look-up.
 */
export function loadModule(name: string): unknown {
  // Asked of `__filename`: bundlers put a `require` of their own into ES modules.
  loader ??= typeof __filename === 'string' ? require : createRequire(thisFile());
  return loader(name);
}

/**
 * The path of a file of this package, from its root (`assets/x.json`), wherever the package is installed and
 * whichever build is running.
 */
export function packageFile(path: string): string {
  root ??= packageRoot(dirname(thisFile()));
  return join(root, path);
}

let loader: ((name: string) => unknown) | undefined;
let root: string | undefined;

/** The nearest folder with a package.json that has a name: `dist/cjs/package.json` only tells the module type. */
function packageRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json')) && !/[\\/]dist[\\/](?:esm|cjs)$/.test(folder)) return folder;
  const parent = dirname(folder);
  if (parent === folder)
    throw new Error(
      `iam-in-memory: no package.json above ${thisFile()}. The package reads files of its own: leave it out of bundles (external: ['iam-in-memory']).`,
    );
  return packageRoot(parent);
}

/**
 * The path of this very file. `import.meta` does not compile to CommonJS and `__filename` is not there in ES
 * modules, while a call site knows its file in both.
 */
function thisFile(): string {
  if (typeof __filename === 'string') return __filename;
  const limit = Error.stackTraceLimit;
  const present = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  try {
    Error.stackTraceLimit = 1;
    Error.prepareStackTrace = (_error, [site]) => site?.getFileName();
    const name = new Error('where am I').stack;
    if (name === undefined)
      throw new Error('iam-in-memory: this JavaScript engine does not tell the file of a call site.');
    return name.startsWith('file:') ? fileURLToPath(name) : name;
  } finally {
    Error.stackTraceLimit = limit;
    if (present === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
    else Object.defineProperty(Error, 'prepareStackTrace', present);
  }
}
