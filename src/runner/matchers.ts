import type { AuthorizationQuestion } from '../authorization/question.ts';
import { UsageError } from '../engine/errors.ts';
import type { Decision } from '../policy/index.ts';

/** What a matcher of jest or vitest answers. */
interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The part of a mock that the matchers ask. */
interface Authorizer {
  authorize(question: AuthorizationQuestion): Decision;
  explain(decision: Decision): string;
}

/**
 * Matchers that ask an account who may do what, for `expect.extend(matchers)`; `useIam()` registers them.
 *
 * ```ts
 * expect(aws).toAllow({ principal: 'alice', action: 's3:GetObject', resource: 'arn:aws:s3:::photos/cat.jpg' });
 * expect(aws).toDeny({ principal: roleArn, action: 'iam:CreateUser' });
 * ```
 *
 * A failure shows the whole explanation: what was needed, what allowed, what denied, and what would be enough.
 * Both throw a UsageError for anything that is no mock, and for a principal that does not exist.
 */
export const matchers = {
  toAllow: (received: unknown, question: AuthorizationQuestion): MatcherResult =>
    judge(received, question, 'toAllow', (result) => result === 'allowed'),

  toDeny: (received: unknown, question: AuthorizationQuestion): MatcherResult =>
    judge(received, question, 'toDeny', (result) => result !== 'allowed'),
};

function judge(
  received: unknown,
  question: AuthorizationQuestion,
  matcher: string,
  passes: (result: Decision['result']) => boolean,
): MatcherResult {
  const aws = received as Partial<Authorizer> | null | undefined;
  if (typeof aws?.authorize !== 'function' || typeof aws.explain !== 'function') {
    throw new UsageError(
      `iam-in-memory: expect(…).${matcher}() takes a mock, as mockIam() and useIam() return it.`,
    );
  }
  const decision = aws.authorize(question);
  const pass = passes(decision.result);
  const { action, resource = '*' } = question;
  const principal =
    typeof question.principal === 'string' ? question.principal : JSON.stringify(question.principal);
  const explanation = aws.explain(decision);
  return {
    pass,
    message: () =>
      `expect(aws)${pass ? '.not' : ''}.${matcher}()\n\n${principal}, ${action} on ${resource}: ${decision.result}\n\n${explanation}`,
  };
}

/** What the matchers add to `expect`. */
export interface PolicyMatchers<Result> {
  /** The account allows this. See `matchers`. */
  toAllow(question: AuthorizationQuestion): Result;
  /** The account does not allow this. See `matchers`. */
  toDeny(question: AuthorizationQuestion): Result;
}
