import { type Condition, compileConditions } from './conditions.ts';
import { type Fields, stringsOf } from './json-values.ts';
import { matchesFolded } from './patterns.ts';
import { compileText, type TextMatcher } from './policy-variables.ts';
import { compilePrincipals, type PrincipalEntry } from './principal-entries.ts';

/** An element or its negation (`Action` or `NotAction`), compiled. */
export interface Element<T> {
  readonly negated: boolean;
  readonly entries: readonly T[];
}

/**
 * One statement of a policy. Its elements are compiled when they are first looked at: most statements are done with
 * once their actions have been compared.
 */
export class PolicyStatement {
  /** The statement as it stands in the document. */
  readonly source: Fields;
  /** Counted from 0. */
  readonly index: number;
  readonly effect: 'Allow' | 'Deny';
  readonly #variables: boolean;
  #resources: Element<TextMatcher> | undefined;
  #principals: Element<PrincipalEntry> | undefined;
  #conditions: readonly Condition[] | undefined;

  constructor(source: Fields, index: number, effect: 'Allow' | 'Deny', variables: boolean) {
    this.source = source;
    this.index = index;
    this.effect = effect;
    this.#variables = variables;
  }

  get sid(): string | undefined {
    const sid = this.source['Sid'];
    return typeof sid === 'string' && sid !== '' ? sid : undefined;
  }

  /** Whether the statement is about the action, given in small letters; it reads the document as it is. */
  concerns(action: string): boolean {
    const positive = this.source['Action'];
    const value = positive ?? this.source['NotAction'];
    // An absent or empty element matches nothing, not even by negation.
    if (typeof value === 'string') return matchesFolded(value, action) === (positive !== undefined);
    if (!Array.isArray(value) || value.length === 0) return false;
    for (const entry of value) {
      if (typeof entry === 'string' && matchesFolded(entry, action)) return positive !== undefined;
    }
    return positive === undefined;
  }

  get resources(): Element<TextMatcher> {
    this.#resources ??= compileResources(this.source, this.#variables);
    return this.#resources;
  }

  get hasResource(): boolean {
    return this.source['Resource'] !== undefined || this.source['NotResource'] !== undefined;
  }

  get hasPrincipal(): boolean {
    return this.source['Principal'] !== undefined || this.source['NotPrincipal'] !== undefined;
  }

  get principals(): Element<PrincipalEntry> {
    const negated = this.source['Principal'] === undefined;
    this.#principals ??= {
      negated,
      entries: compilePrincipals(this.source[negated ? 'NotPrincipal' : 'Principal']),
    };
    return this.#principals;
  }

  get conditions(): readonly Condition[] {
    this.#conditions ??= compileConditions(this.source['Condition'], this.#variables);
    return this.#conditions;
  }
}

function compileResources(source: Fields, variables: boolean): Element<TextMatcher> {
  const positive = source['Resource'];
  const entries = stringsOf(positive ?? source['NotResource']).map((text) =>
    compileText(text, { arn: true, variables }),
  );
  // An absent or empty element matches nothing, not even by negation.
  return { negated: positive === undefined && entries.length > 0, entries };
}
