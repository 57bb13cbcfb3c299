/**
 * A script of calls, made through two doors side by side. After every step the two must be equal: output,
 * metadata or error, and the state of the account.
 *
 * An input may be a function of what earlier steps returned, by operation: ids and ARNs come from there.
 */
export interface Scenario {
  readonly title: string;
  readonly service: 'iam' | 'sts';
  readonly steps: readonly Step[];
}

/** `'sts:AssumeRole'` where a step is of the other service. */
export type Step = readonly [operation: string, input?: object | ((last: Outputs) => object)];

// eslint-disable-next-line typescript/no-explicit-any
export type Outputs = Readonly<Record<string, any>>;
