import type { PublishedEvent } from '../../../lambdas/queue/published-event.ts';
import type { Defect } from './defect.ts';

/** An answer waits until the bus has heard of it, and is tried again when the bus refuses. */
export const BUS_BEFORE_ANSWER: Defect = {
  processor: (sound, { put }) => ({
    ...sound,
    enqueue: async (message) => {
      const detail = { id: message.deduplicateBy, about: {} };
      const refusal = await put?.({ DetailType: 'reply.queued', Detail: JSON.stringify(detail) });
      return refusal === undefined && sound.enqueue(message);
    },
  }),
};

/** Others hear of an event only after it is done, so that a crash in between leaves them without it. */
export const PUBLISH_AFTER_COMPLETE: Defect = {
  processor(sound) {
    const waiting: PublishedEvent[] = [];
    const { publish, events } = sound;
    return {
      ...sound,
      publish: publish && (async (all) => void waiting.push(...all)),
      events: {
        ...events,
        complete: async (...end) => {
          const isDone = await events.complete(...end);
          await publish?.(waiting.splice(0));
          return isDone;
        },
      },
    };
  },
};

/** What the queue of the bus does not take is left out. */
export const PUBLISH_NOT_RETRIED: Defect = {
  sender: ({ publish, ...sound }) => ({
    ...sound,
    publish: publish && ((events) => publish(events).catch(() => undefined)),
  }),
};
