import { text } from '../../../lambdas/bot-api/index.ts';
import type { Defect } from './defect.ts';

/** Failures are counted for the event, and go on counting after a redrive. */
export const ONE_COUNT_FOR_EVER: Defect = {
  processor: (sound) => ({
    ...sound,
    events: { ...sound.events, claim: (key, { message: _, ...fields }) => sound.events.claim(key, fields) },
  }),
};

/** All parts of an answer have one deduplication id, so that SQS takes the first alone. */
export const ONE_ID_FOR_ALL_PARTS: Defect = {
  processor: (sound) => ({
    ...sound,
    enqueue: (message) => sound.enqueue({ ...message, deduplicateBy: message.deduplicateBy.split(' ')[0] ?? '' }),
  }),
};

/** A part of an answer is sent without waiting for the one before it to be there. */
export const PARTS_AT_ONCE: Defect = {
  processor: (sound) => ({
    ...sound,
    enqueue: async (message) => {
      void sound.enqueue(message);
      return true;
    },
  }),
};

/** Replies wait until every bot of the batch has answered. */
export const REPLIES_OF_A_BATCH_TOGETHER: Defect = {
  processor(sound) {
    const thinking = new Set<Promise<unknown>>();
    return {
      ...sound,
      bot: {
        onMessage(message, conversation) {
          const answer = Promise.resolve(sound.bot.onMessage?.(message, conversation));
          const over = answer.catch(() => undefined).finally(() => thinking.delete(over));
          thinking.add(over);
          return answer;
        },
      },
      enqueue: async (message) => {
        await Promise.all(thinking);
        return sound.enqueue(message);
      },
    };
  },
};

/** Whether an own message is the bot's is judged by when its reply was decided, and not by when it was sent. */
export const ECHO_BY_DECISION: Defect = {
  processor: (sound) => ({
    ...sound,
    messages: { ...sound.messages, isOurs: async () => false },
    sendingOf: async () => undefined,
  }),
};

/** A decision that was made before is not looked for, so that the last one stands. */
export const DECIDE_ANEW: Defect = {
  processor: (sound) => ({
    ...sound,
    conversations: {
      ...sound.conversations,
      read: async (hash) => ({ ...(await sound.conversations.read(hash)), decisions: {}, answered: [] }),
    },
  }),
};

/** The opt-out of a contact is forgotten with the next decision. */
export const FORGETFUL_OPT_OUT: Defect = {
  processor: (sound) => ({
    ...sound,
    conversations: {
      ...sound.conversations,
      saveDecisions: (conversation, decisions, { memory, rules: { optedOutAt: _, ...rules } }) =>
        sound.conversations.saveDecisions(conversation, decisions, { memory, rules }),
    },
  }),
};

/** What DynamoDB does not hold is tried again for as long as the queue lets it, as if DynamoDB were away. */
export const UNSTORABLE_FOR_EVER: Defect = {
  processor: (sound) => ({
    ...sound,
    bot: {
      async onMessage(message, conversation) {
        const answer = await sound.bot.onMessage?.(message, conversation);
        // What the bot of the simulation answers in order is a list; all else is refused before it comes to DynamoDB.
        return Array.isArray(answer) ? answer : text('Which?', { buttons: ['x'.repeat(390 * 1024)] });
      },
    },
    conversations: {
      ...sound.conversations,
      saveDecisions: (...written) =>
        sound.conversations.saveDecisions(...written).catch(({ message }: Error) => {
          throw new Error(message);
        }),
    },
  }),
};
