import type { ManagedPolicy } from '../engine/entities.ts';

/** The AWS managed policy with this ARN (`arn:aws:iam::aws:policy/…`). */
export function awsManagedPolicy(arn: string): ManagedPolicy | undefined {
  void arn;
  return undefined;
}
