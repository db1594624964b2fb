import { synthesizeApp } from '../support/assembly.ts';
// End to end with real processes: messages of many contacts, many delivered more than once, functions killed at random,
// the vendor refusing, falling silent and hiding behind a gateway for a while. A reply may be parked only when it left
// twice without an answer, or nothing told yet that it was sent, and a person puts it back. In the end every message
// must be answered exactly once, and in order, but for what was parked.
// Usage: npm run test:chaos -- [--messages 2000] [--contacts 200] [--seed 1]
import '../support/quiet-sdk.ts';
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Cloud, startCloud } from '../../local/cloud/cloud.ts';
import { stepReader } from '../../local/steps.ts';
import { type ParkedMessage, redrive } from '../../operations/dead-letters.ts';
import { childrenOf } from '../support/processes.ts';
import { shortenTimes } from './assembly.ts';
import { type FaultyVendor, faultyVendor, type VendorMood } from './vendor.ts';

const NUMBER_ID = 'n1';

/** How long it may take until it is in the ledger that a message was sent, while functions are killed, in ms. */
const HEARD_MS = 30_000;

/** How long after the last fault everything must be settled, in ms. */
const PATIENCE_MS = 5 * 60_000;

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '2000' },
    contacts: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
});
const MESSAGES = Number(values.messages);
const CONTACTS = Number(values.contacts);
const random = seeded(Number(values.seed));

interface Message {
  id: string;
  from: string;
  text: string;
}

const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
const vendor = await faultyVendor(random);
const steps: Record<string, number> = {};
let cloud: Cloud | undefined;
try {
  await cp(await synthesizeApp({ bot: 'test/chaos/bot.ts' }), folder, { recursive: true });
  const times = await shortenTimes(folder);
  cloud = await start(times, vendor);
  const startedAt = Date.now();
  const faults = makeFaults(vendor);
  const toldOfSends = tellOfSends(cloud, vendor);
  const posted = await postAll(cloud, vendor);
  const kills = await faults.end();
  await settle(cloud, vendor);
  const parked = await redriveReplies(cloud);
  const toldAt = await toldOfSends();
  const settled = await settle(cloud, vendor);
  const failed = report(
    { posted, kills, parked, toldAt, seconds: (Date.now() - startedAt) / 1000, queues: settled },
    vendor,
  );
  process.stdout.write(`${MESSAGES - failed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await cloud?.stop();
  vendor.stop();
  await rm(folder, { recursive: true });
}

async function start(environment: Record<string, string>, { url }: FaultyVendor): Promise<Cloud> {
  const stepsOf = stepReader();
  const started = await startCloud({
    assembly: folder,
    port: 0,
    environment: { ...environment, PILOT_STATUS_BASE_URL: url },
    observe: (event) => {
      for (const { where, step, reason } of stepsOf(event)) {
        const what = [where, step, ...(step === 'parked' ? [String(reason).slice(0, 60)] : [])].join(' ');
        steps[what] = (steps[what] ?? 0) + 1;
      }
    },
  });
  await started.putSecret(started.outputs.ApiKeySecretArn ?? '', 'ps_local');
  return started;
}

/**
 * The vendor reports each message that it has sent.
 *
 * @returns waits until all were taken, and gives when, by their text
 */
function tellOfSends(cloud: Cloud, vendor: FaultyVendor): () => Promise<Map<string, number>> {
  const told: Promise<[string, number]>[] = [];
  const tell = async (text: string, data: object): Promise<[string, number]> => {
    await deliverUntilTaken(await hookUrl(cloud), { event: 'message.sent', data });
    return [text, Date.now()];
  };
  vendor.onAccept = ({ id, to, text }) => {
    told.push(tell(text, { id, messageId: `wa-${id}`, numberId: NUMBER_ID, destinationNumber: to }));
  };
  return async () => new Map(await Promise.all(told));
}

async function hookUrl({ outputs, getSecret }: Cloud): Promise<string> {
  const { token } = JSON.parse((await getSecret(outputs.WebhookSecretArn ?? '')) ?? '{}');
  return `${outputs.HookUrl}/${token}`;
}

/** As the vendor would: until it is told that the event is durable. */
async function deliverUntilTaken(url: string, body: object): Promise<void> {
  while ((await deliver(url, body).catch(() => 0)) !== 200) await sleep(200);
}

/** @returns what the replies say that were parked, and why they were */
async function redriveReplies({ awsEndpoint, region, adminCredentials, outputs }: Cloud): Promise<Parked> {
  const sqs = new SQSClient({ endpoint: awsEndpoint, region, credentials: adminCredentials });
  const urls = { deadLettersUrl: outputs.RepliesDeadLettersUrl ?? '', queueUrl: outputs.RepliesQueueUrl ?? '' };
  const parked: Parked = new Map();
  const before = async (message: ParkedMessage) => void parked.set(JSON.parse(message.body).content.text, message);
  await redrive(sqs, { ...urls, newId: randomUUID, before });
  sqs.destroy();
  return parked;
}

/** Posts every message of a contact in order, contacts side by side, and 30 % of them again, now or later. */
async function postAll(cloud: Cloud, { received }: FaultyVendor): Promise<number> {
  const url = await hookUrl(cloud);
  const again: Message[] = [];
  let posted = 0;
  const post = async (message: Message): Promise<void> => {
    posted++;
    await deliverUntilTaken(url, eventOf(message));
  };
  await Promise.all(
    contacts().map(async (messages) => {
      for (const message of messages) {
        received(message.from, message.text);
        await post(message);
        if (random() < 0.3)
          await Promise.all(Array.from({ length: 1 + Math.floor(random() * 3) }, () => post(message)));
        if (random() < 0.1) again.push(message);
        await sleep(random() * 5_000);
      }
    }),
  );
  await Promise.all(again.map(post));
  return posted;
}

async function deliver(url: string, event: object): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(event) })).status;
}

function eventOf({ id, from, text }: Message): object {
  const data = { id, messageId: `wa-${id}`, numberId: NUMBER_ID, from, type: 'text', fromMe: false, content: text };
  return { event: 'message.received', data };
}

function contacts(): Message[][] {
  return Array.from({ length: CONTACTS }, (_, contact) => {
    const from = `+55119${String(contact).padStart(8, '0')}`;
    const count = Math.floor(MESSAGES / CONTACTS) + (contact < MESSAGES % CONTACTS ? 1 : 0);
    return Array.from({ length: count }, (_, i) => ({ id: `c${contact}-m${i}`, from, text: `c${contact}-m${i}` }));
  });
}

/** Kills a process of a function every 250 ms or so, and changes the vendor's mood. */
function makeFaults(vendor: FaultyVendor): { end(): Promise<number> } {
  let ended = false;
  let kills = 0;
  const killing = (async () => {
    while (!ended) {
      await sleep(100 + random() * 300);
      const processes = await childrenOf(process.pid);
      const victim = processes[Math.floor(random() * processes.length)];
      if (victim === undefined || ended) continue;
      if (kill(victim)) kills++;
    }
  })();
  const brooding = (async () => {
    const moods: VendorMood[] = [
      'well',
      'rate limited',
      'well',
      'broken',
      'well',
      'silent',
      'well',
      'behind a gateway',
    ];
    for (let i = 0; !ended; i++) {
      vendor.mood = moods[i % moods.length] ?? 'well';
      await sleep(4_000);
    }
  })();
  return {
    async end() {
      ended = true;
      await Promise.all([killing, brooding]);
      vendor.mood = 'well';
      return kills;
    },
  };
}

/** @returns false when the process has just ended by itself */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** Waits until the two queues are empty; what is in the dead-letter queues then stays there. */
async function settle(cloud: Cloud, { accepted }: FaultyVendor): Promise<Record<string, number>> {
  const sqs = new SQSClient({ endpoint: cloud.awsEndpoint, region: cloud.region, credentials: cloud.adminCredentials });
  const deadline = Date.now() + PATIENCE_MS;
  let left = await depths(sqs, cloud);
  while (((left.Events ?? 0) > 0 || (left.Replies ?? 0) > 0) && Date.now() < deadline) {
    await sleep(1_000);
    left = await depths(sqs, cloud);
    if (process.stdout.isTTY) process.stdout.write(`\r${accepted.length} of ${MESSAGES} answered `);
  }
  sqs.destroy();
  return left;
}

async function depths(sqs: SQSClient, { outputs }: Cloud): Promise<Record<string, number>> {
  const names = ['Events', 'Replies', 'EventsDeadLetters', 'RepliesDeadLetters'];
  const entries = names.map(async (name) => {
    const url = outputs[name.includes('Dead') ? `${name}Url` : `${name}QueueUrl`];
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    );
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes;
    return [name, Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible)];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** By what they say. */
type Parked = Map<string, ParkedMessage>;

interface Facts {
  posted: number;
  kills: number;
  /**
   * What the replies say that a person put back, and why they were parked; their conversations went on without them.
   */
  parked: Parked;
  /** When it was taken that a message was sent, by its text, epoch ms. */
  toldAt: Map<string, number>;
  seconds: number;
  queues: Record<string, number>;
}

/**
 * Prints what happened.
 *
 * @returns how many messages were not answered exactly once and in order, were parked needlessly, or left
 */
function report(
  { posted, kills, parked, toldAt, seconds, queues }: Facts,
  { accepted, refused }: FaultyVendor,
): number {
  const answersTo = ({ text, from }: Message) =>
    accepted.filter((send) => send.to === from && send.text === `You wrote ${text}`).length;
  const wrong = contacts()
    .flat()
    .filter((message) => answersTo(message) !== 1);
  const disordered = contacts().filter((messages) => {
    const [{ from } = { from: '' }] = messages;
    const inTime = (text: string) => !parked.has(text);
    const heard = accepted.filter(({ to }) => to === from).map(({ text }) => text);
    const written = messages.map(({ text }) => `You wrote ${text}`);
    return JSON.stringify([...new Set(heard)].filter(inTime)) !== JSON.stringify(written.filter(inTime));
  });
  const needless = [...parked].filter(
    ([
      text,
      {
        parkedAt,
        attributes: { reason = '' },
      },
    ]) => {
      if (reason.includes('it left more than once')) return false;
      return !(reason.includes('its history cannot tell') && (toldAt.get(text) ?? 0) > parkedAt - HEARD_MS);
    },
  );
  const left = Object.values(queues).reduce((sum, depth) => sum + depth, 0);
  const rows: [string, string | number][] = [
    ['messages', MESSAGES],
    ['contacts', CONTACTS],
    ['deliveries', posted],
    ['functions killed', kills],
    ['vendor: rate limited', refused['rate limited']],
    ['vendor: 500', refused.broken],
    ['vendor: no answer', refused.silent],
    ['vendor: behind a gateway', refused['behind a gateway']],
    ['replies parked, and put back by a person', parked.size],
    ['replies parked without reason', needless.length],
    ['sends accepted', accepted.length],
    ['messages not answered exactly once', wrong.length],
    ['contacts answered out of order', disordered.length],
    ['left in queues and dead-letter queues', left],
    ['seconds', seconds.toFixed(0)],
    ...Object.entries(steps).sort(),
  ];
  for (const [name, value] of rows) process.stdout.write(`${name.padEnd(80)} ${String(value).padStart(8)}\n`);
  return Math.min(MESSAGES, wrong.length + disordered.length + needless.length + left);
}

/** Mulberry32: a small generator, so that a run can be repeated as far as processes allow. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
