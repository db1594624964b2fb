import { readDelivery } from '../../../lambdas/pilot-status/events.ts';
import { readReplyJob } from '../../../lambdas/queue/reply-job.ts';
import { isObject, parseJson } from '../../../lambdas/runtime/json.ts';
import type { CloudEvent, ReceivedMessage } from '../../cloud/events.ts';
import type { FunctionName } from '../protocol.ts';
import { describe } from './describe.ts';
import { concern } from './invocations.ts';
import { keep } from './keep.ts';
import { enter, type Model, move, open, update } from './model.ts';
import { showReplies } from './settle.ts';
import { addStep, newPassage, type Passage, rounded, type Task, type Trace, WORKERS } from './trace.ts';

type Received = Extract<CloudEvent, { kind: 'received' }>;
type Batch = Extract<CloudEvent, { kind: 'batch' }>;
type InvocationEnd = Extract<CloudEvent, { kind: 'invocation' }>;
type Worker = 'processor' | 'reply';

/** Takes a batch that is handed to a function: each of its messages is taken up. */
export function takeReceived({ at, requestId, messages }: Received, worker: Worker, model: Model): void {
  const invocation = model.invocations.of(requestId, worker);
  for (const message of messages) {
    const { id, event } = message.attributes;
    // What has no key was not put there by the functions.
    if (!id || !event) continue;
    const trace = model.traces.find({ id, event }) ?? open({ id, event }, at, model);
    const passage = worker === 'processor' ? toDecide(trace, message, model) : toSend(trace, message, model);
    model.traces.carry(message.id, { trace, passage });
    concern(invocation, trace);
    takeUp({ trace, passage }, message, { at, requestId });
    move(trace, passage.queue, worker, model);
    update(trace, model);
  }
}

function toDecide(trace: Trace, { body }: ReceivedMessage, model: Model): Passage {
  // The function can be faster than the answer of the API.
  if (trace.deliveries.shown === 0) enter(trace, model);
  const json = trace.isDescribed ? undefined : parseJson(body);
  if (isObject(json)) describe(trace, readDelivery(json));
  return trace.decision;
}

function toSend(trace: Trace, { id, body }: ReceivedMessage, model: Model): Passage {
  const job = readReplyJob(body);
  const key = job === undefined ? id : `${job.reply} ${job.index}`;
  const passage = trace.replies.get(key) ?? newPassage('replies', job);
  trace.replies.set(key, passage);
  showReplies(trace, trace.replies.size, model);
  // The reply can be taken up before the processor says that it has decided.
  if (trace.decision.state !== 'waiting') trace.decision.state = 'done';
  if (job !== undefined) sendersTo(job.to, model).add({ trace, passage });
  return passage;
}

function sendersTo(to: string, { sending }: Model): Set<Task> {
  const tasks = sending.get(to) ?? new Set<Task>();
  sending.set(to, tasks);
  return tasks;
}

function takeUp(
  { trace, passage }: Task,
  { id, body, attributes }: ReceivedMessage,
  { at, requestId }: { at: number; requestId: string },
): void {
  passage.invocation = requestId;
  passage.attempts += 1;
  if (passage.state !== 'done') passage.state = 'working';
  trace.summary.attempts += 1;
  passage.step = {
    at,
    station: WORKERS[passage.queue],
    what: 'taken up',
    tone: 'neutral',
    attempt: passage.attempts,
    message: { id, body: keep(body), attributes },
  };
  addStep(trace, passage.step);
}

/** Takes the end of an invocation; one that failed is a step of each event that it was about. */
export function takeInvocation(ended: InvocationEnd, name: FunctionName, model: Model): void {
  const { at, requestId, outcome, error, ms } = ended;
  if (outcome === 'ok') return;
  const invocation = model.invocations.of(requestId, name);
  invocation.failure = { at, ms: rounded(ms), station: name, what: outcome, tone: 'bad', fields: { error } };
  for (const trace of invocation.traces) {
    addStep(trace, invocation.failure);
    for (const passage of trace.replies.values()) {
      // What a function was sending when it ended may have been sent.
      if (passage.invocation === requestId && passage.state === 'working') passage.isLost = true;
    }
  }
}

/** Takes the end of a batch: what failed is in its queue again. */
export function takeBatch({ at, requestId, handled, failed, ms }: Batch, model: Model): void {
  for (const { trace, passage } of tasksOf([...handled, ...failed], requestId, model)) {
    if (passage.step) passage.step.ms = rounded(ms);
    stopSending(trace, passage, model);
  }
  for (const { trace, passage } of tasksOf(failed, requestId, model)) {
    if (passage.state === 'working') passage.state = 'waiting';
    addStep(trace, { at, station: passage.queue, what: 'back in the queue', tone: 'neutral' });
    move(trace, WORKERS[passage.queue], passage.queue, model);
    update(trace, model);
  }
  for (const { trace, passage } of tasksOf(handled, requestId, model)) {
    // Where the function says nothing, that it was handled is all there is to know.
    if (passage.state === 'working') passage.state = 'done';
    update(trace, model);
  }
  model.invocations.forget(requestId);
}

/** What a batch was about, but for what another invocation has taken up since. */
function tasksOf(messageIds: string[], requestId: string, { traces }: Model): Task[] {
  return messageIds.flatMap((id) => {
    const task = traces.carriedBy(id);
    return task?.passage.invocation === requestId ? [task] : [];
  });
}

function stopSending(trace: Trace, passage: Passage, { sending }: Model): void {
  const to = passage.job?.to;
  const tasks = to === undefined ? undefined : sending.get(to);
  if (to === undefined || tasks === undefined) return;
  for (const task of tasks) if (task.trace === trace && task.passage === passage) tasks.delete(task);
  if (tasks.size === 0) sending.delete(to);
}
