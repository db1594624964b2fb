import { keyPart } from '../../../lambdas/pilot-status/identity.ts';
import { type JsonObject, optional, text } from '../../../lambdas/runtime/json.ts';
import type { LogStep } from '../../../lambdas/telemetry/steps.ts';
import { move, type TracerModel } from './model.ts';
import { linkReply } from './statuses.ts';
import { addId, type EventTrace, type TracedItem, WORKERS, type WorkItem } from './trace.ts';

/** Takes from a line of the processor or the reply function what has come of the message that it is about. */
export function settle(step: LogStep, fields: JsonObject, { trace, item }: TracedItem, model: TracerModel): void {
  switch (step) {
    case 'decided':
      finish(item, text(fields.outcome));
      trace.expected = Math.max(trace.expected, Number(fields.replies ?? 0));
      showReplies(trace, trace.expected, model);
      return;
    case 'recorded':
      finish(item, step);
      return;
    case 'failed':
    case 'expired':
    case 'overtaken':
      finish(item, step);
      Object.assign(item, optional('code', text(fields.code)));
      model.onReply({ trace, item });
      return;
    case 'duplicate':
      finish(item, text(fields.state) ?? step);
      return;
    case 'sent':
      finish(item, step);
      move(trace, 'reply', 'vendor', model);
      rememberSent({ trace, item }, text(fields.sentId), model);
      return;
    case 'unknown':
      item.outcome = step;
      return;
    case 'resend':
      delete item.outcome;
      return;
    case 'parked':
      park({ trace, item });
      model.changes.move({ n: trace.summary.n, from: WORKERS[item.queue], to: item.queue, parked: true });
  }
}

/** What was done before stays as it was: a duplicate changes nothing. */
function finish(item: WorkItem, outcome: string | undefined): void {
  if (item.state === 'done') return;
  item.state = 'done';
  if (outcome !== undefined) item.outcome = outcome;
}

/** Shows replies on their way into their queue until so many have been shown. */
export function showReplies(trace: EventTrace, count: number, model: TracerModel): void {
  for (; trace.shown < count; trace.shown++) move(trace, 'processor', 'replies', model);
}

/** Notes that a message is in a dead-letter queue. */
export function park({ trace: { summary }, item }: TracedItem): void {
  item.state = 'parked';
  summary.parkings = (summary.parkings ?? 0) + 1;
}

function rememberSent({ trace, item }: TracedItem, sentId: string | undefined, model: TracerModel): void {
  if (sentId === undefined) return;
  item.sentId = keyPart(sentId);
  addId(trace, sentId);
  linkReply(item.sentId, trace, model);
  model.onReply({ trace, item });
}
