import type { JsonObject } from '../../../lambdas/pilot-status/events.ts';
import type { CloudEvent } from '../../cloud/events.ts';
import type { FunctionName } from '../protocol.ts';
import { concern, write } from './invocations.ts';
import { keep } from './keep.ts';
import { enter, type Model, open, update } from './model.ts';
import { settle } from './settle.ts';
import { addStep, newPassage, type Task, type Trace } from './trace.ts';
import { readLine, stepOfLine } from './words.ts';

type Log = Extract<CloudEvent, { kind: 'log' }>;

/** Takes a line that a function wrote: a step of the event that it names, or a part of the log of all in its invocation. */
export function takeLog({ at, line, requestId }: Log, station: FunctionName, model: Model): void {
  if (requestId === undefined) return;
  const invocation = model.invocations.of(requestId, station);
  const told = readLine(line);
  const task = told && taskOf(told.word, told.fields, { at, station, requestId }, model);
  if (task !== undefined) concern(invocation, task.trace);
  write(invocation, { at, station, requestId, line: keep(line) }, task?.trace);
  if (told === undefined || task === undefined) return;
  const { word, fields } = told;
  if (typeof fields.conversation === 'string') task.trace.conversation = fields.conversation;
  addStep(task.trace, { at, station, ...stepOfLine(word, fields) });
  if (word === 'accepted') accept(task.trace, fields, at, model);
  else settle(word, fields, task, model);
  update(task.trace, model);
}

/** Which event a line is about, and which of its messages: by the key of the event, else by the id of the message. */
function taskOf(
  word: string,
  { id, event, messageId }: JsonObject,
  { at, station, requestId }: { at: number; station: FunctionName; requestId: string },
  model: Model,
): Task | undefined {
  if (typeof messageId === 'string') return model.traces.carriedBy(messageId);
  if (typeof id !== 'string' || typeof event !== 'string') return undefined;
  const key = { id, event };
  const trace = model.traces.find(key) ?? (word === 'accepted' ? open(key, at, model) : undefined);
  if (trace === undefined) return undefined;
  const passage = station === 'reply' ? replyAtWork(trace, requestId) : trace.decision;
  return { trace, passage: passage ?? newPassage('replies') };
}

/** One conversation is handled message by message, so that the first reply that is not settled is the one at work. */
function replyAtWork({ replies }: Trace, requestId: string) {
  return [...replies.values()].find(({ invocation, state }) => invocation === requestId && state === 'working');
}

function accept(trace: Trace, { queued }: JsonObject, at: number, model: Model): void {
  trace.deliveries.accepted += 1;
  enter(trace, model);
  const isDropped = queued !== undefined && queued === trace.queued;
  const what = isDropped ? 'dropped: the queue has it already' : 'queued';
  addStep(trace, { at, station: 'events', what, tone: isDropped ? 'passing' : 'neutral' });
  if (typeof queued !== 'string') return;
  trace.queued = queued;
  model.traces.carry(queued, { trace, passage: trace.decision });
}
