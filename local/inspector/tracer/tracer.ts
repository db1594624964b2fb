import { type EventKey, keyPart } from '../../../lambdas/pilot-status/identity.ts';
import { readReplyJob } from '../../../lambdas/queue/reply-job.ts';
import { optional } from '../../../lambdas/runtime/json.ts';
import { functionName } from '../../../operations/steps.ts';
import type { CloudEvent } from '../../cloud/events.ts';
import type { VendorActivity } from '../../simulator/activity.ts';
import type { ChatMessage, PipelineFunction, ShownDeadLetter, Snapshot } from '../protocol.ts';
import { takeCall } from './calls.ts';
import { chat } from './chat.ts';
import { functionStates } from './function-states.ts';
import { invocationStore } from './invocations.ts';
import { takeLog } from './logs.ts';
import { type Changes, type TracerModel, update } from './model.ts';
import { takeRequest } from './requests.ts';
import { contentOfReply, fromEvent, fromSimulator } from './said.ts';
import { park } from './settle.ts';
import { linkStatus, takeStatus } from './statuses.ts';
import { addStep, type EventTrace, type TracedItem, WORKERS } from './trace.ts';
import { traceStore } from './traces.ts';
import { takeBatch, takeInvocation, takeReceived } from './work.ts';

/** Follows each event through the pipeline, from what the local cloud and the simulator report. */
export interface Tracer {
  observeCloud(event: CloudEvent): void;
  observeVendor(activity: VendorActivity): void;
  /** All that is known of an event; undefined when it is not kept any more, or never was. */
  trace(n: number): EventTrace | undefined;
  /** The number of the event with this key. */
  numberOf(key: { id: string; event: string }): number | undefined;
  /** Takes what is in the dead-letter queues, which SQS fills, too, without a word of the functions. */
  parked(letters: readonly ShownDeadLetter[]): void;
  /** The hash of the conversation with a contact, by its latest event. */
  conversationOf(chat: string): string | undefined;
  /** Forgets what was said in a chat; its events stay. */
  empty(chat: string): void;
  /** Forgets all about the contact of a conversation, or of an event. @returns whether there was anything */
  forget(of: { conversation: string } | { key: EventKey }): boolean;
  /** All that is known, for the time after a restart. */
  past(): Past;
  /** Takes what was known before the server was started. */
  restore(past: Past): void;
  /** What a page that has just been opened gets about events, messages and functions. */
  state(): Pick<Snapshot, 'events' | 'messages' | 'functions'>;
}

/** What a tracer knows. */
export interface Past {
  traces: readonly EventTrace[];
  messages: readonly ChatMessage[];
}

interface TracerOptions {
  /** The path of the webhook URL, without the token: what is posted under it is a delivery. */
  hookPath: string;
  changes: Changes;
  /** How many events, and how many messages of the chat, are kept. */
  limit?: number;
}

export function createTracer({ hookPath, changes, limit = 10_000 }: TracerOptions): Tracer {
  const traces = traceStore(limit);
  const messages = chat(limit);
  const functions = functionStates();
  const show = (message: ChatMessage | undefined) => message && changes.message(message);
  const model: TracerModel = {
    traces,
    invocations: invocationStore(),
    changes,
    sending: new Map(),
    onNew: (trace) => linkStatus(trace, { traces }),
    onAccepted(trace, delivery) {
      const { n, at } = trace.summary;
      const reported = takeStatus(trace, delivery, model);
      if (reported !== undefined) {
        const { status: state, code } = reported;
        return show(messages.change(trace.key.id, { state, ...(code !== undefined && { code }) }));
      }
      const said = fromEvent(trace.key, delivery, at);
      if (said === undefined) return;
      const { id, name } = said;
      // The simulator knows more of what was written there.
      if (messages.has(id)) show(messages.change(id, { n, ...(name !== undefined && { name }) }));
      else show(messages.put({ ...said, n }));
    },
    onReply(task) {
      const message = ofReply(task);
      if (message === undefined) return;
      // What was sent unasked is known by its key alone until then.
      task.trace.summary = { contact: message.chat, ...optional('text', message.content.text), ...task.trace.summary };
      changes.message(message);
    },
  };

  /** The vendor knows a reply by the id of the send; one that it never took is known by its key alone. */
  function ofReply({ trace: { summary }, item: { job, sentId, code, step } }: TracedItem): ChatMessage | undefined {
    const { n } = summary;
    if (sentId !== undefined && messages.has(sentId)) return messages.change(sentId, { n });
    if (job === undefined) return undefined;
    const id = sentId ?? `${job.reply} ${job.index}`;
    const state = sentId === undefined ? 'failed' : 'queued';
    const said = { id, chat: job.to, side: 'bot', at: step?.at ?? summary.at, content: contentOfReply(job.content) };
    return messages.put({ ...said, side: 'bot', state, n, ...(code !== undefined && { code }) });
  }

  /** The message of an event that a letter is. */
  function itemOf({ decision, replies }: EventTrace, { queue, body }: Pick<ShownDeadLetter, 'queue' | 'body'>) {
    if (queue === 'events') return decision;
    const job = readReplyJob(body);
    return job === undefined ? [...replies.values()][0] : replies.get(`${job.reply} ${job.index}`);
  }

  return {
    observeCloud(event) {
      if (event.kind === 'request') {
        if (event.method === 'POST' && event.path.startsWith(`${hookPath}/`)) takeRequest(event, model);
        return;
      }
      const name = 'function' in event ? functionName(event.function) : '';
      if (!isFunction(name)) return;
      switch (event.kind) {
        case 'log':
          return takeLog(event, name, model);
        case 'received':
          changes.functions(functions.began(name));
          return name === 'ingest' ? undefined : takeReceived(event, name, model);
        case 'invocation':
          takeInvocation(event, name, model);
          return changes.functions(functions.ended(name, event));
        case 'batch':
          return takeBatch(event, model);
      }
    },
    observeVendor(activity) {
      switch (activity.kind) {
        case 'message':
          return changes.message(messages.put(fromSimulator(activity.message)));
        case 'status':
          // What was forgotten meanwhile stays so.
          return show(messages.change(keyPart(activity.message.id), fromSimulator(activity.message)));
        case 'call':
          return takeCall(activity.call, model);
      }
    },
    trace: traces.byNumber,
    numberOf: (key) => traces.find(key)?.summary.n,
    parked(letters) {
      for (const letter of letters) {
        const trace = letter.n === undefined ? undefined : traces.byNumber(letter.n);
        const item = trace && itemOf(trace, letter);
        if (trace === undefined || item === undefined || item.state === 'parked' || item.state === 'done') continue;
        park({ trace, item });
        addStep(trace, { at: letter.at, station: letter.queue, what: 'parked', tone: 'bad' });
        changes.move({ n: trace.summary.n, from: WORKERS[letter.queue], to: letter.queue, parked: true });
        update(trace, model);
      }
    },
    conversationOf: (chat) =>
      traces.all().findLast((trace) => trace.conversation && trace.summary.contact === chat)?.conversation,
    empty: messages.forget,
    forget(of) {
      const first = 'key' in of ? traces.find(of.key) : undefined;
      const conversation = 'key' in of ? first?.conversation : of.conversation;
      const isTheirs = (trace: EventTrace) =>
        trace === first || (conversation !== undefined && trace.conversation === conversation);
      const chats = new Set(traces.all().flatMap((trace) => (isTheirs(trace) ? (trace.summary.contact ?? []) : [])));
      const all = traces.all().filter((trace) => isTheirs(trace) || chats.has(trace.summary.contact ?? ''));
      for (const chat of chats) messages.forget(chat);
      for (const { summary } of all) traces.remove(summary.n);
      return all.length > 0;
    },
    past: () => ({ traces: traces.all(), messages: messages.all() }),
    restore(past) {
      for (const trace of past.traces) traces.restore(trace);
      // The simulator starts over: nobody can quote what was said before.
      for (const { messageId: _, ...message } of past.messages) messages.put(message);
    },
    state: () => ({
      events: traces.all().map(({ summary }) => ({ ...summary })),
      messages: messages.all(),
      functions: functions.all(),
    }),
  };
}

function isFunction(name: string): name is PipelineFunction {
  return name === 'ingest' || name === 'processor' || name === 'reply';
}
