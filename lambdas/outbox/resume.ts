import type { ConversationAccess, LedgerConversation, RuleState } from '../ledger/conversation.ts';
import type { ContactOf } from '../ledger/homes.ts';
import { contactHash, keyPart } from '../pilot-status/identity.ts';
import type { Publish } from '../queue/published-event.ts';
import { isObject } from '../runtime/json.ts';
import type { Log } from '../telemetry/log.ts';
import { Refusal } from './request.ts';

interface Resuming {
  contactOf: ContactOf;
  conversations: ConversationAccess;
  publish?: Publish | undefined;
  contactHashKey: string;
  now(): number;
  log: Log;
}

/** Which conversation the bot is to take over again: by its hash in an event of the bus, or by contact and number. */
export type ResumeRequest = { conversation: string } | { to: string; number: string };

/** What became of it. */
export interface Resumed {
  conversation: string;
  /** Whether a person had it until now. */
  resumed: boolean;
}

/** Another worker may write at the same time; this often it is tried again. */
const MAX_TRIES = 5;

/**
 * Gives a conversation back to the bot, which is asked about it again from the next message on.
 *
 * @throws Refusal for a request that makes no sense
 */
export async function resume(request: unknown, resuming: Resuming): Promise<Resumed> {
  const { contactOf, conversations, publish, now, log } = resuming;
  const asked = conversationIn(request, resuming);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { conversation: hash } = await contactOf(asked);
    const conversation = await conversations.read(hash);
    if ((conversation.rules.pausedUntil ?? 0) <= now()) return { conversation: hash, resumed: false };
    if (!(await conversations.saveDecisions(conversation, {}, withoutPause(conversation)))) continue;
    const at = now();
    const event = { format: 1, id: `conversation.resumed ${hash} ${at}`, type: 'conversation.resumed', at } as const;
    await publish?.([{ ...event, conversation: hash, about: { by: 'person' } }]);
    log.info('resumed', { conversation: hash });
    return { conversation: hash, resumed: true };
  }
  throw new Error('The conversation could not be resumed: others wrote at the same time');
}

function withoutPause({ memory, rules }: LedgerConversation): { memory: unknown; rules: RuleState } {
  const { pausedUntil: _, ...others } = rules;
  return { memory, rules: others };
}

function conversationIn(request: unknown, { contactHashKey }: Resuming): string {
  const { conversation, to, number } = isObject(request) ? request : {};
  if (typeof conversation === 'string' && /^[0-9a-f]{32}$/.test(conversation)) return conversation;
  if (typeof to === 'string' && typeof number === 'string') return contactHash(keyPart(number), to, contactHashKey);
  throw new Refusal('INVALID', 'resume: give the `conversation` of an event, or `to` and `number`');
}
