import type { ReadSecret } from '../aws/secrets.ts';
import type { ConversationAccess } from '../ledger/conversation.ts';
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
import { readAddress } from '../pilot-status/contact.ts';
import { contactHash, keyPart } from '../pilot-status/identity.ts';
import { outboxJob } from '../queue/outbox-job.ts';
import type { Publish } from '../queue/published-event.ts';
import type { Outgoing } from '../queue/sqs.ts';
import { errorFields, type Log } from '../telemetry/log.ts';
import { type Changed, type ChangeRequest, type ConversationNamed, changeContact } from './change.ts';
import { type ReadRequest, Refusal, readRequest, type SendRequest } from './request.ts';

/** What the outbox is made of. */
export interface Outbox {
  records: OutboxRecords;
  contactOf: ContactOf;
  conversations: ConversationAccess;
  readApiKeySecret: ReadSecret;
  /** Puts messages on the replies queue. @returns for each whether SQS has it. Never throws */
  enqueue(messages: Outgoing[]): Promise<boolean[]>;
  contactHashKey: string;
  /** How long after it is due a message is worth sending, in ms. */
  usefulMs: number;
  /** How long after a contact has written free text is taken, in ms; 0 for as long as one likes, or where a template is sent then. */
  windowMs: number;
  /** Hands events on to whoever listens, where somebody does. */
  publish?: Publish | undefined;
  now(): number;
  log: Log;
}

/**
 * What can be asked of the outbox: a message, several of them, that one is not sent, that the bot takes a conversation
 * over again (`resume`), or another change of a contact.
 */
export type OutboxRequest =
  | SendRequest
  | { sends: readonly SendRequest[]; dryRun?: boolean }
  | { cancel: string }
  | { resume: ConversationNamed }
  | { contact: ChangeRequest };

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

const HOUR_MS = 60 * 60 * 1000;

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
): Promise<OutboxAnswer | { results: OutboxAnswer[] } | Resumed | Changed> {
  const { sends, dryRun, cancel, resume, contact } = (request ?? {}) as Readonly<Record<string, unknown>>;
  if (contact !== undefined) return orRefusal(undefined, outbox, () => changeContact(contact, outbox));
  if (resume !== undefined) return orRefusal(undefined, outbox, () => resumed(resume, outbox));
  if (cancel !== undefined) return orRefusal(cancel, outbox, () => cancelSend(cancel, outbox));
  if (sends === undefined) return (await acceptAll([request], outbox))[0] as OutboxAnswer;
  if (!Array.isArray(sends) || sends.length === 0 || sends.length > MAX_SENDS) {
    return refused(undefined, new Refusal('INVALID', `sends: give a list of 1 to ${MAX_SENDS} messages`));
  }
  return { results: await acceptAll(sends, outbox, dryRun === true) };
}

/** What became of a conversation that the bot is to take over again. */
export interface Resumed {
  conversation: string;
  /** Whether a person had it until now. */
  resumed: boolean;
}

async function resumed(request: unknown, outbox: Outbox): Promise<Resumed> {
  const { conversation, changed } = await changeContact({ ...(request as object), change: 'release' }, outbox);
  return { conversation, resumed: changed };
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
  const accepted = await orRefusal(key, outbox, () => accept(readRequest(request, outbox.now()), outbox, dryRun));
  return 'refused' in accepted ? { answer: accepted } : accepted;
}

/** Turns what is thrown into a refusal: a mistake of the caller's, or one of AWS after which the caller tries again. */
async function orRefusal<Result>(
  key: unknown,
  { log }: Outbox,
  act: () => Promise<Result>,
): Promise<Result | Extract<OutboxAnswer, { refused: object }>> {
  const given = typeof key === 'string' ? key : undefined;
  try {
    return await act();
  } catch (error) {
    if (error instanceof Refusal) return refused(given, error);
    log.error('broken', errorFields(error));
    return refused(given, new Refusal('TRY_AGAIN', TRY_AGAIN));
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
  checkWindow(message, contact.rules.heardAt, outbox);
  if (dryRun) return { answer: answerOf(message, { state: 'queued', at: message.at }, outbox) };
  const written = await outbox.records.add(message);
  return written.ok ? waiting(written.record, outbox) : repeat(request, message, written.record, outbox, dryRun);
}

/** By the date of a message its contact may have written again; one that is due now is refused at once. */
function checkWindow({ to, content, at }: OutboxMessage, heardAt: number | undefined, { windowMs, now }: Outbox): void {
  const isFree = windowMs === 0 || 'templateId' in content || readAddress(to).kind !== 'user';
  if (isFree || at > now() || (heardAt ?? 0) + windowMs > now()) return;
  const since = heardAt === undefined ? 'has never written' : `has not written for ${windowMs / HOUR_MS} hours`;
  throw new Refusal('WINDOW_CLOSED', `The contact ${since}, so WhatsApp takes only a template: give \`template\``);
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
  if (!isWaiting(record) || dryRun) return { answer: answerOf(message, record, outbox) };
  const isMoved = request.at !== undefined && record.at !== message.at;
  if (!isMoved) return waiting(record, outbox);
  const revision = Math.max(message.revision, record.revision + 1);
  const { record: now } = await outbox.records.move({ ...message, revision }, record.revision);
  return isWaiting(now) ? waiting(now, outbox) : { answer: answerOf(message, now, outbox) };
}

/** Whether it can be moved or cancelled. */
function isWaiting({ state, isBegun, message }: OutboxRecord): boolean {
  return state === 'queued' && !isBegun && message !== undefined;
}

/** A message that waits, with its job: also where an earlier request was cut off before the job was on the queue. */
function waiting(record: OutboxRecord, outbox: Outbox): Accepted {
  const message = record.message as OutboxMessage;
  const isDue = message.at <= outbox.now();
  return { answer: answerOf(message, record, outbox), job: outboxJob(message, isDue, record.replaces) };
}

async function cancelSend(key: unknown, outbox: Outbox): Promise<OutboxAnswer> {
  if (typeof key !== 'string' || key === '') throw new Refusal('INVALID', 'cancel: give the key of the message');
  const id = outboxId(SCOPE, key);
  const record = await outbox.records.read(id);
  if (record === undefined) throw new Refusal('KEY_UNKNOWN', 'There is no message with this key');
  const { message } = record;
  if (!isWaiting(record) || message === undefined) return answerOf({ key }, record, outbox);
  const revision = Math.max(outbox.now(), record.revision + 1);
  const about = { id, revision, key, conversation: message.conversation };
  const written = await outbox.records.cancel(about);
  if (written.record.revision === revision) {
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

function refused(
  key: string | undefined,
  { code, message: reason }: Refusal,
): Extract<OutboxAnswer, { refused: object }> {
  return { ...(key !== undefined && { key }), refused: { code, reason } };
}
