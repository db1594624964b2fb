import { type Delivery, OUTBOUND_STATUSES, readStatusEvent } from '../../../lambdas/pilot-status/events.ts';
import { optional } from '../../../lambdas/runtime/json.ts';
import { type TracerModel, update } from './model.ts';
import { addStep, type EventTrace, type ReplyStatus } from './trace.ts';

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
    if (status?.status !== undefined) note(answered, sentId, status.status);
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

/**
 * Takes what an event reports of a message of ours: it is a part of what became of the event that was answered.
 *
 * @returns what it reports; undefined for any other event
 */
export function takeStatus(trace: EventTrace, delivery: Delivery, model: TracerModel): ReplyStatus | undefined {
  const read = readStatusEvent(delivery);
  if (read === undefined || trace.status !== undefined) return trace.status;
  trace.status = { status: read.status, ...optional('code', read.code ?? read.errorMessage) };
  const answered = model.traces.answeredBy(trace.key.id);
  if (answered !== undefined) {
    note(answered, trace.key.id, trace.status);
    update(answered, model);
  }
  return trace.status;
}

/** That the message is there is all that this says: it is no failure. */
const NOT_CONFIRMED = 'DELIVERED_NOT_CONFIRMED';

const ORDER: readonly ReplyStatus['status'][] = ['sent', 'delivered', 'read', 'failed'];

function note({ replies }: EventTrace, sentId: string, { status, code }: ReplyStatus): void {
  const item = [...replies.values()].find((reply) => reply.sentId === sentId);
  if (item === undefined || code === NOT_CONFIRMED) return;
  if (item.reached === undefined || ORDER.indexOf(status) > ORDER.indexOf(item.reached)) item.reached = status;
  if (status !== 'failed') return;
  item.outcome = 'failed';
  Object.assign(item, optional('code', code));
}
