import type { HttpResponse } from '../../lambdas/runtime/http.ts';
import { type FifoQueue, fifoQueue } from '../simulation/aws/fifo-queue.ts';
import { feed } from '../simulation/aws/lambda.ts';
import { ledgerTable } from '../simulation/aws/ledger-table.ts';
import { simulatedSchedules } from '../simulation/aws/schedules.ts';
import { NO_DEFECT } from '../simulation/defects/defect.ts';
import { NO_FAULTS } from '../simulation/engine/faults.ts';
import { seededRandom } from '../simulation/engine/random.ts';
import { makeWorld, type World } from '../simulation/engine/world.ts';
import type { SimulatedCloud } from '../simulation/functions/cloud.ts';
import { openEndpoint } from '../simulation/functions/ingest.ts';
import { processorFunction } from '../simulation/functions/processor.ts';
import { replyFunction } from '../simulation/functions/reply.ts';
import { PROCESSOR, REPLY, SEND_INTERVAL_MS, WINDOW_MS } from '../simulation/settings.ts';
import { httpCall, type Passage } from '../simulation/vendor/http-call.ts';
import type { Vendor } from '../simulation/vendor/vendor.ts';
import { webhook } from '../simulation/vendor/webhook.ts';
import { makeWitness } from '../simulation/witness.ts';
import type { CloudWatch } from './cloudwatch.ts';
import { RULES } from './rules.ts';
import { received } from './samples.ts';

const MINUTE_MS = 60_000;

/** What is wrong for a time; times in ms from the start. */
export interface Outage {
  from: number;
  to: number;
  /** What the vendor answers meanwhile: this, or nothing, because it cannot be reached or does not answer. */
  answer?: HttpResponse | 'refused' | 'silence';
  /** Whether the processor does not run meanwhile. */
  isProcessorPaused?: true;
}

export interface Load {
  /** When contacts write, each another one, in ms from the start. */
  writtenAt: number[];
  /** How long all of it is watched, in ms. */
  lastsMs: number;
}

/**
 * Lets contacts write, through the real functions and queues of the simulation, and tells CloudWatch every line and,
 * each minute, what SQS reports.
 *
 * @returns when it began, epoch ms
 */
export async function play({ writtenAt, lastsMs }: Load, outage: Outage, cloudWatch: CloudWatch): Promise<number> {
  const world = makeWorld({ random: seededRandom('outage'), plan: NO_FAULTS, isTold: false });
  const { scheduler, elapsed } = world;
  const start = scheduler.now();
  // Log lines are notes that begin with a mark; the last part of the name of a process is its number.
  world.trace.note = (who, what) => {
    const [, step, fields] = /^» ([^{]+) (\{.*\})$/.exec(what()) ?? [];
    const functionId = who.replace(/-\d+$/, '').replace(/^./, (letter) => letter.toUpperCase());
    if (step) cloudWatch.putLine(functionId, scheduler.now(), { ...JSON.parse(fields ?? '{}'), message: step });
  };
  const isOut = () => elapsed() >= outage.from && elapsed() < outage.to;

  const { queues, watch, report } = watchedQueues(world, cloudWatch);
  const vendor = vendorOf(world, () => (isOut() ? outage.answer : undefined));
  const cloud: SimulatedCloud = {
    world,
    witness: makeWitness(),
    ledger: ledgerTable(world, () => undefined),
    queues,
    schedules: simulatedSchedules(world, () => queues.replies),
    vendor,
  };
  const processor = processorFunction(
    cloud,
    { debounceMs: 0, rules: RULES, window: SETTINGS.window },
    () => ({ answer: 'own words', parts: 1, thinkMs: 0 }),
    NO_DEFECT,
  );
  const isPaused = () => outage.isProcessorPaused === true && isOut();
  const lookForEvents = feed(world, { ...processor, queue: pausable(queues.events, isPaused) });
  watch('events', lookForEvents);
  scheduler.after(outage.to, lookForEvents);
  watch('replies', feed(world, replyFunction(cloud, SETTINGS, NO_DEFECT)));

  const deliver = webhook(world, (actor) => openEndpoint(actor, { world, queues }));
  for (const [i, at] of writtenAt.entries()) {
    const from = `+55119${10_000_000 + i}`;
    deliver(JSON.stringify(received({ id: `m${i}`, messageId: `wa${i}`, from, participantName: `m${i}` })), at);
  }
  for (let at = MINUTE_MS; at <= lastsMs; at += MINUTE_MS) scheduler.after(at, report);
  await world.run();
  return start;
}

const SETTINGS = {
  onUnknownSend: 'park',
  secrets: [{ from: 0, value: 'ps_key' }],
  sendIntervalMs: SEND_INTERVAL_MS,
  contactGapMs: 0,
  window: { lengthMs: WINDOW_MS, template: undefined },
} satisfies Parameters<typeof replyFunction>[1];

/** The ids of the queues in the template, as they begin. */
const QUEUE_IDS = {
  events: 'EventsQueue',
  replies: 'RepliesQueue',
  deadEvents: 'EventsDeadLetters',
  deadReplies: 'RepliesDeadLetters',
};
type QueueName = keyof typeof QUEUE_IDS;

/**
 * The queues of the stack; `report` tells CloudWatch what SQS tells it once a minute of a queue that is polled, or that
 * holds something.
 */
function watchedQueues({ scheduler, random }: World, cloudWatch: CloudWatch) {
  const { now } = scheduler;
  const onChange: { [Name in QueueName]?: () => void } = {};
  const deleted: { [Name in QueueName]?: number } = {};
  const make = (name: QueueName, redrive?: { deadLetters: FifoQueue; maxReceives: number }): FifoQueue => {
    const queue = fifoQueue({
      name,
      now,
      random: random.stream(name),
      onChange: () => onChange[name]?.(),
      ...(redrive && { redrive }),
    });
    const remove = (handle: string): boolean => {
      const isRemoved = queue.remove(handle);
      if (isRemoved) deleted[name] = (deleted[name] ?? 0) + 1;
      return isRemoved;
    };
    return { ...queue, remove };
  };
  const [deadEvents, deadReplies] = [make('deadEvents'), make('deadReplies')];
  const queues = {
    deadEvents,
    deadReplies,
    events: make('events', { deadLetters: deadEvents, maxReceives: PROCESSOR.maxReceives }),
    replies: make('replies', { deadLetters: deadReplies, maxReceives: REPLY.maxReceives }),
  };

  const report = (): void => {
    for (const name of Object.keys(QUEUE_IDS) as QueueName[]) {
      const messages = queues[name].messages();
      const inFlight = messages.filter(({ visibleAt }) => visibleAt > now()).length;
      const isActive = messages.length > 0 || !name.startsWith('dead');
      const put = (metric: string, value: number): void =>
        cloudWatch.putMetric('AWS/SQS', metric, QUEUE_IDS[name], now(), value);
      if (isActive) put('ApproximateNumberOfMessagesVisible', messages.length - inFlight);
      if (inFlight > 0) put('ApproximateNumberOfMessagesNotVisible', inFlight);
      if (deleted[name]) put('NumberOfMessagesDeleted', deleted[name]);
      deleted[name] = 0;
    }
  };
  const watch = (name: QueueName, look: () => void): void => {
    onChange[name] = look;
  };
  return { queues, watch, report };
}

/** A queue of which nothing is received for a time. */
function pausable(queue: FifoQueue, isPaused: () => boolean): FifoQueue {
  return {
    ...queue,
    nextReceivableAt: () => (isPaused() ? undefined : queue.nextReceivableAt()),
    receive: (max, visibilityMs) => (isPaused() ? [] : queue.receive(max, visibilityMs)),
  };
}

/** A vendor that accepts every send, and has an empty history, but for the times in which it answers something else. */
function vendorOf(world: World, answerNow: () => Outage['answer']): Vendor {
  let sends = 0;
  return {
    accepted: [],
    hear: () => undefined,
    lookFor: () => undefined,
    showed: () => false,
    client: (actor) => (request) => {
      const answer = answerNow();
      const passage: Passage = typeof answer === 'string' ? passageOf(answer) : { kind: 'answered', answerMs: 250 };
      const accepts = (): HttpResponse =>
        request.method === 'POST'
          ? { status: 202, headers: {}, body: JSON.stringify({ id: `msg_${++sends}`, status: 'QUEUED' }) }
          : { status: 200, headers: {}, body: JSON.stringify({ items: [] }) };
      const handle = (): HttpResponse => (typeof answer === 'object' ? answer : accepts());
      return httpCall(world, {
        actor,
        what: () => request.method,
        request,
        passage,
        handle,
        onAnswer: () => undefined,
      });
    },
  };
}

function passageOf(kind: 'refused' | 'silence'): Passage {
  return kind === 'refused' ? { kind } : { kind, handledMs: undefined };
}
