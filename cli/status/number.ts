import type { VendorApi, VendorLogEntry } from '../vendor/vendor.ts';
import { ok, type StatusFinding, unchecked } from './finding.ts';

/** What the number cannot do after an event; undefined when it is well again. */
const AFTER: Record<string, string | undefined> = {
  'number.connected': undefined,
  'number.recovered': undefined,
  'number.disconnected': 'the number is offline',
  'number.removed': 'the number was removed from the account',
  'number.health_blocked': 'WhatsApp has blocked the number',
};

/**
 * Judges how the number is by the vendor's log of its events: no call of the API tells.
 *
 * @param number the vendor's id of it, where a stack has several
 */
export async function checkNumber(
  vendor: VendorApi,
  webhookId: string,
  number: string | undefined,
): Promise<StatusFinding> {
  const names = Object.keys(AFTER);
  const logs = await Promise.all(names.map((event) => vendor.logs(webhookId, { limit: 10, event })));
  return judgeNumber(logs.flat(), number);
}

export function judgeNumber(logs: VendorLogEntry[], number: string | undefined): StatusFinding {
  const [last] = logs
    .filter(({ payload }) => number === undefined || numberIn(payload) === undefined || numberIn(payload) === number)
    .sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
  if (last === undefined) return unchecked('number', 'Pilot Status has reported nothing about the number yet');
  const trouble = AFTER[last.event];
  if (trouble === undefined) return ok('number', 'the number is connected, as Pilot Status last reported');
  return {
    check: 'number',
    level: 'bad',
    what: `${trouble}, as Pilot Status last reported`,
    why: 'Messages do not arrive, and replies wait.',
    fix: 'Connect the number again in the Pilot Status dashboard; what waits is sent then.',
  };
}

function numberIn(payload: VendorLogEntry['payload']): unknown {
  return (payload?.data as { numberId?: unknown } | undefined)?.numberId;
}
