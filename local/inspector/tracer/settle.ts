import { keyPart } from '../../../lambdas/pilot-status/identity.ts';
import { type JsonObject, text } from '../../../lambdas/runtime/json.ts';
import type { LogStep } from '../../../lambdas/telemetry/steps.ts';
import { type Model, move } from './model.ts';
import { linkReply } from './statuses.ts';
import { addId, type Passage, type Task, type Trace, WORKERS } from './trace.ts';

/** Takes from a line of the processor or the reply function what has come of the message that it is about. */
export function settle(step: LogStep, fields: JsonObject, { trace, passage }: Task, model: Model): void {
  switch (step) {
    case 'decided':
      finish(passage, text(fields.outcome));
      trace.expected = Math.max(trace.expected, Number(fields.replies ?? 0));
      showReplies(trace, trace.expected, model);
      return;
    case 'recorded':
    case 'failed':
    case 'expired':
    case 'overtaken':
      finish(passage, step);
      return;
    case 'duplicate':
      finish(passage, text(fields.state) ?? step);
      return;
    case 'sent':
      finish(passage, step);
      move(trace, 'reply', 'vendor', model);
      rememberSent(trace, text(fields.sentId), model);
      return;
    case 'unknown':
      passage.outcome = step;
      return;
    case 'resend':
      delete passage.outcome;
      return;
    case 'parked':
      passage.state = 'parked';
      model.changes.move({ n: trace.summary.n, from: WORKERS[passage.queue], to: passage.queue, parked: true });
  }
}

/** What was done before stays as it was: a duplicate changes nothing. */
function finish(passage: Passage, outcome: string | undefined): void {
  if (passage.state === 'done') return;
  passage.state = 'done';
  if (outcome !== undefined) passage.outcome = outcome;
}

/** Shows replies on their way into their queue until so many have been shown. */
export function showReplies(trace: Trace, count: number, model: Model): void {
  for (; trace.shown < count; trace.shown++) move(trace, 'processor', 'replies', model);
}

function rememberSent(trace: Trace, sentId: string | undefined, model: Model): void {
  if (sentId === undefined) return;
  addId(trace, sentId);
  linkReply(keyPart(sentId), trace, model);
  model.onSent(keyPart(sentId), trace);
}
