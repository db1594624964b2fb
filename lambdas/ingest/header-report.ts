import type { Log } from '../telemetry/log.ts';

/**
 * Logs the names of a delivery's headers with the lengths of their values, never the values, the first time it is called:
 * that is how a user finds out which header holds the signature.
 */
export function headerReport(log: Log): (headers: Readonly<Record<string, string | undefined>>) => void {
  let reported = false;
  return (headers) => {
    if (reported) return;
    reported = true;
    const lengths = Object.entries(headers).map(([name, value = '']) => `${name} ${value.length}`);
    log.info('headers', { headers: lengths.sort().join(', ') });
  };
}
