import { iamModel } from '../data/iam-model.ts';
import { stsModel } from '../data/sts-model.ts';
import { copyOf } from '../engine/copies.ts';
import { AwsError } from '../engine/errors.ts';
import type { Answer, Request, World } from './world.ts';

const models = { iam: iamModel, sts: stsModel };

/**
 * The answer a test has scheduled for this request, or undefined where the engine shall answer.
 *
 * @throws the connection's error, where that is what was scheduled.
 */
export function scheduledAnswer(world: World, request: Request): Answer | undefined {
  if (world.faults.isEmpty) return undefined;
  const effect = world.faults.take(request.service, request.operation);
  if (effect === undefined) return undefined;
  if (effect.kind === 'connection') {
    const failure = effect.error();
    if (effect.processed === true) world.answer(request);
    else recordAnswer(world, request, { error: lost(failure) });
    throw failure;
  }
  return effect.kind === 'error'
    ? recordAnswer(world, request, { error: effect.errorFor(models[request.service]) })
    : recordAnswer(world, request, { output: copyOf(effect.output) });
}

/** An answer that the account has no part in, as the journal has it. */
export function recordAnswer(
  world: World,
  request: Request,
  { output, error }: { output?: Record<string, unknown>; error?: AwsError },
): Answer {
  const requestId = world.nextRequestId();
  const call = world.callOf(request);
  world.journal.add({
    call,
    input: request.input,
    caller: undefined,
    requestId,
    output,
    error,
    enforcement: 'off',
    decided: [],
    before: world.state,
  });
  return { requestId, output, error, caller: undefined };
}

/** In the journal a request without an answer has the status 0. */
const lost = (failure: Error): AwsError =>
  new AwsError((failure as { code?: string }).code ?? failure.name, failure.message, 0);
