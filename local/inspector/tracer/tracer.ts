import { functionName } from '../../../operations/steps.ts';
import type { CloudEvent } from '../../cloud/events.ts';
import type { VendorActivity } from '../../simulator/activity.ts';
import type { ChatMessage, PipelineFunction, Snapshot } from '../protocol.ts';
import { takeCall } from './calls.ts';
import { chat } from './chat.ts';
import { functionStates } from './function-states.ts';
import { invocationStore } from './invocations.ts';
import { takeLog } from './logs.ts';
import type { Changes, TracerModel } from './model.ts';
import { takeRequest } from './requests.ts';
import { linkStatus } from './statuses.ts';
import type { EventTrace } from './trace.ts';
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
  /** What a page that has just been opened gets about events, messages and functions. */
  state(): Pick<Snapshot, 'events' | 'messages' | 'functions'>;
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
    onNew(trace) {
      linkStatus(trace, { traces });
      if (BRINGS_MESSAGE.has(trace.key.event)) show(messages.link(trace.key.id, trace.summary.n));
    },
    onSent: (sentId, { summary }) => show(messages.link(sentId, summary.n)),
  };

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
        case 'status':
          return changes.message(messages.put(activity.message));
        case 'call':
          return takeCall(activity.call, model);
      }
    },
    trace: traces.byNumber,
    numberOf: (key) => traces.find(key)?.summary.n,
    state: () => ({
      events: traces.all().map(({ summary }) => ({ ...summary })),
      messages: messages.all(),
      functions: functions.all(),
    }),
  };
}

/** The events whose id is that of a message that somebody wrote. */
const BRINGS_MESSAGE = new Set(['message.received', 'message.reply', 'message.group', 'message.newsletter']);

function isFunction(name: string): name is PipelineFunction {
  return name === 'ingest' || name === 'processor' || name === 'reply';
}
