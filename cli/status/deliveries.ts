import type { CommandOn } from '../stack/command-on.ts';
import { spanOf } from '../terminal/time.ts';
import type { VendorLogEntry } from '../vendor/vendor.ts';
import { ok, type StatusFinding } from './finding.ts';

/**
 * Judges the vendor's latest deliveries.
 *
 * @param logs newest first
 * @param lastTriggered when it delivered last, epoch ms
 * @param now epoch ms
 */
export function judgeDeliveries(
  logs: VendorLogEntry[],
  lastTriggered: number | undefined,
  { now, command }: { now: number; command: CommandOn },
): StatusFinding {
  const last = lastTriggered ?? logs[0]?.at;
  const when = last === undefined ? 'nothing was delivered yet' : `the last delivery was ${spanOf(now - last)} ago`;
  const failed = logs.filter(({ accepted }) => !accepted);
  if (failed.length === 0) return ok('delivery', when);
  const statuses = [...new Set(failed.map(({ statusCode }) => statusCode ?? 'no answer'))].join(', ');
  return {
    check: 'delivery',
    level: logs[0]?.accepted ? 'warning' : 'bad',
    what: `${when}; of the last ${logs.length} attempts ${failed.length} failed (${statuses})`,
    why: 'What people wrote may not have arrived.',
    fix: command('reconcile'),
  };
}
