import type { ReadSecret } from '../aws/secrets.ts';
import type { ContactOf } from '../ledger/homes.ts';
import {
  digestOf,
  type OutboxMessage,
  type OutboxRecord,
  type OutboxRecords,
  type OutboxState,
  outboxId,
} from '../ledger/outbox.ts';
import { onlyNumber, readApiKeys } from '../pilot-status/api-keys.ts';
import { contactHash, keyPart } from '../pilot-status/identity.ts';
import { outboxJob } from '../queue/outbox-job.ts';
import type { Outgoing } from '../queue/sqs.ts';
import { errorFields, type Log } from '../telemetry/log.ts';
import { type ReadRequest, Refusal, readRequest, type SendRequest } from './request.ts';

/** What the outbox is made of. */
export interface Outbox {
  records: OutboxRecords;
  contactOf: ContactOf;
  readApiKeySecret: ReadSecret;
  /** Puts messages on the replies queue. @returns for each whether SQS has it. Never throws */
  enqueue(messages: Outgoing[]): Promise<boolean[]>;
  contactHashKey: string;
  /** How long after it is due a message is worth sending, in ms. */
  usefulMs: number;
  now(): number;
  log: Log;
}

/** What can be asked of the outbox: a message, several of them, or that one is not sent. */
export type OutboxRequest = SendRequest | { sends: readonly SendRequest[]; dryRun?: boolean } | { cancel: string };

/** What became of a message. */
export type OutboxAnswer =
  | {
      key: string;
      /** `scheduled` and `queued` wait; the others are the states of a reply. */
      state: 'scheduled' | OutboxState;
      /** When it is due, ISO 8601. */
      at?: string;
      /** The vendor's id, once it is sent. */
      sentId?: string;
      /** What the vendor, or we, had to say of how it ended. */
      code?: string;
    }
  | { key?: string; refused: { code: string; reason: string } };

/** Within this the key names one message. */
const SCOPE = 'outbox';

const MAX_SENDS = 100;

/**
 * Does what another system asks. A request that is made again is answered with what became of the first.
 *
 * @returns an answer, or for several messages a list of them, in their order
 */
export async function answerRequest(
  request: unknown,
  outbox: Outbox,
): Promise<OutboxAnswer | { results: OutboxAnswer[] }> {
  const { sends, dryRun, cancel } = (request ?? {}) as { sends?: unknown; dryRun?: unknown; cancel?: unknown };
  if (cancel !== undefined) return cancelSend(cancel, outbox);
  if (sends === undefined) return (await acceptAll([request], outbox))[0] as OutboxAnswer;
  if (!Array.isArray(sends) || sends.length === 0 || sends.length > MAX_SENDS) {
    return refused(undefined, new Refusal('INVALID', `sends: give a list of 1 to ${MAX_SENDS} messages`));
  }
  return { results: await acceptAll(sends, outbox, dryRun === true) };
}

/** A message that was accepted, with the job that is still to be put on the queue. */
interface Accepted {
  answer: OutboxAnswer;
  job?: Outgoing;
}

async function acceptAll(requests: readonly unknown[], outbox: Outbox, dryRun = false): Promise<OutboxAnswer[]> {
  const accepted = await Promise.all(requests.map((request) => acceptOrRefuse(request, outbox, dryRun)));
  const jobs = accepted.flatMap(({ job }) => job ?? []);
  const taken = new Map((await outbox.enqueue(jobs)).map((isTaken, i) => [jobs[i], isTaken]));
  return accepted.map(({ answer, job }) =>
    job === undefined || taken.get(job) === true ? answer : refused(answer.key, new Refusal('TRY_AGAIN', TRY_AGAIN)),
  );
}

const TRY_AGAIN = 'AWS did not take the message: make the same request again, with the same key';

async function acceptOrRefuse(request: unknown, outbox: Outbox, dryRun: boolean): Promise<Accepted> {
  const { key } = (request ?? {}) as { key?: unknown };
  const given = typeof key === 'string' ? key : undefined;
  try {
    return await accept(readRequest(request, outbox.now()), outbox, dryRun);
  } catch (error) {
    if (error instanceof Refusal) return { answer: refused(given, error) };
    outbox.log.error('broken', errorFields(error));
    return { answer: refused(given, new Refusal('TRY_AGAIN', TRY_AGAIN)) };
  }
}

async function accept(request: ReadRequest, outbox: Outbox, dryRun: boolean): Promise<Accepted> {
  const message = await messageOf(request, outbox);
  const [record, contact] = await Promise.all([
    outbox.records.read(message.id),
    outbox.contactOf(message.conversation),
  ]);
  if (record !== undefined) return repeat(request, message, record, outbox, dryRun);
  if (contact.rules.optedOutAt !== undefined) {
    throw new Refusal('OPTED_OUT', 'The contact wants nothing more from this number until they write an opt-in word');
  }
  if (dryRun) return { answer: answerOf(message, { state: 'queued', at: message.at }, outbox) };
  const written = await outbox.records.add(message);
  return written.ok ? waiting(written.record, outbox) : repeat(request, message, written.record, outbox, dryRun);
}

async function messageOf(
  { key, to, number, content, at, expires }: ReadRequest,
  { readApiKeySecret, contactHashKey, usefulMs, now }: Outbox,
): Promise<OutboxMessage> {
  const numberId = number ?? (await theNumber(readApiKeySecret));
  if (number !== undefined) await checkNumber(number, readApiKeySecret);
  const decidedAt = now();
  const due = Math.max(at ?? decidedAt, decidedAt);
  return {
    id: outboxId(SCOPE, key),
    revision: decidedAt,
    key,
    conversation: contactHash(keyPart(numberId), to, contactHashKey),
    numberId,
    ...{ to, content, decidedAt, at: due, until: expires ?? due + usefulMs },
  };
}

async function theNumber(readApiKeySecret: ReadSecret): Promise<string> {
  const only = onlyNumber((await readApiKeySecret()) ?? '');
  if (only !== undefined) return only;
  throw new Refusal('NUMBER_NEEDED', 'number: say which of your numbers sends it, by the numberId of its events');
}

/** @throws Refusal for a number that the API key secret does not name, where it names numbers */
async function checkNumber(number: string, readApiKeySecret: ReadSecret): Promise<void> {
  const secret = await readApiKeySecret();
  if (secret !== undefined && readApiKeys(secret)(number).length === 0) {
    throw new Refusal(
      'NUMBER_UNKNOWN',
      `number: there is no API key for ${number}; \`pilot status\` lists the numbers`,
    );
  }
}

/** Answers a request under a key that was used before. It may name another date as long as the message waits. */
async function repeat(
  request: ReadRequest,
  message: OutboxMessage,
  record: OutboxRecord,
  outbox: Outbox,
  dryRun: boolean,
): Promise<Accepted> {
  if (record.digest !== digestOf(message)) {
    const reason = 'The key was used for another message: give every message a key of its own';
    throw new Refusal('KEY_REUSED', reason);
  }
  const isWaiting = record.state === 'queued' && !record.isBegun && record.message !== undefined;
  if (!isWaiting || dryRun) return { answer: answerOf(message, record, outbox) };
  const isMoved = request.at !== undefined && record.at !== message.at;
  if (!isMoved) return waiting(record, outbox);
  const revision = Math.max(message.revision, record.revision + 1);
  const written = await outbox.records.move({ ...message, revision }, record.revision);
  return written.ok ? waiting(written.record, outbox) : { answer: answerOf(message, written.record, outbox) };
}

/** A message that waits, with its job: also where an earlier request was cut off before the job was on the queue. */
function waiting(record: OutboxRecord, outbox: Outbox): Accepted {
  const message = record.message as OutboxMessage;
  const isDue = message.at <= outbox.now();
  return { answer: answerOf(message, record, outbox), job: outboxJob(message, isDue, record.replaces) };
}

async function cancelSend(key: unknown, outbox: Outbox): Promise<OutboxAnswer> {
  if (typeof key !== 'string' || key === '') {
    return refused(undefined, new Refusal('INVALID', 'cancel: give the key of the message'));
  }
  const id = outboxId(SCOPE, key);
  const record = await outbox.records.read(id);
  if (record === undefined) return refused(key, new Refusal('KEY_UNKNOWN', 'There is no message with this key'));
  const { message } = record;
  const isWaiting = record.state === 'queued' && !record.isBegun && message !== undefined;
  if (!isWaiting) return answerOf({ key }, record, outbox);
  const revision = Math.max(outbox.now(), record.revision + 1);
  const about = { id, revision, key, conversation: message.conversation };
  const written = await outbox.records.cancel(about);
  if (written.ok) {
    outbox.log.info('cancelled', { id, conversation: message.conversation });
    // A schedule that stays does no harm: what it puts on the queue is of an earlier revision.
    await outbox.enqueue([outboxJob(about, false, written.record.replaces)]);
  }
  return answerOf({ key }, written.record, outbox);
}

function answerOf(
  { key }: Pick<OutboxMessage, 'key'>,
  { state, at, sentId, code }: Pick<OutboxRecord, 'state' | 'at' | 'sentId' | 'code'>,
  { now }: Outbox,
): OutboxAnswer {
  const isScheduled = state === 'queued' && at !== undefined && at > now();
  return {
    key,
    state: isScheduled ? 'scheduled' : state,
    ...(isScheduled && { at: new Date(at).toISOString() }),
    ...(sentId !== undefined && { sentId }),
    ...(code !== undefined && state !== 'queued' && { code }),
  };
}

function refused(key: string | undefined, { code, message: reason }: Refusal): OutboxAnswer {
  return { ...(key !== undefined && { key }), refused: { code, reason } };
}
