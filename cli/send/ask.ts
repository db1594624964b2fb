import type { OutboxAnswer, OutboxRequest } from '../../lambdas/outbox/outbox.ts';
import { outputOf, type Target } from '../stack/target.ts';
import { CommandError } from '../terminal/errors.ts';

/**
 * Asks the outbox of a stack to send or to cancel, as other systems do.
 *
 * @returns its answer, which may be a refusal
 * @throws CommandError when the stack has no outbox, or the outbox failed
 */
export async function askOutbox(target: Target, request: OutboxRequest): Promise<OutboxAnswer> {
  const answer = await invokeOutbox<OutboxAnswer | { results: [OutboxAnswer] }>(target, request);
  return 'results' in answer ? answer.results[0] : answer;
}

/**
 * Asks the outbox of a stack anything.
 *
 * @throws CommandError when the stack has no outbox, or the outbox failed
 */
export async function invokeOutbox<Answer>(target: Target, request: OutboxRequest): Promise<Answer> {
  const FunctionName = outputOf(target, 'OutboxArn');
  // Takes time to load, so that other commands do without.
  const { Lambda } = await import('@aws-sdk/client-lambda');
  const invoked = await new Lambda(target.aws).invoke({ FunctionName, Payload: JSON.stringify(request) });
  const { FunctionError, Payload } = invoked;
  if (FunctionError !== undefined || Payload === undefined) {
    throw new CommandError(`The outbox of ${target.name} failed: look at \`${target.command('logs --errors')}\``);
  }
  return JSON.parse(Payload.transformToString());
}
