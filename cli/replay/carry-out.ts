import { randomUUID } from 'node:crypto';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Table } from '../../lambdas/ledger/table.ts';
import { messageEntry } from '../../lambdas/queue/sqs.ts';
import type { Deliver } from '../../lambdas/reconcile/front-door.ts';
import { doorAdvice } from '../front-door.ts';
import { outputOf, type Target } from '../target.ts';
import { knownAs, type Plan } from './plan.ts';

type Doable = Exclude<Plan, { kind: 'refuse' }>;

/** Puts something back. @returns undefined when it is on its queue, else why it is not */
export type CarryOut = (plan: Doable) => Promise<string | undefined>;

/** Puts events through the front door, and replies on their queue. */
export function backOn(target: Target, deliver: Deliver): CarryOut {
  const client = new SQSClient(target.aws);
  const QueueUrl = outputOf(target, 'RepliesQueueUrl');
  return async (plan) => {
    if (plan.kind === 'deliver') {
      const { status } = await deliver(plan.what.body);
      return status === 200 ? undefined : `the answer was ${status}: ${doorAdvice(status)}`;
    }
    const { body, group, attributes } = plan.what;
    const { reason, ...kept } = attributes;
    const entry = messageEntry({ body, group, deduplicateBy: randomUUID(), attributes: kept });
    await client.send(new SendMessageCommand({ QueueUrl, ...entry }));
    return undefined;
  };
}

/** What became of one thing, or would. */
export interface Result {
  id: string;
  event: string;
  did: 'put back' | 'would be put back' | 'not put back';
  /** What the ledger knew of it before. */
  known?: string;
  because?: string;
  failed: boolean;
}

/** @param carryOut undefined to change nothing */
export async function resultOf(
  plan: Plan,
  { get }: Pick<Table, 'get'>,
  carryOut: CarryOut | undefined,
): Promise<Result> {
  if (plan.kind === 'refuse') {
    const { id = '', event = '' } = 'attributes' in plan.what ? plan.what.attributes : {};
    return { id, event, did: 'not put back', because: plan.because, failed: true };
  }
  const { id, event } = plan.key;
  const known = knownAs(await get({ id, event }));
  const because = await carryOut?.(plan);
  const did = because !== undefined ? 'not put back' : carryOut ? 'put back' : 'would be put back';
  return {
    id,
    event,
    did,
    ...(known !== undefined && { known }),
    ...(because !== undefined && { because }),
    failed: because !== undefined,
  };
}

export function renderResult({ id, event, did, known, because }: Result): string {
  const ledger = known === undefined ? 'new to the ledger' : `in the ledger: ${known}`;
  return [did, event || 'unknown event', id, because ?? ledger].filter((part) => part !== '').join('  ');
}
