import { eventRecords } from '../../../lambdas/ledger/events.ts';
import { type Lease, newLease } from '../../../lambdas/ledger/lease.ts';
import type { ClosedState } from '../../../lambdas/ledger/replies.ts';
import type { Key } from '../../../lambdas/ledger/table.ts';
import type { Defect } from './defect.ts';

const A_LIFETIME_MS = 100 * 365 * 24 * 60 * 60 * 1000;

/** An event is marked as seen before the work: a lease that never ends, and whoever meets it takes it for done. */
export const FLAG_INSTEAD_OF_LEASE: Defect = {
  processor(sound, { table, settings }) {
    const events = eventRecords(table, { ...settings, leaseMs: A_LIFETIME_MS });
    return {
      ...sound,
      events: {
        ...events,
        claim: async (key, fields) => {
          const claim = await events.claim(key, fields);
          return claim.kind === 'busy' ? { kind: 'duplicate' } : claim;
        },
      },
    };
  },
};

/** The outcome is written without asking who holds the record. */
export const UNCONDITIONAL_COMPLETE: Defect = {
  processor: (sound, { table }) => ({
    ...sound,
    events: {
      ...sound.events,
      complete: async (key, _lease, outcome) => (await table.put({ ...key, state: 'done', outcome })).ok,
    },
  }),
};

/** The event is completed as soon as it is decided, and only then is the reply enqueued. */
export const COMPLETE_BEFORE_ENQUEUE: Defect = {
  processor(sound) {
    const { events, conversations } = sound;
    const leases = new Map<string, Lease>();
    const completed = new Set<string>();
    return {
      ...sound,
      events: {
        ...events,
        claim: async (key, fields) => {
          const claim = await events.claim(key, fields);
          if (claim.kind === 'claimed') leases.set(text(key), claim.lease);
          return claim;
        },
        complete: async (key, lease, end) => completed.has(lease.owner) || events.complete(key, lease, end),
      },
      conversations: {
        ...conversations,
        saveDecisions: async (conversation, decisions, remembered) => {
          if (!(await conversations.saveDecisions(conversation, decisions, remembered))) return false;
          for (const { cause, replies } of Object.values(decisions)) {
            const lease = leases.get(text(cause));
            const outcome = replies.length > 0 ? 'answered' : 'silent';
            if (lease && (await events.complete(cause, lease, { outcome }))) completed.add(lease.owner);
          }
          return true;
        },
      },
    };
  },
};

/** Whoever receives a reply that is not closed sends it. */
export const NO_FENCE_ON_REPLY: Defect = {
  sender: (sound, { table, settings }) => ({
    ...sound,
    replies: {
      ...sound.replies,
      begin: async (key, fields) => {
        const state = (await table.get(key))?.state;
        if (isClosed(state)) return { kind: 'closed', state };
        const lease = newLease(settings);
        const held = { owner: lease.owner, leaseUntil: lease.until, attemptedAt: settings.now() };
        await table.put({ ...key, ...fields, ...held, state: 'sending' });
        return { kind: 'begun', lease, unanswered: 0 };
      },
    },
  }),
};

/** A batch is handled all at once, and one bad record fails all of it. */
export const PROMISE_ALL_BATCH: Defect = {
  work: async (messages, worker) => {
    const verdicts = await Promise.all(messages.map((message) => worker.handle([message])));
    if (verdicts.some(({ kind }) => kind !== 'done')) throw new Error('The batch failed');
    return [];
  },
};

/** An event is taken for a duplicate when any event of the same `data.id` was seen. */
export const DATA_ID_ALONE: Defect = {
  processor(sound, { table }) {
    const { events } = sound;
    const isSeen = async ({ id }: Key) =>
      (await table.query(id)).some(({ event, state }) => String(event).startsWith('message.') && state === 'done');
    return {
      ...sound,
      events: {
        ...events,
        claim: async (key, fields) => ((await isSeen(key)) ? { kind: 'duplicate' } : events.claim(key, fields)),
        record: async (key, fields) => !(await isSeen(key)) && events.record(key, fields),
      },
    };
  },
};

/** A send whose answer was lost is sent again at once, as HTTP clients that retry do it. */
export const RETRY_A_LOST_SEND: Defect = {
  sender: (sound) => ({
    ...sound,
    send: async (send) => {
      const outcome = await sound.send(send);
      return outcome.kind === 'unknown' ? { kind: 'retry', code: outcome.code } : outcome;
    },
  }),
};

/** A reply is not kept waiting for the gap between two messages to one contact. */
export const NO_GAP: Defect = {
  sender: (sound) => ({
    ...sound,
    takeContactSlot: async (conversation) => {
      await sound.takeContactSlot(conversation);
      return { kind: 'taken' };
    },
  }),
};

/** A lost template is taken for another message, because its words are not ours. */
export const TEMPLATE_BY_ITS_WORDS: Defect = {
  sender: (sound) => ({
    ...sound,
    lookUp: async (query) => {
      const answer = await sound.lookUp(query);
      const isOther = 'templateId' in query.content && answer.kind === 'found' && answer.matches.length === 0;
      return isOther ? { kind: 'absent' } : answer;
    },
  }),
};

function text({ id, event }: Key): string {
  return `${id} ${event}`;
}

function isClosed(state: unknown): state is ClosedState {
  return state === 'sent' || state === 'failed' || state === 'expired' || state === 'overtaken';
}
