import { optional } from '../../../lambdas/runtime/json.ts';
import type { EventSummary } from '../protocol.ts';
import { type EventTrace, WORKERS, type WorkItem } from './trace.ts';

type Position = Pick<EventSummary, 'station' | 'progress' | 'outcome' | 'reached' | 'code'>;

/** Where an event is, or where it ended and how, from what its messages have come to. */
export function positionOf({ refusedWith, summary, decision, replies, expected }: EventTrace): Position {
  if (refusedWith !== undefined) {
    // The vendor makes a delivery again that got no answer, or a 5xx.
    const progress = refusedWith >= 500 ? 'waiting' : 'refused';
    return { station: summary.station, progress, outcome: String(refusedWith) };
  }
  if (decision.state !== 'done') return underWay(decision.state, 'events', decision.outcome);
  const jobs = [...replies.values()];
  if (jobs.length === 0 && expected === 0) {
    return { station: 'processor', progress: 'done', ...optional('outcome', decision.outcome) };
  }
  return ofReplies(jobs, expected);
}

/** From the one that tells most of where the event is to the one that tells least. */
const STATES = ['working', 'queued', 'waiting', 'parked', 'done'] as const;
const OUTCOMES = ['failed', 'expired', 'overtaken', 'sent'];

function ofReplies(jobs: WorkItem[], expected: number): Position {
  const states = new Set(jobs.map(({ state }) => state));
  if (jobs.length < expected) states.add('queued');
  const state = STATES.find((state) => states.has(state)) ?? 'queued';
  const outcomes = jobs.map(({ outcome }) => outcome);
  if (state !== 'done') return underWay(state, 'replies', outcomes.includes('unknown') ? 'unknown' : 'answered');
  const outcome = OUTCOMES.find((outcome) => outcomes.includes(outcome));
  const which = jobs.find((job) => job.outcome === outcome);
  const station = which?.sentId === undefined ? 'reply' : 'vendor';
  return {
    station,
    progress: 'done',
    ...optional('outcome', outcome),
    ...optional('code', which?.code),
    ...(outcome === 'sent' && optional('reached', reachedByAll(jobs))),
  };
}

/** How far the one has come that is behind all others. */
function reachedByAll(jobs: WorkItem[]): EventSummary['reached'] {
  const sent = jobs.filter(({ outcome }) => outcome === 'sent');
  const isPast = (...steps: string[]) => sent.every(({ reached = '' }) => steps.includes(reached));
  if (isPast('read')) return 'read';
  return isPast('delivered', 'read') ? 'delivered' : undefined;
}

function underWay(
  state: 'working' | 'queued' | 'waiting' | 'parked',
  queue: 'events' | 'replies',
  outcome: string | undefined,
): Position {
  const told = optional('outcome', outcome);
  switch (state) {
    case 'working':
      return { station: WORKERS[queue], progress: 'moving', ...told };
    case 'queued':
      return { station: queue, progress: 'moving', ...told };
    case 'waiting':
    case 'parked':
      return { station: queue, progress: state, ...told };
  }
}
