import { readFileSync } from 'node:fs';
import { packageFile } from '../engine/lazy-module.ts';

/** The namespace of every AWS service, ascending. Read at first use (scripts/generate-service-names.mjs). */
export const serviceNamespaces = (): readonly string[] => Object.keys(names());

/** The display name of a service: `Amazon S3` of `s3`; the namespace itself where it has none. */
export const serviceName = (namespace: string): string => names()[namespace] ?? namespace;

type Names = Readonly<Record<string, string>>;

let loaded: Names | undefined;

function names(): Names {
  if (loaded === undefined) {
    const read = JSON.parse(readFileSync(packageFile('assets/service-names.json'), 'utf8')) as Names;
    // Without a prototype: `constructor` is no service.
    loaded = Object.assign(Object.create(null) as object, read);
  }
  return loaded;
}
