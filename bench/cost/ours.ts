import { SETTINGS } from '../../lib/settings.ts';
import { FUNCTIONS } from './counter.ts';
import { cachedSecretReads, type Design, IDLE_POLLING, type UsageLine } from './design.ts';
import { gbSeconds, type Times } from './lambda-time.ts';
import type { MeasuredLoad } from './load.ts';
import type { Unit } from './prices.ts';

/** This app, as it was counted, with the memory that its functions have as it comes. */
export function ours({ messages, statuses }: MeasuredLoad): Design {
  const per = (unit: Unit, { counted, events }: MeasuredLoad['messages']) => (counted.usage[unit] ?? 0) / events;
  const counted = (unit: Unit, because = 'counted'): UsageLine => ({
    unit,
    message: per(unit, messages),
    status: per(unit, statuses),
    because,
  });
  const stored = counted('tableGbMonths', 'counted; each record is kept for a month');
  return {
    name: 'ours',
    lines: [
      counted('httpRequests'),
      counted('invocations'),
      {
        unit: 'armGbSeconds',
        message: memoryTime(messages.times),
        status: memoryTime(statuses.times),
        because: 'counted work and calls, at 256 MB as the app comes',
      },
      counted('sqsRequests'),
      counted('writeUnits'),
      counted('readUnits'),
      stored,
      { ...stored, unit: 'backupGbMonths', because: 'point-in-time recovery of the same' },
      counted('logGb', 'counted; Lambda writes no START, END and REPORT lines'),
      { ...counted('logGb'), unit: 'logGbMonths', because: 'kept for 30 days' },
    ],
    monthly: [
      IDLE_POLLING,
      cachedSecretReads(5),
      { unit: 'secretMonths', month: 2, because: 'the webhook token and the API key' },
      { unit: 'alarmMonths', month: 27, because: 'seventeen alarms, which look at twenty-seven metrics' },
    ],
  };
}

function memoryTime(times: Times): number {
  const memory = {
    ingest: SETTINGS.ingestMemory.default,
    processor: SETTINGS.processorMemory.default,
    reply: SETTINGS.replyMemory.default,
  };
  return FUNCTIONS.reduce((sum, name) => sum + gbSeconds(times[name], memory[name]), 0);
}
