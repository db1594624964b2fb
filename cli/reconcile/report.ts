import { countsOf, type Finding, type Reconciliation } from '../../lambdas/reconcile/reconcile.ts';
import { say } from '../../operations/say.ts';
import { ageText } from '../terminal/time.ts';

/** What a verdict means, in words; what is known is not worth a line. */
const WORDS: Record<Exclude<Finding['verdict'], 'known'>, string> = {
  recent: 'left alone: so new that it may be on its way',
  'too old': 'left alone: so old that the ledger may have forgotten it',
  missing: 'never came',
  unsure: 'left alone: without an id nobody can tell whether it came',
};

/** A line for each event that did not come, as far as anybody knows. @param now the time in epoch ms */
export function renderFindings({ findings }: Reconciliation, now: number): string[] {
  return findings.flatMap(({ key, at, verdict, putBack }) => {
    if (verdict === 'known') return [];
    const age = at === undefined ? '?' : ageText(now - at);
    return [[age.padStart(4), key.event, key.id, say(putBack ? 'put back' : WORDS[verdict])].join('  ')];
  });
}

/** What was compared, what was done, and what cannot be known. */
export function summaryOf(reconciliation: Reconciliation, dryRun: boolean): string {
  const { events, known, putBack, missing, unsure, unreadable } = countsOf(reconciliation);
  const done = dryRun ? `${missing} would be put back; nothing was changed` : `${putBack} put back`;
  const sentences = [
    `${events} events in the log, ${known} of them known: ${done}.`,
    ...(unsure > 0 && (dryRun || putBack < missing + unsure)
      ? [`${unsure} without an id: --also-without-id puts them back too, at the risk of a second answer.`]
      : []),
    ...(unreadable > 0 ? [`${unreadable} deliveries have no payload in the log that a queue can hold.`] : []),
    reachOf(reconciliation),
  ];
  return sentences.join('\n');
}

function reachOf({ reachesTo }: Reconciliation): string {
  if (reachesTo === undefined) return 'The log was read to its beginning.';
  return `The log reaches back to ${new Date(reachesTo).toISOString()}: nothing is known about older deliveries.`;
}
