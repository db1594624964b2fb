import type { Config } from '../../lib/settings.ts';
import type { Arrivals } from './arrivals.ts';
import { type Backlog, type Cohort, countOf, createBacklog } from './backlog.ts';
import { type Bottlenecks, watchBottlenecks } from './bottlenecks.ts';
import { createIngestEndpoint } from './endpoint.ts';
import { type AwsPlace, conversationsAmong, processorLimits, replyLimits, type Waiting, WRITES } from './limits.ts';
import { tableCapacity } from './table-capacity.ts';

/** What comes, and where. */
export interface ScaleScenario {
  place: AwsPlace;
  /** Events that come in each second. */
  arrivals: Arrivals;
  /** Events that wait in the queue when it begins. */
  backlog: number;
  /** How many contacts there are; each writes as often as the others. */
  contacts: number;
}

export interface ScaleOutcome {
  /** Events that came, the backlog among them. */
  arrived: number;
  answered: number;
  /** Answers that were of no use any more, after `replyUsefulHours`. */
  expired: number;
  /** Deliveries that got no 200, each time they were tried. */
  refused: number;
  /** When nothing was left to do, in s. */
  drainedAt: number;
  /** How long after its first delivery the latest answer left, in s. */
  oldest: number;
  bottlenecks: Bottlenecks;
}

/** The model gives up after fourteen days, as long as a queue keeps a message. */
const END = 14 * 24 * 60 * 60;

/** Less than this is nothing: a quantity that was halved often enough. */
const NOTHING = 1e-6;

/**
 * Runs a scenario second by second through the endpoint, the processor and the reply function, each as fast as the
 * tightest of its limits. Every event is a message that is answered once; nothing fails.
 *
 * @throws RangeError when it takes longer than fourteen days
 */
export function simulate({ place, arrivals, backlog, contacts }: ScaleScenario, config: Config): ScaleOutcome {
  const { through, bottlenecks } = watchBottlenecks();
  const endpoint = createIngestEndpoint(place, config, through);
  const table = tableCapacity(config.ledgerWarmWrites);
  const events = createStage(contacts);
  const replies = createStage(contacts);
  const sums = { answered: 0, expired: 0, oldest: 0 };
  events.line.add([{ born: 0, count: backlog }]);

  function send(second: number): number {
    const expired = replies.line.takeBornBefore(second - config.replyUsefulHours * 3600);
    const limits = replyLimits(place, config, replies.waiting(), table.available());
    const sent = replies.line.take(through(replies.line.count(), limits, second));
    sums.expired += countOf(expired);
    sums.answered += countOf(sent);
    sums.oldest = Math.max(sums.oldest, ageOf(sent, second));
    return countOf(sent) * WRITES.reply;
  }

  function decide(second: number, writesLeft: number): number {
    const limits = processorLimits(place, config, events.waiting(), writesLeft);
    const decided = events.line.take(through(events.line.count(), limits, second));
    replies.line.add(decided);
    return countOf(decided) * WRITES.processor;
  }

  for (let second = 0; second < END; second++) {
    events.line.add(endpoint.accept(arrivals[second] ?? 0, second));
    const sendWrites = send(second);
    table.use(sendWrites + decide(second, table.available() - sendWrites));
    const left = endpoint.waiting() + events.line.count() + replies.line.count();
    if (second >= arrivals.length && left < NOTHING) {
      const arrived = backlog + arrivals.reduce((sum, count) => sum + count, 0);
      return { arrived, ...sums, refused: endpoint.refused(), drainedAt: second, bottlenecks };
    }
  }
  throw new RangeError('It takes longer than fourteen days');
}

interface Stage {
  line: Backlog;
  /** What waits now; asked once a second, so that the seconds can be counted for which the queue has not been empty. */
  waiting(): Waiting;
}

function createStage(contacts: number): Stage {
  const line = createBacklog();
  let busyFor = 0;
  return {
    line,
    waiting() {
      const messages = line.count();
      busyFor = messages > NOTHING ? busyFor + 1 : 0;
      return { messages, conversations: conversationsAmong(messages, contacts), busyFor };
    },
  };
}

function ageOf(cohorts: readonly Cohort[], second: number): number {
  return cohorts.reduce((oldest, { born }) => Math.max(oldest, second - born), 0);
}
