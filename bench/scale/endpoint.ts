import type { Config } from '../../lib/settings.ts';
import { type Cohort, countOf, createBacklog } from './backlog.ts';
import type { Through } from './bottlenecks.ts';
import { type AwsPlace, ingestLimits } from './limits.ts';
import { QUOTAS } from './quotas.ts';

/** The vendor does not say when it tries again: here after so many seconds, as often as it takes. */
const RETRY_SECONDS = 60;

/** The API and the ingest function. */
export interface IngestEndpoint {
  /** What gets its 200 in this second, of what comes first and what is tried again. */
  accept(arriving: number, second: number): Cohort[];
  /** How many deliveries got no 200, each time they were tried. */
  refused(): number;
  /** How many wait at the vendor to be tried again. */
  waiting(): number;
}

/** A token bucket in front of a function, as API Gateway throttles. What does not get in is tried again. */
export function createIngestEndpoint(place: AwsPlace, config: Config, through: Through): IngestEndpoint {
  const due = new Map<number, Cohort[]>();
  const burst = Math.min(config.throttleBurst, QUOTAS.apiBurst.value);
  const rate = Math.min(config.throttleRate, QUOTAS.apiRequests.value);
  let tokens = burst;
  let refused = 0;
  return {
    accept(arriving, second) {
      const offered = createBacklog();
      offered.add([...(due.get(second) ?? []), { born: second, count: arriving }]);
      due.delete(second);
      const throttle = { name: 'throttle of the API', perSecond: tokens } as const;
      const accepted = offered.take(
        through(offered.count(), [throttle, ...ingestLimits(place, config, second)], second),
      );
      tokens = Math.min(burst, tokens - countOf(accepted) + rate);
      const rest = offered.take(offered.count());
      if (rest.length > 0) due.set(second + RETRY_SECONDS, rest);
      refused += countOf(rest);
      return accepted;
    },
    refused: () => refused,
    waiting: () => [...due.values()].reduce((sum, cohorts) => sum + countOf(cohorts), 0),
  };
}
