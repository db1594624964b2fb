import type { Action, Bot, InboundMessage, Media, Reaction } from '../lambdas/bot-api/index.ts';
import type { ReplyContent } from '../lambdas/pilot-status/content.ts';
import { ask } from '../lambdas/processor/ask.ts';
import type { BotEvent } from '../lambdas/processor/inbound-event.ts';

/** What a contact gets: a text without buttons as a string, anything else as `text()`, `template()` or `media()` made it. */
export type Reply = string | ReplyContent;

/** A message that the bot sends later, as it asked for it last under this key. */
export interface Later {
  key: string;
  reply: Reply;
  /** When it is due: a time, or so many minutes after the bot was asked. */
  at?: Date;
  inMinutes?: number;
  /** When it is no longer worth sending, where the bot says so: a time, or so many minutes after it was due. */
  expires?: Date;
  expiresInMinutes?: number;
}

/** Any event that a bot can be asked about. */
export type { BotEvent };

/** Who writes to the bot. */
export interface ContactOptions {
  /** The contact's address. */
  from?: string;
  /** The contact's name on WhatsApp; by default there is no name. */
  name?: string;
  /** The number of yours that gets the messages, by its id at Pilot Status. */
  numberId?: string;
  /** What the bot remembers of the contact at the beginning. */
  memory?: unknown;
}

/**
 * One contact who writes to a bot. Each of the methods that cause an event resolves to the replies, in order, and
 * rejects with what the bot throws, or with a TypeError for an answer that makes no sense. As in the app, the bot is
 * not asked about a contact who is with a person or has opted out. Opt-out words and the other rules do not apply.
 */
export interface TestConversation {
  /** The contact writes this. `fields` are added to the message, such as `{ location: { name: 'Praça da Sé' } }`. */
  says(text: string, fields?: Partial<InboundMessage>): Promise<Reply[]>;
  /** The contact presses the button with this text. */
  presses(button: string, fields?: Partial<InboundMessage>): Promise<Reply[]>;
  /** The contact sends a file, such as `{ type: 'image', caption: 'Our shop' }`. */
  sends(file: Media, fields?: Partial<InboundMessage>): Promise<Reply[]>;
  /** The contact writes this and quotes the last text of the bot. */
  quotes(text: string, fields?: Partial<InboundMessage>): Promise<Reply[]>;
  /** The contact reacts to the last text of the bot; without an emoji they remove their reaction. */
  reacts(emoji?: string, fields?: Partial<Reaction>): Promise<Reply[]>;
  /** Anything else happens: an edit, a deletion, a message in a group, a status, an event of a number. */
  happens(event: BotEvent): Promise<Reply[]>;
  /** The bot takes over again: the person has finished, or the contact has opted in. */
  comesBack(): void;
  /** What the bot remembers of the contact; undefined if it remembers nothing. */
  readonly memory: unknown;
  /** Whether the bot has handed the contact over to a person. */
  readonly handedOver: boolean;
  /** For how many minutes; undefined for the setting `humanTakeoverMinutes`. */
  readonly handedOverMinutes: number | undefined;
  /** Whether the bot has opted the contact out. */
  readonly optedOut: boolean;
  /** What waits after `sendLater` and `cancel`, what was asked for last at the end; an opt-out leaves nothing. */
  readonly later: readonly Later[];
}

/**
 * Starts a conversation with a bot, without a cloud: only the bot runs, in the process of the test.
 *
 * @example
 * const ana = conversation(bot, { name: 'Ana' });
 * expect(await ana.says('oi')).toEqual(['Olá, Ana!']);
 */
export function conversation(
  bot: Bot,
  { from = '+5511999999999', name, numberId = 'cmm0abc123', memory }: ContactOptions = {},
): TestConversation {
  const state = { memory, handOver: undefined as HandOver | undefined, optedOut: false, lastText: '', count: 0 };

  const later = new Map<string, Later>();

  const does = (action: Action): void => {
    if (action.kind === 'send-later' || action.kind === 'cancel') later.delete(action.key);
    if (action.kind === 'send-later') later.set(action.key, laterOf(action));
    if (action.kind === 'remember') state.memory = action.memory;
    if (action.kind === 'hand-over') state.handOver = action;
    if (action.kind === 'opt-out') state.optedOut = true;
    if (action.kind === 'send' && 'text' in action.content) state.lastText = action.content.text;
  };
  const happens = async (event: BotEvent): Promise<Reply[]> => {
    const reachesBot = event.kind === 'status' || event.kind === 'number';
    if (!reachesBot && (state.handOver !== undefined || state.optedOut)) return [];
    const actions = await ask(bot, event, { id: 'c0ffee', with: from, numberId, memory: state.memory });
    for (const action of actions) does(action);
    if (state.optedOut) later.clear();
    return actions.flatMap((action) => (action.kind === 'send' ? [replyOf(action.content)] : []));
  };
  const happened = () => {
    const count = ++state.count;
    const ids = { id: `in_${count}`, messageId: `wamid.in.${count}`, numberId };
    return { event: 'message.received', ...ids, from, ...(name !== undefined && { name }), data: {} } as const;
  };
  const writes = (text: string, fields: Partial<InboundMessage>): Promise<Reply[]> =>
    happens({ kind: 'message', message: { ...happened(), type: 'text', text, ...fields } });
  const last = () => (state.lastText === '' ? {} : { text: state.lastText });

  return {
    says: (text, fields = {}) => writes(text, fields),
    presses: (button, fields = {}) => writes(button, { type: 'button', button: { text: button }, ...fields }),
    sends: (file, fields = {}) => writes(file.caption ?? '', { type: file.type, media: file, ...fields }),
    quotes: (text, fields = {}) => writes(text, { event: 'message.reply', quoted: last(), ...fields }),
    reacts: (emoji, fields = {}) =>
      happens({
        kind: 'reaction',
        message: { ...happened(), ...(emoji !== undefined && { emoji }), reacted: last(), ...fields },
      }),
    happens,
    comesBack() {
      state.handOver = undefined;
      state.optedOut = false;
    },
    get memory() {
      return state.memory;
    },
    get handedOver() {
      return state.handOver !== undefined;
    },
    get handedOverMinutes() {
      return state.handOver?.minutes;
    },
    get optedOut() {
      return state.optedOut;
    },
    get later() {
      return [...later.values()];
    },
  };
}

type HandOver = Extract<Action, { kind: 'hand-over' }>;

function replyOf(content: ReplyContent): Reply {
  return 'text' in content && Object.keys(content).length === 1 ? content.text : content;
}

const MINUTE_MS = 60_000;

function laterOf(action: Extract<Action, { kind: 'send-later' }>): Later {
  const { key, content, at, inMs, expires, expiresInMs } = action;
  return {
    key,
    reply: replyOf(content),
    ...(at !== undefined && { at: new Date(at) }),
    ...(inMs !== undefined && { inMinutes: inMs / MINUTE_MS }),
    ...(expires !== undefined && { expires: new Date(expires) }),
    ...(expiresInMs !== undefined && { expiresInMinutes: expiresInMs / MINUTE_MS }),
  };
}
