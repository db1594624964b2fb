import type { JsonObject } from '../../../lambdas/runtime/json.ts';
import type { LogStep } from '../../../lambdas/telemetry/steps.ts';
import type { CloudEvent } from '../../cloud/events.ts';
import type { PipelineFunction, TimelineStep } from '../protocol.ts';
import { concern, write } from './invocations.ts';
import { keep } from './keep.ts';
import { enter, open, type TracerModel, update } from './model.ts';
import { settle } from './settle.ts';
import { addCause, type EventTrace, newWorkItem, type TracedItem } from './trace.ts';
import { readLine, stepOfLine } from './words.ts';

type Log = Extract<CloudEvent, { kind: 'log' }>;

/**
 * Takes a line that a function wrote: a step of the event that it names, or a part of the log of all in its invocation.
 */
export function takeLog({ at, line, requestId }: Log, station: PipelineFunction, model: TracerModel): void {
  if (requestId === undefined) return;
  const invocation = model.invocations.of(requestId, station);
  const told = readLine(line);
  const task = told && taskOf(told.step, told.fields, { at, station, requestId }, model);
  if (task !== undefined) concern(invocation, task.trace);
  write(invocation, { at, station, requestId, line: keep(line) }, task?.trace);
  if (told === undefined || task === undefined) return;
  const { step, fields } = told;
  const { trace } = task;
  if (typeof fields.conversation === 'string') trace.conversation = fields.conversation;
  addCause(trace, { at, station, ...stepOfLine(step, fields) }, effectOf(step, trace));
  if (station === 'processor') noteFailure(step, fields, trace);
  if (step === 'accepted') accept(trace, fields, at, model);
  else settle(step, fields, task, model);
  update(trace, model);
}

/** What the bot threw stands until the event is decided. */
function noteFailure(step: LogStep, { error, thrown, attempt }: JsonObject, { summary }: EventTrace): void {
  if (step === 'broken') summary.failure = `${error}${thrown === undefined ? '' : `: ${thrown}`}, attempt ${attempt}`;
  if (step === 'decided') delete summary.failure;
}

/** What a step led to, where that can be known before it. */
function effectOf(step: LogStep, { decision, replies, queued }: EventTrace): TimelineStep | undefined {
  // Once a delivery has been queued, what the processor took up is that one.
  if (step === 'accepted') return queued === undefined ? decision.step : undefined;
  return step === 'decided' ? [...replies.values()][0]?.step : undefined;
}

/** Which event a line is about, and which of its messages: by the key of the event, else by the id of the message. */
function taskOf(
  step: LogStep,
  { id, event, messageId }: JsonObject,
  { at, station, requestId }: { at: number; station: PipelineFunction; requestId: string },
  model: TracerModel,
): TracedItem | undefined {
  if (typeof messageId === 'string') return model.traces.carriedBy(messageId);
  if (typeof id !== 'string' || typeof event !== 'string') return undefined;
  const key = { id, event };
  const trace = model.traces.find(key) ?? (step === 'accepted' ? open(key, at, model) : undefined);
  if (trace === undefined) return undefined;
  const item = station === 'reply' ? replyAtWork(trace, requestId) : trace.decision;
  return { trace, item: item ?? newWorkItem('replies') };
}

/** One conversation is handled message by message, so that the first reply that is not settled is the one at work. */
function replyAtWork({ replies }: EventTrace, requestId: string) {
  return [...replies.values()].find(({ invocation, state }) => invocation === requestId && state === 'working');
}

function accept(trace: EventTrace, { queued }: JsonObject, at: number, model: TracerModel): void {
  trace.deliveries.accepted += 1;
  enter(trace, model);
  const isDropped = queued !== undefined && queued === trace.queued;
  const what = isDropped ? 'dropped: the queue has it already' : 'queued';
  const queueing = { at, station: 'events', what, tone: isDropped ? 'passing' : 'neutral' } as const;
  addCause(trace, queueing, effectOf('accepted', trace));
  if (typeof queued !== 'string') return;
  trace.queued = queued;
  model.traces.carry(queued, { trace, item: trace.decision });
}
