import { OUTBOUND_STATUSES } from '../../../lambdas/pilot-status/events.ts';
import type { TracerModel } from './model.ts';
import { addStep, type EventTrace } from './trace.ts';

/**
 * Ties a reply to the event that it answers, by the vendor's id of the send. Statuses that came before, as they do when
 * the reply had to be found in the history, are found then.
 */
export function linkReply(sentId: string, answered: EventTrace, { traces }: TracerModel): void {
  if (traces.answeredBy(sentId) !== undefined) return;
  traces.answer(sentId, answered);
  for (const event of OUTBOUND_STATUSES) {
    const status = traces.find({ id: sentId, event });
    if (status !== undefined) addStatus(answered, status);
  }
}

/** Shows the status of a reply among the steps of the event that was answered. */
export function linkStatus(status: EventTrace, { traces }: Pick<TracerModel, 'traces'>): void {
  const answered = OUTBOUND_STATUSES.has(status.key.event) ? traces.answeredBy(status.key.id) : undefined;
  if (answered !== undefined) addStatus(answered, status);
}

function addStatus(answered: EventTrace, { summary: { n, at, event } }: EventTrace): void {
  const what = `reply ${event.slice('message.'.length)}`;
  addStep(answered, { at, station: 'vendor', what, tone: event === 'message.failed' ? 'bad' : 'good', n });
}
