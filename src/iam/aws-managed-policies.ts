import type * as crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import type * as zlib from 'node:zlib';
import type { ManagedPolicy, PolicyVersion } from '../engine/entities.ts';
import { loadModule, packageFile } from '../engine/lazy-module.ts';
import { position } from '../engine/sorted-keys.ts';

/**
 * The policies that AWS manages, with their documents. Nothing of them is read before the first one is asked
 * for; then the index and the latest documents come in some 20 ms, and earlier documents only when one of them
 * is read. How the files are laid out stands in scripts/generate-managed-policies.mjs.
 */

/** The AWS managed policy with this ARN (`arn:aws:iam::aws:policy/…`), in whichever partition. */
export function awsManagedPolicy(arn: string): ManagedPolicy | undefined {
  const start = arn.indexOf(':policy/');
  return start < 0 ? undefined : collection().byResource.get(arn.slice(start + ':policy/'.length));
}

/** AWS managed policies by name without regard to case, from the first whose lower-cased name is not less than `from`. */
export function* awsManagedPolicies(from = ''): IterableIterator<[key: string, policy: ManagedPolicy]> {
  const { sorted, keys } = collection();
  for (let index = position(keys, from); index < sorted.length; index += 1)
    yield [keys[index] as string, sorted[index] as ManagedPolicy];
}

interface Collection {
  /** By lower-cased name. */
  readonly sorted: readonly ManagedPolicy[];
  /** The names `sorted` goes by. */
  readonly keys: readonly string[];
  /** By path and name without the first slash. */
  readonly byResource: ReadonlyMap<string, ManagedPolicy>;
}

let loaded: Collection | undefined;

function collection(): Collection {
  loaded ??= load();
  return loaded;
}

type IndexRow = readonly [resource: string, created: number, versions: readonly number[]];

function load(): Collection {
  const [index = '', ...documents] = lines('aws-managed-policies.jsonl.br');
  const sorted = (JSON.parse(index) as IndexRow[]).map(
    (row, line) => new AwsManagedPolicy(row, line, documents[line] as string),
  );
  return {
    sorted,
    keys: sorted.map(({ name }) => name.toLowerCase()),
    byResource: new Map(sorted.map((policy) => [`${policy.path}${policy.name}`.slice(1), policy])),
  };
}

/** What is rarely looked at is made when it is looked at: 1,600 ids and 6,000 versions would cost a test 10 ms. */
class AwsManagedPolicy implements ManagedPolicy {
  readonly name: string;
  readonly path: string;
  readonly createDate: number;
  readonly updateDate: number;
  readonly tags = [];
  readonly defaultVersionId: string;
  readonly nextVersion: number;
  readonly #resource: string;
  readonly #numbersAndDates: readonly number[];
  readonly #line: number;
  readonly #latest: string;
  #id: string | undefined;
  #versions: readonly PolicyVersion[] | undefined;

  constructor([resource, created, versions]: IndexRow, line: number, latest: string) {
    const nameStart = resource.lastIndexOf('/') + 1;
    const [newest = 1, updated = created] = versions;
    this.name = resource.slice(nameStart);
    this.path = `/${resource.slice(0, nameStart)}`;
    this.createDate = created * 1000;
    this.updateDate = updated * 1000;
    this.defaultVersionId = `v${newest}`;
    this.nextVersion = newest + 1;
    this.#resource = resource;
    this.#numbersAndDates = versions;
    this.#line = line;
    this.#latest = latest;
  }

  get id(): string {
    this.#id ??= stableId(this.#resource);
    return this.#id;
  }

  get versions(): readonly PolicyVersion[] {
    this.#versions ??= Array.from({ length: this.#numbersAndDates.length / 2 }, (_, index) => {
      const [latest, line] = [this.#latest, this.#line];
      let text: string | undefined;
      return {
        id: `v${this.#numbersAndDates[2 * index]}`,
        createDate: (this.#numbersAndDates[2 * index + 1] as number) * 1000,
        get document() {
          text ??= asAwsWritesIt(index === 0 ? JSON.parse(latest) : earlierDocument(line, index - 1));
          return text;
        },
      };
    });
    return this.#versions;
  }
}

/**
 * An id in the form of those AWS gave before 2019, when ids did not carry an account yet (`ANPAI…`). The real
 * ones are not in the data; these follow from the ARN and never change.
 */
function stableId(resource: string): string {
  const { createHash } = loadModule('node:crypto') as typeof crypto;
  const digest = createHash('sha256').update(`arn:aws:iam::aws:policy/${resource}`).digest();
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return `ANPAI${Array.from(digest.subarray(0, 16), (byte) => alphabet[byte & 31]).join('')}`;
}

let earlierLines: readonly string[] | undefined;
const earlierDocuments = new Map<number, readonly unknown[]>();

/**
 * The data has documents without their white space. AWS's are indented by two spaces: simulations report the
 * statement of AdministratorAccess from 3/17 to 8/6 (recorded).
 */
const asAwsWritesIt = (document: unknown): string => JSON.stringify(document, null, 2);

function earlierDocument(line: number, index: number): unknown {
  earlierLines ??= lines('aws-managed-policy-versions.jsonl.br');
  let documents = earlierDocuments.get(line);
  if (documents === undefined) {
    documents = JSON.parse(earlierLines[line] as string) as unknown[];
    earlierDocuments.set(line, documents);
  }
  return documents[index];
}

/** The lines of an asset; they are slices of one text, so that splitting copies nothing. */
function lines(file: string): string[] {
  const { brotliDecompressSync } = loadModule('node:zlib') as typeof zlib;
  // The data is ASCII, and one byte per character halves what V8 keeps.
  return brotliDecompressSync(readFileSync(packageFile(`assets/${file}`)))
    .toString('latin1')
    .split('\n');
}
