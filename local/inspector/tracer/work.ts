import { readDelivery } from '../../../lambdas/pilot-status/events.ts';
import { readReplyJob } from '../../../lambdas/queue/reply-job.ts';
import { isObject, parseJson } from '../../../lambdas/runtime/json.ts';
import type { CloudEvent, ReceivedMessage } from '../../cloud/events.ts';
import type { PipelineFunction } from '../protocol.ts';
import { describe } from './describe.ts';
import { concern } from './invocations.ts';
import { keep } from './keep.ts';
import { enter, move, open, type TracerModel, update } from './model.ts';
import { showReplies } from './settle.ts';
import { addStep, type EventTrace, newWorkItem, rounded, type TracedItem, WORKERS, type WorkItem } from './trace.ts';

type Received = Extract<CloudEvent, { kind: 'received' }>;
type Batch = Extract<CloudEvent, { kind: 'batch' }>;
type InvocationEnd = Extract<CloudEvent, { kind: 'invocation' }>;
type Worker = 'processor' | 'reply';

/** Takes a batch that is handed to a function: each of its messages is taken up. */
export function takeReceived({ at, requestId, messages }: Received, worker: Worker, model: TracerModel): void {
  const invocation = model.invocations.of(requestId, worker);
  for (const message of messages) {
    const { id, event } = message.attributes;
    // What has no key was not put there by the functions.
    if (!id || !event) continue;
    const trace = model.traces.find({ id, event }) ?? open({ id, event }, at, model);
    const item = worker === 'processor' ? toDecide(trace, message, model) : toSend(trace, message, model);
    model.traces.carry(message.id, { trace, item });
    concern(invocation, trace);
    takeUp({ trace, item }, message, { at, requestId });
    move(trace, item.queue, worker, model);
    update(trace, model);
  }
}

function toDecide(trace: EventTrace, { body }: ReceivedMessage, model: TracerModel): WorkItem {
  // The function can be faster than the answer of the API.
  if (trace.deliveries.shown === 0) enter(trace, model);
  const json = trace.isDescribed ? undefined : parseJson(body);
  if (isObject(json)) {
    const delivery = readDelivery(json);
    describe(trace, delivery);
    model.onAccepted(trace, delivery);
  }
  return trace.decision;
}

function toSend(trace: EventTrace, { id, body }: ReceivedMessage, model: TracerModel): WorkItem {
  const job = readReplyJob(body);
  const key = job === undefined ? id : `${job.reply} ${job.index}`;
  const item = trace.replies.get(key) ?? newWorkItem('replies', job);
  trace.replies.set(key, item);
  showReplies(trace, trace.replies.size, model);
  // The reply can be taken up before the processor says that it has decided.
  if (trace.decision.state !== 'waiting') trace.decision.state = 'done';
  if (job !== undefined) sendersTo(job.to, model).add({ trace, item });
  return item;
}

function sendersTo(to: string, { sending }: TracerModel): Set<TracedItem> {
  const tasks = sending.get(to) ?? new Set<TracedItem>();
  sending.set(to, tasks);
  return tasks;
}

function takeUp(
  { trace, item }: TracedItem,
  { id, body, attributes }: ReceivedMessage,
  { at, requestId }: { at: number; requestId: string },
): void {
  item.invocation = requestId;
  item.attempts += 1;
  if (item.state !== 'done') {
    item.state = 'working';
    if (item.attempts > 1) trace.summary.attempts += 1;
  }
  item.step = {
    at,
    station: WORKERS[item.queue],
    what: 'taken up',
    tone: 'neutral',
    attempt: item.attempts,
    message: { id, body: keep(body), attributes },
  };
  addStep(trace, item.step);
}

/** Takes the end of an invocation; one that failed is a step of each event that it was about. */
export function takeInvocation(ended: InvocationEnd, name: PipelineFunction, model: TracerModel): void {
  const { at, requestId, outcome, error, ms } = ended;
  if (outcome === 'ok') return;
  const invocation = model.invocations.of(requestId, name);
  invocation.failure = { at, ms: rounded(ms), station: name, what: outcome, tone: 'bad', fields: { error } };
  for (const trace of invocation.traces) {
    addStep(trace, invocation.failure);
    for (const item of trace.replies.values()) {
      // What a function was sending when it ended may have been sent.
      if (item.invocation === requestId && item.state === 'working') item.isLost = true;
    }
  }
}

/** Takes the end of a batch: what failed is in its queue again. */
export function takeBatch({ at, requestId, handled, failed, ms }: Batch, model: TracerModel): void {
  for (const { trace, item } of tasksOf([...handled, ...failed], requestId, model)) {
    if (item.step) item.step.ms = rounded(ms);
    stopSending(trace, item, model);
  }
  for (const { trace, item } of tasksOf(failed, requestId, model)) {
    if (item.state === 'working') item.state = 'waiting';
    addStep(trace, { at, station: item.queue, what: 'back in the queue', tone: 'neutral' });
    move(trace, WORKERS[item.queue], item.queue, model);
    update(trace, model);
  }
  for (const { trace, item } of tasksOf(handled, requestId, model)) {
    // Where the function says nothing, that it was handled is all there is to know.
    if (item.state === 'working') item.state = 'done';
    update(trace, model);
  }
  model.invocations.forget(requestId);
}

/** What a batch was about, but for what another invocation has taken up since. */
function tasksOf(messageIds: string[], requestId: string, { traces }: TracerModel): TracedItem[] {
  return messageIds.flatMap((id) => {
    const task = traces.carriedBy(id);
    return task?.item.invocation === requestId ? [task] : [];
  });
}

function stopSending(trace: EventTrace, item: WorkItem, { sending }: TracerModel): void {
  const to = item.job?.to;
  const tasks = to === undefined ? undefined : sending.get(to);
  if (to === undefined || tasks === undefined) return;
  for (const task of tasks) if (task.trace === trace && task.item === item) tasks.delete(task);
  if (tasks.size === 0) sending.delete(to);
}
