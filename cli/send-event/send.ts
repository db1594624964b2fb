import { REPLY_RECORD } from '../../lambdas/ledger/replies.ts';
import type { Item, Key } from '../../lambdas/ledger/table.ts';
import { readDelivery, readInbound } from '../../lambdas/pilot-status/events.ts';
import { eventKey, replyKey } from '../../lambdas/pilot-status/identity.ts';
import { isObject, parseJson } from '../../lambdas/runtime/json.ts';
import type { CommandOn } from '../stack/command-on.ts';
import { doneRecord, type FollowLimits, until } from '../stack/follow.ts';
import { CommandError } from '../terminal/errors.ts';
import type { StepReport } from '../terminal/steps.ts';

/** What sending an event takes of the stack. */
export interface EventSending {
  deliver(body: string): Promise<{ status: number; body: string }>;
  ledger: { get(key: Key): Promise<Item | undefined>; query(id: string): Promise<Item[]> };
  patience: FollowLimits;
  report: StepReport;
  /** Gives a command on the stack. */
  command: CommandOn;
}

/**
 * Posts a body to the endpoint. With `isFollowed`, it then waits until the event is done and, where the bot answered,
 * until its replies are sent or given up.
 *
 * @throws CommandError when the endpoint refuses it, a reply fails, or it is not done in time
 */
export async function sendEvent(body: string, isFollowed: boolean, sending: EventSending): Promise<void> {
  const { deliver, report } = sending;
  const answer = await deliver(body);
  const isAccepted = answer.status === 200;
  report.add('endpoint', isAccepted ? 'done' : 'failed', `${answer.status} ${answer.body}`);
  if (!isAccepted) throw new CommandError(`The endpoint answered ${answer.status}: docs/authentication.md says why`);
  if (isFollowed) await follow(body, sending);
}

async function follow(body: string, { ledger, patience, report, command }: EventSending): Promise<void> {
  const json = parseJson(body);
  const delivery = readDelivery(isObject(json) ? json : {});
  const key = eventKey(delivery, Buffer.from(body));
  const startedAt = patience.now();
  const done = await until(() => doneRecord(ledger.get, key), patience);
  if (done === undefined) throw unfinished(report, command, 'event', `${key.event} ${key.id} is not done yet`);
  report.add('event', 'done', `${key.event} ${key.id} is ${done.outcome}, after ${patience.now() - startedAt} ms`);
  const message = readInbound(delivery);
  if (message === undefined || done.outcome !== 'answered') return;
  const replies = await until(() => closedReplies(ledger, replyKey(message, key)), patience);
  if (replies === undefined) throw unfinished(report, command, 'reply', 'the reply is not sent yet');
  for (const { state, code } of replies) {
    report.add('reply', state === 'sent' ? 'done' : 'failed', [state, code].filter(Boolean).join(' '));
  }
  if (replies.some(({ state }) => state !== 'sent')) throw new CommandError('A reply was not sent: the step says why');
}

function unfinished(report: StepReport, command: CommandOn, step: string, what: string): CommandError {
  report.add(step, 'failed', what);
  return new CommandError(`It did not finish in time: look at \`${command('status')}\``);
}

const CLOSED = ['sent', 'failed', 'expired', 'overtaken'];

/** The replies of an answer, when there are some and all are over. */
async function closedReplies({ query }: EventSending['ledger'], reply: string): Promise<Item[] | undefined> {
  const replies = (await query(reply)).filter(({ event }) => String(event).startsWith(REPLY_RECORD));
  return replies.length > 0 && replies.every(({ state }) => CLOSED.includes(String(state))) ? replies : undefined;
}
