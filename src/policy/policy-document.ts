import { type Fields, isFields, listOf } from './json-values.ts';
import { statementPositions, type StatementPosition } from './source-positions.ts';
import { PolicyStatement } from './statements.ts';

/** A policy document as the SDK and CloudFormation users write it; it must not be changed after its first use. */
export interface PolicyJson {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: unknown;
}

/**
 * A parsed policy document: immutable, and compiled piece by piece when it is first used. Made by {@link parsePolicy}.
 */
export class PolicyDocument {
  /** The version that applies: an absent one is the older. */
  readonly version: string;
  /** The statements that allow, in the order of the document. */
  readonly allows: readonly PolicyStatement[];
  /** The statements that deny, in the order of the document. */
  readonly denies: readonly PolicyStatement[];
  readonly #source: Fields;
  #text: string | undefined;
  #positions: readonly StatementPosition[] | undefined;

  /** @internal */
  constructor(source: Fields, text: string | undefined) {
    this.#source = source;
    this.#text = text;
    this.version = source['Version'] === '2012-10-17' ? '2012-10-17' : '2008-10-17';
    const variables = this.version === '2012-10-17';
    const allows: PolicyStatement[] = [];
    const denies: PolicyStatement[] = [];
    for (const [index, statement] of listOf(source['Statement']).entries()) {
      const effect = isFields(statement) ? effectOf(statement['Effect']) : undefined;
      if (effect === undefined || !isFields(statement)) continue;
      (effect === 'Allow' ? allows : denies).push(new PolicyStatement(statement, index, effect, variables));
    }
    this.allows = allows;
    this.denies = denies;
  }

  /** The text of the document: as given, or the shortest JSON of a document given as an object. */
  get text(): string {
    this.#text ??= JSON.stringify(this.#source);
    return this.#text;
  }

  /** The statements of the document, in its order; what is no statement is left out. */
  get statements(): readonly PolicyStatement[] {
    return [...this.allows, ...this.denies].toSorted((one, other) => one.index - other.index);
  }

  /** Where a statement stands in {@link text}, as SimulatePrincipalPolicy reports it. */
  positionOf(statement: PolicyStatement): StatementPosition | undefined {
    this.#positions ??= statementPositions(this.text);
    return this.#positions[statement.index];
  }
}

/** AWS takes `deny` for no effect; were such a document stored, it must not be the reason for an allow. */
function effectOf(effect: unknown): 'Allow' | 'Deny' | undefined {
  if (effect === 'Allow') return effect;
  return typeof effect === 'string' && effect.toLowerCase() === 'deny' ? 'Deny' : undefined;
}

const byObject = new WeakMap<object, PolicyDocument>();

/** Texts are kept in two generations: when the younger is full it becomes the older, whose documents are let go. */
const generationSize = 256;
let younger = new Map<string, PolicyDocument>();
let older = new Map<string, PolicyDocument>();

/**
 * Parses a policy document. The same text, or the same object, gives the same document, so that it is compiled once.
 * Nothing is checked but the outermost form: for AWS's grammar see `checkIdentityPolicy` and `checkTrustPolicy`. What
 * the evaluator does not understand never allows.
 *
 * @param policy the text, or the object that its JSON stands for; the object must not be changed afterwards
 * @throws SyntaxError when the text is no JSON; TypeError when the document is no object
 * @example
 * const document = parsePolicy('{"Version":"2012-10-17","Statement":[]}');
 */
export function parsePolicy(policy: string | object): PolicyDocument {
  if (policy instanceof PolicyDocument) return policy;
  if (typeof policy !== 'string') return parseObject(policy);
  const known = younger.get(policy);
  if (known !== undefined) return known;
  const document = older.get(policy) ?? parseText(policy);
  if (younger.size >= generationSize) {
    older = younger;
    younger = new Map();
  }
  younger.set(policy, document);
  return document;
}

function parseText(text: string): PolicyDocument {
  const value: unknown = JSON.parse(text);
  if (!isFields(value)) throw new TypeError('a policy document must be a JSON object');
  return new PolicyDocument(value, text);
}

function parseObject(policy: object): PolicyDocument {
  let document = byObject.get(policy);
  if (document === undefined) {
    if (!isFields(policy)) throw new TypeError('a policy document must be a JSON object');
    document = new PolicyDocument(policy, undefined);
    byObject.set(policy, document);
  }
  return document;
}
