import { type LocalRun, receivedEvent, startLocalRun, statusEvent } from '../local-run.ts';
import { createCounter } from './counter.ts';
import { type MeasuredLoad, phaseOf } from './load.ts';

/** So many contacts write in turn; each stays below `maxRepliesPerHour`, so that each message is answered. */
const CONTACTS = 60;

/** So many messages go ahead uncounted, for processes to start and code to be compiled. */
const WARM_UP = 60;

/** How many events come at a time, under the busy load; then the next come when these are handled. */
const AT_A_TIME = 60;

const STATUSES = ['sent', 'delivered', 'read'] as const;

/** Status events of one answer. */
export const STATUSES_PER_ANSWER = STATUSES.length;

/**
 * Runs messages and the status events of their answers through the app on the local cloud, first one by one, then many
 * at a time.
 *
 * @param messages how many of each
 */
export async function measureLoads(messages: number): Promise<{ quiet: MeasuredLoad; busy: MeasuredLoad }> {
  const counter = createCounter();
  const run = await startLocalRun({}, counter.observe);
  try {
    const walk = createWalk(run);
    for (const atATime of [1, AT_A_TIME]) {
      await walk.messages(WARM_UP, atATime);
      await walk.statuses(WARM_UP, atATime);
    }
    const phase = async (step: () => Promise<void>) => {
      counter.take();
      await step();
      return counter.take();
    };
    const statuses = messages * STATUSES_PER_ANSWER;
    const quietMessages = await phase(() => walk.messages(messages, 1));
    const quietStatuses = await phase(() => walk.statuses(messages, 1));
    const busyMessages = await phase(() => walk.messages(messages, AT_A_TIME));
    const busyStatuses = await phase(() => walk.statuses(messages, AT_A_TIME));
    return {
      quiet: {
        name: 'quiet',
        messages: phaseOf(quietMessages, messages),
        statuses: phaseOf(quietStatuses, statuses),
      },
      busy: {
        name: 'busy',
        messages: phaseOf(busyMessages, messages, quietMessages),
        statuses: phaseOf(busyStatuses, statuses, quietStatuses),
      },
    };
  } finally {
    await run.stop();
  }
}

/** Sends messages, and the status events of the answers to those that were sent last, so many at a time. */
function createWalk(run: LocalRun) {
  let sent = 0;
  let events = 0;
  const settled = () => run.handled({ events, replies: sent });

  return {
    async messages(count: number, atATime: number): Promise<void> {
      for (const group of groupsOf(count, atATime)) {
        const first = sent;
        sent += group;
        events += group;
        const indexes = Array.from({ length: group }, (_, i) => first + i);
        await run.post(indexes.map((index) => receivedEvent({ contact: index % CONTACTS, index })));
        await settled();
      }
    },
    async statuses(count: number, atATime: number): Promise<void> {
      let next = sent - count;
      for (const group of groupsOf(count, atATime)) {
        for (const status of STATUSES) {
          const all = Array.from({ length: group }, (_, i) => statusEvent(status, `msg_${next + i}`));
          events += group;
          await run.post(all);
          await settled();
        }
        next += group;
      }
    },
  };
}

/** The sizes of groups, so many at a time. */
export function groupsOf(count: number, size: number): number[] {
  return Array.from({ length: Math.ceil(count / size) }, (_, i) => Math.min(size, count - i * size));
}
