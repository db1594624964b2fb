import files from '../../examples/files.ts';
import { type Bot, defineBot, handOver, optOut, remember, template } from '../../lambdas/bot-api/index.ts';

/** The bots that the cases talk to, by name. */
export const BOTS: Record<string, Bot> = {
  /** Has one handler, as most bots do. */
  echo: defineBot({ onMessage: ({ text }) => `You wrote: ${text}` }),

  /** Answers whatever it is told with the name of the handler. */
  all: defineBot({
    onMessage: ({ text }) => `message: ${text}`,
    onReply: ({ text }) => `reply: ${text}`,
    onMedia: ({ text, media }) => `media ${media?.type}: ${text}`,
    onButton: ({ button }) => `button: ${button?.text}`,
    onLocation: ({ location }) =>
      `location: ${location?.latitude} ${location?.longitude} ${location?.name ?? ''}`.trim(),
    onContacts: ({ contacts = [] }) => `contacts: ${contacts.map(({ name, phones }) => `${name} ${phones}`)}`,
    onReaction: ({ emoji = 'taken back', reacted }) => `reaction: ${emoji} to ${reacted?.text}`,
    onEdit: ({ text, editedMessageId }) => `edit: ${editedMessageId} is ${text}`,
    onDelete: ({ deletedMessageId }) => `deletion: ${deletedMessageId}`,
    onGroup: ({ text }) => `group: ${text}`,
    onNewsletter: ({ text }) => `newsletter: ${text}`,
    onStatus: ({ status }) => (status === 'failed' ? template('tpl_failed') : undefined),
  }),

  /** Tells everybody which of their messages it is, and what they told it last. */
  memory: defineBot<string[]>({
    onMessage: ({ text }, { memory = [] }) => [
      `${memory.length + 1} after ${memory.at(-1) ?? 'nothing'}`,
      remember([...memory, text]),
      ...(text === 'person' ? [handOver()] : []),
    ],
    onGroup: (_message, { memory }) => `A group knows ${JSON.stringify(memory ?? 'nothing')}`,
  }),

  /** Says more than fits a message. */
  long: defineBot({ onMessage: () => `${'a'.repeat(4000)} ${'b'.repeat(4000)}` }),

  /** Has nothing to say. */
  blank: defineBot({ onMessage: () => [' \n\t ', '\u2003'] }),

  /** Says two things. */
  twice: defineBot({ onMessage: () => ['one', 'two'] }),

  /** Files what it is sent. */
  files,

  /** Hands over for ten hours. */
  longHandOver: defineBot({ onMessage: () => ['A person will come', handOver({ minutes: 600 })] }),

  /** Sends away whoever writes. */
  goodbye: defineBot({ onMessage: () => ['Goodbye', optOut()] }),
};

/** Handlers whose messages go to `onMessage` in a bot that does not have them. */
const OF_MESSAGES = ['onMessage', 'onReply', 'onMedia', 'onButton', 'onLocation', 'onContacts'] as const;
const OTHERS = ['onReaction', 'onEdit', 'onDelete', 'onGroup', 'onNewsletter', 'onStatus'] as const;

type Handler = NonNullable<Bot['onMessage']>;

/** All of them in one: the number of ours that was written to begins with the name of the bot that answers. */
const allInOne = (name: keyof Bot, without?: 'onMessage'): Handler => {
  return (happened, conversation) => {
    const bot = BOTS[conversation.numberId?.split('-')[0] ?? ''];
    const handler = bot?.[name] ?? (without && bot?.[without]);
    return (handler as Handler | undefined)?.(happened, conversation);
  };
};

export default Object.fromEntries([
  ...OF_MESSAGES.map((name) => [name, allInOne(name, 'onMessage')]),
  ...OTHERS.map((name) => [name, allInOne(name)]),
]) as Bot;
