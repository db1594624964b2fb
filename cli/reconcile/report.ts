import { countsOf, type Finding, type Reconciliation } from '../../lambdas/reconcile/reconcile.ts';
import { ageText } from '../time.ts';

/** What a verdict means, in words; what is known is not worth a line. */
const WORDS: Record<Exclude<Finding['verdict'], 'known'>, string> = {
  recent: 'left alone: so new that it may be on its way',
  'too old': 'left alone: so old that the ledger may have forgotten it',
  missing: 'never came',
  unsure: 'left alone: without an id nobody can tell whether it came',
};

/** A line for each event that the ledger does not have. @param now the time in epoch ms */
export function renderFindings({ findings }: Reconciliation, now: number): string[] {
  return findings.flatMap((finding) => {
    const { key, at, accepted, verdict } = finding;
    if (verdict === 'known') return [];
    const age = at === undefined ? '?' : ageText(now - at);
    const answered = accepted ? 'SUCCESS' : 'FAILED ';
    return [[age.padStart(4), answered, key.event, key.id, doneWith(finding) ?? WORDS[verdict]].join('  ')];
  });
}

function doneWith({ status }: Finding): string | undefined {
  if (status === undefined) return undefined;
  return status === 200 ? 'put back' : `not put back: the front door answered ${status}`;
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
    ...(unreadable > 0 ? [`${unreadable} deliveries have no payload in the log.`] : []),
    reachOf(reconciliation),
  ];
  return sentences.join('\n');
}

function reachOf({ reachesTo }: Reconciliation): string {
  if (reachesTo === undefined) return 'The log was read to its beginning.';
  return `The log reaches back to ${new Date(reachesTo).toISOString()}: of older deliveries nothing can be known.`;
}
