import type { Defect } from './defect.ts';

/** A message that is moved keeps its revision, so that its old schedule is as good as the new one. */
export const ONE_REVISION: Defect = {
  processor: (sound) => ({
    ...sound,
    outbox: {
      ...sound.outbox,
      async put(message) {
        const before = await sound.outbox.read(message.id);
        const written = await sound.outbox.put(message);
        if (before === undefined || !written.ok) return written;
        const moved = { ...message, revision: before.revision };
        return { ...(await sound.outbox.move(moved, message.revision)), record: written.record };
      },
    },
  }),
};

/** A message of the outbox that has left is not remembered, so that its echo is taken for a person. */
export const UNASKED_NOT_NOTED: Defect = {
  sender: (sound) => ({ ...sound, unasked: { note: async () => undefined } }),
};

/** A schedule that cannot be made is forgotten. */
export const SCHEDULE_LOST: Defect = {
  sender: (sound) => ({
    ...sound,
    schedules: { ...sound.schedules, create: (message) => sound.schedules.create(message).catch(() => undefined) },
  }),
};

/** Whether the contact has opted out is not looked at again when a message is due. */
export const OPT_OUT_NOT_ASKED: Defect = {
  sender: (sound) => ({
    ...sound,
    contactOf: async (conversation) => {
      const contact = await sound.contactOf(conversation);
      const { optedOutAt: _, optedInAt: __, ...rules } = contact.rules;
      return { ...contact, rules };
    },
  }),
};
