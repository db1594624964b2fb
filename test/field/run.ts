import { createHmac } from 'node:crypto';
import { contactSlots } from '../../lambdas/ledger/contact-slots.ts';
import { knownContacts } from '../../lambdas/ledger/homes.ts';
import { messageRecords } from '../../lambdas/ledger/messages.ts';
import { numberRecords } from '../../lambdas/ledger/numbers.ts';
import { outboxRecords } from '../../lambdas/ledger/outbox.ts';
import { replyRecords } from '../../lambdas/ledger/replies.ts';
import type { Item } from '../../lambdas/ledger/table.ts';
import { unaskedRecords } from '../../lambdas/ledger/unasked.ts';
import { send } from '../../lambdas/pilot-status/send.ts';
import { handleEvent } from '../../lambdas/processor/handle-event.ts';
import type { QueueMessage } from '../../lambdas/queue/message.ts';
import type { Outgoing } from '../../lambdas/queue/sqs.ts';
import type { Verdict } from '../../lambdas/queue/worker.ts';
import { sendReply } from '../../lambdas/reply/send-reply.ts';
import type { ReplySender } from '../../lambdas/reply/sender.ts';
import type { HttpRequest, HttpResponse } from '../../lambdas/runtime/http.ts';
import { type Clock, clock, ledgerSettings } from '../support/clock.ts';
import { openEndpoint } from '../support/endpoint.ts';
import { type RecordedLog, recordedLog } from '../support/log.ts';
import { openProcessor } from '../support/processor.ts';
import { RULES } from '../support/rules.ts';
import { received } from '../support/samples.ts';
import { BOTS } from './bots.ts';
import type { Case, CaseStep, Sent } from './case.ts';

/** What became of a case. */
export interface CaseOutcome {
  sends: Sent[];
  ledger: Item[];
  log: string[];
}

/** Runs a case through the real code of the functions, over queues and a ledger in memory. */
export async function run({ bot = 'echo', settings = {}, refuses, steps }: Case): Promise<CaseOutcome> {
  const time = clock();
  const log = recordedLog();
  const rules = { ...RULES, ...settings };
  const replies = queue(time);
  const known = BOTS[bot];
  if (known === undefined) throw new Error(`There is no bot ${bot}`);
  const { processor, table } = openProcessor(
    { bot: known, log, ...settings, rules, enqueue: async (message) => replies.add(message) },
    time,
  );
  const events = queue(time);
  const endpoint = openEndpoint(
    { log, contactHashKey: HASH_KEY, enqueue: async (message) => String(events.add(message)) },
    time,
  );
  const sends: Sent[] = [];
  const refused = { ...refuses };
  const sender = openSender({ time, log, table, settings, request: vendor(sends, refused) });

  for (const [i, step] of steps.entries()) {
    if ('wait' in step) time.advance(step.wait * 1000);
    else if ('refuses' in step) refuseOnly(step.refuses, refused);
    else if ('record' in step) keep(withHashes(step.record), table);
    else expect((await endpoint.post({ body: JSON.stringify(bodyOf(step, String(i))) })).statusCode).toBe(200);
    while (events.isBusy() || replies.isBusy()) {
      await events.work((messages) => handleEvent(messages, processor));
      await replies.work(([message]) => sendReply(message as QueueMessage, sender));
    }
  }
  return { sends, ledger: [...table.items.values()], log: log.lines.map(({ level, step }) => `${level} ${step}`) };
}

/** What the vendor posts. @param id for a message that has none of its own */
export function bodyOf(step: Extract<CaseStep, { received: object } | { body: object }>, id: string): unknown {
  if ('body' in step) return step.body;
  const { data } = received({ id: `id-${id}`, messageId: `wamid.${id}`, ...step.received });
  return { event: step.as ?? 'message.received', data };
}

function refuseOnly(codes: Record<string, string>, refused: Record<string, string>): void {
  for (const address of Object.keys(refused)) delete refused[address];
  Object.assign(refused, codes);
}

const HASH_KEY = 'k';

/** In a record of a case, `{contact}` stands for the hash that versions before the one with keys gave to an address. */
function withHashes(record: Record<string, unknown>): Item {
  const hash = (contact: string) =>
    createHmac('sha256', HASH_KEY)
      .update(JSON.stringify(['contact', 'cmm0abc123', contact]))
      .digest('hex')
      .slice(0, 32);
  return JSON.parse(JSON.stringify(record).replace(/\{([^{}"]+)\}/g, (_, contact: string) => hash(contact)));
}

function keep(record: Item, { items }: { items: Map<string, Item> }): void {
  items.set(`${record.id} ${record.event}`, record);
}

/** A FIFO queue in memory. */
function queue(time: Clock) {
  interface Entry {
    message: QueueMessage;
    visibleAt: number;
  }
  let entries: Entry[] = [];
  const taken = new Map<string, number>();
  let ids = 0;
  /** The messages of the first conversation that may be worked on now. */
  const next = (): Entry[] => {
    const blocked = new Set(
      entries.filter(({ visibleAt }) => visibleAt > time.now()).map(({ message }) => message.group),
    );
    const free = entries.filter(({ message }) => !blocked.has(message.group));
    return free.filter(({ message }) => message.group === free[0]?.message.group);
  };
  return {
    add({ body, group, deduplicateBy, attributes = {} }: Outgoing): boolean {
      const name = `${group} ${deduplicateBy}`;
      if (time.now() - (taken.get(name) ?? Number.NEGATIVE_INFINITY) < 300_000) return true;
      taken.set(name, time.now());
      const id = `queued-${++ids}`;
      const message = { id, receiptHandle: id, body, group, receiveCount: 0, attributes };
      entries.push({ message, visibleAt: time.now() });
      return true;
    },
    isBusy: () => next().length > 0,
    async work(handle: (messages: QueueMessage[]) => Promise<Verdict>): Promise<void> {
      const messages = next().map(({ message }) => message);
      if (messages.length === 0) return;
      for (const message of messages) message.receiveCount++;
      const verdict = await handle(messages);
      const done =
        verdict.kind === 'retry' ? [] : messages.slice(0, (verdict.kind === 'done' && verdict.together) || 1);
      entries = entries.filter(({ message }) => !done.includes(message));
      if (verdict.kind !== 'retry') return;
      const afterMs = 'afterMs' in verdict ? verdict.afterMs : Math.max(verdict.atLeastMs ?? 0, 1_000);
      for (const entry of entries) if (messages.includes(entry.message)) entry.visibleAt = time.now() + afterMs;
    },
  };
}

interface SenderParts {
  time: Clock;
  log: RecordedLog;
  table: ReturnType<typeof openProcessor>['table'];
  settings: Record<string, unknown>;
  request(request: HttpRequest): Promise<HttpResponse>;
}

function openSender({ time, log, table, settings, request }: SenderParts): ReplySender {
  const ledger = ledgerSettings(time);
  return {
    replies: replyRecords(table, ledger),
    messages: messageRecords(table, ledger),
    numbers: numberRecords(table, ledger),
    send: (message) => send({ ...message, baseUrl: 'https://vendor.example' }, request, time.now),
    lookUp: async () => ({ kind: 'silent' }),
    readApiKeySecret: async () => 'ps_one',
    setApiKeyCommand: 'aws secretsmanager put-secret-value',
    sendTimeoutMs: 10_000,
    settleMs: 60_000,
    onUnknownSend: 'park',
    window: { lengthMs: 24 * 60 * 60 * 1000, template: settings.windowTemplate as string | undefined },
    pace: () => ({ kind: 'reserved', waitMs: 0 }),
    takeContactSlot: contactSlots(table, ledger, Number(settings.secondsBetweenReplies ?? 0) * 1000),
    contactOf: knownContacts(table),
    outbox: outboxRecords(table, ledger),
    unasked: unaskedRecords(table, ledger),
    schedules: { create: async () => undefined, remove: async () => undefined },
    sleep: async () => undefined,
    now: time.now,
    log,
  };
}

/** A vendor that takes every send, but for addresses that it refuses. */
function vendor(sends: Sent[], refuses: Record<string, string>): (request: HttpRequest) => Promise<HttpResponse> {
  return async ({ body = '' }) => {
    const sent = sentIn(JSON.parse(body));
    const code = refuses[sent.to];
    sends.push({ ...sent, ...(code !== undefined && { refused: code }) });
    const answer =
      code === undefined
        ? { id: `msg_${sends.length}`, status: 'QUEUED', sourceNumber: '+5511888888888' }
        : { code, message: 'Refused' };
    return { status: code === undefined ? 202 : 400, headers: {}, body: JSON.stringify(answer) };
  };
}

/** A send, as a case writes it. */
export function sentIn(body: Record<string, string>): Sent {
  const { destinationNumber, groupId, newsletterId, text, templateId: template } = body;
  const to = destinationNumber ?? groupId ?? newsletterId ?? '';
  return { to, ...(text !== undefined && { text }), ...(template !== undefined && { template }) };
}
