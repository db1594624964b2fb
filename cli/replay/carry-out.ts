import { randomUUID } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Table } from '../../lambdas/ledger/table.ts';
import { putBack } from '../../operations/put-back.ts';
import type { StackQueue } from '../../operations/queue-names.ts';
import { say } from '../../operations/say.ts';
import { queueUrlOf } from '../stack/queues.ts';
import type { Target } from '../stack/target.ts';
import { explain } from '../terminal/errors.ts';
import { knownAs, type Plan } from './plan.ts';

/** Puts something back. @returns undefined when its queue has it, else why it has not */
export type CarryOut = (plan: Extract<Plan, { kind: 'put' }>) => Promise<string | undefined>;

/** Puts events and replies on their queues. */
export function backOn(target: Target): CarryOut {
  const client = new SQSClient(target.aws);
  const ids = { newId: randomUUID, run: randomUUID() };
  return ({ queue, message }) =>
    putBack(client, queueUrlOf(target, queue), message, ids).then(() => undefined, explain);
}

/** What became of one thing, or would. */
export interface ReplayResult {
  id: string;
  event: string;
  did: 'put back' | 'would be put back' | 'not put back';
  /** What the ledger knew of it before; it knows nothing of what goes to the event bus. */
  known?: string;
  because?: string;
  failed: boolean;
  /** The queue, unless it is not put back at all. */
  queue?: StackQueue;
}

/** @param carryOut undefined to change nothing */
export async function resultOf(
  plan: Plan,
  { get }: Pick<Table, 'get'>,
  carryOut: CarryOut | undefined,
): Promise<ReplayResult> {
  const { id, event } = plan.key;
  if (plan.kind === 'refuse') return { id, event, did: 'not put back', because: plan.because, failed: true };
  const { queue } = plan;
  const known = queue === 'published' ? undefined : knownAs(await get({ id, event }));
  const because = await carryOut?.(plan);
  const did = because !== undefined ? 'not put back' : carryOut ? 'put back' : 'would be put back';
  return {
    id,
    event,
    queue,
    did,
    ...(known !== undefined && { known }),
    ...(because !== undefined && { because }),
    failed: because !== undefined,
  };
}

export function renderResult({ id, event, queue, did, known, because }: ReplayResult): string {
  if (queue === 'published') return [say(did), event, id, say(because ?? '')].join('  ').trimEnd();
  const ledger = known === undefined ? 'new to the ledger' : `in the ledger: ${known}`;
  return [say(did), event || say('unknown event'), id, say(because ?? ledger)].filter((part) => part !== '').join('  ');
}
