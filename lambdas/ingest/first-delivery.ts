import { recognizeScheme, settingsOf } from '../authentication/recognize-scheme.ts';
import type { Signed } from '../authentication/signature.ts';
import type { Log } from '../telemetry/log.ts';

/** Reports a delivery that was let in; `signingSecret` is one that is stored and not asked for yet. */
export type ReportDelivery = (delivery: Signed, signingSecret: string | undefined) => void;

/**
 * Logs what a user needs to switch signatures on, each once: the names of a delivery's headers with the lengths of
 * their values, never the values; and, when the signing secret is stored, the settings under which the signature is
 * right.
 */
export function firstDeliveryReport(log: Log): ReportDelivery {
  const reportHeaders = once(({ headers }) => {
    const lengths = Object.entries(headers).map(([name, value = '']) => `${name} ${value.length}`);
    log.info('headers', { headers: lengths.sort().join(', ') });
  });
  const reportScheme = once((delivery, signingSecret: string) => {
    const scheme = recognizeScheme(delivery, signingSecret);
    if (scheme === undefined) log.warn('signature not recognized', {});
    else log.info('signature recognized', { settings: settingsOf(scheme) });
  });
  return (delivery, signingSecret) => {
    reportHeaders(delivery);
    if (signingSecret !== undefined) reportScheme(delivery, signingSecret);
  };
}

function once<Rest extends unknown[]>(report: (delivery: Signed, ...rest: Rest) => void): typeof report {
  let done = false;
  return (...delivery) => {
    if (!done) report(...delivery);
    done = true;
  };
}
