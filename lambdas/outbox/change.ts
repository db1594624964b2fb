import type { ConversationAccess, LedgerConversation, PersonsChange, Remembered } from '../ledger/conversation.ts';
import type { ContactOf } from '../ledger/homes.ts';
import { contactHash, keyPart } from '../pilot-status/identity.ts';
import type { OwnEvent, Publish } from '../queue/published-event.ts';
import { isObject } from '../runtime/json.ts';
import type { Log } from '../telemetry/log.ts';
import { Refusal } from './request.ts';

interface Changing {
  contactOf: ContactOf;
  conversations: ConversationAccess;
  publish?: Publish | undefined;
  contactHashKey: string;
  now(): number;
  log: Log;
}

/** What a person, or another system, can do about a conversation. */
export type ContactChange = PersonsChange['change'];

/** Which conversation: by its hash, as events of the bus have it, or by contact and number. */
export type ConversationNamed = { conversation: string } | { to: string; number: string };

export type ChangeRequest = ConversationNamed & { change: ContactChange; dryRun?: boolean };

/** What became of it. */
export interface Changed {
  conversation: string;
  change: ContactChange;
  /** False where it was so already: nothing was written then. */
  changed: boolean;
}

/** The state after each change, and what the event bus calls it. */
const CHANGES: Record<ContactChange, { after(before: Remembered, now: number): Remembered; event?: OwnEvent }> = {
  // The bot is asked again, from the next message on.
  release: {
    after: ({ memory, rules: { pausedUntil: _, ...rules } }) => ({ memory, rules }),
    event: 'conversation.resumed',
  },
  'opt-out': {
    after: ({ memory, rules }, now) => ({ memory, rules: { ...rules, optedOutAt: rules.optedOutAt ?? now } }),
    event: 'contact.opted-out',
  },
  'opt-in': {
    after: ({ memory, rules: { optedOutAt, ...rules } }, now) => ({
      memory,
      rules: optedOutAt === undefined ? rules : { ...rules, optedInAt: now },
    }),
    event: 'contact.opted-in',
  },
  // The bot remembers nothing; what the rules go by stays.
  reset: { after: ({ rules }) => ({ memory: undefined, rules }) },
};

/** Another worker may write at the same time; this often it is tried again. */
const MAX_TRIES = 5;

/** So many of a person's changes are remembered. */
const REMEMBERED = 5;

/**
 * Changes what the rules or the bot go by in a conversation, and remembers that a person did it.
 *
 * @throws Refusal for a request that makes no sense
 */
export async function changeContact(request: unknown, changing: Changing): Promise<Changed> {
  const { contactOf, conversations, publish, now, log } = changing;
  const { change, dryRun } = isObject(request) ? request : {};
  if (!isChange(change)) {
    throw new Refusal('INVALID', `contact: give a \`change\`: ${Object.keys(CHANGES).join(', ')}`);
  }
  const asked = conversationIn(request, changing);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { conversation: hash } = await contactOf(asked);
    const conversation = await conversations.read(hash);
    const at = now();
    const remembered = CHANGES[change].after(conversation, at);
    const changed = { conversation: hash, change, changed: !isIn(conversation, change, at) };
    if (dryRun === true) return changed;
    // Whoever made the change may have been cut off before others heard of it: they know it again by its id.
    const made = conversation.byPerson?.at(-1);
    if (!changed.changed && made?.change === change) await publishChange(hash, made, publish);
    if (!changed.changed) return changed;
    if (!(await conversations.saveDecisions(withChange(conversation, { change, at }), {}, remembered))) continue;
    await publishChange(hash, { change, at }, publish);
    log.info('changed', { conversation: hash, change });
    return changed;
  }
  throw new Error('The conversation could not be changed: others wrote at the same time');
}

async function publishChange(hash: string, { change, at }: PersonsChange, publish: Publish | undefined): Promise<void> {
  const { event: type } = CHANGES[change];
  if (type === undefined) return;
  const event = { format: 1, id: `${type} ${hash} ${at}`, at, conversation: hash, about: { by: 'person' } } as const;
  await publish?.([{ ...event, type }]);
}

function isChange(change: unknown): change is ContactChange {
  return typeof change === 'string' && Object.hasOwn(CHANGES, change);
}

/** Whether a conversation is as the change would leave it. */
function isIn(
  { memory, rules: { pausedUntil = 0, optedOutAt } }: Remembered,
  change: ContactChange,
  now: number,
): boolean {
  switch (change) {
    case 'release':
      return pausedUntil <= now;
    case 'opt-out':
      return optedOutAt !== undefined;
    case 'opt-in':
      return optedOutAt === undefined;
    case 'reset':
      return memory === undefined;
  }
}

function withChange(conversation: LedgerConversation, change: PersonsChange): LedgerConversation {
  return { ...conversation, byPerson: [...(conversation.byPerson ?? []), change].slice(-REMEMBERED) };
}

function conversationIn(request: unknown, { contactHashKey }: Changing): string {
  const { conversation, to, number } = isObject(request) ? request : {};
  if (typeof conversation === 'string' && /^[0-9a-f]{32}$/.test(conversation)) return conversation;
  if (typeof to === 'string' && typeof number === 'string') return contactHash(keyPart(number), to, contactHashKey);
  throw new Refusal('INVALID', 'Give the `conversation` of an event, or `to` and `number`');
}
