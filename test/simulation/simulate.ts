import { simulatedBus } from './aws/event-bus.ts';
import { type FifoQueue, fifoQueue, RECEIVED_TOO_OFTEN, type StoredMessage } from './aws/fifo-queue.ts';
import { feed } from './aws/lambda.ts';
import { ledgerTable } from './aws/ledger-table.ts';
import { simulatedSchedules } from './aws/schedules.ts';
import { type Defect, NO_DEFECT } from './defects/defect.ts';
import { echoTeller } from './echoes.ts';
import type { CrashPoint } from './engine/faults.ts';
import { type Random, seededRandom } from './engine/random.ts';
import { makeWorld, type World } from './engine/world.ts';
import type { SimulatedCloud } from './functions/cloud.ts';
import { openEndpoint } from './functions/ingest.ts';
import { forget, redrive } from './functions/operator.ts';
import { askOutbox } from './functions/outbox.ts';
import { processorFunction } from './functions/processor.ts';
import { publisherFunction } from './functions/publisher.ts';
import { replyFunction } from './functions/reply.ts';
import { complaints } from './invariants/complaints.ts';
import { watchWrites } from './invariants/fences.ts';
import { watchSlots } from './invariants/gaps.ts';
import { watchSearches } from './invariants/searches.ts';
import { watchStatuses } from './invariants/statuses.ts';
import { chooseCalmScenario, chooseScenario } from './scenario/choose.ts';
import type { Scenario } from './scenario/scenario.ts';
import { PROCESSOR, PUBLISHER, REPLY } from './settings.ts';
import { statusTeller } from './vendor/statuses.ts';
import { makeVendor } from './vendor/vendor.ts';
import { type DeliverUntilAccepted, webhook } from './vendor/webhook.ts';
import { makeWitness, type Witness } from './witness.ts';

/** Which run it is. A seed and a crash point say everything. */
export interface Run {
  seed: number;
  /** Runs the scenario of the seed without its faults, but for one crash. */
  crashAt?: CrashPoint;
  defect?: Defect;
  /** Whether the trace is kept. */
  isTold?: boolean;
}

/** What came of a run. */
export interface Result {
  seed: number;
  crashAt?: CrashPoint;
  /** What was wrong; empty for a run that passed. */
  complaints: string[];
  counts: ReadonlyMap<string, number>;
  /** How many awaits there were. */
  awaits: number;
  trace(): string[];
  hash(): string;
}

/** Runs the scenario of a seed until everything is at rest, and checks what must hold. */
export async function simulate(run: Run): Promise<Result> {
  const { seed, crashAt } = run;
  const random = seededRandom(String(seed));
  const scenario = crashAt === undefined ? chooseScenario(random) : chooseCalmScenario(random);
  return play(random, scenario, run);
}

async function play(
  random: Random,
  scenario: Scenario,
  { seed, crashAt, defect = NO_DEFECT, isTold = false }: Run,
): Promise<Result> {
  const world = makeWorld({ random, plan: scenario.faults, isTold, ...(crashAt !== undefined && { crashAt }) });
  const witness = makeWitness();
  describeScenario(world, scenario);
  const cloud = build(world, witness, scenario, defect);
  let stuck: string | undefined;
  try {
    await world.run();
    if (scenario.operator) await redrive(cloud, scenario, scenario.operator);
  } catch (error) {
    stuck = String(error);
  }
  return {
    seed,
    ...(crashAt !== undefined && { crashAt }),
    complaints: stuck === undefined ? complaints(cloud, scenario) : [stuck],
    counts: world.coverage.counts(),
    awaits: world.faults.awaits(),
    trace: world.trace.lines,
    hash: world.trace.hash,
  };
}

/** What is out of the ordinary in a scenario, for whoever reads the trace. */
function describeScenario({ trace }: World, { faults, vendor, numbers, messages, onUnknownSend }: Scenario): void {
  const set = (plan: object) =>
    Object.entries(plan)
      .filter(([, value]) => value !== 0 && value !== false && !(Array.isArray(value) && value.length === 0))
      .map(([name, value]) => `${name} ${JSON.stringify(value, readable)}`)
      .join(', ');
  trace.note('scenario', () => `faults: ${set(faults)}`);
  trace.note('scenario', () => `vendor: ${set(vendor)}; onUnknownSend ${onUnknownSend}`);
  for (const number of numbers) trace.note('scenario', () => `number: ${set(number)}`);
  for (const { marker, bot } of messages) trace.note('scenario', () => `${marker}: bot ${set(bot)}`);
}

/** Numbers as one reads them; JSON has no word for a trouble that never ends. */
function readable(_: string, value: unknown): unknown {
  if (value === Number.POSITIVE_INFINITY) return 'always';
  return typeof value === 'number' && value < 1 ? Number(value.toPrecision(2)) : value;
}

/** Puts everything up, and all that is to be delivered on the agenda. */
function build(
  world: World,
  witness: Witness,
  scenario: Scenario,
  defect: Defect,
): SimulatedCloud & { deliver: DeliverUntilAccepted } {
  const watchers = [
    watchWrites(witness, world),
    watchSearches(witness, world, () => vendor),
    watchStatuses(witness),
    watchSlots(witness),
  ];
  const ledger = ledgerTable(world, (write) => {
    for (const watch of watchers) watch(write);
  });
  const { queues, published, watch } = makeQueues(world, witness, scenario);
  const deliver = webhook(world, (actor) => openEndpoint(actor, { world, queues }));
  const tell = statusTeller(world, scenario.vendor, deliver, witness.seesStatus);
  const echo = echoTeller(world, scenario.echoes, scenario.numbers, deliver);
  const vendor = makeVendor(world, {
    plan: scenario.vendor,
    numbers: scenario.numbers,
    unknownContacts: scenario.unknownContacts,
    windowMs: scenario.window.lengthMs,
    onAccept: (send) => {
      witness.seesSend(send);
      tell(send);
      echo(send);
    },
    onDeparture: witness.seesDeparture,
    onAnswer: witness.seesAnswer,
  });
  const schedules = simulatedSchedules(world, () => queues.replies);
  const bus = scenario.bus && simulatedBus(world, scenario.bus, published, witness.seesPut);
  const cloud = { world, witness, ledger, queues, bus, schedules, vendor, deliver };
  const planOf = (marker: string) => scenario.messages.find((message) => message.marker === marker)?.bot;
  watch('events', feed(world, processorFunction(cloud, scenario, planOf, defect)));
  watch('replies', feed(world, replyFunction(cloud, scenario, defect)));
  if (bus !== undefined) watch('published', feed(world, publisherFunction(cloud, bus)));

  for (const message of scenario.messages) {
    // What was written weeks before opens no window.
    if (message.writtenAt === message.at) world.scheduler.after(message.at, () => vendor.hear(message));
    for (const { at, body } of message.deliveries) deliver(body, at);
  }
  for (const { at, body } of [...scenario.noise, ...scenario.people.flatMap(({ deliveries }) => deliveries)]) {
    deliver(body, at);
  }
  askOutbox(cloud, scenario);
  forget(cloud, scenario);
  return cloud;
}

/** The queues that functions read. */
type WorkQueue = 'events' | 'replies' | 'published';

/** The queues that functions read, and their dead-letter queues. `watch` says who is told when a queue changes. */
function makeQueues(world: World, witness: Witness, { heldBy }: Scenario) {
  const { now } = world.scheduler;
  const watchers: Partial<Record<WorkQueue, () => void>> = {};
  const deadLetters = (of: WorkQueue) =>
    fifoQueue({
      name: `dead-${of}`,
      now,
      random: world.random.stream(`dead-${of}`),
      onAccept: (message) => {
        world.trace.note(
          `dead-${of}`,
          () => `gets ${message.id}: ${message.attributes.reason ?? 'received too often'}`,
        );
        if (of !== 'published') witness.seesDeadLetter(of, message);
        if (message.attributes[RECEIVED_TOO_OFTEN]) world.coverage.hit('queue: received too often');
      },
    });
  const [deadEvents, deadReplies] = [deadLetters('events'), deadLetters('replies')];
  const deadPublished = deadLetters('published');
  const queue = (name: WorkQueue, deadLetters: FifoQueue, maxReceives: number, onAccept?: (m: StoredMessage) => void) =>
    fifoQueue({
      name,
      now,
      random: world.random.stream(name),
      redrive: { deadLetters, maxReceives },
      heldBy,
      onChange: () => watchers[name]?.(),
      ...(onAccept && { onAccept }),
    });
  const queues = {
    events: queue('events', deadEvents, PROCESSOR.maxReceives, witness.seesEvent),
    replies: queue('replies', deadReplies, REPLY.maxReceives, witness.seesReply),
    deadEvents,
    deadReplies,
  };
  const published = { queue: queue('published', deadPublished, PUBLISHER.maxReceives), deadLetters: deadPublished };
  const watch = (name: WorkQueue, look: () => void): void => {
    watchers[name] = look;
  };
  return { queues, published, watch };
}
