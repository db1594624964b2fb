import type { ReplyContent } from '../../lambdas/pilot-status/content.ts';
import type { ReplyJob } from '../../lambdas/queue/reply-job.ts';
import type { Move, PipelineFunction } from '../../local/inspector/protocol.ts';
import { createTracer } from '../../local/inspector/tracer/tracer.ts';
import type { SimulatedMessage } from '../../local/simulator/messages.ts';
import { received } from './samples.ts';

const FUNCTIONS = {
  ingest: 'IngestFunctionB02ED0EB',
  processor: 'ProcessorFunctionB6A6C8EB',
  reply: 'ReplyFunction9DFF6419',
};
const QUEUES = { processor: 'events', reply: 'replies' } as const;

/** Where the contact of the samples writes from. */
export const CONTACT = '+5511999999999';

interface Carried {
  /** The id of the message of the queue. */
  as: string;
  /** The key of the event; that of the sample when absent. */
  id?: string;
  event?: string;
  body?: string;
}

/** Reports to a tracer what happens to an event in the local cloud and the simulator, one ms apart. */
export function tracedPipeline(limit?: number) {
  let at = 1_000;
  let requests = 0;
  const moves: Move[] = [];
  const changes = {
    event: () => undefined,
    move: (move: Move) => void moves.push(move),
    message: () => undefined,
    functions: () => undefined,
  };
  const tracer = createTracer({ hookPath: '/hooks/whatsapp', changes, ...(limit !== undefined && { limit }) });

  const log = (name: PipelineFunction, requestId: string, line: string) =>
    tracer.observeCloud({ at: at++, kind: 'log', function: FUNCTIONS[name], requestId, line });

  const on = {
    tracer,
    moves,
    /** The moves so far, such as `vendor>api`; what was parked ends with `!`. */
    shown: () => moves.map(({ from, to, parked }) => `${from}>${to}${parked ? '!' : ''}`),
    event: (n: number) => tracer.state().events.find((event) => event.n === n),
    whats: (n: number) => tracer.trace(n)?.steps.map(({ what }) => what),

    /** The API answers a delivery. */
    answered(body: unknown, { status = 200, path = '/hooks/whatsapp/token', invocation = '' } = {}) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const request = { headers: { 'content-type': 'application/json' }, body: text };
      const answer = { headers: {}, body: '{}' };
      const common = { at: at++, requestId: `api-${++requests}`, method: 'POST', path, status, ms: 1 };
      tracer.observeCloud({ ...common, kind: 'request', request, answer, ...(invocation && { invocation }) });
    },
    /** A function writes a line of ours. */
    says: (name: PipelineFunction, requestId: string, message: string, fields: object = {}) =>
      log(name, requestId, JSON.stringify({ level: 'INFO', message, ...fields })),
    /** A function prints something else. */
    prints: log,
    /** Messages are handed to a function. */
    taken(name: 'processor' | 'reply', requestId: string, ...messages: Carried[]) {
      tracer.observeCloud({
        at: at++,
        kind: 'received',
        function: FUNCTIONS[name],
        requestId,
        queue: QUEUES[name],
        messages: messages.map(({ as, id = SAMPLE_ID, event = 'message.received', body = '{}' }) => ({
          id: as,
          body,
          attributes: { id, event },
          receiveCount: 1,
        })),
      });
    },
    /** An invocation ends. */
    ended(name: PipelineFunction, requestId: string, outcome: 'ok' | 'timeout' | 'crash' = 'ok', error?: string) {
      const common = { at: at++, kind: 'invocation', function: FUNCTIONS[name], requestId, outcome } as const;
      tracer.observeCloud({ ...common, ms: 5, coldStart: false, ...(error && { error }) });
    },
    /** A batch ends, with the ids of its messages. */
    batch(name: 'processor' | 'reply', requestId: string, { handled = [] as string[], failed = [] as string[] }) {
      const common = { at: at++, kind: 'batch', function: FUNCTIONS[name], requestId, queue: QUEUES[name] } as const;
      tracer.observeCloud({ ...common, handled, failed, ms: 5 });
    },
    /** The vendor's API is called. */
    called(method: string, url: string, body: unknown, status: number | undefined, answer: unknown = {}) {
      const request = { headers: {}, body: body === undefined ? '' : JSON.stringify(body) };
      const said = status === undefined ? {} : { answer: { status, headers: {}, body: JSON.stringify(answer) } };
      tracer.observeVendor({ kind: 'call', call: { method, url, at: at++, ms: 2, request, ...said } });
    },
    wrote: (message: SimulatedMessage) => tracer.observeVendor({ kind: 'message', message }),

    /** A message of the contact comes as far as the decision to answer it. */
    decided({ id = SAMPLE_ID, replies = 1 } = {}) {
      const key = { id, event: 'message.received' };
      on.says('ingest', `i-${id}`, 'accepted', { ...key, conversation: 'c', queued: `e-${id}` });
      on.answered(received({ id }), { invocation: `i-${id}` });
      on.taken('processor', `p-${id}`, { as: `e-${id}`, id });
      on.says('processor', `p-${id}`, 'decided', { ...key, conversation: 'c', outcome: 'answered', replies });
      on.ended('processor', `p-${id}`);
      on.batch('processor', `p-${id}`, { handled: [`e-${id}`] });
    },
    /** A reply is handed to the reply function. */
    replying(requestId: string, fields: Partial<ReplyJob> = {}) {
      const job = replyJob(fields);
      on.taken('reply', requestId, { as: `r-${job.cause.id}-${job.index}`, ...job.cause, body: JSON.stringify(job) });
    },
    /** The reply to a message is sent. */
    replied({ id = SAMPLE_ID, sentId = `sent-${id}` }: { id?: string; sentId?: string } = {}) {
      const cause = { id, event: 'message.received' };
      on.replying(`s-${id}`, { reply: `reply#${id}`, cause });
      on.called('POST', '/v1/messages/send', { destinationNumber: CONTACT, text: 'Thanks' }, 202, { id: sentId });
      on.says('reply', `s-${id}`, 'sent', { ...cause, conversation: 'c', sentId, ms: 2 });
      on.ended('reply', `s-${id}`);
      on.batch('reply', `s-${id}`, { handled: [`r-${id}-0`] });
    },
    /** An event that is only recorded goes all its way. */
    recorded(event: string, id: string, data: object = {}) {
      on.says('ingest', `i-${event}-${id}`, 'accepted', { id, event, conversation: 'c', queued: `e-${event}-${id}` });
      on.answered({ event, data: { id, to: CONTACT, ...data } }, { invocation: `i-${event}-${id}` });
      on.taken('processor', `p-${event}-${id}`, { as: `e-${event}-${id}`, id, event });
      on.says('processor', `p-${event}-${id}`, 'recorded', { id, event, conversation: 'c' });
      on.batch('processor', `p-${event}-${id}`, { handled: [`e-${event}-${id}`] });
    },
  };
  return on;
}

/** The id of the sample. */
export const SAMPLE_ID = received().data.id;

const THANKS: ReplyContent = { text: 'Thanks' };

export function replyJob(fields: Partial<ReplyJob> = {}): ReplyJob {
  return {
    format: 1,
    reply: 'reply#a',
    index: 0,
    to: CONTACT,
    content: THANKS,
    cause: { id: SAMPLE_ID, event: 'message.received' },
    writtenAt: 0,
    expiresAt: 0,
    ...fields,
  };
}
