import { SETTINGS } from '../../lib/settings.ts';
import { times, type Usage } from './bill.ts';
import { FUNCTIONS, type OfFunctions } from './counter.ts';
import { cachedSecretReads, type Design, IDLE_POLLING, type UsageLine } from './design.ts';
import { gbSeconds } from './lambda-time.ts';
import type { MeasuredLoad, Phase } from './load.ts';
import type { Unit } from './prices.ts';

/** This app, as it was counted, with the memory that its functions have as it comes. */
export function ours({ messages, statuses }: MeasuredLoad): Design {
  const [message, status] = [usageOfOne(messages), usageOfOne(statuses)];
  const counted = (unit: Unit, because = 'counted'): UsageLine => ({
    unit,
    message: message[unit] ?? 0,
    status: status[unit] ?? 0,
    because,
  });
  return {
    name: 'ours',
    lines: [
      counted('httpRequests'),
      counted('invocations'),
      counted('armGbSeconds', 'counted work and calls, at 256 MB as the app comes'),
      counted('sqsRequests'),
      counted('writeUnits'),
      counted('readUnits'),
      counted('tableGbMonths', 'counted; each record is kept for a month'),
      counted('backupGbMonths', 'point-in-time recovery of the same'),
      counted('logGb', 'counted; Lambda writes no START, END and REPORT lines'),
      counted('logGbMonths', 'kept for 30 days'),
    ],
    monthly: [
      IDLE_POLLING,
      cachedSecretReads(5),
      { unit: 'secretMonths', month: 2, because: 'the webhook token and the API key' },
      { unit: 'alarmMonths', month: 27, because: 'seventeen alarms, which look at twenty-seven metrics' },
    ],
  };
}

/** What one event of a phase uses, with the time of the functions and with what its records and its log take to keep. */
export function usageOfOne({ counted, events, times: ofOne }: Phase): Usage {
  const usage = times(counted.usage, 1 / events);
  const { tableGbMonths = 0, logGb = 0 } = usage;
  const armGbSeconds = FUNCTIONS.reduce((sum, name) => sum + gbSeconds(ofOne[name], MEMORY_MB[name]), 0);
  return { ...usage, armGbSeconds, backupGbMonths: tableGbMonths, logGbMonths: logGb };
}

/** As the app comes; `lib/outbox.ts` and `lib/event-publisher.ts` name the last two. */
const MEMORY_MB: OfFunctions<number> = {
  ingest: SETTINGS.ingestMemory.default,
  processor: SETTINGS.processorMemory.default,
  reply: SETTINGS.replyMemory.default,
  outbox: 256,
  publisher: 256,
};
